/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-test.h"

#include "ds-id.h"

#include <string.h>

/* Stages, order of work, things, pairs, notices, signatures, finishing, undo and redo. */

#define SECTION(id, stage, steps) "{'id':'" id "','title':T(" id "),'stage':'" stage "','steps':[" steps "]}"
#define CHECK(id) "{'id':'" id "','title':T(" id "),'answer':{'type':'check'}}"
#define YES_NO(id, severity, more)                                              \
  "{'id':'" id "','title':T(" id "),'answer':{'type':'yes-no','failing':'no'}," \
  "'fail':{'severity':'" severity "','hazard':T(h),'remedy':T(r)" more "}}"
#define OPENER(id, pair) \
  "{'id':'" id "','title':T(" id "),'answer':{'type':'check'},'pair':{'id':'" pair "','role':'open','strip':T(OFF)}}"
#define CLOSER(id, pair) \
  "{'id':'" id "','title':T(" id "),'answer':{'type':'check'},'pair':{'id':'" pair "','role':'close'}}"

static void
assert_blocks (Model *model, const char *expected)
{
  g_autofree char *blocks = model_blocks (model);

  g_assert_cmpstr (blocks, ==, expected);
}

static DsEntry *
make_stage (Model *model, DsVisitStage stage)
{
  DsEntry *entry = model_entry (model, DS_ENTRY_STAGE, NULL, NULL, NULL);

  entry->stage = stage;
  return entry;
}

static void
test_stages (void)
{
  g_autoptr (DsChecklist) list = model_list ("list", SECTION ("s", "work", CHECK ("a")));
  g_autoptr (Model) model = model_new ("j1:a1", &list);

  g_assert_cmpint (ds_visit_next_stage (model->visit), ==, DS_STAGE_ACCEPTED);
  model_refuse (model, make_stage (model, DS_STAGE_DEPARTED), DS_ERROR_STATE, "cannot follow");
  model_stage (model, DS_STAGE_ACCEPTED);
  model_refuse (model, make_stage (model, DS_STAGE_ACCEPTED), DS_ERROR_STATE, "next stage is “departed”");
  model_refuse (model, model_answer_entry (model, "j1/a", "true"), DS_ERROR_STATE, "not started");
  model_stage (model, DS_STAGE_DEPARTED);
  model_stage (model, DS_STAGE_ARRIVED);
  model_refuse (model, make_stage (model, DS_STAGE_PARKED), DS_ERROR_STATE, "cannot follow");
  model_stage (model, DS_STAGE_STARTED);
  model_refuse (model, make_stage (model, DS_STAGE_RESUMED), DS_ERROR_STATE, "cannot follow");
  model_stage (model, DS_STAGE_PARKED);
  g_assert_cmpint (ds_visit_stage (model->visit), ==, DS_STAGE_PARKED);
  g_assert_cmpint (ds_visit_next_stage (model->visit), ==, DS_STAGE_RESUMED);
  model_refuse (model, model_answer_entry (model, "j1/a", "true"), DS_ERROR_STATE, "parked");
  model_refuse (model, make_stage (model, DS_STAGE_FINISHED), DS_ERROR_STATE, "cannot follow");
  assert_blocks (model, "stage open:1 sign");
  model_note (model, "j1/a");
  model_stage (model, DS_STAGE_RESUMED);
  model_refuse (model, make_stage (model, DS_STAGE_FINISHED), DS_ERROR_STATE, "Still to be done (1): a.");
  model_answer (model, "j1/a", "true");
  assert_blocks (model, "sign");
  model_sign (model, DS_ENTRY_SIGN);
  assert_blocks (model, "");
  model_answer (model, "j1/a", "true");
  assert_blocks (model, "sign-outdated");
  model_sign (model, DS_ENTRY_SIGN);
  model_stage (model, DS_STAGE_FINISHED);
  g_assert_cmpint (ds_visit_next_stage (model->visit), ==, DS_STAGE_NONE);
  model_refuse (model, model_answer_entry (model, "j1/a", "true"), DS_ERROR_STATE, "finished");
  g_assert_null (ds_visit_undo_candidate (model->visit));
}

