/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-test-http.h"

#include <string.h>

#define BLOCK 8192
#define EXPECT_CONTINUE 100

struct _DsTestHttp {
  GSocketService *service;
  char *url;
  DsTestHandler handler;
  gpointer user_data;
  GMutex mutex;
  GCond freed;
  gboolean is_freed;
  GCancellable *cancellable;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  gint n_threads;
  gint64 cut_body_at;
  guint expect_status;
  guint n_requests;
  guint n_connections;
  guint n_expects;
};

typedef struct {
  DsTestHttp *server;
  GSocketConnection *connection;
} Accepted;

void
ds_test_reply_header (DsTestReply *reply, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (reply->headers, format, args);
  va_end (args);
  g_string_append (reply->headers, "\r\n");
}

void
ds_test_reply_text (DsTestReply *reply, guint status, const char *type, const char *text)
{
  reply->status = status;
  ds_test_reply_header (reply, "Content-Type: %s", type);
  g_clear_pointer (&reply->body, g_bytes_unref);
  reply->body = g_bytes_new (text, strlen (text));
}

static gboolean
read_head (DsTestHttp *self, GDataInputStream *input, DsTestRequest *request)
{
  g_autofree char *line = g_data_input_stream_read_line (input, NULL, self->cancellable, NULL);
  g_auto (GStrv) words = line != NULL ? g_strsplit (g_strchomp (line), " ", 3) : NULL;

  if (words == NULL || g_strv_length (words) < 3)
    return FALSE;
  request->method = g_strdup (words[0]);
  request->path = g_strdup (words[1]);
  for (;;) {
    g_autofree char *header = g_data_input_stream_read_line (input, NULL, self->cancellable, NULL);
    char *colon = NULL;

    if (header == NULL)
      return FALSE;
    g_strchomp (header);
    if (*header == '\0')
      return TRUE;
    colon = strchr (header, ':');
    if (colon != NULL)
      g_hash_table_replace (request->headers, g_ascii_strdown (header, colon - header),
                            g_strdup (g_strchug (colon + 1)));
  }
}

static gboolean
write_text (DsTestHttp *self, GOutputStream *output, const char *text)
{
  return g_output_stream_write_all (output, text, strlen (text), NULL, self->cancellable, NULL);
}

