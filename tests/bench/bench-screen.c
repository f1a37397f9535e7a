/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * bench-screen: the work of the real screens, in processor time of the main thread from the act to the end of the
 * frame that shows it: the next step of a checklist of 2,000 steps, and scrolling through 100,000 orders.
 */

#include "ds-bench-visit.h"

#include "ds-db.h"
#include "ds-install.h"
#include "ds-look.h"
#include "ds-order-list.h"
#include "ds-today-page.h"
#include "ds-visit-page.h"

#include <adwaita.h>

#define STEPS 2000
#define ANSWERED 55 /* the next gate is at 100: the steps moved through take an answer */
#define MOVES 90
#define ORDERS 100000
#define JUMPS 100
#define SETTLE_MS 150 /* longer than the screens' animations */

static void
flag_cb (gboolean *flag)
{
  *flag = TRUE;
}

static gboolean
settled_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
settle (void)
{
  gboolean over = FALSE;

  g_timeout_add (SETTLE_MS, settled_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static GtkWindow *
show (GtkWidget *page)
{
  GtkWindow *window = GTK_WINDOW (adw_window_new ());

  gtk_window_set_default_size (window, 1280, 800);
  adw_window_set_content (ADW_WINDOW (window), page);
  gtk_window_present (window);
  settle ();
  return window;
}

/* Turns the main loop to the end of the next frame; Returns: the work since @begin_ns */
static gint64
finish_frame (GtkWindow *window, gint64 begin_ns)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  gboolean painted = FALSE;
  gulong id = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (flag_cb), &painted);

  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  begin_ns = ds_bench_work_ns () - begin_ns;
  g_signal_handler_disconnect (clock, id);
  return begin_ns;
}

/* --- the visit -------------------------------------------------------------------------------------------- */

static void
bench_steps (DsAppFixture *fixture)
{
  g_autoptr (DsBenchTimes) times = ds_bench_times_new ();
  g_autoptr (DsBenchTimes) all = ds_bench_times_new ();
  g_autoptr (DsVisitSession) first = ds_app_fixture_open_visit (fixture, DS_BENCH_ORDER);
  DsVisitPage *page;
  DsVisitSession *session;
  GtkWindow *window;

  ds_test_start (first);
  for (guint i = 0; i < ANSWERED; i++)
    ds_bench_answer (first, NULL);
  g_clear_object (&first);
  page = ds_visit_page_new (fixture->app, DS_BENCH_ORDER);
  window = show (GTK_WIDGET (page));
  while ((session = ds_visit_page_get_session (page)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  ds_visit_session_set_tap_guard (session, 0);
  settle ();
  for (guint i = 0; i < MOVES; i++) {
    gint64 begin = ds_bench_work_ns ();

    g_assert_true (i % 10 < 3 ? ds_visit_session_back (session) : ds_visit_session_next (session));
    ds_bench_times_add (times, finish_frame (window, begin));
    settle ();
    ds_bench_times_add (all, ds_bench_work_ns () - begin);
  }
  ds_bench_report_limit ("screen_2000_next_step_work", times, "ms", 16);
  ds_bench_report_limit ("screen_2000_next_step_all_frames_work", all, "ms", 0);
  ds_visit_page_close (page);
  gtk_window_destroy (window);
  settle ();
}

/* --- the orders ------------------------------------------------------------------------------------------- */

static gboolean
run_copy (DsStoreTx *tx, gpointer data, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
      "INSERT INTO orders (id, revision, service, is_return, community, start_us, end_us, due_us, promise_kind, light, "
      "search) SELECT 'N' || i, 1, service, 0, 0, start_us + i * 3600000000, end_us + i * 3600000000, NULL, NULL, light, "
      "search FROM orders, n WHERE id = '" DS_APP_FIXTURE_ORDER "'",
      ORDERS);

  return ds_db_exec (tx->db, sql, error);
}

static GtkWidget *
find_list_view (GtkWidget *root)
{
  if (GTK_IS_LIST_VIEW (root))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_list_view (child);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static DsOrderList *
get_orders (GtkListView *view)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (view));

  while (!DS_IS_ORDER_LIST (model))
    model = GTK_IS_SINGLE_SELECTION (model) ? gtk_single_selection_get_model (GTK_SINGLE_SELECTION (model))
                                            : gtk_slice_list_model_get_model (GTK_SLICE_LIST_MODEL (model));
  return DS_ORDER_LIST (model);
}

static void
bench_orders (DsAppFixture *fixture)
{
  DsStoreJob job = { .run = run_copy, .write = TRUE };
  g_autoptr (DsBenchTimes) times = ds_bench_times_new ();
  g_autoptr (GError) error = NULL;
  GtkAdjustment *adjustment;
  GtkListView *view;
  GtkWindow *window;
  guint alive = 0;

  ds_app_fixture_fill (fixture);
  ds_store_run_sync (ds_app_get_store (fixture->app), &job, NULL, &error);
  g_assert_no_error (error);
  window = show (GTK_WIDGET (ds_today_page_new (fixture->app)));
  view = GTK_LIST_VIEW (find_list_view (GTK_WIDGET (window)));
  for (guint i = 0; i < 10; i++)
    settle ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (view))), >, ORDERS);
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  for (guint i = 1; i <= JUMPS; i++) {
    gint64 begin = ds_bench_work_ns ();

    gtk_adjustment_set_value (
        adjustment, (gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment)) * i / JUMPS);
    ds_bench_times_add (times, finish_frame (window, begin));
    alive = MAX (alive, ds_order_list_count_alive (get_orders (view)));
  }
  ds_bench_report_count ("screen_100000_rows_alive", alive, 499, JUMPS);
  ds_bench_report_limit ("screen_100000_jump_work", times, "ms", 0);
  gtk_window_destroy (window);
  settle ();
}

int
main (int argc, char **argv)
{
  g_autoptr (DsAppFixture) fixture = NULL;
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (DsLook) look = NULL;

  ds_install_setup_locale ();
  adw_init ();
  settings = ds_look_open_settings ();
  g_assert_nonnull (settings);
  ds_look_apply_language (settings);
  look = ds_look_new (settings);
  fixture = ds_app_fixture_new ();
  ds_bench_fill (fixture->app, STEPS);
  bench_steps (fixture);
  bench_orders (fixture);
  return 0;
}
