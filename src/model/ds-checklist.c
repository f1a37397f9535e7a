/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-checklist.h"

#include "ds-arena-private.h"

static const struct {
  const char *id;
  DsText title;
} services[] = {
  { "inspection", { (char *) "Safety inspection", (char *) "安全通检" } },
  { "cleaning", { (char *) "Cleaning", (char *) "清洗保养" } },
  { "installation", { (char *) "Installation", (char *) "安装调试" } },
  { "repair", { (char *) "Repair", (char *) "维修" } },
  { "retrofit", { (char *) "Retrofit", (char *) "加装改造" } },
  { "delivery", { (char *) "Delivery", (char *) "送货" } },
  { "return-visit", { (char *) "Return visit", (char *) "回访" } },
  { "conduct", { (char *) "Conduct on site", (char *) "上门规范" } },
  { "audit", { (char *) "Audit", (char *) "服务暗访" } },
};

gboolean
ds_service_is_valid (const char *service)
{
  return ds_service_title (service) != NULL;
}

const DsText *
ds_service_title (const char *service)
{
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    if (g_strcmp0 (services[i].id, service) == 0)
      return &services[i].title;
  return NULL;
}

const char *
ds_severity_name (DsSeverity severity)
{
  static const char *const names[] = { "none", "advice", "hazard", "stop" };

  g_return_val_if_fail (severity <= DS_SEVERITY_STOP, "none");
  return names[severity];
}

const char *
ds_skip_name (DsSkip skip)
{
  return skip == DS_SKIP_NOT_APPLICABLE ? "not-applicable" : "not-tested";
}

DsChecklist *
ds_checklist_ref (DsChecklist *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ds_checklist_unref (DsChecklist *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->step_index, g_hash_table_unref);
  ds_arena_free (self->arena);
  g_free (self);
}

guint
ds_checklist_find_step (const DsChecklist *self, const char *id)
{
  guint found = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->step_index, id)) : 0;

  return found > 0 ? found - 1 : DS_NONE;
}

guint
ds_checklist_find_section (const DsChecklist *self, const char *id)
{
  for (guint i = 0; i < self->n_sections; i++)
    if (g_strcmp0 (self->sections[i].id, id) == 0)
      return i;
  return DS_NONE;
}

const DsOption *
ds_step_find_option (const DsStep *self, const char *id)
{
  for (guint i = 0; i < self->answer.n_options; i++)
    if (g_strcmp0 (self->answer.options[i].id, id) == 0)
      return &self->answer.options[i];
  return NULL;
}

gboolean
ds_step_can_fail (const DsStep *self)
{
  if (self->answer.failing != NULL || self->answer.n_limits > 0)
    return TRUE;
  for (guint i = 0; i < self->answer.n_options; i++)
    if (self->answer.options[i].severity != DS_SEVERITY_NONE)
      return TRUE;
  return FALSE;
}

char *
ds_bounds_to_text (const DsBounds *self, const char *unit)
{
  char min[DS_DECIMAL_BUFFER];
  char max[DS_DECIMAL_BUFFER];
  const char *space = unit != NULL && unit[0] != '\0' ? " " : "";

  if (unit == NULL)
    unit = "";
  if (self->has_min)
    ds_decimal_format (self->min, min);
  if (self->has_max)
    ds_decimal_format (self->max, max);
  if (self->has_min && self->has_max && !self->min_exclusive && !self->max_exclusive)
    return g_strdup_printf ("%s – %s%s%s", min, max, space, unit);
  if (self->has_min && self->has_max)
    return g_strdup_printf ("%s %s, %s %s%s%s", self->min_exclusive ? ">" : "≥", min, self->max_exclusive ? "<" : "≤",
                            max, space, unit);
  if (self->has_min)
    return g_strdup_printf ("%s %s%s%s", self->min_exclusive ? ">" : "≥", min, space, unit);
  if (self->has_max)
    return g_strdup_printf ("%s %s%s%s", self->max_exclusive ? "<" : "≤", max, space, unit);
  return g_strdup ("");
}

char *
ds_basis_to_text (const DsBasis *self)
{
  if (self->clause == NULL)
    return g_strdup (self->standard);
  return g_strconcat (self->standard, " ", self->clause, NULL);
}
