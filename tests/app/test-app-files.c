/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves the tablet as files: the export for a stick, a backup, papers; and a folder that cannot be written. */
#include "ds-app-fixture.h"

#include "ds-import.h"
#include "ds-paper-service.h"
#include "ds-picture.h"
#include "ds-store-outbox.h"

#include <glib/gstdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOBODY 65534

static void
import_shipped (DsAppFixture *fixture)
{
  g_autoptr (DsImport) import = ds_import_new (fixture->app);
  g_auto (DsTestAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  ds_import_add_shipped (import, &error);
  g_assert_no_error (error);
  ds_import_commit_async (import, NULL, ds_test_answer_cb, &answer);
  ds_import_commit_finish (fixture->app, ds_test_answer_wait (&answer), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* A whole visit: a hazard with its signed notice, a photo, an opinion, a signature. */
static DsVisitSession *
finish_visit (DsAppFixture *fixture)
{
  DsVisitSession *session;
  g_autoptr (GBytes) picture = ds_picture_generate (9, 5000);
  DsVisitOpinion opinion = { .kind = (char *) "praise", .severity = (char *) "normal", .text = (char *) "Very tidy" };

  ds_app_fixture_fill (fixture);
  import_shipped (fixture);
  session = ds_app_fixture_open_visit (fixture, DS_APP_FIXTURE_ORDER);
  ds_test_start (session);
  ds_test_answer_slot (session, "j1/S1", "done");
  ds_test_answer_slot (session, "j1/V1", "240");
  ds_test_act (session, ds_visit_session_add_photo_bytes_async (session, "j1/P1", "evidence", picture, NULL,
                                                                ds_test_answer_cb, &answer));
  ds_test_act (session, ds_visit_session_timer_async (session, "j1/T1", TRUE, ds_test_answer_cb, &answer));
  ds_clock_advance_ms (fixture->clock, 5 * 60 * 1000);
  ds_test_act (session, ds_visit_session_timer_async (session, "j1/T1", FALSE, ds_test_answer_cb, &answer));
  ds_test_answer_slot (session, "j1/M1", "coil,fan");
  ds_test_answer_slot (session, "j1/S2", "done");
  ds_test_act (session, ds_visit_session_opinion_async (session, &opinion, ds_test_answer_cb, &answer));
  ds_test_act (session, ds_visit_session_satisfaction_async (session, 5, NULL, ds_test_answer_cb, &answer));
  ds_test_act (session,
               ds_visit_session_notice_async (session, ds_test_signature (), "2026-12-01", ds_test_answer_cb, &answer));
  ds_test_act (session, ds_visit_session_sign_async (session, ds_test_signature (), ds_test_answer_cb, &answer));
  ds_test_act (session, ds_visit_session_finish_async (session, NULL, ds_test_answer_cb, &answer));
  return session;
}

/* --- export ---------------------------------------------------------------------------------------------- */

static gboolean
run_read_records (DsStoreTx *tx, gpointer data, GError **error)
{
  GHashTable *lines = data;
  g_autoptr (GPtrArray) records = NULL;

  if (!ds_store_outbox_list_pending (tx, 0, &records, error))
    return FALSE;
  for (guint i = 0; i < records->len; i++) {
    g_autoptr (DsStoreRecord) record = NULL;
    const DsStoreRecord *listed = g_ptr_array_index (records, i);

    if (!ds_store_outbox_get (tx, listed->id, &record, error))
      return FALSE;
    g_hash_table_insert (lines, g_strndup (g_bytes_get_data (record->bytes, NULL), g_bytes_get_size (record->bytes)),
                         g_strdup (record->sha256));
  }
  return TRUE;
}

static GHashTable *
read_records (DsAppFixture *fixture)
{
  GHashTable *lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  DsStoreJob job = { .run = run_read_records, .data = lines };
  g_autoptr (GError) error = NULL;

  ds_store_run_sync (ds_app_get_store (fixture->app), &job, NULL, &error);
  g_assert_no_error (error);
  return lines;
}

static void
check_media (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "media", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_autofree char *bytes = NULL;
    g_autofree char *sha256 = NULL;
    gsize size;

    g_assert_true (g_file_get_contents (file, &bytes, &size, NULL));
    sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, size);
    g_assert_true (g_str_has_prefix (name, sha256));
    n++;
  }
  g_assert_cmpuint (n, ==, 1);
}

/* Each line on the stick is a record to the byte: its SHA-256 is the one that headquarters would give a receipt for. */
static void
test_export (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = finish_visit (fixture);
  g_autofree char *folder = ds_test_folder_file (fixture->folder, "stick");
  g_autofree char *path = g_build_filename (folder, "records.ndjson", NULL);
  g_autoptr (GHashTable) records = read_records (fixture);
  g_auto (DsTestAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_records = 0, n_files = 0, n = 0;

  ds_app_export_async (fixture->app, folder, NULL, ds_test_answer_cb, &answer);
  ds_app_export_finish (fixture->app, ds_test_answer_wait (&answer), &n_records, &n_files, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (; lines[n] != NULL && *lines[n] != '\0'; n++) {
    g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, lines[n], -1);
    const char *expected = g_hash_table_lookup (records, lines[n]);

    g_assert_nonnull (expected);
    g_assert_cmpstr (sha256, ==, expected);
  }
  g_assert_cmpuint (n, ==, g_hash_table_size (records));
  g_assert_cmpuint (n, ==, n_records);
  /* The visit, its hazard and opinion, and the stages. */
  g_assert_cmpuint (n, >=, 7);
  /* The photo and the sealed visit. */
  g_assert_cmpuint (n_files, ==, 2);
  check_media (folder);
}

static void
test_export_nowhere (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autofree char *file = ds_test_folder_file (fixture->folder, "file");
  g_autofree char *below = g_build_filename (file, "stick", NULL);
  g_auto (DsTestAnswer) answer = { 0 };
  GError *error = NULL;

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  ds_app_export_async (fixture->app, below, NULL, ds_test_answer_cb, &answer);
  g_assert_false (ds_app_export_finish (fixture->app, ds_test_answer_wait (&answer), NULL, NULL, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "stick"));
  g_clear_error (&error);
}

/* --- backup ---------------------------------------------------------------------------------------------- */

/* A tablet opened over the copy has the whole visit. */
static void
test_backup (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = finish_visit (fixture);
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "doorstep.db");
  DsAppOptions options = { .data_dir = folder->path, .clock = fixture->clock, .no_network = TRUE };
  g_autoptr (DsApp) copy = ds_app_new (&options);
  g_autoptr (DsVisitSession) again = NULL;
  g_auto (DsTestAnswer) saved = { 0 };
  g_auto (DsTestAnswer) opened = { 0 };
  g_autoptr (GError) error = NULL;

  ds_app_backup_async (fixture->app, path, NULL, ds_test_answer_cb, &saved);
  ds_app_backup_finish (fixture->app, ds_test_answer_wait (&saved), &error);
  g_assert_no_error (error);
  ds_app_open (copy, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (ds_app_get_recovery_report (copy));
  ds_visit_session_open_async (copy, DS_APP_FIXTURE_ORDER, NULL, ds_test_answer_cb, &opened);
  again = ds_visit_session_open_finish (ds_test_answer_wait (&opened), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ds_visit_session_get_stage (again), ==, DS_ORDER_STAGE_FINISHED);
  g_assert_cmpuint (ds_visit_session_get_seq (again), ==, ds_visit_session_get_seq (session));
  g_clear_object (&again);
  ds_test_settle ();
  ds_app_close (copy);
}

/* --- papers ---------------------------------------------------------------------------------------------- */

static guint
lay_out (DsVisitSession *session, DsPaperKind kind, const char *language)
{
  g_auto (DsTestAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsPaper) paper = NULL;

  ds_paper_service_lay_out_async (session, kind, NULL, language, NULL, ds_test_answer_cb, &answer);
  paper = ds_paper_service_lay_out_finish (session, ds_test_answer_wait (&answer), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ds_paper_get_title (paper), !=, "");
  return ds_paper_n_pages (paper);
}

static void
test_papers (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = finish_visit (fixture);
  static const char *const languages[] = { "zh_CN", "en" };
  static const DsPaperKind kinds[] = { DS_PAPER_REPORT, DS_PAPER_NOTICE, DS_PAPER_GUIDE };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint j = 0; j < G_N_ELEMENTS (languages); j++)
      g_assert_cmpuint (lay_out (session, kinds[i], languages[j]), >=, 1);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_auto (DsTestAnswer) answer = { 0 };
    g_autoptr (GError) error = NULL;
    g_autofree char *path = NULL;
    g_autofree char *bytes = NULL;
    gsize size = 0;

    ds_paper_service_make_async (session, kinds[i], NULL, "zh_CN", NULL, ds_test_answer_cb, &answer);
    path = ds_paper_service_make_finish (session, ds_test_answer_wait (&answer), &error);
    g_assert_no_error (error);
    g_assert_true (g_str_has_suffix (path, "-zh_CN.pdf"));
    g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
    g_assert_cmpuint (size, >, 1000);
    g_assert_true (g_str_has_prefix (bytes, "%PDF-"));
  }
}

