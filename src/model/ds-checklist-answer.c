/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-checklist-private.h"

#include <string.h>

#define MAX_OPTIONS 40
#define MAX_LIMITS 16
#define MAX_DECIMALS 6
#define MAX_PHOTOS 12
#define MAX_TEXT 2000
#define DEFAULT_TEXT 200
#define MAX_PATTERN 200
#define MAX_MINUTES (24 * 60)

static const char *const answer_words[] = { "check", "yes-no", "choice", "multi",     "number",   "text", "photo",
                                            "scan",  "timer",  "date",   "signature", "computed", NULL };
static const char *const severity_words[] = { "advice", "hazard", "stop", NULL };

const char *
ds_answer_type_name (DsAnswerType type)
{
  g_return_val_if_fail (type <= DS_ANSWER_COMPUTED, "check");
  return answer_words[type];
}

static DsSeverity
parse_severity (DsChecklistParse *self, json_t *object, DsSeverity fallback)
{
  int word = ds_parse_word (&self->base, object, "severity", FALSE, severity_words, -1);

  return word >= 0 ? (DsSeverity) (DS_SEVERITY_ADVICE + word) : fallback;
}

static void
parse_option (DsChecklistParse *self, json_t *object, DsOption *option)
{
  static const char *const known[] = { "id", "title", "severity", NULL };

  option->id = ds_parse_id (&self->base, object, "id", TRUE);
  ds_parse_text (&self->base, object, "title", TRUE, &option->title);
  option->severity = parse_severity (self, object, DS_SEVERITY_NONE);
  ds_json_reader_finish_object (self->base.reader, object, known);
}

static void
parse_options (DsChecklistParse *self, json_t *object, DsAnswer *answer)
{
  guint least = answer->type == DS_ANSWER_CHOICE ? 2 : 1;
  json_t *list =
      ds_parse_array (&self->base, object, "options", TRUE, (DsParseRange){ least, MAX_OPTIONS }, &answer->n_options);

  answer->options = ds_arena_array (self->base.arena, DsOption, answer->n_options);
  ds_json_reader_push_member (self->base.reader, "options");
  for (guint i = 0; i < answer->n_options; i++) {
    ds_json_reader_push_index (self->base.reader, i);
    parse_option (self, json_array_get (list, i), &answer->options[i]);
    for (guint j = 0; j < i; j++)
      if (answer->options[i].id != NULL && g_strcmp0 (answer->options[i].id, answer->options[j].id) == 0)
        ds_json_reader_problem (self->base.reader, "id", "“%s” is already the id of another option",
                                answer->options[i].id);
    ds_json_reader_pop (self->base.reader);
  }
  ds_json_reader_pop (self->base.reader);
}

guint *
ds_checklist_parse_basis_references (DsChecklistParse *self, json_t *object, guint *ret_n)
{
  const char **ids = ds_parse_ids (&self->base, object, "basis", FALSE, 20);
  guint n = g_strv_length ((char **) ids);
  guint *found = ds_arena_array (self->base.arena, guint, n);

  *ret_n = n;
  for (guint i = 0; i < n; i++) {
    found[i] = DS_NONE;
    for (guint j = 0; j < self->list->n_basis && found[i] == DS_NONE; j++)
      if (g_strcmp0 (self->list->basis[j].id, ids[i]) == 0)
        found[i] = j;
    if (found[i] == DS_NONE) {
      ds_json_reader_problem (self->base.reader, "basis", "there is no basis “%s” in this checklist", ids[i]);
      *ret_n = 0;
    }
  }
  return found;
}

static void
parse_limit (DsChecklistParse *self, json_t *object, const DsStep *step, DsLimit *limit)
{
  static const char *const known[] = { "min", "max", "above", "below", "severity", "when", "basis", NULL };

  ds_checklist_parse_bounds (self, object, TRUE, &limit->bounds);
  limit->severity = parse_severity (self, object, step->has_fail ? step->fail_severity : DS_SEVERITY_NONE);
  if (limit->severity == DS_SEVERITY_NONE && json_object_get (object, "severity") == NULL)
    ds_json_reader_problem (self->base.reader, "severity",
                            "this is missing: say how bad it is here, or give the step a “fail” with a severity");
  limit->basis = ds_checklist_parse_basis_references (self, object, &limit->n_basis);
  ds_json_reader_finish_object (self->base.reader, object, known);
}

