/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-sync-driver-private.h"

#include "ds-soup-transport.h"

enum {
  SIGNAL_CHANGED,
  SIGNAL_OUTBOX_CHANGED,
  SIGNAL_PULLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsSyncDriver, ds_sync_driver, G_TYPE_OBJECT)

/* What the store must remember of things that failed: written after the step decided when to try again. */
typedef struct {
  char *key;
  gboolean is_medium;
  gboolean is_held;
  char *words;
  gint64 next_try_us;
} Mark;

typedef struct {
  DsSyncDriver *driver;
  GPtrArray *marks;
} MarkJob;

typedef struct {
  DsSyncDriver *driver;
  GPtrArray *records;
  GPtrArray *media;
  gint64 incomplete;
} Listing;

static void list_outbox (DsSyncDriver *self);

gint64
ds_sync_driver_get_now_ms (DsSyncDriver *self)
{
  DsMoment moment;

  ds_clock_now (self->clock, &moment);
  return moment.mono_us / 1000;
}

/* --- telling ------------------------------------------------------------------------------------------- */

static gboolean
tell_cb (gpointer user_data)
{
  DsSyncDriver *self = user_data;

  g_clear_pointer (&self->tell, g_source_unref);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

void
ds_sync_driver_tell_soon (DsSyncDriver *self, guint delay_ms)
{
  if (self->tell != NULL && (delay_ms > 0 || g_source_get_ready_time (self->tell) == 0))
    return;
  if (self->tell != NULL)
    g_source_destroy (self->tell);
  g_clear_pointer (&self->tell, g_source_unref);
  self->tell = delay_ms > 0 ? g_timeout_source_new (delay_ms) : g_idle_source_new ();
  g_source_set_callback (self->tell, tell_cb, self, NULL);
  g_source_attach (self->tell, self->context);
}

/* --- the loop ------------------------------------------------------------------------------------------ */

static gboolean
wake_cb (gpointer user_data)
{
  DsSyncDriver *self = user_data;
  DsSyncEvent event = { .kind = DS_SYNC_EVENT_TICK };

  g_clear_pointer (&self->wake, g_source_unref);
  ds_sync_driver_feed (self, &event);
  return G_SOURCE_REMOVE;
}

static void
set_wake (DsSyncDriver *self, gint64 at_ms)
{
  gint64 delay_ms = MAX (at_ms - ds_sync_driver_get_now_ms (self), 1);

  if (self->wake != NULL)
    g_source_destroy (self->wake);
  g_clear_pointer (&self->wake, g_source_unref);
  if (at_ms < 0)
    return;
  self->wake = g_timeout_source_new ((guint) MIN (delay_ms, G_MAXINT));
  g_source_set_callback (self->wake, wake_cb, self, NULL);
  g_source_attach (self->wake, self->context);
}

static void
run_actions (DsSyncDriver *self, GPtrArray *actions)
{
  for (guint i = 0; i < actions->len; i++) {
    DsSyncAction *action = g_ptr_array_index (actions, i);
    DsSyncWork *work = NULL;

    if (action->kind == DS_SYNC_ACTION_WAKE)
      set_wake (self, action->at_ms);
    else if (action->kind == DS_SYNC_ACTION_CANCEL) {
      work = g_hash_table_lookup (self->works, &action->request);
      if (work != NULL)
        g_cancellable_cancel (work->cancellable);
    } else {
      g_ptr_array_index (actions, i) = NULL;
      ds_sync_work_start (self, action);
    }
  }
}

static GPtrArray *
handle_event (DsSyncDriver *self, DsSyncEvent *event)
{
  event->now_ms = ds_sync_driver_get_now_ms (self);
  if (self->client != NULL)
    event->rate_bytes_per_s = ds_hq_client_get_rate (self->client)->bytes_per_s;
  return ds_sync_step_handle (self->step, event);
}

static void
end_stops (DsSyncDriver *self)
{
  g_autoptr (GPtrArray) stops = NULL;

  if (self->stops->len == 0 || g_hash_table_size (self->works) > 0 || self->n_jobs > 0)
    return;
  stops = g_steal_pointer (&self->stops);
  self->stops = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < stops->len; i++)
    g_task_return_boolean (g_ptr_array_index (stops, i), TRUE);
}

