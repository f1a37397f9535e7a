/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-test.h"

#include "ds-id.h"

#include <string.h>

/* Entries, orders and records: there and back, and what is refused; promise, opinions and appliances. */

#define COMMON(type)                                                                                      \
  "'seq':1,'id':'0193aaaa-0000-7000-8000-000000000001','at':'2026-11-21T09:00:00.000+08:00','mono_ms':5," \
  "'boot':'0193aaaa-0000-7000-8000-000000000009','who':'T001','type':'" type "'"

static const struct {
  const char *json;
  const char *words; /* of the refusal; %NULL: accepted and comes back the same */
} entries[] = {
  { "{" COMMON ("stage") ",'stage':'started','facts':{'j1':{'gas':'ng'}}}", NULL },
  { "{" COMMON ("stage") ",'stage':'arrived','facts':{'j1':{'gas':'ng'}}}", "recorded when the visit is started" },
  { "{" COMMON ("stage") ",'stage':'slept'}", "stage: “slept”" },
  { "{" COMMON ("answer") ",'job':'j1','step':'a','value':true}", NULL },
  { "{" COMMON ("answer") ",'job':'j1','step':'a','value':false}", "a value is true" },
  { "{" COMMON ("answer") ",'job':'j1','step':'a','value':230.5}", "numbers too" },
  { "{" COMMON ("answer") ",'job':'j1','step':'a','value':['x','x']}", "twice" },
  { "{" COMMON ("answer") ",'job':'j1','step':'a','value':{'waited_s':-1}}", "out of range" },
  { "{" COMMON ("answer") ",'job':'j1','step':'a','value':{'strokes':[[]],'width':1,'height':1}}",
    "at least one point" },
  { "{" COMMON ("answer") ",'job':'j1','step':'a','value':{'strokes':[[[1,2]]],'width':1,'height':1}}",
    "three whole numbers" },
  { "{" COMMON ("answer") ",'job':'j1','step':'a','value':'1','instrument':{'id':'m','calibrated_until':'2026-13-01'}}",
    "YYYY-MM-DD" },
  { "{" COMMON ("answer") ",'job':'j1','value':true}", "step: this is missing" },
  { "{" COMMON ("note") ",'step':'a','text':'x'}", "belongs to a job" },
  { "{" COMMON ("note") ",'text':' '}", "empty" },
  { "{" COMMON ("thing") ",'job':'j1','section':'s','thing':'x','op':'add','name':'n'}", "not a UUID" },
  { "{" COMMON ("photo") ",'role':'before','media':{'sha256':'xy','size':1,'type':'image/jpeg','width':1,'height':1}}",
    "SHA-256" },
  { "{" COMMON ("outcome") ",'job':'j1','outcome':'not-done'}", "reason: this is missing" },
  { "{" COMMON ("satisfaction") ",'score':0}", "from 1 to 5" },
  { "{" COMMON ("dance") "}", "type: “dance”" },
  { "{" COMMON ("undo") ",'entry':'0193aaaa-0000-7000-8000-000000000002','why':1}", "why: this is not known" },
  { "{'type':'undo'}", "id: this is missing" },
  { "[]", "one JSON object" },
};

static void
test_entries (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++) {
    g_autofree char *text = model_expand (entries[i].json);
    g_autoptr (GError) error = NULL;
    g_autoptr (DsEntry) entry = ds_entry_parse (text, strlen (text), &error);
    g_autofree char *line = NULL;

    if (entries[i].words != NULL) {
      g_assert_null (entry);
      g_assert_error (error, DS_MODEL_ERROR, DS_ERROR_INVALID);
      if (strstr (error->message, entries[i].words) == NULL)
        g_error ("case %u: “%s”", i, error->message);
      continue;
    }
    g_assert_no_error (error);
    line = ds_entry_to_line (entry);
    g_assert_cmpstr (line, ==, text);
  }
}

