/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-test.h"

#include "ds-db-worker.h"

static const DsDbMigration MIGRATIONS[] = { { 1, "CREATE TABLE numbers (n INTEGER NOT NULL) STRICT;" } };
static const DsDbSchema SCHEMA = { "the test's store", 0x54455354u, MIGRATIONS, 1 };

typedef struct {
  DsTestFolder *folder;
  DsDbWorker *worker;
} Fixture;

typedef struct {
  gint64 number;
  gboolean fail;
  GThread *asked_on;
  GThread *ran_on;
  GPtrArray *answers; /* of Job, in the order they were answered */
  GError *error;
  gboolean answered;
  gint *destroyed;
} Job;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  DsDb *db;

  fixture->folder = ds_test_folder_new ();
  path = ds_test_folder_file (fixture->folder, "x.db");
  db = ds_db_open (path, &SCHEMA, NULL, &error);
  g_assert_no_error (error);
  fixture->worker = ds_db_worker_new (db, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->worker, ds_db_worker_close);
  ds_test_folder_free (fixture->folder);
}

static gboolean
insert_cb (DsDb *db, gpointer owner, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (DsStmt) stmt = ds_db_prepare (db, "INSERT INTO numbers (n) VALUES (?1)", error);

  g_assert_nonnull (owner);
  g_assert_true (ds_db_is_in_transaction (db));
  job->ran_on = g_thread_self ();
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_int64 (stmt, 1, job->number);
  if (!ds_stmt_run (stmt, error))
    return FALSE;
  if (job->fail)
    g_set_error_literal (error, DS_BASE_ERROR, DS_ERROR_INVALID, "This job was told to fail.");
  return !job->fail;
}

static gboolean
count_cb (DsDb *db, gpointer owner, gpointer data, GError **error)
{
  return ds_db_query_int64 (db, "SELECT count(*) FROM numbers", data, error);
}

static void
answer_cb (gpointer data, const GError *error)
{
  Job *job = data;

  g_assert_true (g_thread_self () == job->asked_on);
  job->error = error != NULL ? g_error_copy (error) : NULL;
  job->answered = TRUE;
  if (job->answers != NULL)
    g_ptr_array_add (job->answers, job);
}

static void
destroy_cb (gpointer data)
{
  Job *job = data;

  g_assert_true (job->answered);
  g_assert_true (g_thread_self () == job->asked_on);
  if (job->destroyed != NULL)
    (*job->destroyed)++;
}

static void
ask (Fixture *fixture, Job *job, GCancellable *cancellable)
{
  const DsDbJob db_job = { .run = insert_cb, .done = answer_cb, .data = job, .destroy = destroy_cb, .write = TRUE };

  job->asked_on = g_thread_self ();
  ds_db_worker_run_async (fixture->worker, &db_job, cancellable);
}

static gint64
count (Fixture *fixture)
{
  gint64 n = -1;
  const DsDbJob job = { .run = count_cb, .data = &n };
  g_autoptr (GError) error = NULL;

  ds_db_worker_run_sync (fixture->worker, &job, NULL, &error);
  g_assert_no_error (error);
  return n;
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new ();
  gint destroyed = 0;
  Job jobs[50] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++) {
    jobs[i].number = i;
    jobs[i].answers = answers;
    jobs[i].destroyed = &destroyed;
    ask (fixture, &jobs[i], NULL);
  }
  /* Nothing is answered before the loop turns, however fast the worker is. */
  g_assert_cmpint (count (fixture), ==, 50);
  g_assert_cmpuint (answers->len, ==, 0);
  ds_test_wait (&jobs[49].answered);
  g_assert_cmpuint (answers->len, ==, 50);
  for (guint i = 0; i < answers->len; i++) {
    g_assert_true (g_ptr_array_index (answers, i) == &jobs[i]);
    g_assert_no_error (jobs[i].error);
    g_assert_true (jobs[i].ran_on != g_thread_self ());
  }
  g_assert_cmpint (destroyed, ==, 50);
}

static void
test_failure_rolls_back (Fixture *fixture, gconstpointer data)
{
  Job good = { .number = 1 };
  Job bad = { .number = 2, .fail = TRUE };

  ask (fixture, &good, NULL);
  ask (fixture, &bad, NULL);
  ds_test_wait (&bad.answered);
  ds_test_assert_error (bad.error, DS_ERROR_INVALID);
  g_assert_no_error (good.error);
  g_assert_cmpint (count (fixture), ==, 1);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Job job = { .number = 1 };

  g_cancellable_cancel (cancellable);
  ask (fixture, &job, cancellable);
  g_assert_false (job.answered);
  ds_test_wait (&job.answered);
  ds_test_assert_error (job.error, DS_ERROR_CANCELLED);
  g_assert_null (job.ran_on);
  g_assert_cmpint (count (fixture), ==, 0);
}

