/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-entry-private.h"

#include "ds-digest.h"
#include "ds-error.h"
#include "ds-id.h"
#include "ds-parse-private.h"

#include <string.h>

#define MAX_STROKES 500
#define MAX_POINTS 20000
#define MAX_CANVAS 10000
#define MAX_CHOSEN 40
#define MAX_GUIDES 20
#define MAX_FACTS 64
#define MAX_NAME 100

static const char *const type_words[] = { "stage",
                                          "thing",
                                          "answer",
                                          "skip",
                                          "note",
                                          "photo",
                                          "remove-photo",
                                          "remedy",
                                          "undo",
                                          "redo",
                                          "hand-over",
                                          "outcome",
                                          "opinion",
                                          "satisfaction",
                                          "notice",
                                          "guide",
                                          "sign",
                                          "escalate",
                                          "checklist-upgrade",
                                          NULL };
static const char *const stage_words[] = { "accepted", "departed", "arrived",  "started",
                                           "parked",   "resumed",  "finished", NULL };
static const char *const thing_words[] = { "add", "rename", "remove", NULL };
static const char *const skip_words[] = { "not-applicable", "not-tested", NULL };
static const char *const role_words[] = { "evidence", "before", "after", "remedy", NULL };
static const char *const outcome_words[] = { "done", "not-done", NULL };
static const char *const kind_words[] = { "complaint", "suggestion", "inquiry", "praise", "request", NULL };
static const char *const severity_words[] = { "normal", "major", NULL };
static const char *const media_words[] = { "image/jpeg", "image/png", "image/webp", NULL };

/* Keys of each type beside the common ones. */
static const char *const type_keys[][9] = {
  [DS_ENTRY_STAGE] = { "stage", "reason", "facts" },
  [DS_ENTRY_THING] = { "job", "section", "thing", "op", "name" },
  [DS_ENTRY_ANSWER] = { "job", "step", "thing", "value", "instrument", "confirmed" },
  [DS_ENTRY_SKIP] = { "job", "step", "thing", "reason", "note" },
  [DS_ENTRY_NOTE] = { "job", "step", "thing", "text" },
  [DS_ENTRY_PHOTO] = { "job", "step", "thing", "role", "media" },
  [DS_ENTRY_REMOVE_PHOTO] = { "entry" },
  [DS_ENTRY_REMEDY] = { "job", "step", "thing", "text" },
  [DS_ENTRY_UNDO] = { "entry" },
  [DS_ENTRY_REDO] = { "entry" },
  [DS_ENTRY_HAND_OVER] = { "job", "pair", "thing", "reason" },
  [DS_ENTRY_OUTCOME] = { "job", "outcome", "reason" },
  [DS_ENTRY_OPINION] = { "opinion", "kind", "subtype", "department", "severity", "text" },
  [DS_ENTRY_SATISFACTION] = { "score", "comment" },
  [DS_ENTRY_NOTICE] = { "signature", "follow_up" },
  [DS_ENTRY_GUIDE] = { "guides", "explained" },
  [DS_ENTRY_SIGN] = { "signature" },
  [DS_ENTRY_ESCALATE] = { "reason" },
  [DS_ENTRY_CHECKLIST_UPGRADE] = { "job", "from", "to" },
};

const char *
ds_entry_type_name (DsEntryType type)
{
  g_return_val_if_fail (type <= DS_ENTRY_CHECKLIST_UPGRADE, "note");
  return type_words[type];
}

const char *
ds_visit_stage_name (DsVisitStage stage)
{
  g_return_val_if_fail (stage <= DS_STAGE_FINISHED, "none");
  return stage == DS_STAGE_NONE ? "none" : stage_words[stage - DS_STAGE_ACCEPTED];
}

const char *
ds_photo_role_name (DsPhotoRole role)
{
  g_return_val_if_fail (role <= DS_PHOTO_REMEDY, "evidence");
  return role_words[role];
}

/* ------------------------------------------------------------------ reading */

typedef struct {
  DsParse base;
  json_t *object;
  DsEntry *entry;
} Reading;

