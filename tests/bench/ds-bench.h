/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* tests/bench: what the benchmarks in C share: times, their medians, and one JSON line per figure. */

#include <glib.h>

G_BEGIN_DECLS

/** DsBenchTimes: measured durations in nanoseconds */
typedef struct {
  GArray *ns; /* (element-type gint64) */
} DsBenchTimes;

DsBenchTimes *ds_bench_times_new (void);
void ds_bench_times_free (DsBenchTimes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsBenchTimes, ds_bench_times_free)

void ds_bench_times_add (DsBenchTimes *self, gint64 duration_ns);

/** ds_bench_times_quantile: Returns: the time in nanoseconds that @percent of all are not above; 50 is the median */
double ds_bench_times_quantile (DsBenchTimes *self, guint percent);

/** ds_bench_now_ns: monotonic time */
gint64 ds_bench_now_ns (void);

/** ds_bench_work_ns: the processor time this thread has used; a busy machine does not lengthen it */
gint64 ds_bench_work_ns (void);

/**
 * ds_bench_report_limit: prints median and 99th percentile against a fixed limit
 * @unit: "ms" or "us"
 * @limit: in @unit; 0 for a figure without a limit
 */
void ds_bench_report_limit (const char *figure, DsBenchTimes *times, const char *unit, double limit);

/** ds_bench_report_floor: prints the median against that of the floor, which was measured in the same run */
void ds_bench_report_floor (const char *figure, DsBenchTimes *times, DsBenchTimes *floor, const char *unit,
                            double limit_ratio);

/** ds_bench_report_count: prints a count against its limit */
void ds_bench_report_count (const char *figure, guint value, guint limit, guint runs);

/** ds_bench_checklist: Returns: (transfer full): the text of a checklist "big" with @steps number steps S0, S1, …; sections of 50, limits, conditions and gates among them */
char *ds_bench_checklist (guint steps);

G_END_DECLS
