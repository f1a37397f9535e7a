/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-opinions.h"

#include "ds-act.h"
#include "ds-finish-rows.h"
#include "ds-opinion-dialog.h"

#include "ds-opinion.h"

#include <glib/gi18n.h>
#include <string.h>

struct _DsFinishOpinions {
  DsFinishCard parent_instance;
  GtkListBox *list;
  GtkWidget *nothing;
  GtkWidget *add_button;
  DsOpinionDialog *dialog; /* (nullable): kept while hidden, so that what was half written waits in it */
};

G_DEFINE_FINAL_TYPE (DsFinishOpinions, ds_finish_opinions, DS_TYPE_FINISH_CARD)

void
ds_finish_opinions_add (DsFinishOpinions *self, const char *kind)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!ds_finish_card_is_open (DS_FINISH_CARD (self)))
    return;
  if (self->dialog == NULL)
    self->dialog = g_object_ref (ds_opinion_dialog_new (ds_finish_card_get_app (DS_FINISH_CARD (self)),
                                                        ds_finish_card_get_session (DS_FINISH_CARD (self))));
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self->dialog), GTK_WINDOW (root));
  ds_opinion_dialog_ask (self->dialog, kind);
}

static void
take_back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ds_visit_session_undo_async (ds_finish_card_get_session (DS_FINISH_CARD (widget)), ds_act_done_cb,
                               ds_act_new (widget));
}

static char *
describe_details (const DsVisitOpinion *opinion, const char *language)
{
  const DsOpinionSubtype *subtype = ds_opinion_subtype_find (opinion->subtype);
  const DsDepartment *department = ds_department_find (opinion->department);
  g_autofree char *answers =
      department != NULL ? g_strdup_printf (_ ("Answers for it: %s"), ds_text_for (&department->title, language))
                         : NULL;

  if (subtype == NULL)
    return g_steal_pointer (&answers);
  if (answers == NULL)
    return g_strdup (ds_text_for (&subtype->title, language));
  return g_strdup_printf ("%s · %s", ds_text_for (&subtype->title, language), answers);
}

static const char *
choose_style (const char *kind)
{
  if (strcmp (kind, "complaint") == 0)
    return "hazard";
  return strcmp (kind, "praise") == 0 ? "pass" : "advice";
}

static void
add_opinion (DsFinishOpinions *self, const DsVisitOpinion *opinion, gboolean last)
{
  const char *language = ds_app_get_language (ds_finish_card_get_app (DS_FINISH_CARD (self)));
  const DsOpinionKind *kind = ds_opinion_kind_find (opinion->kind);
  g_autofree char *details = describe_details (opinion, language);
  DsFinishRow row = ds_finish_rows_add (self->list, opinion->text, details);

  if (g_strcmp0 (opinion->severity, "major") == 0)
    ds_finish_row_add_chip (&row, _ ("Major"), "stop");
  if (kind != NULL)
    ds_finish_row_add_chip (&row, ds_text_for (&kind->title, language), choose_style (kind->id));
  if (last)
    ds_finish_row_add_button (&row, _ ("Take back"), _ ("Take back the last opinion"), "opinions.take-back", NULL);
}

static gboolean
is_last_act (DsFinishOpinions *self)
{
  g_autofree char *what = NULL;

  g_object_get (ds_finish_card_get_session (DS_FINISH_CARD (self)), "undo-what", &what, NULL);
  return g_strcmp0 (what, "opinion") == 0;
}

static void
ds_finish_opinions_show_summary (DsFinishCard *card, const DsVisitSummary *summary)
{
  DsFinishOpinions *self = DS_FINISH_OPINIONS (card);
  gboolean open = ds_finish_card_is_open (card);
  gboolean last_act = open && is_last_act (self);
  int focused = ds_finish_rows_clear (self->list);

  for (guint i = 0; i < summary->opinions->len; i++)
    add_opinion (self, g_ptr_array_index (summary->opinions, i), last_act && i + 1 == summary->opinions->len);
  ds_finish_rows_restore (self->list, focused);
  gtk_widget_set_visible (GTK_WIDGET (self->list), summary->opinions->len > 0);
  gtk_widget_set_visible (self->nothing, summary->opinions->len == 0);
  gtk_widget_set_visible (self->add_button, open);
  gtk_widget_set_visible (GTK_WIDGET (self), open || summary->opinions->len > 0);
}

static void
ds_finish_opinions_dispose (GObject *object)
{
  DsFinishOpinions *self = DS_FINISH_OPINIONS (object);

  if (self->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (self->dialog));
  g_clear_object (&self->dialog);
  G_OBJECT_CLASS (ds_finish_opinions_parent_class)->dispose (object);
}

static void
ds_finish_opinions_class_init (DsFinishOpinionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ds_finish_opinions_dispose;
  DS_FINISH_CARD_CLASS (klass)->show_summary = ds_finish_opinions_show_summary;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "opinions.take-back", NULL, take_back_cb);
}

static void
ds_finish_opinions_init (DsFinishOpinions *self)
{
  GtkBox *box = ds_finish_card_get_box (DS_FINISH_CARD (self));

  ds_finish_card_set_title (DS_FINISH_CARD (self), _ ("What the customer says"));
  self->list = ds_finish_rows_new ();
  self->nothing =
      ds_finish_text_new (_ ("Ask: is there anything we should hear? Every opinion gets an answer."), "ds-quiet");
  self->add_button = ds_finish_button_new (_ ("Add an opinion…"), _ ("Add an opinion"), "finish.add-opinion", "");
  gtk_widget_set_halign (self->add_button, GTK_ALIGN_START);
  gtk_box_append (box, GTK_WIDGET (self->list));
  gtk_box_append (box, self->nothing);
  gtk_box_append (box, self->add_button);
}
