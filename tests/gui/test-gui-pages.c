/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Today and an order: what they show of a store, and what a tap does to it. */
#include "ds-gui-fixture.h"

#include "ds-order-list.h"
#include "ds-order-page.h"
#include "ds-order-row-widget.h"
#include "ds-store-contents.h"
#include "ds-store-orders.h"
#include "ds-store-outbox.h"
#include "ds-today-page.h"

#define OTHER_ORDER "TJ20261121000101"

static gboolean
run_sql (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_db_exec (tx->db, data, error);
}

static void
change_store (DsApp *app, const char *sql)
{
  DsStoreJob job = { .run = run_sql, .data = (gpointer) sql, .write = TRUE };
  g_autoptr (GError) error = NULL;

  ds_store_run_sync (ds_app_get_store (app), &job, NULL, &error);
  g_assert_no_error (error);
  ds_app_queue_change (app, DS_APP_CHANGE_ORDERS | DS_APP_CHANGE_OUTBOX | DS_APP_CHANGE_CONTENT);
}

/* --- Today ----------------------------------------------------------------------------------------------- */

static void
test_rows (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkWidget *today = ds_gui_page (fixture->window, DS_TYPE_TODAY_PAGE);
  GtkWidget *row = NULL;
  g_autofree char *name = NULL;

  ds_gui_wait ((row = ds_gui_find (today, DS_TYPE_ORDER_ROW_WIDGET)) != NULL && gtk_widget_get_mapped (row));
  /* The first row: yesterday's order, overdue; its heading, its customer and its promise. */
  g_assert_cmpstr (ds_gui_label (row, "heading"), ==, "Overdue");
  g_assert_true (gtk_widget_get_visible (ds_gui_child (row, "heading")));
  g_assert_true (g_str_has_prefix (ds_gui_label (row, "customer"), "陈先生  ·  "));
  g_assert_cmpstr (ds_gui_label (row, "services"), ==, "Cleaning");
  g_assert_true (g_str_has_prefix (ds_gui_label (row, "promise"), "Overdue by "));
  g_assert_true (gtk_widget_has_css_class (ds_gui_child (row, "card"), "overdue"));
  g_assert_false (gtk_widget_get_visible (ds_gui_child (row, "state")));
  name = ds_gui_name (row);
  g_assert_nonnull (name);
  g_assert_nonnull (strstr (name, "QX20261120000098"));
  g_assert_nonnull (strstr (name, "陈先生"));
  g_assert_nonnull (strstr (name, "Overdue by "));
  g_assert_true (gtk_widget_get_visible (ds_gui_child (today, "demo_strip")));
}

static void
test_search (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkWidget *today = ds_gui_page (fixture->window, DS_TYPE_TODAY_PAGE);
  GtkEditable *entry = GTK_EDITABLE (ds_gui_child (today, "search_entry"));
  GtkStack *stack = GTK_STACK (ds_gui_child (today, "stack"));
  GtkWidget *list = ds_gui_child (today, "list_view");
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));

  ds_gui_act (fixture->window, "win.search", NULL);
  g_assert_true (gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (ds_gui_child (today, "search_bar"))));
  gtk_editable_set_text (entry, "no such person");
  ds_gui_wait (g_str_equal (gtk_stack_get_visible_child_name (stack), "empty"));
  g_assert_true (ds_gui_has_words (today, "Nothing found"));
  gtk_editable_set_text (entry, "陈先生");
  ds_gui_wait (g_str_equal (gtk_stack_get_visible_child_name (stack), "list") && g_list_model_get_n_items (model) == 1);
  gtk_editable_set_text (entry, "");
  ds_gui_wait (g_list_model_get_n_items (model) == 12);
}

static gboolean
shows_lacks (DsGuiFixture *fixture, const char *words)
{
  GtkWidget *today = ds_gui_page (fixture->window, DS_TYPE_TODAY_PAGE);

  return g_str_equal (ds_gui_label (today, "lacks_label"), words);
}

static gboolean
run_enqueue (DsStoreTx *tx, gpointer data, GError **error)
{
  const char *id = data;
  g_autofree char *line = g_strdup_printf ("{\"id\":\"%s\",\"kind\":\"progress\"}", id);
  g_autoptr (GBytes) bytes = g_bytes_new (line, strlen (line));
  DsStoreRecord record = { .id = (char *) id, .kind = (char *) "progress", .made_us = 1, .bytes = bytes };

  return ds_store_outbox_enqueue (tx, &record, error);
}

