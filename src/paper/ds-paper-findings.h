/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-paper-flow.h"
#include "ds-paper.h"

G_BEGIN_DECLS

/*
 * The parts of the visit report that say what was found. Each writes its heading only if there is something to say.
 */

/** ds_paper_findings_verdict: the whole visit in one box: counts of what was checked, put right, left open */
void ds_paper_findings_verdict (DsPaperFlow *flow, const DsPaperInput *input);
/** ds_paper_findings_hazards: hazards that stand, with place, value, limit, severity, remedy advised */
void ds_paper_findings_hazards (DsPaperFlow *flow, const DsPaperInput *input);
/** ds_paper_findings_remedied: what failed and was put right, with the value found and the value after */
void ds_paper_findings_remedied (DsPaperFlow *flow, const DsPaperInput *input);
/** ds_paper_findings_results: for each job its sections with counts, and how it ended */
void ds_paper_findings_results (DsPaperFlow *flow, const DsPaperInput *input);
/** ds_paper_findings_comparisons: readings before and after the work */
void ds_paper_findings_comparisons (DsPaperFlow *flow, const DsPaperInput *input);
/** ds_paper_findings_values: every measured and computed value with limit, source and verdict */
void ds_paper_findings_values (DsPaperFlow *flow, const DsPaperInput *input);
/** ds_paper_findings_details: what was written, scanned or dated: serial numbers, products used, days */
void ds_paper_findings_details (DsPaperFlow *flow, const DsPaperInput *input);
/** ds_paper_findings_advice: advice, and pairs handed over open */
void ds_paper_findings_advice (DsPaperFlow *flow, const DsPaperInput *input);
/** ds_paper_findings_skipped: what was not checked, and why */
void ds_paper_findings_skipped (DsPaperFlow *flow, const DsPaperInput *input);

G_END_DECLS
