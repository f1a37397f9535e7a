/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-rate.h"

/* Below this an exchange measures the round trip, not the line. */
#define MIN_SAMPLE_BYTES (8u * 1024)
#define BLOCK_BYTES (4u * 1024)

void
ds_rate_note (DsRate *self, guint64 bytes, gint64 elapsed_us)
{
  guint64 sample = 0;

  if (bytes < MIN_SAMPLE_BYTES)
    return;
  sample = bytes * G_USEC_PER_SEC / (guint64) MAX (elapsed_us, 1);
  /* A half from the newest sample: two requests after the line changed, the size of the next has followed. */
  self->bytes_per_s = self->bytes_per_s == 0 ? MAX (sample, 1) : MAX ((self->bytes_per_s + sample) / 2, 1);
}

gsize
ds_rate_portion (const DsRate *self, guint seconds, gsize unknown_bytes, gsize min_bytes, gsize max_bytes)
{
  guint64 bytes = self->bytes_per_s == 0 ? unknown_bytes : self->bytes_per_s * seconds;

  bytes -= bytes % BLOCK_BYTES;
  return (gsize) CLAMP (bytes, min_bytes, max_bytes);
}
