/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-test.h"

#include <string.h>

/* Answers, skips, limits, gates, stops, remedies: the rules of one slot and what it closes. */

#define WORK(steps) "{'id':'s','title':T(Section),'stage':'work','steps':[" steps "]}"
#define CHECK(id) "{'id':'" id "','title':T(" id "),'answer':{'type':'check'}}"
#define YES_NO(id, severity, more)                                              \
  "{'id':'" id "','title':T(" id "),'answer':{'type':'yes-no','failing':'no'}," \
  "'fail':{'severity':'" severity "','hazard':T(h),'remedy':T(r)}" more "}"
#define VOLTS(id, more) VOLTS_WITH (id, "", more)
#define VOLTS_WITH(id, limit, more)                                                                               \
  "{'id':'" id "','title':T(" id "),'answer':{'type':'number','unit':{'ucum':'V','name':T(V)},'decimals':1,"      \
  "'limits':[{'min':'198.0','max':'235.4','severity':'hazard'},{'min':'187','max':'253','severity':'stop'}" limit \
  "],'plausible':{'min':'0','max':'500'}},"                                                                       \
  "'fail':{'severity':'hazard','hazard':T(h),'remedy':T(r),'evidence':['photo']}" more "}"

static void
test_answer_types (void)
{
  g_autoptr (Model) model = model_new_one (WORK (CHECK (
      "a") ",{'id':'b','title':T(b),'answer':{'type':'yes-no'}},"
           "{'id':'c','title':T(c),'answer':{'type':'choice','options':[{'id':'x','title':T(x)},{'id':'y','title':T(y),"
           "'severity':'stop'}]}},"
           "{'id':'d','title':T(d),'answer':{'type':'multi','min':1,'options':[{'id':'p','title':T(p)},{'id':'q','title':T(q),"
           "'severity':'advice'}]}},"
           "{'id':'e','title':T(e),'answer':{'type':'text','max':5}},"
           "{'id':'f','title':T(f),'answer':{'type':'photo','min':2,'max':2,'show':T(the plate)}},"
           "{'id':'g','title':T(g),'answer':{'type':'scan','pattern':'^[0-9]{4}$'}},"
           "{'id':'h','title':T(h),'answer':{'type':'timer','minutes':2}},"
           "{'id':'i','title':T(i),'answer':{'type':'date','past':true}},"
           "{'id':'j','title':T(j),'answer':{'type':'signature'}}"));
  DsEntry *entry;
  g_autofree char *asked = NULL;

  model_refuse (model, model_answer_entry (model, "j1/a", "yes"), DS_ERROR_INVALID, "a tick");
  model_answer (model, "j1/a", "true");
  model_assert_state (model, "j1/a", "passed");
  model_refuse (model, model_answer_entry (model, "j1/b", "maybe"), DS_ERROR_INVALID, "yes or no");
  model_answer (model, "j1/b", "no");
  model_assert_state (model, "j1/b", "passed");
  model_refuse (model, model_answer_entry (model, "j1/c", "z"), DS_ERROR_INVALID, "no option");
  model_answer (model, "j1/c", "x");
  model_refuse (model, model_answer_entry (model, "j1/d", "[p,p]"), DS_ERROR_INVALID, "twice");
  model_refuse (model, model_answer_entry (model, "j1/d", "[z]"), DS_ERROR_INVALID, "no option");
  model_refuse (model, model_answer_entry (model, "j1/d", "[]"), DS_ERROR_INVALID, "at least 1");
  model_answer (model, "j1/d", "[p,q]");
  model_assert_state (model, "j1/d", "failed");
  model_refuse (model, model_answer_entry (model, "j1/e", "sechs!"), DS_ERROR_LIMIT, "5 characters");
  model_refuse (model, model_answer_entry (model, "j1/e", "a\001"), DS_ERROR_INVALID, "control character");
  model_answer (model, "j1/e", "五个字正好");
  model_refuse (model, model_answer_entry (model, "j1/f", "true"), DS_ERROR_INVALID, "taking photos");
  model_photo (model, "j1/f");
  model_assert_state (model, "j1/f", "open");
  model_photo (model, "j1/f");
  model_assert_state (model, "j1/f", "passed");
  model_refuse (model, model_photo_entry (model, "j1/f"), DS_ERROR_LIMIT, "at most 2 photos");
  model_refuse (model, model_answer_entry (model, "j1/g", "12x4"), DS_ERROR_INVALID, "does not look like");
  asked = ds_visit_confirmation (model->visit, model_slot (model, "j1/g"), "12x4");
  g_assert_nonnull (asked);
  g_assert_null (ds_visit_confirmation (model->visit, model_slot (model, "j1/g"), "1234"));
  entry = model_answer_entry (model, "j1/g", "12x4");
  entry->confirmed = TRUE;
  model_apply (model, entry);
  model_assert_state (model, "j1/g", "passed");
  model_refuse (model, model_answer_entry (model, "j1/i", "2026-11-22"), DS_ERROR_INVALID, "future");
  model_refuse (model, model_answer_entry (model, "j1/i", "2026-02-30"), DS_ERROR_INVALID, "YYYY-MM-DD");
  model_answer (model, "j1/i", "2026-11-21");
  model_answer (model, "j1/j", "signature");
  model_assert_state (model, "j1/j", "passed");
}

