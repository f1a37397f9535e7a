/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-words.h"

#include "ds-appliance.h"

#include <string.h>

char *
ds_paper_time_text (gint64 wall_us, gint32 offset_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC + offset_s);
  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("");
}

char *
ds_paper_entry_time (const DsEntry *entry)
{
  return entry != NULL ? ds_paper_time_text (entry->wall_us, entry->offset_s) : NULL;
}

char *
ds_paper_appliance_text (DsPaperFlow *flow, const DsAppliance *appliance)
{
  if (appliance == NULL) {
    return g_strdup (ds_paper_flow_say (flow, "Whole home", "全屋"));
  }
  const DsApplianceKind *kind = ds_appliance_kind_find (appliance->kind);
  GString *text =
      g_string_new (kind != NULL ? ds_text_for (&kind->title, ds_paper_flow_language (flow)) : appliance->kind);
  if (appliance->brand != NULL) {
    g_string_append_printf (text, " %s", appliance->brand);
  }
  if (appliance->model != NULL) {
    g_string_append_printf (text, " %s", appliance->model);
  }
  if (appliance->location != NULL) {
    g_string_append_printf (text, " (%s)", appliance->location);
  }
  return g_string_free (text, FALSE);
}

/* Kind and room only: what a person calls it. */
static char *
name_appliance (DsPaperFlow *flow, const DsAppliance *appliance)
{
  if (appliance == NULL) {
    return g_strdup (ds_paper_flow_say (flow, "Whole home", "全屋"));
  }
  const DsApplianceKind *kind = ds_appliance_kind_find (appliance->kind);
  const char *title = kind != NULL ? ds_text_for (&kind->title, ds_paper_flow_language (flow)) : appliance->kind;
  if (appliance->location == NULL) {
    return g_strdup (title);
  }
  return g_strdup_printf (ds_paper_flow_say (flow, "%2$s, %1$s", "%s%s"), appliance->location, title);
}

static const DsAppliance *
find_appliance (const DsPaperInput *input, guint job)
{
  const DsJob *found = ds_visit_job (input->visit, job);
  return found->appliance != NULL ? ds_order_find_appliance (input->order, found->appliance) : NULL;
}

char *
ds_paper_job_text (DsPaperFlow *flow, const DsPaperInput *input, guint job)
{
  const DsAppliance *appliance = find_appliance (input, job);
  DsChecklist *checklist = ds_visit_job_checklist (input->visit, job);
  const char *title = ds_text_for (&checklist->title, ds_paper_flow_language (flow));
  if (appliance == NULL) {
    return g_strdup (title);
  }
  g_autofree char *name = name_appliance (flow, appliance);
  return g_strdup_printf ("%s · %s", title, name);
}

char *
ds_paper_place_text (DsPaperFlow *flow, const DsPaperInput *input, const DsSlotView *view)
{
  g_autofree char *name = name_appliance (flow, find_appliance (input, view->job));
  const DsSection *section = &ds_visit_job_checklist (input->visit, view->job)->sections[view->section];
  const char *title = ds_text_for (&section->title, ds_paper_flow_language (flow));
  if (view->thing_name != NULL) {
    return g_strdup_printf ("%s · %s", name, view->thing_name);
  }
  return g_strdup_printf ("%s · %s", name, title);
}

char *
ds_paper_item_text (DsPaperFlow *flow, const DsSlotView *view)
{
  const char *title = ds_text_for (&view->step->title, ds_paper_flow_language (flow));
  if (view->thing_name != NULL) {
    return g_strdup_printf ("%s · %s", view->thing_name, title);
  }
  return g_strdup (title);
}

char *
ds_paper_value_text (DsPaperFlow *flow, const DsSlotView *view, const DsValue *value)
{
  const char *language = ds_paper_flow_language (flow);
  if (view->step->answer.type == DS_ANSWER_COMPUTED && view->has_number) {
    char buffer[DS_DECIMAL_BUFFER];
    return g_strdup_printf ("%s %s", ds_decimal_format (view->number, buffer),
                            ds_text_for (&view->step->answer.unit, language));
  }
  if (value == NULL || value->kind == DS_VALUE_NONE) {
    return g_strdup ("—");
  }
  return ds_value_to_text (value, view->step, language);
}

