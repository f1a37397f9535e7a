/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who answered, and what it means: headquarters, a login page, another headquarters, a gateway, an old server. */
#include "ds-hq-answers.h"
#include "ds-soup-transport.h"
#include "ds-test-http.h"
#include "ds-test.h"

#include <string.h>

#define RECORD "01926f3a-0000-7000-8000-000000000001"
#define DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

typedef struct {
  guint status;
  const char *type;
  const char *text;
  const char *hq; /* NULL: no Doorstep-HQ */
  const char *more;
  char *path;
  char *authorization;
  char *body;
  DsTestHttp *server;
  DsClock *clock;
  DsHqClient *client;
} Fixture;

static void
handle_cb (const DsTestRequest *request, DsTestReply *reply, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_free (fixture->path);
  fixture->path = g_strdup (request->path);
  g_free (fixture->authorization);
  fixture->authorization = g_strdup (g_hash_table_lookup (request->headers, "authorization"));
  g_free (fixture->body);
  fixture->body = g_strndup ((const char *) request->body->data, request->body->len);
  ds_test_reply_text (reply, fixture->status, fixture->type, fixture->text);
  if (fixture->hq != NULL)
    ds_test_reply_header (reply, "Doorstep-HQ: %s", fixture->hq);
  if (fixture->more != NULL)
    g_string_append (reply->headers, fixture->more);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsTransport) transport = ds_soup_transport_new (NULL, NULL);
  DsHqClientOptions options = { .transport = transport, .hq = "hq-1", .token = "secret" };
  g_autoptr (GError) error = NULL;

  fixture->server = ds_test_http_new (handle_cb, fixture);
  fixture->clock = ds_test_clock ();
  fixture->status = 200;
  fixture->type = "application/json";
  fixture->text = "{}";
  fixture->hq = "hq-1";
  options.clock = fixture->clock;
  options.url = ds_test_http_get_url (fixture->server);
  fixture->client = ds_hq_client_new (&options, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  ds_test_http_free (fixture->server);
  ds_clock_unref (fixture->clock);
  g_free (fixture->path);
  g_free (fixture->authorization);
  g_free (fixture->body);
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static DsHqChanges *
pull (Fixture *fixture, DsHqFailure *ret_failure, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ds_hq_client_changes_async (fixture->client, "a b/ü", 50, NULL, keep_cb, &result);
  return ds_hq_client_changes_finish (fixture->client, wait_for (&result), ret_failure, error);
}

static GPtrArray *
post (Fixture *fixture, DsHqFailure *ret_failure, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) lines = g_bytes_new_static ("{}\n", 3);

  ds_hq_client_records_async (fixture->client, lines, NULL, keep_cb, &result);
  return ds_hq_client_records_finish (fixture->client, wait_for (&result), ret_failure, error);
}

typedef struct {
  guint status;
  const char *hq;
  const char *type;
  const char *text;
  const char *more;
  DsHqClass failure_class;
  DsErrorCode code;
  const char *words; /* part of them */
  gint64 retry_after_ms;
} Case;

#define PROBLEM "application/problem+json"

