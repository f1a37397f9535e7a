/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl.h"

int
main (int argc, char **argv)
{
  return ds_ctl_main (argc, argv);
}
