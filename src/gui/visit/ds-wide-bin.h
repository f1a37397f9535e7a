/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * DsWideBin: a bin whose natural width is a fixed one, whatever is in it, so that a flap beside it folds at a known
 * width of the window and not at one that changes with every text. Property "natural-width" int.
 */
#define DS_TYPE_WIDE_BIN (ds_wide_bin_get_type ())
G_DECLARE_FINAL_TYPE (DsWideBin, ds_wide_bin, DS, WIDE_BIN, GtkWidget)

G_END_DECLS
