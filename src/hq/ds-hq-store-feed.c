/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-store-private.h"

#include "ds-error.h"

#include <string.h>

void
ds_hq_order_free (DsHqOrder *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->technician);
  g_free (self->service);
  g_strfreev (self->people);
  g_free (self->text);
  g_free (self);
}

gboolean
ds_hq_store_note_change (DsHqStore *self, const char *audience, const char *kind, const char *id, gboolean removed,
                         GError **error)
{
  g_autoptr (DsStmt) drop =
      ds_db_prepare (self->db, "DELETE FROM change WHERE audience = ?1 AND kind = ?2 AND id = ?3", error);
  g_autoptr (DsStmt) add = NULL;

  if (drop == NULL)
    return FALSE;
  ds_stmt_bind_text (drop, 1, audience);
  ds_stmt_bind_text (drop, 2, kind);
  ds_stmt_bind_text (drop, 3, id);
  if (!ds_stmt_run (drop, error))
    return FALSE;
  add = ds_db_prepare (self->db, "INSERT INTO change (audience, kind, id, removed) VALUES (?1, ?2, ?3, ?4)", error);
  if (add == NULL)
    return FALSE;
  ds_stmt_bind_text (add, 1, audience);
  ds_stmt_bind_text (add, 2, kind);
  ds_stmt_bind_text (add, 3, id);
  ds_stmt_bind_int64 (add, 4, removed);

  return ds_stmt_run (add, error);
}

gboolean
ds_hq_store_put_notice (DsHqStore *self, const DsHqNotice *notice, gint64 now_us, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      self->db,
      "INSERT INTO notice (kind, id, technician, revision, text, changed_us) VALUES (?1, ?2, ?3, 1, ?4, ?5) "
      "ON CONFLICT (kind, id) DO UPDATE SET revision = revision + 1, text = excluded.text, "
      "changed_us = excluded.changed_us",
      error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, notice->kind);
  ds_stmt_bind_text (stmt, 2, notice->id);
  ds_stmt_bind_text (stmt, 3, notice->technician);
  ds_stmt_bind_text (stmt, 4, notice->text);
  ds_stmt_bind_int64 (stmt, 5, now_us);

  return ds_stmt_run (stmt, error) &&
         ds_hq_store_note_change (self, notice->technician, notice->kind, notice->id, FALSE, error);
}

/* Whether @order is new, unchanged (then *ret_known), or to be refused. */
static gboolean
compare_with_stored (DsHqStore *self, const DsHqOrder *order, gboolean *ret_unchanged, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, "SELECT revision, text FROM work_order WHERE id = ?1", error);
  gboolean has_row = FALSE;
  gint64 revision = 0;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, order->id);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  *ret_unchanged = FALSE;
  if (!has_row)
    return TRUE;
  revision = ds_stmt_int64 (stmt, 0);
  if (order->revision > revision)
    return TRUE;
  if (order->revision == revision && strcmp (order->text, ds_stmt_text (stmt, 1)) == 0) {
    *ret_unchanged = TRUE;
    return TRUE;
  }
  g_set_error (error, DS_HQ_ERROR, DS_ERROR_STATE,
               "Order %s is here already as revision %" G_GINT64_FORMAT " with other content. "
               "Give the changed order revision %" G_GINT64_FORMAT ".",
               order->id, revision, revision + 1);

  return FALSE;
}

static gboolean
write_order (DsHqStore *self, const DsHqOrder *order, gint64 now_us, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "INSERT INTO work_order (id, revision, technician, service, cancelled, text, changed_us) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, "
                     "technician = excluded.technician, service = excluded.service, cancelled = excluded.cancelled, "
                     "text = excluded.text, changed_us = excluded.changed_us",
                     error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, order->id);
  ds_stmt_bind_int64 (stmt, 2, order->revision);
  ds_stmt_bind_text (stmt, 3, order->technician);
  ds_stmt_bind_text (stmt, 4, order->service);
  ds_stmt_bind_int64 (stmt, 5, order->cancelled);
  ds_stmt_bind_text (stmt, 6, order->text);
  ds_stmt_bind_int64 (stmt, 7, now_us);

  return ds_stmt_run (stmt, error);
}

static GPtrArray *
read_people (DsHqStore *self, const char *order, GError **error)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db, "SELECT technician FROM order_person WHERE work_order = ?1", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return NULL;
  ds_stmt_bind_text (stmt, 1, order);
  do {
    if (!ds_stmt_step (stmt, &has_row, error))
      return NULL;
    if (has_row)
      g_ptr_array_add (people, g_strdup (ds_stmt_text (stmt, 0)));
  } while (has_row);

  return g_steal_pointer (&people);
}

