/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-checklist-private.h"

#define MAX_VALUES 40

guint
ds_checklist_find_reference (DsChecklistParse *self, json_t *object, const char *key)
{
  DsChecklist *list = self->list;
  const char *id = ds_json_reader_string (self->base.reader, object, key, TRUE);
  guint found;
  const DsSection *section;

  if (id == NULL)
    return DS_NONE;
  found = ds_checklist_find_step (list, id);
  if (found == DS_NONE) {
    ds_json_reader_problem (self->base.reader, key, "there is no step “%.80s” in this checklist", id);
    return DS_NONE;
  }
  section = &list->sections[list->steps[found].section];
  if (section->repeated && section->index != self->owner_section) {
    ds_json_reader_problem (self->base.reader, key,
                            "“%s” stands in the repeated section “%s”, so from here it is not clear for which of its "
                            "things; refer to a step of the same section or of one that is not repeated",
                            id, section->id);
    return DS_NONE;
  }
  return found;
}

static void
note_edge (DsChecklistParse *self, guint from)
{
  const DsSection *section = &self->list->sections[self->owner_section];
  DsEdge edge = { from, self->owner_step };

  if (self->owner_step != DS_NONE) {
    g_array_append_val (self->edges, edge);
    return;
  }
  for (guint i = 0; i < section->n_steps; i++) {
    edge.to = section->first_step + i;
    g_array_append_val (self->edges, edge);
  }
}

static gboolean
count_part (DsChecklistParse *self)
{
  self->parts++;
  if (self->parts == DS_CONDITION_MAX_PARTS + 1)
    ds_json_reader_problem (self->base.reader, NULL, "this has more than %d parts; split it over several steps",
                            DS_CONDITION_MAX_PARTS);
  return self->parts <= DS_CONDITION_MAX_PARTS;
}

gboolean
ds_checklist_parse_bounds (DsChecklistParse *self, json_t *object, gboolean exclusive_too, DsBounds *ret_bounds)
{
  DsJsonReader *reader = self->base.reader;
  DsBounds bounds = { 0 };
  DsDecimal value;
  int order;

  bounds.has_min = ds_parse_decimal (&self->base, object, "min", FALSE, &bounds.min);
  bounds.has_max = ds_parse_decimal (&self->base, object, "max", FALSE, &bounds.max);
  if (exclusive_too && ds_parse_decimal (&self->base, object, "above", FALSE, &value)) {
    if (bounds.has_min)
      ds_json_reader_problem (reader, "above", "give either “min” or “above”, not both");
    bounds.has_min = bounds.min_exclusive = TRUE;
    bounds.min = value;
  }
  if (exclusive_too && ds_parse_decimal (&self->base, object, "below", FALSE, &value)) {
    if (bounds.has_max)
      ds_json_reader_problem (reader, "below", "give either “max” or “below”, not both");
    bounds.has_max = bounds.max_exclusive = TRUE;
    bounds.max = value;
  }
  if (!bounds.has_min && !bounds.has_max) {
    ds_json_reader_problem (reader, NULL,
                            exclusive_too ? "give at least one of “min”, “max”, “above” and “below”"
                                          : "give at least one of “min” and “max”");
    return FALSE;
  }
  order = bounds.has_min && bounds.has_max ? ds_decimal_compare (bounds.min, bounds.max) : -1;
  if (order > 0 || (order == 0 && (bounds.min_exclusive || bounds.max_exclusive)))
    ds_json_reader_problem (reader, NULL,
                            "no value can be within these bounds; the lower one must be below the upper one");
  *ret_bounds = bounds;
  return TRUE;
}

static const char **
take_value (DsChecklistParse *self, const char *value)
{
  const char **values = ds_arena_array (self->base.arena, const char *, 2);

  values[0] = ds_arena_copy (self->base.arena, value);
  return values;
}

/* `is` or `in`: at least one text. */
static const char **
parse_values (DsChecklistParse *self, json_t *object)
{
  DsJsonReader *reader = self->base.reader;
  const char **values;
  json_t *list;
  guint n;

  if (json_object_get (object, "is") != NULL) {
    const char *value = ds_json_reader_string (reader, object, "is", TRUE);

    return value != NULL ? take_value (self, value) : NULL;
  }
  list = ds_parse_array (&self->base, object, "in", TRUE, (DsParseRange){ 1, MAX_VALUES }, &n);
  if (list == NULL || n == 0)
    return NULL;
  values = ds_arena_array (self->base.arena, const char *, n + 1);
  for (guint i = 0; i < n; i++) {
    const char *value = json_string_value (json_array_get (list, i));

    if (value == NULL) {
      ds_json_reader_problem (reader, "in", "every member of this list must be a text");
      return NULL;
    }
    values[i] = ds_arena_copy (self->base.arena, value);
  }
  return values;
}

