/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-order-row.h"

G_BEGIN_DECLS

/**
 * DsOrderFacts: what a row shows, as the store has it; times in microseconds since 1970 UTC, 0 unknown.
 * Free with ds_order_facts_free().
 */
typedef struct {
  gint64 rowid;
  char *order_id;
  DsOrderStage stage;
  gint64 start_us;
  gint64 end_us;
  gint64 due_us;
  char *promise_kind;
  char *customer;
  char *area;
  char *address;
  char **services;
  char **kinds;
  gboolean is_return;
  gboolean community;
  gboolean demo;
} DsOrderFacts;

void ds_order_facts_free (DsOrderFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsOrderFacts, ds_order_facts_free)

DsOrderRow *ds_order_row_new (gint64 rowid);
/** ds_order_row_fill: @facts (transfer full); notifies what differs */
void ds_order_row_fill (DsOrderRow *self, DsOrderFacts *facts, gint64 now_us);
void ds_order_row_set_place (DsOrderRow *self, DsOrderSection section, gboolean section_start);
/** ds_order_row_tick: refreshes the minutes left */
void ds_order_row_tick (DsOrderRow *self, gint64 now_us);

/** ds_order_window_text: Returns: (transfer full): "09:00–11:00", with "11-23 " before it when it is not the day of @now_us; local time */
char *ds_order_window_text (gint64 start_us, gint64 end_us, gint64 now_us);
/** ds_order_minutes_left: Returns: minutes from @now_us to @due_us, rounded down; %G_MAXINT when @due_us is 0 */
int ds_order_minutes_left (gint64 due_us, gint64 now_us);

G_END_DECLS
