/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-db-private.h"

#include "ds-error.h"
#include "ds-file.h"

static guint
newest_version (const DsDbSchema *schema)
{
  return schema->migrations[schema->n_migrations - 1].version;
}

gboolean
ds_db_judge (DsDb *self, const DsDbSchema *schema, guint *ret_version, GError **error)
{
  gint64 application_id = 0;
  gint64 n_objects = 0;
  guint version = 0;

  if (!ds_db_query_int64 (self, "PRAGMA application_id", &application_id, error) ||
      !ds_db_query_int64 (self, "SELECT count(*) FROM sqlite_schema", &n_objects, error) ||
      !ds_db_get_version (self, &version, error))
    return FALSE;
  /* An empty file is nobody's yet: a kill between making it and the first migration leaves one. */
  if ((guint32) application_id != schema->application_id && (application_id != 0 || n_objects > 0)) {
    g_set_error (error, DS_DB_ERROR, DS_ERROR_INVALID,
                 "%s is not %s but another program's database. It was not changed; choose another folder.", self->path,
                 schema->name);
    return FALSE;
  }
  if (version > newest_version (schema)) {
    g_set_error (error, DS_DB_ERROR, DS_ERROR_NEWER,
                 "%s (%s) was made by a newer version of this program: its format is %u, this program knows up to %u. "
                 "It was not changed; install the newer version.",
                 schema->name, self->path, version, newest_version (schema));
    return FALSE;
  }
  *ret_version = version;
  return TRUE;
}

static gboolean
check_foreign_keys (DsDb *self, guint version, GError **error)
{
  g_autoptr (DsStmt) stmt = ds_db_prepare (self, "PRAGMA foreign_key_check", error);
  gboolean has_row = FALSE;

  if (stmt == NULL || !ds_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row) {
    g_set_error (error, DS_DB_ERROR, DS_ERROR_CORRUPT,
                 "%s cannot be brought to format %u: a row of table %s points to nothing. It was not changed.",
                 self->path, version, ds_stmt_text (stmt, 0));
    return FALSE;
  }
  return TRUE;
}

static gboolean
apply_migration (DsDb *self, const DsDbMigration *migration, guint32 application_id, GError **error)
{
  g_autofree char *marks = g_strdup_printf ("PRAGMA application_id=%d; PRAGMA user_version=%u;",
                                            (gint32) application_id, migration->version);

  if (!ds_db_begin_immediate (self, error))
    return FALSE;
  if (ds_db_exec (self, migration->sql, error) && check_foreign_keys (self, migration->version, error) &&
      ds_db_exec (self, marks, error))
    return ds_db_commit (self, error);
  ds_db_rollback (self);
  return FALSE;
}

static gboolean
back_up_before (DsDb *self, guint from, guint to, const char *backup_folder, GError **error)
{
  g_autofree char *name = g_strdup_printf ("before-v%u-to-v%u.db", from, to);
  g_autofree char *path = g_build_filename (backup_folder, name, NULL);

  return ds_file_make_folder (backup_folder, error) && ds_db_backup (self, path, NULL, error);
}

static gboolean
apply_all (DsDb *self, const DsDbSchema *schema, guint from, GError **error)
{
  for (gsize i = 0; i < schema->n_migrations; i++) {
    const DsDbMigration *migration = &schema->migrations[i];

    g_assert (migration->version == i + 1);
    if (migration->version > from && !apply_migration (self, migration, schema->application_id, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
ds_db_migrate (DsDb *self, const DsDbSchema *schema, const char *backup_folder, GError **error)
{
  guint version = 0;
  gboolean migrated;

  if (!ds_db_judge (self, schema, &version, error))
    return FALSE;
  if (version == newest_version (schema))
    return TRUE;
  if (version > 0 && backup_folder != NULL &&
      !back_up_before (self, version, newest_version (schema), backup_folder, error))
    return FALSE;
  /* A table is rebuilt by making it anew and dropping the old one, which must not take rows that point to it
   * along; the switch works only outside a transaction. Each migration checks all keys before it commits. */
  if (!ds_db_exec (self, "PRAGMA foreign_keys=OFF", error))
    return FALSE;
  migrated = apply_all (self, schema, version, error);
  if (!ds_db_exec (self, "PRAGMA foreign_keys=ON", migrated ? error : NULL))
    return FALSE;
  return migrated;
}
