/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-finish-card.h"

G_BEGIN_DECLS

/** DsFinishEnd: after finishing: that it is saved, what headquarters has of it, and the papers */
#define DS_TYPE_FINISH_END (ds_finish_end_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishEnd, ds_finish_end, DS, FINISH_END, DsFinishCard)

G_END_DECLS
