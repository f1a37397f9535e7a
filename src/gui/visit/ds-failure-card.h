/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-step-view.h"

G_BEGIN_DECLS

/**
 * DsFailureCard: what is wrong, what the standard offers to do, what evidence is still asked for, and the two ways on:
 * put it right and measure again, or leave it (advice, hazard notice, stop).
 *
 * Its buttons are the actions visit.remedy, visit.leave, visit.photo and visit.note.
 */
#define DS_TYPE_FAILURE_CARD (ds_failure_card_get_type ())
G_DECLARE_FINAL_TYPE (DsFailureCard, ds_failure_card, DS, FAILURE_CARD, AdwBin)

/** ds_failure_card_show: shows the failure of @view; hides itself when there is none */
void ds_failure_card_show (DsFailureCard *self, const DsStepView *view);

G_END_DECLS
