/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-act.h"

#include "ds-error-text.h"

gpointer
ds_act_new (GtkWidget *widget)
{
  return g_object_ref (widget);
}

void
ds_act_show_error (GtkWidget *widget, const GError *error)
{
  g_autofree char *line = NULL;

  if (ds_error_code_of (error) == DS_ERROR_CANCELLED)
    return;
  line = ds_error_line (error);
  gtk_widget_activate_action (widget, "win.toast", "s", line);
}

void
ds_act_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (!ds_visit_session_act_finish (DS_VISIT_SESSION (source), result, &error))
    ds_act_show_error (widget, error);
}
