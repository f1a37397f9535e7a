/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-slot-key.h"
#include "ds-visit-session-private.h"

#include "ds-id.h"

/* A task and its act on their way to the disk. */
typedef struct {
  DsVisitSession *session;
  GTask *task;
  DsVisitAct *act;
} Commit;

typedef struct {
  GTask *task;
  DsSessionAct act;
} PendingCommit;

static void
free_commit (gpointer data)
{
  Commit *self = data;

  g_object_unref (self->session);
  g_clear_object (&self->task);
  ds_visit_act_free (self->act);
  g_free (self);
}

const char *
ds_visit_session_who (DsVisitSession *self)
{
  const char *who = ds_app_is_demo (self->app) ? NULL : ds_app_get_technician_id (self->app);

  return who != NULL ? who : self->load->order->technician;
}

DsEntry *
ds_visit_session_new_entry (DsVisitSession *self, DsEntryType type)
{
  DsClock *clock = ds_app_get_clock (self->app);
  g_autofree char *id = ds_id_new (clock);
  DsMoment now;

  ds_clock_now (clock, &now);
  return ds_entry_new (type, id, &now, ds_visit_session_who (self));
}

GTask *
ds_visit_session_new_task (DsVisitSession *self, gpointer tag, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  /* What is committed is done, whatever was asked meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

void
ds_visit_session_drop (GTask *task)
{
  ds_visit_session_fail (task, DS_ERROR_CANCELLED, "Another act is being saved; this one was not taken.");
}

void
ds_visit_session_fail (GTask *task, DsErrorCode code, const char *message)
{
  g_task_return_new_error (task, DS_APP_ERROR, (int) code, "%s", message);
  g_object_unref (task);
}

gboolean
ds_visit_session_act_finish (DsVisitSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

guint
ds_visit_session_find_slot (DsVisitSession *self, const char *slot, GError **error)
{
  guint found = ds_slot_key_find (self->load->shown, slot);

  if (found == DS_NONE)
    g_set_error (error, DS_APP_ERROR, DS_ERROR_NOT_FOUND, "There is no step “%s” in this visit.",
                 slot != NULL ? slot : "");
  return found;
}

/* --- preparing ------------------------------------------------------------------------------------------- */

static void
fill_head_facts (DsVisitSession *self, DsVisitAct *act)
{
  act->device = g_strdup (ds_app_get_device (self->app));
  act->technician = g_strdup (ds_visit_session_who (self));
  act->hq_offset_known = ds_app_get_hq_offset (self->app, &act->hq_offset_ms);
}

static void
fill_projection (DsVisitSession *self, DsVisitAct *act)
{
  g_autoptr (GArray) hazards = ds_visit_hazards (self->load->ahead, FALSE);
  DsProgress progress;

  ds_visit_progress (self->load->ahead, &progress);
  act->stage = ds_visit_stage_name (ds_visit_stage (self->load->ahead));
  act->done = progress.required_done;
  act->total = progress.required;
  act->hazards = hazards->len;
}

static gboolean
is_danger (const DsSlotView *view)
{
  return view->state != DS_SLOT_HIDDEN && view->severity >= DS_SEVERITY_HAZARD;
}

/* Headquarters learns of a danger at once, and of it being put right: lane 0, in the act's own transaction. */
static void
add_hazard_records (DsVisitSession *self, DsVisitAct *act)
{
  const GArray *slots = self->change->slots;

  for (guint i = 0; i < slots->len; i++) {
    guint slot = g_array_index (slots, guint, i);
    g_autofree char *key = ds_slot_key (self->load->ahead, slot);
    guint before_slot = ds_slot_key_find (self->load->shown, key);
    g_autofree char *id = NULL;
    DsSlotView before = { 0 }, after;
    DsRecordHead head;
    gboolean found, remedied;

    ds_visit_view (self->load->ahead, slot, &after);
    if (before_slot != DS_NONE)
      ds_visit_view (self->load->shown, before_slot, &before);
    found = is_danger (&after) && (before_slot == DS_NONE || !is_danger (&before) || before.severity < after.severity);
    remedied = after.state == DS_SLOT_REMEDIED && before_slot != DS_NONE && before.state != DS_SLOT_REMEDIED;
    if (!found && !remedied)
      continue;
    id = ds_id_new (ds_app_get_clock (self->app));
    ds_visit_act_fill_head (act, id, &head);
    ds_visit_act_add_record (act, id, DS_RECORD_HAZARD,
                             ds_record_new_hazard (&head, self->load->ahead, act->visit_id, slot));
  }
}

static const DsEntry *
find_entry (const DsVisit *visit, const char *id)
{
  for (guint i = ds_visit_n_entries (visit); i > 0; i--) {
    const DsEntry *entry = ds_visit_entry (visit, i - 1);

    if (g_strcmp0 (entry->id, id) == 0)
      return entry;
  }
  return NULL;
}

static void
set_photo (DsVisitAct *act, const char *entry, gboolean removed)
{
  act->photo_entry = g_strdup (entry);
  act->photo_removed = removed;
}

/* A photo taken out, or brought back by undo, is (not) to be sent; its file stays. */
static void
fill_photo_change (DsVisitSession *self, DsVisitAct *act)
{
  gboolean undo = act->entry->type == DS_ENTRY_UNDO;
  const DsEntry *target;

  if (act->entry->type == DS_ENTRY_REMOVE_PHOTO)
    set_photo (act, act->entry->target, TRUE);
  if (!undo && act->entry->type != DS_ENTRY_REDO)
    return;
  target = find_entry (self->load->ahead, act->entry->target);
  if (target != NULL && target->type == DS_ENTRY_PHOTO)
    set_photo (act, target->id, undo);
  else if (target != NULL && target->type == DS_ENTRY_REMOVE_PHOTO)
    set_photo (act, target->target, !undo);
}

static guint
find_first_of_thing (DsVisit *visit, const char *job, const char *thing)
{
  for (guint i = 0; i < ds_visit_n_blocks (visit); i++) {
    DsBlock block;

    ds_visit_block (visit, i, &block);
    if (block.n_slots > 0 && g_strcmp0 (block.thing, thing) == 0 && g_str_equal (ds_visit_job (visit, block.job)->id, job))
      return ds_visit_slot_at (visit, block.first_position);
  }
  return DS_NONE;
}

static void
fill_place (DsVisitSession *self, DsVisitAct *act, DsSessionMove move)
{
  guint slot = DS_NONE;

  if (move == DS_SESSION_MOVE_FIRST)
    slot = ds_visit_next_open (self->load->ahead, DS_NONE);
  else if (move == DS_SESSION_MOVE_ENTRY)
    slot = ds_visit_entry_slot (self->load->ahead, act->entry);
  else if (move == DS_SESSION_MOVE_THING)
    slot = find_first_of_thing (self->load->ahead, act->entry->job, act->entry->thing);
  if (slot != DS_NONE && ds_visit_slot_state (self->load->ahead, slot) != DS_SLOT_HIDDEN) {
    act->set_position = TRUE;
    act->position = ds_slot_key (self->load->ahead, slot);
  }
}

static void
fill_stage (DsVisitSession *self, DsVisitAct *act)
{
  DsVisit *visit = self->load->ahead;

  if (act->entry->type != DS_ENTRY_STAGE)
    return;
  act->set_open_visit = TRUE;
  act->open_visit = act->entry->stage == DS_STAGE_STARTED || act->entry->stage == DS_STAGE_RESUMED;
  for (guint i = 0; act->entry->stage == DS_STAGE_STARTED && i < ds_visit_n_jobs (visit); i++)
    ds_visit_act_pin (act, ds_visit_job (visit, i)->id, ds_visit_job_checklist (visit, i)->sha256);
}

/* The opinions, each alone, and the visit itself; the file of its own holds the same lines. */
static void
add_finish_records (DsVisitSession *self, DsVisitAct *act)
{
  g_autoptr (GPtrArray) opinions = ds_visit_opinions (self->load->ahead);
  DsClock *clock = ds_app_get_clock (self->app);
  g_autofree char *folder = g_path_get_dirname (self->media_dir);
  g_autofree char *name = g_strconcat (act->visit_id, ".sealed", NULL);
  g_autofree char *id = NULL;
  DsRecordHead head;

  for (guint i = 0; i < opinions->len; i++) {
    g_autofree char *opinion_id = ds_id_new (clock);

    ds_visit_act_fill_head (act, opinion_id, &head);
    ds_visit_act_add_record (act, opinion_id, DS_RECORD_OPINION,
                             ds_record_new_opinion (&head, act->order_id, act->visit_id, g_ptr_array_index (opinions, i)));
  }
  id = ds_id_new (clock);
  ds_visit_act_fill_head (act, id, &head);
  ds_visit_act_add_record (act, id, DS_RECORD_VISIT, ds_record_new_visit (&head, self->load->ahead, act->visit_id));
  act->sealed_path = g_build_filename (folder, "sealed", name, NULL);
}

/* --- committing ------------------------------------------------------------------------------------------ */

static gboolean
run_commit (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_visit_act_run (tx, ((Commit *) data)->act, error);
}

static void
run_waiting (DsVisitSession *self)
{
  PendingCommit *pending;

  if (self->busy)
    return;
  pending = g_queue_pop_head (&self->waiting);
  if (pending == NULL)
    return;
  ds_visit_session_commit (self, pending->task, &pending->act);
  g_free (pending);
}

static void
forget_ahead (DsVisitSession *self)
{
  g_autoptr (DsVisit) copy = ds_visit_copy (self->load->shown, NULL);

  /* What is shown was folded from the same entries before, so it folds again. */
  g_assert (copy != NULL);
  ds_visit_free (self->load->ahead);
  self->load->ahead = g_steal_pointer (&copy);
}

static void
take_committed (DsVisitSession *self, Commit *commit)
{
  DsVisitAct *act = commit->act;
  guint flags = DS_APP_CHANGE_ORDERS;

  if (self->load->stored_id == NULL)
    self->load->stored_id = g_strdup (act->visit_id);
  if (!ds_visit_apply (self->load->shown, act->entry, self->change, NULL))
    g_assert_not_reached ();
  if (act->clear_draft != NULL)
    g_hash_table_remove (self->load->drafts, act->clear_draft);
  if (act->records->len > 0)
    flags |= DS_APP_CHANGE_OUTBOX;
  ds_visit_session_tell (self, TRUE);
  if (act->position != NULL)
    ds_visit_session_show (self, act->position);
  else
    ds_visit_session_leave_hidden (self);
  ds_app_queue_change (self->app, flags);
  if (act->records->len > 0 && ds_app_get_driver (self->app) != NULL && !ds_app_is_demo (self->app))
    ds_sync_driver_poke (ds_app_get_driver (self->app));
}

static void
commit_over_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsVisitSession *self = DS_VISIT_SESSION (source);
  Commit *commit = g_task_get_task_data (G_TASK (result));
  g_autoptr (GTask) task = g_steal_pointer (&commit->task);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error)) {
    take_committed (self, commit);
    ds_visit_session_set_busy (self, FALSE);
    g_task_return_boolean (task, TRUE);
  }
  else {
    forget_ahead (self);
    ds_visit_session_set_busy (self, FALSE);
    g_task_return_error (task, error);
  }
  run_waiting (self);
}

