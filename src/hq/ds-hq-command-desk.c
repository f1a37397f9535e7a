/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-command.h"

#include "ds-error.h"
#include "ds-file.h"
#include "ds-hq-import.h"
#include "ds-hq-publish.h"
#include "ds-hq-return.h"

#include <string.h>

#define MAX_PROBLEMS_SHOWN 200
#define DAY_US (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)

/* Does one request and nothing else. */
static int
do_alone (const DsHqCommand *command, json_t *request)
{
  g_autoptr (DsHqDesk) desk = ds_hq_command_desk (command);
  g_autoptr (DsJson) result = NULL;

  if (desk == NULL) {
    json_decref (request);
    return DS_HQ_EXIT_FAILED;
  }
  result = ds_hq_command_do (desk, request);

  return result != NULL ? DS_HQ_EXIT_OK : DS_HQ_EXIT_FAILED;
}

static void
set_text (json_t *object, const char *key, const char *value)
{
  if (value != NULL)
    json_object_set_new (object, key, json_string (value));
}

static gboolean
arguments_are_text (const DsHqCommand *command)
{
  for (guint i = 0; command->arguments[i] != NULL; i++) {
    if (!g_utf8_validate (command->arguments[i], -1, NULL)) {
      g_printerr ("doorstep-hq: an argument is not UTF-8 text.\n");
      return FALSE;
    }
  }

  return TRUE;
}

/* --- people and tablets --- */

int
ds_hq_run_technician (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_autofree char *name = NULL;
  g_autofree char *outlet = NULL;
  json_t *request = NULL;
  const GOptionEntry options[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, "The technician's name", "NAME" },
    { "outlet", 0, 0, G_OPTION_ARG_STRING, &outlet, "The outlet", "OUTLET" },
    G_OPTION_ENTRY_NULL,
  };

  if (!ds_hq_command_begin (&command, argv, "add ID", "Adds a technician, or changes name and outlet of one.",
                            options) ||
      !ds_hq_command_takes (&command, 2, 2) || !arguments_are_text (&command))
    return DS_HQ_EXIT_USAGE;
  if (strcmp (command.arguments[0], "add") != 0 || name == NULL) {
    g_printerr ("doorstep-hq: say \"technician add ID --name NAME\".\n");
    return DS_HQ_EXIT_USAGE;
  }
  request = json_pack ("{s:s, s:s, s:s}", "do", "technician", "id", command.arguments[1], "name", name);
  if (request == NULL) {
    g_printerr ("doorstep-hq: the name is not UTF-8 text.\n");
    return DS_HQ_EXIT_USAGE;
  }
  set_text (request, "outlet", outlet);

  return do_alone (&command, request);
}

int
ds_hq_run_enrol_code (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_autoptr (DsHqDesk) desk = NULL;
  g_autoptr (DsJson) result = NULL;

  if (!ds_hq_command_begin (
          &command, argv, "TECHNICIAN",
          "Prints a code with which one tablet can enrol for the technician, once, within ten minutes.", NULL) ||
      !ds_hq_command_takes (&command, 1, 1) || !arguments_are_text (&command))
    return DS_HQ_EXIT_USAGE;
  desk = ds_hq_command_desk (&command);
  if (desk == NULL)
    return DS_HQ_EXIT_FAILED;
  result = ds_hq_command_do (desk, json_pack ("{s:s, s:s}", "do", "code", "technician", command.arguments[0]));
  if (result == NULL)
    return DS_HQ_EXIT_FAILED;
  g_print ("%s\n", json_string_value (json_object_get (result, "code")));

  return DS_HQ_EXIT_OK;
}

int
ds_hq_run_revoke (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };

  if (!ds_hq_command_begin (&command, argv, "DEVICE", "Takes a tablet's token away; what it has not sent stays on it.",
                            NULL) ||
      !ds_hq_command_takes (&command, 1, 1) || !arguments_are_text (&command))
    return DS_HQ_EXIT_USAGE;

  return do_alone (&command, json_pack ("{s:s, s:s}", "do", "revoke", "device", command.arguments[0]));
}

int
ds_hq_run_opinion (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_autofree char *state = NULL;
  g_autofree char *note = NULL;
  json_t *request = NULL;
  const GOptionEntry options[] = {
    { "state", 0, 0, G_OPTION_ARG_STRING, &state, "received, handling, verified or closed", "STATE" },
    { "note", 0, 0, G_OPTION_ARG_STRING, &note, "Words for the technician", "TEXT" },
    G_OPTION_ENTRY_NULL,
  };

  if (!ds_hq_command_begin (&command, argv, "OPINION", "Says what became of an opinion; its technician sees it.",
                            options) ||
      !ds_hq_command_takes (&command, 1, 1) || !arguments_are_text (&command))
    return DS_HQ_EXIT_USAGE;
  request =
      json_pack ("{s:s, s:s, s:s}", "do", "opinion", "id", command.arguments[0], "state", state != NULL ? state : "");
  set_text (request, "note", note);

  return do_alone (&command, request);
}

/* --- orders --- */

