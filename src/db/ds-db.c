/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-db.h"

#include "ds-db-private.h"
#include "ds-error.h"
#include "ds-file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 5000
#define CHECKPOINT_PAGES 1000
#define PROGRESS_OPCODES 1000

static void
finalize_statement (gpointer handle)
{
  sqlite3_finalize (handle);
}

/* SQLite's own automatic checkpoint swallows a failed fsync of the main file. */
static int
wal_hook_cb (void *data, sqlite3 *handle, const char *name, int n_pages)
{
  DsDb *self = data;
  int result;

  if (n_pages < CHECKPOINT_PAGES || self->broken)
    return SQLITE_OK;
  result = sqlite3_wal_checkpoint_v2 (handle, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  if ((result & 0xff) == SQLITE_IOERR)
    ds_db_fail (self, result, NULL);
  /* The commit itself is durable in the log, whatever became of the checkpoint. */
  return SQLITE_OK;
}

static int
progress_cb (void *data)
{
  DsDb *self = data;

  return g_cancellable_is_cancelled (self->cancellable) ? 1 : 0;
}

static gboolean
configure_handle (DsDb *self, GError **error)
{
  static const struct {
    int option;
    int value;
  } options[] = {
    { SQLITE_DBCONFIG_DEFENSIVE, 1 },      { SQLITE_DBCONFIG_DQS_DML, 0 },     { SQLITE_DBCONFIG_DQS_DDL, 0 },
    { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 }, { SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++) {
    int result = sqlite3_db_config (self->handle, options[i].option, options[i].value, NULL);

    if (result != SQLITE_OK)
      return ds_db_fail (self, result, error);
  }
  if (self->read_only)
    sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  return TRUE;
}

static DsDb *
open_handle (const char *path, gboolean read_only, GError **error)
{
  g_autoptr (DsDb) self = g_new0 (DsDb, 1);
  int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  int result;

  self->path = g_strdup (path);
  self->read_only = read_only;
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize_statement);
  result = sqlite3_open_v2 (
      path, &self->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_URI,
      NULL);
  if (result != SQLITE_OK) {
    ds_db_set_error (self->handle, result, path, error);
    return NULL;
  }
  if (!configure_handle (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* SQLite would make the file readable for everybody that the umask lets in. */
static gboolean
make_file (const char *path, gboolean *ret_made, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

  *ret_made = fd >= 0;
  if (fd < 0 && errno != EEXIST) {
    ds_error_set_from_errno (error, DS_DB_ERROR, errno, path);
    return FALSE;
  }
  if (fd >= 0)
    close (fd);
  return TRUE;
}

/* Looks at an existing file without the right to write, so that a newer or foreign one keeps every byte. A file
 * that cannot even be looked at (no right to make the shared-memory file beside it) is left to the real
 * opening, which fails with the precise reason. */
static gboolean
judge_beforehand (const char *path, const DsDbSchema *schema, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (DsDb) look = open_handle (path, TRUE, &problem);
  guint version;

  if (look != NULL && ds_db_judge (look, schema, &version, &problem))
    return TRUE;
  if (ds_error_is (problem, DS_ERROR_NEWER) || ds_error_is (problem, DS_ERROR_INVALID)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  return TRUE;
}

static gboolean
enable_wal (DsDb *self, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self, "PRAGMA journal_mode=WAL", error);
  gboolean has_row = FALSE;

  if (stmt == NULL || !ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row || g_strcmp0 (ds_stmt_text (stmt, 0), "wal") != 0) {
    g_set_error (error, DS_DB_ERROR, DS_ERROR_FAILED,
                 "%s: this file system cannot hold the database's log (WAL). Use a local disk.", self->path);
    return FALSE;
  }
  return TRUE;
}

DsDb *
ds_db_open (const char *path, const DsDbSchema *schema, const char *backup_folder, GError **error)
{
  g_autoptr (DsDb) self = NULL;
  g_autofree char *folder = NULL;
  gboolean made = FALSE;

  g_return_val_if_fail (path != NULL && schema != NULL && schema->n_migrations > 0, NULL);

  folder = g_path_get_dirname (path);
  if (!make_file (path, &made, error) || (!made && !judge_beforehand (path, schema, error)))
    return NULL;
  self = open_handle (path, FALSE, error);
  if (self == NULL)
    return NULL;
  if (sqlite3_db_readonly (self->handle, "main") != 0) {
    g_set_error (error, DS_DB_ERROR, DS_ERROR_READ_ONLY,
                 "%s cannot be written. Give this user the right to write to it and its folder.", path);
    return NULL;
  }
  if (!enable_wal (self, error) ||
      !ds_db_exec (self, "PRAGMA synchronous=FULL; PRAGMA journal_size_limit=4194304; PRAGMA temp_store=MEMORY;",
                   error))
    return NULL;
  sqlite3_wal_hook (self->handle, wal_hook_cb, self);
  if (!ds_db_migrate (self, schema, backup_folder, error))
    return NULL;
  if (made && !ds_file_sync_folder (folder, error))
    return NULL;
  return g_steal_pointer (&self);
}

DsDb *
ds_db_open_read_only (const char *path, const DsDbSchema *schema, GError **error)
{
  g_autoptr (DsDb) self = NULL;
  guint version = 0;
  guint newest;

  g_return_val_if_fail (path != NULL && schema != NULL && schema->n_migrations > 0, NULL);

  newest = schema->migrations[schema->n_migrations - 1].version;
  self = open_handle (path, TRUE, error);
  if (self == NULL || !ds_db_judge (self, schema, &version, error))
    return NULL;
  if (version < newest) {
    g_set_error (error, DS_DB_ERROR, DS_ERROR_STATE,
                 "%s (%s) is of an older version and must be opened for writing once, to be brought up to date.",
                 schema->name, path);
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
ds_db_close (DsDb *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->statements);
  /* The last connection's checkpoint would sync again what failed to sync. */
  if (self->broken)
    sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  /* A statement still on loan would be a leak of the connection's owner. */
  if (self->handle != NULL && sqlite3_close (self->handle) != SQLITE_OK)
    g_assert_not_reached ();
  g_clear_object (&self->cancellable);
  g_free (self->path);
  g_free (self);
}

const char *
ds_db_get_path (DsDb *self)
{
  return self->path;
}

gboolean
ds_db_is_read_only (DsDb *self)
{
  return self->read_only;
}

gboolean
ds_db_is_broken (DsDb *self)
{
  return self->broken;
}

gboolean
ds_db_exec (DsDb *self, const char *sql, GError **error)
{
  int result = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  return result == SQLITE_OK || ds_db_fail (self, result, error);
}

gboolean
ds_db_begin_immediate (DsDb *self, GError **error)
{
  if (self->broken) {
    g_set_error (error, DS_DB_ERROR, DS_ERROR_IO,
                 "The disk failed while %s was written. Nothing more is written to protect what is saved; close the "
                 "program and start it again.",
                 self->path);
    return FALSE;
  }
  if (self->read_only) {
    g_set_error (error, DS_DB_ERROR, DS_ERROR_READ_ONLY, "%s was opened for reading only.", self->path);
    return FALSE;
  }
  return ds_db_exec (self, "BEGIN IMMEDIATE", error);
}

gboolean
ds_db_begin_read (DsDb *self, GError **error)
{
  return ds_db_exec (self, "BEGIN", error);
}

gboolean
ds_db_commit (DsDb *self, GError **error)
{
  if (ds_db_exec (self, "COMMIT", error))
    return TRUE;
  ds_db_rollback (self);
  return FALSE;
}

void
ds_db_rollback (DsDb *self)
{
  /* A statement that failed with FULL or IOERR may have ended the transaction already. */
  if (ds_db_is_in_transaction (self))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

gboolean
ds_db_is_in_transaction (DsDb *self)
{
  return sqlite3_get_autocommit (self->handle) == 0;
}

gint64
ds_db_changes (DsDb *self)
{
  return sqlite3_changes64 (self->handle);
}

gint64
ds_db_last_rowid (DsDb *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

gboolean
ds_db_get_version (DsDb *self, guint *ret_version, GError **error)
{
  gint64 version = 0;

  if (!ds_db_query_int64 (self, "PRAGMA user_version", &version, error))
    return FALSE;
  *ret_version = (guint) version;
  return TRUE;
}

void
ds_db_set_cancellable (DsDb *self, GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
  if (cancellable != NULL)
    sqlite3_progress_handler (self->handle, PROGRESS_OPCODES, progress_cb, self);
  else
    sqlite3_progress_handler (self->handle, 0, NULL, NULL);
}
