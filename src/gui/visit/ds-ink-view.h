/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ds-ink.h"

G_BEGIN_DECLS

/** DsInkView: shows a signature, scaled to fit */
#define DS_TYPE_INK_VIEW (ds_ink_view_get_type ())
G_DECLARE_FINAL_TYPE (DsInkView, ds_ink_view, DS, INK_VIEW, GtkWidget)

/** ds_ink_view_set_ink: @ink: (nullable): copied */
void ds_ink_view_set_ink (DsInkView *self, const DsSignature *ink);
/** ds_ink_view_paint: draws @ink into a field of @width by @height at the origin of @cr, with its present colour */
void ds_ink_view_paint (const DsSignature *ink, cairo_t *cr, double width, double height);

G_END_DECLS
