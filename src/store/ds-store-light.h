/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-store-orders.h"

#include "ds-order.h"

G_BEGIN_DECLS

/* The sealed part of an order's row: what a list shows, small enough to open for each row on the screen. */

/** ds_store_light_write: Returns: (transfer full): what ds_store_light_read() reads */
char *ds_store_light_write (const DsOrder *order);

/** ds_store_light_read: fills customer, area, address, kinds and services of @order; %DS_ERROR_CORRUPT */
gboolean ds_store_light_read (const char *light, DsStoreOrder *order, GError **error);

/** ds_store_light_haystack: Returns: (transfer full): all that a search looks into, folded as ds_store_light_fold() does */
char *ds_store_light_haystack (const DsOrder *order);

/** ds_store_light_fold: Returns: (transfer full): @text without differences of case and width (NFKC, casefold) */
char *ds_store_light_fold (const char *text);

G_END_DECLS