static const Case CASES[] = {
  { 200, NULL, "text/html", "<html>Log in</html>", NULL, DS_HQ_CLASS_PORTAL, DS_ERROR_PORTAL, "Wi-Fi login page", -1 },
  { 200, NULL, "application/json", "{\"outcomes\":[]}", NULL, DS_HQ_CLASS_PORTAL, DS_ERROR_PORTAL, "not headquarters",
    -1 },
  { 302, NULL, "text/html", "", "Location: http://login.example/\r\n", DS_HQ_CLASS_PORTAL, DS_ERROR_PORTAL, "login",
    -1 },
  { 401, NULL, "text/html", "", NULL, DS_HQ_CLASS_PORTAL, DS_ERROR_PORTAL, "login", -1 },
  { 413, NULL, "text/html", "", NULL, DS_HQ_CLASS_PORTAL, DS_ERROR_PORTAL, "login", -1 },
  { 502, NULL, "text/html", "", NULL, DS_HQ_CLASS_AGAIN, DS_ERROR_BUSY, "502", -1 },
  { 200, "hq-2", "application/json", "{\"outcomes\":[]}", NULL, DS_HQ_CLASS_WRONG_SERVER, DS_ERROR_PORTAL,
    "wrong server", -1 },
  { 302, "hq-1", "text/html", "", "Location: /v2/\r\n", DS_HQ_CLASS_PROTOCOL, DS_ERROR_PROTOCOL, "redirects", -1 },
  { 401, "hq-1", PROBLEM,
    "{\"type\":\"https://doorstep.invalid/problems/unauthorized\",\"title\":\"No\",\"detail\":\"Enrol.\"}", NULL,
    DS_HQ_CLASS_SIGN_IN, DS_ERROR_AUTH, "Enrol.", -1 },
  { 403, "hq-1", PROBLEM, "{\"type\":\"x/y\",\"title\":\"No\",\"retry\":\"reauth\"}", NULL, DS_HQ_CLASS_SIGN_IN,
    DS_ERROR_AUTH, "No", -1 },
  { 429, "hq-1", PROBLEM, "{\"type\":\"x/rate\",\"detail\":\"Slower.\"}", "Retry-After: 7\r\n", DS_HQ_CLASS_AGAIN,
    DS_ERROR_BUSY, "Slower.", 7000 },
  { 503, "hq-1", "text/plain", "", "Retry-After: 999999999999\r\n", DS_HQ_CLASS_AGAIN, DS_ERROR_BUSY, "503", -1 },
  { 503, "hq-1", "text/plain", "", "Retry-After: 99999\r\n", DS_HQ_CLASS_AGAIN, DS_ERROR_BUSY, "503", 3600000 },
  { 503, "hq-1", "text/plain", "", "Retry-After: Sat, 21 Nov 2026 01:00:30 GMT\r\n", DS_HQ_CLASS_AGAIN, DS_ERROR_BUSY,
    "503", 30000 },
  { 503, "hq-1", "text/plain", "", "Retry-After: Sat, 21 Nov 2020 01:00:30 GMT\r\n", DS_HQ_CLASS_AGAIN, DS_ERROR_BUSY,
    "503", 0 },
  { 500, "hq-1", "text/html", "<h1>Oops</h1>", NULL, DS_HQ_CLASS_AGAIN, DS_ERROR_BUSY, "500", -1 },
  { 507, "hq-1", PROBLEM, "{\"type\":\"x/full\",\"title\":\"Full\"}", NULL, DS_HQ_CLASS_FULL, DS_ERROR_FULL, "Full",
    -1 },
  { 410, "hq-1", PROBLEM, "{\"type\":\"https://doorstep.invalid/problems/cursor-gone\",\"title\":\"Gone\"}", NULL,
    DS_HQ_CLASS_GONE, DS_ERROR_NOT_FOUND, "Gone", -1 },
  { 422, "hq-1", PROBLEM, "{\"type\":\"x/record-invalid\",\"title\":\"t\",\"detail\":\"Seq 4 is missing.\"}", NULL,
    DS_HQ_CLASS_REFUSED, DS_ERROR_REFUSED, "Seq 4", -1 },
  { 400, "hq-1", PROBLEM, "not json", NULL, DS_HQ_CLASS_REFUSED, DS_ERROR_REFUSED, "400", -1 },
  { 400, "hq-1", PROBLEM, "[1]", NULL, DS_HQ_CLASS_REFUSED, DS_ERROR_REFUSED, "400", -1 },
  { 200, "hq-1", "application/json", "<html>", NULL, DS_HQ_CLASS_PROTOCOL, DS_ERROR_PROTOCOL, "cannot be read", -1 },
  { 200, "hq-1", "application/json", "", NULL, DS_HQ_CLASS_PROTOCOL, DS_ERROR_PROTOCOL, "cannot be read", -1 },
  { 200, "hq-1", "application/json", "{}", NULL, DS_HQ_CLASS_PROTOCOL, DS_ERROR_PROTOCOL, "contract", -1 },
  { 200, "hq-1", "application/json", "{\"outcomes\":[{\"outcome\":\"maybe\"}]}", NULL, DS_HQ_CLASS_PROTOCOL,
    DS_ERROR_PROTOCOL, "contract", -1 },
  { 200, "hq-1", "application/json",
    "{\"outcomes\":[{\"outcome\":\"stored\",\"id\":\"" RECORD "\",\"sha256\":\"" DIGEST "\"}]}", NULL,
    DS_HQ_CLASS_PROTOCOL, DS_ERROR_PROTOCOL, "receipt", -1 },
};

