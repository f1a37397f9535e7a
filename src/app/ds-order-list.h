/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-app.h"
#include "ds-order-row.h"

G_BEGIN_DECLS

/**
 * DsOrderList: the Today screen's #GListModel of #DsOrderRow.
 *
 * Holds only the orders' 64-bit row ids, sorted, bucketed and searched in SQL on the worker; a row object is
 * made when somebody asks for it and forgotten when nobody holds it (100,000 orders: fewer than 500 alive).
 * Each change of the contents is one "items-changed" that covers only what differs. Do not put a
 * GtkSortListModel or GtkFilterListModel over it.
 *
 * GTK 4.8 has no section headers in lists: a row knows its section and whether it is the first of it
 * (#DsOrderRow:section, #DsOrderRow:section-start); the row's widget shows the heading above itself.
 *
 * Properties: "search-text" string (nullable), "loading" boolean (read-only), "n-items" guint (read-only),
 *  "error" string (read-only, nullable; English): why the last query failed.
 * Signal "sections-changed": the counts of the sections changed.
 * It follows DsApp::changed by itself.
 */
#define DS_TYPE_ORDER_LIST (ds_order_list_get_type ())
G_DECLARE_FINAL_TYPE (DsOrderList, ds_order_list, DS, ORDER_LIST, GObject)

/** ds_order_list_new: Returns: (transfer full): an empty list; loading begins at once when @app is open */
DsOrderList *ds_order_list_new (DsApp *app);

/** ds_order_list_set_search_text: debounce in the caller; an older query that still runs is given up */
void ds_order_list_set_search_text (DsOrderList *self, const char *text);
const char *ds_order_list_get_search_text (DsOrderList *self);
gboolean ds_order_list_is_loading (DsOrderList *self);

/** ds_order_list_reload_async: queries again; done by itself after each change. ds_order_list_reload_finish() tells when the rows are there */
void ds_order_list_reload_async (DsOrderList *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean ds_order_list_reload_finish (DsOrderList *self, GAsyncResult *result, GError **error);

/** ds_order_list_get_section_count: Returns: how many rows stand in @section */
guint ds_order_list_get_section_count (DsOrderList *self, DsOrderSection section);

/** ds_order_list_find: Returns: whether @order_id is in the list; @ret_position (out) (optional) */
gboolean ds_order_list_find (DsOrderList *self, const char *order_id, guint *ret_position);

/**
 * ds_order_list_tick: call once a minute (the gui's timer) and after a resume from suspend: refreshes the promise of the
 * rows alive without making them anew, and re-buckets rows whose time has come.
 */
void ds_order_list_tick (DsOrderList *self);

/** ds_order_list_count_alive: Returns: row objects of this list that exist now (for tests and benchmarks) */
guint ds_order_list_count_alive (DsOrderList *self);

G_END_DECLS
