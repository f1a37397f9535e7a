/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ds-text.h"

G_BEGIN_DECLS

/**
 * DsApplianceKind:
 * @safe_life_years: safe service life from the day of purchase, 0 if none is published
 *
 * A kind of appliance. Source of the years: T/CHEAA 0011 series; gas water heater GB 17905-2008 (facts §2.10).
 */
typedef struct {
  const char *id;
  DsText title;
  guint safe_life_years;
  const char *source;
} DsApplianceKind;

/** ds_appliance_kinds: Returns: (array length=ret_n) (transfer none): all kinds, in the order of a list to choose from */
const DsApplianceKind *ds_appliance_kinds (guint *ret_n);

/** ds_appliance_kind_find: Returns: (nullable): the kind @id, e.g. "ac-split" */
const DsApplianceKind *ds_appliance_kind_find (const char *id);

/**
 * ds_appliance_safe_life_years:
 * @gas: (nullable): the fact `gas`: "ng", "lpg" or "mg" (manufactured gas)
 *
 * Returns: years of safe use, 0 if unknown. A gas water heater on manufactured gas has 6 years, else 8 (GB 17905-2008).
 */
guint ds_appliance_safe_life_years (const char *kind, const char *gas);

/**
 * ds_appliance_age_tenths:
 * @purchased: (nullable): "YYYY-MM-DD"
 * @now_us: wall time
 *
 * Returns: the age in tenths of a year, rounded down; -1 if unknown or bought in the future
 */
int ds_appliance_age_tenths (const char *purchased, gint64 now_us);

G_END_DECLS
