/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-http.h"

#include "ds-error.h"
#include "ds-file.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A connection's own memory: 64 headers of a sane size, and a buffer for bodies. */
#define CONNECTION_MEMORY_BYTES (64 * 1024)
/* What a connection may take until its first headers, and between two requests. */
#define HEADERS_US (G_GINT64_CONSTANT (20) * G_USEC_PER_SEC)
#define KEEP_ALIVE_US (G_GINT64_CONSTANT (75) * G_USEC_PER_SEC)
/* A body or an answer: this long and a second more per KiB. */
#define BODY_US (G_GINT64_CONSTANT (30) * G_USEC_PER_SEC)
#define MIN_RATE_BYTES_PER_S 1024
#define REAP_US (G_GINT64_CONSTANT (1) * G_USEC_PER_SEC)
/* A refused request's body up to this size is read and dropped, so that the client hears why. */
#define DRAIN_MAX_BYTES (16 * 1024 * 1024)

struct _DsHqHttp {
  DsHqService *service;
  struct MHD_Daemon *daemon;
  char *url;
  GMutex lock;
  GCond wake;
  GQueue lines; /* Line: every open connection, under @lock */
  guint in_work; /* suspended requests, under @lock */
  gboolean closing; /* under @lock */
  GThread *reaper;
};

/* One connection. What slow clients cannot be asked by libmicrohttpd's idle timeout alone: a byte every ten seconds
 * keeps a connection busy for ever, so each phase has a deadline of its own. */
typedef struct {
  GList link;
  int fd;
  gint64 deadline_us; /* 0: headquarters itself is at work */
} Line;

/* One request. */
typedef struct {
  DsHqHttp *http;
  struct MHD_Connection *connection;
  Line *line;
  DsHqExchange exchange;
  GArray *headers;
  GArray *arguments;
  char peer[64];
  gboolean in_work;
} Request;

/* --- connections and their deadlines --- */

static void
set_deadline (DsHqHttp *self, Line *line, gint64 in_us)
{
  if (line == NULL)
    return;
  g_mutex_lock (&self->lock);
  line->deadline_us = in_us > 0 ? g_get_monotonic_time () + in_us : 0;
  g_mutex_unlock (&self->lock);
}

static gint64
transfer_time_us (guint64 bytes)
{
  return BODY_US + (gint64) (bytes / MIN_RATE_BYTES_PER_S) * G_USEC_PER_SEC;
}

static void
notify_connection_cb (void *cls, struct MHD_Connection *connection, void **context,
                      enum MHD_ConnectionNotificationCode code)
{
  DsHqHttp *self = cls;
  Line *line = *context;

  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    line = g_new0 (Line, 1);
    line->link.data = line;
    line->fd = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    line->deadline_us = g_get_monotonic_time () + HEADERS_US;
    g_mutex_lock (&self->lock);
    g_queue_push_tail_link (&self->lines, &line->link);
    g_mutex_unlock (&self->lock);
    *context = line;
  } else if (line != NULL) {
    g_mutex_lock (&self->lock);
    g_queue_unlink (&self->lines, &line->link);
    g_mutex_unlock (&self->lock);
    g_free (line);
    *context = NULL;
  }
}

static gpointer
reap_thread (gpointer data)
{
  DsHqHttp *self = data;

  g_mutex_lock (&self->lock);
  while (!self->closing) {
    gint64 now_us = g_get_monotonic_time ();

    for (GList *l = self->lines.head; l != NULL; l = l->next) {
      Line *line = l->data;

      /* libmicrohttpd closes the socket when it sees its end; it tells us before, so the number is still ours. */
      if (line->deadline_us != 0 && now_us > line->deadline_us)
        shutdown (line->fd, SHUT_RDWR);
    }
    g_cond_wait_until (&self->wake, &self->lock, now_us + REAP_US);
  }
  g_mutex_unlock (&self->lock);

  return NULL;
}

/* --- requests --- */

static enum MHD_Result
gather_header_cb (void *cls, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value,
                  size_t value_size)
{
  GArray *headers = cls;
  DsHqHeader header = { key, key_size, value != NULL ? value : "", value != NULL ? value_size : 0 };

  g_array_append_val (headers, header);

  /* One more than allowed is enough to refuse. */
  return headers->len <= DS_HQ_MAX_HEADERS ? MHD_YES : MHD_NO;
}

