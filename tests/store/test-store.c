/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-fixture.h"

#include "ds-id.h"
#include "ds-store-journal.h"
#include "ds-store-meta.h"
#include "ds-store-orders.h"
#include "ds-store-outbox.h"
#include "ds-store-private.h"
#include "ds-store-visits.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
  DsTestFolder *folder;
  DsClock *clock;
  DsVault *vault;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = ds_test_folder_new ();
  fixture->clock = ds_test_clock ();
  fixture->vault = ds_vault_new_plain ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ds_vault_unref (fixture->vault);
  ds_clock_unref (fixture->clock);
  ds_test_folder_free (fixture->folder);
}

static DsStore *
open_store (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  DsStore *store = ds_store_open (fixture->folder->path, fixture->clock, fixture->vault, &error);

  g_assert_no_error (error);
  return store;
}

static void
run_ok (DsStore *store, DsStoreJobFunc run, gpointer data, gboolean write)
{
  const DsStoreJob job = { .run = run, .data = data, .write = write };
  g_autoptr (GError) error = NULL;

  ds_store_run_sync (store, &job, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
put_order_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  g_autoptr (DsJson) order = ds_store_test_order (data, 0);

  return ds_store_orders_put (tx, order, error);
}

static gboolean
count_orders_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_store_orders_count (tx, data, error);
}

static gint64
count_orders (DsStore *store)
{
  gint64 n = -1;

  run_ok (store, count_orders_cb, &n, FALSE);
  return n;
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsStore) store = open_store (fixture);
  g_autoptr (DsStore) second = NULL;
  g_autoptr (DsStore) viewer = NULL;
  g_autofree char *pid = g_strdup_printf ("%d", (int) getpid ());
  g_autoptr (GError) error = NULL;
  DsStoreTx *local;
  gint64 n = 0;

  run_ok (store, put_order_cb, (gpointer) "QX1", TRUE);
  g_assert_cmpint (count_orders (store), ==, 1);
  second = ds_store_open (fixture->folder->path, fixture->clock, fixture->vault, &error);
  g_assert_null (second);
  g_assert_nonnull (strstr (error->message, pid));
  ds_test_assert_error (error, DS_ERROR_BUSY);
  viewer = ds_store_open_read_only (fixture->folder->path, fixture->clock, fixture->vault, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_orders (viewer), ==, 1);

  local = ds_store_get_local (store, &error);
  g_assert_no_error (error);
  run_ok (store, put_order_cb, (gpointer) "QX2", TRUE);
  g_assert_true (ds_store_orders_count (local, &n, &error));
  g_assert_cmpint (n, ==, 2);
}

static void
test_read_only_refuses_to_write (Fixture *fixture, gconstpointer data)
{
  const DsStoreJob job = { .run = put_order_cb, .data = (gpointer) "QX1", .write = TRUE };
  g_autoptr (DsStore) store = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_store_open_read_only (fixture->folder->path, fixture->clock, fixture->vault, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
  ds_store_close (open_store (fixture));
  store = ds_store_open_read_only (fixture->folder->path, fixture->clock, fixture->vault, &error);
  g_assert_no_error (error);
  g_assert_false (ds_store_run_sync (store, &job, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_READ_ONLY);
}

typedef struct {
  gboolean answered;
  gboolean destroyed;
  gint64 n;
} Asked;

static gboolean
count_asked_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_store_orders_count (tx, &((Asked *) data)->n, error);
}

static void
answered_cb (gpointer data, const GError *error)
{
  g_assert_no_error (error);
  ((Asked *) data)->answered = TRUE;
}

static void
destroyed_cb (gpointer data)
{
  ((Asked *) data)->destroyed = TRUE;
}

static void
test_async (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsStore) store = open_store (fixture);
  Asked asked = { FALSE };
  const DsStoreJob job = { .run = count_asked_cb, .done = answered_cb, .data = &asked, .destroy = destroyed_cb };

  run_ok (store, put_order_cb, (gpointer) "QX1", TRUE);
  ds_store_run_async (store, &job, NULL);
  g_assert_false (asked.answered);
  ds_test_wait (&asked.answered);
  ds_test_wait (&asked.destroyed);
  g_assert_cmpint (asked.n, ==, 1);
}

static gboolean
claim_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  const DsStoreClaim claim = { .now_us = DS_TEST_WALL_US, .max_lane = 2, .max_records = 9, .max_bytes = 9999 };
  g_autofree char *id = ds_id_new (tx->clock);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{}", 2);
  DsStoreRecord record = { .id = id, .kind = (char *) "opinion", .bytes = bytes };
  g_autoptr (GPtrArray) records = NULL;

  return ds_store_outbox_enqueue (tx, &record, error) && ds_store_outbox_claim (tx, &claim, &records, error);
}

