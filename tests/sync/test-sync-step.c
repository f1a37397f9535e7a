/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step by hand: one situation each, and what must be done in it. */
#include "ds-sync-backoff.h"
#include "ds-sync-step.h"

#include <string.h>

#define FAST 10000000
#define SLOW 8000

typedef struct {
  DsSyncStep *step;
  gint64 now_ms;
  guint64 rate;
  GPtrArray *open; /* requests under way */
  gint64 wake_ms;
  guint n_cancels;
} Bench;

static void
take_actions (Bench *bench, GPtrArray *actions)
{
  for (guint i = 0; i < actions->len; i++) {
    DsSyncAction *action = g_ptr_array_index (actions, i);

    if (action->kind == DS_SYNC_ACTION_WAKE)
      bench->wake_ms = action->at_ms;
    else if (action->kind == DS_SYNC_ACTION_CANCEL)
      bench->n_cancels++;
    else {
      g_ptr_array_index (actions, i) = NULL;
      g_ptr_array_add (bench->open, action);
    }
  }
}

static void
tell (Bench *bench, DsSyncEvent event)
{
  g_autoptr (GPtrArray) actions = NULL;

  event.now_ms = bench->now_ms;
  event.rate_bytes_per_s = bench->rate;
  actions = ds_sync_step_handle (bench->step, &event);
  take_actions (bench, actions);
}

static void
put (Bench *bench, const char *key, DsSyncLane lane, guint64 size)
{
  DsSyncItem item = { .key = (char *) key, .lane = lane, .size_bytes = size };

  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_ENQUEUE, .item = &item });
}

static void
set_up (Bench *bench, gconstpointer data)
{
  bench->step = ds_sync_step_new (NULL, 5);
  bench->now_ms = 1000;
  bench->open = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_sync_action_free);
  bench->wake_ms = -1;
}

static void
tear_down (Bench *bench, gconstpointer data)
{
  ds_sync_step_free (bench->step);
  g_ptr_array_unref (bench->open);
}

static void
start (Bench *bench)
{
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_START, .signed_in = TRUE });
}

static DsSyncAction *
find (Bench *bench, DsSyncActionKind kind)
{
  for (guint i = 0; i < bench->open->len; i++) {
    DsSyncAction *action = g_ptr_array_index (bench->open, i);

    if (action->kind == kind)
      return action;
  }
  return NULL;
}

static guint
count (Bench *bench, DsSyncActionKind kind)
{
  guint n = 0;

  for (guint i = 0; i < bench->open->len; i++)
    n += ((DsSyncAction *) g_ptr_array_index (bench->open, i))->kind == kind;
  return n;
}

static void
finish (Bench *bench, DsSyncActionKind kind, DsSyncEvent event)
{
  DsSyncAction *action = find (bench, kind);
  g_autoptr (GArray) verdicts = g_array_new (FALSE, FALSE, sizeof (DsSyncVerdict));
  guint place = 0;

  g_assert_nonnull (action);
  for (guint i = 0; event.failure == NULL && event.verdicts == NULL && action->keys != NULL && i < action->keys->len;
       i++) {
    DsSyncVerdict verdict = { g_ptr_array_index (action->keys, i), DS_SYNC_VERDICT_STORED, NULL };

    g_array_append_val (verdicts, verdict);
  }
  event.kind = DS_SYNC_EVENT_FINISHED;
  event.request = action->request;
  if (event.verdicts == NULL) {
    event.verdicts = (const DsSyncVerdict *) (gpointer) verdicts->data;
    event.n_verdicts = verdicts->len;
  }
  g_assert_true (g_ptr_array_find (bench->open, action, &place));
  g_ptr_array_steal_index (bench->open, place);
  tell (bench, event);
  ds_sync_action_free (action);
}

static void
fail (Bench *bench, DsSyncActionKind kind, DsHqClass failure_class, guint status, gint64 retry_after_ms)
{
  DsHqFailure failure = { failure_class, status, NULL, (char *) "words of headquarters", retry_after_ms };

  finish (bench, kind, (DsSyncEvent){ .failure = &failure });
}

static void
tick_to (Bench *bench, gint64 now_ms)
{
  bench->now_ms = now_ms;
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_TICK });
}

