/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-first-frame.h"

#include <sys/resource.h>

typedef struct {
  GtkWindow *window;
  gboolean (*ready) (gpointer user_data);
  gpointer user_data;
} Watch;

static gboolean
quit_cb (gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));
  return G_SOURCE_REMOVE;
}

static void
after_paint_cb (GdkFrameClock *clock, gpointer user_data)
{
  Watch *watch = user_data;
  struct rusage usage = { 0 };

  if (!watch->ready (watch->user_data)) {
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
    return;
  }
  getrusage (RUSAGE_SELF, &usage);
  /* lint-allow(banned): the line that --first-frame asks for and the benchmark reads */
  g_print ("first-frame %" G_GINT64_FORMAT " %ld\n", g_get_monotonic_time (), usage.ru_maxrss);
  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, watch);
  g_idle_add (quit_cb, gtk_window_get_application (watch->window));
}

static void
realized_cb (GtkWidget *widget, gpointer user_data)
{
  g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (after_paint_cb), user_data);
}

static void
free_watch_cb (gpointer data, GClosure *closure)
{
  g_free (data);
}

void
ds_first_frame_watch (GtkWindow *window, gboolean (*ready) (gpointer user_data), gpointer user_data)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->window = window;
  watch->ready = ready;
  watch->user_data = user_data;
  g_signal_connect_data (window, "realize", G_CALLBACK (realized_cb), watch, free_watch_cb, 0);
}
