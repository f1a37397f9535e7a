/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-sync-step-private.h"

#define BACKOFF_MIN_MS 1000
#define BACKOFF_MAX_MS (15 * 60 * 1000)
#define PULL_EVERY_MS (10 * 60 * 1000)
#define DEFAULT_UPLOADS 3
/* A monitor that reports a change every second must not undo the waiting each time. */
#define HINT_EVERY_MS 10000

void
ds_sync_request_free (gpointer data)
{
  DsSyncRequest *request = data;

  g_clear_pointer (&request->keys, g_ptr_array_unref);
  g_free (request);
}

void
ds_sync_action_free (DsSyncAction *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_free (self);
}

const char *
ds_sync_line_name (DsSyncLineState line)
{
  static const char *const names[] = { "stopped", "not-enrolled", "idle",       "working",     "waiting", "no-network",
                                       "portal",  "wrong-server", "signed-out", "server-full", "local" };

  return (guint) line < G_N_ELEMENTS (names) ? names[line] : "unknown";
}

void
ds_sync_step_set_words (char **words, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*words);
  *words = copy;
}

/* --- events -------------------------------------------------------------------------------------------- */

static void
forget_waiting (DsSyncStep *self)
{
  self->line.attempts = 0;
  self->line.until_ms = 0;
  for (guint i = 0; i < DS_SYNC_N_CHANNELS; i++)
    self->channels[i].backoff = (DsSyncBackoff){ 0 };
  ds_sync_queue_wake_all (self->queue);
}

static void
take_hint (DsSyncStep *self, const DsSyncEvent *event, GPtrArray *actions)
{
  self->is_metered = event->metered;
  if (self->hinted_ms != 0 && self->now_ms - self->hinted_ms < HINT_EVERY_MS) {
    self->line.until_ms = MIN (self->line.until_ms, self->hinted_ms + HINT_EVERY_MS);
    return;
  }
  self->hinted_ms = self->now_ms;
  forget_waiting (self);
  /* What hangs on the network that was left must not keep a danger waiting. Files resume or end by themselves. */
  ds_sync_step_cancel (self, FALSE, actions);
  self->epoch++;
  self->is_proven = FALSE;
}

static void
take_ask (DsSyncStep *self, const DsSyncEvent *event)
{
  forget_waiting (self);
  self->hold_until_ms = 0;
  self->photos_asked = self->photos_asked || event->all_lanes;
  self->pull_due_ms = self->now_ms;
  self->wants_receipts = self->wants_receipts || self->is_incomplete;
  if (self->trouble == DS_SYNC_LINE_SIGNED_OUT)
    self->trouble = DS_SYNC_LINE_IDLE;
}

static void
take_sign_in (DsSyncStep *self, const DsSyncEvent *event, GPtrArray *actions)
{
  ds_sync_step_cancel (self, TRUE, actions);
  forget_waiting (self);
  self->is_signed_in = event->signed_in;
  self->hold_until_ms = 0;
  self->is_proven = FALSE;
  self->trouble = DS_SYNC_LINE_IDLE;
  self->epoch++;
  ds_sync_step_set_words (&self->words, NULL);
  self->pull_due_ms = self->now_ms;
  self->wants_receipts = event->signed_in;
}

static void
take_start (DsSyncStep *self, const DsSyncEvent *event)
{
  self->is_started = TRUE;
  self->is_signed_in = event->signed_in;
  self->is_metered = event->metered;
  self->is_incomplete = event->incomplete;
  self->pull_due_ms = self->now_ms;
}

GPtrArray *
ds_sync_step_handle (DsSyncStep *self, const DsSyncEvent *event)
{
  g_autoptr (GPtrArray) actions = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_sync_action_free);

  /* A monotonic clock does not run back; a driver that says so must not undo waiting that is over. */
  self->now_ms = MAX (self->now_ms, event->now_ms);
  switch (event->kind) {
  case DS_SYNC_EVENT_START:
    take_start (self, event);
    break;
  case DS_SYNC_EVENT_ENQUEUE:
    ds_sync_queue_put (self->queue, event->item);
    break;
  case DS_SYNC_EVENT_FORGET:
    ds_sync_queue_remove (self->queue, event->item->key);
    break;
  case DS_SYNC_EVENT_FINISHED:
    ds_sync_step_take_finished (self, event, actions);
    break;
  case DS_SYNC_EVENT_NETWORK:
    take_hint (self, event, actions);
    break;
  case DS_SYNC_EVENT_ASK:
    take_ask (self, event);
    break;
  case DS_SYNC_EVENT_SIGNED_IN:
    take_sign_in (self, event, actions);
    break;
  case DS_SYNC_EVENT_STOP:
    self->is_started = FALSE;
    ds_sync_step_cancel (self, TRUE, actions);
    break;
  case DS_SYNC_EVENT_TICK:
  default:
    /* The wake that was told is used up. */
    self->told_wake_ms = -1;
    break;
  }
  if (self->photos_asked && ds_sync_queue_count_ready (self->queue, DS_SYNC_LANE_PHOTO) == 0 &&
      ds_sync_queue_count_flying (self->queue, DS_SYNC_LANE_PHOTO) == 0 &&
      ds_sync_queue_next_wake (self->queue, NULL) == G_MAXINT64)
    self->photos_asked = FALSE;
  ds_sync_step_plan (self, actions);
  ds_sync_step_tell_wake (self, actions);
  return g_steal_pointer (&actions);
}

