/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-answer.h"

#include "ds-error.h"

#include <string.h>

struct _DsHqAnswer {
  guint status;
  gboolean closes;
  GPtrArray *headers;
  GBytes *body;
};

typedef struct {
  const char *slug;
  const char *title;
  const char *retry;
} ProblemWords;

static const ProblemWords problem_words[] = {
  [DS_HQ_PROBLEM_UNAUTHORIZED] = { "unauthorized", "This tablet is not signed in", "reauth" },
  [DS_HQ_PROBLEM_CODE_INVALID] = { "code-invalid", "The enrolment code does not hold", "never" },
  [DS_HQ_PROBLEM_CURSOR_GONE] = { "cursor-gone", "The position is not known here any more", "never" },
  [DS_HQ_PROBLEM_FRAMING] = { "framing", "The request is not framed clearly", "never" },
  [DS_HQ_PROBLEM_TOO_LARGE] = { "too-large", "The request is too large", "never" },
  [DS_HQ_PROBLEM_NOT_FOUND] = { "not-found", "There is nothing at this address", "never" },
  [DS_HQ_PROBLEM_METHOD] = { "method", "The address does not know this method", "never" },
  [DS_HQ_PROBLEM_VERSION] = { "version", "This version is not spoken here", "never" },
  [DS_HQ_PROBLEM_RECORD_INVALID] = { "record-invalid", "The content breaks the contract", "never" },
  [DS_HQ_PROBLEM_RECORD_CONFLICT] = { "record-conflict", "Another record has this id", "never" },
  [DS_HQ_PROBLEM_UNKNOWN_KIND] = { "unknown-kind", "This kind of record is not known here", "never" },
  [DS_HQ_PROBLEM_MEDIA_MISMATCH] = { "media-mismatch", "The bytes are not those announced", "after" },
  [DS_HQ_PROBLEM_UPLOAD_GONE] = { "upload-gone", "The upload is not here any more", "after" },
  [DS_HQ_PROBLEM_OFFSET_CONFLICT] = { "offset-conflict", "The upload stands at another offset", "after" },
  [DS_HQ_PROBLEM_FULL] = { "full", "Headquarters' disk is full", "after" },
  [DS_HQ_PROBLEM_BUSY] = { "busy", "Headquarters is busy", "after" },
  [DS_HQ_PROBLEM_RATE] = { "rate", "Too often", "after" },
};

DsHqAnswer *
ds_hq_answer_new (guint status)
{
  DsHqAnswer *self = g_new0 (DsHqAnswer, 1);

  self->status = status;
  self->headers = g_ptr_array_new_with_free_func (g_free);
  self->body = g_bytes_new_static ("", 0);

  return self;
}

DsHqAnswer *
ds_hq_answer_new_text (guint status, char *text, gsize size)
{
  DsHqAnswer *self = ds_hq_answer_new (status);

  g_bytes_unref (self->body);
  self->body = g_bytes_new_take (text, size);
  ds_hq_answer_add_header (self, "Content-Type", "application/json");

  return self;
}

DsHqAnswer *
ds_hq_answer_new_json (guint status, const json_t *value)
{
  gsize size = 0;
  char *text = ds_json_to_line (value, &size);

  return ds_hq_answer_new_text (status, text, size);
}

DsHqAnswer *
ds_hq_answer_new_problem (guint status, DsHqProblem problem, const char *format, ...)
{
  va_list arguments;
  g_autofree char *detail = NULL;
  g_autoptr (DsJson) value = NULL;
  DsHqAnswer *self = NULL;
  gsize size = 0;
  char *text = NULL;

  va_start (arguments, format);
  detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  value = ds_hq_problem_json (status, problem, detail);
  text = ds_json_to_line (value, &size);
  self = ds_hq_answer_new (status);
  g_bytes_unref (self->body);
  self->body = g_bytes_new_take (text, size);
  ds_hq_answer_add_header (self, "Content-Type", "application/problem+json");

  return self;
}

void
ds_hq_answer_free (DsHqAnswer *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

void
ds_hq_answer_add_header (DsHqAnswer *self, const char *name, const char *value)
{
  g_return_if_fail (strpbrk (value, "\r\n") == NULL);

  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

void
ds_hq_answer_set_close (DsHqAnswer *self)
{
  self->closes = TRUE;
}

guint
ds_hq_answer_status (const DsHqAnswer *self)
{
  return self->status;
}

gboolean
ds_hq_answer_closes (const DsHqAnswer *self)
{
  return self->closes;
}

GBytes *
ds_hq_answer_body (const DsHqAnswer *self)
{
  return self->body;
}

GPtrArray *
ds_hq_answer_headers (const DsHqAnswer *self)
{
  return self->headers;
}

DsJson *
ds_hq_problem_json (guint status, DsHqProblem problem, const char *detail)
{
  const ProblemWords *words = &problem_words[problem];
  g_autofree char *type = g_strconcat (DS_HQ_PROBLEM_BASE, words->slug, NULL);
  g_autofree char *clean = g_utf8_make_valid (detail, -1);

  return json_pack ("{s:s, s:s, s:i, s:s, s:s}", "type", type, "title", words->title, "status", (int) status, "detail",
                    clean, "retry", words->retry);
}

const char *
ds_hq_problem_slug (DsHqProblem problem)
{
  return problem_words[problem].slug;
}

DsHqAnswer *
ds_hq_answer_new_for_error (const GError *error)
{
  DsHqAnswer *answer = NULL;

  switch (ds_error_code_of (error)) {
  case DS_ERROR_FULL:
    answer = ds_hq_answer_new_problem (507, DS_HQ_PROBLEM_FULL,
                                       "Headquarters cannot store more until space is freed. "
                                       "Nothing of this request was kept; try again later.");
    break;
  case DS_ERROR_INVALID:
  case DS_ERROR_LIMIT:
    return ds_hq_answer_new_problem (400, DS_HQ_PROBLEM_RECORD_INVALID, "%s", error->message);
  case DS_ERROR_BUSY:
    answer = ds_hq_answer_new_problem (503, DS_HQ_PROBLEM_BUSY, "Headquarters is busy. Try again in a moment.");
    break;
  default:
    answer = ds_hq_answer_new_problem (500, DS_HQ_PROBLEM_BUSY,
                                       "Headquarters could not store this; its log says why. "
                                       "Nothing of this request was kept; try again later.");
    break;
  }
  ds_hq_answer_add_header (answer, "Retry-After", "5");

  return answer;
}
