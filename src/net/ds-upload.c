/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-upload.h"

#include "ds-hq-answers.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MEDIA_PATH "/v1/media"
#define TUS_VERSION "1.0.0"
#define OFFSET_TYPE "application/offset+octet-stream"
#define PATCH_SECONDS 4
#define FIRST_PATCH_BYTES (256u * 1024)
/* Within one run: starts from the beginning, and answers that had to be asked about with HEAD. */
#define MAX_STARTS_ANEW 2
#define MAX_MENDS 4

typedef struct {
  DsUploadSpec spec;
  char *sha256;
  char *type;
  char *url;
  guint64 offset;
  gboolean is_sure;
  guint mends;
  guint64 chunk_size;
  guint64 chunk_sent;
  char *chunk_checksum;
  DsUploadResult result;
  DsHqFailure failure;
} Run;

typedef struct {
  GBytes *bytes;
  char *checksum;
} Chunk;

static void continue_run (GTask *task);

static void
free_run (gpointer data)
{
  Run *run = data;

  g_free (run->sha256);
  g_free (run->type);
  g_free (run->url);
  g_free (run->chunk_checksum);
  ds_hq_failure_clear (&run->failure);
  g_free (run);
}

static void
free_chunk (gpointer data)
{
  Chunk *chunk = data;

  g_clear_pointer (&chunk->bytes, g_bytes_unref);
  g_free (chunk->checksum);
  g_free (chunk);
}

