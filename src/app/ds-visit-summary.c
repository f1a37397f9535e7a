/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-summary-private.h"

void
ds_visit_strip_free (DsVisitStrip *self)
{
  g_free (self->job);
  g_free (self->pair);
  g_free (self->thing);
  g_free (self->text);
  g_free (self->close_slot);
  g_free (self);
}

static void
free_blocker (DsVisitBlocker *blocker)
{
  g_free (blocker->what);
  g_free (blocker->slot);
  g_free (blocker->job);
  g_free (blocker->text);
  g_free (blocker);
}

static void
free_hazard (DsVisitHazard *hazard)
{
  g_free (hazard->slot);
  g_free (hazard->where);
  g_free (hazard->title);
  g_free (hazard->text);
  g_free (hazard->value);
  g_free (hazard->limit);
  g_free (hazard->remedy);
  g_free (hazard);
}

static void
free_compare (DsVisitCompare *compare)
{
  g_free (compare->label);
  g_free (compare->where);
  g_free (compare->unit);
  g_free (compare->before);
  g_free (compare->after);
  g_free (compare);
}

static void
free_outcome (DsVisitOutcome *outcome)
{
  g_free (outcome->job);
  g_free (outcome->title);
  g_free (outcome->where);
  g_free (outcome->outcome);
  g_free (outcome->reason);
  g_free (outcome);
}

static void
free_opinion (DsVisitOpinion *opinion)
{
  g_free (opinion->id);
  g_free (opinion->entry);
  g_free (opinion->kind);
  g_free (opinion->subtype);
  g_free (opinion->department);
  g_free (opinion->severity);
  g_free (opinion->text);
  g_free (opinion);
}

static void
free_guide (DsVisitGuide *guide)
{
  g_free (guide->id);
  g_free (guide->title);
  g_free (guide);
}

DsVisitSummary *
ds_visit_summary_new (void)
{
  DsVisitSummary *self = g_new0 (DsVisitSummary, 1);

  self->hazards = g_ptr_array_new_with_free_func ((GDestroyNotify) free_hazard);
  self->compares = g_ptr_array_new_with_free_func ((GDestroyNotify) free_compare);
  self->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) free_outcome);
  self->opinions = g_ptr_array_new_with_free_func ((GDestroyNotify) free_opinion);
  self->guides = g_ptr_array_new_with_free_func ((GDestroyNotify) free_guide);
  self->blockers = g_ptr_array_new_with_free_func ((GDestroyNotify) free_blocker);
  self->strips = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_visit_strip_free);
  self->escalations = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
ds_visit_summary_free (DsVisitSummary *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->hazards);
  g_ptr_array_unref (self->compares);
  g_ptr_array_unref (self->outcomes);
  g_ptr_array_unref (self->opinions);
  g_ptr_array_unref (self->guides);
  g_ptr_array_unref (self->blockers);
  g_ptr_array_unref (self->strips);
  g_ptr_array_unref (self->escalations);
  g_free (self->satisfaction_comment);
  g_free (self->notice_state);
  g_free (self->notice_follow_up);
  g_free (self->sign_state);
  g_free (self->sign_refusal);
  g_clear_pointer (&self->signed_by, ds_entry_unref);
  g_clear_pointer (&self->notice_by, ds_entry_unref);
  g_free (self);
}
