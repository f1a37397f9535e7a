/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper.h"

#include "ds-paper-figures.h"
#include "ds-paper-private.h"
#include "ds-paper-table.h"
#include "ds-paper-words.h"

#include <string.h>

/*
 * The notice is a paper the customer keeps and may show to an electrician: so it speaks both languages, each in a part
 * of its own, the customer's first. The sentence is that of the appliance service facts §0.2.
 */

/* What must not be used: the appliance or the socket by name, else the place just named. */
static char *
describe_subject (DsPaperFlow *flow, const DsPaperInput *input, const DsSlotView *view)
{
  const DsJob *job = ds_visit_job (input->visit, view->job);
  const DsAppliance *appliance = job->appliance != NULL ? ds_order_find_appliance (input->order, job->appliance) : NULL;
  g_autofree char *name = appliance != NULL ? ds_paper_appliance_text (flow, appliance) : g_strdup (view->thing_name);
  if (name == NULL) {
    return g_strdup (ds_paper_flow_say (flow, "it", "该部位"));
  }
  return g_strdup_printf (ds_paper_flow_say (flow, "“%s”", "「%s」"), name);
}

/* A line of the checklist is a sentence; inside another one it has no full stop. */
static char *
strip_full_stop (const char *text)
{
  if (g_str_has_suffix (text, "。")) {
    return g_strndup (text, strlen (text) - strlen ("。"));
  }
  return g_strndup (text, strlen (text) - (g_str_has_suffix (text, ".") ? 1 : 0));
}

static void
write_hazard (DsPaperFlow *flow, const DsPaperInput *input, const DsHazard *hazard, guint number)
{
  DsSlotView view;
  ds_visit_view (input->visit, hazard->slot, &view);
  const char *language = ds_paper_flow_language (flow);
  g_autofree char *place = ds_paper_place_text (flow, input, &view);
  g_autofree char *subject = describe_subject (flow, input, &view);
  g_autofree char *found = ds_paper_value_text (flow, &view, hazard->value != NULL ? hazard->value : hazard->found);
  g_autofree char *required = ds_paper_required_text (flow, &view, hazard->limit);
  g_autofree char *source = ds_paper_source_text (flow, input->visit, &view, hazard->limit);
  const char *what = view.step->hazard.en != NULL ? ds_text_for (&view.step->hazard, language)
                                                  : ds_text_for (&view.step->title, language);
  const char *remedy = view.step->remedy.en != NULL ? ds_text_for (&view.step->remedy, language) : "";
  g_autofree char *heading = g_strdup_printf ("%u. %s", number, place);
  g_autofree char *inside = strip_full_stop (what);
  g_autofree char *sentence = NULL;
  if (g_str_equal (language, "zh_CN")) {
    sentence = g_strdup_printf (
        "经现场检测，您家「%s」处存在「%s」安全隐患（实测值 %s，标准要求 %s）。在整改合格前请勿使用%s。", place, inside,
        found, required, subject);
  } else {
    sentence =
        g_strdup_printf ("On-site inspection found “%s” at “%s” (measured %s, required %s). Do not use %s until it has "
                         "been put right.",
                         inside, place, found, required, subject);
  }
  ds_paper_flow_subheading (flow, heading, ds_paper_severity_text (flow, hazard->severity),
                            ds_paper_severity_tone (hazard->severity));
  ds_paper_flow_callout (flow, what, sentence, hazard->severity >= DS_SEVERITY_STOP ? DS_TONE_BAD : DS_TONE_WARN);
  ds_paper_flow_keep_last (flow);
  DsPaperPair pairs[] = {
    { ds_paper_flow_say (flow, "Measured", "实测值"), found },
    { ds_paper_flow_say (flow, "Required", "标准要求"), required },
    { ds_paper_flow_say (flow, "Source", "依据"), source },
    { ds_paper_flow_say (flow, "Remedy", "整改建议"), remedy },
  };
  ds_paper_flow_pairs (flow, pairs, 2, 2);
  ds_paper_flow_keep_last (flow);
  ds_paper_flow_pairs (flow, pairs + 2, 2, 1);
}

