/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-app.h"
#include "ds-order-row.h"

G_BEGIN_DECLS

/**
 * DsOrderAppliance: one machine of the order
 * @age_text: years in use with one digit ("7.5"), or %NULL when the purchase is unknown
 * @safe_life_years: the safe service life of its kind in years, 0 when none is set
 * @past_safe_life: whether the age is above it
 * @safe_life_basis: (nullable): the source of the safe life, e.g. "GB/T 21097.1"
 * @warranty_days_left: days left; negative when it ended; %G_MININT when unknown
 */
typedef struct {
  char *id;
  char *kind;
  char *brand;
  char *model;
  char *serial;
  char *location;
  char *age_text;
  guint safe_life_years;
  gboolean past_safe_life;
  char *safe_life_basis;
  char *warranty_until;
  int warranty_days_left;
  char **services;
} DsOrderAppliance;

/** DsOrderBring: something to take along, added up over the order's checklists. @kind: "tool", "material", "document"; @quantity is an exact decimal text; @unit may be "" */
typedef struct {
  char *title;
  char *quantity;
  char *unit;
  char *kind;
} DsOrderBring;

/** DsOrderReading: a value of the last visit (@label is the step's title) */
typedef struct {
  char *label;
  char *thing;
  char *value;
  char *unit;
  char *appliance;
} DsOrderReading;

/** DsOrderComment: headquarters' comment on one step of a returned visit; @old_value nullable */
typedef struct {
  char *label;
  char *comment;
  char *old_value;
} DsOrderComment;

/** DsOrderJob: one checklist of the order; @missing when the checklist is not on the tablet (then @title is its id) */
typedef struct {
  char *id;
  char *title;
  char *service;
  char *appliance_id;
  guint steps_total;
  gboolean missing;
} DsOrderJob;

/** DsOrderHistory: something that happened; @what is a #DsOrderStage's machine name ("departed") */
typedef struct {
  gint64 at_us;
  char *what;
  char *who;
  char *note;
} DsOrderHistory;

/**
 * DsOrderDetails: what the Order screen shows: an immutable snapshot. Load anew after DsApp::changed with
 * %DS_APP_CHANGE_ORDERS.
 */
#define DS_TYPE_ORDER_DETAILS (ds_order_details_get_type ())
G_DECLARE_FINAL_TYPE (DsOrderDetails, ds_order_details, DS, ORDER_DETAILS, GObject)

/** ds_order_details_load_async: texts in the app's language. ds_order_details_load_finish(): Returns: (transfer full); %DS_ERROR_NOT_FOUND */
void ds_order_details_load_async (DsApp *app, const char *order_id, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
DsOrderDetails *ds_order_details_load_finish (GAsyncResult *result, GError **error);

const char *ds_order_details_get_order_id (DsOrderDetails *self);
const char *ds_order_details_get_ticket (DsOrderDetails *self);
const char *ds_order_details_get_outlet (DsOrderDetails *self);
const char *ds_order_details_get_customer_name (DsOrderDetails *self);
const char *ds_order_details_get_customer_phone (DsOrderDetails *self);
const char *ds_order_details_get_customer_phone2 (DsOrderDetails *self);
const char *ds_order_details_get_customer_notes (DsOrderDetails *self);
const char *ds_order_details_get_address (DsOrderDetails *self);
const char *ds_order_details_get_area (DsOrderDetails *self);
/** ds_order_details_get_access: Returns: (nullable): how to get in */
const char *ds_order_details_get_access (DsOrderDetails *self);
/** ds_order_details_get_floor: Returns: the floor, or %G_MININT when unknown */
int ds_order_details_get_floor (DsOrderDetails *self);
/** ds_order_details_get_lift: Returns: 1 there is a lift, 0 there is none, -1 unknown */
int ds_order_details_get_lift (DsOrderDetails *self);
const char *ds_order_details_get_request (DsOrderDetails *self);
const char *ds_order_details_get_window_text (DsOrderDetails *self);
gboolean ds_order_details_is_community (DsOrderDetails *self);
gboolean ds_order_details_is_cancelled (DsOrderDetails *self);
gboolean ds_order_details_is_demo (DsOrderDetails *self);
const char *const *ds_order_details_get_crew (DsOrderDetails *self);
const char *ds_order_details_get_promise_kind (DsOrderDetails *self);
const char *ds_order_details_get_promise_note (DsOrderDetails *self);
/** ds_order_details_get_promise_minutes: Returns: minutes left now; %G_MAXINT without a promise */
int ds_order_details_get_promise_minutes (DsOrderDetails *self);
/** ds_order_details_get_promise_due_us: Returns: when it is due, 0 without a promise */
gint64 ds_order_details_get_promise_due_us (DsOrderDetails *self);

/** Lists: (transfer none), element types as named; never %NULL, possibly empty. */
GPtrArray *ds_order_details_get_appliances (DsOrderDetails *self); /* DsOrderAppliance */
GPtrArray *ds_order_details_get_bring (DsOrderDetails *self);      /* DsOrderBring */
GPtrArray *ds_order_details_get_readings (DsOrderDetails *self);   /* DsOrderReading */
GPtrArray *ds_order_details_get_jobs (DsOrderDetails *self);       /* DsOrderJob */
GPtrArray *ds_order_details_get_history (DsOrderDetails *self);    /* DsOrderHistory */
GPtrArray *ds_order_details_get_comments (DsOrderDetails *self);   /* DsOrderComment */
/** ds_order_details_get_last_visit_us: Returns: when the last visit was, 0 if none is known */
gint64 ds_order_details_get_last_visit_us (DsOrderDetails *self);
/** ds_order_details_get_return_reason: Returns: (nullable): why headquarters sent the visit back */
const char *ds_order_details_get_return_reason (DsOrderDetails *self);
/** ds_order_details_get_escalation: Returns: (nullable): to whom it was escalated ("maker") and the note, as one text */
const char *ds_order_details_get_escalation (DsOrderDetails *self);

DsOrderStage ds_order_details_get_stage (DsOrderDetails *self);

/** ds_order_details_get_visit_id: Returns: (nullable): the visit's id once accepted */
const char *ds_order_details_get_visit_id (DsOrderDetails *self);

/**
 * ds_order_details_get_next_action:
 *
 * Returns: (nullable): the big button: "accept", "depart", "arrive", "start", "continue" (the visit is open), "resume" (it is
 *  parked), "view" (finished), or %NULL (cancelled). The gui turns it into a label, and calls
 *  ds_visit_session_stage_async() with it, or opens the Visit screen for "continue" and "view".
 */
const char *ds_order_details_get_next_action (DsOrderDetails *self);

/** ds_order_details_get_missing_checklists: Returns: (transfer none): ids of checklists that are not on the tablet; the visit cannot start without them */
const char *const *ds_order_details_get_missing_checklists (DsOrderDetails *self);

G_END_DECLS
