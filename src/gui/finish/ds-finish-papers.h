/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ds-visit-session.h"

G_BEGIN_DECLS

/** DsFinishPaperUse: what is done with a paper once it is laid out */
typedef enum {
  DS_FINISH_PAPER_LOOK,
  DS_FINISH_PAPER_SAVE,
  DS_FINISH_PAPER_PRINT,
} DsFinishPaperUse;

/** DsFinishPaperDone: the paper is there, or an error was shown */
typedef void (*DsFinishPaperDone) (GtkWidget *widget);

/**
 * ds_finish_papers_bring:
 * @widget: over whose window the paper opens; kept alive until @done was called
 * @which: "report", "notice" or "guide"
 * @guide: (nullable): for "guide" which one; %NULL all that fit
 *
 * Lays a paper of the visit out as it is now, and uses it. Errors become a toast.
 */
void ds_finish_papers_bring (GtkWidget *widget, DsVisitSession *session, DsFinishPaperUse use, const char *which,
                             const char *guide, DsFinishPaperDone done);

G_END_DECLS
