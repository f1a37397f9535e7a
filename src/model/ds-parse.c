/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-parse-private.h"

#include "ds-appliance.h"
#include "ds-error.h"

#include <string.h>

#define ID_MAX_CHARS 64

int
ds_parse_words_find (DsWords words, const char *word)
{
  for (int i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return i;
  return -1;
}

gboolean
ds_parse_id_is_valid (const char *text)
{
  gsize n = 0;

  if (!g_ascii_isalnum (text[0]))
    return FALSE;
  for (; text[n] != '\0'; n++)
    if (!g_ascii_isalnum (text[n]) && text[n] != '.' && text[n] != '_' && text[n] != '-')
      return FALSE;
  return n <= ID_MAX_CHARS;
}

gboolean
ds_parse_date_is_valid (const char *text)
{
  static const char shape[] = "dddd-dd-dd";
  guint numbers[3] = { 0, 0, 0 };
  guint part = 0;

  for (guint i = 0; i < G_N_ELEMENTS (shape); i++) {
    if (shape[i] == 'd' ? !g_ascii_isdigit (text[i]) : text[i] != shape[i])
      return FALSE;
    if (shape[i] == 'd')
      numbers[part] = numbers[part] * 10 + (guint) (text[i] - '0');
    else
      part++;
  }
  return numbers[0] > 0 && g_date_valid_dmy ((GDateDay) numbers[2], (GDateMonth) numbers[1], (GDateYear) numbers[0]);
}

char *
ds_parse_join (DsWords words)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++) {
    if (i > 0)
      g_string_append (joined, words[i + 1] == NULL ? " or " : ", ");
    g_string_append_printf (joined, "“%s”", words[i]);
  }
  return g_string_free (joined, FALSE);
}

static gboolean
check_id (DsParse *self, const char *key, const char *text)
{
  if (ds_parse_id_is_valid (text))
    return TRUE;
  ds_json_reader_problem (self->reader, key,
                          "“%.80s” cannot be a name here; use 1 to 64 letters, digits, points, underscores or "
                          "hyphens, beginning with a letter or digit",
                          text);
  return FALSE;
}

const char *
ds_parse_id (DsParse *self, json_t *object, const char *key, gboolean required)
{
  const char *text = ds_json_reader_string (self->reader, object, key, required);

  if (text == NULL || !check_id (self, key, text))
    return NULL;
  return ds_arena_copy (self->arena, text);
}

static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isspace (*text))
      return FALSE;
  return TRUE;
}

static gboolean
check_string (DsParse *self, const char *key, const char *text, guint max_chars)
{
  if (is_blank (text)) {
    ds_json_reader_problem (self->reader, key, "this is empty; write a text, or leave the member out if it may be");
    return FALSE;
  }
  /* Counting characters is only needed where the bytes could be too many. */
  if (strlen (text) > max_chars && g_utf8_strlen (text, -1) > (glong) max_chars) {
    ds_json_reader_problem (self->reader, key, "this has %ld characters; at most %u are allowed",
                            g_utf8_strlen (text, -1), max_chars);
    return FALSE;
  }
  return TRUE;
}

const char *
ds_parse_string (DsParse *self, json_t *object, const char *key, gboolean required, guint max_chars)
{
  const char *text = ds_json_reader_string (self->reader, object, key, required);

  if (text == NULL || !check_string (self, key, text, max_chars))
    return NULL;
  return ds_arena_copy (self->arena, text);
}

gboolean
ds_parse_text_value (DsParse *self, json_t *value, DsText *ret_text)
{
  static const char *const known[] = { "en", "zh_CN", NULL };
  DsText text = { NULL, NULL };

  if (!json_is_object (value)) {
    ds_json_reader_problem (self->reader, NULL,
                            "this must be a text in both languages: {\"en\": \"…\", \"zh_CN\": \"…\"}");
    return FALSE;
  }
  text.en = (char *) ds_parse_string (self, value, "en", TRUE, DS_TEXT_MAX_CHARS);
  text.zh_cn = (char *) ds_parse_string (self, value, "zh_CN", TRUE, DS_TEXT_MAX_CHARS);
  if (json_object_size (value) != 2)
    ds_json_reader_finish_object (self->reader, value, known);
  if (text.en == NULL || text.zh_cn == NULL)
    return FALSE;
  *ret_text = text;
  return TRUE;
}