/* The mildest severity of the limits that apply: what breaks those is not acceptable any more. */
static DsSeverity
find_mildest (DsVisit *visit, const DsSlotView *view)
{
  const DsAnswer *answer = &view->step->answer;
  DsSeverity mildest = DS_SEVERITY_STOP;
  for (guint i = 0; i < answer->n_limits; i++) {
    if (ds_visit_limit_applies (visit, view->slot, i)) {
      mildest = MIN (mildest, answer->limits[i].severity);
    }
  }
  return mildest;
}

char *
ds_paper_limit_text (DsPaperFlow *flow, DsVisit *visit, const DsSlotView *view)
{
  const DsAnswer *answer = &view->step->answer;
  const char *unit = ds_text_for (&answer->unit, ds_paper_flow_language (flow));
  DsSeverity mildest = find_mildest (visit, view);
  GString *text = g_string_new (NULL);
  GString *beyond = g_string_new (NULL);
  for (guint i = 0; i < answer->n_limits; i++) {
    const DsLimit *limit = &answer->limits[i];
    if (!ds_visit_limit_applies (visit, view->slot, i)) {
      continue;
    }
    g_autofree char *bounds = ds_bounds_to_text (&limit->bounds, unit);
    if (limit->severity == mildest) {
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", bounds);
    } else {
      g_string_append_printf (beyond, ds_paper_flow_say (flow, "\n%s unless %s", "\n%s线：%s"),
                              ds_paper_severity_text (flow, limit->severity), bounds);
    }
  }
  g_string_append (text, beyond->str);
  g_string_free (beyond, TRUE);
  return g_string_free (text, FALSE);
}

char *
ds_paper_required_text (DsPaperFlow *flow, const DsSlotView *view, guint limit)
{
  const DsAnswer *answer = &view->step->answer;
  const char *language = ds_paper_flow_language (flow);
  if (limit < answer->n_limits) {
    return ds_bounds_to_text (&answer->limits[limit].bounds, ds_text_for (&answer->unit, language));
  }
  if (answer->type == DS_ANSWER_YES_NO && answer->failing != NULL) {
    gboolean good_is_yes = g_str_equal (answer->failing, "no");
    return g_strdup (good_is_yes ? ds_paper_flow_say (flow, "Yes", "是") : ds_paper_flow_say (flow, "No", "否"));
  }
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < answer->n_options; i++) {
    if (answer->options[i].severity == DS_SEVERITY_NONE) {
      g_string_append_printf (text, "%s%s", text->len > 0 ? " / " : "",
                              ds_text_for (&answer->options[i].title, language));
    }
  }
  if (text->len == 0) {
    g_string_assign (text, "—");
  }
  return g_string_free (text, FALSE);
}

/* The sources that are no standard have plain English names in the checklists. */
/* Returns @text itself for a standard. */
static const char *
name_standard (DsPaperFlow *flow, const char *text)
{
  static const char *const names[][2] = {
    { "Trade practice", "行业惯例" },
    { "House rule", "企业内控" },
    { "Haier installation manual", "海尔安装说明书" },
    { "Svan SVTE100A3 manual", "Svan SVTE100A3 说明书" },
    { "Rating on meter and switch", "电表与开关额定值" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_strcmp0 (text, names[i][0]) == 0) {
      return ds_paper_flow_say (flow, names[i][0], names[i][1]);
    }
  }
  return text;
}

static void
append_source (DsPaperFlow *flow, GString *text, const DsBasis *basis)
{
  g_autofree char *line = NULL;
  if (g_str_equal (basis->confidence, "house")) {
    line = g_strdup (ds_paper_flow_say (flow, "House rule", "企业内控"));
  } else {
    g_autofree char *standard = ds_basis_to_text (basis);
    const char *name = name_standard (flow, standard);
    /* Wording of facts §0.3: with reference to a standard, never certified to it. */
    line = name == standard ? g_strdup_printf (ds_paper_flow_say (flow, "ref. %s", "参照 %s"), name) : g_strdup (name);
  }
  if (strstr (text->str, line) == NULL) {
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
  }
}