static char *
read_text (Reading *self, const char *key, gboolean required, guint max_chars)
{
  return g_strdup (ds_parse_string (&self->base, self->object, key, required, max_chars));
}

static char *
read_id (Reading *self, const char *key, gboolean required)
{
  return g_strdup (ds_parse_id (&self->base, self->object, key, required));
}

static char *
read_checked (Reading *self, json_t *object, const char *key, gboolean required, gboolean (*is_valid) (const char *),
              const char *wanted)
{
  const char *text = ds_json_reader_string (self->base.reader, object, key, required);

  if (text == NULL)
    return NULL;
  if (!is_valid (text)) {
    ds_json_reader_problem (self->base.reader, key, "“%.80s” is not %s", text, wanted);
    return NULL;
  }
  return g_strdup (text);
}

static char *
read_uuid (Reading *self, const char *key, gboolean required)
{
  return read_checked (self, self->object, key, required, ds_id_is_valid, "a UUID in lower case");
}

static char *
read_sha256 (Reading *self, json_t *object, const char *key)
{
  return read_checked (self, object, key, TRUE, ds_sha256_is_valid, "a SHA-256 of 64 lower-case digits");
}

static char *
read_date (Reading *self, json_t *object, const char *key, gboolean required)
{
  return read_checked (self, object, key, required, ds_parse_date_is_valid, "a day written YYYY-MM-DD");
}

static int
read_word (Reading *self, const char *key, DsWords words)
{
  return ds_parse_word (&self->base, self->object, key, TRUE, words, 0);
}

static void
read_target (Reading *self, gboolean required)
{
  self->entry->job = read_id (self, "job", required);
  self->entry->step = read_id (self, "step", required);
  self->entry->thing = read_uuid (self, "thing", FALSE);
  if (!required && self->entry->job == NULL && (self->entry->step != NULL || self->entry->thing != NULL))
    ds_json_reader_problem (self->base.reader, "job", "this is missing: a step belongs to a job");
}

static gboolean
read_point (json_t *value, DsStrokePoint *ret_point)
{
  gint64 numbers[3];

  if (json_array_size (value) != 3)
    return FALSE;
  for (guint i = 0; i < 3; i++) {
    json_t *number = json_array_get (value, i);

    if (!json_is_integer (number))
      return FALSE;
    numbers[i] = json_integer_value (number);
    if (numbers[i] < -MAX_CANVAS || numbers[i] > (i == 2 ? G_MAXINT32 : MAX_CANVAS))
      return FALSE;
  }
  *ret_point = (DsStrokePoint){ (gint32) numbers[0], (gint32) numbers[1], (gint32) numbers[2] };
  return TRUE;
}

static void
read_stroke (Reading *self, json_t *stroke, DsSignature *signature, guint *points)
{
  gsize n = json_array_size (stroke);

  if (n == 0)
    ds_json_reader_problem (self->base.reader, NULL, "a stroke is a list of at least one point [x, y, milliseconds]");
  ds_signature_begin_stroke (signature);
  for (gsize i = 0; i < n && *points <= MAX_POINTS; i++) {
    DsStrokePoint point;

    (*points)++;
    if (read_point (json_array_get (stroke, i), &point))
      ds_signature_add_point (signature, point.x, point.y, point.t_ms);
    else
      ds_json_reader_problem (self->base.reader, NULL, "a point is three whole numbers [x, y, milliseconds]");
  }
}

static void
read_strokes (Reading *self, json_t *object, DsSignature *signature)
{
  guint n;
  guint points = 0;
  json_t *strokes = ds_parse_array (&self->base, object, "strokes", TRUE, (DsParseRange){ 1, MAX_STROKES }, &n);

  ds_json_reader_push_member (self->base.reader, "strokes");
  for (guint i = 0; i < n; i++) {
    ds_json_reader_push_index (self->base.reader, i);
    read_stroke (self, json_array_get (strokes, i), signature, &points);
    ds_json_reader_pop (self->base.reader);
  }
  if (points > MAX_POINTS)
    ds_json_reader_problem (self->base.reader, NULL, "the signature has more than %d points", MAX_POINTS);
  ds_json_reader_pop (self->base.reader);
}