/* What the app makes is what is read back, to the millisecond. */
static void
test_entry_made (void)
{
  g_autoptr (DsClock) clock = ds_test_clock ();
  g_autofree char *id = ds_id_new (clock);
  g_autoptr (DsEntry) entry = NULL;
  g_autoptr (DsEntry) again = NULL;
  g_autofree char *line = NULL;
  static const char *const chosen[] = { "a", "b", NULL };
  DsMoment now;

  ds_clock_now (clock, &now);
  now.wall_us += 123456;
  entry = ds_entry_new (DS_ENTRY_ANSWER, id, &now, "T001");
  ds_entry_set_target (entry, "j1", "s", id);
  ds_entry_set_strings (entry, chosen);
  line = ds_entry_to_line (entry);
  again = ds_entry_parse (line, strlen (line), NULL);
  g_assert_nonnull (again);
  g_assert_cmpint (again->wall_us, ==, entry->wall_us);
  g_assert_cmpint (again->mono_ms, ==, entry->mono_ms);
  g_assert_true (ds_value_equal (&entry->value, &again->value));
  ds_entry_set_strings (entry, chosen + 1);
  g_assert_false (ds_value_equal (&entry->value, &again->value));
}

static void
test_value_text (void)
{
  g_autoptr (Model) model = model_new_one (
      "{'id':'s','title':T(s),'stage':'work','steps':[{'id':'y','title':T(y),'answer':{'type':'yes-no'}},"
      "{'id':'m','title':T(m),'answer':{'type':'multi','options':[{'id':'p','title':T(P)},{'id':'q','title':T(Q)}]}},"
      "{'id':'n','title':T(n),'answer':{'type':'number','unit':{'ucum':'V','name':T(V)},'decimals':2}}]}");
  static const struct {
    const char *address, *value, *en, *zh_cn;
  } cases[] = {
    { "j1/y", "yes", "yes", "是" },
    { "j1/m", "[p,q]", "P, Q", "P甲、Q甲" },
    { "j1/m", "[]", "none", "无" },
    { "j1/n", "0.30", "0.30 V", "0.30 V甲" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    DsSlotView view;
    g_autofree char *en = NULL, *zh = NULL;

    model_answer (model, cases[i].address, cases[i].value);
    ds_visit_view (model->visit, model_slot (model, cases[i].address), &view);
    en = ds_value_to_text (view.value, view.step, "en");
    zh = ds_value_to_text (view.value, view.step, "zh_CN");
    g_assert_cmpstr (en, ==, cases[i].en);
    g_assert_cmpstr (zh, ==, cases[i].zh_cn);
  }
}

static const char order_text[] =
    "{'id':'QX1','revision':2,'service':'repair','state':'assigned','technician':'T001','customer':{'name':'王女士'},"
    "'address':{'line':'亦庄','floor':5,'lift':false},'window':{'start':'2026-11-21T09:00:00.000+08:00','end':"
    "'2026-11-21T11:00:00.000+08:00'},'promise':{'due':'2026-11-22T09:00:00.000+08:00','kind':'repair'},"
    "'appliances':[{'id':'a1','kind':'ac-split','brand':'Haier','purchased':'2018-11-22','location':'主卧','facts':"
    "{'gas':'ng'}}],'jobs':[{'id':'j1','appliance':'a1','checklist':'list','service':'repair'},{'id':'j2','appliance':"
    "null,'checklist':'conduct','service':'conduct'}],'last_visit':{'at':'2026-01-01T09:00:00.000+08:00','values':["
    "{'checklist':'list','appliance':'a1','step':'v','value':'228.1'},{'checklist':'list','appliance':'a1','step':'w',"
    "'thing':'kitchen','value':'1.5'}]}%s}";

static DsOrder *
make_order (const char *more)
{
  g_autofree char *with = g_strdup_printf (order_text, more);
  g_autofree char *text = model_expand (with);
  g_autoptr (GError) error = NULL;
  DsOrder *order = ds_order_parse (text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return order;
}

static void
test_order (void)
{
  g_autoptr (DsOrder) order = make_order ("");
  g_autoptr (DsJson) json = ds_order_to_json (order);
  g_autofree char *with = g_strdup_printf (order_text, "");
  g_autofree char *text = model_expand (with);
  g_autofree char *line = ds_json_to_line (json, NULL);
  g_autoptr (GHashTable) facts = ds_order_job_facts (order, ds_order_find_job (order, "j1"), DS_TEST_WALL_US);
  g_autoptr (GHashTable) home = ds_order_job_facts (order, ds_order_find_job (order, "j2"), DS_TEST_WALL_US);

  g_assert_cmpstr (line, ==, text);
  g_assert_cmpstr (g_hash_table_lookup (facts, "gas"), ==, "ng");
  g_assert_cmpstr (g_hash_table_lookup (facts, "kind"), ==, "ac-split");
  /* One day short of eight years. */
  g_assert_cmpstr (g_hash_table_lookup (facts, "age_years"), ==, "7.9");
  g_assert_cmpuint (g_hash_table_size (home), ==, 0);
}

static void
test_order_refused (void)
{
  static const struct {
    const char *from, *to, *words;
  } changes[] = {
    { "\"appliance\":\"a1\",\"checklist\":\"list\",\"service\"",
      "\"appliance\":\"a9\",\"checklist\":\"list\",\"service\"", "no appliance “a9”" },
    { "\"id\":\"j2\"", "\"id\":\"j1\"", "another job" },
    { "T11:00:00", "T08:00:00", "ends before it starts" },
    { "2018-11-22", "2018-11-31", "not a day" },
    { "\"kind\":\"ac-split\"", "\"kind\":\"toaster\"", "no kind of appliance" },
    { "\"gas\":\"ng\"", "\"gas\":5", "written as text" },
    { "\"state\":\"assigned\"", "\"state\":\"lost\"", "“cancelled”" },
    { "\"name\":\"王女士\"", "\"nmae\":\"王女士\"", "customer.name: this is missing" },
    { "\"revision\":2", "\"revision\":2,\"x\":{}", "x: this is not known" },
  };
  g_autofree char *with = g_strdup_printf (order_text, "");
  g_autofree char *good = model_expand (with);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (GString) text = g_string_new (good);
    g_autoptr (GPtrArray) problems = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (g_string_replace (text, changes[i].from, changes[i].to, 1), ==, 1);
    g_assert_null (ds_order_parse (text->str, text->len, &problems, &error));
    if (strstr (error->message, changes[i].words) == NULL)
      g_error ("case %u: “%s”", i, error->message);
    g_assert_cmpuint (problems->len, >, 0);
  }
}

static const char carry_sections[] =
    "{'id':'s','title':T(s),'stage':'work','steps':[{'id':'v','title':T(v),'carry':true,'answer':{'type':'check'}},"
    "{'id':'x','title':T(x),'answer':{'type':'check'},'when':{'step':'v','answered':true}}]},"
    "{'id':'r','title':T(r),'stage':'work','repeat':{'thing':T(t),'min':1},'steps':[{'id':'w','title':T(w),'carry':true,"
    "'answer':{'type':'check'}}]}";

static DsVisit *
open_order (DsOrder *order)
{
  g_autoptr (DsChecklist) list = model_list ("list", carry_sections);
  g_autoptr (DsChecklist) conduct = model_list (
      "conduct",
      "{'id':'s','title':T(s),'stage':'before','steps':[{'id':'c','title':T(c),'answer':{'type':'check'}}]}");
  DsVisitJob jobs[] = { { "j1", list, NULL }, { "j2", conduct, NULL } };
  DsVisit *visit = ds_visit_new (order, jobs, 2, NULL);

  g_assert_nonnull (visit);
  return visit;
}

static void
test_carry (void)
{
  g_autoptr (DsOrder) order = make_order ("");
  g_autoptr (DsVisit) visit = open_order (order);
  DsSlotView view;

  ds_visit_view (visit, ds_visit_find (visit, "j1", "v", NULL), &view);
  g_assert_cmpstr (view.carry, ==, "228.1");
}

/* A visit that was sent back asks for the returned steps only, whatever the branches say, and shows the old values. */
static void
test_return (void)
{
  g_autoptr (DsOrder) order = make_order (
      ",'return_of':{'visit':'0193aaaa-0000-7000-8000-000000000007','reason':'photo','at':'2026-11-20T09:00:00.000+08:00',"
      "'steps':[{'job':'j1','step':'x','comment':'again','old':true},{'job':'j1','step':'w','thing':'kitchen','comment':"
      "'blurred','old':'1.5'}]}");
  g_autoptr (DsVisit) visit = open_order (order);
  g_autoptr (DsVisit) again = open_order (order);
  g_autoptr (GArray) things = ds_visit_things (visit, 0, 1);
  g_autoptr (GArray) things_again = ds_visit_things (again, 0, 1);
  const DsThing *thing = &g_array_index (things, DsThing, 0);
  DsSlotView view;

  g_assert_cmpint (ds_visit_slot_state (visit, ds_visit_find (visit, "j1", "v", NULL)), ==, DS_SLOT_HIDDEN);
  ds_visit_view (visit, ds_visit_find (visit, "j1", "x", NULL), &view);
  g_assert_cmpint (view.state, ==, DS_SLOT_OPEN);
  g_assert_cmpstr (view.comment, ==, "again");
  g_assert_cmpstr (view.carry, ==, "true");
  g_assert_cmpuint (things->len, ==, 1);
  g_assert_cmpstr (thing->name, ==, "kitchen");
  g_assert_true (ds_id_is_valid (thing->id));
  g_assert_cmpstr (thing->id, ==, g_array_index (things_again, DsThing, 0).id);
  ds_visit_view (visit, ds_visit_find (visit, "j1", "w", thing->id), &view);
  g_assert_cmpint (view.state, ==, DS_SLOT_OPEN);
  g_assert_cmpstr (view.carry, ==, "1.5");
  /* A job without returned steps is asked as a whole. */
  g_assert_cmpint (ds_visit_slot_state (visit, ds_visit_find (visit, "j2", "c", NULL)), ==, DS_SLOT_OPEN);
}

static void
test_new_refused (void)
{
  g_autoptr (DsOrder) order = make_order ("");
  g_autoptr (DsChecklist) list = model_list ("list", carry_sections);
  DsVisitJob unknown[] = { { "j9", list, NULL } };
  DsVisitJob twice[] = { { "j1", list, NULL }, { "j1", list, NULL } };
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_visit_new (order, unknown, 1, &error));
  g_assert_error (error, DS_MODEL_ERROR, DS_ERROR_NOT_FOUND);
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
  g_assert_null (ds_visit_new (order, twice, 2, &error));
  g_assert_error (error, DS_MODEL_ERROR, DS_ERROR_INVALID);
  ds_test_assert_error (error, DS_ERROR_INVALID);
}

