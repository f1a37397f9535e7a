/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-store.h"

#include "ds-db.h"

G_BEGIN_DECLS

/* For ds-hq-store*.c only. */
struct _DsHqStore {
  DsDb *db;
  char *folder;
};

/* ds_hq_schema: headquarters' tables, from the numbered files in migrations/. */
DsDbSchema ds_hq_schema (void);

/* What stands in the change feed for everybody. */
#define DS_HQ_EVERYBODY ""

/* ds_hq_store_note_change: puts the thing at the end of the feed of @audience. */
gboolean ds_hq_store_note_change (DsHqStore *self, const char *audience, const char *kind, const char *id,
                                  gboolean removed, GError **error);

/* Something small that headquarters tells @technician about @id, as JSON. */
typedef struct {
  const char *technician;
  const char *kind;
  const char *id;
  const char *text;
} DsHqNotice;

/* ds_hq_store_put_notice: keeps it and puts it into the technician's feed. */
gboolean ds_hq_store_put_notice (DsHqStore *self, const DsHqNotice *notice, gint64 now_us, GError **error);

/* ds_hq_store_count: adds one to a counter. */
gboolean ds_hq_store_count (DsHqStore *self, const char *name, GError **error);

/* ds_hq_store_reissue_receipt: puts the receipt of @seq at the end of its device's feed. */
gboolean ds_hq_store_reissue_receipt (DsHqStore *self, const char *device, gint64 seq, GError **error);

G_END_DECLS
