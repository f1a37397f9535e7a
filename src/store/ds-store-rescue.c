/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store.h"

#include "ds-store-private.h"

#include "ds-db-lock.h"
#include "ds-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Parents before children. The shadow is left: it is pulled again. */
static const struct {
  const char *name;
  const char *words; /* what its rows are, for the report; NULL: not worth a line */
  gboolean has_rowid;
} TABLES[] = {
  { "meta", NULL, FALSE },
  { "orders", "orders", TRUE },
  { "order_documents", NULL, TRUE },
  { "contents", "checklists and guides", TRUE },
  { "visits", "visits", TRUE },
  { "pins", NULL, FALSE },
  { "journal", "journal entries", TRUE },
  { "media", "photos", TRUE },
  { "media_uses", NULL, TRUE },
  { "outbox", "records", TRUE },
  { "record_bytes", NULL, TRUE },
  { "receipts", "receipts", TRUE },
  { "receipt_missing", NULL, FALSE },
  { "facts", NULL, TRUE },
  { "instruments", NULL, FALSE },
  { "drafts", "drafts", TRUE },
};

typedef struct {
  DsDb *db; /* the new store, with the damaged one attached as "old" */
  const char *table;
  char *copy_sql;
  gint64 copied;
  gboolean lost; /* some rows could not be read */
} Copy;

static void
clear_copy (Copy *copy)
{
  g_free (copy->copy_sql);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Copy, clear_copy)

static gboolean
is_readers_fault (const GError *error)
{
  return ds_error_is (error, DS_ERROR_CORRUPT) || ds_error_is (error, DS_ERROR_IO) ||
         ds_error_is (error, DS_ERROR_INVALID) || ds_error_is (error, DS_ERROR_FAILED);
}

/* Columns that both have; a generated one is made again. */
static gboolean
list_columns (DsDb *db, const char *table, char **ret_columns, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (db,
                                           "SELECT group_concat (m.name, ', ') FROM pragma_table_xinfo (?1, 'main') "
                                           "AS m JOIN pragma_table_xinfo (?1, 'old') AS o ON o.name = m.name "
                                           "WHERE m.hidden = 0",
                                           error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, table);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  *ret_columns = g_strdup (ds_stmt_text (stmt, 0));
  return TRUE;
}

/* %TRUE when the range went over; %FALSE with @ret_fatal when nothing more can be done, else the range holds a
 * row that cannot be read. */
static gboolean
copy_range (Copy *copy, gint64 first, gint64 last, GError **ret_fatal)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (DsStmt) stmt = ds_db_prepare (copy->db, copy->copy_sql, &problem);

  if (stmt != NULL) {
    ds_stmt_bind_int64 (stmt, 1, first);
    ds_stmt_bind_int64 (stmt, 2, last);
    if (ds_stmt_run (stmt, &problem)) {
      copy->copied += ds_db_changes (copy->db);
      return TRUE;
    }
  }
  if (!is_readers_fault (problem) || ds_db_is_broken (copy->db))
    g_propagate_error (ret_fatal, g_steal_pointer (&problem));
  return FALSE;
}

/* Halves a range that cannot be read until the bad rows alone are left out. */
static gboolean
copy_halving (Copy *copy, gint64 first, gint64 last, GError **error)
{
  g_autoptr (GError) fatal = NULL;
  gint64 middle = first + (last - first) / 2;

  if (copy_range (copy, first, last, &fatal))
    return TRUE;
  if (fatal != NULL) {
    g_propagate_error (error, g_steal_pointer (&fatal));
    return FALSE;
  }
  copy->lost = TRUE;
  return first == last || (copy_halving (copy, first, middle, error) && copy_halving (copy, middle + 1, last, error));
}

/* Tables without a row number are small: as many rows from the front as can be read. */
static gboolean
copy_front (Copy *copy, GError **error)
{
  gint64 low = 0;
  gint64 high = G_MAXINT32;

  while (low < high) {
    g_autoptr (GError) fatal = NULL;
    gint64 middle = low == 0 && high == G_MAXINT32 ? high : low + (high - low + 1) / 2;

    if (copy_range (copy, low, middle, &fatal)) {
      low = middle;
    } else if (fatal != NULL) {
      g_propagate_error (error, g_steal_pointer (&fatal));
      return FALSE;
    } else {
      copy->lost = TRUE;
      high = middle - 1;
    }
  }
  return TRUE;
}

/* The largest row number may itself lie on a page that cannot be read. */
static gint64
find_last_row (DsDb *db, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT coalesce (max (rowid), 0) FROM old.%s", table);
  gint64 last = 0;

  return ds_db_query_int64 (db, sql, &last, NULL) ? last : 1 << 22;
}

