/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-card.h"

#include "ds-slot-words.h"

typedef struct {
  GtkLabel *heading;
  GtkBox *box;
  DsApp *app;
  DsVisitSession *session;
} DsFinishCardPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DsFinishCard, ds_finish_card, ADW_TYPE_BIN)

static DsFinishCardPrivate *
get_private (DsFinishCard *self)
{
  return ds_finish_card_get_instance_private (self);
}

void
ds_finish_card_set_title (DsFinishCard *self, const char *title)
{
  gtk_label_set_label (get_private (self)->heading, title);
  ds_slot_words_name (self, title);
}

void
ds_finish_card_set_visit (DsFinishCard *self, DsApp *app, DsVisitSession *session)
{
  DsFinishCardPrivate *private = get_private (self);

  g_return_if_fail (private->session == NULL);
  private->app = g_object_ref (app);
  private->session = g_object_ref (session);
}

void
ds_finish_card_show_summary (DsFinishCard *self, const DsVisitSummary *summary)
{
  DS_FINISH_CARD_GET_CLASS (self)->show_summary (self, summary);
}

DsApp *
ds_finish_card_get_app (DsFinishCard *self)
{
  return get_private (self)->app;
}

DsVisitSession *
ds_finish_card_get_session (DsFinishCard *self)
{
  return get_private (self)->session;
}

GtkBox *
ds_finish_card_get_box (DsFinishCard *self)
{
  return get_private (self)->box;
}

gboolean
ds_finish_card_is_open (DsFinishCard *self)
{
  return !ds_visit_session_is_read_only (get_private (self)->session);
}

static void
ds_finish_card_finalize (GObject *object)
{
  DsFinishCardPrivate *private = get_private (DS_FINISH_CARD (object));

  g_clear_object (&private->app);
  g_clear_object (&private->session);
  G_OBJECT_CLASS (ds_finish_card_parent_class)->finalize (object);
}

static void
ds_finish_card_class_init (DsFinishCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_finish_card_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
ds_finish_card_init (DsFinishCard *self)
{
  DsFinishCardPrivate *private = get_private (self);
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);

  private->heading = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (private->heading, 0);
  gtk_label_set_wrap (private->heading, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (private->heading), "heading");
  private->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 10));
  gtk_box_append (GTK_BOX (outer), GTK_WIDGET (private->heading));
  gtk_box_append (GTK_BOX (outer), GTK_WIDGET (private->box));
  adw_bin_set_child (ADW_BIN (self), outer);
}
