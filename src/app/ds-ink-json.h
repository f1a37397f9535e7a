/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-ink.h"
#include "ds-json.h"

G_BEGIN_DECLS

/** ds_ink_to_json: Returns: (transfer full): the journal's signature value; @name (nullable) is who signed */
DsJson *ds_ink_to_json (const DsInk *self, const char *name);

/** ds_ink_from_json: Returns: (transfer full) (nullable): the strokes of a signature value, %NULL if it has none (a refusal) */
DsInk *ds_ink_from_json (json_t *value);

G_END_DECLS
