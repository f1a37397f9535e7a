/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-private.h"

/* ------------------------------------------------------------------ what conditions see */

typedef struct {
  DsConditionSource base;
  const Core *core;
  guint job;
  guint block; /* in whose section the condition stands */
} Source;

static void
look_at_slot (const Core *core, guint handle, DsStepFact *ret_fact)
{
  const Slot *slot = SLOT (core, handle);
  const DsValue *value = NULL;

  ret_fact->answered = slot->now.state == DS_SLOT_PASSED || slot->now.state == DS_SLOT_FAILED ||
                       slot->now.state == DS_SLOT_REMEDIED || slot->now.severity != DS_SEVERITY_NONE;
  if (!ret_fact->answered)
    return;
  ret_fact->failed = slot->now.severity != DS_SEVERITY_NONE;
  ret_fact->has_number = slot->now.has_number;
  ret_fact->number = slot->now.number;
  /* Until it is measured again the first value stands. */
  if (slot->data != NULL && slot->data->answer != NULL)
    value = &slot->data->answer->value;
  else if (slot->data != NULL && slot->data->n_tries > 0)
    value = &slot->data->tries[slot->data->n_tries - 1].value;
  if (value == NULL)
    return;
  ret_fact->string = value->kind == DS_VALUE_STRING ? value->string : NULL;
  ret_fact->strings = value->kind == DS_VALUE_STRINGS ? (const char *const *) value->strings : NULL;
}

static void
look_at_step (const DsConditionSource *base, guint step, DsStepFact *ret_fact)
{
  const Source *self = (const Source *) base;
  const Core *core = self->core;
  const Job *job = &core->jobs[self->job];
  const DsStep *model = &job->list->steps[step];
  const Block *own = BLOCK (core, self->block);
  const Block *block = own;

  if (model->section != own->section) {
    GArray *ids = job->blocks[model->section];

    if (ids->len == 0)
      return;
    block = BLOCK (core, g_array_index (ids, guint, 0));
  }
  look_at_slot (core, block->first_slot + step - job->list->sections[model->section].first_step, ret_fact);
}

static const char *
look_at_fact (const DsConditionSource *base, const char *name)
{
  const Source *self = (const Source *) base;

  return g_hash_table_lookup (self->core->jobs[self->job].facts, name);
}

static Source
see_from (const Core *core, guint block)
{
  return (Source){ { look_at_step, look_at_fact }, core, BLOCK (core, block)->job, block };
}

gboolean
ds_core_condition_holds (const Core *core, guint block, const DsCondition *condition)
{
  Source source = see_from (core, block);

  return ds_condition_holds (condition, &source.base);
}

gboolean
ds_core_block_shown (const Core *core, guint id)
{
  const Block *block = BLOCK (core, id);
  const DsSection *section = block_section (core, block);
  Source source = see_from (core, id);

  if (block->removed)
    return FALSE;
  if (core->jobs[block->job].returned) {
    for (guint i = 0; i < block->n_slots; i++)
      if (SLOT (core, block->first_slot + i)->returned != NULL)
        return TRUE;
    return FALSE;
  }
  return ds_condition_holds (section->when, &source.base);
}

static gboolean
is_shown (const Core *core, const Slot *slot)
{
  const Block *block = BLOCK (core, slot->block);
  const Job *job = &core->jobs[block->job];
  const DsStep *step = &job->list->steps[slot->step];
  const DsSection *section;
  Source source;

  if (block->removed)
    return FALSE;
  /* What headquarters sent back is asked again, whatever the branches say. */
  if (job->returned)
    return slot->returned != NULL;
  section = &job->list->sections[block->section];
  if (step->when == NULL && section->when == NULL)
    return TRUE;
  source = see_from (core, slot->block);
  return ds_condition_holds (section->when, &source.base) && ds_condition_holds (step->when, &source.base);
}

/* ------------------------------------------------------------------ judging */

gboolean
ds_core_limit_applies (const Core *core, guint handle, guint limit)
{
  const DsStep *step = slot_step (core, handle);
  Source source;

  if (step->answer.limits[limit].when == NULL)
    return TRUE;
  source = see_from (core, SLOT (core, handle)->block);
  return ds_condition_holds (step->answer.limits[limit].when, &source.base);
}

