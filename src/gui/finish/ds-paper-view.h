/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-paper-out.h"

G_BEGIN_DECLS

/** DsPaperView: a paper in a window of its own: its pages one under the other, larger and smaller, saved and printed */
#define DS_TYPE_PAPER_VIEW (ds_paper_view_get_type ())
G_DECLARE_FINAL_TYPE (DsPaperView, ds_paper_view, DS, PAPER_VIEW, AdwWindow)

/** ds_paper_view_present: opens @paper over the window of @widget; Escape closes it */
void ds_paper_view_present (GtkWidget *widget, DsSharedPaper *paper);

G_END_DECLS
