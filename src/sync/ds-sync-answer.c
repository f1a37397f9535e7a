/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-sync-step-private.h"

/* --- what an answer changes ---------------------------------------------------------------------------- */

static gint64
delay_ms (DsSyncStep *self, guint attempts)
{
  return ds_sync_backoff_delay_ms (&self->random, attempts, self->config.backoff_min_ms, self->config.backoff_max_ms);
}

static void
note_line_good (DsSyncStep *self)
{
  self->is_proven = TRUE;
  self->trouble = DS_SYNC_LINE_IDLE;
  self->line.attempts = 0;
  self->line.until_ms = 0;
  ds_sync_step_set_words (&self->words, NULL);
}

static void
note_line_failure (DsSyncStep *self, const DsSyncRequest *request, DsSyncLineState trouble, const DsHqFailure *failure)
{
  /* One broken line fails all that was under way on it; it is counted once. */
  if (request->epoch != self->epoch)
    return;
  self->epoch++;
  self->trouble = trouble;
  self->is_proven = FALSE;
  ds_sync_step_set_words (&self->words, failure->words);
  self->line.attempts++;
  self->line.until_ms = self->now_ms + delay_ms (self, self->line.attempts);
}

static void
note_channel_good (DsSyncStep *self, DsSyncChannel channel)
{
  DsSyncChannelState *state = &self->channels[channel];

  state->backoff.attempts = 0;
  state->backoff.until_ms = 0;
  state->is_full = FALSE;
  ds_sync_step_set_words (&state->words, NULL);
}

static void
note_channel_failure (DsSyncStep *self, DsSyncChannel channel, const DsHqFailure *failure)
{
  DsSyncChannelState *state = &self->channels[channel];

  state->backoff.attempts++;
  state->backoff.until_ms = self->now_ms + delay_ms (self, state->backoff.attempts);
  state->is_full = failure->failure_class == DS_HQ_CLASS_FULL;
  ds_sync_step_set_words (&state->words, failure->words);
}

void
ds_sync_step_cancel (DsSyncStep *self, gboolean uploads_too, GPtrArray *actions)
{
  GHashTableIter iter;
  gpointer number = NULL;
  gpointer request = NULL;

  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, &number, &request)) {
    DsSyncAction *action = NULL;

    if (!uploads_too && ((DsSyncRequest *) request)->kind == DS_SYNC_ACTION_UPLOAD)
      continue;
    action = g_new0 (DsSyncAction, 1);
    action->kind = DS_SYNC_ACTION_CANCEL;
    action->request = *(guint64 *) number;
    g_ptr_array_add (actions, action);
  }
}

/* Whether the failure is of the whole line; if so it is noted. What else failed is the channel's matter. */
static gboolean
take_line_failure (DsSyncStep *self, const DsSyncRequest *request, const DsHqFailure *failure, GPtrArray *actions)
{
  switch (failure->failure_class) {
  case DS_HQ_CLASS_NO_NETWORK:
    note_line_failure (self, request, DS_SYNC_LINE_NO_NETWORK, failure);
    return TRUE;
  case DS_HQ_CLASS_CUT:
    note_line_failure (self, request, DS_SYNC_LINE_WAITING, failure);
    return TRUE;
  case DS_HQ_CLASS_PORTAL:
    note_line_failure (self, request, DS_SYNC_LINE_PORTAL, failure);
    return TRUE;
  case DS_HQ_CLASS_WRONG_SERVER:
    note_line_failure (self, request, DS_SYNC_LINE_WRONG_SERVER, failure);
    return TRUE;
  case DS_HQ_CLASS_SIGN_IN:
    /* Of a token that was replaced meanwhile, or of a line given up: the next answer says it again. */
    if (request->epoch != self->epoch)
      return TRUE;
    if (self->trouble != DS_SYNC_LINE_SIGNED_OUT)
      ds_sync_step_cancel (self, TRUE, actions);
    self->trouble = DS_SYNC_LINE_SIGNED_OUT;
    self->is_proven = FALSE;
    ds_sync_step_set_words (&self->words, failure->words);
    return TRUE;
  case DS_HQ_CLASS_CANCELLED:
    return TRUE;
  case DS_HQ_CLASS_LOCAL:
    note_line_failure (self, request, DS_SYNC_LINE_LOCAL, failure);
    return TRUE;
  case DS_HQ_CLASS_NONE:
  case DS_HQ_CLASS_AGAIN:
  case DS_HQ_CLASS_FULL:
  case DS_HQ_CLASS_REFUSED:
  case DS_HQ_CLASS_GONE:
  case DS_HQ_CLASS_PROTOCOL:
  default:
    break;
  }
  /* Headquarters answered: the line is good. "Leave me alone for so long" counts for everything. */
  note_line_good (self);
  if (failure->retry_after_ms >= 0)
    self->hold_until_ms = MAX (self->hold_until_ms, self->now_ms + failure->retry_after_ms);
  return FALSE;
}

