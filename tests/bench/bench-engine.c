/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-engine: what the rules engine costs with a checklist of 2,000 steps. One JSON line per figure. */

#include "ds-bench.h"

#include "ds-digest.h"
#include "ds-id.h"
#include "ds-model.h"

#include <string.h>

#define STEPS 2000
#define ROUNDS 15

static DsChecklist *
bench_parse (const char *text)
{
  g_autoptr (DsBenchTimes) times = ds_bench_times_new ();
  DsChecklist *list = NULL;

  for (guint i = 0; i < ROUNDS; i++) {
    gint64 start;
    g_autoptr (GError) error = NULL;

    g_clear_pointer (&list, ds_checklist_unref);
    start = ds_bench_now_ns ();
    list = ds_checklist_parse (text, strlen (text), NULL, &error);
    ds_bench_times_add (times, ds_bench_now_ns () - start);
    if (list == NULL)
      g_error ("%s", error->message);
  }
  ds_bench_report_limit ("checklist_2000_parse", times, "ms", 50);
  return list;
}

static DsOrder *
make_order (void)
{
  static const char text[] =
      "{\"id\":\"B1\",\"revision\":1,\"service\":\"inspection\",\"state\":\"assigned\",\"technician\":\"T1\",\"customer\":"
      "{\"name\":\"N\"},\"address\":{\"line\":\"L\"},\"window\":{\"start\":\"2026-11-21T09:00:00+08:00\",\"end\":"
      "\"2026-11-21T11:00:00+08:00\"},\"appliances\":[],\"jobs\":[{\"id\":\"j1\",\"appliance\":null,\"checklist\":\"big\","
      "\"service\":\"inspection\"}]}";

  return ds_order_parse (text, strlen (text), NULL, NULL);
}

static DsEntry *
make_entry (DsClock *clock, DsEntryType type)
{
  g_autofree char *id = ds_id_new (clock);
  DsMoment now;

  ds_clock_now (clock, &now);
  return ds_entry_new (type, id, &now, "T1");
}

static void
start (DsVisit *visit, DsClock *clock)
{
  for (DsVisitStage stage = DS_STAGE_ACCEPTED; stage <= DS_STAGE_STARTED; stage++) {
    g_autoptr (DsEntry) entry = make_entry (clock, DS_ENTRY_STAGE);

    entry->stage = stage;
    if (!ds_visit_apply (visit, entry, NULL, NULL))
      g_error ("stage refused");
  }
}

static void
bench_apply (DsVisit *visit, DsClock *clock)
{
  g_autoptr (DsBenchTimes) apply = ds_bench_times_new ();
  g_autoptr (DsBenchTimes) next = ds_bench_times_new ();
  DsVisitChange *change = ds_visit_change_new ();
  guint slot = ds_visit_next_open (visit, DS_NONE);
  guint n = 0;

  for (; slot != DS_NONE && n < STEPS; n++) {
    g_autoptr (DsEntry) entry = make_entry (clock, DS_ENTRY_ANSWER);
    g_autoptr (GError) error = NULL;
    DsSlotView view;
    gint64 begin;

    ds_visit_view (visit, slot, &view);
    ds_entry_set_target (entry, "j1", view.step->id, NULL);
    ds_entry_set_string (entry, n % 7 == 0 ? "240.1" : "221.5");
    begin = ds_bench_now_ns ();
    if (!ds_visit_apply (visit, entry, change, &error))
      g_error ("%s", error->message);
    ds_bench_times_add (apply, ds_bench_now_ns () - begin);
    begin = ds_bench_now_ns ();
    slot = ds_visit_next_open (visit, slot);
    if (slot != DS_NONE)
      ds_visit_view (visit, slot, &view);
    ds_bench_times_add (next, ds_bench_now_ns () - begin);
    if (slot == DS_NONE)
      break;
  }
  ds_bench_report_limit ("checklist_2000_apply", apply, "us", 50);
  ds_bench_report_limit ("checklist_2000_next_open", next, "us", 0);
  ds_visit_change_free (change);
}

static void
bench_whole (DsVisit *visit, DsOrder *order, DsChecklist *list)
{
  g_autoptr (DsBenchTimes) fold = ds_bench_times_new ();
  g_autoptr (DsBenchTimes) views = ds_bench_times_new ();
  g_autoptr (DsBenchTimes) blocks = ds_bench_times_new ();
  DsVisitJob job = { "j1", list, NULL };

  for (guint i = 0; i < ROUNDS; i++) {
    gint64 begin = ds_bench_now_ns ();
    g_autoptr (DsVisit) again = ds_visit_new (order, &job, 1, NULL);
    g_autoptr (GArray) reasons = NULL;

    for (guint j = 0; j < ds_visit_n_entries (visit); j++)
      ds_visit_apply (again, (DsEntry *) ds_visit_entry (visit, j), NULL, NULL);
    ds_bench_times_add (fold, ds_bench_now_ns () - begin);
    begin = ds_bench_now_ns ();
    for (guint j = 0; j < ds_visit_n_slots (again); j++) {
      DsSlotView view;

      ds_visit_view (again, j, &view);
    }
    ds_bench_times_add (views, ds_bench_now_ns () - begin);
    begin = ds_bench_now_ns ();
    reasons = ds_visit_blocks (again, NULL);
    ds_bench_times_add (blocks, ds_bench_now_ns () - begin);
  }
  ds_bench_report_limit ("checklist_2000_fold", fold, "ms", 0);
  ds_bench_report_limit ("checklist_2000_view_all", views, "us", 0);
  ds_bench_report_limit ("checklist_2000_blocks", blocks, "us", 0);
}

int
main (void)
{
  g_autofree char *text = ds_bench_checklist (STEPS);
  g_autoptr (DsClock) clock = ds_clock_new_system ();
  g_autoptr (DsChecklist) list = bench_parse (text);
  g_autoptr (DsOrder) order = make_order ();
  DsVisitJob job = { "j1", list, NULL };
  g_autoptr (DsVisit) visit = ds_visit_new (order, &job, 1, NULL);

  start (visit, clock);
  bench_apply (visit, clock);
  bench_whole (visit, order, list);
  return 0;
}
