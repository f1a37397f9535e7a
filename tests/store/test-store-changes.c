/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-fixture.h"

#include "ds-digest.h"
#include "ds-store-changes.h"
#include "ds-store-contents.h"
#include "ds-store-orders.h"
#include "ds-store-outbox.h"
#include "ds-store-visits.h"

#include <string.h>

static json_t *
make_put (const char *kind, const char *id, json_t *value)
{
  json_t *change = ds_test_json_f ("{'op':'put','kind':'%s','id':'%s','revision':1}", kind, id);

  json_object_set_new (change, "value", value);
  return change;
}

static json_t *
make_checklist (const char *id, int version, const char *text)
{
  char sha256[DS_SHA256_BUFFER];
  json_t *value = json_pack ("{s:s, s:i, s:s, s:s}", "id", id, "version", version, "sha256",
                             ds_sha256 (text, strlen (text), sha256), "text", text);

  return make_put ("checklist", id, value);
}

/* Applies the changes (taken) as one page. */
static DsStoreChangesResult
apply (DsStoreFixture *fixture, json_t *changes, const char *cursor, gboolean more)
{
  const DsStoreChangesPage page = { .changes = changes, .cursor = cursor, .more = more };
  DsStoreChangesResult result = { 0 };
  g_autoptr (GError) error = NULL;

  ds_store_changes_apply (fixture->tx, &page, &result, &error);
  g_assert_no_error (error);
  json_decref (changes);
  return result;
}

static void
assert_cursor (DsStoreFixture *fixture, const char *cursor, gboolean anew)
{
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;
  gboolean found_anew = !anew;

  ds_store_changes_get_cursor (fixture->tx, &found, &found_anew, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, cursor);
  g_assert_cmpint (found_anew, ==, anew);
}

static gboolean
has_order (DsStoreFixture *fixture, const char *id)
{
  g_autoptr (DsStoreOrder) order = NULL;

  return ds_store_orders_load_by_id (fixture->tx, id, &order, NULL);
}

static void
test_page (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  json_t *changes = json_array ();
  g_autoptr (GPtrArray) facts = NULL;
  g_autoptr (DsStoreContent) content = NULL;
  g_autoptr (GError) error = NULL;
  DsStoreChangesResult result;

  assert_cursor (fixture, NULL, FALSE);
  json_array_append_new (changes, make_put ("order", "QX1", ds_store_test_order ("QX1", 0)));
  json_array_append_new (changes, make_put ("order", "QX2", ds_store_test_order ("QX2", 0)));
  json_array_append_new (changes, make_checklist ("ac", 3, "{\"exact\" :  1}"));
  json_array_append_new (changes, make_put ("opinion-state", "o1", ds_test_json ("{'state':'handled'}")));
  json_array_append_new (changes, ds_test_json ("{'op':'remove','kind':'order','id':'QX2'}"));
  result = apply (fixture, changes, "c1", FALSE);
  g_assert_cmpuint (result.applied, ==, 5);
  g_assert_cmpuint (result.refused, ==, 0);
  ds_store_fixture_reopen (fixture);
  assert_cursor (fixture, "c1", FALSE);
  g_assert_true (has_order (fixture, "QX1"));
  g_assert_false (has_order (fixture, "QX2"));
  ds_store_contents_get_latest (fixture->tx, "checklist", "ac", &content, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (content->bytes, NULL), g_bytes_get_size (content->bytes), "{\"exact\" :  1}", 14);
  ds_store_changes_list_facts (fixture->tx, "opinion-state", &facts, &error);
  g_assert_cmpuint (facts->len, ==, 1);
  g_assert_cmpstr (((DsStoreFact *) g_ptr_array_index (facts, 0))->value_json, ==, "{\"state\":\"handled\"}");
}

/* One bad change never blocks the rest. */
static void
test_bad_changes (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  json_t *changes = json_array ();
  json_t *wrong_digest = make_checklist ("ac", 1, "text");
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *zeros = g_strnfill (64, '0');
  DsStoreChangesResult result;

  json_object_set_new (json_object_get (wrong_digest, "value"), "sha256", json_string (zeros));
  json_array_append_new (changes, wrong_digest);
  json_array_append_new (changes, ds_test_json ("{'op':'put','kind':'order','id':'BAD','revision':1,'value':{}}"));
  json_array_append_new (changes, make_put ("order", "OTHER", ds_store_test_order ("QX9", 0)));
  json_array_append_new (changes, make_put ("weather", "w", json_object ()));
  json_array_append_new (changes, ds_test_json ("{'op':'burn','kind':'order','id':'X'}"));
  json_array_append_new (changes, json_integer (7));
  json_array_append_new (changes, make_put ("order", "QX1", ds_store_test_order ("QX1", 0)));
  result = apply (fixture, changes, "c1", FALSE);
  g_assert_cmpuint (result.applied, ==, 1);
  g_assert_cmpuint (result.refused, ==, 6);
  g_assert_true (has_order (fixture, "QX1"));
  assert_cursor (fixture, "c1", FALSE);
  ds_store_changes_list_refused (fixture->tx, &refused, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refused->len, ==, 6);
  g_clear_pointer (&refused, g_ptr_array_unref);

  changes = json_array ();
  json_array_append_new (changes, make_put ("order", "BAD", ds_store_test_order ("BAD", 0)));
  apply (fixture, changes, "c2", FALSE);
  ds_store_changes_list_refused (fixture->tx, &refused, &error);
  g_assert_cmpuint (refused->len, ==, 5);
}

