/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-exchange.h"
#include "ds-hq-media.h"
#include "ds-hq-writer.h"

G_BEGIN_DECLS

/** Most records of one POST, its largest body, and the largest body of a record that travels alone. */
#define DS_HQ_MAX_RECORDS 200
#define DS_HQ_MAX_BATCH_BYTES (1024 * 1024)
#define DS_HQ_MAX_RECORD_BYTES (8 * 1024 * 1024)
/** All bodies gathered in memory at one time; more wait at the client. */
#define DS_HQ_MAX_BODY_MEMORY_BYTES (24 * 1024 * 1024)
/** Lines of one page of changes or receipts, and its bytes (one larger line still goes). */
#define DS_HQ_MAX_PAGE 1000
#define DS_HQ_DEFAULT_PAGE 200
#define DS_HQ_MAX_PAGE_BYTES (1024 * 1024)

/** DsHqAudit: one line for the person who runs the server; never a secret, a name or an address */
typedef void (*DsHqAudit) (const char *line, gpointer user_data);

/**
 * DsHqService:
 *
 * Headquarters without a socket: the store, its writer, the media, the clock. Every call of the API works on it.
 * Thread-safe.
 */

/**
 * ds_hq_service_new:
 * @folder: the data folder, whose lock the caller holds
 * @clock: headquarters' clock
 * @audit: (nullable): where audit lines go; called on any thread
 *
 * Returns: (transfer full): the service, with the store migrated and expired uploads swept
 */
DsHqService *ds_hq_service_new (const char *folder, DsClock *clock, DsHqAudit audit, gpointer user_data,
                                GError **error);
/** ds_hq_service_free: ends what was begun and closes the store */
void ds_hq_service_free (DsHqService *self);

/** ds_hq_service_identity: Returns: (transfer none): who this headquarters is; does not change while it runs */
const DsHqIdentity *ds_hq_service_identity (DsHqService *self);
/** ds_hq_service_writer: Returns: (transfer none): all writing goes through it */
DsHqWriter *ds_hq_service_writer (DsHqService *self);
/** ds_hq_service_media: Returns: (transfer none): the files */
DsHqMedia *ds_hq_service_media (DsHqService *self);
/** ds_hq_service_clock: Returns: (transfer none): headquarters' clock */
DsClock *ds_hq_service_clock (DsHqService *self);
/** ds_hq_service_folder: Returns: (transfer none): the data folder */
const char *ds_hq_service_folder (DsHqService *self);

/** ds_hq_service_now_us: headquarters' wall clock */
gint64 ds_hq_service_now_us (DsHqService *self);
/** ds_hq_service_time_text: Returns: (transfer full): @wall_us in RFC 3339 with headquarters' zone */
char *ds_hq_service_time_text (DsHqService *self, gint64 wall_us);

/** ds_hq_service_borrow_reader: Returns: (transfer full): a read-only session; give it back with ds_hq_service_return_reader() */
DsHqStore *ds_hq_service_borrow_reader (DsHqService *self, GError **error);
void ds_hq_service_return_reader (DsHqService *self, DsHqStore *reader);

/**
 * ds_hq_service_authenticate:
 * @token_sha256: the SHA-256 of the token, in hex
 * @error: %DS_ERROR_AUTH when no tablet has it or it was revoked
 *
 * Remembers who has which token: all changes of tokens pass through this process, and each makes it forget all
 * (ds_hq_service_forget_tokens()).
 */
gboolean ds_hq_service_authenticate (DsHqService *self, const char *token_sha256, DsHqDevice *ret_device,
                                     GError **error);
/** ds_hq_service_forget_tokens: call after a change of tokens is durable and before it is answered */
void ds_hq_service_forget_tokens (DsHqService *self);

/** DsHqWork: a piece of work that may wait for the disk */
typedef void (*DsHqWork) (gpointer data);
/** ds_hq_service_work: runs @work on one of the service's own threads, so that no connection waits for another's file */
void ds_hq_service_work (DsHqService *self, DsHqWork work, gpointer data);

/** ds_hq_service_sweep: drops expired uploads and parts that no row names; call it now and then */
gboolean ds_hq_service_sweep (DsHqService *self, GError **error);

/** ds_hq_service_audit: writes an audit line */
void ds_hq_service_audit (DsHqService *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** ds_hq_service_take_memory: Returns: whether @bytes more may be held in memory; give them back with ds_hq_service_give_memory() */
gboolean ds_hq_service_take_memory (DsHqService *self, gsize bytes);
void ds_hq_service_give_memory (DsHqService *self, gsize bytes);

/** ds_hq_service_may_enrol: Returns: whether @peer may still try codes: ten failures a minute are the end; @failed notes a failure */
gboolean ds_hq_service_may_enrol (DsHqService *self, const char *peer);
void ds_hq_service_note_failed_enrol (DsHqService *self, const char *peer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqService, ds_hq_service_free)

G_END_DECLS
