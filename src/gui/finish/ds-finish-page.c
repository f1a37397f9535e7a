/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-page.h"

#include "ds-act.h"
#include "ds-finish-compare.h"
#include "ds-finish-end.h"
#include "ds-finish-findings.h"
#include "ds-finish-guides.h"
#include "ds-finish-maker.h"
#include "ds-finish-notice.h"
#include "ds-finish-opinions.h"
#include "ds-finish-outcomes.h"
#include "ds-finish-papers.h"
#include "ds-finish-report.h"
#include "ds-finish-satisfaction.h"
#include "ds-finish-todo.h"
#include "ds-visit-strip-bar.h"

#include <glib/gi18n.h>
#include <string.h>

struct _DsFinishPage {
  AdwBin parent_instance;

  AdwWindowTitle *title;
  GtkButton *undo_button;
  DsVisitStripBar *strips;
  GtkScrolledWindow *scroller;
  GtkBox *cards;
  GtkLabel *why;
  GtkButton *finish_button;
  GtkButton *today_button;

  DsFinishNotice *notice;
  DsFinishReport *report;
  DsFinishOpinions *opinions;
  GPtrArray *all_cards; /* DsFinishCard, borrowed from the box */

  DsApp *app;
  DsVisitSession *session;
  gboolean finishing; /* the end is being written: further taps are dropped */
  gboolean laying_out; /* a paper is on its way: further taps are dropped */
};

G_DEFINE_FINAL_TYPE (DsFinishPage, ds_finish_page, ADW_TYPE_BIN)

/* --- the words of undo -------------------------------------------------------------------------------------------- */

static const struct {
  const char *type;
  const char *words;
} ACTS[] = {
  { "outcome", N_ ("how a job ended") },
  { "opinion", N_ ("the opinion") },
  { "satisfaction", N_ ("satisfaction") },
  { "notice", N_ ("the signature on the notice") },
  { "guide", N_ ("the guide") },
  { "sign", N_ ("the signature on the report") },
  { "escalate", N_ ("handing to the maker") },
  { "hand-over", N_ ("the hand-over") },
  { "note", N_ ("the note") },
  { "photo", N_ ("the photo") },
};

static const char *
name_act (const char *what)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ACTS); i++)
    if (strcmp (ACTS[i].type, what) == 0)
      return _ (ACTS[i].words);
  return what;
}

/* --- showing ------------------------------------------------------------------------------------------------------ */

static void
show_bottom (DsFinishPage *self, const DsVisitSummary *summary)
{
  gboolean open = !ds_visit_session_is_read_only (self->session);
  const char *why = "";

  if (self->finishing)
    why = _ ("Being saved on this tablet…");
  else if (open && summary->blockers->len > 0)
    why = ((const DsVisitBlocker *) g_ptr_array_index (summary->blockers, 0))->text;
  gtk_label_set_label (self->why, why);
  gtk_widget_set_visible (GTK_WIDGET (self->why), *why != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->finish_button), open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "finish.end", open && summary->can_finish && !self->finishing);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->finish_button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, why, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->today_button), !open);
}

static void
refresh (DsFinishPage *self)
{
  g_autoptr (DsVisitSummary) summary = ds_visit_session_dup_summary (self->session);
  gboolean open = !ds_visit_session_is_read_only (self->session);
  g_autofree char *what = NULL;
  g_autofree char *subtitle = NULL;

  for (guint i = 0; i < self->all_cards->len; i++)
    ds_finish_card_show_summary (g_ptr_array_index (self->all_cards, i), summary);
  show_bottom (self, summary);
  g_object_get (self->session, "undo-what", &what, NULL);
  if (open && what != NULL)
    subtitle = g_strdup_printf (_ ("Last act: %s"), name_act (what));
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->undo_button), open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "finish.undo", open && ds_visit_session_can_undo (self->session));
}

static void
changed_cb (DsFinishPage *self)
{
  refresh (self);
}

/* --- moving ------------------------------------------------------------------------------------------------------- */

static void
go_to_slot (DsFinishPage *self, const char *slot)
{
  if (*slot != '\0')
    ds_visit_session_go_to (self->session, slot);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-visit", "s", ds_visit_session_get_order_id (self->session));
}

static void
go_to_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  go_to_slot (DS_FINISH_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
strip_go_to_cb (DsFinishPage *self, const char *slot)
{
  go_to_slot (self, slot != NULL ? slot : "");
}

/* Shows a card of this page: its top at the top, the keyboard on its first control. */
static void
show_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsFinishPage *self = DS_FINISH_PAGE (widget);
  const char *what = g_variant_get_string (parameter, NULL);
  GtkWidget *card = strcmp (what, "hazard-notice") == 0 ? GTK_WIDGET (self->notice) : GTK_WIDGET (self->report);
  double x, y;

  if (!gtk_widget_translate_coordinates (card, GTK_WIDGET (self->cards), 0, 0, &x, &y))
    return;
  gtk_widget_child_focus (card, GTK_DIR_TAB_FORWARD);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), y);
}

/* --- acts --------------------------------------------------------------------------------------------------------- */

static void
undo_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ds_visit_session_undo_async (DS_FINISH_PAGE (widget)->session, ds_act_done_cb, ds_act_new (widget));
}

static void
add_opinion_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ds_finish_opinions_add (DS_FINISH_PAGE (widget)->opinions, g_variant_get_string (parameter, NULL));
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsFinishPage) self = DS_FINISH_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean ok = ds_visit_session_act_finish (DS_VISIT_SESSION (source), result, &error);

  self->finishing = FALSE;
  refresh (self);
  if (!ok) {
    ds_act_show_error (GTK_WIDGET (self), error);
    return;
  }
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->today_button));
}

