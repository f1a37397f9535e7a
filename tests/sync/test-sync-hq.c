/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real driver and store against the real headquarters, through the real transport. */
#include "ds-fault-transport.h"
#include "ds-pair.h"
#include "ds-soup-transport.h"

#include "ds-store-outbox.h"

static gboolean
count_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_store_outbox_count (tx, data, error);
}

static DsStoreCounts
count_outbox (DsPair *pair)
{
  DsStoreCounts counts = { 0 };
  DsStoreJob job = { .run = count_cb, .data = &counts };
  g_autoptr (GError) error = NULL;

  ds_store_run_sync (pair->store, &job, NULL, &error);
  g_assert_no_error (error);
  return counts;
}

typedef struct {
  const char *id;
  DsStoreRecord *record;
} Look;

static gboolean
look_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  return ds_store_outbox_get (tx, look->id, &look->record, error);
}

static DsStoreSendState
get_state (DsPair *pair, const char *id)
{
  Look look = { id, NULL };
  DsStoreJob job = { .run = look_cb, .data = &look };
  g_autoptr (GError) error = NULL;
  DsStoreSendState state = DS_STORE_SEND_LOCAL;

  ds_store_run_sync (pair->store, &job, NULL, &error);
  g_assert_no_error (error);
  state = look.record->state;
  ds_store_record_free (look.record);
  return state;
}

static void
test_day (void)
{
  g_autoptr (DsPair) pair = ds_pair_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *progress = NULL;
  g_autofree char *visit = NULL;
  g_autofree char *big = NULL;
  DsSyncSummary summary;
  DsHqCounts counts;
  DsSyncStatus status;

  ds_pair_put_order (pair, "QX1");
  ds_pair_start_tablet (pair, NULL);
  progress = ds_pair_add_progress (pair);
  visit = ds_pair_add_visit (pair, 4, 200000);
  big = ds_pair_add_visit (pair, 1, 3000000);
  g_assert_true (ds_pair_sync (pair, 20000, &summary, &error));
  g_assert_no_error (error);
  ds_pair_count_hq (pair, &counts);
  g_assert_cmpint (counts.records, ==, 3);
  g_assert_cmpint (counts.visits, ==, 2);
  g_assert_cmpint (counts.complete_visits, ==, 2);
  g_assert_cmpint (counts.media_files, ==, 5);
  g_assert_cmpint (counts.missing_media, ==, 0);
  g_assert_cmpint (counts.held, ==, 0);
  g_assert_cmpuint (summary.records_sent, ==, 3);
  g_assert_cmpuint (summary.photos_sent, ==, 5);
  g_assert_cmpuint (summary.photos_verified, ==, 5);
  g_assert_cmpuint (summary.pulled, >=, 1);
  g_assert_cmpuint (summary.left_records + summary.left_media + summary.held, ==, 0);
  g_assert_cmpint (get_state (pair, progress), ==, DS_STORE_SEND_COMPLETE);
  g_assert_cmpint (get_state (pair, visit), ==, DS_STORE_SEND_COMPLETE);
  g_assert_cmpint (get_state (pair, big), ==, DS_STORE_SEND_COMPLETE);
  ds_sync_driver_get_status (pair->driver, &status);
  g_assert_cmpint (status.line, ==, DS_SYNC_LINE_IDLE);
  g_assert_true (status.has_clock_offset);
  g_assert_false (status.is_clock_far);
  g_assert_cmpuint (status.session_bytes_done, ==, status.session_bytes_total);
  /* Two visits for one order are flagged by headquarters; after that word nothing is new and nothing is sent. */
  g_assert_true (ds_pair_sync (pair, 20000, &summary, &error));
  g_assert_cmpuint (summary.records_sent + summary.photos_sent + summary.duplicates, ==, 0);
  g_assert_true (ds_pair_sync (pair, 20000, &summary, &error));
  g_assert_cmpuint (summary.records_sent + summary.photos_sent + summary.duplicates + summary.pulled, ==, 0);
  g_assert_cmpuint (summary.bytes, ==, 0);
}

