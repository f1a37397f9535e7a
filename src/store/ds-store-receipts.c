/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-receipts.h"

#include "ds-digest.h"
#include "ds-store-meta.h"
#include "ds-store-private.h"

#define META_ROUND "receipts-round"

static gboolean
keep_receipt (DsStoreTx *tx, const DsStoreReceipt *receipt, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  gint64 round = 0;

  if (!ds_store_meta_get_int64 (tx, META_ROUND, 0, &round, error))
    return FALSE;
  stmt = ds_db_prepare (tx->db,
                        "INSERT INTO receipts (record, sha256, seq, at_us, complete, round) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (record) DO UPDATE SET "
                        "sha256 = excluded.sha256, seq = excluded.seq, at_us = excluded.at_us, "
                        "complete = excluded.complete, round = excluded.round",
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, receipt->record);
  ds_stmt_bind_text (stmt, 2, receipt->sha256);
  ds_stmt_bind_int64 (stmt, 3, receipt->seq);
  ds_stmt_bind_int64 (stmt, 4, receipt->at_us);
  ds_stmt_bind_int64 (stmt, 5, receipt->complete ? 1 : 0);
  ds_stmt_bind_int64 (stmt, 6, round);
  return ds_stmt_run (stmt, error);
}

/* A medium that was thought to be there and is not (headquarters was restored from a backup) goes again. */
static gboolean
requeue_medium (DsStoreTx *tx, const char *sha256, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db,
                     "UPDATE media SET state = 'queued', upload_url = NULL, upload_offset = 0, next_try_us = 0 "
                     "WHERE sha256 = ?1 AND state IN ('stored', 'local') AND freed = 0",
                     error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, sha256);
  return ds_stmt_run (stmt, error);
}

static gboolean
keep_missing (DsStoreTx *tx, const DsStoreReceipt *receipt, guint *ret_n, GError **error)
{
  g_autoptr (DsStmt) forget = ds_db_prepare (tx->db, "DELETE FROM receipt_missing WHERE record = ?1", error);
  g_autoptr (DsStmt) stmt = NULL;
  guint n = 0;

  if (forget == NULL)
    return FALSE;
  ds_stmt_bind_text (forget, 1, receipt->record);
  if (!ds_stmt_run (forget, error))
    return FALSE;
  stmt = ds_db_prepare (tx->db, "INSERT OR IGNORE INTO receipt_missing (record, sha256) VALUES (?1, ?2)", error);
  if (stmt == NULL)
    return FALSE;
  for (; receipt->missing != NULL && receipt->missing[n] != NULL; n++) {
    ds_stmt_bind_text (stmt, 1, receipt->record);
    ds_stmt_bind_text (stmt, 2, receipt->missing[n]);
    if (!ds_stmt_run (stmt, error) || !requeue_medium (tx, receipt->missing[n], error))
      return FALSE;
  }
  *ret_n = n;
  return TRUE;
}

static gboolean
mark_stored (DsStoreTx *tx, const DsStoreReceipt *receipt, guint n_missing, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db,
                                           "UPDATE outbox SET state = ?2, hq_seq = ?3, stored_us = ?4, n_missing = ?5, "
                                           "last_words = NULL, next_try_us = 0 WHERE id = ?1",
                                           error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, receipt->record);
  ds_stmt_bind_text (stmt, 2, receipt->complete ? "complete" : "stored");
  ds_stmt_bind_int64 (stmt, 3, receipt->seq);
  ds_stmt_bind_int64 (stmt, 4, receipt->at_us);
  ds_stmt_bind_int64 (stmt, 5, n_missing);
  return ds_stmt_run (stmt, error);
}

typedef struct {
  char *kind;
  char *visit;
  char *sha256;
} Known;

static void
clear_known (Known *known)
{
  g_free (known->kind);
  g_free (known->visit);
  g_free (known->sha256);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Known, clear_known)

static gboolean
find_record (DsStoreTx *tx, const char *id, Known *known, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "SELECT kind, visit, sha256 FROM outbox WHERE id = ?1", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row) {
    known->kind = g_strdup (ds_stmt_text (stmt, 0));
    known->visit = g_strdup (ds_stmt_text (stmt, 1));
    known->sha256 = g_strdup (ds_stmt_text (stmt, 2));
  }
  return TRUE;
}

