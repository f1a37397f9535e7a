/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-findings.h"

#include "ds-paper-table.h"
#include "ds-paper-words.h"

static gboolean
is_shown (const DsSlotView *view)
{
  return view->state != DS_SLOT_HIDDEN;
}

static gboolean
is_number (const DsSlotView *view)
{
  return view->step->answer.type == DS_ANSWER_NUMBER || view->step->answer.type == DS_ANSWER_COMPUTED;
}

void
ds_paper_findings_verdict (DsPaperFlow *flow, const DsPaperInput *input)
{
  guint n_remedied = 0, n_advice = 0, worst = DS_SEVERITY_NONE, n_hazards = 0;
  for (guint i = 0; i < ds_visit_n_slots (input->visit); i++) {
    DsSlotView view;
    ds_visit_view (input->visit, ds_visit_slot_at (input->visit, i), &view);
    n_remedied += view.state == DS_SLOT_REMEDIED;
    if (view.state == DS_SLOT_FAILED) {
      n_advice += view.severity == DS_SEVERITY_ADVICE;
      n_hazards += view.severity > DS_SEVERITY_ADVICE;
      worst = MAX (worst, (guint) view.severity);
    }
  }
  DsProgress progress;
  ds_visit_progress (input->visit, &progress);
  const char *title = ds_paper_flow_say (flow, "No open hazard was found.", "未发现遗留安全隐患。");
  DsPaperTone tone = DS_TONE_GOOD;
  if (worst >= DS_SEVERITY_HAZARD) {
    tone = worst >= DS_SEVERITY_STOP ? DS_TONE_BAD : DS_TONE_WARN;
    title = worst >= DS_SEVERITY_STOP
                ? ds_paper_flow_say (flow, "A danger is not put right yet: do not use what is named below.",
                                     "有停用级隐患尚未整改：下列项目请勿使用。")
                : ds_paper_flow_say (flow, "A hazard is not put right yet.", "有安全隐患尚未整改。");
  } else if (progress.required_done < progress.required) {
    tone = DS_TONE_PLAIN;
    title = ds_paper_flow_say (flow, "The visit is not complete yet.", "本次服务尚未完成。");
  }
  g_autofree char *text = g_strdup_printf (
      ds_paper_flow_say (
          flow, "Items recorded: %u of %u. Put right on site: %u. Hazards left open: %u. Advice: %u. Not checked: %u.",
          "已完成 %u 项（共 %u 项）；现场整改合格 %u 项；遗留隐患 %u 项；友情提示 %u 项；未检测或不适用 %u 项。"),
      progress.done, progress.total, n_remedied, n_hazards, n_advice, progress.skipped);
  ds_paper_flow_callout (flow, title, text, tone);
}

static void
add_hazard_row (DsPaperFlow *flow, const DsPaperInput *input, DsPaperTable *table, const DsHazard *hazard)
{
  DsSlotView view;
  ds_visit_view (input->visit, hazard->slot, &view);
  const char *language = ds_paper_flow_language (flow);
  g_autofree char *place = ds_paper_place_text (flow, input, &view);
  g_autofree char *found = ds_paper_value_text (flow, &view, hazard->value != NULL ? hazard->value : hazard->found);
  g_autofree char *required = ds_paper_required_text (flow, &view, hazard->limit);
  const char *what = view.step->hazard.en != NULL ? ds_text_for (&view.step->hazard, language)
                                                  : ds_text_for (&view.step->title, language);
  g_autofree char *item = g_strdup_printf ("%s\n%s", place, what);
  ds_paper_table_cell (table, item, DS_TONE_PLAIN);
  ds_paper_table_cell (table, found, DS_TONE_STRONG);
  ds_paper_table_cell (table, required, DS_TONE_PLAIN);
  ds_paper_table_cell (table, ds_paper_severity_text (flow, hazard->severity),
                       ds_paper_severity_tone (hazard->severity));
  ds_paper_table_cell (table, view.step->remedy.en != NULL ? ds_text_for (&view.step->remedy, language) : "",
                       DS_TONE_PLAIN);
  ds_paper_table_end_row (table);
}