/* Past the first request, with everything pulled. */
static void
prove (Bench *bench)
{
  start (bench);
  finish (bench, DS_SYNC_ACTION_PULL, (DsSyncEvent){ 0 });
  g_assert_cmpuint (bench->open->len, ==, 0);
}

static void
assert_keys (Bench *bench, DsSyncActionKind kind, const char *expected)
{
  DsSyncAction *action = find (bench, kind);
  g_autofree char *keys = NULL;

  g_assert_nonnull (action);
  g_ptr_array_add (action->keys, NULL);
  keys = g_strjoinv (" ", (char **) action->keys->pdata);
  g_ptr_array_set_size (action->keys, (int) action->keys->len - 1);
  g_assert_cmpstr (keys, ==, expected);
}

static void
test_dangers_first (Bench *bench, gconstpointer data)
{
  put (bench, "photo", DS_SYNC_LANE_PHOTO, 100000);
  put (bench, "visit", DS_SYNC_LANE_VISIT, 5000);
  put (bench, "stage", DS_SYNC_LANE_PROGRESS, 200);
  put (bench, "danger", DS_SYNC_LANE_HAZARD, 500);
  start (bench);
  /* The first request alone finds out whether the line is good, and it is the danger; a stage rides along. */
  g_assert_cmpuint (bench->open->len, ==, 1);
  assert_keys (bench, DS_SYNC_ACTION_POST, "danger stage");
  finish (bench, DS_SYNC_ACTION_POST, (DsSyncEvent){ 0 });
  assert_keys (bench, DS_SYNC_ACTION_POST, "visit");
  g_assert_cmpuint (count (bench, DS_SYNC_ACTION_PULL), ==, 1);
  /* On a line whose speed is not known, bytes of photos wait for the records. */
  g_assert_cmpuint (count (bench, DS_SYNC_ACTION_UPLOAD), ==, 0);
  finish (bench, DS_SYNC_ACTION_POST, (DsSyncEvent){ 0 });
  assert_keys (bench, DS_SYNC_ACTION_UPLOAD, "photo");
}

static void
test_danger_between_portions (Bench *bench, gconstpointer data)
{
  bench->rate = SLOW;
  prove (bench);
  put (bench, "photo", DS_SYNC_LANE_PHOTO, 3000000);
  assert_keys (bench, DS_SYNC_ACTION_UPLOAD, "photo");
  /* A portion is a few seconds of the line, not the photo. */
  g_assert_cmpuint (find (bench, DS_SYNC_ACTION_UPLOAD)->budget_bytes, ==, 65536);
  put (bench, "danger", DS_SYNC_LANE_HAZARD, 500);
  assert_keys (bench, DS_SYNC_ACTION_POST, "danger");
  finish (bench, DS_SYNC_ACTION_UPLOAD, (DsSyncEvent){ .done_bytes = 65536, .bytes = 65536 });
  g_assert_cmpuint (count (bench, DS_SYNC_ACTION_UPLOAD), ==, 0);
  finish (bench, DS_SYNC_ACTION_POST, (DsSyncEvent){ 0 });
  assert_keys (bench, DS_SYNC_ACTION_UPLOAD, "photo");
  g_assert_cmpuint (ds_sync_step_get_item (bench->step, "photo")->done_bytes, ==, 65536);
}

static void
test_small_media_first (Bench *bench, gconstpointer data)
{
  bench->rate = SLOW;
  put (bench, "photo", DS_SYNC_LANE_PHOTO, 300000);
  put (bench, "signature", DS_SYNC_LANE_SMALL_MEDIA, 3000);
  start (bench);
  finish (bench, DS_SYNC_ACTION_PULL, (DsSyncEvent){ 0 });
  assert_keys (bench, DS_SYNC_ACTION_UPLOAD, "signature");
  g_assert_cmpuint (count (bench, DS_SYNC_ACTION_UPLOAD), ==, 1);
}

static void
test_several_files_on_a_fast_line (Bench *bench, gconstpointer data)
{
  bench->rate = FAST;
  for (guint i = 0; i < 9; i++) {
    g_autofree char *key = g_strdup_printf ("photo%u", i);

    put (bench, key, DS_SYNC_LANE_PHOTO, 300000);
  }
  start (bench);
  finish (bench, DS_SYNC_ACTION_PULL, (DsSyncEvent){ 0 });
  g_assert_cmpuint (count (bench, DS_SYNC_ACTION_UPLOAD), ==, 3);
  g_assert_cmpuint (find (bench, DS_SYNC_ACTION_UPLOAD)->budget_bytes, ==, 8 * 1024 * 1024);
}