static void
test_timer (void)
{
  g_autoptr (Model) model = model_new_one (WORK ("{'id':'h','title':T(h),'answer':{'type':'timer','minutes':2}}"));
  DsSlotView view;

  model_refuse (model, model_answer_entry (model, "j1/h", "waited 120"), DS_ERROR_STATE, "not started");
  model_answer (model, "j1/h", "started");
  model_assert_state (model, "j1/h", "open");
  ds_visit_view (model->visit, model_slot (model, "j1/h"), &view);
  g_assert_nonnull (view.timer);
  ds_clock_advance_ms (model->clock, 60 * 1000);
  model_refuse (model, model_answer_entry (model, "j1/h", "waited 60"), DS_ERROR_STATE, "1 of 2 minutes");
  model_refuse (model, model_answer_entry (model, "j1/h", "waited 120"), DS_ERROR_STATE, "own clock");
  ds_clock_advance_ms (model->clock, 60 * 1000);
  model_answer (model, "j1/h", "waited 120");
  model_assert_state (model, "j1/h", "passed");
  ds_visit_view (model->visit, model_slot (model, "j1/h"), &view);
  g_assert_null (view.timer);
}

static void
test_limits (void)
{
  static const struct {
    const char *value;
    const char *gas;
    DsSeverity severity;
    guint limit;
  } cases[] = {
    { "198.0", "no", DS_SEVERITY_NONE, DS_NONE }, { "235.4", "no", DS_SEVERITY_NONE, DS_NONE },
    { "197.9", "no", DS_SEVERITY_HAZARD, 0 },     { "235.5", "no", DS_SEVERITY_HAZARD, 0 },
    { "187", "no", DS_SEVERITY_HAZARD, 0 },       { "186.9", "no", DS_SEVERITY_STOP, 1 },
    { "253", "no", DS_SEVERITY_HAZARD, 0 },       { "253.1", "no", DS_SEVERITY_STOP, 1 },
    { "230", "yes", DS_SEVERITY_ADVICE, 2 },      { "230.1", "yes", DS_SEVERITY_NONE, DS_NONE },
    { "229", "no", DS_SEVERITY_NONE, DS_NONE },   { "186.9", "yes", DS_SEVERITY_STOP, 1 },
  };
  g_autoptr (Model) model = model_new_one (WORK (YES_NO ("gas", "advice", "") "," VOLTS_WITH (
      "v", ",{'above':'230','severity':'advice','when':{'step':'gas','is':'yes'}}", "")));
  guint slot = model_slot (model, "j1/v");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    DsSlotView view;
    guint limit;

    model_answer (model, "j1/gas", cases[i].gas);
    g_assert_cmpint (ds_visit_judge (model->visit, slot, cases[i].value, &limit), ==, cases[i].severity);
    g_assert_cmpuint (limit, ==, cases[i].limit);
    model_answer (model, "j1/v", cases[i].value);
    ds_visit_view (model->visit, slot, &view);
    g_assert_cmpint (view.severity, ==, cases[i].severity);
    g_assert_cmpuint (view.limit, ==, cases[i].limit);
    g_assert_cmpstr (view.value->string, ==, cases[i].value);
    g_assert_cmpint (view.state, ==, cases[i].severity == DS_SEVERITY_NONE ? DS_SLOT_PASSED : DS_SLOT_FAILED);
  }
  /* The other limit comes into force by another step's answer, without a new value. */
  model_answer (model, "j1/gas", "no");
  model_answer (model, "j1/v", "228");
  model_assert_state (model, "j1/v", "passed");
  model_answer (model, "j1/gas", "yes");
  model_assert_state (model, "j1/v", "failed");
  g_assert_true (ds_visit_limit_applies (model->visit, slot, 2));
  model_refuse (model, model_answer_entry (model, "j1/v", "230.55"), DS_ERROR_INVALID, "too many digits");
  model_refuse (model, model_answer_entry (model, "j1/v", "abc"), DS_ERROR_INVALID, "not a number");
  model_refuse (model, model_answer_entry (model, "j1/v", "2305"), DS_ERROR_INVALID, "unusual");
}

