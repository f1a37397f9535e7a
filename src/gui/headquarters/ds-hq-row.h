/* SPDX-License-Identifier: GPL-3.0-or-later */
/* headquarters/: what headquarters has and what it lacks, in truth. */
#pragma once

#include <gtk/gtk.h>

#include "ds-hq-status.h"

G_BEGIN_DECLS

#define DS_TYPE_HQ_ROW (ds_hq_row_get_type ())
G_DECLARE_FINAL_TYPE (DsHqRow, ds_hq_row, DS, HQ_ROW, GtkBox)

/** ds_hq_row_new: Returns: (transfer floating): an empty row; "retry" (signal, DsHqItem) is asked for a held record */
DsHqRow *ds_hq_row_new (void);

/** ds_hq_row_bind: shows @item and follows its changes; %NULL lets go */
void ds_hq_row_bind (DsHqRow *self, DsHqItem *item);

G_END_DECLS
