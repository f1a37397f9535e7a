/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-store-private.h"

#include "ds-error.h"
#include "ds-json.h"

#include <string.h>

/* A tablet whose every record is refused must not fill the disk. */
#define MAX_HELD_PER_DEVICE 10000

void
ds_hq_receipt_row_clear (DsHqReceiptRow *self)
{
  g_clear_pointer (&self->missing, g_ptr_array_unref);
}

static GPtrArray *
read_missing (DsHqStore *self, gint64 seq, GError **error)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "SELECT sha256 FROM manifest WHERE seq = ?1 AND sha256 NOT IN (SELECT sha256 FROM medium) "
                     "ORDER BY sha256",
                     error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return NULL;
  ds_stmt_bind_int64 (stmt, 1, seq);
  do {
    if (!ds_stmt_step (stmt, &has_row, error))
      return NULL;
    if (has_row)
      g_ptr_array_add (missing, g_strdup (ds_stmt_text (stmt, 0)));
  } while (has_row);

  return g_steal_pointer (&missing);
}

/* Columns: id, sha256, seq, received_us, waiting. */
static gboolean
read_receipt (DsHqStore *self, DsStmt *stmt, DsHqReceiptRow *receipt, GError **error)
{
  g_strlcpy (receipt->record, ds_stmt_text (stmt, 0), sizeof receipt->record);
  g_strlcpy (receipt->sha256, ds_stmt_text (stmt, 1), sizeof receipt->sha256);
  receipt->seq = ds_stmt_int64 (stmt, 2);
  receipt->at_us = ds_stmt_int64 (stmt, 3);
  receipt->complete = ds_stmt_int64 (stmt, 4) == 0;
  receipt->missing =
      receipt->complete ? g_ptr_array_new_with_free_func (g_free) : read_missing (self, receipt->seq, error);

  return receipt->missing != NULL;
}

gboolean
ds_hq_store_reissue_receipt (DsHqStore *self, const char *device, gint64 seq, GError **error)
{
  g_autoptr (DsStmt) drop = ds_db_prepare (self->db, "DELETE FROM receipt WHERE seq = ?1", error);
  g_autoptr (DsStmt) add = NULL;

  if (drop == NULL)
    return FALSE;
  ds_stmt_bind_int64 (drop, 1, seq);
  if (!ds_stmt_run (drop, error))
    return FALSE;
  add = ds_db_prepare (self->db, "INSERT INTO receipt (device, seq) VALUES (?1, ?2)", error);
  if (add == NULL)
    return FALSE;
  ds_stmt_bind_text (add, 1, device);
  ds_stmt_bind_int64 (add, 2, seq);

  return ds_stmt_run (add, error);
}

/* Whether the id is here: then *ret_put says duplicate or conflict, and a duplicate gets its receipt. */
static gboolean
find_record (DsHqStore *self, const DsHqRecord *record, gboolean *ret_found, DsHqPut *ret_put,
             DsHqReceiptRow *ret_receipt, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db, "SELECT id, sha256, seq, received_us, waiting, device FROM record WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, record->id);
  if (!ds_stmt_step (stmt, ret_found, error))
    return FALSE;
  if (!*ret_found)
    return TRUE;
  if (strcmp (ds_stmt_text (stmt, 1), record->sha256) != 0 || strcmp (ds_stmt_text (stmt, 5), record->device) != 0) {
    *ret_put = DS_HQ_PUT_CONFLICT;
    return TRUE;
  }
  *ret_put = DS_HQ_PUT_DUPLICATE;

  return ds_hq_store_count (self, "duplicates", error) && read_receipt (self, stmt, ret_receipt, error);
}