static void
test_skip (void)
{
  g_autoptr (Model) model = model_new_one (
      WORK (CHECK ("a") ",{'id':'b','title':T(b),'answer':{'type':'check'},'skippable':['not-tested']}," VOLTS (
          "v", ",'skippable':['not-applicable','not-tested']")));
  DsEntry *entry = model_entry (model, DS_ENTRY_SKIP, "j1", "a", NULL);

  entry->skip = DS_SKIP_NOT_TESTED;
  entry->text = g_strdup ("no access");
  model_refuse (model, entry, DS_ERROR_STATE, "cannot be skipped");
  entry = model_entry (model, DS_ENTRY_SKIP, "j1", "b", NULL);
  entry->skip = DS_SKIP_NOT_APPLICABLE;
  entry->text = g_strdup ("none here");
  model_refuse (model, entry, DS_ERROR_STATE, "not-applicable");
  entry = model_entry (model, DS_ENTRY_SKIP, "j1", "b", NULL);
  entry->skip = DS_SKIP_NOT_TESTED;
  entry->text = g_strdup (" ");
  model_refuse (model, entry, DS_ERROR_INVALID, "text is missing");
  model_skip (model, "j1/b", DS_SKIP_NOT_TESTED);
  model_assert_state (model, "j1/b", "skipped");
  model_answer (model, "j1/b", "true");
  model_assert_state (model, "j1/b", "passed");
  /* A danger is not talked away by calling the step not applicable. */
  model_answer (model, "j1/v", "150");
  entry = model_entry (model, DS_ENTRY_SKIP, "j1", "v", NULL);
  entry->skip = DS_SKIP_NOT_APPLICABLE;
  entry->text = g_strdup ("oops");
  model_refuse (model, entry, DS_ERROR_STATE, "out of limits");
}

static void
test_gates (void)
{
  g_autoptr (DsChecklist) one = model_list (
      "one",
      "{'id':'s','title':T(s),'stage':'work','steps':[" YES_NO (
          "g1", "hazard",
          ",'gate':{'scope':'section','reason':T(Because.)},'skippable':['not-applicable',"
          "'not-tested']") "," CHECK ("a") "]},"
                                           "{'id':'t','title':T(t),'stage':'work','steps':[" YES_NO ("g2", "hazard", ",'gate':{'scope':'checklist','reason':T(Why.)}") "," CHECK (
                                               "b") "]},"
                                                    "{'id':'u','title':T(u),'stage':'work','steps':[" YES_NO (
                                                        "g3", "hazard",
                                                        ",'gate':{'scope':'visit','reason':T(So.)}") "," CHECK ("c") "]}");
  g_autoptr (DsChecklist) two = model_list ("two", WORK (CHECK ("d")));
  DsChecklist *lists[] = { one, two };
  g_autoptr (Model) model = model_new ("j1:a1 j2:a2", lists);
  g_autofree char *text = NULL;
  guint by;

  model_start (model);
  model_assert_state (model, "j1/a", "locked");
  /* Another section is not behind the first gate, but behind the second one of the whole list. */
  model_assert_state (model, "j1/g2", "open");
  model_assert_state (model, "j1/b", "locked");
  model_assert_state (model, "j1/g3", "locked");
  model_assert_state (model, "j2/d", "locked");
  g_assert_cmpint (ds_visit_lock (model->visit, model_slot (model, "j2/d"), &by), ==, DS_LOCK_GATE);
  g_assert_cmpuint (by, ==, model_slot (model, "j1/g3"));
  text = ds_visit_lock_text (model->visit, model_slot (model, "j1/a"), "en");
  g_assert_cmpstr (text, ==, "First: g1. Because.");
  model_refuse (model, model_answer_entry (model, "j1/a", "true"), DS_ERROR_STATE, "First: g1");
  model_skip (model, "j1/g1", DS_SKIP_NOT_TESTED);
  model_assert_state (model, "j1/a", "locked");
  model_skip (model, "j1/g1", DS_SKIP_NOT_APPLICABLE);
  g_assert_true (model->change->locks);
  model_assert_state (model, "j1/a", "open");
  model_answer (model, "j1/g1", "no");
  model_assert_state (model, "j1/a", "locked");
  model_remedy (model, "j1/g1");
  model_assert_state (model, "j1/a", "locked");
  model_answer (model, "j1/g1", "yes");
  model_assert_state (model, "j1/g1", "remedied");
  model_answer (model, "j1/a", "true");
  model_answer (model, "j1/g2", "yes");
  model_assert_state (model, "j1/b", "open");
  model_assert_state (model, "j2/d", "locked");
  model_answer (model, "j1/g3", "yes");
  model_assert_state (model, "j2/d", "open");
  /* A gate that closes again keeps what was answered behind it, and lets nothing new in. */
  model_answer (model, "j1/g2", "no");
  model_assert_state (model, "j1/a", "passed");
  model_refuse (model, model_answer_entry (model, "j1/b", "true"), DS_ERROR_STATE, "First: g2. Why.");
}

