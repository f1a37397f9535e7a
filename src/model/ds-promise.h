/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ds-order.h"

G_BEGIN_DECLS

/** A promise with less than this left is "soon". */
#define DS_PROMISE_SOON_US (2 * G_TIME_SPAN_HOUR)

typedef enum {
  DS_PROMISE_NONE, /* nothing was promised */
  DS_PROMISE_AHEAD,
  DS_PROMISE_SOON, /* at most two hours left */
  DS_PROMISE_OVERDUE,
} DsPromiseState;

/**
 * DsPromise:
 * @left_us: microseconds left, negative when overdue
 * @days_late: whole or begun days past the promise, 0 if not overdue: ceil (hours late / 24), which is what is paid per day
 *   (time-limited repair, 维修限时制度)
 */
typedef struct {
  DsPromiseState state;
  gint64 left_us;
  guint days_late;
} DsPromise;

/** ds_promise_evaluate: the promise of @order at the wall time @now_us; pure. Any thread. */
DsPromise ds_promise_evaluate (const DsOrder *order, gint64 now_us);

/** ds_promise_evaluate_due: the same for a due time alone (@due->set may be %FALSE) */
DsPromise ds_promise_evaluate_due (const DsTime *due, gint64 now_us);

G_END_DECLS
