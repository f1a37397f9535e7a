/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-step-view-builder.h"

#include "ds-slot-key.h"
#include "ds-step-view-private.h"

#include "ds-store-media.h"

/* A text the checklist does not have is %NULL in both languages. */
static char *
copy_text (const DsText *text, const char *language)
{
  return text->en != NULL ? g_strdup (ds_text_for (text, language)) : NULL;
}

void
ds_kept_instrument_free (DsKeptInstrument *self)
{
  if (self == NULL)
    return;
  g_free (self->serial);
  g_free (self->calibrated_until);
  g_free (self);
}

gboolean
ds_calibration_overdue (const char *date, const DsMoment *now)
{
  g_autofree char *today = NULL;

  if (date == NULL || *date == '\0')
    return TRUE;
  today = ds_time_format (now->wall_us, now->offset_s);
  today[10] = '\0';
  return g_strcmp0 (date, today) < 0;
}

gint64
ds_timer_waited_s (const DsEntry *started, const DsMoment *now)
{
  gint64 waited_us;

  if (g_strcmp0 (started->boot, now->boot) == 0)
    waited_us = now->mono_us - started->mono_ms * 1000;
  else
    waited_us = now->wall_us - started->wall_us;
  return MAX (0, waited_us / G_USEC_PER_SEC);
}

guint
ds_timer_remaining_s (const DsEntry *started, guint minutes, const DsMoment *now)
{
  gint64 left_s = (gint64) minutes * 60 - ds_timer_waited_s (started, now);

  return (guint) MAX (0, left_s);
}

char *
ds_thumb_path (const char *thumb_dir, const char *sha256)
{
  char folder[3] = { sha256[0], sha256[1], '\0' };
  g_autofree char *name = g_strconcat (sha256, ".jpg", NULL);

  return g_build_filename (thumb_dir, folder, name, NULL);
}

