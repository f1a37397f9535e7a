/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper.h"

#include "ds-opinion.h"
#include "ds-paper-figures.h"
#include "ds-paper-findings.h"
#include "ds-paper-private.h"
#include "ds-paper-table.h"
#include "ds-paper-words.h"

#include <string.h>

static char *
describe_window (const DsOrder *order)
{
  if (!order->window_start.set) {
    return NULL;
  }
  g_autofree char *start = ds_paper_time_text (order->window_start.wall_us, order->window_start.offset_s);
  if (!order->window_end.set) {
    return g_steal_pointer (&start);
  }
  g_autofree char *end = ds_paper_time_text (order->window_end.wall_us, order->window_end.offset_s);
  /* The day once, unless the window spans two. */
  gboolean same_day = strncmp (start, end, 10) == 0;
  return g_strdup_printf ("%s – %s", start, same_day ? end + 11 : end);
}

static char *
describe_technician (const DsPaperInput *input)
{
  if (input->technician != NULL) {
    return g_strdup_printf ("%s (%s)", input->technician, input->order->technician);
  }
  return g_strdup (input->order->technician);
}

static void
write_order (DsPaperFlow *flow, const DsPaperInput *input)
{
  const DsOrder *order = input->order;
  const DsText *service = ds_service_title (order->service);
  g_autofree char *window = describe_window (order);
  g_autofree char *technician = describe_technician (input);
  g_autofree char *crew = order->crew != NULL ? g_strjoinv (", ", order->crew) : NULL;
  DsPaperPair pairs[] = {
    { ds_paper_flow_say (flow, "Customer", "用户"), order->customer_name },
    { ds_paper_flow_say (flow, "Service", "服务类型"),
      service != NULL ? ds_text_for (service, ds_paper_flow_language (flow)) : order->service },
    { ds_paper_flow_say (flow, "Address", "地址"), order->address },
    { ds_paper_flow_say (flow, "Appointment", "预约时间"), window },
    { ds_paper_flow_say (flow, "Phone", "电话"), order->phone },
    { ds_paper_flow_say (flow, "Technician", "服务人员"), technician },
    { ds_paper_flow_say (flow, "Ticket", "一票到底单号"), order->ticket },
    { ds_paper_flow_say (flow, "Crew", "同行人员"), crew },
    { ds_paper_flow_say (flow, "Outlet", "服务网点"), order->outlet },
    { ds_paper_flow_say (flow, "Request", "用户需求"), order->request },
  };
  ds_paper_flow_pairs (flow, pairs, G_N_ELEMENTS (pairs), 2);
}

static void
write_appliances (DsPaperFlow *flow, const DsPaperInput *input)
{
  if (input->order->appliances->len == 0) {
    return;
  }
  ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Appliances", "服务电器"));
  DsPaperColumn columns[] = {
    { ds_paper_flow_say (flow, "Appliance", "电器"), 46, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Serial number", "机编"), 34, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Purchased", "购买日期"), 16, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Warranty until", "保修至"), 18, PANGO_ALIGN_LEFT },
  };
  g_autoptr (DsPaperTable) table = ds_paper_table_new (flow, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < input->order->appliances->len; i++) {
    const DsAppliance *appliance = g_ptr_array_index (input->order->appliances, i);
    g_autofree char *name = ds_paper_appliance_text (flow, appliance);
    g_autofree char *serial = appliance->serial2 != NULL && appliance->serial != NULL
                                  ? g_strdup_printf ("%s\n%s", appliance->serial, appliance->serial2)
                                  : g_strdup (appliance->serial != NULL ? appliance->serial : appliance->serial2);
    ds_paper_table_cell (table, name, DS_TONE_PLAIN);
    ds_paper_table_cell (table, serial, DS_TONE_PLAIN);
    ds_paper_table_cell (table, appliance->purchased, DS_TONE_PLAIN);
    ds_paper_table_cell (table, appliance->warranty_until, DS_TONE_PLAIN);
    ds_paper_table_end_row (table);
  }
}

