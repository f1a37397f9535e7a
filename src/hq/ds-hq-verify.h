/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-store.h"
#include "ds-json.h"

G_BEGIN_DECLS

/**
 * ds_hq_verify:
 * @folder: headquarters' data folder
 * @store: any session on it
 * @error: why it could not look; what it found is in the report
 *
 * Reads everything headquarters holds again: the database's pages, the SHA-256 of each record's bytes, of each file.
 *
 * Returns: (transfer full): {"ok":bool, "records":n, "media":n, "media_bytes":n, "damaged":[sentences],
 *   "waiting":[sha256 of files that visits wait for], "incomplete_visits":n}; @ok says that nothing is damaged
 */
DsJson *ds_hq_verify (const char *folder, DsHqStore *store, GError **error);

G_END_DECLS
