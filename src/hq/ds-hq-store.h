/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ds-clock.h"
#include "ds-digest.h"
#include "ds-id.h"

G_BEGIN_DECLS

/*
 * What headquarters keeps, behind a narrow interface: nothing outside ds-hq-store*.c knows that it is SQLite.
 *
 * A #DsHqStore is one session: either the one that writes, or one of the read-only ones. It belongs to one
 * thread at a time. Writing functions must stand between ds_hq_store_begin() and ds_hq_store_commit().
 *
 * The change feed's sequence equals commit order here because there is one writer. A database with many writers
 * needs a watermark or a lock to keep that promise: a reader that saw 8 must never later find a 7.
 */
typedef struct _DsHqStore DsHqStore;

#define DS_HQ_NAME_MAX_CHARS 100
#define DS_HQ_ID_MAX_CHARS 64
#define DS_HQ_ID_BUFFER (DS_HQ_ID_MAX_CHARS + 1)

/** DsHqIdentity: who this headquarters is; @epoch names the history that cursors belong to */
typedef struct {
  char id[DS_ID_BUFFER];
  char *name;
  char epoch[17];
  guint8 sealing_key[32];
} DsHqIdentity;

/** DsHqDevice: a tablet that has a valid token */
typedef struct {
  char id[DS_ID_BUFFER];
  char technician[DS_HQ_ID_BUFFER];
} DsHqDevice;

/** DsHqTechnician: @outlet may be %NULL */
typedef struct {
  char *id;
  char *name;
  char *outlet;
} DsHqTechnician;

/** DsHqSignIn: what a tablet gives when it signs in; digests are SHA-256 in hex */
typedef struct {
  const char *code_sha256;
  const char *device;
  const char *name;
  const char *platform;
  const char *token_sha256;
} DsHqSignIn;

/** DsHqOrder: an order as it goes to the tablets; @people is %NULL-terminated: the technician and the crew */
typedef struct {
  char *id;
  gint64 revision;
  char *technician;
  char *service;
  gboolean cancelled;
  char **people;
  char *text;
} DsHqOrder;

/** DsHqContent: a checklist, guide or course in its exact bytes */
typedef struct {
  const char *kind;
  const char *id;
  gint64 version;
  const char *text;
  gsize text_size;
} DsHqContent;

/** DsHqChange: one line of the change feed; strings are borrowed for the call */
typedef struct {
  gint64 seq;
  gboolean removed;
  const char *kind;
  const char *id;
  gint64 revision;
  const char *value;
  const char *sha256;
} DsHqChange;

/** DsHqMedium: a file a visit needs */
typedef struct {
  char sha256[DS_SHA256_BUFFER];
  gint64 size_bytes;
} DsHqMedium;

/** DsHqRecord: one record line as it came from @device at @received_us; strings are borrowed; @visit, @order and @manifest only for visits */
typedef struct {
  const char *device;
  gint64 received_us;
  const char *line;
  gsize line_size;
  char sha256[DS_SHA256_BUFFER];
  const char *id;
  const char *kind;
  const char *technician;
  const char *made_at;
  const char *replaces;
  const char *visit;
  const char *order;
  const char *opinion;
  const DsHqMedium *manifest;
  guint n_manifest;
} DsHqRecord;

/** DsHqReceiptRow: what a tablet may rely on */
typedef struct {
  char record[DS_ID_BUFFER];
  char sha256[DS_SHA256_BUFFER];
  gint64 seq;
  gint64 at_us;
  gboolean complete;
  GPtrArray *missing;
} DsHqReceiptRow;

typedef enum { DS_HQ_PUT_STORED, DS_HQ_PUT_DUPLICATE, DS_HQ_PUT_CONFLICT } DsHqPut;

/** DsHqUpload: an unfinished file; its offset is the size of its part, and no column */
typedef struct {
  char id[DS_ID_BUFFER];
  char device[DS_ID_BUFFER];
  char sha256[DS_SHA256_BUFFER];
  gint64 size_bytes;
  char *filetype;
  gint64 expires_us;
  gboolean finished;
} DsHqUpload;

/** DsHqCounts: for `status` */
typedef struct {
  gint64 orders, technicians, devices, revoked_devices;
  gint64 records, visits, complete_visits, missing_media, media_files, media_bytes;
  gint64 held, duplicates, flagged, uploads, checklists, guides;
  gint64 last_seq;
} DsHqCounts;

void ds_hq_identity_clear (DsHqIdentity *self);
void ds_hq_technician_clear (DsHqTechnician *self);
void ds_hq_order_free (DsHqOrder *self);
void ds_hq_receipt_row_clear (DsHqReceiptRow *self);
void ds_hq_upload_clear (DsHqUpload *self);

/* --- sessions --- */

