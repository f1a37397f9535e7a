/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-guides.h"

#include "ds-act.h"
#include "ds-finish-rows.h"

#include <glib/gi18n.h>

struct _DsFinishGuides {
  DsFinishCard parent_instance;
  GtkListBox *list;
  GtkWidget *given_button;
  GPtrArray *ids; /* those that fit; NULL-terminated */
};

G_DEFINE_FINAL_TYPE (DsFinishGuides, ds_finish_guides, DS_TYPE_FINISH_CARD)

static void
given_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsFinishGuides *self = DS_FINISH_GUIDES (widget);

  ds_visit_session_guide_async (ds_finish_card_get_session (DS_FINISH_CARD (self)),
                                (const char *const *) self->ids->pdata, TRUE, ds_act_done_cb, ds_act_new (widget));
}

static void
ds_finish_guides_show_summary (DsFinishCard *card, const DsVisitSummary *summary)
{
  DsFinishGuides *self = DS_FINISH_GUIDES (card);
  int focused = ds_finish_rows_clear (self->list);
  gboolean all_given = TRUE;

  g_ptr_array_set_size (self->ids, 0);
  for (guint i = 0; i < summary->guides->len; i++) {
    const DsVisitGuide *guide = g_ptr_array_index (summary->guides, i);
    DsFinishRow row = ds_finish_rows_add (self->list, guide->title, NULL);
    g_autofree char *name = g_strdup_printf (_ ("Look at the guide: %s"), guide->title);

    if (guide->given)
      ds_finish_row_add_chip (&row, _ ("Handed over"), "pass");
    gtk_box_append (row.head, ds_finish_button_new (_ ("Look at it"), name, "finish.look-guide", guide->id));
    all_given = all_given && guide->given;
    g_ptr_array_add (self->ids, g_strdup (guide->id));
  }
  g_ptr_array_add (self->ids, NULL);
  ds_finish_rows_restore (self->list, focused);
  gtk_widget_set_visible (self->given_button, ds_finish_card_is_open (card) && !all_given);
  gtk_widget_set_visible (GTK_WIDGET (self), summary->guides->len > 0);
}

static void
ds_finish_guides_finalize (GObject *object)
{
  g_clear_pointer (&DS_FINISH_GUIDES (object)->ids, g_ptr_array_unref);
  G_OBJECT_CLASS (ds_finish_guides_parent_class)->finalize (object);
}

static void
ds_finish_guides_class_init (DsFinishGuidesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_finish_guides_finalize;
  DS_FINISH_CARD_CLASS (klass)->show_summary = ds_finish_guides_show_summary;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "guides.given", NULL, given_cb);
}

static void
ds_finish_guides_init (DsFinishGuides *self)
{
  GtkBox *box = ds_finish_card_get_box (DS_FINISH_CARD (self));

  ds_finish_card_set_title (DS_FINISH_CARD (self), _ ("Guide that stays with the customer"));
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->list = ds_finish_rows_new ();
  self->given_button =
      ds_finish_button_new (_ ("Handed over and explained"), _ ("Handed over and explained"), "guides.given", NULL);
  gtk_box_append (box, GTK_WIDGET (self->list));
  gtk_box_append (box, self->given_button);
}