static void
parse_limits (DsChecklistParse *self, json_t *object, DsStep *step)
{
  DsAnswer *answer = &step->answer;
  json_t *list =
      ds_parse_array (&self->base, object, "limits", FALSE, (DsParseRange){ 1, MAX_LIMITS }, &answer->n_limits);

  answer->limits = ds_arena_array (self->base.arena, DsLimit, answer->n_limits);
  ds_json_reader_push_member (self->base.reader, "limits");
  for (guint i = 0; i < answer->n_limits; i++) {
    ds_json_reader_push_index (self->base.reader, i);
    parse_limit (self, json_array_get (list, i), step, &answer->limits[i]);
    ds_json_reader_pop (self->base.reader);
  }
  ds_json_reader_pop (self->base.reader);
}

static void
parse_unit (DsChecklistParse *self, json_t *object, DsAnswer *answer)
{
  static const char *const known[] = { "ucum", "name", NULL };
  json_t *unit = ds_json_reader_object (self->base.reader, object, "unit", TRUE);

  if (unit == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "unit");
  answer->ucum = ds_parse_string (&self->base, unit, "ucum", TRUE, 32);
  ds_parse_text (&self->base, unit, "name", TRUE, &answer->unit);
  ds_json_reader_finish_object (self->base.reader, unit, known);
  ds_json_reader_pop (self->base.reader);
}

static void
parse_number (DsChecklistParse *self, json_t *object, DsStep *step)
{
  static const char *const number_keys[] = { "type", "unit", "decimals", "limits", "plausible", NULL };
  static const char *const computed_keys[] = { "type", "unit", "decimals", "limits", "expr", NULL };
  static const char *const plausible_keys[] = { "min", "max", NULL };
  DsAnswer *answer = &step->answer;
  json_t *plausible;

  parse_unit (self, object, answer);
  answer->decimals = ds_parse_integer (&self->base, object, "decimals", 0, MAX_DECIMALS, -1);
  parse_limits (self, object, step);
  if (answer->type == DS_ANSWER_COMPUTED) {
    ds_json_reader_finish_object (self->base.reader, object, computed_keys);
    return;
  }
  plausible = ds_json_reader_object (self->base.reader, object, "plausible", FALSE);
  if (plausible != NULL) {
    ds_json_reader_push_member (self->base.reader, "plausible");
    answer->has_plausible = ds_checklist_parse_bounds (self, plausible, FALSE, &answer->plausible);
    ds_json_reader_finish_object (self->base.reader, plausible, plausible_keys);
    ds_json_reader_pop (self->base.reader);
  }
  ds_json_reader_finish_object (self->base.reader, object, number_keys);
}

static void
parse_pattern (DsChecklistParse *self, json_t *object, DsAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRegex) regex = NULL;

  answer->pattern = ds_parse_string (&self->base, object, "pattern", FALSE, MAX_PATTERN);
  if (answer->pattern == NULL)
    return;
  regex = g_regex_new (answer->pattern, 0, 0, &error);
  if (regex == NULL)
    ds_json_reader_problem (self->base.reader, "pattern", "this is not a regular expression: %s", error->message);
}

static void
parse_yes_no (DsChecklistParse *self, json_t *object, DsStep *step)
{
  static const char *const words[] = { "yes", "no", NULL };
  int word = ds_parse_word (&self->base, object, "failing", FALSE, words, -1);

  if (word < 0)
    return;
  step->answer.failing = words[word];
  if (!step->has_fail)
    ds_json_reader_problem (self->base.reader, "failing",
                            "a failing answer needs a “fail” in the step, with severity and remedy");
}

