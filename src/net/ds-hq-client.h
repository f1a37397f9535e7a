/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-clock.h"
#include "ds-json.h"
#include "ds-rate.h"
#include "ds-transport.h"

G_BEGIN_DECLS

/**
 * DsHqClass:
 * @DS_HQ_CLASS_NONE: no failure
 * @DS_HQ_CLASS_NO_NETWORK: nothing reached anybody
 * @DS_HQ_CLASS_CUT: the line broke or the deadline passed after sending began; the answer is unknown
 * @DS_HQ_CLASS_AGAIN: headquarters cannot now (5xx, 408, 425, 429, "retry": "after")
 * @DS_HQ_CLASS_FULL: headquarters has no room (507)
 * @DS_HQ_CLASS_PORTAL: something answered that is not headquarters
 * @DS_HQ_CLASS_WRONG_SERVER: a headquarters answered, but not the one of the enrolment
 * @DS_HQ_CLASS_SIGN_IN: this tablet is not accepted (401)
 * @DS_HQ_CLASS_REFUSED: this request is refused for good; other requests are not affected
 * @DS_HQ_CLASS_GONE: what was named is no longer there (404 or 410): an upload, a cursor
 * @DS_HQ_CLASS_PROTOCOL: an answer of headquarters that breaks the contract
 * @DS_HQ_CLASS_CANCELLED: given up on request
 * @DS_HQ_CLASS_LOCAL: the tablet's own disk or settings; nothing was asked of headquarters
 *
 * What kind of failure, by what must be done next.
 */
typedef enum {
  DS_HQ_CLASS_NONE,
  DS_HQ_CLASS_NO_NETWORK,
  DS_HQ_CLASS_CUT,
  DS_HQ_CLASS_AGAIN,
  DS_HQ_CLASS_FULL,
  DS_HQ_CLASS_PORTAL,
  DS_HQ_CLASS_WRONG_SERVER,
  DS_HQ_CLASS_SIGN_IN,
  DS_HQ_CLASS_REFUSED,
  DS_HQ_CLASS_GONE,
  DS_HQ_CLASS_PROTOCOL,
  DS_HQ_CLASS_CANCELLED,
  DS_HQ_CLASS_LOCAL,
} DsHqClass;

/**
 * DsHqFailure:
 * @failure_class: what must be done
 * @status: the HTTP status, 0 without an answer
 * @slug: (nullable): the last part of the problem's type, such as "cursor-gone"
 * @words: (nullable): headquarters' words (or ours, without an answer), one English sentence or more
 * @retry_after_ms: how long to wait at least, or -1
 *
 * Why a call failed, in more detail than an error code. Zero-initialise; clear with ds_hq_failure_clear().
 */
typedef struct {
  DsHqClass failure_class;
  guint status;
  char *slug;
  char *words;
  gint64 retry_after_ms;
} DsHqFailure;

void ds_hq_failure_clear (DsHqFailure *self);
void ds_hq_failure_copy (const DsHqFailure *self, DsHqFailure *ret_copy);
/** ds_hq_class_name: Returns: a stable machine name, "no-network" */
const char *ds_hq_class_name (DsHqClass failure_class);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsHqFailure, ds_hq_failure_clear)

#define DS_TYPE_HQ_CLIENT (ds_hq_client_get_type ())
G_DECLARE_FINAL_TYPE (DsHqClient, ds_hq_client, DS, HQ_CLIENT, GObject)

/**
 * DsHqClientOptions:
 * @transport: how requests travel
 * @clock: for headquarters' clock offset
 * @url: headquarters' address, "https://hq.example/" (a path prefix is kept)
 * @hq: (nullable): the id headquarters must have; %NULL accepts any and is only for ping and enrol
 * @token: (nullable): the device's token
 * @foreign: a plain tus server that is no headquarters: its answers need no `Doorstep-HQ`. Only for tests
 */
typedef struct {
  DsTransport *transport;
  DsClock *clock;
  const char *url;
  const char *hq;
  const char *token;
  gboolean foreign;
} DsHqClientOptions;

/**
 * ds_hq_client_new:
 * @error: %DS_ERROR_INVALID: @url is not an http or https address
 *
 * Returns: (transfer full): the calls of one headquarters
 */
DsHqClient *ds_hq_client_new (const DsHqClientOptions *options, GError **error);

/** ds_hq_client_get_url: Returns: (transfer none): the address without a final slash */
const char *ds_hq_client_get_url (DsHqClient *self);
/** ds_hq_client_get_rate: Returns: (transfer none): the line's measured rate, kept up by every call */
DsRate *ds_hq_client_get_rate (DsHqClient *self);

/**
 * DsTusOffer:
 * @known: the server was asked
 * @creation_with_upload: the first bytes may travel with the creation
 * @checksum_sha256: a PATCH may carry the SHA-256 of its bytes
 *
 * What the server of media offers beyond the core of tus 1.0.0. Asked once per client.
 */
typedef struct {
  gboolean known;
  gboolean creation_with_upload;
  gboolean checksum_sha256;
} DsTusOffer;

/** ds_hq_client_get_tus_offer: Returns: (transfer none): kept by src/net's uploads */
DsTusOffer *ds_hq_client_get_tus_offer (DsHqClient *self);

/**
 * ds_hq_client_get_contact:
 * @ret_offset_ms: (out) (optional): headquarters' clock minus this device's
 * @ret_wall_us: (out) (optional): this device's wall clock at the last answer of headquarters
 *
 * Returns: whether headquarters has answered since this client was made
 */
