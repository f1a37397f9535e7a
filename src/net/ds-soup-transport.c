/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-soup-transport.h"

#include <libsoup/soup.h>

/* No byte either way for this long and the connection counts as dead (a stalled tunnel, a lost cell). */
#define STALL_TIMEOUT_S 30
#define IDLE_TIMEOUT_S 60
#define MAX_CONNECTIONS 6
#define READ_BLOCK_BYTES (64u * 1024)

struct _DsSoupTransport {
  GObject parent_instance;

  SoupSession *session;
  gboolean allow_http;
  gboolean skips_proxy;
  /* Origins that never answer "Expect: 100-continue": asked without it from then on. */
  GHashTable *no_expect;
};

typedef struct {
  DsHttpRequest *request; /* the caller's */
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *body;
  GCancellable *inner;
  GCancellable *outer;
  gulong outer_handler;
  GSource *deadline;
  gboolean is_late;
  gboolean expects;
  char *origin;
  guint64 sent_bytes;
  gint64 started_us;
} Exchange;

static void ds_soup_transport_transport_init (DsTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DsSoupTransport, ds_soup_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DS_TYPE_TRANSPORT, ds_soup_transport_transport_init))

static void
stop_timers (Exchange *exchange)
{
  if (exchange->deadline != NULL) {
    g_source_destroy (exchange->deadline);
    g_clear_pointer (&exchange->deadline, g_source_unref);
  }
  if (exchange->outer_handler != 0) {
    g_cancellable_disconnect (exchange->outer, exchange->outer_handler);
    exchange->outer_handler = 0;
  }
  if (exchange->message != NULL)
    g_signal_handlers_disconnect_by_data (exchange->message, exchange);
}

static void
free_exchange (gpointer data)
{
  Exchange *exchange = data;

  stop_timers (exchange);
  g_clear_object (&exchange->message);
  g_clear_object (&exchange->stream);
  g_clear_object (&exchange->inner);
  g_clear_object (&exchange->outer);
  g_clear_pointer (&exchange->body, g_byte_array_unref);
  g_free (exchange->origin);
  g_free (exchange);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
check_url (DsSoupTransport *self, GUri *uri, GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);

  if (host == NULL || *host == '\0' || (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http"))) {
    g_set_error (error, DS_NET_ERROR, DS_ERROR_INVALID,
                 "Headquarters' address must begin with https:// and name a machine.");
    return FALSE;
  }
  if (g_str_equal (scheme, "http") && !self->allow_http && !is_loopback (host)) {
    g_set_error (error, DS_NET_ERROR, DS_ERROR_INVALID,
                 "The address of %s begins with http://, which anybody on the way could read. Use https://.", host);
    return FALSE;
  }
  return TRUE;
}

static char *
describe_certificate (SoupMessage *message)
{
  GTlsCertificateFlags flags = soup_message_get_tls_peer_certificate_errors (message);

  if (flags & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED))
    return g_strdup ("its certificate is not valid at this tablet's date: check the tablet's clock");
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return g_strdup ("its certificate belongs to another name: probably a Wi-Fi login page");
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return g_strdup ("its certificate is not vouched for by anybody this tablet trusts: a Wi-Fi login page, or "
                     "headquarters' own certificate authority is missing here");
  return g_strdup ("no secure connection could be made: probably a Wi-Fi login page or a proxy");
}

static void
set_failure (Exchange *exchange, const GError *cause, GError **error)
{
  const char *host = g_uri_get_host (soup_message_get_uri (exchange->message));

  if (exchange->is_late)
    g_set_error (error, DS_NET_ERROR, DS_ERROR_OFFLINE, "%s did not answer in time.", host);
  else if (g_cancellable_is_cancelled (exchange->outer))
    g_set_error (error, DS_NET_ERROR, DS_ERROR_CANCELLED, "The request was given up.");
  else if (cause->domain == G_TLS_ERROR) {
    g_autofree char *words = describe_certificate (exchange->message);

    g_set_error (error, DS_NET_ERROR, DS_ERROR_PORTAL, "%s answers, but %s (%s).", host, words, cause->message);
  } else if (cause->domain == DS_NET_ERROR)
    g_propagate_error (error, g_error_copy (cause));
  else if (cause->domain == SOUP_SESSION_ERROR && cause->code == SOUP_SESSION_ERROR_PARSING)
    g_set_error (error, DS_NET_ERROR, DS_ERROR_PROTOCOL, "The answer of %s is not HTTP (%s).", host, cause->message);
  else if (exchange->request->was_sent)
    g_set_error (error, DS_NET_ERROR, DS_ERROR_OFFLINE, "The connection to %s broke (%s).", host, cause->message);
  else
    g_set_error (error, DS_NET_ERROR, DS_ERROR_OFFLINE, "%s cannot be reached (%s).", host, cause->message);
}

