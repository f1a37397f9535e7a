/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-private.h"

#include "ds-digest.h"
#include "ds-entry-private.h"

#include <string.h>

static void
put (json_t *object, const char *key, const char *text)
{
  if (text != NULL)
    json_object_set_new (object, key, json_string (text));
}

static json_t *
begin_list (json_t *object, const char *key)
{
  json_t *list = json_array ();

  json_object_set_new (object, key, list);
  return list;
}

static json_t *
begin_element (json_t *list)
{
  json_t *member = json_object ();

  json_array_append_new (list, member);
  return member;
}

static void
put_slot (const Core *core, guint slot, json_t *object)
{
  const Block *block = slot_block (core, slot);

  put (object, "job", core->jobs[block->job].job->id);
  put (object, "step", slot_step (core, slot)->id);
  put (object, "thing", block->thing);
  put (object, "thing_name", block->name);
}

/* The value of a slot as text: numbers as typed, computed ones as shown. */
static void
put_value (const Core *core, guint slot, const char *key, json_t *object)
{
  const Slot *one = SLOT (core, slot);
  char text[DS_DECIMAL_BUFFER];

  if (one->data != NULL && one->data->answer != NULL) {
    const DsValue *value = &one->data->answer->value;

    if (value->kind == DS_VALUE_STRING)
      put (object, key, value->string);
    else if (value->kind != DS_VALUE_SIGNATURE)
      json_object_set_new (object, key, ds_value_to_json (value));
  } else if (one->now.has_number) {
    put (object, key, ds_decimal_format (one->now.number, text));
  }
}

static void
put_progress (const DsProgress *progress, json_t *object)
{
  json_object_set_new (object, "required", json_integer (progress->required));
  json_object_set_new (object, "required_done", json_integer (progress->required_done));
  json_object_set_new (object, "total", json_integer (progress->total));
  json_object_set_new (object, "done", json_integer (progress->done));
  json_object_set_new (object, "failed", json_integer (progress->failed));
  json_object_set_new (object, "skipped", json_integer (progress->skipped));
}

static void
write_jobs (const DsVisit *self, json_t *object)
{
  static const char *const outcomes[] = { "open", "done", "not-done" };
  json_t *list = begin_list (object, "jobs");

  for (guint i = 0; i < self->core->n_jobs; i++) {
    json_t *job = begin_element (list);
    DsVisitJobState state;

    ds_visit_job_state (self, i, &state);
    put (job, "job", self->core->jobs[i].job->id);
    put (job, "outcome", outcomes[state.outcome]);
    put (job, "reason", state.reason);
    put_progress (&self->core->jobs[i].progress, job);
  }
}

static void
write_hazards (const DsVisit *self, json_t *object)
{
  g_autoptr (GArray) hazards = ds_visit_hazards (self, TRUE);
  json_t *list = begin_list (object, "hazards");

  for (guint i = 0; i < hazards->len; i++) {
    const DsHazard *hazard = &g_array_index (hazards, DsHazard, i);
    json_t *member = begin_element (list);

    put_slot (self->core, hazard->slot, member);
    put (member, "severity", ds_severity_name (hazard->severity));
    put (member, "state", hazard->remedied ? "remedied" : "found");
    if (hazard->found != NULL && hazard->found->kind == DS_VALUE_STRING)
      put (member, "found", hazard->found->string);
    put_value (self->core, hazard->slot, "value", member);
    json_object_set_new (member, "noticed", json_boolean (hazard->noticed));
  }
}

static void
write_pairs (const DsVisit *self, json_t *object)
{
  g_autoptr (GArray) pairs = ds_visit_open_pairs (self, TRUE);
  g_autoptr (GArray) comparisons = ds_visit_comparisons (self);
  json_t *list = begin_list (object, "comparisons");

  for (guint i = 0; i < comparisons->len; i++) {
    const DsComparison *pair = &g_array_index (comparisons, DsComparison, i);
    json_t *member = begin_element (list);

    put_slot (self->core, pair->after, member);
    put_value (self->core, pair->before, "before", member);
    put_value (self->core, pair->after, "after", member);
  }
  list = begin_list (object, "handed_over");
  for (guint i = 0; i < pairs->len; i++) {
    const DsOpenPair *pair = &g_array_index (pairs, DsOpenPair, i);
    json_t *member = begin_element (list);

    put_slot (self->core, pair->opener, member);
    put (member, "pair", pair->pair);
    put (member, "reason", pair->handed_over != NULL ? pair->handed_over->text : NULL);
  }
}

static const char *
name_signature (const DsEntry *entry)
{
  if (entry == NULL)
    return "none";
  return entry->value.signature->refused != NULL ? "refused" : "signed";
}

