/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ds_text_check:
 * @text: what a person or a file gave
 * @max_chars: most characters allowed
 * @error: %DS_ERROR_INVALID (broken UTF-8, a control character other than tab and line break, named
 *   by its code and place) or %DS_ERROR_LIMIT
 *
 * Refuses at the input what would be refused at headquarters.
 */
gboolean ds_text_check (const char *text, gsize max_chars, GError **error);

/** ds_text_clean: Returns: (transfer full): @text normalised to NFC, trimmed, control characters (but tab and line break) and broken bytes dropped */
char *ds_text_clean (const char *text);

/** DsText: one text in both languages of the content. Strings are never %NULL once parsed. */
typedef struct {
  char *en;
  char *zh_cn;
} DsText;

/** ds_text_for: Returns: (transfer none): the text in @language ("zh_CN" or "en"; anything that begins with "zh" is Chinese) */
const char *ds_text_for (const DsText *self, const char *language);
void ds_text_clear (DsText *self);

G_END_DECLS
