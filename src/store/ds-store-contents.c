/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-contents.h"

#include "ds-digest.h"
#include "ds-store-private.h"

void
ds_store_content_free (DsStoreContent *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->id);
  g_free (self->sha256);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

/* Bytes that nobody pins and that are not in force any more go. */
static gboolean
retire (DsStoreTx *tx, const char *kind, const char *id, GError **error)
{
  g_autoptr (DsStmt) forget = ds_db_prepare (tx->db,
                                             "DELETE FROM contents WHERE kind = ?1 AND id = ?2 AND in_force = 1 AND "
                                             "NOT EXISTS (SELECT 1 FROM pins WHERE pins.sha256 = contents.sha256)",
                                             error);
  g_autoptr (DsStmt) lower = NULL;

  if (forget == NULL)
    return FALSE;
  ds_stmt_bind_text (forget, 1, kind);
  ds_stmt_bind_text (forget, 2, id);
  if (!ds_stmt_run (forget, error))
    return FALSE;
  lower =
      ds_db_prepare (tx->db, "UPDATE contents SET in_force = 0 WHERE kind = ?1 AND id = ?2 AND in_force = 1", error);
  if (lower == NULL)
    return FALSE;
  ds_stmt_bind_text (lower, 1, kind);
  ds_stmt_bind_text (lower, 2, id);
  return ds_stmt_run (lower, error);
}

static gboolean
check_digest (const DsStoreContent *content, char **ret_sha256, GError **error)
{
  g_autofree char *sha256 = ds_sha256_bytes (content->bytes);

  if (content->sha256 != NULL && !g_str_equal (content->sha256, sha256)) {
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_INVALID,
                 "The %s %s was damaged on its way: its SHA-256 is %s, not %s. Synchronise again.", content->kind,
                 content->id, sha256, content->sha256);
    return FALSE;
  }
  *ret_sha256 = g_steal_pointer (&sha256);
  return TRUE;
}

gboolean
ds_store_contents_put (DsStoreTx *tx, const DsStoreContent *content, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  g_autoptr (DsStoreContent) present = NULL;
  g_autofree char *sha256 = NULL;

  g_return_val_if_fail (content->kind != NULL && content->id != NULL && content->bytes != NULL, FALSE);

  if (!check_digest (content, &sha256, error) ||
      !ds_store_contents_get_latest (tx, content->kind, content->id, &present, error))
    return FALSE;
  if (present != NULL && g_str_equal (present->sha256, sha256) && present->version == content->version)
    return TRUE;
  if (!retire (tx, content->kind, content->id, error))
    return FALSE;
  stmt = ds_db_prepare (tx->db,
                        "INSERT INTO contents (sha256, kind, id, version, in_force, bytes) VALUES (?1, ?2, ?3, ?4, 1, "
                        "?5) ON CONFLICT (sha256) DO UPDATE SET kind = excluded.kind, id = excluded.id, "
                        "version = excluded.version, in_force = 1",
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, sha256);
  ds_stmt_bind_text (stmt, 2, content->kind);
  ds_stmt_bind_text (stmt, 3, content->id);
  ds_stmt_bind_int64 (stmt, 4, content->version);
  ds_stmt_bind_blob (stmt, 5, content->bytes);
  return ds_stmt_run (stmt, error);
}

static DsStoreContent *
read_content (DsStmt *stmt)
{
  DsStoreContent *content = g_new0 (DsStoreContent, 1);

  content->kind = g_strdup (ds_stmt_text (stmt, 0));
  content->id = g_strdup (ds_stmt_text (stmt, 1));
  content->version = ds_stmt_int64 (stmt, 2);
  content->sha256 = g_strdup (ds_stmt_text (stmt, 3));
  content->bytes = ds_stmt_blob (stmt, 4);
  return content;
}

gboolean
ds_store_contents_get (DsStoreTx *tx, const char *sha256, DsStoreContent **ret_content, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db, "SELECT kind, id, version, sha256, bytes FROM contents WHERE sha256 = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, sha256);
  if (!ds_store_expect_row (stmt, "The content", sha256, error))
    return FALSE;
  *ret_content = read_content (stmt);
  return TRUE;
}

gboolean
ds_store_contents_get_latest (DsStoreTx *tx, const char *kind, const char *id, DsStoreContent **ret_content,
                              GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      tx->db, "SELECT kind, id, version, sha256, bytes FROM contents WHERE kind = ?1 AND id = ?2 AND in_force = 1",
      error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, kind);
  ds_stmt_bind_text (stmt, 2, id);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  *ret_content = has_row ? read_content (stmt) : NULL;
  return TRUE;
}

static gboolean
add_content_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  g_ptr_array_add (data, read_content (stmt));
  return TRUE;
}

gboolean
ds_store_contents_list (DsStoreTx *tx, const char *kind, GPtrArray **ret_contents, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      tx->db, "SELECT kind, id, version, sha256, NULL FROM contents WHERE kind = ?1 AND in_force = 1 ORDER BY id",
      error);
  g_autoptr (GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_content_free);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, kind);
  if (!ds_store_each (tx, stmt, add_content_cb, contents, error))
    return FALSE;
  *ret_contents = g_steal_pointer (&contents);
  return TRUE;
}

gboolean
ds_store_contents_remove (DsStoreTx *tx, const char *kind, const char *id, GError **error)
{
  return retire (tx, kind, id, error);
}

gboolean
ds_store_contents_sweep (DsStoreTx *tx, GHashTable *keys, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db, "SELECT kind, id, version, sha256, NULL FROM contents WHERE in_force = 1", error);
  g_autoptr (GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_content_free);

  if (stmt == NULL || !ds_store_each (tx, stmt, add_content_cb, contents, error))
    return FALSE;
  for (guint i = 0; i < contents->len; i++) {
    const DsStoreContent *content = g_ptr_array_index (contents, i);
    g_autofree char *key = ds_store_context (content->kind, content->id);

    if (!g_hash_table_contains (keys, key) && !retire (tx, content->kind, content->id, error))
      return FALSE;
  }
  return TRUE;
}
