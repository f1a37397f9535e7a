/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-view.h"

G_BEGIN_DECLS

/** DsVisitStrip: an open pair: something that must be restored (the red strip). @text e.g. "Isolator is OFF" */
typedef struct {
  char *job;
  char *pair;
  char *thing; /* (nullable) */
  char *text;
  char *close_slot; /* the step that closes it */
} DsVisitStrip;

/** DsVisitBlocker: one reason why the visit cannot be finished. @slot (nullable): the step to go to; @what: "step", "pair", "hazard-notice", "outcome", "signature", "stage", "evidence", "things" */
typedef struct {
  char *what;
  char *slot;
  char *job;
  char *text;
} DsVisitBlocker;

/** DsVisitHazard: a failure of the visit, also the remedied ones */
typedef struct {
  char *slot;
  char *where; /* appliance and thing */
  char *title;
  char *text;  /* the notice's words */
  char *value; /* (nullable): with unit */
  char *limit; /* (nullable): with unit */
  char *remedy; /* (nullable): what was done */
  DsSeverity severity;
  gboolean remedied;
} DsVisitHazard;

/** DsVisitCompare: a row of the before/after table */
typedef struct {
  char *label;
  char *where;
  char *unit;
  char *before; /* (nullable) */
  char *after;  /* (nullable) */
  DsSlotState before_state;
  DsSlotState after_state;
} DsVisitCompare;

/** DsVisitOutcome: one job of the visit. @outcome: "done", "not-done" or %NULL (not closed); @can_be_done: nothing open is left in it */
typedef struct {
  char *job;
  char *title;
  char *where;
  char *outcome;
  char *reason; /* (nullable) */
  gboolean can_be_done;
  guint done;
  guint total;
} DsVisitOutcome;

/** DsVisitOpinion: something the customer said. @kind: "complaint", "suggestion", "inquiry", "praise", "request"; @severity: "normal", "major" */
typedef struct {
  char *id;
  char *entry; /* for undo */
  char *kind;
  char *subtype;    /* (nullable) */
  char *department; /* (nullable) */
  char *severity;
  char *text;
} DsVisitOpinion;

/** DsVisitGuide: a guide that fits one of the appliances; @given: it was handed over and explained */
typedef struct {
  char *id;
  char *title;
  gboolean given;
} DsVisitGuide;

/**
 * DsVisitSummary: what the Finish screen shows.
 * @notice_needed: there are hazards not remedied, the customer must sign (or refuse) the notice
 * @notice_state: "none", "signed", "refused", "outdated" (a hazard was found after signing)
 * @sign_state: "none", "signed", "refused", "outdated" (something changed after signing)
 * @escalations: (element-type utf8): why it was handed to the maker, oldest first
 * @can_finish: no blockers
 */
typedef struct {
  GPtrArray *hazards;   /* DsVisitHazard */
  GPtrArray *compares;  /* DsVisitCompare */
  GPtrArray *outcomes;  /* DsVisitOutcome */
  GPtrArray *opinions;  /* DsVisitOpinion */
  GPtrArray *guides;    /* DsVisitGuide */
  GPtrArray *blockers;  /* DsVisitBlocker */
  GPtrArray *strips;    /* DsVisitStrip */
  GPtrArray *escalations; /* char * */
  guint passed;
  guint failed;
  guint skipped;
  guint photos;
  guint satisfaction; /* 0 when not asked, else 1 to 5 */
  char *satisfaction_comment; /* (nullable) */
  gboolean notice_needed;
  char *notice_state;
  char *notice_follow_up; /* (nullable): "2026-12-01" */
  DsEntry *notice_by;     /* (nullable): the entry; strokes or refusal in notice_by->value.signature */
  char *sign_state;
  char *sign_refusal; /* (nullable) */
  DsEntry *signed_by;   /* (nullable): the entry; its strokes in signed_by->value.signature */
  gboolean can_finish;
  gboolean finished;
} DsVisitSummary;

void ds_visit_summary_free (DsVisitSummary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVisitSummary, ds_visit_summary_free)

G_END_DECLS
