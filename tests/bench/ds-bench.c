/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-bench.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECTION_STEPS 50

DsBenchTimes *
ds_bench_times_new (void)
{
  DsBenchTimes *self = g_new0 (DsBenchTimes, 1);

  self->ns = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

void
ds_bench_times_free (DsBenchTimes *self)
{
  g_array_unref (self->ns);
  g_free (self);
}

void
ds_bench_times_add (DsBenchTimes *self, gint64 duration_ns)
{
  g_array_append_val (self->ns, duration_ns);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const gint64 *left = a, *right = b;

  return *left < *right ? -1 : *left > *right;
}

double
ds_bench_times_quantile (DsBenchTimes *self, guint percent)
{
  g_assert (self->ns->len > 0 && percent < 100);
  g_array_sort (self->ns, compare_times);
  return (double) g_array_index (self->ns, gint64, self->ns->len * percent / 100);
}

static gint64
read_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

gint64
ds_bench_now_ns (void)
{
  return read_clock (CLOCK_MONOTONIC);
}

gint64
ds_bench_work_ns (void)
{
  return read_clock (CLOCK_THREAD_CPUTIME_ID);
}

static double
get_unit_ns (const char *unit)
{
  return strcmp (unit, "ms") == 0 ? 1e6 : 1e3;
}

/* The one-minute load: figures of a busy machine are told from those of a quiet one. */
static double
get_load (void)
{
  double load[1] = { -1 };

  return getloadavg (load, 1) == 1 ? load[0] : -1;
}

void
ds_bench_report_limit (const char *figure, DsBenchTimes *times, const char *unit, double limit)
{
  double ns = get_unit_ns (unit);
  double value = ds_bench_times_quantile (times, 50) / ns;

  g_print ("{\"bench\": \"%s\", \"unit\": \"%s\", \"value\": %.3f, \"p99\": %.3f, ", figure, unit, value,
           ds_bench_times_quantile (times, 99) / ns);
  if (limit > 0)
    g_print ("\"limit\": %g, \"ratio_to_limit\": %.3f, \"holds\": %s, ", limit, value / limit,
             value <= limit ? "true" : "false");
  g_print ("\"runs\": %u, \"load\": %.2f}\n", times->ns->len, get_load ());
}

void
ds_bench_report_floor (const char *figure, DsBenchTimes *times, DsBenchTimes *floor, const char *unit,
                       double limit_ratio)
{
  double ns = get_unit_ns (unit);
  double value = ds_bench_times_quantile (times, 50) / ns;
  double least = ds_bench_times_quantile (floor, 50) / ns;

  g_print ("{\"bench\": \"%s\", \"unit\": \"%s\", \"value\": %.3f, \"p99\": %.3f, \"floor\": %.3f, "
           "\"floor_p99\": %.3f, \"ratio\": %.3f, ",
           figure, unit, value, ds_bench_times_quantile (times, 99) / ns, least,
           ds_bench_times_quantile (floor, 99) / ns, value / least);
  if (limit_ratio > 0)
    g_print ("\"limit_ratio\": %g, \"holds\": %s, ", limit_ratio, value / least <= limit_ratio ? "true" : "false");
  g_print ("\"runs\": %u, \"load\": %.2f}\n", times->ns->len, get_load ());
}

void
ds_bench_report_count (const char *figure, guint value, guint limit, guint runs)
{
  g_print ("{\"bench\": \"%s\", \"unit\": \"count\", \"value\": %u, \"limit\": %u, \"holds\": %s, \"runs\": %u, "
           "\"load\": %.2f}\n",
           figure, value, limit, value <= limit ? "true" : "false", runs, get_load ());
}

/* --- a large checklist ------------------------------------------------------------------------------------ */

static const char TEXTS[] = "{\"en\":\"Measure the supply voltage at the socket of the appliance with its load on\","
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
      i % SECTION_STEPS > 0 ? "," : "", i, TEXTS);
  if (i % 10 == 9)
    g_string_append_printf (text, ",\"when\":{\"step\":\"S%u\",\"failed\":false}", i - 1);
  if (i % 100 == 0)
    g_string_append (text, ",\"gate\":{\"scope\":\"section\",\"reason\":{\"en\":\"First\",\"zh_CN\":\"先\"}}");
  g_string_append_c (text, '}');
}

char *
ds_bench_checklist (guint steps)
{
  GString *text =
      g_string_new ("{\"format\":\"doorstep-checklist/1\",\"id\":\"big\",\"version\":1,\"service\":"
                    "\"inspection\",\"appliances\":[\"household\"],\"title\":{\"en\":\"Big\",\"zh_CN\":\"大\"},"
                    "\"basis\":[{\"id\":\"gb\",\"standard\":\"GB/T 12325-2008\",\"confidence\":\"high\"}],"
                    "\"sections\":[");

  for (guint i = 0; i < steps; i++) {
    if (i % SECTION_STEPS == 0)
      g_string_append_printf (
          text, "%s{\"id\":\"s%u\",\"title\":{\"en\":\"S\",\"zh_CN\":\"段\"},\"stage\":\"work\",\"steps\":[",
          i > 0 ? "]}," : "", i);
    add_step (text, i);
  }
  g_string_append (text, "]}]}");
  return g_string_free (text, FALSE);
}
