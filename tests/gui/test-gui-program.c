/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole application, run with --data as a person's launcher runs it. */
#include "ds-gui-fixture.h"

#include "ds-application.h"
#include "ds-headquarters-page.h"
#include "ds-look.h"
#include "ds-order-page.h"
#include "ds-settings-page.h"
#include "ds-visit-page.h"

typedef struct {
  DsApplication *application;
  GSettings *settings;
  void (*body) (DsApplication *application, GSettings *settings);
} Run;

static DsWindow *
get_window (DsApplication *application)
{
  return DS_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));
}

static gboolean
is_at (DsApplication *application, const char *page)
{
  return get_window (application) != NULL && g_strcmp0 (ds_gui_stack_page (get_window (application)), page) == 0;
}

static gboolean
body_cb (gpointer user_data)
{
  Run *run = user_data;

  run->body (run->application, run->settings);
  /* A program ends with its process; here others follow. */
  gtk_window_destroy (GTK_WINDOW (get_window (run->application)));
  g_application_quit (G_APPLICATION (run->application));
  return G_SOURCE_REMOVE;
}

static void
activate_cb (GApplication *application, gpointer user_data)
{
  g_idle_add (body_cb, user_data);
}

static void
run_program (const char *data_dir, void (*body) (DsApplication *application, GSettings *settings))
{
  g_autoptr (GSettings) settings = ds_look_open_settings ();
  g_autoptr (DsApplication) application = ds_application_new ();
  Run run = { .application = application, .settings = settings, .body = body };
  char *argv[] = { (char *) "doorstep", (char *) "--data", (char *) data_dir, NULL };

  g_signal_connect_after (application, "activate", G_CALLBACK (activate_cb), &run);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 3, argv), ==, 0);
}

static gboolean
time_over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Nothing tells that something does not come: half a second is much longer than it takes to come. */
static void
give_it_time (void)
{
  gboolean is_over = FALSE;

  g_timeout_add (500, time_over_cb, &is_over);
  ds_gui_wait (is_over);
}

/* --- stores that do not open ----------------------------------------------------------------------------- */

static void
expect_busy (DsApplication *application, GSettings *settings)
{
  ds_gui_wait (is_at (application, "trouble"));
  g_assert_true (ds_gui_has_words (GTK_WIDGET (get_window (application)), "Doorstep is already open"));
  g_assert_true (ds_gui_has_words (GTK_WIDGET (get_window (application)), "Nothing is lost."));
}

static void
test_busy (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autoptr (DsApp) other = ds_gui_app_new (folder->path);

  run_program (folder->path, expect_busy);
  g_assert_true (ds_app_is_open (other));
  ds_app_close (other);
}

static gboolean
run_make_newer (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_db_exec (tx->db, "PRAGMA user_version = 9999", error);
}

static void
expect_newer (DsApplication *application, GSettings *settings)
{
  ds_gui_wait (is_at (application, "trouble"));
  g_assert_true (ds_gui_has_words (GTK_WIDGET (get_window (application)), "This data was made by a newer Doorstep"));
  g_assert_true (ds_gui_has_words (GTK_WIDGET (get_window (application)), "Install the newer version"));
}

static void
test_newer (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autoptr (DsApp) app = ds_gui_app_new (folder->path);
  DsStoreJob job = { .run = run_make_newer, .write = TRUE };

  g_assert_true (ds_store_run_sync (ds_app_get_store (app), &job, NULL, NULL));
  ds_app_close (app);
  run_program (folder->path, expect_newer);
}

static void
expect_recovered (DsApplication *application, GSettings *settings)
{
  GtkWidget *page;

  ds_gui_wait (is_at (application, "headquarters"));
  /* The list is found empty meanwhile: that is no reason to hide the report behind the first start. */
  give_it_time ();
  g_assert_true (is_at (application, "headquarters"));
  page = ds_gui_page (get_window (application), DS_TYPE_HEADQUARTERS_PAGE);
  g_assert_true (gtk_widget_get_visible (ds_gui_child (page, "recovery")));
  g_assert_nonnull (strstr (ds_gui_label (page, "recovery"), "aside"));
}

/* A damaged store is set aside, and the first screen says so. */
static void
test_corrupt (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "doorstep.db");
  g_autoptr (DsApp) app = ds_gui_app_new (folder->path);
  g_autofree char *bytes = NULL;
  gsize size;

  ds_app_close (app);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  memset (bytes + 20, 0xa5, MIN (size, 4096) - 20);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  run_program (folder->path, expect_recovered);
}

