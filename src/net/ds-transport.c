/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-transport.h"

#define DEADLINE_BASE_MS 30000u
/* The slowest line still worth waiting for: 8 KiB in a second. */
#define DEADLINE_BYTES_PER_S (8u * 1024)

G_DEFINE_INTERFACE (DsTransport, ds_transport, G_TYPE_OBJECT)

static void
ds_transport_default_init (DsTransportInterface *iface)
{
}

DsHttpRequest *
ds_http_request_new (const char *method, const char *url)
{
  DsHttpRequest *self = g_new0 (DsHttpRequest, 1);

  g_return_val_if_fail (method != NULL && url != NULL, NULL);
  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->headers = g_ptr_array_new_with_free_func (g_free);
  self->max_response_bytes = DS_HTTP_MAX_RESPONSE_BYTES;
  return self;
}

void
ds_http_request_free (DsHttpRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->method);
  g_free (self->url);
  g_ptr_array_unref (self->headers);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_type);
  g_free (self);
}

void
ds_http_request_add_header (DsHttpRequest *self, const char *name, const char *value)
{
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

const char *
ds_http_request_get_header (const DsHttpRequest *self, const char *name)
{
  for (guint i = 0; i + 1 < self->headers->len; i += 2) {
    if (g_ascii_strcasecmp (g_ptr_array_index (self->headers, i), name) == 0)
      return g_ptr_array_index (self->headers, i + 1);
  }
  return NULL;
}

void
ds_http_request_set_body (DsHttpRequest *self, const char *content_type, GBytes *body)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_type);
  self->content_type = g_strdup (content_type);
  self->body = g_bytes_ref (body);
}

guint
ds_http_deadline_ms (gsize bytes)
{
  guint64 ms = DEADLINE_BASE_MS + (guint64) bytes * 1000 / DEADLINE_BYTES_PER_S;

  return (guint) MIN (ms, G_MAXUINT / 2);
}

DsHttpResponse *
ds_http_response_new (guint status, GBytes *body)
{
  DsHttpResponse *self = g_new0 (DsHttpResponse, 1);

  self->status = status;
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->body = body != NULL ? g_bytes_ref (body) : g_bytes_new (NULL, 0);
  return self;
}

void
ds_http_response_free (DsHttpResponse *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

void
ds_http_response_set_header (DsHttpResponse *self, const char *name, const char *value)
{
  g_hash_table_replace (self->headers, g_ascii_strdown (name, -1), g_strdup (value));
}

const char *
ds_http_response_get_header (const DsHttpResponse *self, const char *name)
{
  g_autofree char *key = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self->headers, key);
}

void
ds_transport_send_async (DsTransport *self, DsHttpRequest *request, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (DS_IS_TRANSPORT (self));
  request->was_sent = FALSE;
  DS_TRANSPORT_GET_IFACE (self)->send_async (self, request, cancellable, callback, user_data);
}

DsHttpResponse *
ds_transport_send_finish (DsTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DS_IS_TRANSPORT (self), NULL);
  return DS_TRANSPORT_GET_IFACE (self)->send_finish (self, result, error);
}
