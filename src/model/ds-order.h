/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ds-json.h"

G_BEGIN_DECLS

/** Most appliances and jobs of one order. */
#define DS_ORDER_MAX_APPLIANCES 40
#define DS_ORDER_MAX_JOBS 60

/** DsTime: a moment as written, with its zone. @set is %FALSE when the order does not say. */
typedef struct {
  gboolean set;
  gint64 wall_us;
  gint32 offset_s;
} DsTime;

/** DsAppliance: one appliance of an order. Dates are "YYYY-MM-DD". Nullable but for @id and @kind. */
typedef struct {
  char *id;
  char *kind;
  char *brand, *model, *serial, *serial2;
  char *purchased, *installed, *warranty_until;
  char *location;
  GHashTable *facts; /* (element-type utf8 utf8), never %NULL */
} DsAppliance;

/** DsJob: one checklist to be done. @appliance is %NULL for the home as a whole (inspection, conduct). */
typedef struct {
  char *id;
  char *appliance;
  char *checklist; /* id */
  char *service;
} DsJob;

/** DsLastValue: a value of the last visit. @thing is the thing's name. */
typedef struct {
  char *checklist, *appliance, *step, *thing, *value;
} DsLastValue;

/** DsReturnedStep: a step that headquarters sends back. @thing is the thing's UUID or name, @old the old value as JSON (nullable). */
typedef struct {
  char *job, *step, *thing, *thing_name, *comment;
  json_t *old;
} DsReturnedStep;

/** DsOrder: one work order, immutable and reference counted. Strings are nullable unless said. Any thread. */
typedef struct {
  gatomicrefcount ref_count;
  char *id; /* never %NULL */
  guint revision;
  char *ticket;
  char *service; /* never %NULL */
  gboolean cancelled;
  char *technician; /* never %NULL */
  char **crew; /* %NULL-terminated, maybe empty */
  char *outlet;
  char *customer_id, *customer_name, *phone, *phone2, *customer_notes; /* @customer_name never %NULL */
  char *address, *area, *access; /* @address never %NULL */
  gboolean has_floor;
  int floor;
  gboolean has_lift, lift; /* @has_lift: the order says */
  DsTime window_start, window_end;
  DsTime promise_due;
  char *promise_kind; /* "repair", "arrival", "return-visit" */
  char *promise_note;
  char *request;
  gboolean community;
  GPtrArray *appliances; /* (element-type DsAppliance) */
  GPtrArray *jobs; /* (element-type DsJob) */
  DsTime last_visit_at;
  char *last_visit_technician;
  GPtrArray *last_values; /* (element-type DsLastValue), maybe empty */
  char *return_of_visit; /* UUID; %NULL: not a return order */
  char *return_reason;
  DsTime return_at;
  GPtrArray *returned; /* (element-type DsReturnedStep), maybe empty */
  char *escalation_to, *escalation_note;
} DsOrder;

/**
 * ds_order_parse:
 * @data: Order JSON (also what a CSV import makes)
 * @ret_problems: (out) (optional) (transfer full) (element-type DsJsonProblem): all problems, on failure
 * @error: %DS_ERROR_INVALID or %DS_ERROR_LIMIT
 */
DsOrder *ds_order_parse (const char *data, gsize size, GPtrArray **ret_problems, GError **error);

/** ds_order_from_json: the same from a parsed value, which is not changed nor kept */
DsOrder *ds_order_from_json (json_t *value, GPtrArray **ret_problems, GError **error);

/** ds_order_to_json: Returns: (transfer full): the order as Order JSON; parsing it again gives an equal order */
DsJson *ds_order_to_json (const DsOrder *self);

DsOrder *ds_order_ref (DsOrder *self);
void ds_order_unref (DsOrder *self);

/** ds_order_find_appliance: Returns: (nullable): the appliance @id of the order */
const DsAppliance *ds_order_find_appliance (const DsOrder *self, const char *id);

/** ds_order_find_job: Returns: (nullable): the job @id of the order */
const DsJob *ds_order_find_job (const DsOrder *self, const char *id);

/**
 * ds_order_job_facts:
 * @job: a job of the order
 * @now_us: wall time of the start of the visit, for the age
 *
 * The facts that conditions of the job's checklist may use: the appliance's own, and `kind`, `brand`, `location`,
 * `age_years` (whole and tenths, from the purchase date, absent if unknown or in the future).
 *
 * Returns: (transfer full) (element-type utf8 utf8): the facts; empty for a job of the whole home
 */
GHashTable *ds_order_job_facts (const DsOrder *self, const DsJob *job, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsOrder, ds_order_unref)

G_END_DECLS
