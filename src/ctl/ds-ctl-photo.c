/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl-photo.h"

#include "ds-error.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

/* Bits per pixel of this noise at quality 85, found by trying; only makes the size come out about right. */
#define BYTES_PER_PIXEL_PERCENT 62

GBytes *
ds_ctl_photo_make (gsize size_bytes, guint32 seed, GError **error)
{
  gsize wanted = size_bytes > 0 ? MIN (size_bytes, 16 * 1024 * 1024) : 100 * 1000;
  gsize pixels = wanted * 100 / BYTES_PER_PIXEL_PERCENT;
  int width = 16;
  g_autoptr (GRand) random = g_rand_new_with_seed (seed + 1);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autofree char *data = NULL;
  gsize size;

  while ((gsize) width * (gsize) width * 3 / 4 < pixels)
    width += 4;
  pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, width * 3 / 4);
  if (pixbuf == NULL) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_LIMIT, "there is not enough memory for a photo of that size");
    return NULL;
  }
  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++) {
    guchar *row = gdk_pixbuf_get_pixels (pixbuf) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);
    for (int x = 0; x < width; x++) {
      guint32 noise = g_rand_int (random);
      row[x * 3] = (guchar) (128 + (noise & 0x3f));
      row[x * 3 + 1] = (guchar) (96 + ((noise >> 8) & 0x3f));
      row[x * 3 + 2] = (guchar) (x * 255 / width);
    }
  }
  if (!gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "jpeg", error, "quality", "85", NULL))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), size);
}
