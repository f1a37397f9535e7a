/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-sync-step-private.h"

#include "ds-upload.h"

/* A request's share of the line: the next, more urgent thing waits at most about this long. */
#define PORTION_SECONDS 4
#define FIRST_BATCH_BYTES (64u * 1024)
#define MIN_BATCH_BYTES (16u * 1024)
#define FIRST_PORTION_BYTES (256u * 1024)
/* From here on several files at once, and files beside records, do no harm. */
#define FAST_BYTES_PER_S (256u * 1024)

/* --- what can be sent now ------------------------------------------------------------------------------ */

static gboolean
is_open (DsSyncStep *self, DsSyncChannel channel)
{
  return self->channels[channel].backoff.until_ms <= self->now_ms;
}

gboolean
ds_sync_step_may_send_photos (DsSyncStep *self)
{
  return !self->is_metered || self->photos_asked;
}

static DsSyncAction *
start_request (DsSyncStep *self, GPtrArray *actions, DsSyncActionKind kind, GPtrArray *keys)
{
  DsSyncAction *action = g_new0 (DsSyncAction, 1);
  DsSyncRequest *request = g_new0 (DsSyncRequest, 1);
  guint64 *number = g_new (guint64, 1);

  *number = ++self->next_request;
  request->kind = kind;
  request->epoch = self->epoch;
  request->keys = keys != NULL ? g_ptr_array_ref (keys) : NULL;
  g_hash_table_insert (self->requests, number, request);
  self->n_requests[kind]++;
  action->kind = kind;
  action->request = *number;
  action->keys = keys;
  g_ptr_array_add (actions, action);
  return action;
}

static void
add_to_batch (DsSyncStep *self, GPtrArray *keys, DsSyncItem *item)
{
  ds_sync_queue_fly (self->queue, item);
  g_ptr_array_add (keys, g_strdup (item->key));
}

/* The most urgent records that may travel together: dangers (and stages) never wait for a visit's bytes. */
static GPtrArray *
choose_batch (DsSyncStep *self)
{
  DsRate rate = { self->rate_bytes_per_s };
  guint64 budget = ds_rate_portion (&rate, PORTION_SECONDS, FIRST_BATCH_BYTES, MIN_BATCH_BYTES, DS_SYNC_BATCH_BYTES);
  guint limit = MIN (self->batch_limit, DS_SYNC_BATCH_RECORDS);
  gboolean urgent = ds_sync_queue_count_ready (self->queue, DS_SYNC_LANE_HAZARD) > 0;
  DsSyncLane last = urgent ? DS_SYNC_LANE_PROGRESS : DS_SYNC_LANE_VISIT;
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  guint64 bytes = 0;

  for (DsSyncLane lane = DS_SYNC_LANE_HAZARD; lane <= last; lane++) {
    DsSyncItem *item = ds_sync_queue_first (self->queue, lane);

    for (; item != NULL && !item->alone && keys->len < limit; item = ds_sync_queue_first (self->queue, lane)) {
      /* Each line has its end. */
      if (keys->len > 0 && bytes + item->size_bytes + 1 > budget)
        return g_steal_pointer (&keys);
      bytes += item->size_bytes + 1;
      add_to_batch (self, keys, item);
    }
    if (keys->len > 0 && (keys->len >= limit || (item != NULL && item->alone)))
      return g_steal_pointer (&keys);
    if (item != NULL && item->alone) {
      add_to_batch (self, keys, item);
      return g_steal_pointer (&keys);
    }
  }
  return keys->len > 0 ? g_steal_pointer (&keys) : NULL;
}

static gboolean
post_records (DsSyncStep *self, GPtrArray *actions)
{
  GPtrArray *keys = NULL;

  if (self->n_requests[DS_SYNC_ACTION_POST] > 0 || !is_open (self, DS_SYNC_CHANNEL_RECORDS))
    return FALSE;
  keys = choose_batch (self);
  if (keys == NULL)
    return FALSE;
  start_request (self, actions, DS_SYNC_ACTION_POST, keys);
  return TRUE;
}

static gboolean
pull_changes (DsSyncStep *self, GPtrArray *actions)
{
  if (self->n_requests[DS_SYNC_ACTION_PULL] > 0 || !is_open (self, DS_SYNC_CHANNEL_NEWS) ||
      self->pull_due_ms > self->now_ms)
    return FALSE;
  start_request (self, actions, DS_SYNC_ACTION_PULL, NULL)->anew = self->pulls_anew;
  self->pulls_anew = FALSE;
  return TRUE;
}

static gboolean
fetch_receipts (DsSyncStep *self, GPtrArray *actions)
{
  if (self->n_requests[DS_SYNC_ACTION_RECEIPTS] > 0 || !is_open (self, DS_SYNC_CHANNEL_NEWS) || !self->wants_receipts)
    return FALSE;
  self->wants_receipts = FALSE;
  start_request (self, actions, DS_SYNC_ACTION_RECEIPTS, NULL)->anew = self->receipts_anew;
  self->receipts_anew = FALSE;
  return TRUE;
}

