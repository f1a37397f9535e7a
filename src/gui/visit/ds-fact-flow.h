/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-step-view.h"

G_BEGIN_DECLS

/** DsFactFlow: what to know before measuring, as small tiles: limits with source, last visit, before, instrument */
#define DS_TYPE_FACT_FLOW (ds_fact_flow_get_type ())
G_DECLARE_FINAL_TYPE (DsFactFlow, ds_fact_flow, DS, FACT_FLOW, AdwBin)

/** ds_fact_flow_show: fills the tiles from @view; hides itself when there is nothing to say */
void ds_fact_flow_show (DsFactFlow *self, const DsStepView *view);

G_END_DECLS
