/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-test-http.h"

G_BEGIN_DECLS

/**
 * DsTestTus: a tus server in memory for one file at a time, with faults to switch on
 * @is_hq: marks answers as headquarters' and says "verified"
 * @extensions, @checksums: (nullable): what OPTIONS offers
 * @present: the SHA-256 it has already
 * @gone: how many HEAD and PATCH answer 404 first; @conflicts: how many PATCH answer 409
 * @refuse_checksum: how many PATCH answer 460 (and keep nothing)
 * @lose_answers: how many PATCH and POST do their work and then cut
 * @refuse_file: the finished file is refused with 422 and thrown away
 * @stuck: PATCH answers 204 with the old offset
 */
typedef struct {
  DsTestHttp *http;
  gboolean is_hq;
  const char *extensions;
  const char *checksums;
  const char *present;
  guint gone;
  guint conflicts;
  guint refuse_checksum;
  guint lose_answers;
  gboolean refuse_file;
  gboolean stuck;
  const char *location; /* NULL: relative to the path */

  GByteArray *data;
  guint64 length;
  guint number;
  guint n_posts;
  guint n_heads;
  guint n_patches;
  guint n_checksums;
  guint64 body_bytes;
  gsize largest_patch;
  char *metadata;
} DsTestTus;

DsTestTus *ds_test_tus_new (void);
void ds_test_tus_free (DsTestTus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsTestTus, ds_test_tus_free)

G_END_DECLS
