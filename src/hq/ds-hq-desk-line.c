/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-desk-line.h"

#include "ds-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOCKET_FILE "desk.sock"
#define LOCK_FILE "lock"
#define LINE_TIMEOUT_S 60
#define RETRY_MS 100
#define RETRIES 80

struct _DsHqDeskServer {
  DsHqService *service;
  GSocketService *listener;
  char *path;
};

struct _DsHqDesk {
  char *folder;
  DsClock *clock;
  DsDbLock *lock; /* when no server runs */
  DsHqStore *store; /* the writing session with the lock, else a reading one */
};

/* The path of a socket may have 107 bytes; a folder's may have more. The way through the folder's descriptor is
 * short. */
static GSocketAddress *
make_address (int folder_fd)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d/" SOCKET_FILE, folder_fd);

  return g_unix_socket_address_new (path);
}

static void
wait_a_little (void)
{
  poll (NULL, 0, RETRY_MS);
}

/* --- the server's end --- */

typedef struct {
  DsHqDeskServer *server;
  const json_t *request;
  DsJson *result;
} DeskWork;

static gboolean
desk_write_cb (DsHqStore *store, gpointer data, GError **error)
{
  DeskWork *work = data;
  DsMoment now;
  DsHqDeskTime time;

  ds_clock_now (ds_hq_service_clock (work->server->service), &now);
  time.now_us = now.wall_us;
  time.offset_s = now.offset_s;
  work->result = ds_hq_desk_apply (store, &time, work->request, error);

  return work->result != NULL;
}

static DsJson *
answer_request (DsHqDeskServer *self, const char *line, gsize size)
{
  static const DsJsonLimits limits = { DS_HQ_DESK_MAX_BYTES, 24 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) request = ds_json_parse (line, size, &limits, &error);
  DeskWork work = { self, request, NULL };

  if (request != NULL && ds_hq_writer_run (ds_hq_service_writer (self->service), desk_write_cb, &work, &error)) {
    ds_hq_service_forget_tokens (self->service);
    ds_hq_service_audit (self->service, "desk do=%s", ds_hq_desk_name (request));
    return json_pack ("{s:b, s:o}", "ok", TRUE, "result", work.result);
  }
  g_clear_pointer (&work.result, json_decref);

  return json_pack ("{s:b, s:i, s:s}", "ok", FALSE, "code", (int) ds_error_code_of (error), "message", error->message);
}

static gboolean
run_cb (GThreadedSocketService *listener, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  DsHqDeskServer *self = user_data;
  g_autoptr (GDataInputStream) input =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;
  g_autoptr (DsJson) answer = NULL;
  gsize size = 0;

  g_socket_set_timeout (g_socket_connection_get_socket (connection), LINE_TIMEOUT_S);
  line = g_data_input_stream_read_line (input, &size, NULL, NULL);
  if (line == NULL)
    return TRUE;
  answer = answer_request (self, line, size);
  text = ds_json_to_line (answer, &size);
  if (g_output_stream_write_all (output, text, size, NULL, NULL, NULL))
    g_output_stream_write_all (output, "\n", 1, NULL, NULL, NULL);

  return TRUE;
}

DsHqDeskServer *
ds_hq_desk_server_new (DsHqService *service, GError **error)
{
  g_autoptr (DsHqDeskServer) self = g_new0 (DsHqDeskServer, 1);
  g_autoptr (GSocketAddress) address = NULL;
  int folder_fd = open (ds_hq_service_folder (service), O_PATH | O_DIRECTORY | O_CLOEXEC);
  gboolean bound = FALSE;

  self->service = service;
  self->path = g_build_filename (ds_hq_service_folder (service), SOCKET_FILE, NULL);
  self->listener = g_threaded_socket_service_new (4);
  g_signal_connect (self->listener, "run", G_CALLBACK (run_cb), self);
  /* What an earlier server left behind; the lock says that none runs now. */
  unlink (self->path);
  address = make_address (folder_fd);
  bound = g_socket_listener_add_address (G_SOCKET_LISTENER (self->listener), address, G_SOCKET_TYPE_STREAM,
                                         G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, error);
  if (folder_fd >= 0)
    close (folder_fd);
  if (!bound)
    return NULL;
  chmod (self->path, 0600);

  return g_steal_pointer (&self);
}

void
ds_hq_desk_server_free (DsHqDeskServer *self)
{
  if (self == NULL)
    return;

  g_socket_service_stop (self->listener);
  g_socket_listener_close (G_SOCKET_LISTENER (self->listener));
  unlink (self->path);
  g_object_unref (self->listener);
  g_free (self->path);
  g_free (self);
}

/* --- the command's end --- */

static GSocketConnection *
connect_server (const char *folder, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = NULL;
  GSocketConnection *connection = NULL;
  int folder_fd = open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC);

  address = make_address (folder_fd);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, error);
  if (folder_fd >= 0)
    close (folder_fd);

  return connection;
}

