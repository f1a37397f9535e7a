/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ds-checklist.h"
#include "ds-entry.h"
#include "ds-order.h"

G_BEGIN_DECLS

/**
 * DsVisit:
 *
 * The rules engine: one visit as the fold of its journal over its checklists. Pure: the same order, checklists and
 * entries give the same state, anywhere. Applying an entry costs what the entry touches. Not locked: one thread.
 *
 * A *slot* is one step of one job, in a repeated section one per thing. It is named by a number that stays the same as
 * long as the visit lives (ds_visit_find(), ds_visit_slot_at()). The *order* of slots is the order of work: `before`
 * sections of all jobs (conduct lists first), then the `work` sections job by job, then the `after` sections; conduct
 * lists come last in `work` and `after`.
 */
typedef struct _DsVisit DsVisit;

/** Most slots of a visit; adding things stops there. */
#define DS_VISIT_MAX_SLOTS 20000

/**
 * DsVisitJob: what ds_visit_new() needs for each job.
 * @job: id of a job of the order
 * @checklist: the pinned checklist
 * @facts: (nullable) (element-type utf8 utf8): the facts of the job; %NULL: ds_order_job_facts() without the age.
 *   Facts recorded by the `started` entry replace them.
 */
typedef struct {
  const char *job;
  DsChecklist *checklist;
  GHashTable *facts;
} DsVisitJob;

/**
 * ds_visit_new:
 * @jobs: (array length=n_jobs): the jobs of the order, in its order
 * @error: %DS_ERROR_NOT_FOUND (a job the order does not have), %DS_ERROR_INVALID (twice the same job, too many steps)
 *
 * A visit before its first entry. For an order that was returned (`return_of`) only the returned steps are asked in
 * the jobs that have such steps.
 */
DsVisit *ds_visit_new (DsOrder *order, const DsVisitJob *jobs, guint n_jobs, GError **error);
void ds_visit_free (DsVisit *self);

/** ds_visit_add_checklist: makes a newer version known, so that a `checklist-upgrade` entry may name it */
void ds_visit_add_checklist (DsVisit *self, DsChecklist *checklist);

/** ds_visit_order: Returns: (transfer none): the order it was made for */
DsOrder *ds_visit_order (const DsVisit *self);

/* ------------------------------------------------------------------ applying */

/**
 * DsVisitChange: what an entry changed.
 * @slots: (element-type guint): slots whose value, visibility, judgement or attachments changed
 * @locks: gates or stops changed: the lock of any slot may be another now
 * @structure: slots came, went or changed places: read the order anew
 * @stage: the stage, or parked or not, changed
 * @visit: things of the visit as a whole changed (signatures, opinions, outcome, guide, notes …)
 */
typedef struct {
  GArray *slots;
  gboolean locks;
  gboolean structure;
  gboolean stage;
  gboolean visit;
} DsVisitChange;

/** ds_visit_change_new: Returns: (transfer full): an empty change, to be reused for many calls */
DsVisitChange *ds_visit_change_new (void);
void ds_visit_change_free (DsVisitChange *self);

/**
 * ds_visit_check:
 * @entry: an entry; its `seq` may be 0
 * @error: %DS_ERROR_STATE (not now: what must come first), %DS_ERROR_INVALID (never in this form),
 *   %DS_ERROR_NOT_FOUND (no such job, step, thing, entry), %DS_ERROR_LIMIT
 *
 * Returns: whether ds_visit_apply() would accept @entry
 */
gboolean ds_visit_check (DsVisit *self, const DsEntry *entry, GError **error);

/**
 * ds_visit_apply:
 * @entry: (transfer none): a ref is kept
 * @change: (nullable): cleared and filled
 * @error: as ds_visit_check(); the state is unchanged then
 */
gboolean ds_visit_apply (DsVisit *self, DsEntry *entry, DsVisitChange *change, GError **error);

/** ds_visit_n_entries: Returns: entries applied so far; the next one has `seq` one higher */
guint ds_visit_n_entries (const DsVisit *self);
/** ds_visit_entry: Returns: (transfer none): entry @index, from 0 */
const DsEntry *ds_visit_entry (const DsVisit *self, guint index);

/** ds_visit_undo_candidate: Returns: (transfer none) (nullable): the entry that an `undo` must name now */
const DsEntry *ds_visit_undo_candidate (const DsVisit *self);
/** ds_visit_redo_candidate: Returns: (transfer none) (nullable): the entry that a `redo` must name now */
const DsEntry *ds_visit_redo_candidate (const DsVisit *self);
/** ds_visit_entry_slot: Returns: the slot @entry speaks of, or %DS_NONE (for undo and redo: of the entry they name) */
guint ds_visit_entry_slot (const DsVisit *self, const DsEntry *entry);

