/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-app.h"

#include "ds-app-private.h"
#include "ds-identity.h"

#include "ds-id.h"
#include "ds-install.h"
#include "ds-store-meta.h"
#include "ds-vault.h"

#include <glib/gstdio.h>

struct _DsApp {
  GObject parent_instance;

  char *data_dir;
  char *share_dir;
  char *language;
  DsClock *clock;
  DsVault *vault;
  gboolean read_only;
  gboolean no_network;

  GMainContext *context;
  DsStore *store;
  DsStore *demo_store;
  DsSyncDriver *driver;
  char *recovery_report;

  DsIdentity *identity;
  DsAppLacks lacks;
  guint busy;
  guint pending;
  GSource *idle;

  GMutex lock; /* guards checklists */
  GHashTable *checklists;
};

enum {
  PROP_OPEN = 1,
  PROP_ENROLLED,
  PROP_DEMO,
  PROP_TECHNICIAN_ID,
  PROP_TECHNICIAN_NAME,
  PROP_HQ_NAME,
  PROP_BUSY,
  PROP_SYNCING,
  N_PROPS
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsApp, ds_app, G_TYPE_OBJECT)

static void
take_counts (DsApp *self, const DsStoreCounts *counts)
{
  self->lacks = (DsAppLacks){ counts->visits, counts->media, counts->records, counts->held, counts->bytes };
}

