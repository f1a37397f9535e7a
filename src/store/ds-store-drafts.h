/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-store.h"

G_BEGIN_DECLS

/** DsStoreDraft: text that was being typed at @slot when it was kept */
typedef struct {
  char *slot;
  char *text;
} DsStoreDraft;

void ds_store_draft_free (DsStoreDraft *self);

/** Longest draft in bytes. */
#define DS_STORE_DRAFT_BYTES (64u * 1024)

/** ds_store_drafts_set: @text: (nullable): %NULL or "" forgets it. @scope: a visit's id, or a screen's name */
gboolean ds_store_drafts_set (DsStoreTx *tx, const char *scope, const char *slot, const char *text, GError **error);
/** ds_store_drafts_get: @ret_text: (out) (transfer full) (nullable) */
gboolean ds_store_drafts_get (DsStoreTx *tx, const char *scope, const char *slot, char **ret_text, GError **error);
/** ds_store_drafts_list: @ret_drafts: (out) (transfer full) (element-type DsStoreDraft): of @scope, by slot */
gboolean ds_store_drafts_list (DsStoreTx *tx, const char *scope, GPtrArray **ret_drafts, GError **error);
/** ds_store_drafts_clear: forgets all of @scope (the visit is finished) */
gboolean ds_store_drafts_clear (DsStoreTx *tx, const char *scope, GError **error);

G_END_DECLS
