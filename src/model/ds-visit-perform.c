/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-private.h"

/* What an entry does, and how it is taken back. Undo takes back the last entry that counts, so each act finds the
 * state exactly as it left it. */

static void
note_visit (DsVisitChange *change)
{
  if (change != NULL)
    change->visit = TRUE;
}

/* ------------------------------------------------------------------ slots */

static SlotData *
begin_slot (DsVisit *self, guint handle)
{
  return ds_slot_data_copy (SLOT (self->core, handle)->data);
}

static void
put_slot (DsVisit *self, guint handle, SlotData *data, Undo *undo, DsVisitChange *change)
{
  Slot *slot = SLOT (self->core, handle);

  if (undo != NULL) {
    undo->slot = handle;
    undo->data = slot->data;
  } else {
    ds_slot_data_free (slot->data);
  }
  slot->data = data;
  ds_core_touch (self->core, handle, change);
}

static void
perform_answer (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change)
{
  SlotData *data = begin_slot (self, target->slot);

  if (entry->value.kind == DS_VALUE_STARTED) {
    data->timer = entry;
    data->answer = NULL;
  } else {
    data->answer = entry;
    data->timer = NULL;
  }
  data->skip = data->hand_over = NULL;
  data->has_number = target->has_number;
  data->number = target->number;
  put_slot (self, target->slot, data, undo, change);
}

static void
perform_skip (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change)
{
  SlotData *data = begin_slot (self, target->slot);

  data->skip = entry;
  data->answer = data->timer = NULL;
  data->has_number = FALSE;
  put_slot (self, target->slot, data, undo, change);
}

static void
perform_remedy (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change)
{
  const Slot *slot = SLOT (self->core, target->slot);
  SlotData *data = begin_slot (self, target->slot);
  Try attempt = { data->answer,         entry,           { 0 }, slot->now.severity, slot->now.limit,
                  slot->now.has_number, slot->now.number };
  char text[DS_DECIMAL_BUFFER];

  if (data->answer != NULL)
    attempt.value = data->answer->value;
  else if (slot->now.has_number) {
    attempt.value.kind = DS_VALUE_STRING;
    attempt.value.string = g_string_chunk_insert (self->core->texts, ds_decimal_format (slot->now.number, text));
  }
  data->tries = g_renew (Try, data->tries, data->n_tries + 1);
  data->tries[data->n_tries++] = attempt;
  data->answer = NULL;
  data->has_number = FALSE;
  put_slot (self, target->slot, data, undo, change);
}

static void
perform_hand_over (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change)
{
  SlotData *data = begin_slot (self, target->slot);

  data->hand_over = entry;
  put_slot (self, target->slot, data, undo, change);
}

static const DsEntry **
append_entry (const DsEntry **list, guint *n, const DsEntry *entry)
{
  list = g_renew (const DsEntry *, list, *n + 1);
  list[(*n)++] = entry;
  return list;
}

static void
perform_note (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change)
{
  SlotData *data;

  if (target->slot == DS_NONE) {
    g_ptr_array_add (self->core->notes, entry);
    note_visit (change);
    return;
  }
  data = begin_slot (self, target->slot);
  data->notes = append_entry (data->notes, &data->n_notes, entry);
  put_slot (self, target->slot, data, undo, change);
}

static void
perform_photo (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change)
{
  Photo photo = { entry, target->slot, FALSE };
  SlotData *data;

  g_array_append_val (self->core->photos, photo);
  note_visit (change);
  if (target->slot == DS_NONE)
    return;
  data = begin_slot (self, target->slot);
  data->photos = append_entry (data->photos, &data->n_photos, entry);
  if (slot_step (self->core, target->slot)->answer.type == DS_ANSWER_PHOTO)
    data->skip = NULL;
  put_slot (self, target->slot, data, undo, change);
}

