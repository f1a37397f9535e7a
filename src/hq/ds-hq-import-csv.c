/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-import.h"

#include "ds-hq-csv.h"
#include "ds-order.h"
#include "ds-text.h"

#include <string.h>

/* Longest value of a row; the order's own limits are smaller. */
#define MAX_FIELD_CHARS 5000
/* The whole home, as a "kind of appliance" of checklists. */
#define WHOLE_HOME "household"

typedef enum {
  COLUMN_ID,
  COLUMN_TECHNICIAN,
  COLUMN_SERVICE,
  COLUMN_CUSTOMER_NAME,
  COLUMN_PHONE,
  COLUMN_ADDRESS,
  COLUMN_AREA,
  COLUMN_WINDOW_START,
  COLUMN_WINDOW_END,
  COLUMN_PROMISE_DUE,
  COLUMN_APPLIANCE_KIND,
  COLUMN_BRAND,
  COLUMN_MODEL,
  COLUMN_SERIAL,
  COLUMN_PURCHASED,
  COLUMN_LOCATION,
  COLUMN_CHECKLISTS,
  COLUMN_REQUEST,
  N_COLUMNS,
} Column;

/* @shared: says something about the order, so that all its rows must agree (or leave it empty). */
static const struct {
  const char *name;
  gboolean required;
  gboolean shared;
} columns[N_COLUMNS] = {
  [COLUMN_ID] = { "id", TRUE, TRUE },
  [COLUMN_TECHNICIAN] = { "technician", TRUE, TRUE },
  [COLUMN_SERVICE] = { "service", TRUE, TRUE },
  [COLUMN_CUSTOMER_NAME] = { "customer_name", TRUE, TRUE },
  [COLUMN_PHONE] = { "phone", FALSE, TRUE },
  [COLUMN_ADDRESS] = { "address", TRUE, TRUE },
  [COLUMN_AREA] = { "area", FALSE, TRUE },
  [COLUMN_WINDOW_START] = { "window_start", TRUE, TRUE },
  [COLUMN_WINDOW_END] = { "window_end", TRUE, TRUE },
  [COLUMN_PROMISE_DUE] = { "promise_due", FALSE, TRUE },
  [COLUMN_APPLIANCE_KIND] = { "appliance_kind", FALSE, FALSE },
  [COLUMN_BRAND] = { "brand", FALSE, FALSE },
  [COLUMN_MODEL] = { "model", FALSE, FALSE },
  [COLUMN_SERIAL] = { "serial", FALSE, FALSE },
  [COLUMN_PURCHASED] = { "purchased", FALSE, FALSE },
  [COLUMN_LOCATION] = { "location", FALSE, FALSE },
  [COLUMN_CHECKLISTS] = { "checklists", TRUE, FALSE },
  [COLUMN_REQUEST] = { "request", FALSE, TRUE },
};

typedef struct {
  const DsHqImportOptions *options;
  GPtrArray *problems;
  int place[N_COLUMNS]; /* column → field number, or -1 */
} Reader;

/* One order under construction, from one or more rows. */
typedef struct {
  guint line;
  const char *shared[N_COLUMNS];
  json_t *order;
  json_t *appliances;
  json_t *jobs;
} Draft;

static void
free_draft (gpointer data)
{
  Draft *draft = data;

  json_decref (draft->order);
  g_free (draft);
}

static const char *
field (const Reader *self, const DsHqCsvRow *row, Column column)
{
  int place = self->place[column];

  if (place < 0 || (guint) place >= row->fields->len)
    return "";

  return g_ptr_array_index (row->fields, (guint) place);
}

static void G_GNUC_PRINTF (3, 4) note_problem (Reader *self, guint line, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->problems, g_strdup_printf ("line %u: %s", line, text));
}

static int
find_column (const char *name)
{
  for (int i = 0; i < N_COLUMNS; i++) {
    if (g_ascii_strcasecmp (columns[i].name, name) == 0)
      return i;
  }

  return -1;
}

