/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-picture.h"

#include "ds-error.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#define FIRST_QUALITY 85
#define LAST_QUALITY 60
#define QUALITY_STEP 5
#define THUMB_QUALITY "75"
#define CHUNK_BYTES (64 * 1024)

typedef struct {
  gboolean too_large;
} LoadState;

void
ds_picture_free (DsPicture *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->jpeg, g_bytes_unref);
  g_clear_pointer (&self->thumb, g_bytes_unref);
  g_free (self);
}

/* JPEG can be decoded at half the size and less: asking for it here saves most of the work and memory. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  LoadState *state = user_data;
  int side = MAX (width, height);

  if ((gint64) width * height > DS_PICTURE_MAX_INPUT_PIXELS || width < 1 || height < 1) {
    state->too_large = TRUE;
    gdk_pixbuf_loader_set_size (loader, 1, 1);
    return;
  }
  if (side > DS_PICTURE_MAX_SIDE_PX) {
    int new_width = MAX (1, (int) ((gint64) width * DS_PICTURE_MAX_SIDE_PX / side));
    int new_height = MAX (1, (int) ((gint64) height * DS_PICTURE_MAX_SIDE_PX / side));

    gdk_pixbuf_loader_set_size (loader, new_width, new_height);
  }
}

/*
 * The decoder is chosen by the first bytes and only from these: not from whatever is installed (SVG, icons, animations),
 * and without a MIME database.
 */
static const char *
find_format (GBytes *data)
{
  static const struct {
    const char *magic;
    gsize offset;
    gsize size;
    const char *format;
  } known[] = {
    { "\xff\xd8\xff", 0, 3, "jpeg" }, { "\x89PNG\r\n\x1a\n", 0, 8, "png" }, { "WEBP", 8, 4, "webp" },
    { "II*\0", 0, 4, "tiff" },        { "MM\0*", 0, 4, "tiff" },             { "BM", 0, 2, "bmp" },
  };
  gsize size;
  const char *bytes = g_bytes_get_data (data, &size);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    if (size >= known[i].offset + known[i].size &&
        memcmp (bytes + known[i].offset, known[i].magic, known[i].size) == 0)
      return known[i].format;
  }
  return NULL;
}

static gboolean
feed_loader (GdkPixbufLoader *loader, GBytes *data, LoadState *state, GCancellable *cancellable, GError **error)
{
  gsize size;
  const guchar *bytes = g_bytes_get_data (data, &size);

  for (gsize at = 0; at < size && !state->too_large; at += CHUNK_BYTES) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (!gdk_pixbuf_loader_write (loader, bytes + at, MIN (CHUNK_BYTES, size - at), error))
      return FALSE;
  }
  return TRUE;
}

static GdkPixbuf *
refuse_picture (const GError *why, GError **error)
{
  g_set_error (error, DS_APP_ERROR, DS_ERROR_INVALID,
               "This file is no photo, or it is damaged%s%s. Choose a JPEG or PNG picture.", why != NULL ? ": " : "",
               why != NULL ? why->message : "");
  return NULL;
}

static GdkPixbuf *
load_picture (GBytes *data, GCancellable *cancellable, GError **error)
{
  const char *format = find_format (data);
  g_autoptr (GError) why = NULL;
  g_autoptr (GdkPixbufLoader) loader = format != NULL ? gdk_pixbuf_loader_new_with_type (format, &why) : NULL;
  LoadState state = { FALSE };
  gboolean fed, closed;
  GdkPixbuf *pixbuf;

  if (loader == NULL)
    return refuse_picture (why, error);
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &state);
  fed = feed_loader (loader, data, &state, cancellable, &why);
  closed = gdk_pixbuf_loader_close (loader, why == NULL ? &why : NULL);
  if (g_cancellable_is_cancelled (cancellable)) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_CANCELLED, "Cancelled.");
    return NULL;
  }
  if (state.too_large) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_LIMIT,
                         "The picture has more than 100 megapixels. Take it again with a smaller size.");
    return NULL;
  }
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (!fed || !closed || pixbuf == NULL)
    return refuse_picture (why, error);
  return gdk_pixbuf_apply_embedded_orientation (pixbuf);
}

/* A fresh RGB buffer: no alpha, no options, so that nothing of the original's metadata can be written out. */
static GdkPixbuf *
flatten_picture (GdkPixbuf *source, int max_side)
{
  int width = gdk_pixbuf_get_width (source);
  int height = gdk_pixbuf_get_height (source);
  int side = MAX (width, height);
  GdkPixbuf *flat;

  if (side > max_side) {
    width = MAX (1, (int) ((gint64) width * max_side / side));
    height = MAX (1, (int) ((gint64) height * max_side / side));
  }
  flat = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  if (flat == NULL)
    return NULL;
  gdk_pixbuf_fill (flat, 0xffffffff);
  gdk_pixbuf_composite (source, flat, 0, 0, width, height, 0, 0, (double) width / gdk_pixbuf_get_width (source),
                        (double) height / gdk_pixbuf_get_height (source), GDK_INTERP_BILINEAR, 255);
  return flat;
}