static gboolean
count_queued_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_db_query_int64 (tx->db, "SELECT count(*) FROM outbox WHERE state = 'queued'", data, error);
}

static void
test_interrupted_sending_is_queued_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsStore) store = open_store (fixture);
  gint64 n = -1;

  run_ok (store, claim_cb, NULL, TRUE);
  run_ok (store, count_queued_cb, &n, FALSE);
  g_assert_cmpint (n, ==, 0);
  g_clear_pointer (&store, ds_store_close);
  store = open_store (fixture);
  run_ok (store, count_queued_cb, &n, FALSE);
  g_assert_cmpint (n, ==, 1);
}

static void
test_newer_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = ds_test_folder_file (fixture->folder, "doorstep.db");
  g_autofree char *copy = ds_test_folder_file (fixture->folder, "copy");
  g_autoptr (DsDb) db = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize size = 0;
  DsDbSchema schema;

  ds_store_close (open_store (fixture));
  ds_store_get_schema (&schema);
  db = ds_db_open (path, &schema, NULL, &error);
  g_assert_true (ds_db_exec (db, "PRAGMA user_version=9999", &error));
  g_clear_pointer (&db, ds_db_close);
  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  g_assert_true (g_file_set_contents (copy, contents, (gssize) size, NULL));
  g_assert_null (ds_store_open (fixture->folder->path, fixture->clock, fixture->vault, &error));
  ds_test_assert_error (error, DS_ERROR_NEWER);
  g_assert_true (ds_test_file_equals (path, copy));
}

static gboolean
add_work_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  char **ret_visit = data;
  g_autoptr (GBytes) photo = g_bytes_new_static ("jpeg", 4);
  DsStoreMedium medium = { .type = (char *) "image/jpeg", .size_bytes = 4, .lane = 4, .state = DS_STORE_SEND_QUEUED };

  for (guint i = 0; i < 200; i++) {
    g_autofree char *id = g_strdup_printf ("QX%u", i);

    if (!put_order_cb (tx, id, error))
      return FALSE;
  }
  if (!ds_store_visits_create (tx, "QX7", ret_visit, error))
    return FALSE;
  for (guint seq = 1; seq <= 300; seq++) {
    g_autofree char *entry = ds_id_new (tx->clock);

    if (!ds_store_journal_append (tx, *ret_visit, seq, entry, "{\"type\":\"note\",\"text\":\"a few words\"}", error))
      return FALSE;
  }
  if (!ds_store_media_save_bytes (tx->media_folder, photo, medium.type, &medium.sha256, error))
    return FALSE;
  if (!ds_store_media_add (tx, &medium, error))
    return FALSE;
  g_free (medium.sha256);
  return claim_cb (tx, NULL, error);
}

static gboolean
read_journal_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  gpointer *both = data;

  return ds_store_journal_read (tx, both[0], 0, (GPtrArray **) &both[1], error);
}

static char *
add_work (DsStore *store)
{
  char *visit = NULL;

  run_ok (store, add_work_cb, &visit, TRUE);
  return visit;
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsStore) store = open_store (fixture);
  g_autofree char *visit = add_work (store);
  g_autofree char *report = NULL;
  g_autofree char *after = NULL;
  g_autofree char *sha256 = NULL;
  g_autofree char *photo = NULL;
  g_autoptr (GError) error = NULL;

  ds_store_check (store, TRUE, &report, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report, ==, "");
  sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "jpeg", -1);
  photo = ds_store_media_path (ds_store_get_media_folder (store), sha256, "image/jpeg");
  g_assert_true (g_file_set_contents (photo, "gepj", 4, NULL));
  ds_store_check (store, TRUE, &after, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (after, "damaged"));
  g_clear_pointer (&after, g_free);
  g_assert_cmpint (g_unlink (photo), ==, 0);
  ds_store_check (store, FALSE, &after, NULL, &error);
  g_assert_nonnull (strstr (after, "missing"));
}

static void
test_backup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsStore) store = open_store (fixture);
  g_autofree char *visit = add_work (store);
  g_autofree char *path = ds_test_folder_file (fixture->folder, "copy.db");
  g_autoptr (DsDb) copy = NULL;
  g_autoptr (GError) error = NULL;
  DsDbSchema schema;
  gint64 n = 0;

  ds_store_backup (store, path, NULL, &error);
  g_assert_no_error (error);
  ds_store_get_schema (&schema);
  copy = ds_db_open_read_only (path, &schema, &error);
  g_assert_no_error (error);
  ds_db_query_int64 (copy, "SELECT count(*) FROM journal", &n, &error);
  g_assert_cmpint (n, ==, 300);
}

