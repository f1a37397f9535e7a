/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-app-private.h"
#include "ds-visit-loader.h"

#include "ds-file.h"
#include "ds-store-media.h"
#include "ds-store-meta.h"
#include "ds-store-outbox.h"
#include "ds-store-visits.h"

#include <errno.h>
#include <glib/gstdio.h>

/* --- the visit that was open ----------------------------------------------------------------------------- */

typedef struct {
  char *order;
} ResumableJob;

static void
free_resumable_job (gpointer data)
{
  g_free (((ResumableJob *) data)->order);
  g_free (data);
}

static gboolean
run_find_resumable (DsStoreTx *tx, gpointer data, GError **error)
{
  ResumableJob *job = data;
  g_autofree char *id = NULL;
  g_autoptr (DsStoreVisit) visit = NULL;
  g_autoptr (GError) why = NULL;

  if (!ds_store_meta_get (tx, DS_STORE_META_OPEN_VISIT, &id, error))
    return FALSE;
  if (id == NULL)
    return TRUE;
  if (!ds_store_visits_get (tx, id, &visit, &why)) {
    if (ds_error_is (why, DS_ERROR_NOT_FOUND))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&why));
    return FALSE;
  }
  if (g_str_equal (visit->stage, "started"))
    job->order = g_strdup (visit->order);
  return TRUE;
}

static void
resumable_found_cb (GTask *task)
{
  ResumableJob *job = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&job->order), g_free);
}

