/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-transport.h"

G_BEGIN_DECLS

#define DS_TYPE_SOUP_TRANSPORT (ds_soup_transport_get_type ())
G_DECLARE_FINAL_TYPE (DsSoupTransport, ds_soup_transport, DS, SOUP_TRANSPORT, GObject)

/**
 * DsSoupOptions:
 * @allow_http: plain http:// also to other machines than this one; only for tests and closed networks
 * @ca_file: (nullable): a PEM file; only certificates it vouches for are accepted
 */
typedef struct {
  gboolean allow_http;
  const char *ca_file;
} DsSoupOptions;

/**
 * ds_soup_transport_new:
 * @options: (nullable): %NULL for the defaults
 * @error: @ca_file cannot be read
 *
 * HTTP/1.1 only, redirects refused, no cookies, no authentication dialogs, no decompression; exact lengths;
 * `Expect: 100-continue` above %DS_HTTP_EXPECT_BYTES; one deadline per exchange.
 *
 * Returns: (transfer full): a transport over libsoup
 */
DsTransport *ds_soup_transport_new (const DsSoupOptions *options, GError **error);

G_END_DECLS