/* ------------------------------------------------------------------ records */

static DsRecordHead
make_head (Model *model, char **ret_id)
{
  DsRecordHead head = { .device = "0193aaaa-0000-7000-8000-000000000abc",
                        .technician = "T001",
                        .hq_offset_known = TRUE,
                        .hq_offset_ms = -1500 };

  *ret_id = ds_id_new (model->clock);
  head.id = *ret_id;
  ds_clock_now (model->clock, &head.made_at);
  return head;
}

static DsRecord *
read_record (const char *line)
{
  g_autoptr (GError) error = NULL;
  DsRecord *record = ds_record_parse (line, strlen (line), &error);

  g_assert_no_error (error);
  return record;
}

static void
test_records (void)
{
  static const char visit_id[] = "0193aaaa-0000-7000-8000-00000000000a";
  g_autoptr (Model) model = model_new_one (
      "{'id':'s','title':T(s),'stage':'work','steps':[{'id':'n','title':T(n),'answer':{'type':'number','unit':{'ucum':'V',"
      "'name':T(V)},'decimals':1,'limits':[{'min':'198.0','severity':'hazard'}]},'fail':{'severity':'hazard','hazard':T(Low),"
      "'remedy':T(r)}}]}");
  g_autofree char *id = NULL;
  DsRecordHead head = make_head (model, &id);
  g_autofree char *line = NULL, *digest = NULL;
  g_autoptr (DsRecord) record = NULL;
  DsEntry *opinion;

  g_assert_null (ds_record_new_hazard (&head, model->visit, visit_id, model_slot (model, "j1/n")));
  model_answer (model, "j1/n", "150.5");
  line = ds_record_new_hazard (&head, model->visit, visit_id, model_slot (model, "j1/n"));
  record = read_record (line);
  g_assert_cmpint (record->kind, ==, DS_RECORD_HAZARD);
  g_assert_cmpstr (record->visit, ==, visit_id);
  g_assert_cmpstr (json_string_value (json_object_get (record->body, "value")), ==, "150.5");
  g_assert_cmpstr (json_string_value (json_object_get (record->body, "limit")), ==, "≥ 198.0 V甲");
  g_assert_cmpstr (json_string_value (json_object_get (record->body, "state")), ==, "found");
  g_assert_true (record->hq_offset_known);
  g_assert_cmpint (record->hq_offset_ms, ==, -1500);
  g_clear_pointer (&record, ds_record_free);
  g_clear_pointer (&line, g_free);

  model_remedy (model, "j1/n");
  model_answer (model, "j1/n", "220");
  line = ds_record_new_hazard (&head, model->visit, visit_id, model_slot (model, "j1/n"));
  record = read_record (line);
  g_assert_cmpstr (json_string_value (json_object_get (record->body, "state")), ==, "remedied");
  g_clear_pointer (&record, ds_record_free);
  g_clear_pointer (&line, g_free);

  opinion = model_entry (model, DS_ENTRY_OPINION, NULL, NULL, NULL);
  opinion->opinion = ds_id_new (model->clock);
  opinion->opinion_kind = g_strdup ("complaint");
  opinion->subtype = g_strdup ("V1");
  opinion->text = g_strdup ("late");
  model_apply (model, opinion);
  line = ds_record_new_opinion (&head, "QX1", visit_id, opinion);
  record = read_record (line);
  g_assert_cmpint (record->kind, ==, DS_RECORD_OPINION);
  g_clear_pointer (&record, ds_record_free);
  g_clear_pointer (&line, g_free);
  line = ds_record_new_progress (&head, "QX1", visit_id, ds_visit_stage_entry (model->visit, DS_STAGE_ARRIVED));
  record = read_record (line);
  g_assert_cmpstr (json_string_value (json_object_get (record->body, "stage")), ==, "arrived");
  g_clear_pointer (&record, ds_record_free);
  g_clear_pointer (&line, g_free);

  model_photo (model, "j1/n");
  line = ds_record_new_visit (&head, model->visit, visit_id);
  g_assert_null (strchr (line, '\n'));
  record = read_record (line);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, line, -1);
  g_assert_cmpstr (record->sha256, ==, digest);
  g_assert_cmpuint (record->manifest->len, ==, 1);
  g_assert_cmpuint (json_array_size (json_object_get (record->body, "journal")), ==, ds_visit_n_entries (model->visit));
}