static gboolean
insert_record (DsHqStore *self, const DsHqRecord *record, guint waiting, gint64 *ret_seq, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "INSERT INTO record (id, sha256, kind, device, technician, made_at, received_us, replaces, visit, "
                     "work_order, waiting, line) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                     error);
  g_autoptr (GBytes) line = g_bytes_new_static (record->line, record->line_size);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, record->id);
  ds_stmt_bind_text (stmt, 2, record->sha256);
  ds_stmt_bind_text (stmt, 3, record->kind);
  ds_stmt_bind_text (stmt, 4, record->device);
  ds_stmt_bind_text (stmt, 5, record->technician);
  ds_stmt_bind_text (stmt, 6, record->made_at);
  ds_stmt_bind_int64 (stmt, 7, record->received_us);
  ds_stmt_bind_text (stmt, 8, record->replaces);
  ds_stmt_bind_text (stmt, 9, record->visit);
  ds_stmt_bind_text (stmt, 10, record->order);
  ds_stmt_bind_int64 (stmt, 11, waiting);
  ds_stmt_bind_blob (stmt, 12, line);
  if (!ds_stmt_run (stmt, error))
    return FALSE;
  *ret_seq = ds_db_last_rowid (self->db);

  return TRUE;
}

/* How many files of the manifest are not here yet. */
static gboolean
count_missing (DsHqStore *self, const DsHqRecord *record, guint *ret_missing, GError **error)
{
  guint missing = 0;

  for (guint i = 0; i < record->n_manifest; i++) {
    gint64 size_bytes = -1;

    if (!ds_hq_store_has_medium (self, record->manifest[i].sha256, &size_bytes, error))
      return FALSE;
    missing += size_bytes < 0;
  }
  *ret_missing = missing;

  return TRUE;
}

