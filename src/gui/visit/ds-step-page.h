/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-visit-session.h"

G_BEGIN_DECLS

/**
 * DsStepPage: the centre of the Visit screen: one step, what there is to know about it, and its input, which stays at the
 * bottom within reach of the thumb. It records the answers given at its input.
 *
 * Its buttons use the actions of the group "visit". Signals:
 *  "passed" (string slot): an answer was recorded and nothing is left to do at the step: the next one may come
 *  "photo-removed": a photo was removed: offer to undo it
 */
#define DS_TYPE_STEP_PAGE (ds_step_page_get_type ())
G_DECLARE_FINAL_TYPE (DsStepPage, ds_step_page, DS, STEP_PAGE, AdwBin)

/** ds_step_page_set_session: @session: where answers go */
void ds_step_page_set_session (DsStepPage *self, DsVisitSession *session);
/** ds_step_page_show: shows the slot anew; on another slot than before it goes to the top and focuses the input */
void ds_step_page_show (DsStepPage *self, const char *slot);
/** ds_step_page_get_view: Returns: (transfer none) (nullable): what is shown */
const DsStepView *ds_step_page_get_view (DsStepPage *self);
/** ds_step_page_take_focus: puts the keyboard where the answer is given */
void ds_step_page_take_focus (DsStepPage *self);
/** ds_step_page_submit: records what was typed and not recorded; Returns: whether there was something */
gboolean ds_step_page_submit (DsStepPage *self);
/** ds_step_page_take_key: Returns: whether the input could use the key */
gboolean ds_step_page_take_key (DsStepPage *self, guint keyval);
/** ds_step_page_answer: records @value as if tapped at the input */
void ds_step_page_answer (DsStepPage *self, const char *value);
/** ds_step_page_add_photo: opens the file chooser for a photo of this step */
void ds_step_page_add_photo (DsStepPage *self);
/** ds_step_page_paste_photo: adds the clipboard's picture to this step */
void ds_step_page_paste_photo (DsStepPage *self);

G_END_DECLS
