/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-fixture.h"

#include "ds-digest.h"
#include "ds-id.h"
#include "ds-store-contents.h"
#include "ds-store-drafts.h"
#include "ds-store-instruments.h"
#include "ds-store-journal.h"
#include "ds-store-meta.h"
#include "ds-store-orders.h"
#include "ds-store-visits.h"

#include <string.h>

static gboolean
append (DsStoreFixture *fixture, const char *visit, guint seq, GError **error)
{
  g_autofree char *id = ds_id_new (fixture->clock);
  g_autofree char *line = g_strdup_printf ("{\"seq\":%u,\"text\":\"第%u步\"}", seq, seq);

  return ds_store_journal_append (fixture->tx, visit, seq, id, line, error);
}

static void
put_checklist (DsStoreFixture *fixture, gint64 version, const char *text, char **ret_sha256)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  DsStoreContent content = { .kind = (char *) "checklist", .id = (char *) "ac", .version = version, .bytes = bytes };
  g_autoptr (GError) error = NULL;

  ds_store_contents_put (fixture->tx, &content, &error);
  g_assert_no_error (error);
  *ret_sha256 = ds_sha256_bytes (bytes);
}

static char *
latest_text (DsStoreFixture *fixture)
{
  g_autoptr (DsStoreContent) content = NULL;
  g_autoptr (GError) error = NULL;

  ds_store_contents_get_latest (fixture->tx, "checklist", "ac", &content, &error);
  g_assert_no_error (error);
  return content != NULL ? g_strndup (g_bytes_get_data (content->bytes, NULL), g_bytes_get_size (content->bytes))
                         : NULL;
}

