/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-journal.h"

#include "ds-store-private.h"

#include <string.h>

static char *
make_context (const char *visit, guint seq)
{
  return g_strdup_printf ("journal/%s/%u", visit, seq);
}

/* The number goes up in the visit's row in the same statement that checks it. */
static gboolean
take_seq (DsStoreTx *tx, const char *visit, guint seq, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (tx->db, "UPDATE visits SET last_seq = ?2 WHERE id = ?1 AND last_seq = ?2 - 1", error);
  guint last = 0;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, visit);
  ds_stmt_bind_int64 (stmt, 2, seq);
  if (!ds_stmt_run (stmt, error))
    return FALSE;
  if (ds_db_changes (tx->db) > 0)
    return TRUE;
  if (ds_store_journal_last_seq (tx, visit, &last, error))
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_STATE,
                 "The entry's number is %u, but the journal of visit %s has come to %u. Open the visit again.", seq,
                 visit, last);
  return FALSE;
}

static gboolean
refuse_known_id (DsStoreTx *tx, const char *entry_id, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "SELECT 1 FROM journal WHERE id = ?1", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, entry_id);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row)
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_STATE, "The journal has entry %s already.", entry_id);
  return !has_row;
}

gboolean
ds_store_journal_append (DsStoreTx *tx, const char *visit, guint seq, const char *entry_id, const char *line,
                         GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  g_autofree char *context = make_context (visit, seq);

  if (strlen (line) > DS_STORE_JOURNAL_ENTRY_BYTES || strchr (line, '\n') != NULL) {
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_LIMIT, "A journal entry is one line of at most %u bytes.",
                 DS_STORE_JOURNAL_ENTRY_BYTES);
    return FALSE;
  }
  if (!refuse_known_id (tx, entry_id, error) || !take_seq (tx, visit, seq, error))
    return FALSE;
  stmt = ds_db_prepare (tx->db,
                        "INSERT INTO journal (visit, seq, id, line) "
                        "VALUES ((SELECT row FROM visits WHERE id = ?1), ?2, ?3, ?4)",
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, visit);
  ds_stmt_bind_int64 (stmt, 2, seq);
  ds_stmt_bind_text (stmt, 3, entry_id);
  ds_store_bind_sealed (tx, stmt, 4, context, line);
  return ds_stmt_run (stmt, error);
}

gboolean
ds_store_journal_read (DsStoreTx *tx, const char *visit, guint max_seq, GPtrArray **ret_lines, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db,
                                           "SELECT seq, line FROM journal WHERE visit = (SELECT row FROM visits WHERE "
                                           "id = ?1) AND seq <= ?2 ORDER BY seq",
                                           error);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  guint last = 0;

  if (stmt == NULL || !ds_store_journal_last_seq (tx, visit, &last, error))
    return FALSE;
  ds_stmt_bind_text (stmt, 1, visit);
  ds_stmt_bind_int64 (stmt, 2, max_seq > 0 ? max_seq : G_MAXUINT);
  for (guint seq = 1;; seq++) {
    g_autofree char *context = make_context (visit, seq);
    gboolean has_row = FALSE;
    char *line = NULL;

    if (!ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if ((!has_row && seq <= (max_seq > 0 ? MIN (max_seq, last) : last)) ||
        (has_row && ds_stmt_int64 (stmt, 0) != seq)) {
      g_set_error (error, DS_STORE_ERROR, DS_ERROR_CORRUPT,
                   "Entry %u of the journal of visit %s is missing. Tell support before going on.", seq, visit);
      return FALSE;
    }
    if (!has_row)
      break;
    if (!ds_store_read_sealed (tx, stmt, 1, context, &line, error))
      return FALSE;
    g_ptr_array_add (lines, line);
  }
  *ret_lines = g_steal_pointer (&lines);
  return TRUE;
}

gboolean
ds_store_journal_last_seq (DsStoreTx *tx, const char *visit, guint *ret_seq, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "SELECT last_seq FROM visits WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, visit);
  if (!ds_store_expect_row (stmt, "Visit", visit, error))
    return FALSE;
  *ret_seq = (guint) ds_stmt_int64 (stmt, 0);
  return TRUE;
}