static DsVisitAct *
prepare_act (DsVisitSession *self, DsSessionAct *wanted, GError **error)
{
  g_autoptr (DsVisitAct) act = ds_visit_act_new (g_steal_pointer (&wanted->entry), self->load->order_id);

  act->medium = g_steal_pointer (&wanted->medium);
  act->medium_use = g_steal_pointer (&wanted->medium_use);
  act->visit_id = g_strdup (self->load->stored_id);
  act->clear_draft = g_strdup (wanted->clear_draft);
  act->entry->seq = ds_visit_n_entries (self->load->ahead) + 1;
  fill_head_facts (self, act);
  if (!ds_visit_apply (self->load->ahead, act->entry, self->change, error))
    return NULL;
  fill_projection (self, act);
  fill_stage (self, act);
  fill_photo_change (self, act);
  fill_place (self, act, wanted->move);
  add_hazard_records (self, act);
  if (act->entry->type == DS_ENTRY_STAGE && act->entry->stage == DS_STAGE_FINISHED)
    add_finish_records (self, act);
  return g_steal_pointer (&act);
}

static void
clear_wanted (DsSessionAct *wanted)
{
  g_clear_pointer (&wanted->entry, ds_entry_unref);
  g_clear_pointer (&wanted->medium, ds_store_medium_free);
  g_clear_pointer (&wanted->medium_use, ds_store_medium_use_free);
}

