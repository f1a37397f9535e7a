/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-checklist.h"

#include "ds-checklist-private.h"
#include "ds-digest.h"
#include "ds-error.h"

#include <string.h>

#define MAX_SECTIONS 200
#define MAX_BRING 100
#define MAX_SUGGESTIONS 40
#define MAX_AGES_MINUTES (7 * 24 * 60)
#define MAX_VERSION 1000000

static const char *const stage_words[] = { "before", "work", "after", NULL };
static const char *const skip_words[] = { "not-applicable", "not-tested", NULL };
static const char *const scope_words[] = { "section", "checklist", "visit", NULL };
static const char *const role_words[] = { "open", "close", NULL };
static const char *const evidence_words[] = { "photo", "note", NULL };
static const char *const severity_words[] = { "advice", "hazard", "stop", NULL };
static const char *const bring_words[] = { "tool", "material", "document", NULL };

static void
parse_gate (DsChecklistParse *self, json_t *object, DsStep *step)
{
  static const char *const known[] = { "scope", "reason", NULL };
  json_t *gate = ds_json_reader_object (self->base.reader, object, "gate", FALSE);

  if (gate == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "gate");
  step->gate = (DsGateScope) (DS_GATE_SECTION + ds_parse_word (&self->base, gate, "scope", TRUE, scope_words, 0));
  ds_parse_text (&self->base, gate, "reason", TRUE, &step->gate_reason);
  ds_json_reader_finish_object (self->base.reader, gate, known);
  ds_json_reader_pop (self->base.reader);
}

static void
parse_pair (DsChecklistParse *self, json_t *object, DsStep *step)
{
  static const char *const opener_keys[] = { "id", "role", "strip", NULL };
  static const char *const closer_keys[] = { "id", "role", NULL };
  json_t *pair = ds_json_reader_object (self->base.reader, object, "pair", FALSE);
  int role;

  if (pair == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "pair");
  step->pair = ds_parse_id (&self->base, pair, "id", TRUE);
  role = ds_parse_word (&self->base, pair, "role", TRUE, role_words, 0);
  step->pair_role = role == 0 ? DS_PAIR_OPEN : DS_PAIR_CLOSE;
  if (role == 0)
    ds_parse_text (&self->base, pair, "strip", TRUE, &step->pair_strip);
  ds_json_reader_finish_object (self->base.reader, pair, role == 0 ? opener_keys : closer_keys);
  ds_json_reader_pop (self->base.reader);
}

static void
parse_instrument (DsChecklistParse *self, json_t *object, DsStep *step)
{
  static const char *const known[] = { "id", "name", NULL };
  json_t *instrument = ds_json_reader_object (self->base.reader, object, "instrument", FALSE);

  if (instrument == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "instrument");
  step->instrument = ds_parse_id (&self->base, instrument, "id", TRUE);
  ds_parse_text (&self->base, instrument, "name", TRUE, &step->instrument_name);
  ds_json_reader_finish_object (self->base.reader, instrument, known);
  ds_json_reader_pop (self->base.reader);
}

static void
parse_fail (DsChecklistParse *self, json_t *object, DsStep *step)
{
  static const char *const known[] = { "severity", "hazard", "remedy", "evidence", "recheck", NULL };
  json_t *fail = ds_json_reader_object (self->base.reader, object, "fail", FALSE);

  step->recheck = TRUE;
  if (fail == NULL)
    return;
  step->has_fail = TRUE;
  ds_json_reader_push_member (self->base.reader, "fail");
  step->fail_severity =
      (DsSeverity) (DS_SEVERITY_ADVICE + ds_parse_word (&self->base, fail, "severity", TRUE, severity_words, 0));
  ds_parse_text (&self->base, fail, "hazard", FALSE, &step->hazard);
  ds_parse_text (&self->base, fail, "remedy", TRUE, &step->remedy);
  step->evidence = (DsEvidence) ds_parse_word_bits (&self->base, fail, "evidence", evidence_words);
  step->recheck = ds_json_reader_boolean (self->base.reader, fail, "recheck", TRUE);
  ds_json_reader_finish_object (self->base.reader, fail, known);
  ds_json_reader_pop (self->base.reader);
}

