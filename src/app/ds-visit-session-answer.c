/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-slot-key.h"
#include "ds-step-view-builder.h"
#include "ds-visit-session-private.h"

#include "ds-text.h"

/* --- reading what was typed ------------------------------------------------------------------------------ */

/* A Chinese keyboard gives full-width digits and points, a habit the decimal comma. */
static char *
plain_number (const char *typed)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = typed; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c >= 0xff10 && c <= 0xff19)
      c = '0' + (c - 0xff10);
    else if (c == ',' || c == 0xff0c || c == 0xff0e || c == 0x3002)
      c = '.';
    else if (c == 0xff0d || c == 0x2212)
      c = '-';
    if (!g_unichar_isspace (c))
      g_string_append_unichar (plain, c);
  }
  return g_string_free (plain, FALSE);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
read_number (const char *typed, char **ret_value, GError **error)
{
  g_autofree char *plain = plain_number (typed);
  DsDecimal ignored;

  if (*plain != '\0' && !ds_decimal_parse (plain, &ignored, NULL))
    return refuse (error, "This is no number. Write digits, and a point where it has one: 230.5");
  *ret_value = g_steal_pointer (&plain);
  return TRUE;
}

static gboolean
read_date (const char *typed, char **ret_value, GError **error)
{
  g_autofree char *clean = ds_text_clean (typed);
  g_autoptr (GDate) date = g_date_new ();
  guint year, month, day;

  if (*clean != '\0') {
    if (sscanf (clean, "%4u-%2u-%2u", &year, &month, &day) != 3 || strlen (clean) != 10 || month < 1 || month > 12 ||
        !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
      return refuse (error, "This is no date. Write it as 2026-11-21.");
  }
  *ret_value = g_steal_pointer (&clean);
  return TRUE;
}

/* Options in the checklist's order, each once. */
static gboolean
read_options (const DsStep *step, const char *typed, char **ret_value, GError **error)
{
  g_auto (GStrv) chosen = g_strsplit (typed, ",", -1);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; chosen[i] != NULL; i++) {
    if (*chosen[i] != '\0' && ds_step_find_option (step, chosen[i]) == NULL) {
      g_set_error (error, DS_APP_ERROR, DS_ERROR_INVALID, "“%s” is none of the options of this step.", chosen[i]);
      return FALSE;
    }
  }
  for (guint i = 0; i < step->answer.n_options; i++) {
    if (g_strv_contains ((const char *const *) chosen, step->answer.options[i].id))
      g_ptr_array_add (sorted, (gpointer) step->answer.options[i].id);
  }
  g_ptr_array_add (sorted, NULL);
  *ret_value = g_strjoinv (",", (char **) sorted->pdata);
  return TRUE;
}

static gboolean
read_text (const DsStep *step, const char *typed, char **ret_value, GError **error)
{
  gsize most = step->answer.type == DS_ANSWER_TEXT && step->answer.max > 0 ? step->answer.max : DS_ENTRY_MAX_TEXT;

  if (!ds_text_check (typed, most, error))
    return FALSE;
  *ret_value = ds_text_clean (typed);
  return TRUE;
}

