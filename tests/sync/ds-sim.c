/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-sim.h"

#include "ds-sync-backoff.h"

#define MAX_EVENTS 400000
#define LINE_BYTES_PER_MS 200

typedef enum {
  SIM_QUEUED,
  SIM_HELD,
  SIM_STORED,
} SimState;

/* What the tablet keeps on disk about one thing: it survives a kill. */
typedef struct {
  char *key;
  DsSyncLane lane;
  guint64 size;
  guint64 done;
  guint attempts;
  SimState state;
  gboolean is_poison;
  gboolean is_invalid; /* headquarters holds it */
  guint at_hq; /* how often headquarters counted it as new */
  guint64 hq_bytes;
  gint64 made_ms;
} Thing;

typedef struct {
  gint64 at_ms;
  guint64 serial;
  guint life; /* of the tablet that asked; an answer to a killed one is lost */
  DsSyncAction *action;
  DsHqFailure failure;
  gboolean has_failed;
  gboolean is_cancelled;
  GPtrArray *verdict_keys;
  GArray *verdicts;
  guint64 done;
  guint64 bytes;
  gboolean complete;
  gboolean more;
  gboolean crash_at_end;
} Flight;

struct _DsSim {
  DsSyncRandom random;
  DsSimFaults faults;
  guint64 seed;
  DsSyncStep *step;
  guint life;
  gint64 now_ms;
  gint64 wake_ms;
  gboolean is_faulty;
  gboolean is_signed_out;
  gboolean is_metered;
  GHashTable *things;
  GPtrArray *order;
  GPtrArray *flights;
  guint64 serial;
  guint changes_at_hq;
  guint changes_here;
  gboolean anew;
  gboolean cursor_lost;
  guint running;
  DsSimReport report;
};

static guint64
draw (DsSim *self, guint64 below)
{
  return ds_sync_random_next (&self->random) % below;
}

static gboolean
happens (DsSim *self, guint thousandth)
{
  return self->is_faulty && draw (self, 1000) < thousandth;
}

static void
trace (DsSim *self, guint64 value)
{
  self->report.trace = (self->report.trace ^ value) * G_GUINT64_CONSTANT (0x100000001b3);
}

static void
free_thing (gpointer data)
{
  Thing *thing = data;

  g_free (thing->key);
  g_free (thing);
}

static void
free_flight (gpointer data)
{
  Flight *flight = data;

  ds_sync_action_free (flight->action);
  ds_hq_failure_clear (&flight->failure);
  g_ptr_array_unref (flight->verdict_keys);
  g_array_unref (flight->verdicts);
  g_free (flight);
}

static Thing *
find_thing (DsSim *self, const char *key)
{
  Thing *thing = g_hash_table_lookup (self->things, key);

  g_assert_nonnull (thing);
  return thing;
}

static gboolean
is_incomplete (DsSim *self)
{
  for (guint i = 0; i < self->order->len; i++) {
    Thing *thing = g_ptr_array_index (self->order, i);

    if (thing->lane >= DS_SYNC_LANE_SMALL_MEDIA && thing->hq_bytes < thing->size)
      return TRUE;
  }
  return FALSE;
}

static void feed (DsSim *self, DsSyncEvent *event);

static void
enqueue (DsSim *self, const Thing *thing)
{
  DsSyncItem item = { .key = thing->key,
                      .lane = thing->lane,
                      .size_bytes = thing->size,
                      .done_bytes = thing->done,
                      .attempts = thing->attempts };
  DsSyncEvent event = { .kind = DS_SYNC_EVENT_ENQUEUE, .item = &item };

  if (thing->state == SIM_HELD)
    item.state = DS_SYNC_ITEM_HELD;
  feed (self, &event);
}

static Thing *
add_thing (DsSim *self, DsSyncLane lane)
{
  static const guint64 sizes[] = { 900, 300, 6000, 20000, 400000 };
  Thing *thing = g_new0 (Thing, 1);

  thing->key = g_strdup_printf ("%c%05u", lane >= DS_SYNC_LANE_SMALL_MEDIA ? 'm' : 'r', self->order->len);
  thing->lane = lane;
  thing->size = 1 + draw (self, sizes[lane] * 2);
  thing->made_ms = self->now_ms;
  thing->is_invalid = lane == DS_SYNC_LANE_VISIT && draw (self, 40) == 0;
  g_hash_table_insert (self->things, thing->key, thing);
  g_ptr_array_add (self->order, thing);
  return thing;
}

/* --- headquarters -------------------------------------------------------------------------------------- */

