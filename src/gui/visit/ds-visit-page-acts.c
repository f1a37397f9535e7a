/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-page-private.h"

#include "ds-act.h"
#include "ds-ask.h"

#include <glib/gi18n.h>

static const DsStepView *
get_view (GtkWidget *widget)
{
  return ds_step_page_get_view (ds_visit_page_get_step (DS_VISIT_PAGE (widget)));
}

static DsVisitSession *
get_session (GtkWidget *widget)
{
  DsVisitSession *session = ds_visit_page_get_session (DS_VISIT_PAGE (widget));

  return session != NULL && !ds_visit_session_is_read_only (session) ? session : NULL;
}

/* --- note, skip, remedy ----------------------------------------------------------------------------------------- */

static void
note_written_cb (GtkWidget *widget, const char *choice, const char *text, gpointer user_data)
{
  const DsStepView *view = get_view (widget);

  if (get_session (widget) != NULL && view != NULL)
    ds_visit_session_note_async (get_session (widget), view->slot, text, NULL, ds_act_done_cb, ds_act_new (widget));
}

static void
note_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const DsAsk ask = {
    .heading = _("Note about this step"),
    .label = _("Note"),
    .accept = _("Keep the note"),
    .required = TRUE,
  };

  if (get_session (widget) != NULL && get_view (widget) != NULL)
    ds_ask (widget, &ask, note_written_cb, NULL);
}

static void
skip_chosen_cb (GtkWidget *widget, const char *choice, const char *text, gpointer user_data)
{
  const DsStepView *view = get_view (widget);

  if (get_session (widget) != NULL && view != NULL)
    ds_visit_session_skip_async (get_session (widget), view->slot, choice, text, NULL, ds_act_done_cb,
                                 ds_act_new (widget));
}

static void
skip_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const DsStepView *view = get_view (widget);
  DsAskChoice choices[2];
  gsize n = 0;
  DsAsk ask = {
    .heading = _("Why can this step not be done?"),
    .body = _("“Not tested” is never a pass. The reason is printed on the report."),
    .label = _("Reason"),
    .accept = _("Record the reason"),
    .required = TRUE,
  };

  if (get_session (widget) == NULL || view == NULL)
    return;
  if (view->can_skip_not_applicable)
    choices[n++] = (DsAskChoice){ "not-applicable", _("Not applicable") };
  if (view->can_skip_not_tested)
    choices[n++] = (DsAskChoice){ "not-tested", _("Not tested") };
  ask.choices = choices;
  ask.n_choices = n;
  if (n > 0)
    ds_ask (widget, &ask, skip_chosen_cb, NULL);
}

static void
remedy_written_cb (GtkWidget *widget, const char *choice, const char *text, gpointer user_data)
{
  const DsStepView *view = get_view (widget);

  if (get_session (widget) != NULL && view != NULL)
    ds_visit_session_remedy_async (get_session (widget), view->slot, text, NULL, ds_act_done_cb, ds_act_new (widget));
}

static void
remedy_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const DsStepView *view = get_view (widget);
  const char *suggestions[] = { view != NULL ? view->remedy : NULL, NULL };
  const DsAsk ask = {
    .heading = _("What was done about it?"),
    .body = _("Then the step is measured again. Both values stay in the record."),
    .label = _("What was done"),
    .accept = _("Measure again"),
    .suggestions = suggestions,
    .required = TRUE,
  };

  if (get_session (widget) != NULL && view != NULL)
    ds_ask (widget, &ask, remedy_written_cb, NULL);
}

static void
left_cb (GtkWidget *widget, const char *choice, const char *text, gpointer user_data)
{
  ds_visit_page_move_on (DS_VISIT_PAGE (widget));
}

