/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-private.h"

void
ds_visit_progress (const DsVisit *self, DsProgress *ret_progress)
{
  *ret_progress = self->core->progress;
}

void
ds_visit_job_progress (const DsVisit *self, guint job, DsProgress *ret_progress)
{
  g_return_if_fail (job < self->core->n_jobs);
  *ret_progress = self->core->jobs[job].progress;
}

void
ds_visit_block_progress (const DsVisit *self, guint index, DsProgress *ret_progress)
{
  g_return_if_fail (index < self->core->block_order->len);
  *ret_progress = BLOCK (self->core, g_array_index (self->core->block_order, guint, index))->progress;
}

void
ds_visit_appliance_progress (const DsVisit *self, const char *appliance, DsProgress *ret_progress)
{
  DsProgress sum = { 0 };

  for (guint i = 0; i < self->core->n_jobs; i++) {
    const DsProgress *part = &self->core->jobs[i].progress;

    if (g_strcmp0 (self->core->jobs[i].job->appliance, appliance) != 0)
      continue;
    sum.required += part->required;
    sum.required_done += part->required_done;
    sum.total += part->total;
    sum.done += part->done;
    sum.failed += part->failed;
    sum.skipped += part->skipped;
  }
  *ret_progress = sum;
}

/* ------------------------------------------------------------------ jobs */

static gboolean
is_section_shown (const Core *core, guint job, guint section)
{
  GArray *ids = core->jobs[job].blocks[section];
  guint other = DS_NONE;

  if (core->jobs[job].list->sections[section].when == NULL)
    return TRUE;
  if (ids->len > 0)
    return ds_core_block_shown (core, g_array_index (ids, guint, 0));
  /* Without a thing the condition is asked from any other place of the job: it sees unrepeated steps only. */
  for (guint i = 0; i < core->blocks->len && other == DS_NONE; i++)
    if (BLOCK (core, i)->job == job)
      other = i;
  return other == DS_NONE || ds_core_condition_holds (core, other, core->jobs[job].list->sections[section].when);
}

gboolean
ds_visit_section_shown (const DsVisit *self, guint job, guint section)
{
  g_return_val_if_fail (job < self->core->n_jobs && section < self->core->jobs[job].list->n_sections, FALSE);
  return !self->core->jobs[job].returned && is_section_shown (self->core, job, section);
}

gboolean
ds_core_few_things (const Core *core, guint job, guint section)
{
  const DsSection *model = &core->jobs[job].list->sections[section];
  GArray *ids = core->jobs[job].blocks[section];
  guint n = 0;

  if (!model->repeated || model->min_things == 0 || core->jobs[job].returned)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    n += !BLOCK (core, g_array_index (ids, guint, i))->removed;
  return n < model->min_things && is_section_shown (core, job, section);
}

gboolean
ds_visit_job_complete (const DsVisit *self, guint index)
{
  const Job *job = &self->core->jobs[index];

  if (job->progress.required_done < job->progress.required)
    return FALSE;
  for (guint i = 0; i < job->list->n_sections; i++)
    if (ds_core_few_things (self->core, index, i))
      return FALSE;
  return TRUE;
}

void
ds_visit_job_state (const DsVisit *self, guint index, DsVisitJobState *ret_state)
{
  const DsEntry *outcome;

  g_return_if_fail (index < self->core->n_jobs);
  outcome = self->core->jobs[index].outcome;
  *ret_state = (DsVisitJobState){ DS_OUTCOME_OPEN, NULL };
  if (outcome != NULL && outcome->outcome == DS_OUTCOME_NOT_DONE)
    *ret_state = (DsVisitJobState){ DS_OUTCOME_NOT_DONE, outcome->text };
  else if (ds_visit_job_complete (self, index))
    ret_state->outcome = DS_OUTCOME_DONE;
}

/* ------------------------------------------------------------------ stale readings */

static gboolean
is_too_old (const DsEntry *answer, guint minutes, const DsMoment *now)
{
  gint64 age_us;

  if (g_strcmp0 (answer->boot, now->boot) == 0)
    age_us = now->mono_us - answer->mono_ms * 1000;
  else
    age_us = now->wall_us - answer->wall_us;
  /* A clock that went backwards: nobody knows how old it is. */
  return age_us < 0 || age_us > (gint64) minutes * 60 * G_USEC_PER_SEC;
}