DsSeverity
ds_core_judge_number (const Core *core, guint handle, DsDecimal value, guint *ret_limit)
{
  const DsAnswer *answer = &slot_step (core, handle)->answer;
  DsSeverity worst = DS_SEVERITY_NONE;

  *ret_limit = DS_NONE;
  for (guint i = 0; i < answer->n_limits; i++) {
    const DsLimit *limit = &answer->limits[i];

    if (limit->severity <= worst || ds_bounds_hold (&limit->bounds, value) || !ds_core_limit_applies (core, handle, i))
      continue;
    worst = limit->severity;
    *ret_limit = i;
  }
  return worst;
}

static DsSeverity
judge_options (const DsStep *step, const DsValue *value)
{
  DsSeverity worst = DS_SEVERITY_NONE;
  const DsOption *option;

  if (value->kind == DS_VALUE_STRING) {
    option = ds_step_find_option (step, value->string);
    return option != NULL ? option->severity : DS_SEVERITY_NONE;
  }
  for (guint i = 0; value->kind == DS_VALUE_STRINGS && value->strings[i] != NULL; i++) {
    option = ds_step_find_option (step, value->strings[i]);
    if (option != NULL)
      worst = MAX (worst, option->severity);
  }
  return worst;
}

static DsSeverity
judge_value (const Core *core, guint handle, const SlotData *data, guint *ret_limit)
{
  const DsStep *step = slot_step (core, handle);
  const DsValue *value = &data->answer->value;

  *ret_limit = DS_NONE;
  switch (step->answer.type) {
  case DS_ANSWER_YES_NO:
    return g_strcmp0 (step->answer.failing, value->string) == 0 ? step->fail_severity : DS_SEVERITY_NONE;
  case DS_ANSWER_CHOICE:
  case DS_ANSWER_MULTI:
    return judge_options (step, value);
  case DS_ANSWER_NUMBER:
    return ds_core_judge_number (core, handle, data->number, ret_limit);
  default:
    return DS_SEVERITY_NONE;
  }
}

static void
judge_computed (const Core *core, guint handle, Judgement *judgement)
{
  const DsStep *step = slot_step (core, handle);
  const SlotData *data = SLOT (core, handle)->data;
  Source source = see_from (core, SLOT (core, handle)->block);
  DsDecimal value;

  if (!ds_expression_value (step->answer.expr, &source.base, &value))
    return;
  judgement->has_number = TRUE;
  judgement->number = ds_decimal_round (value, step->answer.decimals);
  judgement->severity = ds_core_judge_number (core, handle, judgement->number, &judgement->limit);
  if (judgement->severity != DS_SEVERITY_NONE)
    judgement->state = DS_SLOT_FAILED;
  else
    judgement->state = data != NULL && data->n_tries > 0 ? DS_SLOT_REMEDIED : DS_SLOT_PASSED;
}

/* A value that failed and was followed by a remedy: it stands until the next one, or, where the step asks for none, is done. */
static void
judge_remedied (const DsStep *step, const Try *last, Judgement *judgement)
{
  if (!step->recheck && last->severity != DS_SEVERITY_STOP) {
    judgement->state = DS_SLOT_REMEDIED;
    return;
  }
  judgement->state = DS_SLOT_OPEN;
  judgement->severity = last->severity;
  judgement->limit = last->limit;
  judgement->has_number = last->has_number;
  judgement->number = last->number;
}

static void
judge_entered (const Core *core, guint handle, const SlotData *data, Judgement *judgement)
{
  const DsStep *step = slot_step (core, handle);

  if (data->skip != NULL) {
    judgement->state = DS_SLOT_SKIPPED;
  } else if (step->answer.type == DS_ANSWER_PHOTO) {
    judgement->state = data->n_photos >= step->answer.min ? DS_SLOT_PASSED : DS_SLOT_OPEN;
  } else if (data->answer != NULL) {
    judgement->has_number = data->has_number;
    judgement->number = data->number;
    judgement->severity = judge_value (core, handle, data, &judgement->limit);
    if (judgement->severity != DS_SEVERITY_NONE)
      judgement->state = DS_SLOT_FAILED;
    else
      judgement->state = data->n_tries > 0 ? DS_SLOT_REMEDIED : DS_SLOT_PASSED;
  } else if (data->n_tries > 0) {
    judge_remedied (step, &data->tries[data->n_tries - 1], judgement);
  }
}

static Judgement
judge (const Core *core, guint handle)
{
  const Slot *slot = SLOT (core, handle);
  Judgement judgement = { DS_SLOT_HIDDEN, DS_SEVERITY_NONE, DS_NONE, FALSE, { 0, 0 } };

  if (!is_shown (core, slot))
    return judgement;
  judgement.state = DS_SLOT_OPEN;
  if (slot_step (core, handle)->answer.type == DS_ANSWER_COMPUTED)
    judge_computed (core, handle, &judgement);
  else if (slot->data != NULL)
    judge_entered (core, handle, slot->data, &judgement);
  return judgement;
}

