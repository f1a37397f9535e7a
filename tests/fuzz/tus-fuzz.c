/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzz target: the readers of tus headers and of upload paths. The first byte of the input chooses the reader, the
 * rest is the header's value. Built with -fsanitize=fuzzer it is a libFuzzer program; without, it runs over the
 * files and folders on its command line, which is what every test run does.
 */
#include "ds-error.h"
#include "ds-hq-guard.h"
#include "ds-hq-tus.h"

#include <stdint.h>
#include <stdlib.h>
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

#ifndef DS_LIBFUZZER

static guint
run_file (const char *path)
{
  g_autofree char *data = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  LLVMFuzzerTestOneInput ((const uint8_t *) data, size);
  /* And each input cut short: what a broken line would leave. */
  for (gsize n = 0; n < MIN (size, 200); n++)
    LLVMFuzzerTestOneInput ((const uint8_t *) data, n);

  return 1;
}

static guint
run_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;
  guint n = 0;

  if (dir == NULL)
    return run_file (path);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    n += run_file (file);
  }

  return n;
}

int
main (int argc, char **argv)
{
  guint n = 0;

  for (int i = 1; i < argc; i++)
    n += run_folder (argv[i]);
  g_print ("%s 1 - %u saved inputs of the tus readers\n", n > 0 ? "ok" : "not ok", n);

  return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