static void
ds_app_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DsApp *self = DS_APP (object);

  switch (id) {
  case PROP_OPEN:
    g_value_set_boolean (value, ds_app_is_open (self));
    break;
  case PROP_ENROLLED:
    g_value_set_boolean (value, ds_app_is_enrolled (self));
    break;
  case PROP_DEMO:
    g_value_set_boolean (value, ds_app_is_demo (self));
    break;
  case PROP_TECHNICIAN_ID:
    g_value_set_string (value, ds_app_get_technician_id (self));
    break;
  case PROP_TECHNICIAN_NAME:
    g_value_set_string (value, ds_app_get_technician_name (self));
    break;
  case PROP_HQ_NAME:
    g_value_set_string (value, ds_app_get_hq_name (self));
    break;
  case PROP_BUSY:
    g_value_set_boolean (value, ds_app_is_busy (self));
    break;
  case PROP_SYNCING: {
    DsSyncStatus status = { 0 };

    if (self->driver != NULL)
      ds_sync_driver_get_status (self->driver, &status);
    g_value_set_boolean (value, self->driver != NULL && status.line == DS_SYNC_LINE_WORKING);
    break;
  }
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ds_app_dispose (GObject *object)
{
  ds_app_close (DS_APP (object));
  G_OBJECT_CLASS (ds_app_parent_class)->dispose (object);
}

static void
ds_app_finalize (GObject *object)
{
  DsApp *self = DS_APP (object);

  g_free (self->data_dir);
  g_free (self->share_dir);
  g_free (self->language);
  g_free (self->recovery_report);
  g_clear_pointer (&self->clock, ds_clock_unref);
  g_clear_pointer (&self->vault, ds_vault_unref);
  g_clear_pointer (&self->identity, ds_identity_free);
  g_clear_pointer (&self->checklists, g_hash_table_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (ds_app_parent_class)->finalize (object);
}

static void
ds_app_class_init (DsAppClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ds_app_get_property;
  object_class->dispose = ds_app_dispose;
  object_class->finalize = ds_app_finalize;
  props[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE, flags);
  props[PROP_ENROLLED] = g_param_spec_boolean ("enrolled", NULL, NULL, FALSE, flags);
  props[PROP_DEMO] = g_param_spec_boolean ("demo", NULL, NULL, FALSE, flags);
  props[PROP_TECHNICIAN_ID] = g_param_spec_string ("technician-id", NULL, NULL, NULL, flags);
  props[PROP_TECHNICIAN_NAME] = g_param_spec_string ("technician-name", NULL, NULL, NULL, flags);
  props[PROP_HQ_NAME] = g_param_spec_string ("hq-name", NULL, NULL, NULL, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  props[PROP_SYNCING] = g_param_spec_boolean ("syncing", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", DS_TYPE_APP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                          1, G_TYPE_UINT);
}

static void
ds_app_init (DsApp *self)
{
  g_mutex_init (&self->lock);
  self->checklists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ds_checklist_unref);
  self->context = g_main_context_ref_thread_default ();
}

DsApp *
ds_app_new (const DsAppOptions *options)
{
  DsApp *self = g_object_new (DS_TYPE_APP, NULL);

  g_return_val_if_fail (options != NULL, self);
  self->data_dir = options->data_dir != NULL ? g_strdup (options->data_dir)
                                             : g_build_filename (g_get_user_data_dir (), "doorstep", NULL);
  self->share_dir = g_strdup (options->share_dir != NULL ? options->share_dir : ds_install_share_dir ());
  self->clock = options->clock != NULL ? ds_clock_ref (options->clock) : ds_clock_new_system ();
  self->vault = ds_vault_new_plain ();
  self->read_only = options->read_only;
  self->no_network = options->no_network;
  ds_app_set_language (self, g_get_language_names ()[0]);
  return self;
}

/* --- telling --------------------------------------------------------------------------------------------- */

typedef struct {
  DsApp *app;
  guint flags;
  DsStoreCounts counts;
} CountJob;

static gboolean
run_count (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_store_outbox_count (tx, &((CountJob *) data)->counts, error);
}

static void
count_done_cb (gpointer data, const GError *error)
{
  CountJob *job = data;

  if (error == NULL)
    take_counts (job->app, &job->counts);
  g_signal_emit (job->app, signals[SIGNAL_CHANGED], 0, job->flags);
}

static void
free_count_job (gpointer data)
{
  g_object_unref (((CountJob *) data)->app);
  g_free (data);
}

void
ds_app_recount (DsApp *self)
{
  CountJob data = { 0 };
  DsStoreJob job = { .run = run_count, .data = &data };

  if (ds_app_is_open (self) && ds_store_run_sync (ds_app_get_store (self), &job, NULL, NULL))
    take_counts (self, &data.counts);
}

static gboolean
tell_cb (gpointer user_data)
{
  DsApp *self = user_data;
  guint flags = self->pending;

  self->pending = 0;
  g_clear_pointer (&self->idle, g_source_unref);
  if ((flags & DS_APP_CHANGE_OUTBOX) != 0 && ds_app_is_open (self)) {
    CountJob *data = g_new0 (CountJob, 1);
    DsStoreJob job = { .run = run_count, .done = count_done_cb, .data = data, .destroy = free_count_job };

    data->app = g_object_ref (self);
    data->flags = flags;
    ds_store_run_async (ds_app_get_store (self), &job, NULL);
  }
  else
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, flags);
  return G_SOURCE_REMOVE;
}

void
ds_app_queue_change (DsApp *self, guint flags)
{
  self->pending |= flags;
  if (self->idle != NULL)
    return;
  self->idle = g_idle_source_new ();
  g_source_set_priority (self->idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->idle, tell_cb, self, NULL);
  g_source_attach (self->idle, self->context);
}

static void
notify_identity (DsApp *self)
{
  for (guint id = PROP_OPEN; id <= PROP_HQ_NAME; id++)
    g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

void
ds_app_hold_busy (DsApp *self)
{
  if (self->busy++ == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

void
ds_app_release_busy (DsApp *self)
{
  g_assert (self->busy > 0);
  if (--self->busy == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

/* --- sync ------------------------------------------------------------------------------------------------ */

static void
driver_changed_cb (DsApp *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SYNCING]);
  ds_app_queue_change (self, DS_APP_CHANGE_SYNC);
}

static void
driver_outbox_changed_cb (DsApp *self)
{
  ds_app_queue_change (self, DS_APP_CHANGE_OUTBOX | DS_APP_CHANGE_ORDERS);
}

static void
driver_pulled_cb (DsApp *self)
{
  ds_app_queue_change (self, DS_APP_CHANGE_ORDERS | DS_APP_CHANGE_CONTENT);
}

static gboolean
give_endpoint (DsApp *self, GError **error)
{
  const DsIdentity *identity = self->identity;
  DsSyncEndpoint endpoint = { 0 };

  if (self->driver == NULL)
    return TRUE;
  if (!ds_identity_is_enrolled (identity))
    return ds_sync_driver_set_endpoint (self->driver, NULL, error);
  endpoint.url = identity->hq_url;
  endpoint.hq = identity->hq_id;
  endpoint.token = identity->token;
  return ds_sync_driver_set_endpoint (self->driver, &endpoint, error);
}

static void
start_driver (DsApp *self)
{
  g_autoptr (GError) error = NULL;
  DsSyncDriverOptions options = { 0 };

  if (self->read_only)
    return;
  options.store = self->store;
  options.watch_network = !self->no_network;
  self->driver = ds_sync_driver_new (&options);
  g_signal_connect_swapped (self->driver, "changed", G_CALLBACK (driver_changed_cb), self);
  g_signal_connect_swapped (self->driver, "outbox-changed", G_CALLBACK (driver_outbox_changed_cb), self);
  g_signal_connect_swapped (self->driver, "pulled", G_CALLBACK (driver_pulled_cb), self);
  if (!give_endpoint (self, &error))
    g_message ("Sync has no address: %s", error->message);
  if (!self->no_network)
    ds_sync_driver_start (self->driver);
}

typedef struct {
  gboolean over;
} StopState;

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ds_sync_driver_stop_finish (DS_SYNC_DRIVER (source), result, NULL);
  ((StopState *) user_data)->over = TRUE;
}

static void
stop_driver (DsApp *self)
{
  StopState state = { FALSE };

  if (self->driver == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->driver, self);
  ds_sync_driver_stop_async (self->driver, stopped_cb, &state);
  while (!state.over)
    g_main_context_iteration (self->context, TRUE);
  g_clear_object (&self->driver);
}

/* --- opening and closing --------------------------------------------------------------------------------- */

typedef struct {
  DsStore *store;
  DsStore *demo_store;
  DsIdentity *identity;
  DsStoreCounts counts;
  char *report;
} Opened;

static void
free_opened (Opened *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->demo_store, ds_store_close);
  g_clear_pointer (&self->store, ds_store_close);
  g_clear_pointer (&self->identity, ds_identity_free);
  g_free (self->report);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opened, free_opened)

static char *
demo_dir (DsApp *self)
{
  return g_build_filename (self->data_dir, "demo", NULL);
}

static gboolean
open_stores (DsApp *self, Opened *opened, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autofree char *demo = demo_dir (self);

  opened->store = self->read_only ? ds_store_open_read_only (self->data_dir, self->clock, self->vault, &why)
                                  : ds_store_open (self->data_dir, self->clock, self->vault, &why);
  if (opened->store == NULL && !self->read_only && ds_error_is (why, DS_ERROR_CORRUPT)) {
    if (!ds_store_set_aside (self->data_dir, self->clock, self->vault, &opened->report, error))
      return FALSE;
    g_clear_error (&why);
    opened->store = ds_store_open (self->data_dir, self->clock, self->vault, &why);
  }
  if (opened->store == NULL) {
    g_propagate_error (error, g_steal_pointer (&why));
    return FALSE;
  }
  opened->identity = ds_identity_load (opened->store, error);
  if (opened->identity == NULL)
    return FALSE;
  opened->counts = opened->identity->counts;
  if (opened->identity->demo == NULL || ds_identity_is_enrolled (opened->identity) || !g_file_test (demo, G_FILE_TEST_IS_DIR))
    return TRUE;
  opened->demo_store = self->read_only ? ds_store_open_read_only (demo, self->clock, self->vault, error)
                                       : ds_store_open (demo, self->clock, self->vault, error);
  if (opened->demo_store != NULL) {
    g_autoptr (DsIdentity) demo_identity = ds_identity_load (opened->demo_store, NULL);

    if (demo_identity != NULL)
      opened->counts = demo_identity->counts;
  }
  return opened->demo_store != NULL;
}

static void
take_opened (DsApp *self, Opened *opened)
{
  self->store = g_steal_pointer (&opened->store);
  self->demo_store = g_steal_pointer (&opened->demo_store);
  self->identity = g_steal_pointer (&opened->identity);
  self->recovery_report = g_steal_pointer (&opened->report);
  take_counts (self, &opened->counts);
  start_driver (self);
  notify_identity (self);
  ds_app_queue_change (self, DS_APP_CHANGE_ORDERS | DS_APP_CHANGE_OUTBOX | DS_APP_CHANGE_ENROLMENT |
                                 DS_APP_CHANGE_SETTINGS | DS_APP_CHANGE_CONTENT);
}

gboolean
ds_app_open (DsApp *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (Opened) opened = NULL;

  g_return_val_if_fail (DS_IS_APP (self) && self->store == NULL, FALSE);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  opened = g_new0 (Opened, 1);
  if (!open_stores (self, opened, error))
    return FALSE;
  take_opened (self, opened);
  return TRUE;
}

static void
open_thread_cb (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (Opened) opened = g_new0 (Opened, 1);
  GError *error = NULL;

  if (open_stores (DS_APP (source), opened, &error))
    g_task_return_pointer (task, g_steal_pointer (&opened), (GDestroyNotify) free_opened);
  else
    g_task_return_error (task, error);
}

void
ds_app_open_async (DsApp *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (DS_IS_APP (self) && self->store == NULL);
  g_task_set_source_tag (task, ds_app_open_async);
  g_task_run_in_thread (task, open_thread_cb);
}

gboolean
ds_app_open_finish (DsApp *self, GAsyncResult *result, GError **error)
{
  g_autoptr (Opened) opened = g_task_propagate_pointer (G_TASK (result), error);

  if (opened == NULL)
    return FALSE;
  take_opened (self, opened);
  return TRUE;
}

void
ds_app_close (DsApp *self)
{
  g_return_if_fail (DS_IS_APP (self));
  stop_driver (self);
  if (self->idle != NULL) {
    g_source_destroy (self->idle);
    g_clear_pointer (&self->idle, g_source_unref);
    self->pending = 0;
  }
  g_clear_pointer (&self->demo_store, ds_store_close);
  g_clear_pointer (&self->store, ds_store_close);
}

gboolean
ds_app_reload_identity (DsApp *self, GError **error)
{
  g_autoptr (DsIdentity) identity = ds_identity_load (self->store, error);
  gboolean given;

  if (identity == NULL)
    return FALSE;
  ds_identity_free (self->identity);
  self->identity = g_steal_pointer (&identity);
  given = give_endpoint (self, error);
  notify_identity (self);
  ds_app_queue_change (self, DS_APP_CHANGE_ENROLMENT | DS_APP_CHANGE_SYNC | DS_APP_CHANGE_OUTBOX);
  return given;
}

/* --- the demo -------------------------------------------------------------------------------------------- */

static gboolean
write_demo_mark (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_store_meta_set (tx, DS_IDENTITY_META_DEMO, data, error);
}

static gboolean
set_demo_mark (DsApp *self, const char *mark, GError **error)
{
  DsStoreJob job = { .run = write_demo_mark, .data = (gpointer) mark, .write = TRUE };

  return ds_store_run_sync (self->store, &job, NULL, error);
}

/* Only ever called on `demo/` below the data folder; symbolic links are removed, not followed. */
static void
remove_tree (GFile *folder)
{
  g_autoptr (GFileEnumerator) children =
      g_file_enumerate_children (folder, "standard::name,standard::type", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL,
                                 NULL);
  GFile *child;
  GFileInfo *info;

  while (children != NULL && g_file_enumerator_iterate (children, &info, &child, NULL, NULL) && info != NULL) {
    if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
      remove_tree (child);
    else
      g_file_delete (child, NULL, NULL);
  }
  g_file_delete (folder, NULL, NULL);
}

gboolean
ds_app_enter_demo (DsApp *self, GError **error)
{
  g_autofree char *folder = demo_dir (self);

  if (self->demo_store != NULL)
    return TRUE;
  self->demo_store = ds_store_open (folder, self->clock, self->vault, error);
  return self->demo_store != NULL && set_demo_mark (self, "1", error) && ds_app_reload_identity (self, error);
}

gboolean
ds_app_leave_demo (DsApp *self, GError **error)
{
  g_autofree char *path = demo_dir (self);
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  if (!set_demo_mark (self, NULL, error))
    return FALSE;
  g_clear_pointer (&self->demo_store, ds_store_close);
  remove_tree (folder);
  ds_app_queue_change (self, DS_APP_CHANGE_ORDERS | DS_APP_CHANGE_CONTENT);
  return ds_app_reload_identity (self, error);
}

/* --- asking ---------------------------------------------------------------------------------------------- */

DsStore *
ds_app_get_store (DsApp *self)
{
  return self->demo_store != NULL ? self->demo_store : self->store;
}

DsStore *
ds_app_get_main_store (DsApp *self)
{
  return self->store;
}

DsSyncDriver *
ds_app_get_driver (DsApp *self)
{
  return self->driver;
}

gboolean
ds_app_check_open (DsApp *self, GError **error)
{
  if (self->store != NULL)
    return TRUE;
  g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_STATE, "The store is not open.");
  return FALSE;
}

gboolean
ds_app_is_open (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), FALSE);
  return self->store != NULL;
}

