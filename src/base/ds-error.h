/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsErrorCode:
 * @DS_ERROR_FAILED: none of the others; the message says what
 * @DS_ERROR_INVALID: the input breaks a rule; mend the input
 * @DS_ERROR_NOT_FOUND: the named thing does not exist
 * @DS_ERROR_STATE: the act is not allowed in this state; the message says what must come first
 * @DS_ERROR_BUSY: somebody else holds it; try again later
 * @DS_ERROR_FULL: the disk (or a quota) is full; free space, then try again
 * @DS_ERROR_READ_ONLY: the folder or file cannot be written
 * @DS_ERROR_IO: the disk failed; stop writing, reopen and verify
 * @DS_ERROR_CORRUPT: stored data is damaged
 * @DS_ERROR_NEWER: stored data was made by a newer program; it was not changed
 * @DS_ERROR_OFFLINE: no network, or headquarters did not answer; try again by itself
 * @DS_ERROR_PORTAL: something answered that is not headquarters (captive portal, proxy)
 * @DS_ERROR_AUTH: headquarters does not accept this tablet; sign in (enrol) again
 * @DS_ERROR_REFUSED: headquarters refused this one request; its words are in the message
 * @DS_ERROR_PROTOCOL: the answer breaks the contract
 * @DS_ERROR_LIMIT: larger or more than a limit allows
 * @DS_ERROR_CANCELLED: given up on request; never shown to a person
 *
 * What the caller can do about a failure. Every layer has an error domain of its own and
 * all of them use these codes, so that the gui turns a code into a sentence in one place.
 */
typedef enum {
  DS_ERROR_FAILED,
  DS_ERROR_INVALID,
  DS_ERROR_NOT_FOUND,
  DS_ERROR_STATE,
  DS_ERROR_BUSY,
  DS_ERROR_FULL,
  DS_ERROR_READ_ONLY,
  DS_ERROR_IO,
  DS_ERROR_CORRUPT,
  DS_ERROR_NEWER,
  DS_ERROR_OFFLINE,
  DS_ERROR_PORTAL,
  DS_ERROR_AUTH,
  DS_ERROR_REFUSED,
  DS_ERROR_PROTOCOL,
  DS_ERROR_LIMIT,
  DS_ERROR_CANCELLED,
} DsErrorCode;

#define DS_BASE_ERROR (ds_base_error_quark ())
#define DS_MODEL_ERROR (ds_model_error_quark ())
#define DS_VAULT_ERROR (ds_vault_error_quark ())
#define DS_DB_ERROR (ds_db_error_quark ())
#define DS_STORE_ERROR (ds_store_error_quark ())
#define DS_NET_ERROR (ds_net_error_quark ())
#define DS_SYNC_ERROR (ds_sync_error_quark ())
#define DS_PAPER_ERROR (ds_paper_error_quark ())
#define DS_APP_ERROR (ds_app_error_quark ())
#define DS_HQ_ERROR (ds_hq_error_quark ())

GQuark ds_base_error_quark (void);
GQuark ds_model_error_quark (void);
GQuark ds_vault_error_quark (void);
GQuark ds_db_error_quark (void);
GQuark ds_store_error_quark (void);
GQuark ds_net_error_quark (void);
GQuark ds_sync_error_quark (void);
GQuark ds_paper_error_quark (void);
GQuark ds_app_error_quark (void);
GQuark ds_hq_error_quark (void);

/**
 * ds_error_is:
 * @error: (nullable): an error
 * @code: a code
 *
 * Returns: whether @error is of one of Doorstep's domains and has @code; GIO's "cancelled" counts as %DS_ERROR_CANCELLED
 */
gboolean ds_error_is (const GError *error, DsErrorCode code);

/**
 * ds_error_code_name:
 * @code: a code
 *
 * Returns: the stable machine name, e.g. "read-only", as printed in JSON by the command line tools
 */
const char *ds_error_code_name (DsErrorCode code);

/**
 * ds_error_code_of:
 * @error: an error of any domain
 *
 * Returns: its #DsErrorCode; for foreign domains (GIO, GFile) the nearest one, else %DS_ERROR_FAILED
 */
DsErrorCode ds_error_code_of (const GError *error);

G_END_DECLS