static void
check_value_of_step (DsChecklistParse *self, const DsStep *step, const char *key, const char *value)
{
  DsJsonReader *reader = self->base.reader;

  if (step->answer.type == DS_ANSWER_YES_NO) {
    if (!g_str_equal (value, "yes") && !g_str_equal (value, "no"))
      ds_json_reader_problem (reader, key, "“%.80s” is never the answer of “%s”; it is “yes” or “no”", value, step->id);
  } else if (ds_step_find_option (step, value) == NULL) {
    ds_json_reader_problem (reader, key, "“%.80s” is no option of “%s”; use the id of one of its options", value,
                            step->id);
  }
}

static void
parse_step_values (DsChecklistParse *self, json_t *object, const DsStep *step, DsCondition *condition)
{
  DsAnswerType type = step->answer.type;
  const char *key = json_object_get (object, "is") != NULL ? "is" : "in";

  condition->kind = DS_CONDITION_STEP_IN;
  condition->values = parse_values (self, object);
  if (type == DS_ANSWER_MULTI)
    ds_json_reader_problem (self->base.reader, key, "“%s” has several answers at once; use “includes”", step->id);
  else if (type != DS_ANSWER_YES_NO && type != DS_ANSWER_CHOICE)
    ds_json_reader_problem (self->base.reader, key,
                            "only yes-no and choice steps can be compared so; for “%s” (%s) use “answered”, “within” "
                            "or “failed”",
                            step->id, ds_answer_type_name (type));
  else
    for (guint i = 0; condition->values != NULL && condition->values[i] != NULL; i++)
      check_value_of_step (self, step, key, condition->values[i]);
}

static void
parse_includes (DsChecklistParse *self, json_t *object, const DsStep *step, DsCondition *condition)
{
  const char *value = ds_json_reader_string (self->base.reader, object, "includes", TRUE);

  condition->kind = DS_CONDITION_STEP_INCLUDES;
  if (value == NULL)
    return;
  condition->values = take_value (self, value);
  if (step->answer.type != DS_ANSWER_MULTI)
    ds_json_reader_problem (self->base.reader, "includes", "“%s” has one answer only; use “is”", step->id);
  else
    check_value_of_step (self, step, "includes", value);
}

static void
parse_flag (DsChecklistParse *self, json_t *object, const DsStep *step, DsCondition *condition)
{
  DsJsonReader *reader = self->base.reader;

  if (json_object_get (object, "within") != NULL) {
    condition->kind = DS_CONDITION_STEP_WITHIN;
    condition->expected = ds_json_reader_boolean (reader, object, "within", TRUE);
    if (step->answer.n_limits == 0)
      ds_json_reader_problem (reader, "within", "“%s” has no limits; use “answered” or “failed”", step->id);
  } else if (json_object_get (object, "failed") != NULL) {
    condition->kind = DS_CONDITION_STEP_FAILED;
    condition->expected = ds_json_reader_boolean (reader, object, "failed", TRUE);
  } else {
    condition->kind = DS_CONDITION_STEP_ANSWERED;
    if (!ds_json_reader_boolean (reader, object, "answered", FALSE))
      ds_json_reader_problem (reader, "answered", "this must be true; for the contrary use {\"not\": …}");
  }
}

static gboolean
parse_step_condition (DsChecklistParse *self, json_t *object, DsCondition *condition)
{
  static const char *const known[] = { "step", "is", "in", "includes", "within", "failed", "answered", NULL };
  const DsStep *step;

  ds_json_reader_finish_object (self->base.reader, object, known);
  if (json_object_size (object) != 2) {
    ds_json_reader_problem (self->base.reader, NULL,
                            "a condition on a step has “step” and exactly one of “is”, “in”, “includes”, “within”, "
                            "“failed” and “answered”");
    return FALSE;
  }
  condition->step = ds_checklist_find_reference (self, object, "step");
  if (condition->step == DS_NONE)
    return FALSE;
  note_edge (self, condition->step);
  step = &self->list->steps[condition->step];
  if (json_object_get (object, "is") != NULL || json_object_get (object, "in") != NULL)
    parse_step_values (self, object, step, condition);
  else if (json_object_get (object, "includes") != NULL)
    parse_includes (self, object, step, condition);
  else
    parse_flag (self, object, step, condition);
  return TRUE;
}