static GBytes *
encode_jpeg (GdkPixbuf *pixbuf, const char *quality, GError **error)
{
  g_autoptr (GError) why = NULL;
  char *buffer = NULL;
  gsize size = 0;

  if (!gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, "jpeg", &why, "quality", quality, NULL)) {
    g_set_error (error, DS_APP_ERROR, DS_ERROR_FAILED, "The photo cannot be encoded: %s.", why->message);
    return NULL;
  }
  return g_bytes_new_take (buffer, size);
}

static GBytes *
encode_within (GdkPixbuf *pixbuf, gsize max_bytes, GError **error)
{
  g_autoptr (GBytes) jpeg = NULL;

  for (int quality = FIRST_QUALITY; quality >= LAST_QUALITY; quality -= QUALITY_STEP) {
    g_autofree char *text = g_strdup_printf ("%d", quality);

    g_clear_pointer (&jpeg, g_bytes_unref);
    jpeg = encode_jpeg (pixbuf, text, error);
    if (jpeg == NULL)
      return NULL;
    if (g_bytes_get_size (jpeg) <= max_bytes)
      break;
  }
  return g_steal_pointer (&jpeg);
}

DsPicture *
ds_picture_prepare (GBytes *data, GCancellable *cancellable, GError **error)
{
  g_autoptr (DsPicture) self = g_new0 (DsPicture, 1);
  g_autoptr (GdkPixbuf) picture = NULL;
  g_autoptr (GdkPixbuf) flat = NULL;
  g_autoptr (GdkPixbuf) thumb = NULL;

  g_return_val_if_fail (data != NULL, NULL);
  if (g_bytes_get_size (data) == 0) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_INVALID, "The file is empty; it is no photo.");
    return NULL;
  }
  if (g_bytes_get_size (data) > DS_PICTURE_MAX_INPUT_BYTES) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_LIMIT, "The file is larger than 64 MiB; that is no photo.");
    return NULL;
  }
  picture = load_picture (data, cancellable, error);
  if (picture == NULL)
    return NULL;
  flat = flatten_picture (picture, DS_PICTURE_MAX_SIDE_PX);
  thumb = flat != NULL ? flatten_picture (flat, DS_PICTURE_THUMB_SIDE_PX) : NULL;
  if (thumb == NULL) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_LIMIT, "There is not enough memory for this picture.");
    return NULL;
  }
  self->jpeg = encode_within (flat, DS_PICTURE_MAX_BYTES, error);
  if (self->jpeg == NULL)
    return NULL;
  self->thumb = encode_jpeg (thumb, THUMB_QUALITY, error);
  if (self->thumb == NULL)
    return NULL;
  self->width = (guint) gdk_pixbuf_get_width (flat);
  self->height = (guint) gdk_pixbuf_get_height (flat);
  return g_steal_pointer (&self);
}

static GdkPixbuf *
draw_noise (guint32 seed, int side)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, side, side * 3 / 4);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  guint32 state = seed | 1;

  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++) {
    for (int x = 0; x < side; x++) {
      guchar *p = pixels + (gsize) y * stride + (gsize) x * 3;

      /* xorshift: any even spread will do; it only has to be hard to compress and the same each time */
      state ^= state << 13;
      state ^= state >> 17;
      state ^= state << 5;
      p[0] = (guchar) (x * 255 / side);
      p[1] = (guchar) (state & 0xff);
      p[2] = (guchar) (y * 255 / side);
    }
  }
  return pixbuf;
}

GBytes *
ds_picture_generate (guint32 seed, gsize min_bytes)
{
  g_autoptr (GBytes) jpeg = NULL;

  min_bytes = MIN (min_bytes, DS_PICTURE_MAX_BYTES);
  for (int side = 64; side <= DS_PICTURE_MAX_SIDE_PX; side += side / 4) {
    g_autoptr (GdkPixbuf) pixbuf = draw_noise (seed, side);

    g_clear_pointer (&jpeg, g_bytes_unref);
    jpeg = encode_jpeg (pixbuf, "85", NULL);
    if (jpeg != NULL && g_bytes_get_size (jpeg) >= min_bytes)
      break;
  }
  return g_steal_pointer (&jpeg);
}
