/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-ctl.h"
#include "ds-json.h"
#include "ds-visit-session.h"

G_BEGIN_DECLS

/**
 * DsCtlPlayer: plays actions, one after the other, through the screens' use cases. Keeps the session of the order that
 * was last spoken of, and the last order's id for actions that name none.
 */
typedef struct {
  DsCtlCall *call;
  DsVisitSession *session;
  char *order_id;
} DsCtlPlayer;

/**
 * ds_ctl_player_act:
 * @action: {"do": …, "order": …, …}; see `doorstepctl play-actions`
 * @ret_seq: (out): the last committed journal entry's number
 *
 * Returns: whether the act is committed; else @error
 */
gboolean ds_ctl_player_act (DsCtlPlayer *self, json_t *action, guint *ret_seq, GError **error);

/** ds_ctl_player_clear: leaves the session; drafts are flushed */
void ds_ctl_player_clear (DsCtlPlayer *self);

/** DS_CTL_ACTIONS_HELP: the actions, for --help */
extern const char DS_CTL_ACTIONS_HELP[];

G_END_DECLS
