/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl.h"

#include "ds-checklist-lint.h"
#include "ds-file.h"
#include "ds-json.h"

/* Read a little more than a checklist may have, so that the reader of checklists says how large is too large. */
#define MAX_FILE_BYTES (16 * 1024 * 1024)

static void
print_finding (const DsCtlCall *call, const char *path, const DsLintFinding *finding)
{
  if (call->json) {
    g_autoptr (DsJson) line = json_pack ("{s:s, s:s, s:s, s:s, s:s}", "file", path, "kind",
                                         finding->error ? "error" : "warning", "rule", finding->rule, "path",
                                         finding->path, "message", finding->message);
    g_autofree char *text = ds_json_to_line (line, NULL);
    ds_ctl_print (text);
    return;
  }
  ds_ctl_printf ("%s: %s: %s%s%s [%s]", path, finding->error ? "error" : "warning", finding->path,
                 *finding->path != '\0' ? ": " : "", finding->message, finding->rule);
}

static gboolean
run_lint (DsCtlCall *call, GError **error)
{
  guint n_errors = 0, n_warnings = 0;

  for (char **path = call->arguments; *path != NULL; path++) {
    g_autoptr (GError) read_error = NULL;
    g_autoptr (GBytes) bytes = ds_file_read (*path, MAX_FILE_BYTES, &read_error);
    g_autoptr (GPtrArray) findings = NULL;

    if (bytes == NULL) {
      ds_ctl_printf ("%s: error: %s", *path, read_error->message);
      n_errors++;
      continue;
    }
    findings = ds_checklist_lint (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    for (guint i = 0; i < findings->len; i++) {
      const DsLintFinding *finding = g_ptr_array_index (findings, i);
      print_finding (call, *path, finding);
      n_errors += finding->error;
      n_warnings += !finding->error;
    }
  }
  if (!call->json)
    ds_ctl_printf ("%u errors, %u warnings", n_errors, n_warnings);
  if (n_errors > 0)
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_INVALID, "a checklist with errors cannot be published");
  return n_errors == 0;
}

const DsCtlCommand DS_CTL_CHECKLIST_COMMANDS[] = {
  { "checklist lint", "FILE…", "Say what is wrong in checklists, and what is surely not meant", NULL, 1, -1, run_lint },
  { .name = NULL },
};
