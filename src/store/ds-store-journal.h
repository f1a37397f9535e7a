/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-store.h"

G_BEGIN_DECLS

/** Largest journal entry: a signature of 64 KiB strokes and room to spare. */
#define DS_STORE_JOURNAL_ENTRY_BYTES (256u * 1024)

/**
 * ds_store_journal_append:
 * @seq: must be the last one's + 1 (%DS_ERROR_STATE: somebody was faster, or it is there already)
 * @entry_id: the entry's UUID, unique in the store (%DS_ERROR_STATE)
 * @line: the entry as one line of JSON, kept byte for byte
 *
 * Entries are never changed or removed; the database refuses it.
 */
gboolean ds_store_journal_append (DsStoreTx *tx, const char *visit, guint seq, const char *entry_id, const char *line,
                                  GError **error);

/** ds_store_journal_read: @ret_lines: (out) (transfer full) (element-type utf8): entries 1 to @max_seq (0: all) in order */
gboolean ds_store_journal_read (DsStoreTx *tx, const char *visit, guint max_seq, GPtrArray **ret_lines, GError **error);

/** ds_store_journal_last_seq: @ret_seq: (out): 0 when there is no entry */
gboolean ds_store_journal_last_seq (DsStoreTx *tx, const char *visit, guint *ret_seq, GError **error);

G_END_DECLS