static void
test_records_refused (void)
{
  static const struct {
    const char *text;
    DsErrorCode code;
    const char *words;
  } cases[] = {
    { "{}", DS_ERROR_INVALID, "kind: this is missing" },
    { "{'kind':'spy'}", DS_ERROR_NOT_FOUND, "“spy”" },
    { "{'kind':'device'}", DS_ERROR_INVALID, "id: this is missing" },
    { "{'kind':\n'device'}", DS_ERROR_INVALID, "one line" },
    { "[]", DS_ERROR_INVALID, "one JSON object" },
    { "{'kind':'progress','id':'x'}", DS_ERROR_INVALID, "not a UUID" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = model_expand (cases[i].text);
    g_autoptr (GError) error = NULL;

    g_assert_null (ds_record_parse (text, strlen (text), &error));
    g_assert_error (error, DS_MODEL_ERROR, (int) cases[i].code);
    if (strstr (error->message, cases[i].words) == NULL)
      g_error ("case %u: “%s”", i, error->message);
  }
}

/* ------------------------------------------------------------------ small tables */

static void
test_promise (void)
{
  static const struct {
    gint64 left_us;
    DsPromiseState state;
    guint days;
  } cases[] = {
    { 3 * G_TIME_SPAN_HOUR, DS_PROMISE_AHEAD, 0 },
    { 2 * G_TIME_SPAN_HOUR, DS_PROMISE_SOON, 0 },
    { 0, DS_PROMISE_SOON, 0 },
    { -1, DS_PROMISE_OVERDUE, 1 },
    { -G_TIME_SPAN_DAY, DS_PROMISE_OVERDUE, 1 },
    { -G_TIME_SPAN_DAY - 1, DS_PROMISE_OVERDUE, 2 },
  };
  DsTime due = { TRUE, DS_TEST_WALL_US, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    DsPromise promise = ds_promise_evaluate_due (&due, due.wall_us - cases[i].left_us);

    g_assert_cmpint (promise.state, ==, cases[i].state);
    g_assert_cmpint (promise.left_us, ==, cases[i].left_us);
    g_assert_cmpuint (promise.days_late, ==, cases[i].days);
  }
  due.set = FALSE;
  g_assert_cmpint (ds_promise_evaluate_due (&due, 0).state, ==, DS_PROMISE_NONE);
}

static void
test_tables (void)
{
  guint n;
  const DsOpinionSubtype *subtypes = ds_opinion_subtypes (&n);

  g_assert_cmpuint (n, ==, 18);
  for (guint i = 0; i < n; i++)
    g_assert_nonnull (ds_department_find (subtypes[i].department));
  g_assert_cmpstr (ds_opinion_subtype_find ("V1")->department, ==, "SV");
  g_assert_true (ds_opinion_subtype_find ("Q4")->major);
  g_assert_nonnull (ds_opinion_kind_find ("praise"));
  g_assert_null (ds_opinion_kind_find ("HAZ"));
  g_assert_cmpuint (ds_appliance_safe_life_years ("fridge", NULL), ==, 10);
  g_assert_cmpuint (ds_appliance_safe_life_years ("water-heater-gas", "ng"), ==, 8);
  g_assert_cmpuint (ds_appliance_safe_life_years ("water-heater-gas", "mg"), ==, 6);
  g_assert_cmpuint (ds_appliance_safe_life_years ("tv", NULL), ==, 0);
  g_assert_cmpint (ds_appliance_age_tenths ("2016-11-21", DS_TEST_WALL_US), ==, 100);
  g_assert_cmpint (ds_appliance_age_tenths ("2027-01-01", DS_TEST_WALL_US), ==, -1);
  g_assert_cmpint (ds_appliance_age_tenths ("soon", DS_TEST_WALL_US), ==, -1);
  g_assert_true (ds_service_is_valid ("audit"));
  g_assert_false (ds_service_is_valid ("dance"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/json/entries", test_entries);
  g_test_add_func ("/json/entry-made", test_entry_made);
  g_test_add_func ("/json/value-text", test_value_text);
  g_test_add_func ("/json/order", test_order);
  g_test_add_func ("/json/order-refused", test_order_refused);
  g_test_add_func ("/json/carry", test_carry);
  g_test_add_func ("/json/return", test_return);
  g_test_add_func ("/json/new-refused", test_new_refused);
  g_test_add_func ("/json/records", test_records);
  g_test_add_func ("/json/records-refused", test_records_refused);
  g_test_add_func ("/json/promise", test_promise);
  g_test_add_func ("/json/tables", test_tables);
  return g_test_run ();
}
