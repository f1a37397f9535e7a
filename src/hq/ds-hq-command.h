/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-desk-line.h"

G_BEGIN_DECLS

/* What the commands of doorstep-hq have in common. Only the program's own files include this. */

#define DS_HQ_EXIT_OK 0
#define DS_HQ_EXIT_FAILED 1
#define DS_HQ_EXIT_USAGE 2

/**
 * DsHqCommand:
 * @folder: the data folder
 * @clock: headquarters' clock, or one that stands still for a test
 * @arguments: what stands on the line beside options, %NULL-terminated
 */
typedef struct {
  char *folder;
  DsClock *clock;
  char **arguments;
} DsHqCommand;

/**
 * ds_hq_command_begin:
 * @usage: what follows the program's name: "import FILE…"
 * @summary: one line for --help
 * @options: (nullable): the command's own
 * @n_min, @n_max: how many arguments it takes
 *
 * Reads the command line; on an error it says so and Returns: %FALSE, to exit with %DS_HQ_EXIT_USAGE
 */
gboolean ds_hq_command_begin (DsHqCommand *self, char **argv, const char *usage, const char *summary,
                              const GOptionEntry *options);
/** ds_hq_command_takes: Returns: whether there are @n_min to @n_max arguments; says so if not */
gboolean ds_hq_command_takes (const DsHqCommand *self, guint n_min, guint n_max);
void ds_hq_command_clear (DsHqCommand *self);

/** ds_hq_command_fail: prints the error; Returns: %DS_HQ_EXIT_FAILED */
int ds_hq_command_fail (const GError *error);

/** ds_hq_command_desk: Returns: (transfer full) (nullable): the desk, or %NULL after saying why not */
DsHqDesk *ds_hq_command_desk (const DsHqCommand *self);

/** ds_hq_command_do: does @request (transfer full) at the desk; Returns: (transfer full) (nullable): the result, or %NULL after saying why not */
DsJson *ds_hq_command_do (DsHqDesk *desk, json_t *request);

/* The commands: each takes the line after the program's name and returns the exit status. */
int ds_hq_run_init (char **argv);
int ds_hq_run_serve (char **argv);
int ds_hq_run_technician (char **argv);
int ds_hq_run_enrol_code (char **argv);
int ds_hq_run_revoke (char **argv);
int ds_hq_run_import (char **argv);
int ds_hq_run_publish (char **argv);
int ds_hq_run_cancel (char **argv);
int ds_hq_run_assign (char **argv);
int ds_hq_run_return (char **argv);
int ds_hq_run_opinion (char **argv);
int ds_hq_run_export (char **argv);
int ds_hq_run_list (char **argv);
int ds_hq_run_status (char **argv);
int ds_hq_run_verify (char **argv);
int ds_hq_run_backup (char **argv);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsHqCommand, ds_hq_command_clear)

G_END_DECLS
