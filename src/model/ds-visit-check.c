/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-private.h"

#include "ds-error.h"
#include "ds-id.h"
#include "ds-parse-private.h"

#include <string.h>

/* Matching gives up after so many tries, whatever the pattern; a text it gives up on is asked about. */
#define PATTERN_EFFORT "(*LIMIT_MATCH=20000)"

static gboolean refuse (GError **error, DsErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (GError **error, DsErrorCode code, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, DS_MODEL_ERROR, (int) code, words);
  return FALSE;
}

/* ------------------------------------------------------------------ finding */

static gboolean
find_job (DsVisit *self, const char *id, Target *target, GError **error)
{
  target->job = ds_visit_find_job (self, id);
  if (target->job != DS_NONE)
    return TRUE;
  return refuse (error, DS_ERROR_NOT_FOUND, "There is no job “%s” in this visit.", id != NULL ? id : "");
}

static gboolean
find_thing (DsVisit *self, guint section, const char *thing, Target *target, GError **error)
{
  const DsSection *model = &self->core->jobs[target->job].list->sections[section];

  target->section = section;
  if (model->repeated && thing == NULL)
    return refuse (error, DS_ERROR_INVALID, "“%s” is done once for each thing; say for which.", model->id);
  if (!model->repeated && thing != NULL)
    return refuse (error, DS_ERROR_INVALID, "“%s” is done once, not for each thing.", model->id);
  target->block = ds_core_find_block (self->core, target->job, section, thing);
  if (target->block == DS_NONE || BLOCK (self->core, target->block)->removed)
    return refuse (error, DS_ERROR_NOT_FOUND, "There is no such thing in “%s” of this visit.", model->id);
  return TRUE;
}

static gboolean
find_slot (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  const DsChecklist *list;
  const Block *block;
  guint step;

  if (!find_job (self, entry->job, target, error))
    return FALSE;
  list = self->core->jobs[target->job].list;
  step = ds_checklist_find_step (list, entry->step);
  if (step == DS_NONE)
    return refuse (error, DS_ERROR_NOT_FOUND, "There is no step “%s” in the checklist “%s”.",
                   entry->step != NULL ? entry->step : "", list->id);
  if (!find_thing (self, list->steps[step].section, entry->thing, target, error))
    return FALSE;
  block = BLOCK (self->core, target->block);
  target->slot = block->first_slot + step - list->sections[block->section].first_step;
  return TRUE;
}

/* ------------------------------------------------------------------ when */

static gboolean
check_working (DsVisit *self, GError **error)
{
  const Head *head = &self->core->head;

  if (self->replaying)
    return TRUE;
  if (head->stage == DS_STAGE_FINISHED)
    return refuse (error, DS_ERROR_STATE, "The visit is finished; a correction is a new record.");
  if (head->parked)
    return refuse (error, DS_ERROR_STATE, "The visit is parked; resume it first.");
  if (head->stage != DS_STAGE_STARTED)
    return refuse (error, DS_ERROR_STATE, "The visit is not started yet; start it first.");
  return TRUE;
}

/* Notes, photos and opinions may come at any time from accepting to finishing, also while parked. */
static gboolean
check_under_way (DsVisit *self, GError **error)
{
  DsVisitStage stage = self->core->head.stage;

  if (stage == DS_STAGE_FINISHED && !self->replaying)
    return refuse (error, DS_ERROR_STATE, "The visit is finished; a correction is a new record.");
  if (stage == DS_STAGE_NONE && !self->replaying)
    return refuse (error, DS_ERROR_STATE, "The order is not accepted yet; accept it first.");
  return TRUE;
}

static gboolean
check_unlocked (DsVisit *self, guint slot, GError **error)
{
  g_autofree char *why = NULL;
  guint by;

  if (self->replaying || ds_core_lock (self->core, slot, &by) == DS_LOCK_NONE)
    return TRUE;
  why = ds_visit_lock_text (self, slot, "en");
  return refuse (error, DS_ERROR_STATE, "%s", why);
}

static gboolean
check_asked (DsVisit *self, const Target *target, GError **error)
{
  if (SLOT (self->core, target->slot)->now.state != DS_SLOT_HIDDEN || self->replaying)
    return TRUE;
  return refuse (error, DS_ERROR_STATE, "The step “%s” is not asked in this case.",
                 slot_step (self->core, target->slot)->id);
}

