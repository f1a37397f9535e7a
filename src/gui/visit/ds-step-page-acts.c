/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-step-page-private.h"

#include "ds-act.h"
#include "ds-ask.h"

#include <glib/gi18n.h>

/* An act under way: the page and the slot it was meant for, whatever is shown when it is done. */
typedef struct {
  DsStepPage *page;
  char *slot;
} Act;

static void
free_act (Act *act)
{
  g_object_unref (act->page);
  g_free (act->slot);
  g_free (act);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, free_act)

static Act *
begin_act (DsStepPage *page)
{
  Act *act = g_new0 (Act, 1);

  act->page = g_object_ref (page);
  act->slot = g_strdup (ds_step_page_get_view (page)->slot);
  return act;
}

/* Nothing is left to do here: good, or something to be told only, and no evidence is missing. */
static gboolean
is_finished_with (const DsStepView *view)
{
  if (view->needs_photo || view->needs_note)
    return FALSE;
  return view->state == DS_SLOT_PASSED || view->state == DS_SLOT_REMEDIED || view->state == DS_SLOT_SKIPPED;
}

static void
answer_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Act) act = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsStepView) view = NULL;

  if (!ds_visit_session_act_finish (DS_VISIT_SESSION (source), result, &error)) {
    ds_act_show_error (GTK_WIDGET (act->page), error);
    ds_step_page_refresh (act->page);
    return;
  }
  view = ds_visit_session_dup_step (DS_VISIT_SESSION (source), act->slot);
  if (view != NULL && is_finished_with (view))
    ds_step_page_say_passed (act->page, act->slot);
}

static void
record (DsStepPage *self, const char *value, gboolean confirmed)
{
  ds_visit_session_answer_async (ds_step_page_get_session (self), ds_step_page_get_view (self)->slot, value, confirmed,
                                 NULL, answer_done_cb, begin_act (self));
}

/* What is being confirmed: kept until the person has said yes or no. */
typedef struct {
  DsStepPage *page;
  char *slot;
  char *value;
} Doubt;

static void
free_doubt (gpointer data, GClosure *closure)
{
  Doubt *doubt = data;

  g_object_unref (doubt->page);
  g_free (doubt->slot);
  g_free (doubt->value);
  g_free (doubt);
}

static void
doubt_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Doubt *doubt = user_data;
  const DsStepView *view = ds_step_page_get_view (doubt->page);

  if (g_str_equal (response, "accept") && view != NULL && g_strcmp0 (view->slot, doubt->slot) == 0)
    record (doubt->page, doubt->value, TRUE);
}

