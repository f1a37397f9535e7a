/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-import.h"

#include "ds-app-private.h"

#include "ds-file.h"
#include "ds-order.h"
#include "ds-store-contents.h"
#include "ds-store-orders.h"

#define MAX_FILE_BYTES (64u * 1024 * 1024)
#define DAY_US (G_GINT64_CONSTANT (24) * 60 * 60 * G_USEC_PER_SEC)
#define MAX_DAYS 4000

struct _DsImport {
  gatomicrefcount ref_count;
  DsApp *app;
  json_t *orders;
  GPtrArray *contents; /* DsStoreContent */
};

DsImport *
ds_import_new (DsApp *app)
{
  DsImport *self = g_new0 (DsImport, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->app = g_object_ref (app);
  self->orders = json_array ();
  self->contents = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_content_free);
  return self;
}

void
ds_import_free (DsImport *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_object_unref (self->app);
  json_decref (self->orders);
  g_ptr_array_unref (self->contents);
  g_free (self);
}

/* --- the demo's times ------------------------------------------------------------------------------------ */

static char *
make_time (DsImport *self, json_t *demo, const char *clock_key)
{
  json_int_t day = json_integer_value (json_object_get (demo, "day"));
  const char *clock = json_string_value (json_object_get (demo, clock_key));
  g_autofree char *date = NULL;
  g_autofree char *text = NULL;
  gint64 wall_us;
  DsMoment now;

  if (clock == NULL || strlen (clock) != 5 || day < -MAX_DAYS || day > MAX_DAYS)
    return NULL;
  ds_clock_now (ds_app_get_clock (self->app), &now);
  date = ds_time_format (now.wall_us + (gint64) day * DAY_US, now.offset_s);
  text = g_strdup_printf ("%.10sT%s:00Z", date, clock);
  if (!ds_time_parse (text, &wall_us, NULL, NULL))
    return NULL;
  return ds_time_format (wall_us - (gint64) now.offset_s * G_USEC_PER_SEC, now.offset_s);
}

static gboolean
set_time (DsImport *self, json_t *object, const char *key, json_t *demo, const char *clock_key)
{
  g_autofree char *text = make_time (self, demo, clock_key);

  if (text != NULL)
    json_object_set_new (object, key, json_string (text));
  return text != NULL;
}

static void
resolve_window (DsImport *self, json_t *order)
{
  json_t *demo = json_object_get (order, "demo_window");
  json_t *window = json_object ();

  if (demo != NULL && set_time (self, window, "start", demo, "start") && set_time (self, window, "end", demo, "end")) {
    json_object_set (order, "window", window);
    json_object_del (order, "demo_window");
  }
  json_decref (window);
}

static void
resolve_promise (DsImport *self, json_t *order)
{
  json_t *demo = json_object_get (order, "demo_promise");
  json_t *promise = json_object ();
  const char *clock_key = json_object_get (demo, "time") != NULL ? "time" : "end";

  if (demo != NULL && set_time (self, promise, "due", demo, clock_key)) {
    if (json_object_get (demo, "kind") != NULL)
      json_object_set (promise, "kind", json_object_get (demo, "kind"));
    if (json_object_get (demo, "note") != NULL)
      json_object_set (promise, "note", json_object_get (demo, "note"));
    json_object_set (order, "promise", promise);
    json_object_del (order, "demo_promise");
  }
  json_decref (promise);
}

static void
resolve_at (DsImport *self, json_t *order, const char *member)
{
  json_t *object = json_object_get (order, member);
  json_t *demo = json_object_get (object, "demo_at");

  if (demo != NULL && set_time (self, object, "at", demo, "time"))
    json_object_del (object, "demo_at");
}

/* What cannot be turned stays, and the order's own check names the key. */
static void
resolve_demo_times (DsImport *self, json_t *order)
{
  resolve_window (self, order);
  resolve_promise (self, order);
  resolve_at (self, order, "last_visit");
  resolve_at (self, order, "return_of");
}

/* --- reading files --------------------------------------------------------------------------------------- */

static gboolean
refuse_file (const char *path, const char *what, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);

  g_set_error (error, DS_APP_ERROR, DS_ERROR_INVALID, "%s: %s", name, what);
  return FALSE;
}

static gboolean
add_order (DsImport *self, const char *path, json_t *order, gsize index, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (DsOrder) parsed = NULL;

  resolve_demo_times (self, order);
  parsed = ds_order_from_json (order, NULL, &why);
  if (parsed == NULL) {
    g_autofree char *what = g_strdup_printf ("order %" G_GSIZE_FORMAT ": %s", index + 1, why->message);

    return refuse_file (path, what, error);
  }
  json_array_append (self->orders, order);
  return TRUE;
}