static void
after_event (DsSyncDriver *self, GPtrArray *actions)
{
  run_actions (self, actions);
  ds_sync_driver_tell_soon (self, 0);
  ds_sync_driver_check_runs (self);
  end_stops (self);
}

void
ds_sync_driver_feed (DsSyncDriver *self, DsSyncEvent *event)
{
  g_autoptr (DsSyncDriver) alive = g_object_ref (self);
  g_autoptr (GPtrArray) actions = handle_event (self, event);

  after_event (alive, actions);
}

void
ds_sync_driver_forget (DsSyncDriver *self, const char *key)
{
  DsSyncItem item = { .key = (char *) key };
  DsSyncEvent event = { .kind = DS_SYNC_EVENT_FORGET, .item = &item };

  ds_sync_driver_feed (self, &event);
}

/* --- keeping what failed ------------------------------------------------------------------------------- */

static void
free_mark (gpointer data)
{
  Mark *mark = data;

  g_free (mark->key);
  g_free (mark->words);
  g_free (mark);
}

static gboolean
keep_mark (DsStoreTx *tx, const Mark *mark, GError **error)
{
  if (mark->is_medium)
    return ds_store_media_mark (tx, mark->key, mark->is_held ? DS_STORE_SEND_HELD : DS_STORE_SEND_QUEUED, mark->words,
                                mark->next_try_us, error);
  if (mark->is_held)
    return ds_store_outbox_mark_held (tx, mark->key, mark->words, error);
  return ds_store_outbox_mark_again (tx, mark->key, mark->words, mark->next_try_us, error);
}

static gboolean
keep_marks_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  MarkJob *job = data;

  for (guint i = 0; i < job->marks->len; i++) {
    if (!keep_mark (tx, g_ptr_array_index (job->marks, i), error))
      return FALSE;
  }
  return TRUE;
}

static void
marks_kept_cb (gpointer data, const GError *error)
{
  MarkJob *job = data;

  job->driver->n_jobs--;
  g_signal_emit (job->driver, signals[SIGNAL_OUTBOX_CHANGED], 0);
  ds_sync_driver_check_runs (job->driver);
  end_stops (job->driver);
}

static void
free_mark_job (gpointer data)
{
  MarkJob *job = data;

  g_object_unref (job->driver);
  g_ptr_array_unref (job->marks);
  g_free (job);
}

static void
add_mark (DsSyncDriver *self, GPtrArray *marks, const char *key, gboolean is_medium)
{
  const DsSyncItem *item = ds_sync_step_get_item (self->step, key);
  gint64 now_ms = ds_sync_driver_get_now_ms (self);
  gint64 next_ms = 0;
  Mark *mark = NULL;
  DsMoment moment;

  if (item == NULL)
    return;
  ds_clock_now (self->clock, &moment);
  next_ms = MAX (item->not_before_ms, ds_sync_step_get_next_try_ms (self->step));
  mark = g_new0 (Mark, 1);
  mark->key = g_strdup (key);
  mark->is_medium = is_medium;
  mark->is_held = item->state == DS_SYNC_ITEM_HELD;
  mark->words = g_strdup (item->words != NULL ? item->words : "");
  mark->next_try_us = next_ms > now_ms ? moment.wall_us + (next_ms - now_ms) * 1000 : 0;
  g_ptr_array_add (marks, mark);
}