static void
test_stop (void)
{
  g_autoptr (DsChecklist) one =
      model_list ("one", WORK (YES_NO ("x", "stop", "") "," CHECK (
                             "a")) ",{'id':'after','title':T(after),'stage':'after','steps':[" CHECK ("z") "]}");
  g_autoptr (DsChecklist) two = model_list ("two", WORK (CHECK ("b")));
  DsChecklist *lists[] = { one, two, two };
  g_autoptr (Model) model = model_new ("j1:a1 j2:a1 j3:a2", lists);
  guint by;

  model_start (model);
  model_answer (model, "j1/x", "no");
  model_assert_state (model, "j1/a", "locked");
  model_assert_state (model, "j2/b", "locked");
  model_assert_state (model, "j3/b", "open");
  model_assert_state (model, "j1/z", "open");
  g_assert_cmpint (ds_visit_lock (model->visit, model_slot (model, "j2/b"), &by), ==, DS_LOCK_STOP);
  g_assert_cmpuint (by, ==, model_slot (model, "j1/x"));
  g_assert_cmpuint (ds_visit_appliance_stopped (model->visit, "a1"), ==, by);
  g_assert_cmpuint (ds_visit_appliance_stopped (model->visit, "a2"), ==, DS_NONE);
  model_refuse (model, model_answer_entry (model, "j2/b", "true"), DS_ERROR_STATE, "Stopped by “x”");
  /* No signature opens it. */
  model_sign (model, DS_ENTRY_NOTICE);
  model_sign (model, DS_ENTRY_SIGN);
  model_assert_state (model, "j2/b", "locked");
  model_remedy (model, "j1/x");
  model_assert_state (model, "j1/x", "open");
  model_assert_state (model, "j2/b", "locked");
  model_answer (model, "j1/x", "no");
  model_assert_state (model, "j1/x", "failed");
  model_remedy (model, "j1/x");
  model_answer (model, "j1/x", "yes");
  model_assert_state (model, "j1/x", "remedied");
  model_assert_state (model, "j2/b", "open");
}

static void
test_stop_in_home (void)
{
  g_autoptr (DsChecklist) list = model_list (
      "one", "{'id':'board','title':T(board),'stage':'work','steps':[" YES_NO (
                 "m", "stop",
                 "") "]},"
                     "{'id':'sockets','title':T(sockets),'stage':'work','repeat':{'thing':T(socket),'min':1,'max':3},"
                     "'steps':[" YES_NO ("x", "stop", "") "," CHECK ("a") "]}");
  g_autoptr (Model) model = model_new ("j1:-", &list);
  g_autofree char *first = NULL, *second = NULL, *address = NULL;

  model_start (model);
  first = model_add_thing (model, "sockets", "kitchen");
  second = model_add_thing (model, "sockets", "bath");
  address = g_strconcat ("j1/x/", first, NULL);
  model_answer (model, address, "no");
  g_free (address);
  /* The one socket is out of use, not the home: the next one is inspected. */
  address = g_strconcat ("j1/a/", first, NULL);
  model_assert_state (model, address, "locked");
  g_free (address);
  address = g_strconcat ("j1/a/", second, NULL);
  model_assert_state (model, address, "open");
  model_answer (model, "j1/m", "no");
  model_assert_state (model, address, "locked");
}

