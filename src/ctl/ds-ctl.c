/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl.h"

#include "ds-config.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static const DsCtlCommand *const GROUPS[] = {
  DS_CTL_LOOK_COMMANDS, DS_CTL_HQ_COMMANDS, DS_CTL_KEEP_COMMANDS, DS_CTL_PLAY_COMMANDS, DS_CTL_CHECKLIST_COMMANDS,
};

void
ds_ctl_print (const char *text)
{
  fputs (text, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

void
ds_ctl_printf (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ds_ctl_print (text);
}

static void
complain (const char *text)
{
  fprintf (stderr, "doorstepctl: %s\n", text);
}

void
ds_ctl_answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **answer = user_data;

  *answer = g_object_ref (result);
}

GAsyncResult *
ds_ctl_wait (GAsyncResult **answer)
{
  while (*answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (answer);
}

gboolean
ds_ctl_open (DsCtlCall *call, gboolean read_only, GError **error)
{
  DsAppOptions options = { .data_dir = call->data_dir, .clock = call->clock, .read_only = read_only, .no_network = TRUE };
  g_autoptr (DsApp) app = NULL;

  if (call->app != NULL)
    return TRUE;
  app = ds_app_new (&options);
  if (!ds_app_open (app, NULL, error))
    return FALSE;
  if (ds_app_get_recovery_report (app) != NULL)
    complain (ds_app_get_recovery_report (app));
  call->app = g_steal_pointer (&app);
  return TRUE;
}

static void
print_usage (FILE *stream)
{
  fputs ("Usage: doorstepctl COMMAND [OPTION…] [ARGUMENT…]\n\n"
         "The tablet's data without a screen: for timers, docking stations, support and tests.\n\nCommands:\n",
         stream);
  for (gsize group = 0; group < G_N_ELEMENTS (GROUPS); group++)
    for (const DsCtlCommand *command = GROUPS[group]; command->name != NULL; command++) {
      g_autofree char *head = g_strdup_printf ("%s %s", command->name, command->arguments);
      fprintf (stream, "  %-38s %s\n", head, command->summary);
    }
  fputs ("\nEach takes --data DIR (the tablet's data folder; default: $XDG_DATA_HOME/doorstep) and --help.\n"
         "Exit code: 0 done, 1 failed (one sentence on standard error says why), 2 wrong use.\n",
         stream);
}

/* "checklist lint" is two words; all others are one. */
static const DsCtlCommand *
find_command (int argc, char **argv, int *ret_words)
{
  for (gsize group = 0; group < G_N_ELEMENTS (GROUPS); group++)
    for (const DsCtlCommand *command = GROUPS[group]; command->name != NULL; command++) {
      g_auto (GStrv) words = g_strsplit (command->name, " ", -1);
      int n_words = (int) g_strv_length (words), matching = 0;

      while (matching < n_words && matching + 1 < argc && strcmp (words[matching], argv[matching + 1]) == 0)
        matching++;
      if (matching == n_words) {
        *ret_words = n_words;
        return command;
      }
    }
  return NULL;
}

static gboolean
parse_options (DsCtlCall *call, const DsCtlCommand *command, int *argc, char ***argv, GError **error)
{
  const GOptionEntry common[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &call->data_dir, "The tablet's data folder", "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &call->json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (command->arguments);
  g_autofree char *program = g_strdup_printf ("doorstepctl %s", command->name);
  int n_arguments;

  g_set_prgname (program);
  g_option_context_set_summary (context, command->summary);
  if (command->options != NULL)
    g_option_context_add_main_entries (context, command->options, NULL);
  g_option_context_add_main_entries (context, common, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  n_arguments = *argc - 1;
  if (n_arguments >= command->min_arguments &&
      (command->max_arguments < 0 || n_arguments <= command->max_arguments))
    return TRUE;
  g_set_error (error, DS_APP_ERROR, DS_ERROR_INVALID, "%s takes: %s. See “doorstepctl %s --help”.", command->name,
               *command->arguments != '\0' ? command->arguments : "no arguments", command->name);
  return FALSE;
}

static int
run_command (const DsCtlCommand *command, int argc, char **argv)
{
  DsCtlCall call = { .command = command->name };
  g_autoptr (GError) error = NULL;
  gboolean ok;

  if (!parse_options (&call, command, &argc, &argv, &error)) {
    complain (error->message);
    g_free (call.data_dir);
    return 2;
  }
  call.arguments = argv + 1;
  ok = command->run (&call, &error);
  if (call.app != NULL)
    ds_app_close (call.app);
  g_clear_object (&call.app);
  g_clear_pointer (&call.clock, ds_clock_unref);
  g_free (call.data_dir);
  if (!ok && error != NULL)
    complain (error->message);
  return ok ? 0 : 1;
}

int
ds_ctl_main (int argc, char **argv)
{
  const DsCtlCommand *command;
  int words = 0;

  setlocale (LC_ALL, "");
  if (argc < 2 || strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "help") == 0) {
    print_usage (argc < 2 ? stderr : stdout);
    return argc < 2 ? 2 : 0;
  }
  if (strcmp (argv[1], "--version") == 0) {
    ds_ctl_print ("doorstepctl " DS_VERSION);
    return 0;
  }
  command = find_command (argc, argv, &words);
  if (command == NULL) {
    g_autofree char *text = g_strdup_printf ("there is no command “%s”; see “doorstepctl --help”", argv[1]);
    complain (text);
    return 2;
  }
  return run_command (command, argc - words, argv + words);
}
