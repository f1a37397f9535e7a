/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-fixture.h"

#include "ds-store-orders.h"
#include "ds-store-visits.h"

#include <string.h>

#define MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

static DsStoreListing *
list_orders (DsStoreFixture *fixture, const char *search)
{
  DsStoreListQuery query = { .now_us = DS_TEST_WALL_US, .day_end_us = DS_TEST_WALL_US + 15 * 60 * MINUTE_US };
  g_autoptr (GError) error = NULL;
  DsStoreListing *listing = NULL;

  query.search = search;
  ds_store_orders_list (fixture->tx, &query, &listing, &error);
  g_assert_no_error (error);
  return listing;
}

/* The ids of a bucket, with spaces between. */
static char *
join_bucket (DsStoreFixture *fixture, DsStoreListing *listing, DsStoreBucket bucket)
{
  GString *ids = g_string_new (NULL);

  for (guint i = listing->start[bucket]; i < listing->start[bucket + 1]; i++) {
    g_autoptr (DsStoreOrder) order = NULL;
    g_autoptr (GError) error = NULL;

    ds_store_orders_load (fixture->tx, g_array_index (listing->rows, gint64, i), &order, &error);
    g_assert_no_error (error);
    g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", order->id);
  }
  return g_string_free (ids, FALSE);
}

static void
assert_bucket (DsStoreFixture *fixture, DsStoreBucket bucket, const char *ids)
{
  g_autoptr (DsStoreListing) listing = list_orders (fixture, NULL);
  g_autofree char *found = join_bucket (fixture, listing, bucket);

  g_assert_cmpstr (found, ==, ids);
}

static void
project (DsStoreFixture *fixture, const char *visit, const char *stage)
{
  const DsStoreProjection projection = { .stage = stage, .done = 1, .total = 2 };
  g_autoptr (GError) error = NULL;

  ds_store_visits_project (fixture->tx, visit, &projection, &error);
  g_assert_no_error (error);
}

