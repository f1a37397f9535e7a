/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-service.h"

G_BEGIN_DECLS

/**
 * DsHqHttpOptions:
 * @listen: "ADDRESS" or "ADDRESS:PORT" ("[::1]:8090" for IPv6); port 0 takes a free one
 * @threads: how many threads serve connections
 * @max_connections: in all
 * @max_per_address: of one client address; 0: no limit (behind a proxy all come from one)
 * @idle_timeout_s: a connection on which nothing moves
 * @plain: allow HTTP without TLS on other addresses than loopback
 * @certificate, @key: (nullable): PEM text for TLS
 */
typedef struct {
  const char *listen;
  guint threads;
  guint max_connections;
  guint max_per_address;
  guint idle_timeout_s;
  gboolean plain;
  const char *certificate;
  const char *key;
} DsHqHttpOptions;

/** Where headquarters listens if nobody says otherwise. */
#define DS_HQ_HTTP_DEFAULT_LISTEN "127.0.0.1:8090"

/** DsHqHttp: headquarters on a socket, by libmicrohttpd. */
typedef struct _DsHqHttp DsHqHttp;

/** ds_hq_http_new: Returns: (transfer full): a server that answers already; %DS_ERROR_INVALID for a wrong address, %DS_ERROR_BUSY when it is taken */
DsHqHttp *ds_hq_http_new (DsHqService *service, const DsHqHttpOptions *options, GError **error);

/** ds_hq_http_free: takes no new requests, lets those that write end, closes all connections */
void ds_hq_http_free (DsHqHttp *self);

/** ds_hq_http_url: Returns: (transfer none): "http://127.0.0.1:41234" */
const char *ds_hq_http_url (DsHqHttp *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqHttp, ds_hq_http_free)

G_END_DECLS
