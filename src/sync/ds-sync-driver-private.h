/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-sync-driver.h"
#include "ds-store-changes.h"
#include "ds-store-meta.h"
#include "ds-store-receipts.h"
#include "ds-upload.h"

G_BEGIN_DECLS

/* The driver in three files: the object, its loop and what it tells (ds-sync-driver.c), the requests' way through
 * network and store (ds-sync-work.c, ds-sync-work-media.c), one run for the command line (ds-sync-run.c). */

struct _DsSyncDriver {
  GObject parent_instance;

  DsStore *store;
  DsClock *clock;
  DsTransport *given_transport;
  DsHqClient *client;
  DsSyncStep *step;
  DsSyncConfig config;
  GNetworkMonitor *monitor;
  gulong monitor_handler;
  GMainContext *context;
  GSource *wake;
  GSource *tell;
  GHashTable *works; /* request number → DsSyncWork, borrowed */
  GHashTable *sure; /* SHA-256 → DsSyncSure */
  GHashTable *live; /* SHA-256 → bytes that went out, acknowledged or not */
  GPtrArray *stops; /* GTask of everybody who waits for the end */
  GPtrArray *runs; /* DsSyncRun */
  DsSyncSummary summary;
  guint64 session_done_bytes;
  guint n_jobs;
  gboolean is_started;
  gboolean is_loaded;
  gboolean is_listing;
  gboolean must_list_again;
  gboolean asked_early;
  gboolean asked_photos;
};

/** DsSyncSure: how far a file came by headquarters' last word, with nothing sent since */
typedef struct {
  char *url;
  guint64 offset;
} DsSyncSure;

/** DsSyncWork: one action of the step on its way */
typedef struct {
  DsSyncDriver *driver; /* a reference */
  DsHqClient *client; /* a reference: the endpoint may change under way */
  DsSyncAction *action;
  GCancellable *cancellable;
  DsHqFailure failure;
  gboolean has_failed;

  /* records */
  GPtrArray *sent; /* DsStoreRecord without bytes */
  GPtrArray *dropped; /* keys the store no longer wants to send */
  GBytes *body;
  GPtrArray *outcomes;
  GArray *verdicts;

  /* news */
  char *position;
  DsHqChanges *changes;
  DsHqReceipts *receipts;
  DsStoreChangesResult *applied;
  gboolean incomplete;
  gboolean must_list;

  /* media */
  DsStoreMedium *medium;
  char *path;
  DsUploadResult uploaded;
  char *url;
  guint64 offset;
  guint64 start_offset;
} DsSyncWork;

/** ds_sync_work_start: carries @action (transfer full) out; ends in ds_sync_driver_finish_work() */
void ds_sync_work_start (DsSyncDriver *driver, DsSyncAction *action);
void ds_sync_work_free (DsSyncWork *self);
/** ds_sync_work_start_upload: the part of media */
void ds_sync_work_start_upload (DsSyncWork *work);

/** DsSyncWorkJob: @run on the store's worker, @done back here; @write */
void ds_sync_work_run_job (DsSyncWork *work, gboolean write, DsStoreJobFunc run, DsStoreDoneFunc done);
/** ds_sync_work_fail_local: the tablet's own store failed */
void ds_sync_work_fail_local (DsSyncWork *work, const GError *error);
/** ds_sync_work_note_contact: in a writing job: headquarters' clock and this moment */
gboolean ds_sync_work_note_contact (DsSyncWork *work, DsStoreTx *tx, GError **error);

/** ds_sync_driver_finish_work: tells the step, keeps what failed in the store, frees @work, does what follows */
void ds_sync_driver_finish_work (DsSyncDriver *self, DsSyncWork *work);
void ds_sync_driver_feed (DsSyncDriver *self, DsSyncEvent *event);
void ds_sync_driver_forget (DsSyncDriver *self, const char *key);
void ds_sync_driver_tell_soon (DsSyncDriver *self, guint delay_ms);
gint64 ds_sync_driver_get_now_ms (DsSyncDriver *self);
/** ds_sync_driver_check_runs: ends the runs that are over; called after each event */
void ds_sync_driver_check_runs (DsSyncDriver *self);

G_END_DECLS
