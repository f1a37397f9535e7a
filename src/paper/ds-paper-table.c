/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-table.h"

#define CELL_SIZE 8.6
#define HEAD_SIZE 8.2
#define PAD_X 5.0
#define PAD_Y 3.2
#define LABEL_WIDTH 74.0

struct _DsPaperTable {
  DsPaperFlow *flow;
  DsPaperColumn columns[DS_TABLE_MAX_COLUMNS];
  double x[DS_TABLE_MAX_COLUMNS + 1];
  guint n_columns;
  const DsPaperStrip *header;
  gboolean started;
  char *cells[DS_TABLE_MAX_COLUMNS];
  DsPaperTone tones[DS_TABLE_MAX_COLUMNS];
  guint n_cells;
  guint n_rows;
};

DsPaperTable *
ds_paper_table_new (DsPaperFlow *flow, const DsPaperColumn *columns, guint n_columns)
{
  g_return_val_if_fail (n_columns > 0 && n_columns <= DS_TABLE_MAX_COLUMNS, NULL);
  DsPaperTable *self = g_new0 (DsPaperTable, 1);
  self->flow = flow;
  self->n_columns = n_columns;
  double total = 0;
  for (guint i = 0; i < n_columns; i++) {
    self->columns[i] = columns[i];
    total += columns[i].width;
  }
  double x = 0;
  for (guint i = 0; i < n_columns; i++) {
    self->x[i] = x;
    x += columns[i].width / total * DS_FLOW_WIDTH;
  }
  self->x[n_columns] = DS_FLOW_WIDTH;
  return self;
}

static void
clear_cells (DsPaperTable *self)
{
  for (guint i = 0; i < DS_TABLE_MAX_COLUMNS; i++) {
    g_clear_pointer (&self->cells[i], g_free);
    self->tones[i] = DS_TONE_PLAIN;
  }
  self->n_cells = 0;
}

void
ds_paper_table_free (DsPaperTable *self)
{
  if (self == NULL) {
    return;
  }
  clear_cells (self);
  g_free (self);
}

static PangoLayout *
lay_cell (DsPaperTable *self, guint column, const char *text, DsPaperStyle style)
{
  style.align = self->columns[column].align;
  return ds_paper_flow_layout (self->flow, text, &style, self->x[column + 1] - self->x[column] - 2 * PAD_X);
}

static void
start_table (DsPaperTable *self)
{
  if (self->started) {
    return;
  }
  self->started = TRUE;
  ds_paper_flow_space (self->flow, 5);
  if (self->columns[0].title == NULL) {
    return;
  }
  PangoLayout *layouts[DS_TABLE_MAX_COLUMNS];
  double height = 0;
  DsPaperStyle style = { .size = HEAD_SIZE, .bold = TRUE, .colour = DS_INK_WHITE };
  for (guint i = 0; i < self->n_columns; i++) {
    layouts[i] = lay_cell (self, i, self->columns[i].title, style);
    height = MAX (height, ds_paper_layout_height (layouts[i]));
  }
  DsPaperStrip *strip = ds_paper_strip_new (height + 2 * PAD_Y);
  ds_paper_strip_add_fill (strip, (DsPaperBox){ 0, 0, DS_FLOW_WIDTH, strip->height }, 0, DS_INK_ACCENT);
  for (guint i = 0; i < self->n_columns; i++) {
    ds_paper_strip_add_text (strip, layouts[i], self->x[i] + PAD_X, PAD_Y, style.colour);
  }
  strip->keep_with_next = TRUE;
  strip->header = strip;
  self->header = strip;
  ds_paper_flow_add (self->flow, strip);
}

/* One strip of a row: the lines from @first, @n of them, of each cell. */
static void
add_row_slice (DsPaperTable *self, PangoLayout **whole, guint first, guint n, gboolean last)
{
  PangoLayout *layouts[DS_TABLE_MAX_COLUMNS];
  double height = 0;
  for (guint i = 0; i < self->n_columns; i++) {
    g_autofree char *text = ds_paper_layout_slice (whole[i], first, n);
    layouts[i] = lay_cell (self, i, text, ds_paper_tone_style (self->tones[i], CELL_SIZE));
    height = MAX (height, ds_paper_layout_height (layouts[i]));
  }
  double above = first == 0 ? PAD_Y : 0, below = last ? PAD_Y : 0;
  DsPaperStrip *strip = ds_paper_strip_new (height + above + below);
  strip->header = self->header;
  if (self->n_rows % 2 == 1) {
    ds_paper_strip_add_fill (strip, (DsPaperBox){ 0, 0, DS_FLOW_WIDTH, strip->height }, 0, DS_INK_PANEL);
  }
  if (last) {
    ds_paper_strip_add_fill (strip, (DsPaperBox){ 0, strip->height - 0.5, DS_FLOW_WIDTH, 0.5 }, 0, DS_INK_FAINT);
  }
  for (guint i = 0; i < self->n_columns; i++) {
    guint32 colour = ds_paper_tone_style (self->tones[i], CELL_SIZE).colour;
    ds_paper_strip_add_text (strip, layouts[i], self->x[i] + PAD_X, above, colour);
  }
  ds_paper_flow_add (self->flow, strip);
}

