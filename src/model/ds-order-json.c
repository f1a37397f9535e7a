/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-order-private.h"

#include "ds-appliance.h"
#include "ds-checklist.h"
#include "ds-clock.h"
#include "ds-error.h"
#include "ds-id.h"
#include "ds-parse-private.h"

#include <string.h>

#define ORDER_MAX_BYTES ((gsize) 512 * 1024)
#define MAX_CREW 20
#define MAX_FACTS 64
#define MAX_LAST_VALUES 2000
#define MAX_RETURNED 500
#define MAX_NAME 200
#define MAX_NOTE 2000

static const char *const state_words[] = { "assigned", "cancelled", NULL };
static const char *const promise_words[] = { "repair", "arrival", "return-visit", NULL };

typedef struct {
  DsParse base;
  DsOrder *order;
} Reading;

static char *
read_text (Reading *self, json_t *object, const char *key, gboolean required, guint max_chars)
{
  return g_strdup (ds_parse_string (&self->base, object, key, required, max_chars));
}

static char *
read_id (Reading *self, json_t *object, const char *key, gboolean required)
{
  return g_strdup (ds_parse_id (&self->base, object, key, required));
}

/* The whole home is written null. */
static char *
read_appliance_id (Reading *self, json_t *object)
{
  json_t *value = ds_json_reader_any (self->base.reader, object, "appliance", TRUE);

  return value == NULL || json_is_null (value) ? NULL : read_id (self, object, "appliance", TRUE);
}

static char *
read_date (Reading *self, json_t *object, const char *key)
{
  const char *text = ds_json_reader_string (self->base.reader, object, key, FALSE);

  if (text == NULL)
    return NULL;
  if (!ds_parse_date_is_valid (text)) {
    ds_json_reader_problem (self->base.reader, key, "“%.80s” is not a day written YYYY-MM-DD", text);
    return NULL;
  }
  return g_strdup (text);
}

static void
read_time (Reading *self, json_t *object, const char *key, gboolean required, DsTime *ret_time)
{
  const char *text = ds_json_reader_string (self->base.reader, object, key, required);

  if (text == NULL)
    return;
  ret_time->set = ds_time_parse (text, &ret_time->wall_us, &ret_time->offset_s, NULL);
  if (!ret_time->set)
    ds_json_reader_problem (self->base.reader, key, "“%.80s” is not a time such as 2026-11-21T14:30:00+08:00", text);
}

static void
read_customer (Reading *self, json_t *object)
{
  static const char *const known[] = { "id", "name", "phone", "phone2", "notes", NULL };
  json_t *customer = ds_json_reader_object (self->base.reader, object, "customer", TRUE);
  DsOrder *order = self->order;

  if (customer == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "customer");
  order->customer_id = read_text (self, customer, "id", FALSE, MAX_NAME);
  order->customer_name = read_text (self, customer, "name", TRUE, MAX_NAME);
  order->phone = read_text (self, customer, "phone", FALSE, 40);
  order->phone2 = read_text (self, customer, "phone2", FALSE, 40);
  order->customer_notes = read_text (self, customer, "notes", FALSE, MAX_NOTE);
  ds_json_reader_finish_object (self->base.reader, customer, known);
  ds_json_reader_pop (self->base.reader);
}

static void
read_address (Reading *self, json_t *object)
{
  static const char *const known[] = { "line", "area", "floor", "lift", "access", NULL };
  json_t *address = ds_json_reader_object (self->base.reader, object, "address", TRUE);
  DsOrder *order = self->order;
  gint64 floor = 0;

  if (address == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "address");
  order->address = read_text (self, address, "line", TRUE, 500);
  order->area = read_text (self, address, "area", FALSE, MAX_NAME);
  order->has_floor = ds_json_reader_integer (self->base.reader, address, "floor", FALSE, -10, 200, &floor);
  order->floor = (int) floor;
  order->has_lift = json_object_get (address, "lift") != NULL;
  order->lift = ds_json_reader_boolean (self->base.reader, address, "lift", FALSE);
  order->access = read_text (self, address, "access", FALSE, MAX_NOTE);
  ds_json_reader_finish_object (self->base.reader, address, known);
  ds_json_reader_pop (self->base.reader);
}

