/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-store-private.h"

#include "ds-error.h"

#include <sodium.h>
#include <string.h>

void
ds_hq_technician_clear (DsHqTechnician *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->outlet, g_free);
}

gboolean
ds_hq_store_put_technician (DsHqStore *self, const DsHqTechnician *technician, gint64 now_us, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "INSERT INTO technician (id, name, outlet, created_us) VALUES (?1, ?2, ?3, ?4) "
                     "ON CONFLICT (id) DO UPDATE SET name = excluded.name, outlet = excluded.outlet",
                     error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, technician->id);
  ds_stmt_bind_text (stmt, 2, technician->name);
  ds_stmt_bind_text (stmt, 3, technician->outlet);
  ds_stmt_bind_int64 (stmt, 4, now_us);

  return ds_stmt_run (stmt, error);
}

gboolean
ds_hq_store_get_technician (DsHqStore *self, const char *id, DsHqTechnician *ret_technician, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, "SELECT id, name, outlet FROM technician WHERE id = ?1", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND,
                 "There is no technician %s. Add one with \"doorstep-hq technician add %s --name NAME\".", id, id);
    return FALSE;
  }
  ret_technician->id = g_strdup (ds_stmt_text (stmt, 0));
  ret_technician->name = g_strdup (ds_stmt_text (stmt, 1));
  ret_technician->outlet = g_strdup (ds_stmt_text (stmt, 2));

  return TRUE;
}

gboolean
ds_hq_store_put_code (DsHqStore *self, const char *code_sha256, const char *technician, gint64 expires_us,
                      GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db, "INSERT INTO enrol_code (sha256, technician, expires_us) VALUES (?1, ?2, ?3)", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, code_sha256);
  ds_stmt_bind_text (stmt, 2, technician);
  ds_stmt_bind_int64 (stmt, 3, expires_us);

  return ds_stmt_run (stmt, error);
}

/* Marks the code used; tells whose it was. */
static gboolean
use_code (DsHqStore *self, const DsHqSignIn *sign_in, gint64 now_us, char **ret_technician, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "UPDATE enrol_code SET used_us = ?2, device = ?3 "
                     "WHERE sha256 = ?1 AND used_us IS NULL AND expires_us > ?2 RETURNING technician",
                     error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, sign_in->code_sha256);
  ds_stmt_bind_int64 (stmt, 2, now_us);
  ds_stmt_bind_text (stmt, 3, sign_in->device);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND,
                 "The enrolment code is wrong, was used before, or is older than ten minutes.");
    return FALSE;
  }
  *ret_technician = g_strdup (ds_stmt_text (stmt, 0));

  return TRUE;
}

/* A tablet that enrols again gets a new token and loses the old one, so that of two clones only one can go on. */
static gboolean
put_device (DsHqStore *self, const DsHqSignIn *sign_in, const char *technician, gint64 now_us, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "INSERT INTO device (id, technician, name, platform, token_sha256, enrolled_us) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET technician = excluded.technician, "
                     "name = excluded.name, platform = excluded.platform, token_sha256 = excluded.token_sha256, "
                     "enrolled_us = excluded.enrolled_us, revoked_us = NULL",
                     error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, sign_in->device);
  ds_stmt_bind_text (stmt, 2, technician);
  ds_stmt_bind_text (stmt, 3, sign_in->name);
  ds_stmt_bind_text (stmt, 4, sign_in->platform);
  ds_stmt_bind_text (stmt, 5, sign_in->token_sha256);
  ds_stmt_bind_int64 (stmt, 6, now_us);

  return ds_stmt_run (stmt, error);
}

gboolean
ds_hq_store_enrol (DsHqStore *self, const DsHqSignIn *sign_in, gint64 now_us, DsHqTechnician *ret_technician,
                   GError **error)
{
  g_autofree char *technician = NULL;

  return use_code (self, sign_in, now_us, &technician, error) &&
         put_device (self, sign_in, technician, now_us, error) &&
         ds_hq_store_get_technician (self, technician, ret_technician, error);
}

gboolean
ds_hq_store_authenticate (DsHqStore *self, const char *token_sha256, DsHqDevice *ret_device, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      self->db, "SELECT id, technician, token_sha256 FROM device WHERE token_sha256 = ?1 AND revoked_us IS NULL",
      error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, token_sha256);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row || sodium_memcmp (ds_stmt_text (stmt, 2), token_sha256, DS_SHA256_BUFFER - 1) != 0) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_AUTH, "The token is unknown or was revoked.");
    return FALSE;
  }
  g_strlcpy (ret_device->id, ds_stmt_text (stmt, 0), sizeof ret_device->id);
  g_strlcpy (ret_device->technician, ds_stmt_text (stmt, 1), sizeof ret_device->technician);

  return TRUE;
}

gboolean
ds_hq_store_revoke (DsHqStore *self, const char *device, gint64 now_us, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db, "UPDATE device SET revoked_us = coalesce(revoked_us, ?2) WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, device);
  ds_stmt_bind_int64 (stmt, 2, now_us);
  if (!ds_stmt_run (stmt, error))
    return FALSE;
  if (ds_db_changes (self->db) == 0) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND,
                 "There is no tablet %s. \"doorstep-hq list devices\" shows them.", device);
    return FALSE;
  }

  return TRUE;
}