gboolean
ds_parse_text (DsParse *self, json_t *object, const char *key, gboolean required, DsText *ret_text)
{
  json_t *value = ds_json_reader_any (self->reader, object, key, required);
  gboolean right;

  if (value == NULL)
    return FALSE;
  ds_json_reader_push_member (self->reader, key);
  right = ds_parse_text_value (self, value, ret_text);
  ds_json_reader_pop (self->reader);
  return right;
}

static int
find_word (DsParse *self, const char *key, const char *text, DsWords words)
{
  int found = ds_parse_words_find (words, text);

  if (found < 0) {
    g_autofree char *choices = ds_parse_join (words);

    ds_json_reader_problem (self->reader, key, "“%.80s” is not known here; use %s", text, choices);
  }
  return found;
}

int
ds_parse_word (DsParse *self, json_t *object, const char *key, gboolean required, DsWords words, int fallback)
{
  const char *text = ds_json_reader_string (self->reader, object, key, required);
  int found = text != NULL ? find_word (self, key, text, words) : -1;

  return found >= 0 ? found : fallback;
}

guint
ds_parse_word_bits (DsParse *self, json_t *object, const char *key, DsWords words)
{
  guint n;
  json_t *list = ds_parse_array (self, object, key, FALSE, (DsParseRange){ 1, 31 }, &n);
  guint bits = 0;

  ds_json_reader_push_member (self->reader, key);
  for (guint i = 0; i < n; i++) {
    const char *text = json_string_value (json_array_get (list, i));
    int found;

    ds_json_reader_push_index (self->reader, i);
    if (text == NULL)
      ds_json_reader_problem (self->reader, NULL, "this must be a text");
    found = text != NULL ? find_word (self, NULL, text, words) : -1;
    if (found >= 0 && (bits & (1u << found)) != 0)
      ds_json_reader_problem (self->reader, NULL, "“%s” stands here twice; remove one", text);
    bits |= found >= 0 ? 1u << found : 0;
    ds_json_reader_pop (self->reader);
  }
  ds_json_reader_pop (self->reader);
  return bits;
}

guint
ds_parse_integer (DsParse *self, json_t *object, const char *key, guint min, guint max, int fallback)
{
  gint64 value = fallback;

  /* A negative fallback means that there is none: the member is required. */
  if (!ds_json_reader_integer (self->reader, object, key, fallback < 0, min, max, &value))
    return (guint) MAX (fallback, 0);
  return (guint) value;
}

gboolean
ds_parse_decimal (DsParse *self, json_t *object, const char *key, gboolean required, DsDecimal *ret_value)
{
  DsDecimal value;
  const char *text;
  const char *digits;

  if (!ds_json_reader_decimal (self->reader, object, key, required, &value))
    return FALSE;
  text = json_string_value (json_object_get (object, key));
  digits = text[0] == '-' ? text + 1 : text;
  if (digits[0] == '+' || (digits[0] == '0' && g_ascii_isdigit (digits[1]))) {
    ds_json_reader_problem (self->reader, key, "write “%.30s” without a plus sign and without leading zeros", text);
    return FALSE;
  }
  *ret_value = value;
  return TRUE;
}

json_t *
ds_parse_array (DsParse *self, json_t *object, const char *key, gboolean required, DsParseRange size, guint *ret_n)
{
  json_t *list = ds_json_reader_array (self->reader, object, key, required);

  *ret_n = 0;
  if (list == NULL)
    return NULL;
  if (json_array_size (list) < size.min)
    ds_json_reader_problem (self->reader, key, "this list needs at least %u member%s", size.min,
                            size.min == 1 ? "" : "s");
  if (json_array_size (list) > size.max) {
    ds_json_reader_problem (self->reader, key, "this list has %" G_GSIZE_FORMAT " members; at most %u are allowed",
                            json_array_size (list), size.max);
    return NULL;
  }
  *ret_n = (guint) json_array_size (list);
  return list;
}

const char **
ds_parse_ids (DsParse *self, json_t *object, const char *key, gboolean required, guint max)
{
  guint n;
  json_t *list = ds_parse_array (self, object, key, required, (DsParseRange){ required ? 1 : 0, max }, &n);
  const char **ids = ds_arena_array (self->arena, const char *, n + 1);
  guint count = 0;

  ds_json_reader_push_member (self->reader, key);
  for (guint i = 0; i < n; i++) {
    const char *text = json_string_value (json_array_get (list, i));

    ds_json_reader_push_index (self->reader, i);
    if (text == NULL)
      ds_json_reader_problem (self->reader, NULL, "this must be a text");
    else if (g_strv_contains (ids, text))
      ds_json_reader_problem (self->reader, NULL, "“%.80s” stands here twice; remove one", text);
    else if (check_id (self, NULL, text))
      ids[count++] = ds_arena_copy (self->arena, text);
    ds_json_reader_pop (self->reader);
  }
  ds_json_reader_pop (self->reader);
  return ids;
}

