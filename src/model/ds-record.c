/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-record.h"

#include "ds-digest.h"
#include "ds-entry-private.h"
#include "ds-error.h"
#include "ds-id.h"
#include "ds-parse-private.h"

#include <string.h>

#define MAX_JOURNAL 50000
#define MAX_MANIFEST 2000

static const char *const kind_words[] = { "visit", "hazard", "progress", "opinion", "device", "training", NULL };
static const char *const state_words[] = { "found", "remedied", NULL };
static const char *const severity_words[] = { "hazard", "stop", NULL };
static const char *const stage_words[] = { "accepted", "departed", "arrived",  "started",
                                           "parked",   "resumed",  "finished", NULL };

const char *
ds_record_kind_name (DsRecordKind kind)
{
  g_return_val_if_fail (kind <= DS_RECORD_TRAINING, "device");
  return kind_words[kind];
}

/* ------------------------------------------------------------------ writing */

static void
put (json_t *object, const char *key, const char *text)
{
  if (text != NULL)
    json_object_set_new (object, key, json_string (text));
}

char *
ds_record_new (const DsRecordHead *head, DsRecordKind kind, json_t *body)
{
  g_autoptr (DsJson) record = json_object ();
  g_autofree char *at = ds_time_format (head->made_at.wall_us, head->made_at.offset_s);
  json_t *clock = json_object ();

  put (record, "id", head->id);
  put (record, "kind", ds_record_kind_name (kind));
  put (record, "format", "doorstep-record/1");
  put (record, "device", head->device);
  put (record, "technician", head->technician);
  put (record, "made_at", at);
  json_object_set_new (clock, "mono_ms", json_integer (head->made_at.mono_us / 1000));
  put (clock, "boot", head->made_at.boot);
  json_object_set_new (clock, "hq_offset_ms", head->hq_offset_known ? json_integer (head->hq_offset_ms) : json_null ());
  json_object_set_new (record, "clock", clock);
  put (record, "replaces", head->replaces);
  json_object_set (record, "body", body);
  return ds_json_to_line (record, NULL);
}

static json_t *
write_pinned (const DsVisit *visit)
{
  json_t *list = json_array ();

  for (guint i = 0; i < ds_visit_n_jobs (visit); i++) {
    const DsJob *job = ds_visit_job (visit, i);
    const DsChecklist *checklist = ds_visit_job_checklist (visit, i);
    json_t *member = json_object ();
    json_t *pinned = json_object ();

    put (member, "job", job->id);
    json_object_set_new (member, "appliance", job->appliance != NULL ? json_string (job->appliance) : json_null ());
    put (pinned, "id", checklist->id);
    json_object_set_new (pinned, "version", json_integer (checklist->version));
    put (pinned, "sha256", checklist->sha256);
    json_object_set_new (member, "checklist", pinned);
    json_array_append_new (list, member);
  }
  return list;
}

static json_t *
write_journal (const DsVisit *visit)
{
  json_t *list = json_array ();

  for (guint i = 0; i < ds_visit_n_entries (visit); i++) {
    json_t *entry = ds_entry_to_json (ds_visit_entry (visit, i));

    /* The place in the journal is its number, also for entries that never passed through a store. */
    json_object_set_new (entry, "seq", json_integer ((json_int_t) i + 1));
    json_array_append_new (list, entry);
  }
  return list;
}

static json_t *
write_manifest (const DsVisit *visit)
{
  json_t *list = json_array ();
  g_autoptr (GArray) photos = ds_visit_photos (visit, DS_NONE);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < photos->len; i++) {
    const DsEntry *entry = g_array_index (photos, DsPhoto, i).entry;
    json_t *member;

    /* One file may be shown at two steps; it is sent once. */
    if (!g_hash_table_add (seen, entry->media.sha256))
      continue;
    member = json_object ();
    put (member, "sha256", entry->media.sha256);
    json_object_set_new (member, "size", json_integer (entry->media.size_bytes));
    put (member, "type", entry->media.type);
    put (member, "job", entry->job);
    put (member, "step", entry->step);
    put (member, "thing", entry->thing);
    put (member, "role", ds_photo_role_name (entry->role));
    json_array_append_new (list, member);
  }
  return list;
}