static void
test_classes (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++) {
    const Case *c = &CASES[i];
    g_auto (DsHqFailure) failure = { 0 };
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) outcomes = NULL;

    g_test_message ("case %u: %u", i, c->status);
    fixture->status = c->status;
    fixture->hq = c->hq;
    fixture->type = c->type;
    fixture->text = c->text;
    fixture->more = c->more;
    outcomes = post (fixture, &failure, &error);
    g_assert_null (outcomes);
    g_assert_cmpstr (ds_hq_class_name (failure.failure_class), ==, ds_hq_class_name (c->failure_class));
    g_assert_error (error, DS_NET_ERROR, (int) c->code);
    g_assert_nonnull (strstr (error->message, c->words));
    g_assert_cmpstr (error->message, ==, failure.words);
    g_assert_cmpint (failure.retry_after_ms, ==, c->retry_after_ms);
  }
}

static void
test_no_contact_from_strangers (Fixture *fixture, gconstpointer data)
{
  fixture->hq = NULL;
  g_assert_null (post (fixture, NULL, NULL));
  g_assert_false (ds_hq_client_get_contact (fixture->client, NULL, NULL));
  fixture->hq = "hq-2";
  g_assert_null (post (fixture, NULL, NULL));
  g_assert_false (ds_hq_client_get_contact (fixture->client, NULL, NULL));
  fixture->hq = "hq-1";
  fixture->status = 500;
  g_assert_null (post (fixture, NULL, NULL));
  g_assert_true (ds_hq_client_get_contact (fixture->client, NULL, NULL));
}

static void
test_outcomes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) outcomes = NULL;
  g_autoptr (GError) error = NULL;
  const DsHqOutcome *outcome = NULL;

  fixture->text = "{\"new\":1,\"outcomes\":["
                  "{\"id\":\"" RECORD "\",\"sha256\":\"" DIGEST
                  "\",\"outcome\":\"stored\",\"line\":1,\"receipt\":{\"record\":\"" RECORD "\",\"sha256\":\"" DIGEST
                  "\",\"seq\":7,\"at\":\"2026-11-21T09:00:00+08:00\",\"complete\":true,\"missing\":[\"" DIGEST "\"]}},"
                  "{\"id\":null,\"outcome\":\"held\",\"line\":2,\"problem\":{\"type\":\"x\",\"title\":\"Bad\"}}]}";
  outcomes = post (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (outcomes->len, ==, 2);
  outcome = g_ptr_array_index (outcomes, 0);
  g_assert_cmpint (outcome->kind, ==, DS_HQ_OUTCOME_STORED);
  g_assert_cmpint (outcome->receipt->seq, ==, 7);
  /* "Complete" beside a list of what is missing is not believed. */
  g_assert_false (outcome->receipt->complete);
  outcome = g_ptr_array_index (outcomes, 1);
  g_assert_cmpint (outcome->kind, ==, DS_HQ_OUTCOME_HELD);
  g_assert_cmpstr (outcome->problem, ==, "Bad");
  g_assert_cmpstr (fixture->authorization, ==, "Bearer secret");
  g_assert_cmpstr (fixture->body, ==, "{}\n");
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsHqChanges) changes = NULL;
  g_autoptr (GError) error = NULL;

  fixture->text =
      "{\"cursor\":\"c2\",\"more\":true,\"changes\":[{\"op\":\"put\",\"kind\":\"order\",\"id\":\"1\",\"value\":{}},"
      "{\"op\":\"remove\",\"kind\":\"order\",\"id\":\"2\"}]}";
  changes = pull (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (changes->cursor, ==, "c2");
  g_assert_true (changes->more);
  g_assert_cmpuint (json_array_size (changes->changes), ==, 2);
  g_assert_cmpstr (fixture->path, ==, "/v1/changes?cursor=a%20b%2F%C3%BC&limit=50");
  /* A page without progress would be asked for again and again. */
  fixture->text = "{\"cursor\":\"c2\",\"more\":true,\"changes\":[]}";
  g_assert_null (pull (fixture, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_PROTOCOL);
  fixture->text = "{\"cursor\":\"c2\",\"changes\":[{\"op\":\"put\",\"kind\":\"order\",\"id\":\"1\"}]}";
  g_assert_null (pull (fixture, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_PROTOCOL);
}

static void
test_clock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (DsHqPing) ping = NULL;
  g_autoptr (GError) error = NULL;
  gint64 offset_ms = 0;

  /* Five minutes ahead of this tablet, by the Date of any answer, to the second. */
  fixture->status = 500;
  fixture->more = "Date: Sat, 21 Nov 2026 01:05:00 GMT\r\n";
  g_assert_null (post (fixture, NULL, NULL));
  g_assert_true (ds_hq_client_get_contact (fixture->client, &offset_ms, NULL));
  g_assert_cmpint (ABS (offset_ms - 300000), <=, 1000);
  /* And exactly, by its word. */
  fixture->status = 200;
  fixture->text = "{\"hq\":\"hq-1\",\"name\":\"总部\",\"time\":\"2026-11-21T09:05:00.250+08:00\"}";
  ds_hq_client_ping_async (fixture->client, NULL, keep_cb, &result);
  ping = ds_hq_client_ping_finish (fixture->client, wait_for (&result), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ping->offset_ms, ==, 300250);
  g_assert_true (ds_hq_client_get_contact (fixture->client, &offset_ms, NULL));
  g_assert_cmpint (offset_ms, ==, 300250);
}

static void
test_token_stays_home (Fixture *fixture, gconstpointer data)
{
  static const char *const elsewhere[] = { "http://127.0.0.1:1/v1/ping", "https://127.0.0.1/", "http://user@127.0.0.1/",
                                           "http://evil.example/", "ftp://127.0.0.1/" };

  for (guint i = 0; i < G_N_ELEMENTS (elsewhere); i++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_auto (DsHqFailure) failure = { 0 };

    ds_hq_client_call_async (fixture->client, ds_http_request_new ("GET", elsewhere[i]), NULL, keep_cb, &result);
    g_assert_null (ds_hq_client_call_finish (fixture->client, wait_for (&result), &failure, &error));
    g_assert_cmpint (failure.failure_class, ==, DS_HQ_CLASS_PROTOCOL);
  }
  g_assert_cmpuint (ds_test_http_count_requests (fixture->server), ==, 0);
}

static void
test_addresses (void)
{
  static const char *const bad[] = { "",         "hq", "ftp://hq/", "https://", "https://u:p@hq/", "https://hq/?a=b",
                                     "file:///x" };
  static const char *const good[] = { "https://hq.example.com", "https://hq.example.com/",
                                      "https://hq.example.com:8443/door//", "http://127.0.0.1:8090" };
  g_autoptr (DsTransport) transport = ds_soup_transport_new (NULL, NULL);
  g_autoptr (DsClock) clock = ds_test_clock ();
  DsHqClientOptions options = { .transport = transport, .clock = clock };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    options.url = bad[i];
    g_assert_null (ds_hq_client_new (&options, &error));
    ds_test_assert_error (error, DS_ERROR_INVALID);
  }
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (DsHqClient) client = NULL;

    options.url = good[i];
    client = ds_hq_client_new (&options, &error);
    g_assert_no_error (error);
    g_assert_false (g_str_has_suffix (ds_hq_client_get_url (client), "/"));
  }
  options.token = "with\r\nline";
  g_assert_null (ds_hq_client_new (&options, NULL));
}