/* Returns an item after a failed try. @is_its_fault: it failed alone, so it waits by itself and lets others go. */
static void
put_back (DsSyncStep *self, DsSyncItem *item, const char *words, gboolean is_its_fault)
{
  gint64 not_before_ms = 0;

  item->attempts++;
  if (words != NULL)
    ds_sync_step_set_words (&item->words, words);
  if (is_its_fault) {
    item->alone = item->lane <= DS_SYNC_LANE_VISIT;
    not_before_ms = self->now_ms + delay_ms (self, item->attempts);
  }
  ds_sync_queue_back (self->queue, item, not_before_ms, self->now_ms);
}

static void
put_all_back (DsSyncStep *self, const DsSyncRequest *request, const char *words, gboolean is_their_fault)
{
  for (guint i = 0; i < request->keys->len; i++) {
    DsSyncItem *item = ds_sync_queue_find (self->queue, g_ptr_array_index (request->keys, i));

    if (item == NULL || item->state != DS_SYNC_ITEM_SENDING)
      continue;
    put_back (self, item, words, is_their_fault);
  }
}

static void
hold_item (DsSyncStep *self, DsSyncItem *item, const char *words)
{
  ds_sync_step_set_words (&item->words, words);
  item->attempts++;
  ds_sync_queue_hold (self->queue, item);
}

/* A refusal that names the record: only then may a person be asked to mend it. */
static gboolean
is_about_record (const DsHqFailure *failure)
{
  return failure->failure_class == DS_HQ_CLASS_REFUSED &&
         (failure->status == 400 || failure->status == 409 || failure->status == 413 || failure->status == 415 ||
          failure->status == 422);
}

static void
take_post_failure (DsSyncStep *self, const DsSyncRequest *request, const DsHqFailure *failure, GPtrArray *actions)
{
  gboolean single = request->keys->len == 1;
  DsSyncItem *first = ds_sync_queue_find (self->queue, g_ptr_array_index (request->keys, 0));
  gboolean answered = FALSE;

  if (failure->failure_class == DS_HQ_CLASS_CANCELLED) {
    for (guint i = 0; i < request->keys->len; i++) {
      DsSyncItem *item = ds_sync_queue_find (self->queue, g_ptr_array_index (request->keys, i));

      if (item != NULL && item->state == DS_SYNC_ITEM_SENDING)
        ds_sync_queue_back (self->queue, item, 0, self->now_ms);
    }
    return;
  }
  answered = !take_line_failure (self, request, failure, actions);
  if (single && first != NULL && is_about_record (failure)) {
    hold_item (self, first, failure->words);
    return;
  }
  /* With nobody there, or signed out, it is nobody's fault. Else: who failed alone waits alone. */
  put_all_back (self, request, failure->words,
                single && failure->failure_class != DS_HQ_CLASS_NO_NETWORK &&
                    failure->failure_class != DS_HQ_CLASS_SIGN_IN);
  /* Smaller and smaller batches find the one that spoils it; the others pass. Also where the line seems to be at
   * fault: a gateway may answer a big or strange request like a login page, or cut it. */
  if (failure->failure_class != DS_HQ_CLASS_NO_NETWORK && failure->failure_class != DS_HQ_CLASS_SIGN_IN)
    self->batch_limit = MAX (MIN (self->batch_limit, request->keys->len) / 2, 1);
  if (!answered)
    return;
  if (failure->failure_class != DS_HQ_CLASS_REFUSED || single)
    note_channel_failure (self, DS_SYNC_CHANNEL_RECORDS, failure);
}

