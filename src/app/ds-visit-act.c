/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-act.h"

#include "ds-file.h"
#include "ds-id.h"

#include "ds-store-drafts.h"
#include "ds-store-journal.h"
#include "ds-store-media.h"
#include "ds-store-meta.h"
#include "ds-store-visits.h"

static void
clear_pin (gpointer pin)
{
  g_free (((DsActPin *) pin)->job);
}

DsVisitAct *
ds_visit_act_new (DsEntry *entry, const char *order_id)
{
  DsVisitAct *self = g_new0 (DsVisitAct, 1);

  self->entry = entry;
  self->order_id = g_strdup (order_id);
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_record_free);
  self->pins = g_array_new (FALSE, FALSE, sizeof (DsActPin));
  g_array_set_clear_func (self->pins, clear_pin);
  return self;
}

void
ds_visit_act_free (DsVisitAct *self)
{
  if (self == NULL)
    return;
  ds_entry_unref (self->entry);
  g_free (self->order_id);
  g_free (self->visit_id);
  g_ptr_array_unref (self->records);
  g_free (self->device);
  g_free (self->technician);
  g_free (self->position);
  g_array_unref (self->pins);
  g_clear_pointer (&self->medium, ds_store_medium_free);
  g_clear_pointer (&self->medium_use, ds_store_medium_use_free);
  g_free (self->photo_entry);
  g_free (self->clear_draft);
  g_free (self->sealed_path);
  g_free (self);
}

void
ds_visit_act_pin (DsVisitAct *self, const char *job, const char *sha256)
{
  DsActPin pin = { .job = g_strdup (job) };

  g_strlcpy (pin.sha256, sha256, sizeof pin.sha256);
  g_array_append_val (self->pins, pin);
}

void
ds_visit_act_add_record (DsVisitAct *self, const char *id, DsRecordKind kind, char *line)
{
  DsStoreRecord *record;

  if (line == NULL)
    return;
  record = g_new0 (DsStoreRecord, 1);
  record->id = g_strdup (id);
  record->kind = g_strdup (ds_record_kind_name (kind));
  record->order = g_strdup (self->order_id);
  record->visit = g_strdup (self->visit_id);
  record->made_us = self->entry->wall_us;
  record->bytes = g_bytes_new_take (line, strlen (line));
  g_ptr_array_add (self->records, record);
}

void
ds_visit_act_fill_head (const DsVisitAct *self, const char *id, DsRecordHead *ret_head)
{
  *ret_head = (DsRecordHead){ 0 };
  ret_head->id = id;
  ret_head->device = self->device;
  ret_head->technician = self->technician;
  ds_entry_moment (self->entry, &ret_head->made_at);
  ret_head->hq_offset_known = self->hq_offset_known;
  ret_head->hq_offset_ms = self->hq_offset_ms;
}

static gboolean
write_entry (DsVisitAct *self, DsStoreTx *tx, GError **error)
{
  g_autofree char *line = ds_entry_to_line (self->entry);
  DsStoreProjection projection = { self->stage, self->done, self->total, self->hazards };

  if (self->visit_id == NULL && !ds_store_visits_create (tx, self->order_id, &self->visit_id, error))
    return FALSE;
  if (!ds_store_journal_append (tx, self->visit_id, (guint) self->entry->seq, self->entry->id, line, error))
    return FALSE;
  for (guint i = 0; i < self->pins->len; i++) {
    const DsActPin *pin = &g_array_index (self->pins, DsActPin, i);

    if (!ds_store_visits_pin (tx, self->visit_id, pin->job, pin->sha256, error))
      return FALSE;
  }
  return ds_store_visits_project (tx, self->visit_id, &projection, error);
}

static gboolean
write_media (DsVisitAct *self, DsStoreTx *tx, GError **error)
{
  if (self->medium != NULL) {
    g_free (self->medium_use->visit);
    self->medium_use->visit = g_strdup (self->visit_id);
    if (!ds_store_media_add (tx, self->medium, error) || !ds_store_media_use (tx, self->medium_use, error))
      return FALSE;
  }
  return self->photo_entry == NULL ||
         ds_store_media_set_removed (tx, self->photo_entry, self->photo_removed, error);
}

/* A stage tells headquarters at once; its record is made here because the first one names a visit made just now. */
static gboolean
write_records (DsVisitAct *self, DsStoreTx *tx, GError **error)
{
  if (self->entry->type == DS_ENTRY_STAGE) {
    g_autofree char *id = ds_id_new (tx->clock);
    DsRecordHead head;

    ds_visit_act_fill_head (self, id, &head);
    ds_visit_act_add_record (self, id, DS_RECORD_PROGRESS,
                             ds_record_new_progress (&head, self->order_id, self->visit_id, self->entry));
  }
  for (guint i = 0; i < self->records->len; i++) {
    if (!ds_store_outbox_enqueue (tx, g_ptr_array_index (self->records, i), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_place (DsVisitAct *self, DsStoreTx *tx, GError **error)
{
  if (self->set_position && !ds_store_visits_set_position (tx, self->visit_id, self->position, error))
    return FALSE;
  if (self->clear_draft != NULL && !ds_store_drafts_set (tx, self->visit_id, self->clear_draft, NULL, error))
    return FALSE;
  return !self->set_open_visit || ds_store_meta_set (tx, DS_STORE_META_OPEN_VISIT,
                                                     self->open_visit ? self->visit_id : NULL, error);
}

/*
 * The sealed file is on the disk before the row that makes the visit finished: should the store die, the work
 * does not. If the commit fails afterwards the file is written again by the next try.
 */
static gboolean
write_sealed (DsVisitAct *self, DsStoreTx *tx, GError **error)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GBytes) sealed = NULL;
  g_autofree char *context = g_strconcat ("sealed/", self->visit_id, NULL);
  g_autofree char *folder = g_path_get_dirname (self->sealed_path);

  for (guint i = 0; i < self->records->len; i++) {
    const DsStoreRecord *record = g_ptr_array_index (self->records, i);
    gsize size;
    const char *bytes = g_bytes_get_data (record->bytes, &size);

    g_string_append_len (lines, bytes, (gssize) size);
    g_string_append_c (lines, '\n');
  }
  sealed = ds_vault_seal_text (tx->vault, context, lines->str);
  return ds_file_make_folder (folder, error) &&
         ds_file_write_durable (self->sealed_path, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), error);
}

gboolean
ds_visit_act_run (DsStoreTx *tx, gpointer data, GError **error)
{
  DsVisitAct *self = data;

  if (!write_entry (self, tx, error) || !write_media (self, tx, error) || !write_records (self, tx, error) ||
      !write_place (self, tx, error))
    return FALSE;
  if (self->sealed_path == NULL)
    return TRUE;
  return ds_store_media_queue_visit (tx, self->visit_id, error) && ds_store_drafts_clear (tx, self->visit_id, error) &&
         write_sealed (self, tx, error);
}