static void
test_journal (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GPtrArray) prefix = NULL;
  g_autoptr (GError) error = NULL;

  for (guint seq = 1; seq <= 20; seq++) {
    append (fixture, visit, seq, &error);
    g_assert_no_error (error);
  }
  g_assert_false (append (fixture, visit, 20, &error));
  ds_test_assert_error (error, DS_ERROR_STATE);
  g_assert_false (append (fixture, visit, 22, &error));
  ds_test_assert_error (error, DS_ERROR_STATE);
  g_assert_false (append (fixture, "01939e7e-0000-7000-8000-000000000009", 1, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);

  ds_store_fixture_reopen (fixture);
  ds_store_journal_read (fixture->tx, visit, 0, &lines, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 20);
  g_assert_cmpstr (g_ptr_array_index (lines, 19), ==, "{\"seq\":20,\"text\":\"第20步\"}");
  ds_store_journal_read (fixture->tx, visit, 5, &prefix, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (prefix->len, ==, 5);
}

static void
test_journal_id_is_unique (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autofree char *id = ds_id_new (fixture->clock);
  g_autoptr (GError) error = NULL;

  ds_store_journal_append (fixture->tx, visit, 1, id, "{}", &error);
  g_assert_no_error (error);
  g_assert_false (ds_store_journal_append (fixture->tx, visit, 2, id, "{}", &error));
  ds_test_assert_error (error, DS_ERROR_STATE);
  g_assert_false (ds_store_journal_append (fixture->tx, visit, 2, "x", "{}\n{}", &error));
  ds_test_assert_error (error, DS_ERROR_LIMIT);
}

static void
test_journal_never_changes (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autoptr (GError) error = NULL;

  append (fixture, visit, 1, &error);
  g_assert_no_error (error);
  g_assert_false (ds_db_exec (fixture->tx->db, "UPDATE journal SET seq = 2", &error));
  g_assert_nonnull (strstr (error->message, "never changed"));
  g_clear_error (&error);
  g_assert_false (ds_db_exec (fixture->tx->db, "DELETE FROM journal", &error));
  g_assert_nonnull (strstr (error->message, "never removed"));
}

static void
test_one_unfinished_visit (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *first = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autofree char *second = NULL;
  g_autoptr (DsStoreVisit) newest = NULL;
  g_autoptr (DsStoreOrder) order = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (ds_store_visits_create (fixture->tx, "QX1", &second, &error));
  ds_test_assert_error (error, DS_ERROR_STATE);
  g_assert_false (ds_store_visits_create (fixture->tx, "QX9", &second, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
  ds_store_fixture_finish (fixture, first);
  ds_store_visits_create (fixture->tx, "QX1", &second, &error);
  g_assert_no_error (error);
  ds_store_visits_find (fixture->tx, "QX1", &newest, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (newest->id, ==, second);
  ds_store_orders_load_by_id (fixture->tx, "QX1", &order, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (order->stage, ==, "accepted");
  g_assert_cmpstr (order->visit, ==, second);
}

static void
test_cancelled_order_takes_no_visit (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autoptr (DsJson) json = ds_store_test_order ("QX1", 0);
  g_autofree char *visit = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_new (json, "state", json_string ("cancelled"));
  ds_store_orders_put (fixture->tx, json, &error);
  g_assert_no_error (error);
  g_assert_false (ds_store_visits_create (fixture->tx, "QX1", &visit, &error));
  ds_test_assert_error (error, DS_ERROR_STATE);
}

static void
test_visit_keeps_its_order (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autoptr (DsStoreVisit) before = NULL;
  g_autoptr (DsStoreVisit) after = NULL;
  g_autofree char *taken = NULL;
  g_autoptr (GError) error = NULL;

  ds_store_visits_get (fixture->tx, visit, &before, &error);
  g_assert_no_error (error);
  ds_store_fixture_put_order (fixture, "QX1", 90);
  ds_store_visits_get (fixture->tx, visit, &after, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (after->order_json, ==, before->order_json);
  ds_store_visits_take_order (fixture->tx, visit, &taken, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (taken, !=, before->order_json);
}

static void
test_projection_and_position (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  const DsStoreProjection parked = { .stage = "parked", .done = 4, .total = 9, .hazards = 2 };
  g_autoptr (DsStoreVisit) row = NULL;
  g_autoptr (GPtrArray) visits = NULL;
  g_autoptr (GError) error = NULL;

  ds_store_visits_project (fixture->tx, visit, &parked, &error);
  g_assert_no_error (error);
  ds_store_visits_set_position (fixture->tx, visit, "j1/E05", &error);
  g_assert_no_error (error);
  ds_store_fixture_reopen (fixture);
  ds_store_visits_get (fixture->tx, visit, &row, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (row->position, ==, "j1/E05");
  g_assert_cmpstr (row->stage, ==, "parked");
  g_assert_cmpuint (row->done, ==, 4);
  g_assert_cmpuint (row->total, ==, 9);
  g_assert_cmpuint (row->hazards, ==, 2);
  ds_store_visits_list (fixture->tx, "parked", &visits, &error);
  g_assert_cmpuint (visits->len, ==, 1);
  g_clear_pointer (&visits, g_ptr_array_unref);
  ds_store_visits_list (fixture->tx, "started", &visits, &error);
  g_assert_cmpuint (visits->len, ==, 0);
  g_assert_false (ds_store_visits_set_position (fixture->tx, "nobody", "x", &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
}

static void
test_finished_visits (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *first = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autofree char *second = ds_store_fixture_add_visit (fixture, "QX2", 0);
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) finished = NULL;
  g_autoptr (GError) error = NULL;

  ds_store_fixture_finish (fixture, first);
  ds_clock_advance_ms (fixture->clock, 1000);
  ds_store_fixture_finish (fixture, second);
  ds_store_visits_list (fixture->tx, NULL, &open, &error);
  g_assert_cmpuint (open->len, ==, 0);
  ds_store_visits_list_finished (fixture->tx, 10, &finished, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (finished->len, ==, 2);
  g_assert_cmpstr (((DsStoreVisit *) g_ptr_array_index (finished, 0))->id, ==, second);
}

static void
test_contents (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *sha1 = NULL;
  g_autofree char *sha2 = NULL;
  g_autofree char *text = NULL;
  g_autoptr (DsStoreContent) content = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  put_checklist (fixture, 1, "one", &sha1);
  put_checklist (fixture, 2, "two", &sha2);
  text = latest_text (fixture);
  g_assert_cmpstr (text, ==, "two");
  g_assert_false (ds_store_contents_get (fixture->tx, sha1, &content, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
  ds_store_contents_list (fixture->tx, "checklist", &list, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
}

static void
test_pinned_content_stays (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *visit = ds_store_fixture_add_visit (fixture, "QX1", 0);
  g_autofree char *sha1 = NULL;
  g_autofree char *sha2 = NULL;
  g_autofree char *gone = NULL;
  g_autoptr (DsStoreContent) content = NULL;
  g_autoptr (GPtrArray) pins = NULL;
  g_autoptr (GError) error = NULL;

  put_checklist (fixture, 1, "one", &sha1);
  ds_store_visits_pin (fixture->tx, visit, "j1", sha1, &error);
  g_assert_no_error (error);
  put_checklist (fixture, 2, "two", &sha2);
  ds_store_contents_remove (fixture->tx, "checklist", "ac", &error);
  g_assert_no_error (error);
  gone = latest_text (fixture);
  g_assert_null (gone);
  ds_store_contents_get (fixture->tx, sha1, &content, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (content->bytes, NULL), 3, "one", 3);
  ds_store_visits_list_pins (fixture->tx, visit, &pins, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((DsStorePin *) g_ptr_array_index (pins, 0))->sha256, ==, sha1);
  g_assert_false (ds_store_visits_pin (fixture->tx, visit, "j1", sha2, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
}

static void
test_content_must_match_its_digest (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autofree char *wrong = g_strnfill (64, 'a');
  DsStoreContent content = { .kind = (char *) "guide", .id = (char *) "g", .version = 1, .sha256 = wrong };
  g_autoptr (GError) error = NULL;

  content.bytes = bytes;
  g_assert_false (ds_store_contents_put (fixture->tx, &content, &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
}

static void
test_drafts (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *text = NULL;
  g_autofree char *huge = g_strnfill (DS_STORE_DRAFT_BYTES + 1, 'x');
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GError) error = NULL;

  ds_store_drafts_set (fixture->tx, "v", "s1", "半句", &error);
  g_assert_no_error (error);
  ds_store_drafts_set (fixture->tx, "v", "s1", "半句话", &error);
  g_assert_no_error (error);
  ds_store_drafts_set (fixture->tx, "v", "s0", "other", &error);
  g_assert_no_error (error);
  ds_store_fixture_reopen (fixture);
  ds_store_drafts_get (fixture->tx, "v", "s1", &text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "半句话");
  ds_store_drafts_list (fixture->tx, "v", &drafts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (drafts->len, ==, 2);
  g_assert_cmpstr (((DsStoreDraft *) g_ptr_array_index (drafts, 0))->slot, ==, "s0");
  g_assert_false (ds_store_drafts_set (fixture->tx, "v", "s2", huge, &error));
  ds_test_assert_error (error, DS_ERROR_LIMIT);
  ds_store_drafts_set (fixture->tx, "v", "s1", "", &error);
  g_clear_pointer (&text, g_free);
  ds_store_drafts_get (fixture->tx, "v", "s1", &text, &error);
  g_assert_null (text);
  ds_store_drafts_clear (fixture->tx, "v", &error);
  g_assert_no_error (error);
  g_clear_pointer (&drafts, g_ptr_array_unref);
  ds_store_drafts_list (fixture->tx, "v", &drafts, &error);
  g_assert_cmpuint (drafts->len, ==, 0);
}

static void
test_instruments (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  DsStoreInstrument meter = { .id = (char *) "multimeter", .name = (char *) "Fluke", .serial = (char *) "S1" };
  g_autoptr (DsStoreInstrument) read = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  meter.calibrated_until = (char *) "2027-02-30";
  g_assert_false (ds_store_instruments_put (fixture->tx, &meter, &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
  meter.calibrated_until = (char *) "2027-03-31";
  ds_store_instruments_put (fixture->tx, &meter, &error);
  g_assert_no_error (error);
  meter.serial = (char *) "S2";
  ds_store_instruments_put (fixture->tx, &meter, &error);
  g_assert_no_error (error);
  ds_store_instruments_get (fixture->tx, "multimeter", &read, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->serial, ==, "S2");
  g_assert_cmpstr (read->calibrated_until, ==, "2027-03-31");
  ds_store_instruments_list (fixture->tx, &list, &error);
  g_assert_cmpuint (list->len, ==, 1);
  ds_store_instruments_remove (fixture->tx, "multimeter", &error);
  g_clear_pointer (&read, ds_store_instrument_free);
  ds_store_instruments_get (fixture->tx, "multimeter", &read, &error);
  g_assert_no_error (error);
  g_assert_null (read);
}

static void
test_meta (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autofree char *token = NULL;
  g_autofree char *none = NULL;
  g_autofree char *device = NULL;
  g_autofree char *again = NULL;
  gint64 offset = 0;
  gint64 clear_tokens = -1;
  g_autoptr (GError) error = NULL;

  ds_store_meta_set (fixture->tx, DS_STORE_META_TOKEN, "secret", &error);
  g_assert_no_error (error);
  ds_store_meta_set_int64 (fixture->tx, DS_STORE_META_CLOCK_OFFSET_MS, -120000, &error);
  g_assert_no_error (error);
  ds_store_meta_get_device (fixture->tx, &device, &error);
  g_assert_true (ds_id_is_valid (device));
  ds_store_fixture_reopen (fixture);
  ds_store_meta_get (fixture->tx, DS_STORE_META_TOKEN, &token, &error);
  g_assert_cmpstr (token, ==, "secret");
  ds_db_query_int64 (fixture->tx->db, "SELECT count(*) FROM meta WHERE value = 'secret'", &clear_tokens, &error);
  g_assert_cmpint (clear_tokens, ==, 0);
  ds_store_meta_get_int64 (fixture->tx, DS_STORE_META_CLOCK_OFFSET_MS, 0, &offset, &error);
  g_assert_cmpint (offset, ==, -120000);
  ds_store_meta_get_int64 (fixture->tx, "unknown", 5, &offset, &error);
  g_assert_cmpint (offset, ==, 5);
  ds_store_meta_get_device (fixture->tx, &again, &error);
  g_assert_cmpstr (again, ==, device);
  ds_store_meta_set (fixture->tx, DS_STORE_META_TOKEN, NULL, &error);
  ds_store_meta_get (fixture->tx, DS_STORE_META_TOKEN, &none, &error);
  g_assert_no_error (error);
  g_assert_null (none);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/store/visits/journal", test_journal);
  g_test_add_func ("/store/visits/journal-id-is-unique", test_journal_id_is_unique);
  g_test_add_func ("/store/visits/journal-never-changes", test_journal_never_changes);
  g_test_add_func ("/store/visits/one-unfinished", test_one_unfinished_visit);
  g_test_add_func ("/store/visits/cancelled-order", test_cancelled_order_takes_no_visit);
  g_test_add_func ("/store/visits/keeps-its-order", test_visit_keeps_its_order);
  g_test_add_func ("/store/visits/projection-and-position", test_projection_and_position);
  g_test_add_func ("/store/visits/finished", test_finished_visits);
  g_test_add_func ("/store/contents/versions", test_contents);
  g_test_add_func ("/store/contents/pinned-stays", test_pinned_content_stays);
  g_test_add_func ("/store/contents/digest", test_content_must_match_its_digest);
  g_test_add_func ("/store/drafts", test_drafts);
  g_test_add_func ("/store/instruments", test_instruments);
  g_test_add_func ("/store/meta", test_meta);
  return g_test_run ();
}
