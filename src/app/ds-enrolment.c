/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-enrolment.h"

#include "ds-app-private.h"
#include "ds-import.h"

#include "ds-hq-client.h"
#include "ds-soup-transport.h"
#include "ds-store-meta.h"
#include "ds-store-outbox.h"

/* Letters and digits of a code; those that look alike are left out by headquarters. */
#define CODE_CHARS 8
#define MAX_URL_CHARS 500

/* --- what was typed -------------------------------------------------------------------------------------- */

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

char *
ds_enrolment_normalise_url (const char *text, GError **error)
{
  g_autofree char *clean = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree char *full = NULL;
  g_autoptr (GUri) uri = NULL;
  gsize length;

  full = strstr (clean, "://") != NULL ? g_strdup (clean) : g_strconcat ("https://", clean, NULL);
  if (*clean != '\0' && strlen (full) <= MAX_URL_CHARS)
    uri = g_uri_parse (full, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_INVALID,
                         "This is no address of a headquarters. Write it like https://hq.example.com");
    return NULL;
  }
  if (!g_str_equal (g_uri_get_scheme (uri), "https") &&
      (!g_str_equal (g_uri_get_scheme (uri), "http") || !is_loopback (g_uri_get_host (uri)))) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_INVALID,
                         "The address must begin with https://, so that nobody on the way can read or change the data.");
    return NULL;
  }
  length = strlen (full);
  while (length > 0 && full[length - 1] == '/')
    full[--length] = '\0';
  return g_steal_pointer (&full);
}

char *
ds_enrolment_normalise_code (const char *text)
{
  char plain[CODE_CHARS + 2];
  guint n = 0;

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++) {
    if (*p == ' ' || *p == '-')
      continue;
    if (!g_ascii_isalnum (*p) || n == CODE_CHARS + 1)
      return NULL;
    if (n == CODE_CHARS / 2)
      plain[n++] = '-';
    plain[n++] = g_ascii_toupper (*p);
  }
  return n == CODE_CHARS + 1 ? g_strndup (plain, n) : NULL;
}

/* --- enrolling ------------------------------------------------------------------------------------------- */

typedef struct {
  char *url;
  char *code;
  DsHqEnrolment *enrolment;
} EnrolJob;

static void
free_enrol_job (gpointer data)
{
  EnrolJob *job = data;

  g_free (job->url);
  g_free (job->code);
  g_clear_pointer (&job->enrolment, ds_hq_enrolment_free);
  g_free (job);
}

/* Work that waits for one headquarters must not go to another, and is not thrown away either. */
static gboolean
check_other_hq (DsStoreTx *tx, const DsHqEnrolment *enrolment, GError **error)
{
  g_autofree char *known = NULL;
  DsStoreCounts counts;

  if (!ds_store_meta_get (tx, DS_STORE_META_HQ_ID, &known, error) || !ds_store_outbox_count (tx, &counts, error))
    return FALSE;
  if (known == NULL || g_strcmp0 (known, enrolment->hq) == 0 || counts.records + counts.media + counts.held == 0)
    return TRUE;
  g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_STATE,
                       "There is unsent work for another headquarters on this tablet. Sync or export it first; "
                       "nothing was changed.");
  return FALSE;
}

