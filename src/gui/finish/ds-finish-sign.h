/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-ink.h"

G_BEGIN_DECLS

/**
 * DsFinishSign: a paper's signature: the box to sign in while the visit is open, the signature alone afterwards. What is half
 * written stays as long as the paper's state stays.
 *
 * Signal "sign" (DsSignature signature): as DsSignBox.
 */
#define DS_TYPE_FINISH_SIGN (ds_finish_sign_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishSign, ds_finish_sign, DS, FINISH_SIGN, AdwBin)

/** ds_finish_sign_set_what: @what: names the pad for assistive tools: "Signature on the report" */
void ds_finish_sign_set_what (DsFinishSign *self, const char *what);

/**
 * ds_finish_sign_show:
 * @entry: (nullable): the entry that signs the paper, or refuses to
 * @outdated: it was signed before something changed: it is to be signed again
 * @open: it can be signed now
 * @statement: (nullable): what is signed
 */
void ds_finish_sign_show (DsFinishSign *self, const DsEntry *entry, gboolean outdated, gboolean open,
                          const char *statement);

G_END_DECLS
