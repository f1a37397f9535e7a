/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-opinion.h"

#define TEXT(en, zh)             \
  {                              \
    (char *) (en), (char *) (zh) \
  }

static const DsOpinionKind kinds[] = {
  { "complaint", TEXT ("Complaint", "投诉") }, { "suggestion", TEXT ("Suggestion", "建议") },
  { "inquiry", TEXT ("Inquiry", "咨询") },     { "praise", TEXT ("Praise", "表扬") },
  { "request", TEXT ("Need", "需求") },
};

/* Where the facts name two departments, the first answers for it. */
static const DsOpinionSubtype subtypes[] = {
  { "Q1", TEXT ("Product malfunction", "产品性能故障"), "RD", FALSE },
  { "Q2", TEXT ("Appearance, missing part, dead on arrival", "外观/缺件/开箱坏"), "MF", FALSE },
  { "Q3", TEXT ("Noise, vibration, smell", "噪声/振动/异味"), "RD", FALSE },
  { "Q4", TEXT ("Safety: shock, gas, water, fire", "安全(漏电/漏气/漏水/起火)"), "QA", TRUE },
  { "Q5", TEXT ("Hard to use", "设计不便/难用"), "RD", FALSE },
  { "L1", TEXT ("Late, wrong or missing delivery", "送货迟到/错发/漏发"), "LG", FALSE },
  { "L2", TEXT ("Damaged in delivery", "送货破损"), "LG", FALSE },
  { "I1", TEXT ("Poor installation", "安装不规范/漏水/不牢"), "IN", FALSE },
  { "I2", TEXT ("Installation over-charge", "安装材料乱收费"), "IN", FALSE },
  { "V1", TEXT ("Late or missed appointment", "上门不及时/失约"), "SV", FALSE },
  { "V2", TEXT ("Poor or repeated repair", "修复质量差/反复修"), "SV", FALSE },
  { "V3", TEXT ("Waiting for parts", "等件时间长"), "SP", FALSE },
  { "V4", TEXT ("Over-charge, no invoice", "乱收费/未开票"), "SV", FALSE },
  { "V5", TEXT ("Conduct (no card, no shoe covers, smoking, gifts)", "服务规范(无证、无鞋套、吸烟、收礼)"), "SV",
    FALSE },
  { "S1", TEXT ("Over-promise by sales", "销售夸大/承诺未兑现"), "ST", FALSE },
  { "S2", TEXT ("Price or return dispute", "价格/退换货纠纷"), "ST", FALSE },
  { "C1", TEXT ("Hotline, wrong dispatch, wrong information", "电话不通/派错/信息错误"), "CC", FALSE },
  { "U1", TEXT ("Misuse or environment", "使用不当/环境问题"), "US", FALSE },
};

static const DsDepartment departments[] = {
  { "RD", TEXT ("R&D design", "开发设计部门") },
  { "MF", TEXT ("Production", "生产制造部门") },
  { "QA", TEXT ("Quality", "质量部门") },
  { "PC", TEXT ("Supply", "采购/供应商") },
  { "LG", TEXT ("Logistics", "物流配送") },
  { "ST", TEXT ("Sales store", "销售门店(售前/售中)") },
  { "IN", TEXT ("Installation", "安装服务") },
  { "SV", TEXT ("Service outlet", "维修服务网点") },
  { "CC", TEXT ("Call centre", "客服中心(电话)") },
  { "SP", TEXT ("Spare parts", "备件部门") },
  { "US", TEXT ("User or environment", "用户使用/环境") },
};

const DsOpinionKind *
ds_opinion_kinds (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (kinds);
  return kinds;
}

const DsOpinionSubtype *
ds_opinion_subtypes (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (subtypes);
  return subtypes;
}

const DsDepartment *
ds_departments (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (departments);
  return departments;
}

const DsOpinionKind *
ds_opinion_kind_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].id, id) == 0)
      return &kinds[i];
  return NULL;
}

const DsOpinionSubtype *
ds_opinion_subtype_find (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (subtypes); i++)
    if (g_strcmp0 (subtypes[i].code, code) == 0)
      return &subtypes[i];
  return NULL;
}

const DsDepartment *
ds_department_find (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (departments); i++)
    if (g_strcmp0 (departments[i].code, code) == 0)
      return &departments[i];
  return NULL;
}
