/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-test.h"

#include "ds-store.h"

G_BEGIN_DECLS

/** A store without threads: one connection, inside a writing transaction, on a fake clock. */
typedef struct {
  DsTestFolder *folder;
  DsClock *clock;
  DsVault *vault;
  char *media_folder;
  DsStoreTx *tx;
} DsStoreFixture;

DsStoreFixture *ds_store_fixture_new (void);
void ds_store_fixture_free (DsStoreFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStoreFixture, ds_store_fixture_free)

/** ds_store_fixture_commit: commits and begins anew */
void ds_store_fixture_commit (DsStoreFixture *self);

/** ds_store_fixture_reopen: commits, closes, opens again */
void ds_store_fixture_reopen (DsStoreFixture *self);

/** ds_store_test_order: Returns: (transfer full): a complete Order JSON with a window of two hours that begins @start_min after the fixture's clock began */
json_t *ds_store_test_order (const char *id, int start_min);

/** ds_store_test_order_full: the same with everything an order may have */
json_t *ds_store_test_order_full (const char *id, int start_min);

/** ds_store_fixture_put_order: puts ds_store_test_order() */
void ds_store_fixture_put_order (DsStoreFixture *self, const char *id, int start_min);

/** ds_store_fixture_add_visit: Returns: (transfer full): the id of a new visit of a new order */
char *ds_store_fixture_add_visit (DsStoreFixture *self, const char *order, int start_min);

/** ds_store_fixture_finish: projects the visit as finished */
void ds_store_fixture_finish (DsStoreFixture *self, const char *visit);

/** ds_store_fixture_enqueue: Returns: (transfer full): the id of a new record of @kind; @visit nullable */
char *ds_store_fixture_enqueue (DsStoreFixture *self, const char *kind, const char *visit, gsize size);

/** ds_store_fixture_add_photo: Returns: (transfer full): the SHA-256 of a new medium of @visit, state local */
char *ds_store_fixture_add_photo (DsStoreFixture *self, const char *visit, guint lane, const char *content);

G_END_DECLS
