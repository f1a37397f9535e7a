/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-return.h"

#include "ds-error.h"

#include <string.h>

#define MAX_RETURNS 99

/* One step to be done again. @thing is the thing's UUID or %NULL. */
typedef struct {
  char *job;
  char *step;
  char *thing;
  char *thing_name;
  const char *comment;
} Step;

typedef struct {
  DsHqStore *store;
  const DsHqReturn *request;
  json_t *body;
  GHashTable *undone; /* ids of journal entries that do not count */
} Maker;

static void
clear_step (Step *step)
{
  g_free (step->job);
  g_free (step->step);
  g_free (step->thing);
  g_free (step->thing_name);
}

static const char *
text_of (const json_t *object, const char *key)
{
  return json_string_value (json_object_get (object, key));
}

/* The journal only grows: an undo takes an entry out of account, a redo brings it back. */
static GHashTable *
find_undone (json_t *journal)
{
  GHashTable *undone = g_hash_table_new (g_str_hash, g_str_equal);
  json_t *entry = NULL;
  size_t i = 0;

  json_array_foreach (journal, i, entry) {
    const char *type = text_of (entry, "type");
    const char *target = text_of (entry, "entry");

    if (target == NULL)
      continue;
    if (g_strcmp0 (type, "undo") == 0)
      g_hash_table_add (undone, (gpointer) target);
    else if (g_strcmp0 (type, "redo") == 0)
      g_hash_table_remove (undone, target);
  }

  return undone;
}

/* Looks in the journal for the thing called @name (or with that id) of the job; the last name counts. */
static gboolean
find_thing (const Maker *self, Step *step, const char *name)
{
  json_t *entry = NULL;
  size_t i = 0;

  json_array_foreach (json_object_get (self->body, "journal"), i, entry) {
    const char *thing = text_of (entry, "thing");
    const char *called = text_of (entry, "name");

    if (g_strcmp0 (text_of (entry, "type"), "thing") != 0 || g_strcmp0 (text_of (entry, "job"), step->job) != 0 ||
        g_hash_table_contains (self->undone, text_of (entry, "id")))
      continue;
    if (g_strcmp0 (thing, name) != 0 && g_strcmp0 (called, name) != 0)
      continue;
    g_free (step->thing);
    step->thing = g_strdup (thing);
    if (called != NULL) {
      g_free (step->thing_name);
      step->thing_name = g_strdup (called);
    }
  }

  return step->thing != NULL;
}

static json_t *
find_value (const Maker *self, const Step *step, gboolean *ret_has_things)
{
  json_t *entry = NULL;
  json_t *value = NULL;
  size_t i = 0;

  *ret_has_things = FALSE;
  json_array_foreach (json_object_get (self->body, "journal"), i, entry) {
    const char *thing = text_of (entry, "thing");

    if (g_strcmp0 (text_of (entry, "type"), "answer") != 0 || g_strcmp0 (text_of (entry, "job"), step->job) != 0 ||
        g_strcmp0 (text_of (entry, "step"), step->step) != 0 ||
        g_hash_table_contains (self->undone, text_of (entry, "id")))
      continue;
    *ret_has_things |= thing != NULL;
    if (g_strcmp0 (thing, step->thing) == 0)
      value = json_object_get (entry, "value");
  }

  return value;
}

static json_t *
find_job (const Maker *self, const char *id)
{
  json_t *job = NULL;
  size_t i = 0;

  json_array_foreach (json_object_get (self->body, "jobs"), i, job) {
    if (g_strcmp0 (text_of (job, "job"), id) == 0)
      return job;
  }

  return NULL;
}

/* Whether the job's checklist has the step, as far as its text is here. */
static gboolean
checklist_has_step (const Maker *self, json_t *job, const char *step)
{
  const char *id = text_of (json_object_get (job, "checklist"), "id");
  g_autofree char *text = id != NULL ? ds_hq_store_get_content (self->store, "checklist", id, NULL) : NULL;
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", step);

  return text == NULL || strstr (text, quoted) != NULL;
}

static gboolean
read_step (const Maker *self, const char *text, Step *step, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 3);
  json_t *job = NULL;

  if (g_strv_length (parts) < 2) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID,
                 "\"%s\" names no step. Write JOB/STEP, such as j1/E05, or JOB/STEP/THING for a repeated one.", text);
    return FALSE;
  }
  step->job = g_strdup (parts[0]);
  step->step = g_strdup (parts[1]);
  job = find_job (self, step->job);
  if (job == NULL) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "The visit has no job \"%s\".", step->job);
    return FALSE;
  }
  if (!checklist_has_step (self, job, step->step)) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "The checklist of job %s has no step \"%s\".", step->job,
                 step->step);
    return FALSE;
  }
  if (parts[2] != NULL && !find_thing (self, step, parts[2])) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "Job %s of the visit has no thing \"%s\".", step->job, parts[2]);
    return FALSE;
  }

  return TRUE;
}

static json_t *
make_step (const Maker *self, const Step *step, GError **error)
{
  json_t *value = NULL;
  json_t *result = NULL;
  gboolean has_things = FALSE;

  value = find_value (self, step, &has_things);
  if (has_things && step->thing == NULL) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "Step %s/%s is repeated: say for which thing, as %s/%s/NAME.",
                 step->job, step->step, step->job, step->step);
    return NULL;
  }
  result = json_pack ("{s:s, s:s, s:s}", "job", step->job, "step", step->step, "comment", step->comment);
  if (step->thing != NULL)
    json_object_set_new (result, "thing", json_string (step->thing));
  if (step->thing_name != NULL)
    json_object_set_new (result, "thing_name", json_string (step->thing_name));
  if (value != NULL)
    json_object_set (result, "old", value);

  return result;
}