/**
 * ds_visit_confirmation:
 * @value: what was typed
 *
 * Asked before an answer of a number (implausible) or scan (pattern): if it returns text, ask the person, and set
 * @confirmed in the entry. Such an answer without @confirmed is refused.
 *
 * Returns: (transfer full) (nullable): the question in English, or %NULL if nothing is to be asked
 */
char *ds_visit_confirmation (DsVisit *self, guint slot, const char *value);

/* ------------------------------------------------------------------ stage */

/** ds_visit_stage: Returns: ACCEPTED … STARTED, PARKED, FINISHED (never RESUMED), NONE before the first */
DsVisitStage ds_visit_stage (const DsVisit *self);
/** ds_visit_next_stage: Returns: the next stage in order (PARKED gives RESUMED, STARTED gives FINISHED), or NONE */
DsVisitStage ds_visit_next_stage (const DsVisit *self);
/** ds_visit_stage_entry: Returns: (nullable): the entry that reached @stage (the last one, for parked and resumed) */
const DsEntry *ds_visit_stage_entry (const DsVisit *self, DsVisitStage stage);

/* ------------------------------------------------------------------ jobs, sections, things */

guint ds_visit_n_jobs (const DsVisit *self);
const DsJob *ds_visit_job (const DsVisit *self, guint job);
/** ds_visit_job_checklist: Returns: (transfer none): the checklist pinned now */
DsChecklist *ds_visit_job_checklist (const DsVisit *self, guint job);
/** ds_visit_find_job: Returns: the index of the job @id, or %DS_NONE */
guint ds_visit_find_job (const DsVisit *self, const char *id);

/**
 * DsVisitJobState:
 * @outcome: OPEN, DONE (all its required steps have an answer) or NOT_DONE (closed so, by an `outcome` entry)
 * @reason: (nullable): of NOT_DONE
 */
typedef struct {
  DsOutcome outcome;
  const char *reason;
} DsVisitJobState;

/** ds_visit_job_state: fills @ret_state with how the job stands; borrowed until the next entry */
void ds_visit_job_state (const DsVisit *self, guint job, DsVisitJobState *ret_state);

/** DsThing: one thing of a repeated section, in the order they were added. */
typedef struct {
  const char *id; /* UUID */
  const char *name;
  guint block; /* see DsBlock */
} DsThing;

/** ds_visit_things: Returns: (transfer full) (element-type DsThing): the things of a repeated section that are not removed */
GArray *ds_visit_things (const DsVisit *self, guint job, guint section);

/** ds_visit_section_shown: Returns: whether the section's `when` holds, also for a repeated section that has no thing yet; never in a returned job, which asks only for the returned steps */
gboolean ds_visit_section_shown (const DsVisit *self, guint job, guint section);

/**
 * DsBlock: one section of one job, in a repeated section one per thing: what a list of steps shows as a group.
 * @thing, @thing_name: (nullable)
 * @first_position, @n_slots: its slots, in the order
 * @shown: its `when` holds and its thing is not removed
 */
typedef struct {
  guint job;
  guint section;
  const char *thing;
  const char *thing_name;
  guint first_position, n_slots;
  gboolean shown;
} DsBlock;

/** ds_visit_n_blocks: Returns: number of blocks; ds_visit_block(): block at @index, in the order of work */
guint ds_visit_n_blocks (const DsVisit *self);
void ds_visit_block (const DsVisit *self, guint index, DsBlock *ret_block);

/* ------------------------------------------------------------------ slots */

guint ds_visit_n_slots (const DsVisit *self);
/** ds_visit_slot_at: Returns: the slot at @position of the order of work (0 ≤ position < n_slots) */
guint ds_visit_slot_at (const DsVisit *self, guint position);
/** ds_visit_slot_position: Returns: the position of @slot */
guint ds_visit_slot_position (const DsVisit *self, guint slot);
/** ds_visit_find: Returns: the slot of @step of @job (for @thing, in a repeated section), or %DS_NONE */
guint ds_visit_find (const DsVisit *self, const char *job, const char *step, const char *thing);

/**
 * DsSlotState:
 * @DS_SLOT_HIDDEN: not asked; an answer it may have is parked
 * @DS_SLOT_LOCKED: has no answer and a gate or a stop is closed before it, see ds_visit_lock()
 * @DS_SLOT_OPEN: asked, no answer yet (or to be measured again after a remedy)
 * @DS_SLOT_PASSED:
 * @DS_SLOT_FAILED: a failing answer stands; see the severity
 * @DS_SLOT_REMEDIED: failed first, passed when measured again
 * @DS_SLOT_SKIPPED: no answer, with a reason
 */