static void
write_part (DsPaperFlow *flow, const DsPaperInput *input, GArray *hazards)
{
  const DsEntry *notice = ds_visit_notice (input->visit);
  if (hazards->len == 0) {
    ds_paper_flow_callout (flow, ds_paper_flow_say (flow, "No open hazard", "无遗留隐患"),
                           ds_paper_flow_say (flow, "On-site inspection left no hazard that is not put right.",
                                              "经现场检测，未发现尚未整改的安全隐患。"),
                           DS_TONE_GOOD);
    return;
  }
  for (guint i = 0; i < hazards->len; i++) {
    write_hazard (flow, input, &g_array_index (hazards, DsHazard, i), i + 1);
  }
  ds_paper_flow_space (flow, 8);
  ds_paper_flow_paragraph (
      flow,
      ds_paper_flow_say (flow, "The risk and the remedy were explained to me.", "服务人员已向我说明风险及整改建议。"),
      DS_TONE_STRONG);
  if (notice != NULL && notice->follow_up != NULL) {
    g_autofree char *follow_up = g_strdup_printf (
        ds_paper_flow_say (flow, "We will follow up by %s.", "我们将于 %s 前回访复查。"), notice->follow_up);
    ds_paper_flow_paragraph (flow, follow_up, DS_TONE_STRONG);
  }
}

static void
write_signatures (DsPaperFlow *flow, const DsPaperInput *input)
{
  const DsEntry *notice = ds_visit_notice (input->visit);
  g_autofree char *date = ds_paper_entry_time (notice);
  const DsSignature *signature = notice != NULL ? notice->value.signature : NULL;
  DsPaperSigner customer = {
    .label = ds_paper_flow_say (flow, "Customer / 用户签字", "用户签字 / Customer"),
    .name = signature != NULL && signature->name != NULL ? signature->name : input->order->customer_name,
    .signature = signature,
    .date = date,
  };
  DsPaperSigner staff = {
    .label = ds_paper_flow_say (flow, "Technician / 服务人员", "服务人员 / Technician"),
    .name = input->technician != NULL ? input->technician : input->order->technician,
    .date = date,
  };
  ds_paper_flow_space (flow, 10);
  ds_paper_flow_signatures (flow, &customer, &staff);
}

static void
write_order (DsPaperFlow *flow, const DsPaperInput *input)
{
  DsPaperPair pairs[] = {
    { ds_paper_flow_say (flow, "Customer", "用户"), input->order->customer_name },
    { ds_paper_flow_say (flow, "Phone", "电话"), input->order->phone },
    { ds_paper_flow_say (flow, "Address", "地址"), input->order->address },
    { ds_paper_flow_say (flow, "Our phone", "服务热线"), input->phone },
  };
  ds_paper_flow_pairs (flow, pairs, G_N_ELEMENTS (pairs), 2);
}

DsPaper *
ds_paper_new_notice (const DsPaperInput *input)
{
  g_return_val_if_fail (input->order != NULL && input->visit != NULL, NULL);
  DsPaperFlow *flow = ds_paper_flow_new (input->language);
  const char *first = ds_paper_flow_language (flow);
  const char *title = ds_paper_flow_say (flow, "Hazard notice", "安全隐患告知书");
  gint32 offset_s;
  gint64 made_us = ds_paper_made_us (input, &offset_s);
  g_autofree char *date = ds_paper_time_text (made_us, offset_s);
  DsPaperHead head = { ds_paper_company (input), title, ds_paper_flow_say (flow, "安全隐患告知书", "Hazard notice"),
                       input->order->id, date };
  g_autoptr (GArray) hazards = ds_visit_hazards (input->visit, FALSE);

  ds_paper_flow_letterhead (flow, &head);
  write_order (flow, input);
  ds_paper_flow_heading (flow, title);
  write_part (flow, input, hazards);
  ds_paper_flow_set_language (flow, ds_paper_flow_say (flow, "zh_CN", "en"));
  ds_paper_flow_heading (flow, ds_paper_flow_say (flow, "Hazard notice", "安全隐患告知书"));
  write_part (flow, input, hazards);
  ds_paper_flow_set_language (flow, first);
  if (hazards->len > 0) {
    ds_paper_flow_keep_last (flow);
    write_signatures (flow, input);
  }
  return ds_paper_new (flow, title, ds_paper_company (input), input->order->id, made_us);
}
