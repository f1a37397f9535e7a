/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-slot-key.h"
#include "ds-visit-session-private.h"

#include "ds-id.h"
#include "ds-text.h"

static void
commit_entry (DsVisitSession *self, GTask *task, DsEntry *entry, DsSessionMove move)
{
  DsSessionAct act = { .entry = entry, .move = move };

  ds_visit_session_commit (self, task, &act);
}

/* Returns: (transfer full): the text as it is kept, or %NULL after failing the task */
static char *
take_text (GTask *task, const char *text, const char *what)
{
  g_autofree char *clean = NULL;
  g_autoptr (GError) error = NULL;

  if (text != NULL && !ds_text_check (text, DS_ENTRY_MAX_TEXT, &error)) {
    ds_visit_session_fail (task, (DsErrorCode) error->code, error->message);
    return NULL;
  }
  clean = ds_text_clean (text != NULL ? text : "");
  if (*clean == '\0') {
    g_autofree char *message = g_strdup_printf ("%s is empty. Write a few words.", what);

    ds_visit_session_fail (task, DS_ERROR_INVALID, message);
    return NULL;
  }
  return g_steal_pointer (&clean);
}

/* Returns: whether @slot was found and @entry's target set; else the task has failed and @entry is gone */
static gboolean
aim_entry (DsVisitSession *self, GTask *task, DsEntry *entry, const char *slot)
{
  GError *error = NULL;
  guint found = ds_visit_session_find_slot (self, slot, &error);
  DsSlotView view;

  if (found == DS_NONE) {
    ds_entry_unref (entry);
    g_task_return_error (task, error);
    g_object_unref (task);
    return FALSE;
  }
  ds_visit_view (self->load->shown, found, &view);
  ds_entry_set_target (entry, ds_visit_job (self->load->shown, view.job)->id, view.step->id, view.thing);
  return TRUE;
}

/* --- stages ---------------------------------------------------------------------------------------------- */

static void
start_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsVisitSession *self = DS_VISIT_SESSION (source);
  GTask *task = user_data;
  DsVisitLoad *load = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  DsEntry *entry;

  ds_visit_session_set_busy (self, FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  ds_visit_session_take_load (self, ds_visit_load_ref (load));
  if (load->missing->len > 0) {
    g_autofree char *message =
        g_strdup_printf ("The checklist “%s” is not on the tablet. Sync with headquarters, then start the visit.",
                         (const char *) g_ptr_array_index (load->missing, 0));

    ds_visit_session_fail (task, DS_ERROR_NOT_FOUND, message);
    return;
  }
  entry = ds_visit_session_new_entry (self, DS_ENTRY_STAGE);
  entry->stage = DS_STAGE_STARTED;
  ds_visit_note_facts (entry, self->load->order);
  commit_entry (self, task, entry, DS_SESSION_MOVE_FIRST);
}

/* The visit begins with what headquarters says now: order and checklists are read anew, then pinned. */
static void
start_visit (DsVisitSession *self, GTask *task)
{
  GTask *load_task;
  DsVisitLoad *load;

  if (ds_visit_stage (self->load->shown) != DS_STAGE_ARRIVED || ds_app_is_read_only (self->app)) {
    DsEntry *entry = ds_visit_session_new_entry (self, DS_ENTRY_STAGE);

    /* Not the moment for it: the engine says why. */
    entry->stage = DS_STAGE_STARTED;
    commit_entry (self, task, entry, DS_SESSION_STAY);
    return;
  }
  ds_visit_session_set_busy (self, TRUE);
  load = ds_visit_load_new (self->app, self->load->order_id);
  load->fresh = TRUE;
  load_task = g_task_new (self, NULL, start_loaded_cb, task);
  g_task_set_task_data (load_task, load, (GDestroyNotify) ds_visit_load_free);
  ds_app_run_task (self->app, load_task, ds_visit_load_run, TRUE, NULL);
}