static json_t *
make_steps (const Maker *self, GHashTable *jobs, GError **error)
{
  const DsHqReturn *request = self->request;
  guint n_comments = g_strv_length (request->comments);
  g_autoptr (DsJson) steps = json_array ();

  if (n_comments != 1 && n_comments != g_strv_length (request->steps)) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "Give one --comment for each --step, or one for all.");
    return NULL;
  }
  for (guint i = 0; request->steps[i] != NULL; i++) {
    Step step = { .comment = request->comments[n_comments == 1 ? 0 : i] };
    json_t *value = NULL;

    if (read_step (self, request->steps[i], &step, error))
      value = make_step (self, &step, error);
    if (value != NULL)
      g_hash_table_add (jobs, g_strdup (step.job));
    clear_step (&step);
    if (value == NULL)
      return NULL;
    json_array_append_new (steps, value);
  }

  return g_steal_pointer (&steps);
}

/* Only the jobs that have a returned step, and only the appliances of those. */
static void
keep_jobs (json_t *order, GHashTable *wanted)
{
  g_autoptr (GHashTable) appliances = g_hash_table_new (g_str_hash, g_str_equal);
  json_t *jobs = json_object_get (order, "jobs");
  json_t *all = json_object_get (order, "appliances");

  for (size_t i = json_array_size (jobs); i > 0; i--) {
    json_t *job = json_array_get (jobs, i - 1);
    const char *appliance = text_of (job, "appliance");

    if (!g_hash_table_contains (wanted, text_of (job, "id")))
      json_array_remove (jobs, i - 1);
    else if (appliance != NULL)
      g_hash_table_add (appliances, (gpointer) appliance);
  }
  for (size_t i = json_array_size (all); i > 0; i--) {
    if (!g_hash_table_contains (appliances, text_of (json_array_get (all, i - 1), "id")))
      json_array_remove (all, i - 1);
  }
}

/* "QX1" → "QX1-R1", and that one's return "QX1-R2". */
static char *
make_id (const Maker *self, const char *order, GError **error)
{
  const char *mark = g_strrstr (order, "-R");
  g_autofree char *base = mark != NULL ? g_strndup (order, (gsize) (mark - order)) : g_strdup (order);

  for (guint i = 1; i <= MAX_RETURNS; i++) {
    g_autofree char *id = g_strdup_printf ("%.*s-R%u", DS_HQ_ID_MAX_CHARS - 4, base, i);
    g_autoptr (GError) local_error = NULL;
    g_autofree char *text = ds_hq_store_get_order (self->store, id, &local_error);

    if (text != NULL)
      continue;
    if (ds_error_is (local_error, DS_ERROR_NOT_FOUND))
      return g_steal_pointer (&id);
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  g_set_error (error, DS_HQ_ERROR, DS_ERROR_LIMIT, "Order %s was returned %d times already.", order, MAX_RETURNS);

  return NULL;
}

static void
turn_into_return (const Maker *self, json_t *order, const char *id, const char *technician, json_t *steps)
{
  const DsHqReturn *request = self->request;
  const char *reason = request->reason != NULL ? request->reason : request->comments[0];

  json_object_set_new (order, "id", json_string (id));
  json_object_set_new (order, "revision", json_integer (1));
  json_object_set_new (order, "state", json_string ("assigned"));
  json_object_set_new (order, "technician", json_string (technician));
  json_object_set_new (order, "window",
                       json_pack ("{s:s, s:s}", "start", request->window_start, "end", request->window_end));
  json_object_del (order, "promise");
  json_object_del (order, "last_visit");
  json_object_del (order, "escalation");
  json_object_set_new (order, "return_of",
                       json_pack ("{s:s, s:s, s:s, s:O}", "visit", text_of (self->body, "visit"), "reason", reason,
                                  "at", request->at, "steps", steps));
}

DsJson *
ds_hq_return_make (DsHqStore *store, const DsHqReturn *request, GError **error)
{
  g_autofree char *line = ds_hq_store_get_visit (store, request->visit, error);
  g_autoptr (DsJson) record = line != NULL ? ds_json_parse (line, strlen (line), &DS_JSON_LIMITS_RECORD, error) : NULL;
  json_t *body = json_object_get (record, "body");
  g_autofree char *order_text = body != NULL ? ds_hq_store_get_order (store, text_of (body, "order"), error) : NULL;
  g_autoptr (DsJson) order =
      order_text != NULL ? ds_json_parse (order_text, strlen (order_text), &DS_JSON_LIMITS_RECORD, error) : NULL;
  g_autoptr (GHashTable) jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) undone = find_undone (json_object_get (body, "journal"));
  g_autoptr (DsJson) steps = NULL;
  g_autofree char *id = NULL;
  Maker maker = { store, request, body, undone };

  if (order == NULL)
    return NULL;
  steps = make_steps (&maker, jobs, error);
  id = steps != NULL ? make_id (&maker, text_of (order, "id"), error) : NULL;
  if (id == NULL)
    return NULL;
  keep_jobs (order, jobs);
  turn_into_return (&maker, order, id,
                    request->technician != NULL ? request->technician : text_of (record, "technician"), steps);

  return g_steal_pointer (&order);
}