/* Turns what was typed into the value's plain text; "" is no answer. */
static gboolean
read_value (const DsStep *step, const char *typed, char **ret_value, GError **error)
{
  switch (step->answer.type) {
  case DS_ANSWER_CHECK:
    if (*typed != '\0' && !g_str_equal (typed, "done"))
      return refuse (error, "A step to be checked off is answered with “done”.");
    break;
  case DS_ANSWER_YES_NO:
    if (*typed != '\0' && !g_str_equal (typed, "yes") && !g_str_equal (typed, "no"))
      return refuse (error, "The answer is “yes” or “no”.");
    break;
  case DS_ANSWER_CHOICE:
    if (*typed != '\0' && ds_step_find_option (step, typed) == NULL)
      return refuse (error, "That is none of the options of this step.");
    break;
  case DS_ANSWER_MULTI:
    return read_options (step, typed, ret_value, error);
  case DS_ANSWER_NUMBER:
    return read_number (typed, ret_value, error);
  case DS_ANSWER_DATE:
    return read_date (typed, ret_value, error);
  case DS_ANSWER_TEXT:
  case DS_ANSWER_SCAN:
    return read_text (step, typed, ret_value, error);
  case DS_ANSWER_PHOTO:
    return refuse (error, "This step is answered by a photo.");
  case DS_ANSWER_TIMER:
    return refuse (error, "This step is answered by waiting: start its timer.");
  case DS_ANSWER_SIGNATURE:
    return refuse (error, "This step is answered by a signature.");
  case DS_ANSWER_COMPUTED:
  default:
    return refuse (error, "This value is computed from other steps.");
  }
  *ret_value = g_strdup (typed);
  return TRUE;
}

static DsSeverity
worst_option (const DsStep *step, const char *value)
{
  g_auto (GStrv) chosen = g_strsplit (value, ",", -1);
  DsSeverity worst = DS_SEVERITY_NONE;

  for (guint i = 0; chosen[i] != NULL; i++) {
    const DsOption *option = ds_step_find_option (step, chosen[i]);

    if (option != NULL)
      worst = MAX (worst, option->severity);
  }
  return worst;
}

static DsSeverity
judge (DsVisitSession *self, guint slot, const DsStep *step, const char *value)
{
  switch (step->answer.type) {
  case DS_ANSWER_NUMBER:
    return ds_visit_judge (self->load->shown, slot, value, NULL);
  case DS_ANSWER_YES_NO:
    return g_strcmp0 (step->answer.failing, value) == 0 ? step->fail_severity : DS_SEVERITY_NONE;
  case DS_ANSWER_CHOICE:
  case DS_ANSWER_MULTI:
    return worst_option (step, value);
  default:
    return DS_SEVERITY_NONE;
  }
}

/* --- answering ------------------------------------------------------------------------------------------- */

static void
set_value (DsEntry *entry, const DsStep *step, const char *value)
{
  if (step->answer.type == DS_ANSWER_CHECK)
    ds_entry_set_done (entry);
  else if (step->answer.type == DS_ANSWER_MULTI) {
    g_auto (GStrv) chosen = *value != '\0' ? g_strsplit (value, ",", -1) : g_new0 (char *, 1);

    ds_entry_set_strings (entry, (const char *const *) chosen);
  }
  else
    ds_entry_set_string (entry, value);
}

