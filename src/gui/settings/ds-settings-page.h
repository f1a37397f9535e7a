/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings/: enrolment, language, look, the technician's instruments. */
#pragma once

#include <adwaita.h>

#include "ds-app.h"

G_BEGIN_DECLS

#define DS_TYPE_SETTINGS_PAGE (ds_settings_page_get_type ())
G_DECLARE_FINAL_TYPE (DsSettingsPage, ds_settings_page, DS, SETTINGS_PAGE, AdwBin)

/** ds_settings_page_new: @settings: the look settings; Returns: (transfer floating): the settings of an open @app */
DsSettingsPage *ds_settings_page_new (DsApp *app, GSettings *settings);

G_END_DECLS
