/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-app.h"

G_BEGIN_DECLS

/** DsHqItemState: the outbox's word on one record or file */
typedef enum {
  DS_HQ_ITEM_QUEUED,
  DS_HQ_ITEM_SENDING,
  DS_HQ_ITEM_HELD,     /* headquarters refused it; its words are in `last-words` */
  DS_HQ_ITEM_STORED,   /* receipt here, media missing */
  DS_HQ_ITEM_COMPLETE, /* everything of it is there */
} DsHqItemState;

/** DsHqPhase: what sync is doing */
typedef enum {
  DS_HQ_PHASE_NOT_ENROLLED,
  DS_HQ_PHASE_IDLE,     /* nothing to do */
  DS_HQ_PHASE_RUNNING,
  DS_HQ_PHASE_WAITING,  /* failed; tries again at `next-try-us` */
  DS_HQ_PHASE_OFFLINE,  /* no network or no answer; tries again */
  DS_HQ_PHASE_PORTAL,   /* something answered that is not headquarters */
  DS_HQ_PHASE_SIGN_IN,  /* headquarters does not know this tablet any more: enrol again; everything is kept */
} DsHqPhase;

/**
 * DsHqItem: a row of the Headquarters screen: a record or a media file.
 *
 * Read-only properties, notified: "id" string; "kind" string ("visit", "hazard", "progress", "opinion", "device",
 *  "media"); "title" string (customer and area, else the order's id); "detail" string (stage, step, file's role; machine words
 *  or content text, nullable); "order-id" string (nullable); "state" guint; "bytes-total", "bytes-sent" guint64;
 *  "attempts" guint; "last-words" string (nullable: headquarters' or the network's last words); "next-try-us" gint64 (0 when
 *  none); "made-at-us" gint64; "media-missing" guint (visits: files headquarters lacks).
 */
#define DS_TYPE_HQ_ITEM (ds_hq_item_get_type ())
G_DECLARE_FINAL_TYPE (DsHqItem, ds_hq_item, DS, HQ_ITEM, GObject)

const char *ds_hq_item_get_id (DsHqItem *self);
const char *ds_hq_item_get_kind (DsHqItem *self);
const char *ds_hq_item_get_title (DsHqItem *self);
const char *ds_hq_item_get_detail (DsHqItem *self);
const char *ds_hq_item_get_order_id (DsHqItem *self);
DsHqItemState ds_hq_item_get_state (DsHqItem *self);
guint64 ds_hq_item_get_bytes_total (DsHqItem *self);
guint64 ds_hq_item_get_bytes_sent (DsHqItem *self);
guint ds_hq_item_get_attempts (DsHqItem *self);
const char *ds_hq_item_get_last_words (DsHqItem *self);
gint64 ds_hq_item_get_next_try_us (DsHqItem *self);
guint ds_hq_item_get_media_missing (DsHqItem *self);

/**
 * DsHqStatus: a #GListModel of #DsHqItem: what headquarters lacks first (by lane), then what it has, newest first (the last
 * 200). It speaks from outbox and receipts only. Follows DsApp::changed by itself.
 *
 * Properties (read-only, notified): "phase" guint (#DsHqPhase); "last-words" string (nullable); "next-try-us" gint64;
 *  "last-contact-us" gint64 (0 never); "clock-offset-ms" gint64 (headquarters minus tablet); "last-contact-known" boolean;
 *  "metered-waiting" boolean (photos wait for an unmetered network).
 */
#define DS_TYPE_HQ_STATUS (ds_hq_status_get_type ())
G_DECLARE_FINAL_TYPE (DsHqStatus, ds_hq_status, DS, HQ_STATUS, GObject)

DsHqStatus *ds_hq_status_new (DsApp *app);
DsHqPhase ds_hq_status_get_phase (DsHqStatus *self);
const char *ds_hq_status_get_last_words (DsHqStatus *self);
gint64 ds_hq_status_get_next_try_us (DsHqStatus *self);
gint64 ds_hq_status_get_last_contact_us (DsHqStatus *self);

/** ds_hq_status_reload_async: queries again; done by itself after each change */
void ds_hq_status_reload_async (DsHqStatus *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean ds_hq_status_reload_finish (DsHqStatus *self, GAsyncResult *result, GError **error);

/**
 * DsSyncResult: what one round did, and what is left to send; all counted from headquarters' receipts
 */
typedef struct {
  guint records_sent;
  guint duplicates;
  guint records_held;
  guint media_sent;
  guint media_verified;
  guint changes_pulled;
  guint receipts;
  guint left_records;
  guint left_media;
  guint64 bytes_sent;
} DsSyncResult;

/**
 * ds_sync_now_async:
 * @allow_metered: photos too, although the network is metered
 *
 * "Sync now": pulls, sends everything in the lanes' order, fetches receipts; ends when there is nothing left to do or the
 * first failure that concerns all of it. Errors: %DS_ERROR_OFFLINE, %DS_ERROR_PORTAL, %DS_ERROR_AUTH, %DS_ERROR_STATE (not
 * enrolled). Held records are no error of the round.
 */
void ds_sync_now_async (DsApp *app, gboolean allow_metered, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
/** ds_sync_now_finish: @ret_result (out) (optional): also filled as far as it went on failure */
gboolean ds_sync_now_finish (DsApp *app, GAsyncResult *result, DsSyncResult *ret_result, GError **error);

/** ds_hq_status_retry_async: puts a held record back in the queue (ds_hq_item_get_id()) */
void ds_hq_status_retry_async (DsHqStatus *self, const char *item_id, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean ds_hq_status_retry_finish (DsHqStatus *self, GAsyncResult *result, GError **error);

G_END_DECLS
