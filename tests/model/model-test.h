/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of src/model share: checklists and visits in few words. */

#include "ds-model.h"
#include "ds-error.h"
#include "ds-test.h"

G_BEGIN_DECLS

/** model_expand: Returns: (transfer full): JSON of @text, in which ' stands for " and T(x) for a text in both languages */
char *model_expand (const char *text);

/** model_list_text: Returns: (transfer full): the JSON of a checklist with these @sections (see model_expand()) */
char *model_list_text (const char *id, const char *sections);

/** model_list: the same, parsed; fails the test if it is not accepted */
DsChecklist *model_list (const char *id, const char *sections);

/** model_order: Returns: (transfer full): an order with appliances a1 (ac-split) and a2 (washer) and these jobs: "j1:a1 j2:- j3:a2" */
DsOrder *model_order (const char *jobs);

/** Model: a visit under test with a clock of its own. */
typedef struct {
  DsClock *clock;
  DsOrder *order;
  DsVisit *visit;
  DsVisitChange *change;
  DsEntry *last; /* the last entry that was accepted */
} Model;

/** model_new: a visit of these jobs; @lists: the checklist of each job */
Model *model_new (const char *jobs, DsChecklist **lists);
/** model_new_one: one job j1 of appliance a1 with these sections, started */
Model *model_new_one (const char *sections);
void model_free (Model *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Model, model_free)

/** model_start: accepted, departed, arrived, started */
void model_start (Model *self);

/** model_entry: Returns: (transfer full): a new entry of now */
DsEntry *model_entry (Model *self, DsEntryType type, const char *job, const char *step, const char *thing);

/** model_apply: applies (and frees) @entry, which must be accepted */
void model_apply (Model *self, DsEntry *entry);
/** model_refuse: @entry (freed) must be refused with @code and words that contain @words */
void model_refuse (Model *self, DsEntry *entry, DsErrorCode code, const char *words);

/** Entries in short. @value: "true" a tick, "[a,b]" a list, "started", "waited 60", else a string. A "job/step/thing" address. */
DsEntry *model_answer_entry (Model *self, const char *address, const char *value);
void model_answer (Model *self, const char *address, const char *value);
void model_skip (Model *self, const char *address, DsSkip skip);
void model_remedy (Model *self, const char *address);
void model_note (Model *self, const char *address);
DsEntry *model_photo_entry (Model *self, const char *address);
void model_photo (Model *self, const char *address);
void model_stage (Model *self, DsVisitStage stage);
DsEntry *model_sign_entry (Model *self, DsEntryType type);
void model_sign (Model *self, DsEntryType type);
DsEntry *model_thing_entry (Model *self, const char *section, DsThingOp op, const char *thing, const char *name);
/** model_add_thing: Returns: (transfer full): the id of a new thing in @section of j1 */
char *model_add_thing (Model *self, const char *section, const char *name);
void model_undo (Model *self);
void model_redo (Model *self);

/** model_slot: Returns: the slot of an address; it must exist */
guint model_slot (Model *self, const char *address);
/** model_state: Returns: the name of the state of the slot, e.g. "open" */
const char *model_state (Model *self, const char *address);
/** model_blocks: Returns: (transfer full): the kinds of what blocks finishing, "open:3 pair notice sign" */
char *model_blocks (Model *self);

#define model_assert_state(self, address, state) g_assert_cmpstr (model_state ((self), (address)), ==, (state))

G_END_DECLS
