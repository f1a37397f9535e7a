/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-json.h"
#include "ds-store.h"

G_BEGIN_DECLS

/** DsStoreBucket: the parts of Today, in the order they are shown */
typedef enum {
  DS_STORE_BUCKET_OVERDUE, /* not begun, and the window or the promise is over */
  DS_STORE_BUCKET_NOW, /* begun (departed, arrived, started, parked), or the window is open */
  DS_STORE_BUCKET_TODAY,
  DS_STORE_BUCKET_LATER,
  DS_STORE_BUCKET_WAITING, /* finished, but headquarters lacks something of it */
  DS_STORE_BUCKET_DONE, /* complete at headquarters, or cancelled before it was begun */
  DS_STORE_N_BUCKETS,
} DsStoreBucket;

/**
 * DsStoreOrder: a light row, what a list shows
 * @row: its rowid, the list model's key
 * @service: the order's own service; @services: those of its jobs, each once, in the jobs' order
 * @kinds: appliance kinds, one per appliance
 * @stage: "assigned", "accepted", "departed", "arrived", "started", "parked", "finished"
 * @due_us: the promise, or 0 for none; @promise_kind: (nullable)
 * @is_cancelled: cancelled, or given to somebody else, by headquarters; the row stays when work was begun
 * @is_complete: finished and complete at headquarters
 * @visit: (nullable): the id of its newest visit
 */
typedef struct {
  gint64 row;
  char *id;
  gint64 revision;
  char *service;
  char *stage;
  gint64 start_us;
  gint64 end_us;
  gint64 due_us;
  char *promise_kind;
  gboolean is_return;
  gboolean is_cancelled;
  gboolean is_community;
  gboolean is_complete;
  char *visit;
  char *customer;
  char *area;
  char *address;
  char **kinds;
  char **services;
} DsStoreOrder;

void ds_store_order_free (DsStoreOrder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStoreOrder, ds_store_order_free)

/**
 * DsStoreListing: rows of all buckets in one array
 * @rows: (element-type gint64): bucket after bucket, each sorted
 * @start: bucket b is rows[start[b]] to before rows[start[b + 1]]
 */
typedef struct {
  GArray *rows;
  guint start[DS_STORE_N_BUCKETS + 1];
} DsStoreListing;

void ds_store_listing_free (DsStoreListing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStoreListing, ds_store_listing_free)

/**
 * DsStoreListQuery:
 * @now_us: now
 * @day_end_us: the local day's end
 * @done_since_us: older done ones are left out; 0 lists all
 * @search: (nullable): words that all must occur in name, phones, address, area, id, ticket, brands, models or serials;
 *   case and width do not matter
 * @cancellable: (nullable): looked at while searching
 */
typedef struct {
  gint64 now_us;
  gint64 day_end_us;
  gint64 done_since_us;
  const char *search;
  GCancellable *cancellable;
} DsStoreListQuery;

/** ds_store_orders_list: @ret_listing: (out) (transfer full): row ids only; no row is loaded but for a search. In each bucket by window (overdue: by what was due first; done: newest first) */
gboolean ds_store_orders_list (DsStoreTx *tx, const DsStoreListQuery *query, DsStoreListing **ret_listing,
                               GError **error);

/** ds_store_orders_load: @ret_order: (out) (transfer full); %DS_ERROR_NOT_FOUND */
gboolean ds_store_orders_load (DsStoreTx *tx, gint64 row, DsStoreOrder **ret_order, GError **error);

/** ds_store_orders_load_by_id: the same by the order's id */
gboolean ds_store_orders_load_by_id (DsStoreTx *tx, const char *id, DsStoreOrder **ret_order, GError **error);

/** ds_store_orders_get_document: @ret_json: (out) (transfer full): the Order JSON as headquarters gave it; %DS_ERROR_NOT_FOUND */
gboolean ds_store_orders_get_document (DsStoreTx *tx, const char *id, char **ret_json, GError **error);

/**
 * ds_store_orders_put:
 * @order: one Order JSON
 * @error: %DS_ERROR_INVALID with path and words ("window.end: …") in the store's domain
 *
 * Adds or replaces. What the technician did (stage, visits) stays.
 */
gboolean ds_store_orders_put (DsStoreTx *tx, json_t *order, GError **error);

/** ds_store_orders_remove: headquarters took it away: forgotten when nothing was done on it, else kept and marked cancelled. Unknown is no error */
gboolean ds_store_orders_remove (DsStoreTx *tx, const char *id, GError **error);

/** ds_store_orders_count: all orders kept */
gboolean ds_store_orders_count (DsStoreTx *tx, gint64 *ret_count, GError **error);

G_END_DECLS
