/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-paper-flow.h"
#include "ds-paper.h"

G_BEGIN_DECLS

/*
 * What the model knows, as words on paper in the flow's language. Papers do not go through gettext: their language is
 * the customer's, whatever the tablet's is.
 */

/** ds_paper_time_text: Returns: (transfer full): "2026-11-21 14:30" in the zone given; %NULL for an unset time */
char *ds_paper_time_text (gint64 wall_us, gint32 offset_s);
/** ds_paper_entry_time: Returns: (transfer full) (nullable): when @entry (nullable) was made */
char *ds_paper_entry_time (const DsEntry *entry);

/** ds_paper_appliance_text: Returns: (transfer full): "Split air conditioner Haier KFR-35GW (bedroom)"; the whole home for %NULL */
char *ds_paper_appliance_text (DsPaperFlow *flow, const DsAppliance *appliance);
/** ds_paper_job_text: Returns: (transfer full): the checklist's title and the appliance's place */
char *ds_paper_job_text (DsPaperFlow *flow, const DsPaperInput *input, guint job);
/** ds_paper_place_text: Returns: (transfer full): where a slot is: appliance or whole home, section, thing */
char *ds_paper_place_text (DsPaperFlow *flow, const DsPaperInput *input, const DsSlotView *view);
/** ds_paper_item_text: Returns: (transfer full): "E05 Supply voltage (bedroom socket)" */
char *ds_paper_item_text (DsPaperFlow *flow, const DsSlotView *view);

/** ds_paper_value_text: Returns: (transfer full): @value of the slot with unit; computed ones from the slot; "—" for none */
char *ds_paper_value_text (DsPaperFlow *flow, const DsSlotView *view, const DsValue *value);
/** ds_paper_limit_text: Returns: (transfer full): what is acceptable, then the lines beyond which it is worse; "" for none */
char *ds_paper_limit_text (DsPaperFlow *flow, DsVisit *visit, const DsSlotView *view);
/** ds_paper_required_text: Returns: (transfer full): the broken limit @limit, or what a good answer would be */
char *ds_paper_required_text (DsPaperFlow *flow, const DsSlotView *view, guint limit);
/** ds_paper_source_text: @limit: only that limit's sources, or %DS_NONE. Returns: (transfer full): where the limits come from: "ref. GB/T 12325-2008 4.3"; a house rule is called one */
char *ds_paper_source_text (DsPaperFlow *flow, DsVisit *visit, const DsSlotView *view, guint limit);

/** ds_paper_severity_text: Returns: (transfer none): 停用, 隐患, 提示 */
const char *ds_paper_severity_text (DsPaperFlow *flow, DsSeverity severity);
/** ds_paper_severity_tone: Returns: how it is coloured */
DsPaperTone ds_paper_severity_tone (DsSeverity severity);
/** ds_paper_state_text: Returns: (transfer none): the word for the state of a slot; @ret_tone: (out): its colour */
const char *ds_paper_state_text (DsPaperFlow *flow, const DsSlotView *view, DsPaperTone *ret_tone);

/** ds_paper_company: Returns: (transfer none): who serves, "" if not known */
const char *ds_paper_company (const DsPaperInput *input);
/** ds_paper_made_us: Returns: the wall time of the last thing that happened in the visit, for the paper's date */
gint64 ds_paper_made_us (const DsPaperInput *input, gint32 *ret_offset_s);

G_END_DECLS
