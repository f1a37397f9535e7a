/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-input.h"

G_BEGIN_DECLS

/** DsInputSignature: a signature, or its refusal */
#define DS_TYPE_INPUT_SIGNATURE (ds_input_signature_get_type ())
G_DECLARE_FINAL_TYPE (DsInputSignature, ds_input_signature, DS, INPUT_SIGNATURE, DsStepInput)

G_END_DECLS