static void
perform_remove_photo (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change)
{
  Photo *photo = &g_array_index (self->core->photos, Photo, target->photo);
  SlotData *data;
  guint n = 0;

  photo->removed = TRUE;
  if (undo != NULL)
    undo->photo = target->photo;
  note_visit (change);
  if (photo->slot == DS_NONE)
    return;
  data = begin_slot (self, photo->slot);
  for (guint i = 0; i < data->n_photos; i++)
    if (data->photos[i] != photo->entry)
      data->photos[n++] = data->photos[i];
  data->n_photos = n;
  put_slot (self, photo->slot, data, undo, change);
}

/* ------------------------------------------------------------------ things */

static void
mark_structure (DsVisit *self, DsVisitChange *change)
{
  ds_core_reorder (self->core);
  if (change != NULL)
    change->structure = change->locks = TRUE;
}

static void
perform_thing (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change)
{
  Core *core = self->core;
  guint id = target->block;

  if (entry->thing_op == DS_THING_ADD) {
    id = ds_core_add_block (core, self->order, target->job, target->section, entry->thing, entry->name);
    ds_core_reorder (core);
    ds_core_touch_block (core, id, change);
  } else if (entry->thing_op == DS_THING_RENAME) {
    if (undo != NULL)
      undo->name = BLOCK (core, id)->name;
    BLOCK (core, id)->name = entry->name;
  } else {
    BLOCK (core, id)->removed = TRUE;
    ds_core_touch_block (core, id, change);
  }
  if (undo != NULL)
    undo->block = id;
  mark_structure (self, change);
}

static void
take_back_thing (DsVisit *self, Undo *undo, DsVisitChange *change)
{
  Core *core = self->core;
  Block *block = BLOCK (core, undo->block);

  if (undo->entry->thing_op == DS_THING_RENAME) {
    block->name = undo->name;
  } else {
    block->removed = undo->entry->thing_op == DS_THING_ADD;
    ds_core_touch_block (core, undo->block, change);
    if (block->removed) {
      ds_core_drop_block (core);
      /* These slots are no more. */
      if (change != NULL)
        g_array_set_size (change->slots, 0);
    }
  }
  mark_structure (self, change);
}

/* ------------------------------------------------------------------ stage */

static void
put_facts (DsVisit *self, guint index, GHashTable *facts, Undo *undo, DsVisitChange *change)
{
  Job *job = &self->core->jobs[index];

  if (undo != NULL) {
    if (undo->facts == NULL) {
      undo->n_facts = self->core->n_jobs;
      undo->facts = g_new0 (GHashTable *, undo->n_facts);
    }
    undo->facts[index] = job->facts;
  } else {
    g_hash_table_unref (job->facts);
  }
  job->facts = g_hash_table_ref (facts);
  ds_core_touch_job (self->core, index, change);
}

static void
perform_stage (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change)
{
  Head *head = &self->core->head;

  if (change != NULL)
    change->stage = change->locks = TRUE;
  self->stage_entries[entry->stage] = entry;
  if (entry->stage == DS_STAGE_PARKED || entry->stage == DS_STAGE_RESUMED) {
    head->parked = entry->stage == DS_STAGE_PARKED;
    if (head->parked)
      self->parked_seq = self->journal->len;
    return;
  }
  head->stage = entry->stage;
  for (guint i = 0; entry->facts != NULL && i < self->core->n_jobs; i++) {
    GHashTable *facts = g_hash_table_lookup (entry->facts, self->core->jobs[i].job->id);

    if (facts != NULL)
      put_facts (self, i, facts, undo, change);
  }
}

static void
take_back_stage (DsVisit *self, Undo *undo, DsVisitChange *change)
{
  self->stage_entries[undo->entry->stage] = NULL;
  if (change != NULL)
    change->stage = change->locks = TRUE;
  for (guint i = 0; undo->facts != NULL && i < self->core->n_jobs; i++)
    if (undo->facts[i] != NULL) {
      g_hash_table_unref (self->core->jobs[i].facts);
      self->core->jobs[i].facts = g_steal_pointer (&undo->facts[i]);
      ds_core_touch_job (self->core, i, change);
    }
}

/* ------------------------------------------------------------------ the visit as a whole */

