/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-writer.h"

#include "ds-error.h"

struct _DsHqWriter {
  DsHqStore *store;
  GThread *thread;
  GAsyncQueue *jobs;
  gint broken; /* atomic */
};

typedef struct {
  DsHqWrite write;
  DsHqWritten written;
  gpointer data;
  GError *error;
} Job;

typedef struct {
  DsHqWrite write;
  gpointer data;
  GError *error;
  gboolean done;
  GMutex lock;
  GCond cond;
} Waiting;

/* A job without work tells the thread to end. */
static gboolean
job_is_end (const Job *job)
{
  return job->write == NULL;
}

static void
free_job (Job *job)
{
  g_clear_error (&job->error);
  g_free (job);
}

static void
fail_job (Job *job, const GError *error)
{
  if (job->error == NULL)
    job->error = g_error_copy (error);
}

static void
run_job (DsHqWriter *self, Job *job)
{
  if (!ds_hq_store_mark (self->store, &job->error))
    return;
  if (job->write (self->store, job->data, &job->error)) {
    g_autoptr (GError) error = NULL;

    if (!ds_hq_store_keep (self->store, &error))
      job->error = g_steal_pointer (&error);
    return;
  }
  if (job->error == NULL)
    g_set_error (&job->error, DS_HQ_ERROR, DS_ERROR_FAILED, "The work failed without a reason.");
  ds_hq_store_undo (self->store);
}

/* A failed sync leaves the disk's state unknown: the kernel may already have dropped the pages, and a second
 * sync would lie. Nothing is written from then on. */
static void
note_broken (DsHqWriter *self, const GError *error)
{
  if (ds_error_is (error, DS_ERROR_IO) || ds_error_is (error, DS_ERROR_CORRUPT))
    g_atomic_int_set (&self->broken, TRUE);
}

static void
run_batch (DsHqWriter *self, GPtrArray *batch)
{
  g_autoptr (GError) error = NULL;
  gboolean began = FALSE;

  if (g_atomic_int_get (&self->broken))
    g_set_error (&error, DS_HQ_ERROR, DS_ERROR_IO, "The disk failed earlier; headquarters must be restarted.");
  else
    began = ds_hq_store_begin (self->store, &error);

  for (guint i = 0; began && i < batch->len; i++) {
    Job *job = g_ptr_array_index (batch, i);

    run_job (self, job);
    if (job->error != NULL)
      note_broken (self, job->error);
  }
  if (began && !ds_hq_store_commit (self->store, &error)) {
    note_broken (self, error);
    ds_hq_store_rollback (self->store);
  }
  for (guint i = 0; i < batch->len; i++) {
    Job *job = g_ptr_array_index (batch, i);

    if (error != NULL)
      fail_job (job, error);
    job->written (job->data, job->error);
  }
}

static gpointer
write_thread (gpointer data)
{
  DsHqWriter *self = data;
  gboolean ending = FALSE;

  while (!ending) {
    g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) free_job);
    Job *job = g_async_queue_pop (self->jobs);

    while (job != NULL) {
      if (job_is_end (job)) {
        ending = TRUE;
        free_job (job);
        break;
      }
      g_ptr_array_add (batch, job);
      job = batch->len < DS_HQ_WRITER_BATCH ? g_async_queue_try_pop (self->jobs) : NULL;
    }
    if (batch->len > 0)
      run_batch (self, batch);
  }

  return NULL;
}

static gboolean
waiting_write_cb (DsHqStore *store, gpointer data, GError **error)
{
  Waiting *waiting = data;

  return waiting->write (store, waiting->data, error);
}

static void
waiting_written_cb (gpointer data, const GError *error)
{
  Waiting *waiting = data;

  g_mutex_lock (&waiting->lock);
  if (error != NULL)
    waiting->error = g_error_copy (error);
  waiting->done = TRUE;
  g_cond_signal (&waiting->cond);
  g_mutex_unlock (&waiting->lock);
}

DsHqWriter *
ds_hq_writer_new (DsHqStore *store)
{
  DsHqWriter *self = g_new0 (DsHqWriter, 1);

  self->store = store;
  self->jobs = g_async_queue_new ();
  self->thread = g_thread_new ("hq-writer", write_thread, self);

  return self;
}

void
ds_hq_writer_free (DsHqWriter *self)
{
  if (self == NULL)
    return;

  g_async_queue_push (self->jobs, g_new0 (Job, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  ds_hq_store_free (self->store);
  g_free (self);
}

void
ds_hq_writer_submit (DsHqWriter *self, DsHqWrite write, DsHqWritten written, gpointer data)
{
  Job *job = g_new0 (Job, 1);

  job->write = write;
  job->written = written;
  job->data = data;
  g_async_queue_push (self->jobs, job);
}

gboolean
ds_hq_writer_run (DsHqWriter *self, DsHqWrite write, gpointer data, GError **error)
{
  Waiting waiting = { .write = write, .data = data };

  g_mutex_init (&waiting.lock);
  g_cond_init (&waiting.cond);
  ds_hq_writer_submit (self, waiting_write_cb, waiting_written_cb, &waiting);
  g_mutex_lock (&waiting.lock);
  while (!waiting.done)
    g_cond_wait (&waiting.cond, &waiting.lock);
  g_mutex_unlock (&waiting.lock);
  g_mutex_clear (&waiting.lock);
  g_cond_clear (&waiting.cond);
  if (waiting.error != NULL) {
    g_propagate_error (error, waiting.error);
    return FALSE;
  }

  return TRUE;
}

gboolean
ds_hq_writer_is_broken (DsHqWriter *self)
{
  return g_atomic_int_get (&self->broken);
}
