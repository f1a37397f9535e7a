/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inputs of steps, each by itself: what the person does becomes exactly one answer, and every control has a name. */
#include "ds-gui-fixture.h"

#include "ds-keypad.h"
#include "ds-sign-box.h"
#include "ds-step-input.h"
#include "ds-step-view-private.h"

/* What an input said, newest last. */
typedef struct {
  DsStepInput *input;
  DsStepView *view;
  GPtrArray *answers;
  GPtrArray *drafts;
  guint starts;
  guint stops;
  char *refusal;
} Probe;

static void
answer_cb (DsStepInput *input, const char *value, Probe *probe)
{
  g_ptr_array_add (probe->answers, g_strdup (value));
}

static void
draft_cb (DsStepInput *input, const char *text, Probe *probe)
{
  g_ptr_array_add (probe->drafts, g_strdup (text != NULL ? text : ""));
}

static void
timer_cb (DsStepInput *input, gboolean start, Probe *probe)
{
  if (start)
    probe->starts++;
  else
    probe->stops++;
}

static Probe *
new_probe (DsAnswerType type)
{
  Probe *probe = g_new0 (Probe, 1);

  probe->input = g_object_ref_sink (ds_step_input_new_for (type));
  probe->view = ds_step_view_new ();
  probe->view->input = type;
  probe->view->slot = g_strdup ("j1/X");
  probe->view->state = DS_SLOT_OPEN;
  probe->answers = g_ptr_array_new_with_free_func (g_free);
  probe->drafts = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (probe->input, "answer", G_CALLBACK (answer_cb), probe);
  g_signal_connect (probe->input, "draft", G_CALLBACK (draft_cb), probe);
  g_signal_connect (probe->input, "timer", G_CALLBACK (timer_cb), probe);
  return probe;
}

static void
free_probe (Probe *probe)
{
  g_assert_finalize_object (probe->input);
  ds_step_view_free (probe->view);
  g_ptr_array_unref (probe->answers);
  g_ptr_array_unref (probe->drafts);
  g_free (probe->refusal);
  g_free (probe);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Probe, free_probe)

static void
show (Probe *probe)
{
  ds_step_input_show (probe->input, NULL, probe->view);
}

static void
assert_answers (Probe *probe, guint n, const char *last)
{
  g_assert_cmpuint (probe->answers->len, ==, n);
  if (n > 0)
    g_assert_cmpstr (g_ptr_array_index (probe->answers, n - 1), ==, last);
}

/* An answer stands now, as after the act was committed. */
static void
set_value (Probe *probe, const char *value, DsSlotState state)
{
  g_free (probe->view->value);
  probe->view->value = g_strdup (value);
  probe->view->state = state;
  show (probe);
}

static void
add_option (Probe *probe, const char *id, const char *title, DsSeverity severity)
{
  DsStepOption *option = g_new0 (DsStepOption, 1);

  option->id = g_strdup (id);
  option->title = g_strdup (title);
  option->severity = severity;
  g_ptr_array_add (probe->view->options, option);
}

static GtkWidget *
child_of (Probe *probe, const char *id)
{
  return ds_gui_child (GTK_WIDGET (probe->input), id);
}

static void
test_check (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_CHECK);

  show (probe);
  ds_gui_click (child_of (probe, "button"));
  assert_answers (probe, 1, "done");
  set_value (probe, "done", DS_SLOT_PASSED);
  ds_gui_click (child_of (probe, "button"));
  g_assert_false (ds_step_input_submit (probe->input));
  assert_answers (probe, 1, "done");
  probe->view->stale = TRUE;
  show (probe);
  g_assert_true (ds_step_input_submit (probe->input));
  assert_answers (probe, 2, "done");
}

static void
test_yes_no (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_YES_NO);

  show (probe);
  g_assert_false (ds_step_input_submit (probe->input));
  ds_gui_click (child_of (probe, "yes_button"));
  assert_answers (probe, 1, "yes");
  ds_gui_click (child_of (probe, "no_button"));
  assert_answers (probe, 2, "no");
  g_assert_true (ds_step_input_take_key (probe->input, GDK_KEY_y));
  assert_answers (probe, 3, "yes");
  g_assert_false (ds_step_input_take_key (probe->input, GDK_KEY_x));
  set_value (probe, "no", DS_SLOT_FAILED);
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (child_of (probe, "no_button"))));
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (child_of (probe, "yes_button"))));
  /* After a remedy it is asked anew: the old answer is not offered as the new one. */
  probe->view->remedy_recorded = TRUE;
  show (probe);
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (child_of (probe, "no_button"))));
}

