/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-session.h"

#include "ds-slot-key.h"
#include "ds-stage.h"
#include "ds-step-view-builder.h"
#include "ds-visit-session-private.h"
#include "ds-visit-summary-builder.h"
#include "ds-visit-summary-private.h"

#include "ds-id.h"
#include "ds-store-drafts.h"
#include "ds-store-meta.h"
#include "ds-store-visits.h"

#define DRAFT_DELAY_MS 300

enum {
  PROP_BUSY = 1,
  PROP_STAGE,
  PROP_CURRENT_SLOT,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_WHAT,
  PROP_DONE,
  PROP_TOTAL,
  PROP_PARKED,
  PROP_READ_ONLY,
  PROP_STRIP_TEXT,
  N_PROPS
};

enum { SIGNAL_CHANGED, SIGNAL_MOVED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsVisitSession, ds_visit_session, G_TYPE_OBJECT)

static const char *
language_of (DsVisitSession *self)
{
  return ds_app_get_language (self->app);
}

static char *
dup_undo_what (DsVisitSession *self)
{
  const DsEntry *entry = ds_visit_undo_candidate (self->load->shown);
  guint slot = entry != NULL ? ds_visit_entry_slot (self->load->shown, entry) : DS_NONE;

  if (entry == NULL)
    return NULL;
  return slot != DS_NONE ? ds_visit_slot_title (self->load->shown, slot, language_of (self))
                         : g_strdup (ds_entry_type_name (entry->type));
}

static char *
dup_strip_text (DsVisitSession *self)
{
  g_autoptr (GArray) pairs = ds_visit_open_pairs (self->load->shown, FALSE);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < pairs->len; i++) {
    const DsOpenPair *pair = &g_array_index (pairs, DsOpenPair, i);

    g_string_append_printf (text, "%s%s", i > 0 ? " · " : "", ds_text_for (pair->strip, language_of (self)));
  }
  return pairs->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
