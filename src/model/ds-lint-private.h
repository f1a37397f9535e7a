/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-checklist.h"
#include "ds-condition-private.h"

G_BEGIN_DECLS

/*
 * Reach: whether some course of a visit makes a condition hold. It tries all combinations of the answers and facts that
 * the condition hangs on, also through the conditions of the steps it asks about; too many combinations give the
 * benefit of the doubt.
 */

/** DsReachTest: Returns: whether what is looked for holds in the situation that @source describes */
typedef gboolean (*DsReachTest) (const DsConditionSource *source, gconstpointer data);

/**
 * ds_reach_possible:
 * @roots: (array length=n_roots): the conditions (nullable members) that decide, for collecting what they hang on
 *
 * Returns: whether some situation passes @test; %TRUE also where there are too many to try
 */
gboolean ds_reach_possible (const DsChecklist *list, const DsCondition *const *roots, guint n_roots, DsReachTest test,
                            gconstpointer data);

/** ds_reach_can_hold: Returns: whether @conditions (nullable members) can hold all at once */
gboolean ds_reach_can_hold (const DsChecklist *list, const DsCondition *const *conditions, guint n_conditions);

/** ds_condition_visit: calls @visit for @self and all its parts */
void ds_condition_visit (const DsCondition *self, void (*visit) (const DsCondition *part, gpointer data),
                         gpointer data);

G_END_DECLS