static void
leave_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const DsStepView *view = get_view (widget);
  DsAsk ask = {
    .heading = _("Leave it as it is?"),
    .body = _("It becomes a line of the hazard notice that the customer signs, with a date for another look."),
    .accept = _("Leave it as a hazard"),
  };

  if (get_session (widget) == NULL || view == NULL)
    return;
  if (view->severity == DS_SEVERITY_STOP)
    ask.body = _("The appliance stays out of use: its further work steps are closed. A signature does not open them; only "
                 "a remedy and a good measurement do. It becomes a line of the hazard notice.");
  if (view->severity <= DS_SEVERITY_ADVICE)
    ds_visit_page_move_on (DS_VISIT_PAGE (widget));
  else
    ds_ask (widget, &ask, left_cb, NULL);
}

/* --- park and resume ---------------------------------------------------------------------------------------------- */

static void
parked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsVisitPage) self = DS_VISIT_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!ds_visit_session_act_finish (DS_VISIT_SESSION (source), result, &error)) {
    ds_act_show_error (GTK_WIDGET (self), error);
    return;
  }
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Parked. It waits at this step."));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static void
park_reason_cb (GtkWidget *widget, const char *choice, const char *text, gpointer user_data)
{
  if (get_session (widget) != NULL)
    ds_visit_session_stage_async (get_session (widget), "park", *text != '\0' ? text : NULL, NULL, parked_cb,
                                  g_object_ref (widget));
}

static void
park_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  static const DsAsk ASK = { .heading = N_ ("Park the visit?") };
  const char *suggestions[] = { _("Waiting for a part"), _("The customer had to leave"), _("Another order is urgent"), NULL };
  DsAsk ask = ASK;

  ask.heading = _(ASK.heading);
  ask.body = _("Everything is kept. Some readings must be taken again when too much time passes.");
  ask.label = _("Reason (may be left empty)");
  ask.accept = _("Park");
  ask.suggestions = suggestions;
  if (get_session (widget) != NULL)
    ds_ask (widget, &ask, park_reason_cb, NULL);
}

static void
resume_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (get_session (widget) != NULL)
    ds_visit_session_stage_async (get_session (widget), "resume", NULL, NULL, ds_act_done_cb, ds_act_new (widget));
}

/* --- undo and redo, answers, photos --------------------------------------------------------------------------------- */

static void
undo_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (get_session (widget) != NULL && ds_visit_session_can_undo (get_session (widget)))
    ds_visit_session_undo_async (get_session (widget), ds_act_done_cb, ds_act_new (widget));
}

static void
redo_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (get_session (widget) != NULL && ds_visit_session_can_redo (get_session (widget)))
    ds_visit_session_redo_async (get_session (widget), ds_act_done_cb, ds_act_new (widget));
}

static void
answer_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (get_session (widget) != NULL)
    ds_step_page_answer (ds_visit_page_get_step (DS_VISIT_PAGE (widget)), g_variant_get_string (parameter, NULL));
}

static void
photo_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (get_session (widget) != NULL && get_view (widget) != NULL)
    ds_step_page_add_photo (ds_visit_page_get_step (DS_VISIT_PAGE (widget)));
}

static void
paste_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (get_session (widget) != NULL && get_view (widget) != NULL)
    ds_step_page_paste_photo (ds_visit_page_get_step (DS_VISIT_PAGE (widget)));
}

void
ds_visit_page_install_acts (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "visit.note", NULL, note_cb);
  gtk_widget_class_install_action (klass, "visit.skip", NULL, skip_cb);
  gtk_widget_class_install_action (klass, "visit.remedy", NULL, remedy_cb);
  gtk_widget_class_install_action (klass, "visit.leave", NULL, leave_cb);
  gtk_widget_class_install_action (klass, "visit.park", NULL, park_cb);
  gtk_widget_class_install_action (klass, "visit.resume", NULL, resume_cb);
  gtk_widget_class_install_action (klass, "visit.undo", NULL, undo_cb);
  gtk_widget_class_install_action (klass, "visit.redo", NULL, redo_cb);
  gtk_widget_class_install_action (klass, "visit.answer", "s", answer_cb);
  gtk_widget_class_install_action (klass, "visit.photo", NULL, photo_cb);
  gtk_widget_class_install_action (klass, "visit.paste", NULL, paste_cb);
}