/* Those who lose the order get a removal, those who have it (still or anew) get it. */
static gboolean
write_people (DsHqStore *self, const DsHqOrder *order, GError **error)
{
  g_autoptr (GPtrArray) before = read_people (self, order->id, error);
  g_autoptr (DsStmt) drop = NULL;
  g_autoptr (DsStmt) add = NULL;

  if (before == NULL)
    return FALSE;
  drop = ds_db_prepare (self->db, "DELETE FROM order_person WHERE work_order = ?1", error);
  if (drop == NULL)
    return FALSE;
  ds_stmt_bind_text (drop, 1, order->id);
  if (!ds_stmt_run (drop, error))
    return FALSE;
  for (guint i = 0; i < before->len; i++) {
    const char *person = g_ptr_array_index (before, i);

    if (!g_strv_contains ((const char *const *) order->people, person) &&
        !ds_hq_store_note_change (self, person, "order", order->id, TRUE, error))
      return FALSE;
  }
  add = ds_db_prepare (self->db, "INSERT OR IGNORE INTO order_person (work_order, technician) VALUES (?1, ?2)", error);
  if (add == NULL)
    return FALSE;
  for (guint i = 0; order->people[i] != NULL; i++) {
    ds_stmt_bind_text (add, 1, order->id);
    ds_stmt_bind_text (add, 2, order->people[i]);
    if (!ds_stmt_run (add, error) ||
        !ds_hq_store_note_change (self, order->people[i], "order", order->id, FALSE, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
ds_hq_store_put_order (DsHqStore *self, const DsHqOrder *order, gint64 now_us, gboolean *ret_changed, GError **error)
{
  gboolean unchanged = FALSE;

  if (!compare_with_stored (self, order, &unchanged, error))
    return FALSE;
  if (!unchanged && (!write_order (self, order, now_us, error) || !write_people (self, order, error)))
    return FALSE;
  *ret_changed = !unchanged;

  return TRUE;
}

char *
ds_hq_store_get_order (DsHqStore *self, const char *id, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, "SELECT text FROM work_order WHERE id = ?1", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return NULL;
  ds_stmt_bind_text (stmt, 1, id);
  if (!ds_stmt_step (stmt, &has_row, error))
    return NULL;
  if (!has_row) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND, "There is no order %s.", id);
    return NULL;
  }

  return g_strdup (ds_stmt_text (stmt, 0));
}

gboolean
ds_hq_store_put_content (DsHqStore *self, const DsHqContent *content, gint64 now_us, gboolean *ret_changed,
                         GError **error)
{
  g_autoptr (DsStmt) newest = ds_db_prepare (
      self->db, "SELECT version, sha256 FROM content WHERE kind = ?1 AND id = ?2 ORDER BY version DESC LIMIT 1", error);
  g_autoptr (DsStmt) add = NULL;
  char sha256[DS_SHA256_BUFFER];
  gboolean has_row = FALSE;

  if (newest == NULL)
    return FALSE;
  ds_sha256 (content->text, content->text_size, sha256);
  ds_stmt_bind_text (newest, 1, content->kind);
  ds_stmt_bind_text (newest, 2, content->id);
  if (!ds_stmt_step (newest, &has_row, error))
    return FALSE;
  *ret_changed = FALSE;
  if (has_row && ds_stmt_int64 (newest, 0) == content->version && strcmp (ds_stmt_text (newest, 1), sha256) == 0)
    return TRUE;
  if (has_row && ds_stmt_int64 (newest, 0) >= content->version) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_STATE,
                 "%s %s is published already as version %" G_GINT64_FORMAT
                 ". A changed one needs version %" G_GINT64_FORMAT " or more.",
                 content->kind, content->id, ds_stmt_int64 (newest, 0), ds_stmt_int64 (newest, 0) + 1);
    return FALSE;
  }
  add = ds_db_prepare (self->db,
                       "INSERT INTO content (kind, id, version, sha256, text, published_us) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                       error);
  if (add == NULL)
    return FALSE;
  ds_stmt_bind_text (add, 1, content->kind);
  ds_stmt_bind_text (add, 2, content->id);
  ds_stmt_bind_int64 (add, 3, content->version);
  ds_stmt_bind_text (add, 4, sha256);
  ds_stmt_bind_text (add, 5, content->text);
  ds_stmt_bind_int64 (add, 6, now_us);
  *ret_changed = TRUE;

  return ds_stmt_run (add, error) &&
         ds_hq_store_note_change (self, DS_HQ_EVERYBODY, content->kind, content->id, FALSE, error);
}

gboolean
ds_hq_store_has_content (DsHqStore *self, const char *kind, const char *id, gboolean *ret_has, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db, "SELECT 1 FROM content WHERE kind = ?1 AND id = ?2 LIMIT 1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, kind);
  ds_stmt_bind_text (stmt, 2, id);

  return ds_stmt_step (stmt, ret_has, error);
}

char *
ds_hq_store_get_content (DsHqStore *self, const char *kind, const char *id, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      self->db, "SELECT text FROM content WHERE kind = ?1 AND id = ?2 ORDER BY version DESC LIMIT 1", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return NULL;
  ds_stmt_bind_text (stmt, 1, kind);
  ds_stmt_bind_text (stmt, 2, id);
  if (!ds_stmt_step (stmt, &has_row, error))
    return NULL;
  if (!has_row) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND, "There is no %s %s here.", kind, id);
    return NULL;
  }

  return g_strdup (ds_stmt_text (stmt, 0));
}

