/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-outbox.h"

#include "ds-digest.h"
#include "ds-id.h"
#include "ds-store-private.h"

#include <string.h>

void
ds_store_record_free (DsStoreRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->kind);
  g_free (self->visit);
  g_free (self->order);
  g_free (self->sha256);
  g_free (self->last_words);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static guint
choose_lane (const char *kind)
{
  if (g_str_equal (kind, "hazard"))
    return 0;
  if (g_str_equal (kind, "progress"))
    return 1;
  return 2;
}

static gboolean
check_bytes (GBytes *bytes, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size == 0 || size > DS_STORE_RECORD_BYTES) {
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_LIMIT,
                 "The record has %" G_GSIZE_FORMAT " bytes; headquarters takes 1 to %u.", size, DS_STORE_RECORD_BYTES);
    return FALSE;
  }
  if (memchr (data, '\n', size) != NULL || memchr (data, '\0', size) != NULL) {
    g_set_error_literal (error, DS_STORE_ERROR, DS_ERROR_INVALID, "A record is one line of text without NUL.");
    return FALSE;
  }
  return TRUE;
}

static gboolean
find_digest (DsStoreTx *tx, const char *id, char **ret_sha256, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "SELECT sha256 FROM outbox WHERE id = ?1", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  *ret_sha256 = has_row ? g_strdup (ds_stmt_text (stmt, 0)) : NULL;
  return TRUE;
}

static gboolean
insert_row (DsStoreTx *tx, const DsStoreRecord *record, const char *sha256, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db,
                     "INSERT INTO outbox (id, kind, lane, visit, order_id, sha256, size, state, made_us) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued', ?8)",
                     error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, record->id);
  ds_stmt_bind_text (stmt, 2, record->kind);
  ds_stmt_bind_int64 (stmt, 3, choose_lane (record->kind));
  ds_stmt_bind_text (stmt, 4, record->visit);
  ds_stmt_bind_text (stmt, 5, record->order);
  ds_stmt_bind_text (stmt, 6, sha256);
  ds_stmt_bind_int64 (stmt, 7, (gint64) g_bytes_get_size (record->bytes));
  ds_stmt_bind_int64 (stmt, 8, record->made_us);
  return ds_stmt_run (stmt, error);
}

static gboolean
insert_bytes (DsStoreTx *tx, const DsStoreRecord *record, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  g_autofree char *context = ds_store_context ("record", record->id);
  g_autoptr (GBytes) sealed = ds_vault_seal (tx->vault, context, record->bytes);
  gint64 row = ds_db_last_rowid (tx->db);

  stmt = ds_db_prepare (tx->db, "INSERT INTO record_bytes (row, bytes) VALUES (?1, ?2)", error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_int64 (stmt, 1, row);
  ds_stmt_bind_blob (stmt, 2, sealed);
  return ds_stmt_run (stmt, error);
}

static gboolean
note_in_visit (DsStoreTx *tx, const DsStoreRecord *record, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;

  if (!g_str_equal (record->kind, "visit") || record->visit == NULL)
    return TRUE;
  stmt = ds_db_prepare (tx->db, "UPDATE visits SET record = ?2 WHERE id = ?1", error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, record->visit);
  ds_stmt_bind_text (stmt, 2, record->id);
  return ds_stmt_run (stmt, error);
}

gboolean
ds_store_outbox_enqueue (DsStoreTx *tx, const DsStoreRecord *record, GError **error)
{
  g_autofree char *sha256 = NULL;
  g_autofree char *present = NULL;

  g_return_val_if_fail (ds_id_is_valid (record->id) && record->kind != NULL && record->bytes != NULL, FALSE);

  if (!check_bytes (record->bytes, error) || !find_digest (tx, record->id, &present, error))
    return FALSE;
  sha256 = ds_sha256_bytes (record->bytes);
  if (present != NULL && g_str_equal (present, sha256))
    return TRUE;
  if (present != NULL) {
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_STATE, "Record %s is in the outbox already, with other content.",
                 record->id);
    return FALSE;
  }
  return insert_row (tx, record, sha256, error) && insert_bytes (tx, record, error) &&
         note_in_visit (tx, record, error);
}