static void
test_put_and_load (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autoptr (DsJson) json = ds_store_test_order_full ("QX1", 60);
  g_autoptr (DsStoreOrder) order = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *document = NULL;
  g_autofree char *expected = ds_json_to_line (json, NULL);

  ds_store_orders_put (fixture->tx, json, &error);
  g_assert_no_error (error);
  ds_store_orders_load_by_id (fixture->tx, "QX1", &order, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (order->customer, ==, "王女士");
  g_assert_cmpstr (order->area, ==, "亦庄·荣华里");
  g_assert_cmpstr (order->address, ==, "北京市大兴区荣华中路 3号楼2单元501室");
  g_assert_cmpstr (order->stage, ==, "assigned");
  g_assert_cmpstr (order->promise_kind, ==, "repair");
  g_assert_cmpint (order->start_us, ==, DS_TEST_WALL_US + 60 * MINUTE_US);
  g_assert_cmpint (order->due_us, ==, DS_TEST_WALL_US);
  g_assert_true (order->is_return && order->is_community);
  g_assert_false (order->is_cancelled);
  g_assert_cmpuint (g_strv_length (order->kinds), ==, 1);
  g_assert_cmpstr (order->services[0], ==, "cleaning");
  g_assert_cmpstr (order->services[1], ==, "conduct");
  ds_store_orders_get_document (fixture->tx, "QX1", &document, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (document, ==, expected);

  g_assert_false (ds_store_orders_load_by_id (fixture->tx, "QX2", &order, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
}

static void
test_put_refuses (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autoptr (DsJson) order = ds_store_test_order ("QX1", 0);
  g_autoptr (GError) error = NULL;
  gint64 count = -1;

  json_object_set_new (json_object_get (order, "window"), "end", json_string ("yesterday"));
  g_assert_false (ds_store_orders_put (fixture->tx, order, &error));
  g_assert_nonnull (strstr (error->message, "window"));
  ds_test_assert_error (error, DS_ERROR_INVALID);
  ds_store_orders_count (fixture->tx, &count, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count, ==, 0);
}

static void
test_put_keeps_what_was_done (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autoptr (DsJson) json = ds_store_test_order ("QX1", 30);
  g_autoptr (DsStoreOrder) order = NULL;
  g_autoptr (GError) error = NULL;

  project (fixture, visit, "started");
  json_object_set_new (json, "revision", json_integer (2));
  ds_store_orders_put (fixture->tx, json, &error);
  g_assert_no_error (error);
  ds_store_orders_load_by_id (fixture->tx, "QX1", &order, &error);
  g_assert_no_error (error);
  g_assert_cmpint (order->revision, ==, 2);
  g_assert_cmpstr (order->stage, ==, "started");
  g_assert_cmpstr (order->visit, ==, visit);
}

static void
test_buckets (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *begun = NULL;
  g_autofree char *waiting = NULL;
  g_autoptr (DsJson) late = ds_store_test_order_full ("PROMISE", 45);
  g_autoptr (GError) error = NULL;

  ds_store_fixture_put_order (fixture, "LATER", 60 * 24);
  ds_store_fixture_put_order (fixture, "TODAY2", 300);
  ds_store_fixture_put_order (fixture, "TODAY1", 60);
  ds_store_fixture_put_order (fixture, "NOW", -30);
  ds_store_fixture_put_order (fixture, "OVERDUE", -200);
  ds_store_orders_put (fixture->tx, late, &error);
  g_assert_no_error (error);
  begun = ds_store_fixture_add_visit (fixture, "BEGUN", -600);
  project (fixture, begun, "parked");
  waiting = ds_store_fixture_add_visit (fixture, "WAITING", -500);
  ds_store_fixture_finish (fixture, waiting);

  assert_bucket (fixture, DS_STORE_BUCKET_OVERDUE, "OVERDUE PROMISE");
  assert_bucket (fixture, DS_STORE_BUCKET_NOW, "BEGUN NOW");
  assert_bucket (fixture, DS_STORE_BUCKET_TODAY, "TODAY1 TODAY2");
  assert_bucket (fixture, DS_STORE_BUCKET_LATER, "LATER");
  assert_bucket (fixture, DS_STORE_BUCKET_WAITING, "WAITING");
  assert_bucket (fixture, DS_STORE_BUCKET_DONE, "");
}

/* Each order stands in exactly one bucket, wherever its window and promise lie. */
static void
test_buckets_hold_each_order_once (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (ds_test_seed ());
  g_autoptr (DsStoreListing) listing = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < 300; i++) {
    g_autofree char *id = g_strdup_printf ("R%u", i);
    g_autoptr (DsJson) order = ds_store_test_order_full (id, g_rand_int_range (rand, -2000, 2000));
    g_autoptr (GError) error = NULL;

    ds_store_orders_put (fixture->tx, order, &error);
    g_assert_no_error (error);
  }
  listing = list_orders (fixture, NULL);
  for (guint i = 0; i < listing->rows->len; i++)
    g_assert_true (g_hash_table_add (seen, g_memdup2 (&g_array_index (listing->rows, gint64, i), sizeof (gint64))));
  g_assert_cmpuint (listing->rows->len, ==, 300);
}

static void
test_cancel_and_remove (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autoptr (DsJson) cancelled = ds_store_test_order ("CANCELLED", 60);
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "BEGUN", 60);
  g_autoptr (DsStoreOrder) order = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_new (cancelled, "state", json_string ("cancelled"));
  ds_store_orders_put (fixture->tx, cancelled, &error);
  g_assert_no_error (error);
  ds_store_fixture_put_order (fixture, "GONE", 60);
  ds_store_orders_remove (fixture->tx, "GONE", &error);
  g_assert_no_error (error);
  ds_store_orders_remove (fixture->tx, "BEGUN", &error);
  g_assert_no_error (error);
  ds_store_orders_remove (fixture->tx, "UNKNOWN", &error);
  g_assert_no_error (error);

  g_assert_false (ds_store_orders_load_by_id (fixture->tx, "GONE", &order, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
  ds_store_orders_load_by_id (fixture->tx, "BEGUN", &order, &error);
  g_assert_no_error (error);
  g_assert_true (order->is_cancelled);
  assert_bucket (fixture, DS_STORE_BUCKET_DONE, "CANCELLED BEGUN");

  project (fixture, visit, "started");
  assert_bucket (fixture, DS_STORE_BUCKET_NOW, "BEGUN");
}

static void
test_search (void)
{
  static const char *const found[] = { "王女士",   "13800138000", "138 0013", "kfr-35gw/qx7", "ＫＦＲ haier",
                                       "荣华 501", "qx7",         "亦庄",     "HAIER 王",     NULL };
  static const char *const missed[] = { "李先生", "13900000000", "qx7 nobody", "%", "_", "'", NULL };
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();

  ds_store_fixture_put_order (fixture, "QX7", 60);
  for (guint i = 0; found[i] != NULL; i++) {
    g_autoptr (DsStoreListing) listing = list_orders (fixture, found[i]);

    g_test_message ("%s", found[i]);
    g_assert_cmpuint (listing->rows->len, ==, 1);
  }
  for (guint i = 0; missed[i] != NULL; i++) {
    g_autoptr (DsStoreListing) listing = list_orders (fixture, missed[i]);

    g_test_message ("%s", missed[i]);
    g_assert_cmpuint (listing->rows->len, ==, 0);
  }
}

static void
test_search_is_given_up (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  DsStoreListQuery query = { .now_us = DS_TEST_WALL_US, .search = "x", .cancellable = cancellable };
  g_autoptr (DsStoreListing) listing = NULL;
  g_autoptr (GError) error = NULL;

  ds_store_fixture_put_order (fixture, "QX7", 60);
  g_cancellable_cancel (cancellable);
  g_assert_false (ds_store_orders_list (fixture->tx, &query, &listing, &error));
  ds_test_assert_error (error, DS_ERROR_CANCELLED);
  g_assert_null (listing);
}

static void
test_blobs_are_sealed (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autoptr (DsStmt) stmt = NULL;
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_row = FALSE;

  ds_store_fixture_put_order (fixture, "QX7", 60);
  stmt = ds_db_prepare (fixture->tx->db, "SELECT light FROM orders", &error);
  g_assert_no_error (error);
  ds_stmt_step (stmt, &has_row, &error);
  g_assert_true (has_row);
  blob = ds_stmt_blob (stmt, 0);
  g_assert_cmpint (((const guint8 *) g_bytes_get_data (blob, NULL))[0], ==, 0x00);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/store/orders/put-and-load", test_put_and_load);
  g_test_add_func ("/store/orders/put-refuses", test_put_refuses);
  g_test_add_func ("/store/orders/put-keeps-what-was-done", test_put_keeps_what_was_done);
  g_test_add_func ("/store/orders/buckets", test_buckets);
  g_test_add_func ("/store/orders/buckets-hold-each-order-once", test_buckets_hold_each_order_once);
  g_test_add_func ("/store/orders/cancel-and-remove", test_cancel_and_remove);
  g_test_add_func ("/store/orders/search", test_search);
  g_test_add_func ("/store/orders/search-is-given-up", test_search_is_given_up);
  g_test_add_func ("/store/orders/blobs-are-sealed", test_blobs_are_sealed);
  return g_test_run ();
}
