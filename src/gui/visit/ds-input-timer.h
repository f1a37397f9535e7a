/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-input.h"

G_BEGIN_DECLS

/** DsInputTimer: a waiting time that counts down; its start is in the journal, so it survives a restart */
#define DS_TYPE_INPUT_TIMER (ds_input_timer_get_type ())
G_DECLARE_FINAL_TYPE (DsInputTimer, ds_input_timer, DS, INPUT_TIMER, DsStepInput)

G_END_DECLS
