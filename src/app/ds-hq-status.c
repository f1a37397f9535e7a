/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-status.h"

#include "ds-app-private.h"
#include "ds-hq-item-private.h"

#include "ds-store-media.h"
#include "ds-store-meta.h"
#include "ds-store-orders.h"
#include "ds-store-outbox.h"

/* So many of those headquarters has are listed; the others are only history. */
#define MAX_SENT 200

struct _DsHqStatus {
  GObject parent_instance;

  DsApp *app;
  gulong changed_id;
  GPtrArray *items; /* DsHqItem */
  DsHqPhase phase;
  char *last_words;
  gint64 next_try_us;
  gint64 last_contact_us;
  gint64 clock_offset_ms;
  gboolean clock_known;
  gboolean metered_waiting;
  gboolean running;
  gboolean again;
};

enum {
  PROP_PHASE = 1,
  PROP_LAST_WORDS,
  PROP_NEXT_TRY_US,
  PROP_LAST_CONTACT_US,
  PROP_CLOCK_OFFSET_MS,
  PROP_LAST_CONTACT_KNOWN,
  PROP_METERED_WAITING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DsHqStatus, ds_hq_status, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GType
get_item_type (GListModel *model)
{
  return DS_TYPE_HQ_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return DS_HQ_STATUS (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DsHqStatus *self = DS_HQ_STATUS (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- reading the outbox ---------------------------------------------------------------------------------- */

typedef struct {
  GPtrArray *facts; /* DsHqItemFacts */
  gint64 last_contact_us;
  GHashTable *titles; /* order id → title */
} StatusJob;

static void
free_status_job (gpointer data)
{
  StatusJob *job = data;

  g_ptr_array_unref (job->facts);
  g_hash_table_unref (job->titles);
  g_free (job);
}

static const char *
find_title (StatusJob *job, DsStoreTx *tx, const char *order_id)
{
  g_autoptr (DsStoreOrder) order = NULL;
  char *title;

  if (order_id == NULL)
    return NULL;
  if (g_hash_table_contains (job->titles, order_id))
    return g_hash_table_lookup (job->titles, order_id);
  if (ds_store_orders_load_by_id (tx, order_id, &order, NULL) && order->customer != NULL)
    title = order->area != NULL ? g_strdup_printf ("%s · %s", order->customer, order->area) : g_strdup (order->customer);
  else
    title = g_strdup (order_id);
  g_hash_table_insert (job->titles, g_strdup (order_id), title);
  return title;
}

static DsHqItemState
item_state (DsStoreSendState state)
{
  switch (state) {
  case DS_STORE_SEND_SENDING:
    return DS_HQ_ITEM_SENDING;
  case DS_STORE_SEND_HELD:
    return DS_HQ_ITEM_HELD;
  case DS_STORE_SEND_STORED:
    return DS_HQ_ITEM_STORED;
  case DS_STORE_SEND_COMPLETE:
    return DS_HQ_ITEM_COMPLETE;
  case DS_STORE_SEND_QUEUED:
  case DS_STORE_SEND_LOCAL:
  default:
    return DS_HQ_ITEM_QUEUED;
  }
}

static void
add_records (StatusJob *job, DsStoreTx *tx, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++) {
    const DsStoreRecord *record = g_ptr_array_index (records, i);
    DsHqItemFacts *facts = g_new0 (DsHqItemFacts, 1);

    facts->id = g_strdup (record->id);
    facts->kind = g_strdup (record->kind);
    facts->title = g_strdup (find_title (job, tx, record->order));
    facts->order_id = g_strdup (record->order);
    facts->state = item_state (record->state);
    facts->bytes_total = record->size_bytes;
    facts->bytes_sent = facts->state >= DS_HQ_ITEM_STORED ? record->size_bytes : 0;
    facts->attempts = record->attempts;
    facts->last_words = g_strdup (record->last_words);
    facts->next_try_us = record->next_try_us;
    facts->made_at_us = record->made_us;
    facts->media_missing = record->n_missing;
    g_ptr_array_add (job->facts, facts);
  }
}

static void
add_media (StatusJob *job, GPtrArray *media)
{
  for (guint i = 0; i < media->len; i++) {
    const DsStoreMedium *medium = g_ptr_array_index (media, i);
    DsHqItemFacts *facts = g_new0 (DsHqItemFacts, 1);

    facts->id = g_strdup (medium->sha256);
    facts->kind = g_strdup ("media");
    facts->title = g_strdup (medium->type);
    facts->detail = medium->width > 0 ? g_strdup_printf ("%u × %u", medium->width, medium->height) : NULL;
    facts->state = item_state (medium->state);
    facts->bytes_total = medium->size_bytes;
    facts->bytes_sent = medium->upload_offset;
    facts->attempts = medium->attempts;
    facts->last_words = g_strdup (medium->last_words);
    facts->next_try_us = medium->next_try_us;
    facts->made_at_us = medium->made_us;
    g_ptr_array_add (job->facts, facts);
  }
}

static gboolean
run_status (DsStoreTx *tx, gpointer data, GError **error)
{
  StatusJob *job = data;
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GPtrArray) media = NULL;
  g_autoptr (GPtrArray) sent = NULL;

  if (!ds_store_outbox_list_pending (tx, 0, &pending, error) || !ds_store_media_list_pending (tx, 0, &media, error) ||
      !ds_store_outbox_list_sent (tx, MAX_SENT, &sent, error))
    return FALSE;
  add_records (job, tx, pending);
  add_media (job, media);
  add_records (job, tx, sent);
  return ds_store_meta_get_int64 (tx, DS_STORE_META_LAST_CONTACT_US, 0, &job->last_contact_us, error);
}

/* --- taking it over -------------------------------------------------------------------------------------- */

static DsHqPhase
phase_of_line (DsSyncLineState line)
{
  switch (line) {
  case DS_SYNC_LINE_NOT_ENROLLED:
    return DS_HQ_PHASE_NOT_ENROLLED;
  case DS_SYNC_LINE_WORKING:
    return DS_HQ_PHASE_RUNNING;
  case DS_SYNC_LINE_NO_NETWORK:
    return DS_HQ_PHASE_OFFLINE;
  case DS_SYNC_LINE_PORTAL:
  case DS_SYNC_LINE_WRONG_SERVER:
    return DS_HQ_PHASE_PORTAL;
  case DS_SYNC_LINE_SIGNED_OUT:
    return DS_HQ_PHASE_SIGN_IN;
  case DS_SYNC_LINE_WAITING:
  case DS_SYNC_LINE_SERVER_FULL:
  case DS_SYNC_LINE_LOCAL:
    return DS_HQ_PHASE_WAITING;
  case DS_SYNC_LINE_STOPPED:
  case DS_SYNC_LINE_IDLE:
  default:
    return DS_HQ_PHASE_IDLE;
  }
}

static void
refresh_line (DsHqStatus *self)
{
  DsSyncDriver *driver = ds_app_get_driver (self->app);
  DsSyncStatus status = { .next_try_in_ms = -1 };
  DsMoment now;

  ds_clock_now (ds_app_get_clock (self->app), &now);
  if (driver != NULL)
    ds_sync_driver_get_status (driver, &status);
  self->phase = ds_app_is_enrolled (self->app) ? phase_of_line (status.line) : DS_HQ_PHASE_NOT_ENROLLED;
  g_free (self->last_words);
  self->last_words = g_strdup (status.words);
  self->next_try_us = status.next_try_in_ms >= 0 ? now.wall_us + status.next_try_in_ms * 1000 : 0;
  if (status.last_contact_wall_us != 0)
    self->last_contact_us = status.last_contact_wall_us;
  self->clock_known = ds_app_get_hq_offset (self->app, &self->clock_offset_ms);
  self->metered_waiting = status.totals.waits_for_unmetered;
  for (guint id = PROP_PHASE; id < N_PROPS; id++)
    g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

/* While bytes flow the driver knows more than the rows. */
static void
refresh_progress (DsHqStatus *self)
{
  DsSyncDriver *driver = ds_app_get_driver (self->app);

  for (guint i = 0; driver != NULL && i < self->items->len; i++) {
    DsHqItem *item = g_ptr_array_index (self->items, i);
    const DsSyncItem *known;

    if (ds_hq_item_get_state (item) >= DS_HQ_ITEM_STORED)
      return;
    known = ds_sync_driver_find_item (driver, ds_hq_item_get_id (item));
    if (known != NULL)
      ds_hq_item_set_progress (item,
                               known->state == DS_SYNC_ITEM_SENDING ? DS_HQ_ITEM_SENDING
                               : known->state == DS_SYNC_ITEM_HELD  ? DS_HQ_ITEM_HELD
                                                                    : DS_HQ_ITEM_QUEUED,
                               known->done_bytes);
  }
}

static gboolean
same_id (DsHqStatus *self, guint item, GPtrArray *facts, guint fact)
{
  return g_str_equal (ds_hq_item_get_id (g_ptr_array_index (self->items, item)),
                      ((DsHqItemFacts *) g_ptr_array_index (facts, fact))->id);
}

static void
update_item (DsHqStatus *self, guint item, GPtrArray *facts, guint fact)
{
  ds_hq_item_update (g_ptr_array_index (self->items, item), g_steal_pointer (&g_ptr_array_index (facts, fact)));
}

static void
take_facts (DsHqStatus *self, GPtrArray *facts)
{
  guint old = self->items->len, shorter = MIN (old, facts->len), prefix = 0, suffix = 0;

  while (prefix < shorter && same_id (self, prefix, facts, prefix)) {
    update_item (self, prefix, facts, prefix);
    prefix++;
  }
  while (suffix < shorter - prefix && same_id (self, old - 1 - suffix, facts, facts->len - 1 - suffix)) {
    update_item (self, old - 1 - suffix, facts, facts->len - 1 - suffix);
    suffix++;
  }
  if (prefix + suffix == old && old == facts->len)
    return;
  g_ptr_array_remove_range (self->items, prefix, old - prefix - suffix);
  for (guint i = prefix; i < facts->len - suffix; i++)
    g_ptr_array_insert (self->items, (int) i, ds_hq_item_new (g_steal_pointer (&g_ptr_array_index (facts, i))));
  g_list_model_items_changed (G_LIST_MODEL (self), prefix, old - prefix - suffix, facts->len - prefix - suffix);
}

static void
status_done_cb (GTask *task)
{
  DsHqStatus *self = g_task_get_source_object (task);
  StatusJob *job = g_task_get_task_data (task);

  if (self->app != NULL) {
    take_facts (self, job->facts);
    self->last_contact_us = MAX (self->last_contact_us, job->last_contact_us);
    refresh_progress (self);
    refresh_line (self);
  }
  g_task_return_boolean (task, TRUE);
}

static void
free_facts (gpointer facts)
{
  ds_hq_item_facts_free (facts);
}

void
ds_hq_status_reload_async (DsHqStatus *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  StatusJob *job;
  GTask *task;

  g_return_if_fail (DS_IS_HQ_STATUS (self));
  job = g_new0 (StatusJob, 1);
  job->facts = g_ptr_array_new_with_free_func (free_facts);
  job->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_task_data (task, job, free_status_job);
  ds_app_run_task (self->app, task, run_status, FALSE, status_done_cb);
}

gboolean
ds_hq_status_reload_finish (DsHqStatus *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void reload (DsHqStatus *self);

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsHqStatus *self = DS_HQ_STATUS (source);

  ds_hq_status_reload_finish (self, result, NULL);
  self->running = FALSE;
  if (self->again)
    reload (self);
}

static void
reload (DsHqStatus *self)
{
  if (self->app == NULL || !ds_app_is_open (self->app))
    return;
  self->again = self->running;
  if (self->running)
    return;
  self->running = TRUE;
  ds_hq_status_reload_async (self, NULL, reloaded_cb, NULL);
}

static void
app_changed_cb (DsHqStatus *self, guint flags)
{
  if ((flags & (DS_APP_CHANGE_OUTBOX | DS_APP_CHANGE_ENROLMENT)) != 0)
    reload (self);
  else if ((flags & DS_APP_CHANGE_SYNC) != 0) {
    refresh_progress (self);
    refresh_line (self);
  }
}

/* --- the object ------------------------------------------------------------------------------------------ */

static void
ds_hq_status_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DsHqStatus *self = DS_HQ_STATUS (object);

  switch (id) {
  case PROP_PHASE:
    g_value_set_uint (value, self->phase);
    break;
  case PROP_LAST_WORDS:
    g_value_set_string (value, self->last_words);
    break;
  case PROP_NEXT_TRY_US:
    g_value_set_int64 (value, self->next_try_us);
    break;
  case PROP_LAST_CONTACT_US:
    g_value_set_int64 (value, self->last_contact_us);
    break;
  case PROP_CLOCK_OFFSET_MS:
    g_value_set_int64 (value, self->clock_known ? self->clock_offset_ms : 0);
    break;
  case PROP_LAST_CONTACT_KNOWN:
    g_value_set_boolean (value, self->last_contact_us != 0);
    break;
  case PROP_METERED_WAITING:
    g_value_set_boolean (value, self->metered_waiting);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ds_hq_status_dispose (GObject *object)
{
  DsHqStatus *self = DS_HQ_STATUS (object);

  if (self->app != NULL)
    g_clear_signal_handler (&self->changed_id, self->app);
  g_clear_object (&self->app);
  G_OBJECT_CLASS (ds_hq_status_parent_class)->dispose (object);
}

static void
ds_hq_status_finalize (GObject *object)
{
  DsHqStatus *self = DS_HQ_STATUS (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self->last_words);
  G_OBJECT_CLASS (ds_hq_status_parent_class)->finalize (object);
}

static void
ds_hq_status_class_init (DsHqStatusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ds_hq_status_get_property;
  object_class->dispose = ds_hq_status_dispose;
  object_class->finalize = ds_hq_status_finalize;
  props[PROP_PHASE] = g_param_spec_uint ("phase", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_LAST_WORDS] = g_param_spec_string ("last-words", NULL, NULL, NULL, flags);
  props[PROP_NEXT_TRY_US] = g_param_spec_int64 ("next-try-us", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  props[PROP_LAST_CONTACT_US] = g_param_spec_int64 ("last-contact-us", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  props[PROP_CLOCK_OFFSET_MS] = g_param_spec_int64 ("clock-offset-ms", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  props[PROP_LAST_CONTACT_KNOWN] = g_param_spec_boolean ("last-contact-known", NULL, NULL, FALSE, flags);
  props[PROP_METERED_WAITING] = g_param_spec_boolean ("metered-waiting", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ds_hq_status_init (DsHqStatus *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

DsHqStatus *
ds_hq_status_new (DsApp *app)
{
  DsHqStatus *self = g_object_new (DS_TYPE_HQ_STATUS, NULL);

  self->app = g_object_ref (app);
  self->changed_id = g_signal_connect_swapped (app, "changed", G_CALLBACK (app_changed_cb), self);
  refresh_line (self);
  reload (self);
  return self;
}

DsHqPhase
ds_hq_status_get_phase (DsHqStatus *self)
{
  g_return_val_if_fail (DS_IS_HQ_STATUS (self), DS_HQ_PHASE_NOT_ENROLLED);
  return self->phase;
}

const char *
ds_hq_status_get_last_words (DsHqStatus *self)
{
  g_return_val_if_fail (DS_IS_HQ_STATUS (self), NULL);
  return self->last_words;
}

gint64
ds_hq_status_get_next_try_us (DsHqStatus *self)
{
  g_return_val_if_fail (DS_IS_HQ_STATUS (self), 0);
  return self->next_try_us;
}

gint64
ds_hq_status_get_last_contact_us (DsHqStatus *self)
{
  g_return_val_if_fail (DS_IS_HQ_STATUS (self), 0);
  return self->last_contact_us;
}

DsApp *
ds_hq_status_dup_app (DsHqStatus *self)
{
  return g_object_ref (self->app);
}
