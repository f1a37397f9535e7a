/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-visit-session.h"

G_BEGIN_DECLS

/**
 * DsVisitStripBar: the red strip while something is open that must be restored (isolator off): what it is, a button to
 * the step that restores it, and a way to hand it over with a reason. It stays on every page of the visit.
 *
 * Signal "go-to" (string slot): the person wants to see the closing step.
 */
#define DS_TYPE_VISIT_STRIP_BAR (ds_visit_strip_bar_get_type ())
G_DECLARE_FINAL_TYPE (DsVisitStripBar, ds_visit_strip_bar, DS, VISIT_STRIP_BAR, AdwBin)

/** ds_visit_strip_bar_set_session: @session: followed from now on */
void ds_visit_strip_bar_set_session (DsVisitStripBar *self, DsVisitSession *session);

G_END_DECLS
