/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-finish-card.h"

G_BEGIN_DECLS

/** DsFinishFindings: what was found: counts, and each failure with its severity, also those that were put right */
#define DS_TYPE_FINISH_FINDINGS (ds_finish_findings_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishFindings, ds_finish_findings, DS, FINISH_FINDINGS, DsFinishCard)

G_END_DECLS