static void
keep_failures (DsSyncDriver *self, DsSyncWork *work)
{
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func (free_mark);
  DsStoreJob job = { .run = keep_marks_cb, .done = marks_kept_cb, .destroy = free_mark_job, .write = TRUE };
  MarkJob *data = NULL;

  for (guint i = 0; work->sent != NULL && i < work->sent->len; i++)
    add_mark (self, marks, ((DsStoreRecord *) g_ptr_array_index (work->sent, i))->id, FALSE);
  if (work->medium != NULL && work->has_failed && work->failure.failure_class != DS_HQ_CLASS_CANCELLED)
    add_mark (self, marks, work->medium->sha256, TRUE);
  if (marks->len == 0) {
    if (work->sent != NULL || work->medium != NULL || work->receipts != NULL)
      g_signal_emit (self, signals[SIGNAL_OUTBOX_CHANGED], 0);
    return;
  }
  data = g_new0 (MarkJob, 1);
  data->driver = g_object_ref (self);
  data->marks = g_steal_pointer (&marks);
  job.data = data;
  self->n_jobs++;
  ds_store_run_async (self->store, &job, NULL);
}

void
ds_sync_driver_finish_work (DsSyncDriver *driver, DsSyncWork *work)
{
  g_autoptr (DsSyncDriver) self = g_object_ref (driver);
  g_autoptr (GPtrArray) actions = NULL;
  DsSyncEvent event = { .kind = DS_SYNC_EVENT_FINISHED, .request = work->action->request };
  gboolean must_list = work->must_list;

  g_hash_table_remove (self->works, &work->action->request);
  event.failure = work->has_failed ? &work->failure : NULL;
  event.incomplete = work->incomplete;
  if (work->verdicts != NULL) {
    event.verdicts = (const DsSyncVerdict *) (gpointer) work->verdicts->data;
    event.n_verdicts = work->verdicts->len;
  }
  event.bytes = work->uploaded.sent_bytes;
  event.done_bytes = work->offset;
  event.complete = work->uploaded.done;
  event.more = (work->changes != NULL && work->changes->more) || (work->receipts != NULL && work->receipts->more);
  /* First what is to be kept of the failure, then what comes next: the store's jobs keep that order. */
  actions = handle_event (self, &event);
  keep_failures (self, work);
  ds_sync_work_free (work);
  /* Before a run can look whether all is done: there may be more to do. */
  if (must_list)
    list_outbox (self);
  after_event (self, actions);
}

/* --- reading the outbox -------------------------------------------------------------------------------- */

static gboolean
list_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  Listing *listing = data;
  gint64 count = 0;

  return ds_store_outbox_list_pending (tx, 0, &listing->records, error) &&
         ds_store_media_list_pending (tx, 0, &listing->media, error) &&
         ds_store_receipts_count (tx, &count, &listing->incomplete, error);
}

static void
free_listing (gpointer data)
{
  Listing *listing = data;

  g_object_unref (listing->driver);
  g_clear_pointer (&listing->records, g_ptr_array_unref);
  g_clear_pointer (&listing->media, g_ptr_array_unref);
  g_free (listing);
}

/* Takes in what the step does not know, or knows as held while a person asked for it again. */
static void
take_in (DsSyncDriver *self, DsSyncItem *item, DsStoreSendState state)
{
  const DsSyncItem *known = ds_sync_step_get_item (self->step, item->key);
  DsSyncEvent event = { .kind = DS_SYNC_EVENT_ENQUEUE, .item = item };
  g_autoptr (GPtrArray) actions = NULL;
  DsSyncTotals totals;

  item->state = state == DS_STORE_SEND_HELD ? DS_SYNC_ITEM_HELD : DS_SYNC_ITEM_QUEUED;
  if (known != NULL && (known->state != DS_SYNC_ITEM_HELD || item->state == DS_SYNC_ITEM_HELD))
    return;
  ds_sync_step_get_totals (self->step, &totals);
  if (totals.bytes == 0)
    self->session_done_bytes = 0;
  actions = handle_event (self, &event);
  run_actions (self, actions);
}

static void
forget_vanished (DsSyncDriver *self, GHashTable *pending)
{
  g_autoptr (GPtrArray) items = ds_sync_step_list_items (self->step, G_MAXUINT);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < items->len; i++) {
    const DsSyncItem *item = g_ptr_array_index (items, i);

    if (item->state != DS_SYNC_ITEM_SENDING && !g_hash_table_contains (pending, item->key))
      g_ptr_array_add (gone, g_strdup (item->key));
  }
  for (guint i = 0; i < gone->len; i++)
    ds_sync_driver_forget (self, g_ptr_array_index (gone, i));
}