static void
test_order_of_work (void)
{
  static const char *const expected[] = { "cb", "ab", "ib", "aw", "iw", "cw", "aa", "ca" };
  g_autoptr (DsChecklist) ac =
      model_list ("ac", SECTION ("1", "before", CHECK ("ab")) "," SECTION ("2", "work", CHECK ("aw")) "," SECTION (
                            "3", "after", CHECK ("aa")));
  g_autoptr (DsChecklist) home =
      model_list ("home", SECTION ("1", "before", CHECK ("ib")) "," SECTION ("2", "work", CHECK ("iw")));
  g_autoptr (DsChecklist) conduct =
      model_list ("conduct", SECTION ("1", "before", CHECK ("cb")) "," SECTION ("2", "work", CHECK ("cw")) "," SECTION (
                                 "3", "after", CHECK ("ca")));
  DsChecklist *lists[] = { ac, conduct, home };
  g_autoptr (Model) model = model_new ("j1:a1 j2:- j3:-", lists);
  guint slot = DS_NONE;

  g_assert_cmpuint (ds_visit_n_slots (model->visit), ==, G_N_ELEMENTS (expected));
  g_assert_cmpuint (ds_visit_next_open (model->visit, DS_NONE), ==, ds_visit_slot_at (model->visit, 0));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    DsSlotView view;

    slot = i == 0 ? ds_visit_slot_at (model->visit, 0) : ds_visit_neighbour (model->visit, slot, TRUE);
    ds_visit_view (model->visit, slot, &view);
    g_assert_cmpstr (view.step->id, ==, expected[i]);
    g_assert_cmpuint (view.position, ==, i);
  }
  g_assert_cmpuint (ds_visit_neighbour (model->visit, slot, TRUE), ==, DS_NONE);
  /* From the last one on, the first open one comes again. */
  g_assert_cmpuint (ds_visit_next_open (model->visit, slot), ==, ds_visit_slot_at (model->visit, 0));
}

static void
test_next_open (void)
{
  g_autoptr (Model) model = model_new_one (SECTION (
      "s", "work",
      CHECK (
          "a") ",{'id':'o','title':T(o),'answer':{'type':'check'},'required':false},"
               "{'id':'g','title':T(g),'answer':{'type':'check'},'gate':{'scope':'checklist','reason':T(w)}}," CHECK (
                   "z")));

  g_assert_cmpuint (ds_visit_next_open (model->visit, model_slot (model, "j1/a")), ==, model_slot (model, "j1/o"));
  g_assert_cmpuint (ds_visit_next_open (model->visit, model_slot (model, "j1/g")), ==, model_slot (model, "j1/a"));
  model_answer (model, "j1/a", "true");
  model_answer (model, "j1/g", "true");
  model_answer (model, "j1/z", "true");
  /* An optional step passed over is not gone back to. */
  g_assert_cmpuint (ds_visit_next_open (model->visit, model_slot (model, "j1/z")), ==, DS_NONE);
}

