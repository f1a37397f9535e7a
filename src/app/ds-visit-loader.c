/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-loader.h"

#include "ds-step-view-builder.h"

#include "ds-guide.h"
#include "ds-store-contents.h"
#include "ds-store-drafts.h"
#include "ds-store-instruments.h"
#include "ds-store-journal.h"
#include "ds-store-orders.h"
#include "ds-store-visits.h"

DsVisitLoad *
ds_visit_load_new (DsApp *app, const char *order_id)
{
  DsVisitLoad *self = g_atomic_rc_box_new0 (DsVisitLoad);

  self->app = g_object_ref (app);
  self->order_id = g_strdup (order_id);
  self->missing = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
clear_load (DsVisitLoad *self)
{
  g_clear_object (&self->app);
  g_free (self->order_id);
  g_free (self->visit_id);
  g_clear_pointer (&self->order, ds_order_unref);
  g_free (self->stored_id);
  g_clear_pointer (&self->shown, ds_visit_free);
  g_clear_pointer (&self->ahead, ds_visit_free);
  g_free (self->position);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_pointer (&self->drafts, g_hash_table_unref);
  g_clear_pointer (&self->instruments, g_hash_table_unref);
  g_clear_pointer (&self->guides, g_ptr_array_unref);
}

DsVisitLoad *
ds_visit_load_ref (DsVisitLoad *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
ds_visit_load_free (DsVisitLoad *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_load);
}

static gboolean
has_started (const DsStoreVisit *visit)
{
  return g_strv_contains ((const char *const[]){ "started", "parked", "resumed", "finished", NULL }, visit->stage);
}

static gboolean
find_visit (DsVisitLoad *self, DsStoreTx *tx, DsStoreVisit **ret_visit, GError **error)
{
  g_autoptr (DsStoreVisit) newest = NULL;

  *ret_visit = NULL;
  if (self->visit_id != NULL)
    return ds_store_visits_get (tx, self->visit_id, ret_visit, error);
  if (!ds_store_visits_find (tx, self->order_id, &newest, error))
    return FALSE;
  return newest == NULL || ds_store_visits_get (tx, newest->id, ret_visit, error);
}

/* Until it starts a visit follows headquarters' order; from then on it keeps the copy it began with. */
static char *
find_order_json (DsVisitLoad *self, DsStoreTx *tx, const DsStoreVisit *visit, GError **error)
{
  g_autofree char *json = NULL;

  if (visit != NULL && has_started (visit))
    return g_strdup (visit->order_json);
  if (visit != NULL && self->fresh)
    return ds_store_visits_take_order (tx, visit->id, &json, error) ? g_steal_pointer (&json) : NULL;
  if (ds_store_orders_get_document (tx, self->order_id, &json, visit != NULL ? NULL : error))
    return g_steal_pointer (&json);
  return visit != NULL ? g_strdup (visit->order_json) : NULL;
}

gboolean
ds_visit_load_checklist (DsApp *app, DsStoreTx *tx, const char *id, DsChecklist **ret_checklist, GError **error)
{
  g_autoptr (DsStoreContent) content = NULL;

  *ret_checklist = NULL;
  if (!ds_store_contents_get_latest (tx, "checklist", id, &content, error))
    return FALSE;
  if (content == NULL)
    return TRUE;
  *ret_checklist = ds_app_parse_checklist (app, content->sha256, content->bytes, error);
  return *ret_checklist != NULL;
}

static DsChecklist *
load_pinned (DsApp *app, DsStoreTx *tx, const char *sha256, GError **error)
{
  g_autoptr (DsStoreContent) content = NULL;

  if (!ds_store_contents_get (tx, sha256, &content, error))
    return NULL;
  return ds_app_parse_checklist (app, content->sha256, content->bytes, error);
}

static const char *
find_pin (GPtrArray *pins, const char *job)
{
  for (guint i = 0; pins != NULL && i < pins->len; i++) {
    const DsStorePin *pin = g_ptr_array_index (pins, i);

    if (g_str_equal (pin->job, job))
      return pin->sha256;
  }
  return NULL;
}

static gboolean
make_engines (DsVisitLoad *self, DsStoreTx *tx, GPtrArray *pins, GError **error)
{
  g_autoptr (GPtrArray) checklists = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_checklist_unref);
  g_autoptr (GArray) jobs = g_array_new (FALSE, FALSE, sizeof (DsVisitJob));

  for (guint i = 0; i < self->order->jobs->len; i++) {
    const DsJob *job = g_ptr_array_index (self->order->jobs, i);
    const char *pin = find_pin (pins, job->id);
    DsVisitJob one = { .job = job->id };

    if (pin != NULL)
      one.checklist = load_pinned (self->app, tx, pin, error);
    else if (!ds_visit_load_checklist (self->app, tx, job->checklist, &one.checklist, error))
      return FALSE;
    if (one.checklist == NULL && pin != NULL)
      return FALSE;
    if (one.checklist == NULL) {
      g_ptr_array_add (self->missing, g_strdup (job->checklist));
      continue;
    }
    g_ptr_array_add (checklists, one.checklist);
    g_array_append_val (jobs, one);
  }
  self->shown = ds_visit_new (self->order, (const DsVisitJob *) jobs->data, jobs->len, error);
  if (self->shown == NULL)
    return FALSE;
  self->ahead = ds_visit_new (self->order, (const DsVisitJob *) jobs->data, jobs->len, error);
  return self->ahead != NULL;
}