gboolean
ds_store_outbox_recover (DsStoreTx *tx, guint *ret_n, GError **error)
{
  g_autoptr (DsStmt) records = ds_db_prepare (tx->db,
                                              "UPDATE outbox SET state = 'queued' WHERE state = 'sending' AND "
                                              "state IN ('queued', 'sending', 'held')",
                                              error);
  g_autoptr (DsStmt) media = NULL;
  gint64 n;

  if (records == NULL || !ds_stmt_run (records, error))
    return FALSE;
  n = ds_db_changes (tx->db);
  media = ds_db_prepare (tx->db,
                         "UPDATE media SET state = 'queued' WHERE state = 'sending' AND "
                         "state IN ('queued', 'sending', 'held')",
                         error);
  if (media == NULL || !ds_stmt_run (media, error))
    return FALSE;
  *ret_n = (guint) (n + ds_db_changes (tx->db));
  return TRUE;
}

#define RECORD_COLUMNS                                                                                           \
  "SELECT outbox.row, id, kind, lane, visit, order_id, sha256, size, state, attempts, next_try_us, last_words, " \
  "hq_seq, stored_us, n_missing, made_us, "
#define WITH_BYTES "record_bytes.bytes FROM outbox JOIN record_bytes ON record_bytes.row = outbox.row "
#define WITHOUT_BYTES "NULL FROM outbox "
#define PENDING "state IN ('queued', 'sending', 'held')"

static gboolean
read_bytes (DsStoreTx *tx, DsStmt *stmt, DsStoreRecord *record, GError **error)
{
  g_autoptr (GBytes) sealed = ds_stmt_blob (stmt, 16);
  g_autofree char *context = ds_store_context ("record", record->id);
  g_autofree char *sha256 = NULL;

  if (sealed == NULL)
    return TRUE;
  record->bytes = ds_vault_open (tx->vault, context, sealed, error);
  if (record->bytes == NULL)
    return FALSE;
  /* Its identity is these bytes; wrong ones are worse than none. */
  sha256 = ds_sha256_bytes (record->bytes);
  if (g_str_equal (sha256, record->sha256))
    return TRUE;
  g_set_error (error, DS_STORE_ERROR, DS_ERROR_CORRUPT,
               "The stored bytes of record %s are damaged. Tell support before going on.", record->id);
  return FALSE;
}

static gboolean
read_record (DsStoreTx *tx, DsStmt *stmt, DsStoreRecord **ret_record, GError **error)
{
  g_autoptr (DsStoreRecord) record = g_new0 (DsStoreRecord, 1);
  g_autofree char *context = NULL;

  record->id = g_strdup (ds_stmt_text (stmt, 1));
  record->kind = g_strdup (ds_stmt_text (stmt, 2));
  record->lane = (guint) ds_stmt_int64 (stmt, 3);
  record->visit = g_strdup (ds_stmt_text (stmt, 4));
  record->order = g_strdup (ds_stmt_text (stmt, 5));
  record->sha256 = g_strdup (ds_stmt_text (stmt, 6));
  record->size_bytes = (guint64) ds_stmt_int64 (stmt, 7);
  record->state = ds_store_state_from (ds_stmt_text (stmt, 8));
  record->attempts = (guint) ds_stmt_int64 (stmt, 9);
  record->next_try_us = ds_stmt_int64 (stmt, 10);
  record->hq_seq = ds_stmt_int64 (stmt, 12);
  record->stored_us = ds_stmt_int64 (stmt, 13);
  record->n_missing = (guint) ds_stmt_int64 (stmt, 14);
  record->made_us = ds_stmt_int64 (stmt, 15);
  context = ds_store_context ("record-words", record->id);
  if (!ds_store_read_sealed (tx, stmt, 11, context, &record->last_words, error) ||
      !read_bytes (tx, stmt, record, error))
    return FALSE;
  *ret_record = g_steal_pointer (&record);
  return TRUE;
}

