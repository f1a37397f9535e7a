/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-entry-private.h"

#include <string.h>

static void
put (json_t *object, const char *key, const char *text)
{
  if (text != NULL)
    json_object_set_new (object, key, json_string (text));
}

static json_t *
write_strokes (const DsSignature *signature)
{
  json_t *strokes = json_array ();

  for (guint i = 0; i < signature->strokes->len; i++) {
    GArray *points = g_ptr_array_index (signature->strokes, i);
    json_t *stroke = json_array ();

    for (guint j = 0; j < points->len; j++) {
      const DsStrokePoint *point = &g_array_index (points, DsStrokePoint, j);
      json_t *triple = json_array ();

      json_array_append_new (triple, json_integer (point->x));
      json_array_append_new (triple, json_integer (point->y));
      json_array_append_new (triple, json_integer (point->t_ms));
      json_array_append_new (stroke, triple);
    }
    json_array_append_new (strokes, stroke);
  }
  return strokes;
}

static json_t *
write_signature (const DsSignature *signature)
{
  json_t *object = json_object ();

  if (signature->refused != NULL) {
    put (object, "refused", signature->refused);
    return object;
  }
  put (object, "name", signature->name);
  json_object_set_new (object, "strokes", write_strokes (signature));
  json_object_set_new (object, "width", json_integer (signature->width));
  json_object_set_new (object, "height", json_integer (signature->height));
  return object;
}

static json_t *
write_strings (char **strings)
{
  json_t *list = json_array ();

  for (guint i = 0; strings != NULL && strings[i] != NULL; i++)
    json_array_append_new (list, json_string (strings[i]));
  return list;
}

json_t *
ds_value_to_json (const DsValue *self)
{
  json_t *object;

  switch (self->kind) {
  case DS_VALUE_DONE:
    return json_true ();
  case DS_VALUE_STRING:
    return json_string (self->string);
  case DS_VALUE_STRINGS:
    return write_strings (self->strings);
  case DS_VALUE_STARTED:
    object = json_object ();
    json_object_set_new (object, "started", json_true ());
    return object;
  case DS_VALUE_WAITED:
    object = json_object ();
    json_object_set_new (object, "waited_s", json_integer (self->waited_s));
    return object;
  case DS_VALUE_SIGNATURE:
    return write_signature (self->signature);
  default:
    return NULL;
  }
}

/* Sorted, so that equal entries are equal bytes whatever the order of the table. */
static json_t *
write_facts (GHashTable *facts)
{
  json_t *object = json_object ();
  g_autoptr (GList) jobs = g_list_sort (g_hash_table_get_keys (facts), (GCompareFunc) strcmp);

  for (GList *i = jobs; i != NULL; i = i->next) {
    GHashTable *values = g_hash_table_lookup (facts, i->data);
    g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (values), (GCompareFunc) strcmp);
    json_t *of_job = json_object ();

    for (GList *j = names; j != NULL; j = j->next)
      put (of_job, j->data, g_hash_table_lookup (values, j->data));
    json_object_set_new (object, i->data, of_job);
  }
  return object;
}

static void
write_target (const DsEntry *self, json_t *object)
{
  put (object, "job", self->job);
  put (object, "step", self->step);
  put (object, "thing", self->thing);
}

static void
write_answer (const DsEntry *self, json_t *object)
{
  json_t *instrument;

  write_target (self, object);
  json_object_set_new (object, "value", ds_value_to_json (&self->value));
  if (self->instrument_id != NULL) {
    instrument = json_object ();
    put (instrument, "id", self->instrument_id);
    put (instrument, "serial", self->instrument_serial);
    put (instrument, "calibrated_until", self->calibrated_until);
    json_object_set_new (object, "instrument", instrument);
  }
  if (self->confirmed)
    json_object_set_new (object, "confirmed", json_true ());
}

