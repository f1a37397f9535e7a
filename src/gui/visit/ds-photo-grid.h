/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-step-view.h"

G_BEGIN_DECLS

/**
 * DsPhotoGrid: small pictures to look at in large and to remove, and three ways to add one: file, paste, drag and drop.
 *
 * Signals: "add-file" (string path), "add-bytes" (GBytes of an encoded image), "remove" (string entry).
 */
#define DS_TYPE_PHOTO_GRID (ds_photo_grid_get_type ())
G_DECLARE_FINAL_TYPE (DsPhotoGrid, ds_photo_grid, DS, PHOTO_GRID, AdwBin)

/** ds_photo_grid_show: @photos: (element-type DsStepPhoto): what to show; @can_add: whether one more may be added */
void ds_photo_grid_show (DsPhotoGrid *self, GPtrArray *photos, gboolean can_add);
/** ds_photo_grid_take_focus: Returns: whether the Add button took the focus */
gboolean ds_photo_grid_take_focus (DsPhotoGrid *self);
/** ds_photo_grid_choose: opens the file chooser */
void ds_photo_grid_choose (DsPhotoGrid *self);
/** ds_photo_grid_paste: adds the picture, or the picture files, of the clipboard; beeps if there is none */
void ds_photo_grid_paste (DsPhotoGrid *self);

G_END_DECLS
