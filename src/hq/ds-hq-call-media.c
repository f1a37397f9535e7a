/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-calls.h"

#include "ds-error.h"
#include "ds-file.h"
#include "ds-hq-service.h"

#include <stdio.h>
#include <string.h>

/* Below this much free space nothing new is begun: the database must still be able to write. */
#define RESERVE_BYTES (G_GUINT64_CONSTANT (64) * 1024 * 1024)
#define STATUS_CHECKSUM_MISMATCH 460
#define RENEW_S (24 * 3600)

/**
 * Transfer: the state of one media request, from its headers to its answer.
 * @status: the status of success (201 or 204)
 * @created: POST: the upload is still to be made known to the store
 * @known: POST: the store knows the upload
 * @present: the content is at headquarters already
 */
typedef struct {
  DsHqExchange *exchange;
  DsHqUpload upload;
  DsHqTusChecksum checksum;
  gboolean has_checksum;
  DsHqWriting *writing;
  guint64 offset;
  guint status;
  gboolean created;
  gboolean known;
  gboolean present;
  gboolean verified;
  gboolean ends; /* DELETE */
  GError *error;
} Transfer;

/* A POST that failed or was cut leaves no part behind that nobody knows; it is gone before the answer says so. */
static void
drop_unknown (Transfer *transfer)
{
  if (!transfer->created || transfer->known || transfer->present)
    return;
  g_clear_pointer (&transfer->writing, ds_hq_writing_free);
  ds_hq_media_discard (ds_hq_service_media (transfer->exchange->service), transfer->upload.id);
  transfer->created = FALSE;
}

static void
free_transfer (gpointer data)
{
  Transfer *transfer = data;

  g_clear_pointer (&transfer->writing, ds_hq_writing_free);
  drop_unknown (transfer);
  ds_hq_upload_clear (&transfer->upload);
  g_clear_error (&transfer->error);
  g_free (transfer);
}

static Transfer *
new_transfer (DsHqExchange *exchange, guint status)
{
  Transfer *transfer = g_new0 (Transfer, 1);

  transfer->exchange = exchange;
  transfer->status = status;
  exchange->state = transfer;
  exchange->free_state = free_transfer;

  return transfer;
}

static void
add_tus_headers (DsHqAnswer *answer)
{
  ds_hq_answer_add_header (answer, "Tus-Resumable", DS_HQ_TUS_VERSION);
  ds_hq_answer_add_header (answer, "Cache-Control", "no-store");
}

static void
add_number_header (DsHqAnswer *answer, const char *name, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  ds_hq_answer_add_header (answer, name, text);
}

/* Upload-Expires is an HTTP date (RFC 9110, 5.6.7), always in UTC. */
static void
add_expires_header (DsHqAnswer *answer, gint64 expires_us)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (expires_us / G_USEC_PER_SEC);
  g_autofree char *text = NULL;

  if (time == NULL)
    return;
  text = g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d GMT", days[g_date_time_get_day_of_week (time) - 1],
                          g_date_time_get_day_of_month (time), months[g_date_time_get_month (time) - 1],
                          g_date_time_get_year (time), g_date_time_get_hour (time), g_date_time_get_minute (time),
                          g_date_time_get_second (time));
  ds_hq_answer_add_header (answer, "Upload-Expires", text);
}

static DsHqAnswer *
refuse (guint status, DsHqProblem problem, const char *detail)
{
  DsHqAnswer *answer = ds_hq_answer_new_problem (status, problem, "%s", detail);

  add_tus_headers (answer);

  return answer;
}

static DsHqAnswer *
check_version (DsHqExchange *exchange)
{
  const char *version = ds_hq_exchange_header (exchange, "Tus-Resumable");
  DsHqAnswer *answer = NULL;

  if (version != NULL && strcmp (version, DS_HQ_TUS_VERSION) == 0)
    return NULL;
  answer = refuse (412, DS_HQ_PROBLEM_VERSION, "Uploads speak tus 1.0.0; say so with Tus-Resumable.");
  ds_hq_answer_add_header (answer, "Tus-Version", DS_HQ_TUS_VERSION);

  return answer;
}

