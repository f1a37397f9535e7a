/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-media.h"

#include "ds-digest.h"
#include "ds-file.h"
#include "ds-store-private.h"

#include <errno.h>
#include <sys/stat.h>

void
ds_store_medium_free (DsStoreMedium *self)
{
  if (self == NULL)
    return;
  g_free (self->sha256);
  g_free (self->type);
  g_free (self->thumb_of);
  g_free (self->upload_url);
  g_free (self->last_words);
  g_free (self);
}

void
ds_store_medium_use_free (DsStoreMediumUse *self)
{
  if (self == NULL)
    return;
  g_free (self->sha256);
  g_free (self->visit);
  g_free (self->entry);
  g_free (self->job);
  g_free (self->step);
  g_free (self->thing);
  g_free (self->role);
  g_free (self);
}

static const char *
choose_ending (const char *type)
{
  if (g_strcmp0 (type, "image/jpeg") == 0)
    return "jpg";
  if (g_strcmp0 (type, "image/png") == 0)
    return "png";
  if (g_strcmp0 (type, "application/json") == 0)
    return "json";
  return "bin";
}

char *
ds_store_media_path (const char *media_folder, const char *sha256, const char *type)
{
  g_autofree char *name = g_strdup_printf ("%.2s/%s.%s", sha256, sha256, choose_ending (type));

  g_return_val_if_fail (ds_sha256_is_valid (sha256), NULL);
  return g_build_filename (media_folder, name, NULL);
}

static gboolean
has_size (const char *path, gsize size)
{
  struct stat info;

  return stat (path, &info) == 0 && S_ISREG (info.st_mode) && (guint64) info.st_size == size;
}

/* A new `ab/` lasts only when the folder above it is synced, too. */
static gboolean
make_media_folder (const char *media_folder, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  return ds_file_make_folder (folder, error) && ds_file_sync_folder (media_folder, error);
}

gboolean
ds_store_media_save_bytes (const char *media_folder, GBytes *bytes, const char *type, char **ret_sha256, GError **error)
{
  g_autofree char *sha256 = ds_sha256_bytes (bytes);
  g_autofree char *path = ds_store_media_path (media_folder, sha256, type);
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  if (size == 0) {
    g_set_error_literal (error, DS_STORE_ERROR, DS_ERROR_INVALID, "The file is empty. Take the photo again.");
    return FALSE;
  }
  if (!has_size (path, size) &&
      (!make_media_folder (media_folder, path, error) || !ds_file_write_durable (path, data, size, error)))
    return FALSE;
  *ret_sha256 = g_steal_pointer (&sha256);
  return TRUE;
}

/* No row names a file that is missing or differs. */
static gboolean
expect_file (DsStoreTx *tx, const DsStoreMedium *medium, GError **error)
{
  g_autofree char *path = ds_store_media_path (tx->media_folder, medium->sha256, medium->type);
  struct stat info;

  if (stat (path, &info) != 0) {
    ds_error_set_from_errno (error, DS_STORE_ERROR, errno, path);
    return FALSE;
  }
  if ((guint64) info.st_size != medium->size_bytes) {
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_CORRUPT,
                 "%s has %" G_GINT64_FORMAT " bytes instead of %" G_GUINT64_FORMAT ". Take the photo again.", path,
                 (gint64) info.st_size, medium->size_bytes);
    return FALSE;
  }
  return TRUE;
}

gboolean
ds_store_media_add (DsStoreTx *tx, const DsStoreMedium *medium, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;

  g_return_val_if_fail (ds_sha256_is_valid (medium->sha256) && medium->type != NULL, FALSE);
  g_return_val_if_fail (medium->state == DS_STORE_SEND_LOCAL || medium->state == DS_STORE_SEND_QUEUED, FALSE);

  if (!expect_file (tx, medium, error))
    return FALSE;
  stmt = ds_db_prepare (tx->db,
                        "INSERT INTO media (sha256, size, type, width, height, lane, thumb_of, state, made_us) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (sha256) DO UPDATE SET "
                        "state = iif (state = 'local', excluded.state, state), lane = min (lane, excluded.lane)",
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, medium->sha256);
  ds_stmt_bind_int64 (stmt, 2, (gint64) medium->size_bytes);
  ds_stmt_bind_text (stmt, 3, medium->type);
  ds_stmt_bind_int64 (stmt, 4, medium->width);
  ds_stmt_bind_int64 (stmt, 5, medium->height);
  ds_stmt_bind_int64 (stmt, 6, medium->lane);
  ds_stmt_bind_text (stmt, 7, medium->thumb_of);
  ds_stmt_bind_text (stmt, 8, ds_store_state_name (medium->state));
  ds_stmt_bind_int64 (stmt, 9, ds_store_now_us (tx));
  return ds_stmt_run (stmt, error);
}