static void
parse_step (DsChecklistParse *self, json_t *object, DsStep *step)
{
  static const char *const known[] = { "id",         "title",    "answer",    "why",    "how",  "fail", "basis",
                                       "instrument", "required", "skippable", "when",   "gate", "pair", "picture",
                                       "ages",       "carry",    "compare",   "topics", NULL };

  ds_parse_text (&self->base, object, "title", TRUE, &step->title);
  ds_parse_text (&self->base, object, "why", FALSE, &step->why);
  ds_parse_text (&self->base, object, "how", FALSE, &step->how);
  step->picture = ds_parse_id (&self->base, object, "picture", FALSE);
  parse_fail (self, object, step);
  ds_checklist_parse_answer (self, object, step);
  step->required = ds_json_reader_boolean (self->base.reader, object, "required", TRUE);
  if (json_object_get (object, "skippable") != NULL)
    step->skippable = (DsSkip) ds_parse_word_bits (&self->base, object, "skippable", skip_words);
  parse_gate (self, object, step);
  parse_pair (self, object, step);
  parse_instrument (self, object, step);
  if (json_object_get (object, "ages") != NULL)
    step->ages_minutes = ds_parse_integer (&self->base, object, "ages", 1, MAX_AGES_MINUTES, 0);
  step->carry = ds_json_reader_boolean (self->base.reader, object, "carry", FALSE);
  step->basis = ds_checklist_parse_basis_references (self, object, &step->n_basis);
  if (json_object_get (object, "topics") != NULL)
    step->topics = ds_parse_ids (&self->base, object, "topics", FALSE, 20);
  ds_json_reader_finish_object (self->base.reader, object, known);
}

static void
parse_repeat (DsChecklistParse *self, json_t *object, DsSection *section)
{
  static const char *const known[] = { "thing", "min", "max", "suggest", NULL };
  json_t *repeat = ds_json_reader_object (self->base.reader, object, "repeat", FALSE);
  json_t *list;

  if (repeat == NULL)
    return;
  section->repeated = TRUE;
  ds_json_reader_push_member (self->base.reader, "repeat");
  ds_parse_text (&self->base, repeat, "thing", TRUE, &section->thing);
  section->min_things = ds_parse_integer (&self->base, repeat, "min", 0, DS_CHECKLIST_MAX_THINGS, 0);
  section->max_things = ds_parse_integer (&self->base, repeat, "max", 1, DS_CHECKLIST_MAX_THINGS, 40);
  if (section->min_things > section->max_things)
    ds_json_reader_problem (self->base.reader, "min", "this is more than “max”");
  list = ds_parse_array (&self->base, repeat, "suggest", FALSE, (DsParseRange){ 1, MAX_SUGGESTIONS },
                         &section->n_suggestions);
  section->suggestions = ds_arena_array (self->base.arena, DsText, section->n_suggestions);
  ds_json_reader_push_member (self->base.reader, "suggest");
  for (guint i = 0; i < section->n_suggestions; i++) {
    ds_json_reader_push_index (self->base.reader, i);
    ds_parse_text_value (&self->base, json_array_get (list, i), &section->suggestions[i]);
    ds_json_reader_pop (self->base.reader);
  }
  ds_json_reader_pop (self->base.reader);
  ds_json_reader_finish_object (self->base.reader, repeat, known);
  ds_json_reader_pop (self->base.reader);
}

