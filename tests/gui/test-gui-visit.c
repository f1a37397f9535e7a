/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Visit screen over a real store and a clock that stands still: what a tap records, where it leads, what stays. */
#include "ds-app-fixture.h"
#include "ds-gui-fixture.h"

#include "ds-step-page.h"
#include "ds-visit-page.h"

/* Longer than the screen's guard against double taps. */
#define A_WHILE_MS 1000

typedef struct {
  DsAppFixture *fixture;
  GtkWindow *window;
  DsVisitPage *page;
  DsVisitSession *session;
} Screen;

static void
open_screen (Screen *screen)
{
  screen->window = GTK_WINDOW (gtk_window_new ());
  screen->page = ds_visit_page_new (screen->fixture->app, DS_APP_FIXTURE_ORDER);
  gtk_window_set_default_size (screen->window, 1200, 780);
  gtk_window_set_child (screen->window, GTK_WIDGET (screen->page));
  gtk_window_present (screen->window);
  ds_gui_wait (ds_visit_page_get_session (screen->page) != NULL);
  screen->session = ds_visit_page_get_session (screen->page);
}

static void
close_screen (Screen *screen)
{
  GWeakRef page;

  g_weak_ref_init (&page, screen->page);
  gtk_window_destroy (screen->window);
  ds_gui_settle (screen->fixture->app);
  g_assert_null (g_weak_ref_get (&page));
  g_weak_ref_clear (&page);
}

static void
begin (Screen *screen)
{
  g_autoptr (DsVisitSession) session = NULL;

  screen->fixture = ds_app_fixture_new ();
  ds_app_fixture_fill (screen->fixture);
  session = ds_app_fixture_open_visit (screen->fixture, DS_APP_FIXTURE_ORDER);
  ds_test_start (session);
  open_screen (screen);
}

static void
end (Screen *screen)
{
  close_screen (screen);
  g_clear_pointer (&screen->fixture, ds_app_fixture_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Screen, end)

static void
wait_a_while (Screen *screen)
{
  ds_clock_advance_ms (screen->fixture->clock, A_WHILE_MS);
}

static void
act (Screen *screen, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (screen->page), action, NULL);
  ds_gui_wait (!ds_visit_session_is_busy (screen->session));
}

/* As a person does who looks first. */
static void
answer (Screen *screen, const char *value)
{
  wait_a_while (screen);
  gtk_widget_activate_action (GTK_WIDGET (screen->page), "visit.answer", "s", value);
  ds_gui_wait (!ds_visit_session_is_busy (screen->session));
}

static void
assert_at (Screen *screen, const char *slot)
{
  g_assert_cmpstr (ds_visit_session_get_current_slot (screen->session), ==, slot);
}

static GtkWidget *
child_of (Screen *screen, const char *id)
{
  return ds_gui_child (GTK_WIDGET (screen->page), id);
}

static const DsStepView *
get_view (Screen *screen)
{
  return ds_step_page_get_view (DS_STEP_PAGE (child_of (screen, "step")));
}

static GtkWidget *
step_child (Screen *screen, const char *id)
{
  return ds_gui_child (child_of (screen, "step"), id);
}

static void
test_pass_moves_on (void)
{
  g_auto (Screen) screen = { 0 };

  begin (&screen);
  assert_at (&screen, "j1/S1");
  answer (&screen, "done");
  assert_at (&screen, "j1/V1");
  answer (&screen, "229.5");
  assert_at (&screen, "j1/N1");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (child_of (&screen, "progress_label"))), ==, "2 / 6");
}

static void
test_failure_stays (void)
{
  g_auto (Screen) screen = { 0 };

  begin (&screen);
  answer (&screen, "done");
  g_assert_false (gtk_widget_get_visible (step_child (&screen, "failure_card")));
  answer (&screen, "250");
  assert_at (&screen, "j1/V1");
  g_assert_true (gtk_widget_get_visible (step_child (&screen, "failure_card")));
  g_assert_cmpint (get_view (&screen)->severity, ==, DS_SEVERITY_HAZARD);
  g_assert_true (ds_gui_has_words (step_child (&screen, "failure_card"), "Call the utility"));
  wait_a_while (&screen);
  ds_test_act (screen.session,
               ds_visit_session_remedy_async (screen.session, "j1/V1", "Tightened", NULL, ds_test_answer_cb, &answer));
  g_assert_true (get_view (&screen)->remedy_recorded);
  answer (&screen, "230");
  assert_at (&screen, "j1/N1");
}

/* The second tap of a double tap finds the next step on the screen; it must not answer it. */
static void
test_double_tap (void)
{
  g_auto (Screen) screen = { 0 };
  guint seq;

  begin (&screen);
  answer (&screen, "done");
  assert_at (&screen, "j1/V1");
  seq = ds_visit_session_get_seq (screen.session);
  act (&screen, "visit.next");
  act (&screen, "visit.next");
  assert_at (&screen, "j1/V1");
  gtk_widget_activate_action (GTK_WIDGET (screen.page), "visit.answer", "s", "230");
  ds_gui_wait (!ds_visit_session_is_busy (screen.session));
  g_assert_cmpuint (ds_visit_session_get_seq (screen.session), ==, seq);
  wait_a_while (&screen);
  act (&screen, "visit.next");
  assert_at (&screen, "j1/N1");
}