static DsHqAnswer *
answer_for_error (const GError *error)
{
  DsHqAnswer *answer = ds_hq_answer_new_for_error (error);

  add_tus_headers (answer);

  return answer;
}

DsHqAnswer *
ds_hq_call_media_options (DsHqExchange *exchange)
{
  DsHqAnswer *answer = ds_hq_answer_new (204);

  add_tus_headers (answer);
  ds_hq_answer_add_header (answer, "Tus-Version", DS_HQ_TUS_VERSION);
  ds_hq_answer_add_header (answer, "Tus-Extension", DS_HQ_TUS_EXTENSIONS);
  ds_hq_answer_add_header (answer, "Tus-Checksum-Algorithm", DS_HQ_TUS_CHECKSUMS);
  add_number_header (answer, "Tus-Max-Size", DS_HQ_MAX_MEDIUM_BYTES);

  return answer;
}

/* --- reading headers --- */

static gboolean
has_body_type (DsHqExchange *exchange)
{
  const char *type = ds_hq_exchange_header (exchange, "Content-Type");

  return type != NULL && g_ascii_strcasecmp (type, "application/offset+octet-stream") == 0;
}

static DsHqAnswer *
read_checksum (DsHqExchange *exchange, Transfer *transfer)
{
  const char *value = ds_hq_exchange_header (exchange, "Upload-Checksum");
  g_autoptr (GError) error = NULL;

  if (value == NULL)
    return NULL;
  if (!ds_hq_tus_parse_checksum (value, &transfer->checksum, &error))
    return refuse (400, DS_HQ_PROBLEM_RECORD_INVALID, error->message);
  transfer->has_checksum = TRUE;

  return NULL;
}

/* Reads Upload-Length and Upload-Metadata into the new upload. */
static DsHqAnswer *
read_creation (DsHqExchange *exchange, Transfer *transfer)
{
  const char *length = ds_hq_exchange_header (exchange, "Upload-Length");
  const char *metadata_text = ds_hq_exchange_header (exchange, "Upload-Metadata");
  g_auto (DsHqTusMetadata) metadata = { 0 };
  g_autoptr (GError) error = NULL;
  guint64 size = 0;

  if (length == NULL || metadata_text == NULL)
    return refuse (
        400, DS_HQ_PROBLEM_RECORD_INVALID,
        "An upload begins with Upload-Length and Upload-Metadata (sha256, filetype); a deferred length is not "
        "accepted.");
  if (!ds_hq_tus_parse_size ("Upload-Length", length, &size, &error) ||
      !ds_hq_tus_parse_metadata (metadata_text, &metadata, &error))
    return refuse (400, DS_HQ_PROBLEM_RECORD_INVALID, error->message);
  if (size > (guint64) DS_HQ_MAX_MEDIUM_BYTES)
    return refuse (413, DS_HQ_PROBLEM_TOO_LARGE, "The file is larger than Tus-Max-Size.");
  transfer->upload.size_bytes = (gint64) size;
  g_strlcpy (transfer->upload.sha256, metadata.sha256, sizeof transfer->upload.sha256);
  transfer->upload.filetype = g_steal_pointer (&metadata.filetype);
  g_strlcpy (transfer->upload.device, exchange->device.id, sizeof transfer->upload.device);
  transfer->upload.expires_us =
      ds_hq_service_now_us (exchange->service) + DS_HQ_UPLOAD_LIFE_S * (gint64) G_USEC_PER_SEC;

  return NULL;
}