static void
test_things (void)
{
  g_autoptr (Model) model = model_new_one (
      "{'id':'s','title':T(s),'stage':'work','repeat':{'thing':T(socket),'min':2,'max':3,'suggest':[T(kitchen)]},'steps':[" CHECK (
          "a") ",{'id':'b','title':T(b),'answer':{'type':'check'},'when':{'step':'a','answered':true}}]}," SECTION ("t",
                                                                                                                    "work",
                                                                                                                    CHECK (
                                                                                                                        "c")));
  g_autofree char *first = NULL, *second = NULL, *third = NULL, *extra = NULL, *address = NULL, *title = NULL;
  g_autoptr (GArray) things = NULL;
  DsProgress progress;

  assert_blocks (model, "open:1 things sign");
  extra = ds_id_new (model->clock);
  model_refuse (model, model_thing_entry (model, "t", DS_THING_ADD, extra, "x"), DS_ERROR_NOT_FOUND,
                "no repeated section");
  model_refuse (model, model_thing_entry (model, "s", DS_THING_RENAME, extra, "x"), DS_ERROR_NOT_FOUND,
                "no such thing");
  model_refuse (model, model_thing_entry (model, "s", DS_THING_ADD, extra, " "), DS_ERROR_INVALID, "name");
  model_refuse (model, model_thing_entry (model, "s", DS_THING_ADD, "x", "n"), DS_ERROR_INVALID, "not a UUID");
  first = model_add_thing (model, "s", "kitchen");
  g_assert_true (model->change->structure);
  model_refuse (model, model_thing_entry (model, "s", DS_THING_ADD, first, "again"), DS_ERROR_INVALID, "added before");
  second = model_add_thing (model, "s", "bath");
  third = model_add_thing (model, "s", "hall");
  model_refuse (model, model_thing_entry (model, "s", DS_THING_ADD, extra, "more"), DS_ERROR_LIMIT, "At most 3");
  things = ds_visit_things (model->visit, 0, 0);
  g_assert_cmpuint (things->len, ==, 3);
  g_assert_cmpstr (g_array_index (things, DsThing, 1).name, ==, "bath");
  model_refuse (model, model_answer_entry (model, "j1/a", "true"), DS_ERROR_INVALID, "say for which");
  model_refuse (model, model_answer_entry (model, "j1/c/0192aaaa-0000-7000-8000-000000000000", "true"),
                DS_ERROR_INVALID, "done once");
  /* The condition looks at the same thing's step. */
  address = g_strconcat ("j1/a/", second, NULL);
  model_answer (model, address, "true");
  g_free (address);
  address = g_strconcat ("j1/b/", second, NULL);
  model_assert_state (model, address, "open");
  title = ds_visit_slot_title (model->visit, model_slot (model, address), "zh_CN");
  g_assert_cmpstr (title, ==, "bath · b甲");
  g_free (address);
  address = g_strconcat ("j1/b/", first, NULL);
  model_assert_state (model, address, "hidden");
  ds_visit_progress (model->visit, &progress);
  g_assert_cmpuint (progress.required, ==, 5);
  g_assert_cmpuint (progress.required_done, ==, 1);
  model_apply (model, model_thing_entry (model, "s", DS_THING_REMOVE, second, NULL));
  ds_visit_progress (model->visit, &progress);
  g_assert_cmpuint (progress.required, ==, 3);
  g_assert_cmpuint (progress.required_done, ==, 0);
  model_undo (model);
  ds_visit_progress (model->visit, &progress);
  g_assert_cmpuint (progress.required_done, ==, 1);
  model_apply (model, model_thing_entry (model, "s", DS_THING_RENAME, third, "corridor"));
  model_undo (model);
  g_array_unref (g_steal_pointer (&things));
  things = ds_visit_things (model->visit, 0, 0);
  g_assert_cmpstr (g_array_index (things, DsThing, 2).name, ==, "hall");
}

static void
test_pairs (void)
{
  g_autoptr (Model) model = model_new_one (SECTION (
      "s", "work", OPENER ("off", "isolator") "," CHECK ("a")) "," SECTION ("t", "after", CLOSER ("on", "isolator")));
  g_autoptr (GArray) pairs = ds_visit_open_pairs (model->visit, FALSE);
  DsEntry *entry = model_entry (model, DS_ENTRY_HAND_OVER, "j1", NULL, NULL);

  g_assert_cmpuint (pairs->len, ==, 0);
  entry->pair = g_strdup ("isolator");
  entry->text = g_strdup ("electrician comes");
  model_refuse (model, entry, DS_ERROR_STATE, "not open");
  model_answer (model, "j1/off", "true");
  g_array_unref (pairs);
  pairs = ds_visit_open_pairs (model->visit, FALSE);
  g_assert_cmpuint (pairs->len, ==, 1);
  g_assert_cmpstr (g_array_index (pairs, DsOpenPair, 0).strip->en, ==, "OFF");
  g_assert_cmpuint (g_array_index (pairs, DsOpenPair, 0).closer, ==, model_slot (model, "j1/on"));
  model_answer (model, "j1/a", "true");
  assert_blocks (model, "open:1 pair sign");
  entry = model_entry (model, DS_ENTRY_HAND_OVER, "j1", NULL, NULL);
  entry->pair = g_strdup ("gas");
  entry->text = g_strdup ("x");
  model_refuse (model, entry, DS_ERROR_NOT_FOUND, "no pair “gas”");
  entry = model_entry (model, DS_ENTRY_HAND_OVER, "j1", NULL, NULL);
  entry->pair = g_strdup ("isolator");
  entry->text = g_strdup ("electrician comes");
  model_apply (model, entry);
  assert_blocks (model, "open:1 sign");
  model_undo (model);
  assert_blocks (model, "open:1 pair sign");
  model_answer (model, "j1/on", "true");
  assert_blocks (model, "sign");
}

