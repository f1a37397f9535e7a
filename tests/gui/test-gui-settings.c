/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings, headquarters and the first start; and what the look settings do to the display. */
#include "ds-gui-fixture.h"

#include "ds-headquarters-page.h"
#include "ds-hq-row.h"
#include "ds-look.h"
#include "ds-settings-page.h"
#include "ds-store-outbox.h"
#include "ds-welcome-page.h"

/* --- look ------------------------------------------------------------------------------------------------ */

static int
get_dpi (void)
{
  int dpi;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  return dpi;
}

static GdkRGBA
get_color (GtkWidget *widget, const char *name)
{
  GdkRGBA color = { 0 };

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  g_assert_true (gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color));
  G_GNUC_END_IGNORE_DEPRECATIONS
  return color;
}

static int
measure_button (DsGuiFixture *fixture)
{
  GtkWidget *page = ds_gui_page (fixture->window, DS_TYPE_HEADQUARTERS_PAGE);
  int height;

  gtk_widget_measure (ds_gui_child (page, "sync_button"), GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
  return height;
}

static void
test_look (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  g_autoptr (DsLook) look = NULL;
  AdwStyleManager *manager = adw_style_manager_get_default ();
  int dpi = get_dpi (), plain, large;
  GdkRGBA text;

  look = ds_look_new (fixture->settings);
  ds_gui_act (fixture->window, "win.show-headquarters", NULL);
  plain = measure_button (fixture);
  g_settings_set_double (fixture->settings, "text-size", 1.5);
  g_assert_cmpint (get_dpi (), ==, dpi + dpi / 2);
  g_settings_set_double (fixture->settings, "text-size", 1.0);
  g_assert_cmpint (get_dpi (), ==, dpi);

  g_settings_set_boolean (fixture->settings, "glove-mode", TRUE);
  large = measure_button (fixture);
  g_assert_cmpint (large, >, plain);
  g_settings_set_boolean (fixture->settings, "glove-mode", FALSE);
  g_assert_cmpint (measure_button (fixture), ==, plain);

  g_settings_set_string (fixture->settings, "color-scheme", "dark");
  g_assert_true (adw_style_manager_get_dark (manager));
  g_settings_set_string (fixture->settings, "color-scheme", "sun");
  g_assert_false (adw_style_manager_get_dark (manager));
  text = get_color (GTK_WIDGET (fixture->window), "window_fg_color");
  g_assert_cmpfloat (text.red + text.green + text.blue, ==, 0);
  g_assert_cmpfloat (text.alpha, ==, 1);
  g_settings_set_string (fixture->settings, "color-scheme", "light");
  text = get_color (GTK_WIDGET (fixture->window), "window_fg_color");
  g_assert_true (text.alpha < 1 || text.red + text.green + text.blue > 0);
}

/* --- settings -------------------------------------------------------------------------------------------- */

static GtkWidget *
open_settings (DsGuiFixture *fixture)
{
  GtkWidget *page;

  ds_gui_act (fixture->window, "win.show-settings", NULL);
  page = ds_gui_page (fixture->window, DS_TYPE_SETTINGS_PAGE);
  ds_gui_wait (ds_gui_row (page, "Digital multimeter") != NULL);
  return page;
}

static void
test_choices (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkWidget *page;
  g_autofree char *scheme = NULL;
  g_autofree char *language = NULL;

  g_settings_set_string (fixture->settings, "color-scheme", "dark");
  page = open_settings (fixture);
  /* Showing what is set sets nothing. */
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (ds_gui_child (page, "scheme_row"))), ==, 2);
  language = g_settings_get_string (fixture->settings, "language");
  g_assert_cmpstr (language, ==, "en");
  adw_combo_row_set_selected (ADW_COMBO_ROW (ds_gui_child (page, "scheme_row")), 3);
  scheme = g_settings_get_string (fixture->settings, "color-scheme");
  g_assert_cmpstr (scheme, ==, "sun");
  gtk_switch_set_active (GTK_SWITCH (ds_gui_child (page, "glove_switch")), TRUE);
  g_assert_true (g_settings_get_boolean (fixture->settings, "glove-mode"));
  gtk_range_set_value (GTK_RANGE (ds_gui_child (page, "text_scale")), 1.4);
  g_assert_cmpfloat_with_epsilon (g_settings_get_double (fixture->settings, "text-size"), 1.4, 0.001);
}

static void
type_instrument (GtkWidget *page, const char *serial, const char *until)
{
  GtkWidget *row = ds_gui_row (page, "Digital multimeter");
  GtkWidget *serial_row = ds_gui_row (row, "Serial number");
  GtkWidget *until_row = ds_gui_row (row, "Calibrated until (2027-01-31)");

  gtk_editable_set_text (GTK_EDITABLE (serial_row), serial);
  gtk_editable_set_text (GTK_EDITABLE (until_row), until);
  g_signal_emit_by_name (until_row, "apply");
}

/* The technician's instrument is kept in the store, and a date that is none is not. */
static void
test_instrument (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkWidget *page = open_settings (fixture);

  g_assert_true (ds_gui_has_words (ds_gui_row (page, "Digital multimeter"), "Not entered"));
  type_instrument (page, "FL-1587", "soon");
  ds_gui_wait (ds_gui_find (GTK_WIDGET (fixture->window), g_type_from_name ("AdwToastWidget")) != NULL);
  type_instrument (page, "FL-1587", "2099-12-31");
  ds_gui_wait (ds_gui_row (page, "Digital multimeter") != NULL &&
               ds_gui_has_words (ds_gui_row (page, "Digital multimeter"), "FL-1587, calibrated until 2099-12-31"));
  ds_gui_act (fixture->window, "win.show-today", NULL);
  page = open_settings (fixture);
  g_assert_true (ds_gui_has_words (ds_gui_row (page, "Digital multimeter"), "FL-1587, calibrated until 2099-12-31"));
}