static void
write_times (DsPaperFlow *flow, const DsPaperInput *input)
{
  static const struct {
    DsVisitStage stage;
    const char *en, *zh_cn;
  } stages[] = {
    { DS_STAGE_ACCEPTED, "Accepted", "接单" }, { DS_STAGE_DEPARTED, "Set off", "出发" },
    { DS_STAGE_ARRIVED, "Arrived", "到达" },   { DS_STAGE_STARTED, "Started", "开始作业" },
    { DS_STAGE_PARKED, "Parked", "暂停" },     { DS_STAGE_RESUMED, "Resumed", "继续" },
    { DS_STAGE_FINISHED, "Finished", "完成" },
  };
  DsPaperPair pairs[G_N_ELEMENTS (stages)];
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++) {
    char *time = ds_paper_entry_time (ds_visit_stage_entry (input->visit, stages[i].stage));
    if (time != NULL) {
      g_ptr_array_add (kept, time);
      pairs[n++] = (DsPaperPair){ stages[i].zh_cn, time };
      pairs[n - 1].label = g_str_equal (ds_paper_flow_language (flow), "zh_CN") ? stages[i].zh_cn : stages[i].en;
    }
  }
  if (n > 0) {
    ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Times", "服务时间"));
    ds_paper_flow_pairs (flow, pairs, n, 2);
  }
}

static void
write_photos (DsPaperFlow *flow, const DsPaperInput *input)
{
  g_autoptr (GArray) photos = ds_visit_photos (input->visit, DS_NONE);
  if (photos->len == 0) {
    return;
  }
  ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Photos", "现场照片"));
  g_autofree char *count =
      g_strdup_printf (ds_paper_flow_say (flow, "Photos taken: %u. They are kept with the record of this visit.",
                                          "共拍摄 %u 张，随本次服务记录保存。"),
                       photos->len);
  ds_paper_flow_paragraph (flow, count, DS_TONE_PLAIN);
  ds_paper_flow_photos (flow, input->photos, input->n_photos);
}

static void
add_opinion_row (DsPaperFlow *flow, DsPaperTable *table, const DsEntry *opinion)
{
  const char *language = ds_paper_flow_language (flow);
  const DsOpinionKind *kind = ds_opinion_kind_find (opinion->opinion_kind);
  const DsDepartment *department = opinion->department != NULL ? ds_department_find (opinion->department) : NULL;
  ds_paper_table_cell (table, kind != NULL ? ds_text_for (&kind->title, language) : opinion->opinion_kind,
                       opinion->major ? DS_TONE_BAD : DS_TONE_STRONG);
  ds_paper_table_cell (table, opinion->text, DS_TONE_PLAIN);
  ds_paper_table_cell (table, department != NULL ? ds_text_for (&department->title, language) : opinion->department,
                       DS_TONE_PLAIN);
  ds_paper_table_end_row (table);
}

static void
write_opinions (DsPaperFlow *flow, const DsPaperInput *input)
{
  g_autoptr (GPtrArray) opinions = ds_visit_opinions (input->visit);
  const DsEntry *satisfaction = ds_visit_satisfaction (input->visit);
  if (opinions->len > 0) {
    ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "What you told us", "您的意见"));
    DsPaperColumn columns[] = {
      { ds_paper_flow_say (flow, "Kind", "类型"), 16, PANGO_ALIGN_LEFT },
      { ds_paper_flow_say (flow, "Your words", "内容"), 60, PANGO_ALIGN_LEFT },
      { ds_paper_flow_say (flow, "Who answers for it", "责任部门"), 26, PANGO_ALIGN_LEFT },
    };
    g_autoptr (DsPaperTable) table = ds_paper_table_new (flow, columns, G_N_ELEMENTS (columns));
    for (guint i = 0; i < opinions->len; i++) {
      add_opinion_row (flow, table, g_ptr_array_index (opinions, i));
    }
  }
  if (satisfaction != NULL) {
    ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Satisfaction", "满意度"));
    ds_paper_flow_stars (flow, satisfaction->score);
    if (satisfaction->text != NULL && *satisfaction->text != '\0') {
      ds_paper_flow_paragraph (flow, satisfaction->text, DS_TONE_PLAIN);
    }
  }
}