static void
test_pair_of_thing (void)
{
  g_autoptr (Model) model =
      model_new_one ("{'id':'s','title':T(s),'stage':'work','repeat':{'thing':T(socket)},'steps':[" OPENER (
          "off", "cover") "," CLOSER ("on", "cover") "]}");
  g_autofree char *thing = model_add_thing (model, "s", "kitchen");
  g_autofree char *off = g_strconcat ("j1/off/", thing, NULL);

  model_answer (model, off, "true");
  model_refuse (model, model_thing_entry (model, "s", DS_THING_REMOVE, thing, NULL), DS_ERROR_STATE, "still open");
}

/* A danger that stays: the notice, the job not done, and the visit ends. Never a dead end. */
static void
test_no_dead_end (void)
{
  g_autoptr (Model) model =
      model_new_one (SECTION ("s", "work", YES_NO ("x", "stop", ",'evidence':['photo','note']") "," CHECK ("a")));
  DsEntry *outcome;
  g_autoptr (GArray) hazards = NULL;
  DsVisitJobState state;

  model_answer (model, "j1/x", "no");
  assert_blocks (model, "locked:1 evidence notice sign");
  model_photo (model, "j1/x");
  assert_blocks (model, "locked:1 evidence notice sign");
  model_note (model, "j1/x");
  assert_blocks (model, "locked:1 notice sign");
  outcome = model_entry (model, DS_ENTRY_OUTCOME, "j1", NULL, NULL);
  outcome->outcome = DS_OUTCOME_DONE;
  model_refuse (model, outcome, DS_ERROR_STATE, "still has open steps");
  outcome = model_entry (model, DS_ENTRY_OUTCOME, "j1", NULL, NULL);
  outcome->outcome = DS_OUTCOME_NOT_DONE;
  model_refuse (model, outcome, DS_ERROR_INVALID, "Say why");
  outcome = model_entry (model, DS_ENTRY_OUTCOME, "j1", NULL, NULL);
  outcome->outcome = DS_OUTCOME_NOT_DONE;
  outcome->text = g_strdup ("out of use until the earth is there");
  model_apply (model, outcome);
  ds_visit_job_state (model->visit, 0, &state);
  g_assert_cmpint (state.outcome, ==, DS_OUTCOME_NOT_DONE);
  g_assert_cmpuint (ds_visit_next_open (model->visit, DS_NONE), ==, DS_NONE);
  assert_blocks (model, "notice sign");
  model_sign (model, DS_ENTRY_NOTICE);
  hazards = ds_visit_hazards (model->visit, FALSE);
  g_assert_cmpuint (hazards->len, ==, 1);
  g_assert_true (g_array_index (hazards, DsHazard, 0).noticed);
  model_sign (model, DS_ENTRY_SIGN);
  assert_blocks (model, "");
  model_stage (model, DS_STAGE_FINISHED);
}

static void
test_notice_is_renewed (void)
{
  g_autoptr (Model) model = model_new_one (
      SECTION ("s", "work", YES_NO ("x", "hazard", "") "," YES_NO ("y", "hazard", "") "," YES_NO ("z", "advice", "")));
  DsEntry *entry;

  model_answer (model, "j1/z", "no");
  g_assert_false (ds_visit_notice_needed (model->visit));
  model_answer (model, "j1/x", "no");
  g_assert_true (ds_visit_notice_needed (model->visit));
  entry = model_sign_entry (model, DS_ENTRY_NOTICE);
  g_clear_pointer (&entry->follow_up, g_free);
  model_refuse (model, entry, DS_ERROR_INVALID, "follow-up");
  model_sign (model, DS_ENTRY_NOTICE);
  g_assert_false (ds_visit_notice_needed (model->visit));
  /* What was found later is not on the signed notice. */
  model_answer (model, "j1/y", "no");
  g_assert_true (ds_visit_notice_needed (model->visit));
  model_undo (model);
  g_assert_false (ds_visit_notice_needed (model->visit));
  model_redo (model);
  entry = model_entry (model, DS_ENTRY_NOTICE, NULL, NULL, NULL);
  entry->follow_up = g_strdup ("2026-11-28");
  ds_entry_set_signature (entry, ds_signature_new_refused ("not at home"));
  model_apply (model, entry);
  g_assert_false (ds_visit_notice_needed (model->visit));
}

