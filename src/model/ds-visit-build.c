/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-private.h"

#include "ds-digest.h"
#include "ds-id.h"

#include <string.h>

SlotData *
ds_slot_data_copy (const SlotData *data)
{
  SlotData *copy = g_new0 (SlotData, 1);

  if (data == NULL)
    return copy;
  *copy = *data;
  copy->tries = g_memdup2 (data->tries, data->n_tries * sizeof *data->tries);
  copy->photos = g_memdup2 (data->photos, data->n_photos * sizeof *data->photos);
  copy->notes = g_memdup2 (data->notes, data->n_notes * sizeof *data->notes);
  return copy;
}

void
ds_slot_data_free (SlotData *data)
{
  if (data == NULL)
    return;
  g_free (data->tries);
  g_free (data->photos);
  g_free (data->notes);
  g_free (data);
}

static void
clear_gates (Gates *gates)
{
  g_clear_pointer (&gates->slots, g_array_unref);
}

static void
clear_zone (Zone *zone)
{
  g_clear_pointer (&zone->stops, g_array_unref);
}

static void
free_block (gpointer data)
{
  Block *block = data;

  clear_gates (&block->gates);
  clear_zone (&block->zone);
  g_free (block);
}

static void
clear_job (Job *job)
{
  for (guint i = 0; i < job->list->n_sections; i++)
    g_array_unref (job->blocks[i]);
  g_free (job->blocks);
  g_hash_table_unref (job->facts);
  clear_gates (&job->gates);
  clear_zone (&job->zone);
  ds_checklist_unref (job->list);
}

void
ds_core_free (Core *core)
{
  guint n_zones = 0;

  if (core == NULL)
    return;
  for (guint i = 0; i < core->slots->len; i++)
    ds_slot_data_free (SLOT (core, i)->data);
  for (guint i = 0; i < core->n_jobs; i++) {
    n_zones = MAX (n_zones, core->jobs[i].appliance != DS_NONE ? core->jobs[i].appliance + 1 : 0);
    clear_job (&core->jobs[i]);
  }
  for (guint i = 0; i < n_zones; i++)
    clear_zone (&core->zones[i]);
  g_free (core->zones);
  g_free (core->jobs);
  clear_gates (&core->gates);
  g_ptr_array_unref (core->blocks);
  g_array_unref (core->slots);
  g_array_unref (core->order);
  g_array_unref (core->block_order);
  g_ptr_array_unref (core->opinions);
  g_ptr_array_unref (core->escalations);
  g_ptr_array_unref (core->notes);
  g_ptr_array_unref (core->notices);
  g_array_unref (core->photos);
  g_array_unref (core->queue);
  g_string_chunk_free (core->texts);
  g_free (core);
}

guint
ds_core_find_block (const Core *core, guint job, guint section, const char *thing)
{
  GArray *ids = core->jobs[job].blocks[section];

  for (guint i = 0; i < ids->len; i++) {
    guint id = g_array_index (ids, guint, i);

    if (g_strcmp0 (BLOCK (core, id)->thing, thing) == 0)
      return id;
  }
  return DS_NONE;
}

/* ------------------------------------------------------------------ last visit and returned steps */

static const char *
describe_old (Core *core, const json_t *old)
{
  g_autofree char *text = NULL;

  if (old == NULL || json_is_null (old))
    return NULL;
  if (json_is_string (old))
    return json_string_value (old);
  text = json_dumps (old, JSON_COMPACT | JSON_ENCODE_ANY);
  return g_string_chunk_insert (core->texts, text != NULL ? text : "");
}

static const char *
find_last_value (const DsOrder *order, const Job *job, const DsStep *step, const char *thing_name)
{
  for (guint i = 0; i < order->last_values->len; i++) {
    const DsLastValue *value = g_ptr_array_index (order->last_values, i);

    if (g_str_equal (value->step, step->id) && g_str_equal (value->checklist, job->list->id) &&
        g_strcmp0 (value->appliance, job->job->appliance) == 0 && g_strcmp0 (value->thing, thing_name) == 0)
      return value->value;
  }
  return NULL;
}

static gboolean
is_returned_thing (const DsReturnedStep *step, const Block *block)
{
  if (block->thing == NULL)
    return step->thing == NULL;
  return step->thing == NULL || g_str_equal (step->thing, block->thing) || g_strcmp0 (step->thing, block->name) == 0;
}

static const DsReturnedStep *
find_returned (const DsOrder *order, const Job *job, const Block *block, const DsStep *step)
{
  for (guint i = 0; i < order->returned->len; i++) {
    const DsReturnedStep *returned = g_ptr_array_index (order->returned, i);

    if (g_str_equal (returned->job, job->job->id) && g_str_equal (returned->step, step->id) &&
        is_returned_thing (returned, block))
      return returned;
  }
  return NULL;
}