void
ds_paper_findings_hazards (DsPaperFlow *flow, const DsPaperInput *input)
{
  g_autoptr (GArray) hazards = ds_visit_hazards (input->visit, FALSE);
  if (hazards->len == 0) {
    return;
  }
  ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Hazards not yet put right", "遗留安全隐患"));
  DsPaperColumn columns[] = {
    { ds_paper_flow_say (flow, "Where and what", "部位与内容"), 34, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Found", "实测"), 14, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Required", "要求"), 16, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Class", "级别"), 11, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "What is to be done", "整改建议"), 30, PANGO_ALIGN_LEFT },
  };
  g_autoptr (DsPaperTable) table = ds_paper_table_new (flow, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < hazards->len; i++) {
    add_hazard_row (flow, input, table, &g_array_index (hazards, DsHazard, i));
  }
  const DsEntry *notice = ds_visit_notice (input->visit);
  if (notice != NULL && notice->follow_up != NULL) {
    g_autofree char *words =
        g_strdup_printf (ds_paper_flow_say (flow, "A hazard notice was handed over. Follow-up by %s.",
                                            "已出具隐患告知书，复查日期：%s。"),
                         notice->follow_up);
    ds_paper_flow_paragraph (flow, words, DS_TONE_PLAIN);
  }
}

/* The remedies' own words, one below the other. */
static char *
join_remedies (DsVisit *visit, guint slot)
{
  g_autoptr (GArray) attempts = ds_visit_attempts (visit, slot);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < attempts->len; i++) {
    const DsEntry *remedy = g_array_index (attempts, DsAttempt, i).remedy;
    if (remedy != NULL && remedy->text != NULL) {
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", remedy->text);
    }
  }
  return g_string_free (text, FALSE);
}

static void
add_remedied_row (DsPaperFlow *flow, const DsPaperInput *input, DsPaperTable *table, const DsSlotView *view)
{
  g_autofree char *place = ds_paper_place_text (flow, input, view);
  g_autofree char *item =
      g_strdup_printf ("%s\n%s", place, ds_text_for (&view->step->title, ds_paper_flow_language (flow)));
  g_autofree char *before = ds_paper_value_text (flow, view, view->first);
  g_autofree char *after = ds_paper_value_text (flow, view, view->value);
  g_autofree char *remedies = join_remedies (input->visit, view->slot);
  ds_paper_table_cell (table, item, DS_TONE_PLAIN);
  ds_paper_table_cell (table, before, DS_TONE_WARN);
  ds_paper_table_cell (table, remedies, DS_TONE_PLAIN);
  ds_paper_table_cell (table, after, DS_TONE_GOOD);
  ds_paper_table_end_row (table);
}

void
ds_paper_findings_remedied (DsPaperFlow *flow, const DsPaperInput *input)
{
  DsPaperColumn columns[] = {
    { ds_paper_flow_say (flow, "Where and what", "部位与内容"), 36, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Found", "整改前"), 16, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "What was done", "整改措施"), 34, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Afterwards", "复测值"), 16, PANGO_ALIGN_LEFT },
  };
  g_autoptr (DsPaperTable) table = NULL;
  for (guint i = 0; i < ds_visit_n_slots (input->visit); i++) {
    DsSlotView view;
    ds_visit_view (input->visit, ds_visit_slot_at (input->visit, i), &view);
    if (view.state != DS_SLOT_REMEDIED) {
      continue;
    }
    if (table == NULL) {
      ds_paper_flow_heading (flow,
                             ds_paper_flow_say (flow, "Out of limits and put right on site", "现场整改合格的项目"));
      table = ds_paper_table_new (flow, columns, G_N_ELEMENTS (columns));
    }
    add_remedied_row (flow, input, table, &view);
  }
}