static gboolean
check_slot_entry (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  return check_working (self, error) && find_slot (self, entry, target, error) && check_asked (self, target, error) &&
         check_unlocked (self, target->slot, error);
}

/* ------------------------------------------------------------------ stages */

static gboolean
check_finish (DsVisit *self, const DsEntry *entry, GError **error)
{
  g_autoptr (GArray) reasons = NULL;
  g_autofree char *words = NULL;
  DsMoment now;

  if (self->replaying)
    return TRUE;
  ds_entry_moment (entry, &now);
  reasons = ds_visit_blocks (self, &now);
  if (reasons->len == 0)
    return TRUE;
  words = ds_visit_block_text (self, &g_array_index (reasons, DsBlockReason, 0), "en");
  return refuse (error, DS_ERROR_STATE, "%s", words);
}

static gboolean
check_stage (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  const Head *head = &self->core->head;
  DsVisitStage wanted = entry->stage;
  gboolean right;

  switch (wanted) {
  case DS_STAGE_PARKED:
    right = head->stage == DS_STAGE_STARTED && !head->parked;
    break;
  case DS_STAGE_RESUMED:
    right = head->stage == DS_STAGE_STARTED && head->parked;
    break;
  case DS_STAGE_FINISHED:
    right = head->stage == DS_STAGE_STARTED && !head->parked;
    break;
  default:
    right = wanted == head->stage + 1;
    break;
  }
  if (!right)
    return refuse (error, DS_ERROR_STATE, "“%s” cannot follow “%s”; the next stage is “%s”.",
                   ds_visit_stage_name (wanted), ds_visit_stage_name (ds_visit_stage (self)),
                   ds_visit_stage_name (ds_visit_next_stage (self)));
  return wanted != DS_STAGE_FINISHED || check_finish (self, entry, error);
}

/* ------------------------------------------------------------------ answers */

static gboolean
check_kind (const DsStep *step, const DsEntry *entry, DsValueKind wanted, const char *words, GError **error)
{
  if (entry->value.kind == wanted)
    return TRUE;
  return refuse (error, DS_ERROR_INVALID, "The step “%s” is answered with %s.", step->id, words);
}

static char *
ask_plausible (const DsStep *step, DsDecimal value)
{
  g_autofree char *bounds = NULL;
  char text[DS_DECIMAL_BUFFER];

  if (!step->answer.has_plausible || ds_bounds_hold (&step->answer.plausible, value))
    return NULL;
  bounds = ds_bounds_to_text (&step->answer.plausible, step->answer.unit.en);
  return g_strdup_printf ("%s %s is unusual here; one expects %s. Is it really so?", ds_decimal_format (value, text),
                          step->answer.unit.en, bounds);
}

static char *
ask_pattern (const DsStep *step, const char *value)
{
  g_autofree char *pattern = NULL;
  g_autoptr (GRegex) regex = NULL;

  if (step->answer.pattern == NULL)
    return NULL;
  pattern = g_strconcat (PATTERN_EFFORT, step->answer.pattern, NULL);
  regex = g_regex_new (pattern, 0, 0, NULL);
  if (regex != NULL && g_regex_match (regex, value, 0, NULL))
    return NULL;
  return g_strdup_printf ("“%s” does not look like what is expected here. Is it really so?", value);
}

char *
ds_visit_confirmation (DsVisit *self, guint slot, const char *value)
{
  const DsStep *step = slot_step (self->core, slot);
  DsDecimal number;

  if (step->answer.type == DS_ANSWER_SCAN)
    return ask_pattern (step, value);
  if (step->answer.type == DS_ANSWER_NUMBER && ds_decimal_parse (value, &number, NULL))
    return ask_plausible (step, number);
  return NULL;
}

static gboolean
check_number (const DsStep *step, const DsEntry *entry, Target *target, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *question = NULL;

  if (!ds_decimal_parse (entry->value.string, &target->number, &problem))
    return refuse (error, DS_ERROR_INVALID, "%s", problem->message);
  if (target->number.scale > step->answer.decimals)
    return refuse (error, DS_ERROR_INVALID, "“%s” has too many digits behind the point; the step “%s” takes %u.",
                   entry->value.string, step->id, step->answer.decimals);
  target->has_number = TRUE;
  question = entry->confirmed ? NULL : ask_plausible (step, target->number);
  return question == NULL || refuse (error, DS_ERROR_INVALID, "%s Confirm it, or type it again.", question);
}

