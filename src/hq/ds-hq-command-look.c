/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-command.h"

#include "ds-error.h"
#include "ds-hq-verify.h"

#include <stdio.h>

/* --- export and list --- */

static gboolean
write_record_cb (gint64 seq, const DsHqRecord *record, gpointer user_data)
{
  FILE *out = user_data;

  return fwrite (record->line, 1, record->line_size, out) == record->line_size && fputc ('\n', out) != EOF;
}

int
ds_hq_run_export (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsHqDesk) desk = NULL;
  gint64 since = 0;
  const GOptionEntry options[] = {
    { "since", 0, 0, G_OPTION_ARG_INT64, &since, "Only records after this sequence number", "N" },
    G_OPTION_ENTRY_NULL,
  };

  if (!ds_hq_command_begin (&command, argv, NULL,
                            "Writes the records, one per line, byte for byte as the tablets made them.", options) ||
      !ds_hq_command_takes (&command, 0, 0))
    return DS_HQ_EXIT_USAGE;
  desk = ds_hq_command_desk (&command);
  if (desk == NULL)
    return DS_HQ_EXIT_FAILED;
  if (!ds_hq_store_records (ds_hq_desk_store (desk), since, write_record_cb, stdout, &error))
    return ds_hq_command_fail (error);
  if (fflush (stdout) != 0 || ferror (stdout)) {
    g_printerr ("doorstep-hq: the export could not be written to its end.\n");
    return DS_HQ_EXIT_FAILED;
  }

  return DS_HQ_EXIT_OK;
}

int
ds_hq_run_list (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsHqDesk) desk = NULL;
  g_autofree char *text = NULL;

  if (!ds_hq_command_begin (&command, argv, "WHAT",
                            "Shows orders, technicians, devices, visits, held, opinions or content, tab-parted.",
                            NULL) ||
      !ds_hq_command_takes (&command, 1, 1))
    return DS_HQ_EXIT_USAGE;
  desk = ds_hq_command_desk (&command);
  if (desk == NULL)
    return DS_HQ_EXIT_FAILED;
  text = ds_hq_store_table (ds_hq_desk_store (desk), command.arguments[0], &error);
  if (text == NULL)
    return ds_hq_command_fail (error);
  g_print ("%s", text);

  return DS_HQ_EXIT_OK;
}

/* --- status --- */

static void
add_kind_cb (const char *kind, gint64 n, gpointer user_data)
{
  json_object_set_new (user_data, kind, json_integer (n));
}

static DsJson *
make_status (DsHqDesk *desk, GError **error)
{
  g_auto (DsHqIdentity) identity = { 0 };
  g_autoptr (DsJson) kinds = json_object ();
  DsHqCounts counts = { 0 };
  DsHqStore *store = ds_hq_desk_store (desk);

  if (!ds_hq_store_identity (store, &identity, error) || !ds_hq_store_counts (store, &counts, error) ||
      !ds_hq_store_count_kinds (store, add_kind_cb, kinds, error))
    return NULL;

  return json_pack (
      "{s:s, s:s, s:b, s:I, s:I, s:I, s:I, s:I, s:O, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "hq",
      identity.id, "name", identity.name, "serving", ds_hq_desk_has_server (desk), "orders", (json_int_t) counts.orders,
      "technicians", (json_int_t) counts.technicians, "devices", (json_int_t) counts.devices, "revoked_devices",
      (json_int_t) counts.revoked_devices, "records", (json_int_t) counts.records, "records_by_kind", kinds, "visits",
      (json_int_t) counts.visits, "complete_visits", (json_int_t) counts.complete_visits, "media_files",
      (json_int_t) counts.media_files, "media_bytes", (json_int_t) counts.media_bytes, "missing_media",
      (json_int_t) counts.missing_media, "uploads", (json_int_t) counts.uploads, "held", (json_int_t) counts.held,
      "duplicates", (json_int_t) counts.duplicates, "flagged", (json_int_t) counts.flagged, "checklists",
      (json_int_t) counts.checklists, "guides", (json_int_t) counts.guides, "last_seq", (json_int_t) counts.last_seq);
}

