/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl-example.h"

#include "ds-ctl-rehearsal.h"
#include "ds-visit-loader.h"

gboolean
ds_ctl_example_print (DsCtlCall *call, const char *order_id, GError **error)
{
  g_autoptr (DsVisitLoad) load = ds_visit_load_new (call->app, order_id);
  DsStoreJob job = { .run = ds_visit_load_run, .data = load };
  DsCtlRehearsal rehearsal = { .app = call->app, .order_id = order_id, .who = "example" };

  if (!ds_store_run_sync (ds_app_get_store (call->app), &job, NULL, error))
    return FALSE;
  if (load->missing->len > 0) {
    g_set_error (error, DS_APP_ERROR, DS_ERROR_NOT_FOUND,
                 "the checklist %s of order %s is not on this tablet; sync or import it first",
                 (const char *) g_ptr_array_index (load->missing, 0), order_id);
    return FALSE;
  }
  rehearsal.visit = load->ahead;
  rehearsal.guides = load->guides;
  return ds_ctl_rehearsal_run (&rehearsal, error);
}
