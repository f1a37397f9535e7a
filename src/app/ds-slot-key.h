/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-visit.h"

G_BEGIN_DECLS

/** ds_slot_key: Returns: (transfer full): the slot's name for screens and scripts: "j1/E05" or "j1/E05/<thing>" */
char *ds_slot_key (const DsVisit *visit, guint slot);

/** ds_slot_key_find: Returns: the slot that @key names, or %DS_NONE; @key may be %NULL */
guint ds_slot_key_find (const DsVisit *visit, const char *key);

/** ds_visit_appliance_title: Returns: (transfer full) (nullable): "Haier KFR-35GW 主卧", the kind's name when brand and model are unknown; %NULL for a job of the whole home */
char *ds_visit_appliance_title (const DsOrder *order, const DsJob *job, const char *language);

G_END_DECLS