static char *
describe_basis (const DsChecklist *checklist, const guint *basis, guint n_basis, gboolean *ret_house)
{
  g_autoptr (GString) text = g_string_new (NULL);

  *ret_house = FALSE;
  for (guint i = 0; i < n_basis; i++) {
    const DsBasis *one = &checklist->basis[basis[i]];
    g_autofree char *words = ds_basis_to_text (one);

    g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", words);
    *ret_house = *ret_house || g_str_equal (one->confidence, "house");
  }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static char *
number_text (DsDecimal number, const DsStep *step, const char *language)
{
  char buffer[DS_DECIMAL_BUFFER];
  g_autofree char *unit = copy_text (&step->answer.unit, language);

  ds_decimal_format (number, buffer);
  return unit != NULL && *unit != '\0' ? g_strconcat (buffer, " ", unit, NULL) : g_strdup (buffer);
}

char *
ds_slot_value_text (const DsVisit *visit, const DsSlotView *slot, const char *language)
{
  if (slot->value != NULL && slot->value->kind != DS_VALUE_NONE)
    return ds_value_to_text (slot->value, slot->step, language);
  if (slot->has_number)
    return number_text (slot->number, slot->step, language);
  return NULL;
}

static char *
raw_value (const DsSlotView *slot)
{
  char buffer[DS_DECIMAL_BUFFER];

  if (slot->value == NULL)
    return slot->has_number ? g_strdup (ds_decimal_format (slot->number, buffer)) : NULL;
  switch (slot->value->kind) {
  case DS_VALUE_DONE:
    return g_strdup ("done");
  case DS_VALUE_STRING:
    return g_strdup (slot->value->string);
  case DS_VALUE_STRINGS:
    return g_strjoinv (",", slot->value->strings);
  case DS_VALUE_WAITED:
    return g_strdup_printf ("%" G_GINT64_FORMAT, slot->value->waited_s);
  case DS_VALUE_SIGNATURE:
    return g_strdup (slot->value->signature->refused != NULL ? "refused" : "signed");
  case DS_VALUE_NONE:
  case DS_VALUE_STARTED:
  default:
    return NULL;
  }
}

static void
fill_place (DsStepView *self, DsVisit *visit, const DsSlotView *slot, const DsViewContext *context)
{
  const DsChecklist *checklist = ds_visit_job_checklist (visit, slot->job);
  const DsJob *job = ds_visit_job (visit, slot->job);
  const DsSection *section = &checklist->sections[slot->section];
  guint n_slots = ds_visit_n_slots (visit);

  self->slot = ds_slot_key (visit, slot->slot);
  self->job = g_strdup (job->id);
  self->step = g_strdup (slot->step->id);
  self->thing = g_strdup (slot->thing);
  self->thing_name = g_strdup (slot->thing_name);
  self->appliance_title = ds_visit_appliance_title (ds_visit_order (visit), job, context->language);
  self->checklist_title = copy_text (&checklist->title, context->language);
  self->section_title = copy_text (&section->title, context->language);
  self->section_intro = copy_text (&section->intro, context->language);
  self->zone = copy_text (&section->zone, context->language);
  for (guint i = 0; i < n_slots; i++) {
    guint other = ds_visit_slot_at (visit, i);
    DsSlotView view;

    if (ds_visit_slot_state (visit, other) == DS_SLOT_HIDDEN)
      continue;
    ds_visit_view (visit, other, &view);
    if (view.job != slot->job)
      continue;
    self->count++;
    if (i <= slot->position)
      self->position++;
  }
}

static void
fill_texts (DsStepView *self, DsVisit *visit, const DsSlotView *slot, const DsViewContext *context)
{
  const DsChecklist *checklist = ds_visit_job_checklist (visit, slot->job);
  const DsStep *step = slot->step;
  const char *language = context->language;

  self->title = copy_text (&step->title, language);
  self->why = copy_text (&step->why, language);
  self->how = copy_text (&step->how, language);
  if (step->picture != NULL)
    self->picture = g_build_filename (context->picture_dir, step->picture, NULL);
  self->source = describe_basis (checklist, step->basis, step->n_basis, &self->source_is_house_rule);
  self->gate_reason = step->gate != DS_GATE_NONE ? copy_text (&step->gate_reason, language) : NULL;
  self->hazard = copy_text (&step->hazard, language);
  self->remedy = copy_text (&step->remedy, language);
  self->recheck = step->recheck;
  self->unit = copy_text (&step->answer.unit, language);
  if (self->unit == NULL)
    self->unit = g_strdup ("");
  self->photo_show = copy_text (&step->answer.show, language);
  self->statement = copy_text (&step->answer.statement, language);
}

static void
add_option (DsStepView *self, const char *id, char *title, DsSeverity severity)
{
  DsStepOption *option = g_new0 (DsStepOption, 1);

  option->id = g_strdup (id);
  option->title = title;
  option->severity = severity;
  if (self->value != NULL && self->input == DS_ANSWER_MULTI) {
    g_auto (GStrv) chosen = g_strsplit (self->value, ",", -1);

    option->selected = g_strv_contains ((const char *const *) chosen, id);
  }
  else
    option->selected = g_strcmp0 (self->value, id) == 0;
  g_ptr_array_add (self->options, option);
}

static void
fill_options (DsStepView *self, const DsSlotView *slot, const DsViewContext *context)
{
  const DsAnswer *answer = &slot->step->answer;

  if (answer->type == DS_ANSWER_YES_NO) {
    DsSeverity failing = slot->step->fail_severity;

    add_option (self, "yes", NULL, g_strcmp0 (answer->failing, "yes") == 0 ? failing : DS_SEVERITY_NONE);
    add_option (self, "no", NULL, g_strcmp0 (answer->failing, "no") == 0 ? failing : DS_SEVERITY_NONE);
  }
  for (guint i = 0; i < answer->n_options; i++)
    add_option (self, answer->options[i].id, copy_text (&answer->options[i].title, context->language),
                answer->options[i].severity);
}

static void
fill_limits (DsStepView *self, DsVisit *visit, const DsSlotView *slot)
{
  const DsChecklist *checklist = ds_visit_job_checklist (visit, slot->job);
  const DsStep *step = slot->step;

  for (guint i = 0; i < step->answer.n_limits; i++) {
    const DsLimit *limit = &step->answer.limits[i];
    DsStepLimit *shown;

    if (!ds_visit_limit_applies (visit, slot->slot, i))
      continue;
    shown = g_new0 (DsStepLimit, 1);
    shown->text = ds_bounds_to_text (&limit->bounds, self->unit);
    shown->severity = limit->severity;
    shown->source = limit->n_basis > 0 ? describe_basis (checklist, limit->basis, limit->n_basis, &shown->house_rule)
                                       : describe_basis (checklist, step->basis, step->n_basis, &shown->house_rule);
    g_ptr_array_add (self->limits, shown);
  }
  if (step->answer.has_plausible)
    self->plausible = ds_bounds_to_text (&step->answer.plausible, self->unit);
}

static void
fill_last_values (DsStepView *self, DsVisit *visit, const DsSlotView *slot, const DsViewContext *context)
{
  const DsOrder *order = ds_visit_order (visit);
  const DsChecklist *checklist = ds_visit_job_checklist (visit, slot->job);
  char *text = NULL;

  if (slot->carry != NULL)
    text = *self->unit != '\0' ? g_strconcat (slot->carry, " ", self->unit, NULL) : g_strdup (slot->carry);
  self->comment = g_strdup (slot->comment);
  if (slot->comment != NULL)
    self->old_value = text;
  else
    self->last_value = text;
  if (self->last_value != NULL && order->last_visit_at.set) {
    self->last_value_at = ds_time_format (order->last_visit_at.wall_us, order->last_visit_at.offset_s);
    self->last_value_at[10] = '\0';
  }
  if (slot->step->compare != DS_NONE) {
    const char *before = checklist->steps[slot->step->compare].id;
    guint other = ds_visit_find (visit, self->job, before, slot->thing);
    DsSlotView view;

    if (other == DS_NONE)
      other = ds_visit_find (visit, self->job, before, NULL);
    if (other != DS_NONE) {
      ds_visit_view (visit, other, &view);
      self->compare_value = ds_slot_value_text (visit, &view, context->language);
    }
  }
}

static void
fill_history (DsStepView *self, DsVisit *visit, const DsSlotView *slot, const DsViewContext *context)
{
  g_autoptr (GArray) attempts = ds_visit_attempts (visit, slot->slot);
  g_autoptr (GArray) photos = ds_visit_photos (visit, slot->slot);
  g_autoptr (GPtrArray) notes = ds_visit_notes (visit, slot->slot);

  for (guint i = 0; i < attempts->len; i++) {
    const DsAttempt *attempt = &g_array_index (attempts, DsAttempt, i);
    DsStepAttempt *shown;

    if (attempt->answer == NULL)
      continue;
    shown = g_new0 (DsStepAttempt, 1);
    shown->at_us = attempt->answer->wall_us;
    shown->value = ds_value_to_text (&attempt->answer->value, slot->step, context->language);
    shown->failed = attempt->severity != DS_SEVERITY_NONE;
    shown->remedy = attempt->remedy != NULL ? g_strdup (attempt->remedy->text) : NULL;
    g_ptr_array_add (self->attempts, shown);
  }
  for (guint i = 0; i < photos->len; i++) {
    const DsEntry *entry = g_array_index (photos, DsPhoto, i).entry;
    DsStepPhoto *shown = g_new0 (DsStepPhoto, 1);

    shown->entry = g_strdup (entry->id);
    shown->path = ds_store_media_path (context->media_dir, entry->media.sha256, entry->media.type);
    shown->thumb_path = ds_thumb_path (context->thumb_dir, entry->media.sha256);
    if (!g_file_test (shown->thumb_path, G_FILE_TEST_EXISTS)) {
      g_free (shown->thumb_path);
      shown->thumb_path = g_strdup (shown->path);
    }
    shown->role = g_strdup (ds_photo_role_name (entry->role));
    shown->size_bytes = (guint64) entry->media.size_bytes;
    g_ptr_array_add (self->photos, shown);
  }
  for (guint i = 0; i < notes->len; i++) {
    const DsEntry *entry = g_ptr_array_index (notes, i);
    DsStepNote *shown = g_new0 (DsStepNote, 1);

    shown->at_us = entry->wall_us;
    shown->text = g_strdup (entry->text);
    g_ptr_array_add (self->notes, shown);
  }
}

static void
fill_instrument (DsStepView *self, const DsSlotView *slot, const DsViewContext *context)
{
  const DsKeptInstrument *kept;

  if (slot->step->instrument == NULL)
    return;
  kept = context->instruments != NULL ? g_hash_table_lookup (context->instruments, slot->step->instrument) : NULL;
  self->instrument = g_new0 (DsStepInstrument, 1);
  self->instrument->id = g_strdup (slot->step->instrument);
  self->instrument->name = copy_text (&slot->step->instrument_name, context->language);
  if (kept != NULL && *kept->serial != '\0')
    self->instrument->serial = g_strdup (kept->serial);
  if (kept != NULL && *kept->calibrated_until != '\0')
    self->instrument->calibrated_until = g_strdup (kept->calibrated_until);
  self->instrument->overdue = ds_calibration_overdue (self->instrument->calibrated_until, &context->now);
}

static void
fill_state (DsStepView *self, DsVisit *visit, const DsSlotView *slot, const DsViewContext *context)
{
  guint by = DS_NONE;

  self->required = slot->required;
  self->state = slot->state;
  self->severity = slot->severity;
  self->stale = ds_visit_is_stale (visit, slot->slot, &context->now);
  self->locked = slot->locked;
  if (slot->locked && slot->step->answer.type != DS_ANSWER_COMPUTED) {
    self->locked_reason = ds_visit_lock_text (visit, slot->slot, context->language);
    ds_visit_lock (visit, slot->slot, &by);
    self->locked_by = by != DS_NONE ? ds_slot_key (visit, by) : NULL;
  }
  self->remedy_recorded = slot->recheck;
  self->needs_photo = (slot->evidence_missing & DS_EVIDENCE_PHOTO) != 0;
  self->needs_note = (slot->evidence_missing & DS_EVIDENCE_NOTE) != 0;
  self->can_skip_not_applicable = (slot->step->skippable & DS_SKIP_NOT_APPLICABLE) != 0;
  self->can_skip_not_tested = (slot->step->skippable & DS_SKIP_NOT_TESTED) != 0;
  if (slot->skip != NULL) {
    self->skip_reason = g_strdup (ds_skip_name (slot->skip->skip));
    self->skip_note = g_strdup (slot->skip->text);
  }
  if (slot->timer != NULL) {
    self->timer_started_us = slot->timer->wall_us;
    self->timer_remaining_s = ds_timer_remaining_s (slot->timer, slot->step->answer.minutes, &context->now);
  }
  if (slot->answer != NULL && slot->answer->value.kind == DS_VALUE_SIGNATURE)
    self->signed_by = ds_entry_ref ((DsEntry *) slot->answer);
}

DsStepView *
ds_step_view_build (DsVisit *visit, guint slot_index, const DsViewContext *context)
{
  DsStepView *self = ds_step_view_new ();
  const DsAnswer *answer;
  DsSlotView slot;

  ds_visit_view (visit, slot_index, &slot);
  answer = &slot.step->answer;
  self->input = answer->type;
  self->decimals = answer->decimals;
  self->max_chars = answer->type == DS_ANSWER_TEXT ? answer->max : 0;
  self->multi_min = answer->type == DS_ANSWER_MULTI ? answer->min : 0;
  self->photos_min = answer->type == DS_ANSWER_PHOTO ? answer->min : 0;
  self->photos_max = answer->type == DS_ANSWER_PHOTO ? answer->max : 0;
  self->timer_minutes = answer->minutes;
  self->value = raw_value (&slot);
  self->value_text = ds_slot_value_text (visit, &slot, context->language);
  fill_place (self, visit, &slot, context);
  fill_texts (self, visit, &slot, context);
  fill_state (self, visit, &slot, context);
  fill_options (self, &slot, context);
  fill_limits (self, visit, &slot);
  fill_last_values (self, visit, &slot, context);
  fill_history (self, visit, &slot, context);
  fill_instrument (self, &slot, context);
  if (context->drafts != NULL)
    self->draft = g_strdup (g_hash_table_lookup (context->drafts, self->slot));
  return self;
}
