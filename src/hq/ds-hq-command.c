/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-command.h"

#include "ds-error.h"

static gboolean
make_clock (DsHqCommand *self, const char *standing, GError **error)
{
  gint64 wall_us = 0;
  gint32 offset_s = 0;

  if (standing == NULL) {
    self->clock = ds_clock_new_system ();
    return TRUE;
  }
  if (!ds_time_parse (standing, &wall_us, &offset_s, error))
    return FALSE;
  self->clock = ds_clock_new_fake (wall_us, offset_s);

  return TRUE;
}

gboolean
ds_hq_command_begin (DsHqCommand *self, char **argv, const char *usage, const char *summary,
                     const GOptionEntry *options)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) line = g_strdupv (argv);
  g_autofree char *data = NULL;
  g_autofree char *standing = NULL;
  g_auto (GStrv) rest = NULL;
  const GOptionEntry common[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Headquarters' data folder", "DIR" },
    /* For tests of what ends with time: a clock that stands still. */
    { "clock", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &standing, NULL, NULL },
    { G_OPTION_REMAINING, 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context,
                                    "The data folder is $XDG_DATA_HOME/doorstep-hq unless --data says otherwise.");
  if (options != NULL)
    g_option_context_add_main_entries (context, options, NULL);
  g_option_context_add_main_entries (context, common, NULL);
  if (!g_option_context_parse_strv (context, &line, &error) || !make_clock (self, standing, &error)) {
    g_printerr ("doorstep-hq: %s\n", error->message);
    return FALSE;
  }
  self->folder = data != NULL ? g_canonicalize_filename (data, NULL)
                              : g_build_filename (g_get_user_data_dir (), "doorstep-hq", NULL);
  self->arguments = rest != NULL ? g_steal_pointer (&rest) : g_new0 (char *, 1);

  return TRUE;
}

gboolean
ds_hq_command_takes (const DsHqCommand *self, guint n_min, guint n_max)
{
  guint n = g_strv_length (self->arguments);

  if (n >= n_min && n <= n_max)
    return TRUE;
  g_printerr ("doorstep-hq: %s; --help shows how.\n",
              n < n_min ? "something is missing on the line" : "there is too much on the line");

  return FALSE;
}

void
ds_hq_command_clear (DsHqCommand *self)
{
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->clock, ds_clock_unref);
  g_clear_pointer (&self->arguments, g_strfreev);
}

int
ds_hq_command_fail (const GError *error)
{
  g_printerr ("doorstep-hq: %s\n", error->message);

  return DS_HQ_EXIT_FAILED;
}

DsHqDesk *
ds_hq_command_desk (const DsHqCommand *self)
{
  g_autoptr (GError) error = NULL;
  DsHqDesk *desk = ds_hq_desk_open (self->folder, self->clock, &error);

  if (desk == NULL)
    ds_hq_command_fail (error);

  return desk;
}

DsJson *
ds_hq_command_do (DsHqDesk *desk, json_t *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) owned = request;
  DsJson *result = ds_hq_desk_do (desk, owned, &error);

  if (result == NULL)
    ds_hq_command_fail (error);

  return result;
}
