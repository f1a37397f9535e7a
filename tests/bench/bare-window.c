/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The floor that Doorstep's start is measured against: an empty libadwaita window, in as few lines as it takes. */
#include <adwaita.h>

#include "ds-first-frame.h"

static gboolean
is_ready (gpointer user_data)
{
  return TRUE;
}

static void
activate_cb (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), gtk_label_new ("今天没有工单"));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  ds_first_frame_watch (GTK_WINDOW (window), is_ready, NULL);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = adw_application_new ("io.github.doorstep.Bare", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