static int
show_problems (const char *path, const GPtrArray *problems, const char *end)
{
  for (guint i = 0; i < MIN (problems->len, MAX_PROBLEMS_SHOWN); i++)
    g_printerr ("%s: %s\n", path, (const char *) g_ptr_array_index ((GPtrArray *) problems, i));
  if (problems->len > MAX_PROBLEMS_SHOWN)
    g_printerr ("%s: … and %u more.\n", path, problems->len - MAX_PROBLEMS_SHOWN);
  g_printerr ("doorstep-hq: %s\n", end);

  return DS_HQ_EXIT_FAILED;
}

static int
put_orders (DsHqDesk *desk, DsJson *orders)
{
  gsize n = json_array_size (orders);
  g_autoptr (DsJson) result = ds_hq_command_do (desk, json_pack ("{s:s, s:o}", "do", "orders", "orders", orders));
  json_t *unpublished = NULL;
  json_t *name = NULL;
  size_t i = 0;

  if (result == NULL)
    return DS_HQ_EXIT_FAILED;
  unpublished = json_object_get (result, "unpublished");
  json_array_foreach (unpublished, i, name)
    g_printerr ("doorstep-hq: checklist %s is not published yet; no tablet can work by it.\n",
                json_string_value (name));
  g_print ("%" G_GSIZE_FORMAT " orders: %d new or changed, %d unchanged\n", n,
           (int) json_integer_value (json_object_get (result, "new")),
           (int) json_integer_value (json_object_get (result, "unchanged")));

  return DS_HQ_EXIT_OK;
}

int
ds_hq_run_import (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (DsHqDesk) desk = NULL;
  DsHqImportOptions import = { 0 };
  DsJson *orders = NULL;
  DsMoment now;
  const GOptionEntry options[] = {
    { "demo-times", 0, 0, G_OPTION_ARG_NONE, &import.demo_times,
      "Accept demo_window, demo_promise and demo_at, which count from today", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!ds_hq_command_begin (&command, argv, "FILE.json|FILE.csv",
                            "Takes orders; either all of a file or, when anything in it is wrong, none.", options) ||
      !ds_hq_command_takes (&command, 1, 1))
    return DS_HQ_EXIT_USAGE;
  bytes = ds_file_read (command.arguments[0], DS_HQ_IMPORT_MAX_BYTES, &error);
  if (bytes == NULL)
    return ds_hq_command_fail (error);
  desk = ds_hq_command_desk (&command);
  if (desk == NULL)
    return DS_HQ_EXIT_FAILED;
  ds_clock_now (command.clock, &now);
  import.now_us = now.wall_us;
  import.offset_s = now.offset_s;
  import.store = ds_hq_desk_store (desk);
  orders = ds_hq_import_read (command.arguments[0], g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &import,
                              problems);
  if (orders == NULL)
    return show_problems (command.arguments[0], problems, "Nothing was imported. Mend the file and import it again.");

  return put_orders (desk, orders);
}

/* Reads an order, lets the caller change it, and stores it as its next revision. */
static int
change_order (const DsHqCommand *command, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsHqDesk) desk = ds_hq_command_desk (command);
  g_autofree char *text = NULL;
  DsJson *order = NULL;

  if (desk == NULL)
    return DS_HQ_EXIT_FAILED;
  text = ds_hq_store_get_order (ds_hq_desk_store (desk), command->arguments[0], &error);
  order = text != NULL ? ds_json_parse (text, strlen (text), &DS_JSON_LIMITS_RECORD, &error) : NULL;
  if (order == NULL)
    return ds_hq_command_fail (error);
  json_object_del (order, "revision");
  json_object_set_new (order, key, json_string (value));

  return put_orders (desk, json_pack ("[o]", order));
}

int
ds_hq_run_cancel (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };

  if (!ds_hq_command_begin (&command, argv, "ORDER", "Cancels an order; the tablet sees it at its next contact.",
                            NULL) ||
      !ds_hq_command_takes (&command, 1, 1) || !arguments_are_text (&command))
    return DS_HQ_EXIT_USAGE;

  return change_order (&command, "state", "cancelled");
}

int
ds_hq_run_assign (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };

  if (!ds_hq_command_begin (&command, argv, "ORDER TECHNICIAN", "Gives an order to another technician.", NULL) ||
      !ds_hq_command_takes (&command, 2, 2) || !arguments_are_text (&command))
    return DS_HQ_EXIT_USAGE;

  return change_order (&command, "technician", command.arguments[1]);
}

/* --- return --- */

/* "START/END", or tomorrow's working day. */
static gboolean
make_window (const char *text, const DsMoment *now, char **ret_start, char **ret_end)
{
  g_autofree char *tomorrow = ds_time_format (now->wall_us + DAY_US, now->offset_s);
  g_autofree char *fallback = g_strdup_printf ("%.10s 09:00/%.10s 18:00", tomorrow, tomorrow);
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : fallback, "/", 2);

  if (g_strv_length (parts) == 2) {
    *ret_start = ds_hq_import_time (parts[0], now->offset_s);
    *ret_end = ds_hq_import_time (parts[1], now->offset_s);
  }
  if (*ret_start != NULL && *ret_end != NULL)
    return TRUE;
  g_printerr ("doorstep-hq: write the window as START/END, each as \"2026-11-21 09:00\" or in RFC 3339.\n");

  return FALSE;
}

