/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-service.h"

#include "ds-error.h"

#include <string.h>
#include <unistd.h>

#define WORK_THREADS 2
#define ENROL_WINDOW_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define ENROL_MAX_FAILURES 10
#define ENROL_MAX_PEERS 4096
#define MAX_TOKENS 10000

struct _DsHqService {
  char *folder;
  DsClock *clock;
  DsHqIdentity identity;
  DsHqWriter *writer;
  DsHqMedia *media;
  GThreadPool *work;
  GAsyncQueue *readers; /* idle DsHqStore sessions */
  gssize memory; /* atomic: bytes of bodies held */
  GMutex lock;
  GHashTable *failures; /* peer → Failures, under @lock */
  GHashTable *tokens; /* SHA-256 of a token → DsHqDevice, under @lock */
  guint token_changes; /* under @lock */
  DsHqAudit audit;
  gpointer audit_data;
};

typedef struct {
  gint64 since_us;
  guint n;
} Failures;

typedef struct {
  DsHqWork work;
  gpointer data;
} WorkItem;

static void
work_thread (gpointer data, gpointer user_data)
{
  WorkItem *item = data;

  item->work (item->data);
  g_free (item);
}

void
ds_hq_service_free (DsHqService *self)
{
  if (self == NULL)
    return;

  if (self->work != NULL)
    g_thread_pool_free (self->work, FALSE, TRUE);
  /* The readers go first: the writer is the last to close and leaves one whole file. */
  g_async_queue_unref (self->readers);
  ds_hq_writer_free (self->writer);
  ds_hq_media_free (self->media);
  ds_hq_identity_clear (&self->identity);
  g_hash_table_unref (self->failures);
  g_hash_table_unref (self->tokens);
  g_mutex_clear (&self->lock);
  ds_clock_unref (self->clock);
  g_free (self->folder);
  g_free (self);
}

const DsHqIdentity *
ds_hq_service_identity (DsHqService *self)
{
  return &self->identity;
}

DsHqWriter *
ds_hq_service_writer (DsHqService *self)
{
  return self->writer;
}

DsHqMedia *
ds_hq_service_media (DsHqService *self)
{
  return self->media;
}

DsClock *
ds_hq_service_clock (DsHqService *self)
{
  return self->clock;
}

const char *
ds_hq_service_folder (DsHqService *self)
{
  return self->folder;
}

gint64
ds_hq_service_now_us (DsHqService *self)
{
  DsMoment now;

  ds_clock_now (self->clock, &now);

  return now.wall_us;
}

char *
ds_hq_service_time_text (DsHqService *self, gint64 wall_us)
{
  DsMoment now;

  ds_clock_now (self->clock, &now);

  return ds_time_format (wall_us, now.offset_s);
}

DsHqStore *
ds_hq_service_borrow_reader (DsHqService *self, GError **error)
{
  DsHqStore *reader = g_async_queue_try_pop (self->readers);

  return reader != NULL ? reader : ds_hq_store_open_reader (self->folder, error);
}

void
ds_hq_service_return_reader (DsHqService *self, DsHqStore *reader)
{
  g_async_queue_push (self->readers, reader);
}

static gboolean
find_token (DsHqService *self, const char *token_sha256, DsHqDevice *device, guint *ret_changes)
{
  const DsHqDevice *known = NULL;

  g_mutex_lock (&self->lock);
  known = g_hash_table_lookup (self->tokens, token_sha256);
  if (known != NULL)
    *device = *known;
  *ret_changes = self->token_changes;
  g_mutex_unlock (&self->lock);

  return known != NULL;
}

gboolean
ds_hq_service_authenticate (DsHqService *self, const char *token_sha256, DsHqDevice *ret_device, GError **error)
{
  DsHqStore *reader = NULL;
  gboolean known = FALSE;
  guint changes = 0;

  if (find_token (self, token_sha256, ret_device, &changes))
    return TRUE;
  reader = ds_hq_service_borrow_reader (self, error);
  if (reader == NULL)
    return FALSE;
  known = ds_hq_store_authenticate (reader, token_sha256, ret_device, error);
  ds_hq_service_return_reader (self, reader);
  if (!known)
    return FALSE;
  g_mutex_lock (&self->lock);
  /* What was read may be older than a revocation that came in between: then it is not remembered. */
  if (changes == self->token_changes && g_hash_table_size (self->tokens) < MAX_TOKENS)
    g_hash_table_insert (self->tokens, g_strdup (token_sha256), g_memdup2 (ret_device, sizeof *ret_device));
  g_mutex_unlock (&self->lock);

  return TRUE;
}

void
ds_hq_service_forget_tokens (DsHqService *self)
{
  g_mutex_lock (&self->lock);
  self->token_changes++;
  g_hash_table_remove_all (self->tokens);
  g_mutex_unlock (&self->lock);
}

void
ds_hq_service_work (DsHqService *self, DsHqWork work, gpointer data)
{
  WorkItem *item = g_new0 (WorkItem, 1);

  item->work = work;
  item->data = data;
  g_thread_pool_push (self->work, item, NULL);
}

/* --- sweeping --- */

typedef struct {
  DsHqService *service;
  GPtrArray *expired;
  GHashTable *known;
} Sweep;

static void
note_expired_cb (const DsHqUpload *upload, gpointer user_data)
{
  Sweep *sweep = user_data;

  g_ptr_array_add (sweep->expired, g_strdup (upload->id));
}

