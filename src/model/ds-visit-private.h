/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-condition-private.h"
#include "ds-visit.h"

G_BEGIN_DECLS

/*
 * The insides of the engine. A core holds everything that a journal made of the checklists; the visit around it holds
 * the journal itself, which entries count, and how to take the last one back. Entries live as long as the visit, so
 * all pointers to them are borrowed.
 */

#define DS_VISIT_MAX_NOTES 200
#define DS_VISIT_MAX_PHOTOS 40
#define DS_VISIT_MAX_ATTEMPTS 40
#define DS_VISIT_MAX_ENTRIES 50000

/** Try: a value that was followed by a remedy. @value is a shallow copy; of computed steps it points into the core's texts. */
typedef struct {
  const DsEntry *answer;
  const DsEntry *remedy;
  DsValue value;
  DsSeverity severity;
  guint limit;
  gboolean has_number;
  DsDecimal number;
} Try;

/** SlotData: what was entered into a slot. Never changed once it is in place: an entry puts a changed copy there, and undo puts the old one back. */
typedef struct {
  const DsEntry *answer, *skip, *timer, *hand_over;
  gboolean has_number;
  DsDecimal number;
  Try *tries;
  guint n_tries;
  const DsEntry **photos;
  guint n_photos;
  const DsEntry **notes;
  guint n_notes;
} SlotData;

/** Judgement: what follows from the entries for one slot. @state is never LOCKED: locks are a matter of position. */
typedef struct {
  DsSlotState state;
  DsSeverity severity;
  guint limit;
  gboolean has_number;
  DsDecimal number;
} Judgement;

typedef struct {
  guint block;
  guint step;
  guint position;
  SlotData *data;
  Judgement now;
  gboolean queued;
  gboolean gate_closed;
  guint gate_index; /* in the gates of its scope */
  const DsReturnedStep *returned; /* nullable */
  const char *carry; /* nullable; borrowed from the order or the core's texts */
} Slot;

/** Gates: the gates of one scope by position; @first is the first closed one, n if none. */
typedef struct {
  GArray *slots; /* guint, nullable */
  guint first;
} Gates;

/** Zone: what a stop closes: the appliance; for the whole home a thing or else the job. */
typedef struct {
  GArray *stops; /* guint, nullable: slots with a stop that stands */
  guint first_position; /* of the first of them, DS_NONE if none */
} Zone;

typedef struct {
  guint job;
  guint section;
  const char *thing; /* nullable */
  const char *name;
  gboolean repeated;
  gboolean removed;
  guint order; /* index in the order of work */
  guint first_slot, n_slots;
  guint first_position;
  DsProgress progress;
  Gates gates;
  Zone zone;
} Block;

typedef struct {
  const DsJob *job;
  DsChecklist *list;
  GHashTable *facts;
  guint appliance; /* index in the order's appliances, DS_NONE: the whole home */
  gboolean conduct;
  gboolean returned; /* only returned steps are asked */
  GArray **blocks; /* per section: ids of its blocks */
  DsProgress progress;
  const DsEntry *outcome;
  Gates gates;
  Zone zone; /* of jobs of the whole home */
} Job;

typedef struct {
  const DsEntry *entry;
  guint slot;
  gboolean removed;
} Photo;

typedef struct {
  guint slot;
  DsSeverity severity;
} Noticed;

/** Waiting: a slot to be judged; smaller ranks first. */
typedef struct {
  guint rank;
  guint slot;
} Waiting;

/** Head: the visit as a whole; small, so that undo keeps a copy. @notice_index: in the core's notices, DS_NONE if none. */
typedef struct {
  DsVisitStage stage; /* never PARKED nor RESUMED */
  gboolean parked;
  const DsEntry *notice, *sign, *satisfaction, *guide;
  guint notice_index;
  gboolean sign_outdated;
} Head;

typedef struct {
  Job *jobs;
  guint n_jobs;
  GPtrArray *blocks; /* Block, by id */
  GArray *slots; /* Slot, by handle */
  GArray *order; /* guint: position → slot */
  GArray *block_order; /* guint: index in the order → block id */
  Gates gates;
  Zone *zones; /* per appliance of the order */
  Head head;
  DsProgress progress;
  GPtrArray *opinions, *escalations; /* const DsEntry */
  GPtrArray *notes; /* of the visit and of jobs */
  GArray *photos; /* Photo, all of the visit */
  GPtrArray *notices; /* GArray of Noticed */
  GStringChunk *texts;
  GArray *queue; /* Waiting: a heap by rank */
} Core;

/** Undo: how to take one entry back. */
typedef struct {
  DsEntry *entry;
  Head head;
  guint slot; /* DS_NONE: none */
  SlotData *data; /* what was there before */
  guint block;
  const char *name;
  const DsEntry *outcome;
  guint photo;
  GHashTable **facts; /* per job, before `started` */
  guint n_facts;
  Core *core; /* before a checklist-upgrade */
} Undo;

struct _DsVisit {
  DsOrder *order;
  Core *core;
  GPtrArray *checklists; /* DsChecklist: known for upgrades */
  GPtrArray *journal; /* DsEntry */
  GHashTable *ids; /* entry id → index + 1 */
  GArray *stands; /* gboolean per entry: counts now (not undone) */
  GPtrArray *undos; /* Undo */
  GPtrArray *redos; /* DsEntry, borrowed */
  const DsEntry *stage_entries[DS_STAGE_FINISHED + 1];
  const DsEntry *last_parked;
  guint parked_seq; /* number of entries when it was last parked */
  gboolean replaying;
};

