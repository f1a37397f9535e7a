/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-words.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *word;
  const char *text;
} Word;

static const Word SERVICES[] = {
  { "inspection", N_ ("Safety inspection") }, { "cleaning", N_ ("Cleaning") },
  { "installation", N_ ("Installation") },    { "repair", N_ ("Repair") },
  { "retrofit", N_ ("Retrofit") },            { "delivery", N_ ("Delivery") },
  { "return-visit", N_ ("Return visit") },    { "conduct", N_ ("Service conduct") },
  { "audit", N_ ("Audit") },                  { NULL, NULL },
};

static const Word KINDS[] = {
  { "household", N_ ("Whole home") },
  { "ac-split", N_ ("Split air conditioner") },
  { "ac-cabinet", N_ ("Cabinet air conditioner") },
  { "water-heater-storage", N_ ("Storage water heater") },
  { "water-heater-gas", N_ ("Gas water heater") },
  { "washer", N_ ("Washing machine") },
  { "fridge", N_ ("Refrigerator") },
  { "hood", N_ ("Range hood") },
  { "tv", N_ ("Television") },
  { "gas-hob", N_ ("Gas hob") },
  { NULL, NULL },
};

static const Word STAGES[] = {
  { "new", N_ ("New") },           { "accepted", N_ ("Accepted") }, { "departed", N_ ("On the way") },
  { "arrived", N_ ("Arrived") },   { "started", N_ ("At work") },   { "parked", N_ ("Parked") },
  { "resumed", N_ ("Resumed") },   { "finished", N_ ("Finished") }, { "cancelled", N_ ("Cancelled") },
  { NULL, NULL },
};

static const char *const STAGE_NAMES[] = { "new", "accepted", "departed", "arrived", "started", "parked", "finished", "cancelled" };

static const char *const SECTIONS[DS_ORDER_N_SECTIONS] = {
  N_ ("Overdue"), N_ ("Now"), N_ ("Today"), N_ ("Later"), N_ ("Waiting for headquarters"), N_ ("Done"),
};

static const Word RECORDS[] = {
  { "visit", N_ ("Visit") },     { "hazard", N_ ("Hazard") }, { "progress", N_ ("Progress") },
  { "opinion", N_ ("Opinion") }, { "device", N_ ("Tablet report") }, { "training", N_ ("Training") },
  { "media", N_ ("Photo") },     { NULL, NULL },
};

static const Word BRING_KINDS[] = {
  { "tool", N_ ("Tools") }, { "material", N_ ("Materials") }, { "document", N_ ("Documents") }, { NULL, NULL },
};

static const char *
look_up (const Word *words, const char *word)
{
  for (gsize i = 0; word != NULL && words[i].word != NULL; i++)
    if (strcmp (words[i].word, word) == 0)
      return _(words[i].text);
  return word != NULL ? word : "";
}

const char *
ds_words_service (const char *service)
{
  return look_up (SERVICES, service);
}

const char *
ds_words_kind (const char *kind)
{
  return look_up (KINDS, kind);
}

const char *
ds_words_stage (DsOrderStage stage)
{
  return (guint) stage < G_N_ELEMENTS (STAGE_NAMES) ? look_up (STAGES, STAGE_NAMES[stage]) : "";
}

const char *
ds_words_stage_name (const char *stage)
{
  return look_up (STAGES, stage);
}

const char *
ds_words_section (DsOrderSection section)
{
  return (guint) section < DS_ORDER_N_SECTIONS ? _(SECTIONS[section]) : "";
}

const char *
ds_words_record (const char *kind)
{
  return look_up (RECORDS, kind);
}

const char *
ds_words_bring_kind (const char *kind)
{
  return look_up (BRING_KINDS, kind);
}

static guint
count_word (const char *const *words, const char *word)
{
  guint count = 0;

  for (gsize i = 0; words[i] != NULL; i++)
    count += strcmp (words[i], word) == 0;
  return count;
}

static gboolean
stands_before (const char *const *words, gsize index)
{
  for (gsize i = 0; i < index; i++)
    if (strcmp (words[i], words[index]) == 0)
      return TRUE;
  return FALSE;
}

char *
ds_words_join (const char *const *words, const char *(*translate) (const char *word), const char *separator)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; words != NULL && words[i] != NULL; i++) {
    const char *word = translate != NULL ? translate (words[i]) : words[i];
    guint count = count_word (words, words[i]);

    if (stands_before (words, i))
      continue;
    if (text->len > 0)
      g_string_append (text, separator);
    if (count > 1)
      /* Translators: how many, and of what: "2 × Split air conditioner" */
      g_string_append_printf (text, _("%u × %s"), count, word);
    else
      g_string_append (text, word);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_duration (guint minutes)
{
  guint days = minutes / (24 * 60), hours = minutes / 60;

  if (days >= 2)
    return g_strdup_printf (ngettext ("%u day", "%u days", days), days);
  if (hours >= 1)
    return g_strdup_printf (_("%u h %02u min"), hours, minutes % 60);
  return g_strdup_printf (_("%u min"), minutes);
}

char *
ds_words_promise (int minutes)
{
  if (minutes == G_MAXINT)
    return g_strdup ("");
  g_autofree char *duration = describe_duration ((guint) abs (minutes));
  return minutes < 0 ? g_strdup_printf (_("Overdue by %s"), duration) : g_strdup_printf (_("%s left"), duration);
}

const char *
ds_words_promise_style (int minutes)
{
  if (minutes < 0)
    return "overdue";
  return minutes < 120 ? "hazard" : "pass";
}

char *
ds_words_when (gint64 wall_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) utc = wall_us > 0 ? g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC) : NULL;
  g_autoptr (GDateTime) when = utc != NULL ? g_date_time_to_local (utc) : NULL;

  if (when == NULL)
    return g_strdup (_("never"));
  if (g_date_time_get_year (now) != g_date_time_get_year (when))
    return g_date_time_format (when, "%Y-%m-%d");
  if (g_date_time_get_day_of_year (now) != g_date_time_get_day_of_year (when))
    return g_date_time_format (when, "%m-%d %H:%M");
  g_autofree char *clock = g_date_time_format (when, "%H:%M");
  return g_strdup_printf (_("today %s"), clock);
}
