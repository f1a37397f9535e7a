/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-compare.h"

#include "ds-finish-rows.h"
#include "ds-slot-words.h"

#include <glib/gi18n.h>

struct _DsFinishCompare {
  DsFinishCard parent_instance;
  GtkGrid *grid;
};

G_DEFINE_FINAL_TYPE (DsFinishCompare, ds_finish_compare, DS_TYPE_FINISH_CARD)

static GtkWidget *
make_value (const char *value, const char *unit, DsSlotState state)
{
  g_autofree char *text = value == NULL ? g_strdup ("—") : g_strdup_printf ("%s %s", value, unit != NULL ? unit : "");
  GtkWidget *label = ds_finish_text_new (g_strstrip (text), "ds-number");

  gtk_widget_add_css_class (label, "ds-strong");
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  if (state == DS_SLOT_FAILED) {
    g_autofree char *name = g_strdup_printf (_ ("%s, out of limits"), text);
    gtk_widget_add_css_class (label, "hazard");
    ds_slot_words_name (label, name);
  }
  return label;
}

static void
add_heading (DsFinishCompare *self, const char *text, int column)
{
  GtkWidget *label = ds_finish_text_new (text, "ds-quiet");

  if (column > 0)
    gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_grid_attach (self->grid, label, column, 0, 1, 1);
}

static void
add_compare (DsFinishCompare *self, const DsVisitCompare *compare, int line)
{
  GtkWidget *what = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_widget_set_hexpand (what, TRUE);
  gtk_box_append (GTK_BOX (what), ds_finish_text_new (compare->label, NULL));
  if (compare->where != NULL)
    gtk_box_append (GTK_BOX (what), ds_finish_text_new (compare->where, "ds-quiet"));
  gtk_grid_attach (self->grid, what, 0, line, 1, 1);
  gtk_grid_attach (self->grid, make_value (compare->before, compare->unit, compare->before_state), 1, line, 1, 1);
  gtk_grid_attach (self->grid, make_value (compare->after, compare->unit, compare->after_state), 2, line, 1, 1);
}

static void
ds_finish_compare_show_summary (DsFinishCard *card, const DsVisitSummary *summary)
{
  DsFinishCompare *self = DS_FINISH_COMPARE (card);
  GtkWidget *child;
  int line = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  add_heading (self, _ ("Measured"), 0);
  add_heading (self, _ ("Before"), 1);
  add_heading (self, _ ("After"), 2);
  for (guint i = 0; i < summary->compares->len; i++) {
    const DsVisitCompare *compare = g_ptr_array_index (summary->compares, i);
    if (compare->before != NULL || compare->after != NULL)
      add_compare (self, compare, ++line);
  }
  gtk_widget_set_visible (GTK_WIDGET (self), line > 0);
}

static void
ds_finish_compare_class_init (DsFinishCompareClass *klass)
{
  DS_FINISH_CARD_CLASS (klass)->show_summary = ds_finish_compare_show_summary;
}

static void
ds_finish_compare_init (DsFinishCompare *self)
{
  ds_finish_card_set_title (DS_FINISH_CARD (self), _ ("Before and after"));
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 18);
  gtk_grid_set_row_spacing (self->grid, 12);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "ds-card");
  gtk_box_append (ds_finish_card_get_box (DS_FINISH_CARD (self)), GTK_WIDGET (self->grid));
}