static void
test_batches (Bench *bench, gconstpointer data)
{
  bench->rate = FAST;
  for (guint i = 0; i < 450; i++) {
    g_autofree char *key = g_strdup_printf ("r%u", i);

    put (bench, key, DS_SYNC_LANE_VISIT, 3600);
  }
  put (bench, "huge", DS_SYNC_LANE_VISIT, 5000000);
  start (bench);
  g_assert_cmpuint (find (bench, DS_SYNC_ACTION_POST)->keys->len, <=, DS_SYNC_BATCH_RECORDS);
  for (guint i = 0; i < 20 && ds_sync_step_get_item (bench->step, "r449") != NULL; i++) {
    DsSyncAction *action = find (bench, DS_SYNC_ACTION_POST);

    g_assert_cmpuint (action->keys->len, <=, DS_SYNC_BATCH_RECORDS);
    g_assert_cmpuint (action->keys->len * 3601, <=, DS_SYNC_BATCH_BYTES);
    finish (bench, DS_SYNC_ACTION_POST, (DsSyncEvent){ 0 });
  }
  /* One larger than a batch travels alone. */
  assert_keys (bench, DS_SYNC_ACTION_POST, "huge");
}

static void
test_slow_line_small_batches (Bench *bench, gconstpointer data)
{
  bench->rate = SLOW;
  prove (bench);
  put (bench, "r0", DS_SYNC_LANE_VISIT, 100);
  for (guint i = 1; i < 100; i++) {
    g_autofree char *key = g_strdup_printf ("r%u", i);

    put (bench, key, DS_SYNC_LANE_VISIT, 3600);
  }
  finish (bench, DS_SYNC_ACTION_POST, (DsSyncEvent){ 0 });
  /* Four seconds of 8 kB each. */
  g_assert_cmpuint (find (bench, DS_SYNC_ACTION_POST)->keys->len, ==, 7);
}

static void
test_no_network (Bench *bench, gconstpointer data)
{
  gint64 longest_ms = 0;

  put (bench, "r", DS_SYNC_LANE_VISIT, 100);
  start (bench);
  for (guint i = 1; i <= 20; i++) {
    gint64 wait_ms = 0;

    fail (bench, DS_SYNC_ACTION_POST, DS_HQ_CLASS_NO_NETWORK, 0, -1);
    g_assert_cmpint (ds_sync_step_get_line (bench->step), ==, DS_SYNC_LINE_NO_NETWORK);
    g_assert_cmpuint (ds_sync_step_get_attempts (bench->step), ==, i);
    g_assert_cmpstr (ds_sync_step_get_words (bench->step), ==, "words of headquarters");
    wait_ms = bench->wake_ms - bench->now_ms;
    g_assert_cmpint (wait_ms, >=, 1000);
    g_assert_cmpint (wait_ms, <=, 15 * 60 * 1000);
    g_assert_cmpint (wait_ms, <=, (gint64) 1000 << i);
    g_assert_cmpint (ds_sync_step_get_next_try_ms (bench->step), ==, bench->wake_ms);
    longest_ms = MAX (longest_ms, wait_ms);
    tick_to (bench, bench->wake_ms - 1);
    g_assert_cmpuint (bench->open->len, ==, 0);
    tick_to (bench, bench->now_ms + 1);
  }
  g_assert_cmpint (longest_ms, >, 5 * 60 * 1000);
  /* It travels with others again: nobody there is no record's fault. */
  g_assert_false (ds_sync_step_get_item (bench->step, "r")->alone);
}