GBytes *
ds_upload_read_file (gpointer source, guint64 offset, gsize length, GError **error)
{
  const char *path = source;
  g_autofree guint8 *data = g_malloc (MAX (length, 1));
  gsize have = 0;
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  while (fd >= 0 && have < length) {
    gssize got = pread (fd, data + have, length - have, (off_t) (offset + have));

    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    have += (gsize) got;
  }
  if (fd < 0) {
    g_set_error (error, DS_NET_ERROR, DS_ERROR_NOT_FOUND, "The file %s cannot be opened: %s.", path,
                 g_strerror (errno));
    return NULL;
  }
  close (fd);
  if (have < length) {
    g_set_error (error, DS_NET_ERROR, DS_ERROR_CORRUPT, "The file %s is shorter than its record says.", path);
    return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

static void
end_with_failure (GTask *task, DsHqFailure *failure)
{
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  ds_hq_failure_clear (&run->failure);
  run->failure = *failure;
  memset (failure, 0, sizeof *failure);
  run->result.offset_bytes = run->offset;
  ds_hq_failure_to_error (&run->failure, &error);
  g_task_return_error (task, error);
}

static void
end_with_words (GTask *task, DsHqClass failure_class, const char *words)
{
  DsHqFailure failure = { .failure_class = failure_class, .retry_after_ms = -1 };

  failure.words = g_strdup (words);
  end_with_failure (task, &failure);
}

static void
end_well (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  run->result.offset_bytes = run->offset;
  g_task_return_boolean (task, TRUE);
}

static void
tell_checkpoint (Run *run)
{
  if (run->spec.checkpoint != NULL)
    run->spec.checkpoint (run->url, run->offset, run->spec.user_data);
}

/* The upload is gone or unusable at the server: from the beginning, but not for ever in one run. */
static void
start_anew (GTask *task, DsHqFailure *failure)
{
  Run *run = g_task_get_task_data (task);

  g_clear_pointer (&run->url, g_free);
  run->offset = 0;
  run->is_sure = FALSE;
  run->result.started_anew++;
  tell_checkpoint (run);
  if (run->result.started_anew > MAX_STARTS_ANEW) {
    failure->failure_class = DS_HQ_CLASS_AGAIN;
    end_with_failure (task, failure);
    return;
  }
  ds_hq_failure_clear (failure);
  continue_run (task);
}

/* The server and this side disagree on where the file stands: HEAD decides. */
static void
mend_offset (GTask *task, DsHqFailure *failure)
{
  Run *run = g_task_get_task_data (task);

  run->is_sure = FALSE;
  if (++run->mends > MAX_MENDS) {
    failure->failure_class = DS_HQ_CLASS_AGAIN;
    end_with_failure (task, failure);
    return;
  }
  ds_hq_failure_clear (failure);
  continue_run (task);
}

static gboolean
read_offset (const DsHttpResponse *response, const char *name, guint64 *ret_value)
{
  const char *text = ds_http_response_get_header (response, name);

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, ret_value, NULL);
}

static DsHttpRequest *
make_request (const char *method, const char *url)
{
  DsHttpRequest *request = ds_http_request_new (method, url);

  ds_http_request_add_header (request, "Tus-Resumable", TUS_VERSION);
  request->idempotent = TRUE;
  return request;
}

static void
progress_cb (guint64 sent_bytes, gpointer user_data)
{
  Run *run = user_data;

  run->chunk_sent = sent_bytes;
  if (run->spec.progress != NULL)
    run->spec.progress (run->offset + sent_bytes, run->spec.user_data);
}

static void
count_chunk (Run *run)
{
  run->result.sent_bytes += run->chunk_sent;
  run->chunk_sent = 0;
}

/* Takes an offset the server named; one outside the file or without progress is no offset. */
static gboolean
take_offset (Run *run, guint64 offset)
{
  if (offset > run->spec.size_bytes)
    return FALSE;
  run->offset = offset;
  run->is_sure = TRUE;
  tell_checkpoint (run);
  return TRUE;
}

static void
patched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_auto (DsHqFailure) failure = { 0 };
  g_autoptr (DsHttpResponse) response = ds_hq_client_call_finish (DS_HQ_CLIENT (source), result, &failure, NULL);
  guint64 offset = 0;

  count_chunk (run);
  if (response == NULL) {
    if (failure.failure_class == DS_HQ_CLASS_GONE || failure.status == 403)
      start_anew (task, &failure);
    else if (failure.status == 409 || failure.status == 460)
      mend_offset (task, &failure);
    else {
      /* A whole file with another SHA-256 is thrown away by the server. */
      if (failure.status == 422) {
        g_clear_pointer (&run->url, g_free);
        run->offset = 0;
        tell_checkpoint (run);
      }
      end_with_failure (task, &failure);
    }
    return;
  }
  if (!read_offset (response, "Upload-Offset", &offset) || offset <= run->offset || !take_offset (run, offset)) {
    failure.words = g_strdup ("Headquarters named no new offset after taking a part of a file.");
    mend_offset (task, &failure);
    return;
  }
  run->result.verified = g_strcmp0 (ds_http_response_get_header (response, "Doorstep-Media"), "verified") == 0;
  continue_run (task);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_auto (DsHqFailure) failure = { 0 };
  g_autoptr (DsHttpResponse) response = ds_hq_client_call_finish (DS_HQ_CLIENT (source), result, &failure, NULL);
  g_autofree char *base = g_strconcat (ds_hq_client_get_url (DS_HQ_CLIENT (source)), MEDIA_PATH, NULL);
  const char *location = NULL;
  gboolean sent_any = run->chunk_size > 0;
  guint64 offset = 0;

  count_chunk (run);
  if (response == NULL) {
    end_with_failure (task, &failure);
    return;
  }
  location = ds_http_response_get_header (response, "Location");
  run->url = location != NULL ? g_uri_resolve_relative (base, location, G_URI_FLAGS_NONE, NULL) : NULL;
  if (!read_offset (response, "Upload-Offset", &offset))
    offset = 0;
  else
    sent_any = FALSE;
  if (run->url == NULL && offset != run->spec.size_bytes) {
    end_with_words (task, DS_HQ_CLASS_PROTOCOL, "Headquarters did not say where the file is to be sent.");
    return;
  }
  if (!take_offset (run, offset)) {
    end_with_words (task, DS_HQ_CLASS_PROTOCOL, "Headquarters claims more bytes than the file has.");
    return;
  }
  /* Bytes went along but the answer does not say how many were kept. */
  run->is_sure = !sent_any;
  run->result.verified = g_strcmp0 (ds_http_response_get_header (response, "Doorstep-Media"), "verified") == 0;
  run->result.was_there = offset == run->spec.size_bytes && offset > run->chunk_size;
  continue_run (task);
}