static void
read_times (Reading *self, json_t *object)
{
  static const char *const window_keys[] = { "start", "end", NULL };
  static const char *const promise_keys[] = { "due", "kind", "note", NULL };
  json_t *window = ds_json_reader_object (self->base.reader, object, "window", TRUE);
  json_t *promise = ds_json_reader_object (self->base.reader, object, "promise", FALSE);
  DsOrder *order = self->order;

  if (window != NULL) {
    ds_json_reader_push_member (self->base.reader, "window");
    read_time (self, window, "start", TRUE, &order->window_start);
    read_time (self, window, "end", TRUE, &order->window_end);
    if (order->window_start.set && order->window_end.set && order->window_end.wall_us < order->window_start.wall_us)
      ds_json_reader_problem (self->base.reader, "end", "the window ends before it starts");
    ds_json_reader_finish_object (self->base.reader, window, window_keys);
    ds_json_reader_pop (self->base.reader);
  }
  if (promise != NULL) {
    ds_json_reader_push_member (self->base.reader, "promise");
    read_time (self, promise, "due", TRUE, &order->promise_due);
    order->promise_kind =
        g_strdup (promise_words[ds_parse_word (&self->base, promise, "kind", TRUE, promise_words, 0)]);
    order->promise_note = read_text (self, promise, "note", FALSE, MAX_NOTE);
    ds_json_reader_finish_object (self->base.reader, promise, promise_keys);
    ds_json_reader_pop (self->base.reader);
  }
}

static void
read_facts (Reading *self, json_t *object, DsAppliance *appliance)
{
  json_t *facts = ds_json_reader_object (self->base.reader, object, "facts", FALSE);
  const char *name;
  json_t *value;

  if (facts == NULL)
    return;
  if (json_object_size (facts) > MAX_FACTS) {
    ds_json_reader_problem (self->base.reader, "facts", "at most %d facts are allowed", MAX_FACTS);
    return;
  }
  json_object_foreach (facts, name, value) {
    if (!json_is_string (value) || !ds_parse_id_is_valid (name) || strlen (json_string_value (value)) > MAX_NAME)
      ds_json_reader_problem (self->base.reader, "facts",
                              "the fact “%.80s” must be a name of letters, digits and underscores with a short text; "
                              "numbers too are written as text: \"1.5\"",
                              name);
    else
      g_hash_table_replace (appliance->facts, g_strdup (name), g_strdup (json_string_value (value)));
  }
}

static void
read_appliance (Reading *self, json_t *object)
{
  static const char *const known[] = { "id",        "kind",      "brand",          "model",    "serial", "serial2",
                                       "purchased", "installed", "warranty_until", "location", "facts",  NULL };
  DsAppliance *appliance = ds_order_new_appliance (self->order);

  appliance->id = read_id (self, object, "id", TRUE);
  appliance->kind = read_id (self, object, "kind", TRUE);
  if (appliance->kind != NULL && ds_appliance_kind_find (appliance->kind) == NULL)
    ds_json_reader_problem (self->base.reader, "kind", "“%s” is no kind of appliance", appliance->kind);
  appliance->brand = read_text (self, object, "brand", FALSE, MAX_NAME);
  appliance->model = read_text (self, object, "model", FALSE, MAX_NAME);
  appliance->serial = read_text (self, object, "serial", FALSE, MAX_NAME);
  appliance->serial2 = read_text (self, object, "serial2", FALSE, MAX_NAME);
  appliance->purchased = read_date (self, object, "purchased");
  appliance->installed = read_date (self, object, "installed");
  appliance->warranty_until = read_date (self, object, "warranty_until");
  appliance->location = read_text (self, object, "location", FALSE, MAX_NAME);
  read_facts (self, object, appliance);
  ds_json_reader_finish_object (self->base.reader, object, known);
  /* A stand-in keeps later rules from tripping over what is missing; the problem is noted. */
  if (appliance->id == NULL)
    appliance->id = g_strdup ("");
  for (guint i = 0; i + 1 < self->order->appliances->len; i++)
    if (g_str_equal (((DsAppliance *) g_ptr_array_index (self->order->appliances, i))->id, appliance->id))
      ds_json_reader_problem (self->base.reader, "id", "“%s” is already the id of another appliance", appliance->id);
}

