/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-store.h"

G_BEGIN_DECLS

/** DsStoreInstrument: @id: as checklists name it ("multimeter"); one per id; @calibrated_until: "YYYY-MM-DD" or %NULL */
typedef struct {
  char *id;
  char *name;
  char *serial;
  char *calibrated_until;
} DsStoreInstrument;

void ds_store_instrument_free (DsStoreInstrument *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStoreInstrument, ds_store_instrument_free)

/** ds_store_instruments_put: adds or replaces; %DS_ERROR_INVALID if the date is none */
gboolean ds_store_instruments_put (DsStoreTx *tx, const DsStoreInstrument *instrument, GError **error);
gboolean ds_store_instruments_remove (DsStoreTx *tx, const char *id, GError **error);
/** ds_store_instruments_get: @ret_instrument: (out) (transfer full) (nullable) */
gboolean ds_store_instruments_get (DsStoreTx *tx, const char *id, DsStoreInstrument **ret_instrument, GError **error);
/** ds_store_instruments_list: @ret_instruments: (out) (transfer full) (element-type DsStoreInstrument): by id */
gboolean ds_store_instruments_list (DsStoreTx *tx, GPtrArray **ret_instruments, GError **error);

G_END_DECLS
