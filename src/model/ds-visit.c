/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit.h"

#include "ds-error.h"
#include "ds-visit-private.h"

DsVisitChange *
ds_visit_change_new (void)
{
  DsVisitChange *self = g_new0 (DsVisitChange, 1);

  self->slots = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
ds_visit_change_free (DsVisitChange *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->slots);
  g_free (self);
}

static void
clear_change (DsVisitChange *change)
{
  g_array_set_size (change->slots, 0);
  change->locks = change->structure = change->stage = change->visit = FALSE;
}

static gboolean
check_jobs (DsOrder *order, const DsVisitJob *jobs, guint n_jobs, GError **error)
{
  gsize n_slots = 0;

  for (guint i = 0; i < n_jobs; i++) {
    if (ds_order_find_job (order, jobs[i].job) == NULL) {
      g_set_error (error, DS_MODEL_ERROR, DS_ERROR_NOT_FOUND, "There is no job “%s” in the order %s.", jobs[i].job,
                   order->id);
      return FALSE;
    }
    for (guint j = 0; j < i; j++)
      if (g_str_equal (jobs[i].job, jobs[j].job)) {
        g_set_error (error, DS_MODEL_ERROR, DS_ERROR_INVALID, "The job “%s” was given twice.", jobs[i].job);
        return FALSE;
      }
    n_slots += jobs[i].checklist->n_steps;
  }
  if (n_slots <= DS_VISIT_MAX_SLOTS)
    return TRUE;
  g_set_error (error, DS_MODEL_ERROR, DS_ERROR_LIMIT, "The visit would have %" G_GSIZE_FORMAT " steps; at most %d fit.",
               n_slots, DS_VISIT_MAX_SLOTS);
  return FALSE;
}

DsVisit *
ds_visit_new (DsOrder *order, const DsVisitJob *jobs, guint n_jobs, GError **error)
{
  DsVisit *self;

  g_return_val_if_fail (order != NULL && (jobs != NULL || n_jobs == 0), NULL);

  if (!check_jobs (order, jobs, n_jobs, error))
    return NULL;
  self = g_new0 (DsVisit, 1);
  self->order = ds_order_ref (order);
  self->checklists = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_checklist_unref);
  self->journal = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_entry_unref);
  self->ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->stands = g_array_new (FALSE, TRUE, sizeof (gboolean));
  self->undos = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_undo_free);
  self->redos = g_ptr_array_new ();
  self->core = ds_core_new (order, jobs, n_jobs);
  return self;
}

void
ds_visit_free (DsVisit *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->undos);
  ds_core_free (self->core);
  g_ptr_array_unref (self->redos);
  g_array_unref (self->stands);
  g_hash_table_unref (self->ids);
  g_ptr_array_unref (self->journal);
  g_ptr_array_unref (self->checklists);
  ds_order_unref (self->order);
  g_free (self);
}

void
ds_visit_add_checklist (DsVisit *self, DsChecklist *checklist)
{
  g_ptr_array_add (self->checklists, ds_checklist_ref (checklist));
}

DsOrder *
ds_visit_order (const DsVisit *self)
{
  return self->order;
}

/* ------------------------------------------------------------------ applying */

/* Parking and resuming say when, not what: they are not undone, and do not stand in the way of undoing. */
static gboolean
can_be_undone (const DsEntry *entry)
{
  return entry->type != DS_ENTRY_UNDO && entry->type != DS_ENTRY_REDO &&
         !(entry->type == DS_ENTRY_STAGE && (entry->stage == DS_STAGE_PARKED || entry->stage == DS_STAGE_RESUMED));
}

static void
append_to_journal (DsVisit *self, DsEntry *entry)
{
  gboolean stands = TRUE;

  g_ptr_array_add (self->journal, ds_entry_ref (entry));
  g_array_append_val (self->stands, stands);
  g_hash_table_insert (self->ids, entry->id, GUINT_TO_POINTER (self->journal->len));
}

static void
perform_undo (DsVisit *self, guint index, DsVisitChange *change)
{
  Undo *undo = g_ptr_array_steal_index (self->undos, self->undos->len - 1);

  ds_visit_take_back (self, undo, change);
  g_array_index (self->stands, gboolean, index) = FALSE;
  g_ptr_array_add (self->redos, undo->entry);
  ds_undo_free (undo);
}

static void
perform_entry (DsVisit *self, DsEntry *entry, const Target *target, DsVisitChange *change)
{
  Undo *undo = can_be_undone (entry) ? g_new0 (Undo, 1) : NULL;

  ds_visit_perform (self, entry, target, undo, change);
  if (undo != NULL)
    g_ptr_array_add (self->undos, undo);
}

static void
perform_redo (DsVisit *self, guint index, DsVisitChange *change)
{
  DsEntry *entry = g_ptr_array_index (self->journal, index);
  Target target;
  gboolean accepted;

  /* The state is the one in which it was accepted; only its target is to be found again. */
  self->replaying = TRUE;
  accepted = ds_visit_check_entry (self, entry, &target, NULL);
  self->replaying = FALSE;
  g_assert (accepted);
  g_ptr_array_set_size (self->redos, (int) self->redos->len - 1);
  g_array_index (self->stands, gboolean, index) = TRUE;
  perform_entry (self, entry, &target, change);
}

gboolean
ds_visit_apply (DsVisit *self, DsEntry *entry, DsVisitChange *change, GError **error)
{
  Target target;

  g_return_val_if_fail (self != NULL && entry != NULL, FALSE);

  if (change != NULL)
    clear_change (change);
  if (!ds_visit_check_entry (self, entry, &target, error))
    return FALSE;
  append_to_journal (self, entry);
  if (entry->type == DS_ENTRY_UNDO)
    perform_undo (self, target.entry, change);
  else if (entry->type == DS_ENTRY_REDO)
    perform_redo (self, target.entry, change);
  else {
    if (can_be_undone (entry))
      g_ptr_array_set_size (self->redos, 0);
    perform_entry (self, entry, &target, change);
  }
  return TRUE;
}

