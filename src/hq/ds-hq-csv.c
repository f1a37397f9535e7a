/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-csv.h"

#include "ds-error.h"

#include <string.h>

#define MAX_ROWS 200000
#define MAX_FIELDS 100

typedef struct {
  const char *p;
  const char *end;
  guint line;
  GPtrArray *rows;
  DsHqCsvRow *row;
} Parser;

static void
free_row (gpointer data)
{
  DsHqCsvRow *row = data;

  g_ptr_array_unref (row->fields);
  g_free (row);
}

static DsHqCsvRow *
new_row (guint line)
{
  DsHqCsvRow *row = g_new0 (DsHqCsvRow, 1);

  row->line = line;
  row->fields = g_ptr_array_new_with_free_func (g_free);

  return row;
}

static gboolean
row_is_empty (const DsHqCsvRow *row)
{
  for (guint i = 0; i < row->fields->len; i++) {
    if (*(const char *) g_ptr_array_index (row->fields, i) != '\0')
      return FALSE;
  }

  return TRUE;
}

static gboolean
parse_quoted (Parser *self, GString *field, GError **error)
{
  guint begin = self->line;

  self->p++;
  while (self->p < self->end) {
    if (*self->p == '"') {
      self->p++;
      if (self->p == self->end || *self->p != '"')
        return TRUE;
    } else if (*self->p == '\n') {
      self->line++;
    }
    g_string_append_c (field, *self->p++);
  }
  g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "Line %u: a double quote is opened and never closed.", begin);

  return FALSE;
}

static gboolean
at_field_end (const Parser *self)
{
  return self->p == self->end || *self->p == ',' || *self->p == '\n' || *self->p == '\r';
}

static gboolean
parse_field (Parser *self, GError **error)
{
  g_autoptr (GString) field = g_string_new (NULL);

  if (self->row->fields->len == MAX_FIELDS) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_LIMIT, "Line %u has more than %d columns.", self->line, MAX_FIELDS);
    return FALSE;
  }
  if (self->p < self->end && *self->p == '"') {
    if (!parse_quoted (self, field, error))
      return FALSE;
    if (!at_field_end (self)) {
      g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID,
                   "Line %u: after a closing double quote only a comma may follow. Double a quote inside a value.",
                   self->line);
      return FALSE;
    }
  }
  while (!at_field_end (self))
    g_string_append_c (field, *self->p++);
  g_strstrip (field->str);
  g_ptr_array_add (self->row->fields, g_strdup (field->str));

  return TRUE;
}

static gboolean
end_row (Parser *self, GError **error)
{
  if (self->p < self->end && *self->p == '\r')
    self->p++;
  if (self->p < self->end && *self->p == '\n')
    self->p++;
  self->line++;
  if (row_is_empty (self->row))
    free_row (self->row);
  else
    g_ptr_array_add (self->rows, self->row);
  self->row = NULL;
  if (self->rows->len <= MAX_ROWS)
    return TRUE;
  g_set_error (error, DS_HQ_ERROR, DS_ERROR_LIMIT, "The file has more than %d rows. Import it in parts.", MAX_ROWS);

  return FALSE;
}

static gboolean
parse_row (Parser *self, GError **error)
{
  self->row = new_row (self->line);
  while (TRUE) {
    if (!parse_field (self, error))
      return FALSE;
    if (self->p == self->end || *self->p != ',')
      return end_row (self, error);
    self->p++;
  }
}

GPtrArray *
ds_hq_csv_parse (const char *data, gsize size, GError **error)
{
  Parser parser = { data, data + size, 1, NULL, NULL };
  const char *bad = NULL;

  if (!g_utf8_validate (data, (gssize) size, &bad)) {
    guint line = 1;

    for (const char *p = data; p < bad; p++)
      line += *p == '\n';
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID,
                 "Line %u is not UTF-8 text. Save the file as \"CSV UTF-8\" (not as ANSI or GBK).", line);
    return NULL;
  }
  if (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    parser.p += 3;
  parser.rows = g_ptr_array_new_with_free_func (free_row);
  while (parser.p < parser.end) {
    if (parse_row (&parser, error))
      continue;
    g_clear_pointer (&parser.row, free_row);
    g_ptr_array_unref (parser.rows);
    return NULL;
  }

  return parser.rows;
}