static DsHqDesk *
open_beside_server (DsHqDesk *desk, GError **error)
{
  g_autoptr (DsHqDesk) self = desk;

  self->store = ds_hq_store_open_reader (self->folder, error);

  return self->store != NULL ? g_steal_pointer (&self) : NULL;
}

DsDbLock *
ds_hq_desk_lock (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, LOCK_FILE, NULL);

  for (guint i = 0; i < RETRIES; i++) {
    g_autoptr (GError) local_error = NULL;
    g_autoptr (GSocketConnection) server = NULL;
    DsDbLock *lock = ds_db_lock_new (path, &local_error);

    if (lock != NULL)
      return lock;
    server = connect_server (folder, NULL);
    if (!ds_error_is (local_error, DS_ERROR_BUSY) || server != NULL) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
    wait_a_little ();
  }

  return ds_db_lock_new (path, error);
}

DsHqDesk *
ds_hq_desk_open (const char *folder, DsClock *clock, GError **error)
{
  g_autoptr (DsHqDesk) self = g_new0 (DsHqDesk, 1);
  g_autoptr (GError) local_error = NULL;

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND,
                 "There is no headquarters in %s. Make one with \"doorstep-hq init --data %s\".", folder, folder);
    return NULL;
  }
  self->folder = g_strdup (folder);
  self->clock = ds_clock_ref (clock);
  self->lock = ds_hq_desk_lock (folder, &local_error);
  if (self->lock == NULL) {
    if (ds_error_is (local_error, DS_ERROR_BUSY))
      return open_beside_server (g_steal_pointer (&self), error);
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  self->store = ds_hq_store_open_writer (folder, clock, error);

  return self->store != NULL ? g_steal_pointer (&self) : NULL;
}

void
ds_hq_desk_free (DsHqDesk *self)
{
  if (self == NULL)
    return;

  ds_hq_store_free (self->store);
  if (self->lock != NULL)
    ds_db_lock_free (self->lock);
  ds_clock_unref (self->clock);
  g_free (self->folder);
  g_free (self);
}

DsHqStore *
ds_hq_desk_store (DsHqDesk *self)
{
  return self->store;
}

gboolean
ds_hq_desk_has_server (DsHqDesk *self)
{
  return self->lock == NULL;
}

static DsJson *
do_here (DsHqDesk *self, json_t *request, GError **error)
{
  g_autoptr (DsJson) result = NULL;
  DsMoment now;
  DsHqDeskTime time;

  ds_clock_now (self->clock, &now);
  time.now_us = now.wall_us;
  time.offset_s = now.offset_s;
  if (!ds_hq_store_begin (self->store, error))
    return NULL;
  result = ds_hq_desk_apply (self->store, &time, request, error);
  if (result == NULL) {
    ds_hq_store_rollback (self->store);
    return NULL;
  }

  return ds_hq_store_commit (self->store, error) ? g_steal_pointer (&result) : NULL;
}

static char *
talk (DsHqDesk *self, const char *text, gsize size, GError **error)
{
  g_autoptr (GSocketConnection) connection = connect_server (self->folder, error);
  g_autoptr (GDataInputStream) input = NULL;
  GOutputStream *output = NULL;
  char *line = NULL;

  if (connection == NULL) {
    g_prefix_error (error, "The running server does not answer the desk. ");
    return NULL;
  }
  output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  if (!g_output_stream_write_all (output, text, size, NULL, NULL, error) ||
      !g_output_stream_write_all (output, "\n", 1, NULL, NULL, error))
    return NULL;
  line = g_data_input_stream_read_line (input, NULL, NULL, error);
  if (line == NULL && *error == NULL)
    g_set_error (
        error, DS_HQ_ERROR, DS_ERROR_FAILED,
        "The server ended before it answered; whether the change is in can be seen with \"doorstep-hq list\".");

  return line;
}

static DsJson *
do_there (DsHqDesk *self, json_t *request, GError **error)
{
  static const DsJsonLimits limits = { DS_HQ_DESK_MAX_BYTES, 24 };
  g_autoptr (GError) local_error = NULL;
  g_autoptr (DsJson) answer = NULL;
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;
  gsize size = 0;

  text = ds_json_to_line (request, &size);
  line = talk (self, text, size, &local_error);
  answer = line != NULL ? ds_json_parse (line, strlen (line), &limits, &local_error) : NULL;
  if (answer == NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  if (!json_is_true (json_object_get (answer, "ok"))) {
    g_set_error_literal (error, DS_HQ_ERROR, (int) json_integer_value (json_object_get (answer, "code")),
                         json_string_value (json_object_get (answer, "message")));
    return NULL;
  }

  return json_incref (json_object_get (answer, "result"));
}

DsJson *
ds_hq_desk_do (DsHqDesk *self, json_t *request, GError **error)
{
  return self->lock != NULL ? do_here (self, request, error) : do_there (self, request, error);
}