static void
take_listing (DsSyncDriver *self, Listing *listing)
{
  g_autoptr (GHashTable) pending = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < listing->records->len; i++) {
    const DsStoreRecord *record = g_ptr_array_index (listing->records, i);
    DsSyncItem item = { .key = record->id,
                        .lane = (DsSyncLane) MIN (record->lane, DS_SYNC_LANE_VISIT),
                        .size_bytes = record->size_bytes,
                        .attempts = record->attempts,
                        .words = record->last_words };

    g_hash_table_add (pending, record->id);
    take_in (self, &item, record->state);
  }
  for (guint i = 0; i < listing->media->len; i++) {
    const DsStoreMedium *medium = g_ptr_array_index (listing->media, i);
    DsSyncItem item = { .key = medium->sha256,
                        .lane =
                            medium->lane <= DS_SYNC_LANE_SMALL_MEDIA ? DS_SYNC_LANE_SMALL_MEDIA : DS_SYNC_LANE_PHOTO,
                        .size_bytes = medium->size_bytes,
                        .done_bytes = medium->upload_offset,
                        .attempts = medium->attempts,
                        .words = medium->last_words };

    g_hash_table_add (pending, medium->sha256);
    take_in (self, &item, medium->state);
  }
  forget_vanished (self, pending);
}

static gboolean
is_metered (DsSyncDriver *self)
{
  return self->monitor != NULL && g_network_monitor_get_network_metered (self->monitor);
}

static void
begin (DsSyncDriver *self, gboolean incomplete)
{
  DsSyncEvent event = { .kind = DS_SYNC_EVENT_START,
                        .signed_in = self->client != NULL,
                        .incomplete = incomplete,
                        .metered = is_metered (self) };

  self->is_loaded = TRUE;
  ds_sync_driver_feed (self, &event);
  if (self->asked_early)
    ds_sync_driver_ask (self, self->asked_photos);
  self->asked_early = FALSE;
}

static void
listed_cb (gpointer data, const GError *error)
{
  Listing *listing = data;
  DsSyncDriver *self = listing->driver;
  DsSyncEvent tick = { .kind = DS_SYNC_EVENT_TICK };

  self->n_jobs--;
  self->is_listing = FALSE;
  if (error == NULL && self->is_started) {
    take_listing (self, listing);
    if (!self->is_loaded)
      begin (self, listing->incomplete > 0);
    else
      ds_sync_driver_feed (self, &tick);
  } else if (self->is_started && !self->is_loaded)
    begin (self, FALSE);
  if (self->must_list_again && self->is_started)
    list_outbox (self);
  end_stops (self);
}

static void
list_outbox (DsSyncDriver *self)
{
  DsStoreJob job = { .run = list_cb, .done = listed_cb, .destroy = free_listing };
  Listing *listing = NULL;

  if (!self->is_started)
    return;
  /* What is committed while a listing is read may not be in it: once more after it. */
  self->must_list_again = self->is_listing;
  if (self->is_listing)
    return;
  listing = g_new0 (Listing, 1);
  listing->driver = g_object_ref (self);
  job.data = listing;
  self->is_listing = TRUE;
  self->n_jobs++;
  ds_store_run_async (self->store, &job, NULL);
}

/* --- what others ask ----------------------------------------------------------------------------------- */

static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
  DsSyncDriver *self = user_data;
  DsSyncEvent event = { .kind = DS_SYNC_EVENT_NETWORK, .metered = g_network_monitor_get_network_metered (monitor) };

  if (self->is_loaded)
    ds_sync_driver_feed (self, &event);
}

void
ds_sync_driver_start (DsSyncDriver *self)
{
  g_return_if_fail (DS_IS_SYNC_DRIVER (self));
  if (self->is_started)
    return;
  self->is_started = TRUE;
  if (self->monitor != NULL)
    self->monitor_handler = g_signal_connect (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self);
  list_outbox (self);
}

