/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-changes.h"

#include "ds-store-contents.h"
#include "ds-store-meta.h"
#include "ds-store-orders.h"
#include "ds-store-private.h"

#include <string.h>

#define META_CURSOR "changes-cursor"
#define META_ANEW "changes-anew"
#define META_ANEW_CURSOR "changes-anew-cursor"

#define MAX_REFUSED_WORDS 500

void
ds_store_fact_free (DsStoreFact *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->id);
  g_free (self->value_json);
  g_free (self);
}

void
ds_store_refusal_free (DsStoreRefusal *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->id);
  g_free (self->words);
  g_free (self);
}

/* One change, looked at but not yet believed. Borrowed from the page. */
typedef struct {
  gboolean is_put;
  const char *kind;
  const char *id;
  gint64 revision;
  json_t *value;
} Change;

static gboolean
read_change (json_t *json, Change *ret_change, GError **error)
{
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (1);
  const char *op = ds_json_reader_string (reader, json, "op", TRUE);
  Change change = { 0 };

  change.kind = ds_json_reader_string (reader, json, "kind", TRUE);
  change.id = ds_json_reader_string (reader, json, "id", TRUE);
  change.is_put = g_strcmp0 (op, "put") == 0;
  if (op != NULL && !change.is_put && !g_str_equal (op, "remove"))
    ds_json_reader_problem (reader, "op", "this must be “put” or “remove”");
  if (change.id != NULL && (*change.id == '\0' || strlen (change.id) > 64))
    ds_json_reader_problem (reader, "id", "this must have 1 to 64 characters");
  ds_json_reader_integer (reader, json, "revision", FALSE, 0, G_MAXINT64, &change.revision);
  if (change.is_put)
    change.value = ds_json_reader_object (reader, json, "value", TRUE);
  /* Also of one that is refused, so that it can be named. */
  *ret_change = change;
  return ds_json_reader_to_error (reader, DS_STORE_ERROR, error);
}

static gboolean
put_content (DsStoreTx *tx, const Change *change, GError **error)
{
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (1);
  g_autoptr (GBytes) bytes = NULL;
  DsStoreContent content = { .kind = (char *) change->kind };
  const char *text;

  ds_json_reader_push_member (reader, "value");
  content.id = (char *) ds_json_reader_string (reader, change->value, "id", TRUE);
  content.sha256 = (char *) ds_json_reader_string (reader, change->value, "sha256", TRUE);
  ds_json_reader_integer (reader, change->value, "version", TRUE, 1, G_MAXINT32, &content.version);
  text = ds_json_reader_string (reader, change->value, "text", TRUE);
  if (content.id != NULL && !g_str_equal (content.id, change->id))
    ds_json_reader_problem (reader, "id", "this must be the change's id, “%s”", change->id);
  if (!ds_json_reader_to_error (reader, DS_STORE_ERROR, error))
    return FALSE;
  bytes = g_bytes_new (text, strlen (text));
  content.bytes = bytes;
  return ds_store_contents_put (tx, &content, error);
}

static gboolean
put_order (DsStoreTx *tx, const Change *change, GError **error)
{
  const char *id = json_string_value (json_object_get (change->value, "id"));

  if (g_strcmp0 (id, change->id) != 0) {
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_INVALID, "value.id: this must be the change's id, “%s”", change->id);
    return FALSE;
  }
  return ds_store_orders_put (tx, change->value, error);
}

static gboolean
put_fact (DsStoreTx *tx, const Change *change, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db,
                                           "INSERT INTO facts (kind, id, revision, value) VALUES (?1, ?2, ?3, ?4) "
                                           "ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision, "
                                           "value = excluded.value",
                                           error);
  g_autofree char *context = g_strconcat ("fact/", change->kind, "/", change->id, NULL);
  g_autofree char *line = ds_json_to_line (change->value, NULL);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, change->kind);
  ds_stmt_bind_text (stmt, 2, change->id);
  ds_stmt_bind_int64 (stmt, 3, change->revision);
  ds_store_bind_sealed (tx, stmt, 4, context, line);
  return ds_stmt_run (stmt, error);
}

