/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-paper-flow.h"
#include "ds-paper.h"

G_BEGIN_DECLS

/**
 * ds_paper_new:
 * @flow: (transfer full): what was written
 * @title: the document's title
 * @company: (nullable): who serves, for the head of each page after the first
 * @number: the order's id, for the head of each page after the first
 * @made_us: wall time for the file's date, so that the same content gives the same file
 *
 * Returns: (transfer full): the flow broken into pages
 */
DsPaper *ds_paper_new (DsPaperFlow *flow, const char *title, const char *company, const char *number, gint64 made_us);

G_END_DECLS
