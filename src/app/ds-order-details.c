/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-order-details.h"

#include "ds-app-private.h"
#include "ds-order-row-private.h"
#include "ds-stage.h"
#include "ds-visit-loader.h"

#include "ds-appliance.h"
#include "ds-order.h"

struct _DsOrderDetails {
  GObject parent_instance;

  DsApp *app;
  DsOrder *order;
  DsVisitStage stage;
  char *visit_id;
  char *window_text;
  char *escalation;
  char **missing;
  gboolean demo;
  GPtrArray *appliances;
  GPtrArray *bring;
  GPtrArray *readings;
  GPtrArray *jobs;
  GPtrArray *history;
  GPtrArray *comments;
};

G_DEFINE_FINAL_TYPE (DsOrderDetails, ds_order_details, G_TYPE_OBJECT)

static void
free_appliance (DsOrderAppliance *self)
{
  g_free (self->id);
  g_free (self->kind);
  g_free (self->brand);
  g_free (self->model);
  g_free (self->serial);
  g_free (self->location);
  g_free (self->age_text);
  g_free (self->safe_life_basis);
  g_free (self->warranty_until);
  g_strfreev (self->services);
  g_free (self);
}

static void
free_bring (DsOrderBring *self)
{
  g_free (self->title);
  g_free (self->quantity);
  g_free (self->unit);
  g_free (self->kind);
  g_free (self);
}

static void
free_reading (DsOrderReading *self)
{
  g_free (self->label);
  g_free (self->thing);
  g_free (self->value);
  g_free (self->unit);
  g_free (self->appliance);
  g_free (self);
}

static void
free_comment (DsOrderComment *self)
{
  g_free (self->label);
  g_free (self->comment);
  g_free (self->old_value);
  g_free (self);
}

static void
free_job (DsOrderJob *self)
{
  g_free (self->id);
  g_free (self->title);
  g_free (self->service);
  g_free (self->appliance_id);
  g_free (self);
}

static void
free_history (DsOrderHistory *self)
{
  g_free (self->what);
  g_free (self->who);
  g_free (self->note);
  g_free (self);
}

static void
ds_order_details_finalize (GObject *object)
{
  DsOrderDetails *self = DS_ORDER_DETAILS (object);

  g_clear_object (&self->app);
  g_clear_pointer (&self->order, ds_order_unref);
  g_free (self->visit_id);
  g_free (self->window_text);
  g_free (self->escalation);
  g_strfreev (self->missing);
  g_ptr_array_unref (self->appliances);
  g_ptr_array_unref (self->bring);
  g_ptr_array_unref (self->readings);
  g_ptr_array_unref (self->jobs);
  g_ptr_array_unref (self->history);
  g_ptr_array_unref (self->comments);
  G_OBJECT_CLASS (ds_order_details_parent_class)->finalize (object);
}

static void
ds_order_details_class_init (DsOrderDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_order_details_finalize;
}

static void
ds_order_details_init (DsOrderDetails *self)
{
  self->appliances = g_ptr_array_new_with_free_func ((GDestroyNotify) free_appliance);
  self->bring = g_ptr_array_new_with_free_func ((GDestroyNotify) free_bring);
  self->readings = g_ptr_array_new_with_free_func ((GDestroyNotify) free_reading);
  self->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) free_job);
  self->history = g_ptr_array_new_with_free_func ((GDestroyNotify) free_history);
  self->comments = g_ptr_array_new_with_free_func ((GDestroyNotify) free_comment);
}

/* --- building -------------------------------------------------------------------------------------------- */

static gint64
now_us (DsOrderDetails *self)
{
  DsMoment now;

  ds_clock_now (ds_app_get_clock (self->app), &now);
  return now.wall_us;
}