/* Asks the engine about an entry that is thrown away; only what is wrong with the value itself counts here. */
static gboolean
fits_step (DsVisitSession *self, const DsSlotView *view, const char *value, gboolean confirmed, GError **error)
{
  g_autoptr (DsEntry) entry = ds_visit_session_new_entry (self, DS_ENTRY_ANSWER);
  g_autoptr (GError) why = NULL;

  ds_entry_set_target (entry, ds_visit_job (self->load->shown, view->job)->id, view->step->id, view->thing);
  entry->confirmed = confirmed;
  set_value (entry, view->step, value);
  if (ds_visit_check (self->load->shown, entry, &why) || !ds_error_is (why, DS_ERROR_INVALID))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

DsAnswerVerdict
ds_visit_session_check_answer (DsVisitSession *self, const char *slot, const char *value, DsSeverity *ret_severity,
                               char **ret_message)
{
  guint found;
  DsSlotView view;
  g_autofree char *read = NULL;
  g_autofree char *question = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (DS_IS_VISIT_SESSION (self), DS_VERDICT_INVALID);
  if (ret_severity != NULL)
    *ret_severity = DS_SEVERITY_NONE;
  if (ret_message != NULL)
    *ret_message = NULL;
  found = ds_visit_session_find_slot (self, slot, &error);
  if (found != DS_NONE) {
    ds_visit_view (self->load->shown, found, &view);
    read_value (view.step, value != NULL ? value : "", &read, &error);
  }
  if (read == NULL) {
    if (ret_message != NULL)
      *ret_message = g_strdup (error->message);
    return DS_VERDICT_INVALID;
  }
  if (*read == '\0' && view.step->answer.type != DS_ANSWER_MULTI)
    return DS_VERDICT_EMPTY;
  if (ret_severity != NULL)
    *ret_severity = judge (self, found, view.step, read);
  question = ds_visit_confirmation (self->load->shown, found, read);
  if (!fits_step (self, &view, read, question != NULL, &error)) {
    if (ret_message != NULL)
      *ret_message = g_strdup (error->message);
    return DS_VERDICT_INVALID;
  }
  if (question == NULL)
    return DS_VERDICT_OK;
  if (ret_message != NULL)
    *ret_message = g_steal_pointer (&question);
  return DS_VERDICT_CONFIRM;
}

static void
set_instrument (DsVisitSession *self, DsEntry *entry, const DsStep *step)
{
  const DsKeptInstrument *kept =
      step->instrument != NULL ? g_hash_table_lookup (self->load->instruments, step->instrument) : NULL;

  if (kept == NULL || *kept->serial == '\0')
    return;
  entry->instrument_id = g_strdup (step->instrument);
  entry->instrument_serial = g_strdup (kept->serial);
  entry->calibrated_until = *kept->calibrated_until != '\0' ? g_strdup (kept->calibrated_until) : NULL;
}

/* Returns: (transfer full): an answer entry for @slot, or %NULL after the task has failed */
static DsEntry *
new_answer (DsVisitSession *self, GTask *task, const char *slot, DsSlotView *ret_view)
{
  GError *error = NULL;
  guint found = ds_visit_session_find_slot (self, slot, &error);
  DsEntry *entry;

  if (found == DS_NONE) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return NULL;
  }
  ds_visit_view (self->load->shown, found, ret_view);
  entry = ds_visit_session_new_entry (self, DS_ENTRY_ANSWER);
  ds_entry_set_target (entry, ds_visit_job (self->load->shown, ret_view->job)->id, ret_view->step->id, ret_view->thing);
  return entry;
}

static void
commit_answer (DsVisitSession *self, GTask *task, DsEntry *entry, const char *slot)
{
  DsSessionAct act = { .entry = entry, .move = DS_SESSION_STAY, .clear_draft = slot };

  g_hash_table_remove (self->dirty_drafts, slot);
  ds_visit_session_commit (self, task, &act);
}

void
ds_visit_session_answer_async (DsVisitSession *self, const char *slot, const char *value, gboolean confirmed,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  DsSlotView view;
  g_autofree char *read = NULL;
  g_autofree char *question = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_answer_async, cancellable, callback, user_data);
  if (ds_visit_session_is_guarded (self)) {
    ds_visit_session_drop (task);
    return;
  }
  entry = new_answer (self, task, slot, &view);
  if (entry == NULL)
    return;
  if (!read_value (view.step, value != NULL ? value : "", &read, &error)) {
    ds_entry_unref (entry);
    ds_visit_session_fail (task, (DsErrorCode) error->code, error->message);
    return;
  }
  if (*read == '\0' && view.step->answer.type != DS_ANSWER_MULTI) {
    ds_entry_unref (entry);
    ds_visit_session_fail (task, DS_ERROR_INVALID, "There is no answer yet.");
    return;
  }
  question = ds_visit_confirmation (self->load->shown, view.slot, read);
  if (question != NULL && !confirmed) {
    ds_entry_unref (entry);
    ds_visit_session_fail (task, DS_ERROR_STATE, question);
    return;
  }
  entry->confirmed = question != NULL;
  set_value (entry, view.step, read);
  set_instrument (self, entry, view.step);
  commit_answer (self, task, entry, slot);
}

