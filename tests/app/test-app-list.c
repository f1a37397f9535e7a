/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order list: sections, one items-changed per change, rows that keep their identity, and its size. */
#include "ds-app-fixture.h"

#include "ds-db.h"
#include "ds-order-list.h"

#define MANY 100000

typedef struct {
  guint n;
  guint position;
  guint removed;
  guint added;
} Emission;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Emission *emission = user_data;

  emission->n++;
  emission->position = position;
  emission->removed = removed;
  emission->added = added;
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
wait_loaded (DsOrderList *list)
{
  ds_test_settle ();
  while (ds_order_list_is_loading (list))
    g_main_context_iteration (NULL, TRUE);
}

/* Copies the fixture's order @n times, each an hour later than the one before; id is the number. */
static gboolean
run_copy (DsStoreTx *tx, gpointer data, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %u) "
      "INSERT INTO orders (id, revision, service, is_return, community, start_us, end_us, due_us, promise_kind, light, search) "
      "SELECT 'N' || i, 1, service, 0, 0, start_us + i * 3600000000, end_us + i * 3600000000, NULL, NULL, light, search "
      "FROM orders, n WHERE id = '" DS_APP_FIXTURE_ORDER "'",
      GPOINTER_TO_UINT (data));

  return ds_db_exec (tx->db, sql, error);
}

static void
copy_orders (DsAppFixture *fixture, guint n)
{
  DsStoreJob job = { .run = run_copy, .data = GUINT_TO_POINTER (n), .write = TRUE };
  g_autoptr (GError) error = NULL;

  ds_store_run_sync (ds_app_get_store (fixture->app), &job, NULL, &error);
  g_assert_no_error (error);
}

static void
test_sections (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsOrderList) list = NULL;
  g_autoptr (DsOrderRow) now = NULL;
  g_autoptr (DsOrderRow) later = NULL;
  g_autoptr (DsOrderRow) same = NULL;
  guint position;

  ds_app_fixture_fill (fixture);
  copy_orders (fixture, 30);
  list = ds_order_list_new (fixture->app);
  wait_loaded (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 31);
  g_assert_cmpuint (ds_order_list_get_section_count (list, DS_ORDER_SECTION_NOW), ==, 1);
  g_assert_cmpuint (ds_order_list_get_section_count (list, DS_ORDER_SECTION_TODAY), ==, 14);
  g_assert_cmpuint (ds_order_list_get_section_count (list, DS_ORDER_SECTION_LATER), ==, 16);
  now = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_true (ds_order_row_is_section_start (now));
  g_assert_cmpstr (ds_order_row_get_customer (now), ==, "王女士");
  g_assert_cmpstr (ds_order_row_get_window_text (now), ==, "09:00–11:00");
  g_assert_cmpint (ds_order_row_get_promise_minutes (now), ==, 180);
  later = g_list_model_get_item (G_LIST_MODEL (list), 30);
  g_assert_cmpint (ds_order_row_get_section (later), ==, DS_ORDER_SECTION_LATER);
  g_assert_cmpstr (ds_order_row_get_window_text (later), ==, "11-22 15:00–17:00");
  g_assert_cmpint (ds_order_row_get_promise_minutes (later), ==, G_MAXINT);
  same = g_list_model_get_item (G_LIST_MODEL (list), 30);
  g_assert_true (same == later);
  g_assert_true (ds_order_list_find (list, "N30", &position));
  g_assert_cmpuint (position, ==, 30);
  g_assert_false (ds_order_list_find (list, "N31", NULL));
}