static void
fail_flight (Flight *flight, DsHqClass failure_class, guint status, const char *words)
{
  ds_hq_failure_clear (&flight->failure);
  flight->failure.failure_class = failure_class;
  flight->failure.status = status;
  flight->failure.words = g_strdup (words);
  flight->has_failed = TRUE;
}

static void
serve_post (DsSim *self, Flight *flight)
{
  for (guint i = 0; i < flight->action->keys->len; i++) {
    Thing *thing = find_thing (self, g_ptr_array_index (flight->action->keys, i));

    if (thing->is_poison) {
      fail_flight (flight, DS_HQ_CLASS_AGAIN, 500, "Internal error");
      return;
    }
  }
  for (guint i = 0; i < flight->action->keys->len; i++) {
    Thing *thing = find_thing (self, g_ptr_array_index (flight->action->keys, i));
    DsSyncVerdict verdict = { thing->key, DS_SYNC_VERDICT_STORED, NULL };

    if (thing->is_invalid) {
      verdict.kind = DS_SYNC_VERDICT_HELD;
      verdict.words = "invalid";
    } else if (thing->hq_bytes == 0) {
      thing->hq_bytes = thing->size;
      thing->at_hq++;
    }
    if (happens (self, self->faults.mute))
      continue;
    g_array_append_val (flight->verdicts, verdict);
  }
}

static void
serve_upload (DsSim *self, Flight *flight)
{
  Thing *thing = find_thing (self, g_ptr_array_index (flight->action->keys, 0));
  guint64 part = MIN (thing->size - thing->hq_bytes, MAX (flight->action->budget_bytes, 1));

  g_assert_cmpuint (flight->action->keys->len, ==, 1);
  flight->bytes = part;
  thing->hq_bytes += part;
  if (part > 0 && thing->hq_bytes == thing->size)
    thing->at_hq++;
  flight->done = thing->hq_bytes;
  flight->complete = thing->hq_bytes == thing->size;
}

static void
serve_pull (DsSim *self, Flight *flight)
{
  if (self->cursor_lost && !flight->action->anew && !self->anew) {
    fail_flight (flight, DS_HQ_CLASS_GONE, 410, "cursor gone");
    return;
  }
  if (flight->action->anew) {
    self->anew = TRUE;
    self->changes_here = 0;
  }
  self->cursor_lost = FALSE;
  flight->done = MIN (self->changes_here + 50, self->changes_at_hq);
  flight->more = flight->done < self->changes_at_hq;
}

static void
serve (DsSim *self, Flight *flight)
{
  if (flight->action->kind == DS_SYNC_ACTION_POST)
    serve_post (self, flight);
  else if (flight->action->kind == DS_SYNC_ACTION_UPLOAD)
    serve_upload (self, flight);
  else if (flight->action->kind == DS_SYNC_ACTION_PULL)
    serve_pull (self, flight);
}

static guint64
count_bytes (DsSim *self, const DsSyncAction *action)
{
  guint64 bytes = 200;

  if (action->kind == DS_SYNC_ACTION_UPLOAD)
    return action->budget_bytes;
  for (guint i = 0; action->keys != NULL && i < action->keys->len; i++)
    bytes += find_thing (self, g_ptr_array_index (action->keys, i))->size;
  return bytes;
}

/* What the world does to one request. What headquarters did is decided here; the answer comes later. */
static void
decide_fate (DsSim *self, Flight *flight)
{
  guint64 bytes = count_bytes (self, flight->action);

  if (happens (self, self->faults.no_network))
    fail_flight (flight, DS_HQ_CLASS_NO_NETWORK, 0, "unreachable");
  else if (happens (self, self->faults.portal) ||
           (self->is_faulty && self->faults.gateway_bytes > 0 && bytes > self->faults.gateway_bytes &&
            flight->action->kind == DS_SYNC_ACTION_POST))
    fail_flight (flight, DS_HQ_CLASS_PORTAL, 200, "login page");
  else if (happens (self, self->faults.wrong_server))
    fail_flight (flight, DS_HQ_CLASS_WRONG_SERVER, 200, "other");
  else if (happens (self, self->faults.cut_before))
    fail_flight (flight, DS_HQ_CLASS_CUT, 0, "cut");
  else if (self->is_signed_out && flight->action->kind != DS_SYNC_ACTION_PING)
    fail_flight (flight, DS_HQ_CLASS_SIGN_IN, 401, "unknown device");
  else if (happens (self, self->faults.error_500))
    fail_flight (flight, DS_HQ_CLASS_AGAIN, 500, "error");
  else if (happens (self, self->faults.busy_429)) {
    fail_flight (flight, DS_HQ_CLASS_AGAIN, 429, "slow down");
    flight->failure.retry_after_ms = (gint64) draw (self, 120000);
  } else if (flight->action->kind == DS_SYNC_ACTION_UPLOAD && happens (self, self->faults.full))
    fail_flight (flight, DS_HQ_CLASS_FULL, 507, "full");
  else {
    serve (self, flight);
    if (happens (self, self->faults.cut_after))
      fail_flight (flight, DS_HQ_CLASS_CUT, 0, "answer lost");
  }
  flight->crash_at_end = happens (self, self->faults.crash);
  flight->at_ms = self->now_ms + 5 + (gint64) draw (self, 60) + (gint64) (bytes / LINE_BYTES_PER_MS) +
                  (gint64) (happens (self, 50) ? draw (self, 40000) : 0);
}