static void
test_stale (void)
{
  g_autoptr (Model) model = model_new_one (
      SECTION ("s", "work", "{'id':'a','title':T(a),'answer':{'type':'yes-no'},'ages':30}," CHECK ("b")));
  DsMoment now;

  model_answer (model, "j1/a", "yes");
  model_answer (model, "j1/b", "true");
  model_sign (model, DS_ENTRY_SIGN);
  ds_clock_advance_ms (model->clock, 31 * 60 * 1000);
  ds_clock_now (model->clock, &now);
  /* Only parking ages a reading. */
  g_assert_false (ds_visit_is_stale (model->visit, model_slot (model, "j1/a"), &now));
  model_stage (model, DS_STAGE_PARKED);
  g_assert_true (ds_visit_is_stale (model->visit, model_slot (model, "j1/a"), &now));
  model_stage (model, DS_STAGE_RESUMED);
  assert_blocks (model, "stale");
  now.mono_us -= 2 * G_TIME_SPAN_MINUTE;
  g_assert_false (ds_visit_is_stale (model->visit, model_slot (model, "j1/a"), &now));
  /* Another boot: wall time; one that ran backwards is not believed. */
  ds_clock_reboot (model->clock);
  ds_clock_now (model->clock, &now);
  g_assert_true (ds_visit_is_stale (model->visit, model_slot (model, "j1/a"), &now));
  now.wall_us -= 10 * G_TIME_SPAN_MINUTE;
  g_assert_false (ds_visit_is_stale (model->visit, model_slot (model, "j1/a"), &now));
  now.wall_us -= G_TIME_SPAN_HOUR;
  g_assert_true (ds_visit_is_stale (model->visit, model_slot (model, "j1/a"), &now));
  model_answer (model, "j1/a", "yes");
  assert_blocks (model, "sign-outdated");
}

static void
test_stale_in_pair (void)
{
  g_autoptr (Model) model = model_new_one (
      SECTION ("s", "work", OPENER ("off", "power") ",{'id':'dead','title':T(dead),'answer':{'type':'check'},'ages':30}") "," SECTION (
          "t", "work", CLOSER ("on", "power") ",{'id':'run','title':T(run),'answer':{'type':'check'},'ages':30}"));
  DsMoment now;

  model_answer (model, "j1/off", "true");
  model_answer (model, "j1/dead", "true");
  ds_clock_advance_ms (model->clock, 31 * 60 * 1000);
  model_stage (model, DS_STAGE_PARKED);
  model_stage (model, DS_STAGE_RESUMED);
  ds_clock_now (model->clock, &now);
  g_assert_true (ds_visit_is_stale (model->visit, model_slot (model, "j1/dead"), &now));
  /* With the power back nobody can prove dead again; what was read after it ages as ever. */
  model_answer (model, "j1/on", "true");
  g_assert_false (ds_visit_is_stale (model->visit, model_slot (model, "j1/dead"), &now));
  model_answer (model, "j1/run", "true");
  ds_clock_advance_ms (model->clock, 31 * 60 * 1000);
  model_stage (model, DS_STAGE_PARKED);
  ds_clock_now (model->clock, &now);
  g_assert_false (ds_visit_is_stale (model->visit, model_slot (model, "j1/dead"), &now));
  g_assert_true (ds_visit_is_stale (model->visit, model_slot (model, "j1/run"), &now));
}

