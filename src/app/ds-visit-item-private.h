/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-view.h"

G_BEGIN_DECLS

/**
 * DsVisitItemFacts: what a row of the outline shows
 * @key: what the row is, stable: "j1", "j1/section/s2/<thing>", "j1/E05/<thing>"; two rows with one key are the same row
 */
typedef struct {
  DsVisitItemKind kind;
  char *key;
  char *title;
  char *subtitle;
  char *slot;
  char *job;
  char *section;
  char *thing;
  DsSlotState state;
  DsSeverity severity;
  guint done;
  guint total;
  gboolean stale;
  gboolean current;
  gboolean repeatable;
  gboolean can_add;
} DsVisitItemFacts;

DsVisitItemFacts *ds_visit_item_facts_new (DsVisitItemKind kind, const char *job);
void ds_visit_item_facts_free (DsVisitItemFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVisitItemFacts, ds_visit_item_facts_free)

/** ds_visit_item_new: @facts (transfer full) */
DsVisitItem *ds_visit_item_new (DsVisitItemFacts *facts);
const char *ds_visit_item_get_key (DsVisitItem *self);
/** ds_visit_item_update: @facts (transfer full), of the same key; notifies what differs */
void ds_visit_item_update (DsVisitItem *self, DsVisitItemFacts *facts);
void ds_visit_item_set_current (DsVisitItem *self, gboolean current);

G_END_DECLS