static gboolean
add_record_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  DsStoreRecord *record = NULL;

  if (!read_record (tx, stmt, &record, error))
    return FALSE;
  g_ptr_array_add (data, record);
  return TRUE;
}

static GPtrArray *
make_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_record_free);
}

static gboolean
mark_sending (DsStoreTx *tx, DsStoreRecord *record, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "UPDATE outbox SET state = 'sending' WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, record->id);
  record->state = DS_STORE_SEND_SENDING;
  return ds_stmt_run (stmt, error);
}

static gboolean
mark_all_sending (DsStoreTx *tx, GPtrArray *records, GError **error)
{
  for (guint i = 0; i < records->len; i++) {
    if (!mark_sending (tx, g_ptr_array_index (records, i), error))
      return FALSE;
  }
  return TRUE;
}

gboolean
ds_store_outbox_claim (DsStoreTx *tx, const DsStoreClaim *claim, GPtrArray **ret_records, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db,
                     RECORD_COLUMNS WITH_BYTES "WHERE " PENDING " AND state = 'queued' AND lane <= ?1 AND "
                                               "next_try_us <= ?2 ORDER BY lane, outbox.row LIMIT ?3",
                     error);
  g_autoptr (GPtrArray) records = make_list ();
  guint64 bytes = 0;
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_int64 (stmt, 1, claim->max_lane);
  ds_stmt_bind_int64 (stmt, 2, claim->now_us);
  ds_stmt_bind_int64 (stmt, 3, claim->max_records);
  for (;;) {
    if (!ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      break;
    bytes += (guint64) ds_stmt_int64 (stmt, 7);
    if (records->len > 0 && bytes > claim->max_bytes)
      break;
    if (!add_record_cb (tx, stmt, records, error))
      return FALSE;
  }
  if (!mark_all_sending (tx, records, error))
    return FALSE;
  *ret_records = g_steal_pointer (&records);
  return TRUE;
}

gboolean
ds_store_outbox_claim_ids (DsStoreTx *tx, const char *const *ids, GPtrArray **ret_records, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db, RECORD_COLUMNS WITH_BYTES "WHERE id = ?1 AND state = 'queued'", error);
  g_autoptr (GPtrArray) records = make_list ();

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; ids[i] != NULL; i++) {
    ds_stmt_reset (stmt);
    ds_stmt_bind_text (stmt, 1, ids[i]);
    if (!ds_store_each (tx, stmt, add_record_cb, records, error))
      return FALSE;
  }
  if (!mark_all_sending (tx, records, error))
    return FALSE;
  *ret_records = g_steal_pointer (&records);
  return TRUE;
}

gboolean
ds_store_outbox_get (DsStoreTx *tx, const char *id, DsStoreRecord **ret_record, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, RECORD_COLUMNS WITH_BYTES "WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  return ds_store_expect_row (stmt, "Record", id, error) && read_record (tx, stmt, ret_record, error);
}

/* What has its receipt stays as it is: a late "held" or "again" of an older request proves nothing. */
static gboolean
mark_record (DsStoreTx *tx, const char *sql, const char *id, const char *words, gint64 next_try_us, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, sql, error);
  g_autofree char *context = ds_store_context ("record-words", id);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  ds_store_bind_sealed (tx, stmt, 2, context, words);
  ds_stmt_bind_int64 (stmt, 3, next_try_us);
  return ds_stmt_run (stmt, error);
}

gboolean
ds_store_outbox_mark_again (DsStoreTx *tx, const char *id, const char *words, gint64 next_try_us, GError **error)
{
  return mark_record (tx,
                      "UPDATE outbox SET state = 'queued', attempts = attempts + 1, last_words = ?2, next_try_us = ?3 "
                      "WHERE id = ?1 AND " PENDING,
                      id, words, next_try_us, error);
}

