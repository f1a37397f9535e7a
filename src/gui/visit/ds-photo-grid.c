/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-photo-grid.h"

#include "ds-photo-tile.h"

#include <glib/gi18n.h>

struct _DsPhotoGrid {
  AdwBin parent_instance;
  GtkFlowBox *flow;
  GtkButton *add_button;
  GtkButton *paste_button;
  GtkFileChooserNative *chooser;
  GCancellable *cancellable;
  gboolean can_add;
};

enum { SIGNAL_ADD_FILE, SIGNAL_ADD_BYTES, SIGNAL_REMOVE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsPhotoGrid, ds_photo_grid, ADW_TYPE_BIN)

static void
add_file (DsPhotoGrid *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    g_signal_emit (self, signals[SIGNAL_ADD_FILE], 0, path);
}

static void
chosen_cb (DsPhotoGrid *self, int response, GtkNativeDialog *native)
{
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT) {
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (native));
    for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      add_file (self, file);
    }
  }
  g_clear_object (&self->chooser);
}

void
ds_photo_grid_choose (DsPhotoGrid *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (!self->can_add || self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Add photos"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Add"), _ ("_Cancel"));
  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_pixbuf_formats (filter);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
add_texture (DsPhotoGrid *self, GdkTexture *texture)
{
  g_autoptr (GBytes) bytes = gdk_texture_save_to_png_bytes (texture);

  g_signal_emit (self, signals[SIGNAL_ADD_BYTES], 0, bytes);
}

static void
add_file_list (DsPhotoGrid *self, GdkFileList *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);

  for (GSList *at = files; at != NULL; at = at->next)
    add_file (self, at->data);
}

static void
paste_files_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsPhotoGrid) self = DS_PHOTO_GRID (user_data);
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    add_file_list (self, g_value_get_boxed (value));
}

static void
paste_texture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsPhotoGrid) self = DS_PHOTO_GRID (user_data);
  g_autoptr (GdkTexture) texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, NULL);

  if (texture != NULL)
    add_texture (self, texture);
  else if (!g_cancellable_is_cancelled (self->cancellable))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

void
ds_photo_grid_paste (DsPhotoGrid *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (!self->can_add)
    return;
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ||
      gdk_content_formats_contain_mime_type (formats, "text/uri-list"))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, self->cancellable,
                                    paste_files_cb, g_object_ref (self));
  else
    gdk_clipboard_read_texture_async (clipboard, self->cancellable, paste_texture_cb, g_object_ref (self));
}

static void
add_clicked_cb (DsPhotoGrid *self)
{
  ds_photo_grid_choose (self);
}

static void
paste_clicked_cb (DsPhotoGrid *self)
{
  ds_photo_grid_paste (self);
}

static gboolean
drop_cb (DsPhotoGrid *self, const GValue *value, double x, double y, GtkDropTarget *target)
{
  if (!self->can_add)
    return FALSE;
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    add_file_list (self, g_value_get_boxed (value));
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    add_texture (self, g_value_get_object (value));
  else
    return FALSE;
  return TRUE;
}

static void
tile_remove_cb (DsPhotoGrid *self, DsPhotoTile *tile)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0, ds_photo_tile_get_entry (tile));
}

static gboolean
is_shown (DsPhotoGrid *self, guint index, const DsStepPhoto *photo)
{
  GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index (self->flow, (int) index);
  DsPhotoTile *tile = child != NULL ? DS_PHOTO_TILE (gtk_flow_box_child_get_child (child)) : NULL;

  return tile != NULL && g_strcmp0 (ds_photo_tile_get_entry (tile), photo->entry) == 0;
}

void
ds_photo_grid_show (DsPhotoGrid *self, GPtrArray *photos, gboolean can_add)
{
  guint same = 0;
  GtkFlowBoxChild *child;

  while (same < photos->len && is_shown (self, same, g_ptr_array_index (photos, same)))
    same++;
  while ((child = gtk_flow_box_get_child_at_index (self->flow, (int) same)) != NULL)
    gtk_flow_box_remove (self->flow, GTK_WIDGET (child));
  for (guint i = same; i < photos->len; i++) {
    DsPhotoTile *tile = ds_photo_tile_new (g_ptr_array_index (photos, i), i + 1);
    g_signal_connect_object (tile, "remove", G_CALLBACK (tile_remove_cb), self, G_CONNECT_SWAPPED);
    gtk_flow_box_append (self->flow, GTK_WIDGET (tile));
    gtk_widget_set_focusable (gtk_widget_get_parent (GTK_WIDGET (tile)), FALSE);
  }
  self->can_add = can_add;
  gtk_widget_set_visible (GTK_WIDGET (self->flow), photos->len > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), can_add);
  gtk_widget_set_sensitive (GTK_WIDGET (self->paste_button), can_add);
}

gboolean
ds_photo_grid_take_focus (DsPhotoGrid *self)
{
  return gtk_widget_grab_focus (GTK_WIDGET (self->add_button));
}

static void
ds_photo_grid_dispose (GObject *object)
{
  DsPhotoGrid *self = DS_PHOTO_GRID (object);

  g_cancellable_cancel (self->cancellable);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (ds_photo_grid_parent_class)->dispose (object);
}

static void
ds_photo_grid_finalize (GObject *object)
{
  g_clear_object (&DS_PHOTO_GRID (object)->cancellable);
  G_OBJECT_CLASS (ds_photo_grid_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, GType type)
{
  return g_signal_new (name, DS_TYPE_PHOTO_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, type);
}

static void
ds_photo_grid_class_init (DsPhotoGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_photo_grid_dispose;
  G_OBJECT_CLASS (klass)->finalize = ds_photo_grid_finalize;
  signals[SIGNAL_ADD_FILE] = add_signal ("add-file", G_TYPE_STRING);
  signals[SIGNAL_ADD_BYTES] = add_signal ("add-bytes", G_TYPE_BYTES);
  signals[SIGNAL_REMOVE] = add_signal ("remove", G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/photo-grid.ui");
  gtk_widget_class_bind_template_child (widget_class, DsPhotoGrid, flow);
  gtk_widget_class_bind_template_child (widget_class, DsPhotoGrid, add_button);
  gtk_widget_class_bind_template_child (widget_class, DsPhotoGrid, paste_button);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_clicked_cb);
}

static void
ds_photo_grid_init (DsPhotoGrid *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
