/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-keypad.h"

#include <string.h>

/* Longer than any measured value; the engine has its own limit. */
#define MAX_KEYS 24

struct _DsKeypad {
  AdwBin parent_instance;
  GtkEditable *editable;
  GtkButton *point_button;
  GtkButton *record_button;
};

G_DEFINE_FINAL_TYPE (DsKeypad, ds_keypad, ADW_TYPE_BIN)

static guint record_signal;

/* The minus key turns the sign wherever the cursor is: nobody moves a cursor with gloves on. */
static void
turn_sign (GtkEditable *editable)
{
  const char *text = gtk_editable_get_text (editable);
  g_autofree char *turned = text[0] == '-' ? g_strdup (text + 1) : g_strconcat ("-", text, NULL);

  gtk_editable_set_text (editable, turned);
  gtk_editable_set_position (editable, -1);
}

void
ds_keypad_type (DsKeypad *self, char key)
{
  const char text[] = { key, '\0' };
  int position;

  if (self->editable == NULL)
    return;
  if (key == '-') {
    turn_sign (self->editable);
    return;
  }
  if (gtk_editable_get_selection_bounds (self->editable, NULL, NULL)) {
    gtk_editable_delete_selection (self->editable);
    if (key == '\b')
      return;
  }
  position = gtk_editable_get_position (self->editable);
  if (key == '\b') {
    if (position > 0)
      gtk_editable_delete_text (self->editable, position - 1, position);
    return;
  }
  if (strlen (gtk_editable_get_text (self->editable)) >= MAX_KEYS)
    return;
  if (key == '.' && strchr (gtk_editable_get_text (self->editable), '.') != NULL)
    return;
  gtk_editable_insert_text (self->editable, text, 1, &position);
  gtk_editable_set_position (self->editable, position);
}

static void
type_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ds_keypad_type (DS_KEYPAD (widget), g_variant_get_string (parameter, NULL)[0]);
}

static void
record_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, record_signal, 0);
}

void
ds_keypad_set_editable (DsKeypad *self, GtkEditable *editable)
{
  g_set_weak_pointer (&self->editable, editable);
}

void
ds_keypad_set_point (DsKeypad *self, gboolean allowed)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->point_button), allowed);
}

void
ds_keypad_set_record_sensitive (DsKeypad *self, gboolean sensitive)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "keypad.record", sensitive);
}

static void
ds_keypad_dispose (GObject *object)
{
  g_clear_weak_pointer (&DS_KEYPAD (object)->editable);
  G_OBJECT_CLASS (ds_keypad_parent_class)->dispose (object);
}

static void
ds_keypad_class_init (DsKeypadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_keypad_dispose;
  record_signal = g_signal_new ("record", DS_TYPE_KEYPAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "keypad.type", "s", type_cb);
  gtk_widget_class_install_action (widget_class, "keypad.record", NULL, record_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/keypad.ui");
  gtk_widget_class_bind_template_child (widget_class, DsKeypad, point_button);
  gtk_widget_class_bind_template_child (widget_class, DsKeypad, record_button);
}

static void
ds_keypad_init (DsKeypad *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
