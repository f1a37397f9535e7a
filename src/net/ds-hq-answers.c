/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-answers.h"

#include "ds-digest.h"
#include "ds-id.h"

#include <string.h>

#define MAX_TEXT_BYTES 4096u

static const DsJsonLimits ANSWER_LIMITS = { DS_HTTP_MAX_RESPONSE_BYTES, 16 };
static const DsJsonLimits CHANGES_LIMITS = { 16u * 1024 * 1024, 32 };

void
ds_hq_ping_free (DsHqPing *self)
{
  if (self == NULL)
    return;
  g_free (self->hq);
  g_free (self->name);
  g_free (self);
}

void
ds_hq_enrolment_free (DsHqEnrolment *self)
{
  if (self == NULL)
    return;
  g_free (self->device);
  g_free (self->technician_id);
  g_free (self->technician_name);
  if (self->token != NULL)
    memset (self->token, 0, strlen (self->token));
  g_free (self->token);
  g_free (self->hq);
  g_free (self->hq_name);
  g_free (self->sealing_key);
  g_free (self);
}

void
ds_hq_changes_free (DsHqChanges *self)
{
  if (self == NULL)
    return;
  g_free (self->cursor);
  json_decref (self->changes);
  g_free (self);
}

void
ds_hq_receipt_free (DsHqReceipt *self)
{
  if (self == NULL)
    return;
  g_free (self->record);
  g_free (self->sha256);
  g_free (self->at);
  g_strfreev (self->missing);
  g_free (self);
}

void
ds_hq_outcome_free (DsHqOutcome *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->sha256);
  ds_hq_receipt_free (self->receipt);
  g_free (self->problem_slug);
  g_free (self->problem);
  g_free (self);
}

void
ds_hq_receipts_free (DsHqReceipts *self)
{
  if (self == NULL)
    return;
  g_free (self->since);
  g_ptr_array_unref (self->receipts);
  g_free (self);
}

static DsJson *
parse_object (GBytes *body, const DsJsonLimits *limits, GError **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (body, &size);
  g_autoptr (GError) cause = NULL;
  g_autoptr (DsJson) root = ds_json_parse (data != NULL ? data : "", size, limits, &cause);

  if (root == NULL) {
    g_set_error (error, DS_NET_ERROR, DS_ERROR_PROTOCOL, "Headquarters' answer cannot be read: %s", cause->message);
    return NULL;
  }
  if (!json_is_object (root)) {
    g_set_error (error, DS_NET_ERROR, DS_ERROR_PROTOCOL, "Headquarters' answer is not an object.");
    return NULL;
  }
  return g_steal_pointer (&root);
}

static gboolean
finish_reader (DsJsonReader *reader, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (ds_json_reader_to_error (reader, DS_NET_ERROR, &cause))
    return TRUE;
  g_set_error (error, DS_NET_ERROR, DS_ERROR_PROTOCOL, "Headquarters' answer breaks the contract: %s", cause->message);
  return FALSE;
}

/* A text of the network that goes into a header, a row or onto the screen: bounded. */
static char *
dup_text (DsJsonReader *reader, json_t *object, const char *key, gboolean required)
{
  const char *text = ds_json_reader_string (reader, object, key, required);

  if (text != NULL && strlen (text) > MAX_TEXT_BYTES) {
    ds_json_reader_problem (reader, key, "is longer than %u bytes", MAX_TEXT_BYTES);
    return NULL;
  }
  return g_strdup (text);
}

/* A null is the same as nothing. */
static char *
dup_nullable (DsJsonReader *reader, json_t *object, const char *key)
{
  return json_is_null (json_object_get (object, key)) ? NULL : dup_text (reader, object, key, FALSE);
}

static char *
dup_sha256 (DsJsonReader *reader, json_t *object, const char *key)
{
  const char *text = ds_json_reader_string (reader, object, key, TRUE);

  if (text != NULL && !ds_sha256_is_valid (text)) {
    ds_json_reader_problem (reader, key, "is not a SHA-256 of 64 lower-case hex digits");
    return NULL;
  }
  return g_strdup (text);
}

static char *
dup_id (DsJsonReader *reader, json_t *object, const char *key)
{
  const char *text = ds_json_reader_string (reader, object, key, TRUE);

  if (text != NULL && !ds_id_is_valid (text)) {
    ds_json_reader_problem (reader, key, "is not a UUID");
    return NULL;
  }
  return g_strdup (text);
}

static gint64
read_offset_ms (DsJsonReader *reader, json_t *object, gint64 here_wall_us)
{
  const char *text = ds_json_reader_string (reader, object, "time", TRUE);
  gint64 wall_us = 0;

  if (text == NULL)
    return 0;
  if (!ds_time_parse (text, &wall_us, NULL, NULL)) {
    ds_json_reader_problem (reader, "time", "is not a time such as 2026-11-21T14:30:05.123+08:00");
    return 0;
  }
  return (wall_us - here_wall_us) / 1000;
}