static gboolean
fold_journal (DsVisitLoad *self, DsStoreTx *tx, const char *visit, GError **error)
{
  g_autoptr (GPtrArray) lines = NULL;

  if (!ds_store_journal_read (tx, visit, 0, &lines, error))
    return FALSE;
  for (guint i = 0; i < lines->len; i++) {
    const char *line = g_ptr_array_index (lines, i);
    g_autoptr (GError) why = NULL;
    g_autoptr (DsEntry) entry = ds_entry_parse (line, strlen (line), &why);

    if (entry == NULL || !ds_visit_apply (self->shown, entry, NULL, &why) ||
        !ds_visit_apply (self->ahead, entry, NULL, &why)) {
      g_set_error (error, DS_APP_ERROR, DS_ERROR_CORRUPT,
                   "The visit cannot be opened: entry %u of its journal is damaged (%s). Nothing was changed.", i + 1,
                   why->message);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
ds_visit_load_instruments (DsStoreTx *tx, GHashTable **ret_instruments, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GHashTable) instruments = NULL;

  if (!ds_store_instruments_list (tx, &list, error))
    return FALSE;
  instruments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ds_kept_instrument_free);
  for (guint i = 0; i < list->len; i++) {
    const DsStoreInstrument *one = g_ptr_array_index (list, i);
    DsKeptInstrument *kept = g_new0 (DsKeptInstrument, 1);

    kept->serial = g_strdup (one->serial != NULL ? one->serial : "");
    kept->calibrated_until = g_strdup (one->calibrated_until != NULL ? one->calibrated_until : "");
    g_hash_table_replace (instruments, g_strdup (one->id), kept);
  }
  *ret_instruments = g_steal_pointer (&instruments);
  return TRUE;
}

static gboolean
load_drafts (DsVisitLoad *self, DsStoreTx *tx, const char *scope, GError **error)
{
  g_autoptr (GPtrArray) drafts = NULL;

  if (!ds_store_drafts_list (tx, scope, &drafts, error))
    return FALSE;
  for (guint i = 0; i < drafts->len; i++) {
    const DsStoreDraft *draft = g_ptr_array_index (drafts, i);

    g_hash_table_replace (self->drafts, g_strdup (draft->slot), g_strdup (draft->text));
  }
  return TRUE;
}

static gboolean
fits_order (const DsGuide *guide, const DsOrder *order)
{
  for (guint i = 0; i < order->appliances->len; i++) {
    if (ds_guide_is_for (guide, ((const DsAppliance *) g_ptr_array_index (order->appliances, i))->kind))
      return TRUE;
  }
  return ds_guide_is_for (guide, "household");
}

static gboolean
load_guides (DsVisitLoad *self, DsStoreTx *tx, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  self->guides = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_guide_unref);
  if (!ds_store_contents_list (tx, "guide", &list, error))
    return FALSE;
  for (guint i = 0; i < list->len; i++) {
    const DsStoreContent *row = g_ptr_array_index (list, i);
    g_autoptr (DsStoreContent) content = NULL;
    g_autoptr (DsGuide) guide = NULL;
    const char *data;
    gsize size;

    if (!ds_store_contents_get (tx, row->sha256, &content, error))
      return FALSE;
    data = g_bytes_get_data (content->bytes, &size);
    /* A guide that cannot be read must not keep a visit from opening: it is not offered. */
    guide = ds_guide_parse (data, size, NULL, NULL);
    if (guide != NULL && fits_order (guide, self->order))
      g_ptr_array_add (self->guides, g_steal_pointer (&guide));
  }
  return TRUE;
}

