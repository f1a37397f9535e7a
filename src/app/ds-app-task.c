/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-app-private.h"

typedef struct {
  DsApp *app;
  GTask *task;
  DsStoreJobFunc run;
  DsAppDoneFunc done;
  gboolean write;
} TaskJob;

static gboolean
run_task_job (DsStoreTx *tx, gpointer data, GError **error)
{
  TaskJob *job = data;

  return job->run (tx, g_task_get_task_data (job->task), error);
}

static void
task_job_done_cb (gpointer data, const GError *error)
{
  TaskJob *job = data;

  if (job->write)
    ds_app_release_busy (job->app);
  if (error != NULL)
    g_task_return_error (job->task, g_error_copy (error));
  else if (job->done != NULL)
    job->done (job->task);
  else
    g_task_return_boolean (job->task, TRUE);
}

static void
free_task_job (gpointer data)
{
  TaskJob *job = data;

  g_object_unref (job->task);
  g_object_unref (job->app);
  g_free (job);
}

void
ds_app_run_task (DsApp *self, GTask *task, DsStoreJobFunc run, gboolean write, DsAppDoneFunc done)
{
  TaskJob *data;
  DsStoreJob job = { .run = run_task_job, .done = task_job_done_cb, .destroy = free_task_job, .write = write };
  GError *error = NULL;

  if (!ds_app_check_open (self, &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  data = g_new0 (TaskJob, 1);
  data->app = g_object_ref (self);
  data->task = task;
  data->run = run;
  data->done = done;
  data->write = write;
  job.data = data;
  if (write)
    ds_app_hold_busy (self);
  ds_store_run_async (ds_app_get_store (self), &job, g_task_get_cancellable (task));
}
