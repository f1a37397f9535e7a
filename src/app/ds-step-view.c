/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-step-view-private.h"

void
ds_step_option_free (DsStepOption *self)
{
  g_free (self->id);
  g_free (self->title);
  g_free (self);
}

void
ds_step_limit_free (DsStepLimit *self)
{
  g_free (self->text);
  g_free (self->source);
  g_free (self);
}

void
ds_step_attempt_free (DsStepAttempt *self)
{
  g_free (self->value);
  g_free (self->remedy);
  g_free (self);
}

void
ds_step_photo_free (DsStepPhoto *self)
{
  g_free (self->entry);
  g_free (self->path);
  g_free (self->thumb_path);
  g_free (self->role);
  g_free (self);
}

void
ds_step_note_free (DsStepNote *self)
{
  g_free (self->text);
  g_free (self);
}

void
ds_step_instrument_free (DsStepInstrument *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->serial);
  g_free (self->calibrated_until);
  g_free (self);
}

DsStepView *
ds_step_view_new (void)
{
  DsStepView *self = g_new0 (DsStepView, 1);

  self->limits = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_step_limit_free);
  self->options = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_step_option_free);
  self->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_step_attempt_free);
  self->photos = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_step_photo_free);
  self->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_step_note_free);
  return self;
}

void
ds_step_view_free (DsStepView *self)
{
  if (self == NULL)
    return;
  {
    char *const texts[] = {
      self->slot,          self->job,         self->step,           self->thing,         self->thing_name,
      self->appliance_title, self->checklist_title, self->section_title, self->section_intro, self->zone,
      self->title,         self->why,         self->how,            self->picture,       self->source,
      self->locked_reason, self->locked_by,   self->gate_reason,    self->value,         self->value_text,
      self->draft,         self->unit,        self->plausible,      self->last_value,    self->last_value_at,
      self->compare_value, self->photo_show,  self->hazard,         self->remedy,        self->skip_reason,
      self->skip_note,     self->statement,   self->comment,        self->old_value,
    };

    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      g_free (texts[i]);
  }
  g_ptr_array_unref (self->limits);
  g_ptr_array_unref (self->options);
  g_ptr_array_unref (self->attempts);
  g_ptr_array_unref (self->photos);
  g_ptr_array_unref (self->notes);
  ds_step_instrument_free (self->instrument);
  g_clear_pointer (&self->signed_by, ds_entry_unref);
  g_free (self);
}