static void
read_job (Reading *self, json_t *object)
{
  static const char *const known[] = { "id", "appliance", "checklist", "service", NULL };
  DsJob *job = ds_order_new_job (self->order);

  job->id = read_id (self, object, "id", TRUE);
  job->appliance = read_appliance_id (self, object);
  job->checklist = read_id (self, object, "checklist", TRUE);
  job->service = read_id (self, object, "service", TRUE);
  if (job->service != NULL && !ds_service_is_valid (job->service))
    ds_json_reader_problem (self->base.reader, "service", "“%s” is no service", job->service);
  if (job->appliance != NULL && ds_order_find_appliance (self->order, job->appliance) == NULL)
    ds_json_reader_problem (self->base.reader, "appliance", "there is no appliance “%s” in this order", job->appliance);
  ds_json_reader_finish_object (self->base.reader, object, known);
  if (job->id == NULL)
    job->id = g_strdup ("");
  for (guint i = 0; i + 1 < self->order->jobs->len; i++)
    if (g_str_equal (((DsJob *) g_ptr_array_index (self->order->jobs, i))->id, job->id))
      ds_json_reader_problem (self->base.reader, "id", "“%s” is already the id of another job", job->id);
}

static void
read_last_value (Reading *self, json_t *object)
{
  static const char *const known[] = { "checklist", "appliance", "step", "thing", "value", NULL };
  DsLastValue *value = ds_order_new_last_value (self->order);

  value->checklist = read_id (self, object, "checklist", TRUE);
  value->appliance = read_appliance_id (self, object);
  value->step = read_id (self, object, "step", TRUE);
  value->thing = read_text (self, object, "thing", FALSE, MAX_NAME);
  value->value = read_text (self, object, "value", TRUE, MAX_NOTE);
  ds_json_reader_finish_object (self->base.reader, object, known);
}

static void
read_returned (Reading *self, json_t *object)
{
  static const char *const known[] = { "job", "step", "thing", "thing_name", "comment", "old", NULL };
  DsReturnedStep *step = ds_order_new_returned (self->order);
  json_t *old = ds_json_reader_any (self->base.reader, object, "old", FALSE);

  step->job = read_id (self, object, "job", TRUE);
  step->step = read_id (self, object, "step", TRUE);
  step->thing = read_text (self, object, "thing", FALSE, MAX_NAME);
  step->thing_name = read_text (self, object, "thing_name", FALSE, MAX_NAME);
  step->comment = read_text (self, object, "comment", TRUE, MAX_NOTE);
  step->old = old != NULL ? json_deep_copy (old) : NULL;
  if (step->job != NULL && ds_order_find_job (self->order, step->job) == NULL)
    ds_json_reader_problem (self->base.reader, "job", "there is no job “%s” in this order", step->job);
  ds_json_reader_finish_object (self->base.reader, object, known);
}

typedef struct {
  const char *key;
  gboolean required;
  guint min, max;
  void (*read) (Reading *self, json_t *object);
} ListOf;

static void
read_list (Reading *self, json_t *object, const ListOf *of)
{
  guint n;
  json_t *list = ds_parse_array (&self->base, object, of->key, of->required, (DsParseRange){ of->min, of->max }, &n);

  ds_json_reader_push_member (self->base.reader, of->key);
  for (guint i = 0; i < n; i++) {
    ds_json_reader_push_index (self->base.reader, i);
    of->read (self, json_array_get (list, i));
    ds_json_reader_pop (self->base.reader);
  }
  ds_json_reader_pop (self->base.reader);
}

static void
read_last_visit (Reading *self, json_t *object)
{
  static const char *const known[] = { "at", "technician", "values", NULL };
  static const ListOf values = { "values", TRUE, 0, MAX_LAST_VALUES, read_last_value };
  json_t *last = ds_json_reader_object (self->base.reader, object, "last_visit", FALSE);

  if (last == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "last_visit");
  read_time (self, last, "at", TRUE, &self->order->last_visit_at);
  self->order->last_visit_technician = read_text (self, last, "technician", FALSE, MAX_NAME);
  read_list (self, last, &values);
  ds_json_reader_finish_object (self->base.reader, last, known);
  ds_json_reader_pop (self->base.reader);
}

static void
read_return_of (Reading *self, json_t *object)
{
  static const char *const known[] = { "visit", "reason", "at", "steps", NULL };
  static const ListOf steps = { "steps", TRUE, 0, MAX_RETURNED, read_returned };
  json_t *value = ds_json_reader_object (self->base.reader, object, "return_of", FALSE);
  DsOrder *order = self->order;

  if (value == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "return_of");
  order->return_of_visit = read_text (self, value, "visit", TRUE, 64);
  if (order->return_of_visit != NULL && !ds_id_is_valid (order->return_of_visit))
    ds_json_reader_problem (self->base.reader, "visit", "“%.80s” is not a UUID in lower case", order->return_of_visit);
  order->return_reason = read_text (self, value, "reason", TRUE, MAX_NOTE);
  read_time (self, value, "at", TRUE, &order->return_at);
  read_list (self, value, &steps);
  ds_json_reader_finish_object (self->base.reader, value, known);
  ds_json_reader_pop (self->base.reader);
}