ds_visit_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DsVisitSession *self = DS_VISIT_SESSION (object);

  switch (id) {
  case PROP_BUSY:
    g_value_set_boolean (value, self->busy);
    break;
  case PROP_STAGE:
    g_value_set_uint (value, ds_visit_session_get_stage (self));
    break;
  case PROP_CURRENT_SLOT:
    g_value_set_string (value, self->current);
    break;
  case PROP_CAN_UNDO:
    g_value_set_boolean (value, ds_visit_session_can_undo (self));
    break;
  case PROP_CAN_REDO:
    g_value_set_boolean (value, ds_visit_session_can_redo (self));
    break;
  case PROP_UNDO_WHAT:
    g_value_take_string (value, dup_undo_what (self));
    break;
  case PROP_DONE:
    g_value_set_uint (value, ds_visit_session_get_done (self));
    break;
  case PROP_TOTAL:
    g_value_set_uint (value, ds_visit_session_get_total (self));
    break;
  case PROP_PARKED:
    g_value_set_boolean (value, ds_visit_session_get_stage (self) == DS_ORDER_STAGE_PARKED);
    break;
  case PROP_READ_ONLY:
    g_value_set_boolean (value, ds_visit_session_is_read_only (self));
    break;
  case PROP_STRIP_TEXT:
    g_value_take_string (value, dup_strip_text (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ds_visit_session_dispose (GObject *object)
{
  DsVisitSession *self = DS_VISIT_SESSION (object);

  g_clear_handle_id (&self->draft_timeout_id, g_source_remove);
  if (self->app != NULL)
    g_clear_signal_handler (&self->app_changed_id, self->app);
  G_OBJECT_CLASS (ds_visit_session_parent_class)->dispose (object);
}

static void
ds_visit_session_finalize (GObject *object)
{
  DsVisitSession *self = DS_VISIT_SESSION (object);

  g_clear_pointer (&self->load, ds_visit_load_free);
  g_clear_pointer (&self->change, ds_visit_change_free);
  g_clear_object (&self->outline);
  g_clear_object (&self->app);
  g_clear_pointer (&self->dirty_drafts, g_hash_table_unref);
  g_queue_clear (&self->waiting);
  g_free (self->current);
  g_free (self->picture_dir);
  g_free (self->media_dir);
  g_free (self->thumb_dir);
  G_OBJECT_CLASS (ds_visit_session_parent_class)->finalize (object);
}

static void
ds_visit_session_class_init (DsVisitSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ds_visit_session_get_property;
  object_class->dispose = ds_visit_session_dispose;
  object_class->finalize = ds_visit_session_finalize;
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  props[PROP_STAGE] = g_param_spec_uint ("stage", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_CURRENT_SLOT] = g_param_spec_string ("current-slot", NULL, NULL, NULL, flags);
  props[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  props[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  props[PROP_UNDO_WHAT] = g_param_spec_string ("undo-what", NULL, NULL, NULL, flags);
  props[PROP_DONE] = g_param_spec_uint ("done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_PARKED] = g_param_spec_boolean ("parked", NULL, NULL, FALSE, flags);
  props[PROP_READ_ONLY] = g_param_spec_boolean ("read-only", NULL, NULL, FALSE, flags);
  props[PROP_STRIP_TEXT] = g_param_spec_string ("strip-text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", DS_TYPE_VISIT_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRV);
  signals[SIGNAL_MOVED] = g_signal_new ("moved", DS_TYPE_VISIT_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
}

static void
ds_visit_session_init (DsVisitSession *self)
{
  self->change = ds_visit_change_new ();
  self->outline = ds_visit_outline_new ();
  self->dirty_drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&self->waiting);
}

/* --- telling --------------------------------------------------------------------------------------------- */

static void
update_outline (DsVisitSession *self)
{
  DsMoment now;

  ds_clock_now (ds_app_get_clock (self->app), &now);
  ds_visit_outline_update (self->outline, self->load->shown, language_of (self), self->current, &now);
}

static char **
dup_changed_slots (DsVisitSession *self)
{
  GPtrArray *keys = g_ptr_array_new ();

  for (guint i = 0; i < self->change->slots->len; i++)
    g_ptr_array_add (keys, ds_slot_key (self->load->shown, g_array_index (self->change->slots, guint, i)));
  g_ptr_array_add (keys, NULL);
  return (char **) g_ptr_array_free (keys, FALSE);
}

static gboolean
update_slots (DsVisitSession *self)
{
  const DsVisitChange *change = self->change;
  DsMoment now;

  if (change->structure || change->locks || change->stage)
    return FALSE;
  ds_clock_now (ds_app_get_clock (self->app), &now);
  return ds_visit_outline_update_slots (self->outline, self->load->shown, language_of (self), self->current, &now,
                                        change->slots);
}

void
ds_visit_session_tell (DsVisitSession *self, gboolean with_change)
{
  g_auto (GStrv) slots = with_change ? dup_changed_slots (self) : g_new0 (char *, 1);

  if (!with_change || !update_slots (self))
    update_outline (self);
  g_object_freeze_notify (G_OBJECT (self));
  for (guint id = PROP_STAGE; id < N_PROPS; id++) {
    if (id != PROP_CURRENT_SLOT)
      g_object_notify_by_pspec (G_OBJECT (self), props[id]);
  }
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, slots);
}

void
ds_visit_session_set_busy (DsVisitSession *self, gboolean busy)
{
  if (self->busy == busy)
    return;
  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

gboolean
ds_visit_session_is_guarded (DsVisitSession *self)
{
  DsMoment now;

  if (self->busy)
    return TRUE;
  if (self->tap_guard_ms == 0 || self->moved_us == 0)
    return FALSE;
  ds_clock_now (ds_app_get_clock (self->app), &now);
  return now.mono_us - self->moved_us < (gint64) self->tap_guard_ms * 1000;
}

/* --- where we are ---------------------------------------------------------------------------------------- */

typedef struct {
  char *visit;
  char *position;
} PositionJob;

static void
free_position_job (gpointer data)
{
  PositionJob *job = data;

  g_free (job->visit);
  g_free (job->position);
  g_free (job);
}

static gboolean
run_position (DsStoreTx *tx, gpointer data, GError **error)
{
  PositionJob *job = data;

  return ds_store_visits_set_position (tx, job->visit, job->position, error);
}

static void write_position (DsVisitSession *self);

static void
position_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsVisitSession *self = DS_VISIT_SESSION (source);

  /* A place that could not be kept costs a few taps after a crash, no data: the next act reports the disk. */
  g_task_propagate_boolean (G_TASK (result), NULL);
  self->position_writing = FALSE;
  if (self->position_dirty)
    write_position (self);
}

static void
write_position (DsVisitSession *self)
{
  PositionJob *job;
  GTask *task;

  self->position_dirty = TRUE;
  if (self->position_writing || self->load->stored_id == NULL || ds_visit_session_is_read_only (self))
    return;
  self->position_dirty = FALSE;
  self->position_writing = TRUE;
  job = g_new0 (PositionJob, 1);
  job->visit = g_strdup (self->load->stored_id);
  job->position = g_strdup (self->current);
  task = g_task_new (self, NULL, position_written_cb, NULL);
  g_task_set_task_data (task, job, free_position_job);
  ds_app_run_task (self->app, task, run_position, TRUE, NULL);
}

void
ds_visit_session_show (DsVisitSession *self, const char *key)
{
  DsMoment now;

  if (g_strcmp0 (self->current, key) == 0)
    return;
  g_free (self->current);
  self->current = g_strdup (key);
  ds_clock_now (ds_app_get_clock (self->app), &now);
  self->moved_us = now.mono_us;
  ds_visit_outline_set_current (self->outline, self->current);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CURRENT_SLOT]);
  g_signal_emit (self, signals[SIGNAL_MOVED], 0);
}

static guint
current_slot (DsVisitSession *self)
{
  return ds_slot_key_find (self->load->shown, self->current);
}

static gboolean
move_to (DsVisitSession *self, guint slot)
{
  g_autofree char *key = NULL;

  if (slot == DS_NONE || slot == current_slot (self))
    return FALSE;
  key = ds_slot_key (self->load->shown, slot);
  ds_visit_session_show (self, key);
  write_position (self);
  return TRUE;
}

gboolean
ds_visit_session_go_to (DsVisitSession *self, const char *slot)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), FALSE);
  return !self->busy && move_to (self, ds_slot_key_find (self->load->shown, slot));
}

