/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-entry.h"
#include "ds-order-row.h"

G_BEGIN_DECLS

/** ds_order_stage_from_visit: Returns: the engine's stage as lists and screens show it; @cancelled counts only before the first entry */
DsOrderStage ds_order_stage_from_visit (DsVisitStage stage, gboolean cancelled);

G_END_DECLS
