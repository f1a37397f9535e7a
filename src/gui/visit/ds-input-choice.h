/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-input.h"

G_BEGIN_DECLS

/** DsInputChoice: one of several options, or several of them; options that fail are marked with their severity */
#define DS_TYPE_INPUT_CHOICE (ds_input_choice_get_type ())
G_DECLARE_FINAL_TYPE (DsInputChoice, ds_input_choice, DS, INPUT_CHOICE, DsStepInput)

/** ds_input_choice_new: @several: more than one option may hold. Returns: (transfer floating): an empty input */
DsStepInput *ds_input_choice_new (gboolean several);

G_END_DECLS
