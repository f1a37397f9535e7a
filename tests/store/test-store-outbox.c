/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-fixture.h"

#include "ds-digest.h"
#include "ds-file.h"
#include "ds-id.h"
#include "ds-store-orders.h"
#include "ds-store-receipts.h"
#include "ds-store-visits.h"

#include <string.h>

static DsStoreRecord *
get_record (DsStoreFixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  DsStoreRecord *record = NULL;

  ds_store_outbox_get (fixture->tx, id, &record, &error);
  g_assert_no_error (error);
  return record;
}

static void
assert_state (DsStoreFixture *fixture, const char *id, DsStoreSendState state)
{
  g_autoptr (DsStoreRecord) record = get_record (fixture, id);

  g_assert_cmpint (record->state, ==, state);
}

static GPtrArray *
claim (DsStoreFixture *fixture, guint max_lane, guint max_records, guint64 max_bytes)
{
  const DsStoreClaim wish = {
    .now_us = DS_TEST_WALL_US, .max_lane = max_lane, .max_records = max_records, .max_bytes = max_bytes
  };
  g_autoptr (GError) error = NULL;
  GPtrArray *records = NULL;

  ds_store_outbox_claim (fixture->tx, &wish, &records, &error);
  g_assert_no_error (error);
  return records;
}

static const char *
id_at (GPtrArray *records, guint i)
{
  return ((DsStoreRecord *) g_ptr_array_index (records, i))->id;
}

static void
give_receipt (DsStoreFixture *fixture, const char *id, gboolean complete, const char *missing)
{
  g_autoptr (DsStoreRecord) record = get_record (fixture, id);
  const char *list[] = { missing, NULL };
  DsStoreReceipt receipt = { .record = id, .sha256 = record->sha256, .seq = 42, .at_us = 99, .complete = complete };
  g_autoptr (GError) error = NULL;
  gboolean known = FALSE;

  receipt.missing = list;
  ds_store_receipts_apply (fixture->tx, &receipt, &known, &error);
  g_assert_no_error (error);
  g_assert_true (known);
}

static DsStoreCounts
count (DsStoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  DsStoreCounts counts = { 0 };

  ds_store_outbox_count (fixture->tx, &counts, &error);
  g_assert_no_error (error);
  return counts;
}

static void
test_lanes (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *opinion = ds_store_fixture_enqueue (fixture, "opinion", NULL, 100);
  g_autofree char *progress = ds_store_fixture_enqueue (fixture, "progress", NULL, 100);
  g_autofree char *hazard = ds_store_fixture_enqueue (fixture, "hazard", NULL, 100);
  g_autoptr (GPtrArray) urgent = claim (fixture, 1, 10, 10000);
  g_autoptr (GPtrArray) rest = NULL;

  g_assert_cmpuint (urgent->len, ==, 2);
  g_assert_cmpstr (id_at (urgent, 0), ==, hazard);
  g_assert_cmpstr (id_at (urgent, 1), ==, progress);
  rest = claim (fixture, 2, 10, 10000);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_cmpstr (id_at (rest, 0), ==, opinion);
  assert_state (fixture, opinion, DS_STORE_SEND_SENDING);
}

static void
test_budget (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *big = ds_store_fixture_enqueue (fixture, "opinion", NULL, 5000);
  g_autofree char *small = ds_store_fixture_enqueue (fixture, "opinion", NULL, 100);
  g_autofree char *other = ds_store_fixture_enqueue (fixture, "opinion", NULL, 100);
  g_autoptr (GPtrArray) alone = claim (fixture, 2, 10, 1000);
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) last = NULL;

  g_assert_cmpuint (alone->len, ==, 1);
  g_assert_cmpstr (id_at (alone, 0), ==, big);
  one = claim (fixture, 2, 1, 1000);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpstr (id_at (one, 0), ==, small);
  last = claim (fixture, 2, 10, 1000);
  g_assert_cmpuint (last->len, ==, 1);
  g_assert_cmpstr (id_at (last, 0), ==, other);
}

