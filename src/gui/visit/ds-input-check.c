/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-input-check.h"

#include <glib/gi18n.h>

struct _DsInputCheck {
  DsStepInput parent_instance;
  GtkButton *button;
  AdwButtonContent *content;
  gboolean done;
};

G_DEFINE_FINAL_TYPE (DsInputCheck, ds_input_check, DS_TYPE_STEP_INPUT)

static gboolean
ds_input_check_submit (DsStepInput *input)
{
  DsInputCheck *self = DS_INPUT_CHECK (input);

  if (self->done)
    return FALSE;
  ds_step_input_say_answer (input, "done");
  return TRUE;
}

static void
clicked_cb (DsInputCheck *self)
{
  ds_step_input_submit (DS_STEP_INPUT (self));
}

static void
ds_input_check_show_step (DsStepInput *input, const DsStepView *view)
{
  DsInputCheck *self = DS_INPUT_CHECK (input);

  self->done = ds_step_input_get_standing_value (view) != NULL;
  adw_button_content_set_icon_name (self->content, self->done ? "object-select-symbolic" : "checkbox-symbolic");
  adw_button_content_set_label (self->content, self->done ? _ ("Done") : _ ("Confirm: done"));
  if (self->done)
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "suggested-action");
}

static gboolean
ds_input_check_take_focus (DsStepInput *input)
{
  return gtk_widget_grab_focus (GTK_WIDGET (DS_INPUT_CHECK (input)->button));
}

static void
ds_input_check_class_init (DsInputCheckClass *klass)
{
  DsStepInputClass *input_class = DS_STEP_INPUT_CLASS (klass);

  input_class->show_step = ds_input_check_show_step;
  input_class->take_focus = ds_input_check_take_focus;
  input_class->submit = ds_input_check_submit;
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/doorstep/Doorstep/visit/input-check.ui");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), DsInputCheck, button);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), DsInputCheck, content);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), clicked_cb);
}

static void
ds_input_check_init (DsInputCheck *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
