/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-client.h"

G_BEGIN_DECLS

/*
 * Readers of headquarters' answers: bytes from the network in, checked values out. Pure, any thread. All fail
 * with %DS_ERROR_PROTOCOL and words that name the place. Unknown members are let pass: a newer headquarters
 * may say more.
 */

DsHqPing *ds_hq_parse_ping (GBytes *body, gint64 here_wall_us, GError **error);
DsHqEnrolment *ds_hq_parse_enrolment (GBytes *body, gint64 here_wall_us, GError **error);
DsHqChanges *ds_hq_parse_changes (GBytes *body, GError **error);
/** ds_hq_parse_outcomes: Returns: (transfer full) (element-type DsHqOutcome) */
GPtrArray *ds_hq_parse_outcomes (GBytes *body, GError **error);
DsHqReceipts *ds_hq_parse_receipts (GBytes *body, GError **error);

/**
 * ds_hq_failure_from_response:
 * @response: any answer
 * @hq: (nullable): the id headquarters must have
 * @foreign: the other side is no headquarters, only a tus server
 * @wall_us: this moment, for a Retry-After that is a date
 * @ret_failure: (out): filled when the answer is a failure
 *
 * Returns: whether the answer is one of headquarters and a success (2xx)
 */
gboolean ds_hq_failure_from_response (const DsHttpResponse *response, const char *hq, gboolean foreign, gint64 wall_us,
                                      DsHqFailure *ret_failure);

/** ds_hq_failure_from_error: fills @ret_failure from a transport's error; @was_sent tells "no network" from "cut" */
void ds_hq_failure_from_error (const GError *error, gboolean was_sent, DsHqFailure *ret_failure);

/** ds_hq_failure_to_error: sets @error in the domain of net, with the code of the class and the words */
void ds_hq_failure_to_error (const DsHqFailure *self, GError **error);

G_END_DECLS
