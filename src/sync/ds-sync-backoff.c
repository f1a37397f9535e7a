/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-sync-backoff.h"

guint64
ds_sync_random_next (DsSyncRandom *self)
{
  guint64 z = (self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

gint64
ds_sync_backoff_delay_ms (DsSyncRandom *random, guint attempts, gint64 min_ms, gint64 max_ms)
{
  guint doublings = MIN (attempts, 30);
  gint64 upper_ms = max_ms;

  g_return_val_if_fail (min_ms > 0 && max_ms >= min_ms, min_ms);
  if (min_ms <= max_ms >> doublings)
    upper_ms = min_ms << doublings;
  return min_ms + (gint64) (ds_sync_random_next (random) % (guint64) (upper_ms - min_ms + 1));
}
