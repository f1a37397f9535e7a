/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-answer.h"
#include "ds-hq-guard.h"
#include "ds-hq-store.h"

G_BEGIN_DECLS

typedef struct _DsHqService DsHqService;
typedef struct _DsHqExchange DsHqExchange;

/** DsHqExchangeDone: the answer is there; on any thread */
typedef void (*DsHqExchangeDone) (DsHqExchange *exchange, gpointer user_data);

/**
 * DsHqCall:
 * @method: the HTTP method
 * @path: the path; with @has_upload what stands before the upload's id
 * @has_upload: whether an upload's id follows the path
 * @needs_device: whether a token is required
 * @max_body_bytes: largest body; 0 for none
 * @begin: (nullable): looks at the headers; an answer refuses the request before its body is read
 * @data: (nullable): takes a piece of the body as it comes; %FALSE drops the connection. Without it the
 *   body is gathered in memory
 * @answer: (nullable): makes the answer at once, when the whole body is there
 * @run: (nullable): makes it on other threads and ends with ds_hq_exchange_finish()
 *
 * One call of the API, free of any HTTP library.
 */
typedef struct {
  const char *method;
  const char *path;
  gboolean has_upload;
  gboolean needs_device;
  guint64 max_body_bytes;
  DsHqAnswer *(*begin) (DsHqExchange *exchange);
  gboolean (*data) (DsHqExchange *exchange, const char *data, gsize size);
  DsHqAnswer *(*answer) (DsHqExchange *exchange);
  void (*run) (DsHqExchange *exchange);
} DsHqCall;

/**
 * DsHqExchange:
 * @service: what the calls work on
 * @method, @path: of the request
 * @peer: the client's address, for the audit
 * @headers, @arguments: as they came; they live as long as the exchange
 * @framing: what the guard found
 * @unclear: the guard refused: where this request ends is not known, so nothing more of it may be read
 * @upload_id: (nullable): the upload named by the path
 * @device: who asks, once the token is checked
 * @body: (nullable): what was gathered
 * @state: (nullable): the call's own
 *
 * One request and its answer. Used by one thread at a time; tests and simulators drive it without a socket.
 */
struct _DsHqExchange {
  DsHqService *service;
  const char *method;
  const char *path;
  const char *peer;
  const DsHqHeader *headers;
  guint n_headers;
  const DsHqHeader *arguments;
  guint n_arguments;
  DsHqFraming framing;
  gboolean unclear;
  const char *upload_id;
  DsHqDevice device;
  GByteArray *body;
  gpointer state;
  GDestroyNotify free_state;
  /*< private >*/
  const DsHqCall *call;
  DsHqAnswer *answer;
  DsHqExchangeDone done;
  gpointer done_data;
};

/**
 * ds_hq_exchange_begin:
 * @self: with @service, @method, @path, @peer, @headers and @arguments set by the transport
 *
 * Guards, finds the call, checks the token, lets the call look at the headers. When an answer is there
 * afterwards (ds_hq_exchange_answer()), the body must not be given.
 */
void ds_hq_exchange_begin (DsHqExchange *self);

/** ds_hq_exchange_data: gives a piece of the body; Returns: %FALSE when the connection must be dropped */
gboolean ds_hq_exchange_data (DsHqExchange *self, const char *data, gsize size);

/** ds_hq_exchange_end: the body is whole; Returns: %TRUE when the answer is there, %FALSE when ds_hq_exchange_run() must be called for it */
gboolean ds_hq_exchange_end (DsHqExchange *self);

/** ds_hq_exchange_run: starts the work of a call that answers later; @done may be called before this returns */
void ds_hq_exchange_run (DsHqExchange *self, DsHqExchangeDone done, gpointer user_data);

/** ds_hq_exchange_finish: for calls: gives the answer (transfer full) of a started work */
void ds_hq_exchange_finish (DsHqExchange *self, DsHqAnswer *answer);

/** ds_hq_exchange_refuse: gives @answer (transfer full) to a request whose work was not started */
void ds_hq_exchange_refuse (DsHqExchange *self, DsHqAnswer *answer);

/** ds_hq_exchange_answer: Returns: (transfer none) (nullable): the answer */
const DsHqAnswer *ds_hq_exchange_answer (const DsHqExchange *self);

/** ds_hq_exchange_clear: frees what the exchange holds, not the struct */
void ds_hq_exchange_clear (DsHqExchange *self);

/** ds_hq_exchange_header: Returns: (nullable): the first header called @name */
const char *ds_hq_exchange_header (const DsHqExchange *self, const char *name);

/** ds_hq_exchange_argument: Returns: (nullable): the query's value called @name; not percent-decoded: no value of this API needs it */
const char *ds_hq_exchange_argument (const DsHqExchange *self, const char *name);

G_END_DECLS
