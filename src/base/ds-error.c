/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-error.h"

#include <gio/gio.h>

G_DEFINE_QUARK (ds - base - error - quark, ds_base_error)
G_DEFINE_QUARK (ds - model - error - quark, ds_model_error)
G_DEFINE_QUARK (ds - vault - error - quark, ds_vault_error)
G_DEFINE_QUARK (ds - db - error - quark, ds_db_error)
G_DEFINE_QUARK (ds - store - error - quark, ds_store_error)
G_DEFINE_QUARK (ds - net - error - quark, ds_net_error)
G_DEFINE_QUARK (ds - sync - error - quark, ds_sync_error)
G_DEFINE_QUARK (ds - paper - error - quark, ds_paper_error)
G_DEFINE_QUARK (ds - app - error - quark, ds_app_error)
G_DEFINE_QUARK (ds - hq - error - quark, ds_hq_error)

static gboolean
is_own_domain (GQuark domain)
{
  return domain == DS_BASE_ERROR || domain == DS_MODEL_ERROR || domain == DS_VAULT_ERROR || domain == DS_DB_ERROR ||
         domain == DS_STORE_ERROR || domain == DS_NET_ERROR || domain == DS_SYNC_ERROR || domain == DS_PAPER_ERROR ||
         domain == DS_APP_ERROR || domain == DS_HQ_ERROR;
}

gboolean
ds_error_is (const GError *error, DsErrorCode code)
{
  /* GIO has a word of its own for what was given up on request. */
  if (code == DS_ERROR_CANCELLED && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  return error != NULL && is_own_domain (error->domain) && error->code == (int) code;
}

const char *
ds_error_code_name (DsErrorCode code)
{
  switch (code) {
  case DS_ERROR_FAILED:
    return "failed";
  case DS_ERROR_INVALID:
    return "invalid";
  case DS_ERROR_NOT_FOUND:
    return "not-found";
  case DS_ERROR_STATE:
    return "state";
  case DS_ERROR_BUSY:
    return "busy";
  case DS_ERROR_FULL:
    return "full";
  case DS_ERROR_READ_ONLY:
    return "read-only";
  case DS_ERROR_IO:
    return "io";
  case DS_ERROR_CORRUPT:
    return "corrupt";
  case DS_ERROR_NEWER:
    return "newer";
  case DS_ERROR_OFFLINE:
    return "offline";
  case DS_ERROR_PORTAL:
    return "portal";
  case DS_ERROR_AUTH:
    return "auth";
  case DS_ERROR_REFUSED:
    return "refused";
  case DS_ERROR_PROTOCOL:
    return "protocol";
  case DS_ERROR_LIMIT:
    return "limit";
  case DS_ERROR_CANCELLED:
    return "cancelled";
  default:
    return "failed";
  }
}

static DsErrorCode
map_gio_code (int code)
{
  switch (code) {
  case G_IO_ERROR_NOT_FOUND:
    return DS_ERROR_NOT_FOUND;
  case G_IO_ERROR_NO_SPACE:
    return DS_ERROR_FULL;
  case G_IO_ERROR_READ_ONLY:
  case G_IO_ERROR_PERMISSION_DENIED:
    return DS_ERROR_READ_ONLY;
  case G_IO_ERROR_BUSY:
    return DS_ERROR_BUSY;
  case G_IO_ERROR_CANCELLED:
    return DS_ERROR_CANCELLED;
  case G_IO_ERROR_INVALID_ARGUMENT:
  case G_IO_ERROR_INVALID_DATA:
  case G_IO_ERROR_INVALID_FILENAME:
    return DS_ERROR_INVALID;
  case G_IO_ERROR_TIMED_OUT:
  case G_IO_ERROR_HOST_NOT_FOUND:
  case G_IO_ERROR_HOST_UNREACHABLE:
  case G_IO_ERROR_NETWORK_UNREACHABLE:
  case G_IO_ERROR_CONNECTION_REFUSED:
  case G_IO_ERROR_CONNECTION_CLOSED:
  case G_IO_ERROR_NOT_CONNECTED:
  case G_IO_ERROR_PROXY_FAILED:
  case G_IO_ERROR_PROXY_NEED_AUTH:
    return DS_ERROR_OFFLINE;
  case G_IO_ERROR_MESSAGE_TOO_LARGE:
    return DS_ERROR_LIMIT;
  default:
    return DS_ERROR_FAILED;
  }
}

static DsErrorCode
map_file_code (int code)
{
  switch (code) {
  case G_FILE_ERROR_NOENT:
    return DS_ERROR_NOT_FOUND;
  case G_FILE_ERROR_NOSPC:
    return DS_ERROR_FULL;
  case G_FILE_ERROR_ROFS:
  case G_FILE_ERROR_ACCES:
  case G_FILE_ERROR_PERM:
    return DS_ERROR_READ_ONLY;
  case G_FILE_ERROR_IO:
    return DS_ERROR_IO;
  case G_FILE_ERROR_INVAL:
    return DS_ERROR_INVALID;
  default:
    return DS_ERROR_FAILED;
  }
}

DsErrorCode
ds_error_code_of (const GError *error)
{
  if (error == NULL)
    return DS_ERROR_FAILED;
  if (is_own_domain (error->domain))
    return (DsErrorCode) error->code;
  if (error->domain == G_IO_ERROR)
    return map_gio_code (error->code);
  if (error->domain == G_FILE_ERROR)
    return map_file_code (error->code);
  if (error->domain == G_RESOLVER_ERROR || error->domain == G_TLS_ERROR)
    return DS_ERROR_OFFLINE;
  return DS_ERROR_FAILED;
}
