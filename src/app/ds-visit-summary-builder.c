/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-summary-builder.h"

#include "ds-guide.h"
#include "ds-slot-key.h"
#include "ds-visit-summary-private.h"

/* "Haier KFR-35GW 主卧 · 客厅", or the checklist's title for the home as a whole */
static char *
describe_where (DsVisit *visit, const DsSlotView *slot, const char *language)
{
  g_autofree char *place = ds_visit_appliance_title (ds_visit_order (visit), ds_visit_job (visit, slot->job), language);

  if (place == NULL)
    place = g_strdup (ds_text_for (&ds_visit_job_checklist (visit, slot->job)->title, language));
  return slot->thing_name != NULL ? g_strdup_printf ("%s · %s", place, slot->thing_name) : g_steal_pointer (&place);
}

static char *
dup_unit (const DsStep *step, const char *language)
{
  return g_strdup (step->answer.unit.en != NULL ? ds_text_for (&step->answer.unit, language) : "");
}

GPtrArray *
ds_visit_strips_build (DsVisit *visit, const char *language)
{
  GPtrArray *strips = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_visit_strip_free);
  g_autoptr (GArray) pairs = ds_visit_open_pairs (visit, FALSE);

  for (guint i = 0; i < pairs->len; i++) {
    const DsOpenPair *pair = &g_array_index (pairs, DsOpenPair, i);
    DsVisitStrip *strip = g_new0 (DsVisitStrip, 1);
    DsSlotView view;

    ds_visit_view (visit, pair->opener, &view);
    strip->job = g_strdup (ds_visit_job (visit, view.job)->id);
    strip->pair = g_strdup (pair->pair);
    strip->thing = g_strdup (view.thing);
    strip->text = g_strdup (ds_text_for (pair->strip, language));
    strip->close_slot = pair->closer != DS_NONE ? ds_slot_key (visit, pair->closer) : NULL;
    g_ptr_array_add (strips, strip);
  }
  return strips;
}

