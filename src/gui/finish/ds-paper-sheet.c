/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-sheet.h"

#include "ds-slot-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* A page may become as narrow as the narrowest phone. */
#define LEAST_WIDTH 240
#define NATURAL_WIDTH 760

struct _DsPaperSheet {
  GtkWidget parent_instance;
  DsSharedPaper *paper;
  guint page;
};

G_DEFINE_FINAL_TYPE (DsPaperSheet, ds_paper_sheet, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
ds_paper_sheet_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
scale_height (int width)
{
  return (int) ceil (width * DS_PAPER_HEIGHT / DS_PAPER_WIDTH);
}

/* GTK's signature: seven parameters, not ours to choose. */
static void
ds_paper_sheet_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = LEAST_WIDTH;
    *natural = NATURAL_WIDTH;
  } else {
    *minimum = scale_height (for_size > 0 ? for_size : LEAST_WIDTH);
    *natural = scale_height (for_size > 0 ? for_size : NATURAL_WIDTH);
  }
}

static void
ds_paper_sheet_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DsPaperSheet *self = DS_PAPER_SHEET (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width, height);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, width / DS_PAPER_WIDTH, width / DS_PAPER_WIDTH);
  ds_paper_draw_page (self->paper->paper, cr, self->page);
  cairo_destroy (cr);
}

static void
ds_paper_sheet_finalize (GObject *object)
{
  g_clear_pointer (&DS_PAPER_SHEET (object)->paper, ds_shared_paper_unref);
  G_OBJECT_CLASS (ds_paper_sheet_parent_class)->finalize (object);
}

static void
ds_paper_sheet_class_init (DsPaperSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_paper_sheet_finalize;
  widget_class->get_request_mode = ds_paper_sheet_get_request_mode;
  widget_class->measure = ds_paper_sheet_measure;
  widget_class->snapshot = ds_paper_sheet_snapshot;
  gtk_widget_class_set_css_name (widget_class, "papersheet");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ds_paper_sheet_init (DsPaperSheet *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
ds_paper_sheet_new (DsSharedPaper *paper, guint page)
{
  DsPaperSheet *self = g_object_new (DS_TYPE_PAPER_SHEET, NULL);
  g_autofree char *name = g_strdup_printf (_ ("Page %u of %u"), page + 1, ds_paper_n_pages (paper->paper));

  self->paper = ds_shared_paper_ref (paper);
  self->page = page;
  ds_slot_words_name (self, name);
  return GTK_WIDGET (self);
}
