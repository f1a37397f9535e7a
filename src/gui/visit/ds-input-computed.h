/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-input.h"

G_BEGIN_DECLS

/** DsInputComputed: a value computed from other steps: shown, never typed */
#define DS_TYPE_INPUT_COMPUTED (ds_input_computed_get_type ())
G_DECLARE_FINAL_TYPE (DsInputComputed, ds_input_computed, DS, INPUT_COMPUTED, DsStepInput)

G_END_DECLS
