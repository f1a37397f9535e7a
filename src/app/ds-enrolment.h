/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-app.h"

G_BEGIN_DECLS

/**
 * ds_enrolment_normalise_url:
 * @text: as typed: "hq.example.com", "https://hq.example.com/"
 * @error: %DS_ERROR_INVALID: not an address, or http to another machine than this one
 *
 * Returns: (transfer full): the base URL without a final slash; https is assumed, http only for loopback
 */
char *ds_enrolment_normalise_url (const char *text, GError **error);

/** ds_enrolment_normalise_code: Returns: (transfer full) (nullable): "ABCD-2345" from "abcd 2345", or %NULL if it cannot be a code */
char *ds_enrolment_normalise_code (const char *text);

/**
 * ds_enrolment_enrol_async:
 * @url: headquarters' address
 * @code: the one-time code (10 minutes, single use)
 *
 * Makes this tablet known at headquarters, keeps token and keys, forgets the demo if it was loaded, and starts the first
 * pull. Errors: %DS_ERROR_INVALID (address or code malformed), %DS_ERROR_OFFLINE, %DS_ERROR_PORTAL, %DS_ERROR_REFUSED
 * (headquarters' words: code wrong or expired), %DS_ERROR_STATE (another headquarters, while unsent work is here).
 */
void ds_enrolment_enrol_async (DsApp *app, const char *url, const char *code, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean ds_enrolment_enrol_finish (DsApp *app, GAsyncResult *result, GError **error);

/**
 * ds_enrolment_try_demo_async: loads the shipped checklists, guides and demo orders (times shifted to today) into the store,
 * marked as demo: never synced, shown as such. %DS_ERROR_STATE when enrolled.
 */
void ds_enrolment_try_demo_async (DsApp *app, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean ds_enrolment_try_demo_finish (DsApp *app, GAsyncResult *result, GError **error);

/** ds_enrolment_forget_demo_async: removes the demo's orders and visits, and nothing else */
void ds_enrolment_forget_demo_async (DsApp *app, GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean ds_enrolment_forget_demo_finish (DsApp *app, GAsyncResult *result, GError **error);

G_END_DECLS
