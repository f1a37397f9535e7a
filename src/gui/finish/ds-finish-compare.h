/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-finish-card.h"

G_BEGIN_DECLS

/** DsFinishCompare: the table of values before and after the work */
#define DS_TYPE_FINISH_COMPARE (ds_finish_compare_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishCompare, ds_finish_compare, DS, FINISH_COMPARE, DsFinishCard)

G_END_DECLS