static void
name_peer (Request *request)
{
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info (request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *text = NULL;

  g_strlcpy (request->peer, "unknown", sizeof request->peer);
  if (info == NULL || info->client_addr == NULL)
    return;
  address = g_socket_address_new_from_native (info->client_addr, info->client_addr->sa_family == AF_INET6
                                                                     ? sizeof (struct sockaddr_in6)
                                                                     : sizeof (struct sockaddr_in));
  if (address == NULL)
    return;
  text = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  g_strlcpy (request->peer, text, sizeof request->peer);
}

static Request *
begin_request (DsHqHttp *self, struct MHD_Connection *connection, const char *method, const char *path)
{
  Request *request = g_new0 (Request, 1);
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

  request->http = self;
  request->connection = connection;
  request->line = info != NULL ? info->socket_context : NULL;
  request->headers = g_array_new (FALSE, FALSE, sizeof (DsHqHeader));
  request->arguments = g_array_new (FALSE, FALSE, sizeof (DsHqHeader));
  MHD_get_connection_values_n (connection, MHD_HEADER_KIND, gather_header_cb, request->headers);
  MHD_get_connection_values_n (connection, MHD_GET_ARGUMENT_KIND, gather_header_cb, request->arguments);
  name_peer (request);
  request->exchange.service = self->service;
  request->exchange.method = method;
  request->exchange.path = path;
  request->exchange.peer = request->peer;
  request->exchange.headers = (const DsHqHeader *) (gpointer) request->headers->data;
  request->exchange.n_headers = request->headers->len;
  request->exchange.arguments = (const DsHqHeader *) (gpointer) request->arguments->data;
  request->exchange.n_arguments = request->arguments->len;
  ds_hq_exchange_begin (&request->exchange);
  set_deadline (self, request->line, transfer_time_us (request->exchange.framing.length_bytes));

  return request;
}

static void
free_request (Request *request)
{
  ds_hq_exchange_clear (&request->exchange);
  g_array_unref (request->headers);
  g_array_unref (request->arguments);
  g_free (request);
}

static void
free_bytes_cb (void *cls)
{
  g_bytes_unref (cls);
}

static enum MHD_Result
send_answer (Request *request)
{
  const DsHqAnswer *answer = ds_hq_exchange_answer (&request->exchange);
  GPtrArray *headers = ds_hq_answer_headers (answer);
  GBytes *body = g_bytes_ref (ds_hq_answer_body (answer));
  gsize size = g_bytes_get_size (body);
  struct MHD_Response *response = NULL;
  enum MHD_Result result = MHD_NO;

  response = MHD_create_response_from_buffer_with_free_callback_cls (size, (void *) g_bytes_get_data (body, NULL),
                                                                     free_bytes_cb, body);
  if (response == NULL) {
    g_bytes_unref (body);
    return MHD_NO;
  }
  MHD_add_response_header (response, "Doorstep-HQ", ds_hq_service_identity (request->http->service)->id);
  for (guint i = 0; i + 1 < headers->len; i += 2)
    MHD_add_response_header (response, g_ptr_array_index (headers, i), g_ptr_array_index (headers, i + 1));
  if (ds_hq_answer_closes (answer))
    MHD_add_response_header (response, MHD_HTTP_HEADER_CONNECTION, "close");
  set_deadline (request->http, request->line, transfer_time_us (size));
  result = MHD_queue_response (request->connection, ds_hq_answer_status (answer), response);
  MHD_destroy_response (response);

  return result;
}

static void
work_done_cb (DsHqExchange *exchange, gpointer user_data)
{
  Request *request = user_data;
  DsHqHttp *self = request->http;

  /* The count goes down last: as long as it stands, a closing server keeps the daemon. */
  MHD_resume_connection (request->connection);
  g_mutex_lock (&self->lock);
  self->in_work--;
  /* Only an end is waited for; waking the reaper at every answer would cost more than the answer. */
  if (self->closing)
    g_cond_broadcast (&self->wake);
  g_mutex_unlock (&self->lock);
}

static enum MHD_Result
refuse_closing (Request *request)
{
  DsHqAnswer *answer =
      ds_hq_answer_new_problem (503, DS_HQ_PROBLEM_BUSY, "Headquarters is shutting down. Try again later.");

  ds_hq_answer_add_header (answer, "Retry-After", "10");
  ds_hq_answer_set_close (answer);
  ds_hq_exchange_refuse (&request->exchange, answer);

  return send_answer (request);
}

/* The body is whole. Work that waits for a disk runs elsewhere, with the connection parked. */
static enum MHD_Result
end_request (Request *request)
{
  DsHqHttp *self = request->http;
  gboolean closing = FALSE;

  if (request->in_work || ds_hq_exchange_end (&request->exchange))
    return send_answer (request);
  g_mutex_lock (&self->lock);
  closing = self->closing;
  if (!closing)
    self->in_work++;
  g_mutex_unlock (&self->lock);
  if (closing)
    return refuse_closing (request);
  set_deadline (self, request->line, 0);
  request->in_work = TRUE;
  MHD_suspend_connection (request->connection);
  ds_hq_exchange_run (&request->exchange, work_done_cb, request);

  return MHD_YES;
}

/* Whether a refusal goes out before the body is read. Reading a small rest first is what makes sure that the client,
 * still sending, hears it instead of a reset connection. */
static gboolean
answers_early (const Request *request)
{
  const DsHqExchange *exchange = &request->exchange;
  const DsHqAnswer *answer = ds_hq_exchange_answer (exchange);

  return answer != NULL && (exchange->unclear || exchange->framing.expects_continue ||
                            exchange->framing.length_bytes == 0 || exchange->framing.length_bytes > DRAIN_MAX_BYTES);
}

static enum MHD_Result
access_cb (void *cls, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
           const char *upload_data, size_t *upload_data_size, void **context)
{
  DsHqHttp *self = cls;
  Request *request = *context;

  if (request == NULL) {
    request = begin_request (self, connection, method, url);
    *context = request;
    return answers_early (request) ? send_answer (request) : MHD_YES;
  }
  if (*upload_data_size == 0)
    return end_request (request);
  if (ds_hq_exchange_answer (&request->exchange) == NULL &&
      !ds_hq_exchange_data (&request->exchange, upload_data, *upload_data_size))
    return MHD_NO;
  *upload_data_size = 0;

  return MHD_YES;
}

static void
completed_cb (void *cls, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode code)
{
  DsHqHttp *self = cls;
  Request *request = *context;

  if (request == NULL)
    return;
  set_deadline (self, request->line, KEEP_ALIVE_US);
  free_request (request);
  *context = NULL;
}

/* Paths and queries are taken as they come: no value of this API needs percent-decoding, and a NUL by "%00" or a
 * second "/" by "%2F" then cannot exist. */
static size_t
keep_escapes_cb (void *cls, struct MHD_Connection *connection, char *text)
{
  return strlen (text);
}

static void
ignore_log_cb (void *cls, const char *format, va_list arguments)
{
}

/* --- listening --- */

static GSocketAddress *
parse_listen (const char *listen, GError **error)
{
  g_autoptr (GNetworkAddress) parsed = NULL;
  g_autofree char *with_port = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  GSocketConnectable *connectable = g_network_address_parse (listen, 8090, NULL);

  if (connectable != NULL) {
    parsed = G_NETWORK_ADDRESS (connectable);
    address = g_inet_socket_address_new_from_string (g_network_address_get_hostname (parsed),
                                                     g_network_address_get_port (parsed));
  }
  if (address == NULL) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID,
                 "\"%s\" is no address to listen on. Say for example 127.0.0.1:8090 or [::1]:8090.", listen);
    return NULL;
  }

  return g_steal_pointer (&address);
}

