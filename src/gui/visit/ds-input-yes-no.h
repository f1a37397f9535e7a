/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-input.h"

G_BEGIN_DECLS

/** DsInputYesNo: two big buttons; which one fails is told by its severity, not by its place */
#define DS_TYPE_INPUT_YES_NO (ds_input_yes_no_get_type ())
G_DECLARE_FINAL_TYPE (DsInputYesNo, ds_input_yes_no, DS, INPUT_YES_NO, DsStepInput)

G_END_DECLS
