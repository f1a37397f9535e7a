/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-exchange.h"

#include "ds-error.h"
#include "ds-hq-calls.h"
#include "ds-hq-service.h"

#include <string.h>

#define TOKEN_CHARS 64
#define BEARER "Bearer "

/* The call at this path with this method; *ret_known tells whether the path exists with another one. */
static const DsHqCall *
find_call (DsHqExchange *self, gboolean *ret_known)
{
  guint n = 0;
  const DsHqCall *calls = ds_hq_calls (&n);
  const char *upload = ds_hq_tus_parse_upload_path (self->path);

  *ret_known = FALSE;
  for (guint i = 0; i < n; i++) {
    gboolean here = calls[i].has_upload ? upload != NULL : strcmp (calls[i].path, self->path) == 0;

    if (!here)
      continue;
    *ret_known = TRUE;
    if (strcmp (calls[i].method, self->method) == 0) {
      self->upload_id = calls[i].has_upload ? upload : NULL;
      return &calls[i];
    }
  }

  return NULL;
}

static DsHqAnswer *
refuse_token (DsHqExchange *self)
{
  DsHqAnswer *answer = ds_hq_answer_new_problem (
      401, DS_HQ_PROBLEM_UNAUTHORIZED,
      "Headquarters does not know this tablet's token, or it was revoked. Enrol again with a new "
      "code; what is not sent yet stays on the tablet.");

  ds_hq_answer_add_header (answer, "WWW-Authenticate", "Bearer");

  return answer;
}

/* The token itself is never stored, compared or logged: only its SHA-256. */
static DsHqAnswer *
check_token (DsHqExchange *self)
{
  const char *authorization = ds_hq_exchange_header (self, "Authorization");
  char sha256[DS_SHA256_BUFFER];
  g_autoptr (GError) error = NULL;

  if (authorization == NULL || g_ascii_strncasecmp (authorization, BEARER, strlen (BEARER)) != 0 ||
      strlen (authorization + strlen (BEARER)) != TOKEN_CHARS)
    return refuse_token (self);
  ds_sha256 (authorization + strlen (BEARER), TOKEN_CHARS, sha256);
  if (ds_hq_service_authenticate (self->service, sha256, &self->device, &error))
    return NULL;

  return ds_error_is (error, DS_ERROR_AUTH) ? refuse_token (self) : ds_hq_answer_new_for_error (error);
}

static DsHqAnswer *
check_size (DsHqExchange *self)
{
  DsHqAnswer *answer = NULL;

  if (self->framing.length_bytes <= self->call->max_body_bytes)
    return NULL;
  answer = ds_hq_answer_new_problem (
      413, DS_HQ_PROBLEM_TOO_LARGE, "This call takes at most %" G_GUINT64_FORMAT " bytes.", self->call->max_body_bytes);
  ds_hq_answer_set_close (answer);

  return answer;
}

static DsHqAnswer *
refuse_address (DsHqExchange *self, gboolean known)
{
  if (known)
    return ds_hq_answer_new_problem (405, DS_HQ_PROBLEM_METHOD, "%s is not possible at %s.", self->method, self->path);

  return ds_hq_answer_new_problem (404, DS_HQ_PROBLEM_NOT_FOUND,
                                   "There is nothing at this address; the calls of headquarters begin with /v1/.");
}

void
ds_hq_exchange_begin (DsHqExchange *self)
{
  gboolean known = FALSE;

  self->answer = ds_hq_guard_check (self->method, self->headers, self->n_headers, &self->framing);
  if (self->answer != NULL) {
    self->unclear = TRUE;
    ds_hq_service_audit (self->service, "refused peer=%s status=%u reason=framing", self->peer,
                         ds_hq_answer_status (self->answer));
    return;
  }
  self->call = find_call (self, &known);
  if (self->call == NULL) {
    self->answer = refuse_address (self, known);
    return;
  }
  self->answer = check_size (self);
  if (self->answer == NULL && self->call->needs_device)
    self->answer = check_token (self);
  if (self->answer == NULL && self->call->begin != NULL)
    self->answer = self->call->begin (self);
}

gboolean
ds_hq_exchange_data (DsHqExchange *self, const char *data, gsize size)
{
  if (self->call->data != NULL)
    return self->call->data (self, data, size);
  if (!ds_hq_service_take_memory (self->service, size)) {
    self->answer = ds_hq_answer_new_problem (503, DS_HQ_PROBLEM_BUSY, "Headquarters is busy. Try again in a moment.");
    ds_hq_answer_add_header (self->answer, "Retry-After", "2");
    return TRUE;
  }
  if (self->body == NULL)
    self->body = g_byte_array_new ();
  g_byte_array_append (self->body, (const guint8 *) data, (guint) size);

  return TRUE;
}

gboolean
ds_hq_exchange_end (DsHqExchange *self)
{
  if (self->answer == NULL && self->call->answer != NULL)
    self->answer = self->call->answer (self);

  return self->answer != NULL;
}

void
ds_hq_exchange_run (DsHqExchange *self, DsHqExchangeDone done, gpointer user_data)
{
  self->done = done;
  self->done_data = user_data;
  self->call->run (self);
}

void
ds_hq_exchange_finish (DsHqExchange *self, DsHqAnswer *answer)
{
  g_return_if_fail (self->answer == NULL);

  self->answer = answer;
  self->done (self, self->done_data);
}

void
ds_hq_exchange_refuse (DsHqExchange *self, DsHqAnswer *answer)
{
  g_clear_pointer (&self->answer, ds_hq_answer_free);
  self->answer = answer;
}

const DsHqAnswer *
ds_hq_exchange_answer (const DsHqExchange *self)
{
  return self->answer;
}

void
ds_hq_exchange_clear (DsHqExchange *self)
{
  if (self->body != NULL) {
    ds_hq_service_give_memory (self->service, self->body->len);
    g_byte_array_unref (self->body);
    self->body = NULL;
  }
  if (self->state != NULL && self->free_state != NULL)
    self->free_state (self->state);
  self->state = NULL;
  g_clear_pointer (&self->answer, ds_hq_answer_free);
}

const char *
ds_hq_exchange_header (const DsHqExchange *self, const char *name)
{
  return ds_hq_header_find (self->headers, self->n_headers, name);
}

const char *
ds_hq_exchange_argument (const DsHqExchange *self, const char *name)
{
  for (guint i = 0; i < self->n_arguments; i++) {
    if (strcmp (self->arguments[i].name, name) == 0)
      return self->arguments[i].value;
  }

  return NULL;
}
