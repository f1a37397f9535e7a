/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-view-builder.h"
#include "ds-visit-summary.h"

G_BEGIN_DECLS

/** ds_visit_summary_build: @guides: (element-type DsGuide): those that fit the order. Returns: (transfer full) */
DsVisitSummary *ds_visit_summary_build (DsVisit *visit, GPtrArray *guides, const DsViewContext *context);

/** ds_visit_strips_build: Returns: (transfer full) (element-type DsVisitStrip): open pairs that were not handed over */
GPtrArray *ds_visit_strips_build (DsVisit *visit, const char *language);

G_END_DECLS