gboolean
ds_store_media_use (DsStoreTx *tx, const DsStoreMediumUse *use, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db,
                                           "INSERT INTO media_uses (sha256, visit, entry, job, step, thing, role, "
                                           "removed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                                           error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, use->sha256);
  ds_stmt_bind_text (stmt, 2, use->visit);
  ds_stmt_bind_text (stmt, 3, use->entry);
  ds_stmt_bind_text (stmt, 4, use->job);
  ds_stmt_bind_text (stmt, 5, use->step);
  ds_stmt_bind_text (stmt, 6, use->thing);
  ds_stmt_bind_text (stmt, 7, use->role);
  ds_stmt_bind_int64 (stmt, 8, use->is_removed ? 1 : 0);
  return ds_stmt_run (stmt, error);
}

gboolean
ds_store_media_set_removed (DsStoreTx *tx, const char *entry, gboolean removed, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "UPDATE media_uses SET removed = ?2 WHERE entry = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, entry);
  ds_stmt_bind_int64 (stmt, 2, removed ? 1 : 0);
  return ds_store_run_changed (tx, stmt, "The photo of entry", entry, error);
}

static gboolean
add_use_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  DsStoreMediumUse *use = g_new0 (DsStoreMediumUse, 1);

  use->sha256 = g_strdup (ds_stmt_text (stmt, 0));
  use->visit = g_strdup (ds_stmt_text (stmt, 1));
  use->entry = g_strdup (ds_stmt_text (stmt, 2));
  use->job = g_strdup (ds_stmt_text (stmt, 3));
  use->step = g_strdup (ds_stmt_text (stmt, 4));
  use->thing = g_strdup (ds_stmt_text (stmt, 5));
  use->role = g_strdup (ds_stmt_text (stmt, 6));
  use->is_removed = ds_stmt_int64 (stmt, 7) != 0;
  g_ptr_array_add (data, use);
  return TRUE;
}

gboolean
ds_store_media_list_uses (DsStoreTx *tx, const char *visit, GPtrArray **ret_uses, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db,
                                           "SELECT sha256, visit, entry, job, step, thing, role, removed "
                                           "FROM media_uses WHERE visit = ?1 ORDER BY row",
                                           error);
  g_autoptr (GPtrArray) uses = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_medium_use_free);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, visit);
  if (!ds_store_each (tx, stmt, add_use_cb, uses, error))
    return FALSE;
  *ret_uses = g_steal_pointer (&uses);
  return TRUE;
}

#define MEDIUM_COLUMNS                                                                                     \
  "SELECT sha256, size, type, width, height, lane, thumb_of, state, upload_url, upload_offset, attempts, " \
  "next_try_us, last_words, made_us, freed FROM media "

static gboolean
read_medium (DsStoreTx *tx, DsStmt *stmt, DsStoreMedium **ret_medium, GError **error)
{
  g_autoptr (DsStoreMedium) medium = g_new0 (DsStoreMedium, 1);
  g_autofree char *context = NULL;

  medium->sha256 = g_strdup (ds_stmt_text (stmt, 0));
  medium->size_bytes = (guint64) ds_stmt_int64 (stmt, 1);
  medium->type = g_strdup (ds_stmt_text (stmt, 2));
  medium->width = (guint) ds_stmt_int64 (stmt, 3);
  medium->height = (guint) ds_stmt_int64 (stmt, 4);
  medium->lane = (guint) ds_stmt_int64 (stmt, 5);
  medium->thumb_of = g_strdup (ds_stmt_text (stmt, 6));
  medium->state = ds_store_state_from (ds_stmt_text (stmt, 7));
  medium->upload_url = g_strdup (ds_stmt_text (stmt, 8));
  medium->upload_offset = (guint64) ds_stmt_int64 (stmt, 9);
  medium->attempts = (guint) ds_stmt_int64 (stmt, 10);
  medium->next_try_us = ds_stmt_int64 (stmt, 11);
  medium->made_us = ds_stmt_int64 (stmt, 13);
  medium->is_freed = ds_stmt_int64 (stmt, 14) != 0;
  context = ds_store_context ("medium-words", medium->sha256);
  if (!ds_store_read_sealed (tx, stmt, 12, context, &medium->last_words, error))
    return FALSE;
  *ret_medium = g_steal_pointer (&medium);
  return TRUE;
}

static gboolean
add_medium_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  DsStoreMedium *medium = NULL;

  if (!read_medium (tx, stmt, &medium, error))
    return FALSE;
  g_ptr_array_add (data, medium);
  return TRUE;
}

