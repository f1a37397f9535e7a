/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-pair.h"

#include "ds-digest.h"
#include "ds-file.h"
#include "ds-hq-code.h"
#include "ds-hq-desk.h"
#include "ds-hq-store.h"
#include "ds-id.h"
#include "ds-record.h"
#include "ds-soup-transport.h"
#include "ds-store-outbox.h"

#include <glib/gstdio.h>
#include <string.h>

static const DsSyncConfig QUICK = {
  .backoff_min_ms = 10, .backoff_max_ms = 200, .pull_every_ms = 3600000, .uploads = 3
};

typedef struct {
  json_t *request;
  gint64 now_us;
  json_t *result;
} Desk;

static gboolean
desk_cb (DsHqStore *store, gpointer data, GError **error)
{
  Desk *desk = data;
  DsHqDeskTime time = { desk->now_us, DS_TEST_OFFSET_S };

  desk->result = ds_hq_desk_apply (store, &time, desk->request, error);
  return desk->result != NULL;
}

/* What the people at headquarters do. */
static DsJson *
do_at_desk (DsPair *self, json_t *request)
{
  g_autoptr (GError) error = NULL;
  DsMoment now;
  Desk desk = { .request = request };

  ds_clock_now (self->clock, &now);
  desk.now_us = now.wall_us;
  ds_hq_writer_run (ds_hq_service_writer (self->service), desk_cb, &desk, &error);
  g_assert_no_error (error);
  json_decref (request);
  return desk.result;
}

void
ds_pair_start_hq (DsPair *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", self->port);
  DsHqHttpOptions options = { .listen = listen, .threads = 2, .max_connections = 64, .idle_timeout_s = 20 };
  const char *colon = NULL;

  self->service = ds_hq_service_new (self->hq_folder, self->clock, NULL, NULL, &error);
  g_assert_no_error (error);
  self->http = ds_hq_http_new (self->service, &options, &error);
  g_assert_no_error (error);
  colon = strrchr (ds_hq_http_url (self->http), ':');
  self->port = (guint16) g_ascii_strtoull (colon + 1, NULL, 10);
}

void
ds_pair_stop_hq (DsPair *self)
{
  g_clear_pointer (&self->http, ds_hq_http_free);
  g_clear_pointer (&self->service, ds_hq_service_free);
}