static gboolean
copy_table (DsDb *db, const char *table, gboolean has_rowid, Copy *copy, GError **error)
{
  g_autofree char *columns = NULL;
  g_autoptr (GError) problem = NULL;
  gint64 last;

  copy->db = db;
  copy->table = table;
  if (!list_columns (db, table, &columns, &problem) || columns == NULL) {
    copy->lost = TRUE;
    return TRUE;
  }
  copy->copy_sql = has_rowid ? g_strdup_printf ("INSERT OR IGNORE INTO main.%s (%s) SELECT %s FROM old.%s "
                                                "WHERE rowid BETWEEN ?1 AND ?2",
                                                table, columns, columns, table)
                             : g_strdup_printf ("INSERT OR IGNORE INTO main.%s (%s) SELECT %s FROM old.%s "
                                                "LIMIT ?2 OFFSET ?1 * 0",
                                                table, columns, columns, table);
  if (!has_rowid)
    return copy_front (copy, error);
  last = find_last_row (db, table);
  return last < 1 || copy_halving (copy, 1, last, error);
}

/* Entries behind a hole cannot be folded; a record without its bytes cannot be sent. Both are still in the
 * damaged file. */
static gboolean
mend_holes (DsDb *db, gint64 *ret_entries, gint64 *ret_records, GError **error)
{
  g_autoptr (DsStmt) read =
      ds_db_prepare (db, "SELECT sql FROM sqlite_schema WHERE name = 'journal_never_shrinks'", error);
  g_autofree char *trigger = NULL;
  gboolean has_row = FALSE;

  if (read == NULL || !ds_stmt_step (read, &has_row, error))
    return FALSE;
  g_assert (has_row);
  trigger = g_strdup (ds_stmt_text (read, 0));
  ds_stmt_reset (read);
  if (!ds_db_exec (db, "DROP TRIGGER journal_never_shrinks", error) ||
      !ds_db_exec (db,
                   "DELETE FROM journal WHERE row IN (SELECT row FROM (SELECT row, seq, row_number () OVER "
                   "(PARTITION BY visit ORDER BY seq) AS n FROM journal) WHERE seq <> n)",
                   error))
    return FALSE;
  *ret_entries = ds_db_changes (db);
  if (!ds_db_exec (db, trigger, error) ||
      !ds_db_exec (db, "UPDATE visits SET last_seq = (SELECT count(*) FROM journal WHERE visit = visits.row)", error) ||
      !ds_db_exec (db, "DELETE FROM outbox WHERE row NOT IN (SELECT row FROM record_bytes)", error))
    return FALSE;
  *ret_records = ds_db_changes (db);
  return ds_db_exec (db, "UPDATE visits SET record = NULL WHERE record NOT IN (SELECT id FROM outbox)", error) &&
         ds_db_exec (db, "UPDATE outbox SET state = 'queued' WHERE state = 'sending'", error) &&
         ds_db_exec (db, "UPDATE media SET state = 'queued' WHERE state = 'sending'", error);
}

/* Headquarters is asked for everything from the beginning: orders and receipts that were lost come again. */
static gboolean
ask_anew (DsDb *db, GError **error)
{
  return ds_db_exec (db,
                     "DELETE FROM meta WHERE key IN ('changes-cursor', 'changes-anew-cursor', 'receipts-position');"
                     "INSERT OR REPLACE INTO meta (key, value) VALUES ('changes-anew', '1');",
                     error);
}

static gboolean
copy_all (DsDb *db, GString *report, GError **error)
{
  gint64 entries = 0;
  gint64 records = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (TABLES); i++) {
    g_auto (Copy) copy = { NULL };

    if (!copy_table (db, TABLES[i].name, TABLES[i].has_rowid, &copy, error))
      return FALSE;
    if (TABLES[i].words != NULL)
      g_string_append_printf (report, "Saved %" G_GINT64_FORMAT " %s%s.\n", copy.copied, TABLES[i].words,
                              copy.lost ? "; others could not be read" : "");
    else if (copy.lost)
      g_string_append_printf (report, "Some rows of the table %s could not be read.\n", TABLES[i].name);
  }
  if (!mend_holes (db, &entries, &records, error) || !ask_anew (db, error))
    return FALSE;
  if (entries > 0)
    g_string_append_printf (report, "%" G_GINT64_FORMAT " journal entries stand after a gap and are not used.\n",
                            entries);
  if (records > 0)
    g_string_append_printf (report, "%" G_GINT64_FORMAT " records have lost their content and cannot be sent.\n",
                            records);
  return TRUE;
}

