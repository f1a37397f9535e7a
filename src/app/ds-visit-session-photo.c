/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-picture.h"
#include "ds-step-view-builder.h"
#include "ds-visit-session-private.h"

#include "ds-digest.h"
#include "ds-file.h"
#include "ds-store-media.h"

/* A photo on its way from a file to the journal. */
typedef struct {
  char *job;
  char *step;
  char *thing;
  char *role;
  char *path;
  GBytes *bytes;
  char *media_dir;
  char *thumb_dir;
  gint64 made_us;
  DsStoreMedium *medium;
} PhotoJob;

static void
free_photo_job (gpointer data)
{
  PhotoJob *self = data;

  g_free (self->job);
  g_free (self->step);
  g_free (self->thing);
  g_free (self->role);
  g_free (self->path);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->media_dir);
  g_free (self->thumb_dir);
  g_clear_pointer (&self->medium, ds_store_medium_free);
  g_free (self);
}

static gboolean
write_thumb (PhotoJob *job, const char *sha256, GBytes *thumb, GError **error)
{
  g_autofree char *path = ds_thumb_path (job->thumb_dir, sha256);
  g_autofree char *folder = g_path_get_dirname (path);

  return ds_file_make_folder (folder, error) &&
         ds_file_write_durable (path, g_bytes_get_data (thumb, NULL), g_bytes_get_size (thumb), error);
}

static gboolean
save_photo (PhotoJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (DsPicture) picture = NULL;
  g_autofree char *sha256 = NULL;

  if (job->bytes == NULL)
    job->bytes = ds_file_read (job->path, DS_PICTURE_MAX_INPUT_BYTES, error);
  if (job->bytes == NULL)
    return FALSE;
  picture = ds_picture_prepare (job->bytes, cancellable, error);
  if (picture == NULL ||
      !ds_store_media_save_bytes (job->media_dir, picture->jpeg, "image/jpeg", &sha256, error) ||
      !write_thumb (job, sha256, picture->thumb, error))
    return FALSE;
  job->medium = g_new0 (DsStoreMedium, 1);
  job->medium->sha256 = g_steal_pointer (&sha256);
  job->medium->size_bytes = g_bytes_get_size (picture->jpeg);
  job->medium->type = g_strdup ("image/jpeg");
  job->medium->width = picture->width;
  job->medium->height = picture->height;
  job->medium->lane = 4;
  job->medium->state = DS_STORE_SEND_LOCAL;
  job->medium->made_us = job->made_us;
  return TRUE;
}

static void
photo_thread_cb (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (save_photo (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static DsPhotoRole
role_from_name (const char *name)
{
  static const DsPhotoRole roles[] = { DS_PHOTO_EVIDENCE, DS_PHOTO_BEFORE, DS_PHOTO_AFTER, DS_PHOTO_REMEDY };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
    if (g_strcmp0 (name, ds_photo_role_name (roles[i])) == 0)
      return roles[i];
  }
  return DS_PHOTO_EVIDENCE;
}

static void
commit_photo (DsVisitSession *self, GTask *task, PhotoJob *job)
{
  DsEntry *entry = ds_visit_session_new_entry (self, DS_ENTRY_PHOTO);
  DsStoreMediumUse *use = g_new0 (DsStoreMediumUse, 1);
  DsSessionAct act = { .entry = entry, .move = DS_SESSION_STAY, .waits = TRUE };

  ds_entry_set_target (entry, job->job, job->step, job->thing);
  entry->role = role_from_name (job->role);
  entry->media.sha256 = g_strdup (job->medium->sha256);
  entry->media.size_bytes = (gint64) job->medium->size_bytes;
  entry->media.type = g_strdup (job->medium->type);
  entry->media.width = (int) job->medium->width;
  entry->media.height = (int) job->medium->height;
  use->sha256 = g_strdup (job->medium->sha256);
  use->entry = g_strdup (entry->id);
  use->job = g_strdup (job->job);
  use->step = g_strdup (job->step);
  use->thing = g_strdup (job->thing);
  use->role = g_strdup (ds_photo_role_name (entry->role));
  act.medium = g_steal_pointer (&job->medium);
  act.medium_use = use;
  ds_visit_session_commit (self, task, &act);
}

static void
photo_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsVisitSession *self = DS_VISIT_SESSION (source);
  GTask *task = user_data;
  GError *error = NULL;

  self->photos_in_work--;
  if (g_task_propagate_boolean (G_TASK (result), &error)) {
    commit_photo (self, task, g_task_get_task_data (G_TASK (result)));
    return;
  }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
add_photo (DsVisitSession *self, GTask *task, const char *slot, PhotoJob *job)
{
  GTask *thread_task;
  GError *error = NULL;
  DsSlotView view;
  DsMoment now;

  if (slot != NULL) {
    guint found = ds_visit_session_find_slot (self, slot, &error);

    if (found == DS_NONE) {
      free_photo_job (job);
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
    ds_visit_view (self->load->shown, found, &view);
    job->job = g_strdup (ds_visit_job (self->load->shown, view.job)->id);
    job->step = g_strdup (view.step->id);
    job->thing = g_strdup (view.thing);
  }
  ds_clock_now (ds_app_get_clock (self->app), &now);
  job->made_us = now.wall_us;
  job->media_dir = g_strdup (self->media_dir);
  job->thumb_dir = g_strdup (self->thumb_dir);
  self->photos_in_work++;
  thread_task = g_task_new (self, g_task_get_cancellable (task), photo_ready_cb, task);
  g_task_set_task_data (thread_task, job, free_photo_job);
  g_task_run_in_thread (thread_task, photo_thread_cb);
  g_object_unref (thread_task);
}

void
ds_visit_session_add_photo_async (DsVisitSession *self, const char *slot, const char *role, const char *path,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  PhotoJob *job;

  g_return_if_fail (DS_IS_VISIT_SESSION (self) && path != NULL);
  job = g_new0 (PhotoJob, 1);
  job->role = g_strdup (role);
  job->path = g_strdup (path);
  add_photo (self, ds_visit_session_new_task (self, ds_visit_session_add_photo_async, cancellable, callback, user_data),
             slot, job);
}

void
ds_visit_session_add_photo_bytes_async (DsVisitSession *self, const char *slot, const char *role, GBytes *bytes,
                                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  PhotoJob *job;

  g_return_if_fail (DS_IS_VISIT_SESSION (self) && bytes != NULL);
  job = g_new0 (PhotoJob, 1);
  job->role = g_strdup (role);
  job->bytes = g_bytes_ref (bytes);
  add_photo (self,
             ds_visit_session_new_task (self, ds_visit_session_add_photo_bytes_async, cancellable, callback, user_data),
             slot, job);
}