static void
test_choice (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_CHOICE);

  add_option (probe, "good", "Good", DS_SEVERITY_NONE);
  add_option (probe, "burnt", "Burnt", DS_SEVERITY_STOP);
  show (probe);
  g_assert_false (ds_step_input_submit (probe->input));
  g_assert_true (ds_gui_has_words (GTK_WIDGET (probe->input), "Stop"));
  g_assert_true (ds_step_input_take_key (probe->input, GDK_KEY_2));
  assert_answers (probe, 1, "burnt");
  g_assert_false (ds_step_input_take_key (probe->input, GDK_KEY_3));
  assert_answers (probe, 1, "burnt");
}

static void
test_multi (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_MULTI);

  add_option (probe, "a", "A", DS_SEVERITY_NONE);
  add_option (probe, "b", "B", DS_SEVERITY_NONE);
  add_option (probe, "c", "C", DS_SEVERITY_NONE);
  probe->view->multi_min = 2;
  show (probe);
  g_assert_false (gtk_widget_is_sensitive (child_of (probe, "record_button")));
  ds_step_input_take_key (probe->input, GDK_KEY_3);
  g_assert_false (ds_step_input_submit (probe->input));
  ds_step_input_take_key (probe->input, GDK_KEY_1);
  assert_answers (probe, 0, NULL);
  ds_gui_click (child_of (probe, "record_button"));
  assert_answers (probe, 1, "a,c");
}

/* Next on a list nobody touched is no answer "none of these"; the button Record is. */
static void
test_multi_none (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_MULTI);

  add_option (probe, "a", "A", DS_SEVERITY_NONE);
  show (probe);
  g_assert_false (ds_step_input_submit (probe->input));
  ds_gui_click (child_of (probe, "record_button"));
  assert_answers (probe, 1, "");
}

static void
type_keys (DsKeypad *keypad, const char *keys)
{
  for (const char *key = keys; *key != '\0'; key++)
    ds_keypad_type (keypad, *key);
}

static const char *
number_text (Probe *probe)
{
  return gtk_editable_get_text (GTK_EDITABLE (child_of (probe, "entry")));
}

static void
test_number (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_NUMBER);
  DsKeypad *keypad;

  probe->view->unit = g_strdup ("V");
  probe->view->decimals = 1;
  show (probe);
  keypad = DS_KEYPAD (child_of (probe, "keypad"));
  type_keys (keypad, "23.0.5");
  g_assert_cmpstr (number_text (probe), ==, "23.05");
  type_keys (keypad, "\b\b\b");
  type_keys (keypad, "0.50");
  g_assert_cmpstr (number_text (probe), ==, "230.50");
  type_keys (keypad, "-");
  g_assert_cmpstr (number_text (probe), ==, "-230.50");
  type_keys (keypad, "-");
  g_assert_cmpuint (probe->drafts->len, >, 0);
  g_assert_cmpstr (g_ptr_array_index (probe->drafts, probe->drafts->len - 1), ==, "230.50");
  g_signal_emit_by_name (keypad, "record");
  assert_answers (probe, 1, "230.50");
}

static void
test_number_again (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_NUMBER);

  set_value (probe, "251", DS_SLOT_FAILED);
  g_assert_cmpstr (number_text (probe), ==, "251");
  g_assert_false (ds_step_input_submit (probe->input));
  g_assert_false (gtk_revealer_get_reveal_child (GTK_REVEALER (child_of (probe, "keys"))));
  /* Measured again after the remedy: the field is empty, and the same value is an answer. */
  probe->view->remedy_recorded = TRUE;
  show (probe);
  g_assert_cmpstr (number_text (probe), ==, "");
  gtk_editable_set_text (GTK_EDITABLE (child_of (probe, "entry")), "251");
  g_assert_true (ds_step_input_submit (probe->input));
  assert_answers (probe, 1, "251");
}

static void
test_number_draft (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_NUMBER);

  probe->view->draft = g_strdup ("22");
  show (probe);
  g_assert_cmpstr (number_text (probe), ==, "22");
  /* Showing is not typing. */
  g_assert_cmpuint (probe->drafts->len, ==, 0);
  g_assert_true (ds_step_input_submit (probe->input));
  assert_answers (probe, 1, "22");
}

static void
test_text (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_TEXT);
  GtkEditable *entry;

  probe->view->max_chars = 10;
  show (probe);
  entry = GTK_EDITABLE (child_of (probe, "entry"));
  gtk_editable_set_text (entry, "  ");
  g_assert_false (ds_step_input_submit (probe->input));
  gtk_editable_set_text (entry, " 空调 low ");
  g_assert_true (ds_step_input_submit (probe->input));
  assert_answers (probe, 1, "空调 low");
}