void
ds_sync_driver_stop_async (DsSyncDriver *self, GAsyncReadyCallback callback, gpointer user_data)
{
  DsSyncEvent event = { .kind = DS_SYNC_EVENT_STOP };

  g_return_if_fail (DS_IS_SYNC_DRIVER (self));
  self->is_started = FALSE;
  self->is_loaded = FALSE;
  if (self->monitor_handler != 0)
    g_signal_handler_disconnect (self->monitor, self->monitor_handler);
  self->monitor_handler = 0;
  g_ptr_array_add (self->stops, g_task_new (self, NULL, callback, user_data));
  ds_sync_driver_feed (self, &event);
}

gboolean
ds_sync_driver_stop_finish (DsSyncDriver *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
ds_sync_driver_poke (DsSyncDriver *self)
{
  g_return_if_fail (DS_IS_SYNC_DRIVER (self));
  list_outbox (self);
}

void
ds_sync_driver_ask (DsSyncDriver *self, gboolean photos_too)
{
  DsSyncEvent event = { .kind = DS_SYNC_EVENT_ASK, .all_lanes = photos_too };

  g_return_if_fail (DS_IS_SYNC_DRIVER (self));
  if (self->is_loaded) {
    ds_sync_driver_feed (self, &event);
    return;
  }
  self->asked_early = TRUE;
  self->asked_photos = self->asked_photos || photos_too;
}

static DsTransport *
make_transport (DsSyncDriver *self, const DsSyncEndpoint *endpoint, GError **error)
{
  DsSoupOptions options = { .allow_http = endpoint->allow_http, .ca_file = endpoint->ca_file };

  if (self->given_transport != NULL)
    return g_object_ref (self->given_transport);
  return ds_soup_transport_new (&options, error);
}

gboolean
ds_sync_driver_set_endpoint (DsSyncDriver *self, const DsSyncEndpoint *endpoint, GError **error)
{
  DsSyncEvent event = { .kind = DS_SYNC_EVENT_SIGNED_IN };
  g_autoptr (DsHqClient) client = NULL;

  g_return_val_if_fail (DS_IS_SYNC_DRIVER (self), FALSE);
  if (endpoint != NULL) {
    g_autoptr (DsTransport) transport = make_transport (self, endpoint, error);
    DsHqClientOptions options = {
      .transport = transport, .clock = self->clock, .url = endpoint->url, .hq = endpoint->hq, .token = endpoint->token
    };

    if (transport == NULL)
      return FALSE;
    client = ds_hq_client_new (&options, error);
    if (client == NULL)
      return FALSE;
  }
  g_set_object (&self->client, client);
  g_hash_table_remove_all (self->sure);
  event.signed_in = client != NULL;
  if (self->is_loaded)
    ds_sync_driver_feed (self, &event);
  return TRUE;
}

static guint64
sum_live (DsSyncDriver *self)
{
  GHashTableIter iter;
  gpointer bytes = NULL;
  guint64 sum = 0;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &bytes))
    sum += *(guint64 *) bytes;
  return sum;
}

void
ds_sync_driver_get_status (DsSyncDriver *self, DsSyncStatus *ret_status)
{
  DsSyncStatus status = { .next_try_in_ms = -1 };
  gint64 next_ms = ds_sync_step_get_next_try_ms (self->step);

  status.line = ds_sync_step_get_line (self->step);
  status.words = ds_sync_step_get_words (self->step);
  status.attempts = ds_sync_step_get_attempts (self->step);
  if (next_ms >= 0)
    status.next_try_in_ms = MAX (next_ms - ds_sync_driver_get_now_ms (self), 0);
  ds_sync_step_get_totals (self->step, &status.totals);
  if (self->client != NULL) {
    status.has_clock_offset =
        ds_hq_client_get_contact (self->client, &status.clock_offset_ms, &status.last_contact_wall_us);
    status.rate_bytes_per_s = ds_hq_client_get_rate (self->client)->bytes_per_s;
  }
  status.is_clock_far = status.has_clock_offset && ABS (status.clock_offset_ms) > DS_SYNC_CLOCK_FAR_MS;
  status.session_bytes_total = self->session_done_bytes + status.totals.bytes;
  status.session_bytes_done = MIN (self->session_done_bytes + sum_live (self), status.session_bytes_total);
  *ret_status = status;
}

