/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper.h"

#include "ds-appliance.h"
#include "ds-paper-figures.h"
#include "ds-paper-private.h"
#include "ds-paper-table.h"
#include "ds-paper-words.h"

#include <string.h>

#define ITEM_SIZE 11.0
#define ITEM_MARK 38.0
#define ITEM_INDENT 56.0

static gboolean
is_for_any (const DsPaperInput *input, const DsAppliance *appliance)
{
  for (guint i = 0; i < input->n_guides; i++) {
    if (ds_guide_is_for (input->guides[i], appliance->kind)) {
      return TRUE;
    }
  }
  return FALSE;
}

/* The customer's own appliances that the booklet is about, with the years they are made for. */
static void
write_appliances (DsPaperFlow *flow, const DsPaperInput *input)
{
  DsPaperColumn columns[] = {
    { ds_paper_flow_say (flow, "Your appliance", "您的电器"), 46, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Purchased", "购买日期"), 20, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Safe service life", "安全使用年限"), 22, PANGO_ALIGN_LEFT },
    { ds_paper_flow_say (flow, "Source", "依据"), 28, PANGO_ALIGN_LEFT },
  };
  g_autoptr (DsPaperTable) table = NULL;
  for (guint i = 0; i < input->order->appliances->len; i++) {
    const DsAppliance *appliance = g_ptr_array_index (input->order->appliances, i);
    if (!is_for_any (input, appliance)) {
      continue;
    }
    if (table == NULL) {
      table = ds_paper_table_new (flow, columns, G_N_ELEMENTS (columns));
    }
    const DsApplianceKind *kind = ds_appliance_kind_find (appliance->kind);
    guint years = ds_appliance_safe_life_years (appliance->kind, g_hash_table_lookup (appliance->facts, "gas"));
    g_autofree char *name = ds_paper_appliance_text (flow, appliance);
    g_autofree char *life =
        years > 0 ? g_strdup_printf (ds_paper_flow_say (flow, "%u years", "%u 年"), years) : g_strdup ("—");
    ds_paper_table_cell (table, name, DS_TONE_PLAIN);
    ds_paper_table_cell (table, appliance->purchased != NULL ? appliance->purchased : "—", DS_TONE_PLAIN);
    ds_paper_table_cell (table, life, years > 0 ? DS_TONE_STRONG : DS_TONE_MUTED);
    ds_paper_table_cell (table, years > 0 && kind != NULL ? kind->source : "", DS_TONE_MUTED);
    ds_paper_table_end_row (table);
  }
}

/* What the booklet's name promises, each with a colour of its own. */
static guint32
find_kind_colour (const char *kind)
{
  if (g_strcmp0 (kind, "safety") == 0) {
    return DS_INK_BAD;
  }
  if (g_strcmp0 (kind, "health") == 0) {
    return DS_INK_GOOD;
  }
  return g_strcmp0 (kind, "energy") == 0 ? DS_INK_WARN : DS_INK_ACCENT;
}

static const char *
name_kind (DsPaperFlow *flow, const char *kind)
{
  if (g_strcmp0 (kind, "safety") == 0) {
    return ds_paper_flow_say (flow, "Safety", "安全");
  }
  if (g_strcmp0 (kind, "health") == 0) {
    return ds_paper_flow_say (flow, "Health", "健康");
  }
  return g_strcmp0 (kind, "energy") == 0 ? ds_paper_flow_say (flow, "Energy", "节能")
                                         : ds_paper_flow_say (flow, "Care", "保养");
}