static void
test_scan (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_SCAN);

  show (probe);
  gtk_editable_set_text (GTK_EDITABLE (child_of (probe, "entry")), " aa8v 0012b ");
  ds_gui_click (child_of (probe, "record_button"));
  assert_answers (probe, 1, "AA8V0012B");
}

static void
test_timer (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_TIMER);

  probe->view->timer_minutes = 15;
  show (probe);
  g_assert_cmpstr (ds_gui_label (GTK_WIDGET (probe->input), "time"), ==, "15:00");
  ds_gui_click (child_of (probe, "button"));
  g_assert_cmpuint (probe->starts, ==, 1);
  probe->view->timer_started_us = 1;
  probe->view->timer_remaining_s = 61;
  show (probe);
  g_assert_cmpstr (ds_gui_label (GTK_WIDGET (probe->input), "time"), ==, "01:01");
  g_assert_false (gtk_widget_is_sensitive (child_of (probe, "button")));
  g_assert_false (ds_step_input_submit (probe->input));
  probe->view->timer_remaining_s = 0;
  show (probe);
  g_assert_true (ds_step_input_submit (probe->input));
  g_assert_cmpuint (probe->stops, ==, 1);
}

static void
test_date (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_DATE);
  g_autoptr (GDateTime) day = g_date_time_new_local (2026, 2, 3, 12, 0, 0);

  show (probe);
  g_assert_false (ds_step_input_submit (probe->input));
  gtk_calendar_select_day (GTK_CALENDAR (child_of (probe, "calendar")), day);
  g_assert_true (ds_step_input_submit (probe->input));
  assert_answers (probe, 1, "2026-02-03");
  set_value (probe, "2026-02-03", DS_SLOT_PASSED);
  g_assert_false (ds_step_input_submit (probe->input));
}

static void
test_computed (void)
{
  g_autoptr (Probe) probe = new_probe (DS_ANSWER_COMPUTED);

  probe->view->value_text = g_strdup ("8.5 K");
  show (probe);
  g_assert_cmpstr (ds_gui_label (GTK_WIDGET (probe->input), "value"), ==, "8.5 K");
  g_assert_false (ds_step_input_submit (probe->input));
  g_assert_false (ds_step_input_take_focus (probe->input));
}

static gboolean
is_named (GtkWidget *widget)
{
  g_autofree char *name = ds_gui_name (widget);

  if (name != NULL)
    return TRUE;
  /* A button with words on it is named by them. */
  return GTK_IS_BUTTON (widget) && ds_gui_find (widget, GTK_TYPE_LABEL) != NULL;
}

static void
check_names (GtkWidget *widget)
{
  gboolean control = GTK_IS_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_LEVEL_BAR (widget);

  if (control && gtk_widget_get_visible (widget) && !is_named (widget))
    g_error ("A %s has no accessible name", G_OBJECT_TYPE_NAME (widget));
  /* Inside a calendar or an entry the names are GTK's own. */
  if (GTK_IS_CALENDAR (widget) || GTK_IS_ENTRY (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_names (void)
{
  for (DsAnswerType type = DS_ANSWER_CHECK; type <= DS_ANSWER_COMPUTED; type++) {
    g_autoptr (Probe) probe = new_probe (type);
    add_option (probe, "a", "A", DS_SEVERITY_NONE);
    show (probe);
    check_names (GTK_WIDGET (probe->input));
  }
}

static void
add_tests (void)
{
  g_test_add_func ("/gui/inputs/check", test_check);
  g_test_add_func ("/gui/inputs/yes-no", test_yes_no);
  g_test_add_func ("/gui/inputs/choice", test_choice);
  g_test_add_func ("/gui/inputs/multi", test_multi);
  g_test_add_func ("/gui/inputs/multi-none", test_multi_none);
  g_test_add_func ("/gui/inputs/number", test_number);
  g_test_add_func ("/gui/inputs/number-again", test_number_again);
  g_test_add_func ("/gui/inputs/number-draft", test_number_draft);
  g_test_add_func ("/gui/inputs/text", test_text);
  g_test_add_func ("/gui/inputs/scan", test_scan);
  g_test_add_func ("/gui/inputs/timer", test_timer);
  g_test_add_func ("/gui/inputs/date", test_date);
  g_test_add_func ("/gui/inputs/computed", test_computed);
  g_test_add_func ("/gui/inputs/names", test_names);
}

int
main (int argc, char **argv)
{
  return ds_gui_run (argc, argv, add_tests);
}