/* Finds whether the content is here, and whether this tablet may begin one more upload. */
static DsHqAnswer *
check_room (DsHqExchange *exchange, Transfer *transfer)
{
  g_autoptr (GError) error = NULL;
  DsHqStore *reader = ds_hq_service_borrow_reader (exchange->service, &error);
  gint64 present = -1, n = 0, bytes = 0;
  gboolean known = FALSE;

  if (reader == NULL)
    return answer_for_error (error);
  known = ds_hq_store_has_medium (reader, transfer->upload.sha256, &present, &error) &&
          ds_hq_store_count_uploads (reader, exchange->device.id, &n, &bytes, &error);
  ds_hq_service_return_reader (exchange->service, reader);
  if (!known)
    return answer_for_error (error);
  if (present >= 0 && present != transfer->upload.size_bytes)
    return refuse (422, DS_HQ_PROBLEM_MEDIA_MISMATCH, "Headquarters has this content, and it has another size.");
  transfer->present = present >= 0;
  if (transfer->present)
    return NULL;
  if (n >= DS_HQ_MAX_UPLOADS || bytes + transfer->upload.size_bytes > DS_HQ_MAX_UPLOAD_BYTES)
    return refuse (507, DS_HQ_PROBLEM_FULL, "This tablet has too many unfinished uploads. Finish or end some first.");
  if (ds_file_free_bytes (ds_hq_service_folder (exchange->service), NULL) <
      RESERVE_BYTES + (guint64) transfer->upload.size_bytes)
    return refuse (507, DS_HQ_PROBLEM_FULL,
                   "Headquarters' disk is full. The file stays on the tablet; try again later.");

  return NULL;
}

static DsHqAnswer *
begin_writing (DsHqExchange *exchange, Transfer *transfer, guint64 offset)
{
  g_autoptr (GError) error = NULL;
  DsHqAnswer *answer = NULL;

  transfer->writing =
      ds_hq_media_begin (ds_hq_service_media (exchange->service), transfer->upload.id, offset,
                         transfer->has_checksum ? &transfer->checksum : NULL, &transfer->offset, &error);
  if (transfer->writing != NULL)
    return NULL;
  if (ds_error_is (error, DS_ERROR_STATE)) {
    answer = refuse (409, DS_HQ_PROBLEM_OFFSET_CONFLICT, error->message);
    add_number_header (answer, "Upload-Offset", transfer->offset);
    return answer;
  }
  if (ds_error_is (error, DS_ERROR_NOT_FOUND))
    return refuse (410, DS_HQ_PROBLEM_UPLOAD_GONE, "The upload is not here any more. Begin it anew.");

  return answer_for_error (error);
}

DsHqAnswer *
ds_hq_call_media_create_begin (DsHqExchange *exchange)
{
  Transfer *transfer = new_transfer (exchange, 201);
  DsHqAnswer *refusal = check_version (exchange);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = ds_id_new (ds_hq_service_clock (exchange->service));

  if (refusal == NULL && exchange->framing.length_bytes > 0 && !has_body_type (exchange))
    refusal = refuse (415, DS_HQ_PROBLEM_RECORD_INVALID, "Bytes come as application/offset+octet-stream.");
  if (refusal == NULL)
    refusal = read_checksum (exchange, transfer);
  if (refusal == NULL)
    refusal = read_creation (exchange, transfer);
  if (refusal == NULL && exchange->framing.length_bytes > (guint64) transfer->upload.size_bytes)
    refusal = refuse (413, DS_HQ_PROBLEM_TOO_LARGE, "More bytes than Upload-Length says.");
  if (refusal == NULL)
    refusal = check_room (exchange, transfer);
  if (refusal != NULL)
    return refusal;

  g_strlcpy (transfer->upload.id, id, sizeof transfer->upload.id);
  transfer->created = TRUE;
  transfer->upload.finished = transfer->present;
  if (transfer->present) {
    transfer->offset = (guint64) transfer->upload.size_bytes;
    return NULL;
  }
  if (!ds_hq_media_create (ds_hq_service_media (exchange->service), transfer->upload.id, &error))
    return answer_for_error (error);

  return begin_writing (exchange, transfer, 0);
}

