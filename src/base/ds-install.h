/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ds_install_share_dir:
 *
 * Walks up from the running program to the first folder that has `share/doorstep`: the prefix of an
 * installed program, the build folder of one that runs in place (the build puts links there), so both
 * find their schemas, translations and content in the same way. The variable DOORSTEP_SHARE_DIR overrides.
 *
 * Returns: (transfer none) (nullable): that `share` folder
 */
const char *ds_install_share_dir (void);

/** ds_install_data_file: Returns: (transfer full): `share/doorstep/` + @relative */
char *ds_install_data_file (const char *relative);

/** ds_install_setup_locale: setlocale, gettext domain "doorstep" bound to `share/locale`, UTF-8. Call first in main() */
void ds_install_setup_locale (void);

G_END_DECLS