static void
print_status (json_t *status)
{
  const char *key = NULL;
  json_t *value = NULL;

  json_object_foreach (status, key, value) {
    if (json_is_string (value))
      g_print ("%-18s %s\n", key, json_string_value (value));
    else if (json_is_integer (value))
      g_print ("%-18s %" JSON_INTEGER_FORMAT "\n", key, json_integer_value (value));
    else if (json_is_boolean (value))
      g_print ("%-18s %s\n", key, json_is_true (value) ? "yes" : "no");
  }
}

int
ds_hq_run_status (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsHqDesk) desk = NULL;
  g_autoptr (DsJson) status = NULL;
  g_autofree char *text = NULL;
  gboolean as_json = FALSE;
  const GOptionEntry options[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "One JSON object", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!ds_hq_command_begin (&command, argv, NULL, "Counts what headquarters has and what it still lacks.", options) ||
      !ds_hq_command_takes (&command, 0, 0))
    return DS_HQ_EXIT_USAGE;
  desk = ds_hq_command_desk (&command);
  if (desk == NULL)
    return DS_HQ_EXIT_FAILED;
  status = make_status (desk, &error);
  if (status == NULL)
    return ds_hq_command_fail (error);
  if (as_json) {
    text = ds_json_to_line (status, NULL);
    g_print ("%s\n", text);
  } else {
    print_status (status);
  }

  return DS_HQ_EXIT_OK;
}

/* --- verify and backup --- */

static void
print_report (json_t *report)
{
  json_t *line = NULL;
  size_t i = 0;

  json_array_foreach (json_object_get (report, "damaged"), i, line)
    g_print ("damaged: %s\n", json_string_value (line));
  json_array_foreach (json_object_get (report, "waiting"), i, line)
    g_print ("still to come: file %s\n", json_string_value (line));
  g_print ("%" JSON_INTEGER_FORMAT " records and %" JSON_INTEGER_FORMAT " files (%" JSON_INTEGER_FORMAT
           " bytes) read again: ",
           json_integer_value (json_object_get (report, "records")),
           json_integer_value (json_object_get (report, "media")),
           json_integer_value (json_object_get (report, "media_bytes")));
  if (json_is_true (json_object_get (report, "ok")))
    g_print ("all as they came; %" JSON_INTEGER_FORMAT " visits wait for files\n",
             json_integer_value (json_object_get (report, "incomplete_visits")));
  else
    g_print ("%" G_GSIZE_FORMAT " are damaged\n", json_array_size (json_object_get (report, "damaged")));
}

int
ds_hq_run_verify (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsHqDesk) desk = NULL;
  g_autoptr (DsJson) report = NULL;
  g_autofree char *text = NULL;
  gboolean as_json = FALSE;
  const GOptionEntry options[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "One JSON object", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!ds_hq_command_begin (
          &command, argv, NULL,
          "Reads everything again and compares its hashes. Exit status 0: nothing is damaged; 1: something "
          "is. Files that visits still wait for are named.",
          options) ||
      !ds_hq_command_takes (&command, 0, 0))
    return DS_HQ_EXIT_USAGE;
  desk = ds_hq_command_desk (&command);
  if (desk == NULL)
    return DS_HQ_EXIT_FAILED;
  report = ds_hq_verify (command.folder, ds_hq_desk_store (desk), &error);
  if (report == NULL)
    return ds_hq_command_fail (error);
  if (as_json) {
    text = ds_json_to_line (report, NULL);
    g_print ("%s\n", text);
  } else {
    print_report (report);
  }

  return json_is_true (json_object_get (report, "ok")) ? DS_HQ_EXIT_OK : DS_HQ_EXIT_FAILED;
}

int
ds_hq_run_backup (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsHqDesk) desk = NULL;

  if (!ds_hq_command_begin (
          &command, argv, "FILE",
          "Writes one consistent copy of the database, also while the server runs. The files in media/ "
          "never change once there: copy them after it. Keep sealing.key apart, in a safe place.",
          NULL) ||
      !ds_hq_command_takes (&command, 1, 1))
    return DS_HQ_EXIT_USAGE;
  desk = ds_hq_command_desk (&command);
  if (desk == NULL)
    return DS_HQ_EXIT_FAILED;
  if (!ds_hq_store_backup (ds_hq_desk_store (desk), command.arguments[0], &error))
    return ds_hq_command_fail (error);
  g_print ("Backup written to %s\n", command.arguments[0]);

  return DS_HQ_EXIT_OK;
}