static void
test_hint_and_ask (Bench *bench, gconstpointer data)
{
  put (bench, "r", DS_SYNC_LANE_VISIT, 100);
  start (bench);
  fail (bench, DS_SYNC_ACTION_POST, DS_HQ_CLASS_NO_NETWORK, 0, -1);
  bench->now_ms += 10;
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_NETWORK });
  assert_keys (bench, DS_SYNC_ACTION_POST, "r");
  fail (bench, DS_SYNC_ACTION_POST, DS_HQ_CLASS_NO_NETWORK, 0, -1);
  /* A monitor that flutters does not hammer. */
  for (guint i = 0; i < 50; i++) {
    bench->now_ms += 10;
    tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_NETWORK });
    g_assert_cmpuint (bench->open->len, ==, 0);
  }
  /* A person is always heard. */
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_ASK });
  assert_keys (bench, DS_SYNC_ACTION_POST, "r");
}

static void
test_hint_frees_a_hanging_request (Bench *bench, gconstpointer data)
{
  prove (bench);
  put (bench, "visit", DS_SYNC_LANE_VISIT, 100);
  g_assert_cmpuint (count (bench, DS_SYNC_ACTION_POST), ==, 1);
  put (bench, "danger", DS_SYNC_LANE_HAZARD, 100);
  g_assert_cmpuint (count (bench, DS_SYNC_ACTION_POST), ==, 1);
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_NETWORK });
  g_assert_cmpuint (bench->n_cancels, ==, 1);
  fail (bench, DS_SYNC_ACTION_POST, DS_HQ_CLASS_CANCELLED, 0, -1);
  assert_keys (bench, DS_SYNC_ACTION_POST, "danger");
}

static void
test_signed_out (Bench *bench, gconstpointer data)
{
  bench->rate = FAST;
  put (bench, "visit", DS_SYNC_LANE_VISIT, 100);
  put (bench, "photo", DS_SYNC_LANE_PHOTO, 100);
  start (bench);
  fail (bench, DS_SYNC_ACTION_POST, DS_HQ_CLASS_SIGN_IN, 401, -1);
  g_assert_cmpint (ds_sync_step_get_line (bench->step), ==, DS_SYNC_LINE_SIGNED_OUT);
  g_assert_cmpint (bench->wake_ms, ==, -1);
  g_assert_cmpint (ds_sync_step_get_next_try_ms (bench->step), ==, -1);
  tick_to (bench, bench->now_ms + 100 * 60 * 60 * 1000);
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_NETWORK });
  put (bench, "more", DS_SYNC_LANE_HAZARD, 100);
  g_assert_cmpuint (bench->open->len, ==, 0);
  /* All is kept; asked, it tries once. */
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_ASK });
  g_assert_cmpuint (bench->open->len, ==, 1);
  fail (bench, DS_SYNC_ACTION_POST, DS_HQ_CLASS_SIGN_IN, 401, -1);
  g_assert_cmpuint (bench->open->len, ==, 0);
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_SIGNED_IN, .signed_in = TRUE });
  assert_keys (bench, DS_SYNC_ACTION_POST, "more");
  finish (bench, DS_SYNC_ACTION_POST, (DsSyncEvent){ 0 });
  assert_keys (bench, DS_SYNC_ACTION_POST, "visit");
}

static void
test_one_refused (Bench *bench, gconstpointer data)
{
  static const guint statuses[] = { 400, 409, 413, 415, 422 };

  prove (bench);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    put (bench, "bad", DS_SYNC_LANE_VISIT, 100);
    put (bench, "good", DS_SYNC_LANE_VISIT, 100);
    fail (bench, DS_SYNC_ACTION_POST, DS_HQ_CLASS_REFUSED, statuses[i], -1);
    g_assert_cmpint (ds_sync_step_get_item (bench->step, "bad")->state, ==, DS_SYNC_ITEM_HELD);
    assert_keys (bench, DS_SYNC_ACTION_POST, "good");
    finish (bench, DS_SYNC_ACTION_POST, (DsSyncEvent){ 0 });
    /* Held is not tried again by itself, but when a person queues it again. */
    tick_to (bench, bench->now_ms + 1000);
    g_assert_cmpuint (count (bench, DS_SYNC_ACTION_POST), ==, 0);
    put (bench, "bad", DS_SYNC_LANE_VISIT, 100);
    assert_keys (bench, DS_SYNC_ACTION_POST, "bad");
    finish (bench, DS_SYNC_ACTION_POST, (DsSyncEvent){ 0 });
  }
}