static void
headed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_auto (DsHqFailure) failure = { 0 };
  g_autoptr (DsHttpResponse) response = ds_hq_client_call_finish (DS_HQ_CLIENT (source), result, &failure, NULL);
  guint64 offset = 0;
  guint64 length = 0;

  if (response == NULL) {
    if (failure.failure_class == DS_HQ_CLASS_GONE || failure.status == 403)
      start_anew (task, &failure);
    else
      end_with_failure (task, &failure);
    return;
  }
  if (!read_offset (response, "Upload-Offset", &offset) ||
      (read_offset (response, "Upload-Length", &length) && length != run->spec.size_bytes) ||
      !take_offset (run, offset)) {
    failure.words = g_strdup ("What headquarters holds under this upload is not this file.");
    start_anew (task, &failure);
    return;
  }
  run->result.verified = g_strcmp0 (ds_http_response_get_header (response, "Doorstep-Media"), "verified") == 0;
  continue_run (task);
}

static char *
make_metadata (Run *run)
{
  g_autofree char *sha256 = g_base64_encode ((const guchar *) run->sha256, strlen (run->sha256));
  g_autofree char *type = g_base64_encode ((const guchar *) run->type, strlen (run->type));

  return g_strdup_printf ("sha256 %s,filetype %s", sha256, type);
}

static void
send_chunk (GTask *task, GBytes *bytes)
{
  DsHqClient *client = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  gboolean creates = run->url == NULL;
  DsHttpRequest *request = make_request (creates ? "POST" : "PATCH", creates ? MEDIA_PATH : run->url);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, creates ? run->spec.size_bytes : run->offset);

  ds_http_request_add_header (request, creates ? "Upload-Length" : "Upload-Offset", number);
  if (creates) {
    g_autofree char *metadata = make_metadata (run);

    ds_http_request_add_header (request, "Upload-Metadata", metadata);
  }
  run->chunk_size = bytes != NULL ? g_bytes_get_size (bytes) : 0;
  run->chunk_sent = 0;
  if (bytes != NULL) {
    ds_http_request_set_body (request, OFFSET_TYPE, bytes);
    request->progress = progress_cb;
    request->progress_data = run;
  }
  if (bytes != NULL && run->chunk_checksum != NULL)
    ds_http_request_add_header (request, "Upload-Checksum", run->chunk_checksum);
  ds_hq_client_call_async (client, request, g_task_get_cancellable (task), creates ? created_cb : patched_cb,
                           g_object_ref (task));
}

static void
read_thread_cb (GTask *read_task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Run *run = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = run->spec.read (run->spec.source, run->offset, run->chunk_size, &error);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  Chunk *chunk = NULL;
  guint8 digest[32];
  gsize digest_size = sizeof digest;

  if (bytes == NULL) {
    g_task_return_error (read_task, g_steal_pointer (&error));
    return;
  }
  chunk = g_new0 (Chunk, 1);
  if (run->chunk_checksum != NULL) {
    g_autofree char *base64 = NULL;

    g_checksum_update (sum, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
    g_checksum_get_digest (sum, digest, &digest_size);
    base64 = g_base64_encode (digest, digest_size);
    chunk->checksum = g_strconcat ("sha256 ", base64, NULL);
  }
  chunk->bytes = g_steal_pointer (&bytes);
  g_task_return_pointer (read_task, chunk, free_chunk);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  Chunk *chunk = g_task_propagate_pointer (G_TASK (result), &error);

  if (chunk == NULL) {
    end_with_words (
        task, g_cancellable_is_cancelled (g_task_get_cancellable (task)) ? DS_HQ_CLASS_CANCELLED : DS_HQ_CLASS_LOCAL,
        error->message);
    return;
  }
  g_free (run->chunk_checksum);
  run->chunk_checksum = g_steal_pointer (&chunk->checksum);
  send_chunk (task, chunk->bytes);
  free_chunk (chunk);
}

static void
read_and_send (GTask *task, guint64 size)
{
  Run *run = g_task_get_task_data (task);
  DsTusOffer *offer = ds_hq_client_get_tus_offer (g_task_get_source_object (task));
  g_autoptr (GTask) read_task = g_task_new (NULL, NULL, read_cb, g_object_ref (task));

  /* Reading and hashing megabytes would stop the screen: a worker does it. */
  run->chunk_size = size;
  g_free (run->chunk_checksum);
  run->chunk_checksum = offer->checksum_sha256 ? g_strdup ("") : NULL;
  g_task_set_task_data (read_task, run, NULL);
  g_task_run_in_thread (read_task, read_thread_cb);
}

static void
offered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DsTusOffer *offer = ds_hq_client_get_tus_offer (DS_HQ_CLIENT (source));
  g_auto (DsHqFailure) failure = { 0 };
  g_autoptr (DsHttpResponse) response = ds_hq_client_call_finish (DS_HQ_CLIENT (source), result, &failure, NULL);
  const char *extensions = NULL;
  const char *algorithms = NULL;

  if (response == NULL && failure.failure_class != DS_HQ_CLASS_GONE && failure.failure_class != DS_HQ_CLASS_REFUSED) {
    end_with_failure (task, &failure);
    return;
  }
  offer->known = TRUE;
  if (response != NULL) {
    extensions = ds_http_response_get_header (response, "Tus-Extension");
    algorithms = ds_http_response_get_header (response, "Tus-Checksum-Algorithm");
    offer->creation_with_upload = extensions != NULL && strstr (extensions, "creation-with-upload") != NULL;
    offer->checksum_sha256 = algorithms != NULL && strstr (algorithms, "sha256") != NULL;
  }
  continue_run (task);
}

