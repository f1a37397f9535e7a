/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-db-lock.h"
#include "ds-hq-desk.h"
#include "ds-hq-service.h"

G_BEGIN_DECLS

/* Both ends of the socket between a command and a running server. */

/** DsHqDeskServer: the server's end: `desk.sock` in the data folder */
typedef struct _DsHqDeskServer DsHqDeskServer;

/** ds_hq_desk_server_new: Returns: (transfer full): answers on the main context that is the thread's default, each request on a thread of its own */
DsHqDeskServer *ds_hq_desk_server_new (DsHqService *service, GError **error);
void ds_hq_desk_server_free (DsHqDeskServer *self);

/**
 * DsHqDesk: a command's end: the store itself when no server runs, else a line to the server for what writes and a
 * read-only session for what reads
 */
typedef struct _DsHqDesk DsHqDesk;

/** ds_hq_desk_open: waits some seconds when another command is at work; %DS_ERROR_BUSY after that */
DsHqDesk *ds_hq_desk_open (const char *folder, DsClock *clock, GError **error);
void ds_hq_desk_free (DsHqDesk *self);
/** ds_hq_desk_store: Returns: (transfer none): for reading */
DsHqStore *ds_hq_desk_store (DsHqDesk *self);
/** ds_hq_desk_has_server: Returns: whether a server runs on this folder */
gboolean ds_hq_desk_has_server (DsHqDesk *self);
/** ds_hq_desk_do: Returns: (transfer full): the result of @request, durable */
DsJson *ds_hq_desk_do (DsHqDesk *self, json_t *request, GError **error);

/** ds_hq_desk_lock: Returns: (transfer full): the folder's lock, waiting a little for a command to end */
DsDbLock *ds_hq_desk_lock (const char *folder, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqDeskServer, ds_hq_desk_server_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqDesk, ds_hq_desk_free)

G_END_DECLS
