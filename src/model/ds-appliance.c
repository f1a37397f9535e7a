/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-appliance.h"

#include "ds-parse-private.h"

#define CHEAA "T/CHEAA 0011"

static const DsApplianceKind kinds[] = {
  { "household", { (char *) "Whole home", (char *) "全屋" }, 0, NULL },
  { "ac-split", { (char *) "Split air conditioner", (char *) "分体空调" }, 10, CHEAA },
  { "ac-cabinet", { (char *) "Cabinet air conditioner", (char *) "柜式空调" }, 10, CHEAA },
  { "water-heater-storage", { (char *) "Storage water heater", (char *) "储水式电热水器" }, 8, CHEAA },
  { "water-heater-gas", { (char *) "Gas water heater", (char *) "燃气热水器" }, 8, "GB 17905-2008" },
  { "washer", { (char *) "Washing machine", (char *) "洗衣机" }, 8, CHEAA },
  { "fridge", { (char *) "Refrigerator", (char *) "电冰箱" }, 10, CHEAA },
  { "hood", { (char *) "Range hood", (char *) "吸油烟机" }, 8, CHEAA },
  { "tv", { (char *) "Television", (char *) "电视机" }, 0, NULL },
  { "gas-hob", { (char *) "Gas hob", (char *) "燃气灶" }, 8, CHEAA },
};

const DsApplianceKind *
ds_appliance_kinds (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (kinds);
  return kinds;
}

const DsApplianceKind *
ds_appliance_kind_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].id, id) == 0)
      return &kinds[i];
  return NULL;
}

guint
ds_appliance_safe_life_years (const char *kind, const char *gas)
{
  const DsApplianceKind *found = ds_appliance_kind_find (kind);

  if (found == NULL)
    return 0;
  /* GB 17905-2008: gas water heaters on manufactured gas are retired after 6 years. */
  if (g_str_equal (found->id, "water-heater-gas") && g_strcmp0 (gas, "mg") == 0)
    return 6;
  return found->safe_life_years;
}

int
ds_appliance_age_tenths (const char *purchased, gint64 now_us)
{
  g_autoptr (GDateTime) now = NULL;
  g_auto (GStrv) parts = NULL;
  GDate bought, today;
  int months;

  if (purchased == NULL || !ds_parse_date_is_valid (purchased))
    return -1;
  now = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  if (now == NULL)
    return -1;
  parts = g_strsplit (purchased, "-", 3);
  g_date_clear (&bought, 1);
  g_date_set_dmy (&bought, (GDateDay) g_ascii_strtoull (parts[2], NULL, 10),
                  (GDateMonth) g_ascii_strtoull (parts[1], NULL, 10),
                  (GDateYear) g_ascii_strtoull (parts[0], NULL, 10));
  g_date_clear (&today, 1);
  g_date_set_dmy (&today, (GDateDay) g_date_time_get_day_of_month (now), (GDateMonth) g_date_time_get_month (now),
                  (GDateYear) g_date_time_get_year (now));
  if (g_date_compare (&bought, &today) > 0)
    return -1;
  months = ((int) g_date_get_year (&today) - (int) g_date_get_year (&bought)) * 12 + (int) g_date_get_month (&today) -
           (int) g_date_get_month (&bought);
  if (g_date_get_day (&today) < g_date_get_day (&bought))
    months--;
  return months * 10 / 12;
}
