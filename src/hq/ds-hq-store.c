/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-store-private.h"

#include "ds-error.h"
#include "ds-file.h"

#include <sodium.h>
#include <string.h>

#define DB_FILE "hq.db"
#define GENERATION_FILE "generation"

/* Made by embed-migrations.py. */
extern const DsDbMigration ds_hq_migrations[];
extern const gsize ds_hq_migrations_count;

DsDbSchema
ds_hq_schema (void)
{
  /* The application id reads "DSHQ". */
  DsDbSchema schema = { "headquarters' store", 0x44534851, ds_hq_migrations, ds_hq_migrations_count };

  return schema;
}

static void
make_epoch (char epoch[17])
{
  guint8 bytes[8];

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2hex (epoch, 17, bytes, sizeof bytes);
}

static gint64
read_generation (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, GENERATION_FILE, NULL);
  g_autoptr (GBytes) bytes = ds_file_read (path, 32, NULL);
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return 0;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  return g_ascii_strtoll (text, NULL, 10);
}

static gboolean
write_generation (const char *folder, gint64 generation, GError **error)
{
  g_autofree char *path = g_build_filename (folder, GENERATION_FILE, NULL);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT "\n", generation);

  return ds_file_write_durable (path, text, strlen (text), error);
}

static gboolean
set_epoch (DsDb *db, const char *epoch, gint64 generation, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (db, "UPDATE hq SET epoch = ?1, generation = ?2", error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, epoch);
  ds_stmt_bind_int64 (stmt, 2, generation);

  return ds_stmt_run (stmt, error);
}

/* The folder's generation runs ahead of the store's only when the store was put back from an older copy; a copy
 * made by `backup` has no epoch. In both cases cursors of the lost future must not be believed. */
static gboolean
renew_generation (DsHqStore *self, gboolean *ret_found, GError **error)
{
  gint64 in_folder = read_generation (self->folder), generation = 0;
  char epoch[17] = "";
  gboolean has_row = FALSE;

  if (!ds_db_begin_immediate (self->db, error))
    return FALSE;
  {
    g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, "SELECT epoch, generation FROM hq", error);

    if (stmt == NULL || !ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (has_row) {
      g_strlcpy (epoch, ds_stmt_text (stmt, 0), sizeof epoch);
      generation = ds_stmt_int64 (stmt, 1);
    }
  }
  *ret_found = has_row;
  if (!has_row)
    return ds_db_commit (self->db, error);
  if (epoch[0] == '\0' || generation < in_folder)
    make_epoch (epoch);
  generation = MAX (generation, in_folder) + 1;

  return set_epoch (self->db, epoch, generation, error) && ds_db_commit (self->db, error) &&
         write_generation (self->folder, generation, error);
}

static DsHqStore *
wrap_db (DsDb *db, const char *folder)
{
  DsHqStore *self = g_new0 (DsHqStore, 1);

  self->db = db;
  self->folder = g_strdup (folder);

  return self;
}

void
ds_hq_identity_clear (DsHqIdentity *self)
{
  g_clear_pointer (&self->name, g_free);
}

gboolean
ds_hq_store_create (const char *folder, const DsHqIdentity *identity, DsClock *clock, GError **error)
{
  g_autofree char *path = g_build_filename (folder, DB_FILE, NULL);
  DsDbSchema schema = ds_hq_schema ();
  g_autoptr (DsDb) db = ds_db_open (path, &schema, NULL, error);
  g_autoptr (DsStmt) stmt = NULL;
  g_autoptr (GBytes) key = g_bytes_new (identity->sealing_key, sizeof identity->sealing_key);
  char epoch[17];
  gint64 n = 0;
  DsMoment now;

  if (db == NULL || !ds_db_query_int64 (db, "SELECT count(*) FROM hq", &n, error))
    return FALSE;
  if (n > 0) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_STATE, "There is a headquarters in %s already.", folder);
    return FALSE;
  }
  make_epoch (epoch);
  ds_clock_now (clock, &now);
  if (!ds_db_begin_immediate (db, error))
    return FALSE;
  stmt = ds_db_prepare (db,
                        "INSERT INTO hq (one, id, name, epoch, generation, sealing_key, created_us) "
                        "VALUES (1, ?1, ?2, ?3, 0, ?4, ?5)",
                        error);
  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, identity->id);
  ds_stmt_bind_text (stmt, 2, identity->name);
  ds_stmt_bind_text (stmt, 3, epoch);
  ds_stmt_bind_blob (stmt, 4, key);
  ds_stmt_bind_int64 (stmt, 5, now.wall_us);

  return ds_stmt_run (stmt, error) && ds_db_commit (db, error);
}

