/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-order.h"

#include "ds-appliance.h"
#include "ds-clock.h"
#include "ds-order-private.h"

static void
free_appliance (gpointer data)
{
  DsAppliance *self = data;
  char *strings[] = { self->id,      self->kind,      self->brand,     self->model,          self->serial,
                      self->serial2, self->purchased, self->installed, self->warranty_until, self->location };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (strings[i]);
  g_hash_table_unref (self->facts);
  g_free (self);
}

static void
free_job (gpointer data)
{
  DsJob *self = data;

  g_free (self->id);
  g_free (self->appliance);
  g_free (self->checklist);
  g_free (self->service);
  g_free (self);
}

static void
free_last_value (gpointer data)
{
  DsLastValue *self = data;

  g_free (self->checklist);
  g_free (self->appliance);
  g_free (self->step);
  g_free (self->thing);
  g_free (self->value);
  g_free (self);
}

static void
free_returned (gpointer data)
{
  DsReturnedStep *self = data;

  g_free (self->job);
  g_free (self->step);
  g_free (self->thing);
  g_free (self->thing_name);
  g_free (self->comment);
  json_decref (self->old);
  g_free (self);
}

DsOrder *
ds_order_alloc (void)
{
  DsOrder *self = g_new0 (DsOrder, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->appliances = g_ptr_array_new_with_free_func (free_appliance);
  self->jobs = g_ptr_array_new_with_free_func (free_job);
  self->last_values = g_ptr_array_new_with_free_func (free_last_value);
  self->returned = g_ptr_array_new_with_free_func (free_returned);
  return self;
}

DsOrder *
ds_order_ref (DsOrder *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ds_order_unref (DsOrder *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  char *strings[] = { self->id,
                      self->ticket,
                      self->service,
                      self->technician,
                      self->outlet,
                      self->customer_id,
                      self->customer_name,
                      self->phone,
                      self->phone2,
                      self->customer_notes,
                      self->address,
                      self->area,
                      self->access,
                      self->promise_kind,
                      self->promise_note,
                      self->request,
                      self->return_of_visit,
                      self->return_reason,
                      self->escalation_to,
                      self->escalation_note,
                      self->last_visit_technician };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (strings[i]);
  g_strfreev (self->crew);
  g_ptr_array_unref (self->appliances);
  g_ptr_array_unref (self->jobs);
  g_ptr_array_unref (self->last_values);
  g_ptr_array_unref (self->returned);
  g_free (self);
}

const DsAppliance *
ds_order_find_appliance (const DsOrder *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->appliances->len; i++) {
    const DsAppliance *appliance = g_ptr_array_index (self->appliances, i);

    if (g_str_equal (appliance->id, id))
      return appliance;
  }
  return NULL;
}

const DsJob *
ds_order_find_job (const DsOrder *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->jobs->len; i++) {
    const DsJob *job = g_ptr_array_index (self->jobs, i);

    if (g_str_equal (job->id, id))
      return job;
  }
  return NULL;
}

static void
put_fact (GHashTable *facts, const char *name, const char *value)
{
  if (value != NULL)
    g_hash_table_insert (facts, g_strdup (name), g_strdup (value));
}

GHashTable *
ds_order_job_facts (const DsOrder *self, const DsJob *job, gint64 now_us)
{
  GHashTable *facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const DsAppliance *appliance = ds_order_find_appliance (self, job->appliance);
  GHashTableIter iter;
  gpointer name, value;
  int tenths;

  if (appliance == NULL)
    return facts;
  g_hash_table_iter_init (&iter, appliance->facts);
  while (g_hash_table_iter_next (&iter, &name, &value))
    put_fact (facts, name, value);
  put_fact (facts, "kind", appliance->kind);
  put_fact (facts, "brand", appliance->brand);
  put_fact (facts, "location", appliance->location);
  tenths = now_us > 0 ? ds_appliance_age_tenths (appliance->purchased, now_us) : -1;
  if (tenths >= 0)
    g_hash_table_insert (facts, g_strdup ("age_years"), g_strdup_printf ("%d.%d", tenths / 10, tenths % 10));
  return facts;
}

DsAppliance *
ds_order_new_appliance (DsOrder *self)
{
  DsAppliance *appliance = g_new0 (DsAppliance, 1);

  appliance->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_add (self->appliances, appliance);
  return appliance;
}

DsJob *
ds_order_new_job (DsOrder *self)
{
  DsJob *job = g_new0 (DsJob, 1);

  g_ptr_array_add (self->jobs, job);
  return job;
}

DsLastValue *
ds_order_new_last_value (DsOrder *self)
{
  DsLastValue *value = g_new0 (DsLastValue, 1);

  g_ptr_array_add (self->last_values, value);
  return value;
}

DsReturnedStep *
ds_order_new_returned (DsOrder *self)
{
  DsReturnedStep *step = g_new0 (DsReturnedStep, 1);

  g_ptr_array_add (self->returned, step);
  return step;
}