static void
parse_section (DsChecklistParse *self, json_t *object, DsSection *section)
{
  static const char *const known[] = { "id", "title", "stage", "intro", "zone", "repeat", "when", "steps", NULL };
  json_t *steps = json_object_get (object, "steps");

  ds_parse_text (&self->base, object, "title", TRUE, &section->title);
  section->stage = (DsSectionStage) ds_parse_word (&self->base, object, "stage", TRUE, stage_words, DS_SECTION_WORK);
  ds_parse_text (&self->base, object, "intro", FALSE, &section->intro);
  ds_parse_text (&self->base, object, "zone", FALSE, &section->zone);
  parse_repeat (self, object, section);
  ds_json_reader_finish_object (self->base.reader, object, known);
  ds_json_reader_push_member (self->base.reader, "steps");
  for (guint i = 0; i < section->n_steps; i++) {
    ds_json_reader_push_index (self->base.reader, i);
    parse_step (self, json_array_get (steps, i), &self->list->steps[section->first_step + i]);
    ds_json_reader_pop (self->base.reader);
  }
  ds_json_reader_pop (self->base.reader);
}

/* The ids of a section's steps, so that everything may refer to everything, also forwards. */
static void
index_steps (DsChecklistParse *self, DsSection *section, json_t *steps)
{
  DsChecklist *list = self->list;

  ds_json_reader_push_member (self->base.reader, "steps");
  for (guint i = 0; i < section->n_steps; i++) {
    DsStep *step = &list->steps[section->first_step + i];

    step->index = section->first_step + i;
    step->section = section->index;
    step->compare = step->pair_step = DS_NONE;
    ds_json_reader_push_index (self->base.reader, i);
    step->id = ds_parse_id (&self->base, json_array_get (steps, i), "id", TRUE);
    if (step->id != NULL &&
        !g_hash_table_insert (list->step_index, (gpointer) step->id, GUINT_TO_POINTER (step->index + 1)))
      ds_json_reader_problem (self->base.reader, "id", "“%s” is already the id of another step", step->id);
    ds_json_reader_pop (self->base.reader);
  }
  ds_json_reader_pop (self->base.reader);
}

static guint
count_steps (DsChecklistParse *self, json_t *sections, guint n_sections)
{
  gsize total = 0;

  for (guint i = 0; i < n_sections; i++)
    total += json_array_size (json_object_get (json_array_get (sections, i), "steps"));
  if (total <= DS_CHECKLIST_MAX_STEPS)
    return (guint) total;
  ds_json_reader_problem (self->base.reader, "sections",
                          "there are %" G_GSIZE_FORMAT " steps; at most %d are allowed in one checklist", total,
                          DS_CHECKLIST_MAX_STEPS);
  return DS_NONE;
}

static void
index_section (DsChecklistParse *self, json_t *sections, guint index, guint *n_steps)
{
  DsChecklist *list = self->list;
  DsSection *section = &list->sections[index];
  json_t *object = json_array_get (sections, index);
  json_t *steps;

  section->index = index;
  section->first_step = *n_steps;
  section->id = ds_parse_id (&self->base, object, "id", TRUE);
  for (guint i = 0; i < index && section->id != NULL; i++)
    if (g_strcmp0 (list->sections[i].id, section->id) == 0)
      ds_json_reader_problem (self->base.reader, "id", "“%s” is already the id of another section", section->id);
  steps = ds_parse_array (&self->base, object, "steps", TRUE, (DsParseRange){ 1, DS_CHECKLIST_MAX_STEPS },
                          &section->n_steps);
  *n_steps += section->n_steps;
  index_steps (self, section, steps);
}

void
ds_checklist_push_step (DsChecklistParse *self, const DsStep *step)
{
  ds_json_reader_push_member (self->base.reader, "sections");
  ds_json_reader_push_index (self->base.reader, step->section);
  ds_json_reader_push_member (self->base.reader, "steps");
  ds_json_reader_push_index (self->base.reader, step->index - self->list->sections[step->section].first_step);
}

void
ds_checklist_pop_step (DsChecklistParse *self)
{
  for (guint i = 0; i < 4; i++)
    ds_json_reader_pop (self->base.reader);
}

