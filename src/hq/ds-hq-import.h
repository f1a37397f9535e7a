/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-hq-store.h"
#include "ds-json.h"

G_BEGIN_DECLS

/** Largest file of orders. */
#define DS_HQ_IMPORT_MAX_BYTES (64 * 1024 * 1024)

/**
 * DsHqImportOptions:
 * @now_us, @offset_s: today, for demo times and for times without a zone
 * @demo_times: accept `demo_window`, `demo_promise` and `demo_at`, which count in days from today
 * @store: (nullable): to look up which checklists are for the whole home
 */
typedef struct {
  gint64 now_us;
  gint32 offset_s;
  gboolean demo_times;
  DsHqStore *store;
} DsHqImportOptions;

/**
 * ds_hq_import_read:
 * @name: the file's name; ".csv" is read as CSV, all else as JSON (one order or an array of them)
 * @problems: (element-type utf8): gets one line per problem, with its place and what would be right
 *
 * Reads orders and checks each; nothing is stored. An order without a revision gets the next one when it is stored.
 *
 * Returns: (transfer full) (nullable): an array of Order JSON, or %NULL if there is any problem
 */
DsJson *ds_hq_import_read (const char *name, const char *data, gsize size, const DsHqImportOptions *options,
                           GPtrArray *problems);

/** ds_hq_import_read_csv: the same for a CSV file alone */
DsJson *ds_hq_import_read_csv (const char *data, gsize size, const DsHqImportOptions *options, GPtrArray *problems);

/** ds_hq_import_time: Returns: (transfer full) (nullable): RFC 3339 of @text, which is that already or "YYYY-MM-DD HH:MM" in the zone @offset_s */
char *ds_hq_import_time (const char *text, gint32 offset_s);

G_END_DECLS
