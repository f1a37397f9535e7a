/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-store.h"

G_BEGIN_DECLS

/** Most jobs of one transaction. */
#define DS_HQ_WRITER_BATCH 64

/**
 * DsHqWriter:
 *
 * The one thread that writes the store. Jobs that come while a transaction is being made durable go into the
 * next one together: one sync for up to %DS_HQ_WRITER_BATCH of them. A job that fails takes nothing with it.
 */
typedef struct _DsHqWriter DsHqWriter;

/** DsHqWrite: does a job's work within the transaction; on the writer's thread; %FALSE undoes this job alone */
typedef gboolean (*DsHqWrite) (DsHqStore *store, gpointer data, GError **error);

/** DsHqWritten: the job is durable (@error %NULL), or was undone; on the writer's thread */
typedef void (*DsHqWritten) (gpointer data, const GError *error);

/** ds_hq_writer_new: Returns: (transfer full): a writer that owns @store (transfer full), with its thread started */
DsHqWriter *ds_hq_writer_new (DsHqStore *store);

/** ds_hq_writer_free: does what was submitted, ends the thread, closes the store */
void ds_hq_writer_free (DsHqWriter *self);

/** ds_hq_writer_submit: queues a job; @written is always called exactly once */
void ds_hq_writer_submit (DsHqWriter *self, DsHqWrite write, DsHqWritten written, gpointer data);

/** ds_hq_writer_run: submits and waits until it is durable; not from the writer's thread */
gboolean ds_hq_writer_run (DsHqWriter *self, DsHqWrite write, gpointer data, GError **error);

/** ds_hq_writer_is_broken: Returns: whether the disk failed and nothing is written any more until a restart */
gboolean ds_hq_writer_is_broken (DsHqWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqWriter, ds_hq_writer_free)

G_END_DECLS
