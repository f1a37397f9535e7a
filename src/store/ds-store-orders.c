/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-orders.h"

#include "ds-store-light.h"
#include "ds-store-private.h"

#include "ds-order.h"

void
ds_store_order_free (DsStoreOrder *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->service);
  g_free (self->stage);
  g_free (self->promise_kind);
  g_free (self->visit);
  g_free (self->customer);
  g_free (self->area);
  g_free (self->address);
  g_strfreev (self->kinds);
  g_strfreev (self->services);
  g_free (self);
}

#define LOAD_COLUMNS                                                                              \
  "SELECT row, id, revision, service, stage, start_us, end_us, due_us, promise_kind, is_return, " \
  "cancelled OR withdrawn, community, complete, visit, light FROM orders "

static gboolean
read_order (DsStoreTx *tx, DsStmt *stmt, DsStoreOrder **ret_order, GError **error)
{
  g_autoptr (DsStoreOrder) order = g_new0 (DsStoreOrder, 1);
  g_autofree char *context = NULL;
  g_autofree char *light = NULL;

  order->row = ds_stmt_int64 (stmt, 0);
  order->id = g_strdup (ds_stmt_text (stmt, 1));
  order->revision = ds_stmt_int64 (stmt, 2);
  order->service = g_strdup (ds_stmt_text (stmt, 3));
  order->stage = g_strdup (ds_stmt_text (stmt, 4));
  order->start_us = ds_stmt_int64 (stmt, 5);
  order->end_us = ds_stmt_int64 (stmt, 6);
  order->due_us = ds_stmt_int64 (stmt, 7);
  order->promise_kind = g_strdup (ds_stmt_text (stmt, 8));
  order->is_return = ds_stmt_int64 (stmt, 9) != 0;
  order->is_cancelled = ds_stmt_int64 (stmt, 10) != 0;
  order->is_community = ds_stmt_int64 (stmt, 11) != 0;
  order->is_complete = ds_stmt_int64 (stmt, 12) != 0;
  order->visit = g_strdup (ds_stmt_text (stmt, 13));
  context = ds_store_context ("order", order->id);
  if (!ds_store_read_sealed (tx, stmt, 14, context, &light, error) || !ds_store_light_read (light, order, error))
    return FALSE;
  *ret_order = g_steal_pointer (&order);
  return TRUE;
}

gboolean
ds_store_orders_load (DsStoreTx *tx, gint64 row, DsStoreOrder **ret_order, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, LOAD_COLUMNS "WHERE row = ?1", error);
  char id[32];

  if (stmt == NULL)
    return FALSE;
  g_snprintf (id, sizeof id, "#%" G_GINT64_FORMAT, row);
  ds_stmt_bind_int64 (stmt, 1, row);
  return ds_store_expect_row (stmt, "Order", id, error) && read_order (tx, stmt, ret_order, error);
}

gboolean
ds_store_orders_load_by_id (DsStoreTx *tx, const char *id, DsStoreOrder **ret_order, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, LOAD_COLUMNS "WHERE id = ?1", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  return ds_store_expect_row (stmt, "Order", id, error) && read_order (tx, stmt, ret_order, error);
}

gboolean
ds_store_orders_get_document (DsStoreTx *tx, const char *id, char **ret_json, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      tx->db, "SELECT document FROM order_documents JOIN orders USING (row) WHERE orders.id = ?1", error);
  g_autofree char *context = ds_store_context ("order-document", id);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  return ds_store_expect_row (stmt, "Order", id, error) && ds_store_read_sealed (tx, stmt, 0, context, ret_json, error);
}

