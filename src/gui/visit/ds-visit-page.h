/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-visit-session.h"

G_BEGIN_DECLS

/**
 * DsVisitPage: the Visit screen: the outline at the left, one step in the centre, Back, Undo, progress and Next below.
 *
 * Actions of the group "visit": next, back, undo, redo, park, resume, finish, outline, note, skip, remedy, leave, photo,
 * paste, go-to-lock, focus-next, answer (s: as ds_visit_session_answer_async() takes it).
 * Signal "opened": the visit is there.
 */
#define DS_TYPE_VISIT_PAGE (ds_visit_page_get_type ())
G_DECLARE_FINAL_TYPE (DsVisitPage, ds_visit_page, DS, VISIT_PAGE, AdwBin)

/** ds_visit_page_new: Returns: (transfer floating): a page that opens the visit of @order_id by itself */
DsVisitPage *ds_visit_page_new (DsApp *app, const char *order_id);

/** ds_visit_page_get_session: Returns: (transfer none) (nullable): the visit, %NULL until it is open */
DsVisitSession *ds_visit_page_get_session (DsVisitPage *self);

/** ds_visit_page_close: the screen is left by intent: the visit is not opened by itself at the next start */
void ds_visit_page_close (DsVisitPage *self);

G_END_DECLS
