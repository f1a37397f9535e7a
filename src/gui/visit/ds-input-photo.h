/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-input.h"

G_BEGIN_DECLS

/** DsInputPhoto: photos as the answer */
#define DS_TYPE_INPUT_PHOTO (ds_input_photo_get_type ())
G_DECLARE_FINAL_TYPE (DsInputPhoto, ds_input_photo, DS, INPUT_PHOTO, DsStepInput)

/** ds_input_photo_choose: opens the file chooser, as its button does */
void ds_input_photo_choose (DsInputPhoto *self);

/** ds_input_photo_paste: takes the picture or the files on the clipboard, as its button does */
void ds_input_photo_paste (DsInputPhoto *self);

G_END_DECLS
