/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Headquarters without a socket: the calls driven as a simulator drives them, the writer's groups, and what SQLite
 * does with the hot statements.
 */
#include "ds-error.h"
#include "ds-hq-code.h"
#include "ds-hq-csv.h"
#include "ds-hq-service.h"
#include "ds-hq-store-private.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#define DEVICE "01a1ff7b-989e-7502-83f3-e7c5ac26b3eb"

typedef struct {
  char *folder;
  DsClock *clock;
  DsHqService *service;
  char token[DS_HQ_TOKEN_BUFFER];
  GMutex lock;
  GCond cond;
  gboolean done;
} Fixture;

typedef struct {
  const char *token_sha256;
  const char *code_sha256;
} Enrolling;

static gboolean
enrol_cb (DsHqStore *store, gpointer data, GError **error)
{
  const Enrolling *enrolling = data;
  g_auto (DsHqTechnician) found = { 0 };
  DsHqTechnician technician = { (char *) "T001", (char *) "张师傅", NULL };
  DsHqSignIn sign_in = { enrolling->code_sha256, DEVICE, "tablet", NULL, enrolling->token_sha256 };

  return ds_hq_store_put_technician (store, &technician, 1, error) &&
         ds_hq_store_put_code (store, enrolling->code_sha256, "T001", G_MAXINT64, error) &&
         ds_hq_store_enrol (store, &sign_in, 2, &found, error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  DsHqIdentity identity = { .id = "01a1ff7b-989e-7502-83f3-e7c5ac26b3ec", .name = (char *) "HQ" };
  char code[DS_HQ_CODE_BUFFER], code_sha256[DS_SHA256_BUFFER], token_sha256[DS_SHA256_BUFFER];
  Enrolling enrolling = { token_sha256, code_sha256 };

  g_mutex_init (&fixture->lock);
  g_cond_init (&fixture->cond);
  fixture->folder = g_dir_make_tmp ("doorstep-hq-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->clock = ds_clock_new_fake (G_GINT64_CONSTANT (1795500000000000), 28800);
  g_assert_true (ds_hq_store_create (fixture->folder, &identity, fixture->clock, &error));
  fixture->service = ds_hq_service_new (fixture->folder, fixture->clock, NULL, NULL, &error);
  g_assert_no_error (error);
  ds_hq_code_new (code);
  g_assert_true (ds_hq_code_digest (code, code_sha256));
  ds_hq_token_new (fixture->token, token_sha256);
  ds_hq_writer_run (ds_hq_service_writer (fixture->service), enrol_cb, &enrolling, &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inside = g_build_filename (path, name, NULL);

    remove_tree (inside);
  }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ds_hq_service_free (fixture->service);
  ds_clock_unref (fixture->clock);
  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_mutex_clear (&fixture->lock);
  g_cond_clear (&fixture->cond);
}

static void
done_cb (DsHqExchange *exchange, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_mutex_lock (&fixture->lock);
  fixture->done = TRUE;
  g_cond_signal (&fixture->cond);
  g_mutex_unlock (&fixture->lock);
}

/* One request from its headers to its answer. @body goes in two pieces. */
static DsJson *
call (Fixture *fixture, const char *method, const char *path, const char *body, guint *ret_status)
{
  g_autofree char *authorization = g_strconcat ("Bearer ", fixture->token, NULL);
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, body != NULL ? strlen (body) : 0);
  const DsHqHeader headers[] = {
    { "Host", 4, "hq", 2 },
    { "Authorization", 13, authorization, strlen (authorization) },
    { "Content-Type", 12, "application/x-ndjson", 20 },
    { "Content-Length", 14, length, strlen (length) },
  };
  DsHqExchange exchange = { .service = fixture->service,
                            .method = method,
                            .path = path,
                            .peer = "test",
                            .headers = headers,
                            .n_headers = G_N_ELEMENTS (headers) };
  DsJson *value = NULL;
  GBytes *content = NULL;

  ds_hq_exchange_begin (&exchange);
  if (body != NULL && ds_hq_exchange_answer (&exchange) == NULL) {
    gsize half = strlen (body) / 2;

    g_assert_true (ds_hq_exchange_data (&exchange, body, half));
    g_assert_true (ds_hq_exchange_data (&exchange, body + half, strlen (body) - half));
  }
  if (ds_hq_exchange_answer (&exchange) == NULL && !ds_hq_exchange_end (&exchange)) {
    fixture->done = FALSE;
    ds_hq_exchange_run (&exchange, done_cb, fixture);
    g_mutex_lock (&fixture->lock);
    while (!fixture->done)
      g_cond_wait (&fixture->cond, &fixture->lock);
    g_mutex_unlock (&fixture->lock);
  }
  *ret_status = ds_hq_answer_status (ds_hq_exchange_answer (&exchange));
  content = ds_hq_answer_body (ds_hq_exchange_answer (&exchange));
  value = ds_json_parse (g_bytes_get_data (content, NULL), g_bytes_get_size (content), &DS_JSON_LIMITS_RECORD, NULL);
  ds_hq_exchange_clear (&exchange);

  return value;
}

static void
test_exchange (Fixture *fixture, gconstpointer data)
{
  const char *line =
      "{\"id\":\"01a1ff7b-989e-7502-83f3-e7c5ac26b300\",\"kind\":\"device\",\"format\":\"doorstep-record/1\","
      "\"device\":\"" DEVICE "\",\"technician\":\"T001\",\"made_at\":\"2026-11-21T09:00:00+08:00\","
      "\"clock\":{\"mono_ms\":1,\"boot\":\"6f9619ff-8b86-4d01-b42d-00cf4fc964ff\",\"hq_offset_ms\":null},"
      "\"body\":{\"free_mb\":\"100\"}}\n";
  const char *const words[] = { "stored", "duplicate" };
  g_autoptr (DsJson) receipts = NULL;
  guint status = 0;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autoptr (DsJson) answer = call (fixture, "POST", "/v1/records", line, &status);
    json_t *outcome = json_array_get (json_object_get (answer, "outcomes"), 0);

    g_assert_cmpuint (status, ==, 200);
    g_assert_cmpstr (json_string_value (json_object_get (outcome, "outcome")), ==, words[i]);
  }
  receipts = call (fixture, "GET", "/v1/receipts", NULL, &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_cmpuint (json_array_size (json_object_get (receipts, "receipts")), ==, 1);
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsJson) lost = NULL;
  g_autoptr (DsJson) unknown = NULL;
  guint status = 0;

  lost = call (fixture, "GET", "/v1/nowhere", NULL, &status);
  g_assert_cmpuint (status, ==, 404);
  fixture->token[0] = fixture->token[0] == '0' ? '1' : '0';
  unknown = call (fixture, "GET", "/v1/changes", NULL, &status);
  g_assert_cmpuint (status, ==, 401);
}

