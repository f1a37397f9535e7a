/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-digest.h"

#include "ds-error.h"
#include "ds-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_BYTES (64 * 1024)

const char *
ds_sha256 (const void *data, gsize size, char buffer[DS_SHA256_BUFFER])
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const guint8 *at = data;

  g_return_val_if_fail (data != NULL || size == 0, NULL);
  /* In pieces: g_checksum_update() takes a signed length. */
  while (size > 0) {
    gsize piece = MIN (size, (gsize) 1 << 30);

    g_checksum_update (sum, at, (gssize) piece);
    at += piece;
    size -= piece;
  }
  memcpy (buffer, g_checksum_get_string (sum), DS_SHA256_BUFFER);
  return buffer;
}

char *
ds_sha256_bytes (GBytes *bytes)
{
  char buffer[DS_SHA256_BUFFER];
  gsize size;
  const void *data;

  g_return_val_if_fail (bytes != NULL, NULL);
  data = g_bytes_get_data (bytes, &size);
  return g_strdup (ds_sha256 (data, size, buffer));
}

static gboolean
digest_descriptor (int fd, const char *path, GChecksum *sum, guint64 *ret_size_bytes, GCancellable *cancellable,
                   GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  guint64 total = 0;

  for (;;) {
    gssize got = read (fd, chunk, CHUNK_BYTES);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      ds_error_set_from_errno (error, DS_BASE_ERROR, errno, path);
      return FALSE;
    }
    if (got == 0)
      break;
    if (g_cancellable_is_cancelled (cancellable)) {
      g_set_error_literal (error, DS_BASE_ERROR, DS_ERROR_CANCELLED, "Reading was cancelled.");
      return FALSE;
    }
    g_checksum_update (sum, chunk, got);
    total += (guint64) got;
  }
  *ret_size_bytes = total;
  return TRUE;
}

gboolean
ds_sha256_file (const char *path, char **ret_hex, guint64 *ret_size_bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 size_bytes = 0;
  gboolean ok;
  int fd;

  g_return_val_if_fail (path != NULL && ret_hex != NULL, FALSE);

  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    ds_error_set_from_errno (error, DS_BASE_ERROR, errno, path);
    return FALSE;
  }
  ok = digest_descriptor (fd, path, sum, &size_bytes, cancellable, error);
  close (fd);
  if (!ok)
    return FALSE;
  *ret_hex = g_strdup (g_checksum_get_string (sum));
  if (ret_size_bytes != NULL)
    *ret_size_bytes = size_bytes;
  return TRUE;
}

gboolean
ds_sha256_is_valid (const char *text)
{
  if (text == NULL || strnlen (text, DS_SHA256_BUFFER) != DS_SHA256_BUFFER - 1)
    return FALSE;
  for (const char *at = text; *at != '\0'; at++) {
    if (!g_ascii_isdigit (*at) && !(*at >= 'a' && *at <= 'f'))
      return FALSE;
  }
  return TRUE;
}