static gboolean
add_content (DsImport *self, const char *path, const char *kind, GBytes *bytes, GError **error)
{
  DsStoreContent *content;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autoptr (DsChecklist) checklist = NULL;
  g_autoptr (DsGuide) guide = NULL;
  g_autoptr (GError) why = NULL;

  if (g_str_equal (kind, "checklist"))
    checklist = ds_checklist_parse (data, size, NULL, &why);
  else
    guide = ds_guide_parse (data, size, NULL, &why);
  if (checklist == NULL && guide == NULL)
    return refuse_file (path, why->message, error);
  content = g_new0 (DsStoreContent, 1);
  content->kind = g_strdup (kind);
  content->id = g_strdup (checklist != NULL ? checklist->id : guide->id);
  content->version = checklist != NULL ? checklist->version : guide->version;
  content->bytes = g_bytes_ref (bytes);
  g_ptr_array_add (self->contents, content);
  return TRUE;
}

gboolean
ds_import_add_file (DsImport *self, const char *path, GError **error)
{
  static const DsJsonLimits limits = { MAX_FILE_BYTES, 32 };
  g_autoptr (GBytes) bytes = ds_file_read (path, MAX_FILE_BYTES, error);
  g_autoptr (DsJson) value = NULL;
  g_autoptr (GError) why = NULL;
  const char *format;
  json_t *order;
  size_t i;

  if (bytes == NULL)
    return FALSE;
  value = ds_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &limits, &why);
  if (value == NULL)
    return refuse_file (path, why->message, error);
  format = json_string_value (json_object_get (value, "format"));
  if (format != NULL && g_str_has_prefix (format, "doorstep-checklist/"))
    return add_content (self, path, "checklist", bytes, error);
  if (format != NULL && g_str_has_prefix (format, "doorstep-guide/"))
    return add_content (self, path, "guide", bytes, error);
  if (format != NULL)
    return refuse_file (path, "this format is not known; orders, checklists and guides can be imported.", error);
  if (json_is_object (value))
    return add_order (self, path, value, 0, error);
  json_array_foreach (value, i, order)
    {
      if (!add_order (self, path, order, i, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_folder (DsImport *self, const char *name, GError **error)
{
  g_autofree char *folder = g_build_filename (ds_app_get_share_dir (self->app), "doorstep", name, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  if (dir == NULL) {
    g_set_error (error, DS_APP_ERROR, DS_ERROR_NOT_FOUND,
                 "The program's own files are missing: there is no folder %s. Install it again.", folder);
    return FALSE;
  }
  while ((file = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, file, NULL);

    if (g_str_has_suffix (file, ".json") && !ds_import_add_file (self, path, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
ds_import_add_shipped (DsImport *self, GError **error)
{
  if (ds_app_get_share_dir (self->app) == NULL) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_NOT_FOUND,
                         "The program's own files are missing (share/doorstep). Install it again.");
    return FALSE;
  }
  return add_folder (self, "checklists", error) && add_folder (self, "guides", error);
}

/* --- storing --------------------------------------------------------------------------------------------- */

static gboolean
run_import (DsStoreTx *tx, gpointer data, GError **error)
{
  DsImport *self = data;
  json_t *order;
  size_t i;

  for (guint j = 0; j < self->contents->len; j++) {
    if (!ds_store_contents_put (tx, g_ptr_array_index (self->contents, j), error))
      return FALSE;
  }
  json_array_foreach (self->orders, i, order)
    {
      if (!ds_store_orders_put (tx, order, error))
        return FALSE;
    }
  return TRUE;
}

static void
imported_cb (GTask *task)
{
  DsImport *self = g_task_get_task_data (task);

  ds_app_queue_change (self->app, DS_APP_CHANGE_ORDERS | DS_APP_CHANGE_CONTENT | DS_APP_CHANGE_OUTBOX);
  g_task_return_boolean (task, TRUE);
}

void
ds_import_commit_async (DsImport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self->app, cancellable, callback, user_data);

  g_atomic_ref_count_inc (&self->ref_count);
  g_task_set_task_data (task, self, (GDestroyNotify) ds_import_free);
  ds_app_run_task (self->app, task, run_import, TRUE, imported_cb);
}

gboolean
ds_import_commit_finish (DsApp *app, GAsyncResult *result, guint *ret_n_orders, guint *ret_n_contents, GError **error)
{
  DsImport *self;

  g_return_val_if_fail (g_task_is_valid (result, app), FALSE);
  self = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (ret_n_orders != NULL)
    *ret_n_orders = (guint) json_array_size (self->orders);
  if (ret_n_contents != NULL)
    *ret_n_contents = self->contents->len;
  return TRUE;
}