static DsSignature *
read_signature (Reading *self, json_t *object)
{
  static const char *const signed_keys[] = { "name", "strokes", "width", "height", NULL };
  static const char *const refused_keys[] = { "refused", NULL };
  gboolean refused = json_object_get (object, "refused") != NULL;
  DsSignature *signature = ds_signature_new (0, 0, NULL);

  if (refused)
    signature->refused = g_strdup (ds_parse_string (&self->base, object, "refused", TRUE, DS_ENTRY_MAX_TEXT));
  else {
    signature->name = g_strdup (ds_parse_string (&self->base, object, "name", FALSE, MAX_NAME));
    signature->width = (int) ds_parse_integer (&self->base, object, "width", 1, MAX_CANVAS, -1);
    signature->height = (int) ds_parse_integer (&self->base, object, "height", 1, MAX_CANVAS, -1);
    read_strokes (self, object, signature);
  }
  ds_json_reader_finish_object (self->base.reader, object, refused ? refused_keys : signed_keys);
  return signature;
}

static void
read_signature_member (Reading *self, const char *key)
{
  json_t *object = ds_json_reader_object (self->base.reader, self->object, key, TRUE);

  if (object == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, key);
  self->entry->value.kind = DS_VALUE_SIGNATURE;
  self->entry->value.signature = read_signature (self, object);
  ds_json_reader_pop (self->base.reader);
}

static void
read_chosen (Reading *self, json_t *list, DsValue *value)
{
  gsize n = json_array_size (list);

  value->kind = DS_VALUE_STRINGS;
  if (n > MAX_CHOSEN)
    ds_json_reader_problem (self->base.reader, NULL, "at most %d options can be chosen", MAX_CHOSEN);
  n = MIN (n, MAX_CHOSEN);
  value->strings = g_new0 (char *, n + 1);
  for (gsize i = 0, count = 0; i < n; i++) {
    const char *text = json_string_value (json_array_get (list, i));

    if (text == NULL || !ds_parse_id_is_valid (text))
      ds_json_reader_problem (self->base.reader, NULL, "this list must hold ids of options");
    else if (g_strv_contains ((const char *const *) value->strings, text))
      ds_json_reader_problem (self->base.reader, NULL, "“%s” stands here twice; remove one", text);
    else
      value->strings[count++] = g_strdup (text);
  }
}

static void
read_value_object (Reading *self, json_t *object, DsValue *value)
{
  static const char *const started_keys[] = { "started", NULL };
  static const char *const waited_keys[] = { "waited_s", NULL };

  if (json_object_get (object, "started") != NULL) {
    value->kind = DS_VALUE_STARTED;
    if (!ds_json_reader_boolean (self->base.reader, object, "started", FALSE))
      ds_json_reader_problem (self->base.reader, "started", "this must be true");
    ds_json_reader_finish_object (self->base.reader, object, started_keys);
  } else if (json_object_get (object, "waited_s") != NULL) {
    value->kind = DS_VALUE_WAITED;
    ds_json_reader_integer (self->base.reader, object, "waited_s", TRUE, 0, 366 * 24 * 3600, &value->waited_s);
    ds_json_reader_finish_object (self->base.reader, object, waited_keys);
  } else {
    value->kind = DS_VALUE_SIGNATURE;
    value->signature = read_signature (self, object);
  }
}

static void
read_value (Reading *self)
{
  json_t *json = ds_json_reader_any (self->base.reader, self->object, "value", TRUE);
  DsValue *value = &self->entry->value;

  if (json == NULL)
    return;
  if (json_is_true (json)) {
    value->kind = DS_VALUE_DONE;
  } else if (json_is_string (json)) {
    value->kind = DS_VALUE_STRING;
    value->string = read_text (self, "value", TRUE, DS_ENTRY_MAX_TEXT);
  } else if (json_is_array (json) || json_is_object (json)) {
    ds_json_reader_push_member (self->base.reader, "value");
    if (json_is_array (json))
      read_chosen (self, json, value);
    else
      read_value_object (self, json, value);
    ds_json_reader_pop (self->base.reader);
  } else {
    ds_json_reader_problem (self->base.reader, "value",
                            "a value is true, a text (numbers too: \"230.5\"), a list of option ids, a timer or a "
                            "signature");
  }
}