/* One of many spoils each request it is in: found by halves, and the others pass. */
static void
test_spoiler_found (Bench *bench, gconstpointer data)
{
  static const struct {
    DsHqClass failure_class;
    guint status;
    gboolean held;
  } cases[] = { { DS_HQ_CLASS_AGAIN, 500, FALSE },   { DS_HQ_CLASS_REFUSED, 422, TRUE },
                { DS_HQ_CLASS_REFUSED, 403, FALSE }, { DS_HQ_CLASS_PROTOCOL, 200, FALSE },
                { DS_HQ_CLASS_CUT, 0, FALSE },       { DS_HQ_CLASS_PORTAL, 413, FALSE } };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    guint requests = 0;
    DsSyncTotals totals;

    tear_down (bench, NULL);
    memset (bench, 0, sizeof *bench);
    set_up (bench, NULL);
    bench->rate = FAST;
    for (guint i = 0; i < 150; i++) {
      g_autofree char *key = g_strdup_printf ("r%03u", i);

      put (bench, key, DS_SYNC_LANE_VISIT, 100);
    }
    start (bench);
    for (; requests < 200; requests++) {
      DsSyncAction *action = find (bench, DS_SYNC_ACTION_POST);
      gboolean spoiled = FALSE;

      ds_sync_step_get_totals (bench->step, &totals);
      if (totals.records + totals.held == 1)
        break;
      if (find (bench, DS_SYNC_ACTION_PING) != NULL)
        finish (bench, DS_SYNC_ACTION_PING, (DsSyncEvent){ 0 });
      else if (find (bench, DS_SYNC_ACTION_PULL) != NULL)
        finish (bench, DS_SYNC_ACTION_PULL, (DsSyncEvent){ 0 });
      else if (action == NULL)
        tick_to (bench, bench->wake_ms);
      else {
        for (guint i = 0; i < action->keys->len; i++)
          spoiled = spoiled || g_str_equal (g_ptr_array_index (action->keys, i), "r077");
        if (spoiled)
          fail (bench, DS_SYNC_ACTION_POST, cases[c].failure_class, cases[c].status, -1);
        else
          finish (bench, DS_SYNC_ACTION_POST, (DsSyncEvent){ 0 });
      }
    }
    g_test_message ("%s: %u rounds", ds_hq_class_name (cases[c].failure_class), requests);
    g_assert_cmpuint (totals.records + totals.held, ==, 1);
    g_assert_nonnull (ds_sync_step_get_item (bench->step, "r077"));
    g_assert_cmpuint (requests, <, 100);
  }
}

static void
test_retry_after (Bench *bench, gconstpointer data)
{
  put (bench, "r", DS_SYNC_LANE_VISIT, 100);
  start (bench);
  fail (bench, DS_SYNC_ACTION_POST, DS_HQ_CLASS_AGAIN, 429, 90000);
  g_assert_cmpint (ds_sync_step_get_line (bench->step), ==, DS_SYNC_LINE_WAITING);
  g_assert_cmpint (bench->wake_ms, >=, bench->now_ms + 90000);
  /* Also more urgent work and a new network respect it; a person does not have to. */
  put (bench, "danger", DS_SYNC_LANE_HAZARD, 100);
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_NETWORK });
  tick_to (bench, bench->now_ms + 89999);
  g_assert_cmpuint (bench->open->len, ==, 0);
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_ASK });
  assert_keys (bench, DS_SYNC_ACTION_POST, "danger");
}

static void
test_portal (Bench *bench, gconstpointer data)
{
  put (bench, "r", DS_SYNC_LANE_VISIT, 100);
  start (bench);
  fail (bench, DS_SYNC_ACTION_POST, DS_HQ_CLASS_PORTAL, 200, -1);
  g_assert_cmpint (ds_sync_step_get_line (bench->step), ==, DS_SYNC_LINE_PORTAL);
  for (guint i = 0; i < 3; i++) {
    tick_to (bench, bench->wake_ms);
    /* No record and no token goes to a stranger: a ping asks who is there. */
    g_assert_cmpuint (bench->open->len, ==, 1);
    fail (bench, DS_SYNC_ACTION_PING, DS_HQ_CLASS_PORTAL, 200, -1);
  }
  tick_to (bench, bench->wake_ms);
  finish (bench, DS_SYNC_ACTION_PING, (DsSyncEvent){ 0 });
  g_assert_nonnull (find (bench, DS_SYNC_ACTION_PULL));
  tick_to (bench, bench->now_ms + 60000);
  assert_keys (bench, DS_SYNC_ACTION_POST, "r");
}

