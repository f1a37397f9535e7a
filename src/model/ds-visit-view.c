/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-private.h"

const char *
ds_slot_state_name (DsSlotState state)
{
  static const char *const names[] = { "hidden", "locked", "open", "passed", "failed", "remedied", "skipped" };

  g_return_val_if_fail (state <= DS_SLOT_SKIPPED, "hidden");
  return names[state];
}

guint
ds_visit_n_slots (const DsVisit *self)
{
  return self->core->slots->len;
}

guint
ds_visit_slot_at (const DsVisit *self, guint position)
{
  g_return_val_if_fail (position < self->core->order->len, DS_NONE);
  return g_array_index (self->core->order, guint, position);
}

guint
ds_visit_slot_position (const DsVisit *self, guint slot)
{
  g_return_val_if_fail (slot < self->core->slots->len, DS_NONE);
  return SLOT (self->core, slot)->position;
}

guint
ds_visit_find (const DsVisit *self, const char *job, const char *step, const char *thing)
{
  const Core *core = self->core;
  guint at = ds_visit_find_job (self, job);
  const DsChecklist *list;
  guint index, block;

  if (at == DS_NONE)
    return DS_NONE;
  list = core->jobs[at].list;
  index = ds_checklist_find_step (list, step);
  if (index == DS_NONE)
    return DS_NONE;
  block = ds_core_find_block (core, at, list->steps[index].section, thing);
  if (block == DS_NONE)
    return DS_NONE;
  return BLOCK (core, block)->first_slot + index - list->sections[list->steps[index].section].first_step;
}

/* ------------------------------------------------------------------ locks */

static DsLockKind
find_lock (const DsVisit *self, guint slot, guint *ret_by)
{
  const Head *head = &self->core->head;

  *ret_by = DS_NONE;
  if (head->stage != DS_STAGE_STARTED || head->parked)
    return DS_LOCK_STAGE;
  if (slot_step (self->core, slot)->answer.type == DS_ANSWER_COMPUTED)
    return DS_LOCK_COMPUTED;
  return ds_core_lock (self->core, slot, ret_by);
}

DsLockKind
ds_visit_lock (const DsVisit *self, guint slot, guint *ret_by)
{
  guint by;
  DsLockKind kind;

  g_return_val_if_fail (slot < self->core->slots->len, DS_LOCK_NONE);
  kind = find_lock (self, slot, &by);
  if (ret_by != NULL)
    *ret_by = by;
  return kind;
}

/* A closed gate or stop; whether the visit is started does not make a step look locked. */
static gboolean
is_barred (const DsVisit *self, guint slot)
{
  guint by;

  return ds_core_lock (self->core, slot, &by) != DS_LOCK_NONE;
}

DsSlotState
ds_visit_slot_state (const DsVisit *self, guint slot)
{
  const Slot *one;

  g_return_val_if_fail (slot < self->core->slots->len, DS_SLOT_HIDDEN);
  one = SLOT (self->core, slot);
  return one->now.state == DS_SLOT_OPEN && is_barred (self, slot) ? DS_SLOT_LOCKED : one->now.state;
}

char *
ds_visit_slot_title (const DsVisit *self, guint slot, const char *language)
{
  const Block *block;
  const char *title;

  g_return_val_if_fail (slot < self->core->slots->len, NULL);
  block = slot_block (self->core, slot);
  title = ds_text_for (&slot_step (self->core, slot)->title, language);
  return block->name != NULL ? g_strdup_printf ("%s · %s", block->name, title) : g_strdup (title);
}

static const char *
say (const char *language, const char *en, const char *zh_cn)
{
  DsText text = { (char *) en, (char *) zh_cn };

  return ds_text_for (&text, language);
}

static const char *
say_stage (const DsVisit *self, const char *language)
{
  switch (ds_visit_stage (self)) {
  case DS_STAGE_PARKED:
    return say (language, "The visit is parked; resume it first.", "上门已暂停，请先继续。");
  case DS_STAGE_FINISHED:
    return say (language, "The visit is finished.", "上门已完成。");
  default:
    return say (language, "The visit is not started yet.", "上门尚未开始。");
  }
}