static void
test_remedy (void)
{
  g_autoptr (Model) model = model_new_one (WORK (
      VOLTS ("v", "") "," VOLTS ("w", "") ",{'id':'n','title':T(n),'answer':{'type':'yes-no','failing':'no'},"
                                          "'fail':{'severity':'hazard','hazard':T(h),'remedy':T(r),'recheck':false}}"));
  g_autoptr (GArray) attempts = NULL;
  g_autoptr (GArray) hazards = NULL;
  DsEntry *entry = model_entry (model, DS_ENTRY_REMEDY, "j1", "v", NULL);
  DsSlotView view;

  entry->text = g_strdup ("x");
  model_refuse (model, entry, DS_ERROR_STATE, "nothing to put right");
  model_answer (model, "j1/v", "240");
  ds_visit_view (model->visit, model_slot (model, "j1/v"), &view);
  g_assert_cmpint (view.evidence_missing, ==, DS_EVIDENCE_PHOTO);
  model_remedy (model, "j1/v");
  ds_visit_view (model->visit, model_slot (model, "j1/v"), &view);
  g_assert_true (view.recheck);
  g_assert_cmpint (view.severity, ==, DS_SEVERITY_HAZARD);
  g_assert_null (view.value);
  g_assert_cmpstr (view.first->string, ==, "240");
  model_answer (model, "j1/v", "239");
  model_remedy (model, "j1/v");
  model_answer (model, "j1/v", "225.0");
  ds_visit_view (model->visit, model_slot (model, "j1/v"), &view);
  g_assert_cmpint (view.state, ==, DS_SLOT_REMEDIED);
  g_assert_cmpstr (view.first->string, ==, "240");
  g_assert_cmpstr (view.value->string, ==, "225.0");
  g_assert_cmpuint (view.n_remedies, ==, 2);
  /* The photo of what was found is still asked for. */
  g_assert_cmpint (view.evidence_missing, ==, DS_EVIDENCE_PHOTO);
  attempts = ds_visit_attempts (model->visit, view.slot);
  g_assert_cmpuint (attempts->len, ==, 3);
  g_assert_cmpstr (g_array_index (attempts, DsAttempt, 1).value->string, ==, "239");
  g_assert_cmpint (g_array_index (attempts, DsAttempt, 1).severity, ==, DS_SEVERITY_HAZARD);
  hazards = ds_visit_hazards (model->visit, TRUE);
  g_assert_cmpuint (hazards->len, ==, 1);
  g_assert_true (g_array_index (hazards, DsHazard, 0).remedied);
  /* Where no second measurement is asked for, the remedy closes it. */
  model_answer (model, "j1/n", "no");
  model_remedy (model, "j1/n");
  model_assert_state (model, "j1/n", "remedied");
}

static void
test_computed (void)
{
  g_autoptr (Model) model = model_new_one (WORK (VOLTS ("v", "") "," VOLTS (
      "w",
      "") ",{'id':'drop','title':T(drop),'answer':{'type':'computed','unit':{'ucum':'%',"
          "'name':T(%)},'decimals':1,'limits':[{'max':'5','severity':'hazard'}],'expr':{'op':'divide','of':[{'op':"
          "'multiply','of':[{'op':'difference','of':[{'step':'v'},{'step':'w'}]},{'number':'100'}]},{'step':'v'}]}},"
          "'fail':{'severity':'hazard','hazard':T(h),'remedy':T(r)}},"
          "{'id':'hint','title':T(hint),'answer':{'type':'check'},'when':{'step':'drop','failed':true}}"));
  DsSlotView view;
  char text[DS_DECIMAL_BUFFER];

  model_refuse (model, model_answer_entry (model, "j1/drop", "5"), DS_ERROR_INVALID, "computed");
  model_assert_state (model, "j1/drop", "open");
  model_answer (model, "j1/v", "220.0");
  model_answer (model, "j1/w", "208.9");
  ds_visit_view (model->visit, model_slot (model, "j1/drop"), &view);
  g_assert_true (view.has_number);
  g_assert_cmpstr (ds_decimal_format (view.number, text), ==, "5.0");
  g_assert_cmpint (view.state, ==, DS_SLOT_PASSED);
  model_assert_state (model, "j1/hint", "hidden");
  model_answer (model, "j1/w", "200");
  ds_visit_view (model->visit, view.slot, &view);
  g_assert_cmpstr (ds_decimal_format (view.number, text), ==, "9.1");
  model_assert_state (model, "j1/drop", "failed");
  model_assert_state (model, "j1/hint", "open");
  /* The loss of a computed value is put right by measuring its steps again; the first number stays. */
  model_remedy (model, "j1/drop");
  model_answer (model, "j1/w", "219");
  ds_visit_view (model->visit, view.slot, &view);
  g_assert_cmpint (view.state, ==, DS_SLOT_REMEDIED);
  g_assert_cmpstr (view.first->string, ==, "9.1");
  /* Division by zero: no value, no crash; and 0 V is a stop, so what comes after is locked. */
  model_answer (model, "j1/v", "0");
  model_assert_state (model, "j1/drop", "locked");
}

