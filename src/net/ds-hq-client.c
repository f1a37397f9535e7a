/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-answers.h"

#include <libsoup/soup.h>
#include <string.h>

#define CHANGES_MAX_BYTES (16u * 1024 * 1024)
/* The Date header is cut to whole seconds: an offset measured to the millisecond stays while they agree. */
#define DATE_SLACK_MS 3000

struct _DsHqClient {
  GObject parent_instance;

  DsTransport *transport;
  DsClock *clock;
  GUri *uri;
  char *url;
  char *hq;
  char *token;
  gboolean foreign;
  DsRate rate;
  DsTusOffer offer;
  gint64 offset_ms;
  gint64 contact_wall_us;
  gboolean has_offset;
  gboolean has_contact;
};

typedef struct {
  DsHttpRequest *request;
  DsMoment sent_at;
  DsHqFailure failure;
  gint64 middle_wall_us;
} Call;

G_DEFINE_FINAL_TYPE (DsHqClient, ds_hq_client, G_TYPE_OBJECT)

static void
free_call (gpointer data)
{
  Call *call = data;

  ds_http_request_free (call->request);
  ds_hq_failure_clear (&call->failure);
  g_free (call);
}

static gint64
get_wall_us (DsHqClient *self)
{
  DsMoment moment;

  ds_clock_now (self->clock, &moment);
  return moment.wall_us;
}

static void
note_contact (DsHqClient *self, const Call *call, const DsHttpResponse *response)
{
  const char *text = ds_http_response_get_header (response, "Date");
  g_autoptr (GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;
  gint64 offset_ms = 0;

  self->has_contact = TRUE;
  self->contact_wall_us = get_wall_us (self);
  if (date == NULL)
    return;
  offset_ms = g_date_time_to_unix (date) * 1000 + 500 - call->middle_wall_us / 1000;
  if (self->has_offset && ABS (offset_ms - self->offset_ms) <= DATE_SLACK_MS)
    return;
  self->offset_ms = offset_ms;
  self->has_offset = TRUE;
}

static void
note_offset (DsHqClient *self, gint64 offset_ms)
{
  self->offset_ms = offset_ms;
  self->has_offset = TRUE;
}

static void
return_failure (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  ds_hq_failure_to_error (&call->failure, &error);
  g_task_return_error (task, error);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DsHqClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsHttpResponse) response = ds_transport_send_finish (DS_TRANSPORT (source), result, &error);
  DsMoment now;

  if (response == NULL) {
    ds_hq_failure_from_error (error, call->request->was_sent, &call->failure);
    return_failure (task);
    return;
  }
  ds_clock_now (self->clock, &now);
  call->middle_wall_us = now.wall_us - (now.mono_us - call->sent_at.mono_us) / 2;
  if (call->request->body != NULL && response->status < 300)
    ds_rate_note (&self->rate, g_bytes_get_size (call->request->body), response->elapsed_us);
  if (!ds_hq_failure_from_response (response, self->hq, self->foreign, now.wall_us, &call->failure)) {
    if (call->failure.failure_class != DS_HQ_CLASS_PORTAL && call->failure.failure_class != DS_HQ_CLASS_WRONG_SERVER &&
        ds_http_response_get_header (response, "Doorstep-HQ") != NULL)
      note_contact (self, call, response);
    return_failure (task);
    return;
  }
  note_contact (self, call, response);
  g_task_return_pointer (task, g_steal_pointer (&response), (GDestroyNotify) ds_http_response_free);
}

/* The token goes to headquarters' own origin and nowhere else, whatever a Location header says. */
static gboolean
is_own_origin (DsHqClient *self, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  return uri != NULL && g_uri_get_host (uri) != NULL && g_uri_get_userinfo (uri) == NULL &&
         g_str_equal (g_uri_get_scheme (uri), g_uri_get_scheme (self->uri)) &&
         g_ascii_strcasecmp (g_uri_get_host (uri), g_uri_get_host (self->uri)) == 0 &&
         g_uri_get_port (uri) == g_uri_get_port (self->uri);
}

void
ds_hq_client_call_async (DsHqClient *self, DsHttpRequest *request, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_return_if_fail (DS_IS_HQ_CLIENT (self));
  g_task_set_source_tag (task, ds_hq_client_call_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, free_call);
  call->request = request;
  call->failure.retry_after_ms = -1;
  if (*request->url == '/') {
    g_autofree char *path = g_steal_pointer (&request->url);

    request->url = g_strconcat (self->url, path, NULL);
  }
  if (!is_own_origin (self, request->url)) {
    call->failure.failure_class = DS_HQ_CLASS_PROTOCOL;
    call->failure.words = g_strdup ("Headquarters names an address on another machine, which is refused.");
    return_failure (task);
    return;
  }
  if (self->token != NULL) {
    g_autofree char *value = g_strconcat ("Bearer ", self->token, NULL);

    ds_http_request_add_header (request, "Authorization", value);
  }
  ds_clock_now (self->clock, &call->sent_at);
  ds_transport_send_async (self->transport, request, cancellable, sent_cb, g_object_ref (task));
}