/* One question, once: possible, but unlikely. */
static void
ask_doubt (DsStepPage *self, const char *value)
{
  const DsStepView *view = ds_step_page_get_view (self);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *shown =
      view->unit != NULL && view->unit[0] != '\0' ? g_strdup_printf ("%s %s", value, view->unit) : g_strdup (value);
  g_autofree char *heading = g_strdup_printf (_ ("Is it really %s?"), shown);
  g_autofree char *body = NULL;
  Doubt *doubt = g_new0 (Doubt, 1);
  GtkWidget *dialog;

  if (view->input == DS_ANSWER_SCAN)
    body = g_strdup (_ ("It does not look like a serial number of this make. Compare it letter by letter."));
  else if (view->plausible != NULL)
    body = g_strdup_printf (_ ("Usually it is %s. Look at the instrument's range and at the point."), view->plausible);
  doubt->page = g_object_ref (self);
  doubt->slot = g_strdup (view->slot);
  doubt->value = g_strdup (value);
  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Correct it"), "accept",
                                    _ ("Yes, it is so"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (doubt_response_cb), doubt, free_doubt, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static const char *
explain_invalid (const DsStepView *view)
{
  switch (view->input) {
  case DS_ANSWER_NUMBER:
    return view->decimals > 0 ? _ ("Write a number with a point, for example 230.5") : _ ("Write a whole number");
  case DS_ANSWER_TEXT:
  case DS_ANSWER_SCAN:
    return _ ("It is too long, or has characters that cannot be kept");
  case DS_ANSWER_DATE:
    return _ ("This day is not possible here");
  case DS_ANSWER_MULTI:
    return _ ("Choose more of them");
  case DS_ANSWER_CHECK:
  case DS_ANSWER_YES_NO:
  case DS_ANSWER_CHOICE:
  case DS_ANSWER_PHOTO:
  case DS_ANSWER_TIMER:
  case DS_ANSWER_SIGNATURE:
  case DS_ANSWER_COMPUTED:
  default:
    return _ ("This answer does not fit here");
  }
}

void
ds_step_page_answer (DsStepPage *self, const char *value)
{
  const DsStepView *view = ds_step_page_get_view (self);
  DsVisitSession *session = ds_step_page_get_session (self);

  if (view == NULL || session == NULL || ds_visit_session_is_read_only (session))
    return;
  /* The same answer again is not a new fact: it only moves on where there is nothing more to do. */
  if (g_strcmp0 (ds_step_input_get_standing_value (view), value) == 0) {
    g_autofree char *slot = g_strdup (view->slot);
    gboolean finished = is_finished_with (view);
    ds_step_page_refresh (self);
    if (finished)
      ds_step_page_say_passed (self, slot);
    return;
  }
  switch (ds_visit_session_check_answer (session, view->slot, value, NULL, NULL)) {
  case DS_VERDICT_CONFIRM:
    ask_doubt (self, value);
    break;
  case DS_VERDICT_INVALID:
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", explain_invalid (view));
    break;
  case DS_VERDICT_EMPTY:
  case DS_VERDICT_OK:
  default:
    record (self, value, FALSE);
    break;
  }
}

static void
answer_cb (DsStepPage *self, const char *value, DsStepInput *input)
{
  ds_step_page_answer (self, value);
}

static void
draft_cb (DsStepPage *self, const char *text, DsStepInput *input)
{
  ds_visit_session_set_draft (ds_step_page_get_session (self), ds_step_input_get_slot (input), text);
}

static void
sign_cb (DsStepPage *self, const DsSignature *signature, DsStepInput *input)
{
  ds_visit_session_sign_slot_async (ds_step_page_get_session (self), ds_step_page_get_view (self)->slot,
                                    ds_ink_copy (signature), answer_done_cb, begin_act (self));
}

static void
timer_cb (DsStepPage *self, gboolean start, DsStepInput *input)
{
  ds_visit_session_timer_async (ds_step_page_get_session (self), ds_step_page_get_view (self)->slot, start,
                                answer_done_cb, begin_act (self));
}

/* A photo after a remedy shows what was done; every other one at a step is evidence of what was found. */
static const char *
choose_role (const DsStepView *view)
{
  return view->remedy_recorded || view->state == DS_SLOT_REMEDIED ? "remedy" : "evidence";
}

/* A photo never moves on: the person may want to take one more. */
void
ds_step_page_photo_file (DsStepPage *self, const char *path)
{
  const DsStepView *view = ds_step_page_get_view (self);

  ds_visit_session_add_photo_async (ds_step_page_get_session (self), view->slot, choose_role (view), path, NULL,
                                    ds_act_done_cb, ds_act_new (GTK_WIDGET (self)));
}

void
ds_step_page_photo_bytes (DsStepPage *self, GBytes *bytes)
{
  const DsStepView *view = ds_step_page_get_view (self);

  ds_visit_session_add_photo_bytes_async (ds_step_page_get_session (self), view->slot, choose_role (view), bytes, NULL,
                                          ds_act_done_cb, ds_act_new (GTK_WIDGET (self)));
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Act) act = user_data;
  g_autoptr (GError) error = NULL;

  if (ds_visit_session_act_finish (DS_VISIT_SESSION (source), result, &error))
    ds_step_page_say_photo_removed (act->page);
  else
    ds_act_show_error (GTK_WIDGET (act->page), error);
}

void
ds_step_page_photo_remove (DsStepPage *self, const char *entry)
{
  ds_visit_session_remove_photo_async (ds_step_page_get_session (self), entry, removed_cb, begin_act (self));
}

static void
photo_file_cb (DsStepPage *self, const char *path, DsStepInput *input)
{
  ds_step_page_photo_file (self, path);
}

static void
photo_bytes_cb (DsStepPage *self, GBytes *bytes, DsStepInput *input)
{
  ds_step_page_photo_bytes (self, bytes);
}

static void
photo_remove_cb (DsStepPage *self, const char *entry, DsStepInput *input)
{
  ds_step_page_photo_remove (self, entry);
}

void
ds_step_page_connect_input (DsStepPage *self, DsStepInput *input)
{
  g_signal_connect_object (input, "answer", G_CALLBACK (answer_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (input, "draft", G_CALLBACK (draft_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (input, "sign", G_CALLBACK (sign_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (input, "timer", G_CALLBACK (timer_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (input, "photo-file", G_CALLBACK (photo_file_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (input, "photo-bytes", G_CALLBACK (photo_bytes_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (input, "photo-remove", G_CALLBACK (photo_remove_cb), self, G_CONNECT_SWAPPED);
}
