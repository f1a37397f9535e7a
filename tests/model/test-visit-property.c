/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-test.h"

#include "ds-id.h"
#include "ds-visit-private.h"

#include <string.h>

/* Random checklists and random journals from a printed seed. Whatever is accepted: the state grown entry by entry is
 * the state folded from scratch, at every prefix; undoing all gives the empty visit, redoing the very same state;
 * counters equal a count; a refused entry changes nothing. */

/* The sanitizers make each run slow; DS_TEST_RUNS gives more of them. */
#define RUNS 8
#define ACTS 120
#define STEPS 14

typedef struct {
  GRand *rand;
  Model *model;
  DsChecklist *lists[3];
  GPtrArray *things; /* "section/uuid" of j1 */
} World;

static guint
pick (World *world, guint n)
{
  return (guint) g_rand_int_range (world->rand, 0, (gint32) n);
}

/* ------------------------------------------------------------------ checklists */

static void
add_answer (World *world, GString *text, guint index)
{
  guint kind = pick (world, index > 2 ? 8 : 6);

  switch (kind) {
  case 0:
    g_string_append (text, "'answer':{'type':'check'}");
    break;
  case 1:
    g_string_append_printf (text,
                            "'answer':{'type':'yes-no','failing':'no'},'fail':{'severity':'%s','hazard':T(h),'remedy':"
                            "T(r),'recheck':%s%s}",
                            ds_severity_name (1 + pick (world, 3)), pick (world, 2) ? "true" : "false",
                            pick (world, 2) ? ",'evidence':['photo']" : "");
    break;
  case 2:
    g_string_append (text, "'answer':{'type':'choice','options':[{'id':'p','title':T(p)},{'id':'q','title':T(q),"
                           "'severity':'hazard'},{'id':'r','title':T(r),'severity':'stop'}]}");
    break;
  case 3:
    g_string_append (text, "'answer':{'type':'multi','options':[{'id':'p','title':T(p)},{'id':'q','title':T(q),"
                           "'severity':'advice'}]}");
    break;
  case 4:
    g_string_append (text, "'answer':{'type':'photo','show':T(it)}");
    break;
  case 5:
  case 6:
    g_string_append (text,
                     "'answer':{'type':'number','unit':{'ucum':'V','name':T(V)},'decimals':1,'limits':[{'min':'10',"
                     "'severity':'hazard'},{'max':'90','severity':'stop'},{'max':'50','severity':'advice'}]},"
                     "'ages':5");
    break;
  default:
    g_string_append (text, "'answer':{'type':'check'}");
    break;
  }
}

/* Conditions look back only, at steps of the same section or of unrepeated ones: what kind they are is read from the text. */
static void
add_condition (World *world, GString *text, GPtrArray *before)
{
  static const char *const forms[] = { "{'step':'%s','answered':true}", "{'step':'%s','failed':true}",
                                       "{'not':{'step':'%s','failed':true}}",
                                       "{'any':[{'fact':'gas','is':'lpg'},{'step':'%s','failed':false}]}" };
  g_auto (GStrv) halves = NULL;

  if (before->len == 0 || pick (world, 3) > 0)
    return;
  halves = g_strsplit (forms[pick (world, G_N_ELEMENTS (forms))], "%s", 2);
  g_string_append_printf (text, ",'when':%s%s%s", halves[0],
                          (const char *) g_ptr_array_index (before, pick (world, before->len)), halves[1]);
}

static void
add_rules (World *world, GString *text, GPtrArray *before)
{
  static const char *const scopes[] = { "section", "checklist", "visit" };

  add_condition (world, text, before);
  if (pick (world, 6) == 0)
    g_string_append_printf (text, ",'gate':{'scope':'%s','reason':T(w)}", scopes[pick (world, 3)]);
  if (pick (world, 3) == 0)
    g_string_append (text, ",'skippable':['not-applicable','not-tested']");
  if (pick (world, 5) == 0)
    g_string_append (text, ",'required':false");
}

static void
add_step (World *world, GString *text, const char *section, guint index, GPtrArray *before)
{
  g_string_append_printf (text, "%s{'id':'%s%u','title':T(t),", index > 0 ? "," : "", section, index);
  add_answer (world, text, index);
  add_rules (world, text, before);
  g_string_append_c (text, '}');
  g_ptr_array_add (before, g_strdup_printf ("%s%u", section, index));
}

