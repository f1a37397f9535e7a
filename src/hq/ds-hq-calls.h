/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-exchange.h"

G_BEGIN_DECLS

/** ds_hq_calls: Returns: (array length=ret_n): all calls of the API */
const DsHqCall *ds_hq_calls (guint *ret_n);

/* The calls by file: ds-hq-call-base.c, ds-hq-call-records.c, ds-hq-call-media.c. */
DsHqAnswer *ds_hq_call_ping (DsHqExchange *exchange);
void ds_hq_call_enrol (DsHqExchange *exchange);
DsHqAnswer *ds_hq_call_changes (DsHqExchange *exchange);
DsHqAnswer *ds_hq_call_receipts (DsHqExchange *exchange);
DsHqAnswer *ds_hq_call_records_begin (DsHqExchange *exchange);
void ds_hq_call_records (DsHqExchange *exchange);
DsHqAnswer *ds_hq_call_media_options (DsHqExchange *exchange);
DsHqAnswer *ds_hq_call_media_create_begin (DsHqExchange *exchange);
DsHqAnswer *ds_hq_call_media_patch_begin (DsHqExchange *exchange);
gboolean ds_hq_call_media_data (DsHqExchange *exchange, const char *data, gsize size);
void ds_hq_call_media_write (DsHqExchange *exchange);
void ds_hq_call_media_head (DsHqExchange *exchange);
void ds_hq_call_media_delete (DsHqExchange *exchange);

/** ds_hq_receipt_json: Returns: (transfer full): a receipt as the contract shows it */
DsJson *ds_hq_receipt_json (DsHqService *service, const DsHqReceiptRow *receipt);

/** ds_hq_page_read: reads `limit` and the position argument @name ("" is the beginning); Returns: (transfer full) (nullable): the refusal (400, or 410 for a position of another history) */
DsHqAnswer *ds_hq_page_read (DsHqExchange *exchange, const char *name, gint64 end, gint64 *ret_position,
                             guint *ret_limit);

G_END_DECLS
