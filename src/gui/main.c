/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-application.h"
#include "ds-install.h"

/* A graphics processor that this system has a driver for. */
static gboolean
has_gpu (void)
{
  static const char *const DEVICES[] = { "/dev/dri/renderD128", "/dev/nvidiactl", "/dev/mali0" };

  for (gsize i = 0; i < G_N_ELEMENTS (DEVICES); i++)
    if (g_file_test (DEVICES[i], G_FILE_TEST_EXISTS))
      return TRUE;
  return FALSE;
}

/*
 * Without a graphics processor GTK draws with OpenGL in software: a driver with a compiler in it, 60 MB and a third of
 * the start, to draw slower than cairo does. And when it is told to draw with cairo it starts OpenGL all the same.
 */
static void
spare_software_gl (void)
{
  if (g_getenv ("GDK_DEBUG") != NULL)
    return;
  if (g_getenv ("GSK_RENDERER") == NULL && !has_gpu ())
    g_setenv ("GSK_RENDERER", "cairo", TRUE);
  if (g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") == 0)
    g_setenv ("GDK_DEBUG", "gl-disable", TRUE);
}

int
main (int argc, char **argv)
{
  g_autoptr (DsApplication) application = NULL;

  spare_software_gl ();
  ds_install_setup_locale ();
  application = ds_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
