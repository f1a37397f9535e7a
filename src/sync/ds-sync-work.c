/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-sync-driver-private.h"

#include <string.h>

#define PAGE_LIMIT 500
/* Receipts are being compared from the first: after the last page what is not confirmed is sent again. */
#define META_RECEIPTS_ANEW "sync.receipts-anew"

typedef struct {
  DsSyncWork *work;
  DsStoreJobFunc run;
  DsStoreDoneFunc done;
} WorkJob;

static gboolean
run_job_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  WorkJob *job = data;

  return job->run (tx, job->work, error);
}

static void
job_done_cb (gpointer data, const GError *error)
{
  WorkJob *job = data;

  job->done (job->work, error);
}

void
ds_sync_work_run_job (DsSyncWork *work, gboolean write, DsStoreJobFunc run, DsStoreDoneFunc done)
{
  WorkJob *data = g_new0 (WorkJob, 1);
  DsStoreJob job = { .run = run_job_cb, .done = job_done_cb, .data = data, .destroy = g_free, .write = write };

  data->work = work;
  data->run = run;
  data->done = done;
  ds_store_run_async (work->driver->store, &job, NULL);
}

void
ds_sync_work_free (DsSyncWork *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->driver);
  g_clear_object (&self->client);
  ds_sync_action_free (self->action);
  g_clear_object (&self->cancellable);
  ds_hq_failure_clear (&self->failure);
  g_clear_pointer (&self->sent, g_ptr_array_unref);
  g_clear_pointer (&self->dropped, g_ptr_array_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->outcomes, g_ptr_array_unref);
  g_clear_pointer (&self->verdicts, g_array_unref);
  g_free (self->position);
  ds_hq_changes_free (self->changes);
  ds_hq_receipts_free (self->receipts);
  g_free (self->applied);
  ds_store_medium_free (self->medium);
  g_free (self->path);
  g_free (self->url);
  g_free (self);
}

void
ds_sync_work_fail_local (DsSyncWork *work, const GError *error)
{
  ds_hq_failure_clear (&work->failure);
  work->failure.failure_class = DS_HQ_CLASS_LOCAL;
  work->failure.words = g_strdup (error->message);
  work->has_failed = TRUE;
  ds_sync_driver_finish_work (work->driver, work);
}

static void
fail_cancelled (DsSyncWork *work)
{
  work->failure.failure_class = DS_HQ_CLASS_CANCELLED;
  work->has_failed = TRUE;
  ds_sync_driver_finish_work (work->driver, work);
}

gboolean
ds_sync_work_note_contact (DsSyncWork *work, DsStoreTx *tx, GError **error)
{
  gint64 offset_ms = 0;
  gint64 wall_us = 0;

  if (!ds_hq_client_get_contact (work->client, &offset_ms, &wall_us))
    return TRUE;
  return ds_store_meta_set_int64 (tx, DS_STORE_META_CLOCK_OFFSET_MS, offset_ms, error) &&
         ds_store_meta_set_int64 (tx, DS_STORE_META_LAST_CONTACT_US, wall_us, error);
}

/* --- records ------------------------------------------------------------------------------------------- */

/* What is marked as being sent, but by nobody (its end could not be written), is taken up again. */
static gboolean
take_orphan (DsStoreTx *tx, const char *id, GPtrArray *records, GError **error)
{
  g_autoptr (DsStoreRecord) record = NULL;
  g_autoptr (GPtrArray) again = NULL;
  const char *const ids[] = { id, NULL };

  if (!ds_store_outbox_get (tx, id, &record, NULL) || record->state != DS_STORE_SEND_SENDING)
    return TRUE;
  if (!ds_store_outbox_mark_again (tx, id, record->last_words, 0, error) ||
      !ds_store_outbox_claim_ids (tx, ids, &again, error))
    return FALSE;
  g_ptr_array_extend_and_steal (records, g_steal_pointer (&again));
  return TRUE;
}

static gboolean
has_record (GPtrArray *records, const char *id)
{
  for (guint i = 0; i < records->len; i++) {
    if (g_str_equal (((DsStoreRecord *) g_ptr_array_index (records, i))->id, id))
      return TRUE;
  }
  return FALSE;
}