static void
take_verdict (DsSyncStep *self, const DsSyncVerdict *verdict)
{
  DsSyncItem *item = ds_sync_queue_find (self->queue, verdict->key);

  if (item == NULL || item->state != DS_SYNC_ITEM_SENDING)
    return;
  switch (verdict->kind) {
  case DS_SYNC_VERDICT_STORED:
    ds_sync_queue_remove (self->queue, verdict->key);
    break;
  case DS_SYNC_VERDICT_HELD:
    hold_item (self, item, verdict->words);
    break;
  case DS_SYNC_VERDICT_UNCLEAR:
  default:
    put_back (self, item, verdict->words, TRUE);
    break;
  }
}

static void
take_post (DsSyncStep *self, const DsSyncRequest *request, const DsSyncEvent *event, GPtrArray *actions)
{
  if (event->failure != NULL) {
    take_post_failure (self, request, event->failure, actions);
    return;
  }
  note_line_good (self);
  note_channel_good (self, DS_SYNC_CHANNEL_RECORDS);
  self->batch_limit = MIN (self->batch_limit * 2, DS_SYNC_BATCH_RECORDS);
  for (gsize i = 0; i < event->n_verdicts; i++)
    take_verdict (self, &event->verdicts[i]);
  /* Not a word about one that was sent proves nothing. */
  put_all_back (self, request, "Headquarters said nothing about this record.", TRUE);
  if (event->incomplete)
    self->is_incomplete = TRUE;
}

static void
ask_receipts_when_all_sent (DsSyncStep *self)
{
  DsSyncTotals totals;

  ds_sync_queue_get_totals (self->queue, &totals);
  if (self->is_incomplete && totals.media == 0)
    self->wants_receipts = TRUE;
}

static void
take_upload_failure (DsSyncStep *self, const DsSyncRequest *request, const DsSyncEvent *event, DsSyncItem *item,
                     GPtrArray *actions)
{
  const DsHqFailure *failure = event->failure;
  gboolean advanced = event->done_bytes > item->done_bytes;
  gboolean line_failed = FALSE;

  if (failure->failure_class == DS_HQ_CLASS_CANCELLED) {
    ds_sync_queue_back (self->queue, item, 0, self->now_ms);
    return;
  }
  ds_sync_queue_set_done (self->queue, item, event->done_bytes);
  line_failed = take_line_failure (self, request, failure, actions);
  if (advanced) {
    item->attempts = 0;
    self->line.attempts = MIN (self->line.attempts, 1);
    self->line.until_ms = MIN (self->line.until_ms, self->now_ms + delay_ms (self, 1));
  }
  if (failure->failure_class == DS_HQ_CLASS_REFUSED) {
    hold_item (self, item, failure->words);
    return;
  }
  put_back (self, item, failure->words, !line_failed || (failure->failure_class == DS_HQ_CLASS_CUT && !advanced));
  if (!line_failed)
    note_channel_failure (self, DS_SYNC_CHANNEL_MEDIA, failure);
}

static void
take_upload (DsSyncStep *self, const DsSyncRequest *request, const DsSyncEvent *event, GPtrArray *actions)
{
  DsSyncItem *item = ds_sync_queue_find (self->queue, g_ptr_array_index (request->keys, 0));

  /* Forgotten meanwhile: what the answer says of the line still counts. */
  if (item == NULL || item->state != DS_SYNC_ITEM_SENDING) {
    if (event->failure != NULL && !take_line_failure (self, request, event->failure, actions))
      note_channel_failure (self, DS_SYNC_CHANNEL_MEDIA, event->failure);
    return;
  }
  if (event->failure != NULL) {
    take_upload_failure (self, request, event, item, actions);
    return;
  }
  note_line_good (self);
  note_channel_good (self, DS_SYNC_CHANNEL_MEDIA);
  if (event->complete) {
    ds_sync_queue_remove (self->queue, item->key);
    self->is_incomplete = TRUE;
    ask_receipts_when_all_sent (self);
    return;
  }
  item->attempts = 0;
  ds_sync_queue_set_done (self->queue, item, event->done_bytes);
  ds_sync_queue_back (self->queue, item, 0, self->now_ms);
}

