/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-sign-pad.h"

#include "ds-ink-view.h"

#include <math.h>

/* Points nearer than this to the one before say nothing about the hand and only fill the record. */
#define LEAST_STEP 1.5

struct _DsSignPad {
  GtkWidget parent_instance;
  GtkWidget *area;
  GtkGesture *drag;
  DsSignature *ink;
  gint64 first_us;
  double start_x;
  double start_y;
  double last_x;
  double last_y;
};

enum { PROP_0, PROP_EMPTY, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DsSignPad, ds_sign_pad, GTK_TYPE_WIDGET)

static void
add_point (DsSignPad *self, double x, double y)
{
  gint32 t_ms = (gint32) ((g_get_monotonic_time () - self->first_us) / 1000);

  self->last_x = x;
  self->last_y = y;
  if (ds_ink_count_points (self->ink) < DS_INK_MAX_POINTS)
    ds_signature_add_point (self->ink, (gint32) lround (x), (gint32) lround (y), t_ms);
}

static void
drag_begin_cb (DsSignPad *self, double x, double y, GtkGesture *drag)
{
  /* Claimed at once, or the scrolled page around it would take the finger for scrolling. */
  gtk_gesture_set_state (drag, GTK_EVENT_SEQUENCE_CLAIMED);
  if (self->ink == NULL) {
    self->ink = ds_signature_new (MAX (gtk_widget_get_width (self->area), 1),
                                  MAX (gtk_widget_get_height (self->area), 1), NULL);
    self->first_us = g_get_monotonic_time ();
  }
  self->start_x = x;
  self->start_y = y;
  ds_signature_begin_stroke (self->ink);
  add_point (self, x, y);
  gtk_widget_queue_draw (self->area);
}

static void
drag_update_cb (DsSignPad *self, double dx, double dy, GtkGesture *drag)
{
  double x = self->start_x + dx, y = self->start_y + dy;

  if (self->ink == NULL || hypot (x - self->last_x, y - self->last_y) < LEAST_STEP)
    return;
  add_point (self, x, y);
  gtk_widget_queue_draw (self->area);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EMPTY]);
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  DsSignPad *self = user_data;
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &color);
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, 0.35);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, width * 0.06, height * 0.8);
  cairo_line_to (cr, width * 0.94, height * 0.8);
  cairo_stroke (cr);
  if (self->ink == NULL)
    return;
  /* The pad may have been turned since: what was written keeps its shape and fits. */
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, 1);
  ds_ink_view_paint (self->ink, cr, width, height);
}

const DsSignature *
ds_sign_pad_get_ink (DsSignPad *self)
{
  return self->ink;
}

void
ds_sign_pad_clear (DsSignPad *self)
{
  g_clear_pointer (&self->ink, ds_signature_free);
  gtk_widget_queue_draw (self->area);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EMPTY]);
}

static void
ds_sign_pad_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DsSignPad *self = DS_SIGN_PAD (object);

  if (id == PROP_EMPTY)
    g_value_set_boolean (value, ds_ink_is_empty (self->ink));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ds_sign_pad_dispose (GObject *object)
{
  DsSignPad *self = DS_SIGN_PAD (object);

  g_clear_pointer (&self->area, gtk_widget_unparent);
  g_clear_pointer (&self->ink, ds_signature_free);
  G_OBJECT_CLASS (ds_sign_pad_parent_class)->dispose (object);
}

static void
ds_sign_pad_class_init (DsSignPadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_sign_pad_dispose;
  G_OBJECT_CLASS (klass)->get_property = ds_sign_pad_get_property;
  properties[PROP_EMPTY] = g_param_spec_boolean ("empty", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "signpad");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ds_sign_pad_init (DsSignPad *self)
{
  self->area = gtk_drawing_area_new ();
  gtk_widget_set_parent (self->area, GTK_WIDGET (self));
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->area), draw_cb, self, NULL);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->area), 180);
  /* One gesture for finger, pen and mouse: GTK gives a pen's events to it, too. */
  self->drag = gtk_gesture_drag_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->drag), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (self->drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (self->drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (self->area, GTK_EVENT_CONTROLLER (self->drag));
}