gboolean
ds_visit_session_next (DsVisitSession *self)
{
  guint here;

  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), FALSE);
  if (ds_visit_session_is_guarded (self))
    return FALSE;
  here = current_slot (self);
  return here != DS_NONE && move_to (self, ds_visit_neighbour (self->load->shown, here, TRUE));
}

gboolean
ds_visit_session_next_open (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), FALSE);
  return !ds_visit_session_is_guarded (self) &&
         move_to (self, ds_visit_next_open (self->load->shown, current_slot (self)));
}

gboolean
ds_visit_session_back (DsVisitSession *self)
{
  guint here;

  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), FALSE);
  if (ds_visit_session_is_guarded (self))
    return FALSE;
  here = current_slot (self);
  return here != DS_NONE && move_to (self, ds_visit_neighbour (self->load->shown, here, FALSE));
}

/* --- drafts ---------------------------------------------------------------------------------------------- */

typedef struct {
  char *visit;
  GHashTable *drafts;
  gboolean close;
} DraftJob;

static void
free_draft_job (gpointer data)
{
  DraftJob *job = data;

  g_free (job->visit);
  g_hash_table_unref (job->drafts);
  g_free (job);
}

static gboolean
run_drafts (DsStoreTx *tx, gpointer data, GError **error)
{
  DraftJob *job = data;
  GHashTableIter iter;
  gpointer slot, text;

  g_hash_table_iter_init (&iter, job->drafts);
  while (g_hash_table_iter_next (&iter, &slot, &text)) {
    if (!ds_store_drafts_set (tx, job->visit, slot, text, error))
      return FALSE;
  }
  return !job->close || ds_store_meta_set (tx, DS_STORE_META_OPEN_VISIT, NULL, error);
}

static void
flush_drafts (DsVisitSession *self, gboolean close)
{
  DraftJob *job;
  GTask *task;

  g_clear_handle_id (&self->draft_timeout_id, g_source_remove);
  if (self->load->stored_id == NULL || ds_app_is_read_only (self->app) ||
      (!close && g_hash_table_size (self->dirty_drafts) == 0))
    return;
  job = g_new0 (DraftJob, 1);
  job->visit = g_strdup (self->load->stored_id);
  job->drafts = g_steal_pointer (&self->dirty_drafts);
  job->close = close;
  self->dirty_drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_task_data (task, job, free_draft_job);
  ds_app_run_task (self->app, task, run_drafts, TRUE, NULL);
}

static gboolean
draft_timeout_cb (gpointer user_data)
{
  DsVisitSession *self = user_data;

  self->draft_timeout_id = 0;
  flush_drafts (self, FALSE);
  return G_SOURCE_REMOVE;
}

