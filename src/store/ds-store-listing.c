/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-light.h"
#include "ds-store-private.h"

#include <string.h>

void
ds_store_listing_free (DsStoreListing *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, g_array_unref);
  g_free (self);
}

/* Each bucket is one range of one index, in the order it is shown; nothing is sorted, no row is read.
 * ?1 now, ?2 the day's end, ?3 since when done ones are listed. */
static const struct {
  DsStoreBucket bucket;
  const char *sql;
} PARTS[] = {
  { DS_STORE_BUCKET_OVERDUE,
    "SELECT row FROM orders INDEXED BY orders_by_deadline WHERE phase = 0 AND deadline_us < ?1 "
    "ORDER BY deadline_us, row" },
  { DS_STORE_BUCKET_NOW,
    "SELECT row FROM orders INDEXED BY orders_by_start WHERE phase = 1 ORDER BY start_us, deadline_us, row" },
  { DS_STORE_BUCKET_NOW,
    "SELECT row FROM orders INDEXED BY orders_by_start WHERE phase = 0 AND start_us <= ?1 AND deadline_us >= ?1 "
    "ORDER BY start_us, deadline_us, row" },
  { DS_STORE_BUCKET_TODAY,
    "SELECT row FROM orders INDEXED BY orders_by_start WHERE phase = 0 AND start_us > ?1 AND start_us < ?2 "
    "AND deadline_us >= ?1 ORDER BY start_us, deadline_us, row" },
  { DS_STORE_BUCKET_LATER,
    "SELECT row FROM orders INDEXED BY orders_by_start WHERE phase = 0 AND start_us > ?1 AND start_us >= ?2 "
    "AND deadline_us >= ?1 ORDER BY start_us, deadline_us, row" },
  { DS_STORE_BUCKET_WAITING,
    "SELECT row FROM orders INDEXED BY orders_by_close WHERE phase = 2 ORDER BY closed_us, row" },
  { DS_STORE_BUCKET_DONE, "SELECT row FROM orders INDEXED BY orders_by_close WHERE phase = 3 AND closed_us >= ?3 "
                          "ORDER BY closed_us DESC, row DESC" },
};

/* The words of a search, folded as the haystacks are. */
static char **
split_words (const char *search)
{
  g_autofree char *folded = search != NULL ? ds_store_light_fold (search) : NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = NULL;

  if (folded != NULL) {
    parts = g_strsplit_set (folded, " \t\r\n", -1);
    for (guint i = 0; parts[i] != NULL; i++) {
      if (*parts[i] != '\0')
        g_ptr_array_add (words, g_strdup (parts[i]));
    }
  }
  if (words->len == 0)
    return NULL;
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

typedef struct {
  GArray *rows;
  char **words; /* NULL: all match */
  DsStmt *haystacks;
  GCancellable *cancellable;
} Gathering;

static gboolean
match_haystack (Gathering *gathering, const char *haystack)
{
  for (guint i = 0; gathering->words[i] != NULL; i++) {
    if (strstr (haystack, gathering->words[i]) == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
match_row (DsStoreTx *tx, Gathering *gathering, gint64 row, gboolean *ret_matches, GError **error)
{
  g_autofree char *context = NULL;
  g_autofree char *haystack = NULL;
  gboolean has_row = FALSE;

  if (gathering->words == NULL) {
    *ret_matches = TRUE;
    return TRUE;
  }
  if (g_cancellable_is_cancelled (gathering->cancellable)) {
    g_set_error_literal (error, DS_STORE_ERROR, DS_ERROR_CANCELLED, "The search was given up.");
    return FALSE;
  }
  ds_stmt_reset (gathering->haystacks);
  ds_stmt_bind_int64 (gathering->haystacks, 1, row);
  if (!ds_stmt_step (gathering->haystacks, &has_row, error))
    return FALSE;
  *ret_matches = FALSE;
  if (!has_row)
    return TRUE;
  context = ds_store_context ("order-search", ds_stmt_text (gathering->haystacks, 1));
  if (!ds_store_read_sealed (tx, gathering->haystacks, 0, context, &haystack, error))
    return FALSE;
  *ret_matches = match_haystack (gathering, haystack);
  return TRUE;
}

static gboolean
gather_row_cb (DsStoreTx *tx, DsStmt *stmt, gpointer data, GError **error)
{
  Gathering *gathering = data;
  gint64 row = ds_stmt_int64 (stmt, 0);
  gboolean matches = FALSE;

  if (!match_row (tx, gathering, row, &matches, error))
    return FALSE;
  if (matches)
    g_array_append_val (gathering->rows, row);
  return TRUE;
}

static gboolean
gather_part (DsStoreTx *tx, const char *sql, const DsStoreListQuery *query, Gathering *gathering, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (tx->db, sql, error);

  if (stmt == NULL)
    return FALSE;
  if (strstr (sql, "?1") != NULL)
    ds_stmt_bind_int64 (stmt, 1, query->now_us);
  if (strstr (sql, "?2") != NULL)
    ds_stmt_bind_int64 (stmt, 2, query->day_end_us);
  if (strstr (sql, "?3") != NULL)
    ds_stmt_bind_int64 (stmt, 3, query->done_since_us);
  return ds_store_each (tx, stmt, gather_row_cb, gathering, error);
}

gboolean
ds_store_orders_list (DsStoreTx *tx, const DsStoreListQuery *query, DsStoreListing **ret_listing, GError **error)
{
  g_autoptr (DsStoreListing) listing = g_new0 (DsStoreListing, 1);
  g_autoptr (DsStmt) haystacks = ds_db_prepare (tx->db, "SELECT search, id FROM orders WHERE row = ?1", error);
  g_auto (GStrv) words = split_words (query->search);
  Gathering gathering = { .words = words, .haystacks = haystacks, .cancellable = query->cancellable };
  gsize part = 0;

  if (haystacks == NULL)
    return FALSE;
  listing->rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  gathering.rows = listing->rows;
  for (guint bucket = 0; bucket < DS_STORE_N_BUCKETS; bucket++) {
    listing->start[bucket] = listing->rows->len;
    for (; part < G_N_ELEMENTS (PARTS) && (guint) PARTS[part].bucket == bucket; part++) {
      if (!gather_part (tx, PARTS[part].sql, query, &gathering, error))
        return FALSE;
    }
  }
  listing->start[DS_STORE_N_BUCKETS] = listing->rows->len;
  *ret_listing = g_steal_pointer (&listing);
  return TRUE;
}