static gboolean
delete_pair (DsStoreTx *tx, const char *sql, const Change *change, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, sql, error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, change->kind);
  ds_stmt_bind_text (stmt, 2, change->id);
  return ds_stmt_run (stmt, error);
}

static gboolean
is_one_of (const char *kind, const char *const *kinds)
{
  return g_strv_contains (kinds, kind);
}

static gboolean
take_change (DsStoreTx *tx, const Change *change, GError **error)
{
  static const char *const contents[] = { "checklist", "guide", "course", NULL };
  static const char *const facts[] = { "opinion-state", "visit-flag", NULL };

  if (g_str_equal (change->kind, "order"))
    return change->is_put ? put_order (tx, change, error) : ds_store_orders_remove (tx, change->id, error);
  if (is_one_of (change->kind, contents))
    return change->is_put ? put_content (tx, change, error)
                          : ds_store_contents_remove (tx, change->kind, change->id, error);
  if (is_one_of (change->kind, facts))
    return change->is_put ? put_fact (tx, change, error)
                          : delete_pair (tx, "DELETE FROM facts WHERE kind = ?1 AND id = ?2", change, error);
  g_set_error (error, DS_STORE_ERROR, DS_ERROR_INVALID,
               "This version does not know the kind “%s”. Install the newer version.", change->kind);
  return FALSE;
}

/* Whether the fault lies in the change, so that the others can go on, and not in the disk. */
static gboolean
is_changes_fault (const GError *error)
{
  return ds_error_is (error, DS_ERROR_INVALID) || ds_error_is (error, DS_ERROR_LIMIT) ||
         ds_error_is (error, DS_ERROR_PROTOCOL);
}

static gboolean
keep_refused (DsStoreTx *tx, json_t *json, const Change *change, const char *words, GError **error)
{
  const char *kind = change->kind != NULL ? change->kind : "?";
  const char *id = change->id != NULL ? change->id : "?";
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db,
                                           "INSERT OR REPLACE INTO refused_changes (kind, id, words, change, at_us) "
                                           "VALUES (?1, ?2, ?3, ?4, ?5)",
                                           error);
  g_autofree char *context = g_strconcat ("refused/", kind, "/", id, NULL);
  g_autofree char *line = ds_json_to_line (json, NULL);
  g_autofree char *shown = g_utf8_substring (words, 0, MIN (g_utf8_strlen (words, -1), MAX_REFUSED_WORDS));

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, kind);
  ds_stmt_bind_text (stmt, 2, id);
  ds_store_bind_sealed (tx, stmt, 3, context, shown);
  ds_store_bind_sealed (tx, stmt, 4, context, line);
  ds_stmt_bind_int64 (stmt, 5, ds_store_now_us (tx));
  return ds_stmt_run (stmt, error);
}

static gboolean
try_change (DsStoreTx *tx, json_t *json, Change *change, GError **error)
{
  if (!read_change (json, change, error) || !ds_db_exec (tx->db, "SAVEPOINT change", error))
    return FALSE;
  if (take_change (tx, change, error) &&
      delete_pair (tx, "DELETE FROM refused_changes WHERE kind = ?1 AND id = ?2", change, error))
    return ds_db_exec (tx->db, "RELEASE change", error);
  /* After a failed disk there is no savepoint left to go back to; the whole transaction goes then. */
  ds_db_exec (tx->db, "ROLLBACK TO change; RELEASE change", NULL);
  return FALSE;
}

