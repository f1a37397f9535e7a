/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-tus.h"

#include "ds-error.h"
#include "ds-id.h"

#include <sodium.h>
#include <string.h>

#define MAX_SIZE_BYTES (G_GUINT64_CONSTANT (1) << 53)
#define MAX_PAIRS 16
#define MEDIA_PATH "/v1/media/"

static gboolean
is_clean_text (const char *text, gsize size)
{
  for (gsize i = 0; i < size; i++) {
    guchar c = (guchar) text[i];

    if (c < 0x20 || c == 0x7f)
      return FALSE;
  }

  return g_utf8_validate (text, (gssize) size, NULL);
}

/* Strict base64 with padding (RFC 4648, 4); the decoded text is NUL-terminated. */
static char *
decode_base64 (const char *text, gsize size, gsize *ret_size)
{
  gsize room = size / 4 * 3 + 4;
  g_autofree char *decoded = g_malloc0 (room);
  gsize n = 0;

  if (sodium_base642bin ((unsigned char *) decoded, room - 1, text, size, NULL, &n, NULL,
                         sodium_base64_VARIANT_ORIGINAL) != 0)
    return NULL;
  decoded[n] = '\0';
  *ret_size = n;

  return g_steal_pointer (&decoded);
}

static gboolean
is_media_type (const char *text)
{
  const char *slash = strchr (text, '/');

  if (slash == NULL || slash == text || slash[1] == '\0' || strlen (text) > 100)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && strchr ("/.+-", *p) == NULL)
      return FALSE;
  }

  return strchr (slash + 1, '/') == NULL;
}

static gboolean
take_pair (DsHqTusMetadata *metadata, const char *key, const char *value, GError **error)
{
  if (strcmp (key, "sha256") == 0) {
    if (!ds_sha256_is_valid (value)) {
      g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID,
                   "Upload-Metadata's sha256 must be 64 lower-case hexadecimal digits, in base64.");
      return FALSE;
    }
    g_strlcpy (metadata->sha256, value, sizeof metadata->sha256);
  } else if (strcmp (key, "filetype") == 0) {
    if (!is_media_type (value)) {
      g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID,
                   "Upload-Metadata's filetype must be a media type such as image/jpeg, in base64.");
      return FALSE;
    }
    metadata->filetype = g_strdup (value);
  }

  return TRUE;
}

/* One "key" or "key base64"; spaces around it are trimmed. */
static gboolean
parse_pair (const char *pair, GHashTable *seen, DsHqTusMetadata *metadata, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (pair));
  char *space = strchr (trimmed, ' ');
  g_autofree char *value = NULL;
  gsize size = 0;

  if (space != NULL)
    *space++ = '\0';
  else
    space = trimmed + strlen (trimmed);
  if (*trimmed == '\0') {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "Upload-Metadata has an empty key.");
    return FALSE;
  }
  if (!g_hash_table_add (seen, g_strdup (trimmed))) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "Upload-Metadata has a key twice.");
    return FALSE;
  }
  value = decode_base64 (space, strlen (space), &size);
  if (value == NULL || strlen (value) != size || !is_clean_text (value, size)) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID,
                 "A value of Upload-Metadata is not base64 of UTF-8 text without control characters.");
    return FALSE;
  }

  return take_pair (metadata, trimmed, value, error);
}

void
ds_hq_tus_metadata_clear (DsHqTusMetadata *self)
{
  g_clear_pointer (&self->filetype, g_free);
  self->sha256[0] = '\0';
}

gboolean
ds_hq_tus_parse_metadata (const char *value, DsHqTusMetadata *ret_metadata, GError **error)
{
  g_auto (GStrv) pairs = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (DsHqTusMetadata) metadata = { 0 };

  if (strlen (value) > DS_HQ_TUS_MAX_HEADER) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_LIMIT, "Upload-Metadata is longer than %d bytes.", DS_HQ_TUS_MAX_HEADER);
    return FALSE;
  }
  pairs = g_strsplit (value, ",", MAX_PAIRS + 1);
  if (g_strv_length (pairs) > MAX_PAIRS) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_LIMIT, "Upload-Metadata has more than %d pairs.", MAX_PAIRS);
    return FALSE;
  }
  for (guint i = 0; pairs[i] != NULL; i++) {
    if (!parse_pair (pairs[i], seen, &metadata, error))
      return FALSE;
  }
  if (metadata.sha256[0] == '\0') {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "Upload-Metadata must name the file's sha256.");
    return FALSE;
  }
  *ret_metadata = metadata;
  metadata.filetype = NULL;

  return TRUE;
}

gboolean
ds_hq_tus_parse_checksum (const char *value, DsHqTusChecksum *ret_checksum, GError **error)
{
  DsHqTusChecksum checksum = { 0 };
  const char *space = strchr (value, ' ');
  g_autofree char *digest = NULL;
  gsize size = 0;

  if (space == NULL || strlen (value) > DS_HQ_TUS_MAX_HEADER) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID,
                 "Upload-Checksum must be an algorithm, a space and the digest in base64.");
    return FALSE;
  }
  if (space - value == 4 && strncmp (value, "sha1", 4) == 0) {
    checksum.type = G_CHECKSUM_SHA1;
    checksum.digest_size = 20;
  } else if (space - value == 6 && strncmp (value, "sha256", 6) == 0) {
    checksum.type = G_CHECKSUM_SHA256;
    checksum.digest_size = 32;
  } else {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND, "Upload-Checksum must use sha1 or sha256.");
    return FALSE;
  }
  digest = decode_base64 (space + 1, strlen (space + 1), &size);
  if (digest == NULL || size != checksum.digest_size) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID,
                 "Upload-Checksum's digest must be %" G_GSIZE_FORMAT " bytes in base64.", checksum.digest_size);
    return FALSE;
  }
  memcpy (checksum.digest, digest, size);
  *ret_checksum = checksum;

  return TRUE;
}

gboolean
ds_hq_tus_parse_size (const char *name, const char *value, guint64 *ret_size_bytes, GError **error)
{
  guint64 size = 0;
  gsize n = strlen (value);
  gboolean plain = n > 0 && n <= 16;

  for (gsize i = 0; plain && i < n; i++) {
    plain = g_ascii_isdigit (value[i]);
    size = size * 10 + (guint64) (value[i] - '0');
  }
  if (!plain || size > MAX_SIZE_BYTES) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "%s must be a number of bytes in plain digits.", name);
    return FALSE;
  }
  *ret_size_bytes = size;

  return TRUE;
}

const char *
ds_hq_tus_parse_upload_path (const char *path)
{
  const char *id = NULL;

  if (!g_str_has_prefix (path, MEDIA_PATH))
    return NULL;
  id = path + strlen (MEDIA_PATH);

  return ds_id_is_valid (id) ? id : NULL;
}
