/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-store-outbox.h"

G_BEGIN_DECLS

/** Set ("1") in the tablet's own store while the demo runs beside it. */
#define DS_IDENTITY_META_DEMO "app.demo"

/**
 * DsIdentity: what a store says of who we are, and what headquarters lacks
 * @offset_ms: headquarters' clock minus ours, %G_MININT64 unknown
 * All strings nullable.
 */
typedef struct {
  char *device;
  char *technician_id;
  char *technician_name;
  char *hq_id;
  char *hq_name;
  char *hq_url;
  char *token;
  char *demo;
  gint64 offset_ms;
  gboolean write;
  DsStoreCounts counts;
} DsIdentity;

/** ds_identity_load: Returns: (transfer full): read in one job; a writable store gets a device id if it has none */
DsIdentity *ds_identity_load (DsStore *store, GError **error);
void ds_identity_free (DsIdentity *self);

/** ds_identity_is_enrolled: Returns: whether there is a headquarters and a token; @self nullable */
gboolean ds_identity_is_enrolled (const DsIdentity *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsIdentity, ds_identity_free)

G_END_DECLS