static void
end_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsFinishPage *self = DS_FINISH_PAGE (widget);

  if (self->finishing)
    return;
  self->finishing = TRUE;
  ds_visit_session_finish_async (self->session, NULL, finished_cb, g_object_ref (self));
  refresh (self);
}

/* --- papers ------------------------------------------------------------------------------------------------------- */

static void
paper_done_cb (GtkWidget *widget)
{
  DS_FINISH_PAGE (widget)->laying_out = FALSE;
}

static void
bring_paper (DsFinishPage *self, DsFinishPaperUse use, const char *which, const char *guide)
{
  if (self->laying_out)
    return;
  self->laying_out = TRUE;
  ds_finish_papers_bring (GTK_WIDGET (self), self->session, use, which, guide, paper_done_cb);
}

static void
look_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  bring_paper (DS_FINISH_PAGE (widget), DS_FINISH_PAPER_LOOK, g_variant_get_string (parameter, NULL), NULL);
}

static void
look_guide_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  bring_paper (DS_FINISH_PAGE (widget), DS_FINISH_PAPER_LOOK, "guide", g_variant_get_string (parameter, NULL));
}

static void
save_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  bring_paper (DS_FINISH_PAGE (widget), DS_FINISH_PAPER_SAVE, g_variant_get_string (parameter, NULL), NULL);
}

static void
print_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  bring_paper (DS_FINISH_PAGE (widget), DS_FINISH_PAPER_PRINT, g_variant_get_string (parameter, NULL), NULL);
}

/* --- the widget --------------------------------------------------------------------------------------------------- */

static void
add_card (DsFinishPage *self, gpointer card)
{
  ds_finish_card_set_visit (DS_FINISH_CARD (card), self->app, self->session);
  g_ptr_array_add (self->all_cards, card);
  gtk_box_append (self->cards, card);
}

static void
add_cards (DsFinishPage *self)
{
  add_card (self, g_object_new (DS_TYPE_FINISH_END, NULL));
  add_card (self, g_object_new (DS_TYPE_FINISH_TODO, NULL));
  add_card (self, g_object_new (DS_TYPE_FINISH_FINDINGS, NULL));
  self->notice = g_object_new (DS_TYPE_FINISH_NOTICE, NULL);
  add_card (self, self->notice);
  add_card (self, g_object_new (DS_TYPE_FINISH_COMPARE, NULL));
  add_card (self, g_object_new (DS_TYPE_FINISH_OUTCOMES, NULL));
  self->opinions = g_object_new (DS_TYPE_FINISH_OPINIONS, NULL);
  add_card (self, self->opinions);
  add_card (self, g_object_new (DS_TYPE_FINISH_GUIDES, NULL));
  add_card (self, g_object_new (DS_TYPE_FINISH_SATISFACTION, NULL));
  self->report = g_object_new (DS_TYPE_FINISH_REPORT, NULL);
  add_card (self, self->report);
  add_card (self, g_object_new (DS_TYPE_FINISH_MAKER, NULL));
}

static void
ds_finish_page_finalize (GObject *object)
{
  DsFinishPage *self = DS_FINISH_PAGE (object);

  g_clear_pointer (&self->all_cards, g_ptr_array_unref);
  g_clear_object (&self->app);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ds_finish_page_parent_class)->finalize (object);
}

static void
ds_finish_page_dispose (GObject *object)
{
  /* The cards go with the template; nobody shall look for them any more. */
  g_ptr_array_set_size (DS_FINISH_PAGE (object)->all_cards, 0);
  G_OBJECT_CLASS (ds_finish_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "finish.go-to", "s", go_to_cb);
  gtk_widget_class_install_action (klass, "finish.show", "s", show_cb);
  gtk_widget_class_install_action (klass, "finish.undo", NULL, undo_cb);
  gtk_widget_class_install_action (klass, "finish.add-opinion", "s", add_opinion_cb);
  gtk_widget_class_install_action (klass, "finish.end", NULL, end_cb);
  gtk_widget_class_install_action (klass, "finish.look", "s", look_cb);
  gtk_widget_class_install_action (klass, "finish.look-guide", "s", look_guide_cb);
  gtk_widget_class_install_action (klass, "finish.save", "s", save_cb);
  gtk_widget_class_install_action (klass, "finish.print", "s", print_cb);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_z, GDK_CONTROL_MASK, "finish.undo", NULL);
}

static void
ds_finish_page_class_init (DsFinishPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_finish_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ds_finish_page_finalize;
  g_type_ensure (DS_TYPE_VISIT_STRIP_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/finish/finish-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DsFinishPage, title);
  gtk_widget_class_bind_template_child (widget_class, DsFinishPage, undo_button);
  gtk_widget_class_bind_template_child (widget_class, DsFinishPage, strips);
  gtk_widget_class_bind_template_child (widget_class, DsFinishPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, DsFinishPage, cards);
  gtk_widget_class_bind_template_child (widget_class, DsFinishPage, why);
  gtk_widget_class_bind_template_child (widget_class, DsFinishPage, finish_button);
  gtk_widget_class_bind_template_child (widget_class, DsFinishPage, today_button);
  gtk_widget_class_bind_template_callback (widget_class, strip_go_to_cb);
  install_actions (widget_class);
}

static void
ds_finish_page_init (DsFinishPage *self)
{
  self->all_cards = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

DsFinishPage *
ds_finish_page_new (DsApp *app, DsVisitSession *session)
{
  DsFinishPage *self = g_object_new (DS_TYPE_FINISH_PAGE, NULL);

  self->app = g_object_ref (app);
  self->session = g_object_ref (session);
  ds_visit_strip_bar_set_session (self->strips, session);
  add_cards (self);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  refresh (self);
  return self;
}
