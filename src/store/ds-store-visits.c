/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-visits.h"

#include "ds-id.h"
#include "ds-store-orders.h"
#include "ds-store-private.h"

void
ds_store_visit_free (DsStoreVisit *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->order);
  g_free (self->stage);
  g_free (self->order_json);
  g_free (self->position);
  g_free (self->record);
  g_free (self);
}

void
ds_store_pin_free (DsStorePin *self)
{
  if (self == NULL)
    return;
  g_free (self->job);
  g_free (self->sha256);
  g_free (self);
}

static gboolean
may_create (DsStoreTx *tx, const char *order, GError **error)
{
  g_autoptr (DsStoreOrder) row = NULL;
  g_autoptr (DsStoreVisit) newest = NULL;

  if (!ds_store_orders_load_by_id (tx, order, &row, error) || !ds_store_visits_find (tx, order, &newest, error))
    return FALSE;
  if (row->is_cancelled) {
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_STATE,
                 "Headquarters cancelled order %s or gave it to somebody else. No visit can begin.", order);
    return FALSE;
  }
  if (newest != NULL && g_strcmp0 (newest->stage, "finished") != 0) {
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_STATE,
                 "Order %s has a visit that is not finished. Go on with that one.", order);
    return FALSE;
  }
  return TRUE;
}

gboolean
ds_store_visits_create (DsStoreTx *tx, const char *order, char **ret_id, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;
  g_autofree char *id = ds_id_new (tx->clock);
  g_autofree char *context = ds_store_context ("visit-order", id);
  g_autofree char *json = NULL;

  if (!may_create (tx, order, error) || !ds_store_orders_get_document (tx, order, &json, error))
    return FALSE;
  stmt = ds_db_prepare (
      tx->db, "INSERT INTO visits (id, order_id, stage, document, made_us) VALUES (?1, ?2, 'accepted', ?3, ?4)", error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  ds_stmt_bind_text (stmt, 2, order);
  ds_store_bind_sealed (tx, stmt, 3, context, json);
  ds_stmt_bind_int64 (stmt, 4, ds_store_now_us (tx));
  if (!ds_stmt_run (stmt, error) || !ds_store_orders_follow_visit (tx, id, error))
    return FALSE;
  *ret_id = g_steal_pointer (&id);
  return TRUE;
}

#define LIST_COLUMNS \
  "SELECT id, order_id, stage, done, total, hazards, last_seq, made_us, finished_us, record, complete, "

static DsStoreVisit *
read_visit (DsStmt *stmt)
{
  DsStoreVisit *visit = g_new0 (DsStoreVisit, 1);

  visit->id = g_strdup (ds_stmt_text (stmt, 0));
  visit->order = g_strdup (ds_stmt_text (stmt, 1));
  visit->stage = g_strdup (ds_stmt_text (stmt, 2));
  visit->done = (guint) ds_stmt_int64 (stmt, 3);
  visit->total = (guint) ds_stmt_int64 (stmt, 4);
  visit->hazards = (guint) ds_stmt_int64 (stmt, 5);
  visit->last_seq = (guint) ds_stmt_int64 (stmt, 6);
  visit->made_us = ds_stmt_int64 (stmt, 7);
  visit->finished_us = ds_stmt_int64 (stmt, 8);
  visit->record = g_strdup (ds_stmt_text (stmt, 9));
  visit->complete = ds_stmt_int64 (stmt, 10) != 0;
  return visit;
}

static gboolean
read_whole_visit (DsStoreTx *tx, DsStmt *stmt, DsStoreVisit **ret_visit, GError **error)
{
  g_autoptr (DsStoreVisit) visit = read_visit (stmt);
  g_autofree char *order_context = ds_store_context ("visit-order", visit->id);
  g_autofree char *position_context = ds_store_context ("visit-position", visit->id);

  if (!ds_store_read_sealed (tx, stmt, 11, order_context, &visit->order_json, error) ||
      !ds_store_read_sealed (tx, stmt, 12, position_context, &visit->position, error))
    return FALSE;
  *ret_visit = g_steal_pointer (&visit);
  return TRUE;
}

gboolean
ds_store_visits_get (DsStoreTx *tx, const char *id, DsStoreVisit **ret_visit, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, LIST_COLUMNS "document, position FROM visits WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  return ds_store_expect_row (stmt, "Visit", id, error) && read_whole_visit (tx, stmt, ret_visit, error);
}

gboolean
ds_store_visits_find (DsStoreTx *tx, const char *order, DsStoreVisit **ret_visit, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      tx->db, LIST_COLUMNS "document, position FROM visits WHERE order_id = ?1 ORDER BY row DESC LIMIT 1", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, order);
  if (!ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row)
    return read_whole_visit (tx, stmt, ret_visit, error);
  *ret_visit = NULL;
  return TRUE;
}

static gboolean
add_visit_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  g_ptr_array_add (data, read_visit (stmt));
  return TRUE;
}

gboolean
ds_store_visits_list (DsStoreTx *tx, const char *stage, GPtrArray **ret_visits, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db,
                                           LIST_COLUMNS "NULL, NULL FROM visits WHERE stage <> 'finished' AND "
                                                        "stage = coalesce (?1, stage) ORDER BY row",
                                           error);
  g_autoptr (GPtrArray) visits = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_visit_free);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, stage);
  if (!ds_store_each (tx, stmt, add_visit_cb, visits, error))
    return FALSE;
  *ret_visits = g_steal_pointer (&visits);
  return TRUE;
}

