/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-finish-card.h"

G_BEGIN_DECLS

/** DsFinishReport: the report: seen as pages first, then signed or refused */
#define DS_TYPE_FINISH_REPORT (ds_finish_report_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishReport, ds_finish_report, DS, FINISH_REPORT, DsFinishCard)

G_END_DECLS
