/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-calls.h"

#include "ds-error.h"
#include "ds-hq-code.h"
#include "ds-hq-service.h"
#include "ds-text.h"

#include <sodium.h>
#include <string.h>

#define ENROL_MAX_BYTES 4096
#define PART_MAX_CHARS 16

static const DsHqCall calls[] = {
  { .method = "GET", .path = "/v1/ping", .answer = ds_hq_call_ping },
  { .method = "HEAD", .path = "/v1/ping", .answer = ds_hq_call_ping },
  { .method = "POST", .path = "/v1/enrol", .max_body_bytes = ENROL_MAX_BYTES, .run = ds_hq_call_enrol },
  { .method = "GET", .path = "/v1/changes", .needs_device = TRUE, .answer = ds_hq_call_changes },
  { .method = "POST",
    .path = "/v1/records",
    .needs_device = TRUE,
    .max_body_bytes = DS_HQ_MAX_RECORD_BYTES + 1,
    .begin = ds_hq_call_records_begin,
    .run = ds_hq_call_records },
  { .method = "GET", .path = "/v1/receipts", .needs_device = TRUE, .answer = ds_hq_call_receipts },
  { .method = "OPTIONS", .path = "/v1/media", .answer = ds_hq_call_media_options },
  { .method = "POST",
    .path = "/v1/media",
    .needs_device = TRUE,
    .max_body_bytes = DS_HQ_MAX_MEDIUM_BYTES,
    .begin = ds_hq_call_media_create_begin,
    .data = ds_hq_call_media_data,
    .run = ds_hq_call_media_write },
  { .method = "OPTIONS", .path = "/v1/media/", .has_upload = TRUE, .answer = ds_hq_call_media_options },
  { .method = "HEAD", .path = "/v1/media/", .has_upload = TRUE, .needs_device = TRUE, .run = ds_hq_call_media_head },
  { .method = "PATCH",
    .path = "/v1/media/",
    .has_upload = TRUE,
    .needs_device = TRUE,
    .max_body_bytes = DS_HQ_MAX_MEDIUM_BYTES,
    .begin = ds_hq_call_media_patch_begin,
    .data = ds_hq_call_media_data,
    .run = ds_hq_call_media_write },
  { .method = "DELETE",
    .path = "/v1/media/",
    .has_upload = TRUE,
    .needs_device = TRUE,
    .run = ds_hq_call_media_delete },
};

const DsHqCall *
ds_hq_calls (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (calls);

  return calls;
}

/* --- ping --- */

DsHqAnswer *
ds_hq_call_ping (DsHqExchange *exchange)
{
  const DsHqIdentity *identity = ds_hq_service_identity (exchange->service);
  g_autofree char *time = ds_hq_service_time_text (exchange->service, ds_hq_service_now_us (exchange->service));
  g_autoptr (DsJson) value = json_pack ("{s:s, s:s, s:s}", "hq", identity->id, "name", identity->name, "time", time);

  return ds_hq_answer_new_json (200, value);
}

/* --- enrol --- */

typedef struct {
  DsHqExchange *exchange;
  char *device;
  char *name;
  char *platform;
  char code_sha256[DS_SHA256_BUFFER];
  char token[DS_HQ_TOKEN_BUFFER];
  char token_sha256[DS_SHA256_BUFFER];
  DsHqTechnician technician;
} Enrol;

static void
free_enrol (gpointer data)
{
  Enrol *enrol = data;

  sodium_memzero (enrol->token, sizeof enrol->token);
  ds_hq_technician_clear (&enrol->technician);
  g_free (enrol->device);
  g_free (enrol->name);
  g_free (enrol->platform);
  g_free (enrol);
}

static gboolean
check_enrol_text (DsJsonReader *reader, const char *key, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (text == NULL || ds_text_check (text, DS_HQ_NAME_MAX_CHARS, &error))
    return TRUE;
  ds_json_reader_problem (reader, key, "%s", error->message);

  return FALSE;
}

