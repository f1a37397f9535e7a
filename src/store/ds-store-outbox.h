/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-store-media.h"

G_BEGIN_DECLS

/** Largest record: what headquarters accepts alone. */
#define DS_STORE_RECORD_BYTES (8u * 1024 * 1024)

/**
 * DsStoreRecord: one row of the outbox
 * @kind: "visit", "hazard", "progress", "opinion", "device", "training"
 * @lane: 0 hazard, 1 progress, 2 others
 * @visit, @order: (nullable): what it is about
 * @next_try_us: wall time, 0 at once; @last_words: (nullable): headquarters' or the network's
 * @hq_seq: headquarters' number, 0 before its receipt; @stored_us: headquarters' time of it
 * @n_missing: media of it headquarters lacked by its last receipt
 * @bytes: the exact line without line break, or %NULL in listings
 */
typedef struct {
  char *id;
  char *kind;
  guint lane;
  char *visit;
  char *order;
  char *sha256;
  guint64 size_bytes;
  DsStoreSendState state;
  guint attempts;
  gint64 next_try_us;
  char *last_words;
  gint64 hq_seq;
  gint64 stored_us;
  guint n_missing;
  gint64 made_us;
  GBytes *bytes;
} DsStoreRecord;

void ds_store_record_free (DsStoreRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStoreRecord, ds_store_record_free)

/**
 * ds_store_outbox_enqueue:
 * @record: id, kind, visit, order, made_us and bytes count; lane goes by kind, SHA-256 and size by bytes
 *
 * In the transaction of the act that made it. %DS_ERROR_LIMIT (too large), %DS_ERROR_INVALID (a line break in it),
 * %DS_ERROR_STATE (the id is there already with other bytes; the same again changes nothing). A "visit" record
 * is noted in its visit.
 */
gboolean ds_store_outbox_enqueue (DsStoreTx *tx, const DsStoreRecord *record, GError **error);

/** ds_store_outbox_recover: what was being sent when the program ended is queued again, media too; ds_store_open() does it */
gboolean ds_store_outbox_recover (DsStoreTx *tx, guint *ret_n, GError **error);

/**
 * DsStoreClaim: what one request may hold
 * @now_us: rows whose next try is later are left
 * @max_lane: 0 to 2: up to this lane
 * @max_records, @max_bytes: the budget; a first record larger than it is claimed alone
 */
typedef struct {
  gint64 now_us;
  guint max_lane;
  guint max_records;
  guint64 max_bytes;
} DsStoreClaim;

/** ds_store_outbox_claim: @ret_records: (out) (transfer full) (element-type DsStoreRecord): with bytes, by lane, then oldest first; they are "sending" now */
gboolean ds_store_outbox_claim (DsStoreTx *tx, const DsStoreClaim *claim, GPtrArray **ret_records, GError **error);

/** ds_store_outbox_claim_ids: the same for chosen ones (%NULL-terminated); those no longer queued are left out */
gboolean ds_store_outbox_claim_ids (DsStoreTx *tx, const char *const *ids, GPtrArray **ret_records, GError **error);

/** ds_store_outbox_get: @ret_record: (out) (transfer full): with bytes; %DS_ERROR_NOT_FOUND */
gboolean ds_store_outbox_get (DsStoreTx *tx, const char *id, DsStoreRecord **ret_record, GError **error);

/** ds_store_outbox_mark_again: back to queued: one attempt more, headquarters' or the network's words, when to try next */
gboolean ds_store_outbox_mark_again (DsStoreTx *tx, const char *id, const char *words, gint64 next_try_us,
                                     GError **error);

/** ds_store_outbox_mark_held: refused for good; kept, shown with @words */
gboolean ds_store_outbox_mark_held (DsStoreTx *tx, const char *id, const char *words, GError **error);

/** ds_store_outbox_requeue: a person asks: held or waiting becomes queued at once. @key: a record's id or a medium's SHA-256; %DS_ERROR_NOT_FOUND */
gboolean ds_store_outbox_requeue (DsStoreTx *tx, const char *key, GError **error);

/** ds_store_outbox_list_pending: @ret_records: (out) (transfer full) (element-type DsStoreRecord): queued, sending and held, without bytes, by lane, then oldest first; at most @max (0: all) */
gboolean ds_store_outbox_list_pending (DsStoreTx *tx, guint max, GPtrArray **ret_records, GError **error);

/** ds_store_outbox_list_sent: those with a receipt, newest first; at most @max (0: all) */
gboolean ds_store_outbox_list_sent (DsStoreTx *tx, guint max, GPtrArray **ret_records, GError **error);

/** DsStoreCounts: what headquarters lacks. Held ones are counted in @held only; @visits: finished and not complete there; @photos: those of @media that are full photos */
typedef struct {
  guint visits;
  guint media;
  guint photos;
  guint records;
  guint held;
  guint64 bytes;
} DsStoreCounts;

/** ds_store_outbox_count: for the header ("3 visits, 14 photos to send") */
gboolean ds_store_outbox_count (DsStoreTx *tx, DsStoreCounts *ret_counts, GError **error);

G_END_DECLS