static void
take_news_failure (DsSyncStep *self, const DsHqFailure *failure, gboolean is_pull)
{
  DsSyncBackoff *backoff = &self->channels[DS_SYNC_CHANNEL_NEWS].backoff;

  if (failure->failure_class != DS_HQ_CLASS_GONE) {
    note_channel_failure (self, DS_SYNC_CHANNEL_NEWS, failure);
    return;
  }
  /* Headquarters does not know the position: it was restored from a backup, perhaps one that lacks what it had
   * confirmed. So all is pulled anew, and its receipts are compared with ours from the first. */
  self->pulls_anew = self->pulls_anew || is_pull;
  self->receipts_anew = TRUE;
  self->wants_receipts = TRUE;
  /* A lost position is no fault of the channel; a second loss at once is. */
  if (backoff->attempts == 0)
    backoff->attempts++;
  else
    note_channel_failure (self, DS_SYNC_CHANNEL_NEWS, failure);
}

static void
take_news (DsSyncStep *self, const DsSyncRequest *request, const DsSyncEvent *event, GPtrArray *actions)
{
  gboolean is_pull = request->kind == DS_SYNC_ACTION_PULL;

  if (event->failure != NULL) {
    gboolean line_failed = take_line_failure (self, request, event->failure, actions);

    /* What was wanted is still wanted. */
    self->wants_receipts = self->wants_receipts || !is_pull;
    if (!line_failed)
      take_news_failure (self, event->failure, is_pull);
    return;
  }
  note_line_good (self);
  note_channel_good (self, DS_SYNC_CHANNEL_NEWS);
  if (!is_pull) {
    self->is_incomplete = event->incomplete;
    self->wants_receipts = self->wants_receipts || event->more;
    return;
  }
  self->pull_due_ms =
      event->more ? self->now_ms
                  : self->now_ms + self->config.pull_every_ms +
                        (gint64) (ds_sync_random_next (&self->random) % (guint64) (self->config.pull_every_ms / 8 + 1));
  /* At each visit to headquarters the open ends are asked about, also those of a tablet that has nothing to send. */
  if (!event->more)
    ask_receipts_when_all_sent (self);
}

static void
take_ping (DsSyncStep *self, const DsSyncRequest *request, const DsSyncEvent *event, GPtrArray *actions)
{
  if (event->failure == NULL) {
    note_line_good (self);
    return;
  }
  if (!take_line_failure (self, request, event->failure, actions))
    note_channel_failure (self, DS_SYNC_CHANNEL_NEWS, event->failure);
}

void
ds_sync_step_take_finished (DsSyncStep *self, const DsSyncEvent *event, GPtrArray *actions)
{
  DsSyncRequest *request = NULL;
  gpointer stolen_key = NULL;
  gpointer stolen = NULL;

  if (!g_hash_table_steal_extended (self->requests, &event->request, &stolen_key, &stolen))
    return;
  g_free (stolen_key);
  request = stolen;
  self->n_requests[request->kind]--;
  if (event->rate_bytes_per_s > 0)
    self->rate_bytes_per_s = event->rate_bytes_per_s;
  if (request->kind == DS_SYNC_ACTION_POST)
    take_post (self, request, event, actions);
  else if (request->kind == DS_SYNC_ACTION_UPLOAD)
    take_upload (self, request, event, actions);
  else if (request->kind == DS_SYNC_ACTION_PING)
    take_ping (self, request, event, actions);
  else
    take_news (self, request, event, actions);
  ds_sync_request_free (request);
}
