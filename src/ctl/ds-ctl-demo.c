/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl-demo.h"

#include "ds-ctl-photo.h"
#include "ds-ctl-rehearsal.h"

#include "ds-file.h"
#include "ds-id.h"
#include "ds-import.h"
#include "ds-json.h"
#include "ds-store-media.h"
#include "ds-store-orders.h"
#include "ds-visit-act.h"
#include "ds-visit-loader.h"

#include <string.h>

/* So many orders, or visits, in one transaction: large enough that syncing does not count, small enough for memory. */
#define BATCH 200
#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

typedef struct {
  DsCtlCall *call;
  const DsCtlDemo *demo;
  json_t *templates; /* the shipped demo's orders */
  json_t *light;     /* the one with the shortest visit, for finished ones */
  const char *technician;
  int at;
} Filler;

/* --- orders ------------------------------------------------------------------------------------------------------ */

static char *
make_order_id (int index)
{
  return g_strdup_printf ("DM20260101%06d", index + 1);
}

static json_t *
make_window (gint64 start_us, gint32 offset_s)
{
  g_autofree char *start = ds_time_format (start_us, offset_s);
  g_autofree char *end = ds_time_format (start_us + 2 * HOUR_US, offset_s);

  return json_pack ("{s:s, s:s}", "start", start, "end", end);
}

/* Finished ones first, then eight a day from yesterday on. */
static json_t *
make_order (Filler *self, int index)
{
  gboolean finished = index < self->demo->n_finished;
  json_t *source = finished ? self->light
                            : json_array_get (self->templates, (size_t) index % json_array_size (self->templates));
  json_t *order = json_deep_copy (source);
  g_autofree char *id = make_order_id (index);
  g_autofree char *name = g_strdup_printf ("%s%d", "用户", index + 1);
  DsMoment now;
  gint64 day_us;
  int number = finished ? 0 : index - self->demo->n_finished;

  ds_clock_now (ds_app_get_clock (self->call->app), &now);
  day_us = (now.wall_us / G_USEC_PER_SEC + now.offset_s) / 86400 * 86400 * G_USEC_PER_SEC - now.offset_s * G_USEC_PER_SEC;
  json_object_set_new (order, "id", json_string (id));
  json_object_set_new (order, "technician", json_string (self->technician));
  json_object_set_new (json_object_get (order, "customer"), "name", json_string (name));
  json_object_set_new (order, "window", make_window (day_us + (number / 8 - 1) * 24 * HOUR_US + (8 + number % 8) * HOUR_US,
                                                     now.offset_s));
  json_object_del (order, "demo_window");
  json_object_del (order, "demo_promise");
  json_object_del (order, "promise");
  json_object_del (order, "last_visit");
  json_object_del (order, "ticket");
  return order;
}

static gboolean
put_orders (DsStoreTx *tx, gpointer data, GError **error)
{
  Filler *self = data;
  int end = MIN (self->at + BATCH, self->demo->n_orders);

  for (int i = self->at; i < end; i++) {
    g_autoptr (DsJson) order = make_order (self, i);
    if (!ds_store_orders_put (tx, order, error))
      return FALSE;
  }
  return TRUE;
}

/* --- finished visits ---------------------------------------------------------------------------------------------- */

