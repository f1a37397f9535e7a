/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-answer.h"

G_BEGIN_DECLS

/** Most headers of one request. */
#define DS_HQ_MAX_HEADERS 64

/** DsHqHeader: one header as it came; the sizes tell a NUL inside */
typedef struct {
  const char *name;
  gsize name_size;
  const char *value;
  gsize value_size;
} DsHqHeader;

/**
 * DsHqFraming:
 * @has_length: whether Content-Length was given
 * @length_bytes: its value, else 0
 * @expects_continue: whether the client waits for "100 Continue" before its body
 */
typedef struct {
  gboolean has_length;
  guint64 length_bytes;
  gboolean expects_continue;
} DsHqFraming;

/**
 * ds_hq_guard_check:
 * @method: the request's method
 * @headers: (array length=n_headers): all headers, doubled ones too
 * @ret_framing: (out): what the headers say about the body; only on success
 *
 * Refuses every request about whose end two readers could disagree (request smuggling): HTTP servers and
 * proxies are known to differ on doubled lengths and on Transfer-Encoding beside Content-Length
 * (RFC 9112, 6.1 and 6.3). Pure, any thread.
 *
 * Returns: (transfer full) (nullable): the refusal, which closes the connection, or %NULL when all is clear
 */
DsHqAnswer *ds_hq_guard_check (const char *method, const DsHqHeader *headers, guint n_headers,
                               DsHqFraming *ret_framing);

/** ds_hq_header_find: Returns: (transfer none) (nullable): the value of the first header called @name (NUL-terminated), in any case */
const char *ds_hq_header_find (const DsHqHeader *headers, guint n_headers, const char *name);

G_END_DECLS