char *
ds_visit_lock_text (const DsVisit *self, guint slot, const char *language)
{
  g_autofree char *title = NULL;
  guint by;
  DsLockKind kind;

  g_return_val_if_fail (slot < self->core->slots->len, NULL);
  kind = find_lock (self, slot, &by);
  if (by != DS_NONE)
    title = ds_visit_slot_title (self, by, language);
  switch (kind) {
  case DS_LOCK_STAGE:
    return g_strdup (say_stage (self, language));
  case DS_LOCK_COMPUTED:
    return g_strdup (say (language, "This value comes from other steps.", "此值由其他步骤计算得出。"));
  case DS_LOCK_GATE:
    return g_strconcat (say (language, "First: ", "请先完成："), title, say (language, ". ", "。"),
                        ds_text_for (&slot_step (self->core, by)->gate_reason, language), NULL);
  case DS_LOCK_STOP:
    return g_strconcat (
        say (language, "Stopped by “", "因“"), title,
        say (language, "”: put it right and measure again within limits.", "”已停用：请先排除隐患并复测合格。"), NULL);
  default:
    return NULL;
  }
}

/* ------------------------------------------------------------------ one slot */

static void
view_data (const SlotData *data, DsSlotView *view)
{
  view->answer = data->answer;
  view->value = data->answer != NULL ? &data->answer->value : NULL;
  view->skip = data->skip;
  view->timer = data->timer;
  view->n_photos = data->n_photos;
  view->n_notes = data->n_notes;
  view->handed_over = data->hand_over;
  if (data->n_tries > 0) {
    view->first = &data->tries[0].value;
    view->last_remedy = data->tries[data->n_tries - 1].remedy;
    view->n_remedies = data->n_tries;
  }
}

void
ds_visit_view (const DsVisit *self, guint slot, DsSlotView *ret_view)
{
  const Core *core = self->core;
  const Slot *one;
  const Block *block;
  guint by;

  g_return_if_fail (slot < core->slots->len);

  one = SLOT (core, slot);
  block = BLOCK (core, one->block);
  *ret_view = (DsSlotView){ .slot = slot,
                            .position = one->position,
                            .job = block->job,
                            .section = block->section,
                            .step = slot_step (core, slot),
                            .thing = block->thing,
                            .thing_name = block->name,
                            .state = ds_visit_slot_state (self, slot),
                            .severity = one->now.severity,
                            .limit = one->now.limit,
                            .locked = find_lock (self, slot, &by) != DS_LOCK_NONE,
                            .recheck = ds_core_awaits_recheck (core, slot),
                            .has_number = one->now.has_number,
                            .number = one->now.number,
                            .carry = one->carry,
                            .evidence_missing = ds_core_evidence_missing (core, slot) };
  ret_view->required = ret_view->step->required;
  if (one->returned != NULL)
    ret_view->comment = one->returned->comment;
  if (one->data != NULL)
    view_data (one->data, ret_view);
}

gboolean
ds_visit_limit_applies (const DsVisit *self, guint slot, guint limit)
{
  g_return_val_if_fail (slot < self->core->slots->len && limit < slot_step (self->core, slot)->answer.n_limits, FALSE);
  return ds_core_limit_applies (self->core, slot, limit);
}

DsSeverity
ds_visit_judge (const DsVisit *self, guint slot, const char *value, guint *ret_limit)
{
  DsDecimal number;
  guint limit = DS_NONE;
  DsSeverity severity = DS_SEVERITY_NONE;

  g_return_val_if_fail (slot < self->core->slots->len, DS_SEVERITY_NONE);

  if (slot_step (self->core, slot)->answer.type == DS_ANSWER_NUMBER && ds_decimal_parse (value, &number, NULL))
    severity = ds_core_judge_number (self->core, slot, number, &limit);
  if (ret_limit != NULL)
    *ret_limit = limit;
  return severity;
}