char *
ds_paper_source_text (DsPaperFlow *flow, DsVisit *visit, const DsSlotView *view, guint only)
{
  const DsChecklist *checklist = ds_visit_job_checklist (visit, view->job);
  const DsAnswer *answer = &view->step->answer;
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < answer->n_limits; i++) {
    const DsLimit *limit = &answer->limits[i];
    if (only != DS_NONE ? i != only : !ds_visit_limit_applies (visit, view->slot, i)) {
      continue;
    }
    for (guint j = 0; j < limit->n_basis; j++) {
      append_source (flow, text, &checklist->basis[limit->basis[j]]);
    }
  }
  for (guint i = 0; text->len == 0 && i < view->step->n_basis; i++) {
    append_source (flow, text, &checklist->basis[view->step->basis[i]]);
  }
  return g_string_free (text, FALSE);
}

const char *
ds_paper_severity_text (DsPaperFlow *flow, DsSeverity severity)
{
  switch (severity) {
  case DS_SEVERITY_STOP:
    return ds_paper_flow_say (flow, "Do not use", "停用");
  case DS_SEVERITY_HAZARD:
    return ds_paper_flow_say (flow, "Hazard", "隐患");
  case DS_SEVERITY_ADVICE:
    return ds_paper_flow_say (flow, "Advice", "友情提示");
  case DS_SEVERITY_NONE:
  default:
    return "";
  }
}

DsPaperTone
ds_paper_severity_tone (DsSeverity severity)
{
  if (severity >= DS_SEVERITY_STOP) {
    return DS_TONE_BAD;
  }
  return severity == DS_SEVERITY_HAZARD ? DS_TONE_WARN : DS_TONE_STRONG;
}

const char *
ds_paper_state_text (DsPaperFlow *flow, const DsSlotView *view, DsPaperTone *ret_tone)
{
  *ret_tone = DS_TONE_MUTED;
  switch (view->state) {
  case DS_SLOT_PASSED:
    if (!ds_step_can_fail (view->step)) {
      return ds_paper_flow_say (flow, "Recorded", "已记录");
    }
    *ret_tone = DS_TONE_GOOD;
    return ds_paper_flow_say (flow, "Pass", "合格");
  case DS_SLOT_REMEDIED:
    *ret_tone = DS_TONE_GOOD;
    return ds_paper_flow_say (flow, "Put right", "整改合格");
  case DS_SLOT_FAILED:
    *ret_tone = ds_paper_severity_tone (view->severity);
    return ds_paper_severity_text (flow, view->severity);
  case DS_SLOT_SKIPPED:
    return view->skip != NULL && view->skip->skip == DS_SKIP_NOT_APPLICABLE
               ? ds_paper_flow_say (flow, "Not applicable", "不适用")
               : ds_paper_flow_say (flow, "Not tested", "未能检测");
  case DS_SLOT_HIDDEN:
  case DS_SLOT_LOCKED:
  case DS_SLOT_OPEN:
  default:
    return ds_paper_flow_say (flow, "Open", "未完成");
  }
}

const char *
ds_paper_company (const DsPaperInput *input)
{
  if (input->company != NULL && *input->company != '\0') {
    return input->company;
  }
  return input->headquarters != NULL ? input->headquarters : "";
}

gint64
ds_paper_made_us (const DsPaperInput *input, gint32 *ret_offset_s)
{
  guint n = input->visit != NULL ? ds_visit_n_entries (input->visit) : 0;
  if (n > 0) {
    const DsEntry *entry = ds_visit_entry (input->visit, n - 1);
    *ret_offset_s = entry->offset_s;
    return entry->wall_us;
  }
  *ret_offset_s = input->order->window_start.offset_s;
  return input->order->window_start.wall_us;
}
