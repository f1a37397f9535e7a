/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-test.h"

#include "ds-json.h"

#include <string.h>

static const DsJsonLimits SMALL = { 4096, 8 };

static DsJson *
parse (const char *text, GError **error)
{
  return ds_json_parse (text, strlen (text), &SMALL, error);
}

static void
test_accepts (void)
{
  static const char *const texts[] = { "{}",
                                       "[]",
                                       " { \"a\" : [ 1 , -2.5e3, true, null ] } \n",
                                       "{\"王\":\"\\u738b\\ud83d\\ude00\\n\\t\\r\"}",
                                       "[[[[[[[[1]]]]]]]]",
                                       "{\"s\":\"[[[[[[[[[[[[{{{{{{{{{{\"}",
                                       "[\"\\\"]]\"]",
                                       NULL };

  for (guint i = 0; texts[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (DsJson) value = parse (texts[i], &error);

    g_assert_no_error (error);
    g_assert_nonnull (value);
  }
}

static void
test_refuses (void)
{
  static const char *const texts[] = { "",
                                       " ",
                                       "7",
                                       "\"text\"",
                                       "null",
                                       "{",
                                       "[1,]",
                                       "{\"a\":1,}",
                                       "{\"a\":1,\"a\":2}",
                                       "{a:1}",
                                       "{'a':1}",
                                       "[1] // comment",
                                       "[1][2]",
                                       "[NaN]",
                                       "[01]",
                                       "[1.]",
                                       "[+1]",
                                       "[\"\\u0000\"]",
                                       "[\"\\u001b\"]",
                                       "[\"\\u0085\"]",
                                       "[\"\\b\"]",
                                       "[\"a\nb\"]",
                                       "[\"\x7f\"]",
                                       "[\"\xc2\x85\"]",
                                       "[\"\xff\"]",
                                       "[\"\xed\xa0\x80\"]",
                                       "[\"\\ud800\"]",
                                       "\xef\xbb\xbf[]",
                                       "[\"open",
                                       "[\"open\\",
                                       "[99999999999999999999]",
                                       "[1e999]",
                                       NULL };

  for (guint i = 0; texts[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (DsJson) value = parse (texts[i], &error);

    g_test_message ("%u", i);
    g_assert_null (value);
    ds_test_assert_error (error, DS_ERROR_INVALID);
  }
}

static void
test_nul_inside (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_json_parse ("[1]\0[2]", 7, &SMALL, &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
  g_assert_null (ds_json_parse ("[\"a\0b\"]", 7, &SMALL, &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
}

static void
test_limits (void)
{
  g_autofree char *deep = g_strnfill (9, '[');
  g_autofree char *deepest = g_strnfill (4000, '[');
  g_autofree char *large = g_strnfill (5000, ' ');
  GString *many = g_string_new ("[");
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (deep, &error));
  ds_test_assert_error (error, DS_ERROR_LIMIT);
  g_assert_null (parse (deepest, &error));
  ds_test_assert_error (error, DS_ERROR_LIMIT);
  g_assert_null (parse (large, &error));
  ds_test_assert_error (error, DS_ERROR_LIMIT);
  for (guint i = 0; i < 1000; i++)
    g_string_append (many, "{},");
  g_string_append (many, "1]");
  g_assert_null (parse (many->str, &error));
  ds_test_assert_error (error, DS_ERROR_LIMIT);
  g_string_free (many, TRUE);
}

static void
test_place_of_an_error (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse ("{\n  \"a\": 1,\n  \"b\": \"\\u0007\"\n}", &error));
  g_assert_nonnull (strstr (error->message, "Line 3, column 9"));
}

static void
test_lines (void)
{
  g_autoptr (DsJson) value = ds_test_json ("{'z':'0.30','a':[1,{'名':'王\\n'}]}");
  g_autofree char *line = NULL;
  g_autofree char *pretty = ds_json_to_pretty (value);
  gsize size = 0;

  line = ds_json_to_line (value, &size);
  g_assert_cmpstr (line, ==, "{\"z\":\"0.30\",\"a\":[1,{\"名\":\"王\\n\"}]}");
  g_assert_cmpuint (size, ==, strlen (line));
  g_assert_true (g_str_has_suffix (pretty, "}\n"));
  g_assert_nonnull (strstr (pretty, "\n  \"z\""));
}

/* Whatever bytes come, it answers; and what it accepts once it accepts again from its own line. */
static void
test_random_bytes (void)
{
  static const char pieces[] = "{}[]\",:\\ntfu0123456789.eE+- ab\xe7\x8e\x8b\xff\n";
  g_autoptr (GRand) rand = g_rand_new_with_seed (ds_test_seed ());

  for (guint i = 0; i < 20000; i++) {
    char text[40];
    gsize size = (gsize) g_rand_int_range (rand, 0, sizeof text);
    g_autoptr (DsJson) value = NULL;

    for (gsize j = 0; j < size; j++)
      text[j] = pieces[g_rand_int_range (rand, 0, sizeof pieces)];
    if (size > 0)
      text[0] = g_rand_boolean (rand) ? '[' : '{';
    value = ds_json_parse (text, size, &SMALL, NULL);
    if (value != NULL) {
      g_autofree char *line = ds_json_to_line (value, NULL);
      g_autoptr (DsJson) again = parse (line, NULL);

      g_assert_nonnull (again);
      g_assert_true (json_equal (value, again));
    }
  }
}

static const char *
problem_at (DsJsonReader *reader, guint i)
{
  return ((DsJsonProblem *) g_ptr_array_index (ds_json_reader_problems (reader), i))->message;
}

static const char *
path_at (DsJsonReader *reader, guint i)
{
  return ((DsJsonProblem *) g_ptr_array_index (ds_json_reader_problems (reader), i))->path;
}

static void
test_reader (void)
{
  g_autoptr (DsJson) value = ds_test_json ("{'name':'x','n':5,'on':true,'d':'0.30','list':[],'o':{}}");
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (10);
  DsDecimal decimal = { 0, 0 };
  gint64 n = 0;

  g_assert_cmpstr (ds_json_reader_string (reader, value, "name", TRUE), ==, "x");
  g_assert_true (ds_json_reader_integer (reader, value, "n", TRUE, 0, 10, &n));
  g_assert_cmpint (n, ==, 5);
  g_assert_true (ds_json_reader_boolean (reader, value, "on", FALSE));
  g_assert_true (ds_json_reader_boolean (reader, value, "missing", TRUE));
  g_assert_true (ds_json_reader_decimal (reader, value, "d", TRUE, &decimal));
  g_assert_cmpint (decimal.scale, ==, 2);
  g_assert_nonnull (ds_json_reader_array (reader, value, "list", TRUE));
  g_assert_nonnull (ds_json_reader_object (reader, value, "o", TRUE));
  g_assert_null (ds_json_reader_any (reader, value, "none", FALSE));
  g_assert_false (ds_json_reader_has_problems (reader));
  g_assert_true (ds_json_reader_to_error (reader, DS_BASE_ERROR, NULL));
}

static void
test_reader_problems (void)
{
  static const char *const known[] = { "name", "decimals", NULL };
  g_autoptr (DsJson) value = ds_test_json ("{'name':7,'decimls':1,'d':0.30,'n':99,'zebra':1}");
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (20);
  g_autoptr (GError) error = NULL;
  DsDecimal decimal = { 5, 0 };
  gint64 n = 3;

  ds_json_reader_push_member (reader, "sections");
  ds_json_reader_push_index (reader, 2);
  g_assert_null (ds_json_reader_string (reader, value, "name", TRUE));
  g_assert_cmpstr (path_at (reader, 0), ==, "sections[2].name");
  g_assert_null (ds_json_reader_string (reader, value, "title", TRUE));
  g_assert_nonnull (strstr (problem_at (reader, 1), "missing"));
  g_assert_false (ds_json_reader_decimal (reader, value, "d", TRUE, &decimal));
  g_assert_nonnull (strstr (problem_at (reader, 2), "\"0.30\""));
  g_assert_false (ds_json_reader_integer (reader, value, "n", TRUE, 0, 10, &n));
  g_assert_nonnull (strstr (problem_at (reader, 3), "0 to 10"));
  g_assert_cmpint (n, ==, 3);
  g_assert_cmpint (decimal.coefficient, ==, 5);
  ds_json_reader_finish_object (reader, value, known);
  g_assert_nonnull (strstr (problem_at (reader, 4), "decimals"));
  g_assert_cmpuint (ds_json_reader_problems (reader)->len, ==, 8);
  ds_json_reader_pop (reader);
  ds_json_reader_pop (reader);
  ds_json_reader_problem (reader, NULL, "at the top");
  g_assert_cmpstr (path_at (reader, 8), ==, "");
  g_assert_false (ds_json_reader_to_error (reader, DS_MODEL_ERROR, &error));
  g_assert_true (g_str_has_prefix (error->message, "sections[2].name: "));
  ds_test_assert_error (error, DS_ERROR_INVALID);
}

static void
test_reader_of_no_object (void)
{
  g_autoptr (DsJson) value = ds_test_json ("[1]");
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (3);

  g_assert_null (ds_json_reader_string (reader, value, "a", TRUE));
  g_assert_null (ds_json_reader_string (reader, value, "b", TRUE));
  g_assert_cmpuint (ds_json_reader_problems (reader)->len, ==, 1);
  g_assert_null (ds_json_reader_string (reader, NULL, "c", TRUE));
  g_assert_cmpuint (ds_json_reader_problems (reader)->len, ==, 1);
  for (guint i = 0; i < 10; i++)
    ds_json_reader_problem (reader, NULL, "problem %u", i);
  g_assert_cmpuint (ds_json_reader_problems (reader)->len, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/json/accepts", test_accepts);
  g_test_add_func ("/base/json/refuses", test_refuses);
  g_test_add_func ("/base/json/nul", test_nul_inside);
  g_test_add_func ("/base/json/limits", test_limits);
  g_test_add_func ("/base/json/place", test_place_of_an_error);
  g_test_add_func ("/base/json/lines", test_lines);
  g_test_add_func ("/base/json/random-bytes", test_random_bytes);
  g_test_add_func ("/base/json-reader/reads", test_reader);
  g_test_add_func ("/base/json-reader/problems", test_reader_problems);
  g_test_add_func ("/base/json-reader/no-object", test_reader_of_no_object);
  return g_test_run ();
}