static void
read_heading (Reader *self, const DsHqCsvRow *heading)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    self->place[i] = -1;
  for (guint i = 0; i < heading->fields->len; i++) {
    const char *name = g_ptr_array_index (heading->fields, i);
    int column = find_column (name);

    if (column < 0)
      note_problem (
          self, heading->line,
          "There is no column \"%s\". The columns are: id, technician, service, customer_name, "
          "phone, address, area, window_start, window_end, promise_due, appliance_kind, brand, model, serial, "
          "purchased, location, checklists, request.",
          name);
    else if (self->place[column] >= 0)
      note_problem (self, heading->line, "The column \"%s\" is there twice.", name);
    else
      self->place[column] = (int) i;
  }
  for (guint i = 0; i < N_COLUMNS; i++) {
    if (columns[i].required && self->place[i] < 0)
      note_problem (self, heading->line, "The column \"%s\" is missing.", columns[i].name);
  }
}

static void
set_text (json_t *object, const char *key, const char *value)
{
  if (*value != '\0')
    json_object_set_new (object, key, json_string (value));
}

static void
set_time (Reader *self, const DsHqCsvRow *row, Column column, json_t *object, const char *key)
{
  const char *text = field (self, row, column);
  g_autofree char *time = *text != '\0' ? ds_hq_import_time (text, self->options->offset_s) : NULL;

  if (time != NULL)
    json_object_set_new (object, key, json_string (time));
  else if (*text != '\0')
    note_problem (self, row->line,
                  "%s: \"%s\" is no time. Write 2026-11-21T09:00:00+08:00, or 2026-11-21 09:00 in local "
                  "time.",
                  columns[column].name, text);
}

static const char *
promise_kind (const char *service)
{
  if (strcmp (service, "repair") == 0 || strcmp (service, "return-visit") == 0)
    return service;

  return "arrival";
}

/* The first row of an order says all that is not about one appliance. */
static Draft *
begin_draft (Reader *self, const DsHqCsvRow *row)
{
  Draft *draft = g_new0 (Draft, 1);
  json_t *customer = json_object (), *address = json_object (), *window = json_object (), *promise = json_object ();

  draft->line = row->line;
  for (guint i = 0; i < N_COLUMNS; i++) {
    draft->shared[i] = field (self, row, i);
    if (columns[i].required && *draft->shared[i] == '\0')
      note_problem (self, row->line, "%s is empty.", columns[i].name);
  }
  draft->order = json_object ();
  draft->appliances = json_array ();
  draft->jobs = json_array ();
  set_text (draft->order, "id", field (self, row, COLUMN_ID));
  set_text (draft->order, "service", field (self, row, COLUMN_SERVICE));
  json_object_set_new (draft->order, "state", json_string ("assigned"));
  set_text (draft->order, "technician", field (self, row, COLUMN_TECHNICIAN));
  set_text (customer, "name", field (self, row, COLUMN_CUSTOMER_NAME));
  set_text (customer, "phone", field (self, row, COLUMN_PHONE));
  json_object_set_new (draft->order, "customer", customer);
  set_text (address, "line", field (self, row, COLUMN_ADDRESS));
  set_text (address, "area", field (self, row, COLUMN_AREA));
  json_object_set_new (draft->order, "address", address);
  set_time (self, row, COLUMN_WINDOW_START, window, "start");
  set_time (self, row, COLUMN_WINDOW_END, window, "end");
  json_object_set_new (draft->order, "window", window);
  set_time (self, row, COLUMN_PROMISE_DUE, promise, "due");
  if (json_object_size (promise) > 0) {
    set_text (promise, "kind", promise_kind (field (self, row, COLUMN_SERVICE)));
    json_object_set (draft->order, "promise", promise);
  }
  json_decref (promise);
  set_text (draft->order, "request", field (self, row, COLUMN_REQUEST));
  json_object_set_new (draft->order, "appliances", draft->appliances);
  json_object_set_new (draft->order, "jobs", draft->jobs);

  return draft;
}