static gboolean
is_fact_name (const char *text)
{
  gsize n = 0;

  if (!g_ascii_islower (text[0]))
    return FALSE;
  for (; text[n] != '\0'; n++)
    if (!g_ascii_islower (text[n]) && !g_ascii_isdigit (text[n]) && text[n] != '_')
      return FALSE;
  return n <= 32;
}

static const char *
parse_fact_name (DsChecklistParse *self, json_t *object)
{
  const char *name = ds_json_reader_string (self->base.reader, object, "fact", TRUE);

  if (name == NULL)
    return NULL;
  if (!is_fact_name (name)) {
    ds_json_reader_problem (self->base.reader, "fact",
                            "“%.80s” cannot be a fact's name; use lower-case letters, digits and underscores", name);
    return NULL;
  }
  return ds_arena_copy (self->base.arena, name);
}

static gboolean
parse_fact_condition (DsChecklistParse *self, json_t *object, DsCondition *condition)
{
  static const char *const value_keys[] = { "fact", "is", "in", NULL };
  static const char *const range_keys[] = { "fact", "min", "max", "above", "below", NULL };
  gboolean values = json_object_get (object, "is") != NULL || json_object_get (object, "in") != NULL;

  condition->fact = parse_fact_name (self, object);
  ds_json_reader_finish_object (self->base.reader, object, values ? value_keys : range_keys);
  if (!values) {
    condition->kind = DS_CONDITION_FACT_RANGE;
    return ds_checklist_parse_bounds (self, object, TRUE, &condition->bounds) && condition->fact != NULL;
  }
  condition->kind = DS_CONDITION_FACT_IN;
  if (json_object_size (object) != 2)
    ds_json_reader_problem (self->base.reader, NULL, "give either “is” or “in”, not both");
  condition->values = parse_values (self, object);
  return condition->values != NULL && condition->fact != NULL;
}

static DsCondition *parse_condition_value (DsChecklistParse *self, json_t *value);

static gboolean
parse_group (DsChecklistParse *self, json_t *object, const char *key, DsCondition *condition)
{
  const char *const known[] = { key, NULL };
  guint n;
  json_t *list = ds_parse_array (&self->base, object, key, TRUE, (DsParseRange){ 1, DS_CONDITION_MAX_PARTS }, &n);
  guint count = 0;

  ds_json_reader_finish_object (self->base.reader, object, known);
  condition->kind = key[1] == 'l' ? DS_CONDITION_ALL : DS_CONDITION_ANY;
  condition->of = ds_arena_array (self->base.arena, DsCondition *, n + 1);
  ds_json_reader_push_member (self->base.reader, key);
  for (guint i = 0; i < n; i++) {
    DsCondition *part;

    ds_json_reader_push_index (self->base.reader, i);
    part = parse_condition_value (self, json_array_get (list, i));
    ds_json_reader_pop (self->base.reader);
    if (part != NULL)
      condition->of[count++] = part;
  }
  ds_json_reader_pop (self->base.reader);
  return count > 0;
}

static gboolean
parse_not (DsChecklistParse *self, json_t *object, DsCondition *condition)
{
  static const char *const known[] = { "not", NULL };
  DsCondition *part;

  ds_json_reader_finish_object (self->base.reader, object, known);
  condition->kind = DS_CONDITION_NOT;
  condition->of = ds_arena_array (self->base.arena, DsCondition *, 2);
  ds_json_reader_push_member (self->base.reader, "not");
  part = parse_condition_value (self, json_object_get (object, "not"));
  ds_json_reader_pop (self->base.reader);
  condition->of[0] = part;
  return part != NULL;
}

static DsCondition *
parse_condition_value (DsChecklistParse *self, json_t *value)
{
  DsCondition *condition;
  gboolean right;

  if (!json_is_object (value)) {
    ds_json_reader_problem (self->base.reader, NULL,
                            "this must be a condition such as {\"step\": \"E05\", \"failed\": true}");
    return NULL;
  }
  if (!count_part (self))
    return NULL;
  condition = ds_arena_array (self->base.arena, DsCondition, 1);
  condition->step = DS_NONE;
  if (json_object_get (value, "step") != NULL)
    right = parse_step_condition (self, value, condition);
  else if (json_object_get (value, "fact") != NULL)
    right = parse_fact_condition (self, value, condition);
  else if (json_object_get (value, "all") != NULL)
    right = parse_group (self, value, "all", condition);
  else if (json_object_get (value, "any") != NULL)
    right = parse_group (self, value, "any", condition);
  else if (json_object_get (value, "not") != NULL)
    right = parse_not (self, value, condition);
  else {
    ds_json_reader_problem (self->base.reader, NULL, "a condition begins with “step”, “fact”, “all”, “any” or “not”");
    right = FALSE;
  }
  return right ? condition : NULL;
}

