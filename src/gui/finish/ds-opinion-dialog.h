/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-visit-session.h"

G_BEGIN_DECLS

/**
 * DsOpinionDialog: what the customer said: kind, what it is about, who answers for it, how grave, the words. Closing only hides
 * it: what was half written is there when it is opened again. It empties once the opinion is recorded.
 */
#define DS_TYPE_OPINION_DIALOG (ds_opinion_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DsOpinionDialog, ds_opinion_dialog, DS, OPINION_DIALOG, AdwWindow)

/** ds_opinion_dialog_new: Returns: (transfer none): a dialog, owned by GTK, not shown yet */
DsOpinionDialog *ds_opinion_dialog_new (DsApp *app, DsVisitSession *session);

/** ds_opinion_dialog_ask: shows it; @kind: (nullable): chosen from now on, "" or %NULL leaves the choice */
void ds_opinion_dialog_ask (DsOpinionDialog *self, const char *kind);

G_END_DECLS
