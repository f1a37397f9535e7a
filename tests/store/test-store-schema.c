/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-fixture.h"

#include "ds-store-orders.h"
#include "ds-store-private.h"

#include <sqlite3.h>
#include <string.h>

/*
 * Every released format stays as SQL text in fixtures/schema-N.sql, with rows in it. A tablet that has it must
 * come to the newest format with the same tables as a new one, and keep its rows.
 */

static char *
read_fixture (guint version)
{
  g_autofree char *name = g_strdup_printf ("schema-%u.sql", version);
  g_autofree char *path = g_build_filename (g_getenv ("DS_SOURCE_DIR"), "tests", "store", "fixtures", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
make_old (const char *path, guint version)
{
  g_autofree char *sql = read_fixture (version);
  sqlite3 *handle = NULL;
  char *problem = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, sql, NULL, NULL, &problem);
  g_assert_cmpstr (problem, ==, NULL);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

/* The schema as text without differences of spaces. */
static char *
describe (DsDb *db)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (db, "SELECT type, name, coalesce (sql, '') FROM sqlite_schema ORDER BY type, name", NULL);
  GString *text = g_string_new (NULL);
  gboolean has_row = FALSE;

  while (ds_stmt_step (stmt, &has_row, NULL) && has_row) {
    g_auto (GStrv) words = g_strsplit_set (ds_stmt_text (stmt, 2), " \t\r\n", -1);

    g_string_append_printf (text, "%s %s:", ds_stmt_text (stmt, 0), ds_stmt_text (stmt, 1));
    for (guint i = 0; words[i] != NULL; i++)
      g_string_append_printf (text, "%s%s", *words[i] != '\0' ? " " : "", words[i]);
    g_string_append_c (text, '\n');
  }
  return g_string_free (text, FALSE);
}

static DsDb *
open_db (const char *path)
{
  g_autoptr (GError) error = NULL;
  DsDbSchema schema;
  DsDb *db;

  ds_store_get_schema (&schema);
  db = ds_db_open (path, &schema, NULL, &error);
  g_assert_no_error (error);
  return db;
}

static void
assert_rows (DsDb *db)
{
  static const char *const tables[] = { "meta",         "orders",   "order_documents", "contents",   "visits",
                                        "pins",         "journal",  "media",           "media_uses", "outbox",
                                        "record_bytes", "receipts", "instruments",     "drafts",     NULL };

  for (guint i = 0; tables[i] != NULL; i++) {
    g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", tables[i]);
    gint64 n = 0;

    g_assert_true (ds_db_query_int64 (db, sql, &n, NULL));
    g_test_message ("%s: %" G_GINT64_FORMAT, tables[i], n);
    g_assert_cmpint (n, >, 0);
  }
}

static void
test_migrate (gconstpointer data)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *old_path = ds_test_folder_file (folder, "old.db");
  g_autofree char *new_path = ds_test_folder_file (folder, "new.db");
  g_autoptr (DsDb) old = NULL;
  g_autoptr (DsDb) fresh = NULL;
  g_autofree char *old_text = NULL;
  g_autofree char *fresh_text = NULL;
  g_autoptr (GError) error = NULL;

  make_old (old_path, GPOINTER_TO_UINT (data));
  old = open_db (old_path);
  fresh = open_db (new_path);
  old_text = describe (old);
  fresh_text = describe (fresh);
  g_assert_cmpstr (old_text, ==, fresh_text);
  assert_rows (old);
  g_assert_true (ds_db_check (old, TRUE, &error));
}

static void
test_rows_are_still_read (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "old.db");
  g_autoptr (DsClock) clock = ds_test_clock ();
  g_autoptr (DsVault) vault = ds_vault_new_plain ();
  g_autoptr (DsDb) db = NULL;
  g_autoptr (DsStoreOrder) order = NULL;
  g_autoptr (GError) error = NULL;
  DsStoreTx tx = { .vault = vault, .clock = clock, .media_folder = folder->path };

  make_old (path, 1);
  db = open_db (path);
  tx.db = db;
  ds_store_orders_load_by_id (&tx, "QX1", &order, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (order->customer, ==, "王女士");
  g_assert_cmpstr (order->stage, ==, "accepted");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint version = 1; version <= ds_store_migrations_count; version++) {
    g_autofree char *name = g_strdup_printf ("/store/schema/from-%u", version);

    g_test_add_data_func (name, GUINT_TO_POINTER (version), test_migrate);
  }
  g_test_add_func ("/store/schema/rows", test_rows_are_still_read);
  return g_test_run ();
}