static gboolean
claim_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  DsSyncWork *work = data;
  GPtrArray *keys = work->action->keys;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GByteArray) lines = g_byte_array_new ();

  for (guint i = 0; i < keys->len; i++)
    g_ptr_array_add (ids, g_ptr_array_index (keys, i));
  g_ptr_array_add (ids, NULL);
  if (!ds_store_outbox_claim_ids (tx, (const char *const *) ids->pdata, &records, error))
    return FALSE;
  work->dropped = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < keys->len; i++) {
    const char *id = g_ptr_array_index (keys, i);

    if (!has_record (records, id) && !take_orphan (tx, id, records, error))
      return FALSE;
    if (!has_record (records, id))
      g_ptr_array_add (work->dropped, g_strdup (id));
  }
  for (guint i = 0; i < records->len; i++) {
    DsStoreRecord *record = g_ptr_array_index (records, i);
    gsize size = 0;
    const void *bytes = g_bytes_get_data (record->bytes, &size);

    g_byte_array_append (lines, bytes, (guint) size);
    g_byte_array_append (lines, (const guint8 *) "\n", 1);
    g_clear_pointer (&record->bytes, g_bytes_unref);
  }
  work->body = g_byte_array_free_to_bytes (g_steal_pointer (&lines));
  work->sent = g_steal_pointer (&records);
  return TRUE;
}

static DsStoreRecord *
find_sent (DsSyncWork *work, const DsHqOutcome *outcome)
{
  /* A line that headquarters could not read carries no id, but its number. */
  if (outcome->id == NULL || *outcome->id == '\0')
    return outcome->line >= 1 && outcome->line <= work->sent->len ? g_ptr_array_index (work->sent, outcome->line - 1)
                                                                  : NULL;
  for (guint i = 0; i < work->sent->len; i++) {
    DsStoreRecord *record = g_ptr_array_index (work->sent, i);

    if (g_str_equal (record->id, outcome->id))
      return record;
  }
  return NULL;
}

/* Only a receipt over the exact bytes that are kept here proves that headquarters has them. */
static DsSyncVerdict
judge_outcome (const DsStoreRecord *record, const DsHqOutcome *outcome)
{
  DsSyncVerdict verdict = { record->id, DS_SYNC_VERDICT_UNCLEAR, NULL };

  if (outcome->kind == DS_HQ_OUTCOME_HELD) {
    verdict.kind = DS_SYNC_VERDICT_HELD;
    verdict.words = outcome->problem != NULL ? outcome->problem : "Headquarters holds this record without a reason.";
  } else if (outcome->receipt != NULL && g_strcmp0 (outcome->receipt->record, record->id) == 0 &&
             g_strcmp0 (outcome->receipt->sha256, record->sha256) == 0)
    verdict.kind = DS_SYNC_VERDICT_STORED;
  else
    verdict.words = "Headquarters' receipt is over other bytes than the ones kept here.";
  return verdict;
}

static gboolean
apply_receipt (DsSyncWork *work, DsStoreTx *tx, const DsHqReceipt *receipt, GError **error)
{
  DsStoreReceipt row = { .record = receipt->record,
                         .sha256 = receipt->sha256,
                         .seq = receipt->seq,
                         .complete = receipt->complete,
                         .missing = (const char *const *) receipt->missing };

  /* An unreadable time takes nothing from the proof: the digest is it. */
  ds_time_parse (receipt->at, &row.at_us, NULL, NULL);
  work->incomplete = work->incomplete || !receipt->complete;
  return ds_store_receipts_apply (tx, &row, NULL, error);
}

static gboolean
keep_outcomes_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  DsSyncWork *work = data;

  for (guint i = 0; i < work->outcomes->len; i++) {
    const DsHqOutcome *outcome = g_ptr_array_index (work->outcomes, i);
    const DsStoreRecord *record = find_sent (work, outcome);
    DsSyncVerdict verdict = { 0 };

    if (record == NULL)
      continue;
    verdict = judge_outcome (record, outcome);
    if (verdict.kind == DS_SYNC_VERDICT_STORED && !apply_receipt (work, tx, outcome->receipt, error))
      return FALSE;
    if (verdict.kind == DS_SYNC_VERDICT_HELD && !ds_store_outbox_mark_held (tx, record->id, verdict.words, error))
      return FALSE;
  }
  return ds_sync_work_note_contact (work, tx, error);
}

static void
note_missing (DsSyncWork *work, const DsHqReceipt *receipt)
{
  for (guint i = 0; receipt->missing[i] != NULL; i++)
    work->must_list = work->must_list || ds_sync_step_get_item (work->driver->step, receipt->missing[i]) == NULL;
}

