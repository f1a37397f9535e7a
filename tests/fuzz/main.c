/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Runs a fuzz target on saved inputs: each argument is a file or a folder of files. So every input that once broke
 * something is tried in every test run, also without clang. Each input is also tried cut short and with bytes turned
 * over, from a fixed seed.
 */

#include <gio/gio.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define VARIANTS 40

static void
run_variants (const char *data, gsize size)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) size);

  for (guint i = 0; size > 0 && i < VARIANTS; i++) {
    g_autofree char *copy = g_memdup2 (data, size);
    gsize length = i % 2 == 0 ? size : (gsize) g_rand_int_range (rand, 0, (gint32) size);

    for (guint j = 0; j < 1 + i % 4; j++)
      copy[g_rand_int_range (rand, 0, (gint32) size)] = (char) g_rand_int_range (rand, 0, 256);
    LLVMFuzzerTestOneInput ((const uint8_t *) copy, length);
  }
}

static guint
run_file (const char *path)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, &error))
    g_error ("%s", error->message);
  LLVMFuzzerTestOneInput ((const uint8_t *) data, size);
  run_variants (data, size);
  return 1;
}

static guint
run_path (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  if (folder == NULL)
    return run_file (path);
  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *inside = g_build_filename (path, name, NULL);

    n += run_path (inside);
  }
  return n;
}

int
main (int argc, char **argv)
{
  guint n = 0;

  for (int i = 1; i < argc; i++)
    n += run_path (argv[i]);
  g_print ("%u inputs\n", n);
  return n > 0 ? 0 : 1;
}
