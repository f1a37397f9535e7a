/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ds-clock.h"
#include "ds-store.h"
#include "ds-sync-step.h"
#include "ds-transport.h"

G_BEGIN_DECLS

#define DS_TYPE_SYNC_DRIVER (ds_sync_driver_get_type ())
G_DECLARE_FINAL_TYPE (DsSyncDriver, ds_sync_driver, DS, SYNC_DRIVER, GObject)

/**
 * DsSyncEndpoint:
 * @url: headquarters' address
 * @hq: its id, from enrolment
 * @token: the device's token
 * @allow_http: plain http:// also to other machines
 * @ca_file: (nullable): a private certificate authority
 *
 * Whom to speak with. The caller keeps it where it keeps secrets.
 */
typedef struct {
  const char *url;
  const char *hq;
  const char *token;
  gboolean allow_http;
  const char *ca_file;
} DsSyncEndpoint;

/**
 * DsSyncDriverOptions:
 * @store: the tablet's store, borrowed: stop the driver before closing it
 * @transport: (nullable): how requests travel; %NULL makes a #DsSoupTransport for the endpoint
 * @config: (nullable): timing
 * @seed: for the jitter; 0 takes a random one
 * @watch_network: let GNetworkMonitor hint at changes (never a gate)
 */
typedef struct {
  DsStore *store;
  DsTransport *transport;
  const DsSyncConfig *config;
  guint64 seed;
  gboolean watch_network;
} DsSyncDriverOptions;

/** A device clock further from headquarters' than this is said to be wrong: two minutes. */
#define DS_SYNC_CLOCK_FAR_MS (2 * 60 * 1000)

/**
 * DsSyncStatus: what the Headquarters screen says; from the outbox and from headquarters' words only
 * @line: the state of things
 * @words: (nullable): headquarters' last words (or what is wrong on the way to it), English
 * @attempts: failed tries in a row
 * @next_try_in_ms: until the next try by itself, or -1
 * @last_contact_wall_us: device time of headquarters' last answer in this run of the program, or 0
 * @clock_offset_ms: headquarters' clock minus this device's, valid with @has_clock_offset
 * @is_clock_far: the difference exceeds %DS_SYNC_CLOCK_FAR_MS
 * @totals: what headquarters lacks
 * @session_bytes_done: bytes brought over since the last time nothing was left to send
 * @session_bytes_total: those, and what is left
 * @rate_bytes_per_s: the measured rate of the line, 0 unknown
 */
typedef struct {
  DsSyncLineState line;
  const char *words;
  guint attempts;
  gint64 next_try_in_ms;
  gint64 last_contact_wall_us;
  gint64 clock_offset_ms;
  gboolean has_clock_offset;
  gboolean is_clock_far;
  DsSyncTotals totals;
  guint64 session_bytes_done;
  guint64 session_bytes_total;
  guint64 rate_bytes_per_s;
} DsSyncStatus;

/*
 * Signals (on the main context that was the thread's default at ds_sync_driver_new()):
 *  "changed" (): the status or an item changed; gathered, at most once per main loop turn while bytes flow
 *  "outbox-changed" (): states in the outbox or receipts were committed
 *  "pulled" (guint n_changes): changes of orders, checklists, … were committed
 */

/** ds_sync_driver_new: Returns: (transfer full): a driver that does nothing before ds_sync_driver_start() */
DsSyncDriver *ds_sync_driver_new (const DsSyncDriverOptions *options);

/**
 * ds_sync_driver_set_endpoint:
 * @endpoint: (nullable): whom to speak with from now on; %NULL: nobody. Copied
 * @error: %DS_ERROR_INVALID: the address is none
 *
 * Call after loading the enrolment, after enrolling and after enrolling again (which ends "signed out").
 */
gboolean ds_sync_driver_set_endpoint (DsSyncDriver *self, const DsSyncEndpoint *endpoint, GError **error);

/** ds_sync_driver_start: reads the outbox (what was "sending" is queued again) and begins to work by itself */
void ds_sync_driver_start (DsSyncDriver *self);

/** ds_sync_driver_stop_async: gives up what is under way and answers when nothing more will be written. Safe at any moment; so is being killed */
void ds_sync_driver_stop_async (DsSyncDriver *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean ds_sync_driver_stop_finish (DsSyncDriver *self, GAsyncResult *result, GError **error);

/** ds_sync_driver_poke: something was committed to the outbox; sends it if the line allows */
void ds_sync_driver_poke (DsSyncDriver *self);

/** ds_sync_driver_ask: the person wants it now: waiting times are reset; @photos_too also on a metered line */
void ds_sync_driver_ask (DsSyncDriver *self, gboolean photos_too);

/** ds_sync_driver_get_status: fills @ret_status; its strings are valid until the next main loop turn */
void ds_sync_driver_get_status (DsSyncDriver *self, DsSyncStatus *ret_status);

/** ds_sync_driver_list_items: Returns: (transfer container) (element-type DsSyncItem): at most @max things headquarters lacks, the next first; valid until the next main loop turn */
GPtrArray *ds_sync_driver_list_items (DsSyncDriver *self, guint max);

/** ds_sync_driver_find_item: Returns: (transfer none) (nullable): a record's id or a medium's SHA-256 looked up in what headquarters lacks */
const DsSyncItem *ds_sync_driver_find_item (DsSyncDriver *self, const char *key);

/** ds_sync_driver_get_sent_bytes: Returns: bytes of the thing @key that went out so far, also those not acknowledged yet */
guint64 ds_sync_driver_get_sent_bytes (DsSyncDriver *self, const char *key);

/**
 * DsSyncSummary: what one run did, counted from headquarters' receipts
 * @records_sent: records stored at headquarters by this run
 * @duplicates: records it already had
 * @held: records it holds, or that wait for a person
 * @receipts: receipts committed here
 * @photos_sent: media that reached headquarters in this run, all bytes
 * @photos_verified: of these, headquarters named the right SHA-256
 * @bytes: body bytes that went out
 * @pulled: changes committed here
 * @left_records, @left_media: still to send
 */
typedef struct {
  guint records_sent;
  guint duplicates;
  guint held;
  guint receipts;
  guint photos_sent;
  guint photos_verified;
  guint64 bytes;
  guint pulled;
  guint left_records;
  guint left_media;
} DsSyncSummary;

/** ds_sync_driver_get_summary: fills @ret_summary with the counts since the driver was made */
void ds_sync_driver_get_summary (DsSyncDriver *self, DsSyncSummary *ret_summary);

/**
 * ds_sync_run_once_async:
 * @patience_ms: how long to go on trying by itself after failures; 0: give up at the first that stops the line
 *
 * Asks (photos too) and answers when all is sent and pulled, when nothing more can be done, or when patience
 * is over. The driver must have been started.
 */
void ds_sync_run_once_async (DsSyncDriver *self, gint64 patience_ms, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
/** ds_sync_run_once_finish: @ret_summary is filled also on failure. Returns: whether headquarters now has everything that is not held */
gboolean ds_sync_run_once_finish (DsSyncDriver *self, GAsyncResult *result, DsSyncSummary *ret_summary, GError **error);

/** ds_sync_run_once: the same, turning the thread's default main context until it is over; for doorstepctl */
gboolean ds_sync_run_once (DsSyncDriver *self, gint64 patience_ms, GCancellable *cancellable,
                           DsSyncSummary *ret_summary, GError **error);

G_END_DECLS
