/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-store.h"

G_BEGIN_DECLS

/* Keys with a meaning of their own. Others may be used freely (lower case, at most 64 characters); begin them
 * with the folder's name ("app.demo"). The token and the technician's name are sealed. */
#define DS_STORE_META_DEVICE "device"
#define DS_STORE_META_TECHNICIAN_ID "technician-id"
#define DS_STORE_META_TECHNICIAN_NAME "technician-name"
#define DS_STORE_META_HQ_ID "hq-id"
#define DS_STORE_META_HQ_NAME "hq-name"
#define DS_STORE_META_HQ_URL "hq-url"
#define DS_STORE_META_TOKEN "token"
#define DS_STORE_META_SEALING_KEY "sealing-key"
#define DS_STORE_META_RECEIPTS_POSITION "receipts-position"
#define DS_STORE_META_CLOCK_OFFSET_MS "clock-offset-ms"
#define DS_STORE_META_LAST_CONTACT_US "last-contact-us"
#define DS_STORE_META_OPEN_VISIT "open-visit" /* the visit whose screen is open: opened again after a kill */

/** ds_store_meta_get: @ret_value: (out) (transfer full) (nullable): %NULL when it was never set */
gboolean ds_store_meta_get (DsStoreTx *tx, const char *key, char **ret_value, GError **error);

/** ds_store_meta_set: @value: (nullable): %NULL forgets it */
gboolean ds_store_meta_set (DsStoreTx *tx, const char *key, const char *value, GError **error);

/** ds_store_meta_get_int64: @ret_value keeps @fallback when it was never set */
gboolean ds_store_meta_get_int64 (DsStoreTx *tx, const char *key, gint64 fallback, gint64 *ret_value, GError **error);
gboolean ds_store_meta_set_int64 (DsStoreTx *tx, const char *key, gint64 value, GError **error);

/** ds_store_meta_get_device: @ret_device: (out) (transfer full): this device's UUID, made in the first use (a writing job then) */
gboolean ds_store_meta_get_device (DsStoreTx *tx, char **ret_device, GError **error);

G_END_DECLS
