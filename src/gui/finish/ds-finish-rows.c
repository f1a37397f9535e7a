/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-rows.h"

#include "ds-slot-words.h"

GtkListBox *
ds_finish_rows_new (void)
{
  GtkListBox *list = GTK_LIST_BOX (gtk_list_box_new ());

  gtk_list_box_set_selection_mode (list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (list), "boxed-list");
  gtk_widget_add_css_class (GTK_WIDGET (list), "ds-finish-list");
  return list;
}

int
ds_finish_rows_clear (GtkListBox *list)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (list));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkListBoxRow *row;
  int found = -1;

  for (int i = 0; focus != NULL && (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    if (focus == GTK_WIDGET (row) || gtk_widget_is_ancestor (focus, GTK_WIDGET (row)))
      found = i;
  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
  return found;
}

void
ds_finish_rows_restore (GtkListBox *list, int index)
{
  GtkListBoxRow *row = NULL;

  for (int i = index; i >= 0 && row == NULL; i--)
    row = gtk_list_box_get_row_at_index (list, i);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

GtkWidget *
ds_finish_text_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

GtkWidget *
ds_finish_chip_new (const char *text, const char *style)
{
  GtkWidget *chip = gtk_label_new (text);

  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (chip, "ds-chip");
  if (style != NULL && *style != '\0')
    gtk_widget_add_css_class (chip, style);
  return chip;
}

GtkWidget *
ds_finish_button_new (const char *label, const char *name, const char *action, const char *target)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  ds_slot_words_name (button, name);
  if (target != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

DsFinishRow
ds_finish_rows_add (GtkListBox *list, const char *title, const char *subtitle)
{
  DsFinishRow row = { 0 };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = ds_finish_text_new (title, NULL);

  row.row = GTK_LIST_BOX_ROW (gtk_list_box_row_new ());
  row.head = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10));
  row.texts = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 4));
  row.buttons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8));
  gtk_widget_add_css_class (box, "ds-finish-row");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (row.head, label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row.head));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row.texts));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row.buttons));
  gtk_widget_set_visible (GTK_WIDGET (row.texts), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (row.buttons), FALSE);
  gtk_widget_set_halign (GTK_WIDGET (row.buttons), GTK_ALIGN_END);
  gtk_list_box_row_set_child (row.row, box);
  gtk_list_box_row_set_activatable (row.row, FALSE);
  ds_slot_words_name (row.row, title);
  gtk_list_box_append (list, GTK_WIDGET (row.row));
  if (subtitle != NULL && *subtitle != '\0')
    ds_finish_row_add_text (&row, subtitle, "ds-quiet");
  return row;
}

void
ds_finish_row_add_text (const DsFinishRow *row, const char *text, const char *style)
{
  gtk_box_append (row->texts, ds_finish_text_new (text, style));
  gtk_widget_set_visible (GTK_WIDGET (row->texts), TRUE);
}

void
ds_finish_row_add_chip (const DsFinishRow *row, const char *text, const char *style)
{
  gtk_box_append (row->head, ds_finish_chip_new (text, style));
}

void
ds_finish_row_add_button (const DsFinishRow *row, const char *label, const char *name, const char *action,
                          const char *target)
{
  gtk_box_append (row->buttons, ds_finish_button_new (label, name, action, target));
  gtk_widget_set_visible (GTK_WIDGET (row->buttons), TRUE);
}

void
ds_finish_row_set_action (const DsFinishRow *row, const char *action, const char *target)
{
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  gtk_widget_set_valign (arrow, GTK_ALIGN_CENTER);
  gtk_box_append (row->head, arrow);
  gtk_list_box_row_set_activatable (row->row, TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row->row), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row->row), action);
}
