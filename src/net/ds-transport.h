/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * src/net: one HTTP transport, headquarters' calls, resumable upload. Knows no store and no policy of when
 * to send what (that is src/sync). All objects belong to the thread that made them and answer on the main
 * context that was the thread's default when a call began.
 */

#include <gio/gio.h>

#include "ds-error.h"

G_BEGIN_DECLS

/**
 * DsHttpProgress:
 * @sent_bytes: bytes of the request's body written so far
 *
 * Told while a body goes out; on the asking thread.
 */
typedef void (*DsHttpProgress) (guint64 sent_bytes, gpointer user_data);

/**
 * DsHttpRequest:
 * @method: "GET", "POST", "PATCH", "HEAD", "DELETE" or "OPTIONS"
 * @url: absolute
 * @headers: names and values in turn (name, value, name, value)
 * @body: (nullable): the exact bytes to send
 * @content_type: (nullable): of @body
 * @max_response_bytes: a longer answer is an error, not a truncated answer
 * @deadline_ms: the whole exchange must be over by then; 0 takes ds_http_deadline_ms()
 * @idempotent: a keyed POST or PATCH that may be sent again on a fresh connection
 * @progress: (nullable): told while the body goes out
 * @progress_data: for @progress
 * @was_sent: (out): set by the transport once the request's first bytes reached a connection: a failure
 *   before that is "no network", one after it "the line broke and the answer is unknown"
 */
typedef struct {
  char *method;
  char *url;
  GPtrArray *headers;
  GBytes *body;
  char *content_type;
  gsize max_response_bytes;
  guint deadline_ms;
  gboolean idempotent;
  DsHttpProgress progress;
  gpointer progress_data;
  gboolean was_sent;
} DsHttpRequest;

/** Largest answer accepted where a call names no other limit. */
#define DS_HTTP_MAX_RESPONSE_BYTES (4u * 1024 * 1024)
/** A body above this waits for "100 Continue", so that a refusal costs no upload. */
#define DS_HTTP_EXPECT_BYTES (64u * 1024)

/** ds_http_request_new: Returns: (transfer full): a request without body, with the default limits */
DsHttpRequest *ds_http_request_new (const char *method, const char *url);
void ds_http_request_free (DsHttpRequest *self);
void ds_http_request_add_header (DsHttpRequest *self, const char *name, const char *value);
/** ds_http_request_get_header: Returns: (transfer none) (nullable): the value; names compare without case */
const char *ds_http_request_get_header (const DsHttpRequest *self, const char *name);
void ds_http_request_set_body (DsHttpRequest *self, const char *content_type, GBytes *body);

/**
 * ds_http_deadline_ms:
 * @bytes: bytes of the request's body
 *
 * Returns: 30 s for the exchange and one second more per 8 KiB, the slowest line still worth waiting for
 */
guint ds_http_deadline_ms (gsize bytes);

/**
 * DsHttpResponse:
 * @status: as in HTTP
 * @headers: (element-type utf8 utf8): lower-case name to value
 * @body: the whole body
 * @elapsed_us: from the start of sending to the end of the answer
 */
typedef struct {
  guint status;
  GHashTable *headers;
  GBytes *body;
  gint64 elapsed_us;
} DsHttpResponse;

/** ds_http_response_new: Returns: (transfer full): an answer with no headers; @body may be %NULL */
DsHttpResponse *ds_http_response_new (guint status, GBytes *body);
void ds_http_response_free (DsHttpResponse *self);
void ds_http_response_set_header (DsHttpResponse *self, const char *name, const char *value);
/** ds_http_response_get_header: Returns: (transfer none) (nullable): the value; names compare without case */
const char *ds_http_response_get_header (const DsHttpResponse *self, const char *name);

#define DS_TYPE_TRANSPORT (ds_transport_get_type ())
G_DECLARE_INTERFACE (DsTransport, ds_transport, DS, TRANSPORT, GObject)

/**
 * DsTransportInterface:
 * @send_async: sends one request; it stays the caller's and lives until the callback
 * @send_finish: Returns: (transfer full): the answer, whatever its status
 *
 * Errors: %DS_ERROR_OFFLINE (no answer: see @was_sent), %DS_ERROR_LIMIT (answer too large),
 * %DS_ERROR_PROTOCOL (TLS or HTTP wrong), %DS_ERROR_CANCELLED, %DS_ERROR_INVALID (the URL may not be used).
 */
struct _DsTransportInterface {
  GTypeInterface parent_iface;

  void (*send_async) (DsTransport *self, DsHttpRequest *request, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
  DsHttpResponse *(*send_finish) (DsTransport *self, GAsyncResult *result, GError **error);
};

/** ds_transport_send_async: calls the implementation; @request stays the caller's and must live until @callback */
void ds_transport_send_async (DsTransport *self, DsHttpRequest *request, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
DsHttpResponse *ds_transport_send_finish (DsTransport *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHttpRequest, ds_http_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHttpResponse, ds_http_response_free)

G_END_DECLS