/* How a job ended, for the right side of its heading. */
static char *
describe_outcome (DsPaperFlow *flow, const DsPaperInput *input, guint job, DsPaperTone *ret_tone)
{
  DsVisitJobState state;
  ds_visit_job_state (input->visit, job, &state);
  if (state.outcome == DS_OUTCOME_DONE) {
    *ret_tone = DS_TONE_GOOD;
    return g_strdup (ds_paper_flow_say (flow, "Done", "已完成"));
  }
  if (state.outcome == DS_OUTCOME_NOT_DONE) {
    *ret_tone = DS_TONE_WARN;
    return g_strdup_printf (ds_paper_flow_say (flow, "Not done: %s", "未完成：%s"),
                            state.reason != NULL ? state.reason : "—");
  }
  *ret_tone = DS_TONE_MUTED;
  return g_strdup (ds_paper_flow_say (flow, "Open", "进行中"));
}

/* What passed, was put right and failed among the slots of a block. */
static void
count_block (DsVisit *visit, const DsBlock *block, guint ret_counts[3])
{
  for (guint i = 0; i < block->n_slots; i++) {
    DsSlotState state = ds_visit_slot_state (visit, ds_visit_slot_at (visit, block->first_position + i));
    ret_counts[0] += state == DS_SLOT_PASSED;
    ret_counts[1] += state == DS_SLOT_REMEDIED;
    ret_counts[2] += state == DS_SLOT_FAILED;
  }
}

static void
add_count (DsPaperTable *table, guint count, DsPaperTone tone)
{
  g_autofree char *text = g_strdup_printf ("%u", count);
  ds_paper_table_cell (table, count > 0 ? text : "–", count > 0 ? tone : DS_TONE_MUTED);
}

static void
add_block_row (DsPaperFlow *flow, const DsPaperInput *input, DsPaperTable *table, guint index)
{
  DsBlock block;
  DsProgress progress;
  guint counts[3] = { 0 };
  ds_visit_block (input->visit, index, &block);
  ds_visit_block_progress (input->visit, index, &progress);
  if (!block.shown || progress.total == 0) {
    return;
  }
  count_block (input->visit, &block, counts);
  const DsSection *section = &ds_visit_job_checklist (input->visit, block.job)->sections[block.section];
  const char *title = ds_text_for (&section->title, ds_paper_flow_language (flow));
  g_autofree char *name =
      block.thing_name != NULL ? g_strdup_printf ("%s · %s", title, block.thing_name) : g_strdup (title);
  g_autofree char *done = g_strdup_printf ("%u / %u", progress.done, progress.total);
  ds_paper_table_cell (table, name, DS_TONE_PLAIN);
  ds_paper_table_cell (table, done, progress.required_done < progress.required ? DS_TONE_WARN : DS_TONE_PLAIN);
  add_count (table, counts[0], DS_TONE_PLAIN);
  add_count (table, counts[1], DS_TONE_GOOD);
  add_count (table, counts[2], DS_TONE_BAD);
  add_count (table, progress.skipped, DS_TONE_PLAIN);
  ds_paper_table_end_row (table);
}

void
ds_paper_findings_results (DsPaperFlow *flow, const DsPaperInput *input)
{
  ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "What was done", "作业结果"));
  DsPaperColumn columns[] = {
    { ds_paper_flow_say (flow, "Section", "工序"), 46, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Recorded", "已记录"), 14, PANGO_ALIGN_RIGHT },
    { ds_paper_flow_say (flow, "Good", "合格"), 11, PANGO_ALIGN_RIGHT },
    { ds_paper_flow_say (flow, "Put right", "整改合格"), 14, PANGO_ALIGN_RIGHT },
    { ds_paper_flow_say (flow, "Failed", "不合格"), 12, PANGO_ALIGN_RIGHT },
    { ds_paper_flow_say (flow, "Not checked", "未检/不适用"), 17, PANGO_ALIGN_RIGHT },
  };
  for (guint job = 0; job < ds_visit_n_jobs (input->visit); job++) {
    DsPaperTone tone;
    g_autofree char *title = ds_paper_job_text (flow, input, job);
    g_autofree char *outcome = describe_outcome (flow, input, job, &tone);
    ds_paper_flow_subheading (flow, title, outcome, tone);
    g_autoptr (DsPaperTable) table = ds_paper_table_new (flow, columns, G_N_ELEMENTS (columns));
    for (guint i = 0; i < ds_visit_n_blocks (input->visit); i++) {
      DsBlock block;
      ds_visit_block (input->visit, i, &block);
      if (block.job == job) {
        add_block_row (flow, input, table, i);
      }
    }
  }
}

