/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-finish-card.h"

G_BEGIN_DECLS

/** DsFinishNotice: the hazard notice: seen as pages, the day of another look, signature or refusal */
#define DS_TYPE_FINISH_NOTICE (ds_finish_notice_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishNotice, ds_finish_notice, DS, FINISH_NOTICE, DsFinishCard)

G_END_DECLS
