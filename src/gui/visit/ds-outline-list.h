/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-visit-session.h"

G_BEGIN_DECLS

/**
 * DsOutlineList: the left of the Visit screen: jobs, sections and steps with their state; a tap goes to a step.
 * Signal "picked" (string slot).
 */
#define DS_TYPE_OUTLINE_LIST (ds_outline_list_get_type ())
G_DECLARE_FINAL_TYPE (DsOutlineList, ds_outline_list, DS, OUTLINE_LIST, AdwBin)

/** ds_outline_list_set_session: @session: followed from now on */
void ds_outline_list_set_session (DsOutlineList *self, DsVisitSession *session);
/** ds_outline_list_show_current: scrolls to the step shown now */
void ds_outline_list_show_current (DsOutlineList *self);

G_END_DECLS
