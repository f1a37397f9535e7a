/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "ds-decimal.h"

G_BEGIN_DECLS

typedef json_t DsJson;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsJson, json_decref)

/**
 * DsJsonLimits:
 * @max_bytes: largest text
 * @max_depth: deepest nesting of arrays and objects
 */
typedef struct {
  gsize max_bytes;
  guint max_depth;
} DsJsonLimits;

/** DS_JSON_LIMITS_CHECKLIST: 1 MiB, depth 16 */
extern const DsJsonLimits DS_JSON_LIMITS_CHECKLIST;
/** DS_JSON_LIMITS_RECORD: 8 MiB, depth 32 */
extern const DsJsonLimits DS_JSON_LIMITS_RECORD;

/**
 * ds_json_parse:
 * @data: UTF-8 text, not necessarily NUL-terminated
 * @size: its bytes
 * @limits: what is accepted
 * @error: %DS_ERROR_INVALID with line and column and what is wrong, or %DS_ERROR_LIMIT
 *
 * Strict RFC 8259: no comments, no trailing commas, no duplicate keys, no NUL, no control
 * characters in strings but tab and line break, an object or array at the top. Never crashes
 * and never uses more than a small multiple of @limits.max_bytes. Any thread.
 *
 * Returns: (transfer full): the value
 */
DsJson *ds_json_parse (const char *data, gsize size, const DsJsonLimits *limits, GError **error);

/** ds_json_to_line: Returns: (transfer full): compact UTF-8 text on one line, keys in insertion order, no final line break */
char *ds_json_to_line (const json_t *value, gsize *ret_size);

/** ds_json_to_pretty: Returns: (transfer full): indented by two, ends with a line break */
char *ds_json_to_pretty (const json_t *value);

/*
 * DsJsonReader: reads members and gathers errors in words a person understands, with the JSON path
 * ("sections[2].steps[0].answer.decimals") of the place. Unknown keys are errors: call
 * ds_json_reader_finish_object() after the last known key of an object.
 */
typedef struct _DsJsonReader DsJsonReader;

/** DsJsonProblem: @path and @message are UTF-8; @message says what is wrong and what would be right */
typedef struct {
  char *path;
  char *message;
} DsJsonProblem;

/** ds_json_reader_new: Returns: (transfer full): a reader that keeps up to @max_problems problems */
DsJsonReader *ds_json_reader_new (guint max_problems);
void ds_json_reader_free (DsJsonReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsJsonReader, ds_json_reader_free)

/** Path bookkeeping: push before going into a member or element, pop after. */
void ds_json_reader_push_member (DsJsonReader *self, const char *key);
void ds_json_reader_push_index (DsJsonReader *self, gsize index);
void ds_json_reader_pop (DsJsonReader *self);

/** ds_json_reader_problem: notes a problem at the present path (or below it at @key, nullable) */
void ds_json_reader_problem (DsJsonReader *self, const char *key, const char *format, ...) G_GNUC_PRINTF (3, 4);

/** ds_json_reader_has_problems: Returns: whether any problem was noted */
gboolean ds_json_reader_has_problems (DsJsonReader *self);

/** ds_json_reader_problems: Returns: (transfer none) (element-type DsJsonProblem): all problems noted so far */
GPtrArray *ds_json_reader_problems (DsJsonReader *self);

/** ds_json_reader_to_error: sets @error (%DS_ERROR_INVALID) to the first problem as "path: message", if any; Returns: %TRUE if there was none */
gboolean ds_json_reader_to_error (DsJsonReader *self, GQuark domain, GError **error);

/*
 * Members. @object may be any value; "required" notes a problem if missing. All return borrowed data
 * that lives as long as the json value. Each marks @key as known.
 */
const char *ds_json_reader_string (DsJsonReader *self, json_t *object, const char *key, gboolean required);
gboolean ds_json_reader_integer (DsJsonReader *self, json_t *object, const char *key, gboolean required,
                                 gint64 min, gint64 max, gint64 *ret_value);
gboolean ds_json_reader_boolean (DsJsonReader *self, json_t *object, const char *key, gboolean fallback);
/** Decimals are JSON strings: "0.30". Returns: whether present and valid */
gboolean ds_json_reader_decimal (DsJsonReader *self, json_t *object, const char *key, gboolean required,
                                 DsDecimal *ret_value);
json_t *ds_json_reader_object (DsJsonReader *self, json_t *object, const char *key, gboolean required);
json_t *ds_json_reader_array (DsJsonReader *self, json_t *object, const char *key, gboolean required);
json_t *ds_json_reader_any (DsJsonReader *self, json_t *object, const char *key, gboolean required);

/**
 * ds_json_reader_finish_object:
 * @known: (array zero-terminated=1): the keys that @object may have
 *
 * Notes a problem for each other key, naming the nearest known one when it looks like a typing slip.
 */
void ds_json_reader_finish_object (DsJsonReader *self, json_t *object, const char *const *known);

G_END_DECLS
