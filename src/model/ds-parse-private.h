/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-arena-private.h"
#include "ds-checklist.h"
#include "ds-json.h"

G_BEGIN_DECLS

/* What the readers of this folder share: members with the rules of the formats, problems in a person's words. */

#define DS_PARSE_MAX_PROBLEMS 50
#define DS_TEXT_MAX_CHARS 2000

typedef struct {
  DsJsonReader *reader;
  DsArena *arena;
} DsParse;

/** Lower-case words that JSON uses for the values of an enumeration, in its order, %NULL-terminated. */
typedef const char *const *DsWords;

/** ds_parse_words_find: Returns: the index of @word in @words, or -1 */
int ds_parse_words_find (DsWords words, const char *word);

/** ds_parse_id_is_valid: Returns: whether @text is [A-Za-z0-9][A-Za-z0-9._-]{0,63} */
gboolean ds_parse_id_is_valid (const char *text);

/** ds_parse_date_is_valid: Returns: whether @text is a day "YYYY-MM-DD" that exists */
gboolean ds_parse_date_is_valid (const char *text);

/** ds_parse_id: Returns: (nullable): an id, copied to the arena */
const char *ds_parse_id (DsParse *self, json_t *object, const char *key, gboolean required);

/** ds_parse_string: Returns: (nullable): a text of 1 to @max_chars characters that is not only blanks, copied to the arena */
const char *ds_parse_string (DsParse *self, json_t *object, const char *key, gboolean required, guint max_chars);

/** ds_parse_text: reads {"en", "zh_CN"}; Returns: whether there was one and it is right */
gboolean ds_parse_text (DsParse *self, json_t *object, const char *key, gboolean required, DsText *ret_text);

/** ds_parse_text_value: the same of a value at the present path */
gboolean ds_parse_text_value (DsParse *self, json_t *value, DsText *ret_text);

/** ds_parse_word: reads one of @words; Returns: its index, or @fallback if absent or wrong */
int ds_parse_word (DsParse *self, json_t *object, const char *key, gboolean required, DsWords words, int fallback);

/** ds_parse_word_bits: reads a list of different words; Returns: bit i for words[i] */
guint ds_parse_word_bits (DsParse *self, json_t *object, const char *key, DsWords words);

/** ds_parse_integer: Returns: a whole number, or @fallback */
guint ds_parse_integer (DsParse *self, json_t *object, const char *key, guint min, guint max, int fallback);

/** ds_parse_decimal: like the reader's, but only plain writing: no plus sign, no leading zeros; at most 18 digits */
gboolean ds_parse_decimal (DsParse *self, json_t *object, const char *key, gboolean required, DsDecimal *ret_value);

/** DsParseRange: least and most members of a list. */
typedef struct {
  guint min, max;
} DsParseRange;

/** ds_parse_array: Returns: (nullable): a list with as many members as @size allows; @ret_n is 0 without one */
json_t *ds_parse_array (DsParse *self, json_t *object, const char *key, gboolean required, DsParseRange size,
                        guint *ret_n);

/** ds_parse_ids: reads a list of different ids; Returns: %NULL-terminated, in the arena */
const char **ds_parse_ids (DsParse *self, json_t *object, const char *key, gboolean required, guint max);

/** ds_parse_basis: reads the `basis` list of a checklist or guide */
DsBasis *ds_parse_basis (DsParse *self, json_t *object, guint *ret_n);

/** ds_parse_appliances: reads the list of appliance kinds; Returns: %NULL-terminated, in the arena */
const char **ds_parse_appliances (DsParse *self, json_t *object);

/** ds_parse_format: notes a problem unless `format` is @format */
void ds_parse_format (DsParse *self, json_t *object, const char *format);

/** ds_parse_join: Returns: (transfer full): the words as “a”, “b” or “c” */
char *ds_parse_join (DsWords words);

/** ds_parse_load: parses @data and wants an object; a failure becomes the only problem in @reader; Returns: (transfer full) (nullable) */
json_t *ds_parse_load (DsJsonReader *reader, const char *data, gsize size, const DsJsonLimits *limits, GError **error);

/** ds_parse_finish: sets @error and @ret_problems from the reader's problems; Returns: whether there were none */
gboolean ds_parse_finish (DsJsonReader *reader, GPtrArray **ret_problems, GError **error);

G_END_DECLS