static gboolean
check_date (const DsStep *step, const DsEntry *entry, GError **error)
{
  g_autofree char *today = NULL;

  if (!ds_parse_date_is_valid (entry->value.string))
    return refuse (error, DS_ERROR_INVALID, "“%s” is not a day written YYYY-MM-DD.", entry->value.string);
  if (!step->answer.past)
    return TRUE;
  today = ds_time_format (entry->wall_us, entry->offset_s);
  if (strncmp (entry->value.string, today, 10) <= 0)
    return TRUE;
  return refuse (error, DS_ERROR_INVALID, "%s lies in the future; the step “%s” asks for a day that has been.",
                 entry->value.string, step->id);
}

static gboolean
check_options (const DsStep *step, const DsEntry *entry, GError **error)
{
  char **chosen = entry->value.strings;

  for (guint i = 0; chosen[i] != NULL; i++) {
    if (ds_step_find_option (step, chosen[i]) == NULL)
      return refuse (error, DS_ERROR_INVALID, "“%s” is no option of the step “%s”.", chosen[i], step->id);
    for (guint j = 0; j < i; j++)
      if (g_str_equal (chosen[i], chosen[j]))
        return refuse (error, DS_ERROR_INVALID, "“%s” is chosen twice.", chosen[i]);
  }
  if (g_strv_length (chosen) < step->answer.min)
    return refuse (error, DS_ERROR_INVALID, "Choose at least %u.", step->answer.min);
  return TRUE;
}

static gboolean
check_timer (DsVisit *self, const DsStep *step, const DsEntry *entry, const Target *target, GError **error)
{
  const SlotData *data = SLOT (self->core, target->slot)->data;
  const DsEntry *start = data != NULL ? data->timer : NULL;
  gint64 needed_s = (gint64) step->answer.minutes * 60;

  if (entry->value.kind == DS_VALUE_STARTED)
    return TRUE;
  if (entry->value.kind != DS_VALUE_WAITED)
    return refuse (error, DS_ERROR_INVALID, "The step “%s” is answered by waiting.", step->id);
  if (start == NULL)
    return refuse (error, DS_ERROR_STATE, "The timer was not started; start it first.");
  if (entry->value.waited_s < needed_s)
    return refuse (error, DS_ERROR_STATE, "%" G_GINT64_FORMAT " of %u minutes have passed; wait until they are over.",
                   entry->value.waited_s / 60, step->answer.minutes);
  /* Within one boot the monotonic clock knows; one second is left for rounding. */
  if (g_strcmp0 (start->boot, entry->boot) == 0 && (entry->mono_ms - start->mono_ms) / 1000 + 1 < needed_s)
    return refuse (error, DS_ERROR_STATE, "The %u minutes are not over yet by the device's own clock.",
                   step->answer.minutes);
  return TRUE;
}

static gboolean
check_string (const DsStep *step, const DsEntry *entry, Target *target, GError **error)
{
  const char *value = entry->value.string;
  g_autofree char *question = NULL;

  switch (step->answer.type) {
  case DS_ANSWER_YES_NO:
    return g_str_equal (value, "yes") || g_str_equal (value, "no") ||
           refuse (error, DS_ERROR_INVALID, "The step “%s” is answered with yes or no.", step->id);
  case DS_ANSWER_CHOICE:
    return ds_step_find_option (step, value) != NULL ||
           refuse (error, DS_ERROR_INVALID, "“%s” is no option of the step “%s”.", value, step->id);
  case DS_ANSWER_NUMBER:
    return check_number (step, entry, target, error);
  case DS_ANSWER_TEXT:
    return g_utf8_strlen (value, -1) <= (glong) step->answer.max ||
           refuse (error, DS_ERROR_LIMIT, "The text has more than %u characters; shorten it.", step->answer.max);
  case DS_ANSWER_SCAN:
    question = entry->confirmed ? NULL : ask_pattern (step, value);
    return question == NULL || refuse (error, DS_ERROR_INVALID, "%s Confirm it, or scan it again.", question);
  default:
    return check_date (step, entry, error);
  }
}