static void
fail_exchange (GTask *task, const GError *cause)
{
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;

  set_failure (exchange, cause, &error);
  stop_timers (exchange);
  g_task_return_error (task, error);
}

static gboolean
deadline_cb (gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->is_late = TRUE;
  g_cancellable_cancel (exchange->inner);
  return G_SOURCE_REMOVE;
}

static void
outer_cancelled_cb (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
wrote_headers_cb (SoupMessage *message, gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->request->was_sent = TRUE;
}

static void
wrote_body_data_cb (SoupMessage *message, guint chunk_size, gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->sent_bytes += chunk_size;
  if (exchange->request->progress != NULL)
    exchange->request->progress (exchange->sent_bytes, exchange->request->progress_data);
}

static void
restarted_cb (SoupMessage *message, gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->sent_bytes = 0;
}

/* libsoup before 3.4 has upload bugs with HTTP/2 and no call to refuse it; what is not offered is not chosen. */
static void
network_event_cb (SoupMessage *message, GSocketClientEvent event, GIOStream *connection, gpointer user_data)
{
  const char *const protocols[] = { "http/1.1", NULL };

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
}

static void
copy_header_cb (const char *name, const char *value, gpointer user_data)
{
  ds_http_response_set_header (user_data, name, value);
}

static void
finish_exchange (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  DsHttpResponse *response = NULL;
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&exchange->body));

  response = ds_http_response_new (soup_message_get_status (exchange->message), body);
  soup_message_headers_foreach (soup_message_get_response_headers (exchange->message), copy_header_cb, response);
  response->elapsed_us = g_get_monotonic_time () - exchange->started_us;
  stop_timers (exchange);
  g_task_return_pointer (task, response, (GDestroyNotify) ds_http_response_free);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) block = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (block == NULL) {
    fail_exchange (task, error);
    return;
  }
  if (g_bytes_get_size (block) == 0) {
    finish_exchange (task);
    return;
  }
  if (exchange->body->len + g_bytes_get_size (block) > exchange->request->max_response_bytes) {
    /* Not read further: an endless answer must not hold the line or the memory. */
    g_cancellable_cancel (exchange->inner);
    g_set_error (&error, DS_NET_ERROR, DS_ERROR_LIMIT, "The answer of %s is larger than allowed.",
                 g_uri_get_host (soup_message_get_uri (exchange->message)));
    fail_exchange (task, error);
    return;
  }
  g_byte_array_append (exchange->body, g_bytes_get_data (block, NULL), (guint) g_bytes_get_size (block));
  g_input_stream_read_bytes_async (exchange->stream, READ_BLOCK_BYTES, G_PRIORITY_DEFAULT, exchange->inner, read_cb,
                                   g_steal_pointer (&task));
}

static void start_exchange (GTask *task);

/* A server that refuses or ignores "Expect" is asked once more without it. */
static gboolean
retry_without_expect (GTask *task)
{
  DsSoupTransport *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);

  if (!exchange->expects || soup_message_get_status (exchange->message) != SOUP_STATUS_EXPECTATION_FAILED)
    return FALSE;
  g_hash_table_add (self->no_expect, g_strdup (exchange->origin));
  stop_timers (exchange);
  g_clear_object (&exchange->message);
  g_clear_object (&exchange->stream);
  g_clear_object (&exchange->inner);
  g_clear_pointer (&exchange->body, g_byte_array_unref);
  start_exchange (task);
  return TRUE;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DsSoupTransport *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  goffset length = 0;

  exchange->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->stream == NULL) {
    /* Headers out, not one byte of the body wanted, time over: this server does not know "Expect". */
    if (exchange->is_late && exchange->expects && exchange->request->was_sent && exchange->sent_bytes == 0)
      g_hash_table_add (self->no_expect, g_strdup (exchange->origin));
    fail_exchange (task, error);
    return;
  }
  if (retry_without_expect (task))
    return;
  length = soup_message_headers_get_content_length (soup_message_get_response_headers (exchange->message));
  if (!g_str_equal (exchange->request->method, "HEAD") && length > 0 &&
      (guint64) length > exchange->request->max_response_bytes) {
    g_cancellable_cancel (exchange->inner);
    g_set_error (&error, DS_NET_ERROR, DS_ERROR_LIMIT, "The answer of %s is larger than allowed.",
                 g_uri_get_host (soup_message_get_uri (exchange->message)));
    fail_exchange (task, error);
    return;
  }
  exchange->body = g_byte_array_new ();
  g_input_stream_read_bytes_async (exchange->stream, READ_BLOCK_BYTES, G_PRIORITY_DEFAULT, exchange->inner, read_cb,
                                   g_steal_pointer (&task));
}

