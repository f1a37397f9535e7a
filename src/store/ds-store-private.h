/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-error.h"
#include "ds-store-media.h"

G_BEGIN_DECLS

extern const DsDbMigration ds_store_migrations[];
extern const gsize ds_store_migrations_count;

/** ds_store_get_schema: fills @ret_schema with what doorstep.db is */
void ds_store_get_schema (DsDbSchema *ret_schema);

/** ds_store_bind_sealed: binds a text sealed for @context; %NULL binds null */
void ds_store_bind_sealed (DsStoreTx *tx, DsStmt *stmt, int parameter, const char *context, const char *text);

/** ds_store_read_sealed: opens a sealed text column; null gives %NULL */
gboolean ds_store_read_sealed (DsStoreTx *tx, DsStmt *stmt, int column, const char *context, char **ret_text,
                               GError **error);

/** ds_store_context: Returns: (transfer full): "@kind/@id" */
char *ds_store_context (const char *kind, const char *id);

/** ds_store_expect_row: steps once; %DS_ERROR_NOT_FOUND with "@what @id is not on this tablet." when there is none */
gboolean ds_store_expect_row (DsStmt *stmt, const char *what, const char *id, GError **error);

/** ds_store_run_changed: runs a writing statement; %DS_ERROR_NOT_FOUND as above when it changed no row */
gboolean ds_store_run_changed (DsStoreTx *tx, DsStmt *stmt, const char *what, const char *id, GError **error);

/** ds_store_now_us: Returns: the wall time */
gint64 ds_store_now_us (DsStoreTx *tx);

/** ds_store_state_name: Returns: "queued", …; ds_store_state_from: the other way, %DS_STORE_SEND_QUEUED for what is unknown */
const char *ds_store_state_name (DsStoreSendState state);
DsStoreSendState ds_store_state_from (const char *name);

/**
 * DsStoreEach: called for each row; %FALSE with @error ends it
 */
typedef gboolean (*DsStoreEach) (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error);

/** ds_store_each: steps @stmt through all rows */
gboolean ds_store_each (DsStoreTx *tx, DsStmt *stmt, DsStoreEach each, gpointer data, GError **error);

/** ds_store_orders_follow_visit: writes stage, newest visit and finish of @visit's order, from the visit's row */
gboolean ds_store_orders_follow_visit (DsStoreTx *tx, const char *visit, GError **error);

/** ds_store_orders_sweep: after a pull anew: forgets orders not in @ids (a set), marks those with work on them */
gboolean ds_store_orders_sweep (DsStoreTx *tx, GHashTable *ids, GError **error);

/** ds_store_contents_sweep: the same for checklists, guides and courses; keys are "kind/id" */
gboolean ds_store_contents_sweep (DsStoreTx *tx, GHashTable *keys, GError **error);

/** ds_store_visits_complete: headquarters has every byte of the visit */
gboolean ds_store_visits_complete (DsStoreTx *tx, const char *visit, gboolean complete, GError **error);

/** ds_store_folder_tidy: removes what interrupted writing left in the media folder; nobody else may be writing */
void ds_store_folder_tidy (const char *media_folder);

/** ds_store_folder_ask_check: leaves a mark that the store must be verified at the next opening */
void ds_store_folder_ask_check (const char *folder);

/** ds_store_folder_check_if_asked: the whole check, if there is a mark; %DS_ERROR_CORRUPT */
gboolean ds_store_folder_check_if_asked (const char *folder, DsDb *db, GError **error);

G_END_DECLS
