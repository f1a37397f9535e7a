/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-finish-card.h"

G_BEGIN_DECLS

/** DsFinishGuides: the guides that stay with the customer, handed over and explained */
#define DS_TYPE_FINISH_GUIDES (ds_finish_guides_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishGuides, ds_finish_guides, DS, FINISH_GUIDES, DsFinishCard)

G_END_DECLS
