/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-store.h"
#include "ds-json.h"

G_BEGIN_DECLS

/**
 * DsHqReturn:
 * @visit: the visit (or its record) that goes back
 * @steps: (array zero-terminated=1): "JOB/STEP" or "JOB/STEP/THING", the thing by its id or name
 * @comments: (array zero-terminated=1): one for each step, or one for all
 * @reason: (nullable): why the visit goes back
 * @technician: (nullable): who shall do it; who made the visit by default
 * @window_start, @window_end: RFC 3339
 * @at: RFC 3339, now
 */
typedef struct {
  const char *visit;
  char **steps;
  char **comments;
  const char *reason;
  const char *technician;
  const char *window_start;
  const char *window_end;
  const char *at;
} DsHqReturn;

/** ds_hq_return_make: Returns: (transfer full): an Order JSON that carries only those steps, with the values the visit had for them; %DS_ERROR_NOT_FOUND, %DS_ERROR_INVALID */
DsJson *ds_hq_return_make (DsHqStore *store, const DsHqReturn *request, GError **error);

G_END_DECLS
