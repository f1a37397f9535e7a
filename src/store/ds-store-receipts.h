/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-store-outbox.h"

G_BEGIN_DECLS

/**
 * DsStoreReceipt: headquarters' word over exact bytes
 * @missing: (nullable) (array zero-terminated=1): SHA-256 of media it lacks
 */
typedef struct {
  const char *record;
  const char *sha256;
  gint64 seq;
  gint64 at_us;
  gboolean complete;
  const char *const *missing;
} DsStoreReceipt;

/**
 * ds_store_receipts_apply:
 * @ret_known: (out) (optional): whether the record is ours
 *
 * Notes the receipt and what follows from it: the record is stored or complete, its visit and order are complete, media it names as
 * missing that were thought stored are queued again. A receipt over other bytes than ours proves nothing: the record is held
 * and says so. A receipt for a record this store does not know is kept (a tablet that lost its memory).
 */
gboolean ds_store_receipts_apply (DsStoreTx *tx, const DsStoreReceipt *receipt, gboolean *ret_known, GError **error);

/** ds_store_receipts_start_anew: headquarters may have been restored: all receipts are asked for from the beginning (the position is forgotten) */
gboolean ds_store_receipts_start_anew (DsStoreTx *tx, GError **error);

/** ds_store_receipts_finish_anew: the last page of a start anew was applied: what headquarters no longer confirms is queued again */
gboolean ds_store_receipts_finish_anew (DsStoreTx *tx, guint *ret_requeued, GError **error);

/** ds_store_receipts_count: @ret_count: receipts kept; @ret_incomplete: (out): records stored whose media headquarters lacks */
gboolean ds_store_receipts_count (DsStoreTx *tx, gint64 *ret_count, gint64 *ret_incomplete, GError **error);

G_END_DECLS