static gboolean
run_hold (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_store_outbox_mark_held (tx, data, "Your clock is wrong.", error);
}

static void
do_job (DsApp *app, DsStoreJobFunc run, const char *id)
{
  DsStoreJob job = { .run = run, .data = (gpointer) id, .write = TRUE };
  g_autoptr (GError) error = NULL;

  ds_store_run_sync (ds_app_get_store (app), &job, NULL, &error);
  g_assert_no_error (error);
  ds_app_queue_change (app, DS_APP_CHANGE_OUTBOX);
}

/* What headquarters lacks, counted from the outbox and said in words. */
static void
test_lacks (void)
{
  static const char *const ids[] = { "01926f3a-0000-7000-8000-000000000001", "01926f3a-0000-7000-8000-000000000002" };
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkWidget *button = ds_gui_child (ds_gui_page (fixture->window, DS_TYPE_TODAY_PAGE), "lacks_button");
  g_autofree char *name = NULL;

  ds_gui_wait (shows_lacks (fixture, "Headquarters has everything"));
  g_assert_false (gtk_widget_has_css_class (button, "ds-waiting"));
  do_job (fixture->app, run_enqueue, ids[0]);
  ds_gui_wait (shows_lacks (fixture, "1 report to send"));
  g_assert_true (gtk_widget_has_css_class (button, "ds-waiting"));
  do_job (fixture->app, run_enqueue, ids[1]);
  ds_gui_wait (shows_lacks (fixture, "2 reports to send"));
  do_job (fixture->app, run_hold, ids[1]);
  ds_gui_wait (!shows_lacks (fixture, "2 reports to send"));
  g_assert_nonnull (
      strstr (ds_gui_label (ds_gui_page (fixture->window, DS_TYPE_TODAY_PAGE), "lacks_label"), "1 record refused"));
  name = ds_gui_name (button);
  g_assert_nonnull (strstr (name, "1 record refused"));
}

/* --- an order -------------------------------------------------------------------------------------------- */

static GtkButton *
open_order (DsGuiFixture *fixture, const char *order, const char *label)
{
  GtkButton *next;

  ds_gui_act (fixture->window, "win.open-order", order);
  next = GTK_BUTTON (ds_gui_child (ds_gui_page (fixture->window, DS_TYPE_ORDER_PAGE), "next_button"));
  ds_gui_wait (g_strcmp0 (gtk_button_get_label (next), label) == 0 && gtk_widget_is_sensitive (GTK_WIDGET (next)));
  return next;
}

static void
test_cards (void)
{
  static const char *const expected[] = { "王女士",
                                          "13800138001",
                                          "北京市大兴区亦庄镇荣华中路荷香里小区3号楼2单元501室",
                                          "主卧",
                                          "KFR-35GW/A1",
                                          "Out of warranty",
                                          "Cleaning",
                                          "TJ20261121000101",
                                          "What to bring",
                                          "Last visit's readings",
                                          "226.3" };
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkWidget *page;

  open_order (fixture, OTHER_ORDER, "Accept the order");
  page = ds_gui_page (fixture->window, DS_TYPE_ORDER_PAGE);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    if (!ds_gui_has_words (page, expected[i]))
      g_error ("The order's page does not say “%s”", expected[i]);
  g_assert_false (gtk_widget_get_visible (ds_gui_child (page, "finish_button")));
}

/* Two taps, however far apart within the time of a double tap, are one act. */
static void
test_double_tap (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkButton *next = open_order (fixture, DS_GUI_ORDER, "Accept the order");

  g_signal_emit_by_name (next, "clicked");
  g_signal_emit_by_name (next, "clicked");
  ds_gui_wait (g_strcmp0 (gtk_button_get_label (next), "Set off") == 0);
  /* The second tap of an impatient finger: the next act stands on the button already. */
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (next)));
  g_signal_emit_by_name (next, "clicked");
  ds_gui_settle (fixture->app);
  g_assert_cmpuint (ds_gui_count_entries (fixture->app, DS_GUI_ORDER), ==, 1);
  ds_gui_wait (gtk_widget_is_sensitive (GTK_WIDGET (next)));
  ds_gui_click (GTK_WIDGET (next));
  ds_gui_wait (g_strcmp0 (gtk_button_get_label (next), "I have arrived") == 0);
  g_assert_cmpuint (ds_gui_count_entries (fixture->app, DS_GUI_ORDER), ==, 2);
}