static void
test_server_full (Bench *bench, gconstpointer data)
{
  bench->rate = FAST;
  put (bench, "photo", DS_SYNC_LANE_PHOTO, 100);
  start (bench);
  finish (bench, DS_SYNC_ACTION_PULL, (DsSyncEvent){ 0 });
  fail (bench, DS_SYNC_ACTION_UPLOAD, DS_HQ_CLASS_FULL, 507, -1);
  g_assert_cmpint (ds_sync_step_get_line (bench->step), ==, DS_SYNC_LINE_SERVER_FULL);
  put (bench, "photo2", DS_SYNC_LANE_PHOTO, 100);
  g_assert_cmpuint (bench->open->len, ==, 0);
  /* What is small and urgent still goes. */
  put (bench, "danger", DS_SYNC_LANE_HAZARD, 100);
  assert_keys (bench, DS_SYNC_ACTION_POST, "danger");
}

static void
test_metered (Bench *bench, gconstpointer data)
{
  DsSyncTotals totals;

  bench->rate = FAST;
  put (bench, "photo", DS_SYNC_LANE_PHOTO, 100);
  put (bench, "signature", DS_SYNC_LANE_SMALL_MEDIA, 100);
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_START, .signed_in = TRUE, .metered = TRUE });
  finish (bench, DS_SYNC_ACTION_PULL, (DsSyncEvent){ 0 });
  assert_keys (bench, DS_SYNC_ACTION_UPLOAD, "signature");
  finish (bench, DS_SYNC_ACTION_UPLOAD, (DsSyncEvent){ .complete = TRUE });
  g_assert_cmpuint (count (bench, DS_SYNC_ACTION_UPLOAD), ==, 0);
  ds_sync_step_get_totals (bench->step, &totals);
  g_assert_true (totals.waits_for_unmetered);
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_ASK, .all_lanes = TRUE });
  assert_keys (bench, DS_SYNC_ACTION_UPLOAD, "photo");
}

static void
test_restored_headquarters (Bench *bench, gconstpointer data)
{
  start (bench);
  fail (bench, DS_SYNC_ACTION_PULL, DS_HQ_CLASS_GONE, 410, -1);
  g_assert_true (find (bench, DS_SYNC_ACTION_PULL)->anew);
  g_assert_true (find (bench, DS_SYNC_ACTION_RECEIPTS)->anew);
  finish (bench, DS_SYNC_ACTION_RECEIPTS, (DsSyncEvent){ .more = TRUE });
  g_assert_false (find (bench, DS_SYNC_ACTION_RECEIPTS)->anew);
  finish (bench, DS_SYNC_ACTION_PULL, (DsSyncEvent){ .more = TRUE });
  g_assert_false (find (bench, DS_SYNC_ACTION_PULL)->anew);
  /* Lost again at once: not in a tight circle. */
  fail (bench, DS_SYNC_ACTION_PULL, DS_HQ_CLASS_GONE, 410, -1);
  fail (bench, DS_SYNC_ACTION_PULL, DS_HQ_CLASS_GONE, 410, -1);
  g_assert_null (find (bench, DS_SYNC_ACTION_PULL));
}

static void
test_receipts_when_files_are_there (Bench *bench, gconstpointer data)
{
  bench->rate = FAST;
  put (bench, "a", DS_SYNC_LANE_PHOTO, 100);
  put (bench, "b", DS_SYNC_LANE_PHOTO, 100);
  start (bench);
  finish (bench, DS_SYNC_ACTION_PULL, (DsSyncEvent){ 0 });
  finish (bench, DS_SYNC_ACTION_UPLOAD, (DsSyncEvent){ .complete = TRUE });
  g_assert_null (find (bench, DS_SYNC_ACTION_RECEIPTS));
  finish (bench, DS_SYNC_ACTION_UPLOAD, (DsSyncEvent){ .complete = TRUE });
  finish (bench, DS_SYNC_ACTION_RECEIPTS, (DsSyncEvent){ 0 });
  g_assert_cmpuint (bench->open->len, ==, 0);
  g_assert_cmpint (ds_sync_step_get_line (bench->step), ==, DS_SYNC_LINE_IDLE);
}