static gboolean
may_commit (DsVisitSession *self, GError **error)
{
  if (ds_app_is_read_only (self->app)) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_READ_ONLY, "The store was opened for looking only.");
    return FALSE;
  }
  if (ds_visit_stage (self->load->shown) == DS_STAGE_FINISHED) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_STATE, "The visit is finished; nothing can be changed any more.");
    return FALSE;
  }
  return TRUE;
}

void
ds_visit_session_commit (DsVisitSession *self, GTask *task, DsSessionAct *wanted)
{
  DsVisitAct *act;
  Commit *commit;
  GTask *job_task;
  GError *error = NULL;

  if (self->busy && wanted->waits) {
    PendingCommit *pending = g_new0 (PendingCommit, 1);

    pending->task = task;
    pending->act = *wanted;
    g_queue_push_tail (&self->waiting, pending);
    return;
  }
  if (self->busy) {
    clear_wanted (wanted);
    ds_visit_session_drop (task);
    return;
  }
  act = may_commit (self, &error) ? prepare_act (self, wanted, &error) : NULL;
  if (act == NULL) {
    clear_wanted (wanted);
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  ds_visit_session_set_busy (self, TRUE);
  commit = g_new0 (Commit, 1);
  commit->session = g_object_ref (self);
  commit->task = task;
  commit->act = act;
  job_task = g_task_new (self, NULL, commit_over_cb, NULL);
  g_task_set_task_data (job_task, commit, free_commit);
  ds_app_run_task (self->app, job_task, run_commit, TRUE, NULL);
}
