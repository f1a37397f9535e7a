/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-test.h"

#include "ds-db-lock.h"
#include "ds-db.h"
#include "ds-file.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#define APPLICATION_ID 0x54455354u

static const DsDbMigration MIGRATIONS[] = {
  { 1, "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT, blob BLOB) STRICT;" },
  { 2, "ALTER TABLE things ADD COLUMN size INTEGER NOT NULL DEFAULT 7; CREATE INDEX things_by_size ON things (size);" },
  { 3, "CREATE TABLE parts (id INTEGER PRIMARY KEY, thing INTEGER NOT NULL REFERENCES things (id)) STRICT;" },
};

static const DsDbSchema SCHEMA_1 = { "the test's store", APPLICATION_ID, MIGRATIONS, 1 };
static const DsDbSchema SCHEMA_3 = { "the test's store", APPLICATION_ID, MIGRATIONS, 3 };

static DsDb *
open_ok (const char *path, const DsDbSchema *schema, const char *backup_folder)
{
  g_autoptr (GError) error = NULL;
  DsDb *db = ds_db_open (path, schema, backup_folder, &error);

  g_assert_no_error (error);
  return db;
}

static void
exec_ok (DsDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  ds_db_exec (db, sql, &error);
  g_assert_no_error (error);
}

static gint64
query (DsDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = -1;

  ds_db_query_int64 (db, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

/* Runs raw SQL on a file that is not open. */
static void
tamper (const char *path, const char *sql)
{
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static void
test_open_is_safe (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autoptr (DsDb) db = open_ok (path, &SCHEMA_3, NULL);
  g_autoptr (GError) error = NULL;
  struct stat info;

  g_assert_cmpint (query (db, "PRAGMA synchronous"), ==, 2);
  g_assert_cmpint (query (db, "PRAGMA foreign_keys"), ==, 1);
  g_assert_cmpint (query (db, "PRAGMA trusted_schema"), ==, 0);
  g_assert_cmpint (query (db, "PRAGMA application_id"), ==, APPLICATION_ID);
  g_assert_cmpint (query (db, "PRAGMA user_version"), ==, 3);
  g_assert_cmpint (query (db, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"), ==, 1);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_false (ds_db_exec (db, "SELECT \"no such column\"", &error));
  g_clear_error (&error);
  g_assert_false (ds_db_exec (db, "INSERT INTO parts (thing) VALUES (9)", &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
  g_assert_false (ds_db_exec (db, "INSERT INTO things (id, size) VALUES (1, 'many')", &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
}

static void
test_statements (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autoptr (DsDb) db = open_ok (path, &SCHEMA_1, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1\2", 3);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (DsStmt) insert = NULL;
  g_autoptr (DsStmt) read = NULL;
  g_autoptr (DsStmt) nested = NULL;
  g_autoptr (GBytes) got = NULL;
  g_autoptr (GBytes) none = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_row = FALSE;

  insert = ds_db_prepare (db, "INSERT INTO things (name, blob) VALUES (?1, ?2)", &error);
  g_assert_no_error (error);
  ds_stmt_bind_text (insert, 1, "王");
  ds_stmt_bind_blob (insert, 2, bytes);
  g_assert_true (ds_stmt_run (insert, &error));
  g_assert_cmpint (ds_db_changes (db), ==, 1);
  g_assert_cmpint (ds_db_last_rowid (db), ==, 1);
  ds_stmt_bind_blob (insert, 2, empty);
  g_assert_true (ds_stmt_run (insert, &error));

  read = ds_db_prepare (db, "SELECT name, blob FROM things ORDER BY id", &error);
  nested = ds_db_prepare (db, "SELECT name, blob FROM things ORDER BY id", &error);
  g_assert_true (read != nested);
  g_assert_true (ds_stmt_step (read, &has_row, &error) && has_row);
  g_assert_cmpstr (ds_stmt_text (read, 0), ==, "王");
  got = ds_stmt_blob (read, 1);
  g_assert_true (g_bytes_equal (got, bytes));
  g_assert_true (ds_stmt_step (read, &has_row, &error) && has_row);
  g_assert_true (ds_stmt_is_null (read, 0));
  none = ds_stmt_blob (read, 1);
  g_assert_cmpuint (g_bytes_get_size (none), ==, 0);
  g_assert_true (ds_stmt_step (read, &has_row, &error) && !has_row);
  g_assert_null (ds_db_prepare (db, "SELECT nothing FROM nowhere", &error));
  g_assert_nonnull (error);
}

static void
test_rollback (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autoptr (DsDb) db = open_ok (path, &SCHEMA_1, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ds_db_begin_immediate (db, &error));
  exec_ok (db, "INSERT INTO things (name) VALUES ('a')");
  ds_db_rollback (db);
  ds_db_rollback (db);
  g_assert_false (ds_db_is_in_transaction (db));
  g_assert_true (ds_db_begin_immediate (db, &error));
  exec_ok (db, "INSERT INTO things (name) VALUES ('b')");
  g_assert_true (ds_db_commit (db, &error));
  g_assert_cmpint (query (db, "SELECT count(*) FROM things"), ==, 1);
}

static void
test_migrates_after_a_backup (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autofree char *backups = ds_test_folder_file (folder, "backup");
  g_autofree char *backup = g_build_filename (backups, "before-v1-to-v3.db", NULL);
  g_autoptr (DsDb) db = open_ok (path, &SCHEMA_1, backups);
  g_autoptr (DsDb) old = NULL;

  exec_ok (db, "INSERT INTO things (name) VALUES ('kept')");
  g_clear_pointer (&db, ds_db_close);
  db = open_ok (path, &SCHEMA_3, backups);
  g_assert_cmpint (query (db, "SELECT count(*) FROM things WHERE name = 'kept' AND size = 7"), ==, 1);
  g_assert_cmpint (query (db, "PRAGMA foreign_keys"), ==, 1);
  old = open_ok (backup, &SCHEMA_1, NULL);
  g_assert_cmpint (query (old, "SELECT count(*) FROM things"), ==, 1);
}

static void
test_failed_migration_changes_nothing (void)
{
  static const DsDbMigration broken[] = {
    { 1, "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT, blob BLOB) STRICT;" },
    { 2, "CREATE TABLE halfway (id INTEGER); CREATE TABLE things (id INTEGER);" },
  };
  static const DsDbSchema schema = { "the test's store", APPLICATION_ID, broken, 2 };
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autoptr (DsDb) db = open_ok (path, &SCHEMA_1, NULL);
  g_autoptr (GError) error = NULL;

  exec_ok (db, "INSERT INTO things (name) VALUES ('kept')");
  g_clear_pointer (&db, ds_db_close);
  g_assert_null (ds_db_open (path, &schema, NULL, &error));
  g_assert_nonnull (error);
  db = open_ok (path, &SCHEMA_1, NULL);
  g_assert_cmpint (query (db, "SELECT count(*) FROM things"), ==, 1);
  g_assert_cmpint (query (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'halfway'"), ==, 0);
}

static void
test_migration_that_leaves_orphans_is_refused (void)
{
  static const DsDbMigration migrations[] = {
    { 1, "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a (id));"
         "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);" },
    { 2, "DELETE FROM a;" },
  };
  static const DsDbSchema first = { "the test's store", APPLICATION_ID, migrations, 1 };
  static const DsDbSchema second = { "the test's store", APPLICATION_ID, migrations, 2 };
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autoptr (DsDb) db = open_ok (path, &first, NULL);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&db, ds_db_close);
  g_assert_null (ds_db_open (path, &second, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_CORRUPT);
  db = open_ok (path, &first, NULL);
  g_assert_cmpint (query (db, "SELECT count(*) FROM a"), ==, 1);
}

static void
assert_refused_unchanged (const char *path, const DsDbSchema *schema, DsErrorCode code)
{
  g_autofree char *copy = g_strconcat (path, ".copy", NULL);
  g_autoptr (GError) error = NULL;

  ds_file_copy_durable (path, copy, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (ds_db_open (path, schema, NULL, &error));
  ds_test_assert_error (error, code);
  g_assert_true (ds_test_file_equals (path, copy));
}

static void
test_newer_is_refused (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autoptr (DsDb) db = open_ok (path, &SCHEMA_3, NULL);
  g_autoptr (GError) error = NULL;

  exec_ok (db, "INSERT INTO things (name) VALUES ('kept')");
  g_clear_pointer (&db, ds_db_close);
  assert_refused_unchanged (path, &SCHEMA_1, DS_ERROR_NEWER);
  g_assert_null (ds_db_open_read_only (path, &SCHEMA_1, &error));
  ds_test_assert_error (error, DS_ERROR_NEWER);
}

static void
test_foreign_is_refused (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autofree char *unmarked = ds_test_folder_file (folder, "y.db");

  tamper (path, "PRAGMA application_id=7; CREATE TABLE other (x)");
  assert_refused_unchanged (path, &SCHEMA_3, DS_ERROR_INVALID);
  tamper (unmarked, "CREATE TABLE other (x)");
  assert_refused_unchanged (unmarked, &SCHEMA_3, DS_ERROR_INVALID);
}

static void
test_empty_file_is_new (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autoptr (DsDb) db = NULL;

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  db = open_ok (path, &SCHEMA_3, NULL);
  g_assert_cmpint (query (db, "PRAGMA user_version"), ==, 3);
}

static void
test_not_a_database (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autofree char *text = g_strnfill (8192, 'x');

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  assert_refused_unchanged (path, &SCHEMA_3, DS_ERROR_CORRUPT);
}

static void
test_check_finds_damage (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autoptr (DsDb) db = open_ok (path, &SCHEMA_3, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize size = 0;

  exec_ok (db, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
               "INSERT INTO things (name) SELECT 'a name of some length ' || i FROM n");
  g_assert_true (ds_db_check (db, TRUE, &error));
  g_assert_true (ds_db_check (db, FALSE, &error));
  g_clear_pointer (&db, ds_db_close);
  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  memset (contents + size / 2, 0x5a, 4096);
  g_assert_true (g_file_set_contents (path, contents, (gssize) size, NULL));
  db = open_ok (path, &SCHEMA_3, NULL);
  g_assert_false (ds_db_check (db, TRUE, &error));
  ds_test_assert_error (error, DS_ERROR_CORRUPT);
}

static void
test_read_only_connection (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autofree char *missing = ds_test_folder_file (folder, "missing.db");
  g_autoptr (DsDb) db = NULL;
  g_autoptr (DsDb) reader = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_db_open_read_only (missing, &SCHEMA_1, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
  db = open_ok (path, &SCHEMA_1, NULL);
  g_assert_null (ds_db_open_read_only (path, &SCHEMA_3, &error));
  ds_test_assert_error (error, DS_ERROR_STATE);
  reader = ds_db_open_read_only (path, &SCHEMA_1, &error);
  g_assert_no_error (error);
  g_assert_false (ds_db_exec (reader, "INSERT INTO things (name) VALUES ('a')", &error));
  ds_test_assert_error (error, DS_ERROR_READ_ONLY);
  g_assert_false (ds_db_begin_immediate (reader, &error));
  ds_test_assert_error (error, DS_ERROR_READ_ONLY);
  exec_ok (db, "INSERT INTO things (name) VALUES ('a')");
  g_assert_cmpint (query (reader, "SELECT count(*) FROM things"), ==, 1);
}

static void
test_full_database (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autoptr (DsDb) db = open_ok (path, &SCHEMA_1, NULL);
  g_autoptr (GError) error = NULL;

  exec_ok (db, "INSERT INTO things (name) VALUES ('kept')");
  exec_ok (db, "PRAGMA max_page_count=10");
  g_assert_true (ds_db_begin_immediate (db, &error));
  g_assert_false (ds_db_exec (db, "INSERT INTO things (blob) VALUES (zeroblob (1000000))", &error));
  ds_test_assert_error (error, DS_ERROR_FULL);
  ds_db_rollback (db);
  g_assert_false (ds_db_is_broken (db));
  exec_ok (db, "PRAGMA max_page_count=100000");
  exec_ok (db, "INSERT INTO things (blob) VALUES (zeroblob (1000000))");
  g_assert_cmpint (query (db, "SELECT count(*) FROM things"), ==, 2);
}

/* A limit on file sizes fails writes as a full disk does, without a disk to fill. */
static void
test_full_disk (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autoptr (DsDb) db = open_ok (path, &SCHEMA_1, NULL);
  struct rlimit before;
  struct rlimit limit;
  g_autoptr (GError) error = NULL;

  exec_ok (db, "INSERT INTO things (name) VALUES ('kept')");
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 300000;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  ds_db_exec (db, "INSERT INTO things (blob) VALUES (zeroblob (1000000))", &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  ds_test_assert_error (error, DS_ERROR_FULL);
  g_assert_false (ds_db_is_broken (db));
  exec_ok (db, "INSERT INTO things (name) VALUES ('after')");
  g_assert_cmpint (query (db, "SELECT count(*) FROM things"), ==, 2);
  g_assert_true (ds_db_check (db, TRUE, &error));
}

/* Root may write anywhere, so a child without root's rights tries. */
static void
test_read_only_folder (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autofree char *fresh = ds_test_folder_file (folder, "new.db");
  g_autoptr (DsDb) db = open_ok (path, &SCHEMA_1, NULL);
  int status = -1;
  pid_t child;

  g_clear_pointer (&db, ds_db_close);
  g_assert_cmpint (chmod (path, 0444), ==, 0);
  g_assert_cmpint (chmod (folder->path, 0555), ==, 0);
  child = fork ();
  if (child == 0) {
    g_autoptr (GError) error = NULL;

    if (getuid () == 0 && setuid (65534) != 0)
      _exit (1);
    if (ds_db_open (path, &SCHEMA_1, NULL, &error) != NULL || !ds_error_is (error, DS_ERROR_READ_ONLY))
      _exit (2);
    g_clear_error (&error);
    if (ds_db_open (fresh, &SCHEMA_1, NULL, &error) != NULL || !ds_error_is (error, DS_ERROR_READ_ONLY))
      _exit (3);
    _exit (0);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (chmod (folder->path, 0700), ==, 0);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
test_backup (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autofree char *copy = ds_test_folder_file (folder, "copy.db");
  g_autofree char *part = ds_test_folder_file (folder, "copy.db.part");
  g_autofree char *log = ds_test_folder_file (folder, "copy.db-wal");
  g_autofree char *nowhere = ds_test_folder_file (folder, "no/such/copy.db");
  g_autoptr (DsDb) db = open_ok (path, &SCHEMA_1, NULL);
  g_autoptr (DsDb) restored = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  exec_ok (db, "INSERT INTO things (name, blob) VALUES ('a', zeroblob (3000000))");
  g_assert_true (g_file_set_contents (part, "left over", -1, NULL));
  ds_db_backup (db, copy, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  restored = open_ok (copy, &SCHEMA_1, NULL);
  g_assert_cmpint (query (restored, "SELECT length (blob) FROM things"), ==, 3000000);
  g_clear_pointer (&restored, ds_db_close);

  g_assert_false (ds_db_backup (db, nowhere, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
  g_cancellable_cancel (cancellable);
  g_assert_false (ds_db_backup (db, copy, cancellable, &error));
  ds_test_assert_error (error, DS_ERROR_CANCELLED);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  restored = open_ok (copy, &SCHEMA_1, NULL);
  g_assert_true (ds_db_check (restored, TRUE, &error));
}

static void
test_lock (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "lock");
  g_autofree char *pid = g_strdup_printf ("%d", (int) getpid ());
  g_autoptr (DsDbLock) lock = NULL;
  g_autoptr (GError) error = NULL;

  lock = ds_db_lock_new (path, &error);
  g_assert_no_error (error);
  g_assert_null (ds_db_lock_new (path, &error));
  g_assert_nonnull (strstr (error->message, pid));
  ds_test_assert_error (error, DS_ERROR_BUSY);
  g_clear_pointer (&lock, ds_db_lock_free);
  lock = ds_db_lock_new (path, &error);
  g_assert_no_error (error);
}

/* However it ends: the kernel gives a killed holder's lock back. */
static void
test_lock_of_a_killed_process (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "lock");
  g_autoptr (DsDbLock) lock = NULL;
  g_autoptr (GError) error = NULL;
  int ready[2];
  char byte;
  pid_t child;

  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  if (child == 0) {
    DsDbLock *held = ds_db_lock_new (path, NULL);

    if (held == NULL || write (ready[1], "x", 1) != 1)
      _exit (1);
    pause ();
    _exit (0);
  }
  close (ready[1]);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  g_assert_null (ds_db_lock_new (path, &error));
  ds_test_assert_error (error, DS_ERROR_BUSY);
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);
  lock = ds_db_lock_new (path, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/db/open-is-safe", test_open_is_safe);
  g_test_add_func ("/db/statements", test_statements);
  g_test_add_func ("/db/rollback", test_rollback);
  g_test_add_func ("/db/migrate/after-a-backup", test_migrates_after_a_backup);
  g_test_add_func ("/db/migrate/failed-changes-nothing", test_failed_migration_changes_nothing);
  g_test_add_func ("/db/migrate/orphans", test_migration_that_leaves_orphans_is_refused);
  g_test_add_func ("/db/newer", test_newer_is_refused);
  g_test_add_func ("/db/foreign", test_foreign_is_refused);
  g_test_add_func ("/db/empty-file", test_empty_file_is_new);
  g_test_add_func ("/db/not-a-database", test_not_a_database);
  g_test_add_func ("/db/check", test_check_finds_damage);
  g_test_add_func ("/db/read-only-connection", test_read_only_connection);
  g_test_add_func ("/db/read-only-folder", test_read_only_folder);
  g_test_add_func ("/db/full-database", test_full_database);
  g_test_add_func ("/db/full-disk", test_full_disk);
  g_test_add_func ("/db/backup", test_backup);
  g_test_add_func ("/db/lock", test_lock);
  g_test_add_func ("/db/lock-of-a-killed-process", test_lock_of_a_killed_process);
  return g_test_run ();
}
