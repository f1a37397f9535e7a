/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-test-tus.h"

#include <string.h>

static guint64
read_number (const DsTestRequest *request, const char *name)
{
  const char *text = g_hash_table_lookup (request->headers, name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : G_MAXUINT64;
}

static gboolean
take_one (guint *count)
{
  if (*count == 0)
    return FALSE;
  (*count)--;
  return TRUE;
}

static void
check_checksum (DsTestTus *self, const DsTestRequest *request)
{
  const char *text = g_hash_table_lookup (request->headers, "upload-checksum");
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;
  g_autofree char *base64 = NULL;
  g_autofree char *expected = NULL;

  if (text == NULL || request->is_cut)
    return;
  g_checksum_update (sum, request->body->data, request->body->len);
  g_checksum_get_digest (sum, digest, &size);
  base64 = g_base64_encode (digest, size);
  expected = g_strconcat ("sha256 ", base64, NULL);
  g_assert_cmpstr (text, ==, expected);
  self->n_checksums++;
}

static void
append (DsTestTus *self, const DsTestRequest *request)
{
  self->body_bytes += request->body->len;
  self->largest_patch = MAX (self->largest_patch, request->body->len);
  check_checksum (self, request);
  g_byte_array_append (self->data, request->body->data, request->body->len);
  g_assert_cmpuint (self->data->len, <=, self->length);
}

static void
answer_offset (DsTestTus *self, DsTestReply *reply)
{
  gboolean done = self->data->len == self->length;

  if (done && self->refuse_file) {
    g_byte_array_set_size (self->data, 0);
    self->gone = 1;
    ds_test_reply_text (reply, 422, "application/problem+json",
                        "{\"type\":\"x/media-mismatch\",\"title\":\"Other file\"}");
    return;
  }
  ds_test_reply_header (reply, "Upload-Offset: %u", self->data->len);
  if (done && self->is_hq)
    ds_test_reply_header (reply, "Doorstep-Media: verified");
}

static void
serve_post (DsTestTus *self, const DsTestRequest *request, DsTestReply *reply)
{
  self->n_posts++;
  self->length = read_number (request, "upload-length");
  g_free (self->metadata);
  self->metadata = g_strdup (g_hash_table_lookup (request->headers, "upload-metadata"));
  g_byte_array_set_size (self->data, 0);
  self->number++;
  reply->status = 201;
  if (self->location != NULL)
    ds_test_reply_header (reply, "Location: %s", self->location);
  else
    ds_test_reply_header (reply, "Location: /v1/media/%u", self->number);
  if (self->present != NULL) {
    ds_test_reply_header (reply, "Upload-Offset: %" G_GUINT64_FORMAT, self->length);
    return;
  }
  append (self, request);
  if (request->body->len > 0)
    answer_offset (self, reply);
}

static void
serve_patch (DsTestTus *self, const DsTestRequest *request, DsTestReply *reply)
{
  self->n_patches++;
  reply->status = 204;
  if (take_one (&self->conflicts) || read_number (request, "upload-offset") != self->data->len)
    reply->status = 409;
  else if (take_one (&self->refuse_checksum))
    reply->status = 460;
  else if (self->stuck)
    ds_test_reply_header (reply, "Upload-Offset: %u", self->data->len);
  else {
    append (self, request);
    answer_offset (self, reply);
  }
}

static void
handle_cb (const DsTestRequest *request, DsTestReply *reply, gpointer user_data)
{
  DsTestTus *self = user_data;
  gboolean is_upload = g_str_has_prefix (request->path, "/v1/media/");

  if (self->is_hq)
    ds_test_reply_header (reply, "Doorstep-HQ: hq-1");
  if (g_str_equal (request->method, "OPTIONS")) {
    reply->status = self->extensions != NULL ? 204 : 404;
    ds_test_reply_header (reply, "Tus-Extension: %s", self->extensions != NULL ? self->extensions : "");
    if (self->checksums != NULL)
      ds_test_reply_header (reply, "Tus-Checksum-Algorithm: %s", self->checksums);
    return;
  }
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "tus-resumable"), ==, "1.0.0");
  if (is_upload && take_one (&self->gone))
    reply->status = 404;
  else if (g_str_equal (request->method, "HEAD")) {
    self->n_heads++;
    ds_test_reply_header (reply, "Upload-Length: %" G_GUINT64_FORMAT, self->length);
    answer_offset (self, reply);
  } else if (g_str_equal (request->method, "POST"))
    serve_post (self, request, reply);
  else
    serve_patch (self, request, reply);
  if (!g_str_equal (request->method, "HEAD") && take_one (&self->lose_answers))
    reply->raw = "";
}

DsTestTus *
ds_test_tus_new (void)
{
  DsTestTus *self = g_new0 (DsTestTus, 1);

  self->is_hq = TRUE;
  self->extensions = "creation,creation-with-upload,checksum,termination";
  self->checksums = "sha1,sha256";
  self->data = g_byte_array_new ();
  self->http = ds_test_http_new (handle_cb, self);
  return self;
}

void
ds_test_tus_free (DsTestTus *self)
{
  ds_test_http_free (self->http);
  g_byte_array_unref (self->data);
  g_free (self->metadata);
  g_free (self);
}
