/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl-rehearsal.h"

#include "ds-ctl-guess.h"

#include "ds-guide.h"
#include "ds-id.h"
#include "ds-json.h"
#include "ds-visit-loader.h"

#include <string.h>

/* More acts than any visit needs; an engine that keeps asking ends the search instead of the patience. */
#define MAX_ACTS 20000

/* --- printing ------------------------------------------------------------------------------------------------ */

static void
print_action (DsCtlRehearsal *self, json_t *action)
{
  g_autoptr (DsJson) line = json_object ();
  g_autofree char *text = NULL;

  if (self->entries != NULL) {
    json_decref (action);
    return;
  }
  json_object_set (line, "do", json_object_get (action, "do"));
  if (!self->named)
    json_object_set_new (line, "order", json_string (self->order_id));
  self->named = TRUE;
  json_object_del (action, "do");
  json_object_update (line, action);
  json_decref (action);
  text = ds_json_to_line (line, NULL);
  ds_ctl_print (text);
}

/* The slot as a script names it: a thing by its name, as its UUID is not made before the script is played. */
static char *
name_slot (const DsSlotView *view, const DsCtlRehearsal *self)
{
  const DsJob *job = ds_visit_job (self->visit, view->job);

  return view->thing_name != NULL ? g_strdup_printf ("%s/%s/%s", job->id, view->step->id, view->thing_name)
                                  : g_strdup_printf ("%s/%s", job->id, view->step->id);
}

/* --- acting on the engine in memory --------------------------------------------------------------------------- */

DsEntry *
ds_ctl_rehearsal_new_entry (DsCtlRehearsal *self, DsEntryType type)
{
  DsClock *clock = ds_app_get_clock (self->app);
  g_autofree char *id = ds_id_new (clock);
  DsMoment now;
  DsEntry *entry;

  ds_clock_now (clock, &now);
  entry = ds_entry_new (type, id, &now, self->who);
  entry->seq = ds_visit_n_entries (self->visit) + 1;
  return entry;
}

static DsEntry *
make_answer (DsCtlRehearsal *self, const DsSlotView *view)
{
  DsEntry *entry = ds_ctl_rehearsal_new_entry (self, DS_ENTRY_ANSWER);

  ds_entry_set_target (entry, ds_visit_job (self->visit, view->job)->id, view->step->id, view->thing);
  return entry;
}

gboolean
ds_ctl_rehearsal_apply (DsCtlRehearsal *self, DsEntry *entry, GError **error)
{
  if (!ds_visit_apply (self->visit, entry, NULL, error))
    return FALSE;
  if (self->entries != NULL)
    g_ptr_array_add (self->entries, ds_entry_ref (entry));
  return TRUE;
}

static gboolean
do_stages (DsCtlRehearsal *self, GError **error)
{
  static const char *const ACTIONS[] = {
    [DS_STAGE_ACCEPTED] = "accept", [DS_STAGE_DEPARTED] = "depart", [DS_STAGE_ARRIVED] = "arrive",
    [DS_STAGE_STARTED] = "start",   [DS_STAGE_RESUMED] = "resume",
  };

  while (ds_visit_stage (self->visit) != DS_STAGE_STARTED) {
    g_autoptr (DsEntry) entry = ds_ctl_rehearsal_new_entry (self, DS_ENTRY_STAGE);

    entry->stage = ds_visit_next_stage (self->visit);
    if (entry->stage >= G_N_ELEMENTS (ACTIONS) || ACTIONS[entry->stage] == NULL) {
      g_set_error (error, DS_APP_ERROR, DS_ERROR_STATE, "the order %s is finished", self->order_id);
      return FALSE;
    }
    if (entry->stage == DS_STAGE_STARTED)
      ds_visit_note_facts (entry, ds_visit_order (self->visit));
    if (!ds_ctl_rehearsal_apply (self, entry, error))
      return FALSE;
    print_action (self, json_pack ("{s:s, s:s}", "do", "stage", "action", ACTIONS[entry->stage]));
  }
  return TRUE;
}

static gboolean
do_thing (DsCtlRehearsal *self, const DsBlockReason *reason, GError **error)
{
  DsChecklist *checklist = ds_visit_job_checklist (self->visit, reason->job);
  const DsSection *section = &checklist->sections[reason->section];
  g_autoptr (GArray) things = ds_visit_things (self->visit, reason->job, reason->section);
  g_autoptr (DsEntry) entry = ds_ctl_rehearsal_new_entry (self, DS_ENTRY_THING);

  entry->job = g_strdup (ds_visit_job (self->visit, reason->job)->id);
  entry->section = g_strdup (section->id);
  entry->thing = ds_id_new (ds_app_get_clock (self->app));
  entry->thing_op = DS_THING_ADD;
  if (things->len < section->n_suggestions)
    entry->name = g_strdup (ds_text_for (&section->suggestions[things->len], ds_app_get_language (self->app)));
  else
    entry->name = g_strdup_printf ("%s %u", ds_text_for (&section->thing, ds_app_get_language (self->app)),
                                   things->len + 1);
  if (!ds_ctl_rehearsal_apply (self, entry, error))
    return FALSE;
  print_action (self, json_pack ("{s:s, s:s, s:s, s:s, s:s}", "do", "thing", "op", "add", "job", entry->job, "section",
                                 entry->section, "name", entry->name));
  return TRUE;
}

