/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-satisfaction.h"

#include "ds-act.h"
#include "ds-finish-rows.h"
#include "ds-slot-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define N_SCORES 5
/* With this score or a lower one a complaint is offered. */
#define LOW_SCORE 2

struct _DsFinishSatisfaction {
  DsFinishCard parent_instance;
  GtkToggleButton *buttons[N_SCORES];
  GtkFlowBoxChild *places[N_SCORES];
  GtkBox *comment_box;
  GtkEntry *comment;
  GtkWidget *keep_button;
  GtkWidget *kept;
  GtkBox *offer;
  char *kept_comment; /* (nullable) */
  guint score; /* as recorded */
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (DsFinishSatisfaction, ds_finish_satisfaction, DS_TYPE_FINISH_CARD)

static const char *const WORDS[N_SCORES] = {
  N_ ("Very dissatisfied"), N_ ("Dissatisfied"), N_ ("So-so"), N_ ("Satisfied"), N_ ("Very satisfied"),
};

static const char *
get_kept_comment (DsFinishSatisfaction *self)
{
  return self->kept_comment != NULL ? self->kept_comment : "";
}

static void
record_score (DsFinishSatisfaction *self, guint score, const char *comment)
{
  ds_visit_session_satisfaction_async (ds_finish_card_get_session (DS_FINISH_CARD (self)), score,
                                       *comment != '\0' ? comment : NULL, ds_act_done_cb,
                                       ds_act_new (GTK_WIDGET (self)));
}

/* The buttons tell what is recorded, never what was only tapped. */
static void
show_score (DsFinishSatisfaction *self)
{
  self->showing = TRUE;
  for (guint i = 0; i < N_SCORES; i++)
    gtk_toggle_button_set_active (self->buttons[i], self->score == i + 1);
  self->showing = FALSE;
}

static void
toggled_cb (DsFinishSatisfaction *self, GtkToggleButton *button)
{
  guint score = 0;

  if (self->showing)
    return;
  for (guint i = 0; i < N_SCORES; i++)
    if (self->buttons[i] == button)
      score = i + 1;
  show_score (self);
  if (score != self->score)
    record_score (self, score, get_kept_comment (self));
}

static void
comment_changed_cb (DsFinishSatisfaction *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->comment))));

  gtk_widget_set_sensitive (self->keep_button, self->score > 0 && strcmp (text, get_kept_comment (self)) != 0);
}

static void
keep_cb (DsFinishSatisfaction *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->comment))));

  if (gtk_widget_get_sensitive (self->keep_button))
    record_score (self, self->score, text);
}

static gboolean
has_complaint (const DsVisitSummary *summary)
{
  for (guint i = 0; i < summary->opinions->len; i++)
    if (g_strcmp0 (((const DsVisitOpinion *) g_ptr_array_index (summary->opinions, i))->kind, "complaint") == 0)
      return TRUE;
  return FALSE;
}

/* A comment that is being typed is left alone; one that was recorded, or taken back, is shown. */
static void
show_comment (DsFinishSatisfaction *self, const char *comment)
{
  gboolean untouched = strcmp (gtk_editable_get_text (GTK_EDITABLE (self->comment)), get_kept_comment (self)) == 0;

  if (g_strcmp0 (comment, self->kept_comment) == 0)
    return;
  g_free (self->kept_comment);
  self->kept_comment = g_strdup (comment);
  if (untouched)
    gtk_editable_set_text (GTK_EDITABLE (self->comment), comment != NULL ? comment : "");
}

static void
ds_finish_satisfaction_show_summary (DsFinishCard *card, const DsVisitSummary *summary)
{
  DsFinishSatisfaction *self = DS_FINISH_SATISFACTION (card);
  gboolean open = ds_finish_card_is_open (card);

  self->score = summary->satisfaction;
  show_score (self);
  show_comment (self, summary->satisfaction_comment);
  comment_changed_cb (self);
  for (guint i = 0; i < N_SCORES; i++) {
    gtk_widget_set_visible (GTK_WIDGET (self->places[i]), open || self->score == i + 1);
    gtk_widget_set_can_target (GTK_WIDGET (self->buttons[i]), open);
    gtk_widget_set_focusable (GTK_WIDGET (self->buttons[i]), open);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->comment_box), open && self->score > 0);
  gtk_label_set_label (GTK_LABEL (self->kept), get_kept_comment (self));
  gtk_widget_set_visible (self->kept, !open && self->kept_comment != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->offer),
                          open && self->score > 0 && self->score <= LOW_SCORE && !has_complaint (summary));
  gtk_widget_set_visible (GTK_WIDGET (self), open || self->score > 0);
}

