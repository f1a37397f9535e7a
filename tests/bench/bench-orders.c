/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-orders: Today with 100,000 orders: to list them, to search them, and the row objects alive while scrolling. */

#include "ds-app-fixture.h"
#include "ds-bench.h"

#include "ds-db.h"
#include "ds-order-list.h"

#define ORDERS 100000
#define RUNS 9
#define HELD 220 /* a GtkListView holds 200 rows and a few */

/* Copies the fixture's order; every copy is an hour later than the one before. */
static gboolean
run_copy (DsStoreTx *tx, gpointer data, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
      "INSERT INTO orders (id, revision, service, is_return, community, start_us, end_us, due_us, promise_kind, light, "
      "search) SELECT 'N' || i, 1, service, 0, 0, start_us + i * 3600000000, end_us + i * 3600000000, NULL, NULL, light, "
      "search FROM orders, n WHERE id = '" DS_APP_FIXTURE_ORDER "'",
      ORDERS - 1);

  return ds_db_exec (tx->db, sql, error);
}

static void
wait_loaded (DsOrderList *list)
{
  ds_test_settle ();
  while (ds_order_list_is_loading (list))
    g_main_context_iteration (NULL, TRUE);
}

static void
bench_listing (DsApp *app)
{
  g_autoptr (DsBenchTimes) times = ds_bench_times_new ();

  for (guint i = 0; i < RUNS; i++) {
    gint64 begin = ds_bench_now_ns ();
    g_autoptr (DsOrderList) list = ds_order_list_new (app);

    wait_loaded (list);
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, ORDERS);
    ds_bench_times_add (times, ds_bench_now_ns () - begin);
  }
  ds_bench_report_limit ("orders_100000_list", times, "ms", 0);
}

static void
bench_search (DsApp *app)
{
  g_autoptr (DsBenchTimes) all = ds_bench_times_new ();
  g_autoptr (DsBenchTimes) none = ds_bench_times_new ();
  g_autoptr (DsOrderList) list = ds_order_list_new (app);

  wait_loaded (list);
  for (guint i = 0; i < RUNS * 2; i++) {
    gint64 begin = ds_bench_now_ns ();

    ds_order_list_set_search_text (list, i % 2 == 0 ? "荷香里" : "nobody");
    wait_loaded (list);
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, i % 2 == 0 ? ORDERS : 0);
    ds_bench_times_add (i % 2 == 0 ? all : none, ds_bench_now_ns () - begin);
  }
  ds_bench_report_limit ("orders_100000_search_all_match", all, "ms", 0);
  ds_bench_report_limit ("orders_100000_search_none_match", none, "ms", 0);
}

static void
bench_scrolling (DsApp *app)
{
  g_autoptr (DsOrderList) list = ds_order_list_new (app);
  g_autoptr (DsBenchTimes) times = ds_bench_times_new ();
  g_autoptr (GQueue) held = g_queue_new ();
  guint alive = 0;

  wait_loaded (list);
  for (guint i = 0; i < ORDERS; i += 7) {
    gint64 begin = ds_bench_now_ns ();

    g_queue_push_tail (held, g_list_model_get_item (G_LIST_MODEL (list), i));
    ds_bench_times_add (times, ds_bench_now_ns () - begin);
    if (g_queue_get_length (held) > HELD)
      g_object_unref (g_queue_pop_head (held));
    alive = MAX (alive, ds_order_list_count_alive (list));
  }
  g_queue_clear_full (held, g_object_unref);
  ds_bench_report_count ("orders_100000_rows_alive", alive, 499, ORDERS / 7);
  ds_bench_report_limit ("orders_100000_row", times, "us", 0);
}

int
main (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  DsStoreJob job = { .run = run_copy, .write = TRUE };
  g_autoptr (GError) error = NULL;

  ds_app_fixture_fill (fixture);
  ds_store_run_sync (ds_app_get_store (fixture->app), &job, NULL, &error);
  g_assert_no_error (error);
  bench_listing (fixture->app);
  bench_search (fixture->app);
  bench_scrolling (fixture->app);
  return 0;
}
