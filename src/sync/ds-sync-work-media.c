/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-sync-driver-private.h"

#include "ds-digest.h"

#define PROGRESS_EVERY_MS 100

static gboolean
read_medium_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  DsSyncWork *work = data;
  g_autoptr (GError) cause = NULL;

  if (ds_store_media_get (tx, g_ptr_array_index (work->action->keys, 0), &work->medium, &cause)) {
    work->path = ds_store_media_path (tx->media_folder, work->medium->sha256, work->medium->type);
    return TRUE;
  }
  if (ds_error_is (cause, DS_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
keep_offset_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  DsStoreMedium *row = data;

  return ds_store_media_set_upload (tx, row->sha256, row->upload_url, row->upload_offset, error);
}

static void
free_medium_cb (gpointer data)
{
  ds_store_medium_free (data);
}

/* Kept so that a kill does not cost what was sent. A lost note costs only bytes, so nobody waits for it. */
static void
keep_offset (DsSyncWork *work)
{
  DsStoreMedium *row = g_new0 (DsStoreMedium, 1);
  DsStoreJob job = { .run = keep_offset_cb, .data = row, .destroy = free_medium_cb, .write = TRUE };

  row->sha256 = g_strdup (work->medium->sha256);
  row->upload_url = g_strdup (work->url);
  row->upload_offset = work->offset;
  ds_store_run_async (work->driver->store, &job, NULL);
}

static void
checkpoint_cb (const char *url, guint64 offset_bytes, gpointer user_data)
{
  DsSyncWork *work = user_data;

  g_free (work->url);
  work->url = g_strdup (url);
  work->offset = offset_bytes;
  /* The end is noted together with the state. */
  if (url == NULL || offset_bytes < work->medium->size_bytes)
    keep_offset (work);
}

static void
progress_cb (guint64 sent_bytes, gpointer user_data)
{
  DsSyncWork *work = user_data;
  guint64 *live = g_hash_table_lookup (work->driver->live, work->medium->sha256);

  if (live == NULL)
    return;
  *live = sent_bytes > work->start_offset ? sent_bytes - work->start_offset : 0;
  ds_sync_driver_tell_soon (work->driver, PROGRESS_EVERY_MS);
}

static gboolean
keep_stored_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  DsSyncWork *work = data;

  return ds_store_media_set_upload (tx, work->medium->sha256, work->url, work->medium->size_bytes, error) &&
         ds_store_media_mark (tx, work->medium->sha256, DS_STORE_SEND_STORED, NULL, 0, error) &&
         ds_sync_work_note_contact (work, tx, error);
}

static void
stored_cb (gpointer data, const GError *error)
{
  DsSyncWork *work = data;
  DsSyncSummary *summary = &work->driver->summary;

  if (error != NULL) {
    ds_sync_work_fail_local (work, error);
    return;
  }
  summary->photos_sent++;
  summary->photos_verified++;
  ds_sync_driver_finish_work (work->driver, work);
}

/* Headquarters says that what it got is another file. Either the way spoiled it, or the copy here is damaged. */
static void
hash_thread_cb (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  DsSyncWork *work = task_data;
  g_autofree char *sha256 = NULL;

  g_task_return_boolean (task, ds_sha256_file (work->path, &sha256, NULL, NULL, NULL) &&
                                   g_str_equal (sha256, work->medium->sha256));
}

static void
hashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsSyncWork *work = user_data;

  if (g_task_propagate_boolean (G_TASK (result), NULL))
    work->failure.failure_class = DS_HQ_CLASS_AGAIN;
  else {
    g_free (work->failure.words);
    work->failure.words = g_strdup ("The file on this tablet is damaged: it is no longer what was recorded. The "
                                    "visit's record is not affected. Take the picture again if that is possible.");
  }
  ds_sync_driver_finish_work (work->driver, work);
}

static void
take_upload_failure (DsSyncWork *work)
{
  work->has_failed = TRUE;
  g_hash_table_remove (work->driver->sure, work->medium->sha256);
  /* A file that cannot be read is this file's trouble, not the line's: it is held and the others go on. */
  if (work->failure.failure_class == DS_HQ_CLASS_LOCAL)
    work->failure.failure_class = DS_HQ_CLASS_REFUSED;
  if (work->failure.failure_class == DS_HQ_CLASS_REFUSED && work->failure.status == 422) {
    g_autoptr (GTask) task = g_task_new (NULL, NULL, hashed_cb, work);

    g_task_set_task_data (task, work, NULL);
    g_task_run_in_thread (task, hash_thread_cb);
    return;
  }
  ds_sync_driver_finish_work (work->driver, work);
}

