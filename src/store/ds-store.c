/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store.h"

#include "ds-store-outbox.h"
#include "ds-store-private.h"

#include "ds-db-lock.h"
#include "ds-db-worker.h"
#include "ds-file.h"

struct _DsStore {
  char *folder;
  char *media_folder;
  char *path;
  DsClock *clock;
  DsVault *vault;
  gboolean read_only;
  DsDbLock *lock; /* NULL when read-only */
  DsDbWorker *writer; /* NULL when read-only */
  DsDbWorker *reader;
  GMutex local_mutex; /* guards the two below */
  GThread *local_thread;
  DsStoreTx *local;
};

typedef struct {
  DsStoreJob job;
} Request;

void
ds_store_get_schema (DsDbSchema *ret_schema)
{
  ret_schema->name = "the tablet's store";
  ret_schema->application_id = DS_STORE_APPLICATION_ID;
  ret_schema->migrations = ds_store_migrations;
  ret_schema->n_migrations = ds_store_migrations_count;
}

static DsStore *
make_store (const char *folder, DsClock *clock, DsVault *vault)
{
  DsStore *self = g_new0 (DsStore, 1);

  self->folder = g_strdup (folder);
  self->media_folder = g_build_filename (folder, "media", NULL);
  self->path = g_build_filename (folder, "doorstep.db", NULL);
  self->clock = ds_clock_ref (clock);
  self->vault = ds_vault_ref (vault);
  g_mutex_init (&self->local_mutex);
  return self;
}

static DsStoreTx
make_tx (DsStore *self, DsDb *db)
{
  return (DsStoreTx){ .db = db, .vault = self->vault, .clock = self->clock, .media_folder = self->media_folder };
}

static gboolean
open_reader (DsStore *self, GError **error)
{
  DsDbSchema schema;
  DsDb *db;

  ds_store_get_schema (&schema);
  db = ds_db_open_read_only (self->path, &schema, error);
  if (db == NULL)
    return FALSE;
  self->reader = ds_db_worker_new (db, self);
  return TRUE;
}

/* Asks first: a start that finds nothing to mend writes nothing. */
static gboolean
recover_outbox (DsStore *self, DsDb *db, GError **error)
{
  DsStoreTx tx = make_tx (self, db);
  gint64 interrupted = 0;
  guint n;

  if (!ds_db_query_int64 (db,
                          "SELECT (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'held') "
                          "AND state = 'sending') + (SELECT count(*) FROM media WHERE state IN ('queued', "
                          "'sending', 'held') AND state = 'sending')",
                          &interrupted, error))
    return FALSE;
  if (interrupted == 0)
    return TRUE;
  if (!ds_db_begin_immediate (db, error))
    return FALSE;
  if (ds_store_outbox_recover (&tx, &n, error))
    return ds_db_commit (db, error);
  ds_db_rollback (db);
  return FALSE;
}

static gboolean
open_writer (DsStore *self, GError **error)
{
  g_autofree char *lock_path = g_build_filename (self->folder, "lock", NULL);
  g_autofree char *backup_folder = g_build_filename (self->folder, "backup", NULL);
  g_autoptr (DsDb) db = NULL;
  DsDbSchema schema;

  if (!ds_file_make_folder (self->folder, error) || !ds_file_make_folder (self->media_folder, error))
    return FALSE;
  self->lock = ds_db_lock_new (lock_path, error);
  if (self->lock == NULL)
    return FALSE;
  ds_store_get_schema (&schema);
  db = ds_db_open (self->path, &schema, backup_folder, error);
  if (db == NULL || !ds_store_folder_check_if_asked (self->folder, db, error) || !recover_outbox (self, db, error))
    return FALSE;
  ds_store_folder_tidy (self->media_folder);
  self->writer = ds_db_worker_new (g_steal_pointer (&db), self);
  return TRUE;
}

