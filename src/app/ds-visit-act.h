/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-app-private.h"
#include "ds-record.h"
#include "ds-store-outbox.h"
#include "ds-visit.h"

G_BEGIN_DECLS

/**
 * DsVisitAct: one act of a visit, ready to be committed: the journal's entry and all that follows from it. One
 * transaction; nothing of it is on the disk before all of it is.
 *
 * @entry: the entry, with its seq
 * @order_id, @visit_id: of which visit; @visit_id is %NULL for the first act, which makes the visit
 * @stage, @done, @total, @hazards: the projection after it
 * @records: (element-type DsStoreRecord): outbox rows it causes, but for the progress record
 * @device, @technician, @hq_offset_known, @hq_offset_ms: head of records
 * @set_position, @position: (nullable): where the technician is afterwards
 * @pins: (element-type DsActPin): checklists pinned by it
 * @medium, @medium_use: (nullable): the photo it brings
 * @photo_entry, @photo_removed: (nullable): a photo it takes out or brings back
 * @clear_draft: (nullable): slot whose draft is done with
 * @sealed_path: (nullable): the finished visit's file of its own; also says that the visit is finished
 * @set_open_visit: keep (or, with @open_visit %FALSE, forget) that this visit's screen is open
 */
typedef struct {
  DsEntry *entry;
  char *order_id;
  char *visit_id;
  const char *stage;
  guint done;
  guint total;
  guint hazards;
  GPtrArray *records;
  char *device;
  char *technician;
  gboolean hq_offset_known;
  gint64 hq_offset_ms;
  gboolean set_position;
  char *position;
  GArray *pins;
  DsStoreMedium *medium;
  DsStoreMediumUse *medium_use;
  char *photo_entry;
  gboolean photo_removed;
  char *clear_draft;
  char *sealed_path;
  gboolean set_open_visit;
  gboolean open_visit;
} DsVisitAct;

/** DsActPin: @job (borrowed for the act's life) works by the checklist @sha256 */
typedef struct {
  char *job;
  char sha256[65];
} DsActPin;

/** ds_visit_act_new: @entry (transfer full) */
DsVisitAct *ds_visit_act_new (DsEntry *entry, const char *order_id);
void ds_visit_act_free (DsVisitAct *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVisitAct, ds_visit_act_free)

/** ds_visit_act_pin: the act also pins the checklist @sha256 to @job */
void ds_visit_act_pin (DsVisitAct *self, const char *job, const char *sha256);

/** ds_visit_act_add_record: @line (transfer full) (nullable: nothing is added): a record's exact bytes */
void ds_visit_act_add_record (DsVisitAct *self, const char *id, DsRecordKind kind, char *line);

/** ds_visit_act_fill_head: fills @ret_head with @id and the act's facts; borrowed */
void ds_visit_act_fill_head (const DsVisitAct *self, const char *id, DsRecordHead *ret_head);

/** ds_visit_act_run: a #DsStoreJobFunc; @data is the act. Sets @visit_id when it made the visit */
gboolean ds_visit_act_run (DsStoreTx *tx, gpointer data, GError **error);

G_END_DECLS