static void
test_same_answer (void)
{
  g_auto (Screen) screen = { 0 };
  guint seq;

  begin (&screen);
  answer (&screen, "done");
  wait_a_while (&screen);
  act (&screen, "visit.back");
  assert_at (&screen, "j1/S1");
  seq = ds_visit_session_get_seq (screen.session);
  answer (&screen, "done");
  g_assert_cmpuint (ds_visit_session_get_seq (screen.session), ==, seq);
  assert_at (&screen, "j1/V1");
}

static void
test_strip (void)
{
  g_auto (Screen) screen = { 0 };
  GtkWidget *strips;

  begin (&screen);
  strips = child_of (&screen, "strips");
  g_assert_false (gtk_widget_get_visible (strips));
  answer (&screen, "done");
  g_assert_true (gtk_widget_get_visible (strips));
  g_assert_true (ds_gui_has_words (strips, "Isolator is OFF"));
  wait_a_while (&screen);
  ds_gui_click (ds_gui_button (strips, "Restore"));
  assert_at (&screen, "j1/S2");
  answer (&screen, "done");
  g_assert_false (gtk_widget_get_visible (strips));
}

static void
test_undo (void)
{
  g_auto (Screen) screen = { 0 };

  begin (&screen);
  answer (&screen, "done");
  wait_a_while (&screen);
  act (&screen, "visit.undo");
  g_assert_cmpuint (ds_visit_session_get_done (screen.session), ==, 0);
  g_assert_false (gtk_widget_get_visible (child_of (&screen, "strips")));
  act (&screen, "visit.redo");
  g_assert_cmpuint (ds_visit_session_get_done (screen.session), ==, 1);
}

static void
test_locked (void)
{
  g_auto (Screen) screen = { 0 };

  begin (&screen);
  wait_a_while (&screen);
  g_assert_true (ds_visit_session_go_to (screen.session, "j1/V1"));
  g_assert_true (get_view (&screen)->locked);
  g_assert_true (ds_gui_has_words (step_child (&screen, "hint_box"), "First make it safe."));
  g_assert_true (gtk_widget_get_visible (step_child (&screen, "hint_button")));
  wait_a_while (&screen);
  act (&screen, "visit.go-to-lock");
  assert_at (&screen, "j1/S1");
}

/* Closing the window in the middle of a word asks nothing and loses nothing. */
static void
test_draft (void)
{
  g_auto (Screen) screen = { 0 };
  GtkWidget *entry;

  begin (&screen);
  answer (&screen, "done");
  entry = ds_gui_find (step_child (&screen, "dock"), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "22");
  close_screen (&screen);
  ds_app_fixture_reopen (screen.fixture);
  open_screen (&screen);
  assert_at (&screen, "j1/V1");
  g_assert_cmpstr (get_view (&screen)->draft, ==, "22");
  entry = ds_gui_find (step_child (&screen, "dock"), GTK_TYPE_ENTRY);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "22");
}

static void
test_parked (void)
{
  g_auto (Screen) screen = { 0 };

  begin (&screen);
  answer (&screen, "done");
  wait_a_while (&screen);
  ds_test_stage (screen.session, "park");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (child_of (&screen, "stack"))), ==, "wait");
  act (&screen, "visit.resume");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (child_of (&screen, "stack"))), ==, "step");
  assert_at (&screen, "j1/V1");
}

/* Moving between steps makes no widgets: an input is made once for its kind. */
static void
test_reuse (void)
{
  g_auto (Screen) screen = { 0 };
  GtkWidget *input;

  begin (&screen);
  input = gtk_stack_get_visible_child (GTK_STACK (step_child (&screen, "dock")));
  answer (&screen, "done");
  wait_a_while (&screen);
  g_assert_true (ds_visit_session_go_to (screen.session, "j1/S2"));
  g_assert_true (gtk_stack_get_visible_child (GTK_STACK (step_child (&screen, "dock"))) == input);
}

static void
add_tests (void)
{
  g_test_add_func ("/gui/visit/pass-moves-on", test_pass_moves_on);
  g_test_add_func ("/gui/visit/failure-stays", test_failure_stays);
  g_test_add_func ("/gui/visit/double-tap", test_double_tap);
  g_test_add_func ("/gui/visit/same-answer", test_same_answer);
  g_test_add_func ("/gui/visit/strip", test_strip);
  g_test_add_func ("/gui/visit/undo", test_undo);
  g_test_add_func ("/gui/visit/locked", test_locked);
  g_test_add_func ("/gui/visit/draft", test_draft);
  g_test_add_func ("/gui/visit/parked", test_parked);
  g_test_add_func ("/gui/visit/reuse", test_reuse);
}

int
main (int argc, char **argv)
{
  return ds_gui_run (argc, argv, add_tests);
}