static char *
join_remedies (DsVisit *visit, guint slot)
{
  g_autoptr (GArray) attempts = ds_visit_attempts (visit, slot);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < attempts->len; i++) {
    const DsEntry *remedy = g_array_index (attempts, DsAttempt, i).remedy;

    if (remedy != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", remedy->text);
  }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
add_hazards (DsVisitSummary *self, DsVisit *visit, const char *language)
{
  g_autoptr (GArray) hazards = ds_visit_hazards (visit, TRUE);

  for (guint i = 0; i < hazards->len; i++) {
    const DsHazard *hazard = &g_array_index (hazards, DsHazard, i);
    DsVisitHazard *shown = g_new0 (DsVisitHazard, 1);
    g_autofree char *unit = NULL;
    DsSlotView view;

    ds_visit_view (visit, hazard->slot, &view);
    unit = dup_unit (view.step, language);
    shown->slot = ds_slot_key (visit, hazard->slot);
    shown->where = describe_where (visit, &view, language);
    shown->title = g_strdup (ds_text_for (&view.step->title, language));
    shown->text = g_strdup (view.step->hazard.en != NULL ? ds_text_for (&view.step->hazard, language) : shown->title);
    shown->value = hazard->found != NULL ? ds_value_to_text (hazard->found, view.step, language)
                                         : ds_slot_value_text (visit, &view, language);
    if (hazard->limit != DS_NONE)
      shown->limit = ds_bounds_to_text (&view.step->answer.limits[hazard->limit].bounds, unit);
    shown->remedy = join_remedies (visit, hazard->slot);
    shown->severity = hazard->severity;
    shown->remedied = hazard->remedied;
    g_ptr_array_add (self->hazards, shown);
  }
}

/* A number without its unit, which the table shows beside it; all else as a person reads it. */
static char *
value_without_unit (DsVisit *visit, const DsSlotView *view, const char *language)
{
  char buffer[DS_DECIMAL_BUFFER];

  if (view->has_number)
    return g_strdup (ds_decimal_format (view->number, buffer));
  return view->value != NULL ? ds_slot_value_text (visit, view, language) : NULL;
}

static void
add_compares (DsVisitSummary *self, DsVisit *visit, const char *language)
{
  g_autoptr (GArray) pairs = ds_visit_comparisons (visit);

  for (guint i = 0; i < pairs->len; i++) {
    const DsComparison *pair = &g_array_index (pairs, DsComparison, i);
    DsVisitCompare *shown = g_new0 (DsVisitCompare, 1);
    DsSlotView before, after;

    ds_visit_view (visit, pair->before, &before);
    ds_visit_view (visit, pair->after, &after);
    shown->label = g_strdup (ds_text_for (&before.step->title, language));
    shown->where = describe_where (visit, &before, language);
    shown->unit = dup_unit (before.step, language);
    shown->before = value_without_unit (visit, &before, language);
    shown->after = value_without_unit (visit, &after, language);
    shown->before_state = before.state;
    shown->after_state = after.state;
    g_ptr_array_add (self->compares, shown);
  }
}

static void
add_outcomes (DsVisitSummary *self, DsVisit *visit, const char *language)
{
  for (guint i = 0; i < ds_visit_n_jobs (visit); i++) {
    const DsJob *job = ds_visit_job (visit, i);
    DsVisitOutcome *shown = g_new0 (DsVisitOutcome, 1);
    DsVisitJobState state;
    DsProgress progress;

    ds_visit_job_state (visit, i, &state);
    ds_visit_job_progress (visit, i, &progress);
    shown->job = g_strdup (job->id);
    shown->title = g_strdup (ds_text_for (&ds_visit_job_checklist (visit, i)->title, language));
    shown->where = ds_visit_appliance_title (ds_visit_order (visit), job, language);
    if (state.outcome != DS_OUTCOME_OPEN)
      shown->outcome = g_strdup (state.outcome == DS_OUTCOME_DONE ? "done" : "not-done");
    shown->reason = g_strdup (state.reason);
    shown->done = progress.required_done;
    shown->total = progress.required;
    shown->can_be_done = progress.required_done == progress.required;
    g_ptr_array_add (self->outcomes, shown);
  }
}

static void
add_opinions (DsVisitSummary *self, DsVisit *visit)
{
  g_autoptr (GPtrArray) opinions = ds_visit_opinions (visit);

  for (guint i = 0; i < opinions->len; i++) {
    const DsEntry *entry = g_ptr_array_index (opinions, i);
    DsVisitOpinion *shown = g_new0 (DsVisitOpinion, 1);

    shown->id = g_strdup (entry->opinion);
    shown->entry = g_strdup (entry->id);
    shown->kind = g_strdup (entry->opinion_kind);
    shown->subtype = g_strdup (entry->subtype);
    shown->department = g_strdup (entry->department);
    shown->severity = g_strdup (entry->major ? "major" : "normal");
    shown->text = g_strdup (entry->text);
    g_ptr_array_add (self->opinions, shown);
  }
}

static void
add_guides (DsVisitSummary *self, DsVisit *visit, GPtrArray *guides, const char *language)
{
  const DsEntry *given = ds_visit_guide (visit);

  for (guint i = 0; guides != NULL && i < guides->len; i++) {
    const DsGuide *guide = g_ptr_array_index (guides, i);
    DsVisitGuide *shown = g_new0 (DsVisitGuide, 1);

    shown->id = g_strdup (guide->id);
    shown->title = g_strdup (ds_text_for (&guide->title, language));
    shown->given = given != NULL && given->guides != NULL &&
                   g_strv_contains ((const char *const *) given->guides, guide->id);
    g_ptr_array_add (self->guides, shown);
  }
}

static void
add_escalations (DsVisitSummary *self, DsVisit *visit)
{
  g_autoptr (GPtrArray) entries = ds_visit_escalations (visit);

  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (self->escalations, g_strdup (((const DsEntry *) g_ptr_array_index (entries, i))->text));
}

static const char *
block_name (DsBlockKind kind)
{
  switch (kind) {
  case DS_BLOCK_STAGE:
    return "stage";
  case DS_BLOCK_PAIR:
    return "pair";
  case DS_BLOCK_EVIDENCE:
    return "evidence";
  case DS_BLOCK_THINGS:
    return "things";
  case DS_BLOCK_NOTICE:
    return "hazard-notice";
  case DS_BLOCK_SIGN:
  case DS_BLOCK_SIGN_OUTDATED:
    return "signature";
  case DS_BLOCK_STEPS_OPEN:
  case DS_BLOCK_STEPS_LOCKED:
  case DS_BLOCK_RECHECK:
  case DS_BLOCK_STALE:
  default:
    return "step";
  }
}

static void
add_blockers (DsVisitSummary *self, DsVisit *visit, const DsViewContext *context)
{
  g_autoptr (GArray) blocks = ds_visit_blocks (visit, &context->now);

  for (guint i = 0; i < blocks->len; i++) {
    const DsBlockReason *reason = &g_array_index (blocks, DsBlockReason, i);
    DsVisitBlocker *shown = g_new0 (DsVisitBlocker, 1);

    shown->what = g_strdup (block_name (reason->kind));
    shown->slot = reason->slot != DS_NONE ? ds_slot_key (visit, reason->slot) : NULL;
    shown->job = reason->job != DS_NONE ? g_strdup (ds_visit_job (visit, reason->job)->id) : NULL;
    shown->text = ds_visit_block_text (visit, reason, context->language);
    g_ptr_array_add (self->blockers, shown);
  }
}

static char *
signing_state (const DsEntry *entry, gboolean outdated)
{
  if (entry == NULL)
    return g_strdup ("none");
  if (outdated)
    return g_strdup ("outdated");
  return g_strdup (entry->value.signature != NULL && entry->value.signature->refused != NULL ? "refused" : "signed");
}

static void
fill_signing (DsVisitSummary *self, DsVisit *visit)
{
  const DsEntry *notice = ds_visit_notice (visit);
  const DsEntry *sign = ds_visit_sign (visit);
  const DsEntry *satisfaction = ds_visit_satisfaction (visit);

  self->notice_needed = ds_visit_notice_needed (visit);
  self->notice_state = signing_state (notice, self->notice_needed);
  self->notice_by = notice != NULL ? ds_entry_ref ((DsEntry *) notice) : NULL;
  self->notice_follow_up = notice != NULL ? g_strdup (notice->follow_up) : NULL;
  self->sign_state = signing_state (sign, ds_visit_sign_outdated (visit));
  if (sign != NULL) {
    self->signed_by = ds_entry_ref ((DsEntry *) sign);
    self->sign_refusal = sign->value.signature != NULL ? g_strdup (sign->value.signature->refused) : NULL;
  }
  if (satisfaction != NULL) {
    self->satisfaction = (guint) satisfaction->score;
    self->satisfaction_comment = g_strdup (satisfaction->text);
  }
}

DsVisitSummary *
ds_visit_summary_build (DsVisit *visit, GPtrArray *guides, const DsViewContext *context)
{
  DsVisitSummary *self = ds_visit_summary_new ();
  g_autoptr (GArray) photos = ds_visit_photos (visit, DS_NONE);
  DsProgress progress;

  add_hazards (self, visit, context->language);
  add_compares (self, visit, context->language);
  add_outcomes (self, visit, context->language);
  add_opinions (self, visit);
  add_guides (self, visit, guides, context->language);
  add_escalations (self, visit);
  add_blockers (self, visit, context);
  g_ptr_array_unref (self->strips);
  self->strips = ds_visit_strips_build (visit, context->language);
  fill_signing (self, visit);
  ds_visit_progress (visit, &progress);
  self->failed = progress.failed;
  self->skipped = progress.skipped;
  self->passed = progress.done > progress.failed + progress.skipped ? progress.done - progress.failed - progress.skipped : 0;
  self->photos = photos->len;
  self->finished = ds_visit_stage (visit) == DS_STAGE_FINISHED;
  self->can_finish = self->blockers->len == 0 && !self->finished;
  return self;
}
