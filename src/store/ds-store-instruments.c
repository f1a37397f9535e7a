/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-instruments.h"

#include "ds-store-private.h"

void
ds_store_instrument_free (DsStoreInstrument *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->serial);
  g_free (self->calibrated_until);
  g_free (self);
}

static gboolean
check_date (const char *date, GError **error)
{
  g_autofree char *moment = NULL;
  gint64 us;

  if (date == NULL)
    return TRUE;
  moment = g_strconcat (date, "T00:00:00Z", NULL);
  if (ds_time_parse (moment, &us, NULL, NULL))
    return TRUE;
  g_set_error (error, DS_STORE_ERROR, DS_ERROR_INVALID, "“%s” is not a date. Write it as 2027-03-31.", date);
  return FALSE;
}

gboolean
ds_store_instruments_put (DsStoreTx *tx, const DsStoreInstrument *instrument, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;

  if (!check_date (instrument->calibrated_until, error))
    return FALSE;
  stmt = ds_db_prepare (tx->db,
                        "INSERT INTO instruments (id, name, serial, calibrated_until) VALUES (?1, ?2, ?3, ?4) "
                        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, serial = excluded.serial, "
                        "calibrated_until = excluded.calibrated_until",
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, instrument->id);
  ds_stmt_bind_text (stmt, 2, instrument->name != NULL ? instrument->name : "");
  ds_stmt_bind_text (stmt, 3, instrument->serial != NULL ? instrument->serial : "");
  ds_stmt_bind_text (stmt, 4, instrument->calibrated_until);
  return ds_stmt_run (stmt, error);
}

gboolean
ds_store_instruments_remove (DsStoreTx *tx, const char *id, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "DELETE FROM instruments WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  return ds_stmt_run (stmt, error);
}

static DsStoreInstrument *
read_instrument (DsStmt *stmt)
{
  DsStoreInstrument *instrument = g_new0 (DsStoreInstrument, 1);

  instrument->id = g_strdup (ds_stmt_text (stmt, 0));
  instrument->name = g_strdup (ds_stmt_text (stmt, 1));
  instrument->serial = g_strdup (ds_stmt_text (stmt, 2));
  instrument->calibrated_until = g_strdup (ds_stmt_text (stmt, 3));
  return instrument;
}

gboolean
ds_store_instruments_get (DsStoreTx *tx, const char *id, DsStoreInstrument **ret_instrument, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db, "SELECT id, name, serial, calibrated_until FROM instruments WHERE id = ?1", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  *ret_instrument = has_row ? read_instrument (stmt) : NULL;
  return TRUE;
}

static gboolean
add_instrument_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  g_ptr_array_add (data, read_instrument (stmt));
  return TRUE;
}

gboolean
ds_store_instruments_list (DsStoreTx *tx, GPtrArray **ret_instruments, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db, "SELECT id, name, serial, calibrated_until FROM instruments ORDER BY id", error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_instrument_free);

  if (stmt == NULL || !ds_store_each (tx, stmt, add_instrument_cb, list, error))
    return FALSE;
  *ret_instruments = g_steal_pointer (&list);
  return TRUE;
}