static void
add_comparison_row (DsPaperFlow *flow, DsVisit *visit, DsPaperTable *table, const DsComparison *pair)
{
  DsSlotView before, after;
  ds_visit_view (visit, pair->before, &before);
  ds_visit_view (visit, pair->after, &after);
  g_autofree char *item = ds_paper_item_text (flow, &after);
  g_autofree char *first = ds_paper_value_text (flow, &before, before.value);
  g_autofree char *last = ds_paper_value_text (flow, &after, after.value);
  ds_paper_table_cell (table, item, DS_TONE_PLAIN);
  ds_paper_table_cell (table, first, DS_TONE_PLAIN);
  ds_paper_table_cell (table, last, after.state == DS_SLOT_FAILED ? DS_TONE_WARN : DS_TONE_STRONG);
  ds_paper_table_end_row (table);
}

void
ds_paper_findings_comparisons (DsPaperFlow *flow, const DsPaperInput *input)
{
  g_autoptr (GArray) pairs = ds_visit_comparisons (input->visit);
  if (pairs->len == 0) {
    return;
  }
  ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Before and after", "作业前后对比"));
  DsPaperColumn columns[] = {
    { ds_paper_flow_say (flow, "Reading", "项目"), 50, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Before", "作业前"), 25, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "After", "作业后"), 25, PANGO_ALIGN_LEFT },
  };
  g_autoptr (DsPaperTable) table = ds_paper_table_new (flow, columns, G_N_ELEMENTS (columns));
  guint job = DS_NONE;
  for (guint i = 0; i < pairs->len; i++) {
    const DsComparison *pair = &g_array_index (pairs, DsComparison, i);
    DsSlotView after;
    ds_visit_view (input->visit, pair->after, &after);
    if (after.job != job) {
      g_autofree char *title = ds_paper_job_text (flow, input, after.job);
      ds_paper_table_group (table, title);
      job = after.job;
    }
    add_comparison_row (flow, input->visit, table, pair);
  }
}

static void
add_value_row (DsPaperFlow *flow, const DsPaperInput *input, DsPaperTable *table, const DsSlotView *view)
{
  DsPaperTone tone;
  const char *verdict = ds_paper_state_text (flow, view, &tone);
  g_autofree char *item = ds_paper_item_text (flow, view);
  g_autofree char *value = ds_paper_value_text (flow, view, view->value);
  g_autofree char *limit = ds_paper_limit_text (flow, input->visit, view);
  g_autofree char *source = ds_paper_source_text (flow, input->visit, view, DS_NONE);
  g_autofree char *shown = NULL;
  if (view->first != NULL && view->value != NULL && !ds_value_equal (view->first, view->value)) {
    g_autofree char *first = ds_paper_value_text (flow, view, view->first);
    shown = g_strdup_printf ("%s → %s", first, value);
  } else if (view->carry != NULL) {
    shown = g_strdup_printf (ds_paper_flow_say (flow, "%s\n(last visit %s)", "%s\n（上次 %s）"), value, view->carry);
  }
  ds_paper_table_cell (table, item, DS_TONE_PLAIN);
  ds_paper_table_cell (table, shown != NULL ? shown : value, DS_TONE_PLAIN);
  ds_paper_table_cell (table, limit, DS_TONE_PLAIN);
  ds_paper_table_cell (table, source, DS_TONE_MUTED);
  ds_paper_table_cell (table, verdict, tone);
  ds_paper_table_end_row (table);
}

/* Whether the report has a value to show for that slot. */
static gboolean
has_measurement (const DsSlotView *view)
{
  return is_shown (view) && is_number (view) && (view->value != NULL || view->has_number);
}

static void
add_job_values (DsPaperFlow *flow, const DsPaperInput *input, DsPaperTable *table, guint job)
{
  gboolean named = FALSE;
  for (guint i = 0; i < ds_visit_n_slots (input->visit); i++) {
    DsSlotView view;
    ds_visit_view (input->visit, ds_visit_slot_at (input->visit, i), &view);
    if (view.job != job || !has_measurement (&view)) {
      continue;
    }
    if (!named) {
      g_autofree char *title = ds_paper_job_text (flow, input, job);
      ds_paper_table_group (table, title);
      named = TRUE;
    }
    add_value_row (flow, input, table, &view);
  }
}

static gboolean
has_measurements (DsVisit *visit)
{
  for (guint i = 0; i < ds_visit_n_slots (visit); i++) {
    DsSlotView view;
    ds_visit_view (visit, i, &view);
    if (has_measurement (&view)) {
      return TRUE;
    }
  }
  return FALSE;
}

void
ds_paper_findings_values (DsPaperFlow *flow, const DsPaperInput *input)
{
  if (!has_measurements (input->visit)) {
    return;
  }
  ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Measured values", "实测数据"));
  DsPaperColumn columns[] = {
    { ds_paper_flow_say (flow, "Item", "项目"), 32, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Measured", "实测值"), 21, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Acceptable", "合格范围"), 24, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Source", "依据"), 30, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Result", "结论"), 13, PANGO_ALIGN_LEFT },
  };
  g_autoptr (DsPaperTable) table = ds_paper_table_new (flow, columns, G_N_ELEMENTS (columns));
  for (guint job = 0; job < ds_visit_n_jobs (input->visit); job++) {
    add_job_values (flow, input, table, job);
  }
  ds_paper_flow_paragraph (
      flow,
      ds_paper_flow_say (flow,
                         "Limits are given with reference to the standards named; this is no certification. "
                         "“House rule” is a limit of our own where no national one exists.",
                         "合格范围参照所列标准，不构成认证。标注“企业内控”的为本公司内部控制值，并非国家标准限值。"),
      DS_TONE_MUTED);
}