/* One step of the upload, by what is known: what is offered, where the file stands, what is left. */
static void
continue_run (GTask *task)
{
  DsHqClient *client = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  DsTusOffer *offer = ds_hq_client_get_tus_offer (client);
  GCancellable *cancellable = g_task_get_cancellable (task);
  guint64 left = run->spec.size_bytes - run->offset;
  gsize portion = ds_rate_portion (ds_hq_client_get_rate (client), PATCH_SECONDS, FIRST_PATCH_BYTES,
                                   DS_UPLOAD_MIN_PATCH_BYTES, DS_UPLOAD_MAX_PATCH_BYTES);

  if (run->spec.budget_bytes > run->result.sent_bytes)
    portion = (gsize) MIN (portion, MAX (run->spec.budget_bytes - run->result.sent_bytes, DS_UPLOAD_MIN_PATCH_BYTES));
  if (!offer->known)
    ds_hq_client_call_async (client, make_request ("OPTIONS", MEDIA_PATH), cancellable, offered_cb,
                             g_object_ref (task));
  else if (run->is_sure && left == 0) {
    run->result.done = TRUE;
    end_well (task);
  } else if (run->is_sure && run->spec.budget_bytes > 0 && run->result.sent_bytes >= run->spec.budget_bytes)
    end_well (task);
  else if (run->url == NULL) {
    run->offset = 0;
    /* The whole file in one request, where one request is short enough to be worth the risk. */
    if (offer->creation_with_upload && run->spec.size_bytes > 0 && run->spec.size_bytes <= portion)
      read_and_send (task, run->spec.size_bytes);
    else
      send_chunk (task, NULL);
  } else if (!run->is_sure)
    ds_hq_client_call_async (client, make_request ("HEAD", run->url), cancellable, headed_cb, g_object_ref (task));
  else
    read_and_send (task, MIN (left, portion));
}

void
ds_upload_run_async (DsHqClient *client, const DsUploadSpec *spec, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  g_return_if_fail (DS_IS_HQ_CLIENT (client) && spec != NULL && spec->read != NULL);
  g_task_set_source_tag (task, ds_upload_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, free_run);
  run->spec = *spec;
  run->sha256 = g_strdup (spec->sha256);
  run->type = g_strdup (spec->type);
  run->url = g_strdup (spec->url);
  run->offset = spec->url != NULL ? MIN (spec->offset_bytes, spec->size_bytes) : 0;
  run->is_sure = spec->url != NULL && spec->offset_is_sure;
  run->failure.retry_after_ms = -1;
  continue_run (task);
}

gboolean
ds_upload_run_finish (DsHqClient *client, GAsyncResult *result, DsUploadResult *ret_result, DsHqFailure *ret_failure,
                      GError **error)
{
  Run *run = NULL;
  gboolean ok = FALSE;

  g_return_val_if_fail (g_task_is_valid (result, client), FALSE);
  run = g_task_get_task_data (G_TASK (result));
  ok = g_task_propagate_boolean (G_TASK (result), error);
  if (ret_result != NULL)
    *ret_result = run->result;
  if (!ok && ret_failure != NULL)
    ds_hq_failure_copy (&run->failure, ret_failure);
  return ok;
}