/* Another order is chosen while the act is being written: the act is the first one's, and its own. */
static void
test_other_order (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkButton *next = open_order (fixture, OTHER_ORDER, "Accept the order");

  ds_gui_click (GTK_WIDGET (next));
  ds_gui_wait (g_strcmp0 (gtk_button_get_label (next), "Set off") == 0);
  open_order (fixture, DS_GUI_ORDER, "Accept the order");
  ds_gui_click (GTK_WIDGET (next));
  ds_gui_act (fixture->window, "win.open-order", OTHER_ORDER);
  ds_gui_wait (g_strcmp0 (gtk_button_get_label (next), "Set off") == 0);
  ds_gui_wait (gtk_widget_is_sensitive (GTK_WIDGET (next)));
  g_assert_cmpuint (ds_gui_count_entries (fixture->app, DS_GUI_ORDER), ==, 1);
  g_assert_cmpuint (ds_gui_count_entries (fixture->app, OTHER_ORDER), ==, 1);
  g_assert_false (ds_gui_has_words (GTK_WIDGET (fixture->window), "Something else comes first"));
}

/* Without the visit standard the visit cannot begin, and the page says what is missing. */
static void
test_missing_standard (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkButton *next = open_order (fixture, DS_GUI_ORDER, "Accept the order");
  GtkWidget *page = ds_gui_page (fixture->window, DS_TYPE_ORDER_PAGE);

  ds_gui_click (GTK_WIDGET (next));
  open_order (fixture, DS_GUI_ORDER, "Set off");
  ds_gui_click (GTK_WIDGET (next));
  open_order (fixture, DS_GUI_ORDER, "I have arrived");
  change_store (fixture->app, "DELETE FROM contents WHERE id = 'ac-split-cleaning'");
  ds_gui_wait (ds_gui_has_words (page, "The visit standard is not on this tablet yet: ac-split-cleaning"));
  g_assert_true (ds_gui_has_words (page, "Not on this tablet"));
  /* One may still arrive, but not start. */
  ds_gui_wait (gtk_widget_is_sensitive (GTK_WIDGET (next)));
  ds_gui_click (GTK_WIDGET (next));
  ds_gui_wait (g_strcmp0 (gtk_button_get_label (next), "Start the visit") == 0);
  ds_gui_settle (fixture->app);
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (next)));
}

/* What cannot be written is not taken for done: a line says so, and the same tap works when it can be. */
static void
test_failed_act (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkButton *next = open_order (fixture, DS_GUI_ORDER, "Accept the order");

  change_store (fixture->app, "CREATE TRIGGER no_more BEFORE INSERT ON journal BEGIN SELECT RAISE (ABORT, 'no'); END");
  ds_gui_click (GTK_WIDGET (next));
  ds_gui_wait (ds_gui_find (GTK_WIDGET (fixture->window), g_type_from_name ("AdwToastWidget")) != NULL);
  ds_gui_wait (gtk_widget_is_sensitive (GTK_WIDGET (next)));
  g_assert_cmpstr (gtk_button_get_label (next), ==, "Accept the order");
  g_assert_cmpuint (ds_gui_count_entries (fixture->app, DS_GUI_ORDER), ==, 0);
  change_store (fixture->app, "DROP TRIGGER no_more");
  ds_gui_click (GTK_WIDGET (next));
  ds_gui_wait (g_strcmp0 (gtk_button_get_label (next), "Set off") == 0);
  g_assert_cmpuint (ds_gui_count_entries (fixture->app, DS_GUI_ORDER), ==, 1);
}

static void
add_tests (void)
{
  g_test_add_func ("/gui/pages/rows", test_rows);
  g_test_add_func ("/gui/pages/search", test_search);
  g_test_add_func ("/gui/pages/lacks", test_lacks);
  g_test_add_func ("/gui/pages/cards", test_cards);
  g_test_add_func ("/gui/pages/double-tap", test_double_tap);
  g_test_add_func ("/gui/pages/other-order", test_other_order);
  g_test_add_func ("/gui/pages/missing-standard", test_missing_standard);
  g_test_add_func ("/gui/pages/failed-act", test_failed_act);
}

int
main (int argc, char **argv)
{
  return ds_gui_run (argc, argv, add_tests);
}