gboolean
ds_app_is_read_only (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), FALSE);
  return self->read_only;
}

gboolean
ds_app_is_enrolled (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), FALSE);
  return ds_identity_is_enrolled (self->identity);
}

gboolean
ds_app_is_demo (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), FALSE);
  return self->demo_store != NULL;
}

gboolean
ds_app_is_busy (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), FALSE);
  return self->busy > 0;
}

const char *
ds_app_get_technician_id (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), NULL);
  return self->identity != NULL ? self->identity->technician_id : NULL;
}

const char *
ds_app_get_technician_name (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), NULL);
  return self->identity != NULL ? self->identity->technician_name : NULL;
}

const char *
ds_app_get_hq_name (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), NULL);
  return self->identity != NULL ? self->identity->hq_name : NULL;
}

const char *
ds_app_get_hq_url (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), NULL);
  return self->identity != NULL ? self->identity->hq_url : NULL;
}

const char *
ds_app_get_device (DsApp *self)
{
  return self->identity != NULL ? self->identity->device : NULL;
}

gboolean
ds_app_get_hq_offset (DsApp *self, gint64 *ret_offset_ms)
{
  DsSyncStatus status = { 0 };

  if (self->driver != NULL)
    ds_sync_driver_get_status (self->driver, &status);
  if (status.has_clock_offset)
    *ret_offset_ms = status.clock_offset_ms;
  else if (self->identity != NULL && self->identity->offset_ms != G_MININT64)
    *ret_offset_ms = self->identity->offset_ms;
  else
    return FALSE;
  return TRUE;
}

