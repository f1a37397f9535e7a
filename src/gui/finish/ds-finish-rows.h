/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Rows of the Finish screen's lists. A row wraps its texts and puts its buttons below them, so that it fits the
 * narrowest phone. A list is rebuilt after an act; the keyboard's place in it is kept.
 */

/** DsFinishRow: a row being built; borrowed. @head: title and chips; @texts: all lines below the title; @buttons: below those */
typedef struct {
  GtkListBoxRow *row;
  GtkBox *head;
  GtkBox *texts;
  GtkBox *buttons;
} DsFinishRow;

/** ds_finish_rows_new: Returns: (transfer floating): an empty list in the look of a card */
GtkListBox *ds_finish_rows_new (void);

/** ds_finish_rows_clear: takes all rows out. Returns: the index of the row that had the focus, -1 if none, for ds_finish_rows_restore() */
int ds_finish_rows_clear (GtkListBox *list);

/** ds_finish_rows_restore: @index: from ds_finish_rows_clear(): puts the focus back on that row, or the last one */
void ds_finish_rows_restore (GtkListBox *list, int index);

/** ds_finish_rows_add: @subtitle: (nullable). Returns: the new row, which cannot be tapped */
DsFinishRow ds_finish_rows_add (GtkListBox *list, const char *title, const char *subtitle);

/** ds_finish_row_add_text: another line under the title; @style (nullable): a style class */
void ds_finish_row_add_text (const DsFinishRow *row, const char *text, const char *style);

/** ds_finish_row_add_chip: a word beside the title; @style (nullable): "stop", "hazard", "advice", "pass" */
void ds_finish_row_add_chip (const DsFinishRow *row, const char *text, const char *style);

/**
 * ds_finish_row_add_button:
 * @label: what it says
 * @name: its accessible name, which also says what it is about
 * @action: the action it activates
 * @target: (nullable): the action's string
 */
void ds_finish_row_add_button (const DsFinishRow *row, const char *label, const char *name, const char *action,
                               const char *target);

/** ds_finish_row_set_action: the whole row can be tapped: it activates @action with the string @target */
void ds_finish_row_set_action (const DsFinishRow *row, const char *action, const char *target);

/** ds_finish_chip_new: Returns: (transfer floating): a chip by itself; @style (nullable) */
GtkWidget *ds_finish_chip_new (const char *text, const char *style);

/** ds_finish_text_new: Returns: (transfer floating): a label that wraps, left bound; @style (nullable) */
GtkWidget *ds_finish_text_new (const char *text, const char *style);

/** ds_finish_button_new: Returns: (transfer floating): a button with an accessible name of its own; @target (nullable) */
GtkWidget *ds_finish_button_new (const char *label, const char *name, const char *action, const char *target);

G_END_DECLS
