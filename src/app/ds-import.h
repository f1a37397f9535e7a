/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-app.h"

G_BEGIN_DECLS

/**
 * DsImport: orders, checklists and guides read from files, to be put into a store without a headquarters
 */
typedef struct _DsImport DsImport;

DsImport *ds_import_new (DsApp *app);
void ds_import_free (DsImport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsImport, ds_import_free)

/**
 * ds_import_add_file:
 * @path: a JSON file: an order, an array of orders, a checklist or a guide
 * @error: %DS_ERROR_INVALID with file, place and what would be right; %DS_ERROR_NOT_FOUND, %DS_ERROR_LIMIT
 *
 * Reads and checks; nothing is stored yet. The demo's times (`demo_window`, `demo_promise`, `demo_at`: days from today and times
 * of the day) become moments.
 */
gboolean ds_import_add_file (DsImport *self, const char *path, GError **error);

/** ds_import_add_shipped: the checklists and guides that came with the program */
gboolean ds_import_add_shipped (DsImport *self, GError **error);

/** ds_import_commit_async: all of it in one transaction, into the store in use */
void ds_import_commit_async (DsImport *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
/** ds_import_commit_finish: @ret_n_orders, @ret_n_contents: (out) (optional) */
gboolean ds_import_commit_finish (DsApp *app, GAsyncResult *result, guint *ret_n_orders, guint *ret_n_contents,
                                  GError **error);

G_END_DECLS
