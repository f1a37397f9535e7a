/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-store.h"

G_BEGIN_DECLS

/** DsStoreContent: @kind: "checklist", "guide" or "course"; @bytes: exactly as published, or %NULL in listings */
typedef struct {
  char *kind;
  char *id;
  gint64 version;
  char *sha256;
  GBytes *bytes;
} DsStoreContent;

void ds_store_content_free (DsStoreContent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStoreContent, ds_store_content_free)

/** ds_store_contents_put: @content: with bytes; @content.sha256 nullable, else it must be that of the bytes (%DS_ERROR_INVALID). The same bytes again change nothing; other bytes for a known version replace what is in force, old bytes stay while a visit pins them */
gboolean ds_store_contents_put (DsStoreTx *tx, const DsStoreContent *content, GError **error);

/** ds_store_contents_get: @ret_content: (out) (transfer full): by its SHA-256, also one that is no longer in force; %DS_ERROR_NOT_FOUND */
gboolean ds_store_contents_get (DsStoreTx *tx, const char *sha256, DsStoreContent **ret_content, GError **error);

/** ds_store_contents_get_latest: @ret_content: (out) (transfer full) (nullable): the one in force, %NULL when there is none */
gboolean ds_store_contents_get_latest (DsStoreTx *tx, const char *kind, const char *id, DsStoreContent **ret_content,
                                       GError **error);

/** ds_store_contents_list: @ret_contents: (out) (transfer full) (element-type DsStoreContent): those in force of @kind, by id, without bytes */
gboolean ds_store_contents_list (DsStoreTx *tx, const char *kind, GPtrArray **ret_contents, GError **error);

/** ds_store_contents_remove: no version is in force any more; bytes that a visit pinned stay */
gboolean ds_store_contents_remove (DsStoreTx *tx, const char *kind, const char *id, GError **error);

G_END_DECLS
