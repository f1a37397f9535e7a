/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl.h"

#include "ds-app-private.h"
#include "ds-json.h"
#include "ds-store-journal.h"
#include "ds-store-orders.h"
#include "ds-store-visits.h"
#include "ds-visit-loader.h"

#include <string.h>

static gboolean
run_read (DsCtlCall *call, DsStoreJobFunc run, gpointer data, GError **error)
{
  DsStoreJob job = { .run = run, .data = data };

  return ds_ctl_open (call, TRUE, error) && ds_store_run_sync (ds_app_get_store (call->app), &job, NULL, error);
}

/* --- orders ---------------------------------------------------------------------------------------------------- */

static const char *const BUCKETS[] = { "overdue", "now", "today", "later", "waiting", "done" };

static json_t *
describe_order (const DsStoreOrder *order, guint bucket)
{
  g_autofree char *start = ds_time_format (order->start_us, 0);
  g_autofree char *end = ds_time_format (order->end_us, 0);
  json_t *json = json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b}", "id", order->id, "bucket", BUCKETS[bucket],
                            "service", order->service, "stage", order->stage, "start", start, "end", end, "customer",
                            order->customer != NULL ? order->customer : "", "cancelled", order->is_cancelled, "complete",
                            order->is_complete);

  json_object_set_new (json, "area", json_string (order->area != NULL ? order->area : ""));
  if (order->visit != NULL)
    json_object_set_new (json, "visit", json_string (order->visit));
  if (order->due_us > 0) {
    g_autofree char *due = ds_time_format (order->due_us, 0);
    json_object_set_new (json, "promise_due", json_string (due));
  }
  return json;
}

static gboolean
read_orders (DsStoreTx *tx, gpointer data, GError **error)
{
  json_t *list = data;
  DsMoment now;
  DsStoreListQuery query = { 0 };
  g_autoptr (DsStoreListing) listing = NULL;

  ds_clock_now (tx->clock, &now);
  query.now_us = now.wall_us;
  query.day_end_us = ((now.wall_us / G_USEC_PER_SEC + now.offset_s) / 86400 + 1) * 86400 * G_USEC_PER_SEC -
                     (gint64) now.offset_s * G_USEC_PER_SEC;
  if (!ds_store_orders_list (tx, &query, &listing, error))
    return FALSE;
  for (guint bucket = 0; bucket < DS_STORE_N_BUCKETS; bucket++)
    for (guint i = listing->start[bucket]; i < listing->start[bucket + 1]; i++) {
      g_autoptr (DsStoreOrder) order = NULL;
      if (!ds_store_orders_load (tx, g_array_index (listing->rows, gint64, i), &order, error))
        return FALSE;
      json_array_append_new (list, describe_order (order, bucket));
    }
  return TRUE;
}

static gboolean
run_orders (DsCtlCall *call, GError **error)
{
  g_autoptr (DsJson) list = json_array ();
  size_t index;
  json_t *order;

  if (!run_read (call, read_orders, list, error))
    return FALSE;
  if (call->json) {
    g_autofree char *text = ds_json_to_pretty (list);
    g_print ("%s", text);
    return TRUE;
  }
  json_array_foreach (list, index, order)
    ds_ctl_printf ("%-8s %-20s %-10s %s  %s %s", json_string_value (json_object_get (order, "bucket")),
                   json_string_value (json_object_get (order, "id")), json_string_value (json_object_get (order, "stage")),
                   json_string_value (json_object_get (order, "start")),
                   json_string_value (json_object_get (order, "customer")),
                   json_string_value (json_object_get (order, "area")));
  return TRUE;
}

/* --- visit ------------------------------------------------------------------------------------------------------ */

typedef struct {
  const char *id; /* of a visit, or of an order: then its newest visit */
  DsStoreVisit *visit;
  GPtrArray *lines;
} VisitRead;

static gboolean
read_visit (DsStoreTx *tx, gpointer data, GError **error)
{
  VisitRead *read = data;

  if (!ds_store_visits_find (tx, read->id, &read->visit, error))
    return FALSE;
  if (read->visit == NULL && !ds_store_visits_get (tx, read->id, &read->visit, error))
    return FALSE;
  return ds_store_journal_read (tx, read->visit->id, 0, &read->lines, error);
}

