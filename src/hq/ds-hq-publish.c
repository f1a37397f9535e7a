/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-publish.h"

#include "ds-checklist.h"
#include "ds-guide.h"

#include <string.h>

static void
note_problems (GPtrArray *problems, const GPtrArray *found, const GError *error)
{
  for (guint i = 0; found != NULL && i < found->len; i++) {
    const DsJsonProblem *problem = g_ptr_array_index ((GPtrArray *) found, i);

    g_ptr_array_add (problems, g_strdup_printf ("%s: %s", problem->path, problem->message));
  }
  if (found == NULL || found->len == 0)
    g_ptr_array_add (problems, g_strdup (error->message));
}

static DsJson *
make_item (const char *kind, const char *id, guint version, const char *data, gsize size)
{
  return json_pack ("{s:s, s:s, s:I, s:s%}", "kind", kind, "id", id, "version", (json_int_t) version, "text", data,
                    size);
}

DsJson *
ds_hq_publish_read (const char *data, gsize size, GPtrArray *problems)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) value = ds_json_parse (data, size, &DS_JSON_LIMITS_CHECKLIST, &error);
  const char *format = json_string_value (json_object_get (value, "format"));
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (DsChecklist) checklist = NULL;
  g_autoptr (DsGuide) guide = NULL;

  if (value == NULL) {
    note_problems (problems, NULL, error);
    return NULL;
  }
  if (g_strcmp0 (format, "doorstep-checklist/1") == 0) {
    checklist = ds_checklist_parse (data, size, &found, &error);
    if (checklist != NULL)
      return make_item ("checklist", checklist->id, checklist->version, data, size);
  } else if (g_strcmp0 (format, "doorstep-guide/1") == 0) {
    guide = ds_guide_parse (data, size, &found, &error);
    if (guide != NULL)
      return make_item ("guide", guide->id, guide->version, data, size);
  } else {
    g_ptr_array_add (problems, g_strdup ("format: This is no checklist (doorstep-checklist/1) and no guide "
                                         "(doorstep-guide/1)."));
    return NULL;
  }
  note_problems (problems, found, error);

  return NULL;
}