static void
test_page_without_cursor (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  g_autoptr (DsJson) changes = json_array ();
  const DsStoreChangesPage page = { .changes = changes, .cursor = "" };
  const DsStoreChangesPage no_list = { .changes = NULL, .cursor = "c" };
  DsStoreChangesResult result;
  g_autoptr (GError) error = NULL;

  g_assert_false (ds_store_changes_apply (fixture->tx, &page, &result, &error));
  ds_test_assert_error (error, DS_ERROR_PROTOCOL);
  g_assert_false (ds_store_changes_apply (fixture->tx, &no_list, &result, &error));
  ds_test_assert_error (error, DS_ERROR_PROTOCOL);
}

static void
apply_first (DsStoreFixture *fixture)
{
  json_t *changes = json_array ();

  json_array_append_new (changes, make_put ("order", "QX1", ds_store_test_order ("QX1", 0)));
  json_array_append_new (changes, make_put ("order", "QX2", ds_store_test_order ("QX2", 0)));
  json_array_append_new (changes, make_put ("order", "QX3", ds_store_test_order ("QX3", 0)));
  json_array_append_new (changes, make_checklist ("ac", 1, "one"));
  json_array_append_new (changes, make_checklist ("gone", 1, "gone"));
  apply (fixture, changes, "old", FALSE);
}

static void
test_shadow (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  json_t *changes = json_array ();
  g_autofree char *visit = NULL;
  g_autofree char *record = NULL;
  g_autoptr (DsStoreOrder) order = NULL;
  g_autoptr (DsStoreVisit) row = NULL;
  g_autoptr (DsStoreRecord) kept = NULL;
  g_autoptr (DsStoreContent) gone = NULL;
  g_autoptr (GError) error = NULL;
  DsStoreChangesResult result;

  apply_first (fixture);
  ds_store_visits_create (fixture->tx, "QX2", &visit, &error);
  g_assert_no_error (error);
  record = ds_store_fixture_enqueue (fixture, "progress", visit, 100);
  ds_store_changes_start_anew (fixture->tx, &error);
  g_assert_no_error (error);
  assert_cursor (fixture, NULL, TRUE);

  json_array_append_new (changes, make_put ("order", "QX4", ds_store_test_order ("QX4", 0)));
  json_array_append_new (changes, make_put ("order", "QX5", ds_store_test_order ("QX5", 0)));
  result = apply (fixture, changes, "n1", TRUE);
  g_assert_false (result.swapped);
  ds_store_fixture_reopen (fixture);
  assert_cursor (fixture, "n1", TRUE);
  g_assert_true (has_order (fixture, "QX1"));
  g_assert_false (has_order (fixture, "QX4"));

  changes = json_array ();
  json_array_append_new (changes, make_put ("order", "QX3", ds_store_test_order ("QX3", 5)));
  json_array_append_new (changes, ds_test_json ("{'op':'remove','kind':'order','id':'QX5'}"));
  json_array_append_new (changes, make_checklist ("ac", 1, "one"));
  result = apply (fixture, changes, "n2", FALSE);
  g_assert_true (result.swapped);
  assert_cursor (fixture, "n2", FALSE);
  g_assert_false (has_order (fixture, "QX1"));
  g_assert_true (has_order (fixture, "QX3"));
  g_assert_true (has_order (fixture, "QX4"));
  g_assert_false (has_order (fixture, "QX5"));
  ds_store_contents_get_latest (fixture->tx, "checklist", "gone", &gone, &error);
  g_assert_no_error (error);
  g_assert_null (gone);

  /* What was begun stays, marked; the outbox is as it was. */
  ds_store_orders_load_by_id (fixture->tx, "QX2", &order, &error);
  g_assert_no_error (error);
  g_assert_true (order->is_cancelled);
  ds_store_visits_get (fixture->tx, visit, &row, &error);
  g_assert_no_error (error);
  g_assert_nonnull (row->order_json);
  ds_store_outbox_get (fixture->tx, record, &kept, &error);
  g_assert_no_error (error);
  g_assert_cmpint (kept->state, ==, DS_STORE_SEND_QUEUED);
}

static void
test_shadow_begun_again (void)
{
  g_autoptr (DsStoreFixture) fixture = ds_store_fixture_new ();
  json_t *changes = json_array ();
  g_autoptr (GError) error = NULL;

  apply_first (fixture);
  ds_store_changes_start_anew (fixture->tx, &error);
  json_array_append_new (changes, make_put ("order", "STALE", ds_store_test_order ("STALE", 0)));
  apply (fixture, changes, "n1", TRUE);
  ds_store_changes_start_anew (fixture->tx, &error);
  g_assert_no_error (error);
  assert_cursor (fixture, NULL, TRUE);
  changes = json_array ();
  json_array_append_new (changes, make_put ("order", "QX7", ds_store_test_order ("QX7", 0)));
  apply (fixture, changes, "m1", FALSE);
  g_assert_false (has_order (fixture, "STALE"));
  g_assert_true (has_order (fixture, "QX7"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/store/changes/page", test_page);
  g_test_add_func ("/store/changes/bad", test_bad_changes);
  g_test_add_func ("/store/changes/without-cursor", test_page_without_cursor);
  g_test_add_func ("/store/changes/shadow", test_shadow);
  g_test_add_func ("/store/changes/shadow-begun-again", test_shadow_begun_again);
  return g_test_run ();
}