static DsVisitStage
stage_of_action (const char *action)
{
  static const struct {
    const char *action;
    DsVisitStage stage;
  } known[] = {
    { "accept", DS_STAGE_ACCEPTED }, { "depart", DS_STAGE_DEPARTED }, { "arrive", DS_STAGE_ARRIVED },
    { "start", DS_STAGE_STARTED },   { "park", DS_STAGE_PARKED },     { "resume", DS_STAGE_RESUMED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    if (g_strcmp0 (action, known[i].action) == 0)
      return known[i].stage;
  }
  return DS_STAGE_NONE;
}

void
ds_visit_session_stage_async (DsVisitSession *self, const char *action, const char *reason, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  DsVisitStage stage;
  DsEntry *entry;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_stage_async, cancellable, callback, user_data);
  stage = stage_of_action (action);
  if (stage == DS_STAGE_NONE) {
    g_autofree char *message = g_strdup_printf (
        "“%s” is no stage. It is accept, depart, arrive, start, park or resume.", action != NULL ? action : "");

    ds_visit_session_fail (task, DS_ERROR_INVALID, message);
    return;
  }
  if (self->busy) {
    ds_visit_session_drop (task);
    return;
  }
  if (stage == DS_STAGE_STARTED) {
    start_visit (self, task);
    return;
  }
  if (stage == DS_STAGE_ACCEPTED && self->load->order->cancelled) {
    ds_visit_session_fail (task, DS_ERROR_STATE, "Headquarters has cancelled this order.");
    return;
  }
  entry = ds_visit_session_new_entry (self, DS_ENTRY_STAGE);
  entry->stage = stage;
  entry->text = reason != NULL ? ds_text_clean (reason) : NULL;
  if (entry->text != NULL && *entry->text == '\0')
    g_clear_pointer (&entry->text, g_free);
  commit_entry (self, task, entry, DS_SESSION_STAY);
}

/* --- steps ----------------------------------------------------------------------------------------------- */

void
ds_visit_session_skip_async (DsVisitSession *self, const char *slot, const char *reason, const char *note,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  char *text;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_skip_async, cancellable, callback, user_data);
  if (ds_visit_session_is_guarded (self)) {
    ds_visit_session_drop (task);
    return;
  }
  if (g_strcmp0 (reason, "not-applicable") != 0 && g_strcmp0 (reason, "not-tested") != 0) {
    ds_visit_session_fail (task, DS_ERROR_INVALID, "A step is skipped as “not-applicable” or as “not-tested”.");
    return;
  }
  text = take_text (task, note, "The reason for skipping");
  if (text == NULL)
    return;
  entry = ds_visit_session_new_entry (self, DS_ENTRY_SKIP);
  entry->skip = g_str_equal (reason, "not-tested") ? DS_SKIP_NOT_TESTED : DS_SKIP_NOT_APPLICABLE;
  entry->text = text;
  if (aim_entry (self, task, entry, slot))
    commit_entry (self, task, entry, DS_SESSION_STAY);
}

void
ds_visit_session_note_async (DsVisitSession *self, const char *slot, const char *text, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  char *clean;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_note_async, cancellable, callback, user_data);
  clean = take_text (task, text, "The note");
  if (clean == NULL)
    return;
  entry = ds_visit_session_new_entry (self, DS_ENTRY_NOTE);
  entry->text = clean;
  if (slot == NULL || aim_entry (self, task, entry, slot))
    commit_entry (self, task, entry, DS_SESSION_STAY);
}

void
ds_visit_session_remedy_async (DsVisitSession *self, const char *slot, const char *text, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  char *clean;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_remedy_async, cancellable, callback, user_data);
  clean = take_text (task, text, "What was done");
  if (clean == NULL)
    return;
  entry = ds_visit_session_new_entry (self, DS_ENTRY_REMEDY);
  entry->text = clean;
  if (aim_entry (self, task, entry, slot))
    commit_entry (self, task, entry, DS_SESSION_STAY);
}

void
ds_visit_session_remove_photo_async (DsVisitSession *self, const char *target, GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;
  DsEntry *entry;

  g_return_if_fail (DS_IS_VISIT_SESSION (self) && target != NULL);
  task = ds_visit_session_new_task (self, ds_visit_session_remove_photo_async, NULL, callback, user_data);
  entry = ds_visit_session_new_entry (self, DS_ENTRY_REMOVE_PHOTO);
  entry->target = g_strdup (target);
  commit_entry (self, task, entry, DS_SESSION_STAY);
}

/* --- undo and redo --------------------------------------------------------------------------------------- */

static void
take_back (DsVisitSession *self, GTask *task, DsEntryType type, const DsEntry *candidate)
{
  DsEntry *entry;

  if (self->busy) {
    ds_visit_session_drop (task);
    return;
  }
  if (candidate == NULL) {
    ds_visit_session_fail (task, DS_ERROR_STATE,
                           type == DS_ENTRY_UNDO ? "There is nothing to undo." : "There is nothing to redo.");
    return;
  }
  entry = ds_visit_session_new_entry (self, type);
  entry->target = g_strdup (candidate->id);
  commit_entry (self, task, entry, DS_SESSION_MOVE_ENTRY);
}

