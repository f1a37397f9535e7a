/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-order-list.h"

#include "ds-app-private.h"
#include "ds-order-row-private.h"
#include "ds-store-orders.h"

struct _DsOrderList {
  GObject parent_instance;

  DsApp *app;
  gulong changed_id;
  GArray *rows; /* gint64 rowids, section after section */
  guint start[DS_ORDER_N_SECTIONS + 1];
  GHashTable *alive; /* rowid → DsOrderRow, not owned: it takes itself out when it goes */
  char *search_text;
  char *error;
  GCancellable *running;
  gboolean again;
};

enum { PROP_SEARCH_TEXT = 1, PROP_LOADING, PROP_N_ITEMS, PROP_ERROR, N_PROPS };
enum { SIGNAL_SECTIONS_CHANGED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DsOrderList, ds_order_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* --- rows ------------------------------------------------------------------------------------------------ */

static DsOrderStage
stage_from_name (const char *name, gboolean cancelled)
{
  static const char *const names[] = { "assigned", "accepted", "departed", "arrived", "started", "parked", "finished" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_strcmp0 (name, names[i]) == 0)
      return cancelled && i == DS_ORDER_STAGE_NEW ? DS_ORDER_STAGE_CANCELLED : (DsOrderStage) i;
  }
  return DS_ORDER_STAGE_NEW;
}

static DsOrderFacts *
take_facts (DsStoreOrder *order, gboolean demo)
{
  DsOrderFacts *facts = g_new0 (DsOrderFacts, 1);

  facts->rowid = order->row;
  facts->order_id = g_steal_pointer (&order->id);
  facts->stage = stage_from_name (order->stage, order->is_cancelled);
  facts->start_us = order->start_us;
  facts->end_us = order->end_us;
  facts->due_us = order->due_us;
  facts->promise_kind = g_steal_pointer (&order->promise_kind);
  facts->customer = g_steal_pointer (&order->customer);
  facts->area = g_steal_pointer (&order->area);
  facts->address = g_steal_pointer (&order->address);
  facts->services = g_steal_pointer (&order->services);
  facts->kinds = g_steal_pointer (&order->kinds);
  facts->is_return = order->is_return;
  facts->community = order->is_community;
  facts->demo = demo;
  return facts;
}

static gint64
now_us (DsOrderList *self)
{
  DsMoment now;

  ds_clock_now (ds_app_get_clock (self->app), &now);
  return now.wall_us;
}

/* One small read on the main thread's own connection, about 20 µs: a row is never shown empty first. */
static void
load_row (DsOrderList *self, DsOrderRow *row)
{
  g_autoptr (DsStoreOrder) order = NULL;
  DsStore *store = ds_app_get_store (self->app);
  DsStoreTx *tx = store != NULL ? ds_store_get_local (store, NULL) : NULL;

  if (tx != NULL && ds_store_orders_load (tx, ds_order_row_get_rowid (row), &order, NULL))
    ds_order_row_fill (row, take_facts (order, ds_app_is_demo (self->app)), now_us (self));
}

static DsOrderSection
section_of (DsOrderList *self, guint position)
{
  guint section = 0;

  while (section + 1 < DS_ORDER_N_SECTIONS && position >= self->start[section + 1])
    section++;
  return section;
}

static void
place_row (DsOrderList *self, DsOrderRow *row, guint position)
{
  DsOrderSection section = section_of (self, position);

  ds_order_row_set_place (row, section, position == self->start[section]);
}

typedef struct {
  GHashTable *alive;
  gint64 rowid;
} Mourning;

static void
row_gone_cb (gpointer data, GObject *where)
{
  Mourning *mourning = data;

  if (g_hash_table_lookup (mourning->alive, &mourning->rowid) == where)
    g_hash_table_remove (mourning->alive, &mourning->rowid);
  g_hash_table_unref (mourning->alive);
  g_free (mourning);
}

static DsOrderRow *
make_row (DsOrderList *self, gint64 rowid)
{
  DsOrderRow *row = ds_order_row_new (rowid);
  Mourning *mourning = g_new0 (Mourning, 1);

  mourning->alive = g_hash_table_ref (self->alive);
  mourning->rowid = rowid;
  g_hash_table_insert (self->alive, g_memdup2 (&rowid, sizeof rowid), row);
  g_object_weak_ref (G_OBJECT (row), row_gone_cb, mourning);
  load_row (self, row);
  return row;
}

