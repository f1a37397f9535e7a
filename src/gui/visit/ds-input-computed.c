/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-input-computed.h"

#include <glib/gi18n.h>

struct _DsInputComputed {
  DsStepInput parent_instance;
  GtkLabel *value;
  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (DsInputComputed, ds_input_computed, DS_TYPE_STEP_INPUT)

static void
ds_input_computed_show_step (DsStepInput *input, const DsStepView *view)
{
  DsInputComputed *self = DS_INPUT_COMPUTED (input);
  gboolean known = view->value_text != NULL;

  gtk_label_set_label (self->value, known ? view->value_text : "—");
  gtk_label_set_label (self->words, known ? _ ("Computed from the values of other steps")
                                          : _ ("Computed by itself as soon as the values it needs are there"));
}

/* Nothing can be typed: the keyboard belongs to Next. */
static gboolean
ds_input_computed_take_focus (DsStepInput *input)
{
  return FALSE;
}

static void
ds_input_computed_class_init (DsInputComputedClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  DsStepInputClass *input_class = DS_STEP_INPUT_CLASS (klass);

  input_class->show_step = ds_input_computed_show_step;
  input_class->take_focus = ds_input_computed_take_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/input-computed.ui");
  gtk_widget_class_bind_template_child (widget_class, DsInputComputed, value);
  gtk_widget_class_bind_template_child (widget_class, DsInputComputed, words);
}

static void
ds_input_computed_init (DsInputComputed *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
