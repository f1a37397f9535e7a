/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** Longest side of a stored photo in pixels: a rating plate filling half the width keeps 2 mm print legible. */
#define DS_PICTURE_MAX_SIDE_PX 2048
/** Longest side of a thumbnail in pixels. */
#define DS_PICTURE_THUMB_SIDE_PX 320
/** Aim for the stored photo; quality goes down in steps, never below 60, to meet it. */
#define DS_PICTURE_MAX_BYTES (600 * 1024)
/** Largest file looked at. */
#define DS_PICTURE_MAX_INPUT_BYTES (64 * 1024 * 1024)
/** Most pixels of an input: a hostile header may not make us take gigabytes. */
#define DS_PICTURE_MAX_INPUT_PIXELS (100 * 1000 * 1000)

/**
 * DsPicture: an image made ready to keep
 * @jpeg: upright, scaled, encoded anew, without any metadata (no place, no device)
 * @thumb: a small JPEG of it
 * @width, @height: pixels of @jpeg
 */
typedef struct {
  GBytes *jpeg;
  GBytes *thumb;
  guint width;
  guint height;
} DsPicture;

/**
 * ds_picture_prepare:
 * @data: what is said to be an image
 * @error: %DS_ERROR_INVALID (no photo, or damaged), %DS_ERROR_LIMIT
 *
 * Any thread; takes some 100 ms for a camera picture.
 *
 * Returns: (transfer full): the photo
 */
DsPicture *ds_picture_prepare (GBytes *data, GCancellable *cancellable, GError **error);

/**
 * ds_picture_generate:
 * @seed: the same seed gives the same picture
 * @min_bytes: the picture's own bytes are at least about this many (noise fills it up), at most %DS_PICTURE_MAX_BYTES
 *
 * Makes a test picture, for scripts and for measuring.
 *
 * Returns: (transfer full): a JPEG
 */
GBytes *ds_picture_generate (guint32 seed, gsize min_bytes);

void ds_picture_free (DsPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsPicture, ds_picture_free)

G_END_DECLS
