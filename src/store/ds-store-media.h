/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-store.h"

G_BEGIN_DECLS

/** DsStoreSendState: how far a record or a file is */
typedef enum {
  DS_STORE_SEND_QUEUED,
  DS_STORE_SEND_SENDING,
  DS_STORE_SEND_HELD, /* refused for good; waits for a person */
  DS_STORE_SEND_STORED, /* headquarters has it; of a visit record: not all its media */
  DS_STORE_SEND_COMPLETE, /* and everything that belongs to it */
  DS_STORE_SEND_LOCAL, /* media only: not to be sent (yet) */
} DsStoreSendState;

/**
 * DsStoreMedium: one file; its content is its name
 * @type: "image/jpeg", "image/png" or "application/json" (strokes)
 * @width, @height: pixels, 0 when not a picture
 * @lane: 3 small things first (signatures, thumbnails), 4 full photos
 * @thumb_of: (nullable): the SHA-256 of the photo it is a thumbnail of
 * @upload_url: (nullable): where headquarters takes it; @upload_offset: bytes it has
 * @next_try_us: wall time, 0 at once; @last_words: (nullable)
 * @is_freed: the file was removed here after headquarters verified it
 */
typedef struct {
  char *sha256;
  guint64 size_bytes;
  char *type;
  guint width;
  guint height;
  guint lane;
  char *thumb_of;
  DsStoreSendState state;
  char *upload_url;
  guint64 upload_offset;
  guint attempts;
  gint64 next_try_us;
  char *last_words;
  gint64 made_us;
  gboolean is_freed;
} DsStoreMedium;

void ds_store_medium_free (DsStoreMedium *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStoreMedium, ds_store_medium_free)

/**
 * DsStoreMediumUse: where a file belongs
 * @entry: the journal entry's id that brought it, unique
 * @job, @step, @thing: (nullable); @role: "evidence", "before", "after", "remedy", "signature", "thumbnail"
 * @is_removed: the technician took it out again (remove-photo)
 */
typedef struct {
  char *sha256;
  char *visit;
  char *entry;
  char *job;
  char *step;
  char *thing;
  char *role;
  gboolean is_removed;
} DsStoreMediumUse;

void ds_store_medium_use_free (DsStoreMediumUse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsStoreMediumUse, ds_store_medium_use_free)

/** ds_store_media_path: Returns: (transfer full): `@media_folder/ab/<sha256>.jpg`; the ending goes by @type */
char *ds_store_media_path (const char *media_folder, const char *sha256, const char *type);

/**
 * ds_store_media_save_bytes:
 * @media_folder: ds_store_get_media_folder()
 * @ret_sha256: (out) (transfer full): its name
 *
 * The file, durably, before the row: no database needed, any thread, not in a job. The same bytes again are kept once.
 * Returns: %FALSE with %DS_ERROR_FULL, %DS_ERROR_READ_ONLY or %DS_ERROR_IO
 */
gboolean ds_store_media_save_bytes (const char *media_folder, GBytes *bytes, const char *type, char **ret_sha256,
                                    GError **error);

/** ds_store_media_add: @medium: sha256, size_bytes, type, width, height, lane, thumb_of and state count. Its file must stand with that size (%DS_ERROR_NOT_FOUND, %DS_ERROR_CORRUPT). Known already: nothing changes, but a local one becomes queued if @medium is */
gboolean ds_store_media_add (DsStoreTx *tx, const DsStoreMedium *medium, GError **error);

/** ds_store_media_use: @use: notes where a known medium belongs */
gboolean ds_store_media_use (DsStoreTx *tx, const DsStoreMediumUse *use, GError **error);

/** ds_store_media_set_removed: @entry: the photo's entry: taken out of the visit, or put back (undo). The file stays */
gboolean ds_store_media_set_removed (DsStoreTx *tx, const char *entry, gboolean removed, GError **error);

/** ds_store_media_list_uses: @ret_uses: (out) (transfer full) (element-type DsStoreMediumUse): of @visit, in the order they came, removed ones too */
gboolean ds_store_media_list_uses (DsStoreTx *tx, const char *visit, GPtrArray **ret_uses, GError **error);

/** ds_store_media_get: @ret_medium: (out) (transfer full); %DS_ERROR_NOT_FOUND */
gboolean ds_store_media_get (DsStoreTx *tx, const char *sha256, DsStoreMedium **ret_medium, GError **error);

/** ds_store_media_queue_visit: all used, not removed media of @visit (and their thumbnails) that are local become queued */
gboolean ds_store_media_queue_visit (DsStoreTx *tx, const char *visit, GError **error);

/** ds_store_media_list_pending: @ret_media: (out) (transfer full) (element-type DsStoreMedium): queued, sending and held, by lane, then oldest first; at most @max (0: all) */
gboolean ds_store_media_list_pending (DsStoreTx *tx, guint max, GPtrArray **ret_media, GError **error);

/** ds_store_media_set_upload: @url: (nullable): where the upload lives; %NULL: start again */
gboolean ds_store_media_set_upload (DsStoreTx *tx, const char *sha256, const char *url, guint64 offset, GError **error);

/** ds_store_media_mark: QUEUED counts an attempt when @words are given; @words: (nullable). STORED: headquarters verified the file; the visit is complete only by its receipt */
gboolean ds_store_media_mark (DsStoreTx *tx, const char *sha256, DsStoreSendState state, const char *words,
                              gint64 next_try_us, GError **error);

/** ds_store_media_list_freeable: @ret_media: (out) (transfer full) (element-type DsStoreMedium): stored, not freed, and every visit that uses them complete since before @before_us */
gboolean ds_store_media_list_freeable (DsStoreTx *tx, gint64 before_us, GPtrArray **ret_media, GError **error);

/** ds_store_media_set_freed: notes it freed; remove the file after the commit with ds_store_media_path() and unlink; %DS_ERROR_STATE if it may not be freed */
gboolean ds_store_media_set_freed (DsStoreTx *tx, const char *sha256, GError **error);

G_END_DECLS
