/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-status.h"

G_BEGIN_DECLS

/** DsHqItemFacts: one row as the outbox has it; strings owned, nullable */
typedef struct {
  char *id;
  char *kind;
  char *title;
  char *detail;
  char *order_id;
  DsHqItemState state;
  guint64 bytes_total;
  guint64 bytes_sent;
  guint attempts;
  char *last_words;
  gint64 next_try_us;
  gint64 made_at_us;
  guint media_missing;
} DsHqItemFacts;

void ds_hq_item_facts_free (DsHqItemFacts *self);

/** ds_hq_item_new: @facts (transfer full) */
DsHqItem *ds_hq_item_new (DsHqItemFacts *facts);
/** ds_hq_item_update: @facts (transfer full), of the same id; notifies what differs */
void ds_hq_item_update (DsHqItem *self, DsHqItemFacts *facts);
/** ds_hq_item_set_progress: what the driver knows while bytes flow */
void ds_hq_item_set_progress (DsHqItem *self, DsHqItemState state, guint64 bytes_sent);

/** ds_hq_status_dup_app: Returns: (transfer full): the app of the list */
DsApp *ds_hq_status_dup_app (DsHqStatus *self);

G_END_DECLS