guint
ds_visit_n_entries (const DsVisit *self)
{
  return self->journal->len;
}

const DsEntry *
ds_visit_entry (const DsVisit *self, guint index)
{
  g_return_val_if_fail (index < self->journal->len, NULL);
  return g_ptr_array_index (self->journal, index);
}

const DsEntry *
ds_visit_undo_candidate (const DsVisit *self)
{
  const Undo *last;

  if (self->undos->len == 0 || self->core->head.stage == DS_STAGE_FINISHED)
    return NULL;
  last = g_ptr_array_index (self->undos, self->undos->len - 1);
  return last->entry;
}

const DsEntry *
ds_visit_redo_candidate (const DsVisit *self)
{
  return self->redos->len > 0 ? g_ptr_array_index (self->redos, self->redos->len - 1) : NULL;
}

guint
ds_visit_entry_slot (const DsVisit *self, const DsEntry *entry)
{
  guint index;

  switch (entry->type) {
  case DS_ENTRY_UNDO:
  case DS_ENTRY_REDO:
  case DS_ENTRY_REMOVE_PHOTO:
    index = GPOINTER_TO_UINT (g_hash_table_lookup (self->ids, entry->target));
    return index > 0 ? ds_visit_entry_slot (self, g_ptr_array_index (self->journal, index - 1)) : DS_NONE;
  default:
    return entry->job != NULL && entry->step != NULL ? ds_visit_find (self, entry->job, entry->step, entry->thing)
                                                     : DS_NONE;
  }
}

/* ------------------------------------------------------------------ stage */

DsVisitStage
ds_visit_stage (const DsVisit *self)
{
  const Head *head = &self->core->head;

  return head->parked ? DS_STAGE_PARKED : head->stage;
}

DsVisitStage
ds_visit_next_stage (const DsVisit *self)
{
  const Head *head = &self->core->head;

  if (head->parked)
    return DS_STAGE_RESUMED;
  if (head->stage == DS_STAGE_STARTED)
    return DS_STAGE_FINISHED;
  return head->stage == DS_STAGE_FINISHED ? DS_STAGE_NONE : head->stage + 1;
}

const DsEntry *
ds_visit_stage_entry (const DsVisit *self, DsVisitStage stage)
{
  g_return_val_if_fail (stage <= DS_STAGE_FINISHED, NULL);
  return self->stage_entries[stage];
}

const DsEntry *
ds_visit_notice (const DsVisit *self)
{
  return self->core->head.notice;
}

const DsEntry *
ds_visit_sign (const DsVisit *self)
{
  return self->core->head.sign;
}

const DsEntry *
ds_visit_satisfaction (const DsVisit *self)
{
  return self->core->head.satisfaction;
}

const DsEntry *
ds_visit_guide (const DsVisit *self)
{
  return self->core->head.guide;
}

gboolean
ds_visit_sign_outdated (const DsVisit *self)
{
  return self->core->head.sign != NULL && self->core->head.sign_outdated;
}

static GPtrArray *
copy_entries (GPtrArray *entries)
{
  return g_ptr_array_copy (entries, NULL, NULL);
}

GPtrArray *
ds_visit_opinions (const DsVisit *self)
{
  return copy_entries (self->core->opinions);
}

GPtrArray *
ds_visit_escalations (const DsVisit *self)
{
  return copy_entries (self->core->escalations);
}

/* ------------------------------------------------------------------ jobs, blocks, things */

guint
ds_visit_n_jobs (const DsVisit *self)
{
  return self->core->n_jobs;
}

const DsJob *
ds_visit_job (const DsVisit *self, guint job)
{
  g_return_val_if_fail (job < self->core->n_jobs, NULL);
  return self->core->jobs[job].job;
}

DsChecklist *
ds_visit_job_checklist (const DsVisit *self, guint job)
{
  g_return_val_if_fail (job < self->core->n_jobs, NULL);
  return self->core->jobs[job].list;
}

guint
ds_visit_find_job (const DsVisit *self, const char *id)
{
  for (guint i = 0; i < self->core->n_jobs; i++)
    if (g_strcmp0 (self->core->jobs[i].job->id, id) == 0)
      return i;
  return DS_NONE;
}

GArray *
ds_visit_things (const DsVisit *self, guint job, guint section)
{
  GArray *things = g_array_new (FALSE, FALSE, sizeof (DsThing));
  GArray *ids;

  g_return_val_if_fail (job < self->core->n_jobs && section < self->core->jobs[job].list->n_sections, things);

  ids = self->core->jobs[job].blocks[section];
  for (guint i = 0; i < ids->len; i++) {
    const Block *block = BLOCK (self->core, g_array_index (ids, guint, i));
    DsThing thing = { block->thing, block->name, block->order };

    if (block->repeated && !block->removed)
      g_array_append_val (things, thing);
  }
  return things;
}

guint
ds_visit_n_blocks (const DsVisit *self)
{
  return self->core->block_order->len;
}

void
ds_visit_block (const DsVisit *self, guint index, DsBlock *ret_block)
{
  guint id;
  const Block *block;

  g_return_if_fail (index < self->core->block_order->len);

  id = g_array_index (self->core->block_order, guint, index);
  block = BLOCK (self->core, id);
  *ret_block = (DsBlock){ block->job,
                          block->section,
                          block->thing,
                          block->name,
                          block->first_position,
                          block->n_slots,
                          ds_core_block_shown (self->core, id) };
}