static void
outcomes_kept_cb (gpointer data, const GError *error)
{
  DsSyncWork *work = data;
  DsSyncSummary *summary = &work->driver->summary;

  if (error != NULL) {
    ds_sync_work_fail_local (work, error);
    return;
  }
  work->verdicts = g_array_new (FALSE, FALSE, sizeof (DsSyncVerdict));
  for (guint i = 0; i < work->outcomes->len; i++) {
    const DsHqOutcome *outcome = g_ptr_array_index (work->outcomes, i);
    const DsStoreRecord *record = find_sent (work, outcome);
    DsSyncVerdict verdict = { 0 };

    if (record == NULL)
      continue;
    verdict = judge_outcome (record, outcome);
    g_array_append_val (work->verdicts, verdict);
    if (verdict.kind == DS_SYNC_VERDICT_HELD)
      summary->held++;
    if (verdict.kind != DS_SYNC_VERDICT_STORED)
      continue;
    summary->receipts++;
    if (outcome->kind == DS_HQ_OUTCOME_DUPLICATE)
      summary->duplicates++;
    else
      summary->records_sent++;
    work->driver->session_done_bytes += record->size_bytes;
    note_missing (work, outcome->receipt);
  }
  ds_sync_driver_finish_work (work->driver, work);
}

static void
posted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsSyncWork *work = user_data;

  work->driver->summary.bytes += g_bytes_get_size (work->body);
  work->outcomes = ds_hq_client_records_finish (DS_HQ_CLIENT (source), result, &work->failure, NULL);
  if (work->outcomes == NULL) {
    work->has_failed = TRUE;
    ds_sync_driver_finish_work (work->driver, work);
    return;
  }
  ds_sync_work_run_job (work, TRUE, keep_outcomes_cb, outcomes_kept_cb);
}

static void
claimed_cb (gpointer data, const GError *error)
{
  DsSyncWork *work = data;

  if (error != NULL) {
    ds_sync_work_fail_local (work, error);
    return;
  }
  for (guint i = 0; i < work->dropped->len; i++)
    ds_sync_driver_forget (work->driver, g_ptr_array_index (work->dropped, i));
  if (work->sent->len == 0 || g_cancellable_is_cancelled (work->cancellable)) {
    fail_cancelled (work);
    return;
  }
  ds_hq_client_records_async (work->client, work->body, work->cancellable, posted_cb, work);
}

/* --- news ---------------------------------------------------------------------------------------------- */

static gboolean
read_cursor_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  DsSyncWork *work = data;

  if (work->action->anew && !ds_store_changes_start_anew (tx, error))
    return FALSE;
  return ds_store_changes_get_cursor (tx, &work->position, NULL, error);
}

static gboolean
keep_changes_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  DsSyncWork *work = data;
  DsStoreChangesPage page = { work->changes->changes, work->changes->cursor, work->changes->more };

  work->applied = g_new0 (DsStoreChangesResult, 1);
  return ds_store_changes_apply (tx, &page, work->applied, error) && ds_sync_work_note_contact (work, tx, error);
}

static void
changes_kept_cb (gpointer data, const GError *error)
{
  DsSyncWork *work = data;
  guint count = 0;

  if (error != NULL) {
    ds_sync_work_fail_local (work, error);
    return;
  }
  count = work->applied->applied + work->applied->refused;
  work->driver->summary.pulled += work->applied->applied;
  if (count > 0 || work->applied->swapped)
    g_signal_emit_by_name (work->driver, "pulled", count);
  ds_sync_driver_finish_work (work->driver, work);
}

static void
pulled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsSyncWork *work = user_data;

  work->changes = ds_hq_client_changes_finish (DS_HQ_CLIENT (source), result, &work->failure, NULL);
  if (work->changes == NULL) {
    work->has_failed = TRUE;
    ds_sync_driver_finish_work (work->driver, work);
    return;
  }
  ds_sync_work_run_job (work, TRUE, keep_changes_cb, changes_kept_cb);
}

static void
cursor_read_cb (gpointer data, const GError *error)
{
  DsSyncWork *work = data;

  if (error != NULL)
    ds_sync_work_fail_local (work, error);
  else
    ds_hq_client_changes_async (work->client, work->position, PAGE_LIMIT, work->cancellable, pulled_cb, work);
}