static void
write_photo (const DsEntry *self, json_t *object)
{
  json_t *media = json_object ();

  write_target (self, object);
  put (object, "role", ds_photo_role_name (self->role));
  put (media, "sha256", self->media.sha256);
  json_object_set_new (media, "size", json_integer (self->media.size_bytes));
  put (media, "type", self->media.type);
  json_object_set_new (media, "width", json_integer (self->media.width));
  json_object_set_new (media, "height", json_integer (self->media.height));
  json_object_set_new (object, "media", media);
}

static void
write_thing (const DsEntry *self, json_t *object)
{
  static const char *const ops[] = { "add", "rename", "remove" };

  put (object, "job", self->job);
  put (object, "section", self->section);
  put (object, "thing", self->thing);
  put (object, "op", ops[self->thing_op]);
  put (object, "name", self->name);
}

static void
write_opinion (const DsEntry *self, json_t *object)
{
  put (object, "opinion", self->opinion);
  put (object, "kind", self->opinion_kind);
  put (object, "subtype", self->subtype);
  put (object, "department", self->department);
  put (object, "severity", self->major ? "major" : "normal");
  put (object, "text", self->text);
}

static void
write_whole_visit (const DsEntry *self, json_t *object)
{
  switch (self->type) {
  case DS_ENTRY_STAGE:
    put (object, "stage", ds_visit_stage_name (self->stage));
    put (object, "reason", self->text);
    if (self->facts != NULL)
      json_object_set_new (object, "facts", write_facts (self->facts));
    break;
  case DS_ENTRY_OUTCOME:
    put (object, "job", self->job);
    put (object, "outcome", self->outcome == DS_OUTCOME_DONE ? "done" : "not-done");
    put (object, "reason", self->text);
    break;
  case DS_ENTRY_OPINION:
    write_opinion (self, object);
    break;
  case DS_ENTRY_SATISFACTION:
    json_object_set_new (object, "score", json_integer (self->score));
    put (object, "comment", self->text);
    break;
  case DS_ENTRY_NOTICE:
  case DS_ENTRY_SIGN:
    json_object_set_new (object, "signature", ds_value_to_json (&self->value));
    put (object, "follow_up", self->follow_up);
    break;
  case DS_ENTRY_GUIDE:
    json_object_set_new (object, "guides", write_strings (self->guides));
    json_object_set_new (object, "explained", json_boolean (self->explained));
    break;
  case DS_ENTRY_ESCALATE:
    put (object, "reason", self->text);
    break;
  case DS_ENTRY_CHECKLIST_UPGRADE:
    put (object, "job", self->job);
    put (object, "from", self->from);
    put (object, "to", self->to);
    break;
  default:
    put (object, "entry", self->target);
    break;
  }
}

DsJson *
ds_entry_to_json (const DsEntry *self)
{
  json_t *object = json_object ();

  if (self->seq > 0)
    json_object_set_new (object, "seq", json_integer ((json_int_t) self->seq));
  put (object, "id", self->id);
  put (object, "at", self->at);
  json_object_set_new (object, "mono_ms", json_integer (self->mono_ms));
  put (object, "boot", self->boot);
  put (object, "who", self->who);
  put (object, "type", ds_entry_type_name (self->type));
  switch (self->type) {
  case DS_ENTRY_THING:
    write_thing (self, object);
    break;
  case DS_ENTRY_ANSWER:
    write_answer (self, object);
    break;
  case DS_ENTRY_SKIP:
    write_target (self, object);
    put (object, "reason", ds_skip_name (self->skip));
    put (object, "note", self->text);
    break;
  case DS_ENTRY_NOTE:
  case DS_ENTRY_REMEDY:
    write_target (self, object);
    put (object, "text", self->text);
    break;
  case DS_ENTRY_PHOTO:
    write_photo (self, object);
    break;
  case DS_ENTRY_HAND_OVER:
    put (object, "job", self->job);
    put (object, "pair", self->pair);
    put (object, "thing", self->thing);
    put (object, "reason", self->text);
    break;
  default:
    write_whole_visit (self, object);
    break;
  }
  return object;
}

char *
ds_entry_to_line (const DsEntry *self)
{
  g_autoptr (DsJson) object = ds_entry_to_json (self);

  return ds_json_to_line (object, NULL);
}