static void
read_instrument (Reading *self)
{
  static const char *const known[] = { "id", "serial", "calibrated_until", NULL };
  json_t *object = ds_json_reader_object (self->base.reader, self->object, "instrument", FALSE);

  if (object == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "instrument");
  self->entry->instrument_id = g_strdup (ds_parse_id (&self->base, object, "id", TRUE));
  self->entry->instrument_serial = g_strdup (ds_parse_string (&self->base, object, "serial", FALSE, MAX_NAME));
  self->entry->calibrated_until = read_date (self, object, "calibrated_until", FALSE);
  ds_json_reader_finish_object (self->base.reader, object, known);
  ds_json_reader_pop (self->base.reader);
}

static void
read_media (Reading *self)
{
  static const char *const known[] = { "sha256", "size", "type", "width", "height", NULL };
  json_t *object = ds_json_reader_object (self->base.reader, self->object, "media", TRUE);
  DsMedia *media = &self->entry->media;
  int word;

  if (object == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "media");
  media->sha256 = read_sha256 (self, object, "sha256");
  ds_json_reader_integer (self->base.reader, object, "size", TRUE, 1, (gint64) 1 << 32, &media->size_bytes);
  word = ds_parse_word (&self->base, object, "type", TRUE, media_words, 0);
  media->type = g_strdup (media_words[word]);
  media->width = (int) ds_parse_integer (&self->base, object, "width", 1, 100000, -1);
  media->height = (int) ds_parse_integer (&self->base, object, "height", 1, 100000, -1);
  ds_json_reader_finish_object (self->base.reader, object, known);
  ds_json_reader_pop (self->base.reader);
}

static void
read_job_facts (Reading *self, const char *job, json_t *facts)
{
  const char *name;
  json_t *value;

  if (!json_is_object (facts) || json_object_size (facts) > MAX_FACTS) {
    ds_json_reader_problem (self->base.reader, job, "this must be an object with at most %d facts", MAX_FACTS);
    return;
  }
  json_object_foreach (facts, name, value) {
    if (json_is_string (value) && strlen (json_string_value (value)) <= 200 && strlen (name) <= 64)
      ds_entry_set_fact (self->entry, job, name, json_string_value (value));
    else
      ds_json_reader_problem (self->base.reader, job, "the fact “%.80s” must be a text of at most 200 bytes", name);
  }
}

static void
read_stage (Reading *self)
{
  json_t *facts = ds_json_reader_object (self->base.reader, self->object, "facts", FALSE);
  const char *job;
  json_t *value;

  self->entry->stage = (DsVisitStage) (DS_STAGE_ACCEPTED + read_word (self, "stage", stage_words));
  self->entry->text = read_text (self, "reason", FALSE, DS_ENTRY_MAX_TEXT);
  if (facts == NULL)
    return;
  if (self->entry->stage != DS_STAGE_STARTED)
    ds_json_reader_problem (self->base.reader, "facts", "facts are recorded when the visit is started, not here");
  ds_json_reader_push_member (self->base.reader, "facts");
  json_object_foreach (facts, job, value) {
    if (ds_parse_id_is_valid (job))
      read_job_facts (self, job, value);
    else
      ds_json_reader_problem (self->base.reader, NULL, "“%.80s” is not the id of a job", job);
  }
  ds_json_reader_pop (self->base.reader);
}

static void
read_thing (Reading *self)
{
  DsEntry *entry = self->entry;

  entry->job = read_id (self, "job", TRUE);
  entry->section = read_id (self, "section", TRUE);
  entry->thing = read_uuid (self, "thing", TRUE);
  entry->thing_op = (DsThingOp) read_word (self, "op", thing_words);
  entry->name = read_text (self, "name", entry->thing_op != DS_THING_REMOVE, MAX_NAME);
}