/* --- the writer --- */

typedef struct {
  guint number;
  guint *n_done;
  guint *n_failed;
} WriterJob;

static gboolean
job_write_cb (DsHqStore *store, gpointer data, GError **error)
{
  WriterJob *job = data;
  g_autofree char *id = g_strdup_printf ("W%03u", job->number);
  DsHqTechnician technician = { id, id, NULL };

  if (!ds_hq_store_put_technician (store, &technician, 1, error))
    return FALSE;
  if (job->number % 3 == 0) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "Every third fails after it wrote.");
    return FALSE;
  }

  return TRUE;
}

static void
job_written_cb (gpointer data, const GError *error)
{
  WriterJob *job = data;

  *job->n_done += 1;
  *job->n_failed += error != NULL;
}

static gboolean
nothing_cb (DsHqStore *store, gpointer data, GError **error)
{
  return TRUE;
}

static void
test_writer_groups (Fixture *fixture, gconstpointer data)
{
  enum { N_JOBS = 300 };
  DsHqWriter *writer = ds_hq_service_writer (fixture->service);
  g_autofree WriterJob *jobs = g_new0 (WriterJob, N_JOBS);
  g_autoptr (GError) error = NULL;
  guint n_done = 0, n_failed = 0;
  DsHqStore *reader = NULL;

  for (guint i = 0; i < N_JOBS; i++) {
    jobs[i] = (WriterJob){ i, &n_done, &n_failed };
    ds_hq_writer_submit (writer, job_write_cb, job_written_cb, &jobs[i]);
  }
  g_assert_true (ds_hq_writer_run (writer, nothing_cb, NULL, &error));
  g_assert_cmpuint (n_done, ==, N_JOBS);
  g_assert_cmpuint (n_failed, ==, N_JOBS / 3);
  reader = ds_hq_service_borrow_reader (fixture->service, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_JOBS; i++) {
    g_autofree char *id = g_strdup_printf ("W%03u", i);
    g_auto (DsHqTechnician) technician = { 0 };
    g_autoptr (GError) missing = NULL;
    gboolean here = ds_hq_store_get_technician (reader, id, &technician, &missing);

    g_assert_true (here == (i % 3 != 0));
  }
  ds_hq_service_return_reader (fixture->service, reader);
}

/* --- statements --- */