DsHqPing *
ds_hq_parse_ping (GBytes *body, gint64 here_wall_us, GError **error)
{
  g_autoptr (DsJson) root = parse_object (body, &ANSWER_LIMITS, error);
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (4);
  g_autoptr (DsHqPing) ping = NULL;

  if (root == NULL)
    return NULL;
  ping = g_new0 (DsHqPing, 1);
  ping->hq = dup_text (reader, root, "hq", TRUE);
  ping->name = dup_text (reader, root, "name", FALSE);
  ping->offset_ms = read_offset_ms (reader, root, here_wall_us);
  return finish_reader (reader, error) ? g_steal_pointer (&ping) : NULL;
}

DsHqEnrolment *
ds_hq_parse_enrolment (GBytes *body, gint64 here_wall_us, GError **error)
{
  g_autoptr (DsJson) root = parse_object (body, &ANSWER_LIMITS, error);
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (8);
  g_autoptr (DsHqEnrolment) enrolment = NULL;
  json_t *part = NULL;

  if (root == NULL)
    return NULL;
  enrolment = g_new0 (DsHqEnrolment, 1);
  enrolment->device = dup_id (reader, root, "device");
  enrolment->token = dup_text (reader, root, "token", TRUE);
  enrolment->sealing_key = dup_text (reader, root, "sealing_key", FALSE);
  enrolment->offset_ms = read_offset_ms (reader, root, here_wall_us);
  part = ds_json_reader_object (reader, root, "technician", TRUE);
  ds_json_reader_push_member (reader, "technician");
  enrolment->technician_id = part != NULL ? dup_text (reader, part, "id", TRUE) : NULL;
  enrolment->technician_name = part != NULL ? dup_text (reader, part, "name", TRUE) : NULL;
  ds_json_reader_pop (reader);
  part = ds_json_reader_object (reader, root, "hq", TRUE);
  ds_json_reader_push_member (reader, "hq");
  enrolment->hq = part != NULL ? dup_text (reader, part, "id", TRUE) : NULL;
  enrolment->hq_name = part != NULL ? dup_text (reader, part, "name", TRUE) : NULL;
  ds_json_reader_pop (reader);
  return finish_reader (reader, error) ? g_steal_pointer (&enrolment) : NULL;
}

static void
check_change (DsJsonReader *reader, json_t *change)
{
  const char *op = ds_json_reader_string (reader, change, "op", TRUE);

  ds_json_reader_string (reader, change, "kind", TRUE);
  ds_json_reader_string (reader, change, "id", TRUE);
  if (op == NULL)
    return;
  if (g_str_equal (op, "put"))
    ds_json_reader_object (reader, change, "value", TRUE);
  else if (!g_str_equal (op, "remove"))
    ds_json_reader_problem (reader, "op", "is “%s”, but must be put or remove", op);
}

DsHqChanges *
ds_hq_parse_changes (GBytes *body, GError **error)
{
  g_autoptr (DsJson) root = parse_object (body, &CHANGES_LIMITS, error);
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (4);
  g_autoptr (DsHqChanges) page = NULL;
  json_t *list = NULL;

  if (root == NULL)
    return NULL;
  page = g_new0 (DsHqChanges, 1);
  page->size_bytes = g_bytes_get_size (body);
  page->cursor = dup_text (reader, root, "cursor", TRUE);
  page->more = ds_json_reader_boolean (reader, root, "more", FALSE);
  list = ds_json_reader_array (reader, root, "changes", TRUE);
  ds_json_reader_push_member (reader, "changes");
  for (gsize i = 0; i < json_array_size (list); i++) {
    ds_json_reader_push_index (reader, i);
    check_change (reader, json_array_get (list, i));
    ds_json_reader_pop (reader);
  }
  ds_json_reader_pop (reader);
  page->changes = json_incref (list);
  if (!finish_reader (reader, error))
    return NULL;
  if (page->more && json_array_size (list) == 0) {
    g_set_error (error, DS_NET_ERROR, DS_ERROR_PROTOCOL,
                 "Headquarters' answer breaks the contract: an empty page of changes says that more follows.");
    return NULL;
  }
  return g_steal_pointer (&page);
}

