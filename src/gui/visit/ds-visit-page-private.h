/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-page.h"
#include "ds-visit-page.h"

G_BEGIN_DECLS

/* Between ds-visit-page.c, which shows and moves, and ds-visit-page-acts.c, which asks and records. */

/** ds_visit_page_get_step: Returns: (transfer none): the centre */
DsStepPage *ds_visit_page_get_step (DsVisitPage *self);
/** ds_visit_page_move_on: to the next step that is to be done, or to the end of the visit when none is left */
void ds_visit_page_move_on (DsVisitPage *self);
/** ds_visit_page_install_acts: the actions that ask something and record it */
void ds_visit_page_install_acts (GtkWidgetClass *klass);

G_END_DECLS
