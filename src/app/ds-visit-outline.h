/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-step-view.h"

G_BEGIN_DECLS

/** DsVisitOutline: the #GListModel of #DsVisitItem behind ds_visit_session_get_outline(): blocks and visible steps in the order of work */
#define DS_TYPE_VISIT_OUTLINE (ds_visit_outline_get_type ())
G_DECLARE_FINAL_TYPE (DsVisitOutline, ds_visit_outline, DS, VISIT_OUTLINE, GObject)

DsVisitOutline *ds_visit_outline_new (void);

/**
 * ds_visit_outline_update:
 * @current: (nullable): key of the slot shown
 * @now: for readings that are too old
 *
 * Shows @visit as it is now: rows that stay are kept and notify what differs; one items-changed covers the rest.
 */
void ds_visit_outline_update (DsVisitOutline *self, DsVisit *visit, const char *language, const char *current,
                              const DsMoment *now);

/**
 * ds_visit_outline_update_slots:
 * @slots: (element-type guint): slots that changed; no gate, no stop and no place of a slot did
 *
 * The same, at the cost of what changed. Returns: %FALSE when rows come or go: then ds_visit_outline_update() is due
 */
gboolean ds_visit_outline_update_slots (DsVisitOutline *self, DsVisit *visit, const char *language,
                                        const char *current, const DsMoment *now, const GArray *slots);

/** ds_visit_outline_set_current: only moves the mark */
void ds_visit_outline_set_current (DsVisitOutline *self, const char *current);

G_END_DECLS