/* The code of an otherwise good request may be ill-formed: that is a wrong code, not a wrong request. */
static gboolean
read_enrol (DsHqExchange *exchange, Enrol *enrol, gboolean *ret_code_can_be, GError **error)
{
  static const char *const known[] = { "code", "device", "name", "platform", NULL };
  static const DsJsonLimits limits = { ENROL_MAX_BYTES, 4 };
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (10);
  g_autoptr (DsJson) value = NULL;
  const char *code = NULL, *device = NULL, *name = NULL, *platform = NULL;

  if (exchange->body == NULL) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "The request has no content.");
    return FALSE;
  }
  value = ds_json_parse ((const char *) exchange->body->data, exchange->body->len, &limits, error);
  if (value == NULL)
    return FALSE;
  code = ds_json_reader_string (reader, value, "code", TRUE);
  device = ds_json_reader_string (reader, value, "device", TRUE);
  name = ds_json_reader_string (reader, value, "name", TRUE);
  platform = ds_json_reader_string (reader, value, "platform", FALSE);
  ds_json_reader_finish_object (reader, value, known);
  if (device != NULL && !ds_id_is_valid (device))
    ds_json_reader_problem (reader, "device", "The device must be a UUID in lower case.");
  check_enrol_text (reader, "name", name);
  check_enrol_text (reader, "platform", platform);
  if (!ds_json_reader_to_error (reader, DS_HQ_ERROR, error))
    return FALSE;
  enrol->device = g_strdup (device);
  enrol->name = g_strdup (name);
  enrol->platform = g_strdup (platform);
  *ret_code_can_be = ds_hq_code_digest (code, enrol->code_sha256);

  return TRUE;
}

static DsHqAnswer *
refuse_code (DsHqExchange *exchange)
{
  ds_hq_service_note_failed_enrol (exchange->service, exchange->peer);
  ds_hq_service_audit (exchange->service, "enrol-refused peer=%s", exchange->peer);

  return ds_hq_answer_new_problem (
      403, DS_HQ_PROBLEM_CODE_INVALID,
      "The code is wrong, was used before, or is older than ten minutes. Ask headquarters for "
      "a new one.");
}

static gboolean
enrol_write_cb (DsHqStore *store, gpointer data, GError **error)
{
  Enrol *enrol = data;
  DsHqSignIn sign_in = {
    .code_sha256 = enrol->code_sha256,
    .device = enrol->device,
    .name = enrol->name,
    .platform = enrol->platform,
    .token_sha256 = enrol->token_sha256,
  };

  return ds_hq_store_enrol (store, &sign_in, ds_hq_service_now_us (enrol->exchange->service), &enrol->technician,
                            error);
}

static DsHqAnswer *
make_enrol_answer (const Enrol *enrol)
{
  DsHqService *service = enrol->exchange->service;
  const DsHqIdentity *identity = ds_hq_service_identity (service);
  g_autofree char *time = ds_hq_service_time_text (service, ds_hq_service_now_us (service));
  g_autofree char *key = g_base64_encode (identity->sealing_key, sizeof identity->sealing_key);
  g_autoptr (DsJson) value =
      json_pack ("{s:s, s:{s:s, s:s}, s:s, s:{s:s, s:s}, s:s, s:s}", "device", enrol->device, "technician", "id",
                 enrol->technician.id, "name", enrol->technician.name, "token", enrol->token, "hq", "id", identity->id,
                 "name", identity->name, "sealing_key", key, "time", time);
  DsHqAnswer *answer = ds_hq_answer_new_json (201, value);

  ds_hq_answer_add_header (answer, "Cache-Control", "no-store");

  return answer;
}

static void
enrol_written_cb (gpointer data, const GError *error)
{
  Enrol *enrol = data;
  DsHqExchange *exchange = enrol->exchange;
  DsHqAnswer *answer = NULL;

  if (error == NULL) {
    ds_hq_service_forget_tokens (exchange->service);
    answer = make_enrol_answer (enrol);
    ds_hq_service_audit (exchange->service, "enrolled device=%s technician=%s peer=%s", enrol->device,
                         enrol->technician.id, exchange->peer);
  } else if (ds_error_is (error, DS_ERROR_NOT_FOUND)) {
    answer = refuse_code (exchange);
  } else {
    answer = ds_hq_answer_new_for_error (error);
  }
  ds_hq_exchange_finish (exchange, answer);
}

void
ds_hq_call_enrol (DsHqExchange *exchange)
{
  Enrol *enrol = g_new0 (Enrol, 1);
  g_autoptr (GError) error = NULL;
  gboolean code_can_be = FALSE;

  enrol->exchange = exchange;
  exchange->state = enrol;
  exchange->free_state = free_enrol;
  if (!ds_hq_service_may_enrol (exchange->service, exchange->peer)) {
    DsHqAnswer *answer = ds_hq_answer_new_problem (429, DS_HQ_PROBLEM_RATE, "Too many wrong codes. Wait a minute.");

    ds_hq_answer_add_header (answer, "Retry-After", "60");
    ds_hq_exchange_finish (exchange, answer);
    return;
  }
  if (!read_enrol (exchange, enrol, &code_can_be, &error)) {
    ds_hq_exchange_finish (exchange, ds_hq_answer_new_for_error (error));
    return;
  }
  if (!code_can_be) {
    ds_hq_exchange_finish (exchange, refuse_code (exchange));
    return;
  }
  ds_hq_token_new (enrol->token, enrol->token_sha256);
  ds_hq_writer_submit (ds_hq_service_writer (exchange->service), enrol_write_cb, enrol_written_cb, enrol);
}