static gboolean
check_value (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  const DsStep *step = slot_step (self->core, target->slot);

  switch (step->answer.type) {
  case DS_ANSWER_CHECK:
    return check_kind (step, entry, DS_VALUE_DONE, "a tick", error);
  case DS_ANSWER_MULTI:
    return check_kind (step, entry, DS_VALUE_STRINGS, "a list of options", error) && check_options (step, entry, error);
  case DS_ANSWER_PHOTO:
    return refuse (error, DS_ERROR_INVALID, "The step “%s” is answered by taking photos.", step->id);
  case DS_ANSWER_COMPUTED:
    return refuse (error, DS_ERROR_INVALID, "The step “%s” is computed from other steps; nobody enters it.", step->id);
  case DS_ANSWER_TIMER:
    return check_timer (self, step, entry, target, error);
  case DS_ANSWER_SIGNATURE:
    return check_kind (step, entry, DS_VALUE_SIGNATURE, "a signature", error);
  default:
    return check_kind (step, entry, DS_VALUE_STRING, "a text", error) && check_string (step, entry, target, error);
  }
}

static gboolean
check_answer (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  return check_slot_entry (self, entry, target, error) && check_value (self, entry, target, error);
}

static gboolean
check_skip (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  const DsStep *step;

  if (!check_slot_entry (self, entry, target, error))
    return FALSE;
  step = slot_step (self->core, target->slot);
  if (step->answer.type == DS_ANSWER_COMPUTED)
    return refuse (error, DS_ERROR_INVALID, "The step “%s” is computed from other steps; nobody skips it.", step->id);
  if ((step->skippable & entry->skip) == 0)
    return refuse (error, DS_ERROR_STATE, "The step “%s” cannot be skipped as “%s”.", step->id,
                   ds_skip_name (entry->skip));
  if (SLOT (self->core, target->slot)->now.severity != DS_SEVERITY_NONE)
    return refuse (error, DS_ERROR_STATE,
                   "The step “%s” was out of limits; put it right and measure again, or leave it as it is.", step->id);
  return TRUE;
}

static gboolean
check_remedy (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  const Slot *slot;

  /* What is put right was found before; the gates before it do not matter now, the stage does. */
  if (!check_working (self, error) || !find_slot (self, entry, target, error) || !check_asked (self, target, error))
    return FALSE;
  slot = SLOT (self->core, target->slot);
  if (slot->now.state != DS_SLOT_FAILED)
    return refuse (error, DS_ERROR_STATE, "There is nothing to put right at the step “%s”.",
                   slot_step (self->core, target->slot)->id);
  if (slot->data != NULL && slot->data->n_tries >= DS_VISIT_MAX_ATTEMPTS)
    return refuse (error, DS_ERROR_LIMIT, "This step was put right %d times already.", DS_VISIT_MAX_ATTEMPTS);
  return TRUE;
}

/* ------------------------------------------------------------------ things, pairs */

static gboolean
has_open_pair (const Core *core, const Block *block)
{
  for (guint i = 0; i < block->n_slots; i++)
    if (slot_step (core, block->first_slot + i)->pair_role == DS_PAIR_OPEN &&
        ds_core_pair_open (core, block->first_slot + i))
      return TRUE;
  return FALSE;
}

static guint
count_things (const Core *core, guint job, guint section)
{
  GArray *ids = core->jobs[job].blocks[section];
  guint n = 0;

  for (guint i = 0; i < ids->len; i++)
    n += !BLOCK (core, g_array_index (ids, guint, i))->removed;
  return n;
}

static gboolean
check_new_thing (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  const Core *core = self->core;
  const DsSection *section = &core->jobs[target->job].list->sections[target->section];

  if (ds_core_find_block (core, target->job, target->section, entry->thing) != DS_NONE)
    return refuse (error, DS_ERROR_INVALID, "This thing was added before; give the new one an id of its own.");
  if (count_things (core, target->job, target->section) >= section->max_things)
    return refuse (error, DS_ERROR_LIMIT, "At most %u can be added here.", section->max_things);
  if (core->jobs[target->job].blocks[target->section]->len >= 2 * DS_CHECKLIST_MAX_THINGS ||
      core->slots->len + section->n_steps > DS_VISIT_MAX_SLOTS)
    return refuse (error, DS_ERROR_LIMIT, "The visit has too many steps for one more.");
  return TRUE;
}

