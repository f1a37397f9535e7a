/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-app-fixture.h"

#include "ds-store-contents.h"
#include "ds-store-orders.h"
#include "ds-store-outbox.h"

#define T(en, zh) "{'en':'" en "','zh_CN':'" zh "'}"

static const char checklist_text[] =
    "{'format':'doorstep-checklist/1','id':'test-list','version':1,'service':'inspection',"
    "'appliances':['household','ac-split'],'title':" T ("Test list", "测试清单") ","
    "'basis':[{'id':'b1','standard':'GB/T 12325-2008','clause':'4.3','confidence':'high'}],"
    "'bring':[{'id':'mat','title':" T ("Mat", "垫布") ",'quantity':'1','kind':'material'}],"
    "'sections':["
    "{'id':'safe','title':" T ("Safety", "安全") ",'stage':'before','steps':["
    "{'id':'S1','title':" T ("Isolator off", "断开开关") ",'answer':{'type':'check'},"
    "'gate':{'scope':'checklist','reason':" T ("First make it safe.", "先断电。") "},"
    "'pair':{'id':'isolator','role':'open','strip':" T ("Isolator is OFF", "开关已断开") "}}]},"
    "{'id':'work','title':" T ("Work", "作业") ",'stage':'work','steps':["
    "{'id':'V1','title':" T ("Voltage", "电压") ",'carry':true,'instrument':{'id':'multimeter','name':" T ("Multimeter", "万用表") "},"
    "'answer':{'type':'number','unit':{'ucum':'V','name':" T ("V", "V") "},'decimals':1,"
    "'limits':[{'min':'198','max':'235.4','basis':['b1']}],'plausible':{'min':'0','max':'500'}},"
    "'fail':{'severity':'hazard','hazard':" T ("Voltage out of limits", "电压超限") ",'remedy':" T ("Call the utility", "联系供电部门") ",'recheck':true},"
    "'skippable':['not-tested']},"
    "{'id':'N1','title':" T ("Remark", "备注") ",'required':false,'answer':{'type':'text','max':50}},"
    "{'id':'P1','title':" T ("Photo", "照片") ",'answer':{'type':'photo','min':1,'max':2,'show':" T ("The plate", "铭牌") "}},"
    "{'id':'T1','title':" T ("Wait", "等待") ",'answer':{'type':'timer','minutes':5}},"
    "{'id':'M1','title':" T ("Parts", "部件") ",'answer':{'type':'multi','options':["
    "{'id':'fan','title':" T ("Fan", "风扇") "},{'id':'coil','title':" T ("Coil", "盘管") "}]}}]},"
    "{'id':'sockets','title':" T ("Sockets", "插座") ",'stage':'work','repeat':{'thing':" T ("Socket", "插座") ",'min':0,'max':3,"
    "'suggest':[" T ("Living room", "客厅") "]},'steps':["
    "{'id':'Q1','title':" T ("Polarity right", "极性正确") ",'answer':{'type':'yes-no','failing':'no'},"
    "'fail':{'severity':'stop','hazard':" T ("Polarity wrong", "极性错误") ",'remedy':" T ("Rewire", "重新接线") ",'recheck':true}}]},"
    "{'id':'end','title':" T ("End", "收尾") ",'stage':'after','steps':["
    "{'id':'S2','title':" T ("Isolator on", "恢复开关") ",'answer':{'type':'check'},'pair':{'id':'isolator','role':'close'}}]}]}";

static const char order_text[] =
    "{'id':'" DS_APP_FIXTURE_ORDER "','revision':1,'service':'inspection','state':'assigned','technician':'T001',"
    "'customer':{'name':'王女士','phone':'13800138001'},'address':{'line':'北京市大兴区亦庄镇3号楼501室','area':'亦庄·荷香里'},"
    "'window':{'start':'2026-11-21T09:00:00+08:00','end':'2026-11-21T11:00:00+08:00'},"
    "'promise':{'due':'2026-11-21T12:00:00+08:00','kind':'arrival'},"
    "'appliances':[{'id':'a1','kind':'ac-split','brand':'Haier','model':'KFR-35GW','purchased':'2014-05-01',"
    "'warranty_until':'2026-12-01','location':'主卧','facts':{}}],"
    "'jobs':[{'id':'j1','appliance':'a1','checklist':'test-list','service':'inspection'}],"
    "'last_visit':{'at':'2025-11-20T10:00:00+08:00','values':[{'checklist':'test-list','appliance':'a1','step':'V1','value':'228.1'}]}}";

static DsApp *
open_app (DsAppFixture *self)
{
  DsAppOptions options = { .data_dir = self->folder->path, .clock = self->clock, .no_network = TRUE };
  DsApp *app = ds_app_new (&options);
  g_autoptr (GError) error = NULL;

  ds_app_set_language (app, "en");
  ds_app_open (app, NULL, &error);
  g_assert_no_error (error);
  return app;
}

