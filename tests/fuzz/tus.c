/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzz target: the readers of tus headers and of upload paths. The first byte of the input chooses the reader, the
 * rest is the header's value.
 */
#include "ds-error.h"
#include "ds-hq-guard.h"
#include "ds-hq-tus.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_failure (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == DS_HQ_ERROR);
  g_assert_cmpuint (strlen (error->message), >, 10);
}

static void
read_metadata (const char *value)
{
  g_auto (DsHqTusMetadata) metadata = { 0 };
  g_autoptr (GError) error = NULL;

  if (!ds_hq_tus_parse_metadata (value, &metadata, &error)) {
    check_failure (error);
    g_assert_null (metadata.filetype);
    return;
  }
  g_assert_true (ds_sha256_is_valid (metadata.sha256));
  g_assert_true (metadata.filetype == NULL || strchr (metadata.filetype, '/') != NULL);
}

static void
read_checksum (const char *value)
{
  DsHqTusChecksum checksum;
  g_autoptr (GError) error = NULL;

  if (!ds_hq_tus_parse_checksum (value, &checksum, &error))
    check_failure (error);
  else
    g_assert_cmpuint (checksum.digest_size, ==, checksum.type == G_CHECKSUM_SHA1 ? 20 : 32);
}

/* What is read as a size is written back as the same number. */
static void
read_size (const char *value)
{
  g_autoptr (GError) error = NULL;
  guint64 size = 0;

  if (!ds_hq_tus_parse_size ("Upload-Offset", value, &size, &error))
    check_failure (error);
  else
    g_assert_cmpuint (size, ==, g_ascii_strtoull (value, NULL, 10));
}

static void
read_path (const char *value)
{
  const char *id = ds_hq_tus_parse_upload_path (value);

  g_assert_true (id == NULL || (strlen (id) == 36 && strchr (id, '/') == NULL));
}

/* A request with this one value as its length: it is refused or the length is what the digits say. */
static void
read_length (const char *value, size_t size)
{
  const DsHqHeader headers[] = {
    { "Host", 4, "x", 1 },
    { "Content-Length", 14, value, size },
  };
  DsHqFraming framing = { 0 };
  g_autoptr (DsHqAnswer) refusal = ds_hq_guard_check ("POST", headers, G_N_ELEMENTS (headers), &framing);

  if (refusal == NULL)
    g_assert_cmpuint (framing.length_bytes, ==, g_ascii_strtoull (value, NULL, 10));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *value = NULL;

  if (size == 0)
    return 0;
  value = g_strndup ((const char *) data + 1, size - 1);
  switch (data[0] % 5) {
  case 0:
    read_metadata (value);
    break;
  case 1:
    read_checksum (value);
    break;
  case 2:
    read_size (value);
    break;
  case 3:
    read_path (value);
    break;
  default:
    read_length (value, strlen (value));
    break;
  }

  return 0;
}
