/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-application.h"
#include "ds-install.h"

int
main (int argc, char **argv)
{
  g_autoptr (DsApplication) application = NULL;

  ds_install_setup_locale ();
  application = ds_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