static void
fill_message (DsSoupTransport *self, Exchange *exchange)
{
  DsHttpRequest *request = exchange->request;
  SoupMessage *message = exchange->message;
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  gsize size = request->body != NULL ? g_bytes_get_size (request->body) : 0;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE |
                                       (request->idempotent ? SOUP_MESSAGE_IDEMPOTENT : 0));
  for (guint i = 0; i + 1 < request->headers->len; i += 2)
    soup_message_headers_append (headers, g_ptr_array_index (request->headers, i),
                                 g_ptr_array_index (request->headers, i + 1));
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
  if (size == 0 && (g_str_equal (request->method, "POST") || g_str_equal (request->method, "PATCH")))
    soup_message_headers_set_content_length (headers, 0);
  exchange->expects = size > DS_HTTP_EXPECT_BYTES && !g_hash_table_contains (self->no_expect, exchange->origin);
  if (exchange->expects)
    soup_message_headers_set_expectations (headers, SOUP_EXPECTATION_CONTINUE);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (wrote_headers_cb), exchange);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_body_data_cb), exchange);
  g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), exchange);
  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), exchange);
}

static void
start_exchange (GTask *task)
{
  DsSoupTransport *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);
  DsHttpRequest *request = exchange->request;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, &error);
  guint deadline_ms = request->deadline_ms;

  if (uri == NULL) {
    g_task_return_new_error (task, DS_NET_ERROR, DS_ERROR_INVALID, "“%s” is not an address (%s).", request->url,
                             error->message);
    return;
  }
  if (!check_url (self, uri, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  /* This machine is never behind a proxy; asking the desktop for one could even go wrong. */
  if (is_loopback (g_uri_get_host (uri)) && !self->skips_proxy) {
    soup_session_set_proxy_resolver (self->session, NULL);
    self->skips_proxy = TRUE;
  }
  g_free (exchange->origin);
  exchange->origin = g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (uri), g_uri_get_host (uri), g_uri_get_port (uri));
  exchange->message = soup_message_new_from_uri (request->method, uri);
  exchange->sent_bytes = 0;
  exchange->started_us = g_get_monotonic_time ();
  fill_message (self, exchange);
  exchange->inner = g_cancellable_new ();
  if (exchange->outer != NULL)
    exchange->outer_handler = g_cancellable_connect (exchange->outer, G_CALLBACK (outer_cancelled_cb),
                                                     g_object_ref (exchange->inner), g_object_unref);
  if (deadline_ms == 0)
    deadline_ms = ds_http_deadline_ms (request->body != NULL ? g_bytes_get_size (request->body) : 0);
  exchange->deadline = g_timeout_source_new (deadline_ms);
  g_source_set_callback (exchange->deadline, deadline_cb, exchange, NULL);
  g_source_attach (exchange->deadline, g_task_get_context (task));
  soup_session_send_async (self->session, exchange->message, G_PRIORITY_DEFAULT, exchange->inner, sent_cb,
                           g_object_ref (task));
}

static void
send_request_async (DsTransport *transport, DsHttpRequest *request, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);
  Exchange *exchange = g_new0 (Exchange, 1);

  g_task_set_source_tag (task, send_request_async);
  g_task_set_check_cancellable (task, FALSE);
  exchange->request = request;
  exchange->outer = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  g_task_set_task_data (task, exchange, free_exchange);
  start_exchange (task);
}

static DsHttpResponse *
send_request_finish (DsTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ds_soup_transport_transport_init (DsTransportInterface *iface)
{
  iface->send_async = send_request_async;
  iface->send_finish = send_request_finish;
}

static void
ds_soup_transport_dispose (GObject *object)
{
  DsSoupTransport *self = DS_SOUP_TRANSPORT (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->no_expect, g_hash_table_unref);
  G_OBJECT_CLASS (ds_soup_transport_parent_class)->dispose (object);
}

static void
ds_soup_transport_class_init (DsSoupTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ds_soup_transport_dispose;
}

static void
ds_soup_transport_init (DsSoupTransport *self)
{
  self->no_expect = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->session =
      soup_session_new_with_options ("max-conns", MAX_CONNECTIONS, "max-conns-per-host", MAX_CONNECTIONS, "timeout",
                                     STALL_TIMEOUT_S, "idle-timeout", IDLE_TIMEOUT_S, "user-agent", "Doorstep", NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_COOKIE_JAR);
}

DsTransport *
ds_soup_transport_new (const DsSoupOptions *options, GError **error)
{
  g_autoptr (DsSoupTransport) self = g_object_new (DS_TYPE_SOUP_TRANSPORT, NULL);

  if (options != NULL)
    self->allow_http = options->allow_http;
  if (options != NULL && options->ca_file != NULL) {
    g_autoptr (GTlsDatabase) database = g_tls_file_database_new (options->ca_file, error);

    if (database == NULL)
      return NULL;
    soup_session_set_tls_database (self->session, database);
  }
  return DS_TRANSPORT (g_steal_pointer (&self));
}
