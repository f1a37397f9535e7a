/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-private.h"

gboolean
ds_core_noticed (const Core *core, guint slot)
{
  GArray *named;

  if (core->head.notice_index == DS_NONE)
    return FALSE;
  named = g_ptr_array_index (core->notices, core->head.notice_index);
  for (guint i = 0; i < named->len; i++) {
    const Noticed *noticed = &g_array_index (named, Noticed, i);

    if (noticed->slot == slot)
      return noticed->severity >= SLOT (core, slot)->now.severity;
  }
  return FALSE;
}

DsSeverity
ds_core_found_severity (const Core *core, guint slot)
{
  const Slot *one = SLOT (core, slot);
  DsSeverity worst = one->now.severity;

  for (guint i = 0; one->data != NULL && i < one->data->n_tries; i++)
    worst = MAX (worst, one->data->tries[i].severity);
  return worst;
}

static const DsValue *
find_value (const Slot *slot, const DsValue **ret_first)
{
  const SlotData *data = slot->data;

  *ret_first = NULL;
  if (data == NULL)
    return NULL;
  if (data->n_tries > 0)
    *ret_first = &data->tries[0].value;
  else if (data->answer != NULL)
    *ret_first = &data->answer->value;
  return data->answer != NULL ? &data->answer->value : NULL;
}

static gboolean
describe_hazard (const Core *core, guint slot, gboolean remedied_too, DsHazard *ret_hazard)
{
  const Slot *one = SLOT (core, slot);
  DsSeverity found = ds_core_found_severity (core, slot);
  gboolean stands = one->now.severity >= DS_SEVERITY_HAZARD;

  if (one->now.state == DS_SLOT_HIDDEN || found < DS_SEVERITY_HAZARD || (!stands && !remedied_too))
    return FALSE;
  *ret_hazard = (DsHazard){ .slot = slot,
                            .severity = stands ? one->now.severity : found,
                            .limit = one->now.limit,
                            .remedied = !stands,
                            .noticed = stands && ds_core_noticed (core, slot),
                            .has_number = one->now.has_number,
                            .number = one->now.number };
  if (ret_hazard->limit == DS_NONE && one->data != NULL && one->data->n_tries > 0)
    ret_hazard->limit = one->data->tries[0].limit;
  ret_hazard->value = find_value (one, &ret_hazard->found);
  return TRUE;
}

GArray *
ds_visit_hazards (const DsVisit *self, gboolean remedied_too)
{
  const Core *core = self->core;
  GArray *hazards = g_array_new (FALSE, FALSE, sizeof (DsHazard));

  for (guint i = 0; i < core->order->len; i++) {
    DsHazard hazard;

    if (describe_hazard (core, g_array_index (core->order, guint, i), remedied_too, &hazard))
      g_array_append_val (hazards, hazard);
  }
  return hazards;
}

gboolean
ds_visit_notice_needed (const DsVisit *self)
{
  const Core *core = self->core;

  for (guint i = 0; i < core->slots->len; i++)
    if (SLOT (core, i)->now.severity >= DS_SEVERITY_HAZARD && !ds_core_noticed (core, i))
      return TRUE;
  return FALSE;
}

guint
ds_visit_appliance_stopped (const DsVisit *self, const char *appliance)
{
  const Core *core = self->core;

  for (guint i = 0; i < core->order->len; i++) {
    guint slot = g_array_index (core->order, guint, i);

    if (SLOT (core, slot)->now.severity == DS_SEVERITY_STOP &&
        g_strcmp0 (slot_job (core, slot)->job->appliance, appliance) == 0)
      return slot;
  }
  return DS_NONE;
}

GArray *
ds_visit_open_pairs (const DsVisit *self, gboolean handed_over_too)
{
  const Core *core = self->core;
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (DsOpenPair));

  for (guint i = 0; i < core->order->len; i++) {
    guint slot = g_array_index (core->order, guint, i);
    const DsStep *step;
    DsOpenPair pair;

    if (SLOT (core, slot)->data == NULL)
      continue;
    step = slot_step (core, slot);
    if (step->pair_role != DS_PAIR_OPEN || !ds_core_pair_open (core, slot))
      continue;
    pair = (DsOpenPair){ slot, ds_core_pair_other (core, slot), step->pair, &step->pair_strip,
                         SLOT (core, slot)->data->hand_over };
    if (pair.handed_over == NULL || handed_over_too)
      g_array_append_val (pairs, pair);
  }
  return pairs;
}

static guint
find_before (const Core *core, guint after, const DsStep *step)
{
  const Block *block = slot_block (core, after);
  const Job *job = &core->jobs[block->job];
  const DsStep *before = &job->list->steps[step->compare];

  if (before->section != block->section)
    block = BLOCK (core, g_array_index (job->blocks[before->section], guint, 0));
  return block->first_slot + before->index - job->list->sections[before->section].first_step;
}

GArray *
ds_visit_comparisons (const DsVisit *self)
{
  const Core *core = self->core;
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (DsComparison));

  for (guint i = 0; i < core->order->len; i++) {
    guint slot = g_array_index (core->order, guint, i);
    const DsStep *step = slot_step (core, slot);
    DsComparison pair;

    if (step->compare == DS_NONE || SLOT (core, slot)->now.state == DS_SLOT_HIDDEN)
      continue;
    pair = (DsComparison){ find_before (core, slot, step), slot };
    if (SLOT (core, pair.before)->now.state != DS_SLOT_HIDDEN)
      g_array_append_val (pairs, pair);
  }
  return pairs;
}

/* ------------------------------------------------------------------ what to bring */

static void
add_bring (GArray *all, const DsBringItem *item)
{
  DsBring bring = { item, item->quantity };

  for (guint i = 0; i < all->len; i++) {
    DsBring *other = &g_array_index (all, DsBring, i);

    if (!g_str_equal (other->item->id, item->id))
      continue;
    /* One ladder serves three jobs; three jobs use three filters. */
    if (g_str_equal (item->kind, "material"))
      ds_decimal_add (other->quantity, item->quantity, &other->quantity, NULL);
    else if (ds_decimal_compare (item->quantity, other->quantity) > 0)
      other->quantity = item->quantity;
    return;
  }
  g_array_append_val (all, bring);
}

GArray *
ds_checklists_bring (DsChecklist *const *checklists, guint n_checklists)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (DsBring));

  for (guint i = 0; i < n_checklists; i++)
    for (guint j = 0; j < checklists[i]->n_bring; j++)
      add_bring (all, &checklists[i]->bring[j]);
  return all;
}

GArray *
ds_visit_bring (const DsVisit *self)
{
  g_autofree DsChecklist **lists = g_new0 (DsChecklist *, self->core->n_jobs + 1);

  for (guint i = 0; i < self->core->n_jobs; i++)
    lists[i] = self->core->jobs[i].list;
  return ds_checklists_bring (lists, self->core->n_jobs);
}
