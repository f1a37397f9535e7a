/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * DsKeypad: digits for a gloved thumb, with Record as its last key. It types into an editable.
 * Signal "record": the Record key.
 */
#define DS_TYPE_KEYPAD (ds_keypad_get_type ())
G_DECLARE_FINAL_TYPE (DsKeypad, ds_keypad, DS, KEYPAD, AdwBin)

/** ds_keypad_set_editable: @editable: (nullable): where the keys type; held weakly */
void ds_keypad_set_editable (DsKeypad *self, GtkEditable *editable);
/** ds_keypad_set_point: whether the number may have a point */
void ds_keypad_set_point (DsKeypad *self, gboolean allowed);
/** ds_keypad_set_record_sensitive: whether there is something to record */
void ds_keypad_set_record_sensitive (DsKeypad *self, gboolean sensitive);
/** ds_keypad_type: one key: a digit, '.', '-' (turns the sign) or '\b' (takes the last one back) */
void ds_keypad_type (DsKeypad *self, char key);

G_END_DECLS