/* Fills value, revision and digest of a change from the thing's own table. A thing that is gone is skipped. */
static gboolean
send_change (DsHqStore *self, DsHqChange *change, DsHqEachChange each, gpointer user_data, gboolean *ret_go_on,
             GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  gboolean has_row = FALSE;

  if (change->removed) {
    *ret_go_on = each (change, user_data);
    return TRUE;
  }
  if (strcmp (change->kind, "order") == 0) {
    stmt = ds_db_prepare (self->db, "SELECT revision, text, NULL FROM work_order WHERE id = ?1", error);
  } else if (strcmp (change->kind, "opinion-state") == 0 || strcmp (change->kind, "visit-flag") == 0) {
    stmt = ds_db_prepare (self->db, "SELECT revision, text, NULL FROM notice WHERE id = ?1 AND kind = ?2", error);
  } else {
    stmt = ds_db_prepare (self->db,
                          "SELECT version, text, sha256 FROM content WHERE id = ?1 AND kind = ?2 "
                          "ORDER BY version DESC LIMIT 1",
                          error);
  }
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, change->id);
  if (strcmp (change->kind, "order") != 0)
    ds_stmt_bind_text (stmt, 2, change->kind);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  change->revision = ds_stmt_int64 (stmt, 0);
  change->value = ds_stmt_text (stmt, 1);
  change->sha256 = ds_stmt_text (stmt, 2);
  *ret_go_on = each (change, user_data);

  return TRUE;
}

static gboolean
walk_changes (DsHqStore *self, DsStmt *stmt, DsHqEachChange each, gpointer user_data, GError **error)
{
  gboolean has_row = TRUE, go_on = TRUE;

  while (go_on) {
    DsHqChange change = { 0 };

    if (!ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    change.seq = ds_stmt_int64 (stmt, 0);
    change.kind = ds_stmt_text (stmt, 1);
    change.id = ds_stmt_text (stmt, 2);
    change.removed = ds_stmt_int64 (stmt, 3) != 0;
    if (!send_change (self, &change, each, user_data, &go_on, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
ds_hq_store_changes (DsHqStore *self, const char *technician, gint64 seq, DsHqEachChange each, gpointer user_data,
                     GError **error)
{
  /* Two index walks merged: IN ('', ?1) would sort the whole rest of the feed for one page. */
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db,
                     "SELECT seq, kind, id, removed FROM change WHERE audience = '' AND seq > ?2 "
                     "UNION ALL SELECT seq, kind, id, removed FROM change WHERE audience = ?1 AND seq > ?2 ORDER BY 1",
                     error);
  gboolean done = FALSE;

  if (stmt == NULL || !ds_db_begin_read (self->db, error))
    return FALSE;
  ds_stmt_bind_text (stmt, 1, technician);
  ds_stmt_bind_int64 (stmt, 2, seq);
  done = walk_changes (self, stmt, each, user_data, error);
  g_clear_pointer (&stmt, ds_stmt_free);
  ds_db_rollback (self->db);

  return done;
}

gboolean
ds_hq_store_feed_ends (DsHqStore *self, gint64 *ret_change_seq, gint64 *ret_receipt_pos, GError **error)
{
  return ds_db_query_int64 (self->db, "SELECT coalesce(max(seq), 0) FROM change", ret_change_seq, error) &&
         ds_db_query_int64 (self->db, "SELECT coalesce(max(position), 0) FROM receipt", ret_receipt_pos, error);
}
