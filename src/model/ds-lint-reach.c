/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-lint-private.h"

#include <string.h>

#define MAX_SITUATIONS 10000
#define MAX_VARIABLES 12
#define MAX_SUBSETS_OPTIONS 5

/* Variable: a step or a fact, and the values it may have; the first one of a step is "no answer". */
typedef struct {
  guint step; /* DS_NONE: a fact */
  const char *fact;
  GArray *values; /* DsStepFact; of a fact only @string is used */
} Variable;

typedef struct {
  DsConditionSource base;
  const DsChecklist *list;
  GArray *variables; /* steps by rank, then facts */
  guint digits[MAX_VARIABLES];
  gboolean hidden[MAX_VARIABLES];
  GPtrArray *kept; /* texts and lists of values */
  gboolean too_many;
} Reach;

void
ds_condition_visit (const DsCondition *self, void (*visit) (const DsCondition *part, gpointer data), gpointer data)
{
  if (self == NULL)
    return;
  visit (self, data);
  for (guint i = 0; self->of != NULL && self->of[i] != NULL; i++)
    ds_condition_visit (self->of[i], visit, data);
}

static Variable *
find_variable (const Reach *self, guint step, const char *fact)
{
  for (guint i = 0; i < self->variables->len; i++) {
    Variable *variable = &g_array_index (self->variables, Variable, i);

    if (variable->step == step && (step != DS_NONE || g_str_equal (variable->fact, fact)))
      return variable;
  }
  return NULL;
}

static void
add_value (Variable *variable, const DsStepFact *value)
{
  g_array_append_val (variable->values, *value);
}

/* ------------------------------------------------------------------ values of steps */

static void
add_subsets (Reach *self, Variable *variable, const DsStep *step)
{
  guint n = step->answer.n_options;

  if (n > MAX_SUBSETS_OPTIONS) {
    self->too_many = TRUE;
    return;
  }
  for (guint bits = 0; bits < 1u << n; bits++) {
    const char **chosen = g_new0 (const char *, n + 1);
    DsStepFact value = { .answered = TRUE, .strings = chosen };
    guint count = 0;

    for (guint i = 0; i < n; i++)
      if (bits & (1u << i)) {
        chosen[count++] = step->answer.options[i].id;
        value.failed |= step->answer.options[i].severity != DS_SEVERITY_NONE;
      }
    g_ptr_array_add (self->kept, chosen);
    add_value (variable, &value);
  }
}

static void
add_step_values (Reach *self, Variable *variable, const DsStep *step)
{
  static const char *const yes_no[] = { "yes", "no" };
  DsStepFact value = { 0 };

  add_value (variable, &value);
  value.answered = TRUE;
  switch (step->answer.type) {
  case DS_ANSWER_YES_NO:
    for (guint i = 0; i < 2; i++) {
      value.string = yes_no[i];
      value.failed = g_strcmp0 (step->answer.failing, yes_no[i]) == 0;
      add_value (variable, &value);
    }
    break;
  case DS_ANSWER_CHOICE:
    for (guint i = 0; i < step->answer.n_options; i++) {
      value.string = step->answer.options[i].id;
      value.failed = step->answer.options[i].severity != DS_SEVERITY_NONE;
      add_value (variable, &value);
    }
    break;
  case DS_ANSWER_MULTI:
    add_subsets (self, variable, step);
    break;
  default:
    add_value (variable, &value);
    value.failed = TRUE;
    if (step->answer.n_limits > 0)
      add_value (variable, &value);
    break;
  }
}

/* ------------------------------------------------------------------ values of facts */

static void
add_fact_text (Reach *self, Variable *variable, const char *text)
{
  DsStepFact value = { .answered = TRUE, .string = text };

  for (guint i = 0; i < variable->values->len; i++)
    if (g_strcmp0 (g_array_index (variable->values, DsStepFact, i).string, text) == 0)
      return;
  add_value (variable, &value);
}

static void
add_fact_number (Reach *self, Variable *variable, DsDecimal number)
{
  char buffer[DS_DECIMAL_BUFFER];
  char *text = g_strdup (ds_decimal_format (number, buffer));

  g_ptr_array_add (self->kept, text);
  add_fact_text (self, variable, text);
}

/* The bound itself and a little to both sides. */
static void
add_fact_bound (Reach *self, Variable *variable, gboolean has, DsDecimal bound)
{
  if (!has || bound.scale >= DS_DECIMAL_MAX_DIGITS || ABS (bound.coefficient) > G_MAXINT32)
    return;
  add_fact_number (self, variable, bound);
  bound.coefficient++;
  add_fact_number (self, variable, bound);
  bound.coefficient -= 2;
  add_fact_number (self, variable, bound);
}

static void
add_fact_values (Reach *self, Variable *variable, const DsCondition *condition)
{
  /* The kind is one of those that the list is for, never another. */
  if (g_str_equal (variable->fact, "kind")) {
    for (guint i = 0; self->list->appliances[i] != NULL; i++)
      add_fact_text (self, variable, self->list->appliances[i]);
    return;
  }
  if (variable->values->len == 0) {
    add_fact_text (self, variable, NULL);
    add_fact_text (self, variable, "some other value");
  }
  for (guint i = 0; condition->values != NULL && condition->values[i] != NULL; i++)
    add_fact_text (self, variable, condition->values[i]);
  if (condition->kind == DS_CONDITION_FACT_RANGE) {
    add_fact_bound (self, variable, condition->bounds.has_min, condition->bounds.min);
    add_fact_bound (self, variable, condition->bounds.has_max, condition->bounds.max);
  }
}

