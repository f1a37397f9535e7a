/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-entry.h"

#include "ds-entry-private.h"

DsEntry *
ds_entry_alloc (void)
{
  DsEntry *self = g_new0 (DsEntry, 1);

  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

DsEntry *
ds_entry_new (DsEntryType type, const char *id, const DsMoment *now, const char *who)
{
  DsEntry *self = ds_entry_alloc ();

  self->type = type;
  self->id = g_strdup (id);
  self->at = ds_time_format (now->wall_us, now->offset_s);
  /* The text has milliseconds; what is read back must be what was made. */
  if (!ds_time_parse (self->at, &self->wall_us, &self->offset_s, NULL)) {
    self->wall_us = now->wall_us;
    self->offset_s = now->offset_s;
  }
  self->mono_ms = now->mono_us / 1000;
  self->boot = g_strdup (now->boot);
  self->who = g_strdup (who);
  return self;
}

DsEntry *
ds_entry_ref (DsEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
free_strings (DsEntry *self)
{
  char *strings[] = { self->id,
                      self->at,
                      self->boot,
                      self->who,
                      self->job,
                      self->section,
                      self->step,
                      self->thing,
                      self->text,
                      self->name,
                      self->target,
                      self->pair,
                      self->opinion,
                      self->subtype,
                      self->opinion_kind,
                      self->department,
                      self->from,
                      self->to,
                      self->instrument_id,
                      self->instrument_serial,
                      self->follow_up,
                      self->calibrated_until,
                      self->media.sha256,
                      self->media.type };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (strings[i]);
}

void
ds_entry_unref (DsEntry *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  free_strings (self);
  g_clear_pointer (&self->facts, g_hash_table_unref);
  g_strfreev (self->guides);
  ds_value_clear (&self->value);
  g_free (self);
}

void
ds_entry_set_target (DsEntry *self, const char *job, const char *step, const char *thing)
{
  g_free (self->job);
  g_free (self->step);
  g_free (self->thing);
  self->job = g_strdup (job);
  self->step = g_strdup (step);
  self->thing = g_strdup (thing);
}

static DsValue *
begin_value (DsEntry *self, DsValueKind kind)
{
  ds_value_clear (&self->value);
  self->value.kind = kind;
  return &self->value;
}

void
ds_entry_set_string (DsEntry *self, const char *value)
{
  begin_value (self, DS_VALUE_STRING)->string = g_strdup (value);
}

void
ds_entry_set_strings (DsEntry *self, const char *const *values)
{
  begin_value (self, DS_VALUE_STRINGS)->strings = g_strdupv ((char **) values);
}

void
ds_entry_set_done (DsEntry *self)
{
  begin_value (self, DS_VALUE_DONE);
}

void
ds_entry_set_timer_started (DsEntry *self)
{
  begin_value (self, DS_VALUE_STARTED);
}

void
ds_entry_set_waited (DsEntry *self, gint64 waited_s)
{
  begin_value (self, DS_VALUE_WAITED)->waited_s = waited_s;
}

void
ds_entry_set_signature (DsEntry *self, DsSignature *signature)
{
  begin_value (self, DS_VALUE_SIGNATURE)->signature = signature;
}

void
ds_entry_set_fact (DsEntry *self, const char *job, const char *fact, const char *value)
{
  GHashTable *facts;

  if (self->facts == NULL)
    self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  facts = g_hash_table_lookup (self->facts, job);
  if (facts == NULL) {
    facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert (self->facts, g_strdup (job), facts);
  }
  g_hash_table_insert (facts, g_strdup (fact), g_strdup (value));
}

void
ds_entry_moment (const DsEntry *self, DsMoment *ret_moment)
{
  *ret_moment = (DsMoment){ .wall_us = self->wall_us, .offset_s = self->offset_s, .mono_us = self->mono_ms * 1000 };
  g_strlcpy (ret_moment->boot, self->boot != NULL ? self->boot : "", sizeof ret_moment->boot);
}
