/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-json.h"

#include "ds-error.h"

#include <string.h>

const DsJsonLimits DS_JSON_LIMITS_CHECKLIST = { 1024 * 1024, 16 };
const DsJsonLimits DS_JSON_LIMITS_RECORD = { 8 * 1024 * 1024, 32 };

/* An empty object is two bytes of text and about 250 of memory. One array or object for each 16 bytes that
 * the text may have is more than any honest document needs and keeps the tree below 16 times the limit. */
#define BYTES_PER_CONTAINER 16

/* A look at the text before it is parsed: depth, number of containers and characters that the parser
 * would let pass. It does not judge the grammar; that is the parser's part. */
typedef struct {
  const char *data;
  gsize size;
  gsize at;
  gsize line;
  gsize line_start;
  guint depth;
  gsize containers;
} Scan;

static gboolean
refuse_at (const Scan *scan, DsErrorCode code, const char *words, GError **error)
{
  g_set_error (error, DS_BASE_ERROR, (int) code, "Line %" G_GSIZE_FORMAT ", column %" G_GSIZE_FORMAT ": %s", scan->line,
               scan->at - scan->line_start + 1, words);
  return FALSE;
}

static gboolean
is_control_escape (const Scan *scan)
{
  const char *escape = scan->data + scan->at + 1;
  gsize left = scan->size - scan->at - 1;
  guint value = 0;

  if (left < 1)
    return FALSE;
  if (escape[0] == 'b' || escape[0] == 'f')
    return TRUE;
  if (escape[0] != 'u' || left < 5)
    return FALSE;
  for (guint i = 1; i < 5; i++) {
    int digit = g_ascii_xdigit_value (escape[i]);

    if (digit < 0)
      return FALSE;
    value = value * 16 + (guint) digit;
  }
  if (value == '\t' || value == '\n' || value == '\r')
    return FALSE;
  return value < 0x20 || (value >= 0x7f && value <= 0x9f);
}

static gboolean
is_raw_control (const Scan *scan)
{
  guint8 c = (guint8) scan->data[scan->at];
  gboolean more = scan->at + 1 < scan->size;

  if (c == 0xc2 && more) {
    guint8 next = (guint8) scan->data[scan->at + 1];

    return next >= 0x80 && next <= 0x9f;
  }
  return c < 0x20 || c == 0x7f;
}

static gboolean
scan_string (Scan *scan, GError **error)
{
  for (scan->at++; scan->at < scan->size; scan->at++) {
    char c = scan->data[scan->at];

    if (c == '"')
      return TRUE;
    if (is_raw_control (scan))
      return refuse_at (scan, DS_ERROR_INVALID,
                        "a control character stands in a text. Remove it (a line break is written \\n).", error);
    if (c != '\\')
      continue;
    if (is_control_escape (scan))
      return refuse_at (scan, DS_ERROR_INVALID,
                        "a control character other than tab and line break stands in a text. Remove it.", error);
    scan->at++;
  }
  return TRUE;
}

static gboolean
scan_open (Scan *scan, const DsJsonLimits *limits, GError **error)
{
  scan->depth++;
  scan->containers++;
  if (scan->depth > limits->max_depth) {
    g_autofree char *words = g_strdup_printf ("the nesting is deeper than %u levels.", limits->max_depth);

    return refuse_at (scan, DS_ERROR_LIMIT, words, error);
  }
  if (scan->containers > limits->max_bytes / BYTES_PER_CONTAINER)
    return refuse_at (scan, DS_ERROR_LIMIT, "there are too many lists and objects.", error);
  return TRUE;
}

static gboolean
scan_text (const char *data, gsize size, const DsJsonLimits *limits, GError **error)
{
  Scan scan = { .data = data, .size = size, .line = 1 };

  for (; scan.at < size; scan.at++) {
    char c = data[scan.at];

    if (c == '\n') {
      scan.line++;
      scan.line_start = scan.at + 1;
    } else if (c == '"') {
      if (!scan_string (&scan, error))
        return FALSE;
    } else if (c == '[' || c == '{') {
      if (!scan_open (&scan, limits, error))
        return FALSE;
    } else if (c == ']' || c == '}') {
      scan.depth -= scan.depth > 0 ? 1 : 0;
    } else if (c == '\0') {
      return refuse_at (&scan, DS_ERROR_INVALID, "a NUL byte stands in the text.", error);
    }
  }
  return TRUE;
}

DsJson *
ds_json_parse (const char *data, gsize size, const DsJsonLimits *limits, GError **error)
{
  json_error_t problem;
  json_t *value;

  g_return_val_if_fail ((data != NULL || size == 0) && limits != NULL, NULL);

  if (size > limits->max_bytes) {
    g_set_error (error, DS_BASE_ERROR, DS_ERROR_LIMIT,
                 "The text has %" G_GSIZE_FORMAT " bytes; at most %" G_GSIZE_FORMAT " are accepted.", size,
                 limits->max_bytes);
    return NULL;
  }
  if (size == 0) {
    g_set_error_literal (error, DS_BASE_ERROR, DS_ERROR_INVALID, "The text is empty; a JSON object was expected.");
    return NULL;
  }
  if (!scan_text (data, size, limits, error))
    return NULL;
  value = json_loadb (data, size, JSON_REJECT_DUPLICATES, &problem);
  if (value == NULL) {
    /* The parser quotes the text it stumbled over, which need not be UTF-8. */
    g_autofree char *words = g_utf8_make_valid (problem.text, -1);

    g_set_error (error, DS_BASE_ERROR, DS_ERROR_INVALID, "Line %d, column %d: %s.", MAX (problem.line, 1),
                 MAX (problem.column, 1), words);
  }
  return value;
}

char *
ds_json_to_line (const json_t *value, gsize *ret_size)
{
  char *line;

  g_return_val_if_fail (value != NULL, NULL);

  line = json_dumps (value, JSON_COMPACT | JSON_ENCODE_ANY);
  /* Only memory can fail: every string in a value was valid UTF-8 when it went in. */
  g_assert (line != NULL);
  if (ret_size != NULL)
    *ret_size = strlen (line);
  return line;
}

char *
ds_json_to_pretty (const json_t *value)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (value != NULL, NULL);

  text = json_dumps (value, JSON_INDENT (2) | JSON_ENCODE_ANY);
  g_assert (text != NULL);
  return g_strconcat (text, "\n", NULL);
}