static GType
get_item_type (GListModel *model)
{
  return DS_TYPE_ORDER_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return DS_ORDER_LIST (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DsOrderList *self = DS_ORDER_LIST (model);
  gint64 rowid;
  DsOrderRow *row;

  if (position >= self->rows->len)
    return NULL;
  rowid = g_array_index (self->rows, gint64, position);
  row = g_hash_table_lookup (self->alive, &rowid);
  if (row != NULL)
    return g_object_ref (row);
  row = make_row (self, rowid);
  place_row (self, row, position);
  return row;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- querying -------------------------------------------------------------------------------------------- */

typedef struct {
  DsStoreListQuery query;
  char *search;
  DsStoreListing *listing;
} ListJob;

static void
free_list_job (gpointer data)
{
  ListJob *job = data;

  g_clear_pointer (&job->listing, ds_store_listing_free);
  g_clear_object (&job->query.cancellable);
  g_free (job->search);
  g_free (job);
}

static gboolean
run_list (DsStoreTx *tx, gpointer data, GError **error)
{
  ListJob *job = data;

  return ds_store_orders_list (tx, &job->query, &job->listing, error);
}

static gint64
day_end_us (gint64 wall_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (wall_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) midnight = now != NULL ? g_date_time_new_local (g_date_time_get_year (now),
                                                                        g_date_time_get_month (now),
                                                                        g_date_time_get_day_of_month (now), 0, 0, 0)
                                               : NULL;
  g_autoptr (GDateTime) end = midnight != NULL ? g_date_time_add_days (midnight, 1) : NULL;

  return end != NULL ? g_date_time_to_unix (end) * G_USEC_PER_SEC : wall_us;
}

static void
refresh_alive (DsOrderList *self)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  guint left = g_hash_table_size (self->alive);
  GHashTableIter iter;
  gpointer row;

  if (left == 0)
    return;
  /* Held while they are refreshed: a listener may let the last reference go. */
  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (rows, g_object_ref (row));
  for (guint i = 0; i < rows->len; i++)
    load_row (self, g_ptr_array_index (rows, i));
  for (guint i = 0; i < self->rows->len && left > 0; i++) {
    row = g_hash_table_lookup (self->alive, &g_array_index (self->rows, gint64, i));
    if (row == NULL)
      continue;
    place_row (self, row, i);
    left--;
  }
}

/* What stands at both ends of the old and the new list stays; only the part between is announced. */
static void
take_listing (DsOrderList *self, DsStoreListing *listing)
{
  g_autoptr (GArray) old = g_steal_pointer (&self->rows);
  guint shorter, prefix = 0, suffix = 0;
  gboolean sections_differ;

  self->rows = g_array_ref (listing->rows);
  sections_differ = memcmp (self->start, listing->start, sizeof self->start) != 0;
  memcpy (self->start, listing->start, sizeof self->start);
  shorter = MIN (old->len, self->rows->len);
  while (prefix < shorter && g_array_index (old, gint64, prefix) == g_array_index (self->rows, gint64, prefix))
    prefix++;
  while (suffix < shorter - prefix && g_array_index (old, gint64, old->len - 1 - suffix) ==
                                          g_array_index (self->rows, gint64, self->rows->len - 1 - suffix))
    suffix++;
  refresh_alive (self);
  if (prefix + suffix < MAX (old->len, self->rows->len))
    g_list_model_items_changed (G_LIST_MODEL (self), prefix, old->len - prefix - suffix,
                                self->rows->len - prefix - suffix);
  if (old->len != self->rows->len)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ITEMS]);
  if (sections_differ)
    g_signal_emit (self, signals[SIGNAL_SECTIONS_CHANGED], 0);
}

