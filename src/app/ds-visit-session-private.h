/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-visit-act.h"
#include "ds-visit-loader.h"
#include "ds-visit-outline.h"
#include "ds-visit-session.h"

G_BEGIN_DECLS

struct _DsVisitSession {
  GObject parent_instance;

  DsApp *app;
  gulong app_changed_id;
  DsVisitLoad *load; /* the visit: order, engines, drafts, instruments */
  DsVisitChange *change;
  DsVisitOutline *outline;
  char *current; /* key of the slot shown, nullable */
  char *picture_dir;
  char *media_dir;
  char *thumb_dir;

  gboolean busy;
  gboolean closed;
  guint photos_in_work;
  GQueue waiting; /* PendingCommit: photos that are ready while an act is being written */

  guint tap_guard_ms;
  gint64 moved_us; /* monotonic */

  gboolean position_dirty;
  gboolean position_writing;
  GHashTable *dirty_drafts; /* slot key → text or "" */
  guint draft_timeout_id;
};

/** DsSessionMove: which slot is shown after an act */
typedef enum {
  DS_SESSION_STAY,
  DS_SESSION_MOVE_FIRST,  /* the first open step of the visit */
  DS_SESSION_MOVE_ENTRY,  /* the slot the entry speaks of (undo, redo) */
  DS_SESSION_MOVE_THING,  /* the first step of the thing just added */
} DsSessionMove;

/** DsSessionAct: what ds_visit_session_commit() needs besides the entry */
typedef struct {
  DsEntry *entry;     /* (transfer full) */
  DsSessionMove move;
  gboolean waits;     /* when an act is under way: wait for it, do not drop this one */
  const char *clear_draft;
  DsStoreMedium *medium;        /* (transfer full) (nullable) */
  DsStoreMediumUse *medium_use; /* (transfer full) (nullable) */
} DsSessionAct;

/** ds_visit_session_new_entry: Returns: (transfer full): an entry of now, by whom the session belongs to */
DsEntry *ds_visit_session_new_entry (DsVisitSession *self, DsEntryType type);

/** ds_visit_session_new_task: Returns: (transfer full) */
GTask *ds_visit_session_new_task (DsVisitSession *self, gpointer tag, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);

/** ds_visit_session_commit: @task (transfer full) is returned when the act is on the disk, or with the error */
void ds_visit_session_commit (DsVisitSession *self, GTask *task, DsSessionAct *act);

/** ds_visit_session_drop: @task (transfer full) returns %DS_ERROR_CANCELLED */
void ds_visit_session_drop (GTask *task);

/** ds_visit_session_fail: @task (transfer full) returns an error in the app's domain */
void ds_visit_session_fail (GTask *task, DsErrorCode code, const char *message);

/** ds_visit_session_find_slot: Returns: the slot in the engine, or %DS_NONE with @error %DS_ERROR_NOT_FOUND */
guint ds_visit_session_find_slot (DsVisitSession *self, const char *slot, GError **error);

/** ds_visit_session_is_guarded: Returns: whether a tap must be dropped: an act is being written, or a move was just now */
gboolean ds_visit_session_is_guarded (DsVisitSession *self);

/** ds_visit_session_set_busy, ds_visit_session_take_load: @load (transfer full): the visit anew */
void ds_visit_session_set_busy (DsVisitSession *self, gboolean busy);
void ds_visit_session_take_load (DsVisitSession *self, DsVisitLoad *load);


/** ds_visit_session_who: Returns: (transfer none): the technician's id */
const char *ds_visit_session_who (DsVisitSession *self);

/** ds_visit_session_show: shows another slot; the store knows it already */
void ds_visit_session_show (DsVisitSession *self, const char *key);

/** ds_visit_session_leave_hidden: shows another slot when the present one was hidden or removed */
void ds_visit_session_leave_hidden (DsVisitSession *self);

/** ds_visit_session_tell: updates outline and properties, emits "changed" for the slots of the last applied change */
void ds_visit_session_tell (DsVisitSession *self, gboolean with_change);

G_END_DECLS
