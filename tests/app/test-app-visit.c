/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The visit session: acts, their rules, what they leave in the store, and what a screen is told. */
#include "ds-app-fixture.h"

#include "ds-order-details.h"
#include "ds-picture.h"
#include "ds-settings.h"
#include "ds-store-drafts.h"
#include "ds-visit-item-private.h"
#include "ds-visit-session-private.h"

typedef struct {
  guint n;
  char *last;
} Told;

static void
changed_cb (DsVisitSession *session, char **slots, gpointer user_data)
{
  Told *told = user_data;

  told->n++;
  g_free (told->last);
  told->last = g_strjoinv (" ", slots);
}

static void
moved_cb (DsVisitSession *session, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
assert_same_item (DsVisitItem *a, DsVisitItem *b)
{
  g_assert_cmpstr (ds_visit_item_get_key (a), ==, ds_visit_item_get_key (b));
  g_assert_cmpstr (ds_visit_item_get_title (a), ==, ds_visit_item_get_title (b));
  g_assert_cmpstr (ds_visit_item_get_subtitle (a), ==, ds_visit_item_get_subtitle (b));
  g_assert_cmpint (ds_visit_item_get_state (a), ==, ds_visit_item_get_state (b));
  g_assert_cmpint (ds_visit_item_get_severity (a), ==, ds_visit_item_get_severity (b));
  g_assert_cmpuint (ds_visit_item_get_done (a), ==, ds_visit_item_get_done (b));
  g_assert_cmpuint (ds_visit_item_get_total (a), ==, ds_visit_item_get_total (b));
  g_assert_true (ds_visit_item_is_stale (a) == ds_visit_item_is_stale (b));
  g_assert_true (ds_visit_item_can_add (a) == ds_visit_item_can_add (b));
}

/* After each act the rows that were kept must say what rows made anew would say. */
static void
check_outline_cb (DsVisitSession *session, char **slots, gpointer user_data)
{
  GListModel *kept = ds_visit_session_get_outline (session);
  g_autoptr (DsVisitOutline) anew = ds_visit_outline_new ();
  DsMoment now;

  ds_clock_now (ds_app_get_clock (session->app), &now);
  ds_visit_outline_update (anew, session->load->shown, "en", session->current, &now);
  g_assert_cmpuint (g_list_model_get_n_items (kept), ==, g_list_model_get_n_items (G_LIST_MODEL (anew)));
  for (guint i = 0; i < g_list_model_get_n_items (kept); i++) {
    g_autoptr (DsVisitItem) a = g_list_model_get_item (kept, i);
    g_autoptr (DsVisitItem) b = g_list_model_get_item (G_LIST_MODEL (anew), i);

    assert_same_item (a, b);
  }
}

static DsVisitSession *
open_started (DsAppFixture *fixture)
{
  DsVisitSession *session;

  ds_app_fixture_fill (fixture);
  session = ds_app_fixture_open_visit (fixture, DS_APP_FIXTURE_ORDER);
  g_signal_connect (session, "changed", G_CALLBACK (check_outline_cb), NULL);
  ds_test_start (session);
  return session;
}

static void
test_stages (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = NULL;

  ds_app_fixture_fill (fixture);
  session = ds_app_fixture_open_visit (fixture, DS_APP_FIXTURE_ORDER);
  g_assert_null (ds_visit_session_get_visit_id (session));
  g_assert_cmpuint (ds_visit_session_get_stage (session), ==, DS_ORDER_STAGE_NEW);
  ds_test_act_fails (session, ds_visit_session_stage_async (session, "start", NULL, NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_STATE);
  ds_test_act_fails (session, ds_visit_session_stage_async (session, "fly", NULL, NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_INVALID);
  g_assert_cmpuint (ds_visit_session_get_seq (session), ==, 0);
  ds_test_start (session);
  g_assert_nonnull (ds_visit_session_get_visit_id (session));
  g_assert_cmpuint (ds_visit_session_get_stage (session), ==, DS_ORDER_STAGE_STARTED);
  g_assert_cmpstr (ds_visit_session_get_current_slot (session), ==, "j1/S1");
  g_assert_cmpuint (ds_test_count_records (fixture, "progress"), ==, 4);
}

static void
test_answer (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = open_started (fixture);
  g_autoptr (DsStepView) locked = ds_visit_session_dup_step (session, "j1/V1");
  g_autoptr (DsStepView) view = NULL;
  g_autofree char *words = NULL;
  Told told = { 0 };

  g_assert_true (locked->locked);
  g_assert_nonnull (locked->locked_reason);
  g_assert_cmpstr (locked->locked_by, ==, "j1/S1");
  ds_test_act_fails (session,
                     ds_visit_session_answer_async (session, "j1/V1", "230", FALSE, NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_STATE);
  g_signal_connect (session, "changed", G_CALLBACK (changed_cb), &told);
  ds_test_answer_slot (session, "j1/S1", "done");
  g_assert_cmpuint (told.n, ==, 1);
  g_assert_nonnull (strstr (told.last, "j1/S1"));
  g_object_get (session, "strip-text", &words, NULL);
  g_assert_cmpstr (words, ==, "Isolator is OFF");

  /* A Chinese keyboard's full-width digits; the value stays as typed but for that. */
  ds_test_answer_slot (session, "j1/V1", "２３０．５");
  view = ds_visit_session_dup_step (session, "j1/V1");
  g_assert_cmpstr (view->value, ==, "230.5");
  g_assert_cmpstr (view->value_text, ==, "230.5 V");
  g_assert_cmpint (view->state, ==, DS_SLOT_PASSED);
  g_assert_cmpstr (view->last_value, ==, "228.1 V");
  g_assert_cmpstr (view->last_value_at, ==, "2025-11-20");
  g_assert_cmpuint (view->limits->len, ==, 1);
  g_assert_cmpstr (((DsStepLimit *) g_ptr_array_index (view->limits, 0))->source, ==, "GB/T 12325-2008 4.3");
  g_assert_cmpuint (told.n, ==, 2);
  g_free (told.last);
}

static void
test_bad_answers (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = open_started (fixture);
  g_autofree char *words = NULL;
  DsSeverity severity;
  guint seq;

  ds_test_answer_slot (session, "j1/S1", "done");
  seq = ds_visit_session_get_seq (session);
  ds_test_act_fails (session,
                     ds_visit_session_answer_async (session, "j1/V1", "abc", FALSE, NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_INVALID);
  ds_test_act_fails (session,
                     ds_visit_session_answer_async (session, "j1/V1", "", FALSE, NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_INVALID);
  ds_test_act_fails (session,
                     ds_visit_session_answer_async (session, "j1/V1", "2300", FALSE, NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_STATE);
  ds_test_act_fails (session,
                     ds_visit_session_answer_async (session, "j1/XX", "1", FALSE, NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_NOT_FOUND);
  ds_test_act_fails (session,
                     ds_visit_session_answer_async (session, "j1/M1", "wing", FALSE, NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_INVALID);
  ds_test_act_fails (session,
                     ds_visit_session_note_async (session, "j1/V1", "a\001b", NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_INVALID);
  ds_test_act_fails (session, ds_visit_session_note_async (session, NULL, "  ", NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_INVALID);
  ds_test_act_fails (session,
                     ds_visit_session_skip_async (session, "j1/P1", "not-tested", "x", NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_STATE);
  g_assert_cmpuint (ds_visit_session_get_seq (session), ==, seq);

  g_assert_cmpint (ds_visit_session_check_answer (session, "j1/V1", "240", &severity, NULL), ==, DS_VERDICT_OK);
  g_assert_cmpint (severity, ==, DS_SEVERITY_HAZARD);
  g_assert_cmpint (ds_visit_session_check_answer (session, "j1/V1", "2300", NULL, &words), ==, DS_VERDICT_CONFIRM);
  g_assert_nonnull (words);
  g_assert_cmpint (ds_visit_session_check_answer (session, "j1/V1", "1..2", NULL, NULL), ==, DS_VERDICT_INVALID);
  g_assert_cmpint (ds_visit_session_check_answer (session, "j1/V1", " ", NULL, NULL), ==, DS_VERDICT_EMPTY);
  ds_test_act (session,
               ds_visit_session_answer_async (session, "j1/V1", "2300", TRUE, NULL, ds_test_answer_cb, &answer));
}

static void
test_hazard (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = open_started (fixture);
  g_autoptr (DsStepView) view = NULL;
  g_autoptr (DsVisitSummary) summary = NULL;

  ds_test_answer_slot (session, "j1/S1", "done");
  ds_test_answer_slot (session, "j1/V1", "240.1");
  g_assert_cmpuint (ds_test_count_records (fixture, "hazard"), ==, 1);
  summary = ds_visit_session_dup_summary (session);
  g_assert_cmpuint (summary->hazards->len, ==, 1);
  g_assert_true (summary->notice_needed);
  ds_test_act (session, ds_visit_session_remedy_async (session, "j1/V1", "Utility adjusted the tap", NULL,
                                                       ds_test_answer_cb, &answer));
  g_assert_cmpuint (ds_test_count_records (fixture, "hazard"), ==, 1);
  ds_test_answer_slot (session, "j1/V1", "231.0");
  g_assert_cmpuint (ds_test_count_records (fixture, "hazard"), ==, 2);
  view = ds_visit_session_dup_step (session, "j1/V1");
  g_assert_cmpint (view->state, ==, DS_SLOT_REMEDIED);
  g_assert_cmpuint (view->attempts->len, ==, 2);
}

static void
test_double_tap (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = open_started (fixture);
  g_auto (DsTestAnswer) first = { 0 };
  g_auto (DsTestAnswer) second = { 0 };
  GError *error = NULL;
  guint moves = 0, seq = ds_visit_session_get_seq (session);

  g_signal_connect (session, "moved", G_CALLBACK (moved_cb), &moves);
  ds_visit_session_answer_async (session, "j1/S1", "done", FALSE, NULL, ds_test_answer_cb, &first);
  g_assert_true (ds_visit_session_is_busy (session));
  ds_visit_session_answer_async (session, "j1/S1", "done", FALSE, NULL, ds_test_answer_cb, &second);
  g_assert_false (ds_visit_session_next (session));
  g_assert_true (ds_test_act_wait (session, &first, &error));
  g_assert_false (ds_test_act_wait (session, &second, &error));
  g_assert_true (ds_error_is (error, DS_ERROR_CANCELLED));
  g_clear_error (&error);
  g_assert_cmpuint (ds_visit_session_get_seq (session), ==, seq + 1);

  ds_visit_session_set_tap_guard (session, 350);
  g_assert_true (ds_visit_session_next (session));
  g_assert_false (ds_visit_session_next (session));
  g_assert_cmpuint (moves, ==, 1);
  ds_test_act_fails (session,
                     ds_visit_session_answer_async (session, "j1/V1", "230", FALSE, NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_CANCELLED);
  ds_clock_advance_ms (fixture->clock, 400);
  g_assert_true (ds_visit_session_next (session));
  g_assert_cmpuint (moves, ==, 2);
}

static void
test_undo (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = open_started (fixture);
  g_autoptr (DsStepView) undone = NULL;
  g_autoptr (DsStepView) redone = NULL;
  g_autofree char *what = NULL;

  ds_test_answer_slot (session, "j1/S1", "done");
  ds_test_answer_slot (session, "j1/V1", "230");
  g_assert_true (ds_visit_session_go_to (session, "j1/T1"));
  g_object_get (session, "undo-what", &what, NULL);
  g_assert_cmpstr (what, ==, "Voltage");
  ds_test_act (session, ds_visit_session_undo_async (session, ds_test_answer_cb, &answer));
  g_assert_cmpstr (ds_visit_session_get_current_slot (session), ==, "j1/V1");
  undone = ds_visit_session_dup_step (session, "j1/V1");
  g_assert_null (undone->value);
  g_assert_true (ds_visit_session_can_redo (session));
  ds_test_act (session, ds_visit_session_redo_async (session, ds_test_answer_cb, &answer));
  redone = ds_visit_session_dup_step (session, "j1/V1");
  g_assert_cmpstr (redone->value, ==, "230");
  g_assert_false (ds_visit_session_can_redo (session));
}

typedef struct {
  const char *visit;
  char *text;
} FindDraft;

static gboolean
run_find_draft (DsStoreTx *tx, gpointer data, GError **error)
{
  FindDraft *find = data;

  return ds_store_drafts_get (tx, find->visit, "j1/N1", &find->text, error);
}

static gboolean
has_draft (DsAppFixture *fixture, DsVisitSession *session)
{
  FindDraft find = { ds_visit_session_get_visit_id (session), NULL };
  DsStoreJob job = { .run = run_find_draft, .data = &find };
  gboolean found;

  g_assert_true (ds_store_run_sync (ds_app_get_store (fixture->app), &job, NULL, NULL));
  found = find.text != NULL;
  g_free (find.text);
  return found;
}

static void
test_resume (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  DsVisitSession *session = open_started (fixture);
  g_autoptr (DsVisitSession) again = NULL;
  g_autoptr (DsStepView) view = NULL;
  g_auto (DsTestAnswer) found = { 0 };
  g_autofree char *order = NULL;
  guint seq;

  ds_test_answer_slot (session, "j1/S1", "done");
  g_assert_true (ds_visit_session_go_to (session, "j1/N1"));
  ds_visit_session_set_draft (session, "j1/N1", "half a sen");
  seq = ds_visit_session_get_seq (session);
  /* The draft is kept a moment after the last key, by itself. */
  while (!has_draft (fixture, session))
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (session);
  ds_app_fixture_reopen (fixture);

  ds_app_find_resumable_async (fixture->app, NULL, ds_test_answer_cb, &found);
  order = ds_app_find_resumable_finish (fixture->app, ds_test_answer_wait (&found), NULL);
  g_assert_cmpstr (order, ==, DS_APP_FIXTURE_ORDER);
  again = ds_app_fixture_open_visit (fixture, order);
  g_assert_cmpuint (ds_visit_session_get_seq (again), ==, seq);
  g_assert_cmpstr (ds_visit_session_get_current_slot (again), ==, "j1/N1");
  view = ds_visit_session_dup_step (again, "j1/N1");
  g_assert_cmpstr (view->draft, ==, "half a sen");
}

static void
test_closed_is_not_resumed (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  DsVisitSession *session = open_started (fixture);
  g_auto (DsTestAnswer) found = { 0 };
  g_autofree char *order = NULL;

  ds_visit_session_close (session);
  g_object_unref (session);
  ds_app_fixture_reopen (fixture);
  ds_app_find_resumable_async (fixture->app, NULL, ds_test_answer_cb, &found);
  order = ds_app_find_resumable_finish (fixture->app, ds_test_answer_wait (&found), NULL);
  g_assert_null (order);
}

static void
test_things (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = open_started (fixture);
  GListModel *outline = ds_visit_session_get_outline (session);
  guint before = g_list_model_get_n_items (outline);
  g_auto (GStrv) names = ds_visit_session_dup_thing_suggestions (session, "j1", "sockets");
  g_autofree char *thing = NULL;
  gboolean offered = FALSE;

  for (guint i = 0; i < before; i++) {
    g_autoptr (DsVisitItem) item = g_list_model_get_item (outline, i);

    offered = offered || ds_visit_item_can_add (item);
  }
  g_assert_true (offered);
  g_assert_cmpstr (names[0], ==, "Living room");
  ds_test_answer_slot (session, "j1/S1", "done");
  ds_test_act (session, ds_visit_session_add_thing_async (session, "j1", "sockets", "Kitchen", ds_test_answer_cb, &answer));
  g_assert_true (g_str_has_prefix (ds_visit_session_get_current_slot (session), "j1/Q1/"));
  g_assert_cmpuint (g_list_model_get_n_items (outline), >, before);
  ds_test_answer_slot (session, ds_visit_session_get_current_slot (session), "no");
  g_assert_cmpuint (ds_test_count_records (fixture, "hazard"), ==, 1);
  thing = g_strdup (strrchr (ds_visit_session_get_current_slot (session), '/') + 1);
  ds_test_act (session,
               ds_visit_session_rename_thing_async (session, "j1", thing, "Pantry", ds_test_answer_cb, &answer));
  ds_test_act (session, ds_visit_session_remove_thing_async (session, "j1", thing, ds_test_answer_cb, &answer));
  ds_test_act_fails (session, ds_visit_session_remove_thing_async (session, "j1", thing, ds_test_answer_cb, &answer),
                     DS_ERROR_NOT_FOUND);
  g_assert_null (strstr (ds_visit_session_get_current_slot (session), thing));
  ds_test_act (session, ds_visit_session_undo_async (session, ds_test_answer_cb, &answer));
}

static void
test_timer (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = open_started (fixture);
  g_autoptr (DsStepView) running = NULL;
  g_autoptr (DsStepView) over = NULL;

  ds_test_answer_slot (session, "j1/S1", "done");
  ds_test_act_fails (session, ds_visit_session_timer_async (session, "j1/T1", FALSE, ds_test_answer_cb, &answer),
                     DS_ERROR_STATE);
  ds_test_act (session, ds_visit_session_timer_async (session, "j1/T1", TRUE, ds_test_answer_cb, &answer));
  ds_clock_advance_ms (fixture->clock, 60 * 1000);
  running = ds_visit_session_dup_step (session, "j1/T1");
  g_assert_cmpuint (running->timer_remaining_s, ==, 4 * 60);
  ds_test_act_fails (session, ds_visit_session_timer_async (session, "j1/T1", FALSE, ds_test_answer_cb, &answer),
                     DS_ERROR_STATE);
  ds_clock_advance_ms (fixture->clock, 4 * 60 * 1000);
  ds_test_act (session, ds_visit_session_timer_async (session, "j1/T1", FALSE, ds_test_answer_cb, &answer));
  over = ds_visit_session_dup_step (session, "j1/T1");
  g_assert_cmpint (over->state, ==, DS_SLOT_PASSED);
  g_assert_cmpstr (over->value, ==, "300");
}

static void
test_photos (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = open_started (fixture);
  g_autoptr (GBytes) picture = ds_picture_generate (7, 20000);
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("This is no photo at all, not even a bit.", 40);
  g_autoptr (DsStepView) view = NULL;
  g_autoptr (DsStepView) removed = NULL;
  g_autoptr (DsStepView) back = NULL;
  const DsStepPhoto *photo;

  ds_test_answer_slot (session, "j1/S1", "done");
  ds_test_act_fails (session,
                     ds_visit_session_add_photo_bytes_async (session, "j1/P1", "evidence", nonsense, NULL,
                                                             ds_test_answer_cb, &answer),
                     DS_ERROR_INVALID);
  ds_test_act_fails (session,
                     ds_visit_session_add_photo_async (session, "j1/P1", "evidence", "/nowhere/at/all.jpg", NULL,
                                                       ds_test_answer_cb, &answer),
                     DS_ERROR_NOT_FOUND);
  ds_test_act (session, ds_visit_session_add_photo_bytes_async (session, "j1/P1", "evidence", picture, NULL,
                                                                ds_test_answer_cb, &answer));
  view = ds_visit_session_dup_step (session, "j1/P1");
  g_assert_cmpuint (view->photos->len, ==, 1);
  g_assert_cmpint (view->state, ==, DS_SLOT_PASSED);
  photo = g_ptr_array_index (view->photos, 0);
  g_assert_true (g_file_test (photo->path, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpstr (photo->path, !=, photo->thumb_path);
  ds_test_act (session,
               ds_visit_session_remove_photo_async (session, photo->entry, ds_test_answer_cb, &answer));
  removed = ds_visit_session_dup_step (session, "j1/P1");
  g_assert_cmpuint (removed->photos->len, ==, 0);
  g_assert_true (g_file_test (photo->path, G_FILE_TEST_IS_REGULAR));
  ds_test_act (session, ds_visit_session_undo_async (session, ds_test_answer_cb, &answer));
  back = ds_visit_session_dup_step (session, "j1/P1");
  g_assert_cmpuint (back->photos->len, ==, 1);
}

static void
test_instrument (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsSettings) settings = NULL;
  g_autoptr (DsVisitSession) session = NULL;
  g_autoptr (DsStepView) view = NULL;
  g_auto (DsTestAnswer) bad = { 0 };
  g_auto (DsTestAnswer) good = { 0 };
  GError *error = NULL;

  ds_app_fixture_fill (fixture);
  settings = ds_settings_new (fixture->app);
  ds_settings_set_instrument_async (settings, "multimeter", "MM-1", "tomorrow", ds_test_answer_cb, &bad);
  g_assert_false (ds_settings_set_finish (settings, ds_test_answer_wait (&bad), &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
  ds_settings_set_instrument_async (settings, "multimeter", "MM-1", "2026-11-20", ds_test_answer_cb, &good);
  g_assert_true (ds_settings_set_finish (settings, ds_test_answer_wait (&good), NULL));
  session = ds_app_fixture_open_visit (fixture, DS_APP_FIXTURE_ORDER);
  ds_test_start (session);
  view = ds_visit_session_dup_step (session, "j1/V1");
  g_assert_cmpstr (view->instrument->serial, ==, "MM-1");
  g_assert_true (view->instrument->overdue);
}

static void
complete_steps (DsVisitSession *session, DsAppFixture *fixture)
{
  g_autoptr (GBytes) picture = ds_picture_generate (9, 5000);
  DsVisitOpinion opinion = { .kind = (char *) "praise", .severity = (char *) "normal", .text = (char *) "Very tidy" };

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
}

static void
test_finish (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = open_started (fixture);
  g_autoptr (DsVisitSession) again = NULL;
  g_autoptr (DsVisitSummary) before = NULL;
  g_autoptr (DsVisitSummary) after = NULL;
  g_autofree char *sealed = NULL;
  DsAppLacks lacks;

  ds_test_act_fails (session, ds_visit_session_finish_async (session, NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_STATE);
  complete_steps (session, fixture);
  before = ds_visit_session_dup_summary (session);
  g_assert_false (before->can_finish);
  g_assert_cmpuint (before->blockers->len, >=, 2);
  ds_test_act_fails (session,
                     ds_visit_session_sign_async (session, ds_signature_new (10, 10, NULL), ds_test_answer_cb, &answer),
                     DS_ERROR_INVALID);
  ds_test_act_fails (session,
                     ds_visit_session_notice_async (session, ds_test_signature (), "soon", ds_test_answer_cb, &answer),
                     DS_ERROR_INVALID);
  ds_test_act (session, ds_visit_session_notice_async (session, ds_test_signature (), "2026-12-01", ds_test_answer_cb,
                                                       &answer));
  ds_test_act (session, ds_visit_session_sign_async (session, ds_test_signature (), ds_test_answer_cb, &answer));
  after = ds_visit_session_dup_summary (session);
  g_assert_true (after->can_finish);
  g_assert_cmpstr (after->sign_state, ==, "signed");
  ds_test_act (session, ds_visit_session_finish_async (session, NULL, ds_test_answer_cb, &answer));
  g_assert_true (ds_visit_session_is_read_only (session));
  g_assert_cmpuint (ds_test_count_records (fixture, "visit"), ==, 1);
  g_assert_cmpuint (ds_test_count_records (fixture, "opinion"), ==, 1);
  g_assert_cmpuint (ds_test_count_records (fixture, "hazard"), ==, 1);
  sealed = g_strdup_printf ("%s/sealed/%s.sealed", fixture->folder->path, ds_visit_session_get_visit_id (session));
  g_assert_true (g_file_test (sealed, G_FILE_TEST_IS_REGULAR));
  ds_test_settle ();
  while (ds_app_get_lacks (fixture->app, &lacks), lacks.visits == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (lacks.photos, ==, 1);
  ds_test_act_fails (session, ds_visit_session_undo_async (session, ds_test_answer_cb, &answer), DS_ERROR_STATE);
  again = ds_app_fixture_open_visit (fixture, DS_APP_FIXTURE_ORDER);
  g_assert_cmpuint (ds_visit_session_get_stage (again), ==, DS_ORDER_STAGE_FINISHED);
}

static void
test_park (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = open_started (fixture);

  ds_test_answer_slot (session, "j1/S1", "done");
  ds_test_act (session, ds_visit_session_stage_async (session, "park", "no part", NULL, ds_test_answer_cb, &answer));
  g_assert_cmpuint (ds_visit_session_get_stage (session), ==, DS_ORDER_STAGE_PARKED);
  ds_test_act_fails (session,
                     ds_visit_session_answer_async (session, "j1/V1", "230", FALSE, NULL, ds_test_answer_cb, &answer),
                     DS_ERROR_STATE);
  ds_test_stage (session, "resume");
  ds_test_answer_slot (session, "j1/V1", "230");
}

static void
test_details (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsOrderDetails) details = NULL;
  g_auto (DsTestAnswer) answer = { 0 };
  g_auto (DsTestAnswer) unknown = { 0 };
  const DsOrderAppliance *appliance;
  GError *error = NULL;

  ds_app_fixture_fill (fixture);
  ds_order_details_load_async (fixture->app, DS_APP_FIXTURE_ORDER, NULL, ds_test_answer_cb, &answer);
  details = ds_order_details_load_finish (ds_test_answer_wait (&answer), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ds_order_details_get_customer_name (details), ==, "王女士");
  g_assert_cmpint (ds_order_details_get_promise_minutes (details), ==, 180);
  g_assert_cmpstr (ds_order_details_get_next_action (details), ==, "accept");
  appliance = g_ptr_array_index (ds_order_details_get_appliances (details), 0);
  g_assert_cmpstr (appliance->age_text, ==, "12.5");
  g_assert_true (appliance->past_safe_life);
  g_assert_cmpint (appliance->warranty_days_left, ==, 10);
  g_assert_cmpuint (ds_order_details_get_bring (details)->len, ==, 1);
  g_assert_cmpuint (ds_order_details_get_readings (details)->len, ==, 1);
  ds_order_details_load_async (fixture->app, "NONE", NULL, ds_test_answer_cb, &unknown);
  g_assert_null (ds_order_details_load_finish (ds_test_answer_wait (&unknown), &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/app/visit/stages", test_stages);
  g_test_add_func ("/app/visit/answer", test_answer);
  g_test_add_func ("/app/visit/bad-answers", test_bad_answers);
  g_test_add_func ("/app/visit/hazard", test_hazard);
  g_test_add_func ("/app/visit/double-tap", test_double_tap);
  g_test_add_func ("/app/visit/undo", test_undo);
  g_test_add_func ("/app/visit/resume", test_resume);
  g_test_add_func ("/app/visit/closed-is-not-resumed", test_closed_is_not_resumed);
  g_test_add_func ("/app/visit/things", test_things);
  g_test_add_func ("/app/visit/timer", test_timer);
  g_test_add_func ("/app/visit/photos", test_photos);
  g_test_add_func ("/app/visit/instrument", test_instrument);
  g_test_add_func ("/app/visit/finish", test_finish);
  g_test_add_func ("/app/visit/park", test_park);
  g_test_add_func ("/app/visit/details", test_details);
  return g_test_run ();
}