/* --- pages --- */

static gboolean
parse_number (const char *text, gint64 *ret_value)
{
  gint64 value = 0;
  gsize n = strlen (text);

  if (n == 0 || n > PART_MAX_CHARS)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
    value = value * 10 + (text[i] - '0');
  }
  *ret_value = value;

  return TRUE;
}

/* A position belongs to one history of one headquarters and to one technician's view of it. */
static char *
make_position (DsHqExchange *exchange, gint64 position)
{
  char sha256[DS_SHA256_BUFFER];

  ds_sha256 (exchange->device.technician, strlen (exchange->device.technician), sha256);

  return g_strdup_printf ("%s-%" G_GINT64_FORMAT "-%.8s", ds_hq_service_identity (exchange->service)->epoch, position,
                          sha256);
}

static gboolean
read_position (DsHqExchange *exchange, const char *text, gint64 end, gint64 *ret_position)
{
  g_auto (GStrv) parts = g_strsplit (text, "-", 4);
  g_autofree char *again = NULL;
  gint64 position = 0;

  if (g_strv_length (parts) != 3 || !parse_number (parts[1], &position) || position > end)
    return FALSE;
  again = make_position (exchange, position);
  if (strcmp (again, text) != 0)
    return FALSE;
  *ret_position = position;

  return TRUE;
}

DsHqAnswer *
ds_hq_page_read (DsHqExchange *exchange, const char *name, gint64 end, gint64 *ret_position, guint *ret_limit)
{
  const char *position = ds_hq_exchange_argument (exchange, name);
  const char *limit = ds_hq_exchange_argument (exchange, "limit");
  gint64 n = DS_HQ_DEFAULT_PAGE;

  *ret_position = 0;
  if (limit != NULL && (!parse_number (limit, &n) || n < 1))
    return ds_hq_answer_new_problem (400, DS_HQ_PROBLEM_RECORD_INVALID, "limit must be a number from 1 to %d.",
                                     DS_HQ_MAX_PAGE);
  *ret_limit = (guint) MIN (n, DS_HQ_MAX_PAGE);
  if (position != NULL && *position != '\0' && !read_position (exchange, position, end, ret_position))
    return ds_hq_answer_new_problem (
        410, DS_HQ_PROBLEM_CURSOR_GONE,
        "This position is not of headquarters' present history: it was restored, or the tablet "
        "works for somebody else now. Begin from the start; what is not sent yet stays.");

  return NULL;
}

typedef struct {
  DsHqExchange *exchange;
  GString *text;
  guint n, limit;
  gint64 position;
  gboolean more;
} Page;

/* Whether the page takes an item of about @size bytes; the first one always goes. */
static gboolean
page_has_room (Page *page, gsize size)
{
  if (page->n > 0 && (page->n == page->limit || page->text->len + size > DS_HQ_MAX_PAGE_BYTES)) {
    page->more = TRUE;
    return FALSE;
  }
  if (page->n > 0)
    g_string_append_c (page->text, ',');
  page->n++;

  return TRUE;
}

static DsHqAnswer *
finish_page (Page *page, const char *position_name)
{
  g_autofree char *position = make_position (page->exchange, page->position);
  gsize size = 0;

  g_string_append_printf (page->text, "],\"%s\":\"%s\",\"more\":%s}", position_name, position,
                          page->more ? "true" : "false");
  size = page->text->len;

  return ds_hq_answer_new_text (200, g_string_free (g_steal_pointer (&page->text), FALSE), size);
}

static void
clear_page (Page *page)
{
  if (page->text != NULL)
    g_string_free (page->text, TRUE);
}

/* --- changes --- */

static void
append_json_string (GString *text, const char *value)
{
  g_autoptr (DsJson) string = json_string (value);
  char *dump = json_dumps (string, JSON_ENCODE_ANY);

  g_string_append (text, dump);
  free (dump);
}

static void
append_change_value (GString *text, const DsHqChange *change)
{
  g_string_append_printf (text, ",\"revision\":%" G_GINT64_FORMAT ",\"value\":", change->revision);
  if (change->sha256 == NULL) {
    g_string_append (text, change->value);
    return;
  }
  g_string_append (text, "{\"id\":");
  append_json_string (text, change->id);
  g_string_append_printf (text, ",\"version\":%" G_GINT64_FORMAT ",\"sha256\":\"%s\",\"text\":", change->revision,
                          change->sha256);
  append_json_string (text, change->value);
  g_string_append_c (text, '}');
}

