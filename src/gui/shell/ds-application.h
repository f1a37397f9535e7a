/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shell/: the application object and the one window that holds the screens. */
#pragma once

#include <adwaita.h>

#include "ds-app.h"

G_BEGIN_DECLS

#define DS_TYPE_APPLICATION (ds_application_get_type ())
G_DECLARE_FINAL_TYPE (DsApplication, ds_application, DS, APPLICATION, AdwApplication)

/**
 * ds_application_new:
 *
 * Returns: (transfer full): the application; g_application_run() it on the main thread
 */
DsApplication *ds_application_new (void);

G_END_DECLS