static void
test_metered (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkWidget *page = open_settings (fixture);

  g_assert_false (gtk_switch_get_active (GTK_SWITCH (ds_gui_child (page, "metered_switch"))));
  gtk_switch_set_active (GTK_SWITCH (ds_gui_child (page, "metered_switch")), TRUE);
  ds_gui_settle (fixture->app);
  ds_gui_act (fixture->window, "win.show-today", NULL);
  page = open_settings (fixture);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (ds_gui_child (page, "metered_switch"))));
}

static void
test_leave_demo (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkWidget *page = open_settings (fixture);

  g_assert_true (ds_gui_has_words (page, "Demo: nothing is sent"));
  ds_gui_click (ds_gui_child (page, "forget_demo_button"));
  ds_gui_wait (g_strcmp0 (ds_gui_stack_page (fixture->window), "welcome") == 0);
  g_assert_false (ds_app_is_demo (fixture->app));
}

/* --- headquarters ---------------------------------------------------------------------------------------- */

#define RECORD "01926f3a-0000-7000-8000-000000000007"

static gboolean
run_held (DsStoreTx *tx, gpointer data, GError **error)
{
  static const char line[] = "{\"id\":\"" RECORD "\",\"kind\":\"progress\"}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (line, strlen (line));
  DsStoreRecord record = { .id = (char *) RECORD, .kind = (char *) "progress", .made_us = 1, .bytes = bytes };

  return ds_store_outbox_enqueue (tx, &record, error) &&
         ds_store_outbox_mark_held (tx, RECORD, "This record is from a day to come.", error);
}

/* A record that headquarters refused: its words, and the button that sends it again. */
static void
test_held (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  DsStoreJob job = { .run = run_held, .write = TRUE };
  GtkWidget *page, *row = NULL;

  ds_gui_act (fixture->window, "win.show-headquarters", NULL);
  page = ds_gui_page (fixture->window, DS_TYPE_HEADQUARTERS_PAGE);
  g_assert_true (ds_gui_has_words (page, "Nothing sent yet"));
  g_assert_true (ds_store_run_sync (ds_app_get_store (fixture->app), &job, NULL, NULL));
  ds_app_queue_change (fixture->app, DS_APP_CHANGE_OUTBOX);
  ds_gui_wait ((row = ds_gui_find (page, DS_TYPE_HQ_ROW)) != NULL &&
               g_str_equal (ds_gui_label (row, "state"), "Refused, kept here"));
  g_assert_cmpstr (ds_gui_label (row, "words"), ==, "This record is from a day to come.");
  g_assert_cmpstr (ds_gui_label (row, "kind"), ==, "Progress");
  ds_gui_wait (strstr (ds_gui_label (page, "lacks"), "Refused: 1") != NULL);
  ds_gui_click (ds_gui_child (row, "retry"));
  ds_gui_wait ((row = ds_gui_find (page, DS_TYPE_HQ_ROW)) != NULL &&
               g_str_equal (ds_gui_label (row, "state"), "Waiting to be sent"));
  g_assert_false (gtk_widget_get_visible (ds_gui_child (row, "retry")));
}

/* --- the first start ------------------------------------------------------------------------------------- */

static void
test_welcome (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (FALSE);
  GtkWidget *page, *button;

  ds_gui_wait (g_strcmp0 (ds_gui_stack_page (fixture->window), "welcome") == 0);
  page = ds_gui_page (fixture->window, DS_TYPE_WELCOME_PAGE);
  button = ds_gui_child (page, "enrol_button");
  /* What cannot be right is said at once, and what was typed stays. */
  gtk_editable_set_text (GTK_EDITABLE (ds_gui_child (page, "url_row")), "http://hq.example.com");
  gtk_editable_set_text (GTK_EDITABLE (ds_gui_child (page, "code_row")), "ABCD-2345");
  ds_gui_click (button);
  ds_gui_wait (gtk_widget_get_visible (ds_gui_child (page, "message")));
  g_assert_nonnull (strstr (ds_gui_label (page, "message"), "must begin with https://"));
  ds_gui_wait (gtk_widget_is_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (ds_gui_child (page, "url_row")), "hq.example.com");
  gtk_editable_set_text (GTK_EDITABLE (ds_gui_child (page, "code_row")), "ABC");
  ds_gui_click (button);
  ds_gui_wait (strstr (ds_gui_label (page, "message"), "no enrolment code") != NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ds_gui_child (page, "code_row"))), ==, "ABC");
  ds_gui_wait (gtk_widget_is_sensitive (ds_gui_child (page, "demo_button")));
  ds_gui_click (ds_gui_child (page, "demo_button"));
  ds_gui_wait (ds_window_shows_orders (fixture->window) && g_str_equal (ds_gui_stack_page (fixture->window), "main"));
  g_assert_true (ds_app_is_demo (fixture->app));
}

static void
add_tests (void)
{
  g_test_add_func ("/gui/settings/look", test_look);
  g_test_add_func ("/gui/settings/choices", test_choices);
  g_test_add_func ("/gui/settings/instrument", test_instrument);
  g_test_add_func ("/gui/settings/metered", test_metered);
  g_test_add_func ("/gui/settings/leave-demo", test_leave_demo);
  g_test_add_func ("/gui/settings/held", test_held);
  g_test_add_func ("/gui/settings/welcome", test_welcome);
}

int
main (int argc, char **argv)
{
  return ds_gui_run (argc, argv, add_tests);
}