static gboolean
upload_one (DsSyncStep *self, GPtrArray *actions)
{
  DsRate rate = { self->rate_bytes_per_s };
  gboolean is_fast = self->rate_bytes_per_s >= FAST_BYTES_PER_S;
  guint most = is_fast ? self->config.uploads : 1;
  DsSyncItem *item = NULL;
  GPtrArray *keys = NULL;

  if (self->n_requests[DS_SYNC_ACTION_UPLOAD] >= most || !is_open (self, DS_SYNC_CHANNEL_MEDIA))
    return FALSE;
  if (!is_fast && self->n_requests[DS_SYNC_ACTION_POST] > 0)
    return FALSE;
  item = ds_sync_queue_first (self->queue, DS_SYNC_LANE_SMALL_MEDIA);
  if (item == NULL && ds_sync_step_may_send_photos (self))
    item = ds_sync_queue_first (self->queue, DS_SYNC_LANE_PHOTO);
  if (item == NULL)
    return FALSE;
  keys = g_ptr_array_new_with_free_func (g_free);
  add_to_batch (self, keys, item);
  start_request (self, actions, DS_SYNC_ACTION_UPLOAD, keys)->budget_bytes = ds_rate_portion (
      &rate, PORTION_SECONDS, FIRST_PORTION_BYTES, DS_UPLOAD_MIN_PATCH_BYTES, DS_UPLOAD_MAX_PATCH_BYTES);
  return TRUE;
}

static gboolean
probe_line (DsSyncStep *self, GPtrArray *actions)
{
  /* Where a stranger answered, nothing but a question without a token goes out first. */
  if (self->trouble == DS_SYNC_LINE_PORTAL || self->trouble == DS_SYNC_LINE_WRONG_SERVER) {
    start_request (self, actions, DS_SYNC_ACTION_PING, NULL);
    return TRUE;
  }
  return post_records (self, actions) || pull_changes (self, actions) || fetch_receipts (self, actions) ||
         upload_one (self, actions);
}

static gboolean
has_work (DsSyncStep *self)
{
  DsSyncTotals totals;

  ds_sync_queue_get_totals (self->queue, &totals);
  return totals.records > 0 || totals.media > 0 || self->wants_receipts || self->pull_due_ms <= self->now_ms;
}

/* Requests of a line that was given up may hang until their deadline; they stop nothing. */
static gboolean
is_probing (DsSyncStep *self)
{
  GHashTableIter iter;
  gpointer request = NULL;

  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, NULL, &request)) {
    if (((DsSyncRequest *) request)->epoch == self->epoch)
      return TRUE;
  }
  return FALSE;
}

void
ds_sync_step_plan (DsSyncStep *self, GPtrArray *actions)
{
  gboolean dangers = FALSE;

  ds_sync_queue_wake (self->queue, self->now_ms);
  if (!self->is_started || !self->is_signed_in || self->trouble == DS_SYNC_LINE_SIGNED_OUT)
    return;
  if (self->line.until_ms > self->now_ms || self->hold_until_ms > self->now_ms)
    return;
  if (!self->is_proven) {
    if (!is_probing (self) && has_work (self))
      probe_line (self, actions);
    return;
  }
  post_records (self, actions);
  /* While a danger travels, or waits only for the request before it, nothing else takes its share of the line. */
  dangers =
      ds_sync_queue_count_flying (self->queue, DS_SYNC_LANE_HAZARD) > 0 ||
      (ds_sync_queue_count_ready (self->queue, DS_SYNC_LANE_HAZARD) > 0 && self->n_requests[DS_SYNC_ACTION_POST] > 0);
  if (dangers)
    return;
  pull_changes (self, actions);
  fetch_receipts (self, actions);
  while (upload_one (self, actions))
    ;
}

/* --- when to look again -------------------------------------------------------------------------------- */

static gint64
find_channel_wake (DsSyncStep *self, DsSyncChannel channel, gboolean has_any)
{
  return has_any ? MAX (self->channels[channel].backoff.until_ms, self->now_ms) : G_MAXINT64;
}

gint64
ds_sync_step_find_wake (DsSyncStep *self)
{
  gboolean records = FALSE;
  gboolean media =
      ds_sync_queue_count_ready (self->queue, DS_SYNC_LANE_SMALL_MEDIA) > 0 ||
      (ds_sync_step_may_send_photos (self) && ds_sync_queue_count_ready (self->queue, DS_SYNC_LANE_PHOTO) > 0);
  gint64 wake_ms = ds_sync_queue_next_wake (self->queue, NULL);
  gint64 news_ms = self->wants_receipts ? self->now_ms : G_MAXINT64;

  if (!self->is_started || !self->is_signed_in || self->trouble == DS_SYNC_LINE_SIGNED_OUT)
    return -1;
  for (DsSyncLane lane = DS_SYNC_LANE_HAZARD; lane <= DS_SYNC_LANE_VISIT; lane++)
    records = records || ds_sync_queue_count_ready (self->queue, lane) > 0;
  wake_ms = MIN (wake_ms, find_channel_wake (self, DS_SYNC_CHANNEL_RECORDS, records));
  wake_ms = MIN (wake_ms, find_channel_wake (self, DS_SYNC_CHANNEL_MEDIA, media));
  if (self->n_requests[DS_SYNC_ACTION_PULL] == 0)
    news_ms = MIN (news_ms, self->pull_due_ms);
  if (news_ms != G_MAXINT64)
    wake_ms = MIN (wake_ms, MAX (news_ms, self->channels[DS_SYNC_CHANNEL_NEWS].backoff.until_ms));
  wake_ms = MAX (wake_ms, MAX (self->line.until_ms, self->hold_until_ms));
  return wake_ms == G_MAXINT64 ? -1 : wake_ms;
}

void
ds_sync_step_tell_wake (DsSyncStep *self, GPtrArray *actions)
{
  gint64 wake_ms = ds_sync_step_find_wake (self);
  DsSyncAction *action = NULL;

  /* Due now means that the end of a request is waited for; that event comes by itself. */
  if (wake_ms >= 0 && wake_ms <= self->now_ms)
    wake_ms = -1;
  if (wake_ms == self->told_wake_ms)
    return;
  self->told_wake_ms = wake_ms;
  action = g_new0 (DsSyncAction, 1);
  action->kind = DS_SYNC_ACTION_WAKE;
  action->at_ms = wake_ms;
  g_ptr_array_add (actions, action);
}
