/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-app.h"

G_BEGIN_DECLS

#define DS_TYPE_HEADQUARTERS_PAGE (ds_headquarters_page_get_type ())
G_DECLARE_FINAL_TYPE (DsHeadquartersPage, ds_headquarters_page, DS, HEADQUARTERS_PAGE, AdwBin)

/** ds_headquarters_page_new: Returns: (transfer floating): what headquarters has and lacks of an open @app */
DsHeadquartersPage *ds_headquarters_page_new (DsApp *app);

G_END_DECLS
