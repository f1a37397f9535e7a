/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-db.h"

#include "ds-db-private.h"
#include "ds-error.h"

#include <string.h>

/* More idle statements than the store has; SQL put together at run time does not fill the memory. */
#define CACHE_MAX 256

struct _DsStmt {
  DsDb *db;
  sqlite3_stmt *handle;
  int bind_result;
};

DsStmt *
ds_db_prepare (DsDb *self, const char *sql, GError **error)
{
  sqlite3_stmt *handle = NULL;
  const char *tail = NULL;
  DsStmt *stmt;
  int result;

  g_return_val_if_fail (self != NULL && sql != NULL, NULL);

  handle = g_hash_table_lookup (self->statements, sql);
  if (handle != NULL) {
    g_hash_table_steal (self->statements, sql);
  } else {
    result = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, &tail);
    if (result != SQLITE_OK) {
      ds_db_fail (self, result, error);
      return NULL;
    }
    /* One statement, not several: the rest would silently not be run. */
    g_assert (handle != NULL && *tail == '\0');
  }
  stmt = g_new0 (DsStmt, 1);
  stmt->db = self;
  stmt->handle = handle;
  return stmt;
}

void
ds_stmt_free (DsStmt *self)
{
  GHashTable *cache;
  const char *sql;

  if (self == NULL)
    return;
  ds_stmt_reset (self);
  cache = self->db->statements;
  sql = sqlite3_sql (self->handle);
  if (g_hash_table_size (cache) < CACHE_MAX && !g_hash_table_contains (cache, sql))
    g_hash_table_insert (cache, (gpointer) sql, self->handle);
  else
    sqlite3_finalize (self->handle);
  g_free (self);
}

static void
note_bind (DsStmt *self, int result)
{
  /* A wrong parameter number is a programmer's error; the others depend on the value. */
  g_assert (result != SQLITE_RANGE && result != SQLITE_MISUSE);
  if (self->bind_result == SQLITE_OK)
    self->bind_result = result;
}

void
ds_stmt_bind_int64 (DsStmt *self, int parameter, gint64 value)
{
  note_bind (self, sqlite3_bind_int64 (self->handle, parameter, value));
}

void
ds_stmt_bind_text (DsStmt *self, int parameter, const char *text)
{
  if (text == NULL)
    note_bind (self, sqlite3_bind_null (self->handle, parameter));
  else
    note_bind (self, sqlite3_bind_text64 (self->handle, parameter, text, (sqlite3_uint64) strlen (text),
                                          SQLITE_TRANSIENT, SQLITE_UTF8));
}

void
ds_stmt_bind_blob (DsStmt *self, int parameter, GBytes *bytes)
{
  gsize size;
  const void *data;

  if (bytes == NULL) {
    note_bind (self, sqlite3_bind_null (self->handle, parameter));
    return;
  }
  data = g_bytes_get_data (bytes, &size);
  /* A null pointer would bind null instead of nothing. */
  note_bind (self, sqlite3_bind_blob64 (self->handle, parameter, data != NULL ? data : "", size, SQLITE_TRANSIENT));
}

void
ds_stmt_bind_null (DsStmt *self, int parameter)
{
  note_bind (self, sqlite3_bind_null (self->handle, parameter));
}

gboolean
ds_stmt_step (DsStmt *self, gboolean *ret_has_row, GError **error)
{
  int result = self->bind_result;

  if (result == SQLITE_OK)
    result = sqlite3_step (self->handle);
  if (result != SQLITE_ROW && result != SQLITE_DONE)
    return ds_db_fail (self->db, result, error);
  *ret_has_row = result == SQLITE_ROW;
  return TRUE;
}

gboolean
ds_stmt_run (DsStmt *self, GError **error)
{
  gboolean has_row = TRUE;

  while (has_row) {
    if (!ds_stmt_step (self, &has_row, error)) {
      ds_stmt_reset (self);
      return FALSE;
    }
  }
  ds_stmt_reset (self);
  return TRUE;
}

void
ds_stmt_reset (DsStmt *self)
{
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  self->bind_result = SQLITE_OK;
}

gboolean
ds_stmt_is_null (DsStmt *self, int column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

gint64
ds_stmt_int64 (DsStmt *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

const char *
ds_stmt_text (DsStmt *self, int column)
{
  return (const char *) sqlite3_column_text (self->handle, column);
}

GBytes *
ds_stmt_blob (DsStmt *self, int column)
{
  const void *data;

  if (ds_stmt_is_null (self, column))
    return NULL;
  data = sqlite3_column_blob (self->handle, column);
  return g_bytes_new (data, (gsize) sqlite3_column_bytes (self->handle, column));
}

gboolean
ds_db_query_int64 (DsDb *self, const char *sql, gint64 *ret_value, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self, sql, error);
  gboolean has_row = FALSE;

  if (stmt == NULL || !ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row) {
    g_set_error_literal (error, DS_DB_ERROR, DS_ERROR_FAILED, "The database gave no row where one was expected.");
    return FALSE;
  }
  *ret_value = ds_stmt_int64 (stmt, 0);
  return TRUE;
}