GArray *
ds_visit_attempts (const DsVisit *self, guint slot)
{
  GArray *attempts = g_array_new (FALSE, FALSE, sizeof (DsAttempt));
  const Slot *one;

  g_return_val_if_fail (slot < self->core->slots->len, attempts);
  one = SLOT (self->core, slot);
  if (one->data == NULL)
    return attempts;
  for (guint i = 0; i < one->data->n_tries; i++) {
    const Try *past = &one->data->tries[i];
    DsAttempt attempt = { past->answer, past->remedy, &past->value, past->severity };

    g_array_append_val (attempts, attempt);
  }
  if (one->data->answer != NULL) {
    DsAttempt attempt = { one->data->answer, NULL, &one->data->answer->value, one->now.severity };

    g_array_append_val (attempts, attempt);
  }
  return attempts;
}

GArray *
ds_visit_photos (const DsVisit *self, guint slot)
{
  GArray *photos = g_array_new (FALSE, FALSE, sizeof (DsPhoto));

  for (guint i = 0; i < self->core->photos->len; i++) {
    const Photo *photo = &g_array_index (self->core->photos, Photo, i);
    DsPhoto found = { photo->entry, photo->slot };

    if (!photo->removed && (slot == DS_NONE || photo->slot == slot))
      g_array_append_val (photos, found);
  }
  return photos;
}

static void
append_notes (GPtrArray *notes, const SlotData *data)
{
  for (guint i = 0; data != NULL && i < data->n_notes; i++)
    g_ptr_array_add (notes, (gpointer) data->notes[i]);
}

GPtrArray *
ds_visit_notes (const DsVisit *self, guint slot)
{
  const Core *core = self->core;
  GPtrArray *notes = g_ptr_array_new ();

  if (slot != DS_NONE) {
    append_notes (notes, SLOT (core, slot)->data);
    return notes;
  }
  g_ptr_array_extend (notes, core->notes, NULL, NULL);
  for (guint i = 0; i < core->order->len; i++)
    append_notes (notes, SLOT (core, g_array_index (core->order, guint, i))->data);
  return notes;
}

/* ------------------------------------------------------------------ going on */

static gboolean
can_be_answered (const DsVisit *self, guint slot, gboolean required_only)
{
  const Slot *one = SLOT (self->core, slot);
  const DsStep *step;

  if (one->now.state != DS_SLOT_OPEN)
    return FALSE;
  step = slot_step (self->core, slot);
  if (step->answer.type == DS_ANSWER_COMPUTED || (required_only && !step->required))
    return FALSE;
  if (slot_job (self->core, slot)->outcome != NULL &&
      slot_job (self->core, slot)->outcome->outcome == DS_OUTCOME_NOT_DONE)
    return FALSE;
  return !is_barred (self, slot);
}

guint
ds_visit_next_open (const DsVisit *self, guint after)
{
  GArray *order = self->core->order;
  guint from = after == DS_NONE ? 0 : ds_visit_slot_position (self, after) + 1;

  for (guint i = from; i < order->len; i++)
    if (can_be_answered (self, g_array_index (order, guint, i), FALSE))
      return g_array_index (order, guint, i);
  for (guint i = 0; i < MIN (from, order->len); i++)
    if (can_be_answered (self, g_array_index (order, guint, i), TRUE))
      return g_array_index (order, guint, i);
  return DS_NONE;
}

guint
ds_visit_neighbour (const DsVisit *self, guint slot, gboolean forward)
{
  GArray *order = self->core->order;
  guint at;

  g_return_val_if_fail (slot < self->core->slots->len, DS_NONE);
  at = SLOT (self->core, slot)->position;
  while (forward ? at + 1 < order->len : at > 0) {
    at += forward ? 1 : -1;
    if (SLOT (self->core, g_array_index (order, guint, at))->now.state != DS_SLOT_HIDDEN)
      return g_array_index (order, guint, at);
  }
  return DS_NONE;
}