char *
ds_record_new_visit (const DsRecordHead *head, const DsVisit *visit, const char *visit_id)
{
  g_autoptr (DsJson) body = json_object ();
  const DsOrder *order = ds_visit_order (visit);

  put (body, "visit", visit_id);
  put (body, "order", order->id);
  json_object_set_new (body, "order_revision", json_integer (order->revision));
  json_object_set_new (body, "jobs", write_pinned (visit));
  json_object_set_new (body, "journal", write_journal (visit));
  json_object_set_new (body, "result", ds_visit_result (visit));
  json_object_set_new (body, "manifest", write_manifest (visit));
  return ds_record_new (head, DS_RECORD_VISIT, body);
}

char *
ds_record_new_progress (const DsRecordHead *head, const char *order, const char *visit_id, const DsEntry *entry)
{
  g_autoptr (DsJson) body = json_object ();

  put (body, "order", order);
  put (body, "visit", visit_id);
  put (body, "stage", ds_visit_stage_name (entry->stage));
  put (body, "at", entry->at);
  return ds_record_new (head, DS_RECORD_PROGRESS, body);
}

static const DsHazard *
find_hazard (GArray *hazards, guint slot)
{
  for (guint i = 0; i < hazards->len; i++)
    if (g_array_index (hazards, DsHazard, i).slot == slot)
      return &g_array_index (hazards, DsHazard, i);
  return NULL;
}

static void
put_hazard_value (json_t *body, const DsHazard *hazard)
{
  const DsValue *value = hazard->value != NULL ? hazard->value : hazard->found;
  char text[DS_DECIMAL_BUFFER];
  json_t *json;

  if (hazard->has_number) {
    put (body, "value", ds_decimal_format (hazard->number, text));
    return;
  }
  json = value != NULL && value->kind != DS_VALUE_SIGNATURE ? ds_value_to_json (value) : NULL;
  if (json != NULL)
    json_object_set_new (body, "value", json);
}

char *
ds_record_new_hazard (const DsRecordHead *head, const DsVisit *visit, const char *visit_id, guint slot)
{
  g_autoptr (GArray) hazards = ds_visit_hazards (visit, TRUE);
  const DsHazard *hazard = find_hazard (hazards, slot);
  g_autoptr (DsJson) body = NULL;
  DsSlotView view;

  if (hazard == NULL)
    return NULL;
  ds_visit_view (visit, slot, &view);
  body = json_object ();
  put (body, "order", ds_visit_order (visit)->id);
  put (body, "visit", visit_id);
  put (body, "job", ds_visit_job (visit, view.job)->id);
  put (body, "step", view.step->id);
  put (body, "thing", view.thing);
  put (body, "severity", ds_severity_name (hazard->severity));
  put_hazard_value (body, hazard);
  if (hazard->limit != DS_NONE) {
    g_autofree char *limit =
        ds_bounds_to_text (&view.step->answer.limits[hazard->limit].bounds, view.step->answer.unit.zh_cn);

    put (body, "limit", limit);
  }
  put (body, "state", hazard->remedied ? "remedied" : "found");
  put (body, "text", view.step->hazard.zh_cn != NULL ? view.step->hazard.zh_cn : view.step->title.zh_cn);
  return ds_record_new (head, DS_RECORD_HAZARD, body);
}

char *
ds_record_new_opinion (const DsRecordHead *head, const char *order, const char *visit_id, const DsEntry *entry)
{
  g_autoptr (DsJson) body = json_object ();

  put (body, "order", order);
  put (body, "visit", visit_id);
  json_object_set_new (body, "opinion", ds_entry_to_json (entry));
  return ds_record_new (head, DS_RECORD_OPINION, body);
}

/* ------------------------------------------------------------------ reading */

typedef struct {
  DsParse base;
  DsRecord *record;
} Reading;

static char *
read_uuid (Reading *self, json_t *object, const char *key, gboolean required)
{
  const char *text = ds_json_reader_string (self->base.reader, object, key, required);

  if (text == NULL)
    return NULL;
  if (!ds_id_is_valid (text)) {
    ds_json_reader_problem (self->base.reader, key, "“%.80s” is not a UUID in lower case", text);
    return NULL;
  }
  return g_strdup (text);
}

