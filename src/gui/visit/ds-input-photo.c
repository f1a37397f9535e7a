/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-input-photo.h"

#include "ds-photo-grid.h"

#include <glib/gi18n.h>

struct _DsInputPhoto {
  DsStepInput parent_instance;
  GtkLabel *show;
  GtkLabel *count;
  DsPhotoGrid *grid;
};

G_DEFINE_FINAL_TYPE (DsInputPhoto, ds_input_photo, DS_TYPE_STEP_INPUT)

static void
ds_input_photo_show_step (DsStepInput *input, const DsStepView *view)
{
  DsInputPhoto *self = DS_INPUT_PHOTO (input);
  guint n = view->photos->len;
  g_autofree char *count = NULL;

  gtk_label_set_label (self->show, view->photo_show != NULL ? view->photo_show : "");
  gtk_widget_set_visible (GTK_WIDGET (self->show), view->photo_show != NULL);
  if (n < view->photos_min)
    count = g_strdup_printf (_ ("%u of at least %u photos"), n, view->photos_min);
  else
    count = g_strdup_printf (_ ("%u photos; up to %u"), n, view->photos_max);
  gtk_label_set_label (self->count, count);
  ds_photo_grid_show (self->grid, view->photos, n < view->photos_max);
}

static gboolean
ds_input_photo_take_focus (DsStepInput *input)
{
  return ds_photo_grid_take_focus (DS_INPUT_PHOTO (input)->grid);
}

void
ds_input_photo_choose (DsInputPhoto *self)
{
  ds_photo_grid_choose (self->grid);
}

void
ds_input_photo_paste (DsInputPhoto *self)
{
  ds_photo_grid_paste (self->grid);
}

static void
file_cb (DsInputPhoto *self, const char *path)
{
  g_signal_emit_by_name (self, "photo-file", path);
}

static void
bytes_cb (DsInputPhoto *self, GBytes *bytes)
{
  g_signal_emit_by_name (self, "photo-bytes", bytes);
}

static void
remove_cb (DsInputPhoto *self, const char *entry)
{
  g_signal_emit_by_name (self, "photo-remove", entry);
}

static void
ds_input_photo_class_init (DsInputPhotoClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  DsStepInputClass *input_class = DS_STEP_INPUT_CLASS (klass);

  input_class->show_step = ds_input_photo_show_step;
  input_class->take_focus = ds_input_photo_take_focus;
  g_type_ensure (DS_TYPE_PHOTO_GRID);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/input-photo.ui");
  gtk_widget_class_bind_template_child (widget_class, DsInputPhoto, show);
  gtk_widget_class_bind_template_child (widget_class, DsInputPhoto, count);
  gtk_widget_class_bind_template_child (widget_class, DsInputPhoto, grid);
  gtk_widget_class_bind_template_callback (widget_class, file_cb);
  gtk_widget_class_bind_template_callback (widget_class, bytes_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
ds_input_photo_init (DsInputPhoto *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