/* The upload named by the path, if it is this tablet's and still lives. */
static DsHqAnswer *
find_upload (DsHqExchange *exchange, Transfer *transfer)
{
  g_autoptr (GError) error = NULL;
  DsHqStore *reader = ds_hq_service_borrow_reader (exchange->service, &error);
  gboolean known = FALSE;

  if (reader == NULL)
    return answer_for_error (error);
  known = ds_hq_store_get_upload (reader, exchange->upload_id, &transfer->upload, &error);
  ds_hq_service_return_reader (exchange->service, reader);
  if (!known && !ds_error_is (error, DS_ERROR_NOT_FOUND))
    return answer_for_error (error);
  if (!known || strcmp (transfer->upload.device, exchange->device.id) != 0)
    return refuse (404, DS_HQ_PROBLEM_NOT_FOUND, "There is no such upload of this tablet. Begin it anew.");
  if (transfer->upload.expires_us <= ds_hq_service_now_us (exchange->service))
    return refuse (410, DS_HQ_PROBLEM_UPLOAD_GONE, "The upload expired. Begin it anew.");

  return NULL;
}

static DsHqAnswer *
read_patch (DsHqExchange *exchange, guint64 *ret_offset)
{
  const char *offset = ds_hq_exchange_header (exchange, "Upload-Offset");
  g_autoptr (GError) error = NULL;

  if (!has_body_type (exchange))
    return refuse (415, DS_HQ_PROBLEM_RECORD_INVALID, "Bytes come as application/offset+octet-stream.");
  if (offset == NULL)
    return refuse (400, DS_HQ_PROBLEM_RECORD_INVALID, "A PATCH says with Upload-Offset where it goes on.");
  if (!ds_hq_tus_parse_size ("Upload-Offset", offset, ret_offset, &error))
    return refuse (400, DS_HQ_PROBLEM_RECORD_INVALID, error->message);

  return NULL;
}

static DsHqAnswer *
refuse_finished (Transfer *transfer)
{
  DsHqAnswer *answer = refuse (409, DS_HQ_PROBLEM_OFFSET_CONFLICT, "The upload is finished; nothing is missing.");

  add_number_header (answer, "Upload-Offset", (guint64) transfer->upload.size_bytes);

  return answer;
}

DsHqAnswer *
ds_hq_call_media_patch_begin (DsHqExchange *exchange)
{
  Transfer *transfer = new_transfer (exchange, 204);
  DsHqAnswer *refusal = check_version (exchange);
  guint64 offset = 0;

  if (refusal == NULL)
    refusal = read_patch (exchange, &offset);
  if (refusal == NULL)
    refusal = read_checksum (exchange, transfer);
  if (refusal == NULL)
    refusal = find_upload (exchange, transfer);
  if (refusal != NULL)
    return refusal;
  if (transfer->upload.finished) {
    if (offset != (guint64) transfer->upload.size_bytes || exchange->framing.length_bytes > 0)
      return refuse_finished (transfer);
    transfer->present = TRUE;
    transfer->offset = offset;
    return NULL;
  }
  refusal = begin_writing (exchange, transfer, offset);
  if (refusal == NULL && offset + exchange->framing.length_bytes > (guint64) transfer->upload.size_bytes) {
    g_clear_pointer (&transfer->writing, ds_hq_writing_free);
    refusal = refuse (413, DS_HQ_PROBLEM_TOO_LARGE, "More bytes than Upload-Length says.");
  }

  return refusal;
}

/* --- bytes --- */

gboolean
ds_hq_call_media_data (DsHqExchange *exchange, const char *data, gsize size)
{
  Transfer *transfer = exchange->state;

  /* After a failure the rest is read and dropped, so that the client hears the answer. */
  if (transfer->error != NULL || transfer->writing == NULL)
    return TRUE;
  ds_hq_writing_data (transfer->writing, data, size, &transfer->error);

  /* Taken over: nobody waits for an answer on this line any more. */
  return !ds_error_is (transfer->error, DS_ERROR_BUSY);
}

/* --- answers --- */