static gboolean
address_is_loopback (GSocketAddress *address)
{
  return g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/* Returns the listening socket's number, or -1. */
static int
open_listener (GSocketAddress *address, GSocketAddress **ret_local, GError **error)
{
  g_autoptr (GSocket) socket =
      g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  g_autoptr (GSocketAddress) local = NULL;
  int fd = -1;

  if (socket == NULL)
    return -1;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, 1024);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return -1;
  local = g_socket_get_local_address (socket, error);
  if (local == NULL)
    return -1;
  fd = dup (g_socket_get_fd (socket));
  if (fd < 0) {
    ds_error_set_from_errno (error, DS_HQ_ERROR, errno, "The listening socket cannot be kept");
    return -1;
  }
  *ret_local = g_steal_pointer (&local);

  return fd;
}

static char *
make_url (GSocketAddress *local, gboolean tls)
{
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (local);
  GInetAddress *address = g_inet_socket_address_get_address (inet);
  g_autofree char *host = g_inet_address_to_string (address);
  gboolean is_v6 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;

  return g_strdup_printf ("%s://%s%s%s:%u", tls ? "https" : "http", is_v6 ? "[" : "", host, is_v6 ? "]" : "",
                          g_inet_socket_address_get_port (inet));
}

static struct MHD_Daemon *
start_daemon (DsHqHttp *self, const DsHqHttpOptions *options, int fd, guint per_address)
{
  gboolean tls = options->certificate != NULL;
  struct MHD_OptionItem tls_items[] = {
    { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *) options->certificate },
    { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *) options->key },
    { MHD_OPTION_END, 0, NULL },
  };
  struct MHD_OptionItem no_items[] = { { MHD_OPTION_END, 0, NULL } };
  unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;

  return MHD_start_daemon (flags | (tls ? MHD_USE_TLS : 0), 0, NULL, NULL, access_cb, self, MHD_OPTION_EXTERNAL_LOGGER,
                           ignore_log_cb, NULL, MHD_OPTION_LISTEN_SOCKET, (MHD_socket) fd, MHD_OPTION_THREAD_POOL_SIZE,
                           options->threads, MHD_OPTION_CONNECTION_LIMIT, options->max_connections,
                           MHD_OPTION_CONNECTION_TIMEOUT, options->idle_timeout_s, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
                           per_address, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) CONNECTION_MEMORY_BYTES,
                           MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes_cb, NULL, MHD_OPTION_NOTIFY_CONNECTION,
                           notify_connection_cb, self, MHD_OPTION_NOTIFY_COMPLETED, completed_cb, self,
                           MHD_OPTION_ARRAY, tls ? tls_items : no_items, MHD_OPTION_END);
}