static void
test_failed_upload (Bench *bench, gconstpointer data)
{
  DsHqFailure cut = { DS_HQ_CLASS_CUT, 0, NULL, (char *) "cut", -1 };
  guint turns[2] = { 0, 0 };

  bench->rate = SLOW;
  put (bench, "bad", DS_SYNC_LANE_PHOTO, 3000000);
  put (bench, "good", DS_SYNC_LANE_PHOTO, 3000000);
  start (bench);
  finish (bench, DS_SYNC_ACTION_PULL, (DsSyncEvent){ 0 });
  /* One that does not come forward lets the other have its turn. */
  for (guint i = 0; i < 12; i++) {
    const char *key = g_ptr_array_index (find (bench, DS_SYNC_ACTION_UPLOAD)->keys, 0);

    turns[g_str_equal (key, "good")]++;
    finish (bench, DS_SYNC_ACTION_UPLOAD, (DsSyncEvent){ .failure = &cut });
    for (guint k = 0; find (bench, DS_SYNC_ACTION_UPLOAD) == NULL; k++) {
      g_assert_cmpuint (k, <, 10);
      if (find (bench, DS_SYNC_ACTION_PULL) != NULL) {
        finish (bench, DS_SYNC_ACTION_PULL, (DsSyncEvent){ 0 });
        continue;
      }
      g_assert_cmpuint (bench->open->len, ==, 0);
      g_assert_cmpint (bench->wake_ms, >, bench->now_ms);
      tick_to (bench, bench->wake_ms);
    }
  }
  g_assert_cmpuint (turns[0], >, 2);
  g_assert_cmpuint (turns[1], >, 2);
  /* One that comes forward between cuts is tried again soon, however often it is cut. */
  for (guint i = 1; i < 20; i++) {
    finish (bench, DS_SYNC_ACTION_UPLOAD, (DsSyncEvent){ .failure = &cut, .done_bytes = i * 50000 });
    g_assert_cmpint (bench->wake_ms - bench->now_ms, <=, 2000);
    tick_to (bench, bench->wake_ms);
    g_assert_nonnull (find (bench, DS_SYNC_ACTION_UPLOAD));
  }
}

static void
test_stop (Bench *bench, gconstpointer data)
{
  gboolean clean = TRUE;

  bench->rate = FAST;
  put (bench, "r", DS_SYNC_LANE_VISIT, 100);
  start (bench);
  g_assert_false (ds_sync_step_is_settled (bench->step, NULL));
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_STOP });
  g_assert_cmpuint (bench->n_cancels, ==, 1);
  fail (bench, DS_SYNC_ACTION_POST, DS_HQ_CLASS_CANCELLED, 0, -1);
  g_assert_true (ds_sync_step_is_settled (bench->step, &clean));
  g_assert_false (clean);
  g_assert_cmpint (ds_sync_step_get_line (bench->step), ==, DS_SYNC_LINE_STOPPED);
  tick_to (bench, bench->now_ms + 1000000);
  g_assert_cmpuint (bench->open->len, ==, 0);
  g_assert_cmpuint (ds_sync_step_get_item (bench->step, "r")->attempts, ==, 0);
}

static void
test_not_enrolled (Bench *bench, gconstpointer data)
{
  put (bench, "r", DS_SYNC_LANE_VISIT, 100);
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_START });
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_ASK });
  tell (bench, (DsSyncEvent){ .kind = DS_SYNC_EVENT_NETWORK });
  g_assert_cmpuint (bench->open->len, ==, 0);
  g_assert_cmpint (bench->wake_ms, ==, -1);
  g_assert_cmpint (ds_sync_step_get_line (bench->step), ==, DS_SYNC_LINE_NOT_ENROLLED);
}