/* Whole days to the end of the day @date, "YYYY-MM-DD". */
static int
days_left (const char *date, gint64 wall_us)
{
  guint year, month, day;
  g_autoptr (GDate) until = NULL;
  g_autoptr (GDate) today = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (wall_us / G_USEC_PER_SEC);

  if (date == NULL || now == NULL || sscanf (date, "%4u-%2u-%2u", &year, &month, &day) != 3 || month > 12 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return G_MININT;
  until = g_date_new_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
  today = g_date_new_dmy ((GDateDay) g_date_time_get_day_of_month (now), (GDateMonth) g_date_time_get_month (now),
                          (GDateYear) g_date_time_get_year (now));
  return g_date_days_between (today, until);
}

static char **
services_of (const DsOrder *order, const char *appliance)
{
  GPtrArray *services = g_ptr_array_new ();

  for (guint i = 0; i < order->jobs->len; i++) {
    const DsJob *job = g_ptr_array_index (order->jobs, i);

    if (g_strcmp0 (job->appliance, appliance) == 0)
      g_ptr_array_add (services, g_strdup (job->service));
  }
  g_ptr_array_add (services, NULL);
  return (char **) g_ptr_array_free (services, FALSE);
}

static void
add_appliances (DsOrderDetails *self)
{
  gint64 wall_us = now_us (self);

  for (guint i = 0; i < self->order->appliances->len; i++) {
    const DsAppliance *appliance = g_ptr_array_index (self->order->appliances, i);
    const DsApplianceKind *kind = ds_appliance_kind_find (appliance->kind);
    int tenths = ds_appliance_age_tenths (appliance->purchased, wall_us);
    DsOrderAppliance *shown = g_new0 (DsOrderAppliance, 1);

    shown->id = g_strdup (appliance->id);
    shown->kind = g_strdup (appliance->kind);
    shown->brand = g_strdup (appliance->brand);
    shown->model = g_strdup (appliance->model);
    shown->serial = g_strdup (appliance->serial);
    shown->location = g_strdup (appliance->location);
    shown->age_text = tenths >= 0 ? g_strdup_printf ("%d.%d", tenths / 10, tenths % 10) : NULL;
    shown->safe_life_years =
        ds_appliance_safe_life_years (appliance->kind, g_hash_table_lookup (appliance->facts, "gas"));
    shown->past_safe_life = shown->safe_life_years > 0 && tenths > (int) shown->safe_life_years * 10;
    shown->safe_life_basis = kind != NULL ? g_strdup (kind->source) : NULL;
    shown->warranty_until = g_strdup (appliance->warranty_until);
    shown->warranty_days_left = days_left (appliance->warranty_until, wall_us);
    shown->services = services_of (self->order, appliance->id);
    g_ptr_array_add (self->appliances, shown);
  }
}

static void
add_bring (DsOrderDetails *self, const DsVisit *visit, const char *language)
{
  g_autoptr (GArray) list = ds_visit_bring (visit);

  for (guint i = 0; i < list->len; i++) {
    const DsBring *bring = &g_array_index (list, DsBring, i);
    DsOrderBring *shown = g_new0 (DsOrderBring, 1);
    char buffer[DS_DECIMAL_BUFFER];

    shown->title = g_strdup (ds_text_for (&bring->item->title, language));
    shown->quantity = g_strdup (ds_decimal_format (bring->quantity, buffer));
    shown->unit = g_strdup (bring->item->unit.en != NULL ? ds_text_for (&bring->item->unit, language) : "");
    shown->kind = g_strdup (bring->item->kind);
    g_ptr_array_add (self->bring, shown);
  }
}

static const DsStep *
find_step (const DsVisit *visit, const char *checklist_id, const char *step)
{
  for (guint i = 0; i < ds_visit_n_jobs (visit); i++) {
    const DsChecklist *checklist = ds_visit_job_checklist (visit, i);
    guint index;

    if (!g_str_equal (checklist->id, checklist_id))
      continue;
    index = ds_checklist_find_step (checklist, step);
    return index != DS_NONE ? &checklist->steps[index] : NULL;
  }
  return NULL;
}

/* Only what an order's checklists still know has a name a person understands. */
static void
add_readings (DsOrderDetails *self, const DsVisit *visit, const char *language)
{
  for (guint i = 0; i < self->order->last_values->len; i++) {
    const DsLastValue *last = g_ptr_array_index (self->order->last_values, i);
    const DsStep *step = find_step (visit, last->checklist, last->step);
    DsOrderReading *shown;

    if (step == NULL)
      continue;
    shown = g_new0 (DsOrderReading, 1);
    shown->label = g_strdup (ds_text_for (&step->title, language));
    shown->thing = g_strdup (last->thing);
    shown->value = g_strdup (last->value);
    shown->unit = g_strdup (step->answer.unit.en != NULL ? ds_text_for (&step->answer.unit, language) : "");
    shown->appliance = g_strdup (last->appliance);
    g_ptr_array_add (self->readings, shown);
  }
}

static void
add_jobs (DsOrderDetails *self, const DsVisit *visit, const char *language)
{
  for (guint i = 0; i < self->order->jobs->len; i++) {
    const DsJob *job = g_ptr_array_index (self->order->jobs, i);
    guint index = ds_visit_find_job (visit, job->id);
    DsOrderJob *shown = g_new0 (DsOrderJob, 1);

    shown->id = g_strdup (job->id);
    shown->service = g_strdup (job->service);
    shown->appliance_id = g_strdup (job->appliance);
    shown->missing = index == DS_NONE;
    if (index != DS_NONE) {
      DsProgress progress;

      ds_visit_job_progress (visit, index, &progress);
      shown->title = g_strdup (ds_text_for (&ds_visit_job_checklist (visit, index)->title, language));
      shown->steps_total = progress.total;
    }
    else
      shown->title = g_strdup (job->checklist);
    g_ptr_array_add (self->jobs, shown);
  }
}

static void
add_history (DsOrderDetails *self, const DsVisit *visit)
{
  for (guint i = 0; i < ds_visit_n_entries (visit); i++) {
    const DsEntry *entry = ds_visit_entry (visit, i);
    DsOrderHistory *shown;

    if (entry->type != DS_ENTRY_STAGE && entry->type != DS_ENTRY_ESCALATE)
      continue;
    shown = g_new0 (DsOrderHistory, 1);
    shown->at_us = entry->wall_us;
    shown->what = g_strdup (entry->type == DS_ENTRY_STAGE ? ds_visit_stage_name (entry->stage)
                                                          : ds_entry_type_name (entry->type));
    shown->who = g_strdup (entry->who);
    shown->note = g_strdup (entry->text);
    g_ptr_array_add (self->history, shown);
  }
}

static char *
old_value_text (const json_t *old)
{
  const char *text = json_string_value (old);

  if (text != NULL)
    return g_strdup (text);
  return old != NULL && !json_is_null (old) ? ds_json_to_line (old, NULL) : NULL;
}

static void
add_comments (DsOrderDetails *self, const DsVisit *visit, const char *language)
{
  for (guint i = 0; i < self->order->returned->len; i++) {
    const DsReturnedStep *returned = g_ptr_array_index (self->order->returned, i);
    const DsJob *job = ds_order_find_job (self->order, returned->job);
    const DsStep *step = job != NULL ? find_step (visit, job->checklist, returned->step) : NULL;
    const char *title = step != NULL ? ds_text_for (&step->title, language) : returned->step;
    const char *thing = returned->thing_name;
    DsOrderComment *shown = g_new0 (DsOrderComment, 1);

    shown->label = thing != NULL ? g_strdup_printf ("%s · %s", title, thing) : g_strdup (title);
    shown->comment = g_strdup (returned->comment);
    shown->old_value = old_value_text (returned->old);
    g_ptr_array_add (self->comments, shown);
  }
}

static char *
describe_escalation (const DsOrder *order, const DsVisit *visit)
{
  g_autoptr (GPtrArray) escalations = ds_visit_escalations (visit);

  if (escalations->len > 0)
    return g_strdup (((const DsEntry *) g_ptr_array_index (escalations, escalations->len - 1))->text);
  if (order->escalation_to == NULL)
    return NULL;
  return order->escalation_note != NULL ? g_strdup_printf ("%s: %s", order->escalation_to, order->escalation_note)
                                        : g_strdup (order->escalation_to);
}

static void
loaded_cb (GTask *task)
{
  DsVisitLoad *load = g_task_get_task_data (task);
  DsOrderDetails *self = g_object_new (DS_TYPE_ORDER_DETAILS, NULL);
  const char *language = ds_app_get_language (load->app);

  self->app = g_object_ref (load->app);
  self->order = ds_order_ref (load->order);
  self->demo = ds_app_is_demo (load->app);
  self->stage = ds_visit_stage (load->shown);
  self->visit_id = g_strdup (load->stored_id);
  self->window_text = ds_order_window_text (load->order->window_start.wall_us, load->order->window_end.wall_us,
                                            now_us (self));
  g_ptr_array_add (load->missing, NULL);
  self->missing = g_strdupv ((char **) load->missing->pdata);
  self->escalation = describe_escalation (load->order, load->shown);
  add_appliances (self);
  add_bring (self, load->shown, language);
  add_readings (self, load->shown, language);
  add_jobs (self, load->shown, language);
  add_history (self, load->shown);
  add_comments (self, load->shown, language);
  g_task_return_pointer (task, self, g_object_unref);
}

void
ds_order_details_load_async (DsApp *app, const char *order_id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (DS_IS_APP (app) && order_id != NULL);
  task = g_task_new (app, cancellable, callback, user_data);
  g_task_set_task_data (task, ds_visit_load_new (app, order_id), (GDestroyNotify) ds_visit_load_free);
  ds_app_run_task (app, task, ds_visit_load_run, FALSE, loaded_cb);
}

DsOrderDetails *
ds_order_details_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- asking ---------------------------------------------------------------------------------------------- */

#define DEFINE_GETTER(type, name, expression)                                                                          \
  type ds_order_details_get_##name (DsOrderDetails *self)                                                              \
  {                                                                                                                    \
    g_assert (DS_IS_ORDER_DETAILS (self));                                                                             \
    return (expression);                                                                                               \
  }

DEFINE_GETTER (const char *, order_id, self->order->id)
DEFINE_GETTER (const char *, ticket, self->order->ticket)
DEFINE_GETTER (const char *, outlet, self->order->outlet)
DEFINE_GETTER (const char *, customer_name, self->order->customer_name)
DEFINE_GETTER (const char *, customer_phone, self->order->phone)
DEFINE_GETTER (const char *, customer_phone2, self->order->phone2)
DEFINE_GETTER (const char *, customer_notes, self->order->customer_notes)
DEFINE_GETTER (const char *, address, self->order->address)
DEFINE_GETTER (const char *, area, self->order->area)
DEFINE_GETTER (const char *, access, self->order->access)
DEFINE_GETTER (int, floor, self->order->has_floor ? self->order->floor : G_MININT)
DEFINE_GETTER (int, lift, self->order->has_lift ? (self->order->lift ? 1 : 0) : -1)
DEFINE_GETTER (const char *, request, self->order->request)
DEFINE_GETTER (const char *, window_text, self->window_text)
DEFINE_GETTER (const char *const *, crew, (const char *const *) self->order->crew)
DEFINE_GETTER (const char *, promise_kind, self->order->promise_kind != NULL ? self->order->promise_kind : "")
DEFINE_GETTER (const char *, promise_note, self->order->promise_note)
DEFINE_GETTER (gint64, promise_due_us, self->order->promise_due.set ? self->order->promise_due.wall_us : 0)
DEFINE_GETTER (int, promise_minutes, ds_order_minutes_left (ds_order_details_get_promise_due_us (self), now_us (self)))
DEFINE_GETTER (GPtrArray *, appliances, self->appliances)
DEFINE_GETTER (GPtrArray *, bring, self->bring)
DEFINE_GETTER (GPtrArray *, readings, self->readings)
DEFINE_GETTER (GPtrArray *, jobs, self->jobs)
DEFINE_GETTER (GPtrArray *, history, self->history)
DEFINE_GETTER (GPtrArray *, comments, self->comments)
DEFINE_GETTER (gint64, last_visit_us, self->order->last_visit_at.set ? self->order->last_visit_at.wall_us : 0)
DEFINE_GETTER (const char *, return_reason, self->order->return_reason)
DEFINE_GETTER (const char *, escalation, self->escalation)
DEFINE_GETTER (const char *, visit_id, self->visit_id)
DEFINE_GETTER (const char *const *, missing_checklists, (const char *const *) self->missing)

gboolean
ds_order_details_is_community (DsOrderDetails *self)
{
  g_return_val_if_fail (DS_IS_ORDER_DETAILS (self), FALSE);
  return self->order->community;
}

gboolean
ds_order_details_is_cancelled (DsOrderDetails *self)
{
  g_return_val_if_fail (DS_IS_ORDER_DETAILS (self), FALSE);
  return self->order->cancelled;
}

gboolean
ds_order_details_is_demo (DsOrderDetails *self)
{
  g_return_val_if_fail (DS_IS_ORDER_DETAILS (self), FALSE);
  return self->demo;
}

DsOrderStage
ds_order_details_get_stage (DsOrderDetails *self)
{
  g_return_val_if_fail (DS_IS_ORDER_DETAILS (self), DS_ORDER_STAGE_NEW);
  return ds_order_stage_from_visit (self->stage, self->order->cancelled);
}

const char *
ds_order_details_get_next_action (DsOrderDetails *self)
{
  g_return_val_if_fail (DS_IS_ORDER_DETAILS (self), NULL);
  switch (ds_order_details_get_stage (self)) {
  case DS_ORDER_STAGE_NEW:
    return "accept";
  case DS_ORDER_STAGE_ACCEPTED:
    return "depart";
  case DS_ORDER_STAGE_DEPARTED:
    return "arrive";
  case DS_ORDER_STAGE_ARRIVED:
    return "start";
  case DS_ORDER_STAGE_STARTED:
    return "continue";
  case DS_ORDER_STAGE_PARKED:
    return "resume";
  case DS_ORDER_STAGE_FINISHED:
    return "view";
  case DS_ORDER_STAGE_CANCELLED:
  default:
    return NULL;
  }
}
