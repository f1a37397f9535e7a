/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-outline.h"

#include "ds-slot-key.h"
#include "ds-step-view-builder.h"
#include "ds-visit-item-private.h"

struct _DsVisitOutline {
  GObject parent_instance;

  GPtrArray *items;   /* DsVisitItem */
  GHashTable *by_key; /* key (the item's) → item, borrowed from items */
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DsVisitOutline, ds_visit_outline, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GType
get_item_type (GListModel *model)
{
  return DS_TYPE_VISIT_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return DS_VISIT_OUTLINE (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DsVisitOutline *self = DS_VISIT_OUTLINE (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
ds_visit_outline_finalize (GObject *object)
{
  g_clear_pointer (&DS_VISIT_OUTLINE (object)->by_key, g_hash_table_unref);
  g_clear_pointer (&DS_VISIT_OUTLINE (object)->items, g_ptr_array_unref);
  G_OBJECT_CLASS (ds_visit_outline_parent_class)->finalize (object);
}

static void
ds_visit_outline_class_init (DsVisitOutlineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_visit_outline_finalize;
}

static void
ds_visit_outline_init (DsVisitOutline *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
}

DsVisitOutline *
ds_visit_outline_new (void)
{
  return g_object_new (DS_TYPE_VISIT_OUTLINE, NULL);
}

/* --- what is to be shown --------------------------------------------------------------------------------- */

typedef struct {
  DsVisit *visit;
  const char *language;
  const char *current;
  const DsMoment *now;
  GPtrArray *rows; /* DsVisitItemFacts */
  guint last_job;
  DsSectionStage last_stage;
  DsVisitItemFacts *job_row;
  guint next_section; /* of the job and stage being listed: sections before it are done */
} Building;

static void
count_progress (DsVisitItemFacts *facts, const DsProgress *progress)
{
  facts->done = progress->required_done;
  facts->total = progress->required;
  if (progress->failed > 0)
    facts->state = DS_SLOT_FAILED;
  else if (progress->required_done == progress->required)
    facts->state = DS_SLOT_PASSED;
  else
    facts->state = DS_SLOT_OPEN;
}

static void
add_job_row (Building *building, const DsBlock *block, const DsSection *section)
{
  const DsJob *job = ds_visit_job (building->visit, block->job);
  const DsChecklist *checklist = ds_visit_job_checklist (building->visit, block->job);
  DsVisitItemFacts *facts;
  DsProgress progress;

  if (block->job == building->last_job && section->stage == building->last_stage)
    return;
  facts = ds_visit_item_facts_new (DS_VISIT_ITEM_JOB, job->id);
  facts->key = g_strdup_printf ("%s#%d", job->id, section->stage);
  facts->title = g_strdup (ds_text_for (&checklist->title, building->language));
  facts->subtitle = ds_visit_appliance_title (ds_visit_order (building->visit), job, building->language);
  ds_visit_job_progress (building->visit, block->job, &progress);
  count_progress (facts, &progress);
  g_ptr_array_add (building->rows, facts);
  building->job_row = facts;
  building->last_job = block->job;
  building->last_stage = section->stage;
}

static DsVisitItemFacts *
add_section_row (Building *building, guint index, const DsBlock *block, const DsSection *section)
{
  const DsJob *job = ds_visit_job (building->visit, block->job);
  const char *title = ds_text_for (&section->title, building->language);
  DsVisitItemFacts *facts = ds_visit_item_facts_new (DS_VISIT_ITEM_SECTION, job->id);
  DsProgress progress;

  facts->section = g_strdup (section->id);
  facts->thing = g_strdup (block->thing);
  facts->key = g_strdup_printf ("%s#%s#%s", job->id, section->id, block->thing != NULL ? block->thing : "");
  facts->title = block->thing_name != NULL ? g_strdup_printf ("%s · %s", title, block->thing_name) : g_strdup (title);
  if (section->zone.en != NULL)
    facts->subtitle = g_strdup (ds_text_for (&section->zone, building->language));
  facts->repeatable = section->repeated;
  if (section->repeated) {
    g_autoptr (GArray) things = ds_visit_things (building->visit, block->job, section->index);

    /* Adding is offered once: at the last of its things, or at the section that has none yet. */
    facts->can_add = things->len < section->max_things &&
                     (things->len == 0 ||
                      g_strcmp0 (g_array_index (things, DsThing, things->len - 1).id, block->thing) == 0);
  }
  if (index != DS_NONE) {
    ds_visit_block_progress (building->visit, index, &progress);
    count_progress (facts, &progress);
  }
  else
    facts->state = section->min_things > 0 ? DS_SLOT_OPEN : DS_SLOT_PASSED;
  g_ptr_array_add (building->rows, facts);
  return facts;
}

static DsVisitItemFacts *
describe_step (Building *building, guint slot, const DsSlotView *view)
{
  const DsSection *section = &ds_visit_job_checklist (building->visit, view->job)->sections[view->section];
  DsVisitItemFacts *facts =
      ds_visit_item_facts_new (DS_VISIT_ITEM_STEP, ds_visit_job (building->visit, view->job)->id);

  facts->slot = ds_slot_key (building->visit, slot);
  facts->key = g_strdup (facts->slot);
  facts->section = g_strdup (section->id);
  facts->thing = g_strdup (view->thing);
  facts->title = g_strdup (ds_text_for (&view->step->title, building->language));
  facts->subtitle = ds_slot_value_text (building->visit, view, building->language);
  facts->state = view->state;
  facts->severity = view->severity;
  facts->stale = view->step->ages_minutes > 0 && ds_visit_is_stale (building->visit, slot, building->now);
  facts->current = g_strcmp0 (facts->slot, building->current) == 0;
  return facts;
}

static void
add_step_row (Building *building, guint slot, DsVisitItemFacts *section_row)
{
  DsVisitItemFacts *facts;
  DsSlotView view;

  if (ds_visit_slot_state (building->visit, slot) == DS_SLOT_HIDDEN)
    return;
  ds_visit_view (building->visit, slot, &view);
  facts = describe_step (building, slot, &view);
  section_row->severity = MAX (section_row->severity, facts->severity);
  section_row->stale = section_row->stale || facts->stale;
  building->job_row->severity = MAX (building->job_row->severity, facts->severity);
  building->job_row->stale = building->job_row->stale || facts->stale;
  g_ptr_array_add (building->rows, facts);
}

/* A repeated section that has no thing yet has no block; its row is where the first one is added. */
static void
add_empty_sections (Building *building, guint end)
{
  const DsChecklist *checklist;

  if (building->last_job == DS_NONE)
    return;
  checklist = ds_visit_job_checklist (building->visit, building->last_job);
  for (guint i = building->next_section; i < MIN (end, checklist->n_sections); i++) {
    const DsSection *section = &checklist->sections[i];
    DsBlock empty = { .job = building->last_job, .section = i };
    g_autoptr (GArray) things = NULL;

    if (!section->repeated || section->stage != building->last_stage)
      continue;
    things = ds_visit_things (building->visit, building->last_job, i);
    if (things->len == 0 && ds_visit_section_shown (building->visit, building->last_job, i))
      add_section_row (building, DS_NONE, &empty, section);
  }
}

static void
add_block (Building *building, guint index)
{
  const DsSection *section;
  DsVisitItemFacts *row;
  DsBlock block;

  ds_visit_block (building->visit, index, &block);
  section = &ds_visit_job_checklist (building->visit, block.job)->sections[block.section];
  if (block.job != building->last_job || section->stage != building->last_stage) {
    add_empty_sections (building, G_MAXUINT);
    building->last_job = DS_NONE;
    building->next_section = 0;
  }
  if (!block.shown)
    return;
  add_job_row (building, &block, section);
  add_empty_sections (building, block.section);
  building->next_section = block.section + 1;
  row = add_section_row (building, index, &block, section);
  for (guint i = 0; i < block.n_slots; i++)
    add_step_row (building, ds_visit_slot_at (building->visit, block.first_position + i), row);
}

/* --- bringing the rows up to date ------------------------------------------------------------------------ */

static gboolean
is_same (DsVisitOutline *self, guint item, GPtrArray *rows, guint row)
{
  const DsVisitItemFacts *facts = g_ptr_array_index (rows, row);

  return g_str_equal (ds_visit_item_get_key (g_ptr_array_index (self->items, item)), facts->key);
}

static void
update_item (DsVisitOutline *self, guint item, GPtrArray *rows, guint row)
{
  ds_visit_item_update (g_ptr_array_index (self->items, item), g_steal_pointer (&g_ptr_array_index (rows, row)));
}

/* An update gives a row new facts and so a new key, the same text in another place. */
static void
index_items (DsVisitOutline *self)
{
  g_hash_table_remove_all (self->by_key);
  for (guint i = 0; i < self->items->len; i++) {
    DsVisitItem *item = g_ptr_array_index (self->items, i);

    g_hash_table_insert (self->by_key, (gpointer) ds_visit_item_get_key (item), item);
  }
}

static void
free_facts (gpointer facts)
{
  ds_visit_item_facts_free (facts);
}

void
ds_visit_outline_update (DsVisitOutline *self, DsVisit *visit, const char *language, const char *current,
                         const DsMoment *now)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_facts);
  Building building = { visit, language, current, now, rows, DS_NONE, DS_SECTION_BEFORE, NULL, 0 };
  guint old = self->items->len, shorter, prefix = 0, suffix = 0;

  for (guint i = 0; i < ds_visit_n_blocks (visit); i++)
    add_block (&building, i);
  add_empty_sections (&building, G_MAXUINT);
  shorter = MIN (old, rows->len);
  while (prefix < shorter && is_same (self, prefix, rows, prefix)) {
    update_item (self, prefix, rows, prefix);
    prefix++;
  }
  while (suffix < shorter - prefix && is_same (self, old - 1 - suffix, rows, rows->len - 1 - suffix)) {
    update_item (self, old - 1 - suffix, rows, rows->len - 1 - suffix);
    suffix++;
  }
  if (prefix + suffix < MAX (old, rows->len)) {
    g_hash_table_remove_all (self->by_key);
    g_ptr_array_remove_range (self->items, prefix, old - prefix - suffix);
    for (guint i = prefix; i < rows->len - suffix; i++)
      g_ptr_array_insert (self->items, (int) i, ds_visit_item_new (g_steal_pointer (&g_ptr_array_index (rows, i))));
  }
  index_items (self);
  if (prefix + suffix == MAX (old, rows->len))
    return;
  g_list_model_items_changed (G_LIST_MODEL (self), prefix, old - prefix - suffix, rows->len - prefix - suffix);
}

/* --- only what changed ----------------------------------------------------------------------------------- */

static void
replace_facts (DsVisitOutline *self, DsVisitItem *item, DsVisitItemFacts *facts)
{
  g_hash_table_remove (self->by_key, ds_visit_item_get_key (item));
  ds_visit_item_update (item, facts);
  g_hash_table_insert (self->by_key, (gpointer) ds_visit_item_get_key (item), item);
}

/* The worst and the oldest of the rows from @first to before the next of a kind that ends it. */
static void
gather (DsVisitOutline *self, guint first, DsVisitItemKind end, DsVisitItemFacts *facts)
{
  for (guint i = first; i < self->items->len; i++) {
    DsVisitItem *item = g_ptr_array_index (self->items, i);

    if (ds_visit_item_get_kind (item) <= end)
      return;
    facts->severity = MAX (facts->severity, ds_visit_item_get_severity (item));
    facts->stale = facts->stale || ds_visit_item_is_stale (item);
  }
}

static gboolean
is_block_of (DsVisit *visit, const DsBlock *block, DsVisitItem *row)
{
  const DsChecklist *checklist = ds_visit_job_checklist (visit, block->job);

  return g_str_equal (ds_visit_job (visit, block->job)->id, ds_visit_item_get_job (row)) &&
         g_str_equal (checklist->sections[block->section].id, ds_visit_item_get_section (row)) &&
         g_strcmp0 (block->thing, ds_visit_item_get_thing (row)) == 0;
}

static void
refresh_section (DsVisitOutline *self, Building *building, guint row)
{
  DsVisitItem *item = g_ptr_array_index (self->items, row);

  for (guint i = 0; i < ds_visit_n_blocks (building->visit); i++) {
    DsBlock block;
    DsVisitItemFacts *facts;

    ds_visit_block (building->visit, i, &block);
    if (!is_block_of (building->visit, &block, item))
      continue;
    facts = add_section_row (building, i, &block,
                             &ds_visit_job_checklist (building->visit, block.job)->sections[block.section]);
    g_ptr_array_steal_index (building->rows, building->rows->len - 1);
    gather (self, row + 1, DS_VISIT_ITEM_SECTION, facts);
    replace_facts (self, item, facts);
    return;
  }
}

static void
refresh_job (DsVisitOutline *self, Building *building, guint row)
{
  DsVisitItem *item = g_ptr_array_index (self->items, row);
  guint job = ds_visit_find_job (building->visit, ds_visit_item_get_job (item));
  DsVisitItemFacts *facts = ds_visit_item_facts_new (DS_VISIT_ITEM_JOB, ds_visit_item_get_job (item));
  DsProgress progress;

  facts->key = g_strdup (ds_visit_item_get_key (item));
  facts->title = g_strdup (ds_visit_item_get_title (item));
  facts->subtitle = g_strdup (ds_visit_item_get_subtitle (item));
  ds_visit_job_progress (building->visit, job, &progress);
  count_progress (facts, &progress);
  gather (self, row + 1, DS_VISIT_ITEM_JOB, facts);
  replace_facts (self, item, facts);
}

/* Steps first, then the sections they are in, then all rows of their jobs: each gathers from the ones below. */
static gboolean
refresh_steps (DsVisitOutline *self, Building *building, const GArray *slots, GHashTable *touched)
{
  for (guint i = 0; i < slots->len; i++) {
    guint slot = g_array_index (slots, guint, i);
    g_autofree char *key = ds_slot_key (building->visit, slot);
    DsVisitItem *item = g_hash_table_lookup (self->by_key, key);
    DsSlotView view;

    ds_visit_view (building->visit, slot, &view);
    if ((item == NULL) != (view.state == DS_SLOT_HIDDEN))
      return FALSE;
    if (item == NULL)
      continue;
    replace_facts (self, item, describe_step (building, slot, &view));
    g_hash_table_add (touched, item);
  }
  return TRUE;
}

static void
refresh_above (DsVisitOutline *self, Building *building, GHashTable *touched)
{
  g_autoptr (GHashTable) jobs = g_hash_table_new (g_str_hash, g_str_equal);
  guint section = 0;

  for (guint i = 0; i < self->items->len; i++) {
    DsVisitItem *item = g_ptr_array_index (self->items, i);

    if (ds_visit_item_get_kind (item) == DS_VISIT_ITEM_SECTION)
      section = i;
    if (!g_hash_table_contains (touched, item))
      continue;
    g_hash_table_add (jobs, (gpointer) ds_visit_item_get_job (item));
    refresh_section (self, building, section);
  }
  for (guint i = 0; i < self->items->len; i++) {
    DsVisitItem *item = g_ptr_array_index (self->items, i);

    if (ds_visit_item_get_kind (item) == DS_VISIT_ITEM_JOB &&
        g_hash_table_contains (jobs, ds_visit_item_get_job (item)))
      refresh_job (self, building, i);
  }
}

gboolean
ds_visit_outline_update_slots (DsVisitOutline *self, DsVisit *visit, const char *language, const char *current,
                               const DsMoment *now, const GArray *slots)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_facts);
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);
  Building building = { visit, language, current, now, rows, DS_NONE, DS_SECTION_BEFORE, NULL, 0 };

  if (!refresh_steps (self, &building, slots, touched))
    return FALSE;
  refresh_above (self, &building, touched);
  return TRUE;
}

void
ds_visit_outline_set_current (DsVisitOutline *self, const char *current)
{
  for (guint i = 0; i < self->items->len; i++) {
    DsVisitItem *item = g_ptr_array_index (self->items, i);

    ds_visit_item_set_current (item, current != NULL && g_strcmp0 (ds_visit_item_get_slot (item), current) == 0);
  }
}