static gboolean
check_thing (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  const Core *core = self->core;

  if (!check_working (self, error) || !find_job (self, entry->job, target, error))
    return FALSE;
  target->section = ds_checklist_find_section (core->jobs[target->job].list, entry->section);
  if (target->section == DS_NONE || !core->jobs[target->job].list->sections[target->section].repeated)
    return refuse (error, DS_ERROR_NOT_FOUND, "There is no repeated section “%s” in this job.", entry->section);
  if (!ds_id_is_valid (entry->thing))
    return refuse (error, DS_ERROR_INVALID, "The thing's id “%.80s” is not a UUID.", entry->thing);
  if (entry->thing_op == DS_THING_ADD)
    return check_new_thing (self, entry, target, error);
  if (!find_thing (self, target->section, entry->thing, target, error))
    return FALSE;
  if (entry->thing_op == DS_THING_REMOVE && has_open_pair (core, BLOCK (core, target->block)))
    return refuse (error, DS_ERROR_STATE, "Something is still open there; restore it before removing it.");
  return TRUE;
}

static gboolean
check_hand_over (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  const DsChecklist *list;
  const Block *block;

  if (!check_working (self, error) || !find_job (self, entry->job, target, error))
    return FALSE;
  list = self->core->jobs[target->job].list;
  for (guint i = 0; i < list->n_steps; i++) {
    const DsStep *step = &list->steps[i];

    if (step->pair_role != DS_PAIR_OPEN || g_strcmp0 (step->pair, entry->pair) != 0)
      continue;
    if (!find_thing (self, step->section, entry->thing, target, error))
      return FALSE;
    block = BLOCK (self->core, target->block);
    target->slot = block->first_slot + step->index - list->sections[step->section].first_step;
    if (ds_core_pair_open (self->core, target->slot))
      return TRUE;
    return refuse (error, DS_ERROR_STATE, "“%s” is not open, so there is nothing to hand over.", entry->pair);
  }
  return refuse (error, DS_ERROR_NOT_FOUND, "There is no pair “%s” in this job.", entry->pair);
}

/* ------------------------------------------------------------------ the visit as a whole */

static gboolean
check_attachment (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  const SlotData *data;

  if (!check_under_way (self, error))
    return FALSE;
  if (entry->step == NULL)
    return entry->job == NULL || find_job (self, entry->job, target, error);
  if (!find_slot (self, entry, target, error) || !check_asked (self, target, error))
    return FALSE;
  data = SLOT (self->core, target->slot)->data;
  if (entry->type == DS_ENTRY_NOTE)
    return data == NULL || data->n_notes < DS_VISIT_MAX_NOTES ||
           refuse (error, DS_ERROR_LIMIT, "This step has %d notes already.", DS_VISIT_MAX_NOTES);
  if (slot_step (self->core, target->slot)->answer.type == DS_ANSWER_PHOTO) {
    guint max = slot_step (self->core, target->slot)->answer.max;

    if (data != NULL && data->n_photos >= max)
      return refuse (error, DS_ERROR_LIMIT, "This step takes at most %u photos; remove one first.", max);
    return check_working (self, error) && check_unlocked (self, target->slot, error);
  }
  return data == NULL || data->n_photos < DS_VISIT_MAX_PHOTOS ||
         refuse (error, DS_ERROR_LIMIT, "This step has %d photos already; remove one first.", DS_VISIT_MAX_PHOTOS);
}

static gboolean
check_remove_photo (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  if (!check_under_way (self, error))
    return FALSE;
  for (guint i = 0; i < self->core->photos->len; i++) {
    const Photo *photo = &g_array_index (self->core->photos, Photo, i);

    if (g_strcmp0 (photo->entry->id, entry->target) != 0)
      continue;
    if (photo->removed)
      return refuse (error, DS_ERROR_STATE, "This photo is removed already.");
    target->photo = i;
    target->slot = photo->slot;
    return TRUE;
  }
  return refuse (error, DS_ERROR_NOT_FOUND, "There is no such photo in this visit.");
}