static void
parse_compare (DsChecklistParse *self, json_t *object, DsStep *step)
{
  const DsStep *before;
  gboolean numbers;

  if (json_object_get (object, "compare") == NULL)
    return;
  step->compare = ds_checklist_find_reference (self, object, "compare");
  if (step->compare == DS_NONE)
    return;
  before = &self->list->steps[step->compare];
  numbers = (before->answer.type == DS_ANSWER_NUMBER || before->answer.type == DS_ANSWER_COMPUTED) &&
            (step->answer.type == DS_ANSWER_NUMBER || step->answer.type == DS_ANSWER_COMPUTED);
  if (before == step)
    ds_json_reader_problem (self->base.reader, "compare", "a step cannot be compared with itself");
  else if (!numbers && before->answer.type != step->answer.type)
    ds_json_reader_problem (self->base.reader, "compare",
                            "“%s” is a %s step and this one a %s step; they must be alike", before->id,
                            ds_answer_type_name (before->answer.type), ds_answer_type_name (step->answer.type));
}

static void
parse_step_references (DsChecklistParse *self, json_t *object, DsStep *step)
{
  self->owner_step = step->index;
  step->when = ds_checklist_parse_condition (self, object, "when");
  ds_checklist_parse_answer_references (self, object, step);
  parse_compare (self, object, step);
}

static void
parse_section_references (DsChecklistParse *self, json_t *object, DsSection *section)
{
  json_t *steps = json_object_get (object, "steps");

  self->owner_section = section->index;
  self->owner_step = DS_NONE;
  /* The section's own condition is asked before there is a thing, so it sees unrepeated steps only. */
  section->when = ds_checklist_parse_condition (self, object, "when");
  ds_json_reader_push_member (self->base.reader, "steps");
  for (guint i = 0; i < section->n_steps; i++) {
    ds_json_reader_push_index (self->base.reader, i);
    parse_step_references (self, json_array_get (steps, i), &self->list->steps[section->first_step + i]);
    ds_json_reader_pop (self->base.reader);
  }
  ds_json_reader_pop (self->base.reader);
}

/* Three rounds over the sections: names, contents, references. */
static void
parse_sections (DsChecklistParse *self, json_t *object)
{
  DsChecklist *list = self->list;
  guint n;
  json_t *sections = ds_parse_array (&self->base, object, "sections", TRUE, (DsParseRange){ 1, MAX_SECTIONS }, &n);
  guint total = count_steps (self, sections, n);
  guint n_steps = 0;

  if (total == DS_NONE)
    return;
  list->n_sections = n;
  list->sections = ds_arena_array (self->base.arena, DsSection, n);
  list->n_steps = total;
  list->steps = ds_arena_array (self->base.arena, DsStep, total);
  for (guint round = 0; round < 3; round++) {
    /* A reference to something that was not understood would be blamed for what is wrong elsewhere. */
    if (round == 2 && ds_json_reader_has_problems (self->base.reader))
      return;
    ds_json_reader_push_member (self->base.reader, "sections");
    for (guint i = 0; i < n; i++) {
      json_t *section = json_array_get (sections, i);

      ds_json_reader_push_index (self->base.reader, i);
      if (round == 0)
        index_section (self, sections, i, &n_steps);
      else if (round == 1)
        parse_section (self, section, &list->sections[i]);
      else
        parse_section_references (self, section, &list->sections[i]);
      ds_json_reader_pop (self->base.reader);
    }
    ds_json_reader_pop (self->base.reader);
  }
}

