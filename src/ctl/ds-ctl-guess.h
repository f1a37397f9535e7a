/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-visit.h"

G_BEGIN_DECLS

/**
 * ds_ctl_guess_numbers:
 * @view: a number step of @visit
 *
 * Returns: (transfer full) (element-type utf8): values worth trying, the most sensible first: last visit's, the middle of
 *   the limits in force, places in the plausible range; each with the step's number of decimals
 */
GPtrArray *ds_ctl_guess_numbers (DsVisit *visit, const DsSlotView *view);

/** ds_ctl_guess_choice: Returns: (transfer none) (nullable): the id of the first option that is no failure, else of the first */
const char *ds_ctl_guess_choice (const DsStep *step);

/** ds_ctl_guess_multi: Returns: (transfer full): the ids of the first options that are no failure, as many as must be chosen */
char **ds_ctl_guess_multi (const DsStep *step);

G_END_DECLS