/* Any bytes in: a value or a PROTOCOL error out, and nothing else. */
static void
test_garbage (void)
{
  guint32 seed = ds_test_seed ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  static const char good[] =
      "{\"since\":\"s\",\"more\":false,\"receipts\":[{\"record\":\"" RECORD "\",\"sha256\":\"" DIGEST
      "\",\"seq\":1,\"at\":\"2026-11-21T09:00:00+08:00\",\"complete\":false,\"missing\":[\"" DIGEST "\"]}]}";

  for (guint i = 0; i < 3000; i++) {
    g_autofree char *text = g_strdup (good);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (DsHqReceipts) receipts = NULL;

    for (guint k = g_rand_int_range (rand, 1, 4); k > 0; k--)
      text[g_rand_int_range (rand, 0, sizeof good - 1)] = (char) g_rand_int_range (rand, 0, 256);
    bytes = g_bytes_new (text, (gsize) g_rand_int_range (rand, 0, sizeof good));
    receipts = ds_hq_parse_receipts (bytes, &error);
    g_assert_true ((receipts == NULL) == (error != NULL));
    g_assert_true (error == NULL || error->code == DS_ERROR_PROTOCOL);
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/net/hq-client/classes", test_classes);
  ADD ("/net/hq-client/no-contact-from-strangers", test_no_contact_from_strangers);
  ADD ("/net/hq-client/outcomes", test_outcomes);
  ADD ("/net/hq-client/changes", test_changes);
  ADD ("/net/hq-client/clock", test_clock);
  ADD ("/net/hq-client/token-stays-home", test_token_stays_home);
  g_test_add_func ("/net/hq-client/addresses", test_addresses);
  g_test_add_func ("/net/hq-client/garbage", test_garbage);
  return g_test_run ();
}