/* Runs until it is stopped; tells the other thread that it has begun. */
typedef struct {
  GMutex mutex;
  GCond cond;
  gboolean begun;
} Endless;

static gboolean
endless_cb (DsDb *db, gpointer owner, gpointer data, GError **error)
{
  Endless *endless = data;

  g_mutex_lock (&endless->mutex);
  endless->begun = TRUE;
  g_cond_signal (&endless->cond);
  g_mutex_unlock (&endless->mutex);
  return ds_db_exec (db,
                     "INSERT INTO numbers WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                     "SELECT i FROM n WHERE i < 0",
                     error);
}

static gpointer
cancel_thread (gpointer data)
{
  gpointer *both = data;
  Endless *endless = both[0];

  g_mutex_lock (&endless->mutex);
  while (!endless->begun)
    g_cond_wait (&endless->cond, &endless->mutex);
  g_mutex_unlock (&endless->mutex);
  g_cancellable_cancel (both[1]);
  return NULL;
}

static void
test_cancelled_while_running (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Endless endless = { .begun = FALSE };
  gpointer both[] = { &endless, cancellable };
  const DsDbJob job = { .run = endless_cb, .data = &endless, .write = TRUE };
  Job after = { .number = 1 };
  g_autoptr (GError) error = NULL;
  GThread *thread;

  g_mutex_init (&endless.mutex);
  g_cond_init (&endless.cond);
  thread = g_thread_new ("cancel", cancel_thread, both);
  g_assert_false (ds_db_worker_run_sync (fixture->worker, &job, cancellable, &error));
  ds_test_assert_error (error, DS_ERROR_CANCELLED);
  g_thread_join (thread);
  ask (fixture, &after, NULL);
  ds_test_wait (&after.answered);
  g_assert_no_error (after.error);
  g_assert_cmpint (count (fixture), ==, 1);
  g_mutex_clear (&endless.mutex);
  g_cond_clear (&endless.cond);
}

static void
test_close_does_what_is_queued (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = ds_test_folder_file (fixture->folder, "x.db");
  g_autoptr (DsDb) db = NULL;
  g_autoptr (GError) error = NULL;
  Job jobs[20] = { 0 };
  gint64 n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    ask (fixture, &jobs[i], NULL);
  g_clear_pointer (&fixture->worker, ds_db_worker_close);
  db = ds_db_open_read_only (path, &SCHEMA, &error);
  g_assert_no_error (error);
  ds_db_query_int64 (db, "SELECT count(*) FROM numbers", &n, &error);
  g_assert_cmpint (n, ==, 20);
  ds_test_wait (&jobs[19].answered);
  g_assert_no_error (jobs[0].error);
}

static gboolean
back_up_cb (DsDb *db, gpointer owner, gpointer data, GError **error)
{
  g_assert_false (ds_db_is_in_transaction (db));
  return ds_db_backup (db, data, NULL, error);
}

static void
test_bare_job (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = ds_test_folder_file (fixture->folder, "copy.db");
  const DsDbJob job = { .run = back_up_cb, .data = path, .bare = TRUE };
  g_autoptr (GError) error = NULL;

  ds_db_worker_run_sync (fixture->worker, &job, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Askers on contexts of their own get their answers there. */
static gpointer
asking_thread (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < 20; i++) {
    Job job = { .number = i };

    ask (fixture, &job, NULL);
    ds_test_wait (&job.answered);
    g_assert_no_error (job.error);
  }
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_many_askers (Fixture *fixture, gconstpointer data)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asker", asking_thread, fixture);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (count (fixture), ==, 80);
}

#define ADD(name, function) g_test_add ("/db/worker/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("order", test_order);
  ADD ("failure-rolls-back", test_failure_rolls_back);
  ADD ("cancelled-before", test_cancelled_before);
  ADD ("cancelled-while-running", test_cancelled_while_running);
  ADD ("close-does-what-is-queued", test_close_does_what_is_queued);
  ADD ("bare-job", test_bare_job);
  ADD ("many-askers", test_many_askers);
  return g_test_run ();
}
