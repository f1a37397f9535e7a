/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** DsDbLock: one process per store. Held on a file of its own until freed or until the process ends, however it ends. */
typedef struct _DsDbLock DsDbLock;

/**
 * ds_db_lock_new:
 * @path: the lock's file, made if missing; it stays there
 * @error: %DS_ERROR_BUSY: another process (its id is in the message) or this one holds it; %DS_ERROR_READ_ONLY, %DS_ERROR_IO
 *
 * Returns: (transfer full): the lock
 */
DsDbLock *ds_db_lock_new (const char *path, GError **error);
void ds_db_lock_free (DsDbLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsDbLock, ds_db_lock_free)

G_END_DECLS