static gboolean
insert_manifest (DsHqStore *self, gint64 seq, const DsHqRecord *record, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db, "INSERT INTO manifest (seq, sha256, size_bytes) VALUES (?1, ?2, ?3)", error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < record->n_manifest; i++) {
    ds_stmt_bind_int64 (stmt, 1, seq);
    ds_stmt_bind_text (stmt, 2, record->manifest[i].sha256);
    ds_stmt_bind_int64 (stmt, 3, record->manifest[i].size_bytes);
    if (!ds_stmt_run (stmt, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
insert_flag (DsHqStore *self, gint64 seq, const char *flag, json_t *flags, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, "INSERT INTO flag (seq, flag) VALUES (?1, ?2)", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_int64 (stmt, 1, seq);
  ds_stmt_bind_text (stmt, 2, flag);
  json_array_append_new (flags, json_string (flag));

  return ds_stmt_run (stmt, error);
}

/* What is odd about a visit against the order as headquarters knows it now. */
static gboolean
judge_order (DsHqStore *self, const DsHqRecord *record, const char **ret_flag, GError **error)
{
  g_autoptr (DsStmt) order = ds_db_prepare (self->db, "SELECT cancelled FROM work_order WHERE id = ?1", error);
  g_autoptr (DsStmt) person = NULL;
  gboolean has_row = FALSE;

  *ret_flag = NULL;
  if (order == NULL)
    return FALSE;
  ds_stmt_bind_text (order, 1, record->order);
  if (!ds_stmt_step (order, &has_row, error))
    return FALSE;
  if (!has_row) {
    *ret_flag = "unknown-order";
    return TRUE;
  }
  if (ds_stmt_int64 (order, 0) != 0) {
    *ret_flag = "cancelled-order";
    return TRUE;
  }
  person = ds_db_prepare (self->db, "SELECT 1 FROM order_person WHERE work_order = ?1 AND technician = ?2", error);
  if (person == NULL)
    return FALSE;
  ds_stmt_bind_text (person, 1, record->order);
  ds_stmt_bind_text (person, 2, record->technician);
  if (!ds_stmt_step (person, &has_row, error))
    return FALSE;
  if (!has_row)
    *ret_flag = "reassigned-order";

  return TRUE;
}

/* A correction names what it replaces; any other visit record for the order beside this one is a second visit. */
static gboolean
has_other_visit (DsHqStore *self, const DsHqRecord *record, gint64 seq, gboolean *ret_has, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "SELECT 1 FROM record WHERE kind = 'visit' AND work_order = ?1 AND seq <> ?2 "
                     "AND (?3 IS NULL OR visit <> ?4) LIMIT 1",
                     error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, record->order);
  ds_stmt_bind_int64 (stmt, 2, seq);
  ds_stmt_bind_text (stmt, 3, record->replaces);
  ds_stmt_bind_text (stmt, 4, record->visit);

  return ds_stmt_step (stmt, ret_has, error);
}

/* A visit is never refused for what happened to its order meanwhile: it is kept, flagged, and both sides see it. */
static gboolean
flag_visit (DsHqStore *self, const DsHqRecord *record, gint64 seq, GError **error)
{
  g_autoptr (DsJson) flags = json_array ();
  g_autoptr (DsJson) value = NULL;
  g_autofree char *text = NULL;
  const char *flag = NULL;
  gboolean second = FALSE;
  DsHqNotice notice;

  if (!judge_order (self, record, &flag, error) || !has_other_visit (self, record, seq, &second, error))
    return FALSE;
  if (flag != NULL && !insert_flag (self, seq, flag, flags, error))
    return FALSE;
  if (second && !insert_flag (self, seq, "second-visit", flags, error))
    return FALSE;
  if (json_array_size (flags) == 0)
    return TRUE;
  value = json_pack ("{s:s, s:s, s:s, s:O}", "visit", record->visit, "order", record->order, "record", record->id,
                     "flags", flags);
  text = ds_json_to_line (value, NULL);
  notice = (DsHqNotice){ record->technician, "visit-flag", record->visit, text };

  return ds_hq_store_put_notice (self, &notice, record->received_us, error);
}

/* Every opinion has a responsible person and an end; "received" is its first state at headquarters. */
static gboolean
receive_opinion (DsHqStore *self, const DsHqRecord *record, GError **error)
{
  g_autoptr (DsJson) value =
      json_pack ("{s:s, s:s, s:s}", "opinion", record->opinion, "record", record->id, "state", "received");
  g_autofree char *text = ds_json_to_line (value, NULL);
  DsHqNotice notice = { record->technician, "opinion-state", record->opinion, text };

  return ds_hq_store_put_notice (self, &notice, record->received_us, error);
}

static const char *const opinion_states[] = { "received", "handling", "verified", "closed", NULL };

gboolean
ds_hq_store_set_opinion (DsHqStore *self, const char *opinion, const char *state, const char *note, gint64 now_us,
                         GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db, "SELECT technician, text FROM notice WHERE kind = 'opinion-state' AND id = ?1", error);
  g_autoptr (DsJson) value = NULL;
  g_autofree char *technician = NULL;
  g_autofree char *text = NULL;
  gboolean has_row = FALSE;
  DsHqNotice notice;

  if (stmt == NULL)
    return FALSE;
  if (!g_strv_contains (opinion_states, state)) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID,
                 "An opinion's state is received, handling, verified or closed, not \"%s\".", state);
    return FALSE;
  }
  ds_stmt_bind_text (stmt, 1, opinion);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND,
                 "There is no opinion %s. \"doorstep-hq list opinions\" shows them.", opinion);
    return FALSE;
  }
  technician = g_strdup (ds_stmt_text (stmt, 0));
  value = ds_json_parse (ds_stmt_text (stmt, 1), strlen (ds_stmt_text (stmt, 1)), &DS_JSON_LIMITS_RECORD, error);
  if (value == NULL)
    return FALSE;
  ds_stmt_reset (stmt);
  json_object_set_new (value, "state", json_string (state));
  if (note != NULL)
    json_object_set_new (value, "note", json_string (note));
  text = ds_json_to_line (value, NULL);
  notice = (DsHqNotice){ technician, "opinion-state", opinion, text };

  return ds_hq_store_put_notice (self, &notice, now_us, error);
}

/* A record that was once held (by an older headquarters, say) and is accepted now is no dead letter any more. */
static gboolean
release_held (DsHqStore *self, const DsHqRecord *record, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, "DELETE FROM held WHERE device = ?1 AND sha256 = ?2", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, record->device);
  ds_stmt_bind_text (stmt, 2, record->sha256);

  return ds_stmt_run (stmt, error);
}

static gboolean
fill_receipt (DsHqStore *self, const DsHqRecord *record, gint64 seq, guint missing, DsHqReceiptRow *receipt,
              GError **error)
{
  g_strlcpy (receipt->record, record->id, sizeof receipt->record);
  g_strlcpy (receipt->sha256, record->sha256, sizeof receipt->sha256);
  receipt->seq = seq;
  receipt->at_us = record->received_us;
  receipt->complete = missing == 0;
  receipt->missing = missing == 0 ? g_ptr_array_new_with_free_func (g_free) : read_missing (self, seq, error);

  return receipt->missing != NULL;
}

