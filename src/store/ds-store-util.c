/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-private.h"

void
ds_store_bind_sealed (DsStoreTx *tx, DsStmt *stmt, int parameter, const char *context, const char *text)
{
  g_autoptr (GBytes) sealed = ds_vault_seal_text (tx->vault, context, text);

  ds_stmt_bind_blob (stmt, parameter, sealed);
}

gboolean
ds_store_read_sealed (DsStoreTx *tx, DsStmt *stmt, int column, const char *context, char **ret_text, GError **error)
{
  g_autoptr (GBytes) sealed = ds_stmt_blob (stmt, column);
  char *text = NULL;

  if (sealed != NULL) {
    text = ds_vault_open_text (tx->vault, context, sealed, error);
    if (text == NULL)
      return FALSE;
  }
  *ret_text = text;
  return TRUE;
}

char *
ds_store_context (const char *kind, const char *id)
{
  return g_strconcat (kind, "/", id, NULL);
}

static void
set_not_found (const char *what, const char *id, GError **error)
{
  g_set_error (error, DS_STORE_ERROR, DS_ERROR_NOT_FOUND, "%s %s is not on this tablet.", what, id);
}

gboolean
ds_store_expect_row (DsStmt *stmt, const char *what, const char *id, GError **error)
{
  gboolean has_row = FALSE;

  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    set_not_found (what, id, error);
  return has_row;
}

gboolean
ds_store_run_changed (DsStoreTx *tx, DsStmt *stmt, const char *what, const char *id, GError **error)
{
  if (!ds_stmt_run (stmt, error))
    return FALSE;
  if (ds_db_changes (tx->db) > 0)
    return TRUE;
  set_not_found (what, id, error);
  return FALSE;
}

gint64
ds_store_now_us (DsStoreTx *tx)
{
  DsMoment moment;

  ds_clock_now (tx->clock, &moment);
  return moment.wall_us;
}

static const char *const STATE_NAMES[] = {
  [DS_STORE_SEND_QUEUED] = "queued", [DS_STORE_SEND_SENDING] = "sending",   [DS_STORE_SEND_HELD] = "held",
  [DS_STORE_SEND_STORED] = "stored", [DS_STORE_SEND_COMPLETE] = "complete", [DS_STORE_SEND_LOCAL] = "local",
};

const char *
ds_store_state_name (DsStoreSendState state)
{
  g_assert ((gsize) state < G_N_ELEMENTS (STATE_NAMES));
  return STATE_NAMES[state];
}

DsStoreSendState
ds_store_state_from (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (STATE_NAMES); i++) {
    if (g_strcmp0 (name, STATE_NAMES[i]) == 0)
      return (DsStoreSendState) i;
  }
  return DS_STORE_SEND_QUEUED;
}

gboolean
ds_store_each (DsStoreTx *tx, DsStmt *stmt, DsStoreEach each, gpointer data, GError **error)
{
  gboolean has_row = FALSE;

  for (;;) {
    if (!ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    if (!each (tx, stmt, data, error))
      return FALSE;
  }
}
