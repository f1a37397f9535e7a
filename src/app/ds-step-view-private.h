/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-view.h"

G_BEGIN_DECLS

/** ds_step_view_new: Returns: (transfer full): an empty view with empty lists that free their elements */
DsStepView *ds_step_view_new (void);

void ds_step_option_free (DsStepOption *self);
void ds_step_limit_free (DsStepLimit *self);
void ds_step_attempt_free (DsStepAttempt *self);
void ds_step_photo_free (DsStepPhoto *self);
void ds_step_note_free (DsStepNote *self);
void ds_step_instrument_free (DsStepInstrument *self);

G_END_DECLS
