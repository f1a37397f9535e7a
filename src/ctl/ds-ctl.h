/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * src/ctl: doorstepctl: the tablet's data without a screen. One file per group of commands; each command opens the
 * same DsApp as the screens and calls the same use cases.
 */

#include "ds-app.h"

G_BEGIN_DECLS

/**
 * DsCtlCall:
 * @command: the command's name, e.g. "play"
 * @data_dir: (nullable): --data
 * @json: --json
 * @arguments: (array zero-terminated=1): what remains after the options
 * @clock: (nullable): the clock to open the app with; %NULL is the machine's
 * @app: (nullable): open after ds_ctl_open()
 *
 * One run of one command.
 */
typedef struct {
  const char *command;
  char *data_dir;
  gboolean json;
  char **arguments;
  DsClock *clock;
  DsApp *app;
} DsCtlCall;

/** DsCtlRun: Returns: whether it worked; else @error is one sentence for standard error and the exit code is 1 */
typedef gboolean (*DsCtlRun) (DsCtlCall *call, GError **error);

/**
 * DsCtlCommand:
 * @name, @arguments, @summary: for --help
 * @options: (nullable): further options; their values are static, as a process runs one command
 * @min_arguments, @max_arguments: how many remain after the options; -1 is any number
 * @run: what it does
 */
typedef struct {
  const char *name;
  const char *arguments;
  const char *summary;
  const GOptionEntry *options;
  int min_arguments;
  int max_arguments;
  DsCtlRun run;
} DsCtlCommand;

/** ds_ctl_main: the program: finds the command, parses its options, runs it; Returns: the exit code: 0, 1 (failed) or 2 (wrong use) */
int ds_ctl_main (int argc, char **argv);

/** ds_ctl_open: opens the tablet's data for @call; a second call is a no-op */
gboolean ds_ctl_open (DsCtlCall *call, gboolean read_only, GError **error);

/** ds_ctl_wait: turns the main loop until an asynchronous call has answered; Returns: (transfer full): its result. @answer is what ds_ctl_answer_cb() filled */
GAsyncResult *ds_ctl_wait (GAsyncResult **answer);

/** ds_ctl_answer_cb: a #GAsyncReadyCallback whose user data is a `GAsyncResult *` variable, %NULL before the call */
void ds_ctl_answer_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/** ds_ctl_print: prints @text and a line break to standard output and flushes it */
void ds_ctl_print (const char *text);
/** ds_ctl_printf: the same, formatted */
void ds_ctl_printf (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* The groups of commands, each an array that ends with a %NULL name. */
extern const DsCtlCommand DS_CTL_LOOK_COMMANDS[];      /* orders, visit, status */
extern const DsCtlCommand DS_CTL_HQ_COMMANDS[];        /* enrol, sync */
extern const DsCtlCommand DS_CTL_KEEP_COMMANDS[];      /* import, export, check, backup, demo-data */
extern const DsCtlCommand DS_CTL_PLAY_COMMANDS[];      /* play */
extern const DsCtlCommand DS_CTL_CHECKLIST_COMMANDS[]; /* checklist lint */

G_END_DECLS
