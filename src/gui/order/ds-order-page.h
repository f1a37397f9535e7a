/* SPDX-License-Identifier: GPL-3.0-or-later */
/* order/: one order: who, where, what, what to bring, and the next stage. */
#pragma once

#include <adwaita.h>

#include "ds-app.h"

G_BEGIN_DECLS

#define DS_TYPE_ORDER_PAGE (ds_order_page_get_type ())
G_DECLARE_FINAL_TYPE (DsOrderPage, ds_order_page, DS, ORDER_PAGE, AdwBin)

/** ds_order_page_new: Returns: (transfer floating): an empty page over an open @app */
DsOrderPage *ds_order_page_new (DsApp *app);

/** ds_order_page_set_order: loads and shows @order_id; follows its changes from then on */
void ds_order_page_set_order (DsOrderPage *self, const char *order_id);

/** ds_order_page_set_alone: @alone: the list does not stand beside the order, so there is a way back to it */
void ds_order_page_set_alone (DsOrderPage *self, gboolean alone);

G_END_DECLS