gboolean
ds_visit_load_run (DsStoreTx *tx, gpointer data, GError **error)
{
  DsVisitLoad *self = data;
  g_autoptr (DsStoreVisit) visit = NULL;
  g_autoptr (GPtrArray) pins = NULL;
  g_autofree char *json = NULL;

  if (!find_visit (self, tx, &visit, error))
    return FALSE;
  json = find_order_json (self, tx, visit, error);
  if (json == NULL)
    return FALSE;
  self->order = ds_order_parse (json, strlen (json), NULL, error);
  if (self->order == NULL)
    return FALSE;
  if (visit != NULL && !ds_store_visits_list_pins (tx, visit->id, &pins, error))
    return FALSE;
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!load_guides (self, tx, error) || !make_engines (self, tx, pins, error) || !ds_visit_load_instruments (tx, &self->instruments, error))
    return FALSE;
  if (visit == NULL)
    return TRUE;
  self->stored_id = g_strdup (visit->id);
  self->position = g_strdup (visit->position);
  return fold_journal (self, tx, visit->id, error) && load_drafts (self, tx, visit->id, error);
}

DsVisit *
ds_visit_copy (const DsVisit *visit, GError **error)
{
  guint n_jobs = ds_visit_n_jobs (visit);
  g_autofree DsVisitJob *jobs = g_new0 (DsVisitJob, MAX (n_jobs, 1));
  g_autoptr (DsVisit) copy = NULL;

  for (guint i = 0; i < n_jobs; i++) {
    jobs[i].job = ds_visit_job (visit, i)->id;
    jobs[i].checklist = ds_visit_job_checklist (visit, i);
  }
  copy = ds_visit_new (ds_visit_order (visit), jobs, n_jobs, error);
  for (guint i = 0; copy != NULL && i < ds_visit_n_entries (visit); i++) {
    if (!ds_visit_apply (copy, (DsEntry *) ds_visit_entry (visit, i), NULL, error))
      return NULL;
  }
  return g_steal_pointer (&copy);
}

void
ds_visit_note_facts (DsEntry *entry, const DsOrder *order)
{
  for (guint i = 0; i < order->jobs->len; i++) {
    const DsJob *job = g_ptr_array_index (order->jobs, i);
    g_autoptr (GHashTable) facts = ds_order_job_facts (order, job, entry->wall_us);
    GHashTableIter iter;
    gpointer key, value;

    g_hash_table_iter_init (&iter, facts);
    while (g_hash_table_iter_next (&iter, &key, &value))
      ds_entry_set_fact (entry, job->id, key, value);
  }
}
