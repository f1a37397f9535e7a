/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-db.h"

G_BEGIN_DECLS

/**
 * DsDbWorker: a thread that owns one connection. Jobs run in the order they were given, one at a time. May be
 * asked from any thread.
 */
typedef struct _DsDbWorker DsDbWorker;

/**
 * DsDbJobFunc:
 * @db: the connection, only during the call
 * @owner: what ds_db_worker_new() was given
 * @data: the job's data: what it needs, and where it puts what it finds
 *
 * Runs on the worker's thread, in a transaction (BEGIN IMMEDIATE for writing jobs, BEGIN for reading ones).
 * Neither commits nor rolls back itself. On %FALSE with @error everything is rolled back.
 */
typedef gboolean (*DsDbJobFunc) (DsDb *db, gpointer owner, gpointer data, GError **error);

/**
 * DsDbDoneFunc:
 * @data: the job's data
 * @error: (nullable): %NULL: the job is done, and if it wrote, it is on the disk
 *
 * Called from an idle source on the context that was the asker's thread-default one; never on the worker.
 */
typedef void (*DsDbDoneFunc) (gpointer data, const GError *error);

/**
 * DsDbJob:
 * @run: what to do
 * @done: (nullable): the answer
 * @data: given to both
 * @destroy: (nullable): frees @data, after @done and on the same context
 * @write: whether it writes
 * @bare: run without a transaction (a backup, a check); not together with @write
 */
typedef struct {
  DsDbJobFunc run;
  DsDbDoneFunc done;
  gpointer data;
  GDestroyNotify destroy;
  gboolean write;
  gboolean bare;
} DsDbJob;

/** ds_db_worker_new: Returns: (transfer full): a worker on @db (transfer full), whose jobs get @owner (borrowed, nullable) */
DsDbWorker *ds_db_worker_new (DsDb *db, gpointer owner);

/**
 * ds_db_worker_close:
 *
 * Does what is queued, ends the thread, closes the connection and frees the worker. Answers that are due still come when their
 * contexts turn. Nobody may use the worker any more. %NULL is allowed.
 */
void ds_db_worker_close (DsDbWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsDbWorker, ds_db_worker_close)

/**
 * ds_db_worker_run_async:
 * @job: copied
 * @cancellable: (nullable): cancelled before its turn the job does not run; while it runs, statements stop
 *   through SQLite's progress handler and all is rolled back. Once it commits it is done, not cancelled.
 *
 * Errors come to @done: those of the job, %DS_ERROR_CANCELLED, %DS_ERROR_IO when the disk failed before.
 */
void ds_db_worker_run_async (DsDbWorker *self, const DsDbJob *job, GCancellable *cancellable);

/** ds_db_worker_run_sync: the same, waiting for the end: for programs without a main loop. @done and @destroy are not called. Not from a job */
gboolean ds_db_worker_run_sync (DsDbWorker *self, const DsDbJob *job, GCancellable *cancellable, GError **error);

/** ds_db_worker_is_broken: Returns: whether the disk failed and the worker refuses to write until the store is opened anew */
gboolean ds_db_worker_is_broken (DsDbWorker *self);

G_END_DECLS