/** ds_hq_store_create: makes a new store in @folder for @identity (its epoch is made here); %DS_ERROR_STATE if there is one */
gboolean ds_hq_store_create (const char *folder, const DsHqIdentity *identity, DsClock *clock, GError **error);

/** ds_hq_store_open_writer: Returns: (transfer full): the writing session; migrates, and begins a new epoch when the store turns out to be restored from a backup. The caller holds the folder's lock. */
DsHqStore *ds_hq_store_open_writer (const char *folder, DsClock *clock, GError **error);

/** ds_hq_store_open_reader: Returns: (transfer full): a read-only session */
DsHqStore *ds_hq_store_open_reader (const char *folder, GError **error);

void ds_hq_store_free (DsHqStore *self);

gboolean ds_hq_store_begin (DsHqStore *self, GError **error);
gboolean ds_hq_store_commit (DsHqStore *self, GError **error);
void ds_hq_store_rollback (DsHqStore *self);
/** ds_hq_store_mark: begins a part of a transaction that can be kept (ds_hq_store_keep()) or undone (ds_hq_store_undo()) alone */
gboolean ds_hq_store_mark (DsHqStore *self, GError **error);
gboolean ds_hq_store_keep (DsHqStore *self, GError **error);
void ds_hq_store_undo (DsHqStore *self);

/** ds_hq_store_backup: writes one consistent copy to @path; the copy begins a new epoch when it is first served */
gboolean ds_hq_store_backup (DsHqStore *self, const char *path, GError **error);
/** ds_hq_store_check: the database's own check of its pages; %DS_ERROR_CORRUPT */
gboolean ds_hq_store_check (DsHqStore *self, GError **error);

gboolean ds_hq_store_identity (DsHqStore *self, DsHqIdentity *ret_identity, GError **error);
gboolean ds_hq_store_counts (DsHqStore *self, DsHqCounts *ret_counts, GError **error);
/** ds_hq_store_count_kinds: calls back with each kind of record and how many there are */
gboolean ds_hq_store_count_kinds (DsHqStore *self, void (*each) (const char *kind, gint64 n, gpointer user_data),
                                  gpointer user_data, GError **error);

/* --- people and tablets --- */

gboolean ds_hq_store_put_technician (DsHqStore *self, const DsHqTechnician *technician, gint64 now_us, GError **error);
/** ds_hq_store_get_technician: %DS_ERROR_NOT_FOUND if unknown */
gboolean ds_hq_store_get_technician (DsHqStore *self, const char *id, DsHqTechnician *ret_technician, GError **error);
gboolean ds_hq_store_put_code (DsHqStore *self, const char *code_sha256, const char *technician, gint64 expires_us,
                               GError **error);
/** ds_hq_store_enrol: uses up the code and gives the tablet its token; %DS_ERROR_NOT_FOUND when the code does not hold */
gboolean ds_hq_store_enrol (DsHqStore *self, const DsHqSignIn *sign_in, gint64 now_us, DsHqTechnician *ret_technician,
                            GError **error);
/** ds_hq_store_authenticate: %DS_ERROR_AUTH if no tablet has the token with this SHA-256 or it was revoked */
gboolean ds_hq_store_authenticate (DsHqStore *self, const char *token_sha256, DsHqDevice *ret_device, GError **error);
/** ds_hq_store_revoke: %DS_ERROR_NOT_FOUND if there is no such tablet */
gboolean ds_hq_store_revoke (DsHqStore *self, const char *device, gint64 now_us, GError **error);

/* --- orders, content and the change feed --- */

/** ds_hq_store_put_order: stores @order when it is new or its revision greater; the same revision with other content is %DS_ERROR_STATE; @ret_changed tells */
gboolean ds_hq_store_put_order (DsHqStore *self, const DsHqOrder *order, gint64 now_us, gboolean *ret_changed,
                                GError **error);
/** ds_hq_store_get_order: Returns: (transfer full): the order's JSON; %DS_ERROR_NOT_FOUND */
char *ds_hq_store_get_order (DsHqStore *self, const char *id, GError **error);
/** ds_hq_store_put_content: the same for a checklist or guide: a version once published never changes */
gboolean ds_hq_store_put_content (DsHqStore *self, const DsHqContent *content, gint64 now_us, gboolean *ret_changed,
                                  GError **error);
gboolean ds_hq_store_has_content (DsHqStore *self, const char *kind, const char *id, gboolean *ret_has, GError **error);
/** ds_hq_store_get_content: Returns: (transfer full): the newest version's text; %DS_ERROR_NOT_FOUND */
char *ds_hq_store_get_content (DsHqStore *self, const char *kind, const char *id, GError **error);

/** DsHqEachChange: Returns: %FALSE to stop before this one */
typedef gboolean (*DsHqEachChange) (const DsHqChange *change, gpointer user_data);
/** ds_hq_store_changes: what changed for @technician after @seq, oldest first, each thing once at its latest place */
gboolean ds_hq_store_changes (DsHqStore *self, const char *technician, gint64 seq, DsHqEachChange each,
                              gpointer user_data, GError **error);
