/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * src/app: everything a screen does, without GTK. Use cases, list models and settings over the store, the
 * rules engine and the sync driver. The gui binds and shows; doorstepctl calls the same functions.
 *
 * All objects here belong to the main thread (the one whose default main context was current when the
 * DsApp was made). What takes time runs on the store's worker and answers on that thread.
 */

#include <gio/gio.h>

#include "ds-clock.h"
#include "ds-error.h"

G_BEGIN_DECLS

#define DS_TYPE_APP (ds_app_get_type ())
G_DECLARE_FINAL_TYPE (DsApp, ds_app, DS, APP, GObject)

/**
 * DsAppOptions:
 * @data_dir: (nullable): the tablet's data folder; %NULL is `$XDG_DATA_HOME/doorstep`
 * @share_dir: (nullable): the `share` folder with the shipped content; %NULL is ds_install_share_dir()
 * @clock: (nullable): where the time comes from; %NULL is the machine's clocks
 * @read_only: open an existing store for looking only; nothing is written, migrated or synced
 * @no_network: never contact headquarters by itself (ds_sync_now_async() still does)
 */
typedef struct {
  const char *data_dir;
  const char *share_dir;
  DsClock *clock;
  gboolean read_only;
  gboolean no_network;
} DsAppOptions;

/**
 * DsAppChange: what the "changed" signal's argument says (flags)
 * @DS_APP_CHANGE_ORDERS: orders or the state of their visits; a list should re-query
 * @DS_APP_CHANGE_OUTBOX: what headquarters lacks
 * @DS_APP_CHANGE_ENROLMENT: enrolled, demo, technician
 * @DS_APP_CHANGE_SYNC: the sync driver's state (running, offline, sign in, next try)
 * @DS_APP_CHANGE_SETTINGS: instruments and other kept settings
 * @DS_APP_CHANGE_CONTENT: checklists or guides
 */
typedef enum {
  DS_APP_CHANGE_ORDERS = 1 << 0,
  DS_APP_CHANGE_OUTBOX = 1 << 1,
  DS_APP_CHANGE_ENROLMENT = 1 << 2,
  DS_APP_CHANGE_SYNC = 1 << 3,
  DS_APP_CHANGE_SETTINGS = 1 << 4,
  DS_APP_CHANGE_CONTENT = 1 << 5,
} DsAppChange;

/**
 * DsAppLacks: what headquarters does not have yet
 * @visits: finished visits that are not complete at headquarters
 * @photos: photos and other media still to send
 * @records: records still to send (the visits' own records are among them)
 * @held: records headquarters refused, held until mended
 * @bytes: bytes still to send
 */
typedef struct {
  guint visits;
  guint photos;
  guint records;
  guint held;
  guint64 bytes;
} DsAppLacks;

/*
 * Properties (all read-only, notified on the main thread):
 *  "open" boolean; "enrolled" boolean (a device at a headquarters); "demo" boolean (the demo is loaded);
 *  "technician-id", "technician-name", "hq-name" string (nullable); "busy" boolean (a use case or sync runs);
 *  "syncing" boolean.
 * Signals:
 *  "changed" (guint flags of DsAppChange): after a commit changed something; at most once per main loop turn,
 *            flags gathered.
 */

/** ds_app_new: Returns: (transfer full): a context that is not open yet */
DsApp *ds_app_new (const DsAppOptions *options);

/**
 * ds_app_open:
 * @error: %DS_ERROR_BUSY (another program has this store), %DS_ERROR_READ_ONLY, %DS_ERROR_FULL,
 *   %DS_ERROR_NEWER (made by a newer program: nothing was changed), %DS_ERROR_IO, %DS_ERROR_CORRUPT (and it
 *   could not be set aside)
 *
 * Takes the lock, opens or makes the store, migrates it after a backup, puts interrupted sending back in the
 * queue. A corrupt store is set aside in `aside/`, never deleted; what can be saved is saved into a new one,
 * and ds_app_get_recovery_report() says so. Blocks; a program without a screen uses this one.
 */
gboolean ds_app_open (DsApp *self, GCancellable *cancellable, GError **error);

/** ds_app_open_async: the same without blocking the main loop */
void ds_app_open_async (DsApp *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean ds_app_open_finish (DsApp *self, GAsyncResult *result, GError **error);

/**
 * ds_app_close:
 *
 * Waits for what is being written, stops sync, closes the store and gives the lock back. Loses nothing and
 * asks nothing. Also done when the last reference goes.
 */
void ds_app_close (DsApp *self);

gboolean ds_app_is_open (DsApp *self);
gboolean ds_app_is_read_only (DsApp *self);
gboolean ds_app_is_enrolled (DsApp *self);
gboolean ds_app_is_demo (DsApp *self);
gboolean ds_app_is_busy (DsApp *self);

/** ds_app_get_technician_name: Returns: (transfer none) (nullable): who is enrolled (or the demo's technician) */
const char *ds_app_get_technician_name (DsApp *self);
const char *ds_app_get_technician_id (DsApp *self);
const char *ds_app_get_hq_name (DsApp *self);
const char *ds_app_get_hq_url (DsApp *self);
const char *ds_app_get_data_dir (DsApp *self);
const char *ds_app_get_share_dir (DsApp *self);
DsClock *ds_app_get_clock (DsApp *self);

/** ds_app_get_lacks: fills @ret_lacks with the last counted state; no disk access */
void ds_app_get_lacks (DsApp *self, DsAppLacks *ret_lacks);

/** ds_app_get_recovery_report: Returns: (transfer none) (nullable): English sentences about a damaged store that was set aside at open: where it is, what was saved, what was not */
const char *ds_app_get_recovery_report (DsApp *self);

/** ds_app_get_language: Returns: (transfer none): "zh_CN" or "en", the language content texts are given in */
const char *ds_app_get_language (DsApp *self);

/** ds_app_set_language: anything that begins with "zh" is Chinese, all else English. Default: the locale's. Emits "changed" with all content */
void ds_app_set_language (DsApp *self, const char *language);

/**
 * ds_app_find_resumable_async:
 *
 * Which order's visit was open when the program ended last (started, not parked, not finished, and its
 * screen was open): the gui shows it again at start.
 */
void ds_app_find_resumable_async (DsApp *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);

/** ds_app_find_resumable_finish: Returns: (transfer full) (nullable): the order's id, or %NULL without @error if none was open */
char *ds_app_find_resumable_finish (DsApp *self, GAsyncResult *result, GError **error);

/** ds_app_backup_async: one consistent copy of the store into the file @path */
void ds_app_backup_async (DsApp *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean ds_app_backup_finish (DsApp *self, GAsyncResult *result, GError **error);

/**
 * ds_app_export_async: writes every finished visit's records and media (sealed files too) into the folder
 * @path, as `records.ndjson` (the exact record lines) and `media/`, for a stick.
 * ds_app_export_finish: @ret_n_records and @ret_n_files (out) (optional)
 */
void ds_app_export_async (DsApp *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean ds_app_export_finish (DsApp *self, GAsyncResult *result, guint *ret_n_records, guint *ret_n_files,
                               GError **error);

G_END_DECLS
