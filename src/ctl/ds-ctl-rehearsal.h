/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-ctl.h"
#include "ds-visit.h"

G_BEGIN_DECLS

/**
 * DsCtlRehearsal: a visit played to its end in memory by the rules engine, with values that lie within limits wherever
 * there are any.
 * @app: for clock and language; its clock is moved through the timers, so it must be a rehearsal's
 * @visit: the engine, acted upon
 * @guides: (element-type DsGuide): to be handed over
 * @who: who acts
 * @entries: (nullable) (element-type DsEntry): if not %NULL the entries are gathered here; else each act is printed as
 *   a line for `play`
 * @before_end: (nullable): called after the last step, before guides and signatures, with @user_data
 * @named, @photos: used inside; zero at first
 */
typedef struct _DsCtlRehearsal DsCtlRehearsal;

struct _DsCtlRehearsal {
  DsApp *app;
  DsVisit *visit;
  GPtrArray *guides;
  const char *order_id;
  const char *who;
  GPtrArray *entries;
  gboolean named;
  guint photos;
  gboolean (*before_end) (DsCtlRehearsal *self, gpointer user_data, GError **error);
  gpointer user_data;
};

/** ds_ctl_rehearsal_run: to the end; Returns: whether the visit finished */
gboolean ds_ctl_rehearsal_run (DsCtlRehearsal *self, GError **error);

/** ds_ctl_rehearsal_new_entry: Returns: (transfer full): the next entry, by now and by who acts */
DsEntry *ds_ctl_rehearsal_new_entry (DsCtlRehearsal *self, DsEntryType type);

/** ds_ctl_rehearsal_apply: applies @entry and keeps it in @entries */
gboolean ds_ctl_rehearsal_apply (DsCtlRehearsal *self, DsEntry *entry, GError **error);

G_END_DECLS
