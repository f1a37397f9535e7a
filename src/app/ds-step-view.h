/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-visit.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What the Visit screen shows of one step, ready to be bound: texts in the app's language, values as text.
 *
 * A *slot* is one place of the visit where something is answered: a step of a job, once per thing in a
 * repeated section. Its key is text: "j1/E05", or "j1/E05/<uuid of the thing>". Keys are stable for the
 * whole visit and over restarts. States and severities are the engine's (ds-visit.h, ds-checklist.h).
 */

/** DsStepOption: an option of choice, multi (and yes-no: ids "yes", "no"; their titles are %NULL, the gui translates them) */
typedef struct {
  char *id;
  char *title;
  DsSeverity severity;
  gboolean selected;
} DsStepOption;

/**
 * DsStepLimit: one limit in force for this slot
 * @text: "198 – 235.4 V", "≤ 30 mA", "> 0 Ω": with unit
 * @source: (nullable): "GB/T 12325-2008 4.3"
 * @house_rule: the source is the company's own rule; marked as such
 */
typedef struct {
  char *text;
  char *source;
  gboolean house_rule;
  DsSeverity severity;
} DsStepLimit;

/** DsStepAttempt: a value recorded earlier in this visit at this slot (before a remedy); oldest first */
typedef struct {
  gint64 at_us;
  char *value;
  gboolean failed;
  char *remedy; /* (nullable): what was done after it */
} DsStepAttempt;

/** DsStepPhoto: @entry names it for removal; @path and @thumb_path are files (JPEG) */
typedef struct {
  char *entry;
  char *path;
  char *thumb_path;
  char *role; /* "evidence", "before", "after", "remedy" */
  guint64 size_bytes;
} DsStepPhoto;

/** DsStepNote: a note at this slot */
typedef struct {
  gint64 at_us;
  char *text;
} DsStepNote;

/**
 * DsStepInstrument: what measures it
 * @id: the kind of instrument the step asks for ("multimeter")
 * @name: its name in the app's language
 * @serial: (nullable): the technician's own, as in DsSettings; %NULL when none is entered
 * @calibrated_until: (nullable): "2026-12-31"
 * @overdue: the calibration has run out, or is not known
 */
typedef struct {
  char *id;
  char *name;
  char *serial;
  char *calibrated_until;
  gboolean overdue;
} DsStepInstrument;

/**
 * DsStepView: everything about one slot. Free with ds_step_view_free(). Strings nullable where said.
 */