DsHqHttp *
ds_hq_http_new (DsHqService *service, const DsHqHttpOptions *options, GError **error)
{
  g_autoptr (GSocketAddress) address = parse_listen (options->listen, error);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (DsHqHttp) self = NULL;
  int fd = -1;

  if (address == NULL)
    return NULL;
  if (!address_is_loopback (address) && options->certificate == NULL && !options->plain) {
    g_set_error (
        error, DS_HQ_ERROR, DS_ERROR_INVALID,
        "Without TLS headquarters listens on loopback only. Give --tls-certificate and --tls-key, or put a proxy "
        "with TLS in front, or say --plain-http if the line is protected otherwise.");
    return NULL;
  }
  fd = open_listener (address, &local, error);
  if (fd < 0)
    return NULL;
  self = g_new0 (DsHqHttp, 1);
  self->service = service;
  self->url = make_url (local, options->certificate != NULL);
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  g_queue_init (&self->lines);
  self->daemon = start_daemon (self, options, fd, options->max_per_address);
  if (self->daemon == NULL) {
    close (fd);
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_FAILED,
                 "The HTTP server cannot start; are the certificate and key right?");
    return NULL;
  }
  self->reaper = g_thread_new ("hq-reaper", reap_thread, self);

  return g_steal_pointer (&self);
}

void
ds_hq_http_free (DsHqHttp *self)
{
  MHD_socket listener = MHD_INVALID_SOCKET;

  if (self == NULL)
    return;

  if (self->daemon != NULL)
    listener = MHD_quiesce_daemon (self->daemon);
  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_cond_broadcast (&self->wake);
  while (self->in_work > 0)
    g_cond_wait (&self->wake, &self->lock);
  g_mutex_unlock (&self->lock);
  if (self->reaper != NULL)
    g_thread_join (self->reaper);
  if (self->daemon != NULL)
    MHD_stop_daemon (self->daemon);
  if (listener != MHD_INVALID_SOCKET)
    close (listener);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_free (self->url);
  g_free (self);
}

const char *
ds_hq_http_url (DsHqHttp *self)
{
  return self->url;
}