static void
test_undo (void)
{
  g_autoptr (Model) model = model_new_one (SECTION ("s", "work", CHECK ("a") "," CHECK ("b")));
  g_autofree char *empty = NULL, *full = NULL, *again = NULL, *partly = NULL;
  g_autofree char *photo_id = NULL;
  DsEntry *entry;

  empty = ds_visit_digest (model->visit);
  model_answer (model, "j1/a", "true");
  g_assert_cmpuint (ds_visit_entry_slot (model->visit, ds_visit_undo_candidate (model->visit)), ==,
                    model_slot (model, "j1/a"));
  partly = ds_visit_digest (model->visit);
  model_photo (model, "j1/b");
  photo_id = g_strdup (model->last->id);
  entry = model_entry (model, DS_ENTRY_REMOVE_PHOTO, NULL, NULL, NULL);
  entry->target = g_strdup (photo_id);
  model_apply (model, entry);
  entry = model_entry (model, DS_ENTRY_REMOVE_PHOTO, NULL, NULL, NULL);
  entry->target = g_strdup (photo_id);
  model_refuse (model, entry, DS_ERROR_STATE, "removed already");
  model_stage (model, DS_STAGE_PARKED);
  entry = model_entry (model, DS_ENTRY_UNDO, NULL, NULL, NULL);
  entry->target = g_strdup (photo_id);
  model_refuse (model, entry, DS_ERROR_STATE, "parked");
  model_stage (model, DS_STAGE_RESUMED);
  full = ds_visit_digest (model->visit);
  entry = model_entry (model, DS_ENTRY_UNDO, NULL, NULL, NULL);
  entry->target = g_strdup (photo_id);
  model_refuse (model, entry, DS_ERROR_STATE, "Only the last act");
  model_undo (model);
  model_undo (model);
  again = ds_visit_digest (model->visit);
  g_assert_cmpstr (again, ==, partly);
  model_undo (model);
  g_free (again);
  again = ds_visit_digest (model->visit);
  g_assert_cmpstr (again, ==, empty);
  while (ds_visit_redo_candidate (model->visit) != NULL)
    model_redo (model);
  g_free (again);
  again = ds_visit_digest (model->visit);
  g_assert_cmpstr (again, ==, full);
  /* A new act leaves nothing to redo. */
  model_undo (model);
  model_answer (model, "j1/b", "true");
  g_assert_null (ds_visit_redo_candidate (model->visit));
  entry = model_entry (model, DS_ENTRY_REDO, NULL, NULL, NULL);
  entry->target = g_strdup (photo_id);
  model_refuse (model, entry, DS_ERROR_STATE, "nothing to redo");
  /* Down to the very first entry. */
  while (ds_visit_undo_candidate (model->visit) != NULL)
    model_undo (model);
  g_assert_cmpint (ds_visit_stage (model->visit), ==, DS_STAGE_NONE);
}

static void
test_whole_visit (void)
{
  g_autoptr (Model) model = model_new_one (SECTION ("s", "work", CHECK ("a")));
  DsEntry *entry;
  g_autofree char *opinion = ds_id_new (model->clock);
  g_autoptr (GPtrArray) opinions = NULL;
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (GArray) bring = NULL;
  static const char *const guides[] = { "guide-ac", NULL };

  for (guint i = 0; i < 2; i++) {
    entry = model_entry (model, DS_ENTRY_OPINION, NULL, NULL, NULL);
    entry->opinion = g_strdup (opinion);
    entry->opinion_kind = g_strdup ("praise");
    entry->text = g_strdup ("好");
    if (i == 0)
      model_apply (model, entry);
    else
      model_refuse (model, entry, DS_ERROR_INVALID, "recorded before");
  }
  entry = model_entry (model, DS_ENTRY_SATISFACTION, NULL, NULL, NULL);
  entry->score = 6;
  model_refuse (model, entry, DS_ERROR_INVALID, "1 to 5");
  entry = model_entry (model, DS_ENTRY_SATISFACTION, NULL, NULL, NULL);
  entry->score = 5;
  model_apply (model, entry);
  g_assert_cmpint (ds_visit_satisfaction (model->visit)->score, ==, 5);
  entry = model_entry (model, DS_ENTRY_GUIDE, NULL, NULL, NULL);
  model_refuse (model, entry, DS_ERROR_INVALID, "Name the guide");
  entry = model_entry (model, DS_ENTRY_GUIDE, NULL, NULL, NULL);
  entry->guides = g_strdupv ((char **) guides);
  entry->explained = TRUE;
  model_apply (model, entry);
  g_assert_nonnull (ds_visit_guide (model->visit));
  entry = model_entry (model, DS_ENTRY_ESCALATE, NULL, NULL, NULL);
  entry->text = g_strdup ("the maker must come");
  model_apply (model, entry);
  model_note (model, "j1");
  model_note (model, "j1/a");
  opinions = ds_visit_opinions (model->visit);
  notes = ds_visit_notes (model->visit, DS_NONE);
  g_assert_cmpuint (opinions->len, ==, 1);
  g_assert_cmpuint (notes->len, ==, 2);
  entry = model_sign_entry (model, DS_ENTRY_SIGN);
  entry->seq = 99;
  model_refuse (model, entry, DS_ERROR_INVALID, "number");
  entry = model_entry (model, DS_ENTRY_NOTE, "j9", NULL, NULL);
  entry->text = g_strdup ("x");
  model_refuse (model, entry, DS_ERROR_NOT_FOUND, "no job “j9”");
  model_refuse (model, model_answer_entry (model, "j1/nix", "true"), DS_ERROR_NOT_FOUND, "no step “nix”");
  entry = model_answer_entry (model, "j1/a", "true");
  g_free (entry->id);
  entry->id = g_strdup (model->last->id);
  model_refuse (model, entry, DS_ERROR_INVALID, "in the journal already");
  while (ds_visit_stage (model->visit) != DS_STAGE_NONE)
    model_undo (model);
  g_assert_null (ds_visit_satisfaction (model->visit));
}

