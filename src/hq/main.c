/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-command.h"

#include "ds-config.h"

#include <locale.h>
#include <sodium.h>
#include <string.h>

static const struct {
  const char *name;
  const char *summary;
  int (*run) (char **argv);
} commands[] = {
  { "init", "make a new headquarters", ds_hq_run_init },
  { "serve", "answer tablets", ds_hq_run_serve },
  { "technician", "add a technician: technician add ID --name NAME", ds_hq_run_technician },
  { "enrol-code", "print a one-time code for a technician's tablet", ds_hq_run_enrol_code },
  { "revoke", "shut out a lost tablet", ds_hq_run_revoke },
  { "import", "take orders from JSON or CSV", ds_hq_run_import },
  { "publish", "publish checklists and guides", ds_hq_run_publish },
  { "assign", "give an order to another technician", ds_hq_run_assign },
  { "cancel", "cancel an order", ds_hq_run_cancel },
  { "return", "send a visit back with comments", ds_hq_run_return },
  { "opinion", "say what became of an opinion", ds_hq_run_opinion },
  { "export", "write all records, exactly as they came", ds_hq_run_export },
  { "list", "show orders, technicians, devices, visits, held, opinions or content", ds_hq_run_list },
  { "status", "count what is here", ds_hq_run_status },
  { "verify", "read everything again and compare its hashes", ds_hq_run_verify },
  { "backup", "write one consistent copy of the database", ds_hq_run_backup },
};

static void
print_help (void)
{
  g_print (
      "Usage: doorstep-hq COMMAND [OPTION…]\n\nDoorstep's headquarters: tablets send it their visits.\n\nCommands:\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-12s %s\n", commands[i].name, commands[i].summary);
  g_print ("\n\"doorstep-hq COMMAND --help\" shows a command's options.\n"
           "The data folder is $XDG_DATA_HOME/doorstep-hq unless --data DIR says otherwise.\n");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  if (sodium_init () < 0) {
    g_printerr ("doorstep-hq: libsodium cannot start.\n");
    return DS_HQ_EXIT_FAILED;
  }
  if (argc < 2 || strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0) {
    print_help ();
    return argc < 2 ? DS_HQ_EXIT_USAGE : DS_HQ_EXIT_OK;
  }
  if (strcmp (argv[1], "--version") == 0) {
    g_print ("doorstep-hq %s\n", DS_VERSION);
    return DS_HQ_EXIT_OK;
  }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (argv + 1);
  }
  g_printerr ("doorstep-hq: there is no command \"%s\"; --help shows them.\n", argv[1]);

  return DS_HQ_EXIT_USAGE;
}
