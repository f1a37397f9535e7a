/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ask.h"

#include "ds-slot-words.h"

#include <glib/gi18n.h>

typedef struct {
  GtkWidget *widget; /* weak */
  AdwMessageDialog *dialog;
  GtkEntry *entry; /* nullable */
  GPtrArray *choices; /* GtkCheckButton */
  GPtrArray *ids;
  DsAskFunc func;
  gpointer user_data;
  gboolean required;
} Question;

static void
free_question (gpointer data, GClosure *closure)
{
  Question *self = data;

  g_clear_weak_pointer (&self->widget);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_free (self);
}

static char *
dup_text (Question *self)
{
  return self->entry != NULL ? g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))))
                             : g_strdup ("");
}

static const char *
get_choice (Question *self)
{
  for (guint i = 0; i < self->choices->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->choices, i)))
      return g_ptr_array_index (self->ids, i);
  return NULL;
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *self = user_data;
  g_autofree char *text = dup_text (self);
  g_autofree char *choice = g_strdup (get_choice (self));

  if (g_str_equal (response, "accept") && self->widget != NULL)
    self->func (self->widget, choice, text, self->user_data);
}

static void
text_changed_cb (Question *self)
{
  g_autofree char *text = dup_text (self);

  adw_message_dialog_set_response_enabled (self->dialog, "accept", !self->required || text[0] != '\0');
}

static void
suggestion_cb (Question *self, GtkButton *button)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), gtk_button_get_label (button));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
add_choices (Question *self, const DsAsk *ask, GtkBox *box)
{
  for (gsize i = 0; i < ask->n_choices; i++) {
    GtkWidget *button = gtk_check_button_new_with_label (ask->choices[i].label);
    if (i > 0)
      gtk_check_button_set_group (GTK_CHECK_BUTTON (button), g_ptr_array_index (self->choices, 0));
    g_ptr_array_add (self->choices, button);
    g_ptr_array_add (self->ids, g_strdup (ask->choices[i].id));
    gtk_box_append (box, button);
  }
  if (ask->n_choices > 0)
    gtk_check_button_set_active (g_ptr_array_index (self->choices, 0), TRUE);
}

static void
add_suggestions (Question *self, const DsAsk *ask, GtkBox *box)
{
  GtkWidget *flow;

  if (ask->suggestions == NULL || ask->suggestions[0] == NULL)
    return;
  flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 3);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 6);
  for (gsize i = 0; ask->suggestions[i] != NULL; i++) {
    GtkWidget *button = gtk_button_new_with_label (ask->suggestions[i]);
    g_signal_connect_swapped (button, "clicked", G_CALLBACK (suggestion_cb), self);
    gtk_flow_box_append (GTK_FLOW_BOX (flow), button);
  }
  gtk_box_append (box, flow);
}

static void
add_field (Question *self, const DsAsk *ask, GtkBox *box)
{
  GtkWidget *label;

  if (ask->label == NULL)
    return;
  label = gtk_label_new (ask->label);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "ds-strong");
  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_activates_default (self->entry, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), ask->text != NULL ? ask->text : "");
  ds_slot_words_name (self->entry, ask->label);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (text_changed_cb), self);
  gtk_box_append (box, label);
  gtk_box_append (box, GTK_WIDGET (self->entry));
}

void
ds_ask (GtkWidget *widget, const DsAsk *ask, DsAskFunc func, gpointer user_data)
{
  Question *self = g_new0 (Question, 1);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GtkWidget) box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 10));

  g_set_weak_pointer (&self->widget, widget);
  self->choices = g_ptr_array_new ();
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->func = func;
  self->user_data = user_data;
  self->required = ask->required;
  self->dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, ask->heading, ask->body));
  adw_message_dialog_add_responses (self->dialog, "cancel", _ ("Cancel"), "accept", ask->accept, NULL);
  adw_message_dialog_set_response_appearance (self->dialog, "accept",
                                              ask->destructive ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (self->dialog, "accept");
  adw_message_dialog_set_close_response (self->dialog, "cancel");
  add_choices (self, ask, GTK_BOX (box));
  add_suggestions (self, ask, GTK_BOX (box));
  add_field (self, ask, GTK_BOX (box));
  if (gtk_widget_get_first_child (box) != NULL)
    adw_message_dialog_set_extra_child (self->dialog, box);
  if (self->entry != NULL)
    text_changed_cb (self);
  g_signal_connect_data (self->dialog, "response", G_CALLBACK (response_cb), self, free_question, 0);
  gtk_window_present (GTK_WINDOW (self->dialog));
  if (self->entry != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