void
ds_app_find_resumable_async (DsApp *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (DS_IS_APP (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_task_data (task, g_new0 (ResumableJob, 1), free_resumable_job);
  ds_app_run_task (self, task, run_find_resumable, FALSE, resumable_found_cb);
}

char *
ds_app_find_resumable_finish (DsApp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- backup ---------------------------------------------------------------------------------------------- */

static void
backup_thread_cb (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (ds_store_backup (ds_app_get_store (DS_APP (source)), task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ds_app_backup_async (DsApp *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (DS_IS_APP (self) && path != NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  if (!ds_app_check_open (self, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, backup_thread_cb);
}

gboolean
ds_app_backup_finish (DsApp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- export ---------------------------------------------------------------------------------------------- */

typedef struct {
  DsStore *store;
  char *folder;
  GPtrArray *lines; /* GBytes: exact record lines */
  GPtrArray *media; /* DsStoreMedium */
  guint n_records;
  guint n_files;
} ExportJob;

static void
free_export_job (gpointer data)
{
  ExportJob *self = data;

  g_free (self->folder);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->media);
  g_free (self);
}

static gboolean
add_records (ExportJob *job, DsStoreTx *tx, GPtrArray *records, GError **error)
{
  for (guint i = 0; i < records->len; i++) {
    g_autoptr (DsStoreRecord) record = NULL;

    if (!ds_store_outbox_get (tx, ((DsStoreRecord *) g_ptr_array_index (records, i))->id, &record, error))
      return FALSE;
    g_ptr_array_add (job->lines, g_bytes_ref (record->bytes));
  }
  return TRUE;
}

static gboolean
add_media (ExportJob *job, DsStoreTx *tx, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) visits = NULL;

  if (!ds_store_visits_list_finished (tx, G_MAXINT, &visits, error))
    return FALSE;
  for (guint i = 0; i < visits->len; i++) {
    g_autoptr (GPtrArray) uses = NULL;

    if (!ds_store_media_list_uses (tx, ((DsStoreVisit *) g_ptr_array_index (visits, i))->id, &uses, error))
      return FALSE;
    for (guint j = 0; j < uses->len; j++) {
      const DsStoreMediumUse *use = g_ptr_array_index (uses, j);
      DsStoreMedium *medium = NULL;

      if (use->is_removed || !g_hash_table_add (seen, g_strdup (use->sha256)))
        continue;
      if (!ds_store_media_get (tx, use->sha256, &medium, error))
        return FALSE;
      g_ptr_array_add (job->media, medium);
    }
  }
  return TRUE;
}

static gboolean
run_export (DsStoreTx *tx, gpointer data, GError **error)
{
  ExportJob *job = data;
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GPtrArray) sent = NULL;

  return ds_store_outbox_list_sent (tx, 0, &sent, error) && ds_store_outbox_list_pending (tx, 0, &pending, error) &&
         add_records (job, tx, sent, error) && add_records (job, tx, pending, error) && add_media (job, tx, error);
}

static gboolean
write_lines (ExportJob *job, GError **error)
{
  g_autofree char *path = g_build_filename (job->folder, "records.ndjson", NULL);
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (guint i = 0; i < job->lines->len; i++) {
    gsize size;
    const guint8 *bytes = g_bytes_get_data (g_ptr_array_index (job->lines, i), &size);

    g_byte_array_append (all, bytes, (guint) size);
    g_byte_array_append (all, (const guint8 *) "\n", 1);
  }
  job->n_records = job->lines->len;
  return ds_file_write_durable (path, all->data != NULL ? all->data : (const guint8 *) "", all->len, error);
}

static gboolean
copy_media (ExportJob *job, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = g_build_filename (job->folder, "media", NULL);

  if (!ds_file_make_folder (folder, error))
    return FALSE;
  for (guint i = 0; i < job->media->len; i++) {
    const DsStoreMedium *medium = g_ptr_array_index (job->media, i);
    g_autofree char *from =
        ds_store_media_path (ds_store_get_media_folder (job->store), medium->sha256, medium->type);
    g_autofree char *name = g_path_get_basename (from);
    g_autofree char *to = g_build_filename (folder, name, NULL);

    if (medium->is_freed)
      continue;
    if (!ds_file_copy_durable (from, to, NULL, NULL, cancellable, error))
      return FALSE;
    job->n_files++;
  }
  return TRUE;
}

static gboolean
copy_sealed (ExportJob *job, GCancellable *cancellable, GError **error)
{
  g_autofree char *source = g_build_filename (ds_store_get_folder (job->store), "sealed", NULL);
  g_autofree char *target = g_build_filename (job->folder, "sealed", NULL);
  g_autoptr (GDir) dir = g_dir_open (source, 0, NULL);
  const char *name;

  if (dir == NULL)
    return TRUE;
  if (!ds_file_make_folder (target, error))
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *from = g_build_filename (source, name, NULL);
    g_autofree char *to = g_build_filename (target, name, NULL);

    if (g_str_has_suffix (name, ".part"))
      continue;
    if (!ds_file_copy_durable (from, to, NULL, NULL, cancellable, error))
      return FALSE;
    job->n_files++;
  }
  return TRUE;
}

static void
export_thread_cb (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  ExportJob *job = task_data;
  DsStoreJob list = { .run = run_export, .data = job };
  GError *error = NULL;

  if (ds_store_run_sync (job->store, &list, cancellable, &error) && ds_file_make_folder (job->folder, &error) &&
      write_lines (job, &error) && copy_media (job, cancellable, &error) && copy_sealed (job, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ds_app_export_async (DsApp *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  ExportJob *job;

  g_return_if_fail (DS_IS_APP (self) && path != NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  if (!ds_app_check_open (self, &error)) {
    g_task_return_error (task, error);
    return;
  }
  job = g_new0 (ExportJob, 1);
  job->store = ds_app_get_store (self);
  job->folder = g_strdup (path);
  job->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  job->media = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_medium_free);
  g_task_set_task_data (task, job, free_export_job);
  g_task_run_in_thread (task, export_thread_cb);
}

gboolean
ds_app_export_finish (DsApp *self, GAsyncResult *result, guint *ret_n_records, guint *ret_n_files, GError **error)
{
  ExportJob *job;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  job = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (ret_n_records != NULL)
    *ret_n_records = job->n_records;
  if (ret_n_files != NULL)
    *ret_n_files = job->n_files;
  return TRUE;
}
