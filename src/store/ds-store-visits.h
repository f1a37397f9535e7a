/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-store.h"

G_BEGIN_DECLS

/**
 * DsStoreVisit:
 * @order: the order's id
 * @stage: as #DsStoreOrder.stage, from "accepted" on
 * @order_json: (nullable): the Order JSON the visit works with: its own copy; %NULL in listings
 * @position: (nullable): where the technician is (the app's own text)
 * @done, @total, @hazards: the projection's counts
 * @last_seq: number of the last journal entry
 * @made_us, @finished_us: wall times; 0 when not finished
 * @record: (nullable): the id of its visit record in the outbox
 * @complete: headquarters has every byte of it
 */
typedef struct {
  char *id;
  char *order;
  char *stage;
  char *order_json;
  char *position;
  guint done;
  guint total;
  guint hazards;
  guint last_seq;
  gint64 made_us;
  gint64 finished_us;
  char *record;
  gboolean complete;
} DsStoreVisit;

void ds_store_visit_free (DsStoreVisit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStoreVisit, ds_store_visit_free)

/** DsStorePin: @sha256: the exact checklist that job @job of a visit began with */
typedef struct {
  char *job;
  char *sha256;
} DsStorePin;

void ds_store_pin_free (DsStorePin *self);

/** DsStoreProjection: what lists show of a visit without folding its journal */
typedef struct {
  const char *stage;
  guint done;
  guint total;
  guint hazards;
} DsStoreProjection;

/** ds_store_visits_create: @ret_id: (out) (transfer full): a new visit of @order with a copy of its JSON, stage "accepted". %DS_ERROR_NOT_FOUND, %DS_ERROR_STATE when the order has an unfinished visit or is cancelled */
gboolean ds_store_visits_create (DsStoreTx *tx, const char *order, char **ret_id, GError **error);

/** ds_store_visits_get: @ret_visit: (out) (transfer full); %DS_ERROR_NOT_FOUND */
gboolean ds_store_visits_get (DsStoreTx *tx, const char *id, DsStoreVisit **ret_visit, GError **error);

/** ds_store_visits_find: @ret_visit: (out) (transfer full) (nullable): the newest visit of @order */
gboolean ds_store_visits_find (DsStoreTx *tx, const char *order, DsStoreVisit **ret_visit, GError **error);

/** ds_store_visits_list: @stage: (nullable): only these ("parked"); %NULL is all unfinished. @ret_visits: (out) (transfer full) (element-type DsStoreVisit): oldest first */
gboolean ds_store_visits_list (DsStoreTx *tx, const char *stage, GPtrArray **ret_visits, GError **error);

/** ds_store_visits_list_finished: @ret_visits: (out) (transfer full) (element-type DsStoreVisit): newest first, at most @max */
gboolean ds_store_visits_list_finished (DsStoreTx *tx, guint max, GPtrArray **ret_visits, GError **error);

/** ds_store_visits_take_order: takes the order's present JSON over (the app does so until "started"); @ret_order_json (out) (transfer full) (optional) */
gboolean ds_store_visits_take_order (DsStoreTx *tx, const char *id, char **ret_order_json, GError **error);

/** ds_store_visits_set_position: @position: (nullable) */
gboolean ds_store_visits_set_position (DsStoreTx *tx, const char *id, const char *position, GError **error);

/** ds_store_visits_project: writes the projection, also to the order's row; at "finished" with the wall time */
gboolean ds_store_visits_project (DsStoreTx *tx, const char *id, const DsStoreProjection *projection, GError **error);

/** ds_store_visits_pin: job @job works by the checklist @sha256 (which must be here: %DS_ERROR_NOT_FOUND); again changes it */
gboolean ds_store_visits_pin (DsStoreTx *tx, const char *id, const char *job, const char *sha256, GError **error);

/** ds_store_visits_list_pins: @ret_pins: (out) (transfer full) (element-type DsStorePin): by job */
gboolean ds_store_visits_list_pins (DsStoreTx *tx, const char *id, GPtrArray **ret_pins, GError **error);

G_END_DECLS
