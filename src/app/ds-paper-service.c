/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-service.h"

#include "ds-slot-key.h"
#include "ds-step-view-builder.h"
#include "ds-visit-session-private.h"

#include "ds-file.h"
#include "ds-guide.h"
#include "ds-store-media.h"

/* All a thread needs: an engine of its own, so that the screen may go on. */
typedef struct {
  DsPaperKind kind;
  char *language;
  DsVisit *visit;
  DsOrder *order;
  char *technician;
  char *headquarters;
  GPtrArray *guides;   /* DsGuide */
  GPtrArray *paths;    /* photos */
  GPtrArray *captions; /* may hold NULL */
  char *pdf_path;
} PaperJob;

static void
free_paper_job (gpointer data)
{
  PaperJob *self = data;

  g_free (self->language);
  g_clear_pointer (&self->visit, ds_visit_free);
  g_clear_pointer (&self->order, ds_order_unref);
  g_free (self->technician);
  g_free (self->headquarters);
  g_clear_pointer (&self->guides, g_ptr_array_unref);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->captions, g_ptr_array_unref);
  g_free (self->pdf_path);
  g_free (self);
}

static void
add_photos (PaperJob *job, DsVisitSession *session)
{
  g_autoptr (GArray) photos = ds_visit_photos (job->visit, DS_NONE);

  job->paths = g_ptr_array_new_with_free_func (g_free);
  job->captions = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < photos->len; i++) {
    const DsPhoto *photo = &g_array_index (photos, DsPhoto, i);
    const DsMedia *media = &photo->entry->media;
    g_autofree char *thumb = ds_thumb_path (session->thumb_dir, media->sha256);

    g_ptr_array_add (job->paths, g_file_test (thumb, G_FILE_TEST_EXISTS)
                                     ? g_steal_pointer (&thumb)
                                     : ds_store_media_path (session->media_dir, media->sha256, media->type));
    g_ptr_array_add (job->captions,
                     photo->slot != DS_NONE ? ds_visit_slot_title (job->visit, photo->slot, job->language) : NULL);
  }
}

/* The report names the guides that were given, the booklet holds those that fit or the one asked for. */
static void
add_guides (PaperJob *job, DsVisitSession *session, const char *guide_id)
{
  const DsEntry *given = ds_visit_guide (job->visit);

  job->guides = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_guide_unref);
  for (guint i = 0; i < session->load->guides->len; i++) {
    DsGuide *guide = g_ptr_array_index (session->load->guides, i);
    gboolean wanted;

    if (job->kind == DS_PAPER_GUIDE)
      wanted = guide_id == NULL || g_str_equal (guide->id, guide_id);
    else
      wanted = given != NULL && given->guides != NULL &&
               g_strv_contains ((const char *const *) given->guides, guide->id);
    if (wanted)
      g_ptr_array_add (job->guides, ds_guide_ref (guide));
  }
}

static char *
make_pdf_path (DsVisitSession *session, const PaperJob *job, const char *guide_id)
{
  static const char *const names[] = { "report", "notice", "guide" };
  g_autofree char *folder = g_path_get_dirname (session->media_dir);
  g_autofree char *name =
      g_strdup_printf ("%s-%s%s%s-%s.pdf", session->load->order_id, names[job->kind], guide_id != NULL ? "-" : "",
                       guide_id != NULL ? guide_id : "", job->language);

  /* An order's id comes from outside and may hold what a file's name may not. */
  g_strdelimit (name, "/\\", '_');
  return g_build_filename (folder, "papers", name, NULL);
}

static PaperJob *
new_paper_job (DsVisitSession *session, DsPaperKind kind, const char *guide_id, const char *language, GError **error)
{
  PaperJob *job = g_new0 (PaperJob, 1);

  job->kind = kind;
  job->language = g_strdup (language != NULL ? language : ds_app_get_language (session->app));
  job->visit = ds_visit_copy (session->load->shown, error);
  if (job->visit == NULL) {
    free_paper_job (job);
    return NULL;
  }
  job->order = ds_order_ref (session->load->order);
  job->technician = g_strdup (ds_app_get_technician_name (session->app));
  job->headquarters = g_strdup (ds_app_get_hq_name (session->app));
  add_guides (job, session, guide_id);
  add_photos (job, session);
  job->pdf_path = make_pdf_path (session, job, guide_id);
  return job;
}

static DsPaper *
lay_out (const PaperJob *job, GError **error)
{
  g_autofree DsPaperPhoto *photos = g_new0 (DsPaperPhoto, MAX (job->paths->len, 1));
  DsPaperInput input = {
    .language = job->language,
    .order = job->order,
    .visit = job->visit,
    .headquarters = job->headquarters,
    .technician = job->technician,
    .photos = photos,
    .n_photos = job->paths->len,
    .guides = (DsGuide *const *) job->guides->pdata,
    .n_guides = job->guides->len,
  };

  for (guint i = 0; i < job->paths->len; i++)
    photos[i] = (DsPaperPhoto){ g_ptr_array_index (job->paths, i), g_ptr_array_index (job->captions, i) };
  if (job->kind == DS_PAPER_REPORT)
    return ds_paper_new_report (&input);
  if (job->kind == DS_PAPER_NOTICE)
    return ds_paper_new_notice (&input);
  if (job->guides->len == 0) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_NOT_FOUND, "There is no guide for these appliances.");
    return NULL;
  }
  return ds_paper_new_guide (&input);
}

static void
lay_out_thread_cb (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  DsPaper *paper = lay_out (task_data, &error);

  if (paper != NULL)
    g_task_return_pointer (task, paper, (GDestroyNotify) ds_paper_free);
  else
    g_task_return_error (task, error);
}

static void
make_thread_cb (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  PaperJob *job = task_data;
  GError *error = NULL;
  g_autoptr (DsPaper) paper = lay_out (job, &error);
  g_autofree char *folder = g_path_get_dirname (job->pdf_path);

  if (paper != NULL && ds_file_make_folder (folder, &error) && ds_paper_write_pdf (paper, job->pdf_path, &error))
    g_task_return_pointer (task, g_strdup (job->pdf_path), g_free);
  else
    g_task_return_error (task, error);
}

static void
run_paper_job (GTask *task, PaperJob *job, GTaskThreadFunc func, GError *error)
{
  if (job != NULL) {
    g_task_set_task_data (task, job, free_paper_job);
    g_task_run_in_thread (task, func);
  }
  else
    g_task_return_error (task, error);
}

void
ds_paper_service_lay_out_async (DsVisitSession *session, DsPaperKind kind, const char *guide_id, const char *language,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  PaperJob *job;

  g_return_if_fail (DS_IS_VISIT_SESSION (session));
  task = g_task_new (session, cancellable, callback, user_data);
  job = new_paper_job (session, kind, guide_id, language, &error);
  run_paper_job (task, job, lay_out_thread_cb, error);
}

DsPaper *
ds_paper_service_lay_out_finish (DsVisitSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ds_paper_service_make_async (DsVisitSession *session, DsPaperKind kind, const char *guide_id, const char *language,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  PaperJob *job;

  g_return_if_fail (DS_IS_VISIT_SESSION (session));
  task = g_task_new (session, cancellable, callback, user_data);
  job = new_paper_job (session, kind, guide_id, language, &error);
  run_paper_job (task, job, make_thread_cb, error);
}

char *
ds_paper_service_make_finish (DsVisitSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