/* ------------------------------------------------------------------ collecting */

static Variable *
new_variable (Reach *self, guint step, const char *fact)
{
  Variable variable = { step, fact, NULL };

  if (self->variables->len >= MAX_VARIABLES) {
    self->too_many = TRUE;
    return NULL;
  }
  variable.values = g_array_new (FALSE, FALSE, sizeof (DsStepFact));
  g_array_append_val (self->variables, variable);
  return &g_array_index (self->variables, Variable, self->variables->len - 1);
}

static void
collect_cb (const DsCondition *part, gpointer data)
{
  Reach *self = data;
  const DsStep *step;
  Variable *variable;

  if (part->kind == DS_CONDITION_FACT_IN || part->kind == DS_CONDITION_FACT_RANGE) {
    variable = find_variable (self, DS_NONE, part->fact);
    if (variable == NULL)
      variable = new_variable (self, DS_NONE, part->fact);
    if (variable != NULL)
      add_fact_values (self, variable, part);
    return;
  }
  if (part->step == DS_NONE || self->too_many || find_variable (self, part->step, NULL) != NULL)
    return;
  variable = new_variable (self, part->step, NULL);
  if (variable == NULL)
    return;
  step = &self->list->steps[part->step];
  add_step_values (self, variable, step);
  ds_condition_visit (step->when, collect_cb, self);
  ds_condition_visit (self->list->sections[step->section].when, collect_cb, self);
}

static int
compare_variables (gconstpointer a, gconstpointer b, gpointer data)
{
  const Variable *left = a, *right = b;
  const DsChecklist *list = data;

  if (left->step == DS_NONE || right->step == DS_NONE)
    return (left->step == DS_NONE) - (right->step == DS_NONE);
  return list->steps[left->step].rank < list->steps[right->step].rank ? -1 : 1;
}

/* ------------------------------------------------------------------ trying */

static void
look_at_step (const DsConditionSource *base, guint step, DsStepFact *ret_fact)
{
  const Reach *self = (const Reach *) base;

  for (guint i = 0; i < self->variables->len; i++) {
    const Variable *variable = &g_array_index (self->variables, Variable, i);

    if (variable->step == step && !self->hidden[i])
      *ret_fact = g_array_index (variable->values, DsStepFact, self->digits[i]);
  }
}

static const char *
look_at_fact (const DsConditionSource *base, const char *name)
{
  const Reach *self = (const Reach *) base;

  for (guint i = 0; i < self->variables->len; i++) {
    const Variable *variable = &g_array_index (self->variables, Variable, i);

    if (variable->step == DS_NONE && g_str_equal (variable->fact, name))
      return g_array_index (variable->values, DsStepFact, self->digits[i]).string;
  }
  return NULL;
}

/* Steps that are not shown have no answer. By rank, so that what a step hangs on is settled before it. */
static void
settle (Reach *self)
{
  memset (self->hidden, 0, sizeof self->hidden);
  for (guint i = 0; i < self->variables->len; i++) {
    guint step = g_array_index (self->variables, Variable, i).step;

    if (step != DS_NONE)
      self->hidden[i] = !ds_condition_holds (self->list->steps[step].when, &self->base) ||
                        !ds_condition_holds (self->list->sections[self->list->steps[step].section].when, &self->base);
  }
}

static gboolean
advance (Reach *self)
{
  for (guint i = 0; i < self->variables->len; i++) {
    if (++self->digits[i] < g_array_index (self->variables, Variable, i).values->len)
      return TRUE;
    self->digits[i] = 0;
  }
  return FALSE;
}

static gboolean
try_all (Reach *self, DsReachTest test, gconstpointer data)
{
  guint64 situations = 1;

  for (guint i = 0; i < self->variables->len; i++) {
    situations *= MAX (g_array_index (self->variables, Variable, i).values->len, 1);
    if (situations > MAX_SITUATIONS)
      return TRUE;
  }
  do {
    settle (self);
    if (test (&self->base, data))
      return TRUE;
  } while (advance (self));
  return FALSE;
}

gboolean
ds_reach_possible (const DsChecklist *list, const DsCondition *const *roots, guint n_roots, DsReachTest test,
                   gconstpointer data)
{
  Reach self = { .base = { look_at_step, look_at_fact }, .list = list };
  gboolean possible;

  self.variables = g_array_new (FALSE, FALSE, sizeof (Variable));
  self.kept = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n_roots; i++)
    ds_condition_visit (roots[i], collect_cb, &self);
  g_array_sort_with_data (self.variables, compare_variables, (gpointer) list);
  possible = self.too_many || try_all (&self, test, data);
  for (guint i = 0; i < self.variables->len; i++)
    g_array_unref (g_array_index (self.variables, Variable, i).values);
  g_array_unref (self.variables);
  g_ptr_array_unref (self.kept);
  return possible;
}

typedef struct {
  const DsCondition *const *conditions;
  guint n;
} AllOf;

static gboolean
hold_all (const DsConditionSource *source, gconstpointer data)
{
  const AllOf *all = data;

  for (guint i = 0; i < all->n; i++)
    if (!ds_condition_holds (all->conditions[i], source))
      return FALSE;
  return TRUE;
}

gboolean
ds_reach_can_hold (const DsChecklist *list, const DsCondition *const *conditions, guint n_conditions)
{
  AllOf all = { conditions, n_conditions };

  return ds_reach_possible (list, conditions, n_conditions, hold_all, &all);
}
