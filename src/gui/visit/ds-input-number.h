/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-input.h"

G_BEGIN_DECLS

/** DsInputNumber: a number with a keypad for gloves; what it would be worth is told while it is typed */
#define DS_TYPE_INPUT_NUMBER (ds_input_number_get_type ())
G_DECLARE_FINAL_TYPE (DsInputNumber, ds_input_number, DS, INPUT_NUMBER, DsStepInput)

G_END_DECLS