const char *
ds_app_get_data_dir (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), NULL);
  return self->data_dir;
}

const char *
ds_app_get_share_dir (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), NULL);
  return self->share_dir;
}

DsClock *
ds_app_get_clock (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), NULL);
  return self->clock;
}

void
ds_app_get_lacks (DsApp *self, DsAppLacks *ret_lacks)
{
  g_return_if_fail (DS_IS_APP (self) && ret_lacks != NULL);
  *ret_lacks = self->lacks;
}

const char *
ds_app_get_recovery_report (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), NULL);
  return self->recovery_report;
}

const char *
ds_app_get_language (DsApp *self)
{
  g_return_val_if_fail (DS_IS_APP (self), NULL);
  return self->language;
}

void
ds_app_set_language (DsApp *self, const char *language)
{
  const char *plain = language != NULL && g_str_has_prefix (language, "zh") ? "zh_CN" : "en";

  g_return_if_fail (DS_IS_APP (self));
  if (g_strcmp0 (self->language, plain) == 0)
    return;
  g_free (self->language);
  self->language = g_strdup (plain);
  if (self->store != NULL)
    ds_app_queue_change (self, DS_APP_CHANGE_CONTENT | DS_APP_CHANGE_ORDERS);
}

char *
ds_app_dup_picture_dir (DsApp *self)
{
  return g_build_filename (self->share_dir != NULL ? self->share_dir : "", "doorstep", "pictures", NULL);
}

char *
ds_app_dup_media_dir (DsApp *self)
{
  return g_strdup (ds_store_get_media_folder (ds_app_get_store (self)));
}

char *
ds_app_dup_thumb_dir (DsApp *self)
{
  return g_build_filename (ds_store_get_folder (ds_app_get_store (self)), "thumbs", NULL);
}

DsChecklist *
ds_app_parse_checklist (DsApp *self, const char *sha256, GBytes *bytes, GError **error)
{
  g_autoptr (DsChecklist) parsed = NULL;
  DsChecklist *known;
  gsize size;
  const char *data;

  g_mutex_lock (&self->lock);
  known = g_hash_table_lookup (self->checklists, sha256);
  if (known != NULL)
    ds_checklist_ref (known);
  g_mutex_unlock (&self->lock);
  if (known != NULL)
    return known;
  data = g_bytes_get_data (bytes, &size);
  parsed = ds_checklist_parse (data, size, NULL, error);
  if (parsed == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->checklists, g_strdup (sha256), ds_checklist_ref (parsed));
  g_mutex_unlock (&self->lock);
  return g_steal_pointer (&parsed);
}