static const char *
read_sha256 (Reading *self, json_t *object)
{
  const char *text = ds_json_reader_string (self->base.reader, object, "sha256", TRUE);

  if (text == NULL || ds_sha256_is_valid (text))
    return text;
  ds_json_reader_problem (self->base.reader, "sha256", "“%.80s” is not a SHA-256 of 64 lower-case digits", text);
  return NULL;
}

static void
read_time (Reading *self, json_t *object, const char *key, gint64 *ret_us, gint32 *ret_offset_s)
{
  const char *text = ds_json_reader_string (self->base.reader, object, key, TRUE);

  if (text != NULL && !ds_time_parse (text, ret_us, ret_offset_s, NULL))
    ds_json_reader_problem (self->base.reader, key, "“%.80s” is not a time such as 2026-11-21T14:30:05.123+08:00",
                            text);
}

static void
free_media (gpointer data)
{
  DsRecordMedia *self = data;

  g_free (self->sha256);
  g_free (self->type);
  g_free (self);
}

typedef struct {
  const char *key;
  guint min, max;
  void (*read) (Reading *self, json_t *value);
} ListOf;

static void
read_list (Reading *self, json_t *object, const ListOf *of)
{
  guint n;
  json_t *list = ds_parse_array (&self->base, object, of->key, TRUE, (DsParseRange){ of->min, of->max }, &n);

  ds_json_reader_push_member (self->base.reader, of->key);
  for (guint i = 0; i < n; i++) {
    ds_json_reader_push_index (self->base.reader, i);
    of->read (self, json_array_get (list, i));
    ds_json_reader_pop (self->base.reader);
  }
  ds_json_reader_pop (self->base.reader);
}

static void
read_pinned (Reading *self, json_t *value)
{
  static const char *const known[] = { "job", "appliance", "checklist", NULL };
  static const char *const pinned_keys[] = { "id", "version", "sha256", NULL };
  json_t *appliance = ds_json_reader_any (self->base.reader, value, "appliance", TRUE);
  json_t *pinned;

  ds_parse_id (&self->base, value, "job", TRUE);
  if (appliance != NULL && !json_is_null (appliance))
    ds_parse_id (&self->base, value, "appliance", TRUE);
  pinned = ds_json_reader_object (self->base.reader, value, "checklist", TRUE);
  ds_json_reader_finish_object (self->base.reader, value, known);
  if (pinned == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "checklist");
  ds_parse_id (&self->base, pinned, "id", TRUE);
  ds_parse_integer (&self->base, pinned, "version", 1, 1000000, -1);
  read_sha256 (self, pinned);
  ds_json_reader_finish_object (self->base.reader, pinned, pinned_keys);
  ds_json_reader_pop (self->base.reader);
}

static void
read_media (Reading *self, json_t *value)
{
  static const char *const known[] = { "sha256", "size", "type", "job", "step", "thing", "role", NULL };
  static const char *const types[] = { "image/jpeg", "image/png", "image/webp", NULL };
  static const char *const roles[] = { "evidence", "before", "after", "remedy", NULL };
  const char *sha256 = read_sha256 (self, value);
  g_autofree char *thing = read_uuid (self, value, "thing", FALSE);
  DsRecordMedia *media;
  gint64 size = 0;

  ds_json_reader_integer (self->base.reader, value, "size", TRUE, 1, (gint64) 1 << 32, &size);
  ds_parse_id (&self->base, value, "job", FALSE);
  ds_parse_id (&self->base, value, "step", FALSE);
  ds_parse_word (&self->base, value, "role", FALSE, roles, 0);
  media = g_new0 (DsRecordMedia, 1);
  media->type = g_strdup (types[ds_parse_word (&self->base, value, "type", TRUE, types, 0)]);
  media->sha256 = g_strdup (sha256);
  media->size_bytes = size;
  g_ptr_array_add (self->record->manifest, media);
  ds_json_reader_finish_object (self->base.reader, value, known);
}

static void
read_journal_entry (Reading *self, json_t *value)
{
  g_autoptr (DsEntry) entry = ds_entry_read (self->base.reader, value);

  if (entry != NULL && entry->seq == 0)
    ds_json_reader_problem (self->base.reader, "seq", "this is missing");
}