DsHqStore *
ds_hq_store_open_writer (const char *folder, DsClock *clock, GError **error)
{
  g_autofree char *path = g_build_filename (folder, DB_FILE, NULL);
  g_autoptr (DsHqStore) self = NULL;
  DsDbSchema schema = ds_hq_schema ();
  gboolean found = FALSE;
  DsDb *db = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND,
                 "There is no headquarters in %s. Make one with \"doorstep-hq init --data %s\".", folder, folder);
    return NULL;
  }
  db = ds_db_open (path, &schema, folder, error);
  if (db == NULL)
    return NULL;
  self = wrap_db (db, folder);
  if (!renew_generation (self, &found, error)) {
    ds_db_rollback (db);
    return NULL;
  }
  if (!found) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND,
                 "The store in %s is empty. Make a headquarters with \"doorstep-hq init --data %s\".", folder, folder);
    return NULL;
  }

  return g_steal_pointer (&self);
}

DsHqStore *
ds_hq_store_open_reader (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, DB_FILE, NULL);
  DsDbSchema schema = ds_hq_schema ();
  DsDb *db = ds_db_open_read_only (path, &schema, error);

  return db != NULL ? wrap_db (db, folder) : NULL;
}

void
ds_hq_store_free (DsHqStore *self)
{
  if (self == NULL)
    return;

  ds_db_close (self->db);
  g_free (self->folder);
  g_free (self);
}

gboolean
ds_hq_store_begin (DsHqStore *self, GError **error)
{
  return ds_db_begin_immediate (self->db, error);
}

gboolean
ds_hq_store_commit (DsHqStore *self, GError **error)
{
  return ds_db_commit (self->db, error);
}

void
ds_hq_store_rollback (DsHqStore *self)
{
  ds_db_rollback (self->db);
}

static gboolean
run_literal (DsHqStore *self, const char *sql, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, sql, error);

  return stmt != NULL && ds_stmt_run (stmt, error);
}

gboolean
ds_hq_store_mark (DsHqStore *self, GError **error)
{
  /* A full disk can make SQLite undo the whole transaction; a savepoint would then begin one of its own. */
  if (!ds_db_is_in_transaction (self->db)) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_BUSY, "The transaction was undone because of another request.");
    return FALSE;
  }

  return run_literal (self, "SAVEPOINT part", error);
}

gboolean
ds_hq_store_keep (DsHqStore *self, GError **error)
{
  return run_literal (self, "RELEASE part", error);
}

void
ds_hq_store_undo (DsHqStore *self)
{
  /* After an I/O error SQLite has rolled back all by itself and knows no savepoint; commit then fails. */
  if (run_literal (self, "ROLLBACK TO part", NULL))
    run_literal (self, "RELEASE part", NULL);
}

gboolean
ds_hq_store_backup (DsHqStore *self, const char *path, GError **error)
{
  g_autoptr (DsDb) copy = NULL;
  DsDbSchema schema = ds_hq_schema ();

  if (!ds_db_backup (self->db, path, NULL, error))
    return FALSE;
  copy = ds_db_open (path, &schema, NULL, error);

  return copy != NULL && ds_db_begin_immediate (copy, error) && set_epoch (copy, "", 0, error) &&
         ds_db_commit (copy, error);
}

gboolean
ds_hq_store_check (DsHqStore *self, GError **error)
{
  return ds_db_check (self->db, TRUE, error);
}