gboolean
ds_store_visits_list_finished (DsStoreTx *tx, guint max, GPtrArray **ret_visits, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db,
                                           LIST_COLUMNS "NULL, NULL FROM visits WHERE stage = 'finished' "
                                                        "ORDER BY finished_us DESC LIMIT ?1",
                                           error);
  g_autoptr (GPtrArray) visits = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_visit_free);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_int64 (stmt, 1, max);
  if (!ds_store_each (tx, stmt, add_visit_cb, visits, error))
    return FALSE;
  *ret_visits = g_steal_pointer (&visits);
  return TRUE;
}

gboolean
ds_store_visits_take_order (DsStoreTx *tx, const char *id, char **ret_order_json, GError **error)
{
  g_autoptr (DsStoreVisit) visit = NULL;
  g_autoptr (DsStmt) stmt = NULL;
  g_autofree char *context = ds_store_context ("visit-order", id);
  g_autofree char *json = NULL;

  if (!ds_store_visits_get (tx, id, &visit, error) || !ds_store_orders_get_document (tx, visit->order, &json, error))
    return FALSE;
  stmt = ds_db_prepare (tx->db, "UPDATE visits SET document = ?2 WHERE id = ?1", error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  ds_store_bind_sealed (tx, stmt, 2, context, json);
  if (!ds_stmt_run (stmt, error))
    return FALSE;
  if (ret_order_json != NULL)
    *ret_order_json = g_steal_pointer (&json);
  return TRUE;
}

gboolean
ds_store_visits_set_position (DsStoreTx *tx, const char *id, const char *position, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "UPDATE visits SET position = ?2 WHERE id = ?1", error);
  g_autofree char *context = ds_store_context ("visit-position", id);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  ds_store_bind_sealed (tx, stmt, 2, context, position);
  return ds_store_run_changed (tx, stmt, "Visit", id, error);
}

/* Only a new stage touches the order's row and its indexes; most acts change the counts alone. */
gboolean
ds_store_visits_project (DsStoreTx *tx, const char *id, const DsStoreProjection *projection, GError **error)
{
  g_autoptr (DsStmt) counts = NULL;
  g_autoptr (DsStmt) stage = NULL;

  counts = ds_db_prepare (tx->db, "UPDATE visits SET done = ?2, total = ?3, hazards = ?4 WHERE id = ?1", error);
  if (counts == NULL)
    return FALSE;
  ds_stmt_bind_text (counts, 1, id);
  ds_stmt_bind_int64 (counts, 2, projection->done);
  ds_stmt_bind_int64 (counts, 3, projection->total);
  ds_stmt_bind_int64 (counts, 4, projection->hazards);
  if (!ds_store_run_changed (tx, counts, "Visit", id, error))
    return FALSE;
  stage = ds_db_prepare (tx->db,
                         "UPDATE visits SET stage = ?2, finished_us = iif (?2 = 'finished', ?3, NULL) "
                         "WHERE id = ?1 AND stage <> ?2",
                         error);
  if (stage == NULL)
    return FALSE;
  ds_stmt_bind_text (stage, 1, id);
  ds_stmt_bind_text (stage, 2, projection->stage);
  ds_stmt_bind_int64 (stage, 3, ds_store_now_us (tx));
  if (!ds_stmt_run (stage, error))
    return FALSE;
  return ds_db_changes (tx->db) == 0 || ds_store_orders_follow_visit (tx, id, error);
}

gboolean
ds_store_visits_complete (DsStoreTx *tx, const char *visit, gboolean complete, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db,
                                           "UPDATE visits SET complete = ?2, completed_us = iif (?2, ?3, NULL) "
                                           "WHERE id = ?1 AND stage = 'finished' AND complete <> ?2",
                                           error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, visit);
  ds_stmt_bind_int64 (stmt, 2, complete ? 1 : 0);
  ds_stmt_bind_int64 (stmt, 3, ds_store_now_us (tx));
  if (!ds_stmt_run (stmt, error))
    return FALSE;
  return ds_db_changes (tx->db) == 0 || ds_store_orders_follow_visit (tx, visit, error);
}

static gboolean
expect_content (DsStoreTx *tx, const char *sha256, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "SELECT 1 FROM contents WHERE sha256 = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, sha256);
  return ds_store_expect_row (stmt, "The checklist", sha256, error);
}

gboolean
ds_store_visits_pin (DsStoreTx *tx, const char *id, const char *job, const char *sha256, GError **error)
{
  g_autoptr (DsStmt) stmt = NULL;

  if (!expect_content (tx, sha256, error))
    return FALSE;
  stmt = ds_db_prepare (tx->db,
                        "INSERT INTO pins (visit, job, sha256) VALUES (?1, ?2, ?3) "
                        "ON CONFLICT (visit, job) DO UPDATE SET sha256 = excluded.sha256",
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  ds_stmt_bind_text (stmt, 2, job);
  ds_stmt_bind_text (stmt, 3, sha256);
  return ds_stmt_run (stmt, error);
}

static gboolean
add_pin_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  DsStorePin *pin = g_new0 (DsStorePin, 1);

  pin->job = g_strdup (ds_stmt_text (stmt, 0));
  pin->sha256 = g_strdup (ds_stmt_text (stmt, 1));
  g_ptr_array_add (data, pin);
  return TRUE;
}

gboolean
ds_store_visits_list_pins (DsStoreTx *tx, const char *id, GPtrArray **ret_pins, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "SELECT job, sha256 FROM pins WHERE visit = ?1 ORDER BY job", error);
  g_autoptr (GPtrArray) pins = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_pin_free);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  if (!ds_store_each (tx, stmt, add_pin_cb, pins, error))
    return FALSE;
  *ret_pins = g_steal_pointer (&pins);
  return TRUE;
}