typedef enum {
  DS_SLOT_HIDDEN,
  DS_SLOT_LOCKED,
  DS_SLOT_OPEN,
  DS_SLOT_PASSED,
  DS_SLOT_FAILED,
  DS_SLOT_REMEDIED,
  DS_SLOT_SKIPPED,
} DsSlotState;

/** ds_slot_state_name: Returns: "hidden", "locked", … */
const char *ds_slot_state_name (DsSlotState state);

/**
 * DsSlotView: a slot as a screen shows it. All pointers are borrowed until the next entry is applied.
 * @job, @section: indexes; @step: the step with all its texts
 * @thing, @thing_name: (nullable)
 * @severity: of the failing answer that stands (also while a re-measurement is awaited), else NONE
 * @limit: index of the worst broken limit in @step->answer.limits, or %DS_NONE
 * @locked: nothing may be entered now (true also for answered slots behind a closed gate)
 * @recheck: a remedy was noted, the step is to be measured again
 * @value: (nullable): the value that counts; %NULL for none, for photo steps and for computed ones
 * @first: (nullable): the first value, if there was a remedy; @value is then the last
 * @answer: (nullable): the entry that gave @value; @skip: (nullable): the entry that skipped the step
 * @has_number, @number: number and computed steps with a value
 * @last_remedy: (nullable): the entry of the last remedy; @n_remedies: how many there were, see ds_visit_attempts()
 * @n_photos, @n_notes: attached to this slot
 * @timer: (nullable): the entry that started the timer, while it runs
 * @carry: (nullable): the value of the last visit (or, in a returned order, the value that was sent back)
 * @comment: (nullable): headquarters' comment on a returned step
 * @evidence_missing: what the failing answer still asks for (bits)
 * @handed_over: (nullable): of a pair's opener: the entry that hands it over open
 */
typedef struct {
  guint slot;
  guint position;
  guint job;
  guint section;
  const DsStep *step;
  const char *thing;
  const char *thing_name;
  DsSlotState state;
  DsSeverity severity;
  guint limit;
  gboolean locked;
  gboolean recheck;
  gboolean required;
  const DsValue *value;
  const DsValue *first;
  const DsEntry *answer;
  const DsEntry *skip;
  gboolean has_number;
  DsDecimal number;
  const DsEntry *last_remedy;
  guint n_remedies;
  guint n_photos, n_notes;
  const DsEntry *timer;
  const char *carry;
  const char *comment;
  DsEvidence evidence_missing;
  const DsEntry *handed_over;
} DsSlotView;

/** ds_visit_view: fills @ret_view with all about @slot */
void ds_visit_view (const DsVisit *self, guint slot, DsSlotView *ret_view);

/** ds_visit_slot_state: Returns: only the state, cheaper than the view */
DsSlotState ds_visit_slot_state (const DsVisit *self, guint slot);

/** ds_visit_limit_applies: Returns: whether limit @limit of the slot's step judges now (its `when` holds) */
gboolean ds_visit_limit_applies (const DsVisit *self, guint slot, guint limit);

/** ds_visit_judge: what @value (as typed) would be for a number step: NONE within limits; @ret_limit: (out) (optional): the broken limit; pure preview while typing */
DsSeverity ds_visit_judge (const DsVisit *self, guint slot, const char *value, guint *ret_limit);

/** DsLockKind: why nothing can be entered into a slot. */
typedef enum {
  DS_LOCK_NONE,
  DS_LOCK_STAGE, /* the visit is not started, parked or finished */
  DS_LOCK_GATE, /* the gate @by must pass first; its step's gate_reason says why */
  DS_LOCK_STOP, /* @by found a danger: remedy and measure again */
  DS_LOCK_COMPUTED, /* comes from other steps; nobody enters it */
} DsLockKind;

/** ds_visit_lock: Returns: the lock of @slot; @ret_by: (out) (optional): the slot that locks it, or %DS_NONE. The stage counts first. */
DsLockKind ds_visit_lock (const DsVisit *self, guint slot, guint *ret_by);

/** ds_visit_lock_text: Returns: (transfer full) (nullable): why @slot is locked, a sentence in @language; %NULL if it is not */
char *ds_visit_lock_text (const DsVisit *self, guint slot, const char *language);

/** ds_visit_slot_title: Returns: (transfer full): the step's title, with the thing's name where there is one */
char *ds_visit_slot_title (const DsVisit *self, guint slot, const char *language);

