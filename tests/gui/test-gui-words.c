/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words: each machine word that orders, records and errors can hold has words in both languages. */
#include "ds-gui-fixture.h"

#include "ds-error-text.h"
#include "ds-install.h"
#include "ds-look.h"
#include "ds-words.h"

/* The words of the visit standard and of orders; what the shipped content uses is looked at besides. */
static const char *const services[] = { "inspection", "cleaning",     "installation", "repair", "retrofit",
                                        "delivery",   "return-visit", "conduct",      "audit",  NULL };
static const char *const kinds[] = {
  "household", "ac-split", "ac-cabinet", "water-heater-storage", "water-heater-gas", "washer", "fridge", "hood",
  "tv",        "gas-hob",  NULL
};
static const char *const stages[] = { "accepted", "departed", "arrived",  "started",
                                      "parked",   "resumed",  "finished", NULL };
static const char *const records[] = { "visit", "hazard", "progress", "opinion", "device", "training", "media", NULL };
static const char *const brings[] = { "tool", "material", "document", NULL };

static void
set_language (const char *language)
{
  g_autoptr (GSettings) settings = ds_gui_settings ();

  g_settings_set_string (settings, "language", language);
  g_assert_cmpstr (ds_look_apply_language (settings), ==, language);
  g_assert_cmpstr (ds_look_language (), ==, language);
}

static gboolean
has_chinese (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;
  return FALSE;
}

static void
check_word (const char *(*translate) (const char *word), const char *word)
{
  g_autofree char *english = NULL;

  set_language ("en");
  english = g_strdup (translate (word));
  if (has_chinese (english) || g_str_equal (english, word))
    g_error ("“%s” has no English words: “%s”", word, english);
  set_language ("zh_CN");
  if (!has_chinese (translate (word)))
    g_error ("“%s” (%s) has no Chinese words: “%s”", word, english, translate (word));
}

static void
check_words (const char *(*translate) (const char *word), const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    check_word (translate, words[i]);
}

static void
test_tables (void)
{
  check_words (ds_words_service, services);
  check_words (ds_words_kind, kinds);
  check_words (ds_words_stage_name, stages);
  check_words (ds_words_record, records);
  check_words (ds_words_bring_kind, brings);
  g_assert_cmpstr (ds_words_service ("unheard-of"), ==, "unheard-of");
  g_assert_cmpstr (ds_words_service (NULL), ==, "");
}

static void
test_enums (void)
{
  set_language ("zh_CN");
  for (DsOrderStage stage = DS_ORDER_STAGE_NEW; stage <= DS_ORDER_STAGE_CANCELLED; stage++)
    g_assert_true (has_chinese (ds_words_stage (stage)));
  for (DsOrderSection section = DS_ORDER_SECTION_OVERDUE; section < DS_ORDER_N_SECTIONS; section++)
    g_assert_true (has_chinese (ds_words_section (section)));
  set_language ("en");
  for (DsOrderStage stage = DS_ORDER_STAGE_NEW; stage <= DS_ORDER_STAGE_CANCELLED; stage++)
    for (DsOrderStage other = DS_ORDER_STAGE_NEW; other < stage; other++)
      g_assert_cmpstr (ds_words_stage (stage), !=, ds_words_stage (other));
  g_assert_cmpstr (ds_words_stage (DS_ORDER_STAGE_CANCELLED + 1), ==, "");
  g_assert_cmpstr (ds_words_section (DS_ORDER_N_SECTIONS), ==, "");
}

/* Each word that the content which is shipped uses. */
static void
test_content (void)
{
  g_autofree char *folder = ds_install_data_file ("checklists");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (DsJson) checklist = NULL;
    json_t *appliance;
    size_t i;

    if (!g_str_has_suffix (name, ".json"))
      continue;
    checklist = json_load_file (path, 0, NULL);
    g_assert_nonnull (checklist);
    check_word (ds_words_service, json_string_value (json_object_get (checklist, "service")));
    json_array_foreach (json_object_get (checklist, "appliances"), i, appliance)
      check_word (ds_words_kind, json_string_value (appliance));
    n++;
  }
  g_assert_cmpuint (n, >=, 5);
}

