/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ds-visit-session.h"

G_BEGIN_DECLS

/*
 * Acts of a visit whose success needs no answer: the session's "changed" refreshes the screen. A failure is shown as a toast of the
 * window; a dropped double tap is not shown at all.
 */

/** ds_act_new: Returns: (transfer full): the user data for ds_act_done_cb(); keeps @widget alive until the act is written */
gpointer ds_act_new (GtkWidget *widget);
/** ds_act_done_cb: finishes the act begun with ds_act_new() */
void ds_act_done_cb (GObject *source, GAsyncResult *result, gpointer user_data);
/** ds_act_show_error: a toast for @error over the window of @widget; nothing for a cancelled act */
void ds_act_show_error (GtkWidget *widget, const GError *error);

G_END_DECLS
