/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-app.h"

G_BEGIN_DECLS

#define DS_TYPE_WINDOW (ds_window_get_type ())
G_DECLARE_FINAL_TYPE (DsWindow, ds_window, DS, WINDOW, AdwApplicationWindow)

typedef struct _DsApplication DsApplication;

/*
 * Screens move by actions, so that buttons, keys, tests and assistive tools use the same names:
 *  win.show-today, win.show-headquarters, win.show-settings, win.show-welcome, win.back, win.search, win.sync
 *  win.open-order (s: order id), win.open-visit (s), win.open-finish (s): the visit's last page
 *  win.first-start: the welcome page, if nothing stands over Today
 *  win.toast (s: a line, already translated)
 */

/**
 * ds_window_new:
 * @application: the application
 * @app: the use cases; need not be open yet: the window waits for ds_window_store_opened()
 * @settings: the look settings, where size and place are kept
 *
 * Returns: (transfer none): a window, owned by GTK
 */
DsWindow *ds_window_new (DsApplication *application, DsApp *app, GSettings *settings);

/**
 * ds_window_present_soon: shows the window as soon as it has orders, a first start or a trouble to show, and at the
 * latest after a third of a second: an empty window first and a full one after it take longer than one full one.
 */
void ds_window_present_soon (DsWindow *self);

/** ds_window_store_opened: @error (nullable): why the store could not be opened; the window says so and offers to try again */
void ds_window_store_opened (DsWindow *self, const GError *error);

/** ds_window_shows_orders: Returns: whether Today shows orders that have been read from the store */
gboolean ds_window_shows_orders (DsWindow *self);

/** ds_window_describe_place: Returns: (transfer full): where the person is, for ds_window_go_to_place() */
char *ds_window_describe_place (DsWindow *self);

/** ds_window_go_to_place: @place: from ds_window_describe_place(); an unknown one is Today */
void ds_window_go_to_place (DsWindow *self, const char *place);

/** ds_window_toast: shows @line for a few seconds; the same line shows once */
void ds_window_toast (DsWindow *self, const char *line);

/** ds_window_set_accels: the keys of the window's actions */
void ds_window_set_accels (GtkApplication *application);

G_END_DECLS