DsSyncStep *
ds_sync_step_new (const DsSyncConfig *config, guint64 seed)
{
  DsSyncStep *self = g_new0 (DsSyncStep, 1);

  if (config != NULL)
    self->config = *config;
  if (self->config.backoff_min_ms <= 0)
    self->config.backoff_min_ms = BACKOFF_MIN_MS;
  if (self->config.backoff_max_ms < self->config.backoff_min_ms)
    self->config.backoff_max_ms = MAX (BACKOFF_MAX_MS, self->config.backoff_min_ms);
  if (self->config.pull_every_ms <= 0)
    self->config.pull_every_ms = PULL_EVERY_MS;
  if (self->config.uploads == 0)
    self->config.uploads = DEFAULT_UPLOADS;
  self->random.state = seed;
  self->queue = ds_sync_queue_new ();
  self->requests = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, ds_sync_request_free);
  self->batch_limit = DS_SYNC_BATCH_RECORDS;
  self->trouble = DS_SYNC_LINE_IDLE;
  self->told_wake_ms = -1;
  return self;
}

void
ds_sync_step_free (DsSyncStep *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->requests);
  ds_sync_queue_free (self->queue);
  for (guint i = 0; i < DS_SYNC_N_CHANNELS; i++)
    g_free (self->channels[i].words);
  g_free (self->words);
  g_free (self);
}

/* --- what the screen asks ------------------------------------------------------------------------------ */

static const DsSyncChannelState *
find_sore_channel (DsSyncStep *self)
{
  for (guint i = 0; i < DS_SYNC_N_CHANNELS; i++) {
    if (self->channels[i].backoff.until_ms > self->now_ms)
      return &self->channels[i];
  }
  return NULL;
}

DsSyncLineState
ds_sync_step_get_line (DsSyncStep *self)
{
  const DsSyncChannelState *sore = find_sore_channel (self);

  if (!self->is_started)
    return DS_SYNC_LINE_STOPPED;
  if (!self->is_signed_in)
    return DS_SYNC_LINE_NOT_ENROLLED;
  if (self->trouble == DS_SYNC_LINE_SIGNED_OUT)
    return DS_SYNC_LINE_SIGNED_OUT;
  if (g_hash_table_size (self->requests) > 0)
    return DS_SYNC_LINE_WORKING;
  if (self->trouble != DS_SYNC_LINE_IDLE)
    return self->trouble;
  if (sore != NULL && sore->is_full)
    return DS_SYNC_LINE_SERVER_FULL;
  if (sore != NULL || self->hold_until_ms > self->now_ms || ds_sync_queue_next_wake (self->queue, NULL) != G_MAXINT64)
    return DS_SYNC_LINE_WAITING;
  return DS_SYNC_LINE_IDLE;
}

const char *
ds_sync_step_get_words (DsSyncStep *self)
{
  const DsSyncChannelState *sore = find_sore_channel (self);
  DsSyncItem *item = NULL;

  if (self->words != NULL)
    return self->words;
  if (sore != NULL)
    return sore->words;
  ds_sync_queue_next_wake (self->queue, &item);
  return item != NULL ? item->words : NULL;
}

gint64
ds_sync_step_get_next_try_ms (DsSyncStep *self)
{
  if (g_hash_table_size (self->requests) > 0)
    return -1;
  return ds_sync_step_find_wake (self);
}

guint
ds_sync_step_get_attempts (DsSyncStep *self)
{
  const DsSyncChannelState *sore = find_sore_channel (self);

  if (self->line.attempts > 0 || sore == NULL)
    return self->line.attempts;
  return sore->backoff.attempts;
}

void
ds_sync_step_get_totals (DsSyncStep *self, DsSyncTotals *ret_totals)
{
  ds_sync_queue_get_totals (self->queue, ret_totals);
  ret_totals->waits_for_unmetered =
      !ds_sync_step_may_send_photos (self) && ds_sync_queue_count_ready (self->queue, DS_SYNC_LANE_PHOTO) > 0;
  ret_totals->is_pulling = self->n_requests[DS_SYNC_ACTION_PULL] + self->n_requests[DS_SYNC_ACTION_RECEIPTS] > 0;
}

gboolean
ds_sync_step_is_settled (DsSyncStep *self, gboolean *ret_clean)
{
  DsSyncTotals totals;

  ds_sync_queue_get_totals (self->queue, &totals);
  if (ret_clean != NULL)
    *ret_clean = totals.records == 0 && totals.media == 0 && !self->wants_receipts && self->pull_due_ms > self->now_ms;
  return g_hash_table_size (self->requests) == 0;
}

const DsSyncItem *
ds_sync_step_get_item (DsSyncStep *self, const char *key)
{
  return ds_sync_queue_find (self->queue, key);
}

GPtrArray *
ds_sync_step_list_items (DsSyncStep *self, guint max)
{
  return ds_sync_queue_list (self->queue, max);
}
