/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-json.h"

#include "ds-error.h"

#include <string.h>

struct _DsJsonReader {
  GString *path;
  GArray *marks; /* lengths of @path to return to */
  GPtrArray *problems;
  guint max_problems;
};

static void
free_problem (gpointer data)
{
  DsJsonProblem *problem = data;

  g_free (problem->path);
  g_free (problem->message);
  g_free (problem);
}

DsJsonReader *
ds_json_reader_new (guint max_problems)
{
  DsJsonReader *self = g_new0 (DsJsonReader, 1);

  g_assert (max_problems > 0);
  self->path = g_string_new (NULL);
  self->marks = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->problems = g_ptr_array_new_with_free_func (free_problem);
  self->max_problems = max_problems;
  return self;
}

void
ds_json_reader_free (DsJsonReader *self)
{
  if (self == NULL)
    return;
  g_string_free (self->path, TRUE);
  g_array_unref (self->marks);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

static void
append_member (GString *path, const char *key)
{
  if (path->len > 0)
    g_string_append_c (path, '.');
  g_string_append (path, key);
}

void
ds_json_reader_push_member (DsJsonReader *self, const char *key)
{
  g_array_append_val (self->marks, self->path->len);
  append_member (self->path, key);
}

void
ds_json_reader_push_index (DsJsonReader *self, gsize index)
{
  g_array_append_val (self->marks, self->path->len);
  g_string_append_printf (self->path, "[%" G_GSIZE_FORMAT "]", index);
}

void
ds_json_reader_pop (DsJsonReader *self)
{
  g_assert (self->marks->len > 0);
  g_string_truncate (self->path, g_array_index (self->marks, gsize, self->marks->len - 1));
  g_array_set_size (self->marks, self->marks->len - 1);
}

static gboolean
is_repeated (DsJsonReader *self, const char *path, const char *message)
{
  DsJsonProblem *last;

  if (self->problems->len == 0)
    return FALSE;
  last = g_ptr_array_index (self->problems, self->problems->len - 1);
  return g_str_equal (last->path, path) && g_str_equal (last->message, message);
}

void
ds_json_reader_problem (DsJsonReader *self, const char *key, const char *format, ...)
{
  g_autoptr (GString) path = NULL;
  g_autofree char *message = NULL;
  DsJsonProblem *problem;
  va_list arguments;

  if (self->problems->len >= self->max_problems)
    return;
  path = g_string_new (self->path->str);
  if (key != NULL)
    append_member (path, key);
  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* Every member asked of something that is not an object would say the same again. */
  if (is_repeated (self, path->str, message))
    return;
  problem = g_new0 (DsJsonProblem, 1);
  problem->path = g_strdup (path->str);
  problem->message = g_steal_pointer (&message);
  g_ptr_array_add (self->problems, problem);
}

gboolean
ds_json_reader_has_problems (DsJsonReader *self)
{
  return self->problems->len > 0;
}

GPtrArray *
ds_json_reader_problems (DsJsonReader *self)
{
  return self->problems;
}

gboolean
ds_json_reader_to_error (DsJsonReader *self, GQuark domain, GError **error)
{
  DsJsonProblem *first;

  if (self->problems->len == 0)
    return TRUE;
  first = g_ptr_array_index (self->problems, 0);
  if (first->path[0] == '\0')
    g_set_error_literal (error, domain, DS_ERROR_INVALID, first->message);
  else
    g_set_error (error, domain, DS_ERROR_INVALID, "%s: %s", first->path, first->message);
  return FALSE;
}

static const char *
name_type (const json_t *value)
{
  switch (json_typeof (value)) {
  case JSON_OBJECT:
    return "an object";
  case JSON_ARRAY:
    return "a list";
  case JSON_STRING:
    return "a text";
  case JSON_INTEGER:
  case JSON_REAL:
    return "a number";
  case JSON_TRUE:
  case JSON_FALSE:
    return "true or false";
  case JSON_NULL:
    return "null";
  default:
    return "something else";
  }
}

static json_t *
find_member (DsJsonReader *self, json_t *object, const char *key, gboolean required)
{
  json_t *value;

  /* A missing object was reported where it was asked for. */
  if (object == NULL)
    return NULL;
  if (!json_is_object (object)) {
    ds_json_reader_problem (self, NULL, "this must be an object, but it is %s", name_type (object));
    return NULL;
  }
  value = json_object_get (object, key);
  if (value == NULL && required)
    ds_json_reader_problem (self, key, "this is missing");
  return value;
}

static json_t *
find_typed (DsJsonReader *self, json_t *object, const char *key, gboolean required, json_type type)
{
  json_t *value = find_member (self, object, key, required);

  if (value == NULL || json_typeof (value) == type)
    return value;
  ds_json_reader_problem (self, key, "this must be %s, but it is %s",
                          type == JSON_OBJECT  ? "an object"
                          : type == JSON_ARRAY ? "a list"
                                               : "a text",
                          name_type (value));
  return NULL;
}

const char *
ds_json_reader_string (DsJsonReader *self, json_t *object, const char *key, gboolean required)
{
  json_t *value = find_typed (self, object, key, required, JSON_STRING);

  return value != NULL ? json_string_value (value) : NULL;
}

/* lint-allow(parameters): the reader's four and the range belong to one number */
gboolean
ds_json_reader_integer (DsJsonReader *self, json_t *object, const char *key, gboolean required, gint64 min, gint64 max,
                        gint64 *ret_value)
{
  json_t *value = find_member (self, object, key, required);
  gint64 number;

  if (value == NULL)
    return FALSE;
  if (!json_is_integer (value)) {
    ds_json_reader_problem (self, key, "this must be a whole number, but it is %s",
                            json_is_real (value) ? "a number with a fraction" : name_type (value));
    return FALSE;
  }
  number = json_integer_value (value);
  if (number < min || number > max) {
    ds_json_reader_problem (
        self, key, "%" G_GINT64_FORMAT " is out of range; it must be from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
        number, min, max);
    return FALSE;
  }
  *ret_value = number;
  return TRUE;
}

gboolean
ds_json_reader_boolean (DsJsonReader *self, json_t *object, const char *key, gboolean fallback)
{
  json_t *value = find_member (self, object, key, FALSE);

  if (value == NULL)
    return fallback;
  if (!json_is_boolean (value)) {
    ds_json_reader_problem (self, key, "this must be true or false, but it is %s", name_type (value));
    return fallback;
  }
  return json_is_true (value);
}

gboolean
ds_json_reader_decimal (DsJsonReader *self, json_t *object, const char *key, gboolean required, DsDecimal *ret_value)
{
  json_t *value = find_member (self, object, key, required);
  g_autoptr (GError) problem = NULL;

  if (value == NULL)
    return FALSE;
  if (json_is_number (value)) {
    ds_json_reader_problem (self, key, "write the number as a text, in quotes: \"0.30\", not 0.30");
    return FALSE;
  }
  if (!json_is_string (value)) {
    ds_json_reader_problem (self, key, "this must be a number written as a text, but it is %s", name_type (value));
    return FALSE;
  }
  if (!ds_decimal_parse (json_string_value (value), ret_value, &problem)) {
    ds_json_reader_problem (self, key, "%s", problem->message);
    return FALSE;
  }
  return TRUE;
}

json_t *
ds_json_reader_object (DsJsonReader *self, json_t *object, const char *key, gboolean required)
{
  return find_typed (self, object, key, required, JSON_OBJECT);
}

json_t *
ds_json_reader_array (DsJsonReader *self, json_t *object, const char *key, gboolean required)
{
  return find_typed (self, object, key, required, JSON_ARRAY);
}

json_t *
ds_json_reader_any (DsJsonReader *self, json_t *object, const char *key, gboolean required)
{
  return find_member (self, object, key, required);
}

#define SLIP_MAX_CHARS 40

/* Edits between two short words (Levenshtein); long ones are no typing slips of our keys. */
static guint
count_edits (const char *a, const char *b)
{
  guint row[SLIP_MAX_CHARS + 1];
  gsize length_a = strlen (a);
  gsize length_b = strlen (b);

  if (length_a > SLIP_MAX_CHARS || length_b > SLIP_MAX_CHARS)
    return G_MAXUINT;
  for (guint j = 0; j <= length_b; j++)
    row[j] = j;
  for (guint i = 1; i <= length_a; i++) {
    guint diagonal = row[0];

    row[0] = i;
    for (guint j = 1; j <= length_b; j++) {
      guint above = row[j];
      guint change = diagonal + (g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[j - 1]) ? 0 : 1);

      row[j] = MIN (change, MIN (above, row[j - 1]) + 1);
      diagonal = above;
    }
  }
  return row[length_b];
}

static const char *
find_nearest (const char *key, const char *const *known)
{
  const char *nearest = NULL;
  guint fewest = (guint) MIN (2, strlen (key) / 2) + 1;

  for (guint i = 0; known[i] != NULL; i++) {
    guint edits = count_edits (key, known[i]);

    if (edits < fewest) {
      fewest = edits;
      nearest = known[i];
    }
  }
  return nearest;
}

void
ds_json_reader_finish_object (DsJsonReader *self, json_t *object, const char *const *known)
{
  const char *key;
  json_t *value;

  if (!json_is_object (object))
    return;
  json_object_foreach (object, key, value) {
    const char *nearest;

    if (g_strv_contains (known, key))
      continue;
    nearest = find_nearest (key, known);
    if (nearest != NULL)
      ds_json_reader_problem (self, key, "this is not known here; did you mean “%s”?", nearest);
    else
      ds_json_reader_problem (self, key, "this is not known here; remove it");
  }
}
