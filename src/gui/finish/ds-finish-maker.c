/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-maker.h"

#include "ds-act.h"
#include "ds-ask.h"
#include "ds-finish-rows.h"

#include <glib/gi18n.h>

struct _DsFinishMaker {
  DsFinishCard parent_instance;
  GtkListBox *list;
  GtkWidget *words;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (DsFinishMaker, ds_finish_maker, DS_TYPE_FINISH_CARD)

static void
reason_cb (GtkWidget *widget, const char *choice, const char *text, gpointer user_data)
{
  ds_visit_session_escalate_async (ds_finish_card_get_session (DS_FINISH_CARD (widget)), text, ds_act_done_cb,
                                   ds_act_new (widget));
}

static void
ask_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *suggestions[] = { _ ("The same fault again after a repair"), _ ("Only the maker has the part"),
                                _ ("The product itself is at fault"), NULL };
  const DsAsk ask = {
    .heading = _ ("Hand it to the maker?"),
    .body = _ ("Headquarters asks the maker to come along. Say what the store cannot solve."),
    .label = _ ("Reason"),
    .accept = _ ("Hand to the maker"),
    .suggestions = suggestions,
    .required = TRUE,
  };

  ds_ask (widget, &ask, reason_cb, NULL);
}

static void
ds_finish_maker_show_summary (DsFinishCard *card, const DsVisitSummary *summary)
{
  DsFinishMaker *self = DS_FINISH_MAKER (card);
  int focused = ds_finish_rows_clear (self->list);
  gboolean open = ds_finish_card_is_open (card);

  for (guint i = 0; i < summary->escalations->len; i++) {
    DsFinishRow row = ds_finish_rows_add (self->list, g_ptr_array_index (summary->escalations, i), NULL);
    ds_finish_row_add_chip (&row, _ ("Handed to the maker"), "advice");
  }
  ds_finish_rows_restore (self->list, focused);
  gtk_widget_set_visible (GTK_WIDGET (self->list), summary->escalations->len > 0);
  gtk_widget_set_visible (self->words, open);
  gtk_widget_set_visible (self->button, open);
  gtk_widget_set_visible (GTK_WIDGET (self), open || summary->escalations->len > 0);
}

static void
ds_finish_maker_class_init (DsFinishMakerClass *klass)
{
  DS_FINISH_CARD_CLASS (klass)->show_summary = ds_finish_maker_show_summary;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "maker.ask", NULL, ask_cb);
}

static void
ds_finish_maker_init (DsFinishMaker *self)
{
  GtkBox *box = ds_finish_card_get_box (DS_FINISH_CARD (self));

  ds_finish_card_set_title (DS_FINISH_CARD (self), _ ("Help from the maker"));
  self->list = ds_finish_rows_new ();
  self->words = ds_finish_text_new (_ ("What the store cannot solve goes to the maker, who comes along."), "ds-quiet");
  self->button = ds_finish_button_new (_ ("Hand to the maker…"), _ ("Hand to the maker"), "maker.ask", NULL);
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  gtk_box_append (box, GTK_WIDGET (self->list));
  gtk_box_append (box, self->words);
  gtk_box_append (box, self->button);
}
