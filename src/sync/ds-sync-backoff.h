/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsSyncBackoff:
 * @attempts: failures in a row
 * @until_ms: monotonic; nothing before this moment
 *
 * How long to leave something alone after it failed. A plain value; zero is "no failure".
 */
typedef struct {
  guint attempts;
  gint64 until_ms;
} DsSyncBackoff;

/** DsSyncRandom: numbers from a seed (splitmix64), the same on every machine */
typedef struct {
  guint64 state;
} DsSyncRandom;

/** ds_sync_random_next: Returns: the next 64 bits */
guint64 ds_sync_random_next (DsSyncRandom *self);

/**
 * ds_sync_backoff_delay_ms:
 * @attempts: failures in a row, from 1
 *
 * Full jitter: anywhere from @min_ms to @min_ms doubled with each attempt, at most @max_ms. Spreads the
 * tablets of a whole service point that lost the same network.
 */
gint64 ds_sync_backoff_delay_ms (DsSyncRandom *random, guint attempts, gint64 min_ms, gint64 max_ms);

G_END_DECLS