void
ds_visit_session_undo_async (DsVisitSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  take_back (self, ds_visit_session_new_task (self, ds_visit_session_undo_async, NULL, callback, user_data),
             DS_ENTRY_UNDO, ds_visit_undo_candidate (self->load->shown));
}

void
ds_visit_session_redo_async (DsVisitSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  take_back (self, ds_visit_session_new_task (self, ds_visit_session_redo_async, NULL, callback, user_data),
             DS_ENTRY_REDO, ds_visit_redo_candidate (self->load->shown));
}

/* --- things and pairs ------------------------------------------------------------------------------------ */

void
ds_visit_session_hand_over_async (DsVisitSession *self, const DsVisitStrip *strip, const char *reason,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  char *text;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_hand_over_async, NULL, callback, user_data);
  text = take_text (task, reason, "The reason for handing over");
  if (text == NULL)
    return;
  entry = ds_visit_session_new_entry (self, DS_ENTRY_HAND_OVER);
  entry->job = g_strdup (strip->job);
  entry->pair = g_strdup (strip->pair);
  entry->thing = g_strdup (strip->thing);
  entry->text = text;
  commit_entry (self, task, entry, DS_SESSION_STAY);
}

/* Things have UUIDs: the section follows from the thing. */
static const char *
find_section (DsVisitSession *self, const char *job, const char *thing)
{
  guint job_index = ds_visit_find_job (self->load->shown, job);
  const DsChecklist *checklist;

  if (job_index == DS_NONE || thing == NULL)
    return NULL;
  checklist = ds_visit_job_checklist (self->load->shown, job_index);
  for (guint i = 0; i < checklist->n_sections; i++) {
    g_autoptr (GArray) things = ds_visit_things (self->load->shown, job_index, i);

    for (guint j = 0; j < things->len; j++) {
      if (g_str_equal (g_array_index (things, DsThing, j).id, thing))
        return checklist->sections[i].id;
    }
  }
  return NULL;
}

static void
change_thing (DsVisitSession *self, GTask *task, DsEntry *entry, const char *job, const char *section)
{
  if (self->busy || section == NULL) {
    ds_entry_unref (entry);
    if (self->busy)
      ds_visit_session_drop (task);
    else
      ds_visit_session_fail (task, DS_ERROR_NOT_FOUND, "There is no such thing in this visit.");
    return;
  }
  entry->job = g_strdup (job);
  entry->section = g_strdup (section);
  commit_entry (self, task, entry,
                entry->thing_op == DS_THING_ADD ? DS_SESSION_MOVE_THING : DS_SESSION_STAY);
}

/* Adding (@thing is %NULL) or renaming: both give a name. */
static void
name_thing (DsVisitSession *self, GTask *task, const char *job, const char *section, const char *thing,
            const char *name)
{
  char *text = take_text (task, name, "The name");
  DsEntry *entry;

  if (text == NULL)
    return;
  entry = ds_visit_session_new_entry (self, DS_ENTRY_THING);
  entry->thing_op = thing != NULL ? DS_THING_RENAME : DS_THING_ADD;
  entry->thing = thing != NULL ? g_strdup (thing) : ds_id_new (ds_app_get_clock (self->app));
  entry->name = text;
  change_thing (self, task, entry, job, section);
}

void
ds_visit_session_add_thing_async (DsVisitSession *self, const char *job, const char *section, const char *name,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  name_thing (self, ds_visit_session_new_task (self, ds_visit_session_add_thing_async, NULL, callback, user_data), job,
              section, NULL, name);
}

void
ds_visit_session_rename_thing_async (DsVisitSession *self, const char *job, const char *thing, const char *name,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (DS_IS_VISIT_SESSION (self) && thing != NULL);
  name_thing (self, ds_visit_session_new_task (self, ds_visit_session_rename_thing_async, NULL, callback, user_data),
              job, find_section (self, job, thing), thing, name);
}

void
ds_visit_session_remove_thing_async (DsVisitSession *self, const char *job, const char *thing,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  DsEntry *entry;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  entry = ds_visit_session_new_entry (self, DS_ENTRY_THING);
  entry->thing_op = DS_THING_REMOVE;
  entry->thing = g_strdup (thing);
  change_thing (self, ds_visit_session_new_task (self, ds_visit_session_remove_thing_async, NULL, callback, user_data),
                entry, job, find_section (self, job, thing));
}

/* --- the visit as a whole -------------------------------------------------------------------------------- */