static void
compare_shared (Reader *self, const Draft *draft, const DsHqCsvRow *row)
{
  for (guint i = 0; i < N_COLUMNS; i++) {
    const char *value = field (self, row, i);

    if (columns[i].shared && *value != '\0' && strcmp (value, draft->shared[i]) != 0)
      note_problem (self, row->line,
                    "%s is \"%s\", but line %u says \"%s\" for the same order. Make them equal, or leave it "
                    "empty here.",
                    columns[i].name, value, draft->line, draft->shared[i]);
  }
}

/* What a JSON text could not hold must not come in by this door either. */
static void
check_fields (Reader *self, const DsHqCsvRow *row)
{
  for (guint i = 0; i < N_COLUMNS; i++) {
    g_autoptr (GError) error = NULL;

    if (!ds_text_check (field (self, row, i), MAX_FIELD_CHARS, &error))
      note_problem (self, row->line, "%s: %s", columns[i].name, error->message);
  }
}

/* Whether the checklist is published and meant for the whole home. */
static gboolean
is_whole_home (const Reader *self, const char *checklist)
{
  g_autofree char *text = NULL;
  g_autoptr (DsJson) value = NULL;
  json_t *appliances = NULL;

  if (self->options->store == NULL)
    return FALSE;
  text = ds_hq_store_get_content (self->options->store, "checklist", checklist, NULL);
  value = text != NULL ? ds_json_parse (text, strlen (text), &DS_JSON_LIMITS_CHECKLIST, NULL) : NULL;
  appliances = json_object_get (value, "appliances");

  return json_array_size (appliances) == 1 &&
         g_strcmp0 (json_string_value (json_array_get (appliances, 0)), WHOLE_HOME) == 0;
}

static gboolean
has_whole_home_job (const Draft *draft, const char *checklist)
{
  json_t *job = NULL;
  size_t i = 0;

  json_array_foreach (draft->jobs, i, job) {
    if (json_is_null (json_object_get (job, "appliance")) &&
        strcmp (json_string_value (json_object_get (job, "checklist")), checklist) == 0)
      return TRUE;
  }

  return FALSE;
}

static void
add_job (Reader *self, Draft *draft, const char *checklist, const char *appliance)
{
  g_autofree char *id = g_strdup_printf ("j%" G_GSIZE_FORMAT, json_array_size (draft->jobs) + 1);
  gboolean conduct = g_str_has_prefix (checklist, "conduct-");
  gboolean whole_home = appliance == NULL || conduct || is_whole_home (self, checklist);
  json_t *job = json_object ();

  /* Each appliance's row names it again; it is done once. */
  if (whole_home && has_whole_home_job (draft, checklist)) {
    json_decref (job);
    return;
  }
  json_object_set_new (job, "id", json_string (id));
  json_object_set_new (job, "appliance", whole_home ? json_null () : json_string (appliance));
  json_object_set_new (job, "checklist", json_string (checklist));
  json_object_set_new (job, "service", json_string (conduct ? "conduct" : draft->shared[COLUMN_SERVICE]));
  json_array_append_new (draft->jobs, job);
}

