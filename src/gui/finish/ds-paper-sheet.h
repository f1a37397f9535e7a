/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ds-paper-out.h"

G_BEGIN_DECLS

/** DsPaperSheet: one page of a paper on white, as wide as there is room; its accessible name is "Page n of m" */
#define DS_TYPE_PAPER_SHEET (ds_paper_sheet_get_type ())
G_DECLARE_FINAL_TYPE (DsPaperSheet, ds_paper_sheet, DS, PAPER_SHEET, GtkWidget)

/** ds_paper_sheet_new: @page: from 0. Returns: (transfer floating): the page */
GtkWidget *ds_paper_sheet_new (DsSharedPaper *paper, guint page);

G_END_DECLS