void
ds_visit_session_timer_async (DsVisitSession *self, const char *slot, gboolean start, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  DsSlotView view;
  DsMoment now;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_timer_async, NULL, callback, user_data);
  if (self->busy) {
    ds_visit_session_drop (task);
    return;
  }
  entry = new_answer (self, task, slot, &view);
  if (entry == NULL)
    return;
  ds_entry_moment (entry, &now);
  if (!start && view.timer == NULL) {
    ds_entry_unref (entry);
    ds_visit_session_fail (task, DS_ERROR_STATE, "The timer has not been started.");
    return;
  }
  if (!start && ds_timer_remaining_s (view.timer, view.step->answer.minutes, &now) > 0) {
    ds_entry_unref (entry);
    ds_visit_session_fail (task, DS_ERROR_STATE, "The waiting time is not over yet.");
    return;
  }
  if (start)
    ds_entry_set_timer_started (entry);
  else
    ds_entry_set_waited (entry, ds_timer_waited_s (view.timer, &now));
  commit_answer (self, task, entry, slot);
}

/* --- signatures ------------------------------------------------------------------------------------------ */

/* Fewer points than this are a slip of the finger, not a signature. */
#define MIN_POINTS 4

static gboolean
is_signature (const DsSignature *signature)
{
  guint points = 0;

  if (signature->refused != NULL)
    return *signature->refused != '\0';
  for (guint i = 0; signature->strokes != NULL && i < signature->strokes->len; i++)
    points += ((GArray *) g_ptr_array_index (signature->strokes, i))->len;
  return points >= MIN_POINTS;
}

/* Returns: whether @signature can be used; else it is freed and the task has failed */
static gboolean
take_signature (GTask *task, DsSignature *signature)
{
  if (signature != NULL && is_signature (signature))
    return TRUE;
  g_clear_pointer (&signature, ds_signature_free);
  ds_visit_session_fail (task, DS_ERROR_INVALID, "There is no signature. Sign, or give the reason for refusing.");
  return FALSE;
}

void
ds_visit_session_sign_slot_async (DsVisitSession *self, const char *slot, DsSignature *signature,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  DsSlotView view;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_sign_slot_async, NULL, callback, user_data);
  if (!take_signature (task, signature))
    return;
  entry = new_answer (self, task, slot, &view);
  if (entry == NULL) {
    ds_signature_free (signature);
    return;
  }
  ds_entry_set_signature (entry, signature);
  commit_answer (self, task, entry, slot);
}

static void
commit_signed (DsVisitSession *self, GTask *task, DsEntry *entry)
{
  DsSessionAct act = { .entry = entry, .move = DS_SESSION_STAY };

  ds_visit_session_commit (self, task, &act);
}

void
ds_visit_session_notice_async (DsVisitSession *self, DsSignature *signature, const char *follow_up,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  DsEntry *entry;
  g_autofree char *date = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_notice_async, NULL, callback, user_data);
  if (!read_date (follow_up != NULL ? follow_up : "", &date, &error) || *date == '\0') {
    g_clear_pointer (&signature, ds_signature_free);
    ds_visit_session_fail (task, DS_ERROR_INVALID, "The follow-up date is missing. Write it as 2026-12-01.");
    return;
  }
  if (!take_signature (task, signature))
    return;
  entry = ds_visit_session_new_entry (self, DS_ENTRY_NOTICE);
  ds_entry_set_signature (entry, signature);
  entry->follow_up = g_steal_pointer (&date);
  commit_signed (self, task, entry);
}

void
ds_visit_session_sign_async (DsVisitSession *self, DsSignature *signature, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  DsEntry *entry;

  g_return_if_fail (DS_IS_VISIT_SESSION (self));
  task = ds_visit_session_new_task (self, ds_visit_session_sign_async, NULL, callback, user_data);
  if (!take_signature (task, signature))
    return;
  entry = ds_visit_session_new_entry (self, DS_ENTRY_SIGN);
  ds_entry_set_signature (entry, signature);
  commit_signed (self, task, entry);
}
