/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-soup-transport.h"
#include "ds-test-http.h"

#include <string.h>

typedef struct {
  DsTestReply reply; /* what the next answer looks like */
  char *last_path;
  char *last_header_names;
  gsize last_body_size;
  guint n_redirected;
} Script;

typedef struct {
  Script script;
  DsTestHttp *server;
  DsTransport *transport;
  GAsyncResult *result;
} Fixture;

static void
handle_cb (const DsTestRequest *request, DsTestReply *reply, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_free (fixture->script.last_path);
  fixture->script.last_path = g_strdup (request->path);
  g_free (fixture->script.last_header_names);
  {
    g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (request->headers), (GCompareFunc) g_strcmp0);
    GString *text = g_string_new (NULL);

    for (GList *l = names; l != NULL; l = l->next)
      g_string_append_printf (text, "%s=%s\n", (char *) l->data,
                              (char *) g_hash_table_lookup (request->headers, l->data));
    fixture->script.last_header_names = g_string_free (text, FALSE);
  }
  fixture->script.last_body_size = request->body->len;
  if (g_str_equal (request->path, "/redirected"))
    fixture->script.n_redirected++;
  reply->status = fixture->script.reply.status;
  if (fixture->script.reply.headers != NULL)
    g_string_append (reply->headers, fixture->script.reply.headers->str);
  reply->body = fixture->script.reply.body != NULL ? g_bytes_ref (fixture->script.reply.body) : NULL;
  reply->raw = fixture->script.reply.raw;
  reply->hang = fixture->script.reply.hang;
  reply->endless = fixture->script.reply.endless;
  reply->close = fixture->script.reply.close;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = ds_test_http_new (handle_cb, fixture);
  fixture->transport = ds_soup_transport_new (NULL, NULL);
  fixture->script.reply.status = 200;
  fixture->script.reply.headers = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->transport);
  ds_test_http_free (fixture->server);
  g_string_free (fixture->script.reply.headers, TRUE);
  g_clear_pointer (&fixture->script.reply.body, g_bytes_unref);
  g_free (fixture->script.last_path);
  g_free (fixture->script.last_header_names);
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static DsHttpRequest *
make_request (Fixture *fixture, const char *method, const char *path)
{
  g_autofree char *url = g_strconcat (ds_test_http_get_url (fixture->server), path, NULL);

  return ds_http_request_new (method, url);
}

static DsHttpResponse *
send_request (Fixture *fixture, DsHttpRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ds_transport_send_async (fixture->transport, request, cancellable, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return ds_transport_send_finish (fixture->transport, result, error);
}

static GBytes *
make_bytes (gsize size)
{
  return g_bytes_new_take (g_strnfill (size, 'b'), size);
}

static void
test_plain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsHttpRequest) request = make_request (fixture, "GET", "/v1/ping?x=1");
  g_autoptr (DsHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  fixture->script.reply.body = g_bytes_new_static ("hello", 5);
  g_string_append (fixture->script.reply.headers, "Doorstep-HQ: hq-1\r\nSet-Cookie: a=b\r\n");
  ds_http_request_add_header (request, "X-One", "1");
  response = send_request (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (ds_http_response_get_header (response, "doorstep-hq"), ==, "hq-1");
  g_assert_cmpuint (g_bytes_get_size (response->body), ==, 5);
  g_assert_cmpstr (fixture->script.last_path, ==, "/v1/ping?x=1");
  g_assert_nonnull (strstr (fixture->script.last_header_names, "x-one=1\n"));
  g_assert_true (request->was_sent);
  /* The second request carries no cookie, asks for no compression, and uses the same connection. */
  g_clear_pointer (&response, ds_http_response_free);
  response = send_request (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (fixture->script.last_header_names, "cookie"));
  g_assert_null (strstr (fixture->script.last_header_names, "accept-encoding"));
  g_assert_cmpuint (ds_test_http_count_connections (fixture->server), ==, 1);
}

static void
test_exact_lengths (Fixture *fixture, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 1000, 64 * 1024, 64 * 1024 + 1, 1024 * 1024 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (DsHttpRequest) request = make_request (fixture, i % 2 ? "POST" : "PATCH", "/x");
    g_autoptr (GBytes) body = make_bytes (sizes[i]);
    g_autoptr (DsHttpResponse) response = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *length = g_strdup_printf ("content-length=%" G_GSIZE_FORMAT "\n", sizes[i]);

    ds_http_request_set_body (request, "application/octet-stream", body);
    request->idempotent = TRUE;
    response = send_request (fixture, request, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (fixture->script.last_body_size, ==, sizes[i]);
    g_assert_nonnull (strstr (fixture->script.last_header_names, length));
    g_assert_null (strstr (fixture->script.last_header_names, "transfer-encoding"));
  }
  g_assert_cmpuint (ds_test_http_count_expects (fixture->server), ==, 2);
  /* Keyed requests share a connection. */
  g_assert_cmpuint (ds_test_http_count_connections (fixture->server), ==, 1);
}

static void
test_empty_post (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsHttpRequest) request = make_request (fixture, "POST", "/x");
  g_autoptr (DsHttpResponse) response = send_request (fixture, request, NULL, NULL);

  g_assert_nonnull (response);
  g_assert_nonnull (strstr (fixture->script.last_header_names, "content-length=0\n"));
}