/* What the technician did (stage, visit, finish) is not headquarters' and not named here. */
static gboolean
upsert_row (DsStoreTx *tx, const DsOrder *order, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      tx->db,
      "INSERT INTO orders (id, revision, service, cancelled, is_return, community, start_us, end_us, due_us, "
      "promise_kind, light, search) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
      "ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, service = excluded.service, "
      "cancelled = excluded.cancelled, withdrawn = 0, is_return = excluded.is_return, community = excluded.community, "
      "start_us = excluded.start_us, end_us = excluded.end_us, due_us = excluded.due_us, "
      "promise_kind = excluded.promise_kind, light = excluded.light, search = excluded.search",
      error);
  g_autofree char *context = ds_store_context ("order", order->id);
  g_autofree char *search_context = ds_store_context ("order-search", order->id);
  g_autofree char *light = ds_store_light_write (order);
  g_autofree char *haystack = ds_store_light_haystack (order);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, order->id);
  ds_stmt_bind_int64 (stmt, 2, order->revision);
  ds_stmt_bind_text (stmt, 3, order->service);
  ds_stmt_bind_int64 (stmt, 4, order->cancelled ? 1 : 0);
  ds_stmt_bind_int64 (stmt, 5, order->return_of_visit != NULL ? 1 : 0);
  ds_stmt_bind_int64 (stmt, 6, order->community ? 1 : 0);
  ds_stmt_bind_int64 (stmt, 7, order->window_start.wall_us);
  ds_stmt_bind_int64 (stmt, 8, order->window_end.wall_us);
  if (order->promise_due.set)
    ds_stmt_bind_int64 (stmt, 9, order->promise_due.wall_us);
  ds_stmt_bind_text (stmt, 10, order->promise_kind);
  ds_store_bind_sealed (tx, stmt, 11, context, light);
  ds_store_bind_sealed (tx, stmt, 12, search_context, haystack);
  return ds_stmt_run (stmt, error);
}

static gboolean
upsert_document (DsStoreTx *tx, const char *id, json_t *value, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db,
                                           "INSERT INTO order_documents (row, document) "
                                           "VALUES ((SELECT row FROM orders WHERE id = ?1), ?2) "
                                           "ON CONFLICT (row) DO UPDATE SET document = excluded.document",
                                           error);
  g_autofree char *context = ds_store_context ("order-document", id);
  g_autofree char *line = ds_json_to_line (value, NULL);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, id);
  ds_store_bind_sealed (tx, stmt, 2, context, line);
  return ds_stmt_run (stmt, error);
}

gboolean
ds_store_orders_put (DsStoreTx *tx, json_t *order, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (DsOrder) parsed = ds_order_from_json (order, NULL, &problem);

  if (parsed == NULL) {
    g_set_error_literal (error, DS_STORE_ERROR, (int) ds_error_code_of (problem), problem->message);
    return FALSE;
  }
  return upsert_row (tx, parsed, error) && upsert_document (tx, parsed->id, order, error);
}

gboolean
ds_store_orders_remove (DsStoreTx *tx, const char *id, GError **error)
{
  g_autoptr (DsStmt) forget = ds_db_prepare (
      tx->db, "DELETE FROM orders WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM visits WHERE order_id = ?1)", error);
  g_autoptr (DsStmt) mark = NULL;

  if (forget == NULL)
    return FALSE;
  ds_stmt_bind_text (forget, 1, id);
  if (!ds_stmt_run (forget, error))
    return FALSE;
  mark = ds_db_prepare (tx->db, "UPDATE orders SET withdrawn = 1 WHERE id = ?1", error);
  if (mark == NULL)
    return FALSE;
  ds_stmt_bind_text (mark, 1, id);
  return ds_stmt_run (mark, error);
}

static gboolean
gather_id_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  g_ptr_array_add (data, g_strdup (ds_stmt_text (stmt, 0)));
  return TRUE;
}

gboolean
ds_store_orders_sweep (DsStoreTx *tx, GHashTable *ids, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, "SELECT id FROM orders", error);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);

  if (stmt == NULL || !ds_store_each (tx, stmt, gather_id_cb, kept, error))
    return FALSE;
  for (guint i = 0; i < kept->len; i++) {
    const char *id = g_ptr_array_index (kept, i);

    if (!g_hash_table_contains (ids, id) && !ds_store_orders_remove (tx, id, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
ds_store_orders_count (DsStoreTx *tx, gint64 *ret_count, GError **error)
{
  return ds_db_query_int64 (tx->db, "SELECT count(*) FROM orders", ret_count, error);
}

gboolean
ds_store_orders_follow_visit (DsStoreTx *tx, const char *visit, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db,
                                           "UPDATE orders SET stage = v.stage, visit = v.id, "
                                           "finished_us = v.finished_us, complete = v.complete "
                                           "FROM (SELECT * FROM visits WHERE id = ?1) AS v "
                                           "WHERE orders.id = v.order_id AND (orders.visit IS NULL OR "
                                           "v.row >= (SELECT row FROM visits WHERE id = orders.visit))",
                                           error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, visit);
  return ds_stmt_run (stmt, error);
}
