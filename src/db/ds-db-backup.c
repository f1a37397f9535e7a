/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-db-private.h"

#include "ds-error.h"
#include "ds-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define STEP_PAGES 256
#define CHECK_COMPLAINTS 5

static gboolean
copy_pages (DsDb *self, sqlite3 *target, const char *part, GCancellable *cancellable, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (target, "main", self->handle, "main");
  gboolean cancelled = FALSE;
  int result = SQLITE_OK;

  if (backup == NULL) {
    ds_db_set_error (target, sqlite3_extended_errcode (target), part, error);
    return FALSE;
  }
  while (result == SQLITE_OK && !cancelled) {
    result = sqlite3_backup_step (backup, STEP_PAGES);
    cancelled = result == SQLITE_OK && g_cancellable_is_cancelled (cancellable);
  }
  sqlite3_backup_finish (backup);
  if (cancelled) {
    g_set_error_literal (error, DS_DB_ERROR, DS_ERROR_CANCELLED, "The backup was cancelled.");
    return FALSE;
  }
  if (result != SQLITE_DONE) {
    ds_db_set_error (target, result, part, error);
    return FALSE;
  }
  return TRUE;
}

/* The copy says "WAL" as its source does; one plain file without companions is what a person can carry. */
static gboolean
write_part (DsDb *self, const char *part, GCancellable *cancellable, GError **error)
{
  sqlite3 *target = NULL;
  gboolean ok;
  int result = sqlite3_open_v2 (part, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);

  if (result != SQLITE_OK) {
    ds_db_set_error (target, result, part, error);
    sqlite3_close (target);
    return FALSE;
  }
  ok = copy_pages (self, target, part, cancellable, error);
  if (ok) {
    result = sqlite3_exec (target, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    if (result != SQLITE_OK) {
      ds_db_set_error (target, result, part, error);
      ok = FALSE;
    }
  }
  sqlite3_close (target);
  return ok;
}

static gboolean
make_part (const char *part, GError **error)
{
  int fd;

  /* What an earlier, interrupted backup left. */
  if (unlink (part) != 0 && errno != ENOENT) {
    ds_error_set_from_errno (error, DS_DB_ERROR, errno, part);
    return FALSE;
  }
  fd = open (part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    ds_error_set_from_errno (error, DS_DB_ERROR, errno, part);
    return FALSE;
  }
  close (fd);
  return TRUE;
}

static gboolean
settle_part (const char *part, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (part, O_RDONLY | O_CLOEXEC);
  int saved_errno = fd < 0 ? errno : 0;

  if (fd >= 0) {
    saved_errno = fsync (fd) != 0 ? errno : 0;
    close (fd);
  }
  if (saved_errno == 0 && rename (part, path) != 0)
    saved_errno = errno;
  if (saved_errno != 0) {
    ds_error_set_from_errno (error, DS_DB_ERROR, saved_errno, path);
    return FALSE;
  }
  return ds_file_sync_folder (folder, error);
}

gboolean
ds_db_backup (DsDb *self, const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *part = NULL;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);
  g_return_val_if_fail (!ds_db_is_in_transaction (self), FALSE);

  part = g_strconcat (path, ".part", NULL);
  if (!make_part (part, error))
    return FALSE;
  if (write_part (self, part, cancellable, error) && settle_part (part, path, error))
    return TRUE;
  unlink (part);
  return FALSE;
}

static gboolean
gather_complaints (DsDb *self, const char *sql, GString *complaints, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self, sql, error);
  gboolean has_row = TRUE;
  guint count = 0;

  if (stmt == NULL)
    return FALSE;
  while (count < CHECK_COMPLAINTS) {
    const char *words;

    if (!ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      break;
    words = ds_stmt_text (stmt, 0);
    if (g_strcmp0 (words, "ok") == 0)
      continue;
    g_string_append_printf (complaints, "%s%s", complaints->len > 0 ? "; " : "", words != NULL ? words : "?");
    count++;
  }
  return TRUE;
}

gboolean
ds_db_check (DsDb *self, gboolean full, GError **error)
{
  g_autoptr (GString) complaints = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, FALSE);

  if (!gather_complaints (self, full ? "PRAGMA integrity_check(5)" : "PRAGMA quick_check(5)", complaints, error) ||
      !gather_complaints (self,
                          "SELECT 'a row of ' || \"table\" || ' points to nothing in ' || parent FROM "
                          "pragma_foreign_key_check LIMIT 5",
                          complaints, error))
    return FALSE;
  if (complaints->len > 0) {
    g_set_error (error, DS_DB_ERROR, DS_ERROR_CORRUPT,
                 "The stored data is damaged. Keep the file; tell support before going on. (%s: %s)", self->path,
                 complaints->str);
    return FALSE;
  }
  return TRUE;
}