static gboolean
check_receipt (const DsStoreReceipt *receipt, GError **error)
{
  gboolean valid = receipt->record != NULL && ds_sha256_is_valid (receipt->sha256);

  for (guint i = 0; valid && receipt->missing != NULL && receipt->missing[i] != NULL; i++)
    valid = ds_sha256_is_valid (receipt->missing[i]) && !receipt->complete;
  if (!valid)
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_PROTOCOL,
                 "Headquarters' receipt for record %s breaks the contract. Tell support.",
                 receipt->record != NULL ? receipt->record : "?");
  return valid;
}

/* The newest record of a visit decides: a correction must arrive, too. */
static gboolean
follow_visit (DsStoreTx *tx, const char *visit, const char *record, gboolean complete, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "SELECT 1 FROM visits WHERE id = ?1 AND record = ?2", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, visit);
  ds_stmt_bind_text (stmt, 2, record);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  return !has_row || ds_store_visits_complete (tx, visit, complete, error);
}

gboolean
ds_store_receipts_apply (DsStoreTx *tx, const DsStoreReceipt *receipt, gboolean *ret_known, GError **error)
{
  g_auto (Known) known = { NULL };
  guint n_missing = 0;

  if (!check_receipt (receipt, error) || !find_record (tx, receipt->record, &known, error))
    return FALSE;
  if (known.kind != NULL && !g_str_equal (known.sha256, receipt->sha256)) {
    if (ret_known != NULL)
      *ret_known = TRUE;
    return ds_store_outbox_mark_held (tx, receipt->record, "Headquarters has another content under this record's id.",
                                      error);
  }
  if (!keep_receipt (tx, receipt, error) || !keep_missing (tx, receipt, &n_missing, error))
    return FALSE;
  if (known.kind != NULL && !mark_stored (tx, receipt, n_missing, error))
    return FALSE;
  if (g_strcmp0 (known.kind, "visit") == 0 && known.visit != NULL &&
      !follow_visit (tx, known.visit, receipt->record, receipt->complete, error))
    return FALSE;
  if (ret_known != NULL)
    *ret_known = known.kind != NULL;
  return TRUE;
}

gboolean
ds_store_receipts_start_anew (DsStoreTx *tx, GError **error)
{
  gint64 round = 0;

  return ds_store_meta_get_int64 (tx, META_ROUND, 0, &round, error) &&
         ds_store_meta_set_int64 (tx, META_ROUND, round + 1, error) &&
         ds_store_meta_set (tx, DS_STORE_META_RECEIPTS_POSITION, NULL, error);
}

static gboolean
gather_visit_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  g_ptr_array_add (data, g_strdup (ds_stmt_text (stmt, 0)));
  return TRUE;
}

/* Visits whose record headquarters does not have any more wait for it again. */
static gboolean
reopen_visits (DsStoreTx *tx, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db,
                                           "SELECT v.id FROM visits AS v JOIN outbox AS o ON o.id = v.record "
                                           "WHERE v.complete = 1 AND o.state <> 'complete'",
                                           error);
  g_autoptr (GPtrArray) visits = g_ptr_array_new_with_free_func (g_free);

  if (stmt == NULL || !ds_store_each (tx, stmt, gather_visit_cb, visits, error))
    return FALSE;
  for (guint i = 0; i < visits->len; i++) {
    if (!ds_store_visits_complete (tx, g_ptr_array_index (visits, i), FALSE, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
ds_store_receipts_finish_anew (DsStoreTx *tx, guint *ret_requeued, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  gint64 round = 0;
  guint requeued;

  if (!ds_store_meta_get_int64 (tx, META_ROUND, 0, &round, error))
    return FALSE;
  stmt = ds_db_prepare (tx->db,
                        "UPDATE outbox SET state = 'queued', next_try_us = 0 WHERE state IN ('stored', 'complete') AND "
                        "NOT EXISTS (SELECT 1 FROM receipts WHERE receipts.record = outbox.id AND round >= ?1)",
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_int64 (stmt, 1, round);
  if (!ds_stmt_run (stmt, error))
    return FALSE;
  requeued = (guint) ds_db_changes (tx->db);
  if (!reopen_visits (tx, error))
    return FALSE;
  *ret_requeued = requeued;
  return TRUE;
}

gboolean
ds_store_receipts_count (DsStoreTx *tx, gint64 *ret_count, gint64 *ret_incomplete, GError **error)
{
  gint64 count = 0;
  gint64 incomplete = 0;

  if (!ds_db_query_int64 (tx->db, "SELECT count(*) FROM receipts", &count, error) ||
      !ds_db_query_int64 (tx->db,
                          "SELECT count(*) FROM outbox WHERE state IN ('stored', 'complete') AND state = 'stored'",
                          &incomplete, error))
    return FALSE;
  *ret_count = count;
  *ret_incomplete = incomplete;
  return TRUE;
}