/** Target: what an entry speaks of, found by the check. */
typedef struct {
  guint job, section, block, slot;
  guint photo;
  guint entry; /* index in the journal */
  gboolean has_number;
  DsDecimal number;
} Target;

#define SLOT(core, i) (&g_array_index ((core)->slots, Slot, (i)))
#define BLOCK(core, i) ((Block *) g_ptr_array_index ((core)->blocks, (i)))

static inline Block *
slot_block (const Core *core, guint slot)
{
  return BLOCK (core, SLOT (core, slot)->block);
}

static inline Job *
slot_job (const Core *core, guint slot)
{
  return &core->jobs[slot_block (core, slot)->job];
}

static inline const DsStep *
slot_step (const Core *core, guint slot)
{
  return &slot_job (core, slot)->list->steps[SLOT (core, slot)->step];
}

static inline const DsSection *
block_section (const Core *core, const Block *block)
{
  return &core->jobs[block->job].list->sections[block->section];
}

/* ds-visit-build.c */
/** ds_core_new: Returns: (transfer full): a core before the first entry; @lists and @facts (nullable members) per job of the order given by @jobs */
Core *ds_core_new (DsOrder *order, const DsVisitJob *jobs, guint n_jobs);
void ds_core_free (Core *core);
/** ds_core_add_block: Returns: the id of a new block (a section, or a thing of one) with its slots */
guint ds_core_add_block (Core *core, DsOrder *order, guint job, guint section, const char *thing, const char *name);
/** ds_core_drop_block: takes the last block away again */
void ds_core_drop_block (Core *core);
/** ds_core_reorder: positions, gates and stops anew, after blocks came or went */
void ds_core_reorder (Core *core);
/** ds_core_find_block: Returns: the block of @section of @job (for @thing), or DS_NONE; removed ones too */
guint ds_core_find_block (const Core *core, guint job, guint section, const char *thing);
SlotData *ds_slot_data_copy (const SlotData *data);
void ds_slot_data_free (SlotData *data);

/* ds-visit-rules.c */
/** ds_core_touch: judges @slot anew and all that depend on it; notes changed slots in @change (nullable) */
void ds_core_touch (Core *core, guint slot, DsVisitChange *change);
/** ds_core_touch_block, ds_core_touch_job: the same for all slots of it */
void ds_core_touch_block (Core *core, guint block, DsVisitChange *change);
void ds_core_touch_job (Core *core, guint job, DsVisitChange *change);
/** ds_core_block_shown: Returns: whether the block's section is asked now */
gboolean ds_core_block_shown (const Core *core, guint block);
/** ds_core_condition_holds: Returns: whether @condition holds as seen from @block */
gboolean ds_core_condition_holds (const Core *core, guint block, const DsCondition *condition);
/** ds_core_lock: Returns: the gate or stop that closes @slot (the stage is not looked at) */
DsLockKind ds_core_lock (const Core *core, guint slot, guint *ret_by);
/** ds_core_judge_number: the worst broken limit of @slot for @value */
DsSeverity ds_core_judge_number (const Core *core, guint slot, DsDecimal value, guint *ret_limit);
gboolean ds_core_limit_applies (const Core *core, guint slot, guint limit);
/** ds_core_awaits_recheck: Returns: whether a remedy was noted and the value after it is missing */
gboolean ds_core_awaits_recheck (const Core *core, guint slot);
/** ds_core_pair_open: Returns: whether @slot, a pair's opener, stands open; handed over or not */
gboolean ds_core_pair_open (const Core *core, guint slot);
/** ds_core_pair_other: Returns: the slot of the other half */
guint ds_core_pair_other (const Core *core, guint slot);
/** ds_core_evidence_missing: Returns: what the failing answer of @slot still asks for */
DsEvidence ds_core_evidence_missing (const Core *core, guint slot);
/** ds_core_reset_zone, ds_core_reset_gates: what ds_core_reorder() needs of the rules */
void ds_core_reset_zone (Core *core, Zone *zone);
void ds_core_reset_gates (Core *core, Gates *gates);

/* ds-visit-check.c */
/** ds_visit_check_entry: finds what @entry speaks of and whether it is accepted */
gboolean ds_visit_check_entry (DsVisit *self, const DsEntry *entry, Target *ret_target, GError **error);

/* ds-visit-perform.c */
/** ds_visit_perform: does what an accepted entry says; @undo: (nullable): filled with how to take it back */
void ds_visit_perform (DsVisit *self, DsEntry *entry, const Target *target, Undo *undo, DsVisitChange *change);
/** ds_visit_take_back: does @undo */
void ds_visit_take_back (DsVisit *self, Undo *undo, DsVisitChange *change);
void ds_undo_free (Undo *undo);

/* ds-visit-progress.c */
/** ds_visit_job_complete: Returns: whether all required steps have an answer and all repeated sections enough things */
gboolean ds_visit_job_complete (const DsVisit *self, guint job);
/** ds_core_few_things: Returns: whether the repeated @section of @job has fewer things than its least number */
gboolean ds_core_few_things (const Core *core, guint job, guint section);

/* ds-visit-hazards.c */
/** ds_core_noticed: Returns: whether the notice that counts names @slot with at least its severity */
gboolean ds_core_noticed (const Core *core, guint slot);
/** ds_core_found_severity: Returns: the worst severity that was ever found at @slot and counts, NONE if none */
DsSeverity ds_core_found_severity (const Core *core, guint slot);

G_END_DECLS
