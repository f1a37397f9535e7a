/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-step-view.h"

G_BEGIN_DECLS

/** DsPhotoTile: one small picture; a tap shows it large, a button removes it. Signal "remove" */
#define DS_TYPE_PHOTO_TILE (ds_photo_tile_get_type ())
G_DECLARE_FINAL_TYPE (DsPhotoTile, ds_photo_tile, DS, PHOTO_TILE, AdwBin)

/** ds_photo_tile_new: @number: 1.., its place among the step's photos, for its accessible name */
DsPhotoTile *ds_photo_tile_new (const DsStepPhoto *photo, guint number);
/** ds_photo_tile_get_entry: Returns: (transfer none): the journal entry of the photo */
const char *ds_photo_tile_get_entry (DsPhotoTile *self);

G_END_DECLS