DsHttpResponse *
ds_hq_client_call_finish (DsHqClient *self, GAsyncResult *result, DsHqFailure *ret_failure, GError **error)
{
  DsHttpResponse *response = NULL;
  Call *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  call = g_task_get_task_data (G_TASK (result));
  response = g_task_propagate_pointer (G_TASK (result), error);
  if (response == NULL && ret_failure != NULL)
    ds_hq_failure_copy (&call->failure, ret_failure);
  return response;
}

/* An answer that headquarters gave but nobody can read is a PROTOCOL failure. */
static void
fill_protocol_failure (const GError *cause, DsHqFailure *ret_failure)
{
  if (ret_failure != NULL)
    ds_hq_failure_from_error (cause, TRUE, ret_failure);
}

static gint64
get_middle_wall_us (GAsyncResult *result)
{
  Call *call = g_task_get_task_data (G_TASK (result));

  return call->middle_wall_us;
}

void
ds_hq_client_ping_async (DsHqClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  ds_hq_client_call_async (self, ds_http_request_new ("GET", "/v1/ping"), cancellable, callback, user_data);
}

DsHqPing *
ds_hq_client_ping_finish (DsHqClient *self, GAsyncResult *result, DsHqFailure *ret_failure, GError **error)
{
  g_autoptr (DsHttpResponse) response = ds_hq_client_call_finish (self, result, ret_failure, error);
  g_autoptr (GError) cause = NULL;
  g_autoptr (DsHqPing) ping = NULL;

  if (response == NULL)
    return NULL;
  ping = ds_hq_parse_ping (response->body, get_middle_wall_us (result), &cause);
  if (ping == NULL) {
    fill_protocol_failure (cause, ret_failure);
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  note_offset (self, ping->offset_ms);
  return g_steal_pointer (&ping);
}

void
ds_hq_client_enrol_async (DsHqClient *self, const char *code, const char *device, const char *name,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (DsJson) body =
      json_pack ("{s:s, s:s, s:s, s:s}", "code", code, "device", device, "name", name, "platform", "linux");
  DsHttpRequest *request = ds_http_request_new ("POST", "/v1/enrol");
  gsize size = 0;
  char *line = ds_json_to_line (body, &size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (line, size);

  ds_http_request_set_body (request, "application/json", bytes);
  ds_hq_client_call_async (self, request, cancellable, callback, user_data);
}

DsHqEnrolment *
ds_hq_client_enrol_finish (DsHqClient *self, GAsyncResult *result, DsHqFailure *ret_failure, GError **error)
{
  g_autoptr (DsHttpResponse) response = ds_hq_client_call_finish (self, result, ret_failure, error);
  g_autoptr (GError) cause = NULL;
  g_autoptr (DsHqEnrolment) enrolment = NULL;

  if (response == NULL)
    return NULL;
  enrolment = ds_hq_parse_enrolment (response->body, get_middle_wall_us (result), &cause);
  if (enrolment == NULL) {
    fill_protocol_failure (cause, ret_failure);
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  note_offset (self, enrolment->offset_ms);
  return g_steal_pointer (&enrolment);
}

static char *
make_page_path (const char *path, const char *key, const char *position, guint limit)
{
  g_autofree char *escaped = g_uri_escape_string (position != NULL ? position : "", NULL, FALSE);

  return g_strdup_printf ("%s?%s=%s&limit=%u", path, key, escaped, limit);
}

void
ds_hq_client_changes_async (DsHqClient *self, const char *cursor, guint limit, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *path = make_page_path ("/v1/changes", "cursor", cursor, limit);
  DsHttpRequest *request = ds_http_request_new ("GET", path);

  request->max_response_bytes = CHANGES_MAX_BYTES;
  request->deadline_ms = 4 * ds_http_deadline_ms (0);
  ds_hq_client_call_async (self, request, cancellable, callback, user_data);
}

DsHqChanges *
ds_hq_client_changes_finish (DsHqClient *self, GAsyncResult *result, DsHqFailure *ret_failure, GError **error)
{
  g_autoptr (DsHttpResponse) response = ds_hq_client_call_finish (self, result, ret_failure, error);
  g_autoptr (GError) cause = NULL;
  DsHqChanges *changes = NULL;

  if (response == NULL)
    return NULL;
  changes = ds_hq_parse_changes (response->body, &cause);
  if (changes == NULL) {
    fill_protocol_failure (cause, ret_failure);
    g_propagate_error (error, g_steal_pointer (&cause));
  }
  return changes;
}

void
ds_hq_client_records_async (DsHqClient *self, GBytes *lines, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  DsHttpRequest *request = ds_http_request_new ("POST", "/v1/records");

  ds_http_request_set_body (request, "application/x-ndjson", lines);
  /* Keyed by the records' ids and digests: twice is as good as once. */
  request->idempotent = TRUE;
  ds_hq_client_call_async (self, request, cancellable, callback, user_data);
}

GPtrArray *
ds_hq_client_records_finish (DsHqClient *self, GAsyncResult *result, DsHqFailure *ret_failure, GError **error)
{
  g_autoptr (DsHttpResponse) response = ds_hq_client_call_finish (self, result, ret_failure, error);
  g_autoptr (GError) cause = NULL;
  GPtrArray *outcomes = NULL;

  if (response == NULL)
    return NULL;
  outcomes = ds_hq_parse_outcomes (response->body, &cause);
  if (outcomes == NULL) {
    fill_protocol_failure (cause, ret_failure);
    g_propagate_error (error, g_steal_pointer (&cause));
  }
  return outcomes;
}

void
ds_hq_client_receipts_async (DsHqClient *self, const char *since, guint limit, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *path = make_page_path ("/v1/receipts", "since", since, limit);

  ds_hq_client_call_async (self, ds_http_request_new ("GET", path), cancellable, callback, user_data);
}

DsHqReceipts *
ds_hq_client_receipts_finish (DsHqClient *self, GAsyncResult *result, DsHqFailure *ret_failure, GError **error)
{
  g_autoptr (DsHttpResponse) response = ds_hq_client_call_finish (self, result, ret_failure, error);
  g_autoptr (GError) cause = NULL;
  DsHqReceipts *receipts = NULL;

  if (response == NULL)
    return NULL;
  receipts = ds_hq_parse_receipts (response->body, &cause);
  if (receipts == NULL) {
    fill_protocol_failure (cause, ret_failure);
    g_propagate_error (error, g_steal_pointer (&cause));
  }
  return receipts;
}

static void
ds_hq_client_finalize (GObject *object)
{
  DsHqClient *self = DS_HQ_CLIENT (object);

  g_clear_object (&self->transport);
  g_clear_pointer (&self->clock, ds_clock_unref);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_free (self->url);
  g_free (self->hq);
  g_free (self->token);
  G_OBJECT_CLASS (ds_hq_client_parent_class)->finalize (object);
}

static void
ds_hq_client_class_init (DsHqClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_hq_client_finalize;
}

static void
ds_hq_client_init (DsHqClient *self)
{
}

static gboolean
is_header_safe (const char *text)
{
  for (const char *c = text; *c != '\0'; c++) {
    if (!g_ascii_isgraph (*c))
      return FALSE;
  }
  return *text != '\0';
}

DsHqClient *
ds_hq_client_new (const DsHqClientOptions *options, GError **error)
{
  g_autoptr (DsHqClient) self = NULL;
  g_autoptr (GUri) uri = g_uri_parse (options->url, SOUP_HTTP_URI_FLAGS, NULL);
  gsize length = 0;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL ||
      (!g_str_equal (g_uri_get_scheme (uri), "https") && !g_str_equal (g_uri_get_scheme (uri), "http"))) {
    g_set_error (error, DS_NET_ERROR, DS_ERROR_INVALID,
                 "“%s” is not headquarters' address. It looks like https://hq.example.com.", options->url);
    return NULL;
  }
  if (options->token != NULL && !is_header_safe (options->token)) {
    g_set_error (error, DS_NET_ERROR, DS_ERROR_INVALID, "The stored token is damaged. Enrol this tablet again.");
    return NULL;
  }
  self = g_object_new (DS_TYPE_HQ_CLIENT, NULL);
  self->transport = g_object_ref (options->transport);
  self->clock = ds_clock_ref (options->clock);
  self->uri = g_steal_pointer (&uri);
  self->url = g_strdup (options->url);
  for (length = strlen (self->url); length > 0 && self->url[length - 1] == '/'; length--)
    self->url[length - 1] = '\0';
  self->hq = g_strdup (options->hq);
  self->token = g_strdup (options->token);
  self->foreign = options->foreign;
  return g_steal_pointer (&self);
}

const char *
ds_hq_client_get_url (DsHqClient *self)
{
  return self->url;
}

DsRate *
ds_hq_client_get_rate (DsHqClient *self)
{
  return &self->rate;
}

DsTusOffer *
ds_hq_client_get_tus_offer (DsHqClient *self)
{
  return &self->offer;
}

gboolean
ds_hq_client_get_contact (DsHqClient *self, gint64 *ret_offset_ms, gint64 *ret_wall_us)
{
  if (!self->has_contact)
    return FALSE;
  if (ret_offset_ms != NULL)
    *ret_offset_ms = self->has_offset ? self->offset_ms : 0;
  if (ret_wall_us != NULL)
    *ret_wall_us = self->contact_wall_us;
  return TRUE;
}
