/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-wide-bin.h"

struct _DsWideBin {
  GtkWidget parent_instance;
  GtkWidget *child;
  int natural_width;
};

enum { PROP_0, PROP_CHILD, PROP_NATURAL_WIDTH, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DsWideBin, ds_wide_bin, GTK_TYPE_WIDGET)

static void
ds_wide_bin_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  DsWideBin *self = DS_WIDE_BIN (widget);

  if (self->child == NULL)
    return;
  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*minimum, self->natural_width);
}

static void
ds_wide_bin_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  DsWideBin *self = DS_WIDE_BIN (widget);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, width, height, baseline, NULL);
}

static void
set_child (DsWideBin *self, GtkWidget *child)
{
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
ds_wide_bin_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DsWideBin *self = DS_WIDE_BIN (object);

  if (id == PROP_CHILD) {
    set_child (self, g_value_get_object (value));
  } else if (id == PROP_NATURAL_WIDTH) {
    self->natural_width = g_value_get_int (value);
    gtk_widget_queue_resize (GTK_WIDGET (self));
  } else {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ds_wide_bin_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DsWideBin *self = DS_WIDE_BIN (object);

  if (id == PROP_CHILD)
    g_value_set_object (value, self->child);
  else if (id == PROP_NATURAL_WIDTH)
    g_value_set_int (value, self->natural_width);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ds_wide_bin_dispose (GObject *object)
{
  set_child (DS_WIDE_BIN (object), NULL);
  G_OBJECT_CLASS (ds_wide_bin_parent_class)->dispose (object);
}

static void
ds_wide_bin_class_init (DsWideBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ds_wide_bin_dispose;
  object_class->set_property = ds_wide_bin_set_property;
  object_class->get_property = ds_wide_bin_get_property;
  GTK_WIDGET_CLASS (klass)->measure = ds_wide_bin_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = ds_wide_bin_size_allocate;
  properties[PROP_CHILD] =
      g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NATURAL_WIDTH] = g_param_spec_int ("natural-width", NULL, NULL, 0, G_MAXINT, 560,
                                                     G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ds_wide_bin_init (DsWideBin *self)
{
}