DsJson *
ds_visit_result (const DsVisit *self)
{
  json_t *object = json_object ();
  const Head *head = &self->core->head;
  g_autofree char *digest = ds_visit_digest (self);
  json_t *progress = json_object ();
  g_autoptr (GArray) photos = ds_visit_photos (self, DS_NONE);

  put (object, "stage", ds_visit_stage_name (ds_visit_stage (self)));
  put_progress (&self->core->progress, progress);
  json_object_set_new (object, "progress", progress);
  write_jobs (self, object);
  write_hazards (self, object);
  write_pairs (self, object);
  put (object, "notice", name_signature (head->notice));
  put (object, "follow_up", head->notice != NULL ? head->notice->follow_up : NULL);
  put (object, "sign", name_signature (head->sign));
  if (head->satisfaction != NULL)
    json_object_set_new (object, "satisfaction", json_integer (head->satisfaction->score));
  json_object_set_new (object, "guide", json_boolean (head->guide != NULL));
  json_object_set_new (object, "opinions", json_integer (self->core->opinions->len));
  json_object_set_new (object, "photos", json_integer (photos->len));
  put (object, "digest", digest);
  return object;
}

/* ------------------------------------------------------------------ digest */

/* Lengths before texts keep different states from having one canonical form. */
static void
add_text (GString *canon, const char *text)
{
  if (text == NULL)
    g_string_append (canon, "-;");
  else
    g_string_append_printf (canon, "%" G_GSIZE_FORMAT ":%s;", strlen (text), text);
}

static void
add_entry (GString *canon, const DsEntry *entry)
{
  add_text (canon, entry != NULL ? entry->id : NULL);
}

static void
add_data (GString *canon, const SlotData *data)
{
  add_entry (canon, data->answer);
  add_entry (canon, data->skip);
  add_entry (canon, data->timer);
  add_entry (canon, data->hand_over);
  for (guint i = 0; i < data->n_tries; i++) {
    add_entry (canon, data->tries[i].answer);
    add_entry (canon, data->tries[i].remedy);
    g_string_append_printf (canon, "%d/%u;", (int) data->tries[i].severity, data->tries[i].limit);
  }
  g_string_append_c (canon, 'p');
  for (guint i = 0; i < data->n_photos; i++)
    add_entry (canon, data->photos[i]);
  g_string_append_c (canon, 'n');
  for (guint i = 0; i < data->n_notes; i++)
    add_entry (canon, data->notes[i]);
}

static void
add_slots (GString *canon, const Core *core)
{
  char number[DS_DECIMAL_BUFFER];

  for (guint i = 0; i < core->order->len; i++) {
    guint handle = g_array_index (core->order, guint, i);
    const Slot *slot = SLOT (core, handle);
    guint by;

    g_string_append_printf (canon, "\n%d%d%d", (int) slot->now.state, (int) slot->now.severity,
                            (int) ds_core_lock (core, handle, &by));
    if (slot->now.has_number)
      add_text (canon, ds_decimal_format (slot->now.number, number));
    if (slot->data != NULL)
      add_data (canon, slot->data);
  }
}

static void
add_blocks (GString *canon, const Core *core)
{
  for (guint i = 0; i < core->block_order->len; i++) {
    const Block *block = BLOCK (core, g_array_index (core->block_order, guint, i));

    if (!block->repeated)
      continue;
    g_string_append_printf (canon, "\n%u/%u/%d", block->job, block->section, (int) block->removed);
    add_text (canon, block->thing);
    add_text (canon, block->name);
  }
}

static void
add_jobs (GString *canon, const Core *core)
{
  for (guint i = 0; i < core->n_jobs; i++) {
    const Job *job = &core->jobs[i];
    g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (job->facts), (GCompareFunc) strcmp);

    add_text (canon, job->job->id);
    add_text (canon, job->list->sha256);
    add_entry (canon, job->outcome);
    for (GList *name = names; name != NULL; name = name->next) {
      add_text (canon, name->data);
      add_text (canon, g_hash_table_lookup (job->facts, name->data));
    }
  }
}

static void
add_entries (GString *canon, GPtrArray *entries)
{
  g_string_append_printf (canon, "\n%u ", entries->len);
  for (guint i = 0; i < entries->len; i++)
    add_entry (canon, g_ptr_array_index (entries, i));
}

char *
ds_visit_digest (const DsVisit *self)
{
  const Core *core = self->core;
  g_autoptr (GString) canon = g_string_sized_new (4096);
  char digest[DS_SHA256_BUFFER];

  g_string_append_printf (canon, "doorstep-visit/1 %d %d %d;", (int) core->head.stage, (int) core->head.parked,
                          (int) core->head.sign_outdated);
  add_text (canon, self->order->id);
  add_entry (canon, core->head.notice);
  add_entry (canon, core->head.sign);
  add_entry (canon, core->head.satisfaction);
  add_entry (canon, core->head.guide);
  add_entries (canon, core->opinions);
  add_entries (canon, core->escalations);
  add_entries (canon, core->notes);
  for (guint i = 0; i < core->photos->len; i++)
    if (!g_array_index (core->photos, Photo, i).removed)
      add_entry (canon, g_array_index (core->photos, Photo, i).entry);
  add_jobs (canon, core);
  add_blocks (canon, core);
  add_slots (canon, core);
  return g_strdup (ds_sha256 (canon->str, canon->len, digest));
}