static void
write_item (DsPaperFlow *flow, const DsGuideItem *item)
{
  DsPaperStyle style = ds_paper_tone_style (item->important ? DS_TONE_STRONG : DS_TONE_PLAIN, ITEM_SIZE);
  DsPaperStyle mark_style = { .size = 8.4, .bold = TRUE, .colour = DS_INK_WHITE, .align = PANGO_ALIGN_CENTER };
  guint32 colour = find_kind_colour (item->kind);
  PangoLayout *text = ds_paper_flow_layout (flow, ds_text_for (&item->text, ds_paper_flow_language (flow)), &style,
                                            DS_FLOW_WIDTH - ITEM_INDENT - 8);
  double height = ds_paper_layout_height (text) + 8;
  DsPaperStrip *strip = ds_paper_strip_new (height);
  if (item->important) {
    ds_paper_strip_add_fill (strip, (DsPaperBox){ 0, 0, DS_FLOW_WIDTH, height - 1 }, 3, DS_INK_PANEL);
  }
  /* The kind in words too: a booklet is often printed without colours. */
  PangoLayout *mark = ds_paper_flow_layout (flow, name_kind (flow, item->kind), &mark_style, ITEM_MARK);
  ds_paper_strip_add_fill (strip, (DsPaperBox){ 6, 4.6, ITEM_MARK, 14 }, 3, colour);
  ds_paper_strip_add_text (strip, mark, 6, 5.2, mark_style.colour);
  ds_paper_strip_add_text (strip, text, ITEM_INDENT, 3, style.colour);
  ds_paper_flow_add (flow, strip);
}

static void
write_section (DsPaperFlow *flow, const DsGuideSection *section)
{
  ds_paper_flow_subheading (flow, ds_text_for (&section->title, ds_paper_flow_language (flow)), NULL, DS_TONE_PLAIN);
  for (guint i = 0; i < section->n_items; i++) {
    write_item (flow, &section->items[i]);
  }
}

static void
write_sources (DsPaperFlow *flow, const DsGuide *guide)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < guide->n_basis; i++) {
    g_autofree char *standard = ds_basis_to_text (&guide->basis[i]);
    gboolean house = g_str_equal (guide->basis[i].confidence, "house");
    const char *line = house ? ds_paper_flow_say (flow, "House rule", "企业内控") : standard;
    if (strstr (text->str, line) == NULL) {
      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", line);
    }
  }
  if (text->len > 0) {
    g_autofree char *sources = g_strdup_printf (ds_paper_flow_say (flow, "Sources: %s", "参考依据：%s"), text->str);
    ds_paper_flow_space (flow, 4);
    ds_paper_flow_paragraph (flow, sources, DS_TONE_MUTED);
  }
}

DsPaper *
ds_paper_new_guide (const DsPaperInput *input)
{
  g_return_val_if_fail (input->order != NULL && input->n_guides > 0, NULL);
  DsPaperFlow *flow = ds_paper_flow_new (input->language);
  const char *title = ds_paper_flow_say (flow, "Guide to safe, healthy and thrifty use", "安全健康节能使用指南");
  gint32 offset_s;
  gint64 made_us = ds_paper_made_us (input, &offset_s);
  g_autofree char *date = ds_paper_time_text (made_us, offset_s);
  g_autofree char *whom = g_strdup_printf (ds_paper_flow_say (flow, "For %s", "致 %s"), input->order->customer_name);
  DsPaperHead head = { ds_paper_company (input), title, whom, input->order->id, date };
  ds_paper_flow_letterhead (flow, &head);
  write_appliances (flow, input);
  for (guint i = 0; i < input->n_guides; i++) {
    const DsGuide *guide = input->guides[i];
    ds_paper_flow_heading (flow, ds_text_for (&guide->title, ds_paper_flow_language (flow)));
    for (guint j = 0; j < guide->n_sections; j++) {
      write_section (flow, &guide->sections[j]);
    }
    write_sources (flow, guide);
  }
  if (input->phone != NULL) {
    g_autofree char *call =
        g_strdup_printf (ds_paper_flow_say (flow, "Questions? Call %s.", "如有疑问，请拨打服务热线：%s"), input->phone);
    ds_paper_flow_callout (flow, NULL, call, DS_TONE_PLAIN);
  }
  return ds_paper_new (flow, title, ds_paper_company (input), input->order->id, made_us);
}