static void
read_escalation (Reading *self, json_t *object)
{
  static const char *const known[] = { "to", "note", NULL };
  static const char *const words[] = { "maker", NULL };
  json_t *value = ds_json_reader_object (self->base.reader, object, "escalation", FALSE);

  if (value == NULL)
    return;
  ds_json_reader_push_member (self->base.reader, "escalation");
  self->order->escalation_to = g_strdup (words[ds_parse_word (&self->base, value, "to", TRUE, words, 0)]);
  self->order->escalation_note = read_text (self, value, "note", FALSE, MAX_NOTE);
  ds_json_reader_finish_object (self->base.reader, value, known);
  ds_json_reader_pop (self->base.reader);
}

static void
read_order (Reading *self, json_t *object)
{
  static const char *const known[] = { "id",         "revision",   "ticket",    "service",    "state",
                                       "technician", "crew",       "outlet",    "customer",   "address",
                                       "window",     "promise",    "request",   "community",  "appliances",
                                       "jobs",       "last_visit", "return_of", "escalation", NULL };
  static const ListOf appliances = { "appliances", TRUE, 0, DS_ORDER_MAX_APPLIANCES, read_appliance };
  static const ListOf jobs = { "jobs", TRUE, 1, DS_ORDER_MAX_JOBS, read_job };
  DsOrder *order = self->order;

  order->id = read_id (self, object, "id", TRUE);
  order->revision = ds_parse_integer (&self->base, object, "revision", 1, G_MAXINT32, -1);
  order->ticket = read_id (self, object, "ticket", FALSE);
  order->service = read_id (self, object, "service", TRUE);
  if (order->service != NULL && !ds_service_is_valid (order->service))
    ds_json_reader_problem (self->base.reader, "service", "“%s” is no service", order->service);
  order->cancelled = ds_parse_word (&self->base, object, "state", TRUE, state_words, 0) == 1;
  order->technician = read_id (self, object, "technician", TRUE);
  order->crew = g_strdupv ((char **) ds_parse_ids (&self->base, object, "crew", FALSE, MAX_CREW));
  order->outlet = read_text (self, object, "outlet", FALSE, MAX_NAME);
  read_customer (self, object);
  read_address (self, object);
  read_times (self, object);
  order->request = read_text (self, object, "request", FALSE, MAX_NOTE);
  order->community = ds_json_reader_boolean (self->base.reader, object, "community", FALSE);
  read_list (self, object, &appliances);
  read_list (self, object, &jobs);
  read_last_visit (self, object);
  read_return_of (self, object);
  read_escalation (self, object);
  ds_json_reader_finish_object (self->base.reader, object, known);
}

static DsOrder *
parse_value (DsJsonReader *reader, json_t *value)
{
  g_autoptr (DsArena) arena = ds_arena_new ();
  g_autoptr (DsOrder) order = ds_order_alloc ();
  Reading reading = { { reader, arena }, order };

  if (json_is_object (value))
    read_order (&reading, value);
  else
    ds_json_reader_problem (reader, NULL, "an order must be a JSON object");
  return ds_json_reader_has_problems (reader) ? NULL : g_steal_pointer (&order);
}

DsOrder *
ds_order_from_json (json_t *value, GPtrArray **ret_problems, GError **error)
{
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (DS_PARSE_MAX_PROBLEMS);
  DsOrder *order = parse_value (reader, value);

  ds_parse_finish (reader, ret_problems, error);
  return order;
}

DsOrder *
ds_order_parse (const char *data, gsize size, GPtrArray **ret_problems, GError **error)
{
  static const DsJsonLimits limits = { ORDER_MAX_BYTES, 16 };
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (DS_PARSE_MAX_PROBLEMS);
  g_autoptr (GError) problem = NULL;
  g_autoptr (DsJson) value = ds_parse_load (reader, data, size, &limits, &problem);
  DsOrder *order = value != NULL ? parse_value (reader, value) : NULL;

  if (!ds_parse_finish (reader, ret_problems, &problem))
    g_propagate_error (error, g_steal_pointer (&problem));
  return order;
}
