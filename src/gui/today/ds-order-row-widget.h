/* SPDX-License-Identifier: GPL-3.0-or-later */
/* today/: the day's orders. */
#pragma once

#include <gtk/gtk.h>

#include "ds-order-row.h"

G_BEGIN_DECLS

#define DS_TYPE_ORDER_ROW_WIDGET (ds_order_row_widget_get_type ())
G_DECLARE_FINAL_TYPE (DsOrderRowWidget, ds_order_row_widget, DS, ORDER_ROW_WIDGET, GtkBox)

/** ds_order_row_widget_new: Returns: (transfer floating): an empty row, to be bound and bound again */
DsOrderRowWidget *ds_order_row_widget_new (void);

/** ds_order_row_widget_bind: shows @row and follows its changes; %NULL lets go */
void ds_order_row_widget_bind (DsOrderRowWidget *self, DsOrderRow *row);

/** ds_order_row_widget_describe: Returns: (transfer full): the row in one sentence, for assistive tools */
char *ds_order_row_widget_describe (DsOrderRow *row);

G_END_DECLS