/* ------------------------------------------------------------------ gates and stops */

static gboolean
is_gate_closed (const Slot *slot)
{
  switch (slot->now.state) {
  case DS_SLOT_HIDDEN:
  case DS_SLOT_PASSED:
  case DS_SLOT_REMEDIED:
    return FALSE;
  case DS_SLOT_SKIPPED:
    /* "Not tested" is never a pass. */
    return slot->data->skip->skip != DS_SKIP_NOT_APPLICABLE;
  default:
    return TRUE;
  }
}

static void
advance_gates (const Core *core, Gates *gates)
{
  while (gates->slots != NULL && gates->first < gates->slots->len &&
         !SLOT (core, g_array_index (gates->slots, guint, gates->first))->gate_closed)
    gates->first++;
}

void
ds_core_reset_gates (Core *core, Gates *gates)
{
  gates->first = 0;
  advance_gates (core, gates);
}

static Gates *
find_gates (Core *core, guint handle, DsGateScope scope)
{
  Block *block = slot_block (core, handle);

  if (scope == DS_GATE_VISIT)
    return &core->gates;
  return scope == DS_GATE_CHECKLIST ? &core->jobs[block->job].gates : &block->gates;
}

static gboolean
update_gate (Core *core, guint handle)
{
  Slot *slot = SLOT (core, handle);
  DsGateScope scope = slot_step (core, handle)->gate;
  gboolean closed;
  Gates *gates;

  if (scope == DS_GATE_NONE)
    return FALSE;
  closed = is_gate_closed (slot);
  if (closed == slot->gate_closed)
    return FALSE;
  slot->gate_closed = closed;
  gates = find_gates (core, handle, scope);
  if (closed)
    gates->first = MIN (gates->first, slot->gate_index);
  else
    advance_gates (core, gates);
  return TRUE;
}

static Zone *
find_zone (Core *core, guint handle)
{
  Block *block = slot_block (core, handle);
  Job *job = &core->jobs[block->job];

  if (job->appliance != DS_NONE)
    return &core->zones[job->appliance];
  /* In a home nobody puts out of use as a whole: the one socket, else what this list is about. */
  return block->repeated ? &block->zone : &job->zone;
}

void
ds_core_reset_zone (Core *core, Zone *zone)
{
  zone->first_position = DS_NONE;
  for (guint i = 0; zone->stops != NULL && i < zone->stops->len; i++)
    zone->first_position = MIN (zone->first_position, SLOT (core, g_array_index (zone->stops, guint, i))->position);
}

static gboolean
update_stop (Core *core, guint handle, DsSeverity before)
{
  const Slot *slot = SLOT (core, handle);
  gboolean was = before == DS_SEVERITY_STOP;
  gboolean is = slot->now.severity == DS_SEVERITY_STOP;
  Zone *zone;

  if (was == is)
    return FALSE;
  zone = find_zone (core, handle);
  if (zone->stops == NULL)
    zone->stops = g_array_new (FALSE, FALSE, sizeof (guint));
  if (is) {
    g_array_append_val (zone->stops, handle);
    zone->first_position = MIN (zone->first_position, slot->position);
    return TRUE;
  }
  for (guint i = 0; i < zone->stops->len; i++)
    if (g_array_index (zone->stops, guint, i) == handle) {
      g_array_remove_index_fast (zone->stops, i);
      break;
    }
  if (zone->first_position == slot->position)
    ds_core_reset_zone (core, zone);
  return TRUE;
}

static DsLockKind
find_gate (const Core *core, const Gates *gates, guint position, guint *ret_by)
{
  guint by;

  if (gates->slots == NULL || gates->first >= gates->slots->len)
    return DS_LOCK_NONE;
  by = g_array_index (gates->slots, guint, gates->first);
  if (SLOT (core, by)->position >= position)
    return DS_LOCK_NONE;
  *ret_by = by;
  return DS_LOCK_GATE;
}

static DsLockKind
find_stop (const Core *core, const Zone *zone, guint position, guint *ret_by)
{
  if (zone->first_position == DS_NONE || zone->first_position >= position)
    return DS_LOCK_NONE;
  *ret_by = g_array_index (core->order, guint, zone->first_position);
  return DS_LOCK_STOP;
}