static void
parse_simple (DsChecklistParse *self, json_t *object, DsStep *step)
{
  DsAnswer *answer = &step->answer;

  switch (answer->type) {
  case DS_ANSWER_YES_NO:
    parse_yes_no (self, object, step);
    break;
  case DS_ANSWER_CHOICE:
    parse_options (self, object, answer);
    break;
  case DS_ANSWER_MULTI:
    parse_options (self, object, answer);
    answer->min = ds_parse_integer (&self->base, object, "min", 0, MAX_OPTIONS, 0);
    if (answer->min > answer->n_options)
      ds_json_reader_problem (self->base.reader, "min", "there are only %u options", answer->n_options);
    break;
  case DS_ANSWER_TEXT:
    answer->max = ds_parse_integer (&self->base, object, "max", 1, MAX_TEXT, DEFAULT_TEXT);
    break;
  case DS_ANSWER_PHOTO:
    answer->min = ds_parse_integer (&self->base, object, "min", 1, MAX_PHOTOS, 1);
    answer->max = ds_parse_integer (&self->base, object, "max", 1, MAX_PHOTOS, (int) MAX (answer->min, 4));
    if (answer->min > answer->max)
      ds_json_reader_problem (self->base.reader, "min", "this is more than “max”");
    ds_parse_text (&self->base, object, "show", TRUE, &answer->show);
    break;
  case DS_ANSWER_SCAN:
    parse_pattern (self, object, answer);
    break;
  case DS_ANSWER_TIMER:
    answer->minutes = ds_parse_integer (&self->base, object, "minutes", 1, MAX_MINUTES, -1);
    break;
  case DS_ANSWER_DATE:
    answer->past = ds_json_reader_boolean (self->base.reader, object, "past", FALSE);
    break;
  case DS_ANSWER_SIGNATURE:
    ds_parse_text (&self->base, object, "statement", FALSE, &answer->statement);
    break;
  default:
    break;
  }
}

void
ds_checklist_parse_answer (DsChecklistParse *self, json_t *object, DsStep *step)
{
  static const char *const keys[][5] = {
    [DS_ANSWER_CHECK] = { "type" },
    [DS_ANSWER_YES_NO] = { "type", "failing" },
    [DS_ANSWER_CHOICE] = { "type", "options" },
    [DS_ANSWER_MULTI] = { "type", "options", "min" },
    [DS_ANSWER_TEXT] = { "type", "max" },
    [DS_ANSWER_PHOTO] = { "type", "min", "max", "show" },
    [DS_ANSWER_SCAN] = { "type", "pattern" },
    [DS_ANSWER_TIMER] = { "type", "minutes" },
    [DS_ANSWER_DATE] = { "type", "past" },
    [DS_ANSWER_SIGNATURE] = { "type", "statement" },
  };
  json_t *answer = ds_json_reader_object (self->base.reader, object, "answer", TRUE);
  int word;

  if (answer == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "answer");
  word = ds_parse_word (&self->base, answer, "type", TRUE, answer_words, -1);
  if (word >= 0) {
    step->answer.type = (DsAnswerType) word;
    if (word == DS_ANSWER_NUMBER || word == DS_ANSWER_COMPUTED)
      parse_number (self, answer, step);
    else {
      parse_simple (self, answer, step);
      ds_json_reader_finish_object (self->base.reader, answer, keys[word]);
    }
  }
  ds_json_reader_pop (self->base.reader);
}

void
ds_checklist_parse_answer_references (DsChecklistParse *self, json_t *object, DsStep *step)
{
  DsAnswer *answer = &step->answer;
  json_t *value = json_object_get (object, "answer");
  json_t *limits;

  if (answer->type != DS_ANSWER_NUMBER && answer->type != DS_ANSWER_COMPUTED)
    return;
  limits = json_object_get (value, "limits");
  ds_json_reader_push_member (self->base.reader, "answer");
  for (guint i = 0; i < answer->n_limits; i++) {
    json_t *limit = json_array_get (limits, i);

    if (json_object_get (limit, "when") == NULL)
      continue;
    ds_json_reader_push_member (self->base.reader, "limits");
    ds_json_reader_push_index (self->base.reader, i);
    answer->limits[i].when = ds_checklist_parse_condition (self, limit, "when");
    ds_json_reader_pop (self->base.reader);
    ds_json_reader_pop (self->base.reader);
  }
  if (answer->type == DS_ANSWER_COMPUTED)
    answer->expr = ds_checklist_parse_expression (self, value, "expr");
  ds_json_reader_pop (self->base.reader);
}
