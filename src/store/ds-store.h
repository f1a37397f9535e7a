/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * src/store: the tablet's tables, one file per thing kept. All ds_store_<thing>_<verb>() functions are
 * synchronous plain C; their first argument is the #DsStoreTx that a job gets. A whole use case (journal entry,
 * projection, outbox row) is one job and so one transaction.
 *
 * What is about a customer is sealed by the vault and lies in BLOBs; ids, states and times stay clear.
 * Absent is no error: getters give %NULL or a count of 0, where the comment does not say %DS_ERROR_NOT_FOUND.
 */

#include "ds-clock.h"
#include "ds-db.h"
#include "ds-vault.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** "DRST": SQLite's application_id of a tablet's store */
#define DS_STORE_APPLICATION_ID 0x44525354u

/**
 * DsStoreTx:
 * @db: the connection, in a transaction
 * @vault: seals and opens
 * @clock: the device's clocks
 * @media_folder: where media lie, `media/` below the data folder
 *
 * What every store function needs; given to a job, valid only during it. Fields are read-only.
 */
typedef struct {
  DsDb *db;
  DsVault *vault;
  DsClock *clock;
  const char *media_folder;
} DsStoreTx;

/** DsStore: an open data folder: its lock, the writing worker, the reading worker */
typedef struct _DsStore DsStore;

/** DsStoreJobFunc: runs on the worker's thread within a transaction; %FALSE with @error undoes everything */
typedef gboolean (*DsStoreJobFunc) (DsStoreTx *tx, gpointer data, GError **error);

/** DsStoreDoneFunc: the answer, on the asker's thread-default context; @error %NULL: done, and if it wrote, it is on the disk */
typedef void (*DsStoreDoneFunc) (gpointer data, const GError *error);

/**
 * DsStoreJob:
 * @run: what to do
 * @done: (nullable): the answer
 * @data: given to both: what @run needs, and where it puts what it finds
 * @destroy: (nullable): frees @data, after @done and on the same context
 * @write: whether it writes. Writing jobs run in the order they were given. A reading job may run beside them on a
 *   connection of its own, and sees what was committed when it began, at least all jobs answered before it was given
 */
typedef struct {
  DsStoreJobFunc run;
  DsStoreDoneFunc done;
  gpointer data;
  GDestroyNotify destroy;
  gboolean write;
} DsStoreJob;

/**
 * ds_store_open:
 * @folder: the data folder; made (0700) if missing
 * @clock: the clocks, kept referenced
 * @vault: kept referenced
 * @error: %DS_ERROR_BUSY (another process; its id is in the message), %DS_ERROR_NEWER, %DS_ERROR_CORRUPT, %DS_ERROR_FULL,
 *   %DS_ERROR_READ_ONLY, %DS_ERROR_IO, %DS_ERROR_INVALID (doorstep.db is another application's)
 *
 * Locks the folder, opens or makes `doorstep.db`, migrates it after a backup in `backup/`, verifies it when the disk failed
 * under it before (%DS_ERROR_CORRUPT), puts interrupted sending back in the queue. Blocks for as long as that takes. Any thread.
 *
 * Returns: (transfer full): the store
 */
DsStore *ds_store_open (const char *folder, DsClock *clock, DsVault *vault, GError **error);

/** ds_store_open_read_only: looks into a store, also while another process has it; takes no lock, changes nothing; %DS_ERROR_NOT_FOUND if there is none */
DsStore *ds_store_open_read_only (const char *folder, DsClock *clock, DsVault *vault, GError **error);

/** ds_store_close: does what is queued, closes, gives the lock back and frees. %NULL is allowed. The thread that opened it, if ds_store_get_local() was used */
void ds_store_close (DsStore *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStore, ds_store_close)

const char *ds_store_get_folder (DsStore *self);
const char *ds_store_get_media_folder (DsStore *self);
DsClock *ds_store_get_clock (DsStore *self);
DsVault *ds_store_get_vault (DsStore *self);
gboolean ds_store_is_read_only (DsStore *self);

/** ds_store_is_broken: Returns: whether the disk failed and nothing is written any more until the store is opened anew */
gboolean ds_store_is_broken (DsStore *self);

/** ds_store_run_async: any thread; @job is copied. Errors come to @done: those of @run, %DS_ERROR_CANCELLED, %DS_ERROR_IO, %DS_ERROR_READ_ONLY */
void ds_store_run_async (DsStore *self, const DsStoreJob *job, GCancellable *cancellable);

/** ds_store_run_sync: the same, waiting; for programs without a main loop and for tests. @done and @destroy are not called. Not from a job */
gboolean ds_store_run_sync (DsStore *self, const DsStoreJob *job, GCancellable *cancellable, GError **error);

/**
 * ds_store_get_local:
 *
 * A reading connection of the asking thread's own (one thread per store: the first that asks), for what must answer
 * at once, such as a list model that makes a row. Sees each commit as soon as it is made. Reads only: no transaction
 * spans two calls.
 *
 * Returns: (transfer none): the context, valid until ds_store_close()
 */
DsStoreTx *ds_store_get_local (DsStore *self, GError **error);

/** ds_store_backup: one consistent, durable copy of the database into the file @path; blocks; any thread but not from a job */
gboolean ds_store_backup (DsStore *self, const char *path, GCancellable *cancellable, GError **error);

/**
 * ds_store_check:
 * @full: also re-hash every media file that should be here
 * @ret_report: (out) (transfer full): sentences, one a line, of all that was found; "" when all is well
 *
 * Returns: %TRUE when all is well or only reported; %FALSE with @error if the check itself failed
 */
gboolean ds_store_check (DsStore *self, gboolean full, char **ret_report, GCancellable *cancellable, GError **error);

/**
 * ds_store_set_aside:
 * @folder: a data folder whose store does not open (%DS_ERROR_CORRUPT); not open
 * @ret_report: (out) (transfer full): English sentences: where the damaged store is, what was saved, what was not
 *
 * Moves the damaged database into `aside/<time>/`, never deletes it, and saves every readable row of it into
 * a new store. Media files stay where they are.
 */
gboolean ds_store_set_aside (const char *folder, DsClock *clock, DsVault *vault, char **ret_report, GError **error);

G_END_DECLS