/* Overwrites every page of a b-tree that the name matches, but the first. */
static void
damage (Fixture *fixture, const char *name, guint skip)
{
  g_autofree char *path = ds_test_folder_file (fixture->folder, "doorstep.db");
  g_autofree char *sql = g_strdup_printf ("SELECT pageno FROM dbstat WHERE name = '%s' AND pagetype = 'leaf'", name);
  g_autofree char *contents = NULL;
  gsize size = 0;
  sqlite3 *handle = NULL;
  sqlite3_stmt *stmt = NULL;
  guint damaged = 0;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  for (guint i = 0; sqlite3_step (stmt) == SQLITE_ROW; i++) {
    if (i == skip) {
      memset (contents + (sqlite3_column_int64 (stmt, 0) - 1) * 4096, 0x5a, 4096);
      damaged++;
    }
  }
  sqlite3_finalize (stmt);
  sqlite3_close (handle);
  g_assert_cmpuint (damaged, ==, 1);
  g_assert_true (g_file_set_contents (path, contents, (gssize) size, NULL));
}

static void
test_damaged_store_is_set_aside (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsStore) store = open_store (fixture);
  g_autofree char *visit = add_work (store);
  g_autofree char *report = NULL;
  g_autofree char *aside = ds_test_folder_file (fixture->folder, "aside");
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;
  gpointer journal[2] = { visit, NULL };
  g_autoptr (GPtrArray) lines = NULL;
  gint64 n = 0;

  g_clear_pointer (&store, ds_store_close);
  damage (fixture, "journal", 3);
  damage (fixture, "orders", 2);
  store = open_store (fixture);
  ds_store_check (store, TRUE, &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, !=, "");
  g_clear_pointer (&store, ds_store_close);

  ds_store_set_aside (fixture->folder->path, fixture->clock, fixture->vault, &report, &error);
  g_assert_no_error (error);
  g_test_message ("%s", report);
  g_assert_nonnull (strstr (report, "aside"));
  g_assert_true (g_file_test (aside, G_FILE_TEST_IS_DIR));
  g_clear_pointer (&found, g_free);
  store = open_store (fixture);
  ds_store_check (store, TRUE, &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, "");
  n = count_orders (store);
  g_assert_cmpint (n, >, 150);
  g_assert_cmpint (n, <, 200);
  run_ok (store, count_queued_cb, &n, FALSE);
  g_assert_cmpint (n, ==, 1);
  run_ok (store, read_journal_cb, journal, FALSE);
  lines = journal[1];
  g_assert_cmpuint (lines->len, >, 10);
  g_assert_cmpuint (lines->len, <, 300);
}

static void
test_rubbish_is_set_aside (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = ds_test_folder_file (fixture->folder, "doorstep.db");
  g_autofree char *rubbish = g_strnfill (10000, 'x');
  g_autofree char *report = NULL;
  g_autoptr (DsStore) store = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, rubbish, -1, NULL));
  g_assert_null (ds_store_open (fixture->folder->path, fixture->clock, fixture->vault, &error));
  ds_test_assert_error (error, DS_ERROR_CORRUPT);
  ds_store_set_aside (fixture->folder->path, fixture->clock, fixture->vault, &report, &error);
  g_assert_no_error (error);
  g_test_message ("%s", report);
  store = open_store (fixture);
  g_assert_cmpint (count_orders (store), ==, 0);
}

/* After a failed disk the next opening looks at every page. */
static void
test_verifies_after_a_failed_disk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *mark = ds_test_folder_file (fixture->folder, "verify");
  g_autoptr (DsStore) store = open_store (fixture);
  g_autofree char *visit = add_work (store);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&store, ds_store_close);
  ds_store_folder_ask_check (fixture->folder->path);
  g_assert_true (g_file_test (mark, G_FILE_TEST_EXISTS));
  store = open_store (fixture);
  g_assert_false (g_file_test (mark, G_FILE_TEST_EXISTS));
  g_clear_pointer (&store, ds_store_close);
  damage (fixture, "journal", 3);
  ds_store_folder_ask_check (fixture->folder->path);
  g_assert_null (ds_store_open (fixture->folder->path, fixture->clock, fixture->vault, &error));
  ds_test_assert_error (error, DS_ERROR_CORRUPT);
  g_assert_true (g_file_test (mark, G_FILE_TEST_EXISTS));
}

static void
test_tidies_interrupted_photos (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsStore) store = open_store (fixture);
  g_autofree char *visit = add_work (store);
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "jpeg", -1);
  g_autofree char *photo = ds_store_media_path (ds_store_get_media_folder (store), sha256, "image/jpeg");
  g_autofree char *part = g_strconcat (photo, ".part", NULL);

  g_assert_true (g_file_set_contents (part, "half", 4, NULL));
  g_clear_pointer (&store, ds_store_close);
  store = open_store (fixture);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (photo, G_FILE_TEST_EXISTS));
}