/** ds_visit_next_open: Returns: the next slot after @after (%DS_NONE: from the start) that can be answered now: optional ones only forwards, required ones also from the start again; %DS_NONE if none is left */
guint ds_visit_next_open (const DsVisit *self, guint after);

/** ds_visit_neighbour: Returns: the nearest shown slot after (or, if !@forward, before) @slot, whatever its state; %DS_NONE at the end. Computed steps count too. */
guint ds_visit_neighbour (const DsVisit *self, guint slot, gboolean forward);

/** DsPhoto: a photo that is not removed. @slot is %DS_NONE for one of the visit or of a job. */
typedef struct {
  const DsEntry *entry;
  guint slot;
} DsPhoto;

/** ds_visit_photos: Returns: (transfer full) (element-type DsPhoto): the photos of @slot, or with %DS_NONE all of the visit */
GArray *ds_visit_photos (const DsVisit *self, guint slot);

/** ds_visit_notes: Returns: (transfer full) (element-type DsEntry): the notes of @slot, or with %DS_NONE all of the visit */
GPtrArray *ds_visit_notes (const DsVisit *self, guint slot);

/** DsAttempt: one value of a slot, oldest first, with the remedy that followed it (nullable for the last). @answer is %NULL for computed steps. */
typedef struct {
  const DsEntry *answer;
  const DsEntry *remedy;
  const DsValue *value;
  DsSeverity severity;
} DsAttempt;

/** ds_visit_attempts: Returns: (transfer full) (element-type DsAttempt): all values of @slot that count: first to last */
GArray *ds_visit_attempts (const DsVisit *self, guint slot);

/* ------------------------------------------------------------------ progress */

/**
 * DsProgress: counts of shown steps that a person answers (computed ones are not counted).
 * @required: required ones; @required_done: those of them with an answer or a reason
 * @total, @done: the same, with the optional ones
 * @failed: failing answers that stand; @skipped: with a reason
 */
typedef struct {
  guint required, required_done;
  guint total, done;
  guint failed, skipped;
} DsProgress;

void ds_visit_progress (const DsVisit *self, DsProgress *ret_progress);
void ds_visit_job_progress (const DsVisit *self, guint job, DsProgress *ret_progress);
/** ds_visit_block_progress: of the block at @index in the order of work */
void ds_visit_block_progress (const DsVisit *self, guint index, DsProgress *ret_progress);
/** ds_visit_appliance_progress: @appliance: (nullable): id; %NULL: the jobs of the whole home */
void ds_visit_appliance_progress (const DsVisit *self, const char *appliance, DsProgress *ret_progress);

/* ------------------------------------------------------------------ hazards, pairs, what blocks */

/**
 * DsHazard: a stop or hazard that was found.
 * @slot: where; @severity: of the value that failed
 * @limit: index of the broken limit or %DS_NONE
 * @found: (nullable): the failing value (the first one), @value: (nullable): the last; both %NULL for a computed step, of
 *   which @number is the value that counts
 * @remedied: measured again within limits
 * @noticed: on the notice that was signed or refused
 */
typedef struct {
  guint slot;
  DsSeverity severity;
  guint limit;
  const DsValue *found;
  const DsValue *value;
  gboolean has_number;
  DsDecimal number;
  gboolean remedied;
  gboolean noticed;
} DsHazard;

/** ds_visit_hazards: @remedied_too: also those that are put right. Returns: (transfer full) (element-type DsHazard): in the order of work; advice is not among them */
GArray *ds_visit_hazards (const DsVisit *self, gboolean remedied_too);

/** ds_visit_notice_needed: Returns: whether a hazard stands that no signed or refused notice names */
gboolean ds_visit_notice_needed (const DsVisit *self);

/** ds_visit_appliance_stopped: Returns: the slot of a stop that stands for @appliance (%NULL: for the home as a whole), or %DS_NONE */
guint ds_visit_appliance_stopped (const DsVisit *self, const char *appliance);

/**
 * DsOpenPair: something that must be restored before leaving.
 * @opener, @closer: slots; @closer may be hidden
 * @handed_over: (nullable): handed over open, with this entry's reason
 */
typedef struct {
  guint opener, closer;
  const char *pair;
  const DsText *strip;
  const DsEntry *handed_over;
} DsOpenPair;

/** ds_visit_open_pairs: @handed_over_too: also those handed over. Returns: (transfer full) (element-type DsOpenPair) */
GArray *ds_visit_open_pairs (const DsVisit *self, gboolean handed_over_too);

/** DsComparison: a before/after pair of readings. */
typedef struct {
  guint before, after;
} DsComparison;

