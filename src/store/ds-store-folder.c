/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-private.h"

#include "ds-file.h"

#include <errno.h>
#include <unistd.h>

static void
remove_parts (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = NULL;

    if (!g_str_has_suffix (name, ".part"))
      continue;
    path = g_build_filename (folder, name, NULL);
    if (unlink (path) != 0)
      g_debug ("%s is left behind: %s", path, g_strerror (errno));
  }
}

void
ds_store_folder_tidy (const char *media_folder)
{
  g_autoptr (GDir) dir = g_dir_open (media_folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *folder = g_build_filename (media_folder, name, NULL);

    remove_parts (folder);
  }
}

static char *
name_mark (const char *folder)
{
  return g_build_filename (folder, "verify", NULL);
}

void
ds_store_folder_ask_check (const char *folder)
{
  static const char words[] = "The disk failed while this store was written. It is checked when it is opened next.\n";
  g_autofree char *path = name_mark (folder);
  g_autoptr (GError) error = NULL;

  /* On a disk that just failed this may fail, too; the database then speaks for itself. */
  if (!ds_file_write_durable (path, words, sizeof words - 1, &error))
    g_debug ("%s", error->message);
}

gboolean
ds_store_folder_check_if_asked (const char *folder, DsDb *db, GError **error)
{
  g_autofree char *path = name_mark (folder);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!ds_db_check (db, TRUE, error))
    return FALSE;
  if (unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  ds_error_set_from_errno (error, DS_STORE_ERROR, errno, path);
  return FALSE;
}
