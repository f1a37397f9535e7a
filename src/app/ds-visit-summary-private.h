/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-visit-summary.h"

G_BEGIN_DECLS

/** ds_visit_summary_new: Returns: (transfer full): an empty summary with lists that free their elements */
DsVisitSummary *ds_visit_summary_new (void);
void ds_visit_strip_free (DsVisitStrip *self);

G_END_DECLS