static gboolean
attach_old (DsDb *db, const char *old_path, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (db, "ATTACH ?1 AS old", error);
  g_autofree char *escaped = g_uri_escape_string (old_path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?mode=ro", NULL);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, uri);
  return ds_stmt_run (stmt, error);
}

/* Not in one transaction: once SQLite met a damaged page in it, it writes nothing more before it is over. Nobody
 * sees the file before it is whole, so that nothing need be durable on the way. */
static gboolean
rescue_into (const char *path, const char *old_path, GString *report, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (DsDb) db = NULL;
  DsDbSchema schema;

  ds_store_get_schema (&schema);
  db = ds_db_open (path, &schema, NULL, error);
  if (db == NULL || !ds_db_exec (db, "PRAGMA synchronous=OFF", error))
    return FALSE;
  if (!attach_old (db, old_path, &problem)) {
    g_string_append_printf (report, "Nothing of it could be read: %s\n", problem->message);
    return TRUE;
  }
  return copy_all (db, report, error) && ds_db_exec (db, "DETACH old", error) && ds_db_check (db, TRUE, error);
}

/* An earlier rescue that was interrupted. */
static gboolean
remove_leftover (const char *path, GError **error)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *file = g_strconcat (path, endings[i], NULL);

    if (unlink (file) != 0 && errno != ENOENT) {
      ds_error_set_from_errno (error, DS_STORE_ERROR, errno, file);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
sync_file (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  int saved_errno = fd < 0 || fsync (fd) != 0 ? errno : 0;

  if (fd >= 0)
    close (fd);
  if (saved_errno != 0)
    ds_error_set_from_errno (error, DS_STORE_ERROR, saved_errno, path);
  return saved_errno == 0;
}

static const char *const DB_FILES[] = { "doorstep.db", "doorstep.db-wal", "doorstep.db-shm" };

/* A second name first, and only when all three have one are the first names taken away: whatever moment the power
 * fails, the damaged database and its log are together in one place. */
static gboolean
link_files (const char *folder, const char *target, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (DB_FILES); i++) {
    g_autofree char *from = g_build_filename (folder, DB_FILES[i], NULL);
    g_autofree char *to = g_build_filename (target, DB_FILES[i], NULL);

    if (link (from, to) != 0 && errno != ENOENT) {
      ds_error_set_from_errno (error, DS_STORE_ERROR, errno, from);
      return FALSE;
    }
  }
  return ds_file_sync_folder (target, error);
}

/* The log goes before the new file comes: SQLite would play an old log into a new database. */
static gboolean
put_in_place (const char *folder, const char *rescued, GError **error)
{
  g_autofree char *path = g_build_filename (folder, DB_FILES[0], NULL);

  for (gsize i = G_N_ELEMENTS (DB_FILES) - 1; i > 0; i--) {
    g_autofree char *companion = g_build_filename (folder, DB_FILES[i], NULL);

    if (unlink (companion) != 0 && errno != ENOENT) {
      ds_error_set_from_errno (error, DS_STORE_ERROR, errno, companion);
      return FALSE;
    }
  }
  if (rename (rescued, path) != 0) {
    ds_error_set_from_errno (error, DS_STORE_ERROR, errno, path);
    return FALSE;
  }
  return ds_file_sync_folder (folder, error);
}

static char *
name_target (const char *folder, DsClock *clock)
{
  DsMoment moment;
  g_autofree char *stamp = NULL;

  ds_clock_now (clock, &moment);
  stamp = ds_time_format (moment.wall_us, moment.offset_s);
  /* Names that also a stick's file system takes. */
  g_strdelimit (stamp, ":+", '-');
  return g_build_filename (folder, "aside", stamp, NULL);
}

gboolean
ds_store_set_aside (const char *folder, DsClock *clock, DsVault *vault, char **ret_report, GError **error)
{
  g_autofree char *lock_path = g_build_filename (folder, "lock", NULL);
  g_autofree char *path = g_build_filename (folder, DB_FILES[0], NULL);
  g_autofree char *rescued = g_build_filename (folder, "rescue.db", NULL);
  g_autofree char *target = name_target (folder, clock);
  g_autoptr (DsDbLock) lock = NULL;
  g_autoptr (GString) report = g_string_new (NULL);

  g_return_val_if_fail (ret_report != NULL, FALSE);

  lock = ds_db_lock_new (lock_path, error);
  if (lock == NULL || !ds_file_make_folder (target, error) || !remove_leftover (rescued, error))
    return FALSE;
  g_string_append_printf (report, "The store was damaged. It was not deleted: it is kept in %s.\n", target);
  if (!rescue_into (rescued, path, report, error) || !sync_file (rescued, error) ||
      !link_files (folder, target, error) || !put_in_place (folder, rescued, error))
    return FALSE;
  *ret_report = g_string_free (g_steal_pointer (&report), FALSE);
  return TRUE;
}
