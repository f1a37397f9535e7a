/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-drafts.h"

#include "ds-store-private.h"

#include <string.h>

void
ds_store_draft_free (DsStoreDraft *self)
{
  if (self == NULL)
    return;
  g_free (self->slot);
  g_free (self->text);
  g_free (self);
}

static char *
make_context (const char *scope, const char *slot)
{
  return g_strconcat ("draft/", scope, "/", slot, NULL);
}

static gboolean
forget (DsStoreTx *tx, const char *scope, const char *slot, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "DELETE FROM drafts WHERE scope = ?1 AND slot = ?2", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, scope);
  ds_stmt_bind_text (stmt, 2, slot);
  return ds_stmt_run (stmt, error);
}

gboolean
ds_store_drafts_set (DsStoreTx *tx, const char *scope, const char *slot, const char *text, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  g_autofree char *context = make_context (scope, slot);

  if (text == NULL || *text == '\0')
    return forget (tx, scope, slot, error);
  if (strlen (text) > DS_STORE_DRAFT_BYTES) {
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_LIMIT, "The text is longer than %u bytes. Shorten it.",
                 DS_STORE_DRAFT_BYTES);
    return FALSE;
  }
  stmt = ds_db_prepare (tx->db,
                        "INSERT INTO drafts (scope, slot, text) VALUES (?1, ?2, ?3) "
                        "ON CONFLICT (scope, slot) DO UPDATE SET text = excluded.text",
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, scope);
  ds_stmt_bind_text (stmt, 2, slot);
  ds_store_bind_sealed (tx, stmt, 3, context, text);
  return ds_stmt_run (stmt, error);
}

gboolean
ds_store_drafts_get (DsStoreTx *tx, const char *scope, const char *slot, char **ret_text, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "SELECT text FROM drafts WHERE scope = ?1 AND slot = ?2", error);
  g_autofree char *context = make_context (scope, slot);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, scope);
  ds_stmt_bind_text (stmt, 2, slot);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row)
    return ds_store_read_sealed (tx, stmt, 0, context, ret_text, error);
  *ret_text = NULL;
  return TRUE;
}

gboolean
ds_store_drafts_list (DsStoreTx *tx, const char *scope, GPtrArray **ret_drafts, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db, "SELECT slot, text FROM drafts WHERE scope = ?1 ORDER BY slot", error);
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_draft_free);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, scope);
  for (;;) {
    g_autofree char *context = NULL;
    DsStoreDraft *draft;

    if (!ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      break;
    draft = g_new0 (DsStoreDraft, 1);
    g_ptr_array_add (drafts, draft);
    draft->slot = g_strdup (ds_stmt_text (stmt, 0));
    context = make_context (scope, draft->slot);
    if (!ds_store_read_sealed (tx, stmt, 1, context, &draft->text, error))
      return FALSE;
  }
  *ret_drafts = g_steal_pointer (&drafts);
  return TRUE;
}

gboolean
ds_store_drafts_clear (DsStoreTx *tx, const char *scope, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "DELETE FROM drafts WHERE scope = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, scope);
  return ds_stmt_run (stmt, error);
}
