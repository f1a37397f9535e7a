/* SPDX-License-Identifier: GPL-3.0-or-later */
/* welcome/: the first start: enrol with a code, or try the demo. */
#pragma once

#include <adwaita.h>

#include "ds-app.h"

G_BEGIN_DECLS

#define DS_TYPE_WELCOME_PAGE (ds_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (DsWelcomePage, ds_welcome_page, DS, WELCOME_PAGE, AdwBin)

/** ds_welcome_page_new: @settings: the look settings (language can be chosen before anything else) */
DsWelcomePage *ds_welcome_page_new (DsApp *app, GSettings *settings);

G_END_DECLS
