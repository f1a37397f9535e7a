/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-ink.h"
#include "ds-visit-session.h"

G_BEGIN_DECLS

/**
 * DsStepInput: the control of one kind of answer. Each kind is one widget, made once and shown again for every step
 * of its kind; it knows how to show a step and says what the person did. It records nothing: the page does.
 *
 * Signals:
 *  "answer" (string value): an answer as ds_visit_session_answer_async() takes it
 *  "draft" (string text): half-typed text to be kept
 *  "sign" (DsSignature signature): strokes, or a refusal; borrowed
 *  "timer" (boolean start): the timer is to be started, or finished
 *  "photo-file" (string path), "photo-bytes" (GBytes), "photo-remove" (string entry)
 */
#define DS_TYPE_STEP_INPUT (ds_step_input_get_type ())
G_DECLARE_DERIVABLE_TYPE (DsStepInput, ds_step_input, DS, STEP_INPUT, AdwBin)

/**
 * DsStepInputClass:
 * @show_step: binds the step; called each time it is shown or has changed
 * @take_focus: puts the keyboard where the answer is given; returns whether it could
 * @submit: the person pressed Next or Enter: says the answer if there is one that is not recorded; returns whether it did
 * @take_key: a key that no focused control took, e.g. a digit; returns whether it was used
 */
struct _DsStepInputClass {
  AdwBinClass parent_class;
  void (*show_step) (DsStepInput *self, const DsStepView *view);
  gboolean (*take_focus) (DsStepInput *self);
  gboolean (*submit) (DsStepInput *self);
  gboolean (*take_key) (DsStepInput *self, guint keyval);
};

/** ds_step_input_new_for: Returns: (transfer floating): the input of that kind */
DsStepInput *ds_step_input_new_for (DsAnswerType kind);

/** ds_step_input_show: @session: (nullable): whom to ask about half-typed values; @view: the step */
void ds_step_input_show (DsStepInput *self, DsVisitSession *session, const DsStepView *view);
/** ds_step_input_take_focus: Returns: whether something took the focus */
gboolean ds_step_input_take_focus (DsStepInput *self);
/** ds_step_input_submit: Returns: whether an answer was said */
gboolean ds_step_input_submit (DsStepInput *self);
/** ds_step_input_take_key: Returns: whether the key was used */
gboolean ds_step_input_take_key (DsStepInput *self, guint keyval);

/* For the inputs themselves. */

/** ds_step_input_get_standing_value: Returns: (nullable): the recorded answer, %NULL when there is none or it must be given again */
const char *ds_step_input_get_standing_value (const DsStepView *view);

/** ds_step_input_say_answer: emits "answer" */
void ds_step_input_say_answer (DsStepInput *self, const char *value);
/** ds_step_input_say_draft: emits "draft" */
void ds_step_input_say_draft (DsStepInput *self, const char *text);
/** ds_step_input_say_sign: emits "sign" */
void ds_step_input_say_sign (DsStepInput *self, const DsSignature *signature);
/** ds_step_input_say_timer: emits "timer" */
void ds_step_input_say_timer (DsStepInput *self, gboolean start);
/** ds_step_input_enter: Enter in a text field: submits, or goes on to the next step */
void ds_step_input_enter (DsStepInput *self);
/** ds_step_input_check: what @value would be worth; %DS_VERDICT_OK without a session */
DsAnswerVerdict ds_step_input_check (DsStepInput *self, const char *value, DsSeverity *ret_severity);
/** ds_step_input_get_slot: Returns: (nullable): the slot shown */
const char *ds_step_input_get_slot (DsStepInput *self);

G_END_DECLS