static void
read_opinion (Reading *self)
{
  DsEntry *entry = self->entry;

  entry->opinion = read_uuid (self, "opinion", TRUE);
  entry->opinion_kind = g_strdup (kind_words[read_word (self, "kind", kind_words)]);
  entry->subtype = read_id (self, "subtype", FALSE);
  entry->department = read_id (self, "department", FALSE);
  entry->major = ds_parse_word (&self->base, self->object, "severity", FALSE, severity_words, 0) == 1;
  entry->text = read_text (self, "text", TRUE, DS_ENTRY_MAX_TEXT);
}

static void
read_guide (Reading *self)
{
  const char **guides = ds_parse_ids (&self->base, self->object, "guides", TRUE, MAX_GUIDES);

  self->entry->guides = g_strdupv ((char **) guides);
  self->entry->explained = ds_json_reader_boolean (self->base.reader, self->object, "explained", FALSE);
}

static void
read_outcome (Reading *self)
{
  self->entry->job = read_id (self, "job", TRUE);
  self->entry->outcome = (DsOutcome) (DS_OUTCOME_DONE + read_word (self, "outcome", outcome_words));
  self->entry->text = read_text (self, "reason", self->entry->outcome == DS_OUTCOME_NOT_DONE, DS_ENTRY_MAX_TEXT);
}

static void
read_answer (Reading *self)
{
  read_target (self, TRUE);
  read_value (self);
  read_instrument (self);
  self->entry->confirmed = ds_json_reader_boolean (self->base.reader, self->object, "confirmed", FALSE);
}

static void
read_skip (Reading *self)
{
  read_target (self, TRUE);
  self->entry->skip = (DsSkip) (1 << read_word (self, "reason", skip_words));
  self->entry->text = read_text (self, "note", TRUE, DS_ENTRY_MAX_TEXT);
}

static void
read_hand_over (Reading *self)
{
  self->entry->job = read_id (self, "job", TRUE);
  self->entry->pair = read_id (self, "pair", TRUE);
  self->entry->thing = read_uuid (self, "thing", FALSE);
  self->entry->text = read_text (self, "reason", TRUE, DS_ENTRY_MAX_TEXT);
}

static void
read_photo (Reading *self)
{
  read_target (self, FALSE);
  self->entry->role = (DsPhotoRole) read_word (self, "role", role_words);
  read_media (self);
}

static void
read_note (Reading *self)
{
  gboolean remedy = self->entry->type == DS_ENTRY_REMEDY;

  read_target (self, remedy);
  self->entry->text = read_text (self, "text", TRUE, DS_ENTRY_MAX_TEXT);
}

static void
read_notice (Reading *self)
{
  read_signature_member (self, "signature");
  if (self->entry->type == DS_ENTRY_NOTICE)
    self->entry->follow_up = read_date (self, self->object, "follow_up", TRUE);
}

static void
read_satisfaction (Reading *self)
{
  self->entry->score = (int) ds_parse_integer (&self->base, self->object, "score", 1, 5, -1);
  self->entry->text = read_text (self, "comment", FALSE, DS_ENTRY_MAX_TEXT);
}

static void
read_escalate (Reading *self)
{
  self->entry->text = read_text (self, "reason", TRUE, DS_ENTRY_MAX_TEXT);
}

static void
read_reference (Reading *self)
{
  self->entry->target = read_uuid (self, "entry", TRUE);
}

static void
read_upgrade (Reading *self)
{
  self->entry->job = read_id (self, "job", TRUE);
  self->entry->from = read_sha256 (self, self->object, "from");
  self->entry->to = read_sha256 (self, self->object, "to");
}