/* --- the tablet ---------------------------------------------------------------------------------------- */

static void
launch (DsSim *self, DsSyncAction *action)
{
  Flight *flight = g_new0 (Flight, 1);

  flight->action = action;
  flight->life = self->life;
  flight->serial = self->serial++;
  flight->failure.retry_after_ms = -1;
  flight->verdict_keys = g_ptr_array_new ();
  flight->verdicts = g_array_new (FALSE, FALSE, sizeof (DsSyncVerdict));
  self->report.requests++;
  self->report.posts += action->kind == DS_SYNC_ACTION_POST;
  self->report.uploads += action->kind == DS_SYNC_ACTION_UPLOAD;
  self->report.pulls += action->kind == DS_SYNC_ACTION_PULL;
  decide_fate (self, flight);
  g_ptr_array_add (self->flights, flight);
}

static void
cancel_flight (DsSim *self, guint64 request)
{
  for (guint i = 0; i < self->flights->len; i++) {
    Flight *flight = g_ptr_array_index (self->flights, i);

    if (flight->life == self->life && flight->action->request == request) {
      fail_flight (flight, DS_HQ_CLASS_CANCELLED, 0, "given up");
      flight->at_ms = self->now_ms;
    }
  }
}

static void
check_batch (DsSim *self, const DsSyncAction *action)
{
  gboolean urgent = FALSE;
  guint64 bytes = 0;

  g_assert_cmpuint (action->keys->len, >, 0);
  g_assert_cmpuint (action->keys->len, <=, DS_SYNC_BATCH_RECORDS);
  for (guint i = 0; i < action->keys->len; i++) {
    Thing *thing = find_thing (self, g_ptr_array_index (action->keys, i));

    g_assert_cmpint (thing->state, ==, SIM_QUEUED);
    urgent = urgent || thing->lane == DS_SYNC_LANE_HAZARD;
    g_assert_true (!urgent || thing->lane <= DS_SYNC_LANE_PROGRESS);
    bytes += thing->size;
  }
  g_assert_true (action->keys->len == 1 || bytes <= DS_SYNC_BATCH_BYTES);
}

static void
feed (DsSim *self, DsSyncEvent *event)
{
  g_autoptr (GPtrArray) actions = NULL;

  event->now_ms = self->now_ms;
  actions = ds_sync_step_handle (self->step, event);
  for (guint i = 0; i < actions->len; i++) {
    DsSyncAction *action = g_ptr_array_index (actions, i);

    trace (self, (guint64) action->kind + 17 * (guint64) self->now_ms);
    if (action->kind == DS_SYNC_ACTION_WAKE)
      self->wake_ms = action->at_ms;
    else if (action->kind == DS_SYNC_ACTION_CANCEL)
      cancel_flight (self, action->request);
    else {
      if (action->kind == DS_SYNC_ACTION_POST)
        check_batch (self, action);
      g_ptr_array_index (actions, i) = NULL;
      launch (self, action);
    }
  }
}

static void
boot (DsSim *self)
{
  DsSyncEvent event = {
    .kind = DS_SYNC_EVENT_START, .signed_in = TRUE, .incomplete = is_incomplete (self), .metered = self->is_metered
  };

  g_clear_pointer (&self->step, ds_sync_step_free);
  self->life++;
  self->wake_ms = -1;
  self->step = ds_sync_step_new (NULL, self->seed + self->life);
  for (guint i = 0; i < self->order->len; i++) {
    Thing *thing = g_ptr_array_index (self->order, i);

    if (thing->state != SIM_STORED)
      enqueue (self, thing);
  }
  feed (self, &event);
}

