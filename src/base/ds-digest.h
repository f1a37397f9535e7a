/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** Characters of a SHA-256 in lower-case hexadecimal, with the final NUL. */
#define DS_SHA256_BUFFER 65

/** ds_sha256: writes the SHA-256 of @size bytes at @data as 64 lower-case hex digits to @buffer; Returns: @buffer */
const char *ds_sha256 (const void *data, gsize size, char buffer[DS_SHA256_BUFFER]);

/** ds_sha256_bytes: Returns: (transfer full): the SHA-256 of @bytes in hex */
char *ds_sha256_bytes (GBytes *bytes);

/**
 * ds_sha256_file:
 * @path: a file
 * @ret_hex: (out): (transfer full): the SHA-256 of its bytes
 * @ret_size_bytes: (out) (optional): its size
 * @cancellable: (nullable):
 * @error: what reading says
 *
 * Streams the file; memory stays constant. Any thread.
 */
gboolean ds_sha256_file (const char *path, char **ret_hex, guint64 *ret_size_bytes,
                         GCancellable *cancellable, GError **error);

/** ds_sha256_is_valid: Returns: whether @text is 64 lower-case hex digits */
gboolean ds_sha256_is_valid (const char *text);

G_END_DECLS