static void
test_refused_before_body (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsHttpRequest) request = make_request (fixture, "POST", "/x");
  g_autoptr (GBytes) body = make_bytes (4 * 1024 * 1024);
  g_autoptr (DsHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  ds_test_http_set_expect (fixture->server, 413);
  ds_http_request_set_body (request, "application/octet-stream", body);
  response = send_request (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 413);
  g_assert_cmpuint (ds_test_http_count_requests (fixture->server), ==, 0);
}

static void
test_server_refuses_expect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) body = make_bytes (200 * 1024);

  ds_test_http_set_expect (fixture->server, 417);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (DsHttpRequest) request = make_request (fixture, "POST", "/x");
    g_autoptr (DsHttpResponse) response = NULL;
    g_autoptr (GError) error = NULL;

    ds_http_request_set_body (request, "application/octet-stream", body);
    response = send_request (fixture, request, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (response->status, ==, 200);
    g_assert_cmpuint (fixture->script.last_body_size, ==, 200 * 1024);
  }
  /* Asked once, remembered. */
  g_assert_cmpuint (ds_test_http_count_expects (fixture->server), ==, 1);
}

static void
test_server_ignores_expect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) body = make_bytes (200 * 1024);

  ds_test_http_set_expect (fixture->server, 0);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (DsHttpRequest) request = make_request (fixture, "POST", "/x");
    g_autoptr (DsHttpResponse) response = NULL;

    ds_http_request_set_body (request, "application/octet-stream", body);
    request->deadline_ms = i == 0 ? 300 : 20000;
    response = send_request (fixture, request, NULL, NULL);
    g_assert_true ((response != NULL) == (i == 1));
  }
}

static void
test_redirect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsHttpRequest) request = make_request (fixture, "GET", "/x");
  g_autoptr (DsHttpResponse) response = NULL;

  fixture->script.reply.status = 302;
  g_string_append (fixture->script.reply.headers, "Location: /redirected\r\n");
  response = send_request (fixture, request, NULL, NULL);
  g_assert_nonnull (response);
  g_assert_cmpuint (response->status, ==, 302);
  g_assert_cmpuint (fixture->script.n_redirected, ==, 0);
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsHttpRequest) request = make_request (fixture, "GET", "/x");
  g_autoptr (DsHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  request->max_response_bytes = 1000;
  fixture->script.reply.body = make_bytes (1001);
  response = send_request (fixture, request, NULL, &error);
  g_assert_null (response);
  g_assert_error (error, DS_NET_ERROR, DS_ERROR_LIMIT);
  g_clear_error (&error);
  g_clear_pointer (&fixture->script.reply.body, g_bytes_unref);
  fixture->script.reply.body = make_bytes (1000);
  response = send_request (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (response->body), ==, 1000);
}

static void
test_endless (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsHttpRequest) request = make_request (fixture, "GET", "/x");
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();

  fixture->script.reply.endless = TRUE;
  g_assert_null (send_request (fixture, request, NULL, &error));
  g_assert_error (error, DS_NET_ERROR, DS_ERROR_LIMIT);
  /* Nothing waits for an end that never comes. */
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 20 * G_USEC_PER_SEC);
}

static void
test_deadline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsHttpRequest) request = make_request (fixture, "GET", "/x");
  g_autoptr (GError) error = NULL;

  fixture->script.reply.hang = TRUE;
  request->deadline_ms = 100;
  g_assert_null (send_request (fixture, request, NULL, &error));
  g_assert_error (error, DS_NET_ERROR, DS_ERROR_OFFLINE);
  g_assert_true (request->was_sent);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  static const guint delays_ms[] = { 0, 5, 50 };

  fixture->script.reply.hang = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (delays_ms); i++) {
    g_autoptr (DsHttpRequest) request = make_request (fixture, "GET", "/x");
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;

    g_timeout_add (delays_ms[i], cancel_cb, cancellable);
    g_assert_null (send_request (fixture, request, cancellable, &error));
    g_assert_error (error, DS_NET_ERROR, DS_ERROR_CANCELLED);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
}

