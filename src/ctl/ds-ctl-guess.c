/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl-guess.h"

static void
add_value (GPtrArray *values, DsDecimal value, guint decimals)
{
  char buffer[DS_DECIMAL_BUFFER];

  g_ptr_array_add (values, g_strdup (ds_decimal_format (ds_decimal_round (value, decimals), buffer)));
}

/* A place between @low and @high: @part of ten. */
static void
add_between (GPtrArray *values, DsDecimal low, DsDecimal high, int part, guint decimals)
{
  DsDecimal span, step, sum;

  if (ds_decimal_subtract (high, low, &span, NULL) &&
      ds_decimal_multiply (span, ds_decimal_from_int (part), &step, NULL) &&
      ds_decimal_divide (step, ds_decimal_from_int (10), decimals + 2, &step, NULL) &&
      ds_decimal_add (low, step, &sum, NULL))
    add_value (values, sum, decimals);
}

static void
add_for_bounds (GPtrArray *values, const DsBounds *bounds, guint decimals)
{
  DsDecimal sum;

  if (bounds->has_min && bounds->has_max) {
    add_between (values, bounds->min, bounds->max, 5, decimals);
  } else if (bounds->has_min) {
    if (ds_decimal_add (bounds->min, ds_decimal_from_int (1), &sum, NULL))
      add_value (values, sum, decimals);
    if (ds_decimal_multiply (bounds->min, ds_decimal_from_int (2), &sum, NULL))
      add_value (values, sum, decimals);
  } else if (bounds->has_max) {
    add_between (values, ds_decimal_from_int (0), bounds->max, 5, decimals);
    add_between (values, ds_decimal_from_int (0), bounds->max, 1, decimals);
  }
}

/* What was just measured in the same unit nearby: two voltages of one socket are alike. */
static void
add_neighbours (GPtrArray *values, DsVisit *visit, const DsSlotView *view)
{
  guint slot = view->slot;

  for (guint i = 0; i < 6; i++) {
    DsSlotView near;

    slot = ds_visit_neighbour (visit, slot, FALSE);
    if (slot == DS_NONE)
      return;
    ds_visit_view (visit, slot, &near);
    if (near.step->answer.type == DS_ANSWER_NUMBER && near.has_number &&
        g_strcmp0 (near.step->answer.ucum, view->step->answer.ucum) == 0)
      add_value (values, near.number, view->step->answer.decimals);
  }
}

GPtrArray *
ds_ctl_guess_numbers (DsVisit *visit, const DsSlotView *view)
{
  static const int PARTS[] = { 5, 3, 7, 2, 8, 1, 9, 4, 6 };
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);
  const DsAnswer *answer = &view->step->answer;

  if (view->carry != NULL)
    g_ptr_array_add (values, g_strdup (view->carry));
  for (guint i = 0; i < answer->n_limits; i++)
    if (ds_visit_limit_applies (visit, view->slot, i))
      add_for_bounds (values, &answer->limits[i].bounds, answer->decimals);
  add_neighbours (values, visit, view);
  if (answer->has_plausible && answer->plausible.has_min && answer->plausible.has_max)
    for (gsize i = 0; i < G_N_ELEMENTS (PARTS); i++)
      add_between (values, answer->plausible.min, answer->plausible.max, PARTS[i], answer->decimals);
  add_value (values, ds_decimal_from_int (0), answer->decimals);
  add_value (values, ds_decimal_from_int (1), answer->decimals);
  add_value (values, ds_decimal_from_int (20), answer->decimals);
  return values;
}

const char *
ds_ctl_guess_choice (const DsStep *step)
{
  for (guint i = 0; i < step->answer.n_options; i++)
    if (step->answer.options[i].severity == DS_SEVERITY_NONE)
      return step->answer.options[i].id;
  return step->answer.n_options > 0 ? step->answer.options[0].id : NULL;
}

char **
ds_ctl_guess_multi (const DsStep *step)
{
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; i < step->answer.n_options && n < step->answer.min; i++)
    if (step->answer.options[i].severity == DS_SEVERITY_NONE) {
      g_strv_builder_add (chosen, step->answer.options[i].id);
      n++;
    }
  return g_strv_builder_end (chosen);
}
