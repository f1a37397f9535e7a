/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl.h"

#include "ds-ctl-act.h"
#include "ds-ctl-example.h"

#include <stdio.h>
#include <string.h>

static char *example_order;

/* One answer a line, flushed: whoever reads it knows what is on the disk. */
static void
print_answer (gboolean ok, guint seq, const GError *error)
{
  g_autoptr (DsJson) answer = json_object ();
  g_autofree char *line = NULL;

  json_object_set_new (answer, "ok", json_boolean (ok));
  if (ok) {
    json_object_set_new (answer, "seq", json_integer (seq));
  } else {
    json_object_set_new (answer, "error", json_string (error->message));
    json_object_set_new (answer, "code", json_string (ds_error_code_name (ds_error_code_of (error))));
  }
  line = ds_json_to_line (answer, NULL);
  ds_ctl_print (line);
}

static gboolean
play_line (DsCtlPlayer *player, const char *line, gssize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsJson) action = ds_json_parse (line, (gsize) size, &DS_JSON_LIMITS_CHECKLIST, &error);
  guint seq = 0;
  gboolean ok = action != NULL && ds_ctl_player_act (player, action, &seq, &error);

  print_answer (ok, seq, error);
  return ok;
}

static gboolean
play_stream (DsCtlCall *call, FILE *stream, GError **error)
{
  DsCtlPlayer player = { .call = call };
  char *line = NULL;
  size_t room = 0;
  ssize_t size;
  guint failed = 0;

  while ((size = getline (&line, &room, stream)) >= 0) {
    while (size > 0 && (line[size - 1] == '\n' || line[size - 1] == '\r'))
      size--;
    if (size > 0 && line[0] != '#' && !play_line (&player, line, size))
      failed++;
  }
  free (line);
  ds_ctl_player_clear (&player);
  if (failed > 0)
    g_set_error (error, DS_APP_ERROR, DS_ERROR_FAILED, "%u actions were refused; the others are saved", failed);
  return failed == 0;
}

static gboolean
run_play (DsCtlCall *call, GError **error)
{
  const char *path = call->arguments[0];
  FILE *stream = stdin;
  gboolean ok;

  call->clock = ds_clock_new_rehearsal ();
  if (!ds_ctl_open (call, example_order != NULL, error))
    return FALSE;
  if (example_order != NULL)
    return ds_ctl_example_print (call, example_order, error);
  if (path != NULL && strcmp (path, "-") != 0) {
    stream = fopen (path, "re");
    if (stream == NULL) {
      g_set_error (error, DS_APP_ERROR, DS_ERROR_NOT_FOUND, "the script %s cannot be read: %m", path);
      return FALSE;
    }
  }
  ok = play_stream (call, stream, error);
  if (stream != stdin)
    fclose (stream);
  return ok;
}

static gboolean
run_play_help (DsCtlCall *call, GError **error)
{
  ds_ctl_print (DS_CTL_ACTIONS_HELP);
  return TRUE;
}

static const GOptionEntry PLAY_OPTIONS[] = {
  { "example", 0, 0, G_OPTION_ARG_STRING, &example_order, "Print a script that completes this order, and change nothing", "ORDER" },
  G_OPTION_ENTRY_NULL,
};

const DsCtlCommand DS_CTL_PLAY_COMMANDS[] = {
  { "play", "[FILE|-]", "Play actions, one JSON object a line, as the screens do them (“play-actions” lists them)",
    PLAY_OPTIONS, 0, 1, run_play },
  { "play-actions", "", "List the actions that “play” knows", NULL, 0, 0, run_play_help },
  { .name = NULL },
};