static gboolean
append_change_cb (const DsHqChange *change, gpointer user_data)
{
  Page *page = user_data;

  if (!page_has_room (page, change->value != NULL ? strlen (change->value) : 0))
    return FALSE;
  g_string_append_printf (page->text, "{\"op\":\"%s\",\"kind\":\"%s\",\"id\":", change->removed ? "remove" : "put",
                          change->kind);
  append_json_string (page->text, change->id);
  if (!change->removed)
    append_change_value (page->text, change);
  g_string_append_c (page->text, '}');
  page->position = change->seq;

  return TRUE;
}

static DsHqAnswer *
read_changes (DsHqExchange *exchange, DsHqStore *reader)
{
  Page page = { .exchange = exchange, .text = g_string_new ("{\"changes\":[") };
  DsHqAnswer *answer = NULL;
  g_autoptr (GError) error = NULL;
  gint64 end = 0, receipts_end = 0;

  if (!ds_hq_store_feed_ends (reader, &end, &receipts_end, &error))
    answer = ds_hq_answer_new_for_error (error);
  else
    answer = ds_hq_page_read (exchange, "cursor", end, &page.position, &page.limit);
  if (answer == NULL &&
      !ds_hq_store_changes (reader, exchange->device.technician, page.position, append_change_cb, &page, &error))
    answer = ds_hq_answer_new_for_error (error);
  if (answer == NULL)
    answer = finish_page (&page, "cursor");
  clear_page (&page);

  return answer;
}

/* --- receipts --- */

DsJson *
ds_hq_receipt_json (DsHqService *service, const DsHqReceiptRow *receipt)
{
  g_autoptr (DsJson) missing = json_array ();
  g_autofree char *at = ds_hq_service_time_text (service, receipt->at_us);

  for (guint i = 0; i < receipt->missing->len; i++)
    json_array_append_new (missing, json_string (g_ptr_array_index (receipt->missing, i)));

  return json_pack ("{s:s, s:s, s:I, s:s, s:b, s:O}", "record", receipt->record, "sha256", receipt->sha256, "seq",
                    (json_int_t) receipt->seq, "at", at, "complete", receipt->complete, "missing", missing);
}

static gboolean
append_receipt_cb (const DsHqReceiptRow *receipt, gint64 position, gpointer user_data)
{
  Page *page = user_data;
  g_autoptr (DsJson) value = NULL;
  g_autofree char *line = NULL;
  gsize size = 0;

  value = ds_hq_receipt_json (page->exchange->service, receipt);
  line = ds_json_to_line (value, &size);
  if (!page_has_room (page, size))
    return FALSE;
  g_string_append_len (page->text, line, (gssize) size);
  page->position = position;

  return TRUE;
}

static DsHqAnswer *
read_receipts (DsHqExchange *exchange, DsHqStore *reader)
{
  Page page = { .exchange = exchange, .text = g_string_new ("{\"receipts\":[") };
  DsHqAnswer *answer = NULL;
  g_autoptr (GError) error = NULL;
  gint64 end = 0, changes_end = 0;

  if (!ds_hq_store_feed_ends (reader, &changes_end, &end, &error))
    answer = ds_hq_answer_new_for_error (error);
  else
    answer = ds_hq_page_read (exchange, "since", end, &page.position, &page.limit);
  if (answer == NULL &&
      !ds_hq_store_receipts (reader, exchange->device.id, page.position, append_receipt_cb, &page, &error))
    answer = ds_hq_answer_new_for_error (error);
  if (answer == NULL)
    answer = finish_page (&page, "since");
  clear_page (&page);

  return answer;
}

static DsHqAnswer *
answer_from_reader (DsHqExchange *exchange, DsHqAnswer *(*read) (DsHqExchange *, DsHqStore *) )
{
  g_autoptr (GError) error = NULL;
  DsHqStore *reader = ds_hq_service_borrow_reader (exchange->service, &error);
  DsHqAnswer *answer = NULL;

  if (reader == NULL)
    return ds_hq_answer_new_for_error (error);
  answer = read (exchange, reader);
  ds_hq_service_return_reader (exchange->service, reader);

  return answer;
}

DsHqAnswer *
ds_hq_call_changes (DsHqExchange *exchange)
{
  return answer_from_reader (exchange, read_changes);
}

DsHqAnswer *
ds_hq_call_receipts (DsHqExchange *exchange)
{
  return answer_from_reader (exchange, read_receipts);
}
