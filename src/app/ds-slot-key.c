/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-slot-key.h"

#include "ds-appliance.h"

char *
ds_slot_key (const DsVisit *visit, guint slot)
{
  DsSlotView view;

  ds_visit_view (visit, slot, &view);
  return view.thing != NULL
             ? g_strconcat (ds_visit_job (visit, view.job)->id, "/", view.step->id, "/", view.thing, NULL)
             : g_strconcat (ds_visit_job (visit, view.job)->id, "/", view.step->id, NULL);
}

guint
ds_slot_key_find (const DsVisit *visit, const char *key)
{
  g_auto (GStrv) parts = NULL;
  guint n;

  if (key == NULL)
    return DS_NONE;
  parts = g_strsplit (key, "/", 4);
  n = g_strv_length (parts);
  if (n != 2 && n != 3)
    return DS_NONE;
  return ds_visit_find (visit, parts[0], parts[1], n == 3 ? parts[2] : NULL);
}

char *
ds_visit_appliance_title (const DsOrder *order, const DsJob *job, const char *language)
{
  const DsAppliance *appliance = job->appliance != NULL ? ds_order_find_appliance (order, job->appliance) : NULL;
  const DsApplianceKind *kind;
  g_autoptr (GString) title = NULL;

  if (appliance == NULL)
    return NULL;
  title = g_string_new (NULL);
  kind = ds_appliance_kind_find (appliance->kind);
  if (appliance->brand == NULL && appliance->model == NULL)
    g_string_append (title, kind != NULL ? ds_text_for (&kind->title, language) : appliance->kind);
  if (appliance->brand != NULL)
    g_string_append (title, appliance->brand);
  if (appliance->model != NULL)
    g_string_append_printf (title, "%s%s", title->len > 0 ? " " : "", appliance->model);
  if (appliance->location != NULL)
    g_string_append_printf (title, " %s", appliance->location);
  return g_string_free (g_steal_pointer (&title), FALSE);
}
