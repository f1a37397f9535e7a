/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-import.h"

#include "ds-error.h"
#include "ds-order.h"

#include <string.h>

#define MAX_DEPTH 16
#define MAX_DAYS 3650
#define DAY_US (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)

char *
ds_hq_import_time (const char *text, gint32 offset_s)
{
  g_autofree char *full = NULL;
  gint64 wall_us = 0;
  gint32 written_s = 0;

  if (ds_time_parse (text, &wall_us, &written_s, NULL))
    return ds_time_format (wall_us, written_s);
  if (strlen (text) != strlen ("2026-11-21 09:00") || (text[10] != ' ' && text[10] != 'T'))
    return NULL;
  full = g_strdup_printf ("%.10sT%s:00Z", text, text + 11);
  if (!ds_time_parse (full, &wall_us, NULL, NULL))
    return NULL;

  return ds_time_format (wall_us - (gint64) offset_s * G_USEC_PER_SEC, offset_s);
}

/* --- demo times: so that the demonstration's orders are always today's --- */

static char *
make_demo_time (const DsHqImportOptions *options, json_int_t day, const char *clock)
{
  gint64 wall_us = options->now_us + (gint64) day * DAY_US;
  g_autofree char *date = NULL;
  g_autofree char *text = NULL;

  if (day < -MAX_DAYS || day > MAX_DAYS || clock == NULL)
    return NULL;
  date = ds_time_format (wall_us, options->offset_s);
  text = g_strdup_printf ("%.10s %s", date, clock);

  return ds_hq_import_time (text, options->offset_s);
}

static json_t *
make_demo_member (const DsHqImportOptions *options, const char *name, json_t *demo)
{
  json_int_t day = json_integer_value (json_object_get (demo, "day"));
  const char *clock = json_string_value (json_object_get (demo, "time"));
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;
  json_t *value = NULL;

  if (strcmp (name, "demo_window") == 0) {
    start = make_demo_time (options, day, json_string_value (json_object_get (demo, "start")));
    end = make_demo_time (options, day, json_string_value (json_object_get (demo, "end")));
    return start != NULL && end != NULL ? json_pack ("{s:s, s:s}", "start", start, "end", end) : NULL;
  }
  /* A promise may be written as a span; it is due at its end. */
  if (clock == NULL)
    clock = json_string_value (json_object_get (demo, "end"));
  start = make_demo_time (options, day, clock);
  if (start == NULL)
    return NULL;
  if (strcmp (name, "demo_at") == 0)
    return json_string (start);
  value = json_copy (demo);
  json_object_del (value, "day");
  json_object_del (value, "time");
  json_object_del (value, "start");
  json_object_del (value, "end");
  json_object_set_new (value, "due", json_string (start));

  return value;
}

static gboolean resolve_demo_times (const DsHqImportOptions *options, json_t *value, guint depth);

static gboolean
resolve_children (const DsHqImportOptions *options, json_t *value, guint depth)
{
  const char *key = NULL;
  json_t *child = NULL;
  size_t i = 0;

  if (json_is_array (value)) {
    json_array_foreach (value, i, child) {
      if (!resolve_demo_times (options, child, depth + 1))
        return FALSE;
    }
    return TRUE;
  }
  json_object_foreach (value, key, child) {
    if (!resolve_demo_times (options, child, depth + 1))
      return FALSE;
  }

  return TRUE;
}

static gboolean
resolve_demo_times (const DsHqImportOptions *options, json_t *value, guint depth)
{
  static const char *const names[][2] = {
    { "demo_window", "window" },
    { "demo_promise", "promise" },
    { "demo_at", "at" },
  };

  if (!json_is_object (value) && !json_is_array (value))
    return TRUE;
  for (guint i = 0; json_is_object (value) && i < G_N_ELEMENTS (names); i++) {
    json_t *demo = json_object_get (value, names[i][0]);
    json_t *member = NULL;

    if (demo == NULL)
      continue;
    member = make_demo_member (options, names[i][0], demo);
    if (member == NULL)
      return FALSE;
    json_object_set_new (value, names[i][1], member);
    json_object_del (value, names[i][0]);
  }

  return depth >= MAX_DEPTH || resolve_children (options, value, depth);
}

/* --- JSON --- */

static void
note_order_problems (GPtrArray *problems, gsize number, json_t *value, const GPtrArray *found, const GError *error)
{
  const char *id = json_string_value (json_object_get (value, "id"));
  g_autofree char *place = id != NULL ? g_strdup_printf ("order %" G_GSIZE_FORMAT " (%.64s)", number, id)
                                      : g_strdup_printf ("order %" G_GSIZE_FORMAT, number);

  for (guint i = 0; found != NULL && i < found->len; i++) {
    const DsJsonProblem *problem = g_ptr_array_index ((GPtrArray *) found, i);

    g_ptr_array_add (problems, g_strdup_printf ("%s: %s: %s", place, problem->path, problem->message));
  }
  if (found == NULL || found->len == 0)
    g_ptr_array_add (problems, g_strdup_printf ("%s: %s", place, error->message));
}

/* Checks one order and writes it in its plain form. Without a revision it stays without, so that the store counts on. */
static void
take_order (json_t *value, gsize number, DsJson *orders, GHashTable *seen, GPtrArray *problems)
{
  gboolean has_revision = json_object_get (value, "revision") != NULL;
  g_autoptr (DsJson) copy = json_deep_copy (value);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsOrder) order = NULL;
  json_t *plain = NULL;

  if (json_is_object (copy) && !has_revision)
    json_object_set_new (copy, "revision", json_integer (1));
  order = ds_order_from_json (copy, &found, &error);
  if (order == NULL) {
    note_order_problems (problems, number, value, found, error);
    return;
  }
  if (!g_hash_table_add (seen, g_strdup (order->id))) {
    g_ptr_array_add (problems,
                     g_strdup_printf ("order %" G_GSIZE_FORMAT " (%s): the file has this order twice; keep one.",
                                      number, order->id));
    return;
  }
  plain = ds_order_to_json (order);
  if (!has_revision)
    json_object_del (plain, "revision");
  json_array_append_new (orders, plain);
}

static DsJson *
read_json (const char *data, gsize size, const DsHqImportOptions *options, GPtrArray *problems)
{
  static const DsJsonLimits limits = { DS_HQ_IMPORT_MAX_BYTES, MAX_DEPTH };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (DsJson) orders = json_array ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) value = ds_json_parse (data, size, &limits, &error);
  json_t *one = NULL;
  size_t i = 0;

  if (value == NULL) {
    g_ptr_array_add (problems, g_strdup (error->message));
    return NULL;
  }
  if (options->demo_times && !resolve_demo_times (options, value, 0)) {
    g_ptr_array_add (problems, g_strdup ("A demo time is not {\"day\": number, \"time\": \"HH:MM\"}."));
    return NULL;
  }
  if (json_is_object (value))
    take_order (value, 1, orders, seen, problems);
  json_array_foreach (value, i, one)
    take_order (one, i + 1, orders, seen, problems);

  return problems->len == 0 ? g_steal_pointer (&orders) : NULL;
}

DsJson *
ds_hq_import_read (const char *name, const char *data, gsize size, const DsHqImportOptions *options,
                   GPtrArray *problems)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (g_str_has_suffix (lower, ".csv"))
    return ds_hq_import_read_csv (data, size, options, problems);

  return read_json (data, size, options, problems);
}
