/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-fact-flow.h"

#include "ds-slot-words.h"

#include <glib/gi18n.h>

/* Tiles are kept and filled anew: moving to the next step makes no widgets. */
typedef struct {
  GtkWidget *tile;
  GtkLabel *name;
  GtkLabel *value;
  GtkLabel *detail;
} Tile;

struct _DsFactFlow {
  AdwBin parent_instance;
  GtkFlowBox *flow;
  GArray *tiles; /* Tile */
  guint used;
};

G_DEFINE_FINAL_TYPE (DsFactFlow, ds_fact_flow, ADW_TYPE_BIN)

static GtkLabel *
add_label (GtkWidget *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static Tile *
take_tile (DsFactFlow *self)
{
  Tile *tile;

  if (self->used == self->tiles->len) {
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
    Tile fresh = { .tile = gtk_flow_box_child_new () };
    fresh.name = add_label (box, "ds-small");
    fresh.value = add_label (box, "ds-strong");
    fresh.detail = add_label (box, "ds-small");
    gtk_widget_add_css_class (GTK_WIDGET (fresh.value), "ds-number");
    gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (fresh.tile), box);
    gtk_widget_set_focusable (fresh.tile, FALSE);
    gtk_widget_add_css_class (fresh.tile, "ds-fact");
    gtk_flow_box_append (self->flow, fresh.tile);
    g_array_append_val (self->tiles, fresh);
  }
  tile = &g_array_index (self->tiles, Tile, self->used);
  self->used++;
  gtk_widget_set_visible (tile->tile, TRUE);
  return tile;
}

static void
add_fact (DsFactFlow *self, const char *name, const char *value, const char *detail, const char *style)
{
  Tile *tile = take_tile (self);

  gtk_label_set_label (tile->name, name);
  gtk_label_set_label (tile->value, value);
  gtk_label_set_label (tile->detail, detail != NULL ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (tile->detail), detail != NULL && detail[0] != '\0');
  ds_slot_words_set_style (tile->tile, style);
}

static void
add_limit (DsFactFlow *self, const DsStepLimit *limit)
{
  g_autofree char *name = g_strdup_printf (_ ("Allowed, else: %s"), ds_slot_words_severity (limit->severity));
  g_autofree char *detail = NULL;

  /* The company's own rule has no clause to name. */
  detail = g_strdup (limit->house_rule ? _ ("House rule") : limit->source);
  add_fact (self, limit->severity == DS_SEVERITY_NONE ? _ ("Allowed") : name, limit->text, detail, "");
}

static void
add_instrument (DsFactFlow *self, const DsStepInstrument *instrument)
{
  g_autofree char *detail = NULL;
  gboolean known = instrument->calibrated_until != NULL && instrument->calibrated_until[0] != '\0';

  if (instrument->overdue && known)
    detail = g_strdup_printf (_ ("Calibration ran out on %s: the value will be flagged"), instrument->calibrated_until);
  else if (instrument->overdue)
    detail = g_strdup (_ ("Calibration date not entered: the value will be flagged"));
  else if (instrument->serial != NULL && known)
    detail = g_strdup_printf (_ ("No. %s, calibrated until %s"), instrument->serial, instrument->calibrated_until);
  add_fact (self, _ ("Measure with"), instrument->name, detail, instrument->overdue ? "hazard" : "");
}

void
ds_fact_flow_show (DsFactFlow *self, const DsStepView *view)
{
  self->used = 0;
  for (guint i = 0; i < view->limits->len; i++)
    add_limit (self, g_ptr_array_index (view->limits, i));
  if (view->compare_value != NULL)
    add_fact (self, _ ("Before the work"), view->compare_value, NULL, "");
  if (view->last_value != NULL)
    add_fact (self, _ ("Last visit"), view->last_value, view->last_value_at, "");
  if (view->instrument != NULL)
    add_instrument (self, view->instrument);
  if (view->source_is_house_rule && view->limits->len == 0)
    add_fact (self, _ ("Source"), _ ("House rule"), NULL, "");
  else if (view->source != NULL && view->limits->len == 0)
    add_fact (self, _ ("Source"), view->source, NULL, "");
  for (guint i = self->used; i < self->tiles->len; i++)
    gtk_widget_set_visible (g_array_index (self->tiles, Tile, i).tile, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), self->used > 0);
}

static void
ds_fact_flow_finalize (GObject *object)
{
  g_clear_pointer (&DS_FACT_FLOW (object)->tiles, g_array_unref);
  G_OBJECT_CLASS (ds_fact_flow_parent_class)->finalize (object);
}

static void
ds_fact_flow_class_init (DsFactFlowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_fact_flow_finalize;
}

static void
ds_fact_flow_init (DsFactFlow *self)
{
  self->tiles = g_array_new (FALSE, FALSE, sizeof (Tile));
  self->flow = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->flow, GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (self->flow, 3);
  gtk_flow_box_set_column_spacing (self->flow, 8);
  gtk_flow_box_set_row_spacing (self->flow, 8);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->flow));
}