static void
set_error (DsOrderList *self, const char *words)
{
  if (g_strcmp0 (self->error, words) == 0)
    return;
  g_free (self->error);
  self->error = g_strdup (words);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static void
list_done_cb (GTask *task)
{
  DsOrderList *self = g_task_get_source_object (task);
  ListJob *job = g_task_get_task_data (task);

  if (self->app != NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    set_error (self, NULL);
    take_listing (self, job->listing);
  }
  g_task_return_boolean (task, TRUE);
}

void
ds_order_list_reload_async (DsOrderList *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  ListJob *job;
  gint64 now;

  g_return_if_fail (DS_IS_ORDER_LIST (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ds_order_list_reload_async);
  job = g_new0 (ListJob, 1);
  now = now_us (self);
  job->search = g_strdup (self->search_text);
  job->query.now_us = now;
  job->query.day_end_us = day_end_us (now);
  job->query.search = job->search;
  job->query.cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  g_task_set_task_data (task, job, free_list_job);
  ds_app_run_task (self->app, task, run_list, FALSE, list_done_cb);
}

gboolean
ds_order_list_reload_finish (DsOrderList *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void reload (DsOrderList *self);

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsOrderList *self = DS_ORDER_LIST (source);
  g_autoptr (GCancellable) mine = user_data;
  g_autoptr (GError) error = NULL;

  if (!ds_order_list_reload_finish (self, result, &error) && !ds_error_is (error, DS_ERROR_CANCELLED) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_error (self, error->message);
  if (self->running != mine)
    return;
  g_clear_object (&self->running);
  if (self->again) {
    self->again = FALSE;
    reload (self);
    return;
  }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
reload (DsOrderList *self)
{
  gboolean was_running = self->running != NULL;

  if (self->app == NULL || !ds_app_is_open (self->app))
    return;
  g_set_object (&self->running, NULL);
  self->running = g_cancellable_new ();
  ds_order_list_reload_async (self, self->running, reloaded_cb, g_object_ref (self->running));
  if (!was_running)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
app_changed_cb (DsOrderList *self, guint flags)
{
  if ((flags & DS_APP_CHANGE_ORDERS) == 0)
    return;
  /* A query that runs may have begun before the change: one more when it is through, however many changes came. */
  if (self->running != NULL)
    self->again = TRUE;
  else
    reload (self);
}

/* --- the object ------------------------------------------------------------------------------------------ */

static void
ds_order_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DsOrderList *self = DS_ORDER_LIST (object);

  switch (id) {
  case PROP_SEARCH_TEXT:
    g_value_set_string (value, self->search_text);
    break;
  case PROP_LOADING:
    g_value_set_boolean (value, self->running != NULL);
    break;
  case PROP_N_ITEMS:
    g_value_set_uint (value, self->rows->len);
    break;
  case PROP_ERROR:
    g_value_set_string (value, self->error);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ds_order_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SEARCH_TEXT)
    ds_order_list_set_search_text (DS_ORDER_LIST (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ds_order_list_dispose (GObject *object)
{
  DsOrderList *self = DS_ORDER_LIST (object);

  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  if (self->app != NULL)
    g_clear_signal_handler (&self->changed_id, self->app);
  g_clear_object (&self->app);
  G_OBJECT_CLASS (ds_order_list_parent_class)->dispose (object);
}

static void
ds_order_list_finalize (GObject *object)
{
  DsOrderList *self = DS_ORDER_LIST (object);

  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->alive, g_hash_table_unref);
  g_free (self->search_text);
  g_free (self->error);
  G_OBJECT_CLASS (ds_order_list_parent_class)->finalize (object);
}

static void
ds_order_list_class_init (DsOrderListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ds_order_list_get_property;
  object_class->set_property = ds_order_list_set_property;
  object_class->dispose = ds_order_list_dispose;
  object_class->finalize = ds_order_list_finalize;
  props[PROP_SEARCH_TEXT] = g_param_spec_string ("search-text", NULL, NULL, NULL,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  props[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_SECTIONS_CHANGED] = g_signal_new ("sections-changed", DS_TYPE_ORDER_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
ds_order_list_init (DsOrderList *self)
{
  G_STATIC_ASSERT ((int) DS_ORDER_N_SECTIONS == (int) DS_STORE_N_BUCKETS);
  self->rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->alive = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

DsOrderList *
ds_order_list_new (DsApp *app)
{
  DsOrderList *self = g_object_new (DS_TYPE_ORDER_LIST, NULL);

  self->app = g_object_ref (app);
  self->changed_id = g_signal_connect_swapped (app, "changed", G_CALLBACK (app_changed_cb), self);
  reload (self);
  return self;
}

void
ds_order_list_set_search_text (DsOrderList *self, const char *text)
{
  g_return_if_fail (DS_IS_ORDER_LIST (self));
  if (text != NULL && *text == '\0')
    text = NULL;
  if (g_strcmp0 (self->search_text, text) == 0)
    return;
  g_free (self->search_text);
  self->search_text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEARCH_TEXT]);
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  reload (self);
}

const char *
ds_order_list_get_search_text (DsOrderList *self)
{
  g_return_val_if_fail (DS_IS_ORDER_LIST (self), NULL);
  return self->search_text;
}

gboolean
ds_order_list_is_loading (DsOrderList *self)
{
  g_return_val_if_fail (DS_IS_ORDER_LIST (self), FALSE);
  return self->running != NULL;
}

guint
ds_order_list_get_section_count (DsOrderList *self, DsOrderSection section)
{
  g_return_val_if_fail (DS_IS_ORDER_LIST (self) && section < DS_ORDER_N_SECTIONS, 0);
  return self->start[section + 1] - self->start[section];
}

gboolean
ds_order_list_find (DsOrderList *self, const char *order_id, guint *ret_position)
{
  g_autoptr (DsStoreOrder) order = NULL;
  DsStore *store;
  DsStoreTx *tx;

  g_return_val_if_fail (DS_IS_ORDER_LIST (self) && order_id != NULL, FALSE);
  store = self->app != NULL ? ds_app_get_store (self->app) : NULL;
  tx = store != NULL ? ds_store_get_local (store, NULL) : NULL;
  if (tx == NULL || !ds_store_orders_load_by_id (tx, order_id, &order, NULL))
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++) {
    if (g_array_index (self->rows, gint64, i) != order->row)
      continue;
    if (ret_position != NULL)
      *ret_position = i;
    return TRUE;
  }
  return FALSE;
}

void
ds_order_list_tick (DsOrderList *self)
{
  g_return_if_fail (DS_IS_ORDER_LIST (self));
  app_changed_cb (self, DS_APP_CHANGE_ORDERS);
}

guint
ds_order_list_count_alive (DsOrderList *self)
{
  g_return_val_if_fail (DS_IS_ORDER_LIST (self), 0);
  return g_hash_table_size (self->alive);
}
