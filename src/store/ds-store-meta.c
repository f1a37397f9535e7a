/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-meta.h"

#include "ds-id.h"
#include "ds-store-private.h"

#include <string.h>

/* Kept from whoever reads the disk. All else is needed before anything can be opened, or is no secret. */
static gboolean
is_secret (const char *key)
{
  return g_str_equal (key, DS_STORE_META_TOKEN) || g_str_equal (key, DS_STORE_META_TECHNICIAN_NAME);
}

gboolean
ds_store_meta_get (DsStoreTx *tx, const char *key, char **ret_value, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "SELECT value, sealed FROM meta WHERE key = ?1", error);
  g_autofree char *context = ds_store_context ("meta", key);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, key);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row) {
    *ret_value = NULL;
    return TRUE;
  }
  if (ds_stmt_is_null (stmt, 0))
    return ds_store_read_sealed (tx, stmt, 1, context, ret_value, error);
  *ret_value = g_strdup (ds_stmt_text (stmt, 0));
  return TRUE;
}

static gboolean
forget (DsStoreTx *tx, const char *key, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "DELETE FROM meta WHERE key = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, key);
  return ds_stmt_run (stmt, error);
}

gboolean
ds_store_meta_set (DsStoreTx *tx, const char *key, const char *value, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  g_autofree char *context = ds_store_context ("meta", key);

  if (value == NULL)
    return forget (tx, key, error);
  stmt = ds_db_prepare (tx->db,
                        "INSERT INTO meta (key, value, sealed) VALUES (?1, ?2, ?3) "
                        "ON CONFLICT (key) DO UPDATE SET value = excluded.value, sealed = excluded.sealed",
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, key);
  ds_stmt_bind_text (stmt, 2, is_secret (key) ? NULL : value);
  ds_store_bind_sealed (tx, stmt, 3, context, is_secret (key) ? value : NULL);
  return ds_stmt_run (stmt, error);
}

gboolean
ds_store_meta_get_int64 (DsStoreTx *tx, const char *key, gint64 fallback, gint64 *ret_value, GError **error)
{
  g_autofree char *text = NULL;
  gint64 value = fallback;

  if (!ds_store_meta_get (tx, key, &text, error))
    return FALSE;
  if (text != NULL && !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value, NULL)) {
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_CORRUPT, "The stored value of %s is not a number: %s.", key, text);
    return FALSE;
  }
  *ret_value = value;
  return TRUE;
}

gboolean
ds_store_meta_set_int64 (DsStoreTx *tx, const char *key, gint64 value, GError **error)
{
  char text[32];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  return ds_store_meta_set (tx, key, text, error);
}

gboolean
ds_store_meta_get_device (DsStoreTx *tx, char **ret_device, GError **error)
{
  g_autofree char *device = NULL;

  if (!ds_store_meta_get (tx, DS_STORE_META_DEVICE, &device, error))
    return FALSE;
  if (device == NULL) {
    device = ds_id_new (tx->clock);
    if (!ds_store_meta_set (tx, DS_STORE_META_DEVICE, device, error))
      return FALSE;
  }
  *ret_device = g_steal_pointer (&device);
  return TRUE;
}
