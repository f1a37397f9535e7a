/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-store-private.h"

#include "ds-error.h"

void
ds_hq_upload_clear (DsHqUpload *self)
{
  g_clear_pointer (&self->filetype, g_free);
}

gboolean
ds_hq_store_has_medium (DsHqStore *self, const char *sha256, gint64 *ret_size_bytes, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, "SELECT size_bytes FROM medium WHERE sha256 = ?1", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, sha256);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  *ret_size_bytes = has_row ? ds_stmt_int64 (stmt, 0) : -1;

  return TRUE;
}

/* The visits that @sha256 completes get their receipt anew. */
static gboolean
complete_visits (DsHqStore *self, const char *sha256, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "UPDATE record SET waiting = waiting - 1 WHERE waiting > 0 AND seq IN "
                     "(SELECT seq FROM manifest WHERE sha256 = ?1) RETURNING seq, device, waiting",
                     error);
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_free);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, sha256);
  do {
    if (!ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (has_row && ds_stmt_int64 (stmt, 2) == 0) {
      gint64 seq = ds_stmt_int64 (stmt, 0);

      g_array_append_val (seqs, seq);
      g_ptr_array_add (devices, g_strdup (ds_stmt_text (stmt, 1)));
    }
  } while (has_row);
  for (guint i = 0; i < seqs->len; i++) {
    if (!ds_hq_store_reissue_receipt (self, g_ptr_array_index (devices, i), g_array_index (seqs, gint64, i), error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
finish_upload (DsHqStore *self, const char *id, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, "UPDATE upload SET finished = 1 WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);

  return ds_stmt_run (stmt, error);
}

gboolean
ds_hq_store_put_medium (DsHqStore *self, const DsHqUpload *upload, gint64 now_us, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "INSERT OR IGNORE INTO medium (sha256, size_bytes, filetype, device, received_us) "
                     "VALUES (?1, ?2, ?3, ?4, ?5)",
                     error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, upload->sha256);
  ds_stmt_bind_int64 (stmt, 2, upload->size_bytes);
  ds_stmt_bind_text (stmt, 3, upload->filetype);
  ds_stmt_bind_text (stmt, 4, upload->device);
  ds_stmt_bind_int64 (stmt, 5, now_us);
  if (!ds_stmt_run (stmt, error))
    return FALSE;
  /* Another tablet may have brought the same bytes a moment ago: its visits are counted down already. */
  if (ds_db_changes (self->db) > 0 && !complete_visits (self, upload->sha256, error))
    return FALSE;

  return finish_upload (self, upload->id, error);
}

gboolean
ds_hq_store_put_upload (DsHqStore *self, const DsHqUpload *upload, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "INSERT INTO upload (id, device, sha256, size_bytes, filetype, expires_us, finished) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                     error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, upload->id);
  ds_stmt_bind_text (stmt, 2, upload->device);
  ds_stmt_bind_text (stmt, 3, upload->sha256);
  ds_stmt_bind_int64 (stmt, 4, upload->size_bytes);
  ds_stmt_bind_text (stmt, 5, upload->filetype);
  ds_stmt_bind_int64 (stmt, 6, upload->expires_us);
  ds_stmt_bind_int64 (stmt, 7, upload->finished);

  return ds_stmt_run (stmt, error);
}

static void
read_upload (DsStmt *stmt, DsHqUpload *upload)
{
  g_strlcpy (upload->id, ds_stmt_text (stmt, 0), sizeof upload->id);
  g_strlcpy (upload->device, ds_stmt_text (stmt, 1), sizeof upload->device);
  g_strlcpy (upload->sha256, ds_stmt_text (stmt, 2), sizeof upload->sha256);
  upload->size_bytes = ds_stmt_int64 (stmt, 3);
  upload->filetype = g_strdup (ds_stmt_text (stmt, 4));
  upload->expires_us = ds_stmt_int64 (stmt, 5);
  upload->finished = ds_stmt_int64 (stmt, 6) != 0;
}

gboolean
ds_hq_store_get_upload (DsHqStore *self, const char *id, DsHqUpload *ret_upload, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      self->db, "SELECT id, device, sha256, size_bytes, filetype, expires_us, finished FROM upload WHERE id = ?1",
      error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND, "There is no such upload.");
    return FALSE;
  }
  read_upload (stmt, ret_upload);

  return TRUE;
}

gboolean
ds_hq_store_touch_upload (DsHqStore *self, const char *id, gint64 expires_us, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, "UPDATE upload SET expires_us = ?2 WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  ds_stmt_bind_int64 (stmt, 2, expires_us);

  return ds_stmt_run (stmt, error);
}

gboolean
ds_hq_store_delete_upload (DsHqStore *self, const char *id, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, "DELETE FROM upload WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);

  return ds_stmt_run (stmt, error);
}

gboolean
ds_hq_store_count_uploads (DsHqStore *self, const char *device, gint64 *ret_n, gint64 *ret_bytes, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      self->db, "SELECT count(*), coalesce(sum(size_bytes), 0) FROM upload WHERE device = ?1 AND finished = 0", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, device);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  *ret_n = ds_stmt_int64 (stmt, 0);
  *ret_bytes = ds_stmt_int64 (stmt, 1);

  return TRUE;
}

gboolean
ds_hq_store_uploads (DsHqStore *self, gint64 before_us, DsHqEachUpload each, gpointer user_data, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "SELECT id, device, sha256, size_bytes, filetype, expires_us, finished FROM upload "
                     "WHERE expires_us < ?1 ORDER BY id",
                     error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_int64 (stmt, 1, before_us);
  while (TRUE) {
    g_auto (DsHqUpload) upload = { 0 };

    if (!ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    read_upload (stmt, &upload);
    each (&upload, user_data);
  }
}

gboolean
ds_hq_store_media (DsHqStore *self, gboolean missing, DsHqEachMedium each, gpointer user_data, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  gboolean has_row = FALSE;

  if (missing)
    stmt = ds_db_prepare (self->db,
                          "SELECT DISTINCT sha256, size_bytes FROM manifest "
                          "WHERE sha256 NOT IN (SELECT sha256 FROM medium) ORDER BY sha256",
                          error);
  else
    stmt = ds_db_prepare (self->db, "SELECT sha256, size_bytes FROM medium ORDER BY sha256", error);
  if (stmt == NULL)
    return FALSE;
  while (TRUE) {
    DsHqMedium medium = { 0 };

    if (!ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    g_strlcpy (medium.sha256, ds_stmt_text (stmt, 0), sizeof medium.sha256);
    medium.size_bytes = ds_stmt_int64 (stmt, 1);
    each (&medium, user_data);
  }
}