static DsHqReceipt *
read_receipt (DsJsonReader *reader, json_t *object)
{
  g_autoptr (DsHqReceipt) receipt = g_new0 (DsHqReceipt, 1);
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  json_t *list = NULL;

  receipt->record = dup_id (reader, object, "record");
  receipt->sha256 = dup_sha256 (reader, object, "sha256");
  ds_json_reader_integer (reader, object, "seq", TRUE, 0, G_MAXINT64, &receipt->seq);
  receipt->at = dup_text (reader, object, "at", TRUE);
  receipt->complete = ds_json_reader_boolean (reader, object, "complete", FALSE);
  list = ds_json_reader_array (reader, object, "missing", FALSE);
  for (gsize i = 0; i < json_array_size (list); i++) {
    const char *sha256 = json_string_value (json_array_get (list, i));

    if (sha256 != NULL && ds_sha256_is_valid (sha256))
      g_ptr_array_add (missing, g_strdup (sha256));
    else
      ds_json_reader_problem (reader, "missing", "must list SHA-256 digests");
  }
  /* Contradicting itself, it proves nothing: what is said to be missing decides. */
  if (missing->len > 0)
    receipt->complete = FALSE;
  g_ptr_array_add (missing, NULL);
  receipt->missing = (char **) g_ptr_array_free (g_steal_pointer (&missing), FALSE);
  return g_steal_pointer (&receipt);
}

static DsHqOutcome *
read_outcome (DsJsonReader *reader, json_t *object)
{
  g_autoptr (DsHqOutcome) outcome = g_new0 (DsHqOutcome, 1);
  const char *word = ds_json_reader_string (reader, object, "outcome", TRUE);
  gboolean held = g_strcmp0 (word, "held") == 0;
  json_t *part = NULL;
  gint64 line = 0;

  outcome->kind =
      held ? DS_HQ_OUTCOME_HELD : (g_strcmp0 (word, "duplicate") == 0 ? DS_HQ_OUTCOME_DUPLICATE : DS_HQ_OUTCOME_STORED);
  if (word != NULL && !held && outcome->kind == DS_HQ_OUTCOME_STORED && !g_str_equal (word, "stored"))
    ds_json_reader_problem (reader, "outcome", "is “%s”, but must be stored, duplicate or held", word);
  if (ds_json_reader_integer (reader, object, "line", FALSE, 0, G_MAXINT32, &line))
    outcome->line = (guint) line;
  if (held) {
    /* A line that headquarters could not even read has no id of its own: its number names it. */
    outcome->id = dup_nullable (reader, object, "id");
    outcome->sha256 = dup_nullable (reader, object, "sha256");
    part = ds_json_reader_object (reader, object, "problem", FALSE);
    outcome->problem = part != NULL ? dup_text (reader, part, "detail", FALSE) : NULL;
    if (part != NULL && outcome->problem == NULL)
      outcome->problem = dup_text (reader, part, "title", FALSE);
    outcome->problem_slug = part != NULL ? dup_text (reader, part, "type", FALSE) : NULL;
    return g_steal_pointer (&outcome);
  }
  outcome->id = dup_id (reader, object, "id");
  outcome->sha256 = dup_sha256 (reader, object, "sha256");
  part = ds_json_reader_object (reader, object, "receipt", TRUE);
  ds_json_reader_push_member (reader, "receipt");
  outcome->receipt = part != NULL ? read_receipt (reader, part) : NULL;
  ds_json_reader_pop (reader);
  return g_steal_pointer (&outcome);
}

GPtrArray *
ds_hq_parse_outcomes (GBytes *body, GError **error)
{
  g_autoptr (DsJson) root = parse_object (body, &ANSWER_LIMITS, error);
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (4);
  g_autoptr (GPtrArray) outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_hq_outcome_free);
  json_t *list = NULL;

  if (root == NULL)
    return NULL;
  list = ds_json_reader_array (reader, root, "outcomes", TRUE);
  ds_json_reader_push_member (reader, "outcomes");
  for (gsize i = 0; i < json_array_size (list); i++) {
    ds_json_reader_push_index (reader, i);
    g_ptr_array_add (outcomes, read_outcome (reader, json_array_get (list, i)));
    ds_json_reader_pop (reader);
  }
  ds_json_reader_pop (reader);
  return finish_reader (reader, error) ? g_steal_pointer (&outcomes) : NULL;
}

DsHqReceipts *
ds_hq_parse_receipts (GBytes *body, GError **error)
{
  g_autoptr (DsJson) root = parse_object (body, &ANSWER_LIMITS, error);
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (4);
  g_autoptr (DsHqReceipts) page = NULL;
  json_t *list = NULL;

  if (root == NULL)
    return NULL;
  page = g_new0 (DsHqReceipts, 1);
  page->receipts = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_hq_receipt_free);
  page->since = dup_text (reader, root, "since", TRUE);
  page->more = ds_json_reader_boolean (reader, root, "more", FALSE);
  list = ds_json_reader_array (reader, root, "receipts", TRUE);
  ds_json_reader_push_member (reader, "receipts");
  for (gsize i = 0; i < json_array_size (list); i++) {
    ds_json_reader_push_index (reader, i);
    g_ptr_array_add (page->receipts, read_receipt (reader, json_array_get (list, i)));
    ds_json_reader_pop (reader);
  }
  ds_json_reader_pop (reader);
  if (page->more && page->receipts->len == 0)
    ds_json_reader_problem (reader, "more", "is true on an empty page");
  return finish_reader (reader, error) ? g_steal_pointer (&page) : NULL;
}