static gboolean
apply_change (DsStoreTx *tx, json_t *json, DsStoreChangesResult *result, GError **error)
{
  g_autoptr (GError) problem = NULL;
  Change change = { 0 };

  if (try_change (tx, json, &change, &problem)) {
    result->applied++;
    return TRUE;
  }
  if (!is_changes_fault (problem)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  result->refused++;
  return keep_refused (tx, json, &change, problem->message, error);
}

static gboolean
apply_page (DsStoreTx *tx, const DsStoreChangesPage *page, DsStoreChangesResult *result, GError **error)
{
  size_t i;
  json_t *json;

  json_array_foreach (page->changes, i, json) {
    if (!apply_change (tx, json, result, error))
      return FALSE;
  }
  return ds_store_meta_set (tx, META_CURSOR, page->cursor, error);
}

static gboolean
keep_shadow (DsStoreTx *tx, const DsStoreChangesPage *page, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "INSERT INTO shadow (change) VALUES (?1)", error);
  size_t i;
  json_t *json;

  if (stmt == NULL)
    return FALSE;
  json_array_foreach (page->changes, i, json) {
    g_autofree char *line = ds_json_to_line (json, NULL);

    ds_store_bind_sealed (tx, stmt, 1, "shadow", line);
    if (!ds_stmt_run (stmt, error))
      return FALSE;
  }
  return ds_store_meta_set (tx, META_ANEW_CURSOR, page->cursor, error);
}

typedef struct {
  DsStoreChangesResult *result;
  GHashTable *orders; /* ids that headquarters names */
  GHashTable *contents; /* "kind/id" */
} Swap;

static void
note_change (Swap *swap, json_t *json)
{
  const char *kind = json_string_value (json_object_get (json, "kind"));
  const char *id = json_string_value (json_object_get (json, "id"));
  gboolean is_put = g_strcmp0 (json_string_value (json_object_get (json, "op")), "put") == 0;
  gboolean is_order = g_strcmp0 (kind, "order") == 0;
  g_autofree char *key = NULL;

  if (kind == NULL || id == NULL)
    return;
  key = is_order ? g_strdup (id) : ds_store_context (kind, id);
  if (is_put)
    g_hash_table_add (is_order ? swap->orders : swap->contents, g_steal_pointer (&key));
  else
    g_hash_table_remove (is_order ? swap->orders : swap->contents, key);
}

static gboolean
apply_shadow_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  Swap *swap = data;
  g_autofree char *line = NULL;
  g_autoptr (DsJson) json = NULL;

  if (!ds_store_read_sealed (tx, stmt, 0, "shadow", &line, error))
    return FALSE;
  json = ds_json_parse (line, strlen (line), &DS_JSON_LIMITS_RECORD, error);
  if (json == NULL)
    return FALSE;
  note_change (swap, json);
  return apply_change (tx, json, swap->result, error);
}

static gboolean
end_anew (DsStoreTx *tx, const char *cursor, GError **error)
{
  return ds_db_exec (tx->db, "DELETE FROM shadow", error) && ds_store_meta_set (tx, META_ANEW, NULL, error) &&
         ds_store_meta_set (tx, META_ANEW_CURSOR, NULL, error) && ds_store_meta_set (tx, META_CURSOR, cursor, error);
}

static gboolean
swap_shadow (DsStoreTx *tx, const char *cursor, DsStoreChangesResult *result, GError **error)
{
  g_autoptr (GHashTable) orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) contents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (DsStmt) stmt = NULL;
  Swap swap = { .result = result, .orders = orders, .contents = contents };

  if (!ds_db_exec (tx->db, "DELETE FROM facts; DELETE FROM refused_changes;", error))
    return FALSE;
  stmt = ds_db_prepare (tx->db, "SELECT change FROM shadow ORDER BY row", error);
  if (stmt == NULL || !ds_store_each (tx, stmt, apply_shadow_cb, &swap, error))
    return FALSE;
  ds_stmt_reset (stmt);
  result->swapped = TRUE;
  return ds_store_orders_sweep (tx, orders, error) && ds_store_contents_sweep (tx, contents, error) &&
         end_anew (tx, cursor, error);
}

static gboolean
is_anew (DsStoreTx *tx, gboolean *ret_anew, GError **error)
{
  g_autofree char *anew = NULL;

  if (!ds_store_meta_get (tx, META_ANEW, &anew, error))
    return FALSE;
  *ret_anew = anew != NULL;
  return TRUE;
}