static DsChecklist *
make_list (World *world, const char *id, gboolean repeated)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func (g_free);
  static const char *const stages[] = { "before", "work", "after" };
  guint kept;

  for (guint s = 0; s < 3; s++) {
    char name[] = { (char) ('a' + s), 0 };

    g_string_append_printf (text, "%s{'id':'%s','title':T(s),'stage':'%s','steps':[", s > 0 ? "," : "", name,
                            stages[s]);
    for (guint i = 0; i < STEPS / 3; i++)
      add_step (world, text, name, i, before);
    if (s == 0)
      g_string_append (text, ",{'id':'open','title':T(o),'answer':{'type':'check'},'pair':{'id':'iso','role':'open',"
                             "'strip':T(OFF)}}");
    if (s == 2)
      g_string_append (
          text, ",{'id':'close','title':T(o),'answer':{'type':'check'},'pair':{'id':'iso','role':'close'}},"
                "{'id':'n1','title':T(n),'answer':{'type':'number','unit':{'ucum':'V','name':T(V)},'decimals':0}},"
                "{'id':'sum','title':T(n),'answer':{'type':'computed','unit':{'ucum':'V','name':T(V)},"
                "'decimals':0,'limits':[{'max':'60','severity':'stop'}],'expr':{'op':'add','of':[{'step':'n1'},"
                "{'number':'5'}]}}}");
    g_string_append (text, "]}");
  }
  kept = before->len;
  if (repeated) {
    g_string_append (text, ",{'id':'r','title':T(r),'stage':'work','repeat':{'thing':T(t),'min':1,'max':4},'steps':[");
    for (guint i = 0; i < 4; i++)
      add_step (world, text, "r", i, before);
    g_string_append (text, "]}");
  }
  g_assert_cmpuint (kept, >, 0);
  return model_list (id, text->str);
}

/* ------------------------------------------------------------------ acts */

static DsEntry *
make_answer (World *world, guint slot)
{
  DsSlotView view;
  g_autofree char *number = NULL;
  DsEntry *entry;
  static const char *const yes_no[] = { "yes", "no" };
  static const char *const options[] = { "p", "q", "r" };
  static const char *const lists[] = { "[]", "[p]", "[q]", "[p,q]" };
  const char *value = "true";

  ds_visit_view (world->model->visit, slot, &view);
  if (view.step->answer.type == DS_ANSWER_YES_NO)
    value = yes_no[pick (world, 2)];
  else if (view.step->answer.type == DS_ANSWER_CHOICE)
    value = options[pick (world, 3)];
  else if (view.step->answer.type == DS_ANSWER_MULTI)
    value = lists[pick (world, 4)];
  else if (view.step->answer.type == DS_ANSWER_NUMBER)
    value = number = g_strdup_printf ("%u", pick (world, 110));
  entry = model_answer_entry (world->model, "", value);
  ds_entry_set_target (entry, ds_visit_job (world->model->visit, view.job)->id, view.step->id, view.thing);
  return entry;
}

static DsEntry *
make_about (World *world, DsEntryType type, guint slot)
{
  DsSlotView view;
  DsEntry *entry;

  ds_visit_view (world->model->visit, slot, &view);
  entry = type == DS_ENTRY_PHOTO ? model_photo_entry (world->model, "")
                                 : model_entry (world->model, type, NULL, NULL, NULL);
  ds_entry_set_target (entry, ds_visit_job (world->model->visit, view.job)->id, view.step->id, view.thing);
  entry->skip = pick (world, 2) ? DS_SKIP_NOT_TESTED : DS_SKIP_NOT_APPLICABLE;
  entry->text = type == DS_ENTRY_PHOTO ? NULL : g_strdup ("because");
  return entry;
}