static gboolean
is_detail (const DsSlotView *view)
{
  DsAnswerType type = view->step->answer.type;
  return is_shown (view) && view->value != NULL &&
         (type == DS_ANSWER_TEXT || type == DS_ANSWER_SCAN || type == DS_ANSWER_DATE);
}

void
ds_paper_findings_details (DsPaperFlow *flow, const DsPaperInput *input)
{
  DsPaperColumn columns[] = {
    { ds_paper_flow_say (flow, "Where", "部位"), 30, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Item", "项目"), 34, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Recorded", "记录"), 40, PANGO_ALIGN_LEFT },
  };
  g_autoptr (DsPaperTable) table = NULL;
  for (guint i = 0; i < ds_visit_n_slots (input->visit); i++) {
    DsSlotView view;
    ds_visit_view (input->visit, ds_visit_slot_at (input->visit, i), &view);
    if (!is_detail (&view)) {
      continue;
    }
    if (table == NULL) {
      ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Recorded details", "记录明细"));
      table = ds_paper_table_new (flow, columns, G_N_ELEMENTS (columns));
    }
    g_autofree char *place = ds_paper_place_text (flow, input, &view);
    g_autofree char *value = ds_paper_value_text (flow, &view, view.value);
    ds_paper_table_cell (table, place, DS_TONE_MUTED);
    ds_paper_table_cell (table, ds_text_for (&view.step->title, ds_paper_flow_language (flow)), DS_TONE_PLAIN);
    ds_paper_table_cell (table, value, DS_TONE_PLAIN);
    ds_paper_table_end_row (table);
  }
}