static void
make_hq (DsPair *self)
{
  g_autoptr (GError) error = NULL;
  DsHqIdentity identity = { .name = (char *) "Test" };
  g_autofree char *id = ds_id_new (self->clock);

  ds_file_make_folder (self->hq_folder, &error);
  g_assert_no_error (error);
  g_strlcpy (identity.id, id, sizeof identity.id);
  ds_hq_store_create (self->hq_folder, &identity, self->clock, &error);
  g_assert_no_error (error);
  self->hq = g_steal_pointer (&id);
  ds_pair_start_hq (self);
  json_decref (do_at_desk (self, json_pack ("{s:s, s:s, s:s}", "do", "technician", "id", "T001", "name", "张三")));
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

void
ds_pair_enrol (DsPair *self)
{
  g_autoptr (DsJson) made = do_at_desk (self, json_pack ("{s:s, s:s}", "do", "code", "technician", "T001"));
  g_autoptr (GError) error = NULL;
  g_autoptr (DsTransport) transport = ds_soup_transport_new (NULL, NULL);
  DsHqClientOptions options = { .transport = transport, .clock = self->clock, .url = ds_hq_http_url (self->http) };
  g_autoptr (DsHqClient) client = ds_hq_client_new (&options, &error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (DsHqEnrolment) enrolment = NULL;

  ds_hq_client_enrol_async (client, json_string_value (json_object_get (made, "code")), self->device, "tablet", NULL,
                            keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  enrolment = ds_hq_client_enrol_finish (client, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (enrolment->hq, ==, self->hq);
  g_assert_cmpstr (enrolment->technician_id, ==, "T001");
  g_free (self->token);
  self->token = g_strdup (enrolment->token);
}

void
ds_pair_revoke (DsPair *self)
{
  json_decref (do_at_desk (self, json_pack ("{s:s, s:s}", "do", "revoke", "device", self->device)));
}

void
ds_pair_put_order (DsPair *self, const char *id)
{
  json_t *order = ds_test_json_f ("{'id':'%s','revision':1,'service':'cleaning','state':'assigned','technician':'T001',"
                                  "'customer':{'name':'王女士','phone':'13800000000'},"
                                  "'address':{'line':'3-2-501','area':'亦庄'},"
                                  "'window':{'start':'2026-11-21T09:00:00+08:00','end':'2026-11-21T11:00:00+08:00'},"
                                  "'appliances':[],'jobs':[{'id':'j1','appliance':null,'checklist':'conduct-12345',"
                                  "'service':'cleaning'}]}",
                                  id);

  json_decref (do_at_desk (self, json_pack ("{s:s, s:[o]}", "do", "orders", "orders", order)));
}

static void
copy_tree (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name = NULL;

  g_assert_nonnull (dir);
  g_mkdir_with_parents (to, 0700);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);
    g_autofree char *data = NULL;
    gsize size = 0;

    if (g_file_test (source, G_FILE_TEST_IS_DIR))
      copy_tree (source, target);
    else if (g_file_get_contents (source, &data, &size, NULL))
      g_assert_true (g_file_set_contents (target, data, (gssize) size, NULL));
  }
}

void
ds_pair_backup_hq (DsPair *self)
{
  g_autofree char *copy = ds_test_folder_file (self->folder, "hq-copy");
  g_autofree char *path = g_build_filename (copy, "hq.db", NULL);
  g_autoptr (GError) error = NULL;
  DsHqStore *store = NULL;

  copy_tree (self->hq_folder, copy);
  g_assert_cmpint (g_unlink (path), ==, 0);
  store = ds_hq_store_open_writer (self->hq_folder, self->clock, &error);
  g_assert_no_error (error);
  ds_hq_store_backup (store, path, &error);
  g_assert_no_error (error);
  ds_hq_store_free (store);
}

void
ds_pair_restore_hq (DsPair *self)
{
  g_autofree char *copy = ds_test_folder_file (self->folder, "hq-copy");
  g_autofree char *old = ds_test_folder_file (self->folder, "hq-old");

  g_assert_cmpint (g_rename (self->hq_folder, old), ==, 0);
  g_assert_cmpint (g_rename (copy, self->hq_folder), ==, 0);
}

void
ds_pair_start_tablet (DsPair *self, DsTransport *transport)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/", self->port);
  DsSyncDriverOptions options = { .transport = transport, .config = &QUICK, .seed = 7 };
  DsSyncEndpoint endpoint = { .url = url, .hq = self->hq, .token = self->token };

  self->store = ds_store_open (self->store_folder, self->clock, self->vault, &error);
  g_assert_no_error (error);
  options.store = self->store;
  self->driver = ds_sync_driver_new (&options);
  ds_sync_driver_set_endpoint (self->driver, &endpoint, &error);
  g_assert_no_error (error);
  ds_sync_driver_start (self->driver);
}

void
ds_pair_stop_tablet (DsPair *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  ds_sync_driver_stop_async (self->driver, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (ds_sync_driver_stop_finish (self->driver, result, NULL));
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&self->driver));
  g_clear_pointer (&self->store, ds_store_close);
}

DsPair *
ds_pair_new (void)
{
  DsPair *self = g_new0 (DsPair, 1);

  self->folder = ds_test_folder_new ();
  self->clock = ds_clock_new_system ();
  self->vault = ds_vault_new_plain ();
  self->hq_folder = ds_test_folder_file (self->folder, "hq");
  self->store_folder = ds_test_folder_file (self->folder, "tablet");
  self->device = ds_id_new (self->clock);
  make_hq (self);
  ds_pair_enrol (self);
  return self;
}

void
ds_pair_free (DsPair *self)
{
  if (self == NULL)
    return;
  if (self->driver != NULL)
    ds_pair_stop_tablet (self);
  ds_pair_stop_hq (self);
  ds_vault_unref (self->vault);
  ds_clock_unref (self->clock);
  ds_test_folder_free (self->folder);
  g_free (self->hq_folder);
  g_free (self->store_folder);
  g_free (self->device);
  g_free (self->token);
  g_free (self->hq);
  g_free (self);
}

/* --- the tablet's work --------------------------------------------------------------------------------- */

typedef struct {
  DsStoreRecord record;
  GPtrArray *media;
} Work;

static gboolean
enqueue_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  Work *work = data;

  for (guint i = 0; work->media != NULL && i < work->media->len; i++) {
    if (!ds_store_media_add (tx, g_ptr_array_index (work->media, i), error))
      return FALSE;
  }
  return ds_store_outbox_enqueue (tx, &work->record, error);
}

static void
enqueue (DsPair *self, Work *work)
{
  DsStoreJob job = { .run = enqueue_cb, .data = work, .write = TRUE };
  g_autoptr (GError) error = NULL;

  ds_store_run_sync (self->store, &job, NULL, &error);
  g_assert_no_error (error);
  ds_sync_driver_poke (self->driver);
}

