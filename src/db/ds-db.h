/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * src/db: SQLite made safe. Connection, statements, migrations, backup, check, the worker thread and the lock.
 * It knows no table. A connection belongs to one thread at a time; whoever opens it may hand it to a
 * #DsDbWorker, which then is its only user.
 */

#include <gio/gio.h>

G_BEGIN_DECLS

/** DsDb: one connection. Not thread-safe. */
typedef struct _DsDb DsDb;

/** DsStmt: a prepared statement on loan from the connection's cache; g_autoptr gives it back. */
typedef struct _DsStmt DsStmt;

/**
 * DsDbMigration:
 * @version: the user_version after it; 1, 2, 3, … without gaps
 * @sql: statements without BEGIN and COMMIT
 */
typedef struct {
  guint version;
  const char *sql;
} DsDbMigration;

/**
 * DsDbSchema:
 * @name: what the file is, in words for messages: "the tablet's store"
 * @application_id: SQLite's application_id; another file is refused
 * @migrations: (array length=n_migrations): all of them, ascending
 * @n_migrations: how many; the last one's version is the newest known
 */
typedef struct {
  const char *name;
  guint32 application_id;
  const DsDbMigration *migrations;
  gsize n_migrations;
} DsDbSchema;

/**
 * ds_db_open:
 * @path: the file; made (mode 0600) if missing, but not its folder
 * @schema: what it must be
 * @backup_folder: (nullable): where a backup `before-vN-to-vM.db` is made before a migration; %NULL makes none
 * @error: %DS_ERROR_NEWER (made by a newer program; not one byte was changed), %DS_ERROR_INVALID (another
 *   application's file; not changed), %DS_ERROR_CORRUPT, %DS_ERROR_FULL, %DS_ERROR_READ_ONLY, %DS_ERROR_BUSY,
 *   %DS_ERROR_IO
 *
 * Opens for writing: WAL, synchronous=FULL, foreign keys, defensive, no double-quoted strings, untrusted
 * schema. Migrates forward, each migration in the transaction that also sets user_version. This
 * connection alone checkpoints: open no second writing one on the same file (hold a #DsDbLock).
 *
 * Returns: (transfer full): the connection
 */
DsDb *ds_db_open (const char *path, const DsDbSchema *schema, const char *backup_folder, GError **error);

/** ds_db_open_read_only: the same for reading: never migrates, checkpoints or writes; %DS_ERROR_STATE if the file must be migrated first */
DsDb *ds_db_open_read_only (const char *path, const DsDbSchema *schema, GError **error);

/** ds_db_close: closes and frees; statements on loan must have been given back. %NULL is allowed */
void ds_db_close (DsDb *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsDb, ds_db_close)

/** ds_db_get_path: Returns: (transfer none): the file */
const char *ds_db_get_path (DsDb *self);

/** ds_db_is_read_only: Returns: whether it was opened by ds_db_open_read_only() */
gboolean ds_db_is_read_only (DsDb *self);

/**
 * ds_db_is_broken:
 *
 * Returns: whether the disk failed under this connection (a failed fsync, EIO). Its state on disk is unknown
 * then and a retry would lie: every further begin fails with %DS_ERROR_IO until the file is opened anew.
 */
gboolean ds_db_is_broken (DsDb *self);

/** ds_db_exec: runs one or more statements that return no rows */
gboolean ds_db_exec (DsDb *self, const char *sql, GError **error);

/** ds_db_begin_immediate: starts a writing transaction; %DS_ERROR_BUSY, %DS_ERROR_IO when broken */
gboolean ds_db_begin_immediate (DsDb *self, GError **error);

/** ds_db_begin_read: starts a reading transaction, so that several queries see one state */
gboolean ds_db_begin_read (DsDb *self, GError **error);

/** ds_db_commit: after %TRUE what was written survives a power cut; after %FALSE nothing was, and the transaction is over */
gboolean ds_db_commit (DsDb *self, GError **error);

/** ds_db_rollback: ends the transaction, if any, without its changes */
void ds_db_rollback (DsDb *self);

/** ds_db_is_in_transaction: Returns: whether a transaction is open */
gboolean ds_db_is_in_transaction (DsDb *self);

/** ds_db_changes: Returns: rows changed by the last statement */
gint64 ds_db_changes (DsDb *self);

/** ds_db_last_rowid: Returns: the rowid of the last INSERT */
gint64 ds_db_last_rowid (DsDb *self);

/** ds_db_get_version: the file's user_version */
gboolean ds_db_get_version (DsDb *self, guint *ret_version, GError **error);

/** ds_db_set_cancellable: (nullable): statements stop with %DS_ERROR_CANCELLED soon after it is cancelled; %NULL ends that. The worker does this for its jobs */
void ds_db_set_cancellable (DsDb *self, GCancellable *cancellable);

/**
 * ds_db_backup:
 * @path: the copy to make; an older one of that name is replaced only by a complete one
 *
 * One consistent copy in one file, durable when it returns. Not inside a transaction.
 */
gboolean ds_db_backup (DsDb *self, const char *path, GCancellable *cancellable, GError **error);

/** ds_db_check: @full: integrity_check and foreign keys, else quick_check; %DS_ERROR_CORRUPT with the first complaints */
gboolean ds_db_check (DsDb *self, gboolean full, GError **error);

/**
 * ds_db_prepare:
 * @sql: one statement, a string literal (it is the cache's key and must outlive the connection)
 *
 * Returns: (transfer full): a statement without bindings, kept prepared for the next use
 */
DsStmt *ds_db_prepare (DsDb *self, const char *sql, GError **error);

/** ds_stmt_free: gives the statement back to its connection */
void ds_stmt_free (DsStmt *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStmt, ds_stmt_free)

/*
 * Binding: parameters count from 1. A failure (a text of more than 1 GB, no memory) is kept and reported by the
 * next step. Texts and bytes are copied.
 */
void ds_stmt_bind_int64 (DsStmt *self, int parameter, gint64 value);
void ds_stmt_bind_text (DsStmt *self, int parameter, const char *text); /* NULL binds null */
void ds_stmt_bind_blob (DsStmt *self, int parameter, GBytes *bytes); /* NULL binds null */
void ds_stmt_bind_null (DsStmt *self, int parameter);

/** ds_stmt_step: @ret_has_row: whether there is a row to read now; Returns: %FALSE with @error on failure */
gboolean ds_stmt_step (DsStmt *self, gboolean *ret_has_row, GError **error);

/** ds_stmt_run: steps to the end, whatever rows come, and resets, so that it can be bound and run again */
gboolean ds_stmt_run (DsStmt *self, GError **error);

/** ds_stmt_reset: ready to be bound and run again; bindings are cleared */
void ds_stmt_reset (DsStmt *self);

/*
 * Columns count from 0. Texts are borrowed until the next step. Blobs are copies; an empty blob is an empty
 * GBytes, null is %NULL.
 */
gboolean ds_stmt_is_null (DsStmt *self, int column);
gint64 ds_stmt_int64 (DsStmt *self, int column);
const char *ds_stmt_text (DsStmt *self, int column);
GBytes *ds_stmt_blob (DsStmt *self, int column);

/**
 * ds_db_query_int64:
 * @sql: a literal without parameters that returns one number
 */
gboolean ds_db_query_int64 (DsDb *self, const char *sql, gint64 *ret_value, GError **error);

G_END_DECLS
