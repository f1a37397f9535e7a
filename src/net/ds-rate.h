/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsRate:
 * @bytes_per_s: the measured rate; 0 while unknown
 *
 * How fast the line takes our bytes, smoothed. A plain value.
 */
typedef struct {
  guint64 bytes_per_s;
} DsRate;

/** ds_rate_note: takes one exchange of @bytes sent in @elapsed_us; small exchanges (below 8 KiB) say nothing about the rate and are left out */
void ds_rate_note (DsRate *self, guint64 bytes, gint64 elapsed_us);

/**
 * ds_rate_portion:
 * @seconds: how long one request may take
 * @unknown_bytes: what to try while the rate is unknown
 *
 * Returns: how many bytes to put into the next request: @seconds of the measured rate, whole 4 KiB blocks,
 *   from @min_bytes to @max_bytes
 */
gsize ds_rate_portion (const DsRate *self, guint seconds, gsize unknown_bytes, gsize min_bytes, gsize max_bytes);

G_END_DECLS
