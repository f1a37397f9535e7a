/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-input.h"

G_BEGIN_DECLS

/** DsInputDate: a day from a calendar */
#define DS_TYPE_INPUT_DATE (ds_input_date_get_type ())
G_DECLARE_FINAL_TYPE (DsInputDate, ds_input_date, DS, INPUT_DATE, DsStepInput)

G_END_DECLS