/** ds_hq_store_feed_ends: the newest sequence numbers of the change feed and of the receipts feed */
gboolean ds_hq_store_feed_ends (DsHqStore *self, gint64 *ret_change_seq, gint64 *ret_receipt_pos, GError **error);

/* --- records --- */

/** ds_hq_store_put_record: stores a record once; fills @ret_receipt for stored and duplicate ones */
gboolean ds_hq_store_put_record (DsHqStore *self, const DsHqRecord *record, DsHqPut *ret_put,
                                 DsHqReceiptRow *ret_receipt, GError **error);
/** ds_hq_store_hold: keeps bytes that are no acceptable record, with the reason; the same bytes of the same tablet once; %DS_ERROR_FULL when this tablet has too many */
gboolean ds_hq_store_hold (DsHqStore *self, const DsHqRecord *record, const char *reason, const char *detail,
                           GError **error);
/** DsHqEachReceipt: Returns: %FALSE to stop before this one */
typedef gboolean (*DsHqEachReceipt) (const DsHqReceiptRow *receipt, gint64 position, gpointer user_data);
/** ds_hq_store_receipts: the receipts of @device after @position */
gboolean ds_hq_store_receipts (DsHqStore *self, const char *device, gint64 position, DsHqEachReceipt each,
                               gpointer user_data, GError **error);
/** DsHqEachRecord: Returns: %FALSE to stop */
typedef gboolean (*DsHqEachRecord) (gint64 seq, const DsHqRecord *record, gpointer user_data);
/** ds_hq_store_records: every record after @seq in order; manifests are not filled */
gboolean ds_hq_store_records (DsHqStore *self, gint64 seq, DsHqEachRecord each, gpointer user_data, GError **error);
/** ds_hq_store_get_visit: Returns: (transfer full): the newest record line of a visit, by the visit's or the record's id; %DS_ERROR_NOT_FOUND */
char *ds_hq_store_get_visit (DsHqStore *self, const char *visit, GError **error);
/** ds_hq_store_set_opinion: what became of an opinion: "received", "handling", "verified" or "closed"; @note is nullable; %DS_ERROR_NOT_FOUND */
gboolean ds_hq_store_set_opinion (DsHqStore *self, const char *opinion, const char *state, const char *note,
                                  gint64 now_us, GError **error);
/** ds_hq_store_table: Returns: (transfer full): rows for people to read: "orders", "technicians", "devices", "visits", "held", "opinions", "content"; tab-parted lines with a heading */
char *ds_hq_store_table (DsHqStore *self, const char *name, GError **error);

/* --- media --- */

gboolean ds_hq_store_has_medium (DsHqStore *self, const char *sha256, gint64 *ret_size_bytes, GError **error);
/** ds_hq_store_put_medium: a verified file is in its place: completes the visits that waited for it and re-issues their receipts; @upload (nullable) is marked finished */
gboolean ds_hq_store_put_medium (DsHqStore *self, const DsHqUpload *upload, gint64 now_us, GError **error);
gboolean ds_hq_store_put_upload (DsHqStore *self, const DsHqUpload *upload, GError **error);
/** ds_hq_store_get_upload: %DS_ERROR_NOT_FOUND */
gboolean ds_hq_store_get_upload (DsHqStore *self, const char *id, DsHqUpload *ret_upload, GError **error);
gboolean ds_hq_store_touch_upload (DsHqStore *self, const char *id, gint64 expires_us, GError **error);
gboolean ds_hq_store_delete_upload (DsHqStore *self, const char *id, GError **error);
gboolean ds_hq_store_count_uploads (DsHqStore *self, const char *device, gint64 *ret_n, gint64 *ret_bytes,
                                    GError **error);
typedef void (*DsHqEachUpload) (const DsHqUpload *upload, gpointer user_data);
/** ds_hq_store_uploads: all uploads that end before @before_us (%G_MAXINT64: all) */
gboolean ds_hq_store_uploads (DsHqStore *self, gint64 before_us, DsHqEachUpload each, gpointer user_data,
                              GError **error);
typedef void (*DsHqEachMedium) (const DsHqMedium *medium, gpointer user_data);
/** ds_hq_store_media: all verified files, or with @missing those that visits still wait for */
gboolean ds_hq_store_media (DsHqStore *self, gboolean missing, DsHqEachMedium each, gpointer user_data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqStore, ds_hq_store_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqOrder, ds_hq_order_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsHqIdentity, ds_hq_identity_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsHqTechnician, ds_hq_technician_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsHqReceiptRow, ds_hq_receipt_row_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsHqUpload, ds_hq_upload_clear)

G_END_DECLS
