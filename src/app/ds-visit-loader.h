/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-app-private.h"
#include "ds-visit.h"

G_BEGIN_DECLS

/**
 * DsVisitLoad: a job that brings an order's visit from the store
 * @app, @order_id, @visit_id: in: what to load; with @visit_id (nullable) that visit, else the order's newest
 * @fresh: in: the visit is about to start: take headquarters' present order and checklists over (a writing job)
 * @order: out: the order the visit works with
 * @stored_id: out: (nullable): the visit's id, %NULL when there is none yet
 * @shown, @ahead: out: the engine twice, both with the whole journal. What is shown is only ever what is committed;
 *   what is being committed is tried out on the other
 * @position: out: (nullable): the slot that was open
 * @missing: out: (element-type utf8): ids of checklists that are not on the tablet
 * @drafts: out: (element-type utf8 utf8); @instruments: out: (element-type utf8 DsKeptInstrument)
 * @guides: out: (element-type DsGuide): those in force that fit the order's appliances
 *
 * Reference counted.
 */
typedef struct {
  DsApp *app;
  char *order_id;
  char *visit_id;
  gboolean fresh;

  DsOrder *order;
  char *stored_id;
  DsVisit *shown;
  DsVisit *ahead;
  char *position;
  GPtrArray *missing;
  GHashTable *drafts;
  GHashTable *instruments;
  GPtrArray *guides;
} DsVisitLoad;

DsVisitLoad *ds_visit_load_new (DsApp *app, const char *order_id);
DsVisitLoad *ds_visit_load_ref (DsVisitLoad *self);
void ds_visit_load_free (DsVisitLoad *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVisitLoad, ds_visit_load_free)

/** ds_visit_load_run: a #DsStoreJobFunc; @data is the #DsVisitLoad */
gboolean ds_visit_load_run (DsStoreTx *tx, gpointer data, GError **error);

/** ds_visit_copy: Returns: (transfer full): a second engine with the same order, checklists and journal */
DsVisit *ds_visit_copy (const DsVisit *visit, GError **error);

/** ds_visit_note_facts: @entry: a `started` entry: notes the facts of all jobs of @order, ages at the time of the entry */
void ds_visit_note_facts (DsEntry *entry, const DsOrder *order);

/** ds_visit_load_instruments: Returns: whether it was read; @ret_instruments (transfer full) (element-type utf8 DsKeptInstrument) */
gboolean ds_visit_load_instruments (DsStoreTx *tx, GHashTable **ret_instruments, GError **error);

/** ds_visit_load_checklist: @ret_checklist: (out) (transfer full) (nullable): the one in force, %NULL when there is none */
gboolean ds_visit_load_checklist (DsApp *app, DsStoreTx *tx, const char *id, DsChecklist **ret_checklist,
                                  GError **error);

G_END_DECLS