static void
recall_slot (Core *core, const DsOrder *order, const Block *block, Slot *slot)
{
  const Job *job = &core->jobs[block->job];
  const DsStep *step = &job->list->steps[slot->step];

  if (job->returned)
    slot->returned = find_returned (order, job, block, step);
  if (slot->returned != NULL)
    slot->carry = describe_old (core, slot->returned->old);
  else if (step->carry)
    slot->carry = find_last_value (order, job, step, block->name);
}

/* ------------------------------------------------------------------ blocks */

guint
ds_core_add_block (Core *core, DsOrder *order, guint job, guint section, const char *thing, const char *name)
{
  const DsSection *model = &core->jobs[job].list->sections[section];
  Block *block = g_new0 (Block, 1);
  guint id = core->blocks->len;

  block->job = job;
  block->section = section;
  block->thing = thing;
  block->name = name;
  block->repeated = model->repeated;
  block->zone.first_position = DS_NONE;
  block->first_slot = core->slots->len;
  block->n_slots = model->n_steps;
  g_ptr_array_add (core->blocks, block);
  g_array_append_val (core->jobs[job].blocks[section], id);
  for (guint i = 0; i < model->n_steps; i++) {
    Slot slot = { .block = id, .step = model->first_step + i };

    recall_slot (core, order, block, &slot);
    g_array_append_val (core->slots, slot);
  }
  return id;
}

void
ds_core_drop_block (Core *core)
{
  guint id = core->blocks->len - 1;
  Block *block = BLOCK (core, id);
  GArray *ids = core->jobs[block->job].blocks[block->section];

  g_assert (block->first_slot + block->n_slots == core->slots->len);
  for (guint i = 0; i < block->n_slots; i++)
    ds_slot_data_free (SLOT (core, block->first_slot + i)->data);
  g_array_set_size (core->slots, block->first_slot);
  g_array_set_size (ids, ids->len - 1);
  g_ptr_array_set_size (core->blocks, (int) id);
}

static void
begin_gates (Gates *gates)
{
  if (gates->slots != NULL)
    g_array_set_size (gates->slots, 0);
  gates->first = 0;
}

static void
add_gate (Gates *gates, Slot *slot, guint handle)
{
  if (gates->slots == NULL)
    gates->slots = g_array_new (FALSE, FALSE, sizeof (guint));
  slot->gate_index = gates->slots->len;
  g_array_append_val (gates->slots, handle);
}

static void
place_slot (Core *core, Block *block, guint handle)
{
  Slot *slot = SLOT (core, handle);
  const DsStep *step = &core->jobs[block->job].list->steps[slot->step];

  slot->position = core->order->len;
  g_array_append_val (core->order, handle);
  if (step->gate == DS_GATE_VISIT)
    add_gate (&core->gates, slot, handle);
  else if (step->gate == DS_GATE_CHECKLIST)
    add_gate (&core->jobs[block->job].gates, slot, handle);
  else if (step->gate == DS_GATE_SECTION)
    add_gate (&block->gates, slot, handle);
}

static void
place_job (Core *core, guint index, DsSectionStage stage)
{
  Job *job = &core->jobs[index];

  for (guint i = 0; i < job->list->n_sections; i++) {
    if (job->list->sections[i].stage != stage)
      continue;
    for (guint j = 0; j < job->blocks[i]->len; j++) {
      guint id = g_array_index (job->blocks[i], guint, j);
      Block *block = BLOCK (core, id);

      block->order = core->block_order->len;
      block->first_position = core->order->len;
      g_array_append_val (core->block_order, id);
      begin_gates (&block->gates);
      for (guint k = 0; k < block->n_slots; k++)
        place_slot (core, block, block->first_slot + k);
    }
  }
}

/* Conduct frames the work: its lists come first before it, and last in it and after it. */
static void
place_stage (Core *core, DsSectionStage stage)
{
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < core->n_jobs; i++) {
      gboolean first = core->jobs[i].conduct == (stage == DS_SECTION_BEFORE);

      if (first == (round == 0))
        place_job (core, i, stage);
    }
}

void
ds_core_reorder (Core *core)
{
  g_array_set_size (core->order, 0);
  g_array_set_size (core->block_order, 0);
  begin_gates (&core->gates);
  for (guint i = 0; i < core->n_jobs; i++)
    begin_gates (&core->jobs[i].gates);
  for (DsSectionStage stage = DS_SECTION_BEFORE; stage <= DS_SECTION_AFTER; stage++)
    place_stage (core, stage);
  ds_core_reset_gates (core, &core->gates);
  for (guint i = 0; i < core->n_jobs; i++) {
    ds_core_reset_gates (core, &core->jobs[i].gates);
    ds_core_reset_zone (core, core->jobs[i].appliance != DS_NONE ? &core->zones[core->jobs[i].appliance]
                                                                 : &core->jobs[i].zone);
  }
  for (guint i = 0; i < core->blocks->len; i++) {
    ds_core_reset_gates (core, &BLOCK (core, i)->gates);
    ds_core_reset_zone (core, &BLOCK (core, i)->zone);
  }
}

