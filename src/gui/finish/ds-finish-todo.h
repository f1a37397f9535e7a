/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-finish-card.h"

G_BEGIN_DECLS

/** DsFinishTodo: what still keeps the visit from being finished; each row goes to where it is done */
#define DS_TYPE_FINISH_TODO (ds_finish_todo_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishTodo, ds_finish_todo, DS, FINISH_TODO, DsFinishCard)

G_END_DECLS