typedef struct {
  char *slot;
  char *job;
  char *step;
  char *thing;      /* (nullable): UUID */
  char *thing_name; /* (nullable) */

  char *appliance_title; /* "Haier KFR-35GW 主卧"; (nullable) for the whole home */
  char *checklist_title;
  char *section_title;
  char *section_intro; /* (nullable) */
  char *zone;          /* (nullable) */
  guint position;      /* 1.. among the visible steps of its job */
  guint count;         /* visible steps of its job */

  char *title;
  char *why;     /* (nullable) */
  char *how;     /* (nullable) */
  char *picture; /* (nullable): path of a file in the share folder */
  char *source;  /* (nullable): the step's own basis, "GB 50054-2011 3.2" */
  gboolean source_is_house_rule;

  DsAnswerType input; /* which control the step needs: DS_ANSWER_CHECK, … */
  gboolean required;
  DsSlotState state;
  DsSeverity severity; /* of the present failure; NONE when not failed */
  gboolean stale;      /* too old after parking: measure again */
  gboolean locked;     /* nothing may be entered now (also answered slots behind a closed gate) */
  char *locked_reason;     /* (nullable) */
  char *locked_by;         /* (nullable): the slot to go to */
  char *gate_reason;       /* (nullable): this step is a gate: why nothing after it opens before it passes */

  char *value;      /* (nullable): present answer: number as typed, option id(s) joined with ",", text, ISO date, "yes" */
  char *value_text; /* (nullable): the same for reading: option titles, number with unit */
  char *draft;      /* (nullable): half-typed text kept in the store */
  char *unit;       /* display name, "" when none */
  guint decimals;
  guint max_chars;      /* text */
  char *plausible;      /* (nullable): "0 – 500 V" */
  char *last_value;     /* (nullable): last visit's value with unit (`carry`) */
  char *last_value_at;  /* (nullable): its date, "2025-11-20" */
  char *compare_value;  /* (nullable): value of the "before" step that this one is the "after" of */
  GPtrArray *limits;    /* DsStepLimit */
  GPtrArray *options;   /* DsStepOption */
  guint multi_min;      /* least options of multi */
  GPtrArray *attempts;  /* DsStepAttempt */
  GPtrArray *photos;    /* DsStepPhoto */
  guint photos_min;     /* photo step: how many; else 0 */
  guint photos_max;
  char *photo_show;     /* (nullable): what must be seen */
  GPtrArray *notes;     /* DsStepNote */
  DsStepInstrument *instrument; /* (nullable) */

  char *hazard;  /* (nullable): the fail rule's words for the notice */
  char *remedy;  /* (nullable): what the fail rule offers to do */
  gboolean recheck;        /* after the remedy the same step is measured again */
  gboolean remedy_recorded; /* a remedy was recorded after the present failure: measure again now */
  gboolean needs_photo;    /* evidence still missing for the present failure */
  gboolean needs_note;

  gboolean can_skip_not_applicable;
  gboolean can_skip_not_tested;
  char *skip_reason; /* (nullable): when skipped: "not-applicable" or "not-tested" */
  char *skip_note;   /* (nullable) */

  guint timer_minutes;      /* timer: the least to wait */
  gint64 timer_started_us;  /* timer: 0 when not running */
  guint timer_remaining_s;  /* timer: seconds left at the moment of this view; 0 when over */
  char *statement;          /* (nullable): signature: what is signed */
  DsEntry *signed_by;       /* (nullable): signature: the entry; strokes or refusal in signed_by->value.signature */
  char *comment;            /* (nullable): headquarters' comment on a returned step */
  char *old_value;          /* (nullable): the value headquarters returned */
} DsStepView;

void ds_step_view_free (DsStepView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStepView, ds_step_view_free)

/** DsVisitItemKind: what a row of the visit's outline is */
typedef enum {
  DS_VISIT_ITEM_JOB,     /* an appliance with its checklist */
  DS_VISIT_ITEM_SECTION, /* a section, or a section of one thing (then `thing_name` is in the title) */
  DS_VISIT_ITEM_STEP,
} DsVisitItemKind;

/**
 * DsVisitItem: a row of the outline at the left of the Visit screen (a flat list; indent by kind).
 *
 * Read-only properties, notified when they change: "kind" guint, "title" string, "subtitle" string,
 * "slot" string (steps only), "job" string, "section" string, "thing" string (nullable),
 * "state" guint (#DsSlotState; for jobs and sections PASSED when all is done, FAILED when something failed
 * below, LOCKED, else OPEN), "severity" guint (#DsSeverity, the worst below), "done" guint and "total" guint (visible
 * required steps below), "stale" boolean, "current" boolean (the step shown now), "repeatable" boolean (a section whose things the
 * technician names: offer Add), "can-add" boolean (not yet the most it may have).
 */
#define DS_TYPE_VISIT_ITEM (ds_visit_item_get_type ())
G_DECLARE_FINAL_TYPE (DsVisitItem, ds_visit_item, DS, VISIT_ITEM, GObject)

DsVisitItemKind ds_visit_item_get_kind (DsVisitItem *self);
const char *ds_visit_item_get_title (DsVisitItem *self);
const char *ds_visit_item_get_subtitle (DsVisitItem *self);
const char *ds_visit_item_get_slot (DsVisitItem *self);
const char *ds_visit_item_get_job (DsVisitItem *self);
const char *ds_visit_item_get_section (DsVisitItem *self);
const char *ds_visit_item_get_thing (DsVisitItem *self);
DsSlotState ds_visit_item_get_state (DsVisitItem *self);
DsSeverity ds_visit_item_get_severity (DsVisitItem *self);
gboolean ds_visit_item_is_stale (DsVisitItem *self);
guint ds_visit_item_get_done (DsVisitItem *self);
guint ds_visit_item_get_total (DsVisitItem *self);
gboolean ds_visit_item_is_current (DsVisitItem *self);
gboolean ds_visit_item_is_repeatable (DsVisitItem *self);
gboolean ds_visit_item_can_add (DsVisitItem *self);

G_END_DECLS
