/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-incoming.h"

#include "ds-error.h"
#include "ds-record.h"

#include <string.h>

/* Words for a person never grow beyond this, whatever a line contains. */
#define DETAIL_MAX_CHARS 500

static void
hold (DsHqIncoming *self, DsHqProblem problem, const char *detail)
{
  self->held = TRUE;
  self->problem = problem;
  g_free (self->detail);
  if (g_utf8_validate (detail, -1, NULL))
    self->detail = g_utf8_substring (detail, 0, MIN (g_utf8_strlen (detail, -1), DETAIL_MAX_CHARS));
  else
    self->detail = g_utf8_make_valid (detail, -1);
}

/* The id of a line that is no record, for the answer: if it has a valid one at all. */
static char *
find_id (const char *line, gsize size)
{
  g_autoptr (DsJson) value = ds_json_parse (line, size, &DS_JSON_LIMITS_RECORD, NULL);
  const char *id = value != NULL ? json_string_value (json_object_get (value, "id")) : NULL;

  return id != NULL && ds_id_is_valid (id) ? g_strdup (id) : NULL;
}

/* One photo may serve two steps; it is one file. */
static void
take_manifest (DsHqIncoming *self, const DsRecord *record)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  self->manifest = g_array_new (FALSE, TRUE, sizeof (DsHqMedium));
  for (guint i = 0; i < record->manifest->len; i++) {
    const DsRecordMedia *media = g_ptr_array_index (record->manifest, i);
    DsHqMedium medium = { .size_bytes = media->size_bytes };

    if (!g_hash_table_add (seen, media->sha256))
      continue;
    g_strlcpy (medium.sha256, media->sha256, sizeof medium.sha256);
    g_array_append_val (self->manifest, medium);
  }
  self->row.manifest = (const DsHqMedium *) (gpointer) self->manifest->data;
  self->row.n_manifest = self->manifest->len;
}

/* The night school uses the same screens; what it makes must never count as work. */
static gboolean
looks_like_practice (const DsRecord *record)
{
  json_t *practice = json_object_get (record->body, "practice");

  if (record->kind == DS_RECORD_TRAINING)
    return FALSE;

  return (practice != NULL && !json_is_false (practice)) ||
         (record->order != NULL && g_ascii_strncasecmp (record->order, "practice", strlen ("practice")) == 0);
}

static void
take_record (DsHqIncoming *self, DsRecord *record, const DsHqDevice *device)
{
  json_t *opinion = json_object_get (record->body, "opinion");

  self->parsed = record;
  self->row.id = record->id;
  self->row.kind = ds_record_kind_name (record->kind);
  self->row.technician = record->technician;
  self->row.made_at = record->made_at;
  self->row.replaces = record->replaces;
  self->row.visit = record->visit;
  self->row.order = record->order;
  if (record->kind == DS_RECORD_OPINION) {
    self->opinion = g_strdup (json_string_value (json_object_get (opinion, "opinion")));
    self->row.opinion = self->opinion;
  }
  if (record->kind == DS_RECORD_VISIT)
    take_manifest (self, record);
  if (strcmp (record->device, device->id) != 0)
    hold (
        self, DS_HQ_PROBLEM_RECORD_INVALID,
        "The record names another tablet than the one that sends it. Send it from the tablet that made it, or export it "
        "there.");
  else if (looks_like_practice (record))
    hold (self, DS_HQ_PROBLEM_RECORD_INVALID, "This is practice, not work: practice never counts as a visit.");
  /* The parsed body may be many times the size of the line, and all that is needed of it is taken. */
  json_decref (record->body);
  record->body = NULL;
}

DsHqIncoming *
ds_hq_incoming_new (const char *line, gsize size, const DsHqDevice *device, gint64 received_us)
{
  DsHqIncoming *self = g_new0 (DsHqIncoming, 1);
  g_autoptr (GError) error = NULL;
  DsRecord *record = NULL;

  self->row.line = line;
  self->row.line_size = size;
  self->row.device = device->id;
  self->row.received_us = received_us;
  ds_sha256 (line, size, self->row.sha256);
  record = ds_record_parse (line, size, &error);
  if (record != NULL) {
    take_record (self, record, device);
    return self;
  }
  self->id = find_id (line, size);
  self->row.id = self->id;
  hold (self, ds_error_is (error, DS_ERROR_NOT_FOUND) ? DS_HQ_PROBLEM_UNKNOWN_KIND : DS_HQ_PROBLEM_RECORD_INVALID,
        error->message);

  return self;
}

gboolean
ds_hq_incoming_store (DsHqIncoming *self, DsHqStore *store, GError **error)
{
  if (!self->held) {
    if (!ds_hq_store_put_record (store, &self->row, &self->put, &self->receipt, error))
      return FALSE;
    if (self->put != DS_HQ_PUT_CONFLICT)
      return TRUE;
    hold (self, DS_HQ_PROBLEM_RECORD_CONFLICT,
          "Headquarters has another record with this id. Make the correction a new record that names the one it "
          "replaces.");
  }

  return ds_hq_store_hold (store, &self->row, ds_hq_problem_slug (self->problem), self->detail, error);
}

void
ds_hq_incoming_free (DsHqIncoming *self)
{
  if (self == NULL)
    return;

  ds_hq_receipt_row_clear (&self->receipt);
  g_clear_pointer (&self->manifest, g_array_unref);
  if (self->parsed != NULL)
    ds_record_free (self->parsed);
  g_free (self->id);
  g_free (self->opinion);
  g_free (self->detail);
  g_free (self);
}
