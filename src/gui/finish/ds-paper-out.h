/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ds-paper.h"

G_BEGIN_DECLS

/**
 * DsSharedPaper: a paper that the screen, a file dialog and the printer hold at the same time. Main thread only.
 * @file_name: proposed when it is saved: "QX20261121000102-report.pdf"
 */
typedef struct {
  DsPaper *paper;
  char *file_name;
} DsSharedPaper;

/** ds_shared_paper_new: @paper: (transfer full): the paper; @file_name: proposed for saving. Returns: (transfer full): one reference */
DsSharedPaper *ds_shared_paper_new (DsPaper *paper, const char *file_name);
/** ds_shared_paper_ref: Returns: (transfer full): @self */
DsSharedPaper *ds_shared_paper_ref (DsSharedPaper *self);
/** ds_shared_paper_unref: gives a reference back; the last one frees the paper */
void ds_shared_paper_unref (DsSharedPaper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsSharedPaper, ds_shared_paper_unref)

/**
 * ds_paper_out_save:
 * @widget: over whose window the dialog opens; its window's action win.toast says how it went
 *
 * Asks where to, and writes the PDF there, durably, without blocking the screen.
 */
void ds_paper_out_save (GtkWidget *widget, DsSharedPaper *paper);

/** ds_paper_out_print: @widget: as ds_paper_out_save(). Opens the print dialog and prints the very pages that the screen shows */
void ds_paper_out_print (GtkWidget *widget, DsSharedPaper *paper);

G_END_DECLS
