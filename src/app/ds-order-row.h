/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * DsOrderSection: the buckets of Today, in the order they are shown
 */
typedef enum {
  DS_ORDER_SECTION_OVERDUE,
  DS_ORDER_SECTION_NOW,
  DS_ORDER_SECTION_TODAY,
  DS_ORDER_SECTION_LATER,
  DS_ORDER_SECTION_WAITING,
  DS_ORDER_SECTION_DONE,
  DS_ORDER_N_SECTIONS,
} DsOrderSection;

/**
 * DsOrderStage: how far the order's visit is
 * @DS_ORDER_STAGE_NEW: assigned, not accepted
 */
typedef enum {
  DS_ORDER_STAGE_NEW,
  DS_ORDER_STAGE_ACCEPTED,
  DS_ORDER_STAGE_DEPARTED,
  DS_ORDER_STAGE_ARRIVED,
  DS_ORDER_STAGE_STARTED,
  DS_ORDER_STAGE_PARKED,
  DS_ORDER_STAGE_FINISHED,
  DS_ORDER_STAGE_CANCELLED,
} DsOrderStage;

/**
 * DsOrderRow: one order in a list. Facts only; the gui translates services, kinds and stages.
 *
 * Properties, all read-only:
 *  "order-id" string; "loaded" boolean (while %FALSE the texts are empty; they are notified when there);
 *  "section" guint (#DsOrderSection); "section-start" boolean; "stage" guint (#DsOrderStage);
 *  "window-text" string ("09:00–11:00", or "11-23 09:00–11:00" on another day than today, in local time);
 *  "customer" string; "area" string; "address" string;
 *  "services" strv of service ids ("cleaning"); "kinds" strv of appliance kinds, one per appliance;
 *  "promise-kind" string ("repair", "arrival", "return-visit", or "" without a promise);
 *  "promise-minutes" int: minutes left, negative when overdue; %G_MAXINT without a promise;
 *  "is-return" boolean (headquarters sent the visit back); "community" boolean; "demo" boolean.
 */
#define DS_TYPE_ORDER_ROW (ds_order_row_get_type ())
G_DECLARE_FINAL_TYPE (DsOrderRow, ds_order_row, DS, ORDER_ROW, GObject)

gint64 ds_order_row_get_rowid (DsOrderRow *self);
const char *ds_order_row_get_order_id (DsOrderRow *self);
gboolean ds_order_row_is_loaded (DsOrderRow *self);
DsOrderSection ds_order_row_get_section (DsOrderRow *self);
gboolean ds_order_row_is_section_start (DsOrderRow *self);
DsOrderStage ds_order_row_get_stage (DsOrderRow *self);
const char *ds_order_row_get_window_text (DsOrderRow *self);
const char *ds_order_row_get_customer (DsOrderRow *self);
const char *ds_order_row_get_area (DsOrderRow *self);
const char *ds_order_row_get_address (DsOrderRow *self);
const char *const *ds_order_row_get_services (DsOrderRow *self);
const char *const *ds_order_row_get_kinds (DsOrderRow *self);
const char *ds_order_row_get_promise_kind (DsOrderRow *self);
int ds_order_row_get_promise_minutes (DsOrderRow *self);

G_END_DECLS
