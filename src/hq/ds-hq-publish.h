/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-json.h"

G_BEGIN_DECLS

/**
 * ds_hq_publish_read:
 * @data: the exact bytes of a checklist or a guide
 * @problems: (element-type utf8): gets one line per problem: JSON path and what would be right
 *
 * Returns: (transfer full) (nullable): the desk's item for it, or %NULL if it cannot be published
 */
DsJson *ds_hq_publish_read (const char *data, gsize size, GPtrArray *problems);

G_END_DECLS