gboolean ds_hq_client_get_contact (DsHqClient *self, gint64 *ret_offset_ms, gint64 *ret_wall_us);

/**
 * ds_hq_client_call_async:
 * @request: (transfer full): a request whose URL may be a path ("/v1/ping")
 *
 * Sends with the token, checks that headquarters answered, and turns a status of 400 and above into an error.
 * Requests to another origin than headquarters' are refused: the token never leaves it.
 */
void ds_hq_client_call_async (DsHqClient *self, DsHttpRequest *request, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
/**
 * ds_hq_client_call_finish:
 * @ret_failure: (out) (optional): filled on failure only; clear it with ds_hq_failure_clear()
 * @error: its code follows from the class: OFFLINE, PORTAL, AUTH, REFUSED, FULL, NOT_FOUND, PROTOCOL,
 *   BUSY, CANCELLED; the message is headquarters' words
 */
DsHttpResponse *ds_hq_client_call_finish (DsHqClient *self, GAsyncResult *result, DsHqFailure *ret_failure,
                                          GError **error);

/** DsHqPing: @hq and @name of the headquarters, @offset_ms its clock minus this device's */
typedef struct {
  char *hq;
  char *name;
  gint64 offset_ms;
} DsHqPing;
void ds_hq_ping_free (DsHqPing *self);

/** ds_hq_client_ping_async: is headquarters there, and what is its time; without a token too */
void ds_hq_client_ping_async (DsHqClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
DsHqPing *ds_hq_client_ping_finish (DsHqClient *self, GAsyncResult *result, DsHqFailure *ret_failure, GError **error);

/** DsHqEnrolment: what enrolling gives; @sealing_key is base64 of headquarters' X25519 public key */
typedef struct {
  char *device;
  char *technician_id;
  char *technician_name;
  char *token;
  char *hq;
  char *hq_name;
  char *sealing_key;
  gint64 offset_ms;
} DsHqEnrolment;
void ds_hq_enrolment_free (DsHqEnrolment *self);

/**
 * ds_hq_client_enrol_async:
 * @code: the one-time code
 * @device: this device's UUID
 * @name: what to call the device
 */
void ds_hq_client_enrol_async (DsHqClient *self, const char *code, const char *device, const char *name,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
DsHqEnrolment *ds_hq_client_enrol_finish (DsHqClient *self, GAsyncResult *result, DsHqFailure *ret_failure,
                                          GError **error);

/** DsHqChanges: one page; @changes is the JSON array as headquarters sent it, its elements checked in form */
typedef struct {
  char *cursor;
  gboolean more;
  json_t *changes;
  gsize size_bytes;
} DsHqChanges;
void ds_hq_changes_free (DsHqChanges *self);

/** ds_hq_client_changes_async: @cursor is %NULL for the beginning. A cursor headquarters does not know fails with %DS_HQ_CLASS_GONE */
void ds_hq_client_changes_async (DsHqClient *self, const char *cursor, guint limit, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
DsHqChanges *ds_hq_client_changes_finish (DsHqClient *self, GAsyncResult *result, DsHqFailure *ret_failure,
                                          GError **error);

/** DsHqReceipt: what headquarters has; @missing are the SHA-256 of media it lacks, %NULL-terminated */
typedef struct {
  char *record;
  char *sha256;
  gint64 seq;
  char *at;
  gboolean complete;
  char **missing;
} DsHqReceipt;
void ds_hq_receipt_free (DsHqReceipt *self);

typedef enum {
  DS_HQ_OUTCOME_STORED,
  DS_HQ_OUTCOME_DUPLICATE,
  DS_HQ_OUTCOME_HELD,
} DsHqOutcomeKind;

/** DsHqOutcome: headquarters' word on one record; @receipt for stored and duplicate, @problem words for held */
typedef struct {
  char *id;
  char *sha256;
  DsHqOutcomeKind kind;
  DsHqReceipt *receipt;
  char *problem_slug;
  char *problem;
  guint line;
} DsHqOutcome;
void ds_hq_outcome_free (DsHqOutcome *self);

/** ds_hq_client_records_async: @lines is NDJSON, each record's exact bytes and a line break */
void ds_hq_client_records_async (DsHqClient *self, GBytes *lines, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
/** ds_hq_client_records_finish: Returns: (transfer full) (element-type DsHqOutcome) */
GPtrArray *ds_hq_client_records_finish (DsHqClient *self, GAsyncResult *result, DsHqFailure *ret_failure,
                                        GError **error);

/** DsHqReceipts: one page of receipts; @since is the position to ask from next time */
typedef struct {
  char *since;
  gboolean more;
  GPtrArray *receipts;
} DsHqReceipts;
void ds_hq_receipts_free (DsHqReceipts *self);

/** ds_hq_client_receipts_async: @since is %NULL for the beginning. A position headquarters does not know fails with %DS_HQ_CLASS_GONE */
void ds_hq_client_receipts_async (DsHqClient *self, const char *since, guint limit, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
DsHqReceipts *ds_hq_client_receipts_finish (DsHqClient *self, GAsyncResult *result, DsHqFailure *ret_failure,
                                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqPing, ds_hq_ping_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqEnrolment, ds_hq_enrolment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqChanges, ds_hq_changes_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqReceipt, ds_hq_receipt_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqOutcome, ds_hq_outcome_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqReceipts, ds_hq_receipts_free)

G_END_DECLS