static void
test_exact_bytes (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *id = ds_id_new (fixture->clock);
  const char *line = "{\"note\":\"电表 0.30 kWh\", \"odd\" : [1,2 ]}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (line, strlen (line));
  g_autoptr (GBytes) changed = g_bytes_new_static ("{}", 2);
  g_autoptr (GBytes) broken = g_bytes_new_static ("{}\n", 3);
  DsStoreRecord record = { .id = id, .kind = (char *) "opinion", .bytes = bytes };
  g_autoptr (DsStoreRecord) read = NULL;
  g_autofree char *sha256 = ds_sha256_bytes (bytes);
  g_autoptr (GError) error = NULL;

  ds_store_outbox_enqueue (fixture->tx, &record, &error);
  g_assert_no_error (error);
  ds_store_outbox_enqueue (fixture->tx, &record, &error);
  g_assert_no_error (error);
  read = get_record (fixture, id);
  g_assert_true (g_bytes_equal (read->bytes, bytes));
  g_assert_cmpstr (read->sha256, ==, sha256);
  g_assert_cmpuint (read->size_bytes, ==, strlen (line));
  record.bytes = changed;
  g_assert_false (ds_store_outbox_enqueue (fixture->tx, &record, &error));
  ds_test_assert_error (error, DS_ERROR_STATE);
  record.bytes = broken;
  g_assert_false (ds_store_outbox_enqueue (fixture->tx, &record, &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
  g_assert_cmpuint (count (fixture).records, ==, 1);
}

static void
test_damaged_bytes_are_not_sent (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *id = ds_store_fixture_enqueue (fixture, "opinion", NULL, 100);
  g_autoptr (DsStoreRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  ds_db_exec (fixture->tx->db, "UPDATE record_bytes SET bytes = x'007b7d'", &error);
  g_assert_no_error (error);
  g_assert_false (ds_store_outbox_get (fixture->tx, id, &record, &error));
  ds_test_assert_error (error, DS_ERROR_CORRUPT);
}

static void
test_outcomes (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *id = ds_store_fixture_enqueue (fixture, "opinion", NULL, 100);
  g_autofree char *held = ds_store_fixture_enqueue (fixture, "opinion", NULL, 100);
  g_autoptr (GPtrArray) first = claim (fixture, 2, 10, 10000);
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (DsStoreRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  ds_store_outbox_mark_again (fixture->tx, id, "no answer", DS_TEST_WALL_US + 5, &error);
  g_assert_no_error (error);
  ds_store_outbox_mark_held (fixture->tx, held, "unknown kind", &error);
  g_assert_no_error (error);
  second = claim (fixture, 2, 10, 10000);
  g_assert_cmpuint (second->len, ==, 0);
  record = get_record (fixture, id);
  g_assert_cmpuint (record->attempts, ==, 1);
  g_assert_cmpstr (record->last_words, ==, "no answer");
  g_assert_cmpuint (count (fixture).held, ==, 1);
  g_assert_cmpuint (count (fixture).records, ==, 1);
  ds_store_outbox_requeue (fixture->tx, held, &error);
  g_assert_no_error (error);
  g_clear_pointer (&second, g_ptr_array_unref);
  second = claim (fixture, 2, 10, 10000);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_cmpstr (id_at (second, 0), ==, held);
}

static void
test_late_answer_does_not_undo_a_receipt (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *id = ds_store_fixture_enqueue (fixture, "opinion", NULL, 100);
  g_autoptr (GError) error = NULL;

  give_receipt (fixture, id, TRUE, NULL);
  ds_store_outbox_mark_again (fixture->tx, id, "timeout", 0, &error);
  g_assert_no_error (error);
  ds_store_outbox_mark_held (fixture->tx, id, "bad", &error);
  g_assert_no_error (error);
  assert_state (fixture, id, DS_STORE_SEND_COMPLETE);
  g_assert_false (ds_store_outbox_requeue (fixture->tx, id, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
}

static void
test_recover (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autofree char *photo = ds_store_fixture_add_photo (fixture, visit, 4, "jpeg");
  g_autofree char *id = ds_store_fixture_enqueue (fixture, "opinion", NULL, 100);
  g_autoptr (GPtrArray) records = claim (fixture, 2, 10, 10000);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  ds_store_media_mark (fixture->tx, photo, DS_STORE_SEND_SENDING, NULL, 0, &error);
  g_assert_no_error (error);
  ds_store_fixture_reopen (fixture);
  ds_store_outbox_recover (fixture->tx, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 2);
  assert_state (fixture, id, DS_STORE_SEND_QUEUED);
}

static void
test_visit_is_complete_by_receipt_only (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autofree char *photo = ds_store_fixture_add_photo (fixture, visit, 4, "jpeg bytes");
  g_autofree char *record = NULL;
  g_autoptr (DsStoreMedium) medium = NULL;
  g_autoptr (DsStoreOrder) order = NULL;
  g_autoptr (GError) error = NULL;

  ds_store_media_queue_visit (fixture->tx, visit, &error);
  g_assert_no_error (error);
  ds_store_fixture_finish (fixture, visit);
  record = ds_store_fixture_enqueue (fixture, "visit", visit, 500);
  g_assert_cmpuint (count (fixture).visits, ==, 1);
  g_assert_cmpuint (count (fixture).photos, ==, 1);
  g_assert_cmpuint (count (fixture).bytes, ==, 500 + strlen ("jpeg bytes"));

  give_receipt (fixture, record, FALSE, photo);
  assert_state (fixture, record, DS_STORE_SEND_STORED);
  ds_store_media_mark (fixture->tx, photo, DS_STORE_SEND_STORED, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture).visits, ==, 1);
  g_assert_cmpuint (count (fixture).photos, ==, 0);

  give_receipt (fixture, record, TRUE, NULL);
  g_assert_cmpuint (count (fixture).visits, ==, 0);
  ds_store_orders_load_by_id (fixture->tx, "QX1", &order, &error);
  g_assert_no_error (error);
  g_assert_true (order->is_complete);
}

static void
test_missing_medium_goes_again (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autofree char *photo = ds_store_fixture_add_photo (fixture, visit, 4, "jpeg bytes");
  g_autofree char *record = NULL;
  g_autoptr (DsStoreMedium) medium = NULL;
  g_autoptr (GError) error = NULL;

  ds_store_media_mark (fixture->tx, photo, DS_STORE_SEND_STORED, NULL, 0, &error);
  g_assert_no_error (error);
  ds_store_fixture_finish (fixture, visit);
  record = ds_store_fixture_enqueue (fixture, "visit", visit, 500);
  give_receipt (fixture, record, FALSE, photo);
  ds_store_media_get (fixture->tx, photo, &medium, &error);
  g_assert_no_error (error);
  g_assert_cmpint (medium->state, ==, DS_STORE_SEND_QUEUED);
  g_assert_cmpuint (medium->upload_offset, ==, 0);
}

static void
test_receipt_over_other_bytes (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *id = ds_store_fixture_enqueue (fixture, "opinion", NULL, 100);
  g_autofree char *other = g_strnfill (64, 'a');
  DsStoreReceipt receipt = { .record = id, .sha256 = other, .seq = 1, .complete = TRUE };
  g_autoptr (GError) error = NULL;

  ds_store_receipts_apply (fixture->tx, &receipt, NULL, &error);
  g_assert_no_error (error);
  assert_state (fixture, id, DS_STORE_SEND_HELD);
  receipt.sha256 = "short";
  g_assert_false (ds_store_receipts_apply (fixture->tx, &receipt, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_PROTOCOL);
}

static void
test_unknown_receipt_is_kept (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *sha256 = g_strnfill (64, 'a');
  DsStoreReceipt receipt = { .record = "01939e7e-0000-7000-8000-000000000001", .seq = 1, .complete = TRUE };
  g_autoptr (GError) error = NULL;
  gboolean known = TRUE;
  gint64 n = 0;
  gint64 incomplete = 0;

  receipt.sha256 = sha256;
  ds_store_receipts_apply (fixture->tx, &receipt, &known, &error);
  g_assert_no_error (error);
  g_assert_false (known);
  ds_store_receipts_count (fixture->tx, &n, &incomplete, &error);
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpint (incomplete, ==, 0);
}

/* Headquarters came back from yesterday's backup and has only the first of two. */
static void
test_receipts_anew (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autofree char *kept = ds_store_fixture_enqueue (fixture, "opinion", NULL, 100);
  g_autofree char *lost = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  ds_store_fixture_finish (fixture, visit);
  lost = ds_store_fixture_enqueue (fixture, "visit", visit, 100);
  give_receipt (fixture, kept, TRUE, NULL);
  give_receipt (fixture, lost, TRUE, NULL);
  g_assert_cmpuint (count (fixture).visits, ==, 0);

  ds_store_receipts_start_anew (fixture->tx, &error);
  g_assert_no_error (error);
  give_receipt (fixture, kept, TRUE, NULL);
  ds_store_receipts_finish_anew (fixture->tx, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  assert_state (fixture, kept, DS_STORE_SEND_COMPLETE);
  assert_state (fixture, lost, DS_STORE_SEND_QUEUED);
  g_assert_cmpuint (count (fixture).visits, ==, 1);
}

static void
test_media_rows_name_real_files (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autofree char *sha256 = ds_store_fixture_add_photo (fixture, visit, 4, "jpeg");
  g_autofree char *path = ds_store_media_path (fixture->media_folder, sha256, "image/jpeg");
  g_autofree char *absent = g_strnfill (64, 'b');
  DsStoreMedium medium = { .type = (char *) "image/jpeg", .size_bytes = 4, .lane = 4, .state = DS_STORE_SEND_LOCAL };
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autofree char *none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  medium.sha256 = absent;
  g_assert_false (ds_store_media_add (fixture->tx, &medium, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
  medium.sha256 = sha256;
  medium.size_bytes = 5;
  g_assert_false (ds_store_media_add (fixture->tx, &medium, &error));
  ds_test_assert_error (error, DS_ERROR_CORRUPT);
  g_assert_false (ds_store_media_save_bytes (fixture->media_folder, empty, "image/jpeg", &none, &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
}

static void
test_media_uses_and_uploads (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autofree char *photo = ds_store_fixture_add_photo (fixture, visit, 4, "full photo");
  g_autofree char *thumb = ds_store_fixture_add_photo (fixture, visit, 3, "thumb");
  g_autofree char *removed = ds_store_fixture_add_photo (fixture, visit, 4, "taken by mistake");
  g_autoptr (GPtrArray) uses = NULL;
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (DsStoreMedium) medium = NULL;
  g_autoptr (GError) error = NULL;

  ds_store_media_list_uses (fixture->tx, visit, &uses, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (uses->len, ==, 3);
  ds_store_media_set_removed (fixture->tx, ((DsStoreMediumUse *) g_ptr_array_index (uses, 2))->entry, TRUE, &error);
  g_assert_no_error (error);
  ds_store_media_queue_visit (fixture->tx, visit, &error);
  g_assert_no_error (error);
  ds_store_media_list_pending (fixture->tx, 0, &pending, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pending->len, ==, 2);
  g_assert_cmpstr (((DsStoreMedium *) g_ptr_array_index (pending, 0))->sha256, ==, thumb);
  ds_store_media_set_upload (fixture->tx, photo, "/v1/media/7", 4, &error);
  g_assert_no_error (error);
  ds_store_media_mark (fixture->tx, photo, DS_STORE_SEND_QUEUED, "cut off", 77, &error);
  g_assert_no_error (error);
  ds_store_media_get (fixture->tx, photo, &medium, &error);
  g_assert_cmpstr (medium->upload_url, ==, "/v1/media/7");
  g_assert_cmpuint (medium->upload_offset, ==, 4);
  g_assert_cmpuint (medium->attempts, ==, 1);
  g_assert_cmpstr (medium->last_words, ==, "cut off");
  g_assert_cmpint (medium->next_try_us, ==, 77);
}

static void
test_media_are_freed_late (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autofree char *photo = ds_store_fixture_add_photo (fixture, visit, 4, "full photo");
  g_autofree char *record = NULL;
  g_autoptr (GPtrArray) early = NULL;
  g_autoptr (GPtrArray) late = NULL;
  g_autoptr (GError) error = NULL;

  ds_store_media_mark (fixture->tx, photo, DS_STORE_SEND_STORED, NULL, 0, &error);
  g_assert_false (ds_store_media_set_freed (fixture->tx, photo, &error));
  ds_test_assert_error (error, DS_ERROR_STATE);
  ds_store_fixture_finish (fixture, visit);
  record = ds_store_fixture_enqueue (fixture, "visit", visit, 100);
  give_receipt (fixture, record, TRUE, NULL);
  ds_store_media_list_freeable (fixture->tx, DS_TEST_WALL_US, &early, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (early->len, ==, 0);
  ds_store_media_list_freeable (fixture->tx, DS_TEST_WALL_US + 1, &late, &error);
  g_assert_cmpuint (late->len, ==, 1);
  ds_store_media_set_freed (fixture->tx, photo, &error);
  g_assert_no_error (error);
}

static void
test_lists (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *a = ds_store_fixture_enqueue (fixture, "opinion", NULL, 100);
  g_autofree char *b = ds_store_fixture_enqueue (fixture, "opinion", NULL, 100);
  g_autofree char *c = ds_store_fixture_enqueue (fixture, "hazard", NULL, 100);
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GPtrArray) sent = NULL;
  g_autoptr (GPtrArray) chosen = NULL;
  const char *ids[] = { b, a, NULL };
  g_autoptr (GError) error = NULL;

  give_receipt (fixture, a, TRUE, NULL);
  ds_store_outbox_list_pending (fixture->tx, 0, &pending, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pending->len, ==, 2);
  g_assert_cmpstr (id_at (pending, 0), ==, c);
  g_assert_null (((DsStoreRecord *) g_ptr_array_index (pending, 0))->bytes);
  ds_store_outbox_list_sent (fixture->tx, 5, &sent, &error);
  g_assert_cmpuint (sent->len, ==, 1);
  ds_store_outbox_claim_ids (fixture->tx, ids, &chosen, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (chosen->len, ==, 1);
  g_assert_cmpstr (id_at (chosen, 0), ==, b);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/store/outbox/lanes", test_lanes);
  g_test_add_func ("/store/outbox/budget", test_budget);
  g_test_add_func ("/store/outbox/exact-bytes", test_exact_bytes);
  g_test_add_func ("/store/outbox/damaged-bytes", test_damaged_bytes_are_not_sent);
  g_test_add_func ("/store/outbox/outcomes", test_outcomes);
  g_test_add_func ("/store/outbox/late-answer", test_late_answer_does_not_undo_a_receipt);
  g_test_add_func ("/store/outbox/recover", test_recover);
  g_test_add_func ("/store/outbox/lists", test_lists);
  g_test_add_func ("/store/receipts/complete", test_visit_is_complete_by_receipt_only);
  g_test_add_func ("/store/receipts/missing-medium", test_missing_medium_goes_again);
  g_test_add_func ("/store/receipts/other-bytes", test_receipt_over_other_bytes);
  g_test_add_func ("/store/receipts/unknown", test_unknown_receipt_is_kept);
  g_test_add_func ("/store/receipts/anew", test_receipts_anew);
  g_test_add_func ("/store/media/real-files", test_media_rows_name_real_files);
  g_test_add_func ("/store/media/uses-and-uploads", test_media_uses_and_uploads);
  g_test_add_func ("/store/media/freed-late", test_media_are_freed_late);
  return g_test_run ();
}
