/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ds-order-row.h"

G_BEGIN_DECLS

/*
 * The screens' words for the machine words of orders and records, in the present language. All results are (transfer none)
 * and never %NULL; an unknown machine word is given back as it is. Main thread.
 */

/** ds_words_service: "cleaning" → "Cleaning" / 清洗保养 */
const char *ds_words_service (const char *service);
/** ds_words_kind: "ac-split" → "Split air conditioner" / 分体空调 */
const char *ds_words_kind (const char *kind);
/** ds_words_stage: what has been reached: "Accepted" / 已接单 */
const char *ds_words_stage (DsOrderStage stage);
/** ds_words_stage_name: the same for a stage's machine name ("departed") */
const char *ds_words_stage_name (const char *stage);
/** ds_words_section: heading of a bucket of Today */
const char *ds_words_section (DsOrderSection section);
/** ds_words_record: "visit" → "Visit" / 工单记录 */
const char *ds_words_record (const char *kind);
/** ds_words_bring_kind: "tool" → "Tools" / 工具 */
const char *ds_words_bring_kind (const char *kind);

/** ds_words_join: Returns: (transfer full): @words through @translate (nullable), each once with a count ("2 × Split air conditioner"), joined with @separator */
char *ds_words_join (const char *const *words, const char *(*translate) (const char *word), const char *separator);

/** ds_words_promise: Returns: (transfer full): "2 h 05 min left", "Overdue by 1 day", or "" for %G_MAXINT minutes */
char *ds_words_promise (int minutes);

/** ds_words_promise_style: Returns: (transfer none): the style class for that: "overdue", "hazard", "pass" */
const char *ds_words_promise_style (int minutes);

/** ds_words_when: Returns: (transfer full): date and time in local words, "today 14:05", "11-20 09:30", "never" for 0 */
char *ds_words_when (gint64 wall_us);

G_END_DECLS
