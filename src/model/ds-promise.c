/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-promise.h"

DsPromise
ds_promise_evaluate_due (const DsTime *due, gint64 now_us)
{
  DsPromise promise = { DS_PROMISE_NONE, 0, 0 };

  if (due == NULL || !due->set)
    return promise;
  promise.left_us = due->wall_us - now_us;
  if (promise.left_us < 0) {
    promise.state = DS_PROMISE_OVERDUE;
    promise.days_late = (guint) ((-promise.left_us + G_TIME_SPAN_DAY - 1) / G_TIME_SPAN_DAY);
  } else {
    promise.state = promise.left_us <= DS_PROMISE_SOON_US ? DS_PROMISE_SOON : DS_PROMISE_AHEAD;
  }
  return promise;
}

DsPromise
ds_promise_evaluate (const DsOrder *order, gint64 now_us)
{
  return ds_promise_evaluate_due (&order->promise_due, now_us);
}
