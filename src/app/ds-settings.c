/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-settings.h"

#include "ds-app-private.h"
#include "ds-step-view-builder.h"
#include "ds-visit-loader.h"

#include "ds-store-contents.h"
#include "ds-store-instruments.h"
#include "ds-store-meta.h"

#define FLAG_PREFIX "app.flag."

/* The flags there are; another key is a mistake of the program. */
static const char *const flag_keys[] = { "sync-on-metered", NULL };

struct _DsOwnInstrument {
  GObject parent_instance;

  char *id;
  char *shown_name;
  char *serial;
  char *calibrated_until;
  gboolean overdue;
};

enum { PROP_ID = 1, PROP_NAME, PROP_SERIAL, PROP_CALIBRATED_UNTIL, PROP_OVERDUE, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (DsOwnInstrument, ds_own_instrument, G_TYPE_OBJECT)

static void
ds_own_instrument_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DsOwnInstrument *self = DS_OWN_INSTRUMENT (object);

  switch (id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->shown_name);
    break;
  case PROP_SERIAL:
    g_value_set_string (value, self->serial);
    break;
  case PROP_CALIBRATED_UNTIL:
    g_value_set_string (value, self->calibrated_until);
    break;
  case PROP_OVERDUE:
    g_value_set_boolean (value, self->overdue);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ds_own_instrument_finalize (GObject *object)
{
  DsOwnInstrument *self = DS_OWN_INSTRUMENT (object);

  g_free (self->id);
  g_free (self->shown_name);
  g_free (self->serial);
  g_free (self->calibrated_until);
  G_OBJECT_CLASS (ds_own_instrument_parent_class)->finalize (object);
}

static void
ds_own_instrument_class_init (DsOwnInstrumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ds_own_instrument_get_property;
  object_class->finalize = ds_own_instrument_finalize;
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_SERIAL] = g_param_spec_string ("serial", NULL, NULL, NULL, flags);
  props[PROP_CALIBRATED_UNTIL] = g_param_spec_string ("calibrated-until", NULL, NULL, NULL, flags);
  props[PROP_OVERDUE] = g_param_spec_boolean ("overdue", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ds_own_instrument_init (DsOwnInstrument *self)
{
}

const char *
ds_own_instrument_get_id (DsOwnInstrument *self)
{
  g_return_val_if_fail (DS_IS_OWN_INSTRUMENT (self), NULL);
  return self->id;
}

const char *
ds_own_instrument_get_name (DsOwnInstrument *self)
{
  g_return_val_if_fail (DS_IS_OWN_INSTRUMENT (self), NULL);
  return self->shown_name;
}

const char *
ds_own_instrument_get_serial (DsOwnInstrument *self)
{
  g_return_val_if_fail (DS_IS_OWN_INSTRUMENT (self), NULL);
  return self->serial;
}

const char *
ds_own_instrument_get_calibrated_until (DsOwnInstrument *self)
{
  g_return_val_if_fail (DS_IS_OWN_INSTRUMENT (self), NULL);
  return self->calibrated_until;
}

gboolean
ds_own_instrument_is_overdue (DsOwnInstrument *self)
{
  g_return_val_if_fail (DS_IS_OWN_INSTRUMENT (self), FALSE);
  return self->overdue;
}

/* --- settings -------------------------------------------------------------------------------------------- */

struct _DsSettings {
  GObject parent_instance;

  DsApp *app;
  gulong changed_id;
  GListStore *instruments;
  GHashTable *flags;
};

enum { SIGNAL_LOADED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsSettings, ds_settings, G_TYPE_OBJECT)

typedef struct {
  DsApp *app;
  GHashTable *kept;  /* id → DsKeptInstrument */
  GHashTable *names; /* id → name in the app's language */
  GHashTable *flags;
} LoadJob;

static void
free_load_job (gpointer data)
{
  LoadJob *job = data;

  g_object_unref (job->app);
  g_clear_pointer (&job->kept, g_hash_table_unref);
  g_clear_pointer (&job->names, g_hash_table_unref);
  g_clear_pointer (&job->flags, g_hash_table_unref);
  g_free (job);
}

static void
note_names (LoadJob *job, const DsChecklist *checklist)
{
  const char *language = ds_app_get_language (job->app);

  for (guint i = 0; i < checklist->n_steps; i++) {
    const DsStep *step = &checklist->steps[i];

    if (step->instrument != NULL)
      g_hash_table_replace (job->names, g_strdup (step->instrument),
                            g_strdup (step->instrument_name.en != NULL ? ds_text_for (&step->instrument_name, language)
                                                                       : step->instrument));
  }
}

static gboolean
run_load (DsStoreTx *tx, gpointer data, GError **error)
{
  LoadJob *job = data;
  g_autoptr (GPtrArray) contents = NULL;

  if (!ds_visit_load_instruments (tx, &job->kept, error) ||
      !ds_store_contents_list (tx, "checklist", &contents, error))
    return FALSE;
  for (guint i = 0; i < contents->len; i++) {
    g_autoptr (DsChecklist) checklist = NULL;

    if (!ds_visit_load_checklist (job->app, tx, ((DsStoreContent *) g_ptr_array_index (contents, i))->id, &checklist,
                                  error))
      return FALSE;
    if (checklist != NULL)
      note_names (job, checklist);
  }
  for (guint i = 0; flag_keys[i] != NULL; i++) {
    g_autofree char *key = g_strconcat (FLAG_PREFIX, flag_keys[i], NULL);
    g_autofree char *value = NULL;

    if (!ds_store_meta_get (tx, key, &value, error))
      return FALSE;
    if (g_strcmp0 (value, "1") == 0)
      g_hash_table_add (job->flags, g_strdup (flag_keys[i]));
  }
  return TRUE;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static DsOwnInstrument *
new_instrument (LoadJob *job, const char *id, const DsMoment *now)
{
  const DsKeptInstrument *kept = g_hash_table_lookup (job->kept, id);
  const char *name = g_hash_table_lookup (job->names, id);
  DsOwnInstrument *self = g_object_new (DS_TYPE_OWN_INSTRUMENT, NULL);

  self->id = g_strdup (id);
  self->shown_name = g_strdup (name != NULL ? name : id);
  self->serial = g_strdup (kept != NULL ? kept->serial : "");
  self->calibrated_until = g_strdup (kept != NULL ? kept->calibrated_until : "");
  self->overdue = ds_calibration_overdue (self->calibrated_until, now);
  return self;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsSettings *self = DS_SETTINGS (source);
  LoadJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer id;
  DsMoment now;

  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  g_hash_table_iter_init (&iter, job->names);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, id);
  g_hash_table_iter_init (&iter, job->kept);
  while (g_hash_table_iter_next (&iter, &id, NULL)) {
    if (!g_hash_table_contains (job->names, id))
      g_ptr_array_add (ids, id);
  }
  g_ptr_array_sort (ids, compare_ids);
  ds_clock_now (ds_app_get_clock (job->app), &now);
  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (items, new_instrument (job, g_ptr_array_index (ids, i), &now));
  g_list_store_splice (self->instruments, 0, g_list_model_get_n_items (G_LIST_MODEL (self->instruments)), items->pdata,
                       items->len);
  g_clear_pointer (&self->flags, g_hash_table_unref);
  self->flags = g_hash_table_ref (job->flags);
  g_signal_emit (self, signals[SIGNAL_LOADED], 0);
}

static void
load (DsSettings *self)
{
  LoadJob *job;
  GTask *task;

  if (!ds_app_is_open (self->app))
    return;
  job = g_new0 (LoadJob, 1);
  job->app = g_object_ref (self->app);
  job->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  job->flags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  task = g_task_new (self, NULL, loaded_cb, NULL);
  g_task_set_task_data (task, job, free_load_job);
  ds_app_run_task (self->app, task, run_load, FALSE, NULL);
}

static void
app_changed_cb (DsSettings *self, guint flags)
{
  if ((flags & (DS_APP_CHANGE_SETTINGS | DS_APP_CHANGE_CONTENT)) != 0)
    load (self);
}

static void
ds_settings_dispose (GObject *object)
{
  DsSettings *self = DS_SETTINGS (object);

  if (self->app != NULL)
    g_clear_signal_handler (&self->changed_id, self->app);
  g_clear_object (&self->app);
  g_clear_object (&self->instruments);
  g_clear_pointer (&self->flags, g_hash_table_unref);
  G_OBJECT_CLASS (ds_settings_parent_class)->dispose (object);
}

static void
ds_settings_class_init (DsSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ds_settings_dispose;
  signals[SIGNAL_LOADED] =
      g_signal_new ("loaded", DS_TYPE_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ds_settings_init (DsSettings *self)
{
  self->instruments = g_list_store_new (DS_TYPE_OWN_INSTRUMENT);
  self->flags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

DsSettings *
ds_settings_new (DsApp *app)
{
  DsSettings *self = g_object_new (DS_TYPE_SETTINGS, NULL);

  self->app = g_object_ref (app);
  self->changed_id = g_signal_connect_swapped (app, "changed", G_CALLBACK (app_changed_cb), self);
  load (self);
  return self;
}

GListModel *
ds_settings_get_instruments (DsSettings *self)
{
  g_return_val_if_fail (DS_IS_SETTINGS (self), NULL);
  return G_LIST_MODEL (self->instruments);
}

static gboolean
run_put_instrument (DsStoreTx *tx, gpointer data, GError **error)
{
  return ds_store_instruments_put (tx, data, error);
}

static void
settings_saved_cb (GTask *task)
{
  DsSettings *self = g_task_get_source_object (task);

  if (self->app != NULL)
    ds_app_queue_change (self->app, DS_APP_CHANGE_SETTINGS);
  g_task_return_boolean (task, TRUE);
}

void
ds_settings_set_instrument_async (DsSettings *self, const char *id, const char *serial, const char *calibrated_until,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  DsStoreInstrument *instrument;
  GTask *task;

  g_return_if_fail (DS_IS_SETTINGS (self) && id != NULL);
  instrument = g_new0 (DsStoreInstrument, 1);
  instrument->id = g_strdup (id);
  instrument->name = g_strdup (id);
  instrument->serial = ds_text_clean (serial != NULL ? serial : "");
  instrument->calibrated_until = ds_text_clean (calibrated_until != NULL ? calibrated_until : "");
  if (*instrument->calibrated_until == '\0')
    g_clear_pointer (&instrument->calibrated_until, g_free);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_task_data (task, instrument, (GDestroyNotify) ds_store_instrument_free);
  ds_app_run_task (self->app, task, run_put_instrument, TRUE, settings_saved_cb);
}

gboolean
ds_settings_set_finish (DsSettings *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
ds_settings_get_flag (DsSettings *self, const char *key)
{
  g_return_val_if_fail (DS_IS_SETTINGS (self), FALSE);
  return g_hash_table_contains (self->flags, key);
}

static gboolean
run_set_flag (DsStoreTx *tx, gpointer data, GError **error)
{
  const char *const *pair = data;

  return ds_store_meta_set (tx, pair[0], pair[1], error);
}

void
ds_settings_set_flag_async (DsSettings *self, const char *key, gboolean value, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  char **pair;
  GTask *task;

  g_return_if_fail (DS_IS_SETTINGS (self) && g_strv_contains (flag_keys, key));
  pair = g_new0 (char *, 3);
  pair[0] = g_strconcat (FLAG_PREFIX, key, NULL);
  pair[1] = g_strdup (value ? "1" : "0");
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_task_data (task, pair, (GDestroyNotify) g_strfreev);
  ds_app_run_task (self->app, task, run_set_flag, TRUE, settings_saved_cb);
}
