/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ds-digest.h"

G_BEGIN_DECLS

/** Longest Upload-Metadata and Upload-Checksum read. */
#define DS_HQ_TUS_MAX_HEADER 4096

/** The one version of tus spoken here. */
#define DS_HQ_TUS_VERSION "1.0.0"
#define DS_HQ_TUS_EXTENSIONS "creation,creation-with-upload,checksum,expiration,termination"
#define DS_HQ_TUS_CHECKSUMS "sha1,sha256"

/**
 * DsHqTusMetadata:
 * @sha256: what the whole file's bytes must hash to
 * @filetype: (nullable): its media type
 */
typedef struct {
  char sha256[DS_SHA256_BUFFER];
  char *filetype;
} DsHqTusMetadata;

void ds_hq_tus_metadata_clear (DsHqTusMetadata *self);

/** DsHqTusChecksum: the digest that a chunk was announced with */
typedef struct {
  GChecksumType type;
  guint8 digest[32];
  gsize digest_size;
} DsHqTusChecksum;

/**
 * ds_hq_tus_parse_metadata:
 * @value: an Upload-Metadata header: pairs "key base64" parted by commas
 * @ret_metadata: (out caller-allocates): free with ds_hq_tus_metadata_clear(); untouched on failure
 * @error: %DS_ERROR_INVALID or %DS_ERROR_LIMIT, in words for the developer of a client
 *
 * tus 1.0.0, "Creation". Other keys than sha256 and filetype are checked for form and dropped.
 */
gboolean ds_hq_tus_parse_metadata (const char *value, DsHqTusMetadata *ret_metadata, GError **error);

/** ds_hq_tus_parse_checksum: reads an Upload-Checksum header, "sha1 base64" or "sha256 base64"; tus 1.0.0, "Checksum"; %DS_ERROR_INVALID, or %DS_ERROR_NOT_FOUND for an unknown algorithm */
gboolean ds_hq_tus_parse_checksum (const char *value, DsHqTusChecksum *ret_checksum, GError **error);

/** ds_hq_tus_parse_size: reads Upload-Length or Upload-Offset (@name is for the message): plain digits up to 2^53 */
gboolean ds_hq_tus_parse_size (const char *name, const char *value, guint64 *ret_size_bytes, GError **error);

/** ds_hq_tus_parse_upload_path: Returns: (nullable): the upload's id, a part of @path, if @path is exactly "/v1/media/" and an id */
const char *ds_hq_tus_parse_upload_path (const char *path);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsHqTusMetadata, ds_hq_tus_metadata_clear)

G_END_DECLS
