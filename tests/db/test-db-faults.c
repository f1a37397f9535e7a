/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-fault-vfs.h"
#include "ds-test.h"

#include "ds-db-worker.h"

#include <string.h>

static const DsDbMigration MIGRATIONS[] = {
  { 1, "CREATE TABLE rows (n INTEGER PRIMARY KEY, filler BLOB NOT NULL) STRICT;" },
};
static const DsDbSchema SCHEMA = { "the test's store", 0x54455354u, MIGRATIONS, 1 };

/* Commits and the size of each: enough for several checkpoints. */
#define N_COMMITS 20
#define FILLER_BYTES 500000

static gboolean
commit_row (DsDb *db, gint64 n, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;

  if (!ds_db_begin_immediate (db, error))
    return FALSE;
  stmt = ds_db_prepare (db, "INSERT INTO rows (n, filler) VALUES (?1, zeroblob (?2))", error);
  if (stmt != NULL) {
    ds_stmt_bind_int64 (stmt, 1, n);
    ds_stmt_bind_int64 (stmt, 2, FILLER_BYTES);
    if (ds_stmt_run (stmt, error))
      return ds_db_commit (db, error);
  }
  ds_db_rollback (db);
  return FALSE;
}

/* Writes until something fails; Returns: how many commits were acknowledged. */
static gint64
write_rows (const char *path, gint64 first, DsErrorCode *ret_code, gboolean *ret_broken)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsDb) db = ds_db_open (path, &SCHEMA, NULL, &error);
  gint64 acknowledged = 0;

  for (gint64 n = first; db != NULL && n < first + N_COMMITS && commit_row (db, n, &error); n++)
    acknowledged++;
  *ret_code = error != NULL ? ds_error_code_of (error) : DS_ERROR_FAILED;
  *ret_broken = db != NULL && ds_db_is_broken (db);
  if (error != NULL && db != NULL) {
    g_autoptr (GError) after = NULL;
    gboolean refused = !ds_db_begin_immediate (db, &after);

    /* Broken stays broken; all else goes on. */
    g_assert_cmpint (refused, ==, *ret_broken);
    if (refused)
      ds_test_assert_error (after, DS_ERROR_IO);
    ds_db_rollback (db);
  }
  return acknowledged;
}

static void
assert_all_there (const char *path, gint64 acknowledged)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsDb) db = ds_db_open (path, &SCHEMA, NULL, &error);
  gint64 n = -1;
  gint64 largest = -1;

  g_assert_no_error (error);
  ds_db_check (db, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (ds_db_query_int64 (db, "SELECT count(*) FROM rows", &n, NULL));
  g_assert_true (ds_db_query_int64 (db, "SELECT coalesce (max (n), -1) FROM rows", &largest, NULL));
  /* None missing, no half one; the one whose commit failed may be there or not. */
  g_assert_cmpint (n, >=, acknowledged);
  g_assert_cmpint (n, <=, acknowledged + 1);
  g_assert_cmpint (largest, ==, n - 1);
}

static guint
count_operations (DsFault fault)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  DsErrorCode code;
  gboolean broken;

  ds_fault_vfs_arm (fault, 0);
  g_assert_cmpint (write_rows (path, 0, &code, &broken), ==, N_COMMITS);
  return ds_fault_vfs_count ();
}

/* Every operation once (or a spread of them) is the one that fails. */
static void
run_fault (DsFault fault, DsErrorCode expected)
{
  guint total = count_operations (fault);
  guint step = g_test_slow () ? 1 : MAX (1, total / 10);
  guint struck = 0;

  g_test_message ("%u operations", total);
  for (guint nth = 1; nth <= total; nth += step) {
    g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
    g_autofree char *path = ds_test_folder_file (folder, "x.db");
    DsErrorCode code;
    gboolean broken;
    gint64 acknowledged;

    ds_fault_vfs_arm (fault, nth);
    acknowledged = write_rows (path, 0, &code, &broken);
    ds_fault_vfs_arm (DS_FAULT_NONE, 0);
    if (acknowledged < N_COMMITS) {
      struck++;
      g_assert_cmpint (code, ==, expected);
    }
    assert_all_there (path, acknowledged);
  }
  g_assert_cmpuint (struck, >, 0);
}

static void
test_sync_fails (void)
{
  run_fault (DS_FAULT_SYNC, DS_ERROR_IO);
}

static void
test_write_fails (void)
{
  run_fault (DS_FAULT_WRITE_EIO, DS_ERROR_IO);
}

static void
test_no_room (void)
{
  run_fault (DS_FAULT_WRITE_FULL, DS_ERROR_FULL);
}

static gboolean
insert_cb (DsDb *db, gpointer owner, gpointer data, GError **error)
{
  return ds_db_exec (db, "INSERT INTO rows (filler) VALUES (x'00')", error);
}

static gboolean
count_cb (DsDb *db, gpointer owner, gpointer data, GError **error)
{
  return ds_db_query_int64 (db, "SELECT count(*) FROM rows", data, error);
}

/* After a failed fsync nothing is written, also not when it would work again; reading goes on. */
static void
test_worker_stops_writing (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "x.db");
  g_autoptr (GError) error = NULL;
  g_autoptr (DsDbWorker) worker = ds_db_worker_new (ds_db_open (path, &SCHEMA, NULL, NULL), NULL);
  const DsDbJob insert = { .run = insert_cb, .write = TRUE };
  gint64 n = -1;
  const DsDbJob count = { .run = count_cb, .data = &n };

  g_assert_true (ds_db_worker_run_sync (worker, &insert, NULL, &error));
  ds_fault_vfs_arm (DS_FAULT_SYNC, 1);
  g_assert_false (ds_db_worker_run_sync (worker, &insert, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_IO);
  ds_fault_vfs_arm (DS_FAULT_NONE, 0);
  g_assert_true (ds_db_worker_is_broken (worker));
  g_assert_false (ds_db_worker_run_sync (worker, &insert, NULL, &error));
  g_assert_nonnull (strstr (error->message, "start it again"));
  ds_test_assert_error (error, DS_ERROR_IO);
  g_assert_true (ds_db_worker_run_sync (worker, &count, NULL, &error));
  g_assert_cmpint (n, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ds_fault_vfs_install ();
  g_test_add_func ("/db/faults/sync", test_sync_fails);
  g_test_add_func ("/db/faults/write", test_write_fails);
  g_test_add_func ("/db/faults/no-room", test_no_room);
  g_test_add_func ("/db/faults/worker-stops-writing", test_worker_stops_writing);
  return g_test_run ();
}