static void
read_common (Reading *self)
{
  DsEntry *entry = self->entry;
  DsJsonReader *reader = self->base.reader;
  gint64 seq = 0;

  if (ds_json_reader_integer (reader, self->object, "seq", FALSE, 1, G_MAXINT32, &seq))
    entry->seq = (guint64) seq;
  entry->id = read_uuid (self, "id", TRUE);
  entry->at = g_strdup (ds_json_reader_string (reader, self->object, "at", TRUE));
  if (entry->at != NULL && !ds_time_parse (entry->at, &entry->wall_us, &entry->offset_s, NULL))
    ds_json_reader_problem (reader, "at", "“%.80s” is not a time such as 2026-11-21T14:30:05.123+08:00", entry->at);
  ds_json_reader_integer (reader, self->object, "mono_ms", TRUE, 0, G_MAXINT64 / 1000, &entry->mono_ms);
  entry->boot = read_uuid (self, "boot", TRUE);
  entry->who = read_text (self, "who", TRUE, 64);
  entry->type = (DsEntryType) read_word (self, "type", type_words);
}

static void
finish_keys (Reading *self)
{
  const char *known[20] = { "seq", "id", "at", "mono_ms", "boot", "who", "type" };
  guint n = 7;

  for (guint i = 0; type_keys[self->entry->type][i] != NULL; i++)
    known[n++] = type_keys[self->entry->type][i];
  ds_json_reader_finish_object (self->base.reader, self->object, known);
}

DsEntry *
ds_entry_read (DsJsonReader *reader, json_t *object)
{
  static void (*const readers[]) (Reading *) = {
    [DS_ENTRY_STAGE] = read_stage,
    [DS_ENTRY_THING] = read_thing,
    [DS_ENTRY_ANSWER] = read_answer,
    [DS_ENTRY_SKIP] = read_skip,
    [DS_ENTRY_NOTE] = read_note,
    [DS_ENTRY_PHOTO] = read_photo,
    [DS_ENTRY_REMOVE_PHOTO] = read_reference,
    [DS_ENTRY_REMEDY] = read_note,
    [DS_ENTRY_UNDO] = read_reference,
    [DS_ENTRY_REDO] = read_reference,
    [DS_ENTRY_HAND_OVER] = read_hand_over,
    [DS_ENTRY_OUTCOME] = read_outcome,
    [DS_ENTRY_OPINION] = read_opinion,
    [DS_ENTRY_SATISFACTION] = read_satisfaction,
    [DS_ENTRY_NOTICE] = read_notice,
    [DS_ENTRY_GUIDE] = read_guide,
    [DS_ENTRY_SIGN] = read_notice,
    [DS_ENTRY_ESCALATE] = read_escalate,
    [DS_ENTRY_CHECKLIST_UPGRADE] = read_upgrade,
  };
  g_autoptr (DsArena) arena = NULL;
  g_autoptr (DsEntry) entry = NULL;
  guint problems = ds_json_reader_problems (reader)->len;
  Reading reading;

  if (!json_is_object (object)) {
    ds_json_reader_problem (reader, NULL, "a journal entry must be an object");
    return NULL;
  }
  arena = ds_arena_new ();
  entry = ds_entry_alloc ();
  reading = (Reading){ { reader, arena }, object, entry };
  read_common (&reading);
  if (json_is_string (json_object_get (object, "type"))) {
    readers[entry->type](&reading);
    finish_keys (&reading);
  }
  return ds_json_reader_problems (reader)->len == problems ? g_steal_pointer (&entry) : NULL;
}

DsEntry *
ds_entry_from_json (json_t *value, GError **error)
{
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (DS_PARSE_MAX_PROBLEMS);
  DsEntry *entry = ds_entry_read (reader, value);

  if (entry == NULL)
    ds_json_reader_to_error (reader, DS_MODEL_ERROR, error);
  return entry;
}

DsEntry *
ds_entry_parse (const char *data, gsize size, GError **error)
{
  static const DsJsonLimits limits = { DS_ENTRY_MAX_BYTES, 16 };
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (DS_PARSE_MAX_PROBLEMS);
  g_autoptr (DsJson) value = ds_parse_load (reader, data, size, &limits, error);

  return value != NULL ? ds_entry_from_json (value, error) : NULL;
}
