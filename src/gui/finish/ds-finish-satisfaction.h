/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-finish-card.h"

G_BEGIN_DECLS

/** DsFinishSatisfaction: how satisfied the customer is, 1 to 5, with a comment */
#define DS_TYPE_FINISH_SATISFACTION (ds_finish_satisfaction_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishSatisfaction, ds_finish_satisfaction, DS, FINISH_SATISFACTION, DsFinishCard)

G_END_DECLS
