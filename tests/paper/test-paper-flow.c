/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-table.h"

#include "ds-test.h"

#include <string.h>

/* What must hold of any layout: in order, on the page, not over each other, nothing missing. */
static void
assert_sound (GArray *placed, guint n_pages)
{
  guint page = 0;
  double y = 0;
  g_assert_cmpuint (n_pages, >, 0);
  for (guint i = 0; i < placed->len; i++) {
    const DsPaperPlaced *place = &g_array_index (placed, DsPaperPlaced, i);
    g_assert_cmpuint (place->page, <, n_pages);
    if (i > 0 && place->page != page) {
      g_assert_cmpuint (place->page, ==, page + 1);
      y = 0;
    }
    g_assert_cmpfloat (place->y, >=, place->page == 0 ? DS_FLOW_TOP_FIRST : DS_FLOW_TOP);
    g_assert_cmpfloat (place->y, >=, y - 0.001);
    g_assert_cmpfloat (place->y + place->strip->height, <=, DS_FLOW_BOTTOM + 0.001);
    page = place->page;
    y = place->y + place->strip->height;
  }
  g_assert_cmpuint (page, ==, n_pages - 1);
}

static guint
count_repeats (GArray *placed)
{
  guint n = 0;
  for (guint i = 0; i < placed->len; i++) {
    const DsPaperStrip *strip = g_array_index (placed, DsPaperPlaced, i).strip;
    n += strip->header == strip;
  }
  return n;
}

static char *
make_words (guint n)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < n; i++) {
    g_string_append_printf (text, "%u 复测合格 tested again, ", i);
  }
  return g_string_free (text, FALSE);
}

static void
test_empty (void)
{
  g_autoptr (DsPaperFlow) flow = ds_paper_flow_new ("en");
  guint n_pages = 0;
  g_autoptr (GArray) placed = ds_paper_flow_place (flow, &n_pages);
  g_assert_cmpuint (placed->len, ==, 0);
  g_assert_cmpuint (n_pages, ==, 1);
}

static void
test_heading_is_never_last (void)
{
  /* Whatever stands before it: the heading and the first row of its table go to the next page together. */
  for (guint filler = 700; filler < 748; filler += 12) {
    g_autoptr (DsPaperFlow) flow = ds_paper_flow_new ("en");
    DsPaperColumn columns[] = { { "A", 1, PANGO_ALIGN_LEFT }, { "B", 1, PANGO_ALIGN_RIGHT } };
    ds_paper_flow_add (flow, ds_paper_strip_new (filler));
    ds_paper_flow_heading (flow, "Heading");
    g_autoptr (DsPaperTable) table = ds_paper_table_new (flow, columns, 2);
    ds_paper_table_cell (table, "value", DS_TONE_PLAIN);
    ds_paper_table_end_row (table);
    guint n_pages = 0;
    g_autoptr (GArray) placed = ds_paper_flow_place (flow, &n_pages);
    assert_sound (placed, n_pages);
    g_assert_cmpuint (placed->len, ==, 4);
    g_assert_cmpuint (g_array_index (placed, DsPaperPlaced, 1).page, ==, g_array_index (placed, DsPaperPlaced, 3).page);
  }
}

static void
test_table_head_repeats (void)
{
  g_autoptr (DsPaperFlow) flow = ds_paper_flow_new ("zh_CN");
  DsPaperColumn columns[] = { { "项目", 2, PANGO_ALIGN_LEFT }, { "实测值", 1, PANGO_ALIGN_LEFT } };
  g_autoptr (DsPaperTable) table = ds_paper_table_new (flow, columns, 2);
  ds_paper_flow_heading (flow, "实测数据");
  for (guint i = 0; i < 200; i++) {
    ds_paper_table_cell (table, "电源电压", DS_TONE_PLAIN);
    ds_paper_table_cell (table, i % 7 == 0 ? "230.1 V\n复测 228.0 V" : "228.0 V", DS_TONE_GOOD);
    ds_paper_table_end_row (table);
  }
  guint n_pages = 0;
  g_autoptr (GArray) placed = ds_paper_flow_place (flow, &n_pages);
  assert_sound (placed, n_pages);
  g_assert_cmpuint (n_pages, >, 3);
  g_assert_cmpuint (count_repeats (placed), ==, n_pages);
  g_assert_cmpuint (placed->len, ==, 1 + 200 + n_pages);
}

static void
test_group_stays_with_its_rows (void)
{
  for (guint filler = 700; filler < 748; filler += 12) {
    g_autoptr (DsPaperFlow) flow = ds_paper_flow_new ("en");
    DsPaperColumn columns[] = { { "A", 1, PANGO_ALIGN_LEFT } };
    g_autoptr (DsPaperTable) table = ds_paper_table_new (flow, columns, 1);
    ds_paper_table_cell (table, "first", DS_TONE_PLAIN);
    ds_paper_table_end_row (table);
    ds_paper_flow_add (flow, ds_paper_strip_new (filler - 40));
    ds_paper_table_group (table, "Group");
    ds_paper_table_cell (table, "second", DS_TONE_PLAIN);
    ds_paper_table_end_row (table);
    guint n_pages = 0;
    g_autoptr (GArray) placed = ds_paper_flow_place (flow, &n_pages);
    assert_sound (placed, n_pages);
    g_assert_cmpuint (g_array_index (placed, DsPaperPlaced, placed->len - 2).page, ==,
                      g_array_index (placed, DsPaperPlaced, placed->len - 1).page);
  }
}