void
ds_visit_session_set_draft (DsVisitSession *self, const char *slot, const char *text)
{
  g_return_if_fail (DS_IS_VISIT_SESSION (self) && slot != NULL);
  if (ds_visit_session_is_read_only (self) || ds_slot_key_find (self->load->shown, slot) == DS_NONE)
    return;
  if (text == NULL || *text == '\0') {
    if (!g_hash_table_remove (self->load->drafts, slot))
      return;
  }
  else
    g_hash_table_replace (self->load->drafts, g_strdup (slot), g_strdup (text));
  g_hash_table_replace (self->dirty_drafts, g_strdup (slot), g_strdup (text != NULL ? text : ""));
  if (self->draft_timeout_id == 0)
    self->draft_timeout_id = g_timeout_add (DRAFT_DELAY_MS, draft_timeout_cb, self);
}

void
ds_visit_session_keep_drafts (DsVisitSession *self)
{
  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  flush_drafts (self, FALSE);
}

void
ds_visit_session_close (DsVisitSession *self)
{
  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  if (self->closed || !ds_app_is_open (self->app))
    return;
  self->closed = TRUE;
  flush_drafts (self, TRUE);
}

/* --- opening --------------------------------------------------------------------------------------------- */

static void
app_changed_cb (DsVisitSession *self, guint flags)
{
  if ((flags & DS_APP_CHANGE_CONTENT) != 0)
    ds_visit_session_tell (self, FALSE);
}

/* The slot to be shown when the present one is not there (any more): the next to be done, else the first shown. */
static guint
find_place (const DsVisit *visit)
{
  guint slot = ds_visit_next_open (visit, DS_NONE);

  for (guint i = 0; slot == DS_NONE && i < ds_visit_n_slots (visit); i++) {
    guint candidate = ds_visit_slot_at (visit, i);

    if (ds_visit_slot_state (visit, candidate) != DS_SLOT_HIDDEN)
      slot = candidate;
  }
  return slot;
}

static gboolean
is_place (const DsVisit *visit, const char *key)
{
  guint slot = ds_slot_key_find (visit, key);

  return slot != DS_NONE && ds_visit_slot_state (visit, slot) != DS_SLOT_HIDDEN;
}

void
ds_visit_session_leave_hidden (DsVisitSession *self)
{
  guint slot;
  g_autofree char *key = NULL;

  if (is_place (self->load->shown, self->current))
    return;
  slot = find_place (self->load->shown);
  key = slot != DS_NONE ? ds_slot_key (self->load->shown, slot) : NULL;
  ds_visit_session_show (self, key);
  write_position (self);
}

void
ds_visit_session_take_load (DsVisitSession *self, DsVisitLoad *load)
{
  guint slot;

  g_clear_pointer (&self->load, ds_visit_load_free);
  self->load = load;
  g_free (self->current);
  self->current = g_strdup (load->position);
  if (!is_place (load->shown, self->current)) {
    slot = find_place (load->shown);
    g_free (self->current);
    self->current = slot != DS_NONE ? ds_slot_key (load->shown, slot) : NULL;
  }
  update_outline (self);
}

/* The visit whose screen is open is opened again after a kill. */
static gboolean
run_mark_open (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_store_meta_set (tx, DS_STORE_META_OPEN_VISIT, data, error);
}

static void
mark_open (DsVisitSession *self)
{
  DsOrderStage stage = ds_visit_session_get_stage (self);
  GTask *task;

  if (ds_app_is_read_only (self->app) || self->load->stored_id == NULL || stage != DS_ORDER_STAGE_STARTED)
    return;
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_task_data (task, g_strdup (self->load->stored_id), g_free);
  ds_app_run_task (self->app, task, run_mark_open, TRUE, NULL);
}

static void
opened_cb (GTask *task)
{
  DsVisitLoad *load = g_task_get_task_data (task);
  DsVisitSession *self = g_object_new (DS_TYPE_VISIT_SESSION, NULL);

  self->app = g_object_ref (load->app);
  self->picture_dir = ds_app_dup_picture_dir (self->app);
  self->media_dir = ds_app_dup_media_dir (self->app);
  self->thumb_dir = ds_app_dup_thumb_dir (self->app);
  ds_visit_session_take_load (self, ds_visit_load_ref (load));
  self->app_changed_id = g_signal_connect_swapped (self->app, "changed", G_CALLBACK (app_changed_cb), self);
  mark_open (self);
  g_task_return_pointer (task, self, g_object_unref);
}

