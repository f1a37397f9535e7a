/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-sync-driver-private.h"

/* One run of sync with an end: for the command line and for "send now" buttons that want to say how it went. */
typedef struct {
  DsSyncDriver *driver; /* a reference of the task's */
  DsSyncSummary before;
  DsSyncSummary summary;
  gint64 give_up_ms;
  GSource *deadline;
  GCancellable *cancellable;
  gulong cancel_handler;
} Run;

static void
free_run (gpointer data)
{
  Run *run = data;

  if (run->deadline != NULL)
    g_source_destroy (run->deadline);
  g_clear_pointer (&run->deadline, g_source_unref);
  if (run->cancel_handler != 0)
    g_signal_handler_disconnect (run->cancellable, run->cancel_handler);
  g_clear_object (&run->cancellable);
  g_free (run);
}

static void
count_run (Run *run)
{
  DsSyncSummary now;

  ds_sync_driver_get_summary (run->driver, &now);
  run->summary = now;
  run->summary.records_sent -= run->before.records_sent;
  run->summary.duplicates -= run->before.duplicates;
  run->summary.receipts -= run->before.receipts;
  run->summary.photos_sent -= run->before.photos_sent;
  run->summary.photos_verified -= run->before.photos_verified;
  run->summary.bytes -= run->before.bytes;
  run->summary.pulled -= run->before.pulled;
}

static DsErrorCode
get_line_code (DsSyncLineState line)
{
  switch (line) {
  case DS_SYNC_LINE_NOT_ENROLLED:
  case DS_SYNC_LINE_STOPPED:
    return DS_ERROR_STATE;
  case DS_SYNC_LINE_SIGNED_OUT:
    return DS_ERROR_AUTH;
  case DS_SYNC_LINE_NO_NETWORK:
    return DS_ERROR_OFFLINE;
  case DS_SYNC_LINE_PORTAL:
  case DS_SYNC_LINE_WRONG_SERVER:
    return DS_ERROR_PORTAL;
  case DS_SYNC_LINE_SERVER_FULL:
    return DS_ERROR_FULL;
  case DS_SYNC_LINE_LOCAL:
    return DS_ERROR_IO;
  case DS_SYNC_LINE_IDLE:
  case DS_SYNC_LINE_WORKING:
  case DS_SYNC_LINE_WAITING:
  default:
    return DS_ERROR_BUSY;
  }
}

static void
end_run (DsSyncDriver *driver, GTask *task, gboolean is_clean)
{
  g_autoptr (GTask) last = task; /* the driver's reference */
  Run *run = g_task_get_task_data (task);
  DsSyncLineState line = ds_sync_step_get_line (driver->step);
  const char *words = ds_sync_step_get_words (driver->step);

  g_ptr_array_remove (driver->runs, task);
  count_run (run);
  if (g_cancellable_is_cancelled (run->cancellable))
    g_task_return_new_error (task, DS_SYNC_ERROR, DS_ERROR_CANCELLED, "The sync was given up.");
  else if (is_clean)
    g_task_return_boolean (task, TRUE);
  else if (line == DS_SYNC_LINE_NOT_ENROLLED)
    g_task_return_new_error (task, DS_SYNC_ERROR, DS_ERROR_STATE,
                             "This tablet is not enrolled at a headquarters. Enrol it with a code first.");
  else
    g_task_return_new_error (task, DS_SYNC_ERROR, (int) get_line_code (line), "%s",
                             words != NULL ? words : "Headquarters does not have everything yet; it is tried again.");
}

void
ds_sync_driver_check_runs (DsSyncDriver *self)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  gboolean is_clean = FALSE;
  gint64 now_ms = ds_sync_driver_get_now_ms (self);
  DsSyncLineState line = ds_sync_step_get_line (self->step);

  if (self->runs->len == 0 || !self->is_loaded || self->is_listing || self->n_jobs > 0)
    return;
  if (!ds_sync_step_is_settled (self->step, &is_clean))
    return;
  for (guint i = 0; i < self->runs->len; i++)
    g_ptr_array_add (tasks, g_ptr_array_index (self->runs, i));
  for (guint i = 0; i < tasks->len; i++) {
    GTask *task = g_ptr_array_index (tasks, i);
    Run *run = g_task_get_task_data (task);

    if (is_clean || now_ms >= run->give_up_ms || line == DS_SYNC_LINE_SIGNED_OUT || line == DS_SYNC_LINE_NOT_ENROLLED ||
        g_cancellable_is_cancelled (run->cancellable))
      end_run (self, task, is_clean);
  }
}

static gboolean
check_cb (gpointer user_data)
{
  Run *run = g_task_get_task_data (user_data);
  g_autoptr (DsSyncDriver) driver = g_object_ref (run->driver);

  ds_sync_driver_check_runs (driver);
  return G_SOURCE_REMOVE;
}

static gboolean
poll_cb (gpointer user_data)
{
  DsSyncDriver *driver = user_data;

  ds_sync_driver_check_runs (driver);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  DsSyncDriver *driver = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, poll_cb, g_object_ref (driver), g_object_unref);
  g_source_attach (source, driver->context);
}

void
ds_sync_run_once_async (DsSyncDriver *self, gint64 patience_ms, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  g_return_if_fail (DS_IS_SYNC_DRIVER (self));
  g_task_set_source_tag (task, ds_sync_run_once_async);
  g_task_set_check_cancellable (task, FALSE);
  run->driver = self;
  run->give_up_ms = ds_sync_driver_get_now_ms (self) + MAX (patience_ms, 0);
  ds_sync_driver_get_summary (self, &run->before);
  g_task_set_task_data (task, run, free_run);
  g_ptr_array_add (self->runs, task);
  if (cancellable != NULL) {
    run->cancellable = g_object_ref (cancellable);
    run->cancel_handler = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self);
  }
  if (patience_ms > 0) {
    run->deadline = g_timeout_source_new ((guint) MIN (patience_ms + 1, G_MAXINT));
    g_source_set_callback (run->deadline, check_cb, task, NULL);
    g_source_attach (run->deadline, self->context);
  }
  /* Also what was committed a moment ago. */
  ds_sync_driver_poke (self);
  ds_sync_driver_ask (self, TRUE);
}

gboolean
ds_sync_run_once_finish (DsSyncDriver *self, GAsyncResult *result, DsSyncSummary *ret_summary, GError **error)
{
  Run *run = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  run = g_task_get_task_data (G_TASK (result));
  if (ret_summary != NULL)
    *ret_summary = run->summary;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

gboolean
ds_sync_run_once (DsSyncDriver *self, gint64 patience_ms, GCancellable *cancellable, DsSyncSummary *ret_summary,
                  GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ds_sync_run_once_async (self, patience_ms, cancellable, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (self->context, TRUE);
  return ds_sync_run_once_finish (self, result, ret_summary, error);
}