static void
test_huge_cell_is_cut_between_lines (void)
{
  g_autoptr (DsPaperFlow) flow = ds_paper_flow_new ("en");
  DsPaperColumn columns[] = { { "Item", 1, PANGO_ALIGN_LEFT }, { "Note", 1, PANGO_ALIGN_LEFT } };
  g_autoptr (DsPaperTable) table = ds_paper_table_new (flow, columns, 2);
  g_autofree char *words = make_words (400);
  ds_paper_table_cell (table, "E05", DS_TONE_PLAIN);
  ds_paper_table_cell (table, words, DS_TONE_PLAIN);
  ds_paper_table_end_row (table);
  guint n_pages = 0;
  g_autoptr (GArray) placed = ds_paper_flow_place (flow, &n_pages);
  assert_sound (placed, n_pages);
  g_assert_cmpuint (n_pages, >, 1);
}

static void
test_long_paragraph_keeps_two_lines_together (void)
{
  g_autofree char *words = make_words (300);
  for (guint filler = 0; filler < 40; filler += 10) {
    g_autoptr (DsPaperFlow) flow = ds_paper_flow_new ("zh_CN");
    ds_paper_flow_add (flow, ds_paper_strip_new (690 + filler));
    ds_paper_flow_paragraph (flow, words, DS_TONE_PLAIN);
    guint n_pages = 0;
    g_autoptr (GArray) placed = ds_paper_flow_place (flow, &n_pages);
    assert_sound (placed, n_pages);
    g_assert_cmpuint (g_array_index (placed, DsPaperPlaced, 1).page, ==, g_array_index (placed, DsPaperPlaced, 2).page);
    g_assert_cmpuint (g_array_index (placed, DsPaperPlaced, placed->len - 2).page, ==,
                      g_array_index (placed, DsPaperPlaced, placed->len - 1).page);
  }
}

static void
test_slices_are_the_whole_text (void)
{
  g_autoptr (DsPaperFlow) flow = ds_paper_flow_new ("en");
  g_autofree char *words = make_words (50);
  DsPaperStyle style = ds_paper_tone_style (DS_TONE_PLAIN, 9);
  g_autoptr (PangoLayout) layout = ds_paper_flow_layout (flow, words, &style, 120);
  g_autoptr (GString) joined = g_string_new (NULL);
  guint n = (guint) pango_layout_get_line_count (layout);
  g_assert_cmpuint (n, >, 10);
  for (guint i = 0; i < n; i += 3) {
    g_autofree char *slice = ds_paper_layout_slice (layout, i, 3);
    g_string_append (joined, slice);
  }
  g_autofree char *past = ds_paper_layout_slice (layout, n, 3);
  g_assert_cmpstr (past, ==, "");
  /* Only the spaces at the ends of lines are gone. */
  g_auto (GStrv) wanted_words = g_strsplit (words, " ", -1);
  g_auto (GStrv) found_words = g_strsplit (joined->str, " ", -1);
  g_autofree char *wanted = g_strjoinv ("", wanted_words);
  g_autofree char *found = g_strjoinv ("", found_words);
  g_assert_cmpstr (found, ==, wanted);
}

static void
test_long_values_of_pairs_get_a_line (void)
{
  g_autoptr (DsPaperFlow) flow = ds_paper_flow_new ("en");
  g_autofree char *words = make_words (200);
  DsPaperPair pairs[] = { { "Request", words }, { "Name", "Wang" }, { "Phone", NULL }, { "Empty", "" } };
  ds_paper_flow_pairs (flow, pairs, G_N_ELEMENTS (pairs), 2);
  guint n_pages = 0;
  g_autoptr (GArray) placed = ds_paper_flow_place (flow, &n_pages);
  assert_sound (placed, n_pages);
  g_assert_cmpuint (placed->len, >, 10);
}

static void
test_language (void)
{
  g_autoptr (DsPaperFlow) flow = ds_paper_flow_new ("zh-Hans");
  g_assert_cmpstr (ds_paper_flow_language (flow), ==, "zh_CN");
  g_assert_cmpstr (ds_paper_flow_say (flow, "yes", "是"), ==, "是");
  ds_paper_flow_set_language (flow, NULL);
  g_assert_cmpstr (ds_paper_flow_language (flow), ==, "en");
  g_assert_cmpstr (ds_paper_flow_say (flow, "yes", "是"), ==, "yes");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/paper/flow/empty", test_empty);
  g_test_add_func ("/paper/flow/heading-is-never-last", test_heading_is_never_last);
  g_test_add_func ("/paper/flow/table-head-repeats", test_table_head_repeats);
  g_test_add_func ("/paper/flow/group-stays-with-its-rows", test_group_stays_with_its_rows);
  g_test_add_func ("/paper/flow/huge-cell-is-cut-between-lines", test_huge_cell_is_cut_between_lines);
  g_test_add_func ("/paper/flow/long-paragraph-keeps-two-lines", test_long_paragraph_keeps_two_lines_together);
  g_test_add_func ("/paper/flow/slices-are-the-whole-text", test_slices_are_the_whole_text);
  g_test_add_func ("/paper/flow/long-values-of-pairs", test_long_values_of_pairs_get_a_line);
  g_test_add_func ("/paper/flow/language", test_language);
  return g_test_run ();
}