gboolean
ds_store_outbox_mark_held (DsStoreTx *tx, const char *id, const char *words, GError **error)
{
  return mark_record (tx,
                      "UPDATE outbox SET state = 'held', attempts = attempts + 1, last_words = ?2, next_try_us = ?3 "
                      "WHERE id = ?1 AND " PENDING,
                      id, words, 0, error);
}

gboolean
ds_store_outbox_requeue (DsStoreTx *tx, const char *key, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  gboolean is_medium = ds_sha256_is_valid (key);

  stmt = ds_db_prepare (tx->db,
                        is_medium ? "UPDATE media SET state = 'queued', next_try_us = 0 WHERE sha256 = ?1 AND " PENDING
                                  : "UPDATE outbox SET state = 'queued', next_try_us = 0 WHERE id = ?1 AND " PENDING,
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, key);
  return ds_store_run_changed (tx, stmt, is_medium ? "An unsent photo" : "An unsent record", key, error);
}

static gboolean
list_records (DsStoreTx *tx, const char *sql, guint max, GPtrArray **ret_records, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, sql, error);
  g_autoptr (GPtrArray) records = make_list ();

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_int64 (stmt, 1, max > 0 ? (gint64) max : -1);
  if (!ds_store_each (tx, stmt, add_record_cb, records, error))
    return FALSE;
  *ret_records = g_steal_pointer (&records);
  return TRUE;
}

gboolean
ds_store_outbox_list_pending (DsStoreTx *tx, guint max, GPtrArray **ret_records, GError **error)
{
  return list_records (tx, RECORD_COLUMNS WITHOUT_BYTES "WHERE " PENDING " ORDER BY lane, outbox.row LIMIT ?1", max,
                       ret_records, error);
}

gboolean
ds_store_outbox_list_sent (DsStoreTx *tx, guint max, GPtrArray **ret_records, GError **error)
{
  return list_records (
      tx, RECORD_COLUMNS WITHOUT_BYTES "WHERE state IN ('stored', 'complete') ORDER BY outbox.row DESC LIMIT ?1", max,
      ret_records, error);
}

gboolean
ds_store_outbox_count (DsStoreTx *tx, DsStoreCounts *ret_counts, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      tx->db,
      "SELECT (SELECT count(*) FROM visits WHERE stage = 'finished' AND complete = 0), "
      "m.media, m.photos, m.held, m.bytes, o.records, o.held, o.bytes FROM "
      "(SELECT count(*) FILTER (WHERE state <> 'held') AS media, "
      "count(*) FILTER (WHERE state <> 'held' AND lane = 4) AS photos, count(*) FILTER (WHERE state = 'held') AS held, "
      "coalesce (sum (size - upload_offset) FILTER (WHERE state <> 'held'), 0) AS bytes "
      "FROM media WHERE " PENDING ") AS m, "
      "(SELECT count(*) FILTER (WHERE state <> 'held') AS records, count(*) FILTER (WHERE state = 'held') AS held, "
      "coalesce (sum (size) FILTER (WHERE state <> 'held'), 0) AS bytes FROM outbox WHERE " PENDING ") AS o",
      error);
  gboolean has_row = FALSE;

  if (stmt == NULL || !ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  ret_counts->visits = (guint) ds_stmt_int64 (stmt, 0);
  ret_counts->media = (guint) ds_stmt_int64 (stmt, 1);
  ret_counts->photos = (guint) ds_stmt_int64 (stmt, 2);
  ret_counts->held = (guint) (ds_stmt_int64 (stmt, 3) + ds_stmt_int64 (stmt, 6));
  ret_counts->bytes = (guint64) (ds_stmt_int64 (stmt, 4) + ds_stmt_int64 (stmt, 7));
  ret_counts->records = (guint) ds_stmt_int64 (stmt, 5);
  return TRUE;
}
