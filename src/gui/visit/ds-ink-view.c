/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ink-view.h"

#define PEN_WIDTH 3.0

struct _DsInkView {
  GtkWidget parent_instance;
  DsSignature *ink;
};

G_DEFINE_FINAL_TYPE (DsInkView, ds_ink_view, GTK_TYPE_WIDGET)

void
ds_ink_view_paint (const DsSignature *ink, cairo_t *cr, double width, double height)
{
  double scale = MIN (width / MAX (ink->width, 1), height / MAX (ink->height, 1));

  cairo_scale (cr, scale, scale);
  cairo_set_line_width (cr, PEN_WIDTH);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; ink->strokes != NULL && i < ink->strokes->len; i++) {
    const GArray *stroke = g_ptr_array_index (ink->strokes, i);
    for (guint j = 0; j < stroke->len; j++) {
      const DsStrokePoint *point = &g_array_index (stroke, DsStrokePoint, j);
      cairo_line_to (cr, point->x, point->y);
    }
    if (stroke->len == 1)
      cairo_close_path (cr);
    cairo_stroke (cr);
  }
}

static void
ds_ink_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DsInkView *self = DS_INK_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  cairo_t *cr;
  GdkRGBA color;

  if (self->ink == NULL)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  gdk_cairo_set_source_rgba (cr, &color);
  ds_ink_view_paint (self->ink, cr, width, height);
  cairo_destroy (cr);
}

void
ds_ink_view_set_ink (DsInkView *self, const DsSignature *ink)
{
  g_clear_pointer (&self->ink, ds_signature_free);
  self->ink = ink != NULL ? ds_ink_copy (ink) : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ds_ink_view_finalize (GObject *object)
{
  g_clear_pointer (&DS_INK_VIEW (object)->ink, ds_signature_free);
  G_OBJECT_CLASS (ds_ink_view_parent_class)->finalize (object);
}

static void
ds_ink_view_class_init (DsInkViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_ink_view_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = ds_ink_view_snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ds_ink_view_init (DsInkView *self)
{
}
