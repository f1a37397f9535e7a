/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * model-read KIND FILE: reads one document per line of FILE as KIND (checklist, guide, order, entry, record) and prints for
 * each "ok" or what is wrong. The schema test compares this with what the JSON Schema says.
 */

#include "ds-model.h"

#include <string.h>

static gboolean
read_one (const char *kind, const char *line, GError **error)
{
  gsize size = strlen (line);
  g_autoptr (DsChecklist) list = NULL;
  g_autoptr (DsGuide) guide = NULL;
  g_autoptr (DsOrder) order = NULL;
  g_autoptr (DsEntry) entry = NULL;
  g_autoptr (DsRecord) record = NULL;

  if (g_str_equal (kind, "checklist"))
    return (list = ds_checklist_parse (line, size, NULL, error)) != NULL;
  if (g_str_equal (kind, "guide"))
    return (guide = ds_guide_parse (line, size, NULL, error)) != NULL;
  if (g_str_equal (kind, "order"))
    return (order = ds_order_parse (line, size, NULL, error)) != NULL;
  if (g_str_equal (kind, "entry"))
    return (entry = ds_entry_parse (line, size, error)) != NULL;
  return (record = ds_record_parse (line, size, error)) != NULL;
}

int
main (int argc, char **argv)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (argc != 3 || !g_file_get_contents (argv[2], &text, NULL, NULL))
    return 2;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++) {
    g_autoptr (GError) error = NULL;

    if (read_one (argv[1], lines[i], &error))
      g_print ("ok\n");
    else
      g_print ("%s\n", g_strdelimit (error->message, "\n", ' '));
  }
  return 0;
}