static int
send_back (const DsHqCommand *command, DsHqReturn *request, const char *window)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsHqDesk) desk = NULL;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;
  g_autofree char *at = NULL;
  g_autofree char *id = NULL;
  DsJson *order = NULL;
  DsMoment now;
  int status = DS_HQ_EXIT_FAILED;

  ds_clock_now (command->clock, &now);
  if (!make_window (window, &now, &start, &end))
    return DS_HQ_EXIT_USAGE;
  desk = ds_hq_command_desk (command);
  if (desk == NULL)
    return DS_HQ_EXIT_FAILED;
  at = ds_time_format (now.wall_us, now.offset_s);
  request->visit = command->arguments[0];
  request->window_start = start;
  request->window_end = end;
  request->at = at;
  order = ds_hq_return_make (ds_hq_desk_store (desk), request, &error);
  if (order == NULL)
    return ds_hq_command_fail (error);
  id = g_strdup (json_string_value (json_object_get (order, "id")));
  status = put_orders (desk, json_pack ("[o]", order));
  if (status == DS_HQ_EXIT_OK)
    g_print ("returned as order %s\n", id);

  return status;
}

int
ds_hq_run_return (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_auto (GStrv) steps = NULL;
  g_auto (GStrv) comments = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *technician = NULL;
  g_autofree char *window = NULL;
  DsHqReturn request = { 0 };
  const GOptionEntry options[] = {
    { "step", 0, 0, G_OPTION_ARG_STRING_ARRAY, &steps, "A step to do again; may be given many times",
      "JOB/STEP[/THING]" },
    { "comment", 0, 0, G_OPTION_ARG_STRING_ARRAY, &comments, "Why; one for each step, or one for all", "TEXT" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, "Why the visit goes back (default: the first comment)", "TEXT" },
    { "technician", 0, 0, G_OPTION_ARG_STRING, &technician, "Who shall do it (default: who made the visit)", "ID" },
    { "window", 0, 0, G_OPTION_ARG_STRING, &window, "When (default: tomorrow 09:00 to 18:00)", "START/END" },
    G_OPTION_ENTRY_NULL,
  };

  if (!ds_hq_command_begin (&command, argv, "VISIT", "Sends a visit back as a new order with only the steps named.",
                            options) ||
      !ds_hq_command_takes (&command, 1, 1) || !arguments_are_text (&command))
    return DS_HQ_EXIT_USAGE;
  if (steps == NULL || comments == NULL) {
    g_printerr ("doorstep-hq: name at least one --step and one --comment.\n");
    return DS_HQ_EXIT_USAGE;
  }
  request.steps = steps;
  request.comments = comments;
  request.reason = reason;
  request.technician = technician;

  return send_back (&command, &request, window);
}

/* --- publish --- */

/* Returns: (nullable): the item, or %NULL after saying what is wrong. */
static DsJson *
read_content (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) bytes = ds_file_read (path, DS_JSON_LIMITS_CHECKLIST.max_bytes, &error);
  DsJson *item = NULL;

  if (bytes == NULL) {
    ds_hq_command_fail (error);
    return NULL;
  }
  item = ds_hq_publish_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), problems);
  for (guint i = 0; i < problems->len; i++)
    g_printerr ("%s: %s\n", path, (const char *) g_ptr_array_index (problems, i));

  return item;
}

int
ds_hq_run_publish (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_autoptr (DsHqDesk) desk = NULL;
  g_autoptr (DsJson) items = json_array ();
  g_autoptr (DsJson) result = NULL;
  gboolean good = TRUE;

  if (!ds_hq_command_begin (&command, argv, "FILE…",
                            "Publishes checklists and guides; either all files or, when one is wrong, none.", NULL) ||
      !ds_hq_command_takes (&command, 1, G_MAXUINT))
    return DS_HQ_EXIT_USAGE;
  for (guint i = 0; command.arguments[i] != NULL; i++) {
    DsJson *item = read_content (command.arguments[i]);

    good &= item != NULL;
    if (item != NULL)
      json_array_append_new (items, item);
  }
  if (!good) {
    g_printerr ("doorstep-hq: Nothing was published. Mend the files and publish again.\n");
    return DS_HQ_EXIT_FAILED;
  }
  desk = ds_hq_command_desk (&command);
  if (desk == NULL)
    return DS_HQ_EXIT_FAILED;
  result = ds_hq_command_do (desk, json_pack ("{s:s, s:O}", "do", "content", "items", items));
  if (result == NULL)
    return DS_HQ_EXIT_FAILED;
  g_print ("%d published, %d unchanged\n", (int) json_integer_value (json_object_get (result, "new")),
           (int) json_integer_value (json_object_get (result, "unchanged")));

  return DS_HQ_EXIT_OK;
}