static DsEntry *
make_thing (World *world)
{
  g_autofree char *id = NULL;
  guint op = pick (world, 4);

  if (world->things->len == 0 || op < 2) {
    id = ds_id_new (world->model->clock);
    g_ptr_array_add (world->things, g_strdup (id));
    return model_thing_entry (world->model, "r", DS_THING_ADD, id, "thing");
  }
  id = g_strdup (g_ptr_array_index (world->things, pick (world, world->things->len)));
  return model_thing_entry (world->model, "r", op == 2 ? DS_THING_RENAME : DS_THING_REMOVE, id,
                            op == 2 ? "other" : NULL);
}

static DsEntry *
make_reference (World *world, DsEntryType type)
{
  const DsEntry *target = type == DS_ENTRY_UNDO ? ds_visit_undo_candidate (world->model->visit)
                                                : ds_visit_redo_candidate (world->model->visit);
  DsEntry *entry = model_entry (world->model, type, NULL, NULL, NULL);

  entry->target = g_strdup (target != NULL ? target->id : entry->id);
  return entry;
}

static DsEntry *
make_whole (World *world)
{
  DsEntry *entry;
  g_autoptr (GArray) photos = NULL;

  switch (pick (world, 8)) {
  case 0:
    return model_sign_entry (world->model, DS_ENTRY_SIGN);
  case 1:
    return model_sign_entry (world->model, DS_ENTRY_NOTICE);
  case 2:
    entry = model_entry (world->model, DS_ENTRY_OUTCOME, pick (world, 2) ? "j1" : "j2", NULL, NULL);
    entry->outcome = pick (world, 2) ? DS_OUTCOME_DONE : DS_OUTCOME_NOT_DONE;
    entry->text = g_strdup ("why");
    return entry;
  case 3:
    entry = model_entry (world->model, DS_ENTRY_HAND_OVER, "j1", NULL, NULL);
    entry->pair = g_strdup ("iso");
    entry->text = g_strdup ("later");
    return entry;
  case 4:
    entry = model_entry (world->model, DS_ENTRY_STAGE, NULL, NULL, NULL);
    entry->stage = DS_STAGE_PARKED;
    return entry;
  case 5:
    photos = ds_visit_photos (world->model->visit, DS_NONE);
    entry = model_entry (world->model, DS_ENTRY_REMOVE_PHOTO, NULL, NULL, NULL);
    entry->target =
        g_strdup (photos->len > 0 ? g_array_index (photos, DsPhoto, pick (world, photos->len)).entry->id : entry->id);
    return entry;
  case 6:
    entry = model_entry (world->model, DS_ENTRY_OPINION, NULL, NULL, NULL);
    entry->opinion = ds_id_new (world->model->clock);
    entry->opinion_kind = g_strdup ("praise");
    entry->text = g_strdup ("good");
    return entry;
  default:
    entry = model_entry (world->model, DS_ENTRY_SATISFACTION, NULL, NULL, NULL);
    entry->score = 1 + (int) pick (world, 5);
    return entry;
  }
}

static DsEntry *
make_act (World *world)
{
  DsVisit *visit = world->model->visit;
  guint slot = ds_visit_slot_at (visit, pick (world, ds_visit_n_slots (visit)));
  guint act = pick (world, 20);
  DsEntry *entry;

  if (ds_visit_stage (visit) == DS_STAGE_PARKED && act < 15) {
    entry = model_entry (world->model, DS_ENTRY_STAGE, NULL, NULL, NULL);
    entry->stage = DS_STAGE_RESUMED;
    return entry;
  }
  /* Mostly what is open, else little would be accepted. */
  if (act < 8 && ds_visit_next_open (visit, slot) != DS_NONE)
    slot = ds_visit_next_open (visit, slot);
  if (act < 9)
    return make_answer (world, slot);
  switch (act) {
  case 9:
    return make_about (world, DS_ENTRY_SKIP, slot);
  case 10:
    return make_about (world, DS_ENTRY_NOTE, slot);
  case 11:
    return make_about (world, DS_ENTRY_PHOTO, slot);
  case 12:
  case 13:
    return make_about (world, DS_ENTRY_REMEDY, slot);
  case 14:
    return make_thing (world);
  case 15:
  case 16:
    return make_reference (world, DS_ENTRY_UNDO);
  case 17:
    return make_reference (world, DS_ENTRY_REDO);
  default:
    return make_whole (world);
  }
}

/* ------------------------------------------------------------------ what must hold */