void
ds_paper_findings_advice (DsPaperFlow *flow, const DsPaperInput *input)
{
  DsPaperColumn columns[] = { { NULL, 30, PANGO_ALIGN_LEFT },
                              { NULL, 26, PANGO_ALIGN_LEFT },
                              { NULL, 44, PANGO_ALIGN_LEFT } };
  const char *language = ds_paper_flow_language (flow);
  g_autoptr (DsPaperTable) table = NULL;
  for (guint i = 0; i < ds_visit_n_slots (input->visit); i++) {
    DsSlotView view;
    ds_visit_view (input->visit, ds_visit_slot_at (input->visit, i), &view);
    if (view.state != DS_SLOT_FAILED || view.severity != DS_SEVERITY_ADVICE) {
      continue;
    }
    if (table == NULL) {
      ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Friendly advice", "友情提示"));
      table = ds_paper_table_new (flow, columns, G_N_ELEMENTS (columns));
    }
    g_autofree char *place = ds_paper_place_text (flow, input, &view);
    g_autofree char *value = ds_paper_value_text (flow, &view, view.value);
    g_autofree char *found = g_strdup_printf (ds_paper_flow_say (flow, "%s: %s", "%s：%s"),
                                              ds_text_for (&view.step->title, language), value);
    ds_paper_table_cell (table, place, DS_TONE_MUTED);
    ds_paper_table_cell (table, found, DS_TONE_PLAIN);
    ds_paper_table_cell (table, view.step->remedy.en != NULL ? ds_text_for (&view.step->remedy, language) : "",
                         DS_TONE_PLAIN);
    ds_paper_table_end_row (table);
  }
  g_autoptr (GArray) open = ds_visit_open_pairs (input->visit, TRUE);
  for (guint i = 0; i < open->len; i++) {
    const DsOpenPair *pair = &g_array_index (open, DsOpenPair, i);
    const char *strip =
        pair->strip != NULL && pair->strip->en != NULL ? ds_text_for (pair->strip, language) : pair->pair;
    const char *reason = pair->handed_over != NULL && pair->handed_over->text != NULL ? pair->handed_over->text : "";
    ds_paper_flow_callout (flow, strip, reason, DS_TONE_WARN);
  }
}

void
ds_paper_findings_skipped (DsPaperFlow *flow, const DsPaperInput *input)
{
  DsPaperColumn columns[] = {
    { ds_paper_flow_say (flow, "Where", "部位"), 28, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Item", "项目"), 32, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "State", "状态"), 14, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Reason", "原因"), 30, PANGO_ALIGN_LEFT },
  };
  g_autoptr (DsPaperTable) table = NULL;
  for (guint i = 0; i < ds_visit_n_slots (input->visit); i++) {
    DsSlotView view;
    ds_visit_view (input->visit, ds_visit_slot_at (input->visit, i), &view);
    if (view.state != DS_SLOT_SKIPPED) {
      continue;
    }
    if (table == NULL) {
      ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Not checked", "未检测与不适用项目"));
      table = ds_paper_table_new (flow, columns, G_N_ELEMENTS (columns));
    }
    DsPaperTone tone;
    const char *state = ds_paper_state_text (flow, &view, &tone);
    g_autofree char *place = ds_paper_place_text (flow, input, &view);
    ds_paper_table_cell (table, place, DS_TONE_MUTED);
    ds_paper_table_cell (table, ds_text_for (&view.step->title, ds_paper_flow_language (flow)), DS_TONE_PLAIN);
    ds_paper_table_cell (table, state, tone);
    ds_paper_table_cell (table, view.skip != NULL ? view.skip->text : "", DS_TONE_PLAIN);
    ds_paper_table_end_row (table);
  }
}