static guint
count_failures (DsVisit *visit)
{
  guint n = ds_visit_n_slots (visit), failures = 0;

  for (guint slot = 0; slot < n; slot++)
    failures += ds_visit_slot_state (visit, slot) == DS_SLOT_FAILED;
  return failures;
}

/* Tries @value on a copy: a number may be well within its own limits and still spoil one computed from it. */
static gboolean
spoils_nothing (DsCtlRehearsal *self, const DsSlotView *view, const char *value)
{
  g_autoptr (DsVisit) trial = ds_visit_copy (self->visit, NULL);
  g_autoptr (DsEntry) entry = make_answer (self, view);

  ds_entry_set_string (entry, value);
  return trial != NULL && ds_visit_apply (trial, entry, NULL, NULL) &&
         count_failures (trial) <= count_failures (self->visit);
}

static char *
guess_number (DsCtlRehearsal *self, const DsSlotView *view)
{
  g_autoptr (GPtrArray) values = ds_ctl_guess_numbers (self->visit, view);

  for (guint i = 0; i < values->len; i++)
    if (spoils_nothing (self, view, g_ptr_array_index (values, i)))
      return g_strdup (g_ptr_array_index (values, i));
  for (guint i = 0; i < values->len; i++) {
    g_autofree char *question = ds_visit_confirmation (self->visit, view->slot, g_ptr_array_index (values, i));
    if (question == NULL)
      return g_strdup (g_ptr_array_index (values, i));
  }
  return g_strdup (g_ptr_array_index (values, 0));
}

static char *
guess_date (DsCtlRehearsal *self, const DsSlotView *view)
{
  DsMoment now;
  g_autofree char *text = NULL;

  ds_clock_now (ds_app_get_clock (self->app), &now);
  text = ds_time_format (now.wall_us, now.offset_s);
  return g_strndup (text, 10);
}

static char *
guess_scan (DsCtlRehearsal *self, const DsSlotView *view)
{
  const DsJob *job = ds_visit_job (self->visit, view->job);
  const DsAppliance *appliance = ds_order_find_appliance (ds_visit_order (self->visit), job->appliance);

  if (appliance != NULL && appliance->serial != NULL)
    return g_strdup (appliance->serial);
  return g_strdup ("AA8XL0E0000BN1A10001");
}

/* The value as the play action writes it; sets the entry's too. */
static char *
guess_value (DsCtlRehearsal *self, const DsSlotView *view, DsEntry *entry)
{
  const DsStep *step = view->step;
  char *value;

  switch (step->answer.type) {
  case DS_ANSWER_CHECK:
    ds_entry_set_done (entry);
    return g_strdup ("done");
  case DS_ANSWER_MULTI: {
    g_auto (GStrv) chosen = ds_ctl_guess_multi (step);
    ds_entry_set_strings (entry, (const char *const *) chosen);
    return g_strjoinv (",", chosen);
  }
  case DS_ANSWER_YES_NO:
    value = g_strdup (g_strcmp0 (step->answer.failing, "yes") == 0 ? "no" : "yes");
    break;
  case DS_ANSWER_CHOICE:
    value = g_strdup (ds_ctl_guess_choice (step));
    break;
  case DS_ANSWER_NUMBER:
    value = guess_number (self, view);
    break;
  case DS_ANSWER_DATE:
    value = guess_date (self, view);
    break;
  case DS_ANSWER_SCAN:
    value = guess_scan (self, view);
    break;
  default:
    value = g_strdup ("正常");
    break;
  }
  ds_entry_set_string (entry, value);
  return value;
}

static gboolean
do_plain (DsCtlRehearsal *self, const DsSlotView *view, GError **error)
{
  g_autoptr (DsEntry) entry = make_answer (self, view);
  g_autofree char *slot = name_slot (view, self);
  g_autofree char *value = guess_value (self, view, entry);
  g_autofree char *question = ds_visit_confirmation (self->visit, view->slot, value);
  json_t *action;

  entry->confirmed = question != NULL;
  if (!ds_ctl_rehearsal_apply (self, entry, error))
    return FALSE;
  action = json_pack ("{s:s, s:s, s:s}", "do", "answer", "slot", slot, "value", value);
  if (entry->confirmed)
    json_object_set_new (action, "confirmed", json_true ());
  print_action (self, action);
  return TRUE;
}

