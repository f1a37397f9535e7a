/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-http.h"
#include "ds-store.h"
#include "ds-sync-driver.h"
#include "ds-test.h"

G_BEGIN_DECLS

/*
 * A real headquarters on a free port and a real tablet's store with its driver, both in this process, in folders of
 * their own; the tablet is enrolled.
 */
typedef struct {
  DsTestFolder *folder;
  DsClock *clock;
  char *hq_folder;
  DsHqService *service;
  DsHqHttp *http;
  guint16 port;
  char *store_folder;
  DsVault *vault;
  DsStore *store;
  DsSyncDriver *driver;
  char *device;
  char *token;
  char *hq;
} DsPair;

DsPair *ds_pair_new (void);
void ds_pair_free (DsPair *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsPair, ds_pair_free)

/** ds_pair_start_hq, ds_pair_stop_hq: headquarters comes back on the same port */
void ds_pair_start_hq (DsPair *self);
void ds_pair_stop_hq (DsPair *self);
/** ds_pair_restore_hq: headquarters' folder becomes the copy made by ds_pair_backup_hq() */
void ds_pair_backup_hq (DsPair *self);
void ds_pair_restore_hq (DsPair *self);

/** ds_pair_start_tablet: opens the store and starts a driver; @transport nullable */
void ds_pair_start_tablet (DsPair *self, DsTransport *transport);
/** ds_pair_stop_tablet: stops in order; ds_pair_kill_tablet() as a kill would */
void ds_pair_stop_tablet (DsPair *self);

/** ds_pair_add_progress: Returns: (transfer full): the id of a new progress record in the outbox */
char *ds_pair_add_progress (DsPair *self);
/** ds_pair_add_visit: a finished visit with @n_media photos of @media_bytes each; Returns: (transfer full): its record's id */
char *ds_pair_add_visit (DsPair *self, guint n_media, gsize media_bytes);
/** ds_pair_add_line: any bytes as a record of @kind with the id @id */
void ds_pair_add_line (DsPair *self, const char *id, const char *kind, const char *line);

/** ds_pair_count_hq: headquarters' own counts */
void ds_pair_count_hq (DsPair *self, DsHqCounts *ret_counts);
/** ds_pair_sync: one run; Returns: as ds_sync_run_once() */
gboolean ds_pair_sync (DsPair *self, gint64 patience_ms, DsSyncSummary *ret_summary, GError **error);
/** ds_pair_revoke: headquarters no longer accepts the tablet; ds_pair_enrol() makes it accept it again */
void ds_pair_revoke (DsPair *self);
void ds_pair_enrol (DsPair *self);
void ds_pair_put_order (DsPair *self, const char *id);

G_END_DECLS