/* Once the power is back nobody can prove dead again: a reading taken between the halves of a pair is done with it. */
static gboolean
is_past_its_pair (const Core *core, guint slot)
{
  const Block *block = slot_block (core, slot);
  const Job *job = &core->jobs[block->job];
  const DsStep *step = slot_step (core, slot);

  for (guint i = 0; i <= step->index; i++) {
    const DsStep *opener = &job->list->steps[i];
    const Block *its = block;
    guint closer;

    if (opener->pair_role != DS_PAIR_OPEN || opener->pair_step <= step->index)
      continue;
    if (opener->section != block->section)
      its = BLOCK (core, g_array_index (job->blocks[opener->section], guint, 0));
    closer = ds_core_pair_other (core, its->first_slot + i - job->list->sections[opener->section].first_step);
    if (SLOT (core, closer)->now.state == DS_SLOT_PASSED || SLOT (core, closer)->now.state == DS_SLOT_REMEDIED)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_stale (const DsVisit *self, guint slot, const DsMoment *now)
{
  const Slot *one = SLOT (self->core, slot);
  guint minutes;
  guint seq;

  if (self->parked_seq == 0 || one->data == NULL || one->data->answer == NULL || one->now.state < DS_SLOT_PASSED ||
      one->now.state == DS_SLOT_SKIPPED)
    return FALSE;
  minutes = slot_step (self->core, slot)->ages_minutes;
  if (minutes == 0)
    return FALSE;
  seq = GPOINTER_TO_UINT (g_hash_table_lookup (self->ids, one->data->answer->id));
  return seq < self->parked_seq && is_too_old (one->data->answer, minutes, now) && !is_past_its_pair (self->core, slot);
}

gboolean
ds_visit_is_stale (const DsVisit *self, guint slot, const DsMoment *now)
{
  g_return_val_if_fail (slot < self->core->slots->len, FALSE);
  return is_stale (self, slot, now);
}

GArray *
ds_visit_stale_slots (const DsVisit *self, const DsMoment *now)
{
  GArray *stale = g_array_new (FALSE, FALSE, sizeof (guint));
  GArray *order = self->core->order;

  for (guint i = 0; self->parked_seq > 0 && i < order->len; i++) {
    guint slot = g_array_index (order, guint, i);

    if (is_stale (self, slot, now))
      g_array_append_val (stale, slot);
  }
  return stale;
}

/* ------------------------------------------------------------------ what blocks finishing */

typedef struct {
  const DsVisit *visit;
  GArray *reasons;
  const DsMoment *now;
} Finding;

static void
add_reason (Finding *finding, DsBlockKind kind, guint slot, guint n)
{
  DsBlockReason reason = { kind, slot, DS_NONE, DS_NONE, n };

  if (slot != DS_NONE) {
    const Block *block = slot_block (finding->visit->core, slot);

    reason.job = block->job;
    reason.section = block->section;
  }
  g_array_append_val (finding->reasons, reason);
}

static gboolean
is_not_done (const Core *core, guint job)
{
  const DsEntry *outcome = core->jobs[job].outcome;

  return outcome != NULL && outcome->outcome == DS_OUTCOME_NOT_DONE;
}

/* Open and locked required steps of one block, each as one reason. */
static void
find_open_steps (Finding *finding, const Block *block)
{
  const Core *core = finding->visit->core;
  guint first[2] = { DS_NONE, DS_NONE };
  guint n[2] = { 0, 0 };

  if (block->progress.required_done == block->progress.required)
    return;
  for (guint i = 0; i < block->n_slots; i++) {
    guint slot = block->first_slot + i;
    const DsStep *step = slot_step (core, slot);
    guint by, locked;

    if (SLOT (core, slot)->now.state != DS_SLOT_OPEN || !step->required || step->answer.type == DS_ANSWER_COMPUTED)
      continue;
    locked = ds_core_lock (core, slot, &by) != DS_LOCK_NONE;
    if (!locked && ds_core_awaits_recheck (core, slot)) {
      add_reason (finding, DS_BLOCK_RECHECK, slot, 1);
      continue;
    }
    if (n[locked]++ == 0)
      first[locked] = slot;
  }
  if (n[0] > 0)
    add_reason (finding, DS_BLOCK_STEPS_OPEN, first[0], n[0]);
  if (n[1] > 0)
    add_reason (finding, DS_BLOCK_STEPS_LOCKED, first[1], n[1]);
}

static void
find_steps (Finding *finding)
{
  const Core *core = finding->visit->core;

  for (guint i = 0; i < core->block_order->len; i++) {
    const Block *block = BLOCK (core, g_array_index (core->block_order, guint, i));

    if (!is_not_done (core, block->job))
      find_open_steps (finding, block);
  }
  for (guint i = 0; i < core->n_jobs; i++)
    for (guint j = 0; !is_not_done (core, i) && j < core->jobs[i].list->n_sections; j++)
      if (ds_core_few_things (core, i, j)) {
        DsBlockReason reason = { DS_BLOCK_THINGS, DS_NONE, i, j, core->jobs[i].list->sections[j].min_things };

        g_array_append_val (finding->reasons, reason);
      }
}

static void
find_unfinished_slots (Finding *finding)
{
  const Core *core = finding->visit->core;

  for (guint i = 0; i < core->order->len; i++) {
    guint slot = g_array_index (core->order, guint, i);
    const DsStep *step = slot_step (core, slot);

    if (ds_core_evidence_missing (core, slot) != 0)
      add_reason (finding, DS_BLOCK_EVIDENCE, slot, 1);
    if (finding->now != NULL && !is_not_done (core, slot_block (core, slot)->job) &&
        is_stale (finding->visit, slot, finding->now))
      add_reason (finding, DS_BLOCK_STALE, slot, 1);
    if (step->pair_role == DS_PAIR_OPEN && ds_core_pair_open (core, slot) && SLOT (core, slot)->data->hand_over == NULL)
      add_reason (finding, DS_BLOCK_PAIR, slot, 1);
  }
}

static void
find_signatures (Finding *finding)
{
  const Head *head = &finding->visit->core->head;
  GArray *hazards;

  if (ds_visit_notice_needed (finding->visit)) {
    guint slot = DS_NONE;

    hazards = ds_visit_hazards (finding->visit, FALSE);
    for (guint i = 0; i < hazards->len && slot == DS_NONE; i++)
      if (!g_array_index (hazards, DsHazard, i).noticed)
        slot = g_array_index (hazards, DsHazard, i).slot;
    g_array_unref (hazards);
    add_reason (finding, DS_BLOCK_NOTICE, slot, 1);
  }
  if (head->sign == NULL)
    add_reason (finding, DS_BLOCK_SIGN, DS_NONE, 1);
  else if (head->sign_outdated)
    add_reason (finding, DS_BLOCK_SIGN_OUTDATED, DS_NONE, 1);
}

GArray *
ds_visit_blocks (const DsVisit *self, const DsMoment *now)
{
  Finding finding = { self, g_array_new (FALSE, FALSE, sizeof (DsBlockReason)), now };
  const Head *head = &self->core->head;

  if (head->stage != DS_STAGE_STARTED || head->parked)
    add_reason (&finding, DS_BLOCK_STAGE, DS_NONE, 1);
  find_steps (&finding);
  find_unfinished_slots (&finding);
  find_signatures (&finding);
  return finding.reasons;
}

typedef struct {
  const char *en, *zh_cn;
} Words;

/* %s is the step (or section), %u the number. */
static const Words sentences[] = {
  [DS_BLOCK_STAGE] = { "The visit is not under way; start or resume it first.", "上门未在进行中，请先开始或继续。" },
  [DS_BLOCK_STEPS_OPEN] = { "Still to be done (%u): %s.", "尚未完成（%u 项）：%s。" },
  [DS_BLOCK_STEPS_LOCKED] = { "Locked (%u): %s. Clear what locks it, or close the job as not done.",
                              "被锁定（%u 项）：%s。请先解除锁定，或将该任务按“未完成”结束。" },
  [DS_BLOCK_RECHECK] = { "To be measured again after the remedy: %s.", "整改后需复测：%s。" },
  [DS_BLOCK_STALE] = { "The reading is too old; measure again: %s.", "读数已过期，请重新测量：%s。" },
  [DS_BLOCK_EVIDENCE] = { "A photo or note is missing: %s.", "缺少照片或说明：%s。" },
  [DS_BLOCK_PAIR] = { "Still to be restored, or handed over with a reason: %s.", "尚未恢复，或需说明原因后移交：%s。" },
  [DS_BLOCK_THINGS] = { "At least %u are needed: %s.", "至少需要 %u 个：%s。" },
  [DS_BLOCK_NOTICE] = { "The hazard notice must be signed or refused.", "隐患告知书须由用户签字或注明拒签。" },
  [DS_BLOCK_SIGN] = { "The report must be signed or refused.", "服务记录须由用户签字或注明拒签。" },
  [DS_BLOCK_SIGN_OUTDATED] = { "The report was changed after it was signed; have it signed again.",
                               "签字后内容有改动，请重新签字。" },
};

char *
ds_visit_block_text (const DsVisit *self, const DsBlockReason *reason, const char *language)
{
  DsText pair = { (char *) sentences[reason->kind].en, (char *) sentences[reason->kind].zh_cn };
  g_autoptr (GString) text = g_string_new (ds_text_for (&pair, language));
  g_autofree char *title = NULL;
  char number[16];

  if (reason->slot != DS_NONE)
    title = ds_visit_slot_title (self, reason->slot, language);
  else if (reason->section != DS_NONE)
    title = g_strdup (ds_text_for (&self->core->jobs[reason->job].list->sections[reason->section].title, language));
  g_snprintf (number, sizeof number, "%u", reason->n);
  g_string_replace (text, "%u", number, 1);
  g_string_replace (text, "%s", title != NULL ? title : "", 1);
  return g_strdup (text->str);
}
