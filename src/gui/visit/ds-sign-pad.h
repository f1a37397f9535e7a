/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ds-ink.h"

G_BEGIN_DECLS

/**
 * DsSignPad: a field to write on with a finger, a pen or a mouse. It keeps strokes, not pixels.
 * Property "empty" boolean (read-only): too little on it to be a signature.
 */
#define DS_TYPE_SIGN_PAD (ds_sign_pad_get_type ())
G_DECLARE_FINAL_TYPE (DsSignPad, ds_sign_pad, DS, SIGN_PAD, GtkWidget)

/** ds_sign_pad_get_ink: Returns: (transfer none) (nullable): the strokes, %NULL before the first touch */
const DsSignature *ds_sign_pad_get_ink (DsSignPad *self);
/** ds_sign_pad_clear: takes all strokes away */
void ds_sign_pad_clear (DsSignPad *self);

G_END_DECLS
