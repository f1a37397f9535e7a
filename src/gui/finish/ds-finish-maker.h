/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-finish-card.h"

G_BEGIN_DECLS

/** DsFinishMaker: what the store cannot solve is handed to the maker */
#define DS_TYPE_FINISH_MAKER (ds_finish_maker_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishMaker, ds_finish_maker, DS, FINISH_MAKER, DsFinishCard)

G_END_DECLS
