/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-db.h"

#include <sqlite3.h>

G_BEGIN_DECLS

struct _DsDb {
  sqlite3 *handle;
  char *path;
  gboolean read_only;
  gboolean broken;
  GHashTable *statements; /* SQL text → idle sqlite3_stmt */
  GCancellable *cancellable;
};

/** ds_db_fail: sets @error from SQLite's @result and notes a failed disk; Returns: %FALSE, for return ds_db_fail (…) */
gboolean ds_db_fail (DsDb *self, int result, GError **error);

/** ds_db_set_error: the same without a connection that can be noted broken; @handle nullable */
void ds_db_set_error (sqlite3 *handle, int result, const char *path, GError **error);

/** ds_db_migrate: brings the file to the newest version of @schema */
gboolean ds_db_migrate (DsDb *self, const DsDbSchema *schema, const char *backup_folder, GError **error);

/** ds_db_judge: whether the file may be opened under @schema: not newer, not another application's */
gboolean ds_db_judge (DsDb *self, const DsDbSchema *schema, guint *ret_version, GError **error);

G_END_DECLS
