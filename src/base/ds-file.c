/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-file.h"

#include "ds-error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define CHUNK_BYTES (64 * 1024)

static DsErrorCode
map_errno (int saved_errno)
{
  switch (saved_errno) {
  case ENOSPC:
  case EDQUOT:
  case EFBIG: /* a limit on file size is a quota, too */
    return DS_ERROR_FULL;
  case EROFS:
  case EACCES:
  case EPERM:
    return DS_ERROR_READ_ONLY;
  case ENOENT:
    return DS_ERROR_NOT_FOUND;
  default:
    return DS_ERROR_IO;
  }
}

void
ds_error_set_from_errno (GError **error, GQuark domain, int saved_errno, const char *what)
{
  g_set_error (error, domain, (int) map_errno (saved_errno), "%s: %s", what, g_strerror (saved_errno));
}

static gboolean
write_all (int fd, const guint8 *data, gsize size)
{
  while (size > 0) {
    gssize put = write (fd, data, MIN (size, (gsize) 1 << 30));

    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return FALSE;
    data += put;
    size -= (gsize) put;
  }
  return TRUE;
}

static int
open_part (const char *part)
{
  return open (part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* Closes @fd in any case. A failed fdatasync is final: the kernel may have dropped the pages, and a second
 * call would then report success over lost data. */
static gboolean
settle_part (int fd, gboolean written, const char *part, const char *path, GError **error)
{
  int saved_errno = written ? 0 : errno;
  g_autofree char *folder = g_path_get_dirname (path);

  if (saved_errno == 0 && fdatasync (fd) != 0)
    saved_errno = errno;
  if (close (fd) != 0 && saved_errno == 0)
    saved_errno = errno;
  if (saved_errno == 0 && rename (part, path) != 0)
    saved_errno = errno;
  if (saved_errno != 0) {
    unlink (part);
    ds_error_set_from_errno (error, DS_BASE_ERROR, saved_errno, path);
    return FALSE;
  }
  return ds_file_sync_folder (folder, error);
}

gboolean
ds_file_write_durable (const char *path, const void *data, gsize size, GError **error)
{
  g_autofree char *part = NULL;
  int fd;

  g_return_val_if_fail (path != NULL && (data != NULL || size == 0), FALSE);

  part = g_strconcat (path, ".part", NULL);
  fd = open_part (part);
  if (fd < 0) {
    ds_error_set_from_errno (error, DS_BASE_ERROR, errno, path);
    return FALSE;
  }
  return settle_part (fd, write_all (fd, data, size), part, path, error);
}

/* %FALSE with @error set when reading fails or is cancelled; %FALSE with errno when writing fails. */
static gboolean
copy_chunks (int source_fd, int fd, GChecksum *sum, guint64 *ret_size_bytes, GCancellable *cancellable)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  guint64 total = 0;

  for (;;) {
    gssize got = read (source_fd, chunk, CHUNK_BYTES);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return FALSE;
    if (got == 0)
      break;
    if (g_cancellable_is_cancelled (cancellable)) {
      errno = ECANCELED;
      return FALSE;
    }
    g_checksum_update (sum, chunk, got);
    if (!write_all (fd, chunk, (gsize) got))
      return FALSE;
    total += (guint64) got;
  }
  *ret_size_bytes = total;
  return TRUE;
}

static gboolean
copy_open_file (int source_fd, const char *path, GChecksum *sum, guint64 *ret_size_bytes, GCancellable *cancellable,
                GError **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  int fd = open_part (part);
  gboolean copied;

  if (fd < 0) {
    ds_error_set_from_errno (error, DS_BASE_ERROR, errno, path);
    return FALSE;
  }
  copied = copy_chunks (source_fd, fd, sum, ret_size_bytes, cancellable);
  if (!copied && errno == ECANCELED) {
    close (fd);
    unlink (part);
    g_set_error_literal (error, DS_BASE_ERROR, DS_ERROR_CANCELLED, "Copying was cancelled.");
    return FALSE;
  }
  return settle_part (fd, copied, part, path, error);
}

gboolean
ds_file_copy_durable (const char *source, const char *path, char **ret_sha256_hex, guint64 *ret_size_bytes,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 size_bytes = 0;
  gboolean ok;
  int source_fd;

  g_return_val_if_fail (source != NULL && path != NULL, FALSE);

  source_fd = open (source, O_RDONLY | O_CLOEXEC);
  if (source_fd < 0) {
    ds_error_set_from_errno (error, DS_BASE_ERROR, errno, source);
    return FALSE;
  }
  ok = copy_open_file (source_fd, path, sum, &size_bytes, cancellable, error);
  close (source_fd);
  if (!ok)
    return FALSE;
  if (ret_sha256_hex != NULL)
    *ret_sha256_hex = g_strdup (g_checksum_get_string (sum));
  if (ret_size_bytes != NULL)
    *ret_size_bytes = size_bytes;
  return TRUE;
}

static GBytes *
read_descriptor (int fd, const char *path, gsize max_bytes, GError **error)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);

  for (;;) {
    gssize got = read (fd, chunk, CHUNK_BYTES);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      ds_error_set_from_errno (error, DS_BASE_ERROR, errno, path);
      return NULL;
    }
    if (got == 0)
      break;
    /* GByteArray counts in 32 bits. */
    if ((gsize) got > max_bytes - array->len || array->len > G_MAXINT32) {
      g_set_error (error, DS_BASE_ERROR, DS_ERROR_LIMIT, "%s: the file is larger than %" G_GSIZE_FORMAT " bytes.", path,
                   max_bytes);
      return NULL;
    }
    g_byte_array_append (array, chunk, (guint) got);
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

GBytes *
ds_file_read (const char *path, gsize max_bytes, GError **error)
{
  GBytes *bytes;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    ds_error_set_from_errno (error, DS_BASE_ERROR, errno, path);
    return NULL;
  }
  bytes = read_descriptor (fd, path, max_bytes, error);
  close (fd);
  return bytes;
}

gboolean
ds_file_sync_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int saved_errno = 0;

  if (fd < 0) {
    ds_error_set_from_errno (error, DS_BASE_ERROR, errno, path);
    return FALSE;
  }
  if (fsync (fd) != 0)
    saved_errno = errno;
  close (fd);
  if (saved_errno != 0) {
    ds_error_set_from_errno (error, DS_BASE_ERROR, saved_errno, path);
    return FALSE;
  }
  return TRUE;
}

gboolean
ds_file_make_folder (const char *path, GError **error)
{
  struct stat info;

  g_return_val_if_fail (path != NULL, FALSE);

  if (g_mkdir_with_parents (path, 0700) != 0) {
    ds_error_set_from_errno (error, DS_BASE_ERROR, errno, path);
    return FALSE;
  }
  /* g_mkdir_with_parents() is content with a file of that name. */
  if (stat (path, &info) != 0 || !S_ISDIR (info.st_mode)) {
    ds_error_set_from_errno (error, DS_BASE_ERROR, ENOTDIR, path);
    return FALSE;
  }
  return TRUE;
}

guint64
ds_file_free_bytes (const char *path, GError **error)
{
  struct statvfs info;

  g_return_val_if_fail (path != NULL, 0);

  if (statvfs (path, &info) != 0) {
    ds_error_set_from_errno (error, DS_BASE_ERROR, errno, path);
    return 0;
  }
  return (guint64) info.f_bavail * info.f_frsize;
}
