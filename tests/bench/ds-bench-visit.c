/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-bench-visit.h"

#include "ds-store-contents.h"
#include "ds-store-orders.h"

#include <string.h>

static gboolean
run_fill (DsStoreTx *tx, gpointer data, GError **error)
{
  static const char order_text[] =
      "{'id':'" DS_BENCH_ORDER "','revision':1,'service':'inspection','state':'assigned','technician':'T001',"
      "'customer':{'name':'王女士','phone':'13800138001'},'address':{'line':'北京市大兴区亦庄镇3号楼501室','area':'亦庄'},"
      "'window':{'start':'2026-11-21T09:00:00+08:00','end':'2026-11-21T11:00:00+08:00'},'appliances':[],"
      "'jobs':[{'id':'j1','appliance':null,'checklist':'big','service':'inspection'}]}";
  g_autoptr (DsJson) order = ds_test_json (order_text);
  g_autoptr (DsStoreContent) content = g_new0 (DsStoreContent, 1);

  content->kind = g_strdup ("checklist");
  content->id = g_strdup ("big");
  content->version = 1;
  content->bytes = g_bytes_new (data, strlen (data));
  return ds_store_contents_put (tx, content, error) && ds_store_orders_put (tx, order, error);
}

void
ds_bench_fill (DsApp *app, guint steps)
{
  g_autofree char *text = ds_bench_checklist (steps);
  DsStoreJob job = { .run = run_fill, .data = text, .write = TRUE };
  g_autoptr (GError) error = NULL;

  ds_store_run_sync (ds_app_get_store (app), &job, NULL, &error);
  g_assert_no_error (error);
}

void
ds_bench_answer (DsVisitSession *session, DsBenchTimes *times)
{
  g_auto (DsTestAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 begin = ds_bench_now_ns ();

  ds_visit_session_answer_async (session, ds_visit_session_get_current_slot (session), "221.5", FALSE, NULL,
                                 ds_test_answer_cb, &answer);
  ds_test_act_wait (session, &answer, &error);
  if (times != NULL)
    ds_bench_times_add (times, ds_bench_now_ns () - begin);
  g_assert_no_error (error);
  ds_visit_session_next_open (session);
  ds_test_settle ();
}
