/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-input.h"

G_BEGIN_DECLS

/** DsInputCheck: one huge button: done */
#define DS_TYPE_INPUT_CHECK (ds_input_check_get_type ())
G_DECLARE_FINAL_TYPE (DsInputCheck, ds_input_check, DS, INPUT_CHECK, DsStepInput)

G_END_DECLS