gboolean
ds_store_changes_get_cursor (DsStoreTx *tx, char **ret_cursor, gboolean *ret_anew, GError **error)
{
  gboolean anew = FALSE;

  if (!is_anew (tx, &anew, error) || !ds_store_meta_get (tx, anew ? META_ANEW_CURSOR : META_CURSOR, ret_cursor, error))
    return FALSE;
  if (ret_anew != NULL)
    *ret_anew = anew;
  return TRUE;
}

gboolean
ds_store_changes_start_anew (DsStoreTx *tx, GError **error)
{
  return ds_db_exec (tx->db, "DELETE FROM shadow", error) && ds_store_meta_set (tx, META_ANEW, "1", error) &&
         ds_store_meta_set (tx, META_ANEW_CURSOR, NULL, error);
}

gboolean
ds_store_changes_apply (DsStoreTx *tx, const DsStoreChangesPage *page, DsStoreChangesResult *ret_result, GError **error)
{
  DsStoreChangesResult result = { 0 };
  gboolean anew = FALSE;

  if (!json_is_array (page->changes) || page->cursor == NULL || *page->cursor == '\0') {
    g_set_error_literal (error, DS_STORE_ERROR, DS_ERROR_PROTOCOL,
                         "Headquarters' list of changes has no list or no cursor. Tell support.");
    return FALSE;
  }
  if (!is_anew (tx, &anew, error))
    return FALSE;
  if (!anew && !apply_page (tx, page, &result, error))
    return FALSE;
  if (anew && !keep_shadow (tx, page, error))
    return FALSE;
  if (anew && !page->more && !swap_shadow (tx, page->cursor, &result, error))
    return FALSE;
  *ret_result = result;
  return TRUE;
}

static gboolean
add_fact_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  DsStoreFact *fact = g_new0 (DsStoreFact, 1);
  g_autofree char *context = NULL;

  g_ptr_array_add (data, fact);
  fact->kind = g_strdup (ds_stmt_text (stmt, 0));
  fact->id = g_strdup (ds_stmt_text (stmt, 1));
  fact->revision = ds_stmt_int64 (stmt, 2);
  context = g_strconcat ("fact/", fact->kind, "/", fact->id, NULL);
  return ds_store_read_sealed (tx, stmt, 3, context, &fact->value_json, error);
}

gboolean
ds_store_changes_list_facts (DsStoreTx *tx, const char *kind, GPtrArray **ret_facts, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db, "SELECT kind, id, revision, value FROM facts WHERE kind = ?1 ORDER BY id", error);
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_fact_free);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, kind);
  if (!ds_store_each (tx, stmt, add_fact_cb, facts, error))
    return FALSE;
  *ret_facts = g_steal_pointer (&facts);
  return TRUE;
}

static gboolean
add_refusal_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  DsStoreRefusal *refusal = g_new0 (DsStoreRefusal, 1);
  g_autofree char *context = NULL;

  g_ptr_array_add (data, refusal);
  refusal->kind = g_strdup (ds_stmt_text (stmt, 0));
  refusal->id = g_strdup (ds_stmt_text (stmt, 1));
  refusal->at_us = ds_stmt_int64 (stmt, 3);
  context = g_strconcat ("refused/", refusal->kind, "/", refusal->id, NULL);
  return ds_store_read_sealed (tx, stmt, 2, context, &refusal->words, error);
}

gboolean
ds_store_changes_list_refused (DsStoreTx *tx, GPtrArray **ret_refusals, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db, "SELECT kind, id, words, at_us FROM refused_changes ORDER BY kind, id", error);
  g_autoptr (GPtrArray) refusals = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_refusal_free);

  if (stmt == NULL || !ds_store_each (tx, stmt, add_refusal_cb, refusals, error))
    return FALSE;
  *ret_refusals = g_steal_pointer (&refusals);
  return TRUE;
}