static DsVisit *
new_visit (World *world)
{
  DsVisitJob jobs[] = { { "j1", world->lists[0], NULL },
                        { "j2", world->lists[1], NULL },
                        { "j3", world->lists[2], NULL } };
  DsVisit *visit = ds_visit_new (world->model->order, jobs, G_N_ELEMENTS (jobs), NULL);

  g_assert_nonnull (visit);
  return visit;
}

/* Through JSON, as the store and a restart do it. */
static DsVisit *
fold (World *world, guint n)
{
  DsVisit *visit = new_visit (world);

  for (guint i = 0; i < n; i++) {
    g_autofree char *line = ds_entry_to_line (ds_visit_entry (world->model->visit, i));
    g_autoptr (GError) error = NULL;
    g_autoptr (DsEntry) entry = ds_entry_parse (line, strlen (line), &error);

    g_assert_no_error (error);
    ds_visit_apply (visit, entry, NULL, &error);
    g_assert_no_error (error);
  }
  return visit;
}

static void
assert_counters (DsVisit *visit)
{
  DsProgress progress, sum = { 0 };

  for (guint i = 0; i < ds_visit_n_slots (visit); i++) {
    DsSlotView view;

    ds_visit_view (visit, ds_visit_slot_at (visit, i), &view);
    g_assert_cmpuint (view.position, ==, i);
    if (view.state == DS_SLOT_HIDDEN || view.step->answer.type == DS_ANSWER_COMPUTED)
      continue;
    sum.total++;
    sum.required += view.required;
    sum.done += view.state > DS_SLOT_OPEN;
    sum.required_done += view.required && view.state > DS_SLOT_OPEN;
    sum.failed += view.state == DS_SLOT_FAILED;
    sum.skipped += view.state == DS_SLOT_SKIPPED;
  }
  ds_visit_progress (visit, &progress);
  g_assert_cmpmem (&progress, sizeof progress, &sum, sizeof sum);
  sum = (DsProgress){ 0 };
  for (guint i = 0; i < ds_visit_n_blocks (visit); i++) {
    DsProgress part;

    ds_visit_block_progress (visit, i, &part);
    sum.total += part.total;
    sum.failed += part.failed;
  }
  g_assert_cmpuint (sum.total, ==, progress.total);
  g_assert_cmpuint (sum.failed, ==, progress.failed);
}

/* Judging every slot anew, in the order of dependence, must find nothing that was missed. */
static void
assert_settled (Model *model)
{
  g_autofree char *before = ds_visit_digest (model->visit);
  g_autofree char *after = NULL;

  for (guint i = 0; i < ds_visit_n_jobs (model->visit); i++)
    ds_core_touch_job (model->visit->core, i, NULL);
  after = ds_visit_digest (model->visit);
  g_assert_cmpstr (before, ==, after);
}

/* A lock as the rules say it, by looking at every slot before. */
static gboolean
is_barred_by_rule (DsVisit *visit, guint slot)
{
  DsSlotView view, other;

  ds_visit_view (visit, slot, &view);
  for (guint i = 0; i < view.position; i++) {
    const DsChecklist *list;
    const char *appliance;
    gboolean same_block, closed;

    ds_visit_view (visit, ds_visit_slot_at (visit, i), &other);
    same_block = other.job == view.job && other.section == view.section && g_strcmp0 (other.thing, view.thing) == 0;
    closed = other.state == DS_SLOT_OPEN || other.state == DS_SLOT_LOCKED || other.state == DS_SLOT_FAILED ||
             (other.state == DS_SLOT_SKIPPED && other.skip->skip == DS_SKIP_NOT_TESTED);
    if (closed &&
        (other.step->gate == DS_GATE_VISIT || (other.step->gate == DS_GATE_CHECKLIST && other.job == view.job) ||
         (other.step->gate == DS_GATE_SECTION && same_block)))
      return TRUE;
    list = ds_visit_job_checklist (visit, view.job);
    appliance = ds_visit_job (visit, view.job)->appliance;
    if (list->sections[view.section].stage != DS_SECTION_WORK || other.severity != DS_SEVERITY_STOP)
      continue;
    if (appliance != NULL ? g_strcmp0 (appliance, ds_visit_job (visit, other.job)->appliance) == 0
                          : other.job == view.job && (other.thing == NULL || same_block))
      return TRUE;
  }
  return FALSE;
}