DsStore *
ds_store_open (const char *folder, DsClock *clock, DsVault *vault, GError **error)
{
  g_autoptr (DsStore) self = NULL;

  g_return_val_if_fail (folder != NULL && clock != NULL && vault != NULL, NULL);

  self = make_store (folder, clock, vault);
  if (!open_writer (self, error) || !open_reader (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

DsStore *
ds_store_open_read_only (const char *folder, DsClock *clock, DsVault *vault, GError **error)
{
  g_autoptr (DsStore) self = NULL;

  g_return_val_if_fail (folder != NULL && clock != NULL && vault != NULL, NULL);

  self = make_store (folder, clock, vault);
  self->read_only = TRUE;
  if (!g_file_test (self->path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_NOT_FOUND, "There is no store in %s.", folder);
    return NULL;
  }
  if (!open_reader (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
free_local (DsStoreTx *tx)
{
  ds_db_close (tx->db);
  g_free (tx);
}

void
ds_store_close (DsStore *self)
{
  if (self == NULL)
    return;
  if (ds_store_is_broken (self))
    ds_store_folder_ask_check (self->folder);
  /* Readers first: the writing connection is then the last one and checkpoints the whole log. */
  g_clear_pointer (&self->local, free_local);
  g_clear_pointer (&self->reader, ds_db_worker_close);
  g_clear_pointer (&self->writer, ds_db_worker_close);
  g_clear_pointer (&self->lock, ds_db_lock_free);
  g_mutex_clear (&self->local_mutex);
  ds_vault_unref (self->vault);
  ds_clock_unref (self->clock);
  g_free (self->path);
  g_free (self->media_folder);
  g_free (self->folder);
  g_free (self);
}

const char *
ds_store_get_folder (DsStore *self)
{
  return self->folder;
}

const char *
ds_store_get_media_folder (DsStore *self)
{
  return self->media_folder;
}

DsClock *
ds_store_get_clock (DsStore *self)
{
  return self->clock;
}

DsVault *
ds_store_get_vault (DsStore *self)
{
  return self->vault;
}

gboolean
ds_store_is_read_only (DsStore *self)
{
  return self->read_only;
}

gboolean
ds_store_is_broken (DsStore *self)
{
  return self->writer != NULL && ds_db_worker_is_broken (self->writer);
}

static gboolean
run_request_cb (DsDb *db, gpointer owner, gpointer data, GError **error)
{
  Request *request = data;
  DsStoreTx tx = make_tx (owner, db);

  return request->job.run (&tx, request->job.data, error);
}

static void
done_request_cb (gpointer data, const GError *error)
{
  Request *request = data;

  if (request->job.done != NULL)
    request->job.done (request->job.data, error);
}

static void
destroy_request_cb (gpointer data)
{
  Request *request = data;

  if (request->job.destroy != NULL)
    request->job.destroy (request->job.data);
  g_free (request);
}

/* A writing job on a store opened for reading goes to the reader, which refuses it with the right words. */
static DsDbWorker *
choose_worker (DsStore *self, gboolean write)
{
  return write && self->writer != NULL ? self->writer : self->reader;
}

void
ds_store_run_async (DsStore *self, const DsStoreJob *job, GCancellable *cancellable)
{
  DsDbJob db_job = {
    .run = run_request_cb, .done = done_request_cb, .destroy = destroy_request_cb, .write = job->write
  };
  Request *request = g_new0 (Request, 1);

  request->job = *job;
  db_job.data = request;
  ds_db_worker_run_async (choose_worker (self, job->write), &db_job, cancellable);
}

gboolean
ds_store_run_sync (DsStore *self, const DsStoreJob *job, GCancellable *cancellable, GError **error)
{
  Request request = { .job = *job };
  DsDbJob db_job = { .run = run_request_cb, .data = &request, .write = job->write };

  return ds_db_worker_run_sync (choose_worker (self, job->write), &db_job, cancellable, error);
}

DsStoreTx *
ds_store_get_local (DsStore *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->local_mutex);
  DsDbSchema schema;
  DsDb *db;

  if (self->local != NULL) {
    g_assert (self->local_thread == g_thread_self ());
    return self->local;
  }
  ds_store_get_schema (&schema);
  db = ds_db_open_read_only (self->path, &schema, error);
  if (db == NULL)
    return NULL;
  self->local = g_new0 (DsStoreTx, 1);
  *self->local = make_tx (self, db);
  self->local_thread = g_thread_self ();
  return self->local;
}

static gboolean
back_up_cb (DsDb *db, gpointer owner, gpointer data, GError **error)
{
  return ds_db_backup (db, data, NULL, error);
}

gboolean
ds_store_backup (DsStore *self, const char *path, GCancellable *cancellable, GError **error)
{
  DsDbJob job = { .run = back_up_cb, .data = (gpointer) path, .bare = TRUE };

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);
  /* On the writing connection, so that no commit comes between and makes SQLite begin again. */
  return ds_db_worker_run_sync (choose_worker (self, TRUE), &job, cancellable, error);
}