GPtrArray *
ds_sync_driver_list_items (DsSyncDriver *self, guint max)
{
  return ds_sync_step_list_items (self->step, max);
}

const DsSyncItem *
ds_sync_driver_find_item (DsSyncDriver *self, const char *key)
{
  return ds_sync_step_get_item (self->step, key);
}

guint64
ds_sync_driver_get_sent_bytes (DsSyncDriver *self, const char *key)
{
  const DsSyncItem *item = ds_sync_step_get_item (self->step, key);
  const guint64 *live = g_hash_table_lookup (self->live, key);

  return (item != NULL ? item->done_bytes : 0) + (live != NULL ? *live : 0);
}

void
ds_sync_driver_get_summary (DsSyncDriver *self, DsSyncSummary *ret_summary)
{
  DsSyncTotals totals;

  ds_sync_step_get_totals (self->step, &totals);
  *ret_summary = self->summary;
  ret_summary->held = totals.held;
  ret_summary->left_records = totals.records;
  ret_summary->left_media = totals.media;
}

/* --- the object ---------------------------------------------------------------------------------------- */

static void
free_sure (gpointer data)
{
  DsSyncSure *sure = data;

  g_free (sure->url);
  g_free (sure);
}

static void
ds_sync_driver_dispose (GObject *object)
{
  DsSyncDriver *self = DS_SYNC_DRIVER (object);

  if (self->wake != NULL)
    g_source_destroy (self->wake);
  g_clear_pointer (&self->wake, g_source_unref);
  if (self->tell != NULL)
    g_source_destroy (self->tell);
  g_clear_pointer (&self->tell, g_source_unref);
  if (self->monitor_handler != 0)
    g_signal_handler_disconnect (self->monitor, self->monitor_handler);
  self->monitor_handler = 0;
  g_clear_object (&self->monitor);
  g_clear_object (&self->client);
  g_clear_object (&self->given_transport);
  G_OBJECT_CLASS (ds_sync_driver_parent_class)->dispose (object);
}

static void
ds_sync_driver_finalize (GObject *object)
{
  DsSyncDriver *self = DS_SYNC_DRIVER (object);

  g_clear_pointer (&self->step, ds_sync_step_free);
  g_clear_pointer (&self->clock, ds_clock_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_hash_table_unref (self->works);
  g_hash_table_unref (self->sure);
  g_hash_table_unref (self->live);
  g_ptr_array_unref (self->stops);
  g_ptr_array_unref (self->runs);
  G_OBJECT_CLASS (ds_sync_driver_parent_class)->finalize (object);
}

static void
ds_sync_driver_class_init (DsSyncDriverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ds_sync_driver_dispose;
  object_class->finalize = ds_sync_driver_finalize;
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", DS_TYPE_SYNC_DRIVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OUTBOX_CHANGED] =
      g_signal_new ("outbox-changed", DS_TYPE_SYNC_DRIVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PULLED] =
      g_signal_new ("pulled", DS_TYPE_SYNC_DRIVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
ds_sync_driver_init (DsSyncDriver *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->works = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->sure = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_sure);
  self->live = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->stops = g_ptr_array_new_with_free_func (g_object_unref);
  self->runs = g_ptr_array_new ();
}

DsSyncDriver *
ds_sync_driver_new (const DsSyncDriverOptions *options)
{
  DsSyncDriver *self = g_object_new (DS_TYPE_SYNC_DRIVER, NULL);
  guint64 seed = options->seed;

  if (seed == 0)
    seed = ((guint64) g_random_int () << 32) | g_random_int ();
  self->store = options->store;
  self->clock = ds_clock_ref (ds_store_get_clock (options->store));
  if (options->transport != NULL)
    self->given_transport = g_object_ref (options->transport);
  if (options->watch_network)
    self->monitor = g_object_ref (g_network_monitor_get_default ());
  self->step = ds_sync_step_new (options->config, seed);
  return self;
}