static void
assert_locks (DsVisit *visit)
{
  for (guint i = 0; i < ds_visit_n_slots (visit); i++) {
    guint slot = ds_visit_slot_at (visit, i);
    DsSlotState state = ds_visit_slot_state (visit, slot);

    if (state == DS_SLOT_OPEN || state == DS_SLOT_LOCKED)
      g_assert_cmpint (is_barred_by_rule (visit, slot), ==, state == DS_SLOT_LOCKED);
  }
}

static void
assert_same_as_fold (World *world, guint n, const char *digest)
{
  g_autoptr (DsVisit) folded = fold (world, n);
  g_autofree char *other = ds_visit_digest (folded);

  g_assert_cmpstr (other, ==, digest);
}

static void
assert_undo_all (World *world)
{
  Model *model = world->model;
  g_autoptr (DsVisit) empty = new_visit (world);
  g_autofree char *empty_digest = ds_visit_digest (empty);
  g_autofree char *full = NULL, *digest = NULL;
  guint undone = 0;

  if (ds_visit_stage (model->visit) == DS_STAGE_PARKED)
    model_stage (model, DS_STAGE_RESUMED);
  full = ds_visit_digest (model->visit);
  for (; ds_visit_undo_candidate (model->visit) != NULL; undone++)
    model_undo (model);
  digest = ds_visit_digest (model->visit);
  g_assert_cmpstr (digest, ==, empty_digest);
  for (; undone > 0; undone--)
    model_redo (model);
  g_free (digest);
  digest = ds_visit_digest (model->visit);
  g_assert_cmpstr (digest, ==, full);
  assert_counters (model->visit);
}

static World *
new_world (GRand *rand)
{
  World *world = g_new0 (World, 1);

  world->rand = rand;
  world->things = g_ptr_array_new_with_free_func (g_free);
  world->lists[0] = make_list (world, "list", TRUE);
  world->lists[1] = make_list (world, "list2", FALSE);
  world->lists[2] = make_list (world, "conduct", FALSE);
  world->model = model_new (pick (world, 2) ? "j1:a1 j2:a1 j3:-" : "j1:- j2:a2 j3:-", world->lists);
  model_start (world->model);
  return world;
}

static void
free_world (World *world)
{
  model_free (world->model);
  for (guint i = 0; i < 3; i++)
    ds_checklist_unref (world->lists[i]);
  g_ptr_array_unref (world->things);
  g_free (world);
}

static guint
run_world (GRand *rand)
{
  World *world = new_world (rand);
  Model *model = world->model;
  guint accepted = 0;

  for (guint i = 0; i < ACTS; i++) {
    DsEntry *entry = make_act (world);
    g_autofree char *before = ds_visit_digest (model->visit);
    g_autofree char *after = NULL;

    ds_clock_advance_ms (model->clock, pick (world, 60000));
    if (ds_visit_apply (model->visit, entry, model->change, NULL))
      accepted++;
    else {
      after = ds_visit_digest (model->visit);
      g_assert_cmpstr (before, ==, after);
    }
    ds_entry_unref (entry);
    assert_settled (model);
    if (i % 10 == 0) {
      g_autofree char *digest = ds_visit_digest (model->visit);

      assert_counters (model->visit);
      assert_locks (model->visit);
      assert_same_as_fold (world, ds_visit_n_entries (model->visit), digest);
    }
  }
  assert_undo_all (world);
  free_world (world);
  return accepted;
}

static void
test_random_journals (void)
{
  guint32 seed = ds_test_seed ();
  guint accepted = 0;
  guint runs =
      g_getenv ("DS_TEST_RUNS") != NULL ? (guint) g_ascii_strtoull (g_getenv ("DS_TEST_RUNS"), NULL, 10) : RUNS;

  for (guint i = 0; i < runs; i++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed + i);

    g_test_message ("seed %u", seed + i);
    accepted += run_world (rand);
  }
  /* A test in which nothing happens would prove nothing. */
  g_assert_cmpuint (accepted, >, runs * ACTS / 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/visit/random-journals", test_random_journals);
  return g_test_run ();
}