/** ds_visit_comparisons: Returns: (transfer full) (element-type DsComparison): pairs of which both are shown, in the order of work */
GArray *ds_visit_comparisons (const DsVisit *self);

typedef enum {
  DS_BLOCK_STAGE, /* the visit is not started, or parked */
  DS_BLOCK_STEPS_OPEN, /* @n required steps of one section are open; @slot is the first */
  DS_BLOCK_STEPS_LOCKED, /* @n required steps of one section are locked; close the job as not done, or remedy; @slot is the first */
  DS_BLOCK_RECHECK, /* to be measured again after the remedy */
  DS_BLOCK_STALE, /* to be measured again: too old */
  DS_BLOCK_EVIDENCE, /* photo or note for a failing answer is missing */
  DS_BLOCK_PAIR, /* must be restored or handed over */
  DS_BLOCK_THINGS, /* a repeated section has fewer things than its least number; @slot is %DS_NONE */
  DS_BLOCK_NOTICE, /* the hazard notice must be signed or refused */
  DS_BLOCK_SIGN, /* the report must be signed or refused */
  DS_BLOCK_SIGN_OUTDATED, /* something was changed after the signature */
} DsBlockKind;

/**
 * DsBlockReason: one thing that keeps the visit from being finished.
 * @slot: where to go, or %DS_NONE; @job, @section: where that is, or %DS_NONE; @n: how many steps
 */
typedef struct {
  DsBlockKind kind;
  guint slot;
  guint job, section;
  guint n;
} DsBlockReason;

/**
 * ds_visit_blocks:
 * @now: (nullable): for stale readings; %NULL leaves them out
 *
 * Returns: (transfer full) (element-type DsBlockReason): all that keeps the visit from being finished; empty: it can be
 */
GArray *ds_visit_blocks (const DsVisit *self, const DsMoment *now);

/** ds_visit_block_text: Returns: (transfer full): the reason as a sentence in @language */
char *ds_visit_block_text (const DsVisit *self, const DsBlockReason *reason, const char *language);

/**
 * ds_visit_stale_slots:
 * @now: this moment
 *
 * Readings to be repeated: their step `ages`, the visit was parked after they were taken, and more than that many
 * minutes passed since: by the monotonic clock within one boot, else by wall time (a wall clock that went
 * backwards counts as too old, as nobody knows). A reading between the two halves of a pair (isolator off … on again)
 * spoils only until the pair is closed: afterwards it can neither be repeated nor does it matter.
 *
 * Returns: (transfer full) (element-type guint): the slots, in the order of work
 */
GArray *ds_visit_stale_slots (const DsVisit *self, const DsMoment *now);

/** ds_visit_is_stale: Returns: the same for one slot */
gboolean ds_visit_is_stale (const DsVisit *self, guint slot, const DsMoment *now);

/* ------------------------------------------------------------------ the visit as a whole */

/** Each Returns: (transfer none) (nullable): the entry that counts now */
const DsEntry *ds_visit_notice (const DsVisit *self);
const DsEntry *ds_visit_sign (const DsVisit *self);
const DsEntry *ds_visit_satisfaction (const DsVisit *self);
const DsEntry *ds_visit_guide (const DsVisit *self);

/** ds_visit_sign_outdated: Returns: whether something that the report shows was changed after it was signed */
gboolean ds_visit_sign_outdated (const DsVisit *self);

/** ds_visit_opinions: Returns: (transfer full) (element-type DsEntry): the opinions, oldest first */
GPtrArray *ds_visit_opinions (const DsVisit *self);
/** ds_visit_escalations: Returns: (transfer full) (element-type DsEntry): */
GPtrArray *ds_visit_escalations (const DsVisit *self);

/** DsBring: something to bring along. @unit may be %NULL inside. */
typedef struct {
  const DsBringItem *item;
  DsDecimal quantity;
} DsBring;

/** ds_visit_bring: Returns: (transfer full) (element-type DsBring): added up over the checklists: materials summed, of tools and documents the largest number */
GArray *ds_visit_bring (const DsVisit *self);

/** ds_checklists_bring: the same for an order not yet opened; @checklists may name one more than once, once per job */
GArray *ds_checklists_bring (DsChecklist *const *checklists, guint n_checklists);

/** ds_visit_result: Returns: (transfer full): the summary that goes into the visit record, as JSON (the `result` of the record schema) */
DsJson *ds_visit_result (const DsVisit *self);

/** ds_visit_digest: Returns: (transfer full): SHA-256 in hex over the canonical state: equal states, equal digests */
char *ds_visit_digest (const DsVisit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVisit, ds_visit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVisitChange, ds_visit_change_free)

G_END_DECLS