void
ds_visit_session_outcome_async (DsVisitSession *self, const char *job, const char *outcome, const char *reason,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  char *text = NULL;
  gboolean done = g_strcmp0 (outcome, "done") == 0;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_outcome_async, NULL, callback, user_data);
  if (!done && g_strcmp0 (outcome, "not-done") != 0) {
    ds_visit_session_fail (task, DS_ERROR_INVALID, "The outcome of a job is “done” or “not-done”.");
    return;
  }
  if (!done || (reason != NULL && *reason != '\0')) {
    text = take_text (task, reason, "The reason");
    if (text == NULL)
      return;
  }
  entry = ds_visit_session_new_entry (self, DS_ENTRY_OUTCOME);
  entry->job = g_strdup (job);
  entry->outcome = done ? DS_OUTCOME_DONE : DS_OUTCOME_NOT_DONE;
  entry->text = text;
  commit_entry (self, task, entry, DS_SESSION_STAY);
}

void
ds_visit_session_opinion_async (DsVisitSession *self, const DsVisitOpinion *opinion, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  char *text;

  g_return_if_fail (DS_IS_VISIT_SESSION (self) && opinion != NULL);
  task = ds_visit_session_new_task (self, ds_visit_session_opinion_async, NULL, callback, user_data);
  text = take_text (task, opinion->text, "The opinion");
  if (text == NULL)
    return;
  entry = ds_visit_session_new_entry (self, DS_ENTRY_OPINION);
  entry->opinion = ds_id_new (ds_app_get_clock (self->app));
  entry->opinion_kind = g_strdup (opinion->kind);
  entry->subtype = g_strdup (opinion->subtype);
  entry->department = g_strdup (opinion->department);
  entry->major = g_strcmp0 (opinion->severity, "major") == 0;
  entry->text = text;
  commit_entry (self, task, entry, DS_SESSION_STAY);
}

void
ds_visit_session_satisfaction_async (DsVisitSession *self, guint score, const char *comment,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  char *text = NULL;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_satisfaction_async, NULL, callback, user_data);
  if (score < 1 || score > 5) {
    ds_visit_session_fail (task, DS_ERROR_INVALID, "Satisfaction is a number from 1 to 5.");
    return;
  }
  if (comment != NULL && *comment != '\0') {
    text = take_text (task, comment, "The comment");
    if (text == NULL)
      return;
  }
  entry = ds_visit_session_new_entry (self, DS_ENTRY_SATISFACTION);
  entry->score = (int) score;
  entry->text = text;
  commit_entry (self, task, entry, DS_SESSION_STAY);
}

void
ds_visit_session_guide_async (DsVisitSession *self, const char *const *guide_ids, gboolean explained,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  DsEntry *entry;

  g_return_if_fail (DS_IS_VISIT_SESSION (self) && guide_ids != NULL);
  entry = ds_visit_session_new_entry (self, DS_ENTRY_GUIDE);
  entry->guides = g_strdupv ((char **) guide_ids);
  entry->explained = explained;
  commit_entry (self, ds_visit_session_new_task (self, ds_visit_session_guide_async, NULL, callback, user_data), entry,
                DS_SESSION_STAY);
}

void
ds_visit_session_escalate_async (DsVisitSession *self, const char *reason, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  char *text;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_escalate_async, NULL, callback, user_data);
  text = take_text (task, reason, "The reason");
  if (text == NULL)
    return;
  entry = ds_visit_session_new_entry (self, DS_ENTRY_ESCALATE);
  entry->text = text;
  commit_entry (self, task, entry, DS_SESSION_STAY);
}

void
ds_visit_session_finish_async (DsVisitSession *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  g_autoptr (GArray) blocks = NULL;
  DsMoment now;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_finish_async, cancellable, callback, user_data);
  if (self->busy) {
    ds_visit_session_drop (task);
    return;
  }
  if (self->photos_in_work > 0) {
    ds_visit_session_fail (task, DS_ERROR_STATE, "A photo is still being saved. Try again in a moment.");
    return;
  }
  ds_clock_now (ds_app_get_clock (self->app), &now);
  blocks = ds_visit_blocks (self->load->shown, &now);
  if (blocks->len > 0) {
    g_autofree char *message = ds_visit_block_text (self->load->shown, &g_array_index (blocks, DsBlockReason, 0), "en");

    ds_visit_session_fail (task, DS_ERROR_STATE, message);
    return;
  }
  entry = ds_visit_session_new_entry (self, DS_ENTRY_STAGE);
  entry->stage = DS_STAGE_FINISHED;
  commit_entry (self, task, entry, DS_SESSION_STAY);
}