static void
check_numbers (Reading *self, json_t *body)
{
  json_t *journal = json_object_get (body, "journal");
  json_t *entry;
  gsize i;

  json_array_foreach (journal, i, entry) {
    if (json_integer_value (json_object_get (entry, "seq")) == (json_int_t) i + 1)
      continue;
    ds_json_reader_push_member (self->base.reader, "journal");
    ds_json_reader_push_index (self->base.reader, i);
    ds_json_reader_problem (self->base.reader, "seq", "the entries must be numbered 1, 2, 3 … without a gap");
    ds_json_reader_pop (self->base.reader);
    ds_json_reader_pop (self->base.reader);
    return;
  }
}

static void
read_visit (Reading *self, json_t *body)
{
  static const char *const known[] = {
    "visit", "order", "order_revision", "jobs", "journal", "result", "manifest", NULL
  };
  static const ListOf jobs = { "jobs", 1, DS_ORDER_MAX_JOBS, read_pinned };
  static const ListOf journal = { "journal", 1, MAX_JOURNAL, read_journal_entry };
  static const ListOf manifest = { "manifest", 0, MAX_MANIFEST, read_media };

  ds_parse_integer (&self->base, body, "order_revision", 1, G_MAXINT32, -1);
  read_list (self, body, &jobs);
  read_list (self, body, &journal);
  check_numbers (self, body);
  ds_json_reader_object (self->base.reader, body, "result", TRUE);
  read_list (self, body, &manifest);
  ds_json_reader_finish_object (self->base.reader, body, known);
}

static void
read_progress (Reading *self, json_t *body)
{
  static const char *const known[] = { "order", "visit", "stage", "at", NULL };
  gint64 us;

  ds_parse_word (&self->base, body, "stage", TRUE, stage_words, 0);
  read_time (self, body, "at", &us, NULL);
  ds_json_reader_finish_object (self->base.reader, body, known);
}

static void
read_hazard (Reading *self, json_t *body)
{
  static const char *const known[] = { "order", "visit", "job",   "step", "thing", "severity",
                                       "value", "limit", "state", "text", NULL };
  g_autofree char *thing = read_uuid (self, body, "thing", FALSE);

  ds_parse_id (&self->base, body, "job", TRUE);
  ds_parse_id (&self->base, body, "step", TRUE);
  ds_parse_word (&self->base, body, "severity", TRUE, severity_words, 0);
  ds_parse_word (&self->base, body, "state", TRUE, state_words, 0);
  ds_parse_string (&self->base, body, "limit", FALSE, 200);
  ds_parse_string (&self->base, body, "text", FALSE, 2000);
  ds_json_reader_finish_object (self->base.reader, body, known);
}

static void
read_opinion (Reading *self, json_t *body)
{
  static const char *const known[] = { "order", "visit", "opinion", NULL };
  json_t *opinion = ds_json_reader_object (self->base.reader, body, "opinion", TRUE);
  g_autoptr (DsEntry) entry = NULL;

  ds_json_reader_finish_object (self->base.reader, body, known);
  if (opinion == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "opinion");
  entry = ds_entry_read (self->base.reader, opinion);
  if (entry != NULL && entry->type != DS_ENTRY_OPINION)
    ds_json_reader_problem (self->base.reader, "type", "this must be an “opinion” entry");
  ds_json_reader_pop (self->base.reader);
}

static void
read_body (Reading *self, json_t *object)
{
  static void (*const readers[]) (Reading *, json_t *) = {
    [DS_RECORD_VISIT] = read_visit,     [DS_RECORD_HAZARD] = read_hazard, [DS_RECORD_PROGRESS] = read_progress,
    [DS_RECORD_OPINION] = read_opinion, [DS_RECORD_DEVICE] = NULL,        [DS_RECORD_TRAINING] = NULL,
  };
  DsRecord *record = self->record;
  json_t *body = ds_json_reader_object (self->base.reader, object, "body", TRUE);

  if (body == NULL)
    return;
  record->body = json_incref (body);
  if (readers[record->kind] == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "body");
  record->visit = read_uuid (self, body, "visit", TRUE);
  record->order = g_strdup (ds_parse_id (&self->base, body, "order", TRUE));
  readers[record->kind](self, body);
  ds_json_reader_pop (self->base.reader);
}