static json_t *
parse_journal (GPtrArray *lines)
{
  json_t *journal = json_array ();

  for (guint i = 0; i < lines->len; i++) {
    const char *line = g_ptr_array_index (lines, i);
    json_t *entry = ds_json_parse (line, strlen (line), &DS_JSON_LIMITS_RECORD, NULL);
    if (entry != NULL)
      json_array_append_new (journal, entry);
  }
  return journal;
}

static gboolean
print_visit (DsCtlCall *call, VisitRead *read, GError **error)
{
  const DsStoreVisit *visit = read->visit;
  g_autoptr (DsVisitLoad) load = ds_visit_load_new (call->app, visit->order);
  g_autoptr (DsJson) json = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *text = NULL;

  load->visit_id = g_strdup (visit->id);
  if (!run_read (call, ds_visit_load_run, load, error))
    return FALSE;
  digest = ds_visit_digest (load->shown);
  json = json_pack ("{s:s, s:s, s:s, s:i, s:i, s:i, s:b, s:s, s:o, s:o}", "visit", visit->id, "order", visit->order, "stage",
                    visit->stage, "seq", (int) read->lines->len, "done", (int) visit->done, "total", (int) visit->total,
                    "complete", visit->complete, "digest", digest, "result", ds_visit_result (load->shown), "journal",
                    parse_journal (read->lines));
  if (call->json) {
    text = ds_json_to_pretty (json);
    g_print ("%s", text);
  } else {
    ds_ctl_printf ("Visit %s of order %s: %s, %u of %u steps, %u entries", visit->id, visit->order, visit->stage,
                   visit->done, visit->total, read->lines->len);
  }
  return TRUE;
}

static gboolean
run_visit (DsCtlCall *call, GError **error)
{
  VisitRead read = { .id = call->arguments[0] };
  gboolean ok = run_read (call, read_visit, &read, error) && print_visit (call, &read, error);

  g_clear_pointer (&read.visit, ds_store_visit_free);
  g_clear_pointer (&read.lines, g_ptr_array_unref);
  return ok;
}

/* --- status ----------------------------------------------------------------------------------------------------- */

static gboolean
count_orders (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_store_orders_count (tx, data, error);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static gboolean
run_status (DsCtlCall *call, GError **error)
{
  gint64 orders = 0;
  DsAppLacks lacks;
  g_autoptr (DsJson) json = NULL;
  g_autofree char *text = NULL;

  if (!run_read (call, count_orders, &orders, error))
    return FALSE;
  ds_app_get_lacks (call->app, &lacks);
  json = json_pack ("{s:b, s:s, s:s, s:s, s:s, s:I, s:{s:i, s:i, s:i, s:i, s:I}}", "enrolled",
                    ds_app_is_enrolled (call->app), "technician", or_empty (ds_app_get_technician_id (call->app)), "name",
                    or_empty (ds_app_get_technician_name (call->app)), "hq", or_empty (ds_app_get_hq_name (call->app)),
                    "url", or_empty (ds_app_get_hq_url (call->app)), "orders", (json_int_t) orders, "lacks", "visits",
                    (int) lacks.visits, "records", (int) lacks.records, "photos", (int) lacks.photos, "held",
                    (int) lacks.held, "bytes", (json_int_t) lacks.bytes);
  if (call->json) {
    text = ds_json_to_pretty (json);
    g_print ("%s", text);
    return TRUE;
  }
  ds_ctl_printf ("%s; %" G_GINT64_FORMAT " orders", ds_app_is_enrolled (call->app) ? ds_app_get_hq_name (call->app)
                                                                                  : "not enrolled", orders);
  ds_ctl_printf ("Headquarters lacks %u visits, %u records, %u files (%" G_GUINT64_FORMAT " bytes); %u records are held.",
                 lacks.visits, lacks.records, lacks.photos, lacks.bytes, lacks.held);
  return TRUE;
}

const DsCtlCommand DS_CTL_LOOK_COMMANDS[] = {
  { "orders", "", "List the orders, as Today does", NULL, 0, 0, run_orders },
  { "visit", "ID", "Show a visit (by its id, or its order's): state, result, journal", NULL, 1, 1, run_visit },
  { "status", "", "Say who this tablet is and what headquarters lacks", NULL, 0, 0, run_status },
  { .name = NULL },
};
