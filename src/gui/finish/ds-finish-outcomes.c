/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-outcomes.h"

#include "ds-act.h"
#include "ds-ask.h"
#include "ds-finish-rows.h"

#include <glib/gi18n.h>

struct _DsFinishOutcomes {
  DsFinishCard parent_instance;
  GtkListBox *list;
  char *asked; /* (nullable): the job whose reason is asked for */
};

G_DEFINE_FINAL_TYPE (DsFinishOutcomes, ds_finish_outcomes, DS_TYPE_FINISH_CARD)

static void
done_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ds_visit_session_outcome_async (ds_finish_card_get_session (DS_FINISH_CARD (widget)),
                                  g_variant_get_string (parameter, NULL), "done", NULL, ds_act_done_cb,
                                  ds_act_new (widget));
}

static void
reason_cb (GtkWidget *widget, const char *choice, const char *text, gpointer user_data)
{
  ds_visit_session_outcome_async (ds_finish_card_get_session (DS_FINISH_CARD (widget)),
                                  DS_FINISH_OUTCOMES (widget)->asked, "not-done", text, ds_act_done_cb,
                                  ds_act_new (widget));
}

static void
not_done_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsFinishOutcomes *self = DS_FINISH_OUTCOMES (widget);
  const char *suggestions[] = { _ ("The customer does not want it now"), _ ("A part is missing"),
                                _ ("The danger must be removed first"), NULL };
  const DsAsk ask = {
    .heading = _ ("Why was it not done?"),
    .body = _ ("The reason is printed on the report, and headquarters plans another visit by it."),
    .label = _ ("Reason"),
    .accept = _ ("Close as not done"),
    .suggestions = suggestions,
    .required = TRUE,
  };

  g_free (self->asked);
  self->asked = g_variant_dup_string (parameter, NULL);
  ds_ask (widget, &ask, reason_cb, NULL);
}

static void
add_buttons (const DsVisitOutcome *outcome, const char *what, const DsFinishRow *row)
{
  if (g_strcmp0 (outcome->outcome, "not-done") != 0) {
    g_autofree char *name = g_strdup_printf (_ ("Not done: %s"), what);
    ds_finish_row_add_button (row, _ ("Not done…"), name, "outcomes.not-done", outcome->job);
  }
  if (g_strcmp0 (outcome->outcome, "done") != 0 && outcome->can_be_done) {
    g_autofree char *name = g_strdup_printf (_ ("Done: %s"), what);
    ds_finish_row_add_button (row, C_ ("outcome", "Done"), name, "outcomes.done", outcome->job);
  }
}

static void
add_outcome (DsFinishOutcomes *self, const DsVisitOutcome *outcome)
{
  g_autofree char *what =
      outcome->where != NULL ? g_strdup_printf ("%s · %s", outcome->title, outcome->where) : g_strdup (outcome->title);
  DsFinishRow row = ds_finish_rows_add (self->list, outcome->title, outcome->where);

  if (outcome->total > 0) {
    g_autofree char *steps = g_strdup_printf (_ ("%u of %u required steps done"), outcome->done, outcome->total);
    ds_finish_row_add_text (&row, steps, "ds-quiet");
  }
  if (g_strcmp0 (outcome->outcome, "done") == 0)
    ds_finish_row_add_chip (&row, C_ ("outcome", "Done"), "pass");
  else if (outcome->outcome != NULL)
    ds_finish_row_add_chip (&row, C_ ("outcome", "Not done"), "hazard");
  if (outcome->reason != NULL && *outcome->reason != '\0') {
    g_autofree char *reason = g_strdup_printf (_ ("Reason: %s"), outcome->reason);
    ds_finish_row_add_text (&row, reason, NULL);
  }
  if (ds_finish_card_is_open (DS_FINISH_CARD (self)))
    add_buttons (outcome, what, &row);
}

static void
ds_finish_outcomes_show_summary (DsFinishCard *card, const DsVisitSummary *summary)
{
  DsFinishOutcomes *self = DS_FINISH_OUTCOMES (card);
  int focused = ds_finish_rows_clear (self->list);

  for (guint i = 0; i < summary->outcomes->len; i++)
    add_outcome (self, g_ptr_array_index (summary->outcomes, i));
  ds_finish_rows_restore (self->list, focused);
  gtk_widget_set_visible (GTK_WIDGET (self), summary->outcomes->len > 0);
}

static void
ds_finish_outcomes_finalize (GObject *object)
{
  g_clear_pointer (&DS_FINISH_OUTCOMES (object)->asked, g_free);
  G_OBJECT_CLASS (ds_finish_outcomes_parent_class)->finalize (object);
}

static void
ds_finish_outcomes_class_init (DsFinishOutcomesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_finish_outcomes_finalize;
  DS_FINISH_CARD_CLASS (klass)->show_summary = ds_finish_outcomes_show_summary;
  gtk_widget_class_install_action (widget_class, "outcomes.done", "s", done_cb);
  gtk_widget_class_install_action (widget_class, "outcomes.not-done", "s", not_done_cb);
}

static void
ds_finish_outcomes_init (DsFinishOutcomes *self)
{
  ds_finish_card_set_title (DS_FINISH_CARD (self), _ ("How each job ended"));
  self->list = ds_finish_rows_new ();
  gtk_box_append (ds_finish_card_get_box (DS_FINISH_CARD (self)), GTK_WIDGET (self->list));
}
