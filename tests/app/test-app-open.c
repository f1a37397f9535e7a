/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening: a folder somebody has, a store that is newer, damaged or not writable, the demo, enrolment's input. */
#include "ds-app-fixture.h"

#include "ds-enrolment.h"
#include "ds-hq-status.h"
#include "ds-import.h"
#include "ds-order-list.h"

#include <glib/gstdio.h>

static DsApp *
new_app (const char *data_dir, gboolean read_only)
{
  g_autofree char *share = g_build_filename (g_getenv ("DS_BUILD_DIR"), "share", NULL);
  DsAppOptions options = { .data_dir = data_dir, .share_dir = share, .read_only = read_only, .no_network = TRUE };

  return ds_app_new (&options);
}

static void
test_busy (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsApp) second = new_app (fixture->folder->path, FALSE);
  g_autoptr (DsApp) looking = new_app (fixture->folder->path, TRUE);
  GError *error = NULL;

  g_assert_false (ds_app_open (second, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_BUSY);
  g_assert_false (ds_app_is_open (second));
  g_assert_true (ds_app_open (looking, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (ds_app_is_read_only (looking));
}

static void
test_read_only_acts (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsApp) looking = new_app (fixture->folder->path, TRUE);
  g_auto (DsTestAnswer) opened = { 0 };
  g_autoptr (DsVisitSession) session = NULL;

  ds_app_fixture_fill (fixture);
  g_assert_true (ds_app_open (looking, NULL, NULL));
  ds_visit_session_open_async (looking, DS_APP_FIXTURE_ORDER, NULL, ds_test_answer_cb, &opened);
  session = ds_visit_session_open_finish (ds_test_answer_wait (&opened), NULL);
  g_assert_nonnull (session);
  ds_test_act_fails (session, ds_visit_session_stage_async (session, "accept", NULL, NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_READ_ONLY);
}

static void
test_no_folder (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *nowhere = ds_test_folder_file (folder, "nowhere");
  g_autofree char *file = ds_test_folder_file (folder, "file");
  g_autofree char *below = g_build_filename (file, "data", NULL);
  g_autoptr (DsApp) looking = new_app (nowhere, TRUE);
  g_autoptr (DsApp) in_file = new_app (below, FALSE);
  GError *error = NULL;

  g_assert_false (ds_app_open (looking, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_false (ds_app_open (in_file, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, !=, "");
  g_clear_error (&error);
}

static void
damage (DsAppFixture *fixture, gsize from, gsize to, guint8 with)
{
  g_autofree char *path = ds_test_folder_file (fixture->folder, "doorstep.db");
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (gsize i = from; i < MIN (to, size); i++)
    bytes[i] = (char) with;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

static void
test_corrupt (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autofree char *aside = ds_test_folder_file (fixture->folder, "aside");
  g_autoptr (DsApp) app = NULL;
  GError *error = NULL;

  ds_app_fixture_fill (fixture);
  ds_app_close (fixture->app);
  damage (fixture, 20, 4096, 0xa5);
  app = new_app (fixture->folder->path, FALSE);
  g_assert_true (ds_app_open (app, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (ds_app_get_recovery_report (app));
  g_assert_nonnull (strstr (ds_app_get_recovery_report (app), "aside"));
  g_assert_true (g_file_test (aside, G_FILE_TEST_IS_DIR));
}

static gboolean
run_make_newer (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_db_exec (tx->db, "PRAGMA user_version = 9999", error);
}

static void
test_newer (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsApp) app = NULL;
  DsStoreJob job = { .run = run_make_newer, .write = TRUE };
  GError *error = NULL;

  g_assert_true (ds_store_run_sync (ds_app_get_store (fixture->app), &job, NULL, NULL));
  ds_app_close (fixture->app);
  app = new_app (fixture->folder->path, FALSE);
  g_assert_false (ds_app_open (app, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_NEWER);
}

static void
changed_cb (DsApp *app, guint flags, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
test_changes_gathered (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  guint n = 0;

  ds_test_settle ();
  g_signal_connect (fixture->app, "changed", G_CALLBACK (changed_cb), &n);
  for (guint i = 0; i < 10; i++)
    ds_app_queue_change (fixture->app, DS_APP_CHANGE_ORDERS);
  g_assert_cmpuint (n, ==, 0);
  while (n == 0)
    g_main_context_iteration (NULL, TRUE);
  ds_test_settle ();
  g_assert_cmpuint (n, ==, 1);
}

static void
test_demo (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *demo_dir = ds_test_folder_file (folder, "demo");
  g_autoptr (DsApp) app = new_app (folder->path, FALSE);
  g_autoptr (DsApp) again = NULL;
  g_autoptr (DsOrderList) list = NULL;
  g_auto (DsTestAnswer) tried = { 0 };
  g_auto (DsTestAnswer) listed = { 0 };
  g_auto (DsTestAnswer) forgot = { 0 };
  g_auto (DsTestAnswer) synced = { 0 };
  GError *error = NULL;

  g_assert_true (ds_app_open (app, NULL, NULL));
  ds_enrolment_try_demo_async (app, NULL, ds_test_answer_cb, &tried);
  ds_enrolment_try_demo_finish (app, ds_test_answer_wait (&tried), &error);
  g_assert_no_error (error);
  g_assert_true (ds_app_is_demo (app));
  ds_sync_now_async (app, TRUE, NULL, ds_test_answer_cb, &synced);
  g_assert_false (ds_sync_now_finish (app, ds_test_answer_wait (&synced), NULL, &error));
  ds_test_assert_error (error, DS_ERROR_STATE);
  ds_app_close (app);

  again = new_app (folder->path, FALSE);
  g_assert_true (ds_app_open (again, NULL, NULL));
  g_assert_true (ds_app_is_demo (again));
  list = ds_order_list_new (again);
  ds_order_list_reload_async (list, NULL, ds_test_answer_cb, &listed);
  g_assert_true (ds_order_list_reload_finish (list, ds_test_answer_wait (&listed), NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 12);
  g_assert_cmpuint (ds_order_list_get_section_count (list, DS_ORDER_SECTION_OVERDUE), >=, 1);
  ds_enrolment_forget_demo_async (again, NULL, ds_test_answer_cb, &forgot);
  g_assert_true (ds_enrolment_forget_demo_finish (again, ds_test_answer_wait (&forgot), NULL));
  g_assert_false (ds_app_is_demo (again));
  g_assert_false (g_file_test (demo_dir, G_FILE_TEST_EXISTS));
  ds_test_settle ();
}

static void
test_bad_import (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  static const struct {
    const char *text;
    DsErrorCode code;
  } bad[] = {
    { "", DS_ERROR_INVALID },
    { "{", DS_ERROR_INVALID },
    { "[1]", DS_ERROR_INVALID },
    { "{\"id\":\"A\"}", DS_ERROR_INVALID },
    { "{\"format\":\"doorstep-checklist/1\"}", DS_ERROR_INVALID },
    { "{\"format\":\"something/9\"}", DS_ERROR_INVALID },
  };
  g_autofree char *path = ds_test_folder_file (fixture->folder, "bad.json");

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (DsImport) import = ds_import_new (fixture->app);
    GError *error = NULL;

    g_assert_true (g_file_set_contents (path, bad[i].text, -1, NULL));
    g_assert_false (ds_import_add_file (import, path, &error));
    g_assert_nonnull (strstr (error->message, "bad.json"));
    ds_test_assert_error (error, bad[i].code);
  }
}

static void
test_enrolment_input (void)
{
  static const char *const bad[] = { "", "   ", "http://hq.example.com", "ftp://x", "https://", "https://u:p@h/", "https://h/?q" };
  g_autofree char *plain = ds_enrolment_normalise_url (" hq.example.com/ ", NULL);
  g_autofree char *local = ds_enrolment_normalise_url ("http://127.0.0.1:8080/", NULL);
  g_autofree char *code = ds_enrolment_normalise_code (" abcd 2345 ");

  g_assert_cmpstr (plain, ==, "https://hq.example.com");
  g_assert_cmpstr (local, ==, "http://127.0.0.1:8080");
  g_assert_cmpstr (code, ==, "ABCD-2345");
  g_assert_null (ds_enrolment_normalise_code ("ABC"));
  g_assert_null (ds_enrolment_normalise_code ("ABCD-23456"));
  g_assert_null (ds_enrolment_normalise_code ("ABCD_2345"));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    GError *error = NULL;

    g_assert_null (ds_enrolment_normalise_url (bad[i], &error));
    ds_test_assert_error (error, DS_ERROR_INVALID);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/app/open/busy", test_busy);
  g_test_add_func ("/app/open/read-only-acts", test_read_only_acts);
  g_test_add_func ("/app/open/no-folder", test_no_folder);
  g_test_add_func ("/app/open/corrupt", test_corrupt);
  g_test_add_func ("/app/open/newer", test_newer);
  g_test_add_func ("/app/open/changes-gathered", test_changes_gathered);
  g_test_add_func ("/app/open/demo", test_demo);
  g_test_add_func ("/app/open/bad-import", test_bad_import);
  g_test_add_func ("/app/open/enrolment-input", test_enrolment_input);
  return g_test_run ();
}