DsLockKind
ds_core_lock (const Core *core, guint handle, guint *ret_by)
{
  const Slot *slot = SLOT (core, handle);
  const Block *block = BLOCK (core, slot->block);
  const Job *job = &core->jobs[block->job];
  guint position = slot->position;

  *ret_by = DS_NONE;
  if (block_section (core, block)->stage == DS_SECTION_WORK) {
    const Zone *zone = job->appliance != DS_NONE ? &core->zones[job->appliance] : &job->zone;

    if (find_stop (core, zone, position, ret_by) != DS_LOCK_NONE ||
        find_stop (core, &block->zone, position, ret_by) != DS_LOCK_NONE)
      return DS_LOCK_STOP;
  }
  if (find_gate (core, &core->gates, position, ret_by) != DS_LOCK_NONE ||
      find_gate (core, &job->gates, position, ret_by) != DS_LOCK_NONE ||
      find_gate (core, &block->gates, position, ret_by) != DS_LOCK_NONE)
    return DS_LOCK_GATE;
  return DS_LOCK_NONE;
}

/* ------------------------------------------------------------------ counting */

static void
count_into (DsProgress *progress, const DsStep *step, const Judgement *judgement, gint sign)
{
  gboolean done = judgement->state > DS_SLOT_OPEN;

  if (judgement->state == DS_SLOT_HIDDEN || step->answer.type == DS_ANSWER_COMPUTED)
    return;
  progress->total += (guint) sign;
  progress->done += done ? (guint) sign : 0;
  if (step->required) {
    progress->required += (guint) sign;
    progress->required_done += done ? (guint) sign : 0;
  }
  if (judgement->state == DS_SLOT_FAILED)
    progress->failed += (guint) sign;
  if (judgement->state == DS_SLOT_SKIPPED)
    progress->skipped += (guint) sign;
}

static void
count (Core *core, guint handle, const Judgement *judgement, gint sign)
{
  const DsStep *step = slot_step (core, handle);
  Block *block = slot_block (core, handle);

  count_into (&block->progress, step, judgement, sign);
  count_into (&core->jobs[block->job].progress, step, judgement, sign);
  count_into (&core->progress, step, judgement, sign);
}

/* ------------------------------------------------------------------ what depends on it */

static void
swap_waiting (GArray *queue, guint a, guint b)
{
  Waiting kept = g_array_index (queue, Waiting, a);

  g_array_index (queue, Waiting, a) = g_array_index (queue, Waiting, b);
  g_array_index (queue, Waiting, b) = kept;
}

#define RANK(queue, i) (g_array_index ((queue), Waiting, (i)).rank)

static void
enqueue (Core *core, guint handle)
{
  Slot *slot = SLOT (core, handle);
  Waiting waiting = { slot_step (core, handle)->rank, handle };
  GArray *queue = core->queue;
  guint at = queue->len;

  if (slot->queued)
    return;
  slot->queued = TRUE;
  g_array_append_val (queue, waiting);
  while (at > 0 && RANK (queue, (at - 1) / 2) > RANK (queue, at)) {
    swap_waiting (queue, at, (at - 1) / 2);
    at = (at - 1) / 2;
  }
}

static guint
dequeue (Core *core)
{
  GArray *queue = core->queue;
  guint handle = g_array_index (queue, Waiting, 0).slot;
  guint at = 0;

  swap_waiting (queue, 0, queue->len - 1);
  g_array_set_size (queue, queue->len - 1);
  while (2 * at + 1 < queue->len) {
    guint child = 2 * at + 1;

    if (child + 1 < queue->len && RANK (queue, child + 1) < RANK (queue, child))
      child++;
    if (RANK (queue, at) <= RANK (queue, child))
      break;
    swap_waiting (queue, at, child);
    at = child;
  }
  SLOT (core, handle)->queued = FALSE;
  return handle;
}

static void
enqueue_dependents (Core *core, guint handle)
{
  const Block *own = slot_block (core, handle);
  const Job *job = &core->jobs[own->job];
  const DsStep *step = slot_step (core, handle);

  for (guint i = 0; i < step->n_dependents; i++) {
    const DsStep *other = &job->list->steps[step->dependents[i]];
    guint offset = other->index - job->list->sections[other->section].first_step;
    GArray *ids = job->blocks[other->section];

    if (other->section == own->section) {
      enqueue (core, own->first_slot + offset);
      continue;
    }
    for (guint j = 0; j < ids->len; j++)
      enqueue (core, BLOCK (core, g_array_index (ids, guint, j))->first_slot + offset);
  }
}