static void
test_restart (void)
{
  g_autoptr (DsPair) pair = ds_pair_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *visit = NULL;
  DsSyncSummary summary;
  DsHqCounts counts;

  ds_pair_start_tablet (pair, NULL);
  visit = ds_pair_add_visit (pair, 2, 100000);
  ds_pair_stop_hq (pair);
  g_assert_false (ds_pair_sync (pair, 0, &summary, &error));
  ds_test_assert_error (error, DS_ERROR_OFFLINE);
  g_assert_cmpuint (summary.left_records, ==, 1);
  g_assert_cmpuint (summary.left_media, ==, 2);
  g_assert_cmpuint (count_outbox (pair).records, ==, 1);
  ds_pair_stop_tablet (pair);
  ds_pair_start_hq (pair);
  ds_pair_start_tablet (pair, NULL);
  g_assert_true (ds_pair_sync (pair, 20000, &summary, &error));
  g_assert_no_error (error);
  ds_pair_count_hq (pair, &counts);
  g_assert_cmpint (counts.complete_visits, ==, 1);
  g_assert_cmpint (get_state (pair, visit), ==, DS_STORE_SEND_COMPLETE);
}

static void
test_comes_back_by_itself (void)
{
  g_autoptr (DsPair) pair = ds_pair_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *progress = NULL;
  DsSyncSummary summary;

  ds_pair_start_tablet (pair, NULL);
  ds_pair_stop_hq (pair);
  progress = ds_pair_add_progress (pair);
  g_assert_false (ds_pair_sync (pair, 300, &summary, &error));
  ds_test_assert_error (error, DS_ERROR_OFFLINE);
  ds_pair_start_hq (pair);
  /* Nobody asks: it tries again. */
  while (get_state (pair, progress) != DS_STORE_SEND_COMPLETE)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_one_bad_record (void)
{
  g_autoptr (DsPair) pair = ds_pair_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  const char *bad = "01926f3a-0000-7000-8000-000000000001";
  DsSyncSummary summary;
  DsHqCounts counts;

  ds_pair_start_tablet (pair, NULL);
  first = ds_pair_add_progress (pair);
  ds_pair_add_line (pair, bad, "progress", "{\"id\":\"01926f3a-0000-7000-8000-000000000001\",\"kind\":\"progress\"}");
  last = ds_pair_add_progress (pair);
  g_assert_true (ds_pair_sync (pair, 20000, &summary, &error));
  g_assert_no_error (error);
  ds_pair_count_hq (pair, &counts);
  g_assert_cmpint (counts.records, ==, 2);
  g_assert_cmpint (counts.held, ==, 1);
  g_assert_cmpuint (summary.held, ==, 1);
  g_assert_cmpint (get_state (pair, first), ==, DS_STORE_SEND_COMPLETE);
  g_assert_cmpint (get_state (pair, last), ==, DS_STORE_SEND_COMPLETE);
  g_assert_cmpint (get_state (pair, bad), ==, DS_STORE_SEND_HELD);
  g_assert_nonnull (ds_sync_driver_find_item (pair->driver, bad)->words);
}

static void
test_revoked (void)
{
  g_autoptr (DsPair) pair = ds_pair_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *visit = NULL;
  g_autofree char *url = NULL;
  DsSyncSummary summary;
  DsSyncStatus status;
  DsSyncEndpoint endpoint = { 0 };

  ds_pair_start_tablet (pair, NULL);
  ds_pair_revoke (pair);
  visit = ds_pair_add_visit (pair, 2, 1000);
  g_assert_false (ds_pair_sync (pair, 20000, &summary, &error));
  ds_test_assert_error (error, DS_ERROR_AUTH);
  ds_sync_driver_get_status (pair->driver, &status);
  g_assert_cmpint (status.line, ==, DS_SYNC_LINE_SIGNED_OUT);
  g_assert_cmpuint (count_outbox (pair).records, ==, 1);
  ds_pair_enrol (pair);
  url = g_strdup_printf ("http://127.0.0.1:%u", pair->port);
  endpoint = (DsSyncEndpoint){ .url = url, .hq = pair->hq, .token = pair->token };
  ds_sync_driver_set_endpoint (pair->driver, &endpoint, &error);
  g_assert_no_error (error);
  g_assert_true (ds_pair_sync (pair, 20000, &summary, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_state (pair, visit), ==, DS_STORE_SEND_COMPLETE);
}

static void
test_wrong_server (void)
{
  g_autoptr (DsPair) pair = ds_pair_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *progress = NULL;
  g_autofree char *right = g_strdup (pair->hq);
  DsSyncSummary summary;
  DsSyncStatus status;
  DsHqCounts counts;

  pair->hq[0] = pair->hq[0] == '0' ? '1' : '0';
  ds_pair_start_tablet (pair, NULL);
  progress = ds_pair_add_progress (pair);
  g_assert_false (ds_pair_sync (pair, 0, &summary, &error));
  ds_test_assert_error (error, DS_ERROR_PORTAL);
  ds_sync_driver_get_status (pair->driver, &status);
  g_assert_cmpint (status.line, ==, DS_SYNC_LINE_WRONG_SERVER);
  /* What the wrong one said of the records proves nothing here. */
  g_assert_cmpint (get_state (pair, progress), ==, DS_STORE_SEND_QUEUED);
  ds_pair_stop_tablet (pair);
  g_free (pair->hq);
  pair->hq = g_steal_pointer (&right);
  ds_pair_start_tablet (pair, NULL);
  g_assert_true (ds_pair_sync (pair, 20000, &summary, &error));
  ds_pair_count_hq (pair, &counts);
  g_assert_cmpint (counts.records, ==, 1);
}

/* The receipt decides, and only one over the very bytes that are kept here. */
static void
test_false_receipt (void)
{
  g_autoptr (DsPair) pair = ds_pair_new ();
  g_autoptr (DsTransport) soup = ds_soup_transport_new (NULL, NULL);
  g_autoptr (DsFaultTransport) transport = ds_fault_transport_new (soup, 1, 0, pair->hq);
  g_autoptr (GError) error = NULL;
  g_autofree char *progress = NULL;
  DsSyncSummary summary;

  ds_fault_transport_lie_once (transport);
  ds_pair_start_tablet (pair, DS_TRANSPORT (transport));
  progress = ds_pair_add_progress (pair);
  g_assert_true (ds_pair_sync (pair, 20000, &summary, &error));
  g_assert_no_error (error);
  /* The false one counts for nothing; the record is sent once more, and headquarters says that it has it. */
  g_assert_cmpuint (ds_fault_transport_count_lies (transport), ==, 1);
  g_assert_cmpuint (summary.records_sent, ==, 0);
  g_assert_cmpuint (summary.receipts, ==, 1);
  g_assert_cmpuint (summary.duplicates, ==, 1);
  g_assert_cmpint (get_state (pair, progress), ==, DS_STORE_SEND_COMPLETE);
}

static void
test_restored_backup (void)
{
  g_autoptr (DsPair) pair = ds_pair_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *early = NULL;
  g_autofree char *late = NULL;
  DsSyncSummary summary;
  DsHqCounts counts;

  ds_pair_start_tablet (pair, NULL);
  early = ds_pair_add_visit (pair, 1, 1000);
  g_assert_true (ds_pair_sync (pair, 20000, &summary, &error));
  ds_pair_stop_hq (pair);
  ds_pair_backup_hq (pair);
  ds_pair_start_hq (pair);
  late = ds_pair_add_visit (pair, 2, 1000);
  g_assert_true (ds_pair_sync (pair, 20000, &summary, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_state (pair, late), ==, DS_STORE_SEND_COMPLETE);
  /* Headquarters loses what it had confirmed; the tablet notices and sends it again. */
  ds_pair_stop_hq (pair);
  ds_pair_restore_hq (pair);
  ds_pair_start_hq (pair);
  ds_pair_sync (pair, 20000, &summary, &error);
  g_assert_no_error (error);
  ds_pair_count_hq (pair, &counts);
  g_assert_cmpint (counts.visits, ==, 2);
  g_assert_cmpint (counts.complete_visits, ==, 2);
}

static void
test_many (void)
{
  g_autoptr (DsPair) pair = ds_pair_new ();
  g_autoptr (GError) error = NULL;
  DsSyncSummary summary;
  DsHqCounts counts;
  gint64 start_us = 0;

  ds_pair_start_tablet (pair, NULL);
  for (guint i = 0; i < 450; i++)
    g_free (ds_pair_add_progress (pair));
  start_us = g_get_monotonic_time ();
  g_assert_true (ds_pair_sync (pair, 60000, &summary, &error));
  g_assert_no_error (error);
  g_test_message ("450 records in %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - start_us) / 1000);
  ds_pair_count_hq (pair, &counts);
  g_assert_cmpint (counts.records, ==, 450);
  g_assert_cmpint (counts.duplicates, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sync/hq/day", test_day);
  g_test_add_func ("/sync/hq/restart", test_restart);
  g_test_add_func ("/sync/hq/comes-back-by-itself", test_comes_back_by_itself);
  g_test_add_func ("/sync/hq/one-bad-record", test_one_bad_record);
  g_test_add_func ("/sync/hq/revoked", test_revoked);
  g_test_add_func ("/sync/hq/wrong-server", test_wrong_server);
  g_test_add_func ("/sync/hq/false-receipt", test_false_receipt);
  g_test_add_func ("/sync/hq/restored-backup", test_restored_backup);
  g_test_add_func ("/sync/hq/many", test_many);
  return g_test_run ();
}
