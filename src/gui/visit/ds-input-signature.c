/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-input-signature.h"

#include "ds-sign-box.h"

#include <glib/gi18n.h>

struct _DsInputSignature {
  DsStepInput parent_instance;
  DsSignBox *box;
  char *shown_slot; /* a half-written signature belongs to the step it was written at */
};

G_DEFINE_FINAL_TYPE (DsInputSignature, ds_input_signature, DS_TYPE_STEP_INPUT)

static void
sign_cb (DsInputSignature *self, const DsSignature *signature)
{
  ds_step_input_say_sign (DS_STEP_INPUT (self), signature);
}

static void
ds_input_signature_show_step (DsStepInput *input, const DsStepView *view)
{
  DsInputSignature *self = DS_INPUT_SIGNATURE (input);
  const DsSignature *signature = view->signed_by != NULL ? view->signed_by->value.signature : NULL;

  if (g_strcmp0 (self->shown_slot, view->slot) != 0) {
    ds_sign_box_clear (self->box);
    g_free (self->shown_slot);
    self->shown_slot = g_strdup (view->slot);
  }
  if (signature != NULL)
    ds_sign_box_show_signed (self->box, view->statement, signature);
  else
    ds_sign_box_show_unsigned (self->box, view->statement);
}

static gboolean
ds_input_signature_submit (DsStepInput *input)
{
  return ds_sign_box_submit (DS_INPUT_SIGNATURE (input)->box);
}

static void
ds_input_signature_finalize (GObject *object)
{
  g_clear_pointer (&DS_INPUT_SIGNATURE (object)->shown_slot, g_free);
  G_OBJECT_CLASS (ds_input_signature_parent_class)->finalize (object);
}

static void
ds_input_signature_class_init (DsInputSignatureClass *klass)
{
  DsStepInputClass *input_class = DS_STEP_INPUT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_input_signature_finalize;
  input_class->show_step = ds_input_signature_show_step;
  input_class->submit = ds_input_signature_submit;
}

static void
ds_input_signature_init (DsInputSignature *self)
{
  self->box = g_object_new (DS_TYPE_SIGN_BOX, NULL);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  g_signal_connect_object (self->box, "sign", G_CALLBACK (sign_cb), self, G_CONNECT_SWAPPED);
}
