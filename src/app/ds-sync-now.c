/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-status.h"

#include "ds-app-private.h"
#include "ds-hq-item-private.h"

#include "ds-store-outbox.h"

/* --- sync now -------------------------------------------------------------------------------------------- */

typedef struct {
  DsSyncSummary summary;
} SyncJob;

static void
take_summary (const DsSyncSummary *summary, DsSyncResult *ret_result)
{
  *ret_result = (DsSyncResult){
    .records_sent = summary->records_sent,
    .duplicates = summary->duplicates,
    .records_held = summary->held,
    .media_sent = summary->photos_sent,
    .media_verified = summary->photos_verified,
    .changes_pulled = summary->pulled,
    .receipts = summary->receipts,
    .bytes_sent = summary->bytes,
    .left_records = summary->left_records,
    .left_media = summary->left_media,
  };
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SyncJob *job = g_task_get_task_data (task);
  DsApp *app = g_task_get_source_object (task);
  GError *error = NULL;

  ds_app_release_busy (app);
  ds_app_recount (app);
  ds_app_queue_change (app, DS_APP_CHANGE_OUTBOX | DS_APP_CHANGE_ORDERS | DS_APP_CHANGE_SYNC);
  if (ds_sync_run_once_finish (DS_SYNC_DRIVER (source), result, &job->summary, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ds_sync_now_async (DsApp *app, gboolean allow_metered, GCancellable *cancellable, GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  DsSyncDriver *driver;

  g_return_if_fail (DS_IS_APP (app));
  task = g_task_new (app, cancellable, callback, user_data);
  g_task_set_task_data (task, g_new0 (SyncJob, 1), g_free);
  driver = ds_app_get_driver (app);
  if (driver == NULL || !ds_app_is_enrolled (app)) {
    g_task_return_new_error (task, DS_APP_ERROR, DS_ERROR_STATE,
                             "This tablet is not enrolled at a headquarters. Enrol it with a code first.");
    return;
  }
  ds_app_hold_busy (app);
  ds_sync_driver_start (driver);
  ds_sync_driver_ask (driver, allow_metered);
  ds_sync_run_once_async (driver, 0, cancellable, synced_cb, g_object_ref (task));
}

gboolean
ds_sync_now_finish (DsApp *app, GAsyncResult *result, DsSyncResult *ret_result, GError **error)
{
  SyncJob *job;

  g_return_val_if_fail (g_task_is_valid (result, app), FALSE);
  job = g_task_get_task_data (G_TASK (result));
  if (ret_result != NULL)
    take_summary (&job->summary, ret_result);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- trying a held one again ----------------------------------------------------------------------------- */

static gboolean
run_requeue (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_store_outbox_requeue (tx, data, error);
}

static void
requeued_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DsApp *app = DS_APP (source);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, error);
    return;
  }
  ds_app_queue_change (app, DS_APP_CHANGE_OUTBOX);
  if (ds_app_get_driver (app) != NULL && !ds_app_is_demo (app))
    ds_sync_driver_poke (ds_app_get_driver (app));
  g_task_return_boolean (task, TRUE);
}

void
ds_hq_status_retry_async (DsHqStatus *self, const char *item_id, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (DsApp) app = NULL;
  GTask *task, *job_task;

  g_return_if_fail (DS_IS_HQ_STATUS (self) && item_id != NULL);
  app = ds_hq_status_dup_app (self);
  task = g_task_new (self, cancellable, callback, user_data);
  job_task = g_task_new (app, cancellable, requeued_cb, task);
  g_task_set_task_data (job_task, g_strdup (item_id), g_free);
  ds_app_run_task (app, job_task, run_requeue, TRUE, NULL);
}

gboolean
ds_hq_status_retry_finish (DsHqStatus *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
