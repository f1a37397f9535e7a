/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-store.h"
#include "ds-hq-tus.h"

G_BEGIN_DECLS

/** Largest file. */
#define DS_HQ_MAX_MEDIUM_BYTES (G_GINT64_CONSTANT (256) * 1024 * 1024)
/** Most unfinished uploads of one tablet, and their bytes. */
#define DS_HQ_MAX_UPLOADS 512
#define DS_HQ_MAX_UPLOAD_BYTES (G_GINT64_CONSTANT (4) * 1024 * 1024 * 1024)
/** An upload that nobody touches lives this long. */
#define DS_HQ_UPLOAD_LIFE_S (7 * 24 * 3600)

/**
 * DsHqMedia:
 *
 * The files of headquarters: `uploads/ID.part` while they come, `media/sha256/ab/…` once verified. The offset of an
 * upload is the size of its part, so it is true after any crash. Thread-safe.
 */
typedef struct _DsHqMedia DsHqMedia;

/** DsHqWriting: one request that writes to a part; at most one per upload: a newer one takes the place of an older */
typedef struct _DsHqWriting DsHqWriting;

/** ds_hq_media_new: makes the folders below @folder; Returns: (transfer full) */
DsHqMedia *ds_hq_media_new (const char *folder, GError **error);
void ds_hq_media_free (DsHqMedia *self);

/** ds_hq_media_path: Returns: (transfer full): where the verified file stands */
char *ds_hq_media_path (DsHqMedia *self, const char *sha256);

/** ds_hq_media_create: makes the empty part; the row that names it comes after */
gboolean ds_hq_media_create (DsHqMedia *self, const char *id, GError **error);
/** ds_hq_media_discard: removes the part and stops who writes to it */
void ds_hq_media_discard (DsHqMedia *self, const char *id);

/** ds_hq_media_offset: how far the part is; stops a request that still writes to it and keeps its bytes. %DS_ERROR_NOT_FOUND without a part */
gboolean ds_hq_media_offset (DsHqMedia *self, const char *id, guint64 *ret_offset, GError **error);

/**
 * ds_hq_media_begin:
 * @id: the upload
 * @offset: where the request says that it goes on
 * @checksum: (nullable): what the request's body must hash to
 * @ret_offset: (out): where the part really stands
 * @error: %DS_ERROR_STATE when the offsets differ, %DS_ERROR_NOT_FOUND without a part
 *
 * Returns: (transfer full): the right to write, taken from a stalled request if there is one
 */
DsHqWriting *ds_hq_media_begin (DsHqMedia *self, const char *id, guint64 offset, const DsHqTusChecksum *checksum,
                                guint64 *ret_offset, GError **error);

/** ds_hq_writing_data: appends; %DS_ERROR_BUSY when a newer request took over, %DS_ERROR_FULL, %DS_ERROR_IO */
gboolean ds_hq_writing_data (DsHqWriting *self, const char *data, gsize size, GError **error);

/** ds_hq_writing_end: checks the checksum and makes the bytes durable; %DS_ERROR_INVALID when they do not match (then they are cut off again), %DS_ERROR_BUSY, %DS_ERROR_IO */
gboolean ds_hq_writing_end (DsHqWriting *self, guint64 *ret_offset, GError **error);

/** ds_hq_writing_free: gives up the right; what was written stays */
void ds_hq_writing_free (DsHqWriting *self);

/** ds_hq_media_adopt: hashes the whole part; if it is @sha256, moves it to its place, durable; else discards it with %DS_ERROR_INVALID. Also finishes after a crash between the move and the row. */
gboolean ds_hq_media_adopt (DsHqMedia *self, const char *id, const char *sha256, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqMedia, ds_hq_media_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsHqWriting, ds_hq_writing_free)

G_END_DECLS
