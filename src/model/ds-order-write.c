/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-order.h"

#include "ds-clock.h"

#include <string.h>

static void
put (json_t *object, const char *key, const char *text)
{
  if (text != NULL)
    json_object_set_new (object, key, json_string (text));
}

static void
put_nullable (json_t *object, const char *key, const char *text)
{
  json_object_set_new (object, key, text != NULL ? json_string (text) : json_null ());
}

static void
put_time (json_t *object, const char *key, const DsTime *time)
{
  g_autofree char *text = time->set ? ds_time_format (time->wall_us, time->offset_s) : NULL;

  put (object, key, text);
}

static json_t *
begin_member (json_t *object, const char *key)
{
  json_t *member = json_object ();

  json_object_set_new (object, key, member);
  return member;
}

static json_t *
begin_element (json_t *list)
{
  json_t *member = json_object ();

  json_array_append_new (list, member);
  return member;
}

static json_t *
begin_list (json_t *object, const char *key)
{
  json_t *list = json_array ();

  json_object_set_new (object, key, list);
  return list;
}

static void
write_customer (const DsOrder *self, json_t *object)
{
  json_t *customer = begin_member (object, "customer");
  json_t *address;

  put (customer, "id", self->customer_id);
  put (customer, "name", self->customer_name);
  put (customer, "phone", self->phone);
  put (customer, "phone2", self->phone2);
  put (customer, "notes", self->customer_notes);
  address = begin_member (object, "address");
  put (address, "line", self->address);
  put (address, "area", self->area);
  if (self->has_floor)
    json_object_set_new (address, "floor", json_integer (self->floor));
  if (self->has_lift)
    json_object_set_new (address, "lift", json_boolean (self->lift));
  put (address, "access", self->access);
}

static void
write_times (const DsOrder *self, json_t *object)
{
  json_t *window = begin_member (object, "window");

  put_time (window, "start", &self->window_start);
  put_time (window, "end", &self->window_end);
  if (self->promise_due.set) {
    json_t *promise = begin_member (object, "promise");

    put_time (promise, "due", &self->promise_due);
    put (promise, "kind", self->promise_kind);
    put (promise, "note", self->promise_note);
  }
}

static void
write_appliance (const DsAppliance *self, json_t *object)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->facts), (GCompareFunc) strcmp);

  put (object, "id", self->id);
  put (object, "kind", self->kind);
  put (object, "brand", self->brand);
  put (object, "model", self->model);
  put (object, "serial", self->serial);
  put (object, "serial2", self->serial2);
  put (object, "purchased", self->purchased);
  put (object, "installed", self->installed);
  put (object, "warranty_until", self->warranty_until);
  put (object, "location", self->location);
  if (names != NULL) {
    json_t *facts = begin_member (object, "facts");

    for (GList *i = names; i != NULL; i = i->next)
      put (facts, i->data, g_hash_table_lookup (self->facts, i->data));
  }
}

static void
write_jobs (const DsOrder *self, json_t *object)
{
  json_t *list = begin_list (object, "appliances");

  for (guint i = 0; i < self->appliances->len; i++)
    write_appliance (g_ptr_array_index (self->appliances, i), begin_element (list));
  list = begin_list (object, "jobs");
  for (guint i = 0; i < self->jobs->len; i++) {
    const DsJob *job = g_ptr_array_index (self->jobs, i);
    json_t *member = begin_element (list);

    put (member, "id", job->id);
    put_nullable (member, "appliance", job->appliance);
    put (member, "checklist", job->checklist);
    put (member, "service", job->service);
  }
}

static void
write_last_visit (const DsOrder *self, json_t *object)
{
  json_t *last, *list;

  if (!self->last_visit_at.set)
    return;
  last = begin_member (object, "last_visit");
  put_time (last, "at", &self->last_visit_at);
  put (last, "technician", self->last_visit_technician);
  list = begin_list (last, "values");
  for (guint i = 0; i < self->last_values->len; i++) {
    const DsLastValue *value = g_ptr_array_index (self->last_values, i);
    json_t *member = begin_element (list);

    put (member, "checklist", value->checklist);
    put_nullable (member, "appliance", value->appliance);
    put (member, "step", value->step);
    put (member, "thing", value->thing);
    put (member, "value", value->value);
  }
}

static void
write_return_of (const DsOrder *self, json_t *object)
{
  json_t *value, *list;

  if (self->return_of_visit == NULL)
    return;
  value = begin_member (object, "return_of");
  put (value, "visit", self->return_of_visit);
  put (value, "reason", self->return_reason);
  put_time (value, "at", &self->return_at);
  list = begin_list (value, "steps");
  for (guint i = 0; i < self->returned->len; i++) {
    const DsReturnedStep *step = g_ptr_array_index (self->returned, i);
    json_t *member = begin_element (list);

    put (member, "job", step->job);
    put (member, "step", step->step);
    put (member, "thing", step->thing);
    put (member, "thing_name", step->thing_name);
    put (member, "comment", step->comment);
    if (step->old != NULL)
      json_object_set_new (member, "old", json_deep_copy (step->old));
  }
}

DsJson *
ds_order_to_json (const DsOrder *self)
{
  json_t *object = json_object ();

  put (object, "id", self->id);
  json_object_set_new (object, "revision", json_integer (self->revision));
  put (object, "ticket", self->ticket);
  put (object, "service", self->service);
  put (object, "state", self->cancelled ? "cancelled" : "assigned");
  put (object, "technician", self->technician);
  if (self->crew[0] != NULL) {
    json_t *crew = begin_list (object, "crew");

    for (guint i = 0; self->crew[i] != NULL; i++)
      json_array_append_new (crew, json_string (self->crew[i]));
  }
  put (object, "outlet", self->outlet);
  write_customer (self, object);
  write_times (self, object);
  put (object, "request", self->request);
  if (self->community)
    json_object_set_new (object, "community", json_true ());
  write_jobs (self, object);
  write_last_visit (self, object);
  write_return_of (self, object);
  if (self->escalation_to != NULL) {
    json_t *escalation = begin_member (object, "escalation");

    put (escalation, "to", self->escalation_to);
    put (escalation, "note", self->escalation_note);
  }
  return object;
}