gboolean
ds_hq_store_put_record (DsHqStore *self, const DsHqRecord *record, DsHqPut *ret_put, DsHqReceiptRow *ret_receipt,
                        GError **error)
{
  gboolean found = FALSE;
  guint missing = 0;
  gint64 seq = 0;

  if (!find_record (self, record, &found, ret_put, ret_receipt, error))
    return FALSE;
  if (found)
    return TRUE;
  if (!count_missing (self, record, &missing, error) || !insert_record (self, record, missing, &seq, error) ||
      !insert_manifest (self, seq, record, error) || !ds_hq_store_reissue_receipt (self, record->device, seq, error) ||
      !release_held (self, record, error))
    return FALSE;
  if (strcmp (record->kind, "visit") == 0 && !flag_visit (self, record, seq, error))
    return FALSE;
  if (record->opinion != NULL && !receive_opinion (self, record, error))
    return FALSE;
  *ret_put = DS_HQ_PUT_STORED;

  return fill_receipt (self, record, seq, missing, ret_receipt, error);
}

static gboolean
check_held_room (DsHqStore *self, const char *device, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, "SELECT count(*) FROM held WHERE device = ?1", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, device);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (ds_stmt_int64 (stmt, 0) < MAX_HELD_PER_DEVICE)
    return TRUE;
  g_set_error (error, DS_HQ_ERROR, DS_ERROR_FULL, "Too many held records of this tablet.");

  return FALSE;
}

gboolean
ds_hq_store_hold (DsHqStore *self, const DsHqRecord *record, const char *reason, const char *detail, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  g_autoptr (GBytes) line = g_bytes_new_static (record->line, record->line_size);

  if (!check_held_room (self, record->device, error))
    return FALSE;
  stmt = ds_db_prepare (self->db,
                        "INSERT INTO held (device, sha256, record, reason, detail, received_us, line) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (device, sha256) DO UPDATE "
                        "SET reason = excluded.reason, detail = excluded.detail",
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, record->device);
  ds_stmt_bind_text (stmt, 2, record->sha256);
  ds_stmt_bind_text (stmt, 3, record->id);
  ds_stmt_bind_text (stmt, 4, reason);
  ds_stmt_bind_text (stmt, 5, detail);
  ds_stmt_bind_int64 (stmt, 6, record->received_us);
  ds_stmt_bind_blob (stmt, 7, line);

  return ds_stmt_run (stmt, error);
}

static gboolean
walk_receipts (DsHqStore *self, DsStmt *stmt, DsHqEachReceipt each, gpointer user_data, GError **error)
{
  gboolean has_row = FALSE, go_on = TRUE;

  while (go_on) {
    g_auto (DsHqReceiptRow) receipt = { 0 };

    if (!ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    if (!read_receipt (self, stmt, &receipt, error))
      return FALSE;
    go_on = each (&receipt, ds_stmt_int64 (stmt, 5), user_data);
  }

  return TRUE;
}

gboolean
ds_hq_store_receipts (DsHqStore *self, const char *device, gint64 position, DsHqEachReceipt each, gpointer user_data,
                      GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      self->db,
      "SELECT record.id, record.sha256, record.seq, record.received_us, record.waiting, receipt.position "
      "FROM receipt JOIN record ON record.seq = receipt.seq "
      "WHERE receipt.device = ?1 AND receipt.position > ?2 ORDER BY receipt.position",
      error);
  gboolean done = FALSE;

  if (stmt == NULL || !ds_db_begin_read (self->db, error))
    return FALSE;
  ds_stmt_bind_text (stmt, 1, device);
  ds_stmt_bind_int64 (stmt, 2, position);
  done = walk_receipts (self, stmt, each, user_data, error);
  g_clear_pointer (&stmt, ds_stmt_free);
  ds_db_rollback (self->db);

  return done;
}