void
ds_pair_add_line (DsPair *self, const char *id, const char *kind, const char *line)
{
  g_autoptr (GBytes) bytes = g_bytes_new (line, strlen (line));
  Work work = { .record = { .id = (char *) id, .kind = (char *) kind, .made_us = 1, .bytes = bytes } };

  enqueue (self, &work);
}

static char *
make_line (DsPair *self, const char *id, DsRecordKind kind, json_t *body)
{
  DsRecordHead head = { .id = id, .device = self->device, .technician = "T001" };
  char *line = NULL;

  ds_clock_now (self->clock, &head.made_at);
  line = ds_record_new (&head, kind, body);
  json_decref (body);
  return line;
}

char *
ds_pair_add_progress (DsPair *self)
{
  char *id = ds_id_new (self->clock);
  g_autofree char *visit = ds_id_new (self->clock);
  g_autofree char *line = make_line (self, id, DS_RECORD_PROGRESS,
                                     json_pack ("{s:s, s:s, s:s, s:s}", "order", "QX1", "visit", visit, "stage",
                                                "departed", "at", "2026-11-21T09:00:00.000+08:00"));

  ds_pair_add_line (self, id, "progress", line);
  return id;
}

static DsStoreMedium *
make_medium (DsPair *self, guint index, gsize size)
{
  g_autofree guint8 *data = g_malloc (size);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  DsStoreMedium *medium = g_new0 (DsStoreMedium, 1);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) g_random_int ();
  bytes = g_bytes_new (data, size);
  ds_store_media_save_bytes (ds_store_get_media_folder (self->store), bytes, "image/jpeg", &medium->sha256, &error);
  g_assert_no_error (error);
  medium->size_bytes = size;
  medium->type = g_strdup ("image/jpeg");
  medium->lane = index == 0 ? 3 : 4;
  medium->state = DS_STORE_SEND_QUEUED;
  return medium;
}

char *
ds_pair_add_visit (DsPair *self, guint n_media, gsize media_bytes)
{
  char *id = ds_id_new (self->clock);
  g_autofree char *visit = ds_id_new (self->clock);
  g_autofree char *entry = ds_id_new (self->clock);
  g_autofree char *boot = ds_id_new (self->clock);
  g_autofree char *line = NULL;
  g_autoptr (GBytes) bytes = NULL;
  Work work = { .media = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_store_medium_free) };
  json_t *manifest = json_array ();
  json_t *body = ds_test_json_f (
      "{'visit':'%s','order':'QX1','order_revision':1,'jobs':[{'job':'j1','appliance':null,'checklist':{'id':'c','version':1,"
      "'sha256':'%064d'}}],'journal':[{'seq':1,'id':'%s','at':'2026-11-21T09:00:00.000+08:00','mono_ms':1,'boot':'%s',"
      "'who':'T001','type':'stage','stage':'accepted'}],'result':{}}",
      visit, 0, entry, boot);

  for (guint i = 0; i < n_media; i++) {
    DsStoreMedium *medium = make_medium (self, i, media_bytes);

    g_ptr_array_add (work.media, medium);
    json_array_append_new (manifest,
                           json_pack ("{s:s, s:I, s:s, s:s}", "sha256", medium->sha256, "size",
                                      (json_int_t) medium->size_bytes, "type", "image/jpeg", "role", "evidence"));
  }
  json_object_set_new (body, "manifest", manifest);
  line = make_line (self, id, DS_RECORD_VISIT, body);
  bytes = g_bytes_new (line, strlen (line));
  work.record = (DsStoreRecord){ .id = id, .kind = (char *) "visit", .made_us = 1, .bytes = bytes };
  enqueue (self, &work);
  g_ptr_array_unref (work.media);
  return id;
}

void
ds_pair_count_hq (DsPair *self, DsHqCounts *ret_counts)
{
  g_autoptr (GError) error = NULL;
  DsHqStore *reader = ds_hq_service_borrow_reader (self->service, &error);

  g_assert_no_error (error);
  ds_hq_store_counts (reader, ret_counts, &error);
  g_assert_no_error (error);
  ds_hq_service_return_reader (self->service, reader);
}

gboolean
ds_pair_sync (DsPair *self, gint64 patience_ms, DsSyncSummary *ret_summary, GError **error)
{
  return ds_sync_run_once (self->driver, patience_ms, NULL, ret_summary, error);
}