static void
parse_basis_item (DsParse *self, json_t *object, DsBasis *basis)
{
  static const char *const known[] = { "id", "standard", "clause", "edition", "confidence", "note", NULL };
  static const char *const confidences[] = { "high", "medium", "house", NULL };

  basis->id = ds_parse_id (self, object, "id", TRUE);
  basis->standard = ds_parse_string (self, object, "standard", TRUE, 200);
  basis->clause = ds_parse_string (self, object, "clause", FALSE, 100);
  basis->edition = ds_parse_string (self, object, "edition", FALSE, 50);
  basis->confidence = confidences[ds_parse_word (self, object, "confidence", TRUE, confidences, 2)];
  ds_parse_text (self, object, "note", FALSE, &basis->note);
  ds_json_reader_finish_object (self->reader, object, known);
}

DsBasis *
ds_parse_basis (DsParse *self, json_t *object, guint *ret_n)
{
  json_t *list = ds_parse_array (self, object, "basis", FALSE, (DsParseRange){ 0, 200 }, ret_n);
  DsBasis *basis = ds_arena_array (self->arena, DsBasis, *ret_n);

  ds_json_reader_push_member (self->reader, "basis");
  for (guint i = 0; i < *ret_n; i++) {
    ds_json_reader_push_index (self->reader, i);
    parse_basis_item (self, json_array_get (list, i), &basis[i]);
    for (guint j = 0; j < i; j++)
      if (g_strcmp0 (basis[i].id, basis[j].id) == 0 && basis[i].id != NULL)
        ds_json_reader_problem (self->reader, "id", "“%s” is already the name of another basis", basis[i].id);
    ds_json_reader_pop (self->reader);
  }
  ds_json_reader_pop (self->reader);
  return basis;
}

const char **
ds_parse_appliances (DsParse *self, json_t *object)
{
  const char **kinds = ds_parse_ids (self, object, "appliances", TRUE, 40);

  for (guint i = 0; kinds[i] != NULL; i++)
    if (ds_appliance_kind_find (kinds[i]) == NULL) {
      g_autofree const char **words = NULL;
      g_autofree char *choices = NULL;
      guint n;
      const DsApplianceKind *all = ds_appliance_kinds (&n);

      words = g_new0 (const char *, n + 1);
      for (guint j = 0; j < n; j++)
        words[j] = all[j].id;
      choices = ds_parse_join (words);
      ds_json_reader_problem (self->reader, "appliances", "“%s” is no kind of appliance; use %s", kinds[i], choices);
    }
  return kinds;
}

void
ds_parse_format (DsParse *self, json_t *object, const char *format)
{
  const char *text = ds_json_reader_string (self->reader, object, "format", TRUE);

  if (text != NULL && !g_str_equal (text, format))
    ds_json_reader_problem (self->reader, "format", "“%.80s” is not understood; this reader knows “%s”", text, format);
}

json_t *
ds_parse_load (DsJsonReader *reader, const char *data, gsize size, const DsJsonLimits *limits, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (DsJson) value = ds_json_parse (data, size, limits, &problem);

  if (value == NULL) {
    ds_json_reader_problem (reader, NULL, "%s", problem->message);
    g_set_error_literal (error, DS_MODEL_ERROR, problem->code, problem->message);
    return NULL;
  }
  if (!json_is_object (value)) {
    ds_json_reader_problem (reader, NULL, "the text must be one JSON object, but it is a list");
    ds_json_reader_to_error (reader, DS_MODEL_ERROR, error);
    return NULL;
  }
  return g_steal_pointer (&value);
}

gboolean
ds_parse_finish (DsJsonReader *reader, GPtrArray **ret_problems, GError **error)
{
  if (!ds_json_reader_has_problems (reader))
    return TRUE;
  if (error != NULL && *error == NULL)
    ds_json_reader_to_error (reader, DS_MODEL_ERROR, error);
  if (ret_problems != NULL)
    *ret_problems = g_ptr_array_ref (ds_json_reader_problems (reader));
  return FALSE;
}
