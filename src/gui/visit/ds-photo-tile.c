/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-photo-tile.h"

#include "ds-slot-words.h"

#include <glib/gi18n.h>

struct _DsPhotoTile {
  AdwBin parent_instance;
  GtkPicture *picture;
  GtkButton *open_button;
  GtkButton *remove_button;
  char *entry;
  char *path;
};

G_DEFINE_FINAL_TYPE (DsPhotoTile, ds_photo_tile, ADW_TYPE_BIN)

static guint remove_signal;

static gboolean
close_on_escape_cb (GtkEventController *keys, guint keyval, guint code, GdkModifierType state, gpointer user_data)
{
  if (keyval != GDK_KEY_Escape)
    return FALSE;
  gtk_window_close (GTK_WINDOW (gtk_event_controller_get_widget (keys)));
  return TRUE;
}

static void
open_cb (DsPhotoTile *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *picture = gtk_picture_new_for_filename (self->path);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_window_set_title (GTK_WINDOW (window), _ ("Photo"));
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 700);
  gtk_widget_set_vexpand (picture, TRUE);
  ds_slot_words_name (picture, _ ("Photo"));
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), picture);
  adw_window_set_content (ADW_WINDOW (window), box);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (close_on_escape_cb), NULL);
  gtk_widget_add_controller (window, keys);
  gtk_window_present (GTK_WINDOW (window));
}

static void
remove_cb (DsPhotoTile *self)
{
  g_signal_emit (self, remove_signal, 0);
}

const char *
ds_photo_tile_get_entry (DsPhotoTile *self)
{
  return self->entry;
}

static void
ds_photo_tile_finalize (GObject *object)
{
  DsPhotoTile *self = DS_PHOTO_TILE (object);

  g_clear_pointer (&self->entry, g_free);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (ds_photo_tile_parent_class)->finalize (object);
}

static void
ds_photo_tile_class_init (DsPhotoTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_photo_tile_finalize;
  remove_signal = g_signal_new ("remove", DS_TYPE_PHOTO_TILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/photo-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, DsPhotoTile, picture);
  gtk_widget_class_bind_template_child (widget_class, DsPhotoTile, open_button);
  gtk_widget_class_bind_template_child (widget_class, DsPhotoTile, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
ds_photo_tile_init (DsPhotoTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DsPhotoTile *
ds_photo_tile_new (const DsStepPhoto *photo, guint number)
{
  DsPhotoTile *self = g_object_new (DS_TYPE_PHOTO_TILE, NULL);
  g_autofree char *open_name = g_strdup_printf (_ ("Show photo %u"), number);
  g_autofree char *remove_name = g_strdup_printf (_ ("Remove photo %u"), number);

  self->entry = g_strdup (photo->entry);
  self->path = g_strdup (photo->path);
  gtk_picture_set_filename (self->picture, photo->thumb_path != NULL ? photo->thumb_path : photo->path);
  ds_slot_words_name (self->open_button, open_name);
  ds_slot_words_name (self->remove_button, remove_name);
  return self;
}
