/* SPDX-License-Identifier: GPL-3.0-or-later */
/* finish/: the last page of a visit: what was found and done, the customer's words, signature, papers, the end. */
#pragma once

#include <adwaita.h>

#include "ds-visit-session.h"

G_BEGIN_DECLS

#define DS_TYPE_FINISH_PAGE (ds_finish_page_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishPage, ds_finish_page, DS, FINISH_PAGE, AdwBin)

/**
 * ds_finish_page_new:
 * @app: the use cases, open
 * @session: the visit, open; also a finished one, which is shown for looking only
 *
 * Follows the visit from then on. What is half written (a signature, a text) stays while other acts happen.
 *
 * Returns: (transfer floating): the page
 */
DsFinishPage *ds_finish_page_new (DsApp *app, DsVisitSession *session);

G_END_DECLS
