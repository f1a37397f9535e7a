/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-client.h"

G_BEGIN_DECLS

/** Smallest and largest body of one PATCH (but for the file's end). */
#define DS_UPLOAD_MIN_PATCH_BYTES (64u * 1024)
#define DS_UPLOAD_MAX_PATCH_BYTES (8u * 1024 * 1024)

/**
 * DsUploadRead:
 * @offset: first byte wanted
 * @length: how many
 *
 * Reads a range of the file. Called on a worker thread, never twice at once for one upload. A sealed file
 * opens itself here.
 *
 * Returns: (transfer full): exactly @length bytes, or %NULL with @error
 */
typedef GBytes *(*DsUploadRead) (gpointer source, guint64 offset, gsize length, GError **error);

/** ds_upload_read_file: a #DsUploadRead; @source is the path of a plain file */
GBytes *ds_upload_read_file (gpointer source, guint64 offset, gsize length, GError **error);

/**
 * DsUploadSpec:
 * @sha256: the file's SHA-256
 * @type: its media type
 * @size_bytes: its size
 * @read: how to read it
 * @source: (transfer none): for @read; must live until the callback
 * @url: (nullable): where an earlier attempt stands at headquarters
 * @offset_bytes: how far that attempt came, as far as known
 * @offset_is_sure: the offset is from the last answer of headquarters with nothing since; else HEAD first
 * @budget_bytes: stop between two PATCHes after about this many bytes; 0 sends all
 * @checkpoint: (nullable): told whenever the URL or the offset changed, to be stored; %NULL URL: start anew
 * @progress: (nullable): told while bytes go out, counted from the file's beginning
 */
typedef struct {
  const char *sha256;
  const char *type;
  guint64 size_bytes;
  DsUploadRead read;
  gpointer source;
  const char *url;
  guint64 offset_bytes;
  gboolean offset_is_sure;
  guint64 budget_bytes;
  void (*checkpoint) (const char *url, guint64 offset_bytes, gpointer user_data);
  DsHttpProgress progress;
  gpointer user_data;
} DsUploadSpec;

/**
 * DsUploadResult:
 * @done: headquarters has every byte
 * @verified: and says that the SHA-256 is right
 * @was_there: it had the content already; nothing was sent
 * @offset_bytes: how far the upload came
 * @sent_bytes: body bytes that went out in this run, also those sent in vain
 * @started_anew: how often the file had to be started from its beginning
 *
 * Also filled on failure, as far as the upload came.
 */
typedef struct {
  gboolean done;
  gboolean verified;
  gboolean was_there;
  guint64 offset_bytes;
  guint64 sent_bytes;
  guint started_anew;
} DsUploadResult;

/**
 * ds_upload_run_async:
 * @spec: copied, but for what it points to with (transfer none)
 *
 * Brings one file to headquarters by tus 1.0.0, from where the last attempt stopped. HEAD comes first when
 * the offset is not sure; 403, 404 and 410 start the file anew; the size of a PATCH follows the measured rate;
 * each carries a SHA-256 where the server offers it. Any failure of the line ends the run: when to try again
 * is not decided here.
 */
void ds_upload_run_async (DsHqClient *client, const DsUploadSpec *spec, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
gboolean ds_upload_run_finish (DsHqClient *client, GAsyncResult *result, DsUploadResult *ret_result,
                               DsHqFailure *ret_failure, GError **error);

G_END_DECLS