static void
test_errors (void)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);

  for (DsErrorCode code = DS_ERROR_FAILED; code <= DS_ERROR_CANCELLED; code++) {
    g_autoptr (GError) error = g_error_new_literal (DS_STORE_ERROR, (int) code, "The disk hummed.");
    g_autofree char *title = NULL;
    DsErrorText text;

    set_language ("en");
    text = ds_error_text (error);
    title = g_strdup (text.title);
    g_assert_cmpuint (strlen (text.title), >, 5);
    g_assert_true (g_str_has_suffix (text.advice, "."));
    g_assert_false (has_chinese (text.title));
    set_language ("zh_CN");
    text = ds_error_text (error);
    g_assert_true (has_chinese (text.title));
    g_assert_true (has_chinese (text.advice));
    /* A cancelled act is never shown; each other code has a title of its own. */
    if (code != DS_ERROR_CANCELLED && g_ptr_array_find_with_equal_func (titles, title, g_str_equal, NULL))
      g_error ("%s has the same title as another: %s", ds_error_code_name (code), title);
    g_ptr_array_add (titles, g_steal_pointer (&title));
  }
}

static void
test_error_lines (void)
{
  g_autoptr (GError) rule = g_error_new_literal (DS_APP_ERROR, DS_ERROR_STATE, "Set off first.");
  g_autoptr (GError) full = g_error_new_literal (DS_DB_ERROR, DS_ERROR_FULL, "SQLITE_FULL at page 7");
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "No space left on device");
  g_autofree char *rule_line = NULL;
  g_autofree char *full_line = NULL;
  g_autofree char *foreign_line = NULL;

  set_language ("en");
  rule_line = ds_error_line (rule);
  full_line = ds_error_line (full);
  foreign_line = ds_error_line (foreign);
  /* A rule's own words are for a person, a database's are not. */
  g_assert_nonnull (strstr (rule_line, "Set off first."));
  g_assert_null (strstr (full_line, "SQLITE"));
  g_assert_nonnull (strstr (full_line, "Free some space"));
  g_assert_cmpstr (foreign_line, ==, full_line);
}

static void
check_promise (int minutes, const char *words, const char *style)
{
  g_autofree char *text = ds_words_promise (minutes);

  g_assert_cmpstr (text, ==, words);
  g_assert_cmpstr (ds_words_promise_style (minutes), ==, style);
}

static void
test_promise (void)
{
  set_language ("en");
  check_promise (0, "0 min left", "hazard");
  check_promise (59, "59 min left", "hazard");
  check_promise (119, "1 h 59 min left", "hazard");
  check_promise (125, "2 h 05 min left", "pass");
  check_promise (-1, "Overdue by 1 min", "overdue");
  check_promise (-60, "Overdue by 1 h 00 min", "overdue");
  check_promise (2 * 24 * 60, "2 days left", "pass");
  check_promise (-3 * 24 * 60 - 5, "Overdue by 3 days", "overdue");
  check_promise (G_MAXINT, "", "pass");
  set_language ("zh_CN");
  g_autofree char *chinese = ds_words_promise (-3000);
  g_assert_true (has_chinese (chinese));
}

static void
test_join (void)
{
  static const char *const words[] = { "ac-split", "washer", "ac-split", NULL };
  static const char *const none[] = { NULL };
  g_autofree char *text = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *empty = NULL;
  g_autofree char *nothing = ds_words_join (NULL, ds_words_kind, ", ");

  set_language ("en");
  text = ds_words_join (words, ds_words_kind, ", ");
  plain = ds_words_join (words, NULL, " + ");
  empty = ds_words_join (none, ds_words_kind, ", ");
  g_assert_cmpstr (text, ==, "2 × Split air conditioner, Washing machine");
  g_assert_cmpstr (plain, ==, "2 × ac-split + washer");
  g_assert_cmpstr (empty, ==, "");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_when (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = NULL;
  g_autofree char *never = NULL;
  g_autofree char *old = NULL;

  set_language ("en");
  today = ds_words_when (g_date_time_to_unix (now) * G_USEC_PER_SEC);
  never = ds_words_when (0);
  old = ds_words_when (G_GINT64_CONSTANT (1000000000) * G_USEC_PER_SEC);
  g_assert_true (g_str_has_prefix (today, "today "));
  g_assert_cmpstr (never, ==, "never");
  g_assert_cmpstr (old, ==, "2001-09-09");
}

static void
add_tests (void)
{
  g_test_add_func ("/gui/words/when", test_when);
  g_test_add_func ("/gui/words/tables", test_tables);
  g_test_add_func ("/gui/words/enums", test_enums);
  g_test_add_func ("/gui/words/content", test_content);
  g_test_add_func ("/gui/words/errors", test_errors);
  g_test_add_func ("/gui/words/error-lines", test_error_lines);
  g_test_add_func ("/gui/words/promise", test_promise);
  g_test_add_func ("/gui/words/join", test_join);
}

int
main (int argc, char **argv)
{
  return ds_gui_run (argc, argv, add_tests);
}