typedef struct {
  char *visit;
  guint seq;
} Writing;

static gboolean
begin_writing_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  Writing *writing = data;
  g_autoptr (DsStoreVisit) visit = NULL;

  if (!ds_store_visits_find (tx, "QX1", &visit, error))
    return FALSE;
  if (visit == NULL)
    return put_order_cb (tx, (gpointer) "QX1", error) && ds_store_visits_create (tx, "QX1", &writing->visit, error);
  writing->visit = g_strdup (visit->id);
  writing->seq = visit->last_seq;
  return TRUE;
}

static gboolean
write_one_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  Writing *writing = data;
  const DsStoreProjection projection = { .stage = "started", .done = writing->seq };
  g_autofree char *entry = ds_id_new (tx->clock);
  g_autofree char *id = ds_id_new (tx->clock);
  g_autofree char *line = g_strdup_printf ("{\"seq\":%u}", writing->seq);
  g_autoptr (GBytes) bytes = g_bytes_new (line, strlen (line));
  DsStoreRecord record = { .id = id, .kind = (char *) "progress", .bytes = bytes };

  return ds_store_journal_append (tx, writing->visit, writing->seq, entry, line, error) &&
         ds_store_visits_project (tx, writing->visit, &projection, error) &&
         ds_store_outbox_enqueue (tx, &record, error);
}

/* Writes entries and says the number of each after its commit, until it is killed. */
static void
write_until_killed (Fixture *fixture, int fd)
{
  DsStore *store = open_store (fixture);
  Writing writing = { NULL };

  run_ok (store, begin_writing_cb, &writing, TRUE);
  for (;;) {
    writing.seq++;
    run_ok (store, write_one_cb, &writing, TRUE);
    if (write (fd, &writing.seq, sizeof writing.seq) != sizeof writing.seq)
      _exit (1);
  }
}

static guint
kill_a_writer (Fixture *fixture, guint after)
{
  int fds[2];
  guint acknowledged = 0;
  guint seq = 0;
  pid_t child;

  g_assert_cmpint (pipe (fds), ==, 0);
  child = fork ();
  if (child == 0) {
    close (fds[0]);
    write_until_killed (fixture, fds[1]);
  }
  close (fds[1]);
  for (guint i = 0; i < after && read (fds[0], &seq, sizeof seq) == sizeof seq; i++)
    acknowledged = seq;
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);
  while (read (fds[0], &seq, sizeof seq) == sizeof seq)
    acknowledged = seq;
  close (fds[0]);
  return acknowledged;
}

static gboolean
measure_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  gint64 *counts = data;

  return ds_db_query_int64 (tx->db, "SELECT count(*) FROM journal", &counts[0], error) &&
         ds_db_query_int64 (tx->db, "SELECT count(*) FROM outbox", &counts[1], error) &&
         ds_db_query_int64 (tx->db, "SELECT max (last_seq) FROM visits", &counts[2], error) &&
         ds_db_query_int64 (tx->db, "SELECT max (done) FROM visits", &counts[3], error);
}

static void
test_kill (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (ds_test_seed ());
  guint rounds = g_test_slow () ? 60 : 12;

  for (guint round = 0; round < rounds; round++) {
    guint acknowledged = kill_a_writer (fixture, (guint) g_rand_int_range (rand, 1, 30));
    DsStore *store = open_store (fixture);
    g_autofree char *report = NULL;
    gint64 counts[4] = { 0 };

    run_ok (store, measure_cb, counts, FALSE);
    g_assert_cmpint (counts[0], >=, acknowledged);
    g_assert_cmpint (counts[0], <=, acknowledged + 1);
    g_assert_cmpint (counts[1], ==, counts[0]);
    g_assert_cmpint (counts[2], ==, counts[0]);
    g_assert_cmpint (counts[3], ==, counts[0]);
    g_assert_true (ds_store_check (store, TRUE, &report, NULL, NULL));
    g_assert_cmpstr (report, ==, "");
    ds_store_close (store);
  }
}

#define ADD(name, function) g_test_add ("/store/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("open", test_open);
  ADD ("read-only", test_read_only_refuses_to_write);
  ADD ("async", test_async);
  ADD ("interrupted-sending", test_interrupted_sending_is_queued_again);
  ADD ("newer", test_newer_is_refused);
  ADD ("check", test_check);
  ADD ("backup", test_backup);
  ADD ("damaged", test_damaged_store_is_set_aside);
  ADD ("rubbish", test_rubbish_is_set_aside);
  ADD ("verifies-after-a-failed-disk", test_verifies_after_a_failed_disk);
  ADD ("tidies-interrupted-photos", test_tidies_interrupted_photos);
  ADD ("kill", test_kill);
  return g_test_run ();
}