void
ds_paper_table_cell (DsPaperTable *self, const char *text, DsPaperTone tone)
{
  g_return_if_fail (self->n_cells < self->n_columns);
  self->cells[self->n_cells] = g_strdup (text);
  self->tones[self->n_cells] = tone;
  self->n_cells++;
}

void
ds_paper_table_end_row (DsPaperTable *self)
{
  start_table (self);
  PangoLayout *layouts[DS_TABLE_MAX_COLUMNS];
  double height = 0;
  guint n_lines = 1;
  for (guint i = 0; i < self->n_columns; i++) {
    layouts[i] = lay_cell (self, i, self->cells[i], ds_paper_tone_style (self->tones[i], CELL_SIZE));
    height = MAX (height, ds_paper_layout_height (layouts[i]));
    n_lines = MAX (n_lines, (guint) pango_layout_get_line_count (layouts[i]));
  }
  guint per_strip = n_lines;
  if (height > DS_FLOW_MAX_STRIP) {
    per_strip = MAX (1, (guint) (n_lines * (DS_FLOW_MAX_STRIP / height)));
  }
  for (guint first = 0; first < n_lines; first += per_strip) {
    add_row_slice (self, layouts, first, per_strip, first + per_strip >= n_lines);
  }
  for (guint i = 0; i < self->n_columns; i++) {
    g_object_unref (layouts[i]);
  }
  clear_cells (self);
  self->n_rows++;
}

void
ds_paper_table_group (DsPaperTable *self, const char *text)
{
  start_table (self);
  DsPaperStyle style = { .size = CELL_SIZE, .bold = TRUE, .colour = DS_INK_ACCENT };
  PangoLayout *layout = ds_paper_flow_layout (self->flow, text, &style, DS_FLOW_WIDTH - 2 * PAD_X);
  DsPaperStrip *strip = ds_paper_strip_new (ds_paper_layout_height (layout) + 2 * PAD_Y + 1.5);
  strip->header = self->header;
  strip->keep_with_next = TRUE;
  ds_paper_strip_add_fill (strip, (DsPaperBox){ 0, strip->height - 0.8, DS_FLOW_WIDTH, 0.8 }, 0, DS_INK_ACCENT);
  ds_paper_strip_add_text (strip, layout, PAD_X, PAD_Y + 1.5, style.colour);
  ds_paper_flow_add (self->flow, strip);
  self->n_rows = 0;
}

/* A value longer than this, over the columns, gets lines for itself, where it may be cut between pages. */
#define MAX_PAIR_CHARS 360u

/* One line of pairs, as high as its highest value. */
static void
add_pair_line (DsPaperFlow *flow, const DsPaperPair *const *line, guint n, guint n_columns)
{
  double width = DS_FLOW_WIDTH / n_columns, height = 0;
  DsPaperStyle label_style = ds_paper_tone_style (DS_TONE_MUTED, 8.6),
               value_style = ds_paper_tone_style (DS_TONE_PLAIN, 9.2);
  g_autoptr (DsPaperStrip) strip = ds_paper_strip_new (0);
  for (guint i = 0; i < n; i++) {
    PangoLayout *label = ds_paper_flow_layout (flow, line[i]->label, &label_style, LABEL_WIDTH - 6);
    PangoLayout *value = ds_paper_flow_layout (flow, line[i]->value, &value_style, width - LABEL_WIDTH - 8);
    height = MAX (height, MAX (ds_paper_layout_height (label), ds_paper_layout_height (value)));
    ds_paper_strip_add_text (strip, label, i * width, 2.6, label_style.colour);
    ds_paper_strip_add_text (strip, value, i * width + LABEL_WIDTH, 2, value_style.colour);
  }
  strip->height = height + 4.5;
  ds_paper_strip_add_fill (strip, (DsPaperBox){ 0, strip->height - 0.4, DS_FLOW_WIDTH, 0.4 }, 0, DS_INK_FAINT);
  ds_paper_flow_add (flow, g_steal_pointer (&strip));
}

static gboolean
is_long (const char *value, guint n_columns)
{
  return g_utf8_strlen (value, -1) > (glong) (MAX_PAIR_CHARS / n_columns);
}

void
ds_paper_flow_pairs (DsPaperFlow *flow, const DsPaperPair *pairs, guint n_pairs, guint n_columns)
{
  g_return_if_fail (n_columns > 0 && n_columns <= DS_TABLE_MAX_COLUMNS);
  const DsPaperPair *line[DS_TABLE_MAX_COLUMNS];
  guint n = 0;
  for (guint i = 0; i < n_pairs; i++) {
    if (pairs[i].value == NULL || *pairs[i].value == '\0' || is_long (pairs[i].value, n_columns)) {
      continue;
    }
    line[n++] = &pairs[i];
    if (n == n_columns) {
      add_pair_line (flow, line, n, n_columns);
      ds_paper_flow_keep_last (flow);
      n = 0;
    }
  }
  if (n > 0) {
    add_pair_line (flow, line, n, n_columns);
  }
  ds_paper_flow_release_last (flow);
  for (guint i = 0; i < n_pairs; i++) {
    if (pairs[i].value != NULL && is_long (pairs[i].value, n_columns)) {
      g_autofree char *text =
          g_strdup_printf (ds_paper_flow_say (flow, "%s: %s", "%s：%s"), pairs[i].label, pairs[i].value);
      ds_paper_flow_paragraph (flow, text, DS_TONE_PLAIN);
    }
  }
}