gboolean
ds_store_media_get (DsStoreTx *tx, const char *sha256, DsStoreMedium **ret_medium, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, MEDIUM_COLUMNS "WHERE sha256 = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, sha256);
  return ds_store_expect_row (stmt, "The photo", sha256, error) && read_medium (tx, stmt, ret_medium, error);
}

gboolean
ds_store_media_queue_visit (DsStoreTx *tx, const char *visit, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      tx->db,
      "UPDATE media SET state = 'queued' WHERE state = 'local' AND row IN ("
      "SELECT m.row FROM media_uses AS u JOIN media AS m ON m.sha256 = u.sha256 WHERE u.visit = ?1 AND u.removed = 0 "
      "UNION SELECT t.row FROM media_uses AS u JOIN media AS t ON t.thumb_of = u.sha256 "
      "WHERE u.visit = ?1 AND u.removed = 0)",
      error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, visit);
  return ds_stmt_run (stmt, error);
}

gboolean
ds_store_media_list_pending (DsStoreTx *tx, guint max, GPtrArray **ret_media, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      tx->db, MEDIUM_COLUMNS "WHERE state IN ('queued', 'sending', 'held') ORDER BY lane, row LIMIT ?1", error);
  g_autoptr (GPtrArray) media = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_medium_free);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_int64 (stmt, 1, max > 0 ? (gint64) max : -1);
  if (!ds_store_each (tx, stmt, add_medium_cb, media, error))
    return FALSE;
  *ret_media = g_steal_pointer (&media);
  return TRUE;
}

gboolean
ds_store_media_set_upload (DsStoreTx *tx, const char *sha256, const char *url, guint64 offset, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db, "UPDATE media SET upload_url = ?2, upload_offset = ?3 WHERE sha256 = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, sha256);
  ds_stmt_bind_text (stmt, 2, url);
  ds_stmt_bind_int64 (stmt, 3, url != NULL ? (gint64) offset : 0);
  return ds_store_run_changed (tx, stmt, "The photo", sha256, error);
}

gboolean
ds_store_media_mark (DsStoreTx *tx, const char *sha256, DsStoreSendState state, const char *words, gint64 next_try_us,
                     GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  g_autofree char *context = ds_store_context ("medium-words", sha256);

  g_return_val_if_fail (state != DS_STORE_SEND_COMPLETE, FALSE);

  stmt = ds_db_prepare (tx->db,
                        "UPDATE media SET state = ?2, attempts = attempts + ?3, next_try_us = ?4, last_words = ?5, "
                        "upload_url = iif (?2 = 'stored', NULL, upload_url), "
                        "upload_offset = iif (?2 = 'stored', size, upload_offset) WHERE sha256 = ?1",
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, sha256);
  ds_stmt_bind_text (stmt, 2, ds_store_state_name (state));
  ds_stmt_bind_int64 (stmt, 3, state == DS_STORE_SEND_QUEUED && words != NULL ? 1 : 0);
  ds_stmt_bind_int64 (stmt, 4, next_try_us);
  ds_store_bind_sealed (tx, stmt, 5, context, words);
  return ds_store_run_changed (tx, stmt, "The photo", sha256, error);
}

#define MAY_BE_FREED                                                                                             \
  "state = 'stored' AND freed = 0 AND EXISTS (SELECT 1 FROM media_uses AS u WHERE u.sha256 = media.sha256) AND " \
  "NOT EXISTS (SELECT 1 FROM media_uses AS u JOIN visits AS v ON v.id = u.visit "                                \
  "WHERE u.sha256 = media.sha256 AND (v.complete = 0 OR v.completed_us >= ?1))"

gboolean
ds_store_media_list_freeable (DsStoreTx *tx, gint64 before_us, GPtrArray **ret_media, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, MEDIUM_COLUMNS "WHERE " MAY_BE_FREED " ORDER BY row", error);
  g_autoptr (GPtrArray) media = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_medium_free);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_int64 (stmt, 1, before_us);
  if (!ds_store_each (tx, stmt, add_medium_cb, media, error))
    return FALSE;
  *ret_media = g_steal_pointer (&media);
  return TRUE;
}

gboolean
ds_store_media_set_freed (DsStoreTx *tx, const char *sha256, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db, "UPDATE media SET freed = 1 WHERE sha256 = ?2 AND " MAY_BE_FREED, error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_int64 (stmt, 1, G_MAXINT64);
  ds_stmt_bind_text (stmt, 2, sha256);
  if (!ds_stmt_run (stmt, error))
    return FALSE;
  if (ds_db_changes (tx->db) > 0)
    return TRUE;
  g_set_error (error, DS_STORE_ERROR, DS_ERROR_STATE,
               "The photo %s may not be removed: headquarters has not confirmed every visit it belongs to.", sha256);
  return FALSE;
}