static void
test_conditions (void)
{
  g_autoptr (Model) model = model_new_one (WORK (
      "{'id':'m','title':T(m),'answer':{'type':'multi','options':[{'id':'p','title':T(p)},{'id':'q','title':T(q)}]}}," YES_NO (
          "y", "advice",
          "") "," VOLTS ("gas",
                         "") ","
                             "{'id':'c1','title':T(c),'answer':{'type':'check'},'when':{'step':'m','includes':'q'}},"
                             "{'id':'c2','title':T(c),'answer':{'type':'check'},'when':{'any':[{'step':'y','in':['yes']},{'fact':'gas','is':'lpg'}]}},"
                             "{'id':'c3','title':T(c),'answer':{'type':'check'},'when':{'not':{'step':'gas','answered':true}}},"
                             "{'id':'c4','title':T(c),'answer':{'type':'check'},'when':{'all':[{'step':'gas','within':false},{'fact':'gas','in':['ng','lpg']}]}},"
                             "{'id':'c5','title':T(c),'answer':{'type':'check'},'when':{'fact':'age_years','above':'8'}},"
                             "{'id':'c6','title':T(c),'answer':{'type':'check'},'when':{'step':'c1','answered':true}}"));
  DsEntry *start;

  model_assert_state (model, "j1/c1", "hidden");
  model_assert_state (model, "j1/c3", "open");
  /* The age is known only from the start of the visit. */
  model_assert_state (model, "j1/c5", "hidden");
  model_undo (model);
  start = model_entry (model, DS_ENTRY_STAGE, NULL, NULL, NULL);
  start->stage = DS_STAGE_STARTED;
  ds_entry_set_fact (start, "j1", "age_years", "10.5");
  ds_entry_set_fact (start, "j1", "gas", "lpg");
  model_apply (model, start);
  model_assert_state (model, "j1/c5", "open");
  model_assert_state (model, "j1/c2", "open");
  model_answer (model, "j1/m", "[q]");
  model_assert_state (model, "j1/c1", "open");
  model_answer (model, "j1/c1", "true");
  model_assert_state (model, "j1/c6", "open");
  /* The answer of a hidden step is kept, does not count, and comes back. */
  model_answer (model, "j1/c6", "true");
  model_answer (model, "j1/m", "[p]");
  model_assert_state (model, "j1/c1", "hidden");
  model_assert_state (model, "j1/c6", "hidden");
  model_refuse (model, model_answer_entry (model, "j1/c1", "true"), DS_ERROR_STATE, "not asked");
  model_answer (model, "j1/m", "[p,q]");
  model_assert_state (model, "j1/c1", "passed");
  model_assert_state (model, "j1/c6", "passed");
  model_answer (model, "j1/gas", "240");
  model_assert_state (model, "j1/c3", "hidden");
  model_assert_state (model, "j1/c4", "open");
  /* Until it is measured again, what was found stands. */
  model_remedy (model, "j1/gas");
  model_assert_state (model, "j1/c4", "open");
  model_answer (model, "j1/gas", "220");
  model_assert_state (model, "j1/c4", "hidden");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/visit/answer-types", test_answer_types);
  g_test_add_func ("/visit/timer", test_timer);
  g_test_add_func ("/visit/limits", test_limits);
  g_test_add_func ("/visit/skip", test_skip);
  g_test_add_func ("/visit/gates", test_gates);
  g_test_add_func ("/visit/stop", test_stop);
  g_test_add_func ("/visit/stop-in-home", test_stop_in_home);
  g_test_add_func ("/visit/remedy", test_remedy);
  g_test_add_func ("/visit/computed", test_computed);
  g_test_add_func ("/visit/conditions", test_conditions);
  return g_test_run ();
}