/* The driver's part: first what must last is written, then the step hears of it. */
static void
commit (DsSim *self, const Flight *flight)
{
  for (guint i = 0; i < flight->verdicts->len && !flight->has_failed; i++) {
    const DsSyncVerdict *verdict = &g_array_index (flight->verdicts, DsSyncVerdict, i);
    Thing *thing = find_thing (self, verdict->key);

    thing->state = verdict->kind == DS_SYNC_VERDICT_HELD ? SIM_HELD : SIM_STORED;
    if (thing->state == SIM_STORED && thing->lane == DS_SYNC_LANE_HAZARD && !self->is_faulty)
      self->report.hazard_latency_ms = MAX (self->report.hazard_latency_ms, self->now_ms - thing->made_ms);
  }
  if (flight->action->kind == DS_SYNC_ACTION_UPLOAD) {
    Thing *thing = find_thing (self, g_ptr_array_index (flight->action->keys, 0));

    thing->done = MAX (thing->done, flight->done);
    if (!flight->has_failed && flight->complete)
      thing->state = SIM_STORED;
  }
  if (flight->action->kind == DS_SYNC_ACTION_PULL && !flight->has_failed) {
    self->changes_here = (guint) flight->done;
    self->anew = self->anew && flight->more;
  }
}

static void
land (DsSim *self, Flight *flight)
{
  DsSyncEvent event = { .kind = DS_SYNC_EVENT_FINISHED,
                        .request = flight->action->request,
                        .done_bytes = flight->done,
                        .bytes = flight->bytes,
                        .complete = flight->complete,
                        .more = flight->more };

  if (flight->life != self->life)
    return;
  commit (self, flight);
  if (flight->crash_at_end) {
    self->report.crashes++;
    boot (self);
    return;
  }
  event.failure = flight->has_failed ? &flight->failure : NULL;
  event.verdicts = (const DsSyncVerdict *) (gpointer) flight->verdicts->data;
  event.n_verdicts = flight->has_failed ? 0 : flight->verdicts->len;
  event.incomplete = is_incomplete (self);
  event.rate_bytes_per_s = LINE_BYTES_PER_MS * 1000;
  feed (self, &event);
}

static Flight *
find_next_flight (DsSim *self)
{
  Flight *next = NULL;

  for (guint i = 0; i < self->flights->len; i++) {
    Flight *flight = g_ptr_array_index (self->flights, i);

    if (next == NULL || flight->at_ms < next->at_ms || (flight->at_ms == next->at_ms && flight->serial < next->serial))
      next = flight;
  }
  return next;
}

/* Nothing may stand still: work that could go now goes, or a moment for it is set. */
static void
check_liveness (DsSim *self)
{
  DsSyncTotals totals;

  ds_sync_step_get_totals (self->step, &totals);
  if (self->flights->len > 0 || ds_sync_step_get_line (self->step) == DS_SYNC_LINE_SIGNED_OUT)
    return;
  if (totals.records > 0 || (totals.media > 0 && !totals.waits_for_unmetered)) {
    g_assert_cmpint (self->wake_ms, >=, self->now_ms);
    g_assert_cmpint (self->wake_ms, <=, self->now_ms + 61 * 60 * 1000);
  }
}

static void
live_a_moment (DsSim *self)
{
  DsSyncEvent event = { 0 };
  guint64 dice = draw (self, 100);

  if (dice < 45)
    enqueue (self, add_thing (self, (DsSyncLane) draw (self, DS_SYNC_N_LANES)));
  else if (dice < 50)
    self->changes_at_hq += (guint) draw (self, 120);
  else if (dice < 60) {
    event.kind = DS_SYNC_EVENT_NETWORK;
    event.metered = self->is_metered = self->is_faulty && draw (self, 3) == 0;
    feed (self, &event);
  } else if (dice < 64) {
    event.kind = DS_SYNC_EVENT_ASK;
    event.all_lanes = draw (self, 2) == 0;
    feed (self, &event);
  } else if (dice < 66)
    self->is_signed_out = self->is_faulty && draw (self, 1000) < self->faults.sign_in;
  else if (dice < 69) {
    self->is_signed_out = FALSE;
    event.kind = DS_SYNC_EVENT_SIGNED_IN;
    event.signed_in = TRUE;
    feed (self, &event);
  } else if (dice < 70 && draw (self, 1000) < self->faults.cursor_gone)
    self->cursor_lost = TRUE;
}