static void
uploaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsSyncWork *work = user_data;
  gboolean ok = ds_upload_run_finish (DS_HQ_CLIENT (source), result, &work->uploaded, &work->failure, NULL);

  g_hash_table_remove (work->driver->live, work->medium->sha256);
  work->driver->summary.bytes += work->uploaded.sent_bytes;
  if (work->offset > work->start_offset)
    work->driver->session_done_bytes += work->offset - work->start_offset;
  if (!ok) {
    take_upload_failure (work);
    return;
  }
  if (!work->uploaded.done) {
    DsSyncSure *sure = g_new0 (DsSyncSure, 1);

    sure->url = g_strdup (work->url);
    sure->offset = work->offset;
    g_hash_table_replace (work->driver->sure, g_strdup (work->medium->sha256), sure);
    ds_sync_driver_finish_work (work->driver, work);
    return;
  }
  g_hash_table_remove (work->driver->sure, work->medium->sha256);
  if (work->uploaded.verified || work->uploaded.was_there) {
    ds_sync_work_run_job (work, TRUE, keep_stored_cb, stored_cb);
    return;
  }
  /* All bytes are there, but the word that they are the right ones was lost: asked for by offering the file anew. */
  checkpoint_cb (NULL, 0, work);
  work->uploaded.done = FALSE;
  work->failure.failure_class = DS_HQ_CLASS_AGAIN;
  work->failure.retry_after_ms = -1;
  work->failure.words = g_strdup ("Headquarters took the file but has not confirmed it yet.");
  work->has_failed = TRUE;
  ds_sync_driver_finish_work (work->driver, work);
}

static void
fail_file (DsSyncWork *work, const char *words)
{
  work->has_failed = TRUE;
  work->failure.failure_class = DS_HQ_CLASS_REFUSED;
  work->failure.words = g_strdup (words);
  ds_sync_driver_finish_work (work->driver, work);
}

static void
medium_read_cb (gpointer data, const GError *error)
{
  DsSyncWork *work = data;
  const char *key = g_ptr_array_index (work->action->keys, 0);
  const DsSyncSure *sure = g_hash_table_lookup (work->driver->sure, key);
  DsUploadSpec spec = { .read = ds_upload_read_file, .checkpoint = checkpoint_cb, .progress = progress_cb };

  if (error != NULL) {
    ds_sync_work_fail_local (work, error);
    return;
  }
  if (work->medium == NULL || work->medium->state == DS_STORE_SEND_STORED ||
      work->medium->state == DS_STORE_SEND_COMPLETE || g_cancellable_is_cancelled (work->cancellable)) {
    if (!g_cancellable_is_cancelled (work->cancellable))
      ds_sync_driver_forget (work->driver, key);
    work->has_failed = TRUE;
    work->failure.failure_class = DS_HQ_CLASS_CANCELLED;
    ds_sync_driver_finish_work (work->driver, work);
    return;
  }
  if (work->medium->is_freed || !g_file_test (work->path, G_FILE_TEST_IS_REGULAR)) {
    fail_file (work, "The file is no longer on this tablet.");
    return;
  }
  work->url = g_strdup (sure != NULL ? sure->url : work->medium->upload_url);
  work->offset = sure != NULL ? sure->offset : work->medium->upload_offset;
  work->start_offset = work->offset;
  g_hash_table_replace (work->driver->live, g_strdup (key), g_new0 (guint64, 1));
  spec.sha256 = work->medium->sha256;
  spec.type = work->medium->type;
  spec.size_bytes = work->medium->size_bytes;
  spec.source = work->path;
  spec.url = work->url;
  spec.offset_bytes = work->offset;
  spec.offset_is_sure = sure != NULL;
  spec.budget_bytes = work->action->budget_bytes;
  spec.user_data = work;
  ds_upload_run_async (work->client, &spec, work->cancellable, uploaded_cb, work);
}

void
ds_sync_work_start_upload (DsSyncWork *work)
{
  ds_sync_work_run_job (work, FALSE, read_medium_cb, medium_read_cb);
}
