/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ds_ctl_photo_make:
 * @size_bytes: about how large the JPEG shall be; 0 is about 100 KB
 * @seed: another picture for each
 *
 * Returns: (transfer full): a JPEG of coloured noise, which compresses about as badly as a photo
 */
GBytes *ds_ctl_photo_make (gsize size_bytes, guint32 seed, GError **error);

G_END_DECLS