static gboolean
read_position_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  DsSyncWork *work = data;

  if (work->action->anew &&
      (!ds_store_receipts_start_anew (tx, error) || !ds_store_meta_set (tx, META_RECEIPTS_ANEW, "1", error)))
    return FALSE;
  return ds_store_meta_get (tx, DS_STORE_META_RECEIPTS_POSITION, &work->position, error);
}

static gboolean
finish_comparison (DsSyncWork *work, DsStoreTx *tx, GError **error)
{
  g_autofree char *anew = NULL;
  guint requeued = 0;

  if (!ds_store_meta_get (tx, META_RECEIPTS_ANEW, &anew, error))
    return FALSE;
  if (anew == NULL || work->receipts->more)
    return TRUE;
  if (!ds_store_receipts_finish_anew (tx, &requeued, error) || !ds_store_meta_set (tx, META_RECEIPTS_ANEW, NULL, error))
    return FALSE;
  work->must_list = work->must_list || requeued > 0;
  return TRUE;
}

static gboolean
keep_receipts_cb (DsStoreTx *tx, gpointer data, GError **error)
{
  DsSyncWork *work = data;
  gint64 count = 0;
  gint64 incomplete = 0;

  for (guint i = 0; i < work->receipts->receipts->len; i++) {
    if (!apply_receipt (work, tx, g_ptr_array_index (work->receipts->receipts, i), error))
      return FALSE;
  }
  if (!ds_store_meta_set (tx, DS_STORE_META_RECEIPTS_POSITION, work->receipts->since, error) ||
      !finish_comparison (work, tx, error) || !ds_store_receipts_count (tx, &count, &incomplete, error))
    return FALSE;
  work->incomplete = incomplete > 0;
  return ds_sync_work_note_contact (work, tx, error);
}

static void
receipts_kept_cb (gpointer data, const GError *error)
{
  DsSyncWork *work = data;

  if (error != NULL) {
    ds_sync_work_fail_local (work, error);
    return;
  }
  work->driver->summary.receipts += work->receipts->receipts->len;
  for (guint i = 0; i < work->receipts->receipts->len; i++)
    note_missing (work, g_ptr_array_index (work->receipts->receipts, i));
  ds_sync_driver_finish_work (work->driver, work);
}

static void
receipts_come_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsSyncWork *work = user_data;

  work->receipts = ds_hq_client_receipts_finish (DS_HQ_CLIENT (source), result, &work->failure, NULL);
  if (work->receipts == NULL) {
    work->has_failed = TRUE;
    ds_sync_driver_finish_work (work->driver, work);
    return;
  }
  ds_sync_work_run_job (work, TRUE, keep_receipts_cb, receipts_kept_cb);
}

static void
position_read_cb (gpointer data, const GError *error)
{
  DsSyncWork *work = data;

  if (error != NULL)
    ds_sync_work_fail_local (work, error);
  else
    ds_hq_client_receipts_async (work->client, work->position, PAGE_LIMIT, work->cancellable, receipts_come_cb, work);
}

static void
pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsSyncWork *work = user_data;
  g_autoptr (DsHqPing) ping = ds_hq_client_ping_finish (DS_HQ_CLIENT (source), result, &work->failure, NULL);

  work->has_failed = ping == NULL;
  ds_sync_driver_finish_work (work->driver, work);
}

void
ds_sync_work_start (DsSyncDriver *driver, DsSyncAction *action)
{
  DsSyncWork *work = g_new0 (DsSyncWork, 1);

  work->driver = g_object_ref (driver);
  work->client = g_object_ref (driver->client);
  work->action = action;
  work->cancellable = g_cancellable_new ();
  work->failure.retry_after_ms = -1;
  g_hash_table_insert (driver->works, &work->action->request, work);
  switch (action->kind) {
  case DS_SYNC_ACTION_POST:
    ds_sync_work_run_job (work, TRUE, claim_cb, claimed_cb);
    break;
  case DS_SYNC_ACTION_PULL:
    ds_sync_work_run_job (work, action->anew, read_cursor_cb, cursor_read_cb);
    break;
  case DS_SYNC_ACTION_RECEIPTS:
    ds_sync_work_run_job (work, action->anew, read_position_cb, position_read_cb);
    break;
  case DS_SYNC_ACTION_UPLOAD:
    ds_sync_work_start_upload (work);
    break;
  case DS_SYNC_ACTION_PING:
  case DS_SYNC_ACTION_CANCEL:
  case DS_SYNC_ACTION_WAKE:
  default:
    ds_hq_client_ping_async (work->client, work->cancellable, pinged_cb, work);
    break;
  }
}
