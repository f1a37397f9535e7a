/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-text.h"

#include "ds-error.h"

#include <string.h>

static gboolean
is_refused (gunichar c)
{
  return c != '\t' && c != '\n' && c != '\r' && g_unichar_iscntrl (c);
}

gboolean
ds_text_check (const char *text, gsize max_chars, GError **error)
{
  gsize count = 0;

  g_return_val_if_fail (text != NULL, FALSE);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char_validated (at, -1);

    count++;
    if (c == (gunichar) -1 || c == (gunichar) -2) {
      g_set_error (error, DS_BASE_ERROR, DS_ERROR_INVALID,
                   "The text is not valid UTF-8 at character %" G_GSIZE_FORMAT ". Type it again.", count);
      return FALSE;
    }
    if (is_refused (c)) {
      g_set_error (error, DS_BASE_ERROR, DS_ERROR_INVALID,
                   "The text contains the control character U+%04X at place %" G_GSIZE_FORMAT ". Remove it.", c, count);
      return FALSE;
    }
    if (count > max_chars) {
      g_set_error (error, DS_BASE_ERROR, DS_ERROR_LIMIT,
                   "The text is longer than %" G_GSIZE_FORMAT " characters. Shorten it.", max_chars);
      return FALSE;
    }
  }
  return TRUE;
}

static char *
drop_refused (const char *text)
{
  GString *kept = g_string_sized_new (strlen (text));
  const char *at = text;

  while (*at != '\0') {
    gunichar c = g_utf8_get_char_validated (at, -1);

    if (c == (gunichar) -1 || c == (gunichar) -2) {
      at++;
      continue;
    }
    if (!is_refused (c))
      g_string_append_unichar (kept, c);
    at = g_utf8_next_char (at);
  }
  return g_string_free (kept, FALSE);
}

char *
ds_text_clean (const char *text)
{
  g_autofree char *kept = NULL;
  g_autofree char *composed = NULL;
  const char *start;
  const char *end;

  g_return_val_if_fail (text != NULL, NULL);

  kept = drop_refused (text);
  composed = g_utf8_normalize (kept, -1, G_NORMALIZE_NFC);
  start = composed;
  while (*start != '\0' && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  end = start + strlen (start);
  while (end > start) {
    const char *before = g_utf8_prev_char (end);

    if (!g_unichar_isspace (g_utf8_get_char (before)))
      break;
    end = before;
  }
  return g_strndup (start, (gsize) (end - start));
}

const char *
ds_text_for (const DsText *self, const char *language)
{
  g_return_val_if_fail (self != NULL, "");

  if (language != NULL && g_ascii_strncasecmp (language, "zh", 2) == 0)
    return self->zh_cn;
  return self->en;
}

void
ds_text_clear (DsText *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->en, g_free);
  g_clear_pointer (&self->zh_cn, g_free);
}
