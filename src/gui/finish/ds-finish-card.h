/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-visit-session.h"

G_BEGIN_DECLS

/**
 * DsFinishCard: one card of the Finish screen: a heading and what belongs under it. The page shows each card the visit's
 * summary after each act; a card rebuilds only what tells facts, never what the person is just writing.
 */
#define DS_TYPE_FINISH_CARD (ds_finish_card_get_type ())
G_DECLARE_DERIVABLE_TYPE (DsFinishCard, ds_finish_card, DS, FINISH_CARD, AdwBin)

/** DsFinishCardClass: @show_summary: shows the facts of the summary; the card hides itself when it has nothing to say */
struct _DsFinishCardClass {
  AdwBinClass parent_class;
  void (*show_summary) (DsFinishCard *self, const DsVisitSummary *summary);
};

/** ds_finish_card_set_title: @title: the heading, also the card's accessible name */
void ds_finish_card_set_title (DsFinishCard *self, const char *title);

/** ds_finish_card_set_visit: to be called once, before the first summary */
void ds_finish_card_set_visit (DsFinishCard *self, DsApp *app, DsVisitSession *session);

/** ds_finish_card_show_summary: shows the facts of @summary */
void ds_finish_card_show_summary (DsFinishCard *self, const DsVisitSummary *summary);

/** ds_finish_card_get_app: Returns: (transfer none): the use cases */
DsApp *ds_finish_card_get_app (DsFinishCard *self);

/** ds_finish_card_get_session: Returns: (transfer none): the visit */
DsVisitSession *ds_finish_card_get_session (DsFinishCard *self);

/** ds_finish_card_get_box: Returns: (transfer none): where the card's widgets go, one under the other */
GtkBox *ds_finish_card_get_box (DsFinishCard *self);

/** ds_finish_card_is_open: Returns: whether acts are possible: the visit is neither finished nor opened for looking only */
gboolean ds_finish_card_is_open (DsFinishCard *self);

G_END_DECLS