static gboolean
check_outcome (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  if (!check_working (self, error) || !find_job (self, entry->job, target, error))
    return FALSE;
  if (entry->outcome == DS_OUTCOME_NOT_DONE)
    return (entry->text != NULL && entry->text[0] != '\0') ||
           refuse (error, DS_ERROR_INVALID, "Say why the job was not done.");
  if (ds_visit_job_complete (self, target->job) || self->replaying)
    return TRUE;
  return refuse (error, DS_ERROR_STATE, "The job “%s” still has open steps; do them, or close it as not done.",
                 entry->job);
}

static gboolean
check_signature (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  if (!check_working (self, error))
    return FALSE;
  if (entry->value.kind != DS_VALUE_SIGNATURE)
    return refuse (error, DS_ERROR_INVALID, "A signature, or the reason why it was refused, is missing.");
  if (entry->type == DS_ENTRY_NOTICE && (entry->follow_up == NULL || !ds_parse_date_is_valid (entry->follow_up)))
    return refuse (error, DS_ERROR_INVALID, "The notice needs a follow-up day written YYYY-MM-DD.");
  return TRUE;
}

static gboolean
check_opinion (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  if (!check_under_way (self, error))
    return FALSE;
  for (guint i = 0; i < self->core->opinions->len; i++)
    if (g_strcmp0 (((const DsEntry *) g_ptr_array_index (self->core->opinions, i))->opinion, entry->opinion) == 0)
      return refuse (error, DS_ERROR_INVALID, "This opinion was recorded before; give the new one an id of its own.");
  return TRUE;
}

static gboolean
check_satisfaction (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  if (!check_working (self, error))
    return FALSE;
  return (entry->score >= 1 && entry->score <= 5) || refuse (error, DS_ERROR_INVALID, "Satisfaction is 1 to 5.");
}

static gboolean
check_guide (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  if (!check_working (self, error))
    return FALSE;
  return (entry->guides != NULL && entry->guides[0] != NULL) ||
         refuse (error, DS_ERROR_INVALID, "Name the guide that was handed over.");
}

static gboolean
check_escalate (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  return check_under_way (self, error);
}

static gboolean
check_upgrade (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  const DsChecklist *now;

  if (!check_under_way (self, error) || !find_job (self, entry->job, target, error))
    return FALSE;
  now = self->core->jobs[target->job].list;
  if (g_strcmp0 (now->sha256, entry->from) != 0)
    return refuse (error, DS_ERROR_STATE, "The job “%s” uses another checklist than the one to be replaced.",
                   entry->job);
  for (guint i = 0; i < self->checklists->len; i++) {
    const DsChecklist *list = g_ptr_array_index (self->checklists, i);

    if (g_strcmp0 (list->sha256, entry->to) == 0)
      return g_str_equal (list->id, now->id) ||
             refuse (error, DS_ERROR_INVALID, "“%s” is no newer version of “%s”.", list->id, now->id);
  }
  return refuse (error, DS_ERROR_NOT_FOUND, "The new checklist is not on this device.");
}

static gboolean
check_reference (DsVisit *self, const DsEntry *entry, Target *target, GError **error)
{
  gboolean undo = entry->type == DS_ENTRY_UNDO;
  const DsEntry *candidate = undo ? ds_visit_undo_candidate (self) : ds_visit_redo_candidate (self);

  if (self->core->head.stage == DS_STAGE_FINISHED)
    return refuse (error, DS_ERROR_STATE, "The visit is finished; a correction is a new record.");
  if (self->core->head.parked)
    return refuse (error, DS_ERROR_STATE, "The visit is parked; resume it first.");
  if (candidate == NULL)
    return refuse (error, DS_ERROR_STATE, undo ? "There is nothing to undo." : "There is nothing to redo.");
  if (g_strcmp0 (candidate->id, entry->target) != 0)
    return refuse (error, DS_ERROR_STATE,
                   undo ? "Only the last act that counts can be undone; undo those after it first."
                        : "Only the act that was undone last can be redone; redo that first.");
  target->entry = GPOINTER_TO_UINT (g_hash_table_lookup (self->ids, entry->target)) - 1;
  return TRUE;
}