static gboolean
run_keep_enrolment (DsStoreTx *tx, gpointer data, GError **error)
{
  EnrolJob *job = data;
  const DsHqEnrolment *enrolment = job->enrolment;
  const struct {
    const char *key;
    const char *value;
  } kept[] = {
    { DS_STORE_META_TECHNICIAN_ID, enrolment->technician_id },
    { DS_STORE_META_TECHNICIAN_NAME, enrolment->technician_name },
    { DS_STORE_META_HQ_ID, enrolment->hq },
    { DS_STORE_META_HQ_NAME, enrolment->hq_name },
    { DS_STORE_META_HQ_URL, job->url },
    { DS_STORE_META_TOKEN, enrolment->token },
    { DS_STORE_META_SEALING_KEY, enrolment->sealing_key },
  };

  if (!check_other_hq (tx, enrolment, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++) {
    if (!ds_store_meta_set (tx, kept[i].key, kept[i].value, error))
      return FALSE;
  }
  return ds_store_meta_set_int64 (tx, DS_STORE_META_CLOCK_OFFSET_MS, enrolment->offset_ms, error);
}

static gboolean
keep_enrolment (DsApp *app, EnrolJob *job, GError **error)
{
  DsStoreJob keep = { .run = run_keep_enrolment, .data = job, .write = TRUE };

  if (ds_app_is_demo (app) && !ds_app_leave_demo (app, error))
    return FALSE;
  if (!ds_store_run_sync (ds_app_get_main_store (app), &keep, NULL, error) || !ds_app_reload_identity (app, error))
    return FALSE;
  if (ds_app_get_driver (app) != NULL)
    ds_sync_driver_ask (ds_app_get_driver (app), FALSE);
  return TRUE;
}

static void
enrolled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnrolJob *job = g_task_get_task_data (task);
  DsApp *app = g_task_get_source_object (task);
  GError *error = NULL;

  job->enrolment = ds_hq_client_enrol_finish (DS_HQ_CLIENT (source), result, NULL, &error);
  ds_app_release_busy (app);
  if (job->enrolment != NULL && keep_enrolment (app, job, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static DsHqClient *
new_client (DsApp *app, const char *url, GError **error)
{
  g_autoptr (DsTransport) transport = ds_soup_transport_new (NULL, error);
  DsHqClientOptions options = { .transport = transport, .clock = ds_app_get_clock (app), .url = url };

  return transport != NULL ? ds_hq_client_new (&options, error) : NULL;
}

void
ds_enrolment_enrol_async (DsApp *app, const char *url, const char *code, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (DsHqClient) client = NULL;
  GError *error = NULL;
  EnrolJob *job;

  g_return_if_fail (DS_IS_APP (app));
  task = g_task_new (app, cancellable, callback, user_data);
  job = g_new0 (EnrolJob, 1);
  g_task_set_task_data (task, job, free_enrol_job);
  job->url = ds_enrolment_normalise_url (url, &error);
  job->code = ds_enrolment_normalise_code (code);
  if (job->url != NULL && job->code == NULL)
    g_set_error_literal (&error, DS_APP_ERROR, DS_ERROR_INVALID,
                         "This is no enrolment code. It has eight letters and digits, like ABCD-2345.");
  if (error == NULL && ds_app_is_read_only (app))
    g_set_error_literal (&error, DS_APP_ERROR, DS_ERROR_READ_ONLY, "The store was opened for looking only.");
  if (error == NULL && ds_app_check_open (app, &error))
    client = new_client (app, job->url, &error);
  if (client == NULL) {
    g_task_return_error (task, error);
    return;
  }
  ds_app_hold_busy (app);
  ds_hq_client_enrol_async (client, job->code, ds_app_get_device (app), g_get_host_name (), cancellable, enrolled_cb,
                            g_object_ref (task));
}

gboolean
ds_enrolment_enrol_finish (DsApp *app, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, app), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- the demo -------------------------------------------------------------------------------------------- */

static void
demo_imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DsApp *app = DS_APP (source);
  GError *error = NULL;

  if (ds_import_commit_finish (app, result, NULL, NULL, &error)) {
    ds_app_queue_change (app, DS_APP_CHANGE_ENROLMENT | DS_APP_CHANGE_ORDERS);
    g_task_return_boolean (task, TRUE);
  }
  else {
    ds_app_leave_demo (app, NULL);
    g_task_return_error (task, error);
  }
}

void
ds_enrolment_try_demo_async (DsApp *app, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (DsImport) import = NULL;
  g_autofree char *orders = NULL;
  GError *error = NULL;

  g_return_if_fail (DS_IS_APP (app));
  task = g_task_new (app, cancellable, callback, user_data);
  if (ds_app_is_enrolled (app)) {
    g_task_return_new_error (task, DS_APP_ERROR, DS_ERROR_STATE,
                             "This tablet is enrolled; the demo would mix practice with real work.");
    return;
  }
  import = ds_import_new (app);
  orders = g_build_filename (ds_app_get_share_dir (app) != NULL ? ds_app_get_share_dir (app) : "", "doorstep", "demo",
                             "orders.json", NULL);
  if (ds_app_check_open (app, &error) && ds_import_add_shipped (import, &error) &&
      ds_import_add_file (import, orders, &error) && ds_app_enter_demo (app, &error))
    ds_import_commit_async (import, cancellable, demo_imported_cb, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

gboolean
ds_enrolment_try_demo_finish (DsApp *app, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, app), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
ds_enrolment_forget_demo_async (DsApp *app, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (DS_IS_APP (app));
  task = g_task_new (app, cancellable, callback, user_data);
  if (ds_app_check_open (app, &error) && ds_app_leave_demo (app, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

gboolean
ds_enrolment_forget_demo_finish (DsApp *app, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, app), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