DsCondition *
ds_checklist_parse_condition (DsChecklistParse *self, json_t *object, const char *key)
{
  json_t *value = ds_json_reader_any (self->base.reader, object, key, FALSE);
  DsCondition *condition;

  if (value == NULL)
    return NULL;
  self->parts = 0;
  ds_json_reader_push_member (self->base.reader, key);
  condition = parse_condition_value (self, value);
  ds_json_reader_pop (self->base.reader);
  return condition;
}

static DsExpression *parse_expression_value (DsChecklistParse *self, json_t *value);

static gboolean
parse_operation (DsChecklistParse *self, json_t *object, DsExpression *expression)
{
  static const char *const known[] = { "op", "of", NULL };
  static const char *const words[] = {
    "add", "subtract", "multiply", "divide", "min", "max", "abs", "difference", NULL
  };
  static const guint least[] = { 2, 2, 2, 2, 2, 2, 1, 2 };
  static const guint most[] = { 16, 2, 16, 2, 16, 16, 1, 2 };
  int word = ds_parse_word (&self->base, object, "op", TRUE, words, 0);
  guint n;
  json_t *list = ds_parse_array (&self->base, object, "of", TRUE, (DsParseRange){ least[word], most[word] }, &n);
  gboolean right = n >= least[word];

  ds_json_reader_finish_object (self->base.reader, object, known);
  expression->kind = (DsExpressionKind) (DS_EXPRESSION_ADD + word);
  expression->of = ds_arena_array (self->base.arena, DsExpression *, n + 1);
  ds_json_reader_push_member (self->base.reader, "of");
  for (guint i = 0; i < n; i++) {
    ds_json_reader_push_index (self->base.reader, i);
    expression->of[i] = parse_expression_value (self, json_array_get (list, i));
    right = right && expression->of[i] != NULL;
    ds_json_reader_pop (self->base.reader);
  }
  ds_json_reader_pop (self->base.reader);
  return right;
}

static gboolean
parse_operand_step (DsChecklistParse *self, json_t *object, DsExpression *expression)
{
  DsAnswerType type;

  expression->kind = DS_EXPRESSION_STEP;
  expression->step = ds_checklist_find_reference (self, object, "step");
  if (expression->step == DS_NONE)
    return FALSE;
  note_edge (self, expression->step);
  type = self->list->steps[expression->step].answer.type;
  if (type == DS_ANSWER_NUMBER || type == DS_ANSWER_COMPUTED)
    return TRUE;
  ds_json_reader_problem (self->base.reader, "step", "“%s” is a %s step and has no number to reckon with",
                          self->list->steps[expression->step].id, ds_answer_type_name (type));
  return FALSE;
}

static DsExpression *
parse_expression_value (DsChecklistParse *self, json_t *value)
{
  static const char *const known[] = { "step", "number", "fact", NULL };
  DsExpression *expression;
  gboolean right;

  if (!json_is_object (value)) {
    ds_json_reader_problem (
        self->base.reader, NULL,
        "this must be {\"step\": …}, {\"number\": \"…\"}, {\"fact\": …} or {\"op\": …, \"of\": […]}");
    return NULL;
  }
  if (!count_part (self))
    return NULL;
  expression = ds_arena_array (self->base.arena, DsExpression, 1);
  expression->step = DS_NONE;
  if (json_object_get (value, "op") != NULL)
    return parse_operation (self, value, expression) ? expression : NULL;
  ds_json_reader_finish_object (self->base.reader, value, known);
  if (json_object_size (value) != 1) {
    ds_json_reader_problem (self->base.reader, NULL, "give exactly one of “step”, “number”, “fact” and “op”");
    return NULL;
  }
  if (json_object_get (value, "step") != NULL)
    return parse_operand_step (self, value, expression) ? expression : NULL;
  if (json_object_get (value, "number") != NULL) {
    expression->kind = DS_EXPRESSION_NUMBER;
    right = ds_parse_decimal (&self->base, value, "number", TRUE, &expression->number);
  } else {
    expression->kind = DS_EXPRESSION_FACT;
    expression->fact = parse_fact_name (self, value);
    right = expression->fact != NULL;
  }
  return right ? expression : NULL;
}

DsExpression *
ds_checklist_parse_expression (DsChecklistParse *self, json_t *object, const char *key)
{
  json_t *value = ds_json_reader_any (self->base.reader, object, key, TRUE);
  DsExpression *expression;

  if (value == NULL)
    return NULL;
  self->parts = 0;
  ds_json_reader_push_member (self->base.reader, key);
  expression = parse_expression_value (self, value);
  ds_json_reader_pop (self->base.reader);
  return expression;
}
