/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store.h"

#include "ds-store-private.h"

#include "ds-digest.h"
#include "ds-store-outbox.h"

#include <sys/stat.h>

typedef struct {
  gboolean full;
  GCancellable *cancellable;
  GString *report;
} Check;

static void G_GNUC_PRINTF (2, 3) complain (Check *check, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (check->report, format, arguments);
  va_end (arguments);
  g_string_append_c (check->report, '\n');
}

static gboolean
check_content (Check *check, const DsStoreMedium *medium, const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *sha256 = NULL;

  if (ds_sha256_file (path, &sha256, NULL, check->cancellable, &problem)) {
    if (!g_str_equal (sha256, medium->sha256))
      complain (check, "The file %s is damaged: its SHA-256 is %s.", path, sha256);
    return TRUE;
  }
  if (ds_error_is (problem, DS_ERROR_CANCELLED)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  complain (check, "The file %s cannot be read: %s.", path, problem->message);
  return TRUE;
}

static gboolean
check_medium (DsStoreTx *tx, Check *check, const DsStoreMedium *medium, GError **error)
{
  g_autofree char *path = ds_store_media_path (tx->media_folder, medium->sha256, medium->type);
  struct stat info;

  if (medium->is_freed)
    return TRUE;
  if (stat (path, &info) != 0) {
    complain (check, "The file %s is missing.", path);
    return TRUE;
  }
  if ((guint64) info.st_size != medium->size_bytes) {
    complain (check, "The file %s has %" G_GINT64_FORMAT " bytes instead of %" G_GUINT64_FORMAT ".", path,
              (gint64) info.st_size, medium->size_bytes);
    return TRUE;
  }
  return !check->full || check_content (check, medium, path, error);
}

static gboolean
gather_text_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  g_ptr_array_add (data, g_strdup (ds_stmt_text (stmt, 0)));
  return TRUE;
}

static gboolean
gather_texts (DsStoreTx *tx, const char *sql, GPtrArray **ret_texts, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, sql, error);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (stmt == NULL || !ds_store_each (tx, stmt, gather_text_cb, texts, error))
    return FALSE;
  *ret_texts = g_steal_pointer (&texts);
  return TRUE;
}

static gboolean
check_media (DsStoreTx *tx, Check *check, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;

  if (!gather_texts (tx, "SELECT sha256 FROM media ORDER BY row", &names, error))
    return FALSE;
  for (guint i = 0; i < names->len; i++) {
    g_autoptr (DsStoreMedium) medium = NULL;

    if (!ds_store_media_get (tx, g_ptr_array_index (names, i), &medium, error) ||
        !check_medium (tx, check, medium, error))
      return FALSE;
  }
  return TRUE;
}

/* Reading a record compares its bytes with its digest. */
static gboolean
check_records (DsStoreTx *tx, Check *check, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;

  if (!gather_texts (tx, "SELECT id FROM outbox ORDER BY row", &ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    g_autoptr (DsStoreRecord) record = NULL;
    g_autoptr (GError) problem = NULL;

    if (ds_store_outbox_get (tx, g_ptr_array_index (ids, i), &record, &problem))
      continue;
    if (!ds_error_is (problem, DS_ERROR_CORRUPT) && !ds_error_is (problem, DS_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
    complain (check, "%s", problem->message);
  }
  return TRUE;
}

static gboolean
check_journals (DsStoreTx *tx, Check *check, GError **error)
{
  g_autoptr (GPtrArray) visits = NULL;

  if (!gather_texts (tx,
                     "SELECT id FROM visits WHERE last_seq <> (SELECT count(*) FROM journal WHERE visit = visits.row)",
                     &visits, error))
    return FALSE;
  for (guint i = 0; i < visits->len; i++)
    complain (check, "The journal of visit %s has not as many entries as it should.",
              (const char *) g_ptr_array_index (visits, i));
  return TRUE;
}

static gboolean
check_database (DsStoreTx *tx, Check *check, GError **error)
{
  return ds_db_check (tx->db, check->full, error);
}

/* A step that stumbles over a damaged page says so in the report, and the next step goes on. */
static gboolean
run_step (DsStoreTx *tx, Check *check, gboolean (*step) (DsStoreTx *, Check *, GError **), GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (step (tx, check, &problem))
    return TRUE;
  if (!ds_error_is (problem, DS_ERROR_CORRUPT)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  complain (check, "%s", problem->message);
  return TRUE;
}

static gboolean
run_check_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  Check *check = data;

  return run_step (tx, check, check_database, error) && run_step (tx, check, check_journals, error) &&
         run_step (tx, check, check_media, error) && (!check->full || run_step (tx, check, check_records, error));
}

gboolean
ds_store_check (DsStore *self, gboolean full, char **ret_report, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) report = g_string_new (NULL);
  Check check = { .full = full, .cancellable = cancellable, .report = report };
  DsStoreJob job = { .run = run_check_cb, .data = &check };

  g_return_val_if_fail (self != NULL && ret_report != NULL, FALSE);

  if (!ds_store_run_sync (self, &job, cancellable, error))
    return FALSE;
  *ret_report = g_string_free (g_steal_pointer (&report), FALSE);
  return TRUE;
}