static gboolean
do_timer (DsCtlRehearsal *self, const DsSlotView *view, GError **error)
{
  gint64 wait_s = (gint64) view->step->answer.minutes * 60;
  g_autofree char *slot = name_slot (view, self);
  g_autoptr (DsEntry) start = make_answer (self, view);
  g_autoptr (DsEntry) stop = NULL;

  if (view->timer == NULL) {
    ds_entry_set_timer_started (start);
    if (!ds_ctl_rehearsal_apply (self, start, error))
      return FALSE;
    print_action (self, json_pack ("{s:s, s:s, s:b}", "do", "timer", "slot", slot, "start", 1));
  }
  ds_clock_advance_ms (ds_app_get_clock (self->app), wait_s * 1000);
  print_action (self, json_pack ("{s:s, s:I}", "do", "wait", "seconds", (json_int_t) wait_s));
  stop = make_answer (self, view);
  ds_entry_set_waited (stop, wait_s);
  if (!ds_ctl_rehearsal_apply (self, stop, error))
    return FALSE;
  print_action (self, json_pack ("{s:s, s:s, s:b}", "do", "timer", "slot", slot, "start", 0));
  return TRUE;
}

static gboolean
do_photo (DsCtlRehearsal *self, const DsSlotView *view, GError **error)
{
  g_autoptr (DsEntry) entry = ds_ctl_rehearsal_new_entry (self, DS_ENTRY_PHOTO);
  g_autofree char *slot = name_slot (view, self);

  ds_entry_set_target (entry, ds_visit_job (self->visit, view->job)->id, view->step->id, view->thing);
  entry->role = DS_PHOTO_EVIDENCE;
  entry->media.sha256 = g_strdup_printf ("%064x", ++self->photos);
  entry->media.size_bytes = 100000;
  entry->media.type = g_strdup ("image/jpeg");
  entry->media.width = 640;
  entry->media.height = 480;
  if (!ds_ctl_rehearsal_apply (self, entry, error))
    return FALSE;
  print_action (self, json_pack ("{s:s, s:s, s:s, s:{s:i, s:i}}", "do", "photo", "slot", slot, "role", "evidence",
                                 "generate", "bytes", 100000, "seed", (int) self->photos));
  return TRUE;
}

static DsSignature *
make_signature (void)
{
  DsSignature *signature = ds_signature_new (600, 200, NULL);

  ds_signature_begin_stroke (signature);
  for (int i = 0; i < 8; i++)
    ds_signature_add_point (signature, 40 + i * 20, 100 + (i % 3) * 10, i * 20);
  return signature;
}

static gboolean
do_signature (DsCtlRehearsal *self, const DsSlotView *view, GError **error)
{
  g_autoptr (DsEntry) entry = make_answer (self, view);
  g_autofree char *slot = name_slot (view, self);

  ds_entry_set_signature (entry, make_signature ());
  if (!ds_ctl_rehearsal_apply (self, entry, error))
    return FALSE;
  print_action (self, json_pack ("{s:s, s:s, s:s}", "do", "sign-slot", "slot", slot, "name",
                                 ds_visit_order (self->visit)->customer_name));
  return TRUE;
}

static gboolean
do_slot (DsCtlRehearsal *self, guint slot, GError **error)
{
  DsSlotView view;

  ds_visit_view (self->visit, slot, &view);
  switch (view.step->answer.type) {
  case DS_ANSWER_TIMER:
    return do_timer (self, &view, error);
  case DS_ANSWER_PHOTO:
    return do_photo (self, &view, error);
  case DS_ANSWER_SIGNATURE:
    return do_signature (self, &view, error);
  default:
    return do_plain (self, &view, error);
  }
}

/* --- the whole visit ------------------------------------------------------------------------------------------ */