/* ------------------------------------------------------------------ the whole */

static GHashTable *
copy_facts (GHashTable *facts)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, facts);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (copy, g_strdup (name), g_strdup (value));
  return copy;
}

static guint
find_appliance (const DsOrder *order, const char *id)
{
  for (guint i = 0; id != NULL && i < order->appliances->len; i++)
    if (g_str_equal (((const DsAppliance *) g_ptr_array_index (order->appliances, i))->id, id))
      return i;
  return DS_NONE;
}

static void
begin_job (Core *core, DsOrder *order, Job *job, const DsVisitJob *from)
{
  job->job = ds_order_find_job (order, from->job);
  job->list = ds_checklist_ref (from->checklist);
  job->facts = from->facts != NULL ? copy_facts (from->facts) : ds_order_job_facts (order, job->job, 0);
  job->appliance = find_appliance (order, job->job->appliance);
  job->conduct = g_str_equal (job->list->service, "conduct");
  job->zone.first_position = DS_NONE;
  job->blocks = g_new0 (GArray *, job->list->n_sections);
  for (guint i = 0; i < job->list->n_sections; i++)
    job->blocks[i] = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < order->returned->len; i++) {
    const DsReturnedStep *returned = g_ptr_array_index (order->returned, i);

    job->returned |=
        g_str_equal (returned->job, job->job->id) && ds_checklist_find_step (job->list, returned->step) != DS_NONE;
  }
}

/* A returned step of a thing asks for that thing, so it is there from the start, with the same id each time. */
static void
add_returned_thing (Core *core, DsOrder *order, guint job, const DsReturnedStep *returned)
{
  DsChecklist *list = core->jobs[job].list;
  guint step = ds_checklist_find_step (list, returned->step);
  guint section;
  const char *thing;
  char digest[DS_SHA256_BUFFER];

  if (step == DS_NONE || returned->thing == NULL || !list->sections[list->steps[step].section].repeated)
    return;
  section = list->steps[step].section;
  thing = returned->thing;
  if (!ds_id_is_valid (thing)) {
    char id[DS_ID_BUFFER];

    ds_sha256 (thing, strlen (thing), digest);
    g_snprintf (id, sizeof id, "%.8s-%.4s-8%.3s-8%.3s-%.12s", digest, digest + 8, digest + 12, digest + 15,
                digest + 18);
    thing = g_string_chunk_insert (core->texts, id);
  }
  if (ds_core_find_block (core, job, section, thing) == DS_NONE)
    ds_core_add_block (core, order, job, section, thing,
                       returned->thing_name != NULL ? returned->thing_name : returned->thing);
}

static void
add_job_blocks (Core *core, DsOrder *order, guint job)
{
  DsChecklist *list = core->jobs[job].list;

  for (guint i = 0; i < list->n_sections; i++)
    if (!list->sections[i].repeated)
      ds_core_add_block (core, order, job, i, NULL, NULL);
  for (guint i = 0; core->jobs[job].returned && i < order->returned->len; i++) {
    const DsReturnedStep *returned = g_ptr_array_index (order->returned, i);

    if (g_str_equal (returned->job, core->jobs[job].job->id))
      add_returned_thing (core, order, job, returned);
  }
}

Core *
ds_core_new (DsOrder *order, const DsVisitJob *jobs, guint n_jobs)
{
  Core *core = g_new0 (Core, 1);

  core->n_jobs = n_jobs;
  core->jobs = g_new0 (Job, n_jobs);
  core->blocks = g_ptr_array_new_with_free_func (free_block);
  core->slots = g_array_new (FALSE, TRUE, sizeof (Slot));
  core->order = g_array_new (FALSE, FALSE, sizeof (guint));
  core->block_order = g_array_new (FALSE, FALSE, sizeof (guint));
  core->zones = g_new0 (Zone, order->appliances->len + 1);
  core->opinions = g_ptr_array_new ();
  core->escalations = g_ptr_array_new ();
  core->notes = g_ptr_array_new ();
  core->notices = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  core->photos = g_array_new (FALSE, FALSE, sizeof (Photo));
  core->queue = g_array_new (FALSE, FALSE, sizeof (Waiting));
  core->texts = g_string_chunk_new (256);
  core->head.notice_index = DS_NONE;
  for (guint i = 0; i < order->appliances->len; i++)
    core->zones[i].first_position = DS_NONE;
  for (guint i = 0; i < n_jobs; i++)
    begin_job (core, order, &core->jobs[i], &jobs[i]);
  for (guint i = 0; i < n_jobs; i++)
    add_job_blocks (core, order, i);
  ds_core_reorder (core);
  for (guint i = 0; i < n_jobs; i++)
    ds_core_touch_job (core, i, NULL);
  return core;
}
