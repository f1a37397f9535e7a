/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-ink.h"

G_BEGIN_DECLS

/**
 * DsSignBox: all there is to signing: what is signed, the pad, the name, Clear, Sign, and "will not sign" with its reason.
 * Once signed it shows the signature, or the refusal, and "Sign again".
 *
 * Signal "sign" (DsSignature signature): strokes with the name, or a refusal with its reason; borrowed.
 */
#define DS_TYPE_SIGN_BOX (ds_sign_box_get_type ())
G_DECLARE_FINAL_TYPE (DsSignBox, ds_sign_box, DS, SIGN_BOX, AdwBin)

/** ds_sign_box_show_unsigned: @statement: (nullable): what is signed. What is half written on the pad stays */
void ds_sign_box_show_unsigned (DsSignBox *self, const char *statement);
/** ds_sign_box_show_signed: @signature: strokes, or a refusal, to be shown */
void ds_sign_box_show_signed (DsSignBox *self, const char *statement, const DsSignature *signature);
/** ds_sign_box_set_what: @what: names the pad for assistive tools: "Signature on the report" */
void ds_sign_box_set_what (DsSignBox *self, const char *what);
/** ds_sign_box_clear: forgets what is half written */
void ds_sign_box_clear (DsSignBox *self);
/** ds_sign_box_submit: Returns: whether there was a signature to say */
gboolean ds_sign_box_submit (DsSignBox *self);

G_END_DECLS