static void
parse_bring (DsChecklistParse *self, json_t *object)
{
  static const char *const known[] = { "id", "title", "quantity", "unit", "kind", NULL };
  DsChecklist *list = self->list;
  json_t *items = ds_parse_array (&self->base, object, "bring", FALSE, (DsParseRange){ 0, MAX_BRING }, &list->n_bring);

  list->bring = ds_arena_array (self->base.arena, DsBringItem, list->n_bring);
  ds_json_reader_push_member (self->base.reader, "bring");
  for (guint i = 0; i < list->n_bring; i++) {
    json_t *value = json_array_get (items, i);
    DsBringItem *item = &list->bring[i];

    ds_json_reader_push_index (self->base.reader, i);
    item->id = ds_parse_id (&self->base, value, "id", TRUE);
    ds_parse_text (&self->base, value, "title", TRUE, &item->title);
    if (ds_parse_decimal (&self->base, value, "quantity", TRUE, &item->quantity) && item->quantity.coefficient <= 0)
      ds_json_reader_problem (self->base.reader, "quantity", "this must be more than 0");
    ds_parse_text (&self->base, value, "unit", FALSE, &item->unit);
    item->kind = bring_words[ds_parse_word (&self->base, value, "kind", TRUE, bring_words, 0)];
    ds_json_reader_finish_object (self->base.reader, value, known);
    for (guint j = 0; j < i; j++)
      if (item->id != NULL && g_strcmp0 (list->bring[j].id, item->id) == 0)
        ds_json_reader_problem (self->base.reader, "id", "“%s” is already in the list", item->id);
    ds_json_reader_pop (self->base.reader);
  }
  ds_json_reader_pop (self->base.reader);
}

static void
parse_service (DsChecklistParse *self, json_t *object)
{
  self->list->service = ds_parse_string (&self->base, object, "service", TRUE, 64);
  if (self->list->service != NULL && !ds_service_is_valid (self->list->service))
    ds_json_reader_problem (self->base.reader, "service",
                            "“%s” is no service; use inspection, cleaning, installation, repair, retrofit, delivery, "
                            "return-visit, conduct or audit",
                            self->list->service);
}

static void
parse_checklist (DsChecklistParse *self, json_t *object)
{
  static const char *const known[] = { "format",  "id",    "version",      "service", "appliances", "title",
                                       "summary", "basis", "certificates", "bring",   "sections",   NULL };
  DsChecklist *list = self->list;

  ds_parse_format (&self->base, object, "doorstep-checklist/1");
  list->id = ds_parse_id (&self->base, object, "id", TRUE);
  list->version = ds_parse_integer (&self->base, object, "version", 1, MAX_VERSION, -1);
  parse_service (self, object);
  list->appliances = ds_parse_appliances (&self->base, object);
  ds_parse_text (&self->base, object, "title", TRUE, &list->title);
  ds_parse_text (&self->base, object, "summary", FALSE, &list->summary);
  list->basis = ds_parse_basis (&self->base, object, &list->n_basis);
  list->certificates = ds_parse_ids (&self->base, object, "certificates", FALSE, 20);
  parse_bring (self, object);
  ds_json_reader_finish_object (self->base.reader, object, known);
  parse_sections (self, object);
}

static DsChecklist *
new_checklist (const char *data, gsize size)
{
  DsChecklist *list = g_new0 (DsChecklist, 1);

  g_atomic_ref_count_init (&list->ref_count);
  list->arena = ds_arena_new ();
  list->step_index = g_hash_table_new (g_str_hash, g_str_equal);
  list->size_bytes = size;
  ds_sha256 (data, size, list->sha256);
  return list;
}

DsChecklist *
ds_checklist_parse (const char *data, gsize size, GPtrArray **ret_problems, GError **error)
{
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (DS_PARSE_MAX_PROBLEMS);
  g_autoptr (GError) problem = NULL;
  g_autoptr (DsJson) value = NULL;
  g_autoptr (DsChecklist) list = NULL;
  g_autoptr (GArray) edges = NULL;
  DsChecklistParse parse;

  value = ds_parse_load (reader, data, size, &DS_JSON_LIMITS_CHECKLIST, &problem);
  if (value != NULL) {
    list = new_checklist (data, size);
    edges = g_array_new (FALSE, FALSE, sizeof (DsEdge));
    parse = (DsChecklistParse){ { reader, list->arena }, list, edges, DS_NONE, DS_NONE, 0 };
    parse_checklist (&parse, value);
    /* Later rules stand on a whole list. */
    if (!ds_json_reader_has_problems (reader)) {
      ds_checklist_resolve_pairs (&parse);
      ds_checklist_resolve (&parse);
    }
  }
  if (!ds_parse_finish (reader, ret_problems, &problem)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return NULL;
  }
  return g_steal_pointer (&list);
}
