/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl.h"

#include "ds-enrolment.h"
#include "ds-hq-status.h"
#include "ds-json.h"

static gboolean allow_metered;

static gboolean
run_enrol (DsCtlCall *call, GError **error)
{
  GAsyncResult *answer = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (!ds_ctl_open (call, FALSE, error))
    return FALSE;
  ds_enrolment_enrol_async (call->app, call->arguments[0], call->arguments[1], NULL, ds_ctl_answer_cb, &answer);
  result = ds_ctl_wait (&answer);
  if (!ds_enrolment_enrol_finish (call->app, result, error))
    return FALSE;
  if (call->json) {
    g_autoptr (DsJson) line = json_pack ("{s:s, s:s, s:s}", "technician", ds_app_get_technician_id (call->app), "name",
                                         ds_app_get_technician_name (call->app), "hq", ds_app_get_hq_name (call->app));
    g_autofree char *text = ds_json_to_line (line, NULL);
    ds_ctl_print (text);
  } else {
    ds_ctl_printf ("This tablet is now %s (%s) at %s.", ds_app_get_technician_name (call->app),
                   ds_app_get_technician_id (call->app), ds_app_get_hq_name (call->app));
  }
  return TRUE;
}

static void
print_sync (DsCtlCall *call, const DsSyncResult *done, gboolean ok)
{
  DsAppLacks lacks;

  ds_app_get_lacks (call->app, &lacks);
  if (call->json) {
    g_autoptr (DsJson) line = json_pack (
      "{s:b, s:i, s:i, s:i, s:i, s:i, s:I, s:{s:i, s:i, s:i, s:i, s:I}}", "ok", ok, "records_sent", (int) done->records_sent,
      "records_held", (int) done->records_held, "media_sent", (int) done->media_sent, "changes_pulled",
      (int) done->changes_pulled, "receipts", (int) done->receipts, "bytes_sent", (json_int_t) done->bytes_sent, "lacks",
      "visits", (int) lacks.visits, "records", (int) lacks.records, "photos", (int) lacks.photos, "held", (int) lacks.held,
      "bytes", (json_int_t) lacks.bytes);
    g_autofree char *text = ds_json_to_line (line, NULL);
    ds_ctl_print (text);
    return;
  }
  ds_ctl_printf ("Sent %u records and %u files (%" G_GUINT64_FORMAT " bytes), received %u changes and %u receipts.",
                 done->records_sent, done->media_sent, done->bytes_sent, done->changes_pulled, done->receipts);
  ds_ctl_printf ("Headquarters still lacks %u visits, %u records, %u files; %u records are held.", lacks.visits,
                 lacks.records, lacks.photos, lacks.held);
}

static gboolean
run_sync (DsCtlCall *call, GError **error)
{
  GAsyncResult *answer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  DsSyncResult done = { 0 };
  gboolean ok;

  if (!ds_ctl_open (call, FALSE, error))
    return FALSE;
  ds_sync_now_async (call->app, allow_metered, NULL, ds_ctl_answer_cb, &answer);
  result = ds_ctl_wait (&answer);
  ok = ds_sync_now_finish (call->app, result, &done, error);
  print_sync (call, &done, ok);
  return ok;
}

static const GOptionEntry SYNC_OPTIONS[] = {
  { "metered", 0, 0, G_OPTION_ARG_NONE, &allow_metered, "Send photos too, although the network is metered", NULL },
  G_OPTION_ENTRY_NULL,
};

const DsCtlCommand DS_CTL_HQ_COMMANDS[] = {
  { "enrol", "URL CODE", "Make this tablet known at a headquarters", NULL, 2, 2, run_enrol },
  { "sync", "", "Send what headquarters lacks, receive what is new", SYNC_OPTIONS, 0, 0, run_sync },
  { .name = NULL },
};
