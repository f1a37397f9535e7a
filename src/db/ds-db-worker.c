/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-db-worker.h"

#include "ds-error.h"

struct _DsDbWorker {
  DsDb *db; /* the thread's alone */
  gpointer owner;
  GAsyncQueue *queue; /* of Request */
  GThread *thread;
  gint broken; /* atomic */
};

/* Given from the asker to the worker through the queue and back through the idle source or the condition;
 * only one side touches it at a time. */
typedef struct {
  DsDbJob job;
  GCancellable *cancellable;
  GMainContext *context; /* where to answer; NULL when somebody waits below */
  GError *error;
  GMutex mutex;
  GCond cond;
  gboolean finished;
} Request;

static void
free_request (gpointer data)
{
  Request *request = data;

  if (request->context != NULL && request->job.destroy != NULL)
    request->job.destroy (request->job.data);
  g_clear_pointer (&request->context, g_main_context_unref);
  g_clear_object (&request->cancellable);
  g_clear_error (&request->error);
  g_mutex_clear (&request->mutex);
  g_cond_clear (&request->cond);
  g_free (request);
}

static Request *
make_request (const DsDbJob *job, GCancellable *cancellable)
{
  Request *request = g_new0 (Request, 1);

  g_assert (job->run != NULL && !(job->bare && job->write));
  request->job = *job;
  request->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  g_mutex_init (&request->mutex);
  g_cond_init (&request->cond);
  return request;
}

static gboolean
answer_cb (gpointer data)
{
  Request *request = data;

  if (request->job.done != NULL)
    request->job.done (request->job.data, request->error);
  return G_SOURCE_REMOVE;
}

/* Not g_main_context_invoke(): when nobody owns the context at that instant it would run the answer here. */
static void
answer (Request *request)
{
  GSource *source;

  if (request->context == NULL) {
    g_mutex_lock (&request->mutex);
    request->finished = TRUE;
    g_cond_signal (&request->cond);
    g_mutex_unlock (&request->mutex);
    return;
  }
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "ds-db-worker answer");
  g_source_set_callback (source, answer_cb, request, free_request);
  g_source_attach (source, request->context);
  g_source_unref (source);
}

static gboolean
begin (DsDb *db, const DsDbJob *job, GError **error)
{
  if (job->bare)
    return TRUE;
  return job->write ? ds_db_begin_immediate (db, error) : ds_db_begin_read (db, error);
}

static gboolean
run_job (DsDbWorker *self, Request *request, GError **error)
{
  gboolean ok;

  if (!begin (self->db, &request->job, error))
    return FALSE;
  ds_db_set_cancellable (self->db, request->cancellable);
  ok = request->job.run (self->db, self->owner, request->job.data, error);
  /* From here on it is done or undone as a whole; nobody gives up half a commit. */
  ds_db_set_cancellable (self->db, NULL);
  if (ok && request->job.write)
    return ds_db_commit (self->db, error);
  /* Also a reading one: after a damaged page SQLite refuses to commit what was only read. */
  if (!request->job.bare)
    ds_db_rollback (self->db);
  return ok;
}

static void
handle_request (DsDbWorker *self, Request *request)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = FALSE;

  if (g_cancellable_is_cancelled (request->cancellable))
    g_set_error_literal (&error, DS_DB_ERROR, DS_ERROR_CANCELLED, "Given up on request.");
  else
    ok = run_job (self, request, &error);
  if (!ok && error == NULL)
    g_set_error_literal (&error, DS_DB_ERROR, DS_ERROR_FAILED, "The work failed without a reason.");
  if (ds_db_is_broken (self->db))
    g_atomic_int_set (&self->broken, TRUE);
  if (!ok)
    request->error = g_steal_pointer (&error);
  answer (request);
}

static gpointer
worker_thread (gpointer data)
{
  DsDbWorker *self = data;

  for (;;) {
    gpointer next = g_async_queue_pop (self->queue);

    /* The worker itself in its queue is the word to end. */
    if (next == self)
      return NULL;
    handle_request (self, next);
  }
}

DsDbWorker *
ds_db_worker_new (DsDb *db, gpointer owner)
{
  DsDbWorker *self = g_new0 (DsDbWorker, 1);

  g_assert (db != NULL);
  self->db = db;
  self->owner = owner;
  self->queue = g_async_queue_new ();
  self->thread = g_thread_new ("ds-db-worker", worker_thread, self);
  return self;
}

void
ds_db_worker_close (DsDbWorker *self)
{
  if (self == NULL)
    return;
  g_async_queue_push (self->queue, self);
  g_thread_join (self->thread);
  ds_db_close (self->db);
  g_async_queue_unref (self->queue);
  g_free (self);
}

void
ds_db_worker_run_async (DsDbWorker *self, const DsDbJob *job, GCancellable *cancellable)
{
  Request *request;

  g_return_if_fail (self != NULL && job != NULL);

  request = make_request (job, cancellable);
  request->context = g_main_context_ref_thread_default ();
  g_async_queue_push (self->queue, request);
}

gboolean
ds_db_worker_run_sync (DsDbWorker *self, const DsDbJob *job, GCancellable *cancellable, GError **error)
{
  Request *request;
  GError *problem;

  g_return_val_if_fail (self != NULL && job != NULL, FALSE);
  g_assert (g_thread_self () != self->thread);

  request = make_request (job, cancellable);
  g_async_queue_push (self->queue, request);
  g_mutex_lock (&request->mutex);
  while (!request->finished)
    g_cond_wait (&request->cond, &request->mutex);
  g_mutex_unlock (&request->mutex);
  problem = g_steal_pointer (&request->error);
  free_request (request);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

gboolean
ds_db_worker_is_broken (DsDbWorker *self)
{
  return g_atomic_int_get (&self->broken);
}
