/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-notice.h"

#include "ds-act.h"
#include "ds-finish-rows.h"
#include "ds-finish-sign.h"
#include "ds-slot-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* House rule: another look is taken a week later when nothing else is agreed. */
#define FOLLOW_UP_DAYS 7

struct _DsFinishNotice {
  DsFinishCard parent_instance;
  GtkWidget *state;
  GtkBox *day_box;
  GtkMenuButton *day_button;
  GtkCalendar *calendar;
  GtkWidget *day_words;
  DsFinishSign *sign;
  gboolean has_day;
};

G_DEFINE_FINAL_TYPE (DsFinishNotice, ds_finish_notice, DS_TYPE_FINISH_CARD)

static char *
dup_day (DsFinishNotice *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);

  return g_date_time_format (day, "%Y-%m-%d");
}

static void
show_day (DsFinishNotice *self)
{
  g_autofree char *day = dup_day (self);
  g_autofree char *name = g_strdup_printf (_ ("Day of another look: %s"), day);

  gtk_menu_button_set_label (self->day_button, day);
  ds_slot_words_name (self->day_button, name);
}

static void
sign_cb (DsFinishNotice *self, DsSignature *signature)
{
  g_autofree char *day = dup_day (self);

  ds_visit_session_notice_async (ds_finish_card_get_session (DS_FINISH_CARD (self)), ds_ink_copy (signature), day,
                                 ds_act_done_cb, ds_act_new (GTK_WIDGET (self)));
}

static GDateTime *
choose_day (DsFinishNotice *self, const char *recorded)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *noon = recorded != NULL ? g_strconcat (recorded, "T12:00:00", NULL) : NULL;
  g_autoptr (GDateTime) day = noon != NULL ? g_date_time_new_from_iso8601 (noon, zone) : NULL;

  if (day == NULL) {
    g_autoptr (GDateTime) utc = NULL;
    g_autoptr (GDateTime) local = NULL;
    DsMoment now;

    ds_clock_now (ds_app_get_clock (ds_finish_card_get_app (DS_FINISH_CARD (self))), &now);
    utc = g_date_time_new_from_unix_utc (now.wall_us / G_USEC_PER_SEC);
    local = g_date_time_to_local (utc);
    day = g_date_time_add_days (local, FOLLOW_UP_DAYS);
  }
  return g_steal_pointer (&day);
}

/* Once: afterwards the day is the person's choice. */
static void
start_day (DsFinishNotice *self, const char *recorded)
{
  g_autoptr (GDateTime) day = NULL;

  if (self->has_day)
    return;
  day = choose_day (self, recorded);
  gtk_calendar_select_day (self->calendar, day);
  self->has_day = TRUE;
  show_day (self);
}

static void
show_state (DsFinishNotice *self, const char *state)
{
  const char *words = _ ("To be signed"), *style = "hazard";

  if (strcmp (state, "signed") == 0) {
    words = _ ("Signed");
    style = "pass";
  } else if (strcmp (state, "refused") == 0) {
    words = _ ("Refused, with a reason");
    style = "advice";
  } else if (strcmp (state, "outdated") == 0) {
    words = _ ("A hazard was found after the signature: to be signed again");
  }
  gtk_label_set_label (GTK_LABEL (self->state), words);
  ds_slot_words_set_style (self->state, style);
}

static void
ds_finish_notice_show_summary (DsFinishCard *card, const DsVisitSummary *summary)
{
  DsFinishNotice *self = DS_FINISH_NOTICE (card);
  gboolean open = ds_finish_card_is_open (card);
  gboolean outdated = strcmp (summary->notice_state, "outdated") == 0;
  gboolean shown = summary->notice_needed || strcmp (summary->notice_state, "none") != 0;

  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  if (!shown)
    return;
  start_day (self, summary->notice_follow_up);
  show_state (self, summary->notice_state);
  gtk_widget_set_visible (GTK_WIDGET (self->day_box), open && (outdated || summary->notice_follow_up == NULL));
  if (summary->notice_follow_up != NULL) {
    g_autofree char *words = g_strdup_printf (_ ("Agreed: another look on %s"), summary->notice_follow_up);
    gtk_label_set_label (GTK_LABEL (self->day_words), words);
  }
  gtk_widget_set_visible (self->day_words, summary->notice_follow_up != NULL && !outdated);
  ds_finish_sign_show (self->sign, summary->notice_by, outdated, open,
                       _ ("I have been told of these hazards and of what they may lead to."));
}

static void
add_day (DsFinishNotice *self, GtkBox *box)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *label = gtk_label_new (_ ("Another look on"));

  self->day_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10));
  self->day_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  ds_slot_words_name (self->calendar, _ ("Day of another look"));
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->calendar));
  gtk_menu_button_set_popover (self->day_button, popover);
  g_signal_connect_swapped (self->calendar, "day-selected", G_CALLBACK (show_day), self);
  gtk_box_append (self->day_box, label);
  gtk_box_append (self->day_box, GTK_WIDGET (self->day_button));
  gtk_box_append (box, GTK_WIDGET (self->day_box));
}

static void
ds_finish_notice_class_init (DsFinishNoticeClass *klass)
{
  DS_FINISH_CARD_CLASS (klass)->show_summary = ds_finish_notice_show_summary;
}

static void
ds_finish_notice_init (DsFinishNotice *self)
{
  GtkBox *box = ds_finish_card_get_box (DS_FINISH_CARD (self));

  ds_finish_card_set_title (DS_FINISH_CARD (self), _ ("Hazard notice"));
  gtk_widget_add_css_class (GTK_WIDGET (box), "ds-card");
  self->state = ds_finish_chip_new (NULL, NULL);
  gtk_label_set_wrap (GTK_LABEL (self->state), TRUE);
  gtk_widget_set_halign (self->state, GTK_ALIGN_START);
  self->day_words = ds_finish_text_new (NULL, NULL);
  self->sign = g_object_new (DS_TYPE_FINISH_SIGN, NULL);
  ds_finish_sign_set_what (self->sign, _ ("Signature on the hazard notice"));
  g_signal_connect_swapped (self->sign, "sign", G_CALLBACK (sign_cb), self);
  gtk_box_append (box, self->state);
  gtk_box_append (box, ds_finish_text_new (_ ("What is not put right stands in this notice. The customer reads it, "
                                              "then signs or refuses."),
                                           "ds-quiet"));
  gtk_box_append (box,
                  ds_finish_button_new (_ ("Show the notice"), _ ("Show the hazard notice"), "finish.look", "notice"));
  add_day (self, box);
  gtk_box_append (box, self->day_words);
  gtk_box_append (box, GTK_WIDGET (self->sign));
}
