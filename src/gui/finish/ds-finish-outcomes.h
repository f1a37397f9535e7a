/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-finish-card.h"

G_BEGIN_DECLS

/** DsFinishOutcomes: how each job ended: done, or not done with its reason */
#define DS_TYPE_FINISH_OUTCOMES (ds_finish_outcomes_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishOutcomes, ds_finish_outcomes, DS, FINISH_OUTCOMES, DsFinishCard)

G_END_DECLS