static void
finish (Transfer *transfer)
{
  DsHqAnswer *answer = ds_hq_answer_new (transfer->status);
  g_autofree char *location = g_strconcat ("/v1/media/", transfer->upload.id, NULL);

  add_tus_headers (answer);
  if (transfer->status == 201)
    ds_hq_answer_add_header (answer, "Location", location);
  if (!transfer->ends) {
    add_number_header (answer, "Upload-Offset", transfer->offset);
    add_expires_header (answer, transfer->upload.expires_us);
  }
  if (transfer->status == 200)
    add_number_header (answer, "Upload-Length", (guint64) transfer->upload.size_bytes);
  if (transfer->verified || transfer->present)
    ds_hq_answer_add_header (answer, "Doorstep-Media", "verified");
  ds_hq_exchange_finish (transfer->exchange, answer);
}

static void
finish_with_error (Transfer *transfer, const GError *error)
{
  DsHqAnswer *answer = NULL;

  drop_unknown (transfer);
  if (ds_error_is (error, DS_ERROR_NOT_FOUND))
    answer = refuse (410, DS_HQ_PROBLEM_UPLOAD_GONE, "The upload is not here any more. Begin it anew.");
  else if (ds_error_is (error, DS_ERROR_BUSY))
    answer = refuse (409, DS_HQ_PROBLEM_OFFSET_CONFLICT, "A newer request took over this upload. Ask for its offset.");
  else
    answer = answer_for_error (error);
  if (!ds_error_is (error, DS_ERROR_NOT_FOUND) && !ds_error_is (error, DS_ERROR_BUSY))
    ds_hq_service_audit (transfer->exchange->service, "media-failed %s", error->message);
  ds_hq_exchange_finish (transfer->exchange, answer);
}

static gboolean
transfer_store_cb (DsHqStore *store, gpointer data, GError **error)
{
  Transfer *transfer = data;
  gint64 now_us = ds_hq_service_now_us (transfer->exchange->service);

  if (transfer->ends)
    return ds_hq_store_delete_upload (store, transfer->upload.id, error);
  if (transfer->created && !ds_hq_store_put_upload (store, &transfer->upload, error))
    return FALSE;
  if (!transfer->created && !transfer->verified)
    return ds_hq_store_touch_upload (store, transfer->upload.id, transfer->upload.expires_us, error);

  return !transfer->verified || ds_hq_store_put_medium (store, &transfer->upload, now_us, error);
}

static void
transfer_stored_cb (gpointer data, const GError *error)
{
  Transfer *transfer = data;

  transfer->known = error == NULL;
  if (error != NULL)
    finish_with_error (transfer, error);
  else
    finish (transfer);
}

static gboolean
mismatch_store_cb (DsHqStore *store, gpointer data, GError **error)
{
  Transfer *transfer = data;

  return transfer->created || ds_hq_store_delete_upload (store, transfer->upload.id, error);
}

static void
mismatch_stored_cb (gpointer data, const GError *error)
{
  Transfer *transfer = data;

  ds_hq_service_audit (transfer->exchange->service, "media-mismatch device=%s sha256=%s", transfer->upload.device,
                       transfer->upload.sha256);
  ds_hq_exchange_finish (transfer->exchange,
                         refuse (422, DS_HQ_PROBLEM_MEDIA_MISMATCH,
                                 "The whole file does not have the SHA-256 it was announced with. The upload was "
                                 "discarded; begin it anew."));
}

static void
submit (Transfer *transfer)
{
  ds_hq_writer_submit (ds_hq_service_writer (transfer->exchange->service), transfer_store_cb, transfer_stored_cb,
                       transfer);
}

/* All bytes are there: they count only when their hash is right. */
static void
verify_whole (Transfer *transfer)
{
  DsHqService *service = transfer->exchange->service;
  g_autoptr (GError) error = NULL;

  if (ds_hq_media_adopt (ds_hq_service_media (service), transfer->upload.id, transfer->upload.sha256, &error)) {
    transfer->verified = TRUE;
    submit (transfer);
  } else if (ds_error_is (error, DS_ERROR_INVALID)) {
    ds_hq_writer_submit (ds_hq_service_writer (service), mismatch_store_cb, mismatch_stored_cb, transfer);
  } else {
    finish_with_error (transfer, error);
  }
}

