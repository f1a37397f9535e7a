/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-input.h"

G_BEGIN_DECLS

/** DsInputText: a text, or the serial number of a bar code */
#define DS_TYPE_INPUT_TEXT (ds_input_text_get_type ())
G_DECLARE_FINAL_TYPE (DsInputText, ds_input_text, DS, INPUT_TEXT, DsStepInput)

/** ds_input_text_new: @scan: a serial number: upper case, no spaces. Returns: (transfer floating): an empty input */
DsStepInput *ds_input_text_new (gboolean scan);

G_END_DECLS
