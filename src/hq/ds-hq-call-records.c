/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-calls.h"

#include "ds-error.h"
#include "ds-hq-incoming.h"
#include "ds-hq-service.h"

#include <string.h>

typedef struct {
  DsHqExchange *exchange;
  GPtrArray *lines; /* DsHqIncoming */
} Batch;

static void
free_batch (gpointer data)
{
  Batch *batch = data;

  g_ptr_array_unref (batch->lines);
  g_free (batch);
}

DsHqAnswer *
ds_hq_call_records_begin (DsHqExchange *exchange)
{
  const char *type = ds_hq_exchange_header (exchange, "Content-Type");

  if (type == NULL || g_ascii_strncasecmp (type, "application/x-ndjson", strlen ("application/x-ndjson")) != 0)
    return ds_hq_answer_new_problem (415, DS_HQ_PROBLEM_RECORD_INVALID,
                                     "Records come as application/x-ndjson: one record per line.");

  return NULL;
}

static DsHqAnswer *
refuse_many (void)
{
  return ds_hq_answer_new_problem (413, DS_HQ_PROBLEM_TOO_LARGE,
                                   "One request takes up to %d records or %d bytes; a larger record must travel alone.",
                                   DS_HQ_MAX_RECORDS, DS_HQ_MAX_BATCH_BYTES);
}

/* Splits the body into lines; empty ones are no records. */
static DsHqAnswer *
split_body (Batch *batch)
{
  DsHqExchange *exchange = batch->exchange;
  const char *data = exchange->body != NULL ? (const char *) exchange->body->data : "";
  const char *end = data + (exchange->body != NULL ? exchange->body->len : 0);
  gint64 now_us = ds_hq_service_now_us (exchange->service);
  guint number = 0;

  while (data < end) {
    const char *stop = memchr (data, '\n', (gsize) (end - data));
    gsize size = (gsize) ((stop != NULL ? stop : end) - data);

    number++;
    if (size > 0) {
      DsHqIncoming *line = NULL;

      if (batch->lines->len == DS_HQ_MAX_RECORDS ||
          (batch->lines->len == 1 && exchange->body->len > DS_HQ_MAX_BATCH_BYTES))
        return refuse_many ();
      line = ds_hq_incoming_new (data, size, &exchange->device, now_us);
      line->line_number = number;
      g_ptr_array_add (batch->lines, line);
    }
    data += size + 1;
  }
  if (batch->lines->len == 0)
    return ds_hq_answer_new_problem (400, DS_HQ_PROBLEM_RECORD_INVALID, "The request has no record.");

  return NULL;
}

static gboolean
batch_write_cb (DsHqStore *store, gpointer data, GError **error)
{
  Batch *batch = data;

  for (guint i = 0; i < batch->lines->len; i++) {
    if (!ds_hq_incoming_store (g_ptr_array_index (batch->lines, i), store, error))
      return FALSE;
  }

  return TRUE;
}

static json_t *
make_outcome (Batch *batch, const DsHqIncoming *line)
{
  json_t *outcome = json_object ();
  const char *words = line->held ? "held" : line->put == DS_HQ_PUT_DUPLICATE ? "duplicate" : "stored";

  json_object_set_new (outcome, "id", line->row.id != NULL ? json_string (line->row.id) : json_null ());
  json_object_set_new (outcome, "sha256", json_string (line->row.sha256));
  json_object_set_new (outcome, "outcome", json_string (words));
  json_object_set_new (outcome, "line", json_integer (line->line_number));
  if (line->held)
    json_object_set_new (outcome, "problem", ds_hq_problem_json (422, line->problem, line->detail));
  else
    json_object_set_new (outcome, "receipt", ds_hq_receipt_json (batch->exchange->service, &line->receipt));

  return outcome;
}

static void
audit_held (Batch *batch)
{
  for (guint i = 0; i < batch->lines->len; i++) {
    const DsHqIncoming *line = g_ptr_array_index (batch->lines, i);

    if (line->held)
      ds_hq_service_audit (batch->exchange->service, "held device=%s sha256=%s reason=%s", batch->exchange->device.id,
                           line->row.sha256, ds_hq_problem_slug (line->problem));
  }
}

static void
batch_written_cb (gpointer data, const GError *error)
{
  Batch *batch = data;
  g_autoptr (DsJson) value = json_object ();
  json_t *outcomes = json_array ();

  json_object_set_new (value, "outcomes", outcomes);
  if (error != NULL) {
    ds_hq_service_audit (batch->exchange->service, "store-failed %s", error->message);
    ds_hq_exchange_finish (batch->exchange, ds_hq_answer_new_for_error (error));
    return;
  }
  audit_held (batch);
  for (guint i = 0; i < batch->lines->len; i++)
    json_array_append_new (outcomes, make_outcome (batch, g_ptr_array_index (batch->lines, i)));
  ds_hq_exchange_finish (batch->exchange, ds_hq_answer_new_json (200, value));
}

void
ds_hq_call_records (DsHqExchange *exchange)
{
  Batch *batch = g_new0 (Batch, 1);
  DsHqAnswer *refusal = NULL;

  batch->exchange = exchange;
  batch->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_hq_incoming_free);
  exchange->state = batch;
  exchange->free_state = free_batch;
  refusal = split_body (batch);
  if (refusal != NULL) {
    ds_hq_exchange_finish (exchange, refusal);
    return;
  }
  ds_hq_writer_submit (ds_hq_service_writer (exchange->service), batch_write_cb, batch_written_cb, batch);
}