gboolean
ds_hq_store_identity (DsHqStore *self, DsHqIdentity *ret_identity, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self->db, "SELECT id, name, epoch, sealing_key FROM hq", error);
  g_autoptr (GBytes) key = NULL;
  DsHqIdentity identity = { 0 };
  gboolean has_row = FALSE;

  if (stmt == NULL || !ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  key = has_row ? ds_stmt_blob (stmt, 3) : NULL;
  if (key == NULL || g_bytes_get_size (key) != sizeof identity.sealing_key) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_CORRUPT, "The store does not say which headquarters it is.");
    return FALSE;
  }
  g_strlcpy (identity.id, ds_stmt_text (stmt, 0), sizeof identity.id);
  identity.name = g_strdup (ds_stmt_text (stmt, 1));
  g_strlcpy (identity.epoch, ds_stmt_text (stmt, 2), sizeof identity.epoch);
  memcpy (identity.sealing_key, g_bytes_get_data (key, NULL), sizeof identity.sealing_key);
  *ret_identity = identity;

  return TRUE;
}

gboolean
ds_hq_store_counts (DsHqStore *self, DsHqCounts *ret_counts, GError **error)
{
  DsHqCounts counts = { 0 };
  const struct {
    const char *sql;
    gint64 *value;
  } questions[] = {
    { "SELECT count(*) FROM work_order", &counts.orders },
    { "SELECT count(*) FROM technician", &counts.technicians },
    { "SELECT count(*) FROM device WHERE revoked_us IS NULL", &counts.devices },
    { "SELECT count(*) FROM device WHERE revoked_us IS NOT NULL", &counts.revoked_devices },
    { "SELECT count(*) FROM record", &counts.records },
    { "SELECT count(DISTINCT visit) FROM record WHERE kind = 'visit'", &counts.visits },
    { "SELECT count(DISTINCT visit) FROM record WHERE kind = 'visit' AND waiting = 0", &counts.complete_visits },
    { "SELECT count(DISTINCT sha256) FROM manifest WHERE sha256 NOT IN (SELECT sha256 FROM medium)",
      &counts.missing_media },
    { "SELECT count(*) FROM medium", &counts.media_files },
    { "SELECT coalesce(sum(size_bytes), 0) FROM medium", &counts.media_bytes },
    { "SELECT count(*) FROM held", &counts.held },
    { "SELECT coalesce(max(value), 0) FROM counter WHERE name = 'duplicates'", &counts.duplicates },
    { "SELECT count(DISTINCT seq) FROM flag", &counts.flagged },
    { "SELECT count(*) FROM upload WHERE finished = 0", &counts.uploads },
    { "SELECT count(DISTINCT id) FROM content WHERE kind = 'checklist'", &counts.checklists },
    { "SELECT count(DISTINCT id) FROM content WHERE kind = 'guide'", &counts.guides },
    { "SELECT coalesce(max(seq), 0) FROM record", &counts.last_seq },
  };

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++) {
    if (!ds_db_query_int64 (self->db, questions[i].sql, questions[i].value, error))
      return FALSE;
  }
  *ret_counts = counts;

  return TRUE;
}

gboolean
ds_hq_store_count_kinds (DsHqStore *self, void (*each) (const char *kind, gint64 n, gpointer user_data),
                         gpointer user_data, GError **error)
{
  g_autoptr (DsStmt) stmt =
      ds_db_prepare (self->db, "SELECT kind, count(*) FROM record GROUP BY kind ORDER BY kind", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  while (TRUE) {
    if (!ds_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    each (ds_stmt_text (stmt, 0), ds_stmt_int64 (stmt, 1), user_data);
  }
}

gboolean
ds_hq_store_count (DsHqStore *self, const char *name, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (
      self->db, "INSERT INTO counter (name, value) VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1",
      error);

  if (stmt == NULL)
    return FALSE;
  ds_stmt_bind_text (stmt, 1, name);

  return ds_stmt_run (stmt, error);
}