static void
test_cut_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsHttpRequest) request = make_request (fixture, "GET", "/x");
  g_autoptr (GError) error = NULL;

  fixture->script.reply.body = make_bytes (50000);
  fixture->script.reply.close = TRUE;
  g_assert_null (send_request (fixture, request, NULL, &error));
  g_assert_error (error, DS_NET_ERROR, DS_ERROR_OFFLINE);
  g_assert_true (request->was_sent);
}

static void
test_cut_body (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsHttpRequest) request = make_request (fixture, "POST", "/x");
  g_autoptr (GBytes) body = make_bytes (4 * 1024 * 1024);
  g_autoptr (GError) error = NULL;

  ds_test_http_cut_body_at (fixture->server, 100000);
  ds_http_request_set_body (request, "application/octet-stream", body);
  g_assert_null (send_request (fixture, request, NULL, &error));
  g_assert_error (error, DS_NET_ERROR, DS_ERROR_OFFLINE);
  g_assert_true (request->was_sent);
}

static void
test_not_http (Fixture *fixture, gconstpointer data)
{
  static const char *const answers[] = { "SSH-2.0-OpenSSH_9\r\n\r\n", "\r\n\r\n\r\n", "HTTP/9.9 xyz\r\n\r\n",
                                         "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (DsHttpRequest) request = make_request (fixture, "GET", "/x");
    g_autoptr (GError) error = NULL;

    fixture->script.reply.raw = answers[i];
    g_assert_null (send_request (fixture, request, NULL, &error));
    g_assert_true (ds_error_is (error, DS_ERROR_PROTOCOL) || ds_error_is (error, DS_ERROR_OFFLINE));
  }
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsHttpRequest) request = ds_http_request_new ("GET", "http://127.0.0.1:1/x");
  g_autoptr (GError) error = NULL;

  g_assert_null (send_request (fixture, request, NULL, &error));
  g_assert_error (error, DS_NET_ERROR, DS_ERROR_OFFLINE);
  g_assert_false (request->was_sent);
}

static void
test_bad_addresses (Fixture *fixture, gconstpointer data)
{
  static const char *const urls[] = { "http://example.com/x",         "http://192.0.2.1/", "ftp://localhost/",
                                      "file:///etc/passwd",           "nonsense",          "http://",
                                      "http://127.0.0.1.example.com/" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (DsHttpRequest) request = ds_http_request_new ("GET", urls[i]);
    g_autoptr (GError) error = NULL;

    g_assert_null (send_request (fixture, request, NULL, &error));
    g_assert_error (error, DS_NET_ERROR, DS_ERROR_INVALID);
  }
}

static void
progress_cb (guint64 sent_bytes, gpointer user_data)
{
  guint64 *last = user_data;

  g_assert_cmpuint (sent_bytes, >=, *last);
  *last = sent_bytes;
}

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DsHttpRequest) request = make_request (fixture, "PATCH", "/x");
  g_autoptr (GBytes) body = make_bytes (3 * 1024 * 1024);
  g_autoptr (DsHttpResponse) response = NULL;
  guint64 sent = 0;

  ds_http_request_set_body (request, "application/octet-stream", body);
  request->progress = progress_cb;
  request->progress_data = &sent;
  response = send_request (fixture, request, NULL, NULL);
  g_assert_nonnull (response);
  g_assert_cmpuint (sent, ==, 3 * 1024 * 1024);
}

static void
test_deadline_scale (void)
{
  g_assert_cmpuint (ds_http_deadline_ms (0), ==, 30000);
  g_assert_cmpuint (ds_http_deadline_ms (8 * 1024), ==, 31000);
  g_assert_cmpuint (ds_http_deadline_ms (8 * 1024 * 1024), ==, 30000 + 1024000);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/net/transport/plain", test_plain);
  ADD ("/net/transport/exact-lengths", test_exact_lengths);
  ADD ("/net/transport/empty-post", test_empty_post);
  ADD ("/net/transport/refused-before-body", test_refused_before_body);
  ADD ("/net/transport/server-refuses-expect", test_server_refuses_expect);
  ADD ("/net/transport/server-ignores-expect", test_server_ignores_expect);
  ADD ("/net/transport/redirect", test_redirect);
  ADD ("/net/transport/too-large", test_too_large);
  ADD ("/net/transport/endless", test_endless);
  ADD ("/net/transport/deadline", test_deadline);
  ADD ("/net/transport/cancel", test_cancel);
  ADD ("/net/transport/cut-answer", test_cut_answer);
  ADD ("/net/transport/cut-body", test_cut_body);
  ADD ("/net/transport/not-http", test_not_http);
  ADD ("/net/transport/nobody-there", test_nobody_there);
  ADD ("/net/transport/bad-addresses", test_bad_addresses);
  ADD ("/net/transport/progress", test_progress);
  g_test_add_func ("/net/transport/deadline-scale", test_deadline_scale);
  return g_test_run ();
}