static void
test_totals (Bench *bench, gconstpointer data)
{
  DsSyncTotals totals;
  g_autoptr (GPtrArray) items = NULL;

  put (bench, "r", DS_SYNC_LANE_VISIT, 100);
  put (bench, "p", DS_SYNC_LANE_PHOTO, 1000);
  put (bench, "r", DS_SYNC_LANE_VISIT, 100);
  ds_sync_step_get_totals (bench->step, &totals);
  g_assert_cmpuint (totals.records, ==, 1);
  g_assert_cmpuint (totals.media, ==, 1);
  g_assert_cmpuint (totals.bytes, ==, 1100);
  items = ds_sync_step_list_items (bench->step, 10);
  g_assert_cmpuint (items->len, ==, 2);
  start (bench);
  finish (bench, DS_SYNC_ACTION_POST, (DsSyncEvent){ 0 });
  ds_sync_step_get_totals (bench->step, &totals);
  g_assert_cmpuint (totals.records, ==, 0);
  g_assert_cmpuint (totals.bytes, ==, 1000);
}

static void
test_silence_proves_nothing (Bench *bench, gconstpointer data)
{
  DsSyncVerdict verdict = { "a", DS_SYNC_VERDICT_STORED, NULL };

  prove (bench);
  put (bench, "x", DS_SYNC_LANE_VISIT, 100);
  put (bench, "a", DS_SYNC_LANE_VISIT, 100);
  put (bench, "b", DS_SYNC_LANE_VISIT, 100);
  finish (bench, DS_SYNC_ACTION_POST, (DsSyncEvent){ 0 });
  assert_keys (bench, DS_SYNC_ACTION_POST, "a b");
  finish (bench, DS_SYNC_ACTION_POST, (DsSyncEvent){ .verdicts = &verdict, .n_verdicts = 1 });
  g_assert_null (ds_sync_step_get_item (bench->step, "a"));
  g_assert_nonnull (ds_sync_step_get_item (bench->step, "b"));
  g_assert_true (ds_sync_step_get_item (bench->step, "b")->alone);
}

static void
test_backoff (void)
{
  DsSyncRandom random = { 1 };
  gint64 sum_ms = 0;

  for (guint attempts = 1; attempts < 100; attempts++) {
    for (guint i = 0; i < 100; i++) {
      gint64 delay_ms = ds_sync_backoff_delay_ms (&random, attempts, 1000, 900000);

      g_assert_cmpint (delay_ms, >=, 1000);
      g_assert_cmpint (delay_ms, <=, attempts < 10 ? 1000 << attempts : 900000);
      sum_ms += attempts == 1 ? delay_ms : 0;
    }
  }
  /* Spread, not fixed. */
  g_assert_cmpint (sum_ms, >, 100 * 1200);
  g_assert_cmpint (sum_ms, <, 100 * 1800);
}

#define ADD(path, function) g_test_add (path, Bench, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/sync/step/dangers-first", test_dangers_first);
  ADD ("/sync/step/danger-between-portions", test_danger_between_portions);
  ADD ("/sync/step/small-media-first", test_small_media_first);
  ADD ("/sync/step/several-files-on-a-fast-line", test_several_files_on_a_fast_line);
  ADD ("/sync/step/batches", test_batches);
  ADD ("/sync/step/slow-line-small-batches", test_slow_line_small_batches);
  ADD ("/sync/step/no-network", test_no_network);
  ADD ("/sync/step/hint-and-ask", test_hint_and_ask);
  ADD ("/sync/step/hint-frees-a-hanging-request", test_hint_frees_a_hanging_request);
  ADD ("/sync/step/signed-out", test_signed_out);
  ADD ("/sync/step/one-refused", test_one_refused);
  ADD ("/sync/step/spoiler-found", test_spoiler_found);
  ADD ("/sync/step/retry-after", test_retry_after);
  ADD ("/sync/step/portal", test_portal);
  ADD ("/sync/step/server-full", test_server_full);
  ADD ("/sync/step/metered", test_metered);
  ADD ("/sync/step/restored-headquarters", test_restored_headquarters);
  ADD ("/sync/step/receipts-when-files-are-there", test_receipts_when_files_are_there);
  ADD ("/sync/step/failed-upload", test_failed_upload);
  ADD ("/sync/step/stop", test_stop);
  ADD ("/sync/step/not-enrolled", test_not_enrolled);
  ADD ("/sync/step/totals", test_totals);
  ADD ("/sync/step/silence-proves-nothing", test_silence_proves_nothing);
  g_test_add_func ("/sync/step/backoff", test_backoff);
  return g_test_run ();
}
