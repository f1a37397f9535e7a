/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-sign-box.h"

#include "ds-ask.h"
#include "ds-ink-view.h"
#include "ds-sign-pad.h"
#include "ds-slot-words.h"

#include <glib/gi18n.h>

struct _DsSignBox {
  AdwBin parent_instance;
  GtkStack *stack;
  GtkLabel *statement;
  DsSignPad *pad;
  GtkEntry *name_entry;
  GtkButton *sign_button;
  GtkButton *clear_button;
  GtkLabel *result;
  DsInkView *ink_view;
};

G_DEFINE_FINAL_TYPE (DsSignBox, ds_sign_box, ADW_TYPE_BIN)

static guint sign_signal;

gboolean
ds_sign_box_submit (DsSignBox *self)
{
  const DsSignature *ink = ds_sign_pad_get_ink (self->pad);
  g_autoptr (DsSignature) signature = NULL;

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "pad") != 0 || ds_ink_is_empty (ink))
    return FALSE;
  signature = ds_ink_copy (ink);
  g_free (signature->name);
  signature->name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_entry))));
  if (*signature->name == '\0')
    g_clear_pointer (&signature->name, g_free);
  g_signal_emit (self, sign_signal, 0, signature);
  return TRUE;
}

static void
sign_cb (DsSignBox *self)
{
  ds_sign_box_submit (self);
}

static void
clear_cb (DsSignBox *self)
{
  ds_sign_pad_clear (self->pad);
}

static void
refused_cb (GtkWidget *widget, const char *choice, const char *text, gpointer user_data)
{
  g_autoptr (DsSignature) refusal = ds_signature_new_refused (text);

  g_signal_emit (widget, sign_signal, 0, refusal);
}

static void
refuse_cb (DsSignBox *self)
{
  const DsAsk ask = {
    .heading = _ ("The customer does not sign"),
    .body = _ ("The reason is kept and printed in place of the signature."),
    .label = _ ("Reason"),
    .accept = _ ("Record the refusal"),
    .required = TRUE,
  };

  ds_ask (GTK_WIDGET (self), &ask, refused_cb, NULL);
}

static void
again_cb (DsSignBox *self)
{
  ds_sign_pad_clear (self->pad);
  gtk_stack_set_visible_child_name (self->stack, "pad");
}

static void
empty_changed_cb (DsSignBox *self)
{
  gboolean empty;

  g_object_get (self->pad, "empty", &empty, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sign_button), !empty);
  gtk_widget_set_sensitive (GTK_WIDGET (self->clear_button), ds_sign_pad_get_ink (self->pad) != NULL);
}

static void
show_statement (DsSignBox *self, const char *statement)
{
  gtk_label_set_label (self->statement, statement != NULL ? statement : "");
  gtk_widget_set_visible (GTK_WIDGET (self->statement), statement != NULL);
}

void
ds_sign_box_show_unsigned (DsSignBox *self, const char *statement)
{
  show_statement (self, statement);
  gtk_stack_set_visible_child_name (self->stack, "pad");
}

void
ds_sign_box_show_signed (DsSignBox *self, const char *statement, const DsSignature *signature)
{
  const char *refused = signature->refused;
  g_autofree char *words = refused != NULL ? g_strdup_printf (_ ("Not signed: %s"), refused) : g_strdup (_ ("Signed"));

  show_statement (self, statement);
  ds_sign_pad_clear (self->pad);
  ds_ink_view_set_ink (self->ink_view, refused == NULL ? signature : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->ink_view), refused == NULL);
  gtk_label_set_label (self->result, words);
  gtk_stack_set_visible_child_name (self->stack, "signed");
}

void
ds_sign_box_set_what (DsSignBox *self, const char *what)
{
  ds_slot_words_name (self->pad, what);
}

void
ds_sign_box_clear (DsSignBox *self)
{
  ds_sign_pad_clear (self->pad);
  gtk_editable_set_text (GTK_EDITABLE (self->name_entry), "");
}

static void
ds_sign_box_class_init (DsSignBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  sign_signal =
      g_signal_new ("sign", DS_TYPE_SIGN_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, DS_TYPE_INK);
  g_type_ensure (DS_TYPE_SIGN_PAD);
  g_type_ensure (DS_TYPE_INK_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/sign-box.ui");
  gtk_widget_class_bind_template_child (widget_class, DsSignBox, stack);
  gtk_widget_class_bind_template_child (widget_class, DsSignBox, statement);
  gtk_widget_class_bind_template_child (widget_class, DsSignBox, pad);
  gtk_widget_class_bind_template_child (widget_class, DsSignBox, name_entry);
  gtk_widget_class_bind_template_child (widget_class, DsSignBox, sign_button);
  gtk_widget_class_bind_template_child (widget_class, DsSignBox, clear_button);
  gtk_widget_class_bind_template_child (widget_class, DsSignBox, result);
  gtk_widget_class_bind_template_child (widget_class, DsSignBox, ink_view);
  gtk_widget_class_bind_template_callback (widget_class, sign_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, refuse_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, empty_changed_cb);
}

static void
ds_sign_box_init (DsSignBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  empty_changed_cb (self);
  ds_sign_box_set_what (self, _ ("Signature field"));
}
