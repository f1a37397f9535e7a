/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-sign.h"

#include "ds-finish-rows.h"
#include "ds-ink-view.h"
#include "ds-sign-box.h"

#include <glib/gi18n.h>

struct _DsFinishSign {
  AdwBin parent_instance;
  DsSignBox *sign_box;
  GtkBox *signed_box;
  DsInkView *ink_view;
  GtkLabel *result;
  char *state; /* (nullable): what is shown: the same again changes nothing */
};

G_DEFINE_FINAL_TYPE (DsFinishSign, ds_finish_sign, ADW_TYPE_BIN)

static guint sign_signal;

static void
sign_cb (DsFinishSign *self, DsSignature *signature)
{
  g_signal_emit (self, sign_signal, 0, signature);
}

void
ds_finish_sign_set_what (DsFinishSign *self, const char *what)
{
  ds_sign_box_set_what (self->sign_box, what);
}

static void
show_closed (DsFinishSign *self, const DsSignature *signature)
{
  gboolean inked = signature != NULL && signature->refused == NULL;
  g_autofree char *words = NULL;

  if (signature == NULL)
    words = g_strdup (_ ("Not signed"));
  else if (signature->refused != NULL)
    words = g_strdup_printf (_ ("The customer did not sign: %s"), signature->refused);
  else
    words = signature->name != NULL ? g_strdup_printf (_ ("Signed by %s"), signature->name) : g_strdup (_ ("Signed"));
  ds_ink_view_set_ink (self->ink_view, inked ? signature : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->ink_view), inked);
  gtk_label_set_label (self->result, words);
}

void
ds_finish_sign_show (DsFinishSign *self, const DsEntry *entry, gboolean outdated, gboolean open, const char *statement)
{
  const DsSignature *signature = entry != NULL ? entry->value.signature : NULL;
  g_autofree char *state = g_strdup_printf ("%s|%d|%d|%s", entry != NULL ? entry->id : "", outdated, open,
                                            statement != NULL ? statement : "");

  if (g_strcmp0 (state, self->state) == 0)
    return;
  g_free (self->state);
  self->state = g_steal_pointer (&state);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_box), open);
  gtk_widget_set_visible (GTK_WIDGET (self->signed_box), !open);
  if (!open)
    show_closed (self, signature);
  else if (signature != NULL && !outdated)
    ds_sign_box_show_signed (self->sign_box, statement, signature);
  else
    ds_sign_box_show_unsigned (self->sign_box, statement);
}

static void
ds_finish_sign_finalize (GObject *object)
{
  g_clear_pointer (&DS_FINISH_SIGN (object)->state, g_free);
  G_OBJECT_CLASS (ds_finish_sign_parent_class)->finalize (object);
}

static void
ds_finish_sign_class_init (DsFinishSignClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_finish_sign_finalize;
  sign_signal =
      g_signal_new ("sign", DS_TYPE_FINISH_SIGN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, DS_TYPE_INK);
}

static void
ds_finish_sign_init (DsFinishSign *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->sign_box = g_object_new (DS_TYPE_SIGN_BOX, NULL);
  self->signed_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
  self->ink_view = g_object_new (DS_TYPE_INK_VIEW, NULL);
  gtk_widget_set_size_request (GTK_WIDGET (self->ink_view), -1, 140);
  gtk_widget_add_css_class (GTK_WIDGET (self->ink_view), "ds-ink");
  self->result = GTK_LABEL (ds_finish_text_new (NULL, "ds-strong"));
  gtk_box_append (self->signed_box, GTK_WIDGET (self->ink_view));
  gtk_box_append (self->signed_box, GTK_WIDGET (self->result));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sign_box));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->signed_box));
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_swapped (self->sign_box, "sign", G_CALLBACK (sign_cb), self);
}