gboolean
ds_hq_store_records (DsHqStore *self, gint64 seq, DsHqEachRecord each, gpointer user_data, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "SELECT seq, id, sha256, kind, technician, made_at, visit, work_order, line FROM record "
                     "WHERE seq > ?1 ORDER BY seq",
                     error);
  gboolean has_row = FALSE, go_on = TRUE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_int64 (stmt, 1, seq);
  while (go_on) {
    g_autoptr (GBytes) line = NULL;
    DsHqRecord record = { 0 };

    if (!ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    line = ds_stmt_blob (stmt, 8);
    record.id = ds_stmt_text (stmt, 1);
    g_strlcpy (record.sha256, ds_stmt_text (stmt, 2), sizeof record.sha256);
    record.kind = ds_stmt_text (stmt, 3);
    record.technician = ds_stmt_text (stmt, 4);
    record.made_at = ds_stmt_text (stmt, 5);
    record.visit = ds_stmt_text (stmt, 6);
    record.order = ds_stmt_text (stmt, 7);
    record.line = g_bytes_get_data (line, &record.line_size);
    go_on = each (ds_stmt_int64 (stmt, 0), &record, user_data);
  }

  return TRUE;
}

char *
ds_hq_store_get_visit (DsHqStore *self, const char *visit, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      self->db, "SELECT line FROM record WHERE kind = 'visit' AND (visit = ?1 OR id = ?1) ORDER BY seq DESC LIMIT 1",
      error);
  g_autoptr (GBytes) line = NULL;
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return NULL;
  ds_stmt_bind_text (stmt, 1, visit);
  if (!ds_stmt_step (stmt, &has_row, error))
    return NULL;
  if (!has_row) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND,
                 "There is no visit %s. \"doorstep-hq list visits\" shows them.", visit);
    return NULL;
  }
  line = ds_stmt_blob (stmt, 0);

  return g_strndup (g_bytes_get_data (line, NULL), g_bytes_get_size (line));
}

static const struct {
  const char *name;
  const char *heading;
  const char *sql;
} tables[] = {
  { "orders", "order\trevision\ttechnician\tservice\tstate",
    "SELECT id || char(9) || revision || char(9) || technician || char(9) || service || char(9) || "
    "iif(cancelled, 'cancelled', 'assigned') FROM work_order ORDER BY id" },
  { "technicians", "technician\tname\toutlet",
    "SELECT id || char(9) || name || char(9) || coalesce(outlet, '') FROM technician ORDER BY id" },
  { "devices", "device\ttechnician\tname\tstate",
    "SELECT id || char(9) || technician || char(9) || name || char(9) || "
    "iif(revoked_us IS NULL, 'enrolled', 'revoked') FROM device ORDER BY id" },
  { "visits", "visit\torder\ttechnician\trecord\tmissing media\tflags",
    "SELECT visit || char(9) || work_order || char(9) || technician || char(9) || id || char(9) || waiting || char(9) "
    "|| coalesce((SELECT group_concat(flag, ' ') FROM flag WHERE flag.seq = record.seq), '') FROM record "
    "WHERE kind = 'visit' ORDER BY seq" },
  { "held", "device\trecord\treason\twords",
    "SELECT device || char(9) || coalesce(record, '') || char(9) || reason || char(9) || detail FROM held ORDER BY id" },
  { "opinions", "opinion\ttechnician\tstate",
    "SELECT id || char(9) || technician || char(9) || text FROM notice WHERE kind = 'opinion-state' ORDER BY id" },
  { "content", "kind\tid\tversion\tsha256",
    "SELECT kind || char(9) || id || char(9) || version || char(9) || sha256 FROM content ORDER BY kind, id, version" },
};

char *
ds_hq_store_table (DsHqStore *self, const char *name, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (DsStmt) stmt = NULL;
  gboolean has_row = FALSE;
  guint i = 0;

  while (i < G_N_ELEMENTS (tables) && strcmp (tables[i].name, name) != 0)
    i++;
  if (i == G_N_ELEMENTS (tables)) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID,
                 "There is no list \"%s\"; say orders, technicians, devices, visits, held, opinions or content.", name);
    return NULL;
  }
  stmt = ds_db_prepare (self->db, tables[i].sql, error);
  if (stmt == NULL)
    return NULL;
  g_string_append_printf (text, "%s\n", tables[i].heading);
  do {
    if (!ds_stmt_step (stmt, &has_row, error))
      return NULL;
    if (has_row)
      g_string_append_printf (text, "%s\n", ds_stmt_text (stmt, 0));
  } while (has_row);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
