/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-answer.h"
#include "ds-hq-store.h"

G_BEGIN_DECLS

/**
 * DsHqIncoming:
 * @row: what would be stored; borrowed from @self and from the line
 * @line_number: its place in the request, from 1
 * @held: the line is no acceptable record, because of @problem; @detail says it in words
 * @put, @receipt: what the store said, for lines that are not held
 *
 * One line of a records request on its way into the store.
 */
typedef struct _DsHqIncoming DsHqIncoming;
struct _DsHqIncoming {
  DsHqRecord row;
  guint line_number;
  gboolean held;
  DsHqProblem problem;
  char *detail;
  DsHqPut put;
  DsHqReceiptRow receipt;
  /*< private >*/
  gpointer parsed;
  GArray *manifest;
  char *id;
  char *opinion;
};

/**
 * ds_hq_incoming_new:
 * @line: the exact bytes without line break; they must outlive the result
 * @device: whose token came with the request
 *
 * Judges one line: form, size, kind, and that this tablet made it. Never fails: what cannot be accepted is
 * held. Any thread.
 *
 * Returns: (transfer full): the line, judged
 */
DsHqIncoming *ds_hq_incoming_new (const char *line, gsize size, const DsHqDevice *device, gint64 received_us);

/** ds_hq_incoming_store: stores the line, or holds it; within the store's transaction */
gboolean ds_hq_incoming_store (DsHqIncoming *self, DsHqStore *store, GError **error);

void ds_hq_incoming_free (DsHqIncoming *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqIncoming, ds_hq_incoming_free)

G_END_DECLS
