/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-strip-bar.h"

#include "ds-act.h"
#include "ds-ask.h"
#include "ds-slot-words.h"

#include <glib/gi18n.h>

struct _DsVisitStripBar {
  AdwBin parent_instance;
  GtkBox *box;
  DsVisitSession *session;
  GPtrArray *strips; /* DsVisitStrip */
  guint asked; /* the strip that is to be handed over */
};

G_DEFINE_FINAL_TYPE (DsVisitStripBar, ds_visit_strip_bar, ADW_TYPE_BIN)

static guint go_to_signal;

static void
reason_cb (GtkWidget *widget, const char *choice, const char *text, gpointer user_data)
{
  DsVisitStripBar *self = DS_VISIT_STRIP_BAR (widget);
  const DsVisitStrip *strip;

  if (self->asked >= self->strips->len)
    return;
  strip = g_ptr_array_index (self->strips, self->asked);
  ds_visit_session_hand_over_async (self->session, strip, text, ds_act_done_cb, ds_act_new (widget));
}

static void
go_to_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsVisitStripBar *self = DS_VISIT_STRIP_BAR (widget);
  guint index = g_variant_get_uint32 (parameter);

  if (index < self->strips->len) {
    const DsVisitStrip *strip = g_ptr_array_index (self->strips, index);
    g_signal_emit (self, go_to_signal, 0, strip->close_slot);
  }
}

static void
hand_over_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsVisitStripBar *self = DS_VISIT_STRIP_BAR (widget);
  guint index = g_variant_get_uint32 (parameter);
  const DsVisitStrip *strip;

  if (index >= self->strips->len)
    return;
  strip = g_ptr_array_index (self->strips, index);
  self->asked = index;
  const DsAsk ask = {
    .heading = _ ("Leave it open and hand it over?"),
    .body = strip->text,
    .label = _ ("To whom, and why it stays open"),
    .accept = _ ("Hand over"),
    .required = TRUE,
  };
  ds_ask (widget, &ask, reason_cb, NULL);
}

/* In an overlay, because a button with words and one with an icon have different baselines, and a box that lines them up
   asks for another height with a given width than without. */
static GtkWidget *
make_button (GtkWidget *button, const char *action, guint index)
{
  GtkWidget *frame = gtk_overlay_new ();

  gtk_overlay_set_child (GTK_OVERLAY (frame), button);
  gtk_widget_set_valign (frame, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", index);
  return frame;
}

static void
add_strip (DsVisitStripBar *self, guint index)
{
  const DsVisitStrip *strip = g_ptr_array_index (self->strips, index);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *label = gtk_label_new (strip->text);

  gtk_widget_add_css_class (row, "ds-strip");
  gtk_widget_add_css_class (row, "loud");
  gtk_widget_add_css_class (row, "ds-pair");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (row), label);
  if (!ds_visit_session_is_read_only (self->session)) {
    gtk_box_append (GTK_BOX (row), make_button (gtk_button_new_with_label (_ ("Restore")), "strip.go-to", index));
    GtkWidget *hand_over = gtk_button_new_from_icon_name ("send-to-symbolic");
    gtk_widget_set_tooltip_text (hand_over, _ ("Hand over…"));
    ds_slot_words_name (hand_over, _ ("Hand over…"));
    gtk_box_append (GTK_BOX (row), make_button (hand_over, "strip.hand-over", index));
  }
  gtk_box_append (self->box, row);
}

static gboolean
is_same (GPtrArray *a, GPtrArray *b)
{
  if (a == NULL || a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++) {
    const DsVisitStrip *left = g_ptr_array_index (a, i), *right = g_ptr_array_index (b, i);
    if (g_strcmp0 (left->text, right->text) != 0 || g_strcmp0 (left->close_slot, right->close_slot) != 0 ||
        g_strcmp0 (left->pair, right->pair) != 0 || g_strcmp0 (left->thing, right->thing) != 0)
      return FALSE;
  }
  return TRUE;
}

static void
refresh (DsVisitStripBar *self)
{
  g_autoptr (GPtrArray) strips = ds_visit_session_dup_strips (self->session);
  GtkWidget *child;

  if (is_same (self->strips, strips))
    return;
  g_clear_pointer (&self->strips, g_ptr_array_unref);
  self->strips = g_steal_pointer (&strips);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  for (guint i = 0; i < self->strips->len; i++)
    add_strip (self, i);
  gtk_widget_set_visible (GTK_WIDGET (self), self->strips->len > 0);
}

static void
changed_cb (DsVisitStripBar *self)
{
  refresh (self);
}

void
ds_visit_strip_bar_set_session (DsVisitStripBar *self, DsVisitSession *session)
{
  g_return_if_fail (self->session == NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  refresh (self);
}

static void
ds_visit_strip_bar_finalize (GObject *object)
{
  DsVisitStripBar *self = DS_VISIT_STRIP_BAR (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->strips, g_ptr_array_unref);
  G_OBJECT_CLASS (ds_visit_strip_bar_parent_class)->finalize (object);
}

static void
ds_visit_strip_bar_class_init (DsVisitStripBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_visit_strip_bar_finalize;
  go_to_signal = g_signal_new ("go-to", DS_TYPE_VISIT_STRIP_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               G_TYPE_STRING);
  gtk_widget_class_install_action (widget_class, "strip.go-to", "u", go_to_cb);
  gtk_widget_class_install_action (widget_class, "strip.hand-over", "u", hand_over_cb);
}

static void
ds_visit_strip_bar_init (DsVisitStripBar *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 1));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
