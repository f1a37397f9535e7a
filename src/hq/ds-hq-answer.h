/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ds-json.h"

G_BEGIN_DECLS

/** Where the types of headquarters' problems live; a slug follows. */
#define DS_HQ_PROBLEM_BASE "https://doorstep.invalid/problems/"

/**
 * DsHqProblem:
 * @DS_HQ_PROBLEM_UNAUTHORIZED: no token, an unknown or a revoked one
 * @DS_HQ_PROBLEM_CODE_INVALID: the enrolment code is wrong, used or too old
 * @DS_HQ_PROBLEM_CURSOR_GONE: the cursor is not of this headquarters' present history
 * @DS_HQ_PROBLEM_FRAMING: the request's headers leave room for doubt about where it ends
 * @DS_HQ_PROBLEM_TOO_LARGE: more bytes or records than the call takes
 * @DS_HQ_PROBLEM_NOT_FOUND: no such address
 * @DS_HQ_PROBLEM_METHOD: the address does not know this method
 * @DS_HQ_PROBLEM_VERSION: a protocol version that is not spoken here
 * @DS_HQ_PROBLEM_RECORD_INVALID: the record (or the request's content) breaks the contract
 * @DS_HQ_PROBLEM_RECORD_CONFLICT: the same id came with other bytes
 * @DS_HQ_PROBLEM_UNKNOWN_KIND: a kind of record that this headquarters does not know
 * @DS_HQ_PROBLEM_MEDIA_MISMATCH: the bytes are not those that were announced
 * @DS_HQ_PROBLEM_UPLOAD_GONE: the upload expired or was discarded
 * @DS_HQ_PROBLEM_OFFSET_CONFLICT: the upload stands at another offset
 * @DS_HQ_PROBLEM_FULL: headquarters' disk is full
 * @DS_HQ_PROBLEM_BUSY: too much at once, or shutting down
 * @DS_HQ_PROBLEM_RATE: too often
 *
 * The stable types of problem+json; the words may change, these do not.
 */
typedef enum {
  DS_HQ_PROBLEM_UNAUTHORIZED,
  DS_HQ_PROBLEM_CODE_INVALID,
  DS_HQ_PROBLEM_CURSOR_GONE,
  DS_HQ_PROBLEM_FRAMING,
  DS_HQ_PROBLEM_TOO_LARGE,
  DS_HQ_PROBLEM_NOT_FOUND,
  DS_HQ_PROBLEM_METHOD,
  DS_HQ_PROBLEM_VERSION,
  DS_HQ_PROBLEM_RECORD_INVALID,
  DS_HQ_PROBLEM_RECORD_CONFLICT,
  DS_HQ_PROBLEM_UNKNOWN_KIND,
  DS_HQ_PROBLEM_MEDIA_MISMATCH,
  DS_HQ_PROBLEM_UPLOAD_GONE,
  DS_HQ_PROBLEM_OFFSET_CONFLICT,
  DS_HQ_PROBLEM_FULL,
  DS_HQ_PROBLEM_BUSY,
  DS_HQ_PROBLEM_RATE,
} DsHqProblem;

/** DsHqAnswer: one HTTP answer before a transport sends it. Not thread-safe; handed from thread to thread. */
typedef struct _DsHqAnswer DsHqAnswer;

/** ds_hq_answer_new: Returns: (transfer full): an answer without content */
DsHqAnswer *ds_hq_answer_new (guint status);

/** ds_hq_answer_new_json: Returns: (transfer full): an answer with @value (transfer none) as its content */
DsHqAnswer *ds_hq_answer_new_json (guint status, const json_t *value);

/** ds_hq_answer_new_text: Returns: (transfer full): an answer with @text (transfer full) of @size bytes as JSON content */
DsHqAnswer *ds_hq_answer_new_text (guint status, char *text, gsize size);

/**
 * ds_hq_answer_new_problem:
 * @status: the HTTP status
 * @problem: the stable type
 * @format: what is wrong and what to do, a complete sentence
 *
 * Returns: (transfer full): an RFC 9457 answer
 */
DsHqAnswer *ds_hq_answer_new_problem (guint status, DsHqProblem problem, const char *format, ...) G_GNUC_PRINTF (3, 4);

void ds_hq_answer_free (DsHqAnswer *self);

/** ds_hq_answer_add_header: adds a header; @value is copied and must be free of line breaks */
void ds_hq_answer_add_header (DsHqAnswer *self, const char *name, const char *value);

/** ds_hq_answer_set_close: the connection ends after this answer: what follows on it is not to be trusted */
void ds_hq_answer_set_close (DsHqAnswer *self);

guint ds_hq_answer_status (const DsHqAnswer *self);
gboolean ds_hq_answer_closes (const DsHqAnswer *self);
/** ds_hq_answer_body: Returns: (transfer none): the content, possibly empty */
GBytes *ds_hq_answer_body (const DsHqAnswer *self);
/** ds_hq_answer_headers: Returns: (transfer none) (element-type utf8): names and values in turn, Content-Type among them */
GPtrArray *ds_hq_answer_headers (const DsHqAnswer *self);

/** ds_hq_problem_json: Returns: (transfer full): the problem as an object, as it also stands inside the outcome of one record */
DsJson *ds_hq_problem_json (guint status, DsHqProblem problem, const char *detail);

/** ds_hq_problem_slug: Returns: the last part of the problem's type */
const char *ds_hq_problem_slug (DsHqProblem problem);

/** ds_hq_answer_new_for_error: Returns: (transfer full): what a failure inside headquarters looks like from outside: FULL is 507, BUSY 503, INVALID 400, anything else 500 */
DsHqAnswer *ds_hq_answer_new_for_error (const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqAnswer, ds_hq_answer_free)

G_END_DECLS
