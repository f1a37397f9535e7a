/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A small HTTP server for tests that does exactly as it is told, also what no server should do. Loopback, any free
 * port, a thread for each connection. The handler runs on those threads, one at a time.
 */
typedef struct _DsTestHttp DsTestHttp;

/** What came in; @is_cut: the connection is about to be cut and @body is what arrived of it */
typedef struct {
  char *method;
  char *path;
  GHashTable *headers;
  GByteArray *body;
  gboolean is_cut;
} DsTestRequest;

/**
 * What goes out: @status with @headers (lines ending in \r\n) and @body; @raw (nullable) instead of all that;
 * @hang: nothing, until the server is freed; @endless: the body without end; @close: and then cut
 */
typedef struct {
  guint status;
  GString *headers;
  GBytes *body;
  const char *raw;
  gboolean hang;
  gboolean endless;
  gboolean close;
} DsTestReply;

typedef void (*DsTestHandler) (const DsTestRequest *request, DsTestReply *reply, gpointer user_data);

DsTestHttp *ds_test_http_new (DsTestHandler handler, gpointer user_data);
void ds_test_http_free (DsTestHttp *self);
/** ds_test_http_get_url: Returns: (transfer none): "http://127.0.0.1:PORT" */
const char *ds_test_http_get_url (DsTestHttp *self);
/** ds_test_http_cut_body_at: the next request with a body is cut after @bytes of it; the one after is not */
void ds_test_http_cut_body_at (DsTestHttp *self, gint64 bytes);
/** ds_test_http_set_expect: what happens on "Expect: 100-continue": 100, 417, 0 (nothing) or another status at once */
void ds_test_http_set_expect (DsTestHttp *self, guint status);
guint ds_test_http_count_requests (DsTestHttp *self);
guint ds_test_http_count_connections (DsTestHttp *self);
guint ds_test_http_count_expects (DsTestHttp *self);

/** ds_test_reply_header: adds a header line */
void ds_test_reply_header (DsTestReply *reply, const char *format, ...) G_GNUC_PRINTF (2, 3);
void ds_test_reply_text (DsTestReply *reply, guint status, const char *type, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsTestHttp, ds_test_http_free)

G_END_DECLS
