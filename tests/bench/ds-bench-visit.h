/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A visit of one order with a large checklist, for the benchmarks of the session and of its screen. */

#include "ds-app-fixture.h"
#include "ds-bench.h"

G_BEGIN_DECLS

#define DS_BENCH_ORDER "QX20261121000199"

/** ds_bench_fill: puts a checklist of @steps steps and its order into @app's store */
void ds_bench_fill (DsApp *app, guint steps);

/** ds_bench_answer: answers the current step within its limits, waits for the commit, and moves to the next open step */
void ds_bench_answer (DsVisitSession *session, DsBenchTimes *times);

G_END_DECLS
