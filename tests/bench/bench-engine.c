/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * bench-engine: what the rules engine costs with a checklist of 2,000 steps. One JSON line per figure:
 * parse_2000_ms, apply_us (median and p99), next_step_us, view_all_us, fold_ms. Never a test.
 */

#include "ds-digest.h"
#include "ds-id.h"
#include "ds-model.h"

#include <stdlib.h>
#include <string.h>

#define STEPS 2000
#define SECTION_STEPS 50
#define ROUNDS 15

static const char texts[] = "{\"en\":\"Measure the supply voltage at the socket of the appliance with its load on\","
                            "\"zh_CN\":\"在带载状态下测量该电器插座的电源电压\"}";

static void
add_step (GString *text, guint i)
{
  g_string_append_printf (
      text,
      "%s{\"id\":\"S%u\",\"title\":%s,\"answer\":{\"type\":\"number\",\"unit\":"
      "{\"ucum\":\"V\",\"name\":{\"en\":\"V\",\"zh_CN\":\"V\"}},\"decimals\":1,\"limits\":[{\"min\":"
      "\"198.0\",\"max\":\"235.4\",\"basis\":[\"gb\"]}]},\"fail\":{\"severity\":\"hazard\",\"hazard\":"
      "{\"en\":\"Low\",\"zh_CN\":\"电压低\"},\"remedy\":{\"en\":\"Report\",\"zh_CN\":\"报修\"}}",
      i % SECTION_STEPS > 0 ? "," : "", i, texts);
  if (i % 10 == 9)
    g_string_append_printf (text, ",\"when\":{\"step\":\"S%u\",\"failed\":false}", i - 1);
  if (i % 100 == 0)
    g_string_append (text, ",\"gate\":{\"scope\":\"section\",\"reason\":{\"en\":\"First\",\"zh_CN\":\"先\"}}");
  g_string_append_c (text, '}');
}

static char *
make_text (void)
{
  GString *text =
      g_string_new ("{\"format\":\"doorstep-checklist/1\",\"id\":\"big\",\"version\":1,\"service\":"
                    "\"inspection\",\"appliances\":[\"household\"],\"title\":{\"en\":\"Big\",\"zh_CN\":\"大\"},"
                    "\"basis\":[{\"id\":\"gb\",\"standard\":\"GB/T 12325-2008\",\"confidence\":\"high\"}],"
                    "\"sections\":[");

  for (guint i = 0; i < STEPS; i++) {
    if (i % SECTION_STEPS == 0)
      g_string_append_printf (
          text, "%s{\"id\":\"s%u\",\"title\":{\"en\":\"S\",\"zh_CN\":\"段\"},\"stage\":\"work\",\"steps\":[",
          i > 0 ? "]}," : "", i);
    add_step (text, i);
  }
  g_string_append (text, "]}]}");
  return g_string_free (text, FALSE);
}

static int
compare_times (const void *a, const void *b)
{
  const gint64 *left = a, *right = b;

  return *left < *right ? -1 : *left > *right;
}

static void
report (const char *figure, gint64 *times_ns, guint n, guint per)
{
  qsort (times_ns, n, sizeof *times_ns, compare_times);
  g_print ("{\"bench\":\"engine\",\"figure\":\"%s\",\"median\":%.3f,\"p99\":%.3f,\"n\":%u}\n", figure,
           (double) times_ns[n / 2] / per, (double) times_ns[n * 99 / 100] / per, n);
}

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

static DsChecklist *
bench_parse (const char *text)
{
  gint64 times[ROUNDS];
  DsChecklist *list = NULL;

  for (guint i = 0; i < ROUNDS; i++) {
    gint64 start = now_ns ();
    g_autoptr (GError) error = NULL;

    g_clear_pointer (&list, ds_checklist_unref);
    start = now_ns ();
    list = ds_checklist_parse (text, strlen (text), NULL, &error);
    times[i] = now_ns () - start;
    if (list == NULL)
      g_error ("%s", error->message);
  }
  report ("parse_2000_ms", times, ROUNDS, 1000000);
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
  static gint64 apply[STEPS], next[STEPS];
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
    begin = now_ns ();
    if (!ds_visit_apply (visit, entry, change, &error))
      g_error ("%s", error->message);
    apply[n] = now_ns () - begin;
    begin = now_ns ();
    slot = ds_visit_next_open (visit, slot);
    if (slot != DS_NONE)
      ds_visit_view (visit, slot, &view);
    next[n] = now_ns () - begin;
    if (slot == DS_NONE)
      break;
  }
  report ("apply_us", apply, n, 1000);
  report ("next_step_us", next, n, 1000);
  ds_visit_change_free (change);
}

static void
bench_whole (DsVisit *visit, DsOrder *order, DsChecklist *list)
{
  gint64 fold[ROUNDS], views[ROUNDS], blocks[ROUNDS];
  DsVisitJob job = { "j1", list, NULL };

  for (guint i = 0; i < ROUNDS; i++) {
    gint64 begin = now_ns ();
    g_autoptr (DsVisit) again = ds_visit_new (order, &job, 1, NULL);
    g_autoptr (GArray) reasons = NULL;

    for (guint j = 0; j < ds_visit_n_entries (visit); j++)
      ds_visit_apply (again, (DsEntry *) ds_visit_entry (visit, j), NULL, NULL);
    fold[i] = now_ns () - begin;
    begin = now_ns ();
    for (guint j = 0; j < ds_visit_n_slots (again); j++) {
      DsSlotView view;

      ds_visit_view (again, j, &view);
    }
    views[i] = now_ns () - begin;
    begin = now_ns ();
    reasons = ds_visit_blocks (again, NULL);
    blocks[i] = now_ns () - begin;
  }
  report ("fold_2000_ms", fold, ROUNDS, 1000000);
  report ("view_all_2000_us", views, ROUNDS, 1000);
  report ("blocks_us", blocks, ROUNDS, 1000);
}

int
main (void)
{
  g_autofree char *text = make_text ();
  g_autoptr (DsClock) clock = ds_clock_new_system ();
  g_autoptr (DsChecklist) list = bench_parse (text);
  g_autoptr (DsOrder) order = make_order ();
  DsVisitJob job = { "j1", list, NULL };
  g_autoptr (DsVisit) visit = ds_visit_new (order, &job, 1, NULL);

  g_print ("{\"bench\":\"engine\",\"figure\":\"checklist_bytes\",\"median\":%zu}\n", strlen (text));
  start (visit, clock);
  bench_apply (visit, clock);
  bench_whole (visit, order, list);
  return 0;
}