DsAppFixture *
ds_app_fixture_new (void)
{
  DsAppFixture *self = g_new0 (DsAppFixture, 1);

  self->folder = ds_test_folder_new ();
  self->clock = ds_test_clock ();
  self->app = open_app (self);
  return self;
}

void
ds_app_fixture_free (DsAppFixture *self)
{
  ds_test_settle ();
  if (self->app != NULL)
    ds_app_close (self->app);
  g_clear_object (&self->app);
  ds_test_settle ();
  ds_clock_unref (self->clock);
  ds_test_folder_free (self->folder);
  g_free (self);
}

void
ds_app_fixture_reopen (DsAppFixture *self)
{
  ds_app_close (self->app);
  ds_test_settle ();
  g_clear_object (&self->app);
  self->app = open_app (self);
}

static gboolean
run_fill (DsStoreTx *tx, gpointer data, GError **error)
{
  g_autofree char *text = g_strdelimit (g_strdup (checklist_text), "'", '"');
  g_autoptr (DsJson) order = ds_test_json (order_text);
  g_autoptr (DsStoreContent) content = g_new0 (DsStoreContent, 1);

  content->kind = g_strdup ("checklist");
  content->id = g_strdup ("test-list");
  content->version = 1;
  content->bytes = g_bytes_new (text, strlen (text));
  return ds_store_contents_put (tx, content, error) && ds_store_orders_put (tx, order, error);
}

void
ds_app_fixture_fill (DsAppFixture *self)
{
  DsStoreJob job = { .run = run_fill, .write = TRUE };
  g_autoptr (GError) error = NULL;

  ds_store_run_sync (ds_app_get_store (self->app), &job, NULL, &error);
  g_assert_no_error (error);
}

void
ds_test_answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsTestAnswer *answer = user_data;

  g_assert_null (answer->result);
  answer->result = g_object_ref (result);
}

GAsyncResult *
ds_test_answer_wait (DsTestAnswer *self)
{
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return self->result;
}

void
ds_test_answer_clear (DsTestAnswer *self)
{
  g_clear_object (&self->result);
}

DsVisitSession *
ds_app_fixture_open_visit (DsAppFixture *self, const char *order)
{
  g_auto (DsTestAnswer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  DsVisitSession *session;

  ds_visit_session_open_async (self->app, order, NULL, ds_test_answer_cb, &answer);
  session = ds_visit_session_open_finish (ds_test_answer_wait (&answer), &error);
  g_assert_no_error (error);
  return session;
}

gboolean
ds_test_act_wait (DsVisitSession *session, DsTestAnswer *answer, GError **error)
{
  return ds_visit_session_act_finish (session, ds_test_answer_wait (answer), error);
}

void
ds_test_stage (DsVisitSession *session, const char *action)
{
  ds_test_act (session, ds_visit_session_stage_async (session, action, NULL, NULL, ds_test_answer_cb, &answer));
}

void
ds_test_answer_slot (DsVisitSession *session, const char *slot, const char *value)
{
  ds_test_act (session,
               ds_visit_session_answer_async (session, slot, value, FALSE, NULL, ds_test_answer_cb, &answer));
}

void
ds_test_start (DsVisitSession *session)
{
  ds_test_stage (session, "accept");
  ds_test_stage (session, "depart");
  ds_test_stage (session, "arrive");
  ds_test_stage (session, "start");
}

DsSignature *
ds_test_signature (void)
{
  DsSignature *signature = ds_signature_new (400, 200, "王女士");

  ds_signature_begin_stroke (signature);
  for (int i = 0; i < 10; i++)
    ds_signature_add_point (signature, 10 + i * 5, 50 + i % 3, i * 16);
  return signature;
}

typedef struct {
  const char *kind;
  guint n;
} CountRecords;

static gboolean
run_count_records (DsStoreTx *tx, gpointer data, GError **error)
{
  CountRecords *count = data;
  g_autoptr (GPtrArray) records = NULL;

  if (!ds_store_outbox_list_pending (tx, 0, &records, error))
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    count->n += g_str_equal (((DsStoreRecord *) g_ptr_array_index (records, i))->kind, count->kind);
  return TRUE;
}

guint
ds_test_count_records (DsAppFixture *self, const char *kind)
{
  CountRecords count = { kind, 0 };
  DsStoreJob job = { .run = run_count_records, .data = &count };
  g_autoptr (GError) error = NULL;

  ds_store_run_sync (ds_app_get_store (self->app), &job, NULL, &error);
  g_assert_no_error (error);
  return count.n;
}

void
ds_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
