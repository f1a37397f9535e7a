/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-store.h"
#include "ds-json.h"

G_BEGIN_DECLS

/*
 * The desk: what the people at headquarters do, as requests in JSON. Only one process may write the store, so a
 * command either does its work on the store itself or, when a server runs, hands it to that server through a
 * socket in the data folder. Both ends run ds_hq_desk_apply().
 *
 *   {"do":"technician","id","name","outlet"?}          → {}
 *   {"do":"code","technician"}                         → {"code","expires"}
 *   {"do":"orders","orders":[Order JSON…]}             → {"new","unchanged","unpublished":[checklist ids]}
 *   {"do":"content","items":[{"kind","id","version","text"}…]} → {"new","unchanged"}
 *   {"do":"revoke","device"}                           → {}
 *   {"do":"opinion","id","state","note"?}              → {}
 */

/** Largest request: an import of a whole month. */
#define DS_HQ_DESK_MAX_BYTES (256 * 1024 * 1024)

/** DsHqDeskTime: headquarters' clock at the request */
typedef struct {
  gint64 now_us;
  gint32 offset_s;
} DsHqDeskTime;

/**
 * ds_hq_desk_apply:
 * @store: the writing session, within a transaction
 * @error: what is wrong in words for the person at the desk; the transaction must then be undone: nothing is half done
 *
 * Returns: (transfer full): the result
 */
DsJson *ds_hq_desk_apply (DsHqStore *store, const DsHqDeskTime *time, const json_t *request, GError **error);

/** ds_hq_desk_name: Returns: (transfer none): what @request does, one word for the audit */
const char *ds_hq_desk_name (const json_t *request);

G_END_DECLS