static void
perform_notice (DsVisit *self, DsEntry *entry)
{
  Core *core = self->core;
  GArray *named = g_array_new (FALSE, FALSE, sizeof (Noticed));

  for (guint i = 0; i < core->slots->len; i++) {
    Noticed noticed = { i, SLOT (core, i)->now.severity };

    if (noticed.severity >= DS_SEVERITY_HAZARD)
      g_array_append_val (named, noticed);
  }
  core->head.notice = entry;
  core->head.notice_index = core->notices->len;
  g_ptr_array_add (core->notices, named);
}

static void
perform_upgrade (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change)
{
  Core *old = self->core;
  g_autofree DsVisitJob *jobs = g_new0 (DsVisitJob, old->n_jobs);
  Head head;

  for (guint i = 0; i < old->n_jobs; i++)
    jobs[i] = (DsVisitJob){ old->jobs[i].job->id, old->jobs[i].list, old->jobs[i].facts };
  for (guint i = 0; i < self->checklists->len; i++)
    if (g_strcmp0 (((DsChecklist *) g_ptr_array_index (self->checklists, i))->sha256, entry->to) == 0)
      jobs[target->job].checklist = g_ptr_array_index (self->checklists, i);
  head = old->head;
  self->core = ds_core_new (self->order, jobs, old->n_jobs);
  self->replaying = TRUE;
  /* What counted so far is done again on the new list; what does not fit it any more stays in the journal only. */
  for (guint i = 0; i < self->journal->len; i++) {
    DsEntry *past = g_ptr_array_index (self->journal, i);
    Target again;

    if (past != entry && g_array_index (self->stands, gboolean, i) && past->type != DS_ENTRY_UNDO &&
        past->type != DS_ENTRY_REDO && past->type != DS_ENTRY_CHECKLIST_UPGRADE && past->type != DS_ENTRY_STAGE &&
        ds_visit_check_entry (self, past, &again, NULL))
      ds_visit_perform (self, past, &again, NULL, NULL);
  }
  self->replaying = FALSE;
  self->core->head.stage = head.stage;
  self->core->head.parked = head.parked;
  if (undo != NULL)
    undo->core = old;
  else
    ds_core_free (old);
  if (change != NULL)
    change->structure = change->locks = change->visit = TRUE;
}

static void
perform_whole (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change)
{
  Core *core = self->core;

  note_visit (change);
  switch (entry->type) {
  case DS_ENTRY_OUTCOME:
    if (undo != NULL)
      undo->outcome = core->jobs[target->job].outcome;
    core->jobs[target->job].outcome = entry;
    break;
  case DS_ENTRY_OPINION:
    g_ptr_array_add (core->opinions, entry);
    break;
  case DS_ENTRY_ESCALATE:
    g_ptr_array_add (core->escalations, entry);
    break;
  case DS_ENTRY_SATISFACTION:
    core->head.satisfaction = entry;
    break;
  case DS_ENTRY_NOTICE:
    perform_notice (self, entry);
    break;
  case DS_ENTRY_GUIDE:
    core->head.guide = entry;
    break;
  default:
    core->head.sign = entry;
    core->head.sign_outdated = FALSE;
    break;
  }
}

/* What the signed report shows. */
static gboolean
is_content (DsEntryType type)
{
  switch (type) {
  case DS_ENTRY_THING:
  case DS_ENTRY_ANSWER:
  case DS_ENTRY_SKIP:
  case DS_ENTRY_PHOTO:
  case DS_ENTRY_REMOVE_PHOTO:
  case DS_ENTRY_REMEDY:
  case DS_ENTRY_HAND_OVER:
  case DS_ENTRY_OUTCOME:
  case DS_ENTRY_NOTICE:
  case DS_ENTRY_CHECKLIST_UPGRADE:
    return TRUE;
  default:
    return FALSE;
  }
}