static void
write_guides (DsPaperFlow *flow, const DsPaperInput *input)
{
  const DsEntry *entry = ds_visit_guide (input->visit);
  if (entry == NULL) {
    return;
  }
  g_autoptr (GString) titles = g_string_new (NULL);
  for (guint i = 0; i < input->n_guides; i++) {
    const char *title = ds_text_for (&input->guides[i]->title, ds_paper_flow_language (flow));
    g_string_append_printf (titles, "%s%s", titles->len > 0 ? ds_paper_flow_say (flow, ", ", "、") : "", title);
  }
  ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Guide handed over", "使用指南"));
  if (titles->len > 0) {
    ds_paper_flow_paragraph (flow, titles->str, DS_TONE_PLAIN);
  }
  ds_paper_flow_paragraph (flow,
                           entry->explained
                               ? ds_paper_flow_say (flow, "The guide was handed over and explained.", "已交付并讲解。")
                               : ds_paper_flow_say (flow, "The guide was handed over.", "已交付。"),
                           DS_TONE_PLAIN);
}

static void
write_signatures (DsPaperFlow *flow, const DsPaperInput *input)
{
  const DsEntry *sign = ds_visit_sign (input->visit);
  g_autofree char *date = ds_paper_entry_time (sign);
  g_autofree char *technician = describe_technician (input);
  const DsSignature *signature = sign != NULL ? sign->value.signature : NULL;
  DsPaperSigner customer = {
    .label = ds_paper_flow_say (flow, "Customer’s signature", "用户签字"),
    .name = signature != NULL && signature->name != NULL ? signature->name : input->order->customer_name,
    .signature = signature,
    .date = date,
  };
  DsPaperSigner staff = { .label = ds_paper_flow_say (flow, "Technician", "服务人员"), .name = technician };
  ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Confirmation", "确认"));
  ds_paper_flow_paragraph (
      flow,
      ds_paper_flow_say (flow,
                         "The results above were explained to me. The site was left clean and nothing is owed "
                         "beyond the published price list.",
                         "以上结果已向我说明，现场已清理干净，收费按公开标准执行。"),
      DS_TONE_PLAIN);
  if (sign != NULL && ds_visit_sign_outdated (input->visit)) {
    ds_paper_flow_callout (flow, NULL,
                           ds_paper_flow_say (flow,
                                              "Something was changed after this was signed: it has to be signed again.",
                                              "签字后内容有改动，需要重新签字。"),
                           DS_TONE_WARN);
  }
  /* The words and the fields to sign belong together. */
  ds_paper_flow_keep_last (flow);
  ds_paper_flow_signatures (flow, &customer, &staff);
  if (input->phone != NULL) {
    g_autofree char *call =
        g_strdup_printf (ds_paper_flow_say (flow, "Questions? Call %s.", "如有疑问，请拨打服务热线：%s"), input->phone);
    ds_paper_flow_space (flow, 6);
    ds_paper_flow_paragraph (flow, call, DS_TONE_MUTED);
  }
}

DsPaper *
ds_paper_new_report (const DsPaperInput *input)
{
  g_return_val_if_fail (input->order != NULL && input->visit != NULL, NULL);
  DsPaperFlow *flow = ds_paper_flow_new (input->language);
  const char *title = ds_paper_flow_say (flow, "Visit report", "上门服务报告");
  gint32 offset_s;
  gint64 made_us = ds_paper_made_us (input, &offset_s);
  g_autofree char *date = ds_paper_time_text (made_us, offset_s);
  DsPaperHead head = { ds_paper_company (input), title, NULL, input->order->id, date };
  ds_paper_flow_letterhead (flow, &head);
  write_order (flow, input);
  ds_paper_findings_verdict (flow, input);
  ds_paper_findings_hazards (flow, input);
  ds_paper_findings_remedied (flow, input);
  ds_paper_findings_advice (flow, input);
  write_appliances (flow, input);
  write_times (flow, input);
  ds_paper_findings_results (flow, input);
  ds_paper_findings_comparisons (flow, input);
  ds_paper_findings_values (flow, input);
  ds_paper_findings_details (flow, input);
  ds_paper_findings_skipped (flow, input);
  write_photos (flow, input);
  write_opinions (flow, input);
  write_guides (flow, input);
  write_signatures (flow, input);
  return ds_paper_new (flow, title, ds_paper_company (input), input->order->id, made_us);
}