/* What is asked for each record and each page must not read whole tables. */
static const char *const hot_statements[] = {
  "SELECT id, technician, token_sha256 FROM device WHERE token_sha256 = ?1 AND revoked_us IS NULL",
  "SELECT id, sha256, seq, received_us, waiting, device FROM record WHERE id = ?1",
  "SELECT sha256 FROM manifest WHERE seq = ?1 AND sha256 NOT IN (SELECT sha256 FROM medium) ORDER BY sha256",
  "UPDATE record SET waiting = waiting - 1 WHERE waiting > 0 AND seq IN (SELECT seq FROM manifest WHERE sha256 = ?1)",
  "SELECT 1 FROM record WHERE kind = 'visit' AND work_order = ?1 AND seq <> ?2 AND (?3 IS NULL OR visit <> ?4) LIMIT 1",
  "SELECT seq, kind, id, removed FROM change WHERE audience = '' AND seq > ?2 "
  "UNION ALL SELECT seq, kind, id, removed FROM change WHERE audience = ?1 AND seq > ?2 ORDER BY 1",
  "SELECT record.id, receipt.position FROM receipt JOIN record ON record.seq = receipt.seq "
  "WHERE receipt.device = ?1 AND receipt.position > ?2 ORDER BY receipt.position",
  "DELETE FROM held WHERE device = ?1 AND sha256 = ?2",
  "SELECT count(*), coalesce(sum(size_bytes), 0) FROM upload WHERE device = ?1 AND finished = 0",
};

static void
test_hot_statements (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  DsHqStore *reader = ds_hq_service_borrow_reader (fixture->service, &error);

  for (guint i = 0; i < G_N_ELEMENTS (hot_statements); i++) {
    g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", hot_statements[i], NULL);
    DsStmt *stmt = ds_db_prepare (reader->db, g_intern_string (sql), &error);
    gboolean has_row = FALSE;

    g_assert_no_error (error);
    do {
      const char *plan = NULL;

      g_assert_true (ds_stmt_step (stmt, &has_row, &error));
      plan = has_row ? ds_stmt_text (stmt, 3) : "";
      /* The list of a NOT IN is looked up by its key; everything else that is scanned is a whole table. */
      if (g_str_has_prefix (plan, "SCAN"))
        g_error ("%s\n  %s", hot_statements[i], plan);
      if (strstr (plan, "TEMP B-TREE") != NULL)
        g_error ("%s\n  %s", hot_statements[i], plan);
    } while (has_row);
    ds_stmt_free (stmt);
  }
  ds_hq_service_return_reader (fixture->service, reader);
}

/* --- small parts --- */

static void
test_code (void)
{
  char code[DS_HQ_CODE_BUFFER], a[DS_SHA256_BUFFER], b[DS_SHA256_BUFFER];
  static const char *const wrong[] = { "",          "ABCD",      "ABCD-234",  "ABCD-23456",
                                       "ABCD-2I45", "ABCD-2045", "ABCD_2345", "ÄBCD-2345" };

  for (guint i = 0; i < 100; i++) {
    g_autofree char *loose = NULL;

    ds_hq_code_new (code);
    g_assert_cmpuint (strlen (code), ==, 9);
    loose = g_ascii_strdown (code, -1);
    loose[4] = ' ';
    g_assert_true (ds_hq_code_digest (code, a));
    g_assert_true (ds_hq_code_digest (loose, b));
    g_assert_cmpstr (a, ==, b);
  }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (ds_hq_code_digest (wrong[i], a));
}

static void
test_csv (void)
{
  const char *text = "\xef\xbb\xbf"
                     "a, b ,\"c,\"\"d\"\"\n e\"\r\n\r\n,,\nx,y,\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = ds_hq_csv_parse (text, strlen (text), &error);
  const DsHqCsvRow *row = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpuint (row->fields->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (row->fields, 1), ==, "b");
  g_assert_cmpstr (g_ptr_array_index (row->fields, 2), ==, "c,\"d\"\n e");
  row = g_ptr_array_index (rows, 1);
  g_assert_cmpuint (row->line, ==, 5);
  g_assert_cmpstr (g_ptr_array_index (row->fields, 2), ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add ("/hq/exchange", Fixture, NULL, set_up, test_exchange, tear_down);
  g_test_add ("/hq/refusals", Fixture, NULL, set_up, test_refusals, tear_down);
  g_test_add ("/hq/writer-groups", Fixture, NULL, set_up, test_writer_groups, tear_down);
  g_test_add ("/hq/hot-statements", Fixture, NULL, set_up, test_hot_statements, tear_down);
  g_test_add_func ("/hq/code", test_code);
  g_test_add_func ("/hq/csv", test_csv);

  return g_test_run ();
}
