/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-fixture.h"

#include "ds-db-private.h"
#include "ds-store-changes.h"
#include "ds-store-contents.h"
#include "ds-store-drafts.h"
#include "ds-store-instruments.h"
#include "ds-store-journal.h"
#include "ds-store-meta.h"
#include "ds-store-orders.h"
#include "ds-store-private.h"
#include "ds-store-receipts.h"
#include "ds-store-visits.h"

#include <string.h>

#define NOBODY "01939e7e-0000-7000-8000-000000000001"

/* Statements that may read a whole table: the answer is all of it, or the table has a few rows. */
static const char *const MAY_SCAN[] = {
  "SELECT count(*) FROM orders", /* what it says */
  "SELECT id FROM orders", /* the sweep after a pull anew */
  "SELECT count(*) FROM receipts", /* for status and support */
  "FROM contents WHERE in_force = 1",
  "FROM instruments",
  "FROM refused_changes",
  "FROM shadow",
  "FROM sqlite_schema",
  "DELETE FROM facts; DELETE", /* all of them */
  "v.complete = 1 AND o.state", /* after a pull of receipts anew */
  NULL,
};

static void
tour_orders_and_visits (DsStoreFixture *fixture, const char *visit)
{
  DsStoreTx *tx = fixture->tx;
  DsStoreListQuery query = { .now_us = DS_TEST_WALL_US, .search = "x" };
  const DsStoreProjection projection = { .stage = "started" };
  g_autoptr (DsStoreListing) listing = NULL;
  g_autoptr (DsStoreOrder) order = NULL;
  g_autoptr (DsStoreOrder) same = NULL;
  g_autoptr (DsStoreVisit) row = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) finished = NULL;
  g_autoptr (GPtrArray) pins = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  gint64 n;

  g_assert_true (ds_store_orders_list (tx, &query, &listing, NULL));
  g_assert_true (ds_store_orders_load (tx, 1, &order, NULL));
  g_assert_true (ds_store_orders_load_by_id (tx, "QX1", &same, NULL));
  g_assert_true (ds_store_orders_count (tx, &n, NULL));
  g_assert_true (ds_store_orders_remove (tx, "NOBODY", NULL));
  g_assert_true (ds_store_visits_get (tx, visit, &row, NULL));
  g_assert_true (ds_store_visits_take_order (tx, visit, NULL, NULL));
  g_assert_true (ds_store_visits_set_position (tx, visit, "p", NULL));
  g_assert_true (ds_store_visits_project (tx, visit, &projection, NULL));
  g_assert_true (ds_store_visits_list (tx, NULL, &open, NULL));
  g_assert_true (ds_store_visits_list_finished (tx, 5, &finished, NULL));
  g_assert_false (ds_store_visits_pin (tx, visit, "j1", "none", NULL));
  g_assert_true (ds_store_visits_list_pins (tx, visit, &pins, NULL));
  g_assert_true (ds_store_visits_complete (tx, visit, TRUE, NULL));
  g_assert_true (ds_store_journal_append (tx, visit, 1, NOBODY, "{}", NULL));
  g_assert_true (ds_store_journal_read (tx, visit, 0, &lines, NULL));
}

static void
tour_media (DsStoreFixture *fixture, const char *visit, const char *photo)
{
  DsStoreTx *tx = fixture->tx;
  g_autoptr (GPtrArray) uses = NULL;
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GPtrArray) freeable = NULL;
  g_autoptr (DsStoreMedium) medium = NULL;

  g_assert_true (ds_store_media_list_uses (tx, visit, &uses, NULL));
  g_assert_true (ds_store_media_get (tx, photo, &medium, NULL));
  g_assert_true (ds_store_media_queue_visit (tx, visit, NULL));
  g_assert_true (ds_store_media_list_pending (tx, 0, &pending, NULL));
  g_assert_true (ds_store_media_set_upload (tx, photo, "u", 1, NULL));
  g_assert_true (ds_store_media_mark (tx, photo, DS_STORE_SEND_QUEUED, NULL, 0, NULL));
  g_assert_false (ds_store_media_set_removed (tx, "none", TRUE, NULL));
  g_assert_true (ds_store_media_list_freeable (tx, 0, &freeable, NULL));
  g_assert_false (ds_store_media_set_freed (tx, photo, NULL));
}