static void
note_known_cb (const DsHqUpload *upload, gpointer user_data)
{
  Sweep *sweep = user_data;

  g_hash_table_add (sweep->known, g_strdup (upload->id));
}

static gboolean
sweep_write_cb (DsHqStore *store, gpointer data, GError **error)
{
  Sweep *sweep = data;

  if (!ds_hq_store_uploads (store, ds_hq_service_now_us (sweep->service), note_expired_cb, sweep, error))
    return FALSE;
  for (guint i = 0; i < sweep->expired->len; i++) {
    if (!ds_hq_store_delete_upload (store, g_ptr_array_index (sweep->expired, i), error))
      return FALSE;
  }

  return ds_hq_store_uploads (store, G_MAXINT64, note_known_cb, sweep, error);
}

/* Parts whose row never came to be: the server was killed in between. Only at the start nobody makes new ones. */
static void
drop_orphans (DsHqService *self, GHashTable *known)
{
  g_autofree char *folder = g_build_filename (self->folder, "uploads", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *id = g_str_has_suffix (name, ".part") ? g_strndup (name, strlen (name) - strlen (".part")) : NULL;

    if (id != NULL && ds_id_is_valid (id) && !g_hash_table_contains (known, id))
      ds_hq_media_discard (self->media, id);
  }
}

static gboolean
sweep_uploads (DsHqService *self, gboolean at_start, GError **error)
{
  g_autoptr (GPtrArray) expired = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Sweep sweep = { self, expired, known };

  if (!ds_hq_writer_run (self->writer, sweep_write_cb, &sweep, error))
    return FALSE;
  for (guint i = 0; i < expired->len; i++)
    ds_hq_media_discard (self->media, g_ptr_array_index (expired, i));
  if (at_start)
    drop_orphans (self, known);

  return TRUE;
}

gboolean
ds_hq_service_sweep (DsHqService *self, GError **error)
{
  return sweep_uploads (self, FALSE, error);
}

static gboolean
prepare (DsHqService *self, GError **error)
{
  DsHqStore *writer = ds_hq_store_open_writer (self->folder, self->clock, error);

  if (writer == NULL)
    return FALSE;
  if (!ds_hq_store_identity (writer, &self->identity, error)) {
    ds_hq_store_free (writer);
    return FALSE;
  }
  self->writer = ds_hq_writer_new (writer);
  self->media = ds_hq_media_new (self->folder, error);

  return self->media != NULL && sweep_uploads (self, TRUE, error);
}

DsHqService *
ds_hq_service_new (const char *folder, DsClock *clock, DsHqAudit audit, gpointer user_data, GError **error)
{
  g_autoptr (DsHqService) self = g_new0 (DsHqService, 1);

  self->folder = g_strdup (folder);
  self->clock = ds_clock_ref (clock);
  self->audit = audit;
  self->audit_data = user_data;
  self->readers = g_async_queue_new_full ((GDestroyNotify) ds_hq_store_free);
  self->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_mutex_init (&self->lock);
  self->work = g_thread_pool_new (work_thread, self, WORK_THREADS, FALSE, error);
  if (self->work == NULL || !prepare (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* --- limits and audit --- */

void
ds_hq_service_audit (DsHqService *self, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;
  g_autofree char *time = NULL;
  g_autofree char *line = NULL;

  if (self->audit == NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  time = ds_hq_service_time_text (self, ds_hq_service_now_us (self));
  line = g_strdup_printf ("%s %s", time, text);
  self->audit (line, self->audit_data);
}

gboolean
ds_hq_service_take_memory (DsHqService *self, gsize bytes)
{
  gssize before = g_atomic_pointer_add (&self->memory, (gssize) bytes);

  if (before + (gssize) bytes <= DS_HQ_MAX_BODY_MEMORY_BYTES)
    return TRUE;
  ds_hq_service_give_memory (self, bytes);

  return FALSE;
}

void
ds_hq_service_give_memory (DsHqService *self, gsize bytes)
{
  g_atomic_pointer_add (&self->memory, -(gssize) bytes);
}

/* With the lock held. */
static Failures *
find_failures (DsHqService *self, const char *peer)
{
  gint64 now_us = g_get_monotonic_time ();
  Failures *failures = g_hash_table_lookup (self->failures, peer);

  if (failures != NULL && now_us - failures->since_us > ENROL_WINDOW_US) {
    failures->since_us = now_us;
    failures->n = 0;
  }

  return failures;
}

gboolean
ds_hq_service_may_enrol (DsHqService *self, const char *peer)
{
  const Failures *failures = NULL;
  gboolean may = FALSE;

  g_mutex_lock (&self->lock);
  failures = find_failures (self, peer);
  may = failures == NULL || failures->n < ENROL_MAX_FAILURES;
  g_mutex_unlock (&self->lock);

  return may;
}

void
ds_hq_service_note_failed_enrol (DsHqService *self, const char *peer)
{
  Failures *failures = NULL;

  g_mutex_lock (&self->lock);
  failures = find_failures (self, peer);
  if (failures == NULL) {
    /* Forgetting all is kinder to memory than to a guesser: 40 bits are not guessed ten at a time. */
    if (g_hash_table_size (self->failures) >= ENROL_MAX_PEERS)
      g_hash_table_remove_all (self->failures);
    failures = g_new0 (Failures, 1);
    failures->since_us = g_get_monotonic_time ();
    g_hash_table_insert (self->failures, g_strdup (peer), failures);
  }
  failures->n++;
  g_mutex_unlock (&self->lock);
}
