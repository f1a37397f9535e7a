/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-sync-step.h"

G_BEGIN_DECLS

/*
 * DsSyncQueue: the things headquarters lacks, each in exactly one place: ready by lane, waiting for a moment,
 * flying with a request, or held. Used by the step only.
 */
typedef struct _DsSyncQueue DsSyncQueue;

DsSyncQueue *ds_sync_queue_new (void);
void ds_sync_queue_free (DsSyncQueue *self);

/** ds_sync_queue_put: takes @item in (copied), or queues the one that is there again without its waiting time; one that flies stays */
void ds_sync_queue_put (DsSyncQueue *self, const DsSyncItem *item);
DsSyncItem *ds_sync_queue_find (DsSyncQueue *self, const char *key);
void ds_sync_queue_remove (DsSyncQueue *self, const char *key);

/** ds_sync_queue_fly: @item goes with a request */
void ds_sync_queue_fly (DsSyncQueue *self, DsSyncItem *item);
/** ds_sync_queue_back: @item waits until @not_before_ms, or is ready at once when that is not after @now_ms */
void ds_sync_queue_back (DsSyncQueue *self, DsSyncItem *item, gint64 not_before_ms, gint64 now_ms);
/** ds_sync_queue_hold: @item waits for a person */
void ds_sync_queue_hold (DsSyncQueue *self, DsSyncItem *item);
void ds_sync_queue_set_done (DsSyncQueue *self, DsSyncItem *item, guint64 done_bytes);

/** ds_sync_queue_wake: what waited until @now_ms becomes ready */
void ds_sync_queue_wake (DsSyncQueue *self, gint64 now_ms);
/** ds_sync_queue_wake_all: what waits becomes ready, with its attempts forgotten */
void ds_sync_queue_wake_all (DsSyncQueue *self);

/** ds_sync_queue_first: Returns: the first ready item of @lane: those that may travel together before those that go alone */
DsSyncItem *ds_sync_queue_first (DsSyncQueue *self, DsSyncLane lane);
guint ds_sync_queue_count_ready (DsSyncQueue *self, DsSyncLane lane);
guint ds_sync_queue_count_flying (DsSyncQueue *self, DsSyncLane lane);
/** ds_sync_queue_next_wake: Returns: the moment the first waiting item becomes ready, or G_MAXINT64 */
gint64 ds_sync_queue_next_wake (DsSyncQueue *self, DsSyncItem **ret_item);
void ds_sync_queue_get_totals (DsSyncQueue *self, DsSyncTotals *ret_totals);
/** ds_sync_queue_list: Returns: (transfer container): flying, ready, waiting, held, at most @max */
GPtrArray *ds_sync_queue_list (DsSyncQueue *self, guint max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsSyncQueue, ds_sync_queue_free)

G_END_DECLS