/* ------------------------------------------------------------------ all */

static gboolean
check_form (DsVisit *self, const DsEntry *entry, GError **error)
{
  g_autoptr (GError) problem = NULL;
  const char *texts[] = { entry->text, entry->name, entry->value.kind == DS_VALUE_STRING ? entry->value.string : NULL };

  if (self->replaying)
    return TRUE;
  if (entry->id == NULL || !ds_id_is_valid (entry->id))
    return refuse (error, DS_ERROR_INVALID, "The entry's id is not a UUID.");
  if (g_hash_table_contains (self->ids, entry->id))
    return refuse (error, DS_ERROR_INVALID, "The entry %s is in the journal already.", entry->id);
  if (entry->seq != 0 && entry->seq != self->journal->len + 1)
    return refuse (error, DS_ERROR_INVALID, "The next entry of the journal is number %u, not %" G_GUINT64_FORMAT ".",
                   self->journal->len + 1, entry->seq);
  if (self->journal->len >= DS_VISIT_MAX_ENTRIES)
    return refuse (error, DS_ERROR_LIMIT, "The journal is full.");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL && !ds_text_check (texts[i], DS_ENTRY_MAX_TEXT, &problem))
      return refuse (error, (DsErrorCode) problem->code, "%s", problem->message);
  return TRUE;
}

static gboolean
check_text (const DsEntry *entry, GError **error)
{
  switch (entry->type) {
  case DS_ENTRY_SKIP:
  case DS_ENTRY_NOTE:
  case DS_ENTRY_REMEDY:
  case DS_ENTRY_HAND_OVER:
  case DS_ENTRY_OPINION:
  case DS_ENTRY_ESCALATE:
    return (entry->text != NULL && entry->text[strspn (entry->text, " \t\n\r")] != '\0') ||
           refuse (error, DS_ERROR_INVALID, "A text is missing: say it in a few words.");
  case DS_ENTRY_THING:
    return entry->thing_op == DS_THING_REMOVE ||
           (entry->name != NULL && entry->name[strspn (entry->name, " \t\n\r")] != '\0') ||
           refuse (error, DS_ERROR_INVALID, "Give it a name.");
  default:
    return TRUE;
  }
}

gboolean
ds_visit_check_entry (DsVisit *self, const DsEntry *entry, Target *ret_target, GError **error)
{
  static gboolean (*const checks[]) (DsVisit *, const DsEntry *, Target *, GError **) = {
    [DS_ENTRY_STAGE] = check_stage,
    [DS_ENTRY_THING] = check_thing,
    [DS_ENTRY_ANSWER] = check_answer,
    [DS_ENTRY_SKIP] = check_skip,
    [DS_ENTRY_NOTE] = check_attachment,
    [DS_ENTRY_PHOTO] = check_attachment,
    [DS_ENTRY_REMOVE_PHOTO] = check_remove_photo,
    [DS_ENTRY_REMEDY] = check_remedy,
    [DS_ENTRY_UNDO] = check_reference,
    [DS_ENTRY_REDO] = check_reference,
    [DS_ENTRY_HAND_OVER] = check_hand_over,
    [DS_ENTRY_OUTCOME] = check_outcome,
    [DS_ENTRY_OPINION] = check_opinion,
    [DS_ENTRY_SATISFACTION] = check_satisfaction,
    [DS_ENTRY_NOTICE] = check_signature,
    [DS_ENTRY_GUIDE] = check_guide,
    [DS_ENTRY_SIGN] = check_signature,
    [DS_ENTRY_ESCALATE] = check_escalate,
    [DS_ENTRY_CHECKLIST_UPGRADE] = check_upgrade,
  };

  *ret_target = (Target){ DS_NONE, DS_NONE, DS_NONE, DS_NONE, DS_NONE, DS_NONE, FALSE, { 0, 0 } };
  return check_form (self, entry, error) && check_text (entry, error) &&
         checks[entry->type](self, entry, ret_target, error);
}

gboolean
ds_visit_check (DsVisit *self, const DsEntry *entry, GError **error)
{
  Target target;

  return ds_visit_check_entry (self, entry, &target, error);
}