static void
add_row (Reader *self, Draft *draft, const DsHqCsvRow *row)
{
  const char *kind = field (self, row, COLUMN_APPLIANCE_KIND);
  g_autofree char *appliance = NULL;
  g_auto (GStrv) checklists = g_strsplit (field (self, row, COLUMN_CHECKLISTS), ";", -1);

  if (*kind != '\0' && strcmp (kind, WHOLE_HOME) != 0) {
    json_t *value = json_object ();

    appliance = g_strdup_printf ("a%" G_GSIZE_FORMAT, json_array_size (draft->appliances) + 1);
    set_text (value, "id", appliance);
    set_text (value, "kind", kind);
    set_text (value, "brand", field (self, row, COLUMN_BRAND));
    set_text (value, "model", field (self, row, COLUMN_MODEL));
    set_text (value, "serial", field (self, row, COLUMN_SERIAL));
    set_text (value, "purchased", field (self, row, COLUMN_PURCHASED));
    set_text (value, "location", field (self, row, COLUMN_LOCATION));
    json_array_append_new (draft->appliances, value);
  } else if (*field (self, row, COLUMN_BRAND) != '\0' || *field (self, row, COLUMN_SERIAL) != '\0') {
    note_problem (self, row->line,
                  "appliance_kind is empty, but the row describes an appliance. Say its kind, such as ac-split.");
  }
  for (guint i = 0; checklists[i] != NULL; i++) {
    g_strstrip (checklists[i]);
    if (*checklists[i] != '\0')
      add_job (self, draft, checklists[i], appliance);
  }
}

/* The finished order passes the same check as one in JSON; its paths are told in the columns' words where they have one. */
static void
check_draft (Reader *self, const Draft *draft, json_t *orders)
{
  g_autoptr (DsJson) copy = json_deep_copy (draft->order);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsOrder) order = NULL;
  json_t *plain = NULL;

  json_object_set_new (copy, "revision", json_integer (1));
  order = ds_order_from_json (copy, &found, &error);
  if (order == NULL) {
    for (guint i = 0; found != NULL && i < found->len; i++) {
      const DsJsonProblem *problem = g_ptr_array_index (found, i);

      note_problem (self, draft->line, "%s: %s", problem->path, problem->message);
    }
    if (found == NULL || found->len == 0)
      note_problem (self, draft->line, "%s", error->message);
    return;
  }
  plain = ds_order_to_json (order);
  json_object_del (plain, "revision");
  json_array_append_new (orders, plain);
}

static void
read_rows (Reader *self, const GPtrArray *rows, GPtrArray *drafts)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 1; i < rows->len; i++) {
    const DsHqCsvRow *row = g_ptr_array_index ((GPtrArray *) rows, i);
    const DsHqCsvRow *heading = g_ptr_array_index ((GPtrArray *) rows, 0);
    Draft *draft = g_hash_table_lookup (by_id, field (self, row, COLUMN_ID));

    check_fields (self, row);
    if (row->fields->len > heading->fields->len)
      note_problem (self, row->line,
                    "The row has %u values for %u columns. Put a value that has a comma in double quotes.",
                    row->fields->len, heading->fields->len);
    if (draft == NULL) {
      draft = begin_draft (self, row);
      g_ptr_array_add (drafts, draft);
      g_hash_table_insert (by_id, (gpointer) draft->shared[COLUMN_ID], draft);
    } else {
      compare_shared (self, draft, row);
    }
    add_row (self, draft, row);
  }
}

DsJson *
ds_hq_import_read_csv (const char *data, gsize size, const DsHqImportOptions *options, GPtrArray *problems)
{
  Reader reader = { options, problems, { 0 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = ds_hq_csv_parse (data, size, &error);
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func (free_draft);
  g_autoptr (DsJson) orders = json_array ();
  guint n_before = 0;

  if (rows == NULL || rows->len < 2) {
    g_ptr_array_add (problems, g_strdup (rows == NULL ? error->message : "The file has no row below its heading."));
    return NULL;
  }
  read_heading (&reader, g_ptr_array_index (rows, 0));
  if (problems->len > 0)
    return NULL;
  read_rows (&reader, rows, drafts);
  n_before = problems->len;
  for (guint i = 0; n_before == 0 && i < drafts->len; i++)
    check_draft (&reader, g_ptr_array_index (drafts, i), orders);

  return problems->len == 0 ? g_steal_pointer (&orders) : NULL;
}