/* Returns whether the body should be read; a final answer may have been given instead. */
static gboolean
answer_expect (DsTestHttp *self, const DsTestRequest *request, GOutputStream *output)
{
  g_autofree char *text = NULL;

  if (g_strcmp0 (g_hash_table_lookup (request->headers, "expect"), "100-continue") != 0)
    return TRUE;
  g_mutex_lock (&self->mutex);
  self->n_expects++;
  g_mutex_unlock (&self->mutex);
  if (self->expect_status == 0)
    return TRUE;
  if (self->expect_status == EXPECT_CONTINUE)
    return write_text (self, output, "HTTP/1.1 100 Continue\r\n\r\n");
  text = g_strdup_printf ("HTTP/1.1 %u No\r\nDoorstep-HQ: hq-1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                          self->expect_status);
  write_text (self, output, text);
  return FALSE;
}

static gboolean
read_body (DsTestHttp *self, GDataInputStream *input, DsTestRequest *request)
{
  const char *text = g_hash_table_lookup (request->headers, "content-length");
  guint64 left = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;
  guint64 total = left;
  guint8 block[BLOCK];

  if (left > 0 && self->cut_body_at >= 0) {
    left = MIN (left, (guint64) self->cut_body_at);
    self->cut_body_at = -1;
  }
  request->is_cut = left < total;
  while (left > 0) {
    gssize got = g_input_stream_read (G_INPUT_STREAM (input), block, MIN (left, BLOCK), self->cancellable, NULL);

    if (got <= 0)
      return FALSE;
    g_byte_array_append (request->body, block, (guint) got);
    left -= (guint64) got;
  }
  return TRUE;
}

static void
wait_for_end (DsTestHttp *self)
{
  g_mutex_lock (&self->mutex);
  while (!self->is_freed)
    g_cond_wait (&self->freed, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static gboolean
write_endless (DsTestHttp *self, GOutputStream *output)
{
  g_autofree char *block = g_strnfill (BLOCK, 'x');

  while (g_output_stream_write_all (output, block, BLOCK, NULL, self->cancellable, NULL))
    ;
  return FALSE;
}

static gboolean
write_reply (DsTestHttp *self, const DsTestRequest *request, const DsTestReply *reply, GOutputStream *output)
{
  gsize size = 0;
  const void *data = reply->body != NULL ? g_bytes_get_data (reply->body, &size) : NULL;
  g_autofree char *head = NULL;

  if (reply->hang) {
    wait_for_end (self);
    return FALSE;
  }
  if (reply->raw != NULL) {
    write_text (self, output, reply->raw);
    return FALSE;
  }
  if (reply->endless) {
    head = g_strdup_printf ("HTTP/1.1 %u X\r\n%s\r\n", reply->status, reply->headers->str);
    return write_text (self, output, head) && write_endless (self, output);
  }
  head = g_strdup_printf ("HTTP/1.1 %u X\r\n%sContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", reply->status,
                          reply->headers->str, size);
  if (!write_text (self, output, head))
    return FALSE;
  if (size > 0 && !g_str_equal (request->method, "HEAD") &&
      !g_output_stream_write_all (output, data, reply->close ? size / 2 : size, NULL, self->cancellable, NULL))
    return FALSE;
  return !reply->close;
}

static gboolean
serve_one (DsTestHttp *self, GDataInputStream *input, GOutputStream *output)
{
  DsTestRequest request = { 0 };
  DsTestReply reply = { .status = 200, .headers = g_string_new (NULL) };
  gboolean again = FALSE;

  request.headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  request.body = g_byte_array_new ();
  if (read_head (self, input, &request) && answer_expect (self, &request, output) &&
      read_body (self, input, &request)) {
    g_mutex_lock (&self->mutex);
    self->n_requests++;
    self->handler (&request, &reply, self->user_data);
    g_mutex_unlock (&self->mutex);
    again = !request.is_cut && write_reply (self, &request, &reply, output);
  }
  g_free (request.method);
  g_free (request.path);
  g_hash_table_unref (request.headers);
  g_byte_array_unref (request.body);
  g_string_free (reply.headers, TRUE);
  g_clear_pointer (&reply.body, g_bytes_unref);
  return again;
}

static gpointer
connection_thread (gpointer data)
{
  Accepted *accepted = data;
  DsTestHttp *self = accepted->server;
  g_autoptr (GDataInputStream) input =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (accepted->connection)));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (accepted->connection));

  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_ANY);
  while (serve_one (self, input, output))
    ;
  g_io_stream_close (G_IO_STREAM (accepted->connection), NULL, NULL);
  g_object_unref (accepted->connection);
  g_free (accepted);
  g_atomic_int_add (&self->n_threads, -1);
  g_main_context_wakeup (NULL);
  return NULL;
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  DsTestHttp *self = user_data;
  Accepted *accepted = g_new0 (Accepted, 1);

  accepted->server = self;
  accepted->connection = g_object_ref (connection);
  self->n_connections++;
  g_atomic_int_inc (&self->n_threads);
  g_thread_unref (g_thread_new ("test-http", connection_thread, accepted));
  return TRUE;
}

/* A thread of its own, so that a client that blocks is served too. */
static gpointer
accept_thread (gpointer data)
{
  DsTestHttp *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

DsTestHttp *
ds_test_http_new (DsTestHandler handler, gpointer user_data)
{
  DsTestHttp *self = g_new0 (DsTestHttp, 1);
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (address, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->handler = handler;
  self->user_data = user_data;
  self->cut_body_at = -1;
  self->expect_status = EXPECT_CONTINUE;
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->freed);
  g_main_context_push_thread_default (self->context);
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &bound, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);
  g_main_context_pop_thread_default (self->context);
  self->url = g_strdup_printf ("http://127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  self->thread = g_thread_new ("test-accept", accept_thread, self);
  return self;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
ds_test_http_free (DsTestHttp *self)
{
  g_autoptr (GSource) quit = g_idle_source_new ();

  g_mutex_lock (&self->mutex);
  self->is_freed = TRUE;
  g_cond_broadcast (&self->freed);
  g_mutex_unlock (&self->mutex);
  g_cancellable_cancel (self->cancellable);
  g_source_set_callback (quit, quit_cb, self->loop, NULL);
  g_source_attach (quit, self->context);
  g_thread_join (self->thread);
  while (g_atomic_int_get (&self->n_threads) > 0)
    g_thread_yield ();
  g_socket_service_stop (self->service);
  g_object_unref (self->service);
  g_object_unref (self->cancellable);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->freed);
  g_free (self->url);
  g_free (self);
}

const char *
ds_test_http_get_url (DsTestHttp *self)
{
  return self->url;
}

void
ds_test_http_cut_body_at (DsTestHttp *self, gint64 bytes)
{
  self->cut_body_at = bytes;
}

void
ds_test_http_set_expect (DsTestHttp *self, guint status)
{
  self->expect_status = status;
}

guint
ds_test_http_count_requests (DsTestHttp *self)
{
  return self->n_requests;
}

guint
ds_test_http_count_connections (DsTestHttp *self)
{
  return self->n_connections;
}

guint
ds_test_http_count_expects (DsTestHttp *self)
{
  return self->n_expects;
}
