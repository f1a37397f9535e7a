/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-input.h"
#include "ds-step-page.h"

G_BEGIN_DECLS

/* Between ds-step-page.c, which shows, and ds-step-page-acts.c, which records. */

/** ds_step_page_get_session: Returns: (transfer none) (nullable): where answers go */
DsVisitSession *ds_step_page_get_session (DsStepPage *self);
/** ds_step_page_refresh: shows the present slot anew, e.g. after an act that did not come about */
void ds_step_page_refresh (DsStepPage *self);
/** ds_step_page_say_passed: emits "passed" */
void ds_step_page_say_passed (DsStepPage *self, const char *slot);
/** ds_step_page_say_photo_removed: emits "photo-removed" */
void ds_step_page_say_photo_removed (DsStepPage *self);
/** ds_step_page_connect_input: records what the person does at @input */
void ds_step_page_connect_input (DsStepPage *self, DsStepInput *input);
/** ds_step_page_photo_file: adds the file @path to the step */
void ds_step_page_photo_file (DsStepPage *self, const char *path);
/** ds_step_page_photo_bytes: adds an encoded image to the step */
void ds_step_page_photo_bytes (DsStepPage *self, GBytes *bytes);
/** ds_step_page_photo_remove: takes the photo of journal entry @entry out */
void ds_step_page_photo_remove (DsStepPage *self, const char *entry);

G_END_DECLS