/* --- a visit, and another language ----------------------------------------------------------------------- */

static DsTestFolder *
make_demo_folder (void)
{
  DsTestFolder *folder = ds_test_folder_new ();
  g_autoptr (DsApp) app = ds_gui_app_new (folder->path);

  ds_gui_load_demo (app);
  ds_app_close (app);
  return folder;
}

static void
start_visit (DsApplication *application)
{
  static const char *const actions[] = { "Accept the order", "Set off", "I have arrived", "Start the visit" };
  GtkWidget *order;

  ds_gui_wait (is_at (application, "main") && ds_window_shows_orders (get_window (application)));
  ds_gui_act (get_window (application), "win.open-order", DS_GUI_ORDER);
  order = ds_gui_page (get_window (application), DS_TYPE_ORDER_PAGE);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    GtkButton *next = GTK_BUTTON (ds_gui_child (order, "next_button"));

    ds_gui_wait (g_strcmp0 (gtk_button_get_label (next), actions[i]) == 0 &&
                 gtk_widget_is_sensitive (GTK_WIDGET (next)));
    ds_gui_click (GTK_WIDGET (next));
  }
  ds_gui_wait (is_at (application, "visit"));
}

static gboolean
visit_is_open (DsApplication *application)
{
  GtkWidget *page =
      get_window (application) != NULL ? ds_gui_find (GTK_WIDGET (get_window (application)), DS_TYPE_VISIT_PAGE) : NULL;

  return page != NULL && ds_visit_page_get_session (DS_VISIT_PAGE (page)) != NULL;
}

/* Each language's own name is on the settings page; choosing it there makes the window anew around the one who chose. */
static void
switch_language (DsApplication *application, GSettings *settings)
{
  GtkWidget *page;

  start_visit (application);
  ds_gui_wait (visit_is_open (application));
  g_settings_set_string (settings, "language", "zh_CN");
  ds_gui_wait (is_at (application, "visit") && visit_is_open (application));
  ds_gui_act (get_window (application), "win.show-settings", NULL);
  page = ds_gui_page (get_window (application), DS_TYPE_SETTINGS_PAGE);
  g_assert_true (ds_gui_has_words (page, "设置"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (ds_gui_child (page, "language_row")), 2);
  ds_gui_wait (ds_gui_has_words (GTK_WIDGET (get_window (application)), "Settings"));
  give_it_time ();
  /* The visit that is open in the store does not take the place of the settings. */
  g_assert_true (is_at (application, "settings"));
  g_assert_true (ds_gui_has_words (GTK_WIDGET (get_window (application)), "Settings"));
  g_assert_false (ds_gui_has_words (GTK_WIDGET (get_window (application)), "设置"));
  ds_gui_act (get_window (application), "win.open-visit", DS_GUI_ORDER);
  ds_gui_wait (visit_is_open (application));
}

static void
expect_visit (DsApplication *application, GSettings *settings)
{
  ds_gui_wait (is_at (application, "visit") && visit_is_open (application));
}

static void
leave_visit (DsApplication *application, GSettings *settings)
{
  ds_gui_wait (is_at (application, "visit") && visit_is_open (application));
  ds_gui_act (get_window (application), "win.show-today", NULL);
}

static void
expect_today (DsApplication *application, GSettings *settings)
{
  ds_gui_wait (is_at (application, "main") && ds_window_shows_orders (get_window (application)));
  give_it_time ();
  g_assert_true (is_at (application, "main"));
}

/* The visit that was open is open again at the next start; the one that was left is not. */
static void
test_day (void)
{
  g_autoptr (DsTestFolder) folder = make_demo_folder ();

  run_program (folder->path, switch_language);
  run_program (folder->path, expect_visit);
  run_program (folder->path, leave_visit);
  run_program (folder->path, expect_today);
}

static void
add_tests (void)
{
  g_autoptr (GSettings) settings = ds_gui_settings ();

  g_test_add_func ("/gui/program/busy", test_busy);
  g_test_add_func ("/gui/program/newer", test_newer);
  g_test_add_func ("/gui/program/corrupt", test_corrupt);
  g_test_add_func ("/gui/program/day", test_day);
}

int
main (int argc, char **argv)
{
  return ds_gui_run (argc, argv, add_tests);
}