static void
test_one_emission (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsOrderList) list = NULL;
  g_autoptr (DsOrderRow) row = NULL;
  g_autoptr (DsVisitSession) session = NULL;
  Emission emission = { 0 };
  guint stage_notes = 0;

  ds_app_fixture_fill (fixture);
  copy_orders (fixture, 50);
  list = ds_order_list_new (fixture->app);
  wait_loaded (list);
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), &emission);
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_signal_connect (row, "notify::stage", G_CALLBACK (count_cb), &stage_notes);
  session = ds_app_fixture_open_visit (fixture, DS_APP_FIXTURE_ORDER);
  ds_test_stage (session, "accept");
  /* The app counts what headquarters lacks before it tells, so the list may not have begun yet. */
  while (stage_notes == 0)
    g_main_context_iteration (NULL, TRUE);
  wait_loaded (list);
  /* The same row at the same place: it says what changed itself. */
  g_assert_cmpuint (emission.n, ==, 0);
  g_assert_cmpuint (stage_notes, ==, 1);
  g_assert_cmpint (ds_order_row_get_stage (row), ==, DS_ORDER_STAGE_ACCEPTED);

  ds_order_list_set_search_text (list, "nobody at all");
  wait_loaded (list);
  g_assert_cmpuint (emission.n, ==, 1);
  g_assert_cmpuint (emission.removed, ==, 51);
  g_assert_cmpuint (emission.added, ==, 0);
  ds_order_list_set_search_text (list, "荷香里");
  ds_order_list_set_search_text (list, "");
  wait_loaded (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 51);
  g_assert_cmpuint (emission.n, ==, 2);
}

static void
test_tick (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsOrderList) list = NULL;
  g_autoptr (DsOrderRow) row = NULL;
  g_autoptr (DsOrderRow) same = NULL;
  Emission emission = { 0 };

  ds_app_fixture_fill (fixture);
  copy_orders (fixture, 3);
  list = ds_order_list_new (fixture->app);
  wait_loaded (list);
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), &emission);
  ds_clock_advance_ms (fixture->clock, 60 * 1000);
  ds_order_list_tick (list);
  wait_loaded (list);
  g_assert_cmpint (ds_order_row_get_promise_minutes (row), ==, 179);
  g_assert_cmpuint (emission.n, ==, 0);
  ds_clock_advance_ms (fixture->clock, 4 * 3600 * 1000);
  ds_order_list_tick (list);
  wait_loaded (list);
  g_assert_cmpint (ds_order_row_get_promise_minutes (row), ==, -61);
  g_assert_cmpint (ds_order_row_get_section (row), ==, DS_ORDER_SECTION_OVERDUE);
  same = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_true (same == row);
}

static void
test_many (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsOrderList) list = NULL;
  g_autoptr (GQueue) held = g_queue_new ();

  ds_app_fixture_fill (fixture);
  copy_orders (fixture, MANY - 1);
  list = ds_order_list_new (fixture->app);
  wait_loaded (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, MANY);
  g_assert_cmpuint (ds_order_list_count_alive (list), ==, 0);
  /* A list that scrolls through holds some 200 rows at a time. */
  for (guint i = 0; i < MANY; i += 37) {
    g_queue_push_tail (held, g_list_model_get_item (G_LIST_MODEL (list), i));
    if (g_queue_get_length (held) > 200)
      g_object_unref (g_queue_pop_head (held));
    g_assert_cmpuint (ds_order_list_count_alive (list), <, 500);
  }
  g_queue_clear_full (held, g_object_unref);
  g_assert_cmpuint (ds_order_list_count_alive (list), ==, 0);
}

static void
test_lifetime (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  DsOrderList *list;
  DsOrderRow *row;

  ds_app_fixture_fill (fixture);
  list = ds_order_list_new (fixture->app);
  wait_loaded (list);
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_finalize_object (list);
  g_assert_finalize_object (row);
  /* Given up while a query runs. */
  list = ds_order_list_new (fixture->app);
  g_object_unref (list);
  ds_test_settle ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/app/list/sections", test_sections);
  g_test_add_func ("/app/list/one-emission", test_one_emission);
  g_test_add_func ("/app/list/tick", test_tick);
  g_test_add_func ("/app/list/many", test_many);
  g_test_add_func ("/app/list/lifetime", test_lifetime);
  return g_test_run ();
}
