/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-entry.h"

G_BEGIN_DECLS

/** ds_value_clear: frees what the value owns */
void ds_value_clear (DsValue *self);

/** ds_entry_read: reads an entry at the present path of @reader; problems are noted there; Returns: (transfer full) (nullable) */
DsEntry *ds_entry_read (DsJsonReader *reader, json_t *object);

/** ds_entry_alloc: Returns: (transfer full): an entry without anything */
DsEntry *ds_entry_alloc (void);

/** ds_value_to_json: Returns: (transfer full) (nullable): the value as written in entries */
json_t *ds_value_to_json (const DsValue *self);

G_END_DECLS