/* A real JPEG, brought to exactly the wanted size by bytes behind its end, which no decoder looks at. */
static GBytes *
make_photo (int size_bytes, guint32 seed, GError **error)
{
  g_autoptr (GBytes) jpeg = ds_ctl_photo_make (512, seed, error);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GByteArray) bytes = NULL;
  gsize wanted;

  if (jpeg == NULL)
    return NULL;
  bytes = g_byte_array_new ();
  g_byte_array_append (bytes, g_bytes_get_data (jpeg, NULL), (guint) g_bytes_get_size (jpeg));
  for (wanted = (gsize) size_bytes; bytes->len < wanted;) {
    guint32 noise = g_rand_int (random);
    g_byte_array_append (bytes, (const guint8 *) &noise, (guint) MIN (sizeof noise, wanted - bytes->len));
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static DsVisitAct *
make_act (Filler *self, DsEntry *entry, const char *order_id, const char *visit_id)
{
  DsVisitAct *act = ds_visit_act_new (ds_entry_ref (entry), order_id);

  act->visit_id = g_strdup (visit_id);
  act->device = g_strdup (ds_app_get_device (self->call->app));
  act->technician = g_strdup (self->technician);
  act->stage = entry->type == DS_ENTRY_STAGE ? ds_visit_stage_name (entry->stage) : ds_visit_stage_name (DS_STAGE_STARTED);
  return act;
}

static void
add_visit_record (Filler *self, DsVisitAct *act, const DsVisit *visit)
{
  g_autofree char *id = ds_id_new (ds_app_get_clock (self->call->app));
  g_autofree char *name = g_strconcat (act->visit_id, ".sealed", NULL);
  DsRecordHead head;
  DsProgress progress;

  ds_visit_progress (visit, &progress);
  act->done = progress.required_done;
  act->total = progress.required;
  ds_visit_act_fill_head (act, id, &head);
  ds_visit_act_add_record (act, id, DS_RECORD_VISIT, ds_record_new_visit (&head, visit, act->visit_id));
  act->sealed_path = g_build_filename (ds_app_get_data_dir (self->call->app), "sealed", name, NULL);
}

static gboolean
attach_photo (Filler *self, DsStoreTx *tx, DsEntry *entry, guint32 seed, GError **error)
{
  g_autoptr (GBytes) bytes = make_photo (self->demo->photo_bytes, seed, error);
  g_autofree char *sha256 = NULL;

  if (bytes == NULL || !ds_store_media_save_bytes (tx->media_folder, bytes, "image/jpeg", &sha256, error))
    return FALSE;
  entry->media.sha256 = g_steal_pointer (&sha256);
  entry->media.size_bytes = (gint64) g_bytes_get_size (bytes);
  entry->media.type = g_strdup ("image/jpeg");
  entry->media.width = 32;
  entry->media.height = 24;
  return TRUE;
}

static void
fill_medium (DsVisitAct *act, const DsEntry *entry)
{
  act->medium = g_new0 (DsStoreMedium, 1);
  act->medium->sha256 = g_strdup (entry->media.sha256);
  act->medium->size_bytes = (guint64) entry->media.size_bytes;
  act->medium->type = g_strdup (entry->media.type);
  act->medium->width = (guint) entry->media.width;
  act->medium->height = (guint) entry->media.height;
  act->medium->lane = 4;
  act->medium->state = DS_STORE_SEND_LOCAL;
  act->medium->made_us = entry->wall_us;
  act->medium_use = g_new0 (DsStoreMediumUse, 1);
  act->medium_use->sha256 = g_strdup (entry->media.sha256);
  act->medium_use->entry = g_strdup (entry->id);
  act->medium_use->role = g_strdup (ds_photo_role_name (entry->role));
}

typedef struct {
  Filler *filler;
  DsStoreTx *tx;
  int order;
} PhotoTaker;

static gboolean
take_photos (DsCtlRehearsal *rehearsal, gpointer user_data, GError **error)
{
  PhotoTaker *taker = user_data;
  const DsCtlDemo *demo = taker->filler->demo;

  for (int i = 0; i < demo->photos_per_visit; i++) {
    g_autoptr (DsEntry) entry = ds_ctl_rehearsal_new_entry (rehearsal, DS_ENTRY_PHOTO);

    if (!attach_photo (taker->filler, taker->tx, entry, (guint32) (taker->order * demo->photos_per_visit + i), error) ||
        !ds_ctl_rehearsal_apply (rehearsal, entry, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_acts (Filler *self, DsStoreTx *tx, DsCtlRehearsal *rehearsal, GError **error)
{
  g_autofree char *visit_id = NULL;

  for (guint i = 0; i < rehearsal->entries->len; i++) {
    DsEntry *entry = g_ptr_array_index (rehearsal->entries, i);
    g_autoptr (DsVisitAct) act = make_act (self, entry, rehearsal->order_id, visit_id);

    if (entry->type == DS_ENTRY_PHOTO)
      fill_medium (act, entry);
    for (guint job = 0; entry->stage == DS_STAGE_STARTED && job < ds_visit_n_jobs (rehearsal->visit); job++)
      ds_visit_act_pin (act, ds_visit_job (rehearsal->visit, job)->id,
                        ds_visit_job_checklist (rehearsal->visit, job)->sha256);
    if (entry->type == DS_ENTRY_STAGE && entry->stage == DS_STAGE_FINISHED)
      add_visit_record (self, act, rehearsal->visit);
    if (!ds_visit_act_run (tx, act, error))
      return FALSE;
    if (visit_id == NULL)
      visit_id = g_strdup (act->visit_id);
  }
  return TRUE;
}

static gboolean
finish_order (Filler *self, DsStoreTx *tx, int index, GError **error)
{
  g_autofree char *order_id = make_order_id (index);
  g_autoptr (DsVisitLoad) load = ds_visit_load_new (self->call->app, order_id);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_entry_unref);
  PhotoTaker taker = { self, tx, index };
  DsCtlRehearsal rehearsal = { .app = self->call->app, .order_id = order_id, .who = self->technician, .entries = entries,
                               .before_end = take_photos, .user_data = &taker };

  if (!ds_visit_load_run (tx, load, error))
    return FALSE;
  rehearsal.visit = load->ahead;
  rehearsal.guides = load->guides;
  return ds_ctl_rehearsal_run (&rehearsal, error) && write_acts (self, tx, &rehearsal, error);
}

static gboolean
finish_orders (DsStoreTx *tx, gpointer data, GError **error)
{
  Filler *self = data;
  int end = MIN (self->at + BATCH, self->demo->n_finished);

  for (int i = self->at; i < end; i++)
    if (!finish_order (self, tx, i, error))
      return FALSE;
  return TRUE;
}

/* --- all of it ----------------------------------------------------------------------------------------------------- */

static gboolean
run_batches (Filler *self, DsStoreJobFunc run, int n, GError **error)
{
  DsStoreJob job = { .run = run, .data = self, .write = TRUE };

  for (self->at = 0; self->at < n; self->at += BATCH)
    if (!ds_store_run_sync (ds_app_get_store (self->call->app), &job, NULL, error))
      return FALSE;
  return TRUE;
}

static gboolean
put_content (DsCtlCall *call, GError **error)
{
  g_autoptr (DsImport) import = ds_import_new (call->app);
  GAsyncResult *answer = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (!ds_import_add_shipped (import, error))
    return FALSE;
  ds_import_commit_async (import, NULL, ds_ctl_answer_cb, &answer);
  result = ds_ctl_wait (&answer);
  return ds_import_commit_finish (call->app, result, NULL, NULL, error);
}

static json_t *
find_light (json_t *templates)
{
  json_t *order, *light = NULL;
  size_t index;

  json_array_foreach (templates, index, order) {
    size_t jobs = json_array_size (json_object_get (order, "jobs"));
    if (light == NULL || jobs < json_array_size (json_object_get (light, "jobs")))
      light = order;
  }
  return light;
}

gboolean
ds_ctl_demo_fill (DsCtlCall *call, const DsCtlDemo *demo, GError **error)
{
  g_autofree char *path = g_build_filename (ds_app_get_share_dir (call->app), "doorstep", "demo", "orders.json", NULL);
  g_autoptr (GBytes) bytes = ds_file_read (path, DS_JSON_LIMITS_RECORD.max_bytes, error);
  g_autoptr (DsJson) templates = NULL;
  const char *technician = ds_app_get_technician_id (call->app);
  Filler filler = { .call = call, .demo = demo, .technician = technician != NULL ? technician : "T001" };

  if (bytes == NULL)
    return FALSE;
  templates = ds_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &DS_JSON_LIMITS_RECORD, error);
  if (templates == NULL || !put_content (call, error))
    return FALSE;
  filler.templates = templates;
  filler.light = find_light (templates);
  return run_batches (&filler, put_orders, demo->n_orders, error) &&
         run_batches (&filler, finish_orders, demo->n_finished, error);
}
