/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-finish-card.h"

G_BEGIN_DECLS

/** DsFinishOpinions: what the customer said: complaints, suggestions, inquiries, praise, needs */
#define DS_TYPE_FINISH_OPINIONS (ds_finish_opinions_get_type ())
G_DECLARE_FINAL_TYPE (DsFinishOpinions, ds_finish_opinions, DS, FINISH_OPINIONS, DsFinishCard)

/** ds_finish_opinions_add: opens the dialog for another opinion; @kind: (nullable): chosen already, e.g. "complaint" */
void ds_finish_opinions_add (DsFinishOpinions *self, const char *kind);

G_END_DECLS