static void
test_no_guide (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = NULL;
  g_auto (DsTestAnswer) answer = { 0 };
  GError *error = NULL;

  ds_app_fixture_fill (fixture);
  session = ds_app_fixture_open_visit (fixture, DS_APP_FIXTURE_ORDER);
  ds_paper_service_lay_out_async (session, DS_PAPER_GUIDE, NULL, NULL, NULL, ds_test_answer_cb, &answer);
  g_assert_null (ds_paper_service_lay_out_finish (session, ds_test_answer_wait (&answer), &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
}

/* --- a folder that cannot be written --------------------------------------------------------------------- */

/* In a process of its own, because root may write everywhere. */
static void
test_read_only_child (void)
{
  DsAppOptions options = { .data_dir = g_getenv ("DS_TEST_READ_ONLY"), .no_network = TRUE };
  g_autoptr (DsApp) app = NULL;
  GError *error = NULL;

  if (getuid () == 0) {
    g_assert_cmpint (setgid (NOBODY), ==, 0);
    g_assert_cmpint (setuid (NOBODY), ==, 0);
    prctl (PR_SET_DUMPABLE, 1);
  }
  app = ds_app_new (&options);
  g_assert_false (ds_app_open (app, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_READ_ONLY);
  g_assert_false (ds_app_is_open (app));
}

static void
set_modes (const char *folder, mode_t file_mode, mode_t folder_mode)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_assert_cmpint (g_chmod (path, g_file_test (path, G_FILE_TEST_IS_DIR) ? folder_mode : file_mode), ==, 0);
  }
  g_assert_cmpint (g_chmod (folder, folder_mode), ==, 0);
}

static void
test_read_only_folder (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autofree char *db = ds_test_folder_file (fixture->folder, "doorstep.db");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize size_before, size_after;

  ds_app_fixture_fill (fixture);
  ds_app_close (fixture->app);
  g_assert_true (g_file_get_contents (db, &before, &size_before, NULL));
  set_modes (fixture->folder->path, 0444, 0555);
  g_setenv ("DS_TEST_READ_ONLY", fixture->folder->path, TRUE);
  g_test_trap_subprocess ("/app/files/read-only-folder/subprocess/child", 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_unsetenv ("DS_TEST_READ_ONLY");
  set_modes (fixture->folder->path, 0600, 0700);
  g_test_trap_assert_passed ();
  g_assert_true (g_file_get_contents (db, &after, &size_after, NULL));
  g_assert_cmpmem (before, size_before, after, size_after);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/app/files/export", test_export);
  g_test_add_func ("/app/files/export-nowhere", test_export_nowhere);
  g_test_add_func ("/app/files/backup", test_backup);
  g_test_add_func ("/app/files/papers", test_papers);
  g_test_add_func ("/app/files/no-guide", test_no_guide);
  g_test_add_func ("/app/files/read-only-folder", test_read_only_folder);
  g_test_add_func ("/app/files/read-only-folder/subprocess/child", test_read_only_child);
  return g_test_run ();
}
