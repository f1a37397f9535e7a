/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ds-order-details.h"

G_BEGIN_DECLS

/**
 * ds_order_cards_fill:
 * @box: where the cards go; what it held is removed
 * @details: the order
 *
 * Builds the Order screen's cards from a snapshot: cards without anything to say are left out.
 */
void ds_order_cards_fill (GtkBox *box, DsOrderDetails *details);

G_END_DECLS
