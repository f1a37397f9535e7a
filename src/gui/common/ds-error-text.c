/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-error-text.h"

#include <glib/gi18n.h>

static const struct {
  DsErrorCode code;
  const char *title;
  const char *advice;
} TEXTS[] = {
  { DS_ERROR_INVALID, N_ ("That does not fit here"), N_ ("Nothing was changed. Check what was entered.") },
  { DS_ERROR_NOT_FOUND, N_ ("It is no longer there"), N_ ("It may have been changed by headquarters. Go back and open it again.") },
  { DS_ERROR_STATE, N_ ("Something else comes first"), N_ ("Nothing was changed. Do the earlier step first.") },
  { DS_ERROR_BUSY, N_ ("Doorstep is already open"),
    N_ ("Another window or program is using this tablet's data. Close it, then try again. Nothing is lost.") },
  { DS_ERROR_FULL, N_ ("The tablet's storage is full"),
    N_ ("What was saved before is safe; the last tap was not saved. Free some space, then do it again.") },
  { DS_ERROR_READ_ONLY, N_ ("The data folder cannot be written"),
    N_ ("What was saved is safe. Ask support to give Doorstep the right to write to its folder.") },
  { DS_ERROR_IO, N_ ("The tablet's storage reported a fault"),
    N_ ("Doorstep stopped writing to protect what is saved. Close it, start it again, and tell support.") },
  { DS_ERROR_CORRUPT, N_ ("Stored data is damaged"),
    N_ ("The damaged file is kept, not deleted. Tell support before you go on.") },
  { DS_ERROR_NEWER, N_ ("This data was made by a newer Doorstep"),
    N_ ("Nothing was changed. Install the newer version, then open it again.") },
  { DS_ERROR_OFFLINE, N_ ("No connection to headquarters"),
    N_ ("Your work is safe on this tablet. It is sent by itself when there is a connection.") },
  { DS_ERROR_PORTAL, N_ ("This network is not headquarters"),
    N_ ("A Wi-Fi login page or another server answered. Log in to the Wi-Fi, or use another network. Your work is safe.") },
  { DS_ERROR_AUTH, N_ ("Headquarters does not know this tablet"),
    N_ ("Your work is kept here. Ask your outlet for a new code and enrol again.") },
  { DS_ERROR_REFUSED, N_ ("Headquarters refused this"), N_ ("It is kept here, the rest goes on.") },
  { DS_ERROR_PROTOCOL, N_ ("Headquarters gave an unexpected answer"), N_ ("Your work is safe here. Tell support.") },
  { DS_ERROR_LIMIT, N_ ("That is too much"), N_ ("Nothing was changed. Make it shorter or smaller.") },
};

DsErrorText
ds_error_text (const GError *error)
{
  DsErrorCode code = ds_error_code_of (error);

  for (gsize i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    if (TEXTS[i].code == code)
      return (DsErrorText){ _(TEXTS[i].title), _(TEXTS[i].advice) };
  return (DsErrorText){ _("That did not work"), _("Nothing was lost. Try again; if it stays, tell support.") };
}

char *
ds_error_line (const GError *error)
{
  DsErrorText text = ds_error_text (error);

  switch (ds_error_code_of (error)) {
  case DS_ERROR_INVALID:
  case DS_ERROR_STATE:
  case DS_ERROR_REFUSED:
  case DS_ERROR_LIMIT:
  case DS_ERROR_FAILED:
    return g_strdup_printf ("%s: %s", text.title, error->message);
  default:
    return g_strdup_printf ("%s. %s", text.title, text.advice);
  }
}