void
ds_visit_session_open_async (DsApp *app, const char *order_id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (DS_IS_APP (app) && order_id != NULL);
  task = g_task_new (app, cancellable, callback, user_data);
  g_task_set_source_tag (task, ds_visit_session_open_async);
  g_task_set_task_data (task, ds_visit_load_new (app, order_id), (GDestroyNotify) ds_visit_load_free);
  ds_app_run_task (app, task, ds_visit_load_run, FALSE, opened_cb);
}

DsVisitSession *
ds_visit_session_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- looking --------------------------------------------------------------------------------------------- */

static void
fill_context (DsVisitSession *self, DsViewContext *ret_context)
{
  *ret_context = (DsViewContext){ 0 };
  ret_context->language = language_of (self);
  ds_clock_now (ds_app_get_clock (self->app), &ret_context->now);
  ret_context->picture_dir = self->picture_dir;
  ret_context->media_dir = self->media_dir;
  ret_context->thumb_dir = self->thumb_dir;
  ret_context->instruments = self->load->instruments;
  ret_context->drafts = self->load->drafts;
}

DsStepView *
ds_visit_session_dup_step (DsVisitSession *self, const char *slot)
{
  guint found;
  DsViewContext context;

  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), NULL);
  found = ds_slot_key_find (self->load->shown, slot);
  if (found == DS_NONE)
    return NULL;
  fill_context (self, &context);
  return ds_step_view_build (self->load->shown, found, &context);
}

DsVisitSummary *
ds_visit_session_dup_summary (DsVisitSession *self)
{
  DsViewContext context;

  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), NULL);
  fill_context (self, &context);
  return ds_visit_summary_build (self->load->shown, self->load->guides, &context);
}

GPtrArray *
ds_visit_session_dup_strips (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), NULL);
  return ds_visit_strips_build (self->load->shown, language_of (self));
}

char **
ds_visit_session_dup_thing_suggestions (DsVisitSession *self, const char *job, const char *section)
{
  GPtrArray *names = g_ptr_array_new ();
  guint job_index, index;

  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), NULL);
  job_index = ds_visit_find_job (self->load->shown, job);
  if (job_index != DS_NONE) {
    const DsChecklist *checklist = ds_visit_job_checklist (self->load->shown, job_index);

    index = ds_checklist_find_section (checklist, section);
    for (guint i = 0; index != DS_NONE && i < checklist->sections[index].n_suggestions; i++)
      g_ptr_array_add (names, g_strdup (ds_text_for (&checklist->sections[index].suggestions[i], language_of (self))));
  }
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

GListModel *
ds_visit_session_get_outline (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), NULL);
  return G_LIST_MODEL (self->outline);
}

const char *
ds_visit_session_get_order_id (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), NULL);
  return self->load->order_id;
}

const char *
ds_visit_session_get_visit_id (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), NULL);
  return self->load->stored_id;
}

DsApp *
ds_visit_session_get_app (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), NULL);
  return self->app;
}

GPtrArray *
ds_visit_session_get_missing_checklists (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), NULL);
  return self->load->missing;
}

const char *
ds_visit_session_get_current_slot (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), NULL);
  return self->current;
}

DsOrderStage
ds_visit_session_get_stage (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), 0);
  return ds_order_stage_from_visit (ds_visit_stage (self->load->shown), self->load->order->cancelled);
}

gboolean
ds_visit_session_is_busy (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), FALSE);
  return self->busy;
}

gboolean
ds_visit_session_is_read_only (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), TRUE);
  return ds_app_is_read_only (self->app) || ds_visit_stage (self->load->shown) == DS_STAGE_FINISHED;
}

gboolean
ds_visit_session_can_undo (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), FALSE);
  return !ds_visit_session_is_read_only (self) && ds_visit_undo_candidate (self->load->shown) != NULL;
}

gboolean
ds_visit_session_can_redo (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), FALSE);
  return !ds_visit_session_is_read_only (self) && ds_visit_redo_candidate (self->load->shown) != NULL;
}

guint
ds_visit_session_get_done (DsVisitSession *self)
{
  DsProgress progress;

  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), 0);
  ds_visit_progress (self->load->shown, &progress);
  return progress.required_done;
}

guint
ds_visit_session_get_total (DsVisitSession *self)
{
  DsProgress progress;

  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), 0);
  ds_visit_progress (self->load->shown, &progress);
  return progress.required;
}

guint
ds_visit_session_get_seq (DsVisitSession *self)
{
  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), 0);
  return ds_visit_n_entries (self->load->shown);
}

void
ds_visit_session_set_tap_guard (DsVisitSession *self, guint guard_ms)
{
  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  self->tap_guard_ms = guard_ms;
}
