/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-fault-transport.h"

#include "ds-sync-backoff.h"

#include <string.h>

typedef enum {
  FAULT_NO_NETWORK,
  FAULT_CUT_BEFORE,
  FAULT_ANSWER_LOST,
  FAULT_PORTAL,
  FAULT_500,
  FAULT_429,
  FAULT_WRONG_SERVER,
  FAULT_DOUBLED,
  FAULT_LIE,
  FAULT_HALF_BODY,
  N_FAULTS,
} Fault;

struct _DsFaultTransport {
  GObject parent_instance;

  DsTransport *inner;
  DsSyncRandom random;
  char *hq;
  guint chance;
  guint n_faults;
  guint n_lies;
  gboolean must_lie;
};

typedef struct {
  Fault fault;
  DsHttpRequest *request;
  DsHttpRequest *half;
} Trip;

static void ds_fault_transport_transport_init (DsTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DsFaultTransport, ds_fault_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DS_TYPE_TRANSPORT, ds_fault_transport_transport_init))

static void
free_trip (gpointer data)
{
  Trip *trip = data;

  ds_http_request_free (trip->half);
  g_free (trip);
}

static void
lose (GTask *task, gboolean was_sent)
{
  Trip *trip = g_task_get_task_data (task);

  trip->request->was_sent = was_sent;
  g_task_return_new_error (task, DS_NET_ERROR, DS_ERROR_OFFLINE, "The test lost it.");
}

static void
answer (GTask *task, guint status, const char *hq, const char *type, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  DsHttpResponse *response = ds_http_response_new (status, body);

  ds_http_response_set_header (response, "Content-Type", type);
  ds_http_response_set_header (response, "Retry-After", "0");
  if (hq != NULL)
    ds_http_response_set_header (response, "Doorstep-HQ", hq);
  g_task_return_pointer (task, response, (GDestroyNotify) ds_http_response_free);
}

/* A receipt over other bytes: one digit of each digest differs. */
static void
damage_receipts (DsHttpResponse *response)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (response->body, &size);
  g_autofree char *text = g_strndup (data, size);

  for (char *at = strstr (text, "\"sha256\":\""); at != NULL; at = strstr (at + 1, "\"sha256\":\""))
    at[10] = at[10] == '0' ? '1' : '0';
  g_bytes_unref (response->body);
  response->body = g_bytes_new (text, size);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DsFaultTransport *self = g_task_get_source_object (task);
  Trip *trip = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsHttpResponse) response = ds_transport_send_finish (DS_TRANSPORT (source), result, &error);

  if (trip->half != NULL || trip->fault == FAULT_ANSWER_LOST) {
    lose (task, TRUE);
    return;
  }
  if (trip->fault == FAULT_DOUBLED) {
    trip->fault = N_FAULTS;
    ds_transport_send_async (self->inner, trip->request, g_task_get_cancellable (task), sent_cb, g_object_ref (task));
    return;
  }
  if (response == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if ((trip->fault == FAULT_LIE || self->must_lie) && strstr (trip->request->url, "/v1/records") != NULL) {
    self->must_lie = FALSE;
    damage_receipts (response);
    self->n_lies++;
  }
  g_task_return_pointer (task, g_steal_pointer (&response), (GDestroyNotify) ds_http_response_free);
}

/* A part of a file arrives, with a length of its own, and the answer is lost: to the tablet the line was cut. */
static DsHttpRequest *
make_half (const DsHttpRequest *request)
{
  DsHttpRequest *half = ds_http_request_new (request->method, request->url);
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (request->body, 0, g_bytes_get_size (request->body) / 2);

  for (guint i = 0; i + 1 < request->headers->len; i += 2) {
    const char *name = g_ptr_array_index (request->headers, i);

    if (g_ascii_strcasecmp (name, "Upload-Checksum") != 0)
      ds_http_request_add_header (half, name, g_ptr_array_index (request->headers, i + 1));
  }
  ds_http_request_set_body (half, request->content_type, part);
  return half;
}

static void
forward (DsFaultTransport *self, GTask *task)
{
  Trip *trip = g_task_get_task_data (task);

  if (trip->fault == FAULT_HALF_BODY && g_str_equal (trip->request->method, "PATCH") &&
      g_bytes_get_size (trip->request->body) > 1)
    trip->half = make_half (trip->request);
  ds_transport_send_async (self->inner, trip->half != NULL ? trip->half : trip->request, g_task_get_cancellable (task),
                           sent_cb, g_object_ref (task));
}

static void
send_async (DsTransport *transport, DsHttpRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  DsFaultTransport *self = DS_FAULT_TRANSPORT (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Trip *trip = g_new0 (Trip, 1);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, trip, free_trip);
  trip->request = request;
  trip->fault = N_FAULTS;
  if (ds_sync_random_next (&self->random) % 1000 < self->chance) {
    trip->fault = (Fault) (ds_sync_random_next (&self->random) % N_FAULTS);
    self->n_faults++;
  }
  if (trip->fault == FAULT_NO_NETWORK)
    lose (task, FALSE);
  else if (trip->fault == FAULT_CUT_BEFORE)
    lose (task, TRUE);
  else if (trip->fault == FAULT_PORTAL)
    answer (task, 200, NULL, "text/html", "<html>Please log in</html>");
  else if (trip->fault == FAULT_500)
    answer (task, 500, self->hq, "text/html", "<h1>Internal error</h1>");
  else if (trip->fault == FAULT_429)
    answer (task, 429, self->hq, "application/problem+json", "{\"type\":\"x/rate\",\"title\":\"Slower\"}");
  else if (trip->fault == FAULT_WRONG_SERVER)
    answer (task, 200, "another", "application/json", "{}");
  else
    forward (self, task);
}

static DsHttpResponse *
send_finish (DsTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ds_fault_transport_transport_init (DsTransportInterface *iface)
{
  iface->send_async = send_async;
  iface->send_finish = send_finish;
}

static void
ds_fault_transport_finalize (GObject *object)
{
  DsFaultTransport *self = DS_FAULT_TRANSPORT (object);

  g_clear_object (&self->inner);
  g_free (self->hq);
  G_OBJECT_CLASS (ds_fault_transport_parent_class)->finalize (object);
}

static void
ds_fault_transport_class_init (DsFaultTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_fault_transport_finalize;
}

static void
ds_fault_transport_init (DsFaultTransport *self)
{
}

DsFaultTransport *
ds_fault_transport_new (DsTransport *inner, guint64 seed, guint chance, const char *hq)
{
  DsFaultTransport *self = g_object_new (DS_TYPE_FAULT_TRANSPORT, NULL);

  self->inner = g_object_ref (inner);
  self->random.state = seed;
  self->chance = chance;
  self->hq = g_strdup (hq);
  return self;
}

void
ds_fault_transport_heal (DsFaultTransport *self)
{
  self->chance = 0;
}

void
ds_fault_transport_lie_once (DsFaultTransport *self)
{
  self->must_lie = TRUE;
}

guint
ds_fault_transport_count_faults (DsFaultTransport *self)
{
  return self->n_faults;
}

guint
ds_fault_transport_count_lies (DsFaultTransport *self)
{
  return self->n_lies;
}
