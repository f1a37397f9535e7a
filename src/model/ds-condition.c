/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-condition-private.h"

/* A quotient gets as many of these digits as fit; the step's own `decimals` round the result. */
#define QUOTIENT_DIGITS 12

gboolean
ds_bounds_hold (const DsBounds *bounds, DsDecimal value)
{
  if (bounds->has_min) {
    int order = ds_decimal_compare (value, bounds->min);

    if (order < 0 || (order == 0 && bounds->min_exclusive))
      return FALSE;
  }
  if (bounds->has_max) {
    int order = ds_decimal_compare (value, bounds->max);

    if (order > 0 || (order == 0 && bounds->max_exclusive))
      return FALSE;
  }
  return TRUE;
}

static gboolean
judge_step (const DsCondition *self, const DsConditionSource *source)
{
  DsStepFact fact = { 0 };

  source->step (source, self->step, &fact);
  if (!fact.answered)
    return FALSE;
  switch (self->kind) {
  case DS_CONDITION_STEP_IN:
    return fact.string != NULL && g_strv_contains (self->values, fact.string);
  case DS_CONDITION_STEP_INCLUDES:
    return fact.strings != NULL && g_strv_contains (fact.strings, self->values[0]);
  case DS_CONDITION_STEP_WITHIN:
    return fact.failed != self->expected;
  case DS_CONDITION_STEP_FAILED:
    return fact.failed == self->expected;
  default:
    return TRUE;
  }
}

static gboolean
judge_fact (const DsCondition *self, const DsConditionSource *source)
{
  const char *fact = source->fact (source, self->fact);
  DsDecimal value;

  if (fact == NULL)
    return FALSE;
  if (self->kind == DS_CONDITION_FACT_IN)
    return g_strv_contains (self->values, fact);
  return ds_decimal_parse (fact, &value, NULL) && ds_bounds_hold (&self->bounds, value);
}

gboolean
ds_condition_holds (const DsCondition *self, const DsConditionSource *source)
{
  if (self == NULL)
    return TRUE;
  switch (self->kind) {
  case DS_CONDITION_FACT_IN:
  case DS_CONDITION_FACT_RANGE:
    return judge_fact (self, source);
  case DS_CONDITION_NOT:
    return !ds_condition_holds (self->of[0], source);
  case DS_CONDITION_ALL:
    for (guint i = 0; self->of[i] != NULL; i++)
      if (!ds_condition_holds (self->of[i], source))
        return FALSE;
    return TRUE;
  case DS_CONDITION_ANY:
    for (guint i = 0; self->of[i] != NULL; i++)
      if (ds_condition_holds (self->of[i], source))
        return TRUE;
    return FALSE;
  default:
    return judge_step (self, source);
  }
}

static gboolean
divide (DsDecimal a, DsDecimal b, DsDecimal *ret_value)
{
  if (b.coefficient == 0)
    return FALSE;
  for (int digits = QUOTIENT_DIGITS; digits >= 0; digits--)
    if (ds_decimal_divide (a, b, (guint) digits, ret_value, NULL))
      return TRUE;
  return FALSE;
}

static gboolean
combine (DsExpressionKind kind, DsDecimal a, DsDecimal b, DsDecimal *ret_value)
{
  switch (kind) {
  case DS_EXPRESSION_ADD:
    return ds_decimal_add (a, b, ret_value, NULL);
  case DS_EXPRESSION_SUBTRACT:
    return ds_decimal_subtract (a, b, ret_value, NULL);
  case DS_EXPRESSION_MULTIPLY:
    return ds_decimal_multiply (a, b, ret_value, NULL);
  case DS_EXPRESSION_DIVIDE:
    return divide (a, b, ret_value);
  case DS_EXPRESSION_MIN:
    *ret_value = ds_decimal_compare (a, b) <= 0 ? a : b;
    return TRUE;
  case DS_EXPRESSION_MAX:
    *ret_value = ds_decimal_compare (a, b) >= 0 ? a : b;
    return TRUE;
  case DS_EXPRESSION_DIFFERENCE:
    if (!ds_decimal_subtract (a, b, ret_value, NULL))
      return FALSE;
    *ret_value = ds_decimal_abs (*ret_value);
    return TRUE;
  default:
    g_assert_not_reached ();
  }
}

static gboolean
find_operand (const DsExpression *self, const DsConditionSource *source, DsDecimal *ret_value)
{
  DsStepFact step = { 0 };
  const char *fact;

  if (self->kind == DS_EXPRESSION_NUMBER) {
    *ret_value = self->number;
    return TRUE;
  }
  if (self->kind == DS_EXPRESSION_FACT) {
    fact = source->fact (source, self->fact);
    return fact != NULL && ds_decimal_parse (fact, ret_value, NULL);
  }
  source->step (source, self->step, &step);
  if (!step.answered || !step.has_number)
    return FALSE;
  *ret_value = step.number;
  return TRUE;
}

gboolean
ds_expression_value (const DsExpression *self, const DsConditionSource *source, DsDecimal *ret_value)
{
  DsDecimal value;

  if (self->of == NULL)
    return find_operand (self, source, ret_value);
  if (!ds_expression_value (self->of[0], source, &value))
    return FALSE;
  if (self->kind == DS_EXPRESSION_ABS)
    value = ds_decimal_abs (value);
  for (guint i = 1; self->of[i] != NULL; i++) {
    DsDecimal next;

    if (!ds_expression_value (self->of[i], source, &next) || !combine (self->kind, value, next, &value))
      return FALSE;
  }
  *ret_value = value;
  return TRUE;
}