static void
test_bring (void)
{
  g_autoptr (DsChecklist) list = model_list ("list", SECTION ("s", "work", CHECK ("a")));
  DsChecklist *lists[] = { list, list };
  g_autoptr (Model) model = model_new ("j1:a1 j2:a2", lists);
  g_autoptr (GArray) bring = ds_visit_bring (model->visit);
  char text[DS_DECIMAL_BUFFER];

  g_assert_cmpuint (bring->len, ==, 2);
  g_assert_cmpstr (ds_decimal_format (g_array_index (bring, DsBring, 0).quantity, text), ==, "1");
  g_assert_cmpstr (ds_decimal_format (g_array_index (bring, DsBring, 1).quantity, text), ==, "3.0");
}

static void
test_upgrade (void)
{
  g_autoptr (Model) model = model_new_one (SECTION ("s", "work", CHECK ("a") "," CHECK ("b") "," CHECK ("gone")));
  g_autoptr (DsChecklist) newer =
      model_list ("list", SECTION ("s", "work",
                                   "{'id':'new','title':T(n),'answer':{'type':'check'}}," CHECK ("b") "," CHECK ("a")));
  g_autoptr (DsChecklist) other = model_list ("other", SECTION ("s", "work", CHECK ("a")));
  g_autofree char *before = NULL, *after = NULL, *again = NULL;
  const char *old = ds_visit_job_checklist (model->visit, 0)->sha256;
  DsEntry *entry;

  model_answer (model, "j1/a", "true");
  model_answer (model, "j1/gone", "true");
  before = ds_visit_digest (model->visit);
  for (guint i = 0; i < 4; i++) {
    entry = model_entry (model, DS_ENTRY_CHECKLIST_UPGRADE, "j1", NULL, NULL);
    entry->from = g_strdup (i == 0 ? newer->sha256 : old);
    entry->to = g_strdup (i == 2 ? other->sha256 : newer->sha256);
    if (i == 0)
      model_refuse (model, entry, DS_ERROR_STATE, "another checklist");
    else if (i == 1)
      model_refuse (model, entry, DS_ERROR_NOT_FOUND, "not on this device");
    else if (i == 2)
      model_refuse (model, entry, DS_ERROR_INVALID, "no newer version");
    else
      model_apply (model, entry);
    if (i == 1) {
      ds_visit_add_checklist (model->visit, newer);
      ds_visit_add_checklist (model->visit, other);
    }
  }
  g_assert_true (ds_visit_job_checklist (model->visit, 0) == newer);
  model_assert_state (model, "j1/a", "passed");
  model_assert_state (model, "j1/new", "open");
  g_assert_cmpuint (ds_visit_find (model->visit, "j1", "gone", NULL), ==, DS_NONE);
  after = ds_visit_digest (model->visit);
  model_undo (model);
  again = ds_visit_digest (model->visit);
  g_assert_cmpstr (again, ==, before);
  model_assert_state (model, "j1/gone", "passed");
  model_redo (model);
  g_free (again);
  again = ds_visit_digest (model->visit);
  g_assert_cmpstr (again, ==, after);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/visit/stages", test_stages);
  g_test_add_func ("/visit/order-of-work", test_order_of_work);
  g_test_add_func ("/visit/next-open", test_next_open);
  g_test_add_func ("/visit/things", test_things);
  g_test_add_func ("/visit/pairs", test_pairs);
  g_test_add_func ("/visit/pair-of-thing", test_pair_of_thing);
  g_test_add_func ("/visit/no-dead-end", test_no_dead_end);
  g_test_add_func ("/visit/notice-is-renewed", test_notice_is_renewed);
  g_test_add_func ("/visit/stale", test_stale);
  g_test_add_func ("/visit/stale-in-pair", test_stale_in_pair);
  g_test_add_func ("/visit/undo", test_undo);
  g_test_add_func ("/visit/whole-visit", test_whole_visit);
  g_test_add_func ("/visit/bring", test_bring);
  g_test_add_func ("/visit/upgrade", test_upgrade);
  return g_test_run ();
}
