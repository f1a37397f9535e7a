/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-app.h"
#include "ds-checklist.h"
#include "ds-guide.h"
#include "ds-store.h"
#include "ds-sync-driver.h"

G_BEGIN_DECLS

/** ds_app_get_store: Returns: (transfer none) (nullable): the store in use: the demo's own while the demo runs, else the tablet's */
DsStore *ds_app_get_store (DsApp *self);

/** ds_app_get_main_store: Returns: (transfer none) (nullable): the tablet's own store, also while the demo runs */
DsStore *ds_app_get_main_store (DsApp *self);

/** ds_app_get_driver: Returns: (transfer none) (nullable): sync, or %NULL before open and in a read-only app */
DsSyncDriver *ds_app_get_driver (DsApp *self);

/** ds_app_check_open: Returns: whether the app is open; else @error says so */
gboolean ds_app_check_open (DsApp *self, GError **error);

/** ds_app_queue_change: tells "changed" once the main loop turns; counts anew what headquarters lacks for %DS_APP_CHANGE_OUTBOX */
void ds_app_queue_change (DsApp *self, guint flags);

/** ds_app_recount: counts at once what headquarters lacks; blocks for one small read */
void ds_app_recount (DsApp *self);

/** ds_app_hold_busy, ds_app_release_busy: in pairs: a use case runs */
void ds_app_hold_busy (DsApp *self);
void ds_app_release_busy (DsApp *self);

/** ds_app_reload_identity: reads who is enrolled from the store again, gives sync its endpoint and tells. Blocks for one small read */
gboolean ds_app_reload_identity (DsApp *self, GError **error);

/** ds_app_enter_demo, ds_app_leave_demo: opens (and makes) the demo's own store beside the tablet's; closes it and removes its folder. Block */
gboolean ds_app_enter_demo (DsApp *self, GError **error);
gboolean ds_app_leave_demo (DsApp *self, GError **error);

/** ds_app_get_device: Returns: (transfer none): this device's UUID */
const char *ds_app_get_device (DsApp *self);

/** ds_app_get_hq_offset: Returns: whether headquarters' clock offset is known; @ret_offset_ms (out) */
gboolean ds_app_get_hq_offset (DsApp *self, gint64 *ret_offset_ms);

/**
 * ds_app_parse_checklist:
 * @bytes: a checklist as published
 *
 * Parses, or gives the one parsed before: a checklist never changes under its SHA-256. Any thread.
 *
 * Returns: (transfer full): the checklist
 */
DsChecklist *ds_app_parse_checklist (DsApp *self, const char *sha256, GBytes *bytes, GError **error);

/** DsAppDoneFunc: on the main thread after the commit; must return the task */
typedef void (*DsAppDoneFunc) (GTask *task);

/**
 * ds_app_run_task:
 * @task: (transfer full): its task data is the job's data; its source is kept alive
 * @run: on the store's thread, with the task data
 * @write: whether it writes
 * @done: (nullable): %NULL returns %TRUE
 *
 * Runs a job of the store in use for @task. An error returns the task by itself.
 */
void ds_app_run_task (DsApp *self, GTask *task, DsStoreJobFunc run, gboolean write, DsAppDoneFunc done);

/** ds_app_dup_picture_dir, ds_app_dup_media_dir, ds_app_dup_thumb_dir: Returns: (transfer full): folders of the store in use */
char *ds_app_dup_picture_dir (DsApp *self);
char *ds_app_dup_media_dir (DsApp *self);
char *ds_app_dup_thumb_dir (DsApp *self);

G_END_DECLS
