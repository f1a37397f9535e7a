/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-step-view.h"

G_BEGIN_DECLS

/** DsOutlineRow: one row of the outline: a job, a section or a step, with its state as shape and words. The action outline.add-thing (ss: job, section) is its Add button */
#define DS_TYPE_OUTLINE_ROW (ds_outline_row_get_type ())
G_DECLARE_FINAL_TYPE (DsOutlineRow, ds_outline_row, DS, OUTLINE_ROW, AdwBin)

/** ds_outline_row_set_item: @item: (nullable): what to show and follow; %NULL lets go of it */
void ds_outline_row_set_item (DsOutlineRow *self, DsVisitItem *item);

G_END_DECLS
