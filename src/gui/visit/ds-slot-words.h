/* SPDX-License-Identifier: GPL-3.0-or-later */
/* visit/: the Visit screen: outline, one step at a time, its inputs, what to do about a failure. */
#pragma once

#include <gtk/gtk.h>

#include "ds-step-view.h"

G_BEGIN_DECLS

/*
 * How a slot's state is told: always a shape and a word, never a colour alone. Results are (transfer none),
 * translated where they are words. Main thread.
 */

/** A passed or failed step whose reading is too old: shown as a state of its own, though for the engine it is none. */
#define DS_SLOT_STALE ((DsSlotState) (DS_SLOT_SKIPPED + 1))

/** ds_slot_words_icon: the name of a symbolic icon whose shape alone tells the state */
const char *ds_slot_words_icon (DsSlotState state, DsSeverity severity);
/** ds_slot_words_state: "To do", "Passed", "Hazard", … */
const char *ds_slot_words_state (DsSlotState state, DsSeverity severity);
/** ds_slot_words_style: the style class for chips and icons: "pass", "stop", "hazard", "advice", "quiet" or "" */
const char *ds_slot_words_style (DsSlotState state, DsSeverity severity);
/** ds_slot_words_severity: "Stop", "Hazard", "Advice"; "" for none */
const char *ds_slot_words_severity (DsSeverity severity);
/** ds_slot_words_severity_style: "stop", "hazard", "advice"; "" for none */
const char *ds_slot_words_severity_style (DsSeverity severity);
/** ds_slot_words_set_style: puts @style on @widget and takes the other signal classes off; "" takes all off */
void ds_slot_words_set_style (GtkWidget *widget, const char *style);
/** ds_slot_words_clock: Returns: (transfer full): "14:05" in local time, "" for 0 */
char *ds_slot_words_clock (gint64 wall_us);
/** ds_slot_words_name: gives @widget the accessible name @name */
void ds_slot_words_name (gpointer widget, const char *name);

G_END_DECLS