static gboolean
find_missing_thing (DsCtlRehearsal *self, DsBlockReason *ret_reason)
{
  g_autoptr (GArray) blocks = ds_visit_blocks (self->visit, NULL);

  for (guint i = 0; i < blocks->len; i++) {
    const DsBlockReason *reason = &g_array_index (blocks, DsBlockReason, i);
    if (reason->kind == DS_BLOCK_THINGS) {
      *ret_reason = *reason;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
do_steps (DsCtlRehearsal *self, GError **error)
{
  for (guint act = 0; act < MAX_ACTS; act++) {
    guint slot = ds_visit_next_open (self->visit, DS_NONE);
    DsBlockReason reason;

    if (find_missing_thing (self, &reason)) {
      if (!do_thing (self, &reason, error))
        return FALSE;
    } else if (slot == DS_NONE) {
      return TRUE;
    } else if (!do_slot (self, slot, error)) {
      return FALSE;
    }
  }
  g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_FAILED, "the visit does not come to an end");
  return FALSE;
}

/* Something stayed locked behind a danger: the job is closed as not done, as a person would. */
static void
do_locked_jobs (DsCtlRehearsal *self)
{
  g_autoptr (GArray) blocks = ds_visit_blocks (self->visit, NULL);

  for (guint i = 0; i < blocks->len; i++) {
    const DsBlockReason *reason = &g_array_index (blocks, DsBlockReason, i);
    g_autoptr (DsEntry) entry = NULL;

    if (reason->kind != DS_BLOCK_STEPS_LOCKED)
      continue;
    entry = ds_ctl_rehearsal_new_entry (self, DS_ENTRY_OUTCOME);
    entry->job = g_strdup (ds_visit_job (self->visit, reason->job)->id);
    entry->outcome = DS_OUTCOME_NOT_DONE;
    entry->text = g_strdup ("存在隐患，整改后再做");
    if (ds_ctl_rehearsal_apply (self, entry, NULL))
      print_action (self, json_pack ("{s:s, s:s, s:s, s:s}", "do", "outcome", "job", entry->job, "outcome", "not-done",
                                     "reason", entry->text));
  }
}

static char *
follow_up_date (DsCtlRehearsal *self)
{
  DsMoment now;
  g_autofree char *text = NULL;

  ds_clock_now (ds_app_get_clock (self->app), &now);
  text = ds_time_format (now.wall_us + G_GINT64_CONSTANT (7) * 24 * 3600 * G_USEC_PER_SEC, now.offset_s);
  return g_strndup (text, 10);
}

static gboolean
do_notice (DsCtlRehearsal *self, GError **error)
{
  g_autofree char *date = follow_up_date (self);
  g_autoptr (DsEntry) entry = ds_ctl_rehearsal_new_entry (self, DS_ENTRY_NOTICE);

  if (!ds_visit_notice_needed (self->visit))
    return TRUE;
  ds_entry_set_signature (entry, make_signature ());
  entry->follow_up = g_strdup (date);
  if (!ds_ctl_rehearsal_apply (self, entry, error))
    return FALSE;
  print_action (self, json_pack ("{s:s, s:s, s:s}", "do", "notice", "name", ds_visit_order (self->visit)->customer_name,
                                 "follow-up", date));
  return TRUE;
}

static gboolean
do_guides (DsCtlRehearsal *self, GError **error)
{
  g_autoptr (DsEntry) entry = ds_ctl_rehearsal_new_entry (self, DS_ENTRY_GUIDE);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  json_t *list;

  if (self->guides->len == 0)
    return TRUE;
  list = json_array ();
  for (guint i = 0; i < self->guides->len; i++) {
    const DsGuide *guide = g_ptr_array_index (self->guides, i);
    g_strv_builder_add (ids, guide->id);
    json_array_append_new (list, json_string (guide->id));
  }
  entry->guides = g_strv_builder_end (ids);
  entry->explained = TRUE;
  print_action (self, json_pack ("{s:s, s:o}", "do", "guide", "guides", list));
  return ds_ctl_rehearsal_apply (self, entry, error);
}

static gboolean
do_end (DsCtlRehearsal *self, GError **error)
{
  g_autoptr (DsEntry) satisfaction = NULL, sign = NULL, finish = NULL;

  if (!do_notice (self, error) || !do_guides (self, error))
    return FALSE;
  satisfaction = ds_ctl_rehearsal_new_entry (self, DS_ENTRY_SATISFACTION);
  satisfaction->score = 5;
  if (!ds_ctl_rehearsal_apply (self, satisfaction, error))
    return FALSE;
  print_action (self, json_pack ("{s:s, s:i}", "do", "satisfaction", "score", 5));
  sign = ds_ctl_rehearsal_new_entry (self, DS_ENTRY_SIGN);
  ds_entry_set_signature (sign, make_signature ());
  if (!ds_ctl_rehearsal_apply (self, sign, error))
    return FALSE;
  print_action (self, json_pack ("{s:s, s:s}", "do", "sign", "name", ds_visit_order (self->visit)->customer_name));
  finish = ds_ctl_rehearsal_new_entry (self, DS_ENTRY_STAGE);
  finish->stage = DS_STAGE_FINISHED;
  if (!ds_ctl_rehearsal_apply (self, finish, error))
    return FALSE;
  print_action (self, json_pack ("{s:s}", "do", "finish"));
  return TRUE;
}

gboolean
ds_ctl_rehearsal_run (DsCtlRehearsal *self, GError **error)
{
  if (!do_stages (self, error) || !do_steps (self, error))
    return FALSE;
  do_locked_jobs (self);
  if (self->before_end != NULL && !self->before_end (self, self->user_data, error))
    return FALSE;
  return do_end (self, error);
}