static void
finish_wrong_chunk (Transfer *transfer)
{
  DsHqAnswer *answer =
      refuse (STATUS_CHECKSUM_MISMATCH, DS_HQ_PROBLEM_MEDIA_MISMATCH,
              "The bytes do not have the checksum they came with. They were dropped; send them again.");

  drop_unknown (transfer);
  ds_hq_exchange_finish (transfer->exchange, answer);
}

/* Whoever goes on with an upload keeps it alive; once a day is often enough to write that down. */
static gboolean
renew_life (Transfer *transfer)
{
  gint64 full_us = ds_hq_service_now_us (transfer->exchange->service) + DS_HQ_UPLOAD_LIFE_S * (gint64) G_USEC_PER_SEC;

  if (full_us - transfer->upload.expires_us < RENEW_S * (gint64) G_USEC_PER_SEC)
    return FALSE;
  transfer->upload.expires_us = full_us;

  return TRUE;
}

static void
write_work_cb (gpointer data)
{
  Transfer *transfer = data;
  g_autoptr (GError) error = NULL;

  if (!ds_hq_writing_end (transfer->writing, &transfer->offset, &error)) {
    if (ds_error_is (error, DS_ERROR_INVALID))
      finish_wrong_chunk (transfer);
    else
      finish_with_error (transfer, error);
    return;
  }
  if (transfer->offset == (guint64) transfer->upload.size_bytes)
    verify_whole (transfer);
  else if (transfer->created || renew_life (transfer))
    submit (transfer);
  else
    finish (transfer);
}

void
ds_hq_call_media_write (DsHqExchange *exchange)
{
  Transfer *transfer = exchange->state;

  if (transfer->error != NULL)
    finish_with_error (transfer, transfer->error);
  else if (transfer->present && transfer->created)
    submit (transfer);
  else if (transfer->present)
    finish (transfer);
  else
    ds_hq_service_work (exchange->service, write_work_cb, transfer);
}

/* --- HEAD and DELETE --- */

static void
head_work_cb (gpointer data)
{
  verify_whole (data);
}

void
ds_hq_call_media_head (DsHqExchange *exchange)
{
  Transfer *transfer = new_transfer (exchange, 200);
  DsHqAnswer *refusal = check_version (exchange);
  g_autoptr (GError) error = NULL;
  g_autofree char *place = NULL;

  if (refusal == NULL)
    refusal = find_upload (exchange, transfer);
  if (refusal != NULL) {
    ds_hq_exchange_finish (exchange, refusal);
    return;
  }
  if (transfer->upload.finished) {
    transfer->present = TRUE;
    transfer->offset = (guint64) transfer->upload.size_bytes;
    finish (transfer);
    return;
  }
  if (!ds_hq_media_offset (ds_hq_service_media (exchange->service), transfer->upload.id, &transfer->offset, &error)) {
    place = ds_hq_media_path (ds_hq_service_media (exchange->service), transfer->upload.sha256);
    if (!ds_error_is (error, DS_ERROR_NOT_FOUND) || !g_file_test (place, G_FILE_TEST_IS_REGULAR)) {
      finish_with_error (transfer, error);
      return;
    }
    transfer->offset = (guint64) transfer->upload.size_bytes;
  }
  if (transfer->offset == (guint64) transfer->upload.size_bytes)
    ds_hq_service_work (exchange->service, head_work_cb, transfer);
  else
    finish (transfer);
}

void
ds_hq_call_media_delete (DsHqExchange *exchange)
{
  Transfer *transfer = new_transfer (exchange, 204);
  DsHqAnswer *refusal = check_version (exchange);

  if (refusal == NULL)
    refusal = find_upload (exchange, transfer);
  if (refusal != NULL) {
    ds_hq_exchange_finish (exchange, refusal);
    return;
  }
  ds_hq_media_discard (ds_hq_service_media (exchange->service), transfer->upload.id);
  transfer->ends = TRUE;
  submit (transfer);
}
