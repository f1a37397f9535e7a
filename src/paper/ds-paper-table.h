/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-paper-flow.h"

G_BEGIN_DECLS

/** Most columns of a table. */
#define DS_TABLE_MAX_COLUMNS 8

/** DsPaperColumn: @width is a share: the columns of a table divide its width by their shares. @title %NULL in all: no head. */
typedef struct {
  const char *title;
  double width;
  PangoAlignment align;
} DsPaperColumn;

/** DsPaperTable: a table being written into a flow, row by row. */
typedef struct _DsPaperTable DsPaperTable;

/** ds_paper_table_new: @columns: (array length=n_columns): copied; the head is written when the first row is. Returns: (transfer full) */
DsPaperTable *ds_paper_table_new (DsPaperFlow *flow, const DsPaperColumn *columns, guint n_columns);
void ds_paper_table_free (DsPaperTable *self);

/** ds_paper_table_cell: text of the next cell of the row; @text (nullable) is copied */
void ds_paper_table_cell (DsPaperTable *self, const char *text, DsPaperTone tone);
/** ds_paper_table_end_row: writes the row; missing cells are empty. A row too high for a page is cut between lines. */
void ds_paper_table_end_row (DsPaperTable *self);
/** ds_paper_table_group: a row over all columns that names those below it, and stays with them */
void ds_paper_table_group (DsPaperTable *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsPaperTable, ds_paper_table_free)

/** DsPaperPair: a label and what stands beside it. Pairs without @value are left out. */
typedef struct {
  const char *label;
  const char *value;
} DsPaperPair;

/** ds_paper_flow_pairs: labels and values in @n_columns columns, from left to right */
void ds_paper_flow_pairs (DsPaperFlow *flow, const DsPaperPair *pairs, guint n_pairs, guint n_columns);

G_END_DECLS