static void
tour_outbox (DsStoreFixture *fixture, const char *record, const char *photo)
{
  DsStoreTx *tx = fixture->tx;
  const DsStoreClaim claim = { .max_lane = 2, .max_records = 9, .max_bytes = 9 };
  const char *const ids[] = { NOBODY, NULL };
  const char *const missing[] = { photo, NULL };
  DsStoreReceipt receipt = { .record = record, .sha256 = photo, .seq = 1, .missing = missing };
  g_autoptr (GPtrArray) claimed = NULL;
  g_autoptr (GPtrArray) chosen = NULL;
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GPtrArray) sent = NULL;
  g_autoptr (DsStoreRecord) row = NULL;
  DsStoreCounts counts;
  gint64 n, incomplete;
  guint requeued;

  g_assert_true (ds_store_outbox_recover (tx, &requeued, NULL));
  g_assert_true (ds_store_outbox_claim (tx, &claim, &claimed, NULL));
  g_assert_true (ds_store_outbox_claim_ids (tx, ids, &chosen, NULL));
  g_assert_true (ds_store_outbox_get (tx, record, &row, NULL));
  g_assert_true (ds_store_outbox_mark_again (tx, record, "w", 0, NULL));
  g_assert_true (ds_store_outbox_mark_held (tx, record, "w", NULL));
  g_assert_true (ds_store_outbox_requeue (tx, record, NULL));
  g_assert_true (ds_store_outbox_requeue (tx, photo, NULL));
  g_assert_true (ds_store_outbox_list_pending (tx, 0, &pending, NULL));
  g_assert_true (ds_store_outbox_list_sent (tx, 5, &sent, NULL));
  g_assert_true (ds_store_outbox_count (tx, &counts, NULL));
  g_assert_true (ds_store_receipts_apply (tx, &receipt, NULL, NULL));
  receipt.sha256 = row->sha256;
  g_assert_true (ds_store_receipts_apply (tx, &receipt, NULL, NULL));
  g_assert_true (ds_store_receipts_count (tx, &n, &incomplete, NULL));
  g_assert_true (ds_store_receipts_start_anew (tx, NULL));
  g_assert_true (ds_store_receipts_finish_anew (tx, &requeued, NULL));
}

static void
tour_the_rest (DsStoreFixture *fixture)
{
  DsStoreTx *tx = fixture->tx;
  g_autoptr (DsJson) changes =
      ds_test_json ("[{'op':'put','kind':'visit-flag','id':'v','revision':1,'value':{}},"
                    "{'op':'put','kind':'guide','id':'g','revision':1,'value':{'id':'g','version':1,"
                    "'sha256':'2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881','text':'x'}},"
                    "{'op':'remove','kind':'visit-flag','id':'v'},{'op':'remove','kind':'guide','id':'g'},{'op':'?'}]");
  const DsStoreChangesPage page = { .changes = changes, .cursor = "c" };
  const DsStoreInstrument instrument = { .id = (char *) "m", .name = (char *) "m", .serial = (char *) "s" };
  DsStoreChangesResult result;
  g_autoptr (GPtrArray) facts = NULL;
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GPtrArray) contents = NULL;
  g_autoptr (GPtrArray) instruments = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  g_autofree char *text = NULL;
  DsStoreInstrument *none = NULL;
  DsStoreContent *content = NULL;

  g_assert_true (ds_store_changes_apply (tx, &page, &result, NULL));
  g_assert_cmpuint (result.applied, ==, 4);
  g_assert_true (ds_store_changes_start_anew (tx, NULL));
  g_assert_true (ds_store_changes_apply (tx, &page, &result, NULL));
  g_assert_true (ds_store_changes_list_facts (tx, "visit-flag", &facts, NULL));
  g_assert_true (ds_store_changes_list_refused (tx, &refused, NULL));
  g_assert_true (ds_store_contents_list (tx, "guide", &contents, NULL));
  g_assert_false (ds_store_contents_get (tx, "none", &content, NULL));
  g_assert_true (ds_store_instruments_put (tx, &instrument, NULL));
  g_assert_true (ds_store_instruments_list (tx, &instruments, NULL));
  g_assert_true (ds_store_instruments_remove (tx, "m", NULL));
  g_assert_true (ds_store_instruments_get (tx, "m", &none, NULL));
  g_assert_true (ds_store_drafts_set (tx, "v", "s", "t", NULL));
  g_assert_true (ds_store_drafts_get (tx, "v", "s", &text, NULL));
  g_assert_true (ds_store_drafts_list (tx, "v", &drafts, NULL));
  g_assert_true (ds_store_drafts_set (tx, "v", "s", NULL, NULL));
  g_assert_true (ds_store_drafts_clear (tx, "v", NULL));
}

