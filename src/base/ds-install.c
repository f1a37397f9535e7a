/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-install.h"

#include <libintl.h>
#include <locale.h>

#define DOMAIN "doorstep"

static char *
find_share_dir (void)
{
  const char *override = g_getenv ("DOORSTEP_SHARE_DIR");
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = NULL;

  if (override != NULL && *override != '\0')
    return g_strdup (override);
  if (program == NULL)
    return NULL;
  folder = g_path_get_dirname (program);
  for (;;) {
    g_autofree char *content = g_build_filename (folder, "share", "doorstep", NULL);
    char *parent;

    if (g_file_test (content, G_FILE_TEST_IS_DIR))
      return g_build_filename (folder, "share", NULL);
    parent = g_path_get_dirname (folder);
    if (g_str_equal (parent, folder)) {
      g_free (parent);
      return NULL;
    }
    g_free (folder);
    folder = parent;
  }
}

const char *
ds_install_share_dir (void)
{
  static gsize once = 0;
  static char *share_dir = NULL;

  if (g_once_init_enter (&once)) {
    share_dir = find_share_dir ();
    g_once_init_leave (&once, 1);
  }
  return share_dir;
}

char *
ds_install_data_file (const char *relative)
{
  const char *share_dir = ds_install_share_dir ();

  g_return_val_if_fail (relative != NULL, NULL);
  return g_build_filename (share_dir != NULL ? share_dir : "/usr/share", "doorstep", relative, NULL);
}

void
ds_install_setup_locale (void)
{
  const char *share_dir = ds_install_share_dir ();
  g_autofree char *locale_dir = g_build_filename (share_dir != NULL ? share_dir : "/usr/share", "locale", NULL);

  setlocale (LC_ALL, "");
  bindtextdomain (DOMAIN, locale_dir);
  bind_textdomain_codeset (DOMAIN, "UTF-8");
  textdomain (DOMAIN);
}