static GtkWidget *
make_score_button (DsFinishSatisfaction *self, guint score)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *digit = g_strdup_printf ("%u", score);
  GtkWidget *number = gtk_label_new (digit);
  GtkWidget *words = ds_finish_text_new (_ (WORDS[score - 1]), NULL);

  gtk_widget_add_css_class (number, "ds-big");
  gtk_label_set_xalign (GTK_LABEL (words), 0.5);
  gtk_label_set_justify (GTK_LABEL (words), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (content), number);
  gtk_box_append (GTK_BOX (content), words);
  gtk_widget_set_valign (content, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_add_css_class (button, "ds-score");
  ds_slot_words_name (button, _ (WORDS[score - 1]));
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (toggled_cb), self);
  return button;
}

static void
add_score_buttons (DsFinishSatisfaction *self, GtkBox *box)
{
  GtkWidget *flow = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), N_SCORES);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 8);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 8);
  for (guint i = 0; i < N_SCORES; i++) {
    GtkWidget *child = gtk_flow_box_child_new ();
    GtkWidget *button = make_score_button (self, i + 1);

    self->buttons[i] = GTK_TOGGLE_BUTTON (button);
    self->places[i] = GTK_FLOW_BOX_CHILD (child);
    gtk_flow_box_child_set_child (self->places[i], button);
    gtk_widget_set_focusable (child, FALSE);
    gtk_flow_box_append (GTK_FLOW_BOX (flow), child);
  }
  gtk_box_append (box, flow);
}

static void
add_offer (DsFinishSatisfaction *self, GtkBox *box)
{
  GtkWidget *words =
      ds_finish_text_new (_ ("The customer is not content. As a complaint it gets somebody who answers for it."), NULL);
  GtkWidget *button =
      ds_finish_button_new (_ ("Record a complaint…"), _ ("Record a complaint"), "finish.add-opinion", "complaint");

  self->offer = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
  gtk_widget_add_css_class (GTK_WIDGET (self->offer), "ds-hint");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_box_append (self->offer, words);
  gtk_box_append (self->offer, button);
  gtk_box_append (box, GTK_WIDGET (self->offer));
}

static void
add_comment (DsFinishSatisfaction *self, GtkBox *box)
{
  self->comment_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8));
  self->comment = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->comment, _ ("Customer's comment (optional)"));
  ds_slot_words_name (self->comment, _ ("Customer's comment (optional)"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->comment), TRUE);
  self->keep_button = gtk_button_new_with_label (_ ("Keep"));
  ds_slot_words_name (self->keep_button, _ ("Keep the comment"));
  g_signal_connect_swapped (self->comment, "changed", G_CALLBACK (comment_changed_cb), self);
  g_signal_connect_swapped (self->comment, "activate", G_CALLBACK (keep_cb), self);
  g_signal_connect_swapped (self->keep_button, "clicked", G_CALLBACK (keep_cb), self);
  gtk_box_append (self->comment_box, GTK_WIDGET (self->comment));
  gtk_box_append (self->comment_box, self->keep_button);
  gtk_box_append (box, GTK_WIDGET (self->comment_box));
}

static void
ds_finish_satisfaction_finalize (GObject *object)
{
  g_clear_pointer (&DS_FINISH_SATISFACTION (object)->kept_comment, g_free);
  G_OBJECT_CLASS (ds_finish_satisfaction_parent_class)->finalize (object);
}

static void
ds_finish_satisfaction_class_init (DsFinishSatisfactionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_finish_satisfaction_finalize;
  DS_FINISH_CARD_CLASS (klass)->show_summary = ds_finish_satisfaction_show_summary;
}

static void
ds_finish_satisfaction_init (DsFinishSatisfaction *self)
{
  GtkBox *box = ds_finish_card_get_box (DS_FINISH_CARD (self));

  ds_finish_card_set_title (DS_FINISH_CARD (self), _ ("Is the customer satisfied?"));
  add_score_buttons (self, box);
  add_comment (self, box);
  self->kept = ds_finish_text_new (NULL, "ds-quiet");
  gtk_box_append (box, self->kept);
  add_offer (self, box);
}
