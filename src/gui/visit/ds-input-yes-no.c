/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-input-yes-no.h"

struct _DsInputYesNo {
  DsStepInput parent_instance;
  GtkToggleButton *yes_button;
  GtkToggleButton *no_button;
};

G_DEFINE_FINAL_TYPE (DsInputYesNo, ds_input_yes_no, DS_TYPE_STEP_INPUT)

static void
yes_cb (DsInputYesNo *self)
{
  ds_step_input_say_answer (DS_STEP_INPUT (self), "yes");
}

static void
no_cb (DsInputYesNo *self)
{
  ds_step_input_say_answer (DS_STEP_INPUT (self), "no");
}

static void
ds_input_yes_no_show_step (DsStepInput *input, const DsStepView *view)
{
  DsInputYesNo *self = DS_INPUT_YES_NO (input);
  const char *value = ds_step_input_get_standing_value (view);

  gtk_toggle_button_set_active (self->yes_button, g_strcmp0 (value, "yes") == 0);
  gtk_toggle_button_set_active (self->no_button, g_strcmp0 (value, "no") == 0);
}

static gboolean
ds_input_yes_no_take_focus (DsStepInput *input)
{
  return gtk_widget_grab_focus (GTK_WIDGET (DS_INPUT_YES_NO (input)->yes_button));
}

static gboolean
ds_input_yes_no_take_key (DsStepInput *input, guint keyval)
{
  if (keyval != GDK_KEY_y && keyval != GDK_KEY_n)
    return FALSE;
  ds_step_input_say_answer (input, keyval == GDK_KEY_y ? "yes" : "no");
  return TRUE;
}

static void
ds_input_yes_no_class_init (DsInputYesNoClass *klass)
{
  DsStepInputClass *input_class = DS_STEP_INPUT_CLASS (klass);

  input_class->show_step = ds_input_yes_no_show_step;
  input_class->take_focus = ds_input_yes_no_take_focus;
  input_class->take_key = ds_input_yes_no_take_key;
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/doorstep/Doorstep/visit/input-yes-no.ui");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), DsInputYesNo, yes_button);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), DsInputYesNo, no_button);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), yes_cb);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), no_cb);
}

static void
ds_input_yes_no_init (DsInputYesNo *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
