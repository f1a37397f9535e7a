/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-app.h"

G_BEGIN_DECLS

#define DS_TYPE_TODAY_PAGE (ds_today_page_get_type ())
G_DECLARE_FINAL_TYPE (DsTodayPage, ds_today_page, DS, TODAY_PAGE, AdwBin)

/**
 * DsTodayPage: the day's orders.
 *
 * Signal "settled": the orders have been read for the first time, or could not be: the page has something to show.
 */

/** ds_today_page_new: Returns: (transfer floating): the day's orders of an open @app */
DsTodayPage *ds_today_page_new (DsApp *app);

/** ds_today_page_focus_search: opens the search field and puts the focus in it */
void ds_today_page_focus_search (DsTodayPage *self);

/** ds_today_page_select: marks @order_id as the one that is shown beside the list */
void ds_today_page_select (DsTodayPage *self, const char *order_id);

/** ds_today_page_set_alone: @alone: no order stands beside the list, so the window's own buttons are up to it */
void ds_today_page_set_alone (DsTodayPage *self, gboolean alone);

/** ds_today_page_is_settled: Returns: whether "settled" has been emitted */
gboolean ds_today_page_is_settled (DsTodayPage *self);

/** ds_today_page_shows_orders: Returns: whether rows with their customers are on the screen (not the empty or loading page) */
gboolean ds_today_page_shows_orders (DsTodayPage *self);

G_END_DECLS