static void
read_clock (Reading *self, json_t *object)
{
  static const char *const known[] = { "mono_ms", "boot", "hq_offset_ms", NULL };
  DsRecord *record = self->record;
  json_t *clock = ds_json_reader_object (self->base.reader, object, "clock", TRUE);
  json_t *offset;

  if (clock == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "clock");
  ds_json_reader_integer (self->base.reader, clock, "mono_ms", TRUE, 0, G_MAXINT64 / 1000, &record->mono_ms);
  record->boot = read_uuid (self, clock, "boot", TRUE);
  offset = ds_json_reader_any (self->base.reader, clock, "hq_offset_ms", TRUE);
  if (offset != NULL && !json_is_null (offset))
    record->hq_offset_known = ds_json_reader_integer (self->base.reader, clock, "hq_offset_ms", TRUE,
                                                      -G_MAXINT64 / 1000, G_MAXINT64 / 1000, &record->hq_offset_ms);
  ds_json_reader_finish_object (self->base.reader, clock, known);
  ds_json_reader_pop (self->base.reader);
}

static void
read_record (Reading *self, json_t *object)
{
  static const char *const known[] = { "id",      "kind",  "format",   "device", "technician",
                                       "made_at", "clock", "replaces", "body",   NULL };
  DsRecord *record = self->record;

  record->id = read_uuid (self, object, "id", TRUE);
  ds_parse_format (&self->base, object, "doorstep-record/1");
  record->device = read_uuid (self, object, "device", TRUE);
  record->technician = g_strdup (ds_parse_id (&self->base, object, "technician", TRUE));
  record->made_at = g_strdup (json_string_value (json_object_get (object, "made_at")));
  read_time (self, object, "made_at", &record->made_at_us, &record->made_at_offset_s);
  read_clock (self, object);
  record->replaces = read_uuid (self, object, "replaces", FALSE);
  read_body (self, object);
  ds_json_reader_finish_object (self->base.reader, object, known);
}

static gboolean
find_kind (json_t *object, DsRecordKind *ret_kind, GError **error)
{
  const char *kind = json_string_value (json_object_get (object, "kind"));
  int found = kind != NULL ? ds_parse_words_find (kind_words, kind) : -1;

  if (kind == NULL)
    g_set_error_literal (error, DS_MODEL_ERROR, DS_ERROR_INVALID, "kind: this is missing");
  else if (found < 0)
    g_set_error (error, DS_MODEL_ERROR, DS_ERROR_NOT_FOUND, "Records of the kind “%.80s” are not known here.", kind);
  else
    *ret_kind = (DsRecordKind) found;
  return found >= 0;
}

DsRecord *
ds_record_parse (const char *data, gsize size, GError **error)
{
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (DS_PARSE_MAX_PROBLEMS);
  g_autoptr (DsRecord) record = NULL;
  g_autoptr (DsArena) arena = NULL;
  g_autoptr (DsJson) value = NULL;
  DsRecordKind kind;
  Reading reading;

  if (memchr (data, '\n', size) != NULL || memchr (data, '\r', size) != NULL) {
    g_set_error_literal (error, DS_MODEL_ERROR, DS_ERROR_INVALID, "A record is one line; this text has a line break.");
    return NULL;
  }
  value = ds_parse_load (reader, data, size, &DS_JSON_LIMITS_RECORD, error);
  if (value == NULL || !find_kind (value, &kind, error))
    return NULL;
  arena = ds_arena_new ();
  record = g_new0 (DsRecord, 1);
  record->kind = kind;
  record->manifest = g_ptr_array_new_with_free_func (free_media);
  ds_sha256 (data, size, record->sha256);
  reading = (Reading){ { reader, arena }, record };
  read_record (&reading, value);
  return ds_json_reader_to_error (reader, DS_MODEL_ERROR, error) ? g_steal_pointer (&record) : NULL;
}

void
ds_record_free (DsRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->device);
  g_free (self->technician);
  g_free (self->made_at);
  g_free (self->boot);
  g_free (self->replaces);
  g_free (self->order);
  g_free (self->visit);
  g_ptr_array_unref (self->manifest);
  json_decref (self->body);
  g_free (self);
}
