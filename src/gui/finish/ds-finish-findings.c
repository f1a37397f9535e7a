/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-findings.h"

#include "ds-finish-rows.h"
#include "ds-slot-words.h"

#include <glib/gi18n.h>

struct _DsFinishFindings {
  DsFinishCard parent_instance;
  GtkFlowBox *counts;
  GtkListBox *list;
  GtkWidget *nothing;
};

G_DEFINE_FINAL_TYPE (DsFinishFindings, ds_finish_findings, DS_TYPE_FINISH_CARD)

static void
add_count (DsFinishFindings *self, const char *text, guint n, const char *style)
{
  GtkWidget *child = gtk_flow_box_child_new ();
  GtkWidget *chip = ds_finish_chip_new (text, n > 0 ? style : NULL);

  gtk_widget_set_halign (chip, GTK_ALIGN_START);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), chip);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (self->counts, child);
}

static void
show_counts (DsFinishFindings *self, const DsVisitSummary *summary)
{
  g_autofree char *passed = g_strdup_printf (_ ("%u passed"), summary->passed);
  g_autofree char *failed = g_strdup_printf (_ ("%u not passed"), summary->failed);
  g_autofree char *skipped = g_strdup_printf (_ ("%u skipped"), summary->skipped);
  g_autofree char *photos = g_strdup_printf (ngettext ("%u photo", "%u photos", summary->photos), summary->photos);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->counts))) != NULL)
    gtk_flow_box_remove (self->counts, child);
  add_count (self, passed, summary->passed, "pass");
  add_count (self, failed, summary->failed, "hazard");
  add_count (self, skipped, summary->skipped, "advice");
  add_count (self, photos, summary->photos, NULL);
}

static void
add_hazard (DsFinishFindings *self, const DsVisitHazard *hazard)
{
  DsFinishRow row = ds_finish_rows_add (self->list, hazard->title, hazard->where);

  if (g_strcmp0 (hazard->text, hazard->title) != 0)
    ds_finish_row_add_text (&row, hazard->text, NULL);
  if (hazard->value != NULL && *hazard->value != '\0') {
    g_autofree char *text = hazard->limit != NULL
                                ? g_strdup_printf (_ ("Found: %s. Required: %s."), hazard->value, hazard->limit)
                                : g_strdup_printf (_ ("Found: %s."), hazard->value);
    ds_finish_row_add_text (&row, text, "ds-strong");
  }
  if (hazard->remedy != NULL) {
    g_autofree char *text = g_strdup_printf (_ ("What was done: %s"), hazard->remedy);
    ds_finish_row_add_text (&row, text, hazard->remedied ? "ds-pass" : NULL);
  }
  ds_finish_row_add_chip (&row, ds_slot_words_severity (hazard->severity),
                          hazard->remedied ? NULL : ds_slot_words_severity_style (hazard->severity));
  if (hazard->remedied)
    ds_finish_row_add_chip (&row, ds_slot_words_state (DS_SLOT_REMEDIED, DS_SEVERITY_NONE), "pass");
  ds_finish_row_set_action (&row, "finish.go-to", hazard->slot);
}

static void
ds_finish_findings_show_summary (DsFinishCard *card, const DsVisitSummary *summary)
{
  DsFinishFindings *self = DS_FINISH_FINDINGS (card);
  int focused = ds_finish_rows_clear (self->list);

  show_counts (self, summary);
  for (guint i = 0; i < summary->hazards->len; i++)
    add_hazard (self, g_ptr_array_index (summary->hazards, i));
  ds_finish_rows_restore (self->list, focused);
  gtk_widget_set_visible (GTK_WIDGET (self->list), summary->hazards->len > 0);
  gtk_widget_set_visible (self->nothing, summary->hazards->len == 0);
}

static void
ds_finish_findings_class_init (DsFinishFindingsClass *klass)
{
  DS_FINISH_CARD_CLASS (klass)->show_summary = ds_finish_findings_show_summary;
}

static void
ds_finish_findings_init (DsFinishFindings *self)
{
  GtkBox *box = ds_finish_card_get_box (DS_FINISH_CARD (self));

  ds_finish_card_set_title (DS_FINISH_CARD (self), _ ("What was found"));
  self->counts = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->counts, GTK_SELECTION_NONE);
  gtk_flow_box_set_min_children_per_line (self->counts, 2);
  gtk_flow_box_set_max_children_per_line (self->counts, 4);
  gtk_flow_box_set_column_spacing (self->counts, 8);
  gtk_flow_box_set_row_spacing (self->counts, 6);
  self->list = ds_finish_rows_new ();
  self->nothing = ds_finish_text_new (_ ("Nothing was out of limits."), "ds-quiet");
  gtk_box_append (box, GTK_WIDGET (self->counts));
  gtk_box_append (box, GTK_WIDGET (self->list));
  gtk_box_append (box, self->nothing);
}
