/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl.h"

#include "ds-app-private.h"
#include "ds-ctl-demo.h"
#include "ds-import.h"

static DsCtlDemo demo = { .n_orders = 12, .photo_bytes = 300000 };
static gboolean check_full;

static gboolean
run_import (DsCtlCall *call, GError **error)
{
  g_autoptr (DsImport) import = NULL;
  GAsyncResult *answer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint n_orders = 0, n_contents = 0;

  if (!ds_ctl_open (call, FALSE, error))
    return FALSE;
  import = ds_import_new (call->app);
  for (char **path = call->arguments; *path != NULL; path++)
    if (!ds_import_add_file (import, *path, error))
      return FALSE;
  ds_import_commit_async (import, NULL, ds_ctl_answer_cb, &answer);
  result = ds_ctl_wait (&answer);
  if (!ds_import_commit_finish (call->app, result, &n_orders, &n_contents, error))
    return FALSE;
  ds_ctl_printf ("Imported %u orders, %u checklists and guides.", n_orders, n_contents);
  return TRUE;
}

static gboolean
run_export (DsCtlCall *call, GError **error)
{
  GAsyncResult *answer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint n_records = 0, n_files = 0;

  if (!ds_ctl_open (call, FALSE, error))
    return FALSE;
  ds_app_export_async (call->app, call->arguments[0], NULL, ds_ctl_answer_cb, &answer);
  result = ds_ctl_wait (&answer);
  if (!ds_app_export_finish (call->app, result, &n_records, &n_files, error))
    return FALSE;
  ds_ctl_printf ("Wrote %u records and %u files to %s.", n_records, n_files, call->arguments[0]);
  return TRUE;
}

static gboolean
run_check (DsCtlCall *call, GError **error)
{
  g_autofree char *report = NULL;

  if (!ds_ctl_open (call, FALSE, error) ||
      !ds_store_check (ds_app_get_store (call->app), check_full, &report, NULL, error))
    return FALSE;
  if (*report != '\0') {
    ds_ctl_print (g_strchomp (report));
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_CORRUPT, "the store is damaged; make an export, then tell support");
    return FALSE;
  }
  ds_ctl_print (check_full ? "The store is whole, and so is every file in it." : "The store is whole.");
  return TRUE;
}

static gboolean
run_backup (DsCtlCall *call, GError **error)
{
  GAsyncResult *answer = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (!ds_ctl_open (call, FALSE, error))
    return FALSE;
  ds_app_backup_async (call->app, call->arguments[0], NULL, ds_ctl_answer_cb, &answer);
  result = ds_ctl_wait (&answer);
  if (!ds_app_backup_finish (call->app, result, error))
    return FALSE;
  ds_ctl_printf ("Wrote one consistent copy to %s.", call->arguments[0]);
  return TRUE;
}

static gboolean
run_demo_data (DsCtlCall *call, GError **error)
{
  if (demo.n_orders < 0 || demo.n_finished < 0 || demo.photos_per_visit < 0 || demo.photo_bytes < 0 ||
      demo.n_finished > demo.n_orders) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_INVALID,
                         "the numbers must not be negative, and no more visits finished than there are orders");
    return FALSE;
  }
  call->clock = ds_clock_new_rehearsal ();
  if (!ds_ctl_open (call, FALSE, error) || !ds_ctl_demo_fill (call, &demo, error))
    return FALSE;
  ds_ctl_printf ("Made %d orders, %d of them finished with %d photos each.", demo.n_orders, demo.n_finished,
                 demo.photos_per_visit);
  return TRUE;
}

static const GOptionEntry CHECK_OPTIONS[] = {
  { "full", 0, 0, G_OPTION_ARG_NONE, &check_full, "Read every page and hash every file", NULL },
  G_OPTION_ENTRY_NULL,
};

static const GOptionEntry DEMO_OPTIONS[] = {
  { "orders", 0, 0, G_OPTION_ARG_INT, &demo.n_orders, "Orders, the finished ones among them", "N" },
  { "finished", 0, 0, G_OPTION_ARG_INT, &demo.n_finished, "Finished visits that wait to be sent", "N" },
  { "photos-per-visit", 0, 0, G_OPTION_ARG_INT, &demo.photos_per_visit, "Photos of each finished visit", "K" },
  { "photo-bytes", 0, 0, G_OPTION_ARG_INT, &demo.photo_bytes, "Size of each photo", "B" },
  G_OPTION_ENTRY_NULL,
};

const DsCtlCommand DS_CTL_KEEP_COMMANDS[] = {
  { "import", "FILE…", "Put orders, checklists and guides (JSON) into the tablet without a headquarters", NULL, 1, -1,
    run_import },
  { "export", "DIR", "Write all records, exactly, and all photos to a folder, e.g. of a stick", NULL, 1, 1, run_export },
  { "check", "", "Look whether the store is whole", CHECK_OPTIONS, 0, 0, run_check },
  { "backup", "FILE", "Write one consistent copy of the store", NULL, 1, 1, run_backup },
  { "demo-data", "", "Fill the tablet with made-up work, for tests and benchmarks", DEMO_OPTIONS, 0, 0, run_demo_data },
  { .name = NULL },
};