static gboolean
is_same_judgement (const Judgement *a, const Judgement *b)
{
  return a->state == b->state && a->severity == b->severity && a->limit == b->limit && a->has_number == b->has_number &&
         (!a->has_number || (a->number.coefficient == b->number.coefficient && a->number.scale == b->number.scale));
}

/* Judges one slot; Returns: whether anything is otherwise than before. */
static gboolean
update_slot (Core *core, guint handle, DsVisitChange *change)
{
  Slot *slot = SLOT (core, handle);
  Judgement before = slot->now;
  Judgement after = judge (core, handle);
  gboolean locks;

  /* A gate may open by another reason for the skip, with the same state. */
  if (is_same_judgement (&before, &after)) {
    locks = update_gate (core, handle);
    if (change != NULL)
      change->locks |= locks;
    return FALSE;
  }
  count (core, handle, &before, -1);
  slot->now = after;
  count (core, handle, &after, 1);
  locks = update_gate (core, handle);
  locks |= update_stop (core, handle, before.severity);
  if (change != NULL)
    change->locks |= locks;
  return TRUE;
}

static void
note_slot (DsVisitChange *change, guint handle)
{
  if (change != NULL)
    g_array_append_val (change->slots, handle);
}

static void
run_queue (Core *core, DsVisitChange *change)
{
  while (core->queue->len > 0) {
    guint handle = dequeue (core);

    if (!update_slot (core, handle, change))
      continue;
    note_slot (change, handle);
    enqueue_dependents (core, handle);
  }
}

void
ds_core_touch (Core *core, guint handle, DsVisitChange *change)
{
  update_slot (core, handle, change);
  note_slot (change, handle);
  enqueue_dependents (core, handle);
  run_queue (core, change);
}

void
ds_core_touch_block (Core *core, guint id, DsVisitChange *change)
{
  const Block *block = BLOCK (core, id);

  for (guint i = 0; i < block->n_slots; i++)
    enqueue (core, block->first_slot + i);
  run_queue (core, change);
}

void
ds_core_touch_job (Core *core, guint job, DsVisitChange *change)
{
  for (guint i = 0; i < core->blocks->len; i++)
    if (BLOCK (core, i)->job == job)
      for (guint j = 0; j < BLOCK (core, i)->n_slots; j++)
        enqueue (core, BLOCK (core, i)->first_slot + j);
  run_queue (core, change);
}

/* ------------------------------------------------------------------ small questions */

gboolean
ds_core_awaits_recheck (const Core *core, guint handle)
{
  const Slot *slot = SLOT (core, handle);

  return slot->now.state == DS_SLOT_OPEN && slot->now.severity != DS_SEVERITY_NONE;
}

guint
ds_core_pair_other (const Core *core, guint handle)
{
  const DsStep *step = slot_step (core, handle);
  const Block *block = slot_block (core, handle);
  const Job *job = &core->jobs[block->job];
  const DsStep *other = &job->list->steps[step->pair_step];

  if (other->section != block->section)
    block = BLOCK (core, g_array_index (job->blocks[other->section], guint, 0));
  return block->first_slot + other->index - job->list->sections[other->section].first_step;
}

/* The isolator stays off also when the branch of its step is hidden: what was really done counts here. */
gboolean
ds_core_pair_open (const Core *core, guint handle)
{
  const Slot *opener = SLOT (core, handle);
  const Slot *closer = SLOT (core, ds_core_pair_other (core, handle));

  if (opener->data == NULL || opener->data->skip != NULL)
    return FALSE;
  if (opener->now.state == DS_SLOT_HIDDEN) {
    if (opener->data->answer == NULL)
      return FALSE;
  } else if (opener->now.state != DS_SLOT_PASSED && opener->now.state != DS_SLOT_REMEDIED) {
    return FALSE;
  }
  return closer->now.state != DS_SLOT_PASSED && closer->now.state != DS_SLOT_REMEDIED;
}

DsEvidence
ds_core_evidence_missing (const Core *core, guint handle)
{
  const Slot *slot = SLOT (core, handle);
  const DsStep *step = slot_step (core, handle);
  guint missing = step->evidence;

  if (missing == 0 || slot->now.state == DS_SLOT_HIDDEN || ds_core_found_severity (core, handle) == DS_SEVERITY_NONE)
    return 0;
  if (slot->data != NULL && slot->data->n_photos > 0)
    missing &= ~(guint) DS_EVIDENCE_PHOTO;
  if (slot->data != NULL && slot->data->n_notes > 0)
    missing &= ~(guint) DS_EVIDENCE_NOTE;
  return (DsEvidence) missing;
}
