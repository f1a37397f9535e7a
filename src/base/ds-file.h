/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ds_file_write_durable:
 * @path: where the file shall stand
 * @data: its bytes
 * @size: how many
 * @error: %DS_ERROR_FULL, %DS_ERROR_READ_ONLY or %DS_ERROR_IO
 *
 * Writes `@path.part` (mode 0600), fdatasync, rename, fsync of the folder. After %TRUE the file survives a
 * power cut; after %FALSE the old file, if any, is untouched. Never retries a failed fsync. Any thread.
 */
gboolean ds_file_write_durable (const char *path, const void *data, gsize size, GError **error);

/** ds_file_copy_durable: the same with the bytes of @source, streamed; @ret_sha256_hex (transfer full) and @ret_size_bytes are of what was written */
gboolean ds_file_copy_durable (const char *source, const char *path, char **ret_sha256_hex,
                               guint64 *ret_size_bytes, GCancellable *cancellable, GError **error);

/** ds_file_read: reads at most @max_bytes; %DS_ERROR_LIMIT if the file is larger, %DS_ERROR_NOT_FOUND if missing; Returns: (transfer full) */
GBytes *ds_file_read (const char *path, gsize max_bytes, GError **error);

/** ds_file_sync_folder: fsync of a folder, so that names in it last */
gboolean ds_file_sync_folder (const char *path, GError **error);

/** ds_file_make_folder: makes the folder and its parents, mode 0700 */
gboolean ds_file_make_folder (const char *path, GError **error);

/** ds_file_free_bytes: Returns: bytes free for this user on the disk that holds @path, or 0 with @error */
guint64 ds_file_free_bytes (const char *path, GError **error);

/** ds_error_set_from_errno: sets @error in @domain from @saved_errno: ENOSPC and EDQUOT are FULL, EROFS, EACCES and EPERM are READ_ONLY, ENOENT is NOT_FOUND, others IO; message "@what: strerror" */
void ds_error_set_from_errno (GError **error, GQuark domain, int saved_errno, const char *what);

G_END_DECLS
