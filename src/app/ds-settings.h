/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-app.h"

G_BEGIN_DECLS

/**
 * DsOwnInstrument: one of the technician's instruments
 * Properties: "id" string (the kind the checklists name: "multimeter"), "name" string, "serial" string,
 *  "calibrated-until" string ("2026-12-31" or ""), "overdue" boolean (against today).
 */
#define DS_TYPE_OWN_INSTRUMENT (ds_own_instrument_get_type ())
G_DECLARE_FINAL_TYPE (DsOwnInstrument, ds_own_instrument, DS, OWN_INSTRUMENT, GObject)

const char *ds_own_instrument_get_id (DsOwnInstrument *self);
const char *ds_own_instrument_get_name (DsOwnInstrument *self);
const char *ds_own_instrument_get_serial (DsOwnInstrument *self);
const char *ds_own_instrument_get_calibrated_until (DsOwnInstrument *self);
gboolean ds_own_instrument_is_overdue (DsOwnInstrument *self);

/**
 * DsSettings: what the tablet remembers in its store (look settings are GSettings in the gui).
 */
#define DS_TYPE_SETTINGS (ds_settings_get_type ())
G_DECLARE_FINAL_TYPE (DsSettings, ds_settings, DS, SETTINGS, GObject)

/** ds_settings_new: Returns: (transfer full): settings of an open @app; loads in the background, "loaded" is emitted */
DsSettings *ds_settings_new (DsApp *app);

/** ds_settings_get_instruments: Returns: (transfer none): a #GListModel of #DsOwnInstrument: every instrument the checklists on the tablet name, entered or not */
GListModel *ds_settings_get_instruments (DsSettings *self);

/** ds_settings_set_instrument_async: keeps serial number and calibration date ("" or "2026-12-31") of instrument @id. %DS_ERROR_INVALID for a date that is none */
void ds_settings_set_instrument_async (DsSettings *self, const char *id, const char *serial,
                                       const char *calibrated_until, GAsyncReadyCallback callback, gpointer user_data);
gboolean ds_settings_set_finish (DsSettings *self, GAsyncResult *result, GError **error);

/** ds_settings_get_flag: Returns: a kept boolean, e.g. "sync-on-metered", default %FALSE; memory only, no disk access */
gboolean ds_settings_get_flag (DsSettings *self, const char *key);
void ds_settings_set_flag_async (DsSettings *self, const char *key, gboolean value, GAsyncReadyCallback callback,
                                 gpointer user_data);

G_END_DECLS
