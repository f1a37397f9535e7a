/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-input-timer.h"

#include "ds-slot-words.h"

#include <glib/gi18n.h>

struct _DsInputTimer {
  DsStepInput parent_instance;
  GtkLabel *time;
  GtkLabel *words;
  GtkLevelBar *bar;
  GtkButton *button;
  guint tick; /* runs only while the count-down can be seen */
  gint64 ends_us; /* monotonic */
  guint total_s;
  guint shown_s;
  gboolean running;
  gboolean done;
};

G_DEFINE_FINAL_TYPE (DsInputTimer, ds_input_timer, DS_TYPE_STEP_INPUT)

static guint
get_remaining_s (DsInputTimer *self)
{
  gint64 left_us = self->ends_us - g_get_monotonic_time ();

  return left_us > 0 ? (guint) ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

static void
show_seconds (DsInputTimer *self, guint left_s)
{
  g_autofree char *text = g_strdup_printf ("%02u:%02u", left_s / 60, left_s % 60);

  self->shown_s = left_s;
  gtk_label_set_label (self->time, text);
  gtk_level_bar_set_value (self->bar, self->total_s > 0 ? 1.0 - (double) left_s / self->total_s : 1.0);
}

static void
show_button (DsInputTimer *self)
{
  gboolean over = self->running && self->shown_s == 0;
  const char *label = self->running ? _ ("Time is over: go on") : _ ("Start the timer");

  gtk_widget_set_visible (GTK_WIDGET (self->button), !self->done);
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), !self->running || over);
  if (self->running && !over)
    label = _ ("Waiting…");
  gtk_button_set_label (self->button, label);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  DsInputTimer *self = DS_INPUT_TIMER (widget);
  guint left_s = get_remaining_s (self);

  if (left_s == self->shown_s)
    return G_SOURCE_CONTINUE;
  show_seconds (self, left_s);
  if (left_s > 0)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  show_button (self);
  gtk_label_set_label (self->words, _ ("Time is over"));
  gtk_widget_error_bell (widget);
  return G_SOURCE_REMOVE;
}

static void
stop_tick (DsInputTimer *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
}

static void
update_tick (DsInputTimer *self)
{
  gboolean wanted =
      self->running && !self->done && gtk_widget_get_mapped (GTK_WIDGET (self)) && get_remaining_s (self) > 0;

  if (!wanted)
    stop_tick (self);
  else if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
ds_input_timer_show_step (DsStepInput *input, const DsStepView *view)
{
  DsInputTimer *self = DS_INPUT_TIMER (input);
  g_autofree char *words = NULL;

  self->running = view->timer_started_us != 0;
  self->done = view->state == DS_SLOT_PASSED;
  self->total_s = view->timer_minutes * 60;
  self->ends_us = g_get_monotonic_time () + (gint64) view->timer_remaining_s * G_USEC_PER_SEC;
  show_seconds (self, self->running ? view->timer_remaining_s : self->done ? 0 : self->total_s);
  if (self->done)
    words = view->value_text != NULL ? g_strdup_printf (_ ("Waited: %s"), view->value_text) : g_strdup (_ ("Done"));
  else if (self->running)
    words = g_strdup (self->shown_s > 0 ? _ ("You may do other steps meanwhile; it goes on.") : _ ("Time is over"));
  else
    words = g_strdup_printf (ngettext ("At least %u minute", "At least %u minutes", view->timer_minutes),
                             view->timer_minutes);
  gtk_label_set_label (self->words, words);
  show_button (self);
  update_tick (self);
}

static gboolean
ds_input_timer_submit (DsStepInput *input)
{
  DsInputTimer *self = DS_INPUT_TIMER (input);

  if (self->done || (self->running && get_remaining_s (self) > 0))
    return FALSE;
  ds_step_input_say_timer (input, !self->running);
  return TRUE;
}

static void
clicked_cb (DsInputTimer *self)
{
  ds_step_input_submit (DS_STEP_INPUT (self));
}

static void
ds_input_timer_map (GtkWidget *widget)
{
  DsInputTimer *self = DS_INPUT_TIMER (widget);

  GTK_WIDGET_CLASS (ds_input_timer_parent_class)->map (widget);
  if (self->running) {
    show_seconds (self, get_remaining_s (self));
    show_button (self);
  }
  update_tick (self);
}

static void
ds_input_timer_unmap (GtkWidget *widget)
{
  stop_tick (DS_INPUT_TIMER (widget));
  GTK_WIDGET_CLASS (ds_input_timer_parent_class)->unmap (widget);
}

static void
ds_input_timer_class_init (DsInputTimerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  DsStepInputClass *input_class = DS_STEP_INPUT_CLASS (klass);

  widget_class->map = ds_input_timer_map;
  widget_class->unmap = ds_input_timer_unmap;
  input_class->show_step = ds_input_timer_show_step;
  input_class->submit = ds_input_timer_submit;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/input-timer.ui");
  gtk_widget_class_bind_template_child (widget_class, DsInputTimer, time);
  gtk_widget_class_bind_template_child (widget_class, DsInputTimer, words);
  gtk_widget_class_bind_template_child (widget_class, DsInputTimer, bar);
  gtk_widget_class_bind_template_child (widget_class, DsInputTimer, button);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
ds_input_timer_init (DsInputTimer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