static gboolean
may_scan (const char *sql)
{
  for (guint i = 0; MAY_SCAN[i] != NULL; i++) {
    if (strstr (sql, MAY_SCAN[i]) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* A scan of a partial index reads only the rows it is about; of a constant or of a subquery's result, nothing big. */
static gboolean
is_scan_of_a_table (const char *detail)
{
  if (!g_str_has_prefix (detail, "SCAN "))
    return FALSE;
  return strstr (detail, "CONSTANT ROW") == NULL && strstr (detail, "_to_send") == NULL &&
         strstr (detail, "visits_incomplete") == NULL && strstr (detail, "visits_open") == NULL &&
         strstr (detail, "visits_by_finish") == NULL && strstr (detail, "outbox_sent") == NULL &&
         strstr (detail, "media_to_free") == NULL && strlen (detail) > strlen ("SCAN m");
}

static guint
judge_plan (DsDb *db, const char *sql)
{
  g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  g_autoptr (DsStmt) stmt = ds_db_prepare (db, explain, NULL);
  gboolean has_row = TRUE;
  guint complaints = 0;

  g_assert_nonnull (stmt);
  while (ds_stmt_step (stmt, &has_row, NULL) && has_row) {
    const char *detail = ds_stmt_text (stmt, 3);

    if ((is_scan_of_a_table (detail) || strstr (detail, "AUTOMATIC") != NULL) && !may_scan (sql)) {
      g_printerr ("%s: %s\n", detail, sql);
      complaints++;
    }
    if (strstr (sql, "INDEXED BY") != NULL && strstr (detail, "TEMP B-TREE") != NULL) {
      g_printerr ("sorted: %s\n", sql);
      complaints++;
    }
  }
  return complaints;
}

/* Every statement of the store, taken from the cache after every function was called once. */
static void
test_plans (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autofree char *photo = ds_store_fixture_add_photo (fixture, visit, 4, "jpeg bytes");
  g_autofree char *record = ds_store_fixture_enqueue (fixture, "visit", visit, 100);
  g_autofree gpointer *keys = NULL;
  guint n = 0;
  guint complaints = 0;

  tour_orders_and_visits (fixture, visit);
  tour_media (fixture, visit, photo);
  tour_outbox (fixture, record, photo);
  tour_the_rest (fixture);
  keys = g_hash_table_get_keys_as_array (fixture->tx->db->statements, &n);
  g_assert_cmpuint (n, >, 80);
  for (guint i = 0; i < n; i++) {
    const char *sql = keys[i];

    if (!g_str_has_prefix (sql, "PRAGMA")) {
      g_autofree char *copy = g_strdup (sql);

      complaints += judge_plan (fixture->tx->db, copy);
    }
  }
  g_assert_cmpuint (complaints, ==, 0);
}

/* The judge itself must be able to say no. */
static void
test_judge (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();

  g_assert_cmpuint (judge_plan (fixture->tx->db, "SELECT row FROM orders WHERE revision = 7"), ==, 1);
  g_assert_cmpuint (judge_plan (fixture->tx->db, "SELECT row FROM orders WHERE id = 'x'"), ==, 0);
}

static void
put_many (DsStoreFixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf ("QX%06u", i);

    ds_store_fixture_put_order (fixture, id, (int) (i % 4000) - 1000);
  }
}

/* As many as a list must bear, within the memory of their numbers. */
static void
test_many_orders (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  guint n = g_test_slow () ? 100000 : 1000;
  DsStoreListQuery query = { .now_us = DS_TEST_WALL_US, .day_end_us = DS_TEST_WALL_US + G_USEC_PER_SEC };
  g_autoptr (DsStoreListing) listing = NULL;
  g_autoptr (DsStoreListing) found = NULL;
  gint64 begun_us;

  put_many (fixture, n);
  begun_us = g_get_monotonic_time ();
  g_assert_true (ds_store_orders_list (fixture->tx, &query, &listing, NULL));
  g_test_message ("list: %" G_GINT64_FORMAT " us", g_get_monotonic_time () - begun_us);
  g_assert_cmpuint (listing->rows->len, ==, n);
  query.search = "qx000123";
  begun_us = g_get_monotonic_time ();
  g_assert_true (ds_store_orders_list (fixture->tx, &query, &found, NULL));
  g_test_message ("search: %" G_GINT64_FORMAT " us", g_get_monotonic_time () - begun_us);
  g_assert_cmpuint (found->rows->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/store/plans/no-scans", test_plans);
  g_test_add_func ("/store/plans/judge", test_judge);
  g_test_add_func ("/store/plans/many-orders", test_many_orders);
  return g_test_run ();
}
