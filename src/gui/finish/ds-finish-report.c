/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-report.h"

#include "ds-act.h"
#include "ds-finish-rows.h"
#include "ds-finish-sign.h"
#include "ds-slot-words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _DsFinishReport {
  DsFinishCard parent_instance;
  GtkWidget *state;
  GtkWidget *early;
  DsFinishSign *sign;
};

G_DEFINE_FINAL_TYPE (DsFinishReport, ds_finish_report, DS_TYPE_FINISH_CARD)

static void
sign_cb (DsFinishReport *self, DsSignature *signature)
{
  ds_visit_session_sign_async (ds_finish_card_get_session (DS_FINISH_CARD (self)), ds_ink_copy (signature),
                               ds_act_done_cb, ds_act_new (GTK_WIDGET (self)));
}

static void
show_state (DsFinishReport *self, const char *state)
{
  const char *words = _ ("To be signed"), *style = "hazard";

  if (strcmp (state, "signed") == 0) {
    words = _ ("Signed");
    style = "pass";
  } else if (strcmp (state, "refused") == 0) {
    words = _ ("Refused, with a reason");
    style = "advice";
  } else if (strcmp (state, "outdated") == 0) {
    words = _ ("Something changed after the signature: to be signed again");
  }
  gtk_label_set_label (GTK_LABEL (self->state), words);
  ds_slot_words_set_style (self->state, style);
}

/* What is signed too early has to be signed twice. */
static gboolean
is_early (const DsVisitSummary *summary)
{
  for (guint i = 0; i < summary->blockers->len; i++)
    if (g_strcmp0 (((const DsVisitBlocker *) g_ptr_array_index (summary->blockers, i))->what, "signature") != 0)
      return TRUE;
  return FALSE;
}

static void
ds_finish_report_show_summary (DsFinishCard *card, const DsVisitSummary *summary)
{
  DsFinishReport *self = DS_FINISH_REPORT (card);
  gboolean open = ds_finish_card_is_open (card);

  show_state (self, summary->sign_state);
  gtk_widget_set_visible (self->early, open && is_early (summary));
  ds_finish_sign_show (self->sign, summary->signed_by, strcmp (summary->sign_state, "outdated") == 0, open,
                       _ ("I have seen the report; the work was explained to me."));
}

static void
ds_finish_report_class_init (DsFinishReportClass *klass)
{
  DS_FINISH_CARD_CLASS (klass)->show_summary = ds_finish_report_show_summary;
}

static void
ds_finish_report_init (DsFinishReport *self)
{
  GtkBox *box = ds_finish_card_get_box (DS_FINISH_CARD (self));

  ds_finish_card_set_title (DS_FINISH_CARD (self), _ ("Service report"));
  gtk_widget_add_css_class (GTK_WIDGET (box), "ds-card");
  self->state = ds_finish_chip_new (NULL, NULL);
  gtk_label_set_wrap (GTK_LABEL (self->state), TRUE);
  gtk_widget_set_halign (self->state, GTK_ALIGN_START);
  self->early = ds_finish_text_new (
      _ ("Something is still to be done. What changes after the signature must be signed again."), "ds-hazard");
  self->sign = g_object_new (DS_TYPE_FINISH_SIGN, NULL);
  ds_finish_sign_set_what (self->sign, _ ("Signature on the report"));
  g_signal_connect_swapped (self->sign, "sign", G_CALLBACK (sign_cb), self);
  gtk_box_append (box, self->state);
  gtk_box_append (box, ds_finish_button_new (_ ("Show the report"), _ ("Show the report"), "finish.look", "report"));
  gtk_box_append (box, self->early);
  gtk_box_append (box, GTK_WIDGET (self->sign));
}