void
ds_visit_perform (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change)
{
  static void (*const acts[]) (DsVisit *, DsEntry *, const Target *, Undo *, DsVisitChange *) = {
    [DS_ENTRY_STAGE] = perform_stage,
    [DS_ENTRY_THING] = perform_thing,
    [DS_ENTRY_ANSWER] = perform_answer,
    [DS_ENTRY_SKIP] = perform_skip,
    [DS_ENTRY_NOTE] = perform_note,
    [DS_ENTRY_PHOTO] = perform_photo,
    [DS_ENTRY_REMOVE_PHOTO] = perform_remove_photo,
    [DS_ENTRY_REMEDY] = perform_remedy,
    [DS_ENTRY_HAND_OVER] = perform_hand_over,
    [DS_ENTRY_OUTCOME] = perform_whole,
    [DS_ENTRY_OPINION] = perform_whole,
    [DS_ENTRY_SATISFACTION] = perform_whole,
    [DS_ENTRY_NOTICE] = perform_whole,
    [DS_ENTRY_GUIDE] = perform_whole,
    [DS_ENTRY_SIGN] = perform_whole,
    [DS_ENTRY_ESCALATE] = perform_whole,
    [DS_ENTRY_CHECKLIST_UPGRADE] = perform_upgrade,
  };

  if (undo != NULL) {
    undo->entry = entry;
    undo->head = self->core->head;
    undo->slot = undo->block = undo->photo = DS_NONE;
  }
  if (is_content (entry->type) && self->core->head.sign != NULL)
    self->core->head.sign_outdated = TRUE;
  acts[entry->type](self, entry, target, undo, change);
}

static void
take_back_slot (DsVisit *self, Undo *undo, DsVisitChange *change)
{
  Slot *slot = SLOT (self->core, undo->slot);

  ds_slot_data_free (slot->data);
  slot->data = g_steal_pointer (&undo->data);
  ds_core_touch (self->core, undo->slot, change);
}

static void
take_back_whole (DsVisit *self, Undo *undo)
{
  Core *core = self->core;

  switch (undo->entry->type) {
  case DS_ENTRY_OUTCOME:
    core->jobs[ds_visit_find_job (self, undo->entry->job)].outcome = undo->outcome;
    break;
  case DS_ENTRY_OPINION:
    g_ptr_array_set_size (core->opinions, (int) core->opinions->len - 1);
    break;
  case DS_ENTRY_ESCALATE:
    g_ptr_array_set_size (core->escalations, (int) core->escalations->len - 1);
    break;
  case DS_ENTRY_NOTICE:
    g_ptr_array_set_size (core->notices, (int) core->notices->len - 1);
    break;
  case DS_ENTRY_NOTE:
    if (undo->slot == DS_NONE)
      g_ptr_array_set_size (core->notes, (int) core->notes->len - 1);
    break;
  case DS_ENTRY_PHOTO:
    g_array_set_size (core->photos, core->photos->len - 1);
    break;
  case DS_ENTRY_REMOVE_PHOTO:
    g_array_index (core->photos, Photo, undo->photo).removed = FALSE;
    break;
  default:
    break;
  }
}

void
ds_visit_take_back (DsVisit *self, Undo *undo, DsVisitChange *change)
{
  gboolean parked = self->core->head.parked;

  note_visit (change);
  if (undo->entry->type == DS_ENTRY_CHECKLIST_UPGRADE) {
    ds_core_free (self->core);
    self->core = g_steal_pointer (&undo->core);
    if (change != NULL)
      change->structure = change->locks = TRUE;
  } else if (undo->entry->type == DS_ENTRY_STAGE) {
    take_back_stage (self, undo, change);
  } else if (undo->entry->type == DS_ENTRY_THING) {
    take_back_thing (self, undo, change);
  } else {
    take_back_whole (self, undo);
    if (undo->slot != DS_NONE)
      take_back_slot (self, undo, change);
  }
  self->core->head = undo->head;
  /* Parking is not undone with what was done before it. */
  self->core->head.parked = parked;
}

void
ds_undo_free (Undo *undo)
{
  if (undo == NULL)
    return;
  ds_slot_data_free (undo->data);
  for (guint i = 0; i < undo->n_facts; i++)
    g_clear_pointer (&undo->facts[i], g_hash_table_unref);
  g_free (undo->facts);
  ds_core_free (undo->core);
  g_free (undo);
}