static gboolean
is_all_there (DsSim *self)
{
  for (guint i = 0; i < self->order->len; i++) {
    Thing *thing = g_ptr_array_index (self->order, i);

    if (thing->state == SIM_QUEUED && !thing->is_poison)
      return FALSE;
  }
  return self->changes_here == self->changes_at_hq && self->flights->len == 0;
}

static void
check_end (DsSim *self)
{
  for (guint i = 0; i < self->order->len; i++) {
    Thing *thing = g_ptr_array_index (self->order, i);

    if (thing->is_poison) {
      g_assert_cmpuint (thing->at_hq, ==, 0);
      g_assert_cmpint (thing->state, ==, SIM_QUEUED);
      continue;
    }
    if (thing->is_invalid) {
      g_assert_cmpint (thing->state, ==, SIM_HELD);
      continue;
    }
    g_assert_cmpint (thing->state, ==, SIM_STORED);
    g_assert_cmpuint (thing->at_hq, ==, 1);
    g_assert_cmpuint (thing->hq_bytes, ==, thing->size);
  }
}

static void
take_next (DsSim *self, gint64 until_ms)
{
  Flight *flight = find_next_flight (self);
  gint64 flight_ms = flight != NULL ? flight->at_ms : G_MAXINT64;
  gint64 wake_ms = self->wake_ms >= 0 ? self->wake_ms : G_MAXINT64;
  DsSyncEvent tick = { .kind = DS_SYNC_EVENT_TICK };

  if (MIN (flight_ms, wake_ms) > until_ms) {
    self->now_ms = until_ms;
    return;
  }
  if (flight_ms <= wake_ms) {
    self->now_ms = MAX (self->now_ms, flight_ms);
    g_ptr_array_steal_index_fast (self->flights,
                                  g_ptr_array_find (self->flights, flight, &self->running) ? self->running : 0);
    land (self, flight);
    free_flight (flight);
  } else {
    self->now_ms = wake_ms;
    self->wake_ms = -1;
    feed (self, &tick);
  }
  check_liveness (self);
}

DsSim *
ds_sim_new (guint64 seed, const DsSimFaults *faults)
{
  DsSim *self = g_new0 (DsSim, 1);

  self->seed = seed;
  self->random.state = seed * 7919 + 1;
  self->faults = *faults;
  self->now_ms = 1;
  self->things = g_hash_table_new (g_str_hash, g_str_equal);
  self->order = g_ptr_array_new_with_free_func (free_thing);
  self->flights = g_ptr_array_new_with_free_func (free_flight);
  self->report.trace = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  return self;
}

void
ds_sim_add_poison (DsSim *self)
{
  Thing *thing = add_thing (self, DS_SYNC_LANE_VISIT);

  thing->is_invalid = FALSE;
  thing->is_poison = TRUE;
}

void
ds_sim_run (DsSim *self, gint64 faulty_ms, gint64 patience_ms, DsSimReport *ret_report)
{
  gint64 next_life_ms = 0;
  gint64 end_ms = faulty_ms + patience_ms;
  guint events = 0;
  DsSyncEvent event = { 0 };

  self->is_faulty = TRUE;
  for (guint i = 0; i < 30; i++)
    add_thing (self, (DsSyncLane) draw (self, DS_SYNC_N_LANES));
  boot (self);
  while (self->now_ms < faulty_ms) {
    g_assert_cmpuint (++events, <, MAX_EVENTS);
    take_next (self, next_life_ms);
    if (self->now_ms < next_life_ms)
      continue;
    live_a_moment (self);
    next_life_ms = self->now_ms + 1 + (gint64) draw (self, 20000);
  }
  self->is_faulty = FALSE;
  self->is_signed_out = FALSE;
  self->is_metered = FALSE;
  event.kind = DS_SYNC_EVENT_SIGNED_IN;
  event.signed_in = TRUE;
  feed (self, &event);
  event.kind = DS_SYNC_EVENT_NETWORK;
  feed (self, &event);
  while (!is_all_there (self) && self->now_ms < end_ms) {
    g_assert_cmpuint (++events, <, MAX_EVENTS);
    take_next (self, end_ms);
  }
  g_assert_true (is_all_there (self));
  check_end (self);
  *ret_report = self->report;
}

void
ds_sim_free (DsSim *self)
{
  if (self == NULL)
    return;
  ds_sync_step_free (self->step);
  g_ptr_array_unref (self->flights);
  g_hash_table_unref (self->things);
  g_ptr_array_unref (self->order);
  g_free (self);
}
