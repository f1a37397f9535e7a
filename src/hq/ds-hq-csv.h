/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** DsHqCsvRow: @line is where it begins in the file, from 1; @fields are its values */
typedef struct {
  guint line;
  GPtrArray *fields;
} DsHqCsvRow;

/**
 * ds_hq_csv_parse:
 * @data: the text of a CSV file (RFC 4180: commas, double quotes, quotes doubled inside, line breaks inside
 *   quotes); a byte order mark is skipped
 * @error: %DS_ERROR_INVALID with the line, or %DS_ERROR_LIMIT
 *
 * Returns: (transfer full) (element-type DsHqCsvRow): all rows that are not empty, the heading first
 */
GPtrArray *ds_hq_csv_parse (const char *data, gsize size, GError **error);

G_END_DECLS
