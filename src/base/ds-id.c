/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-id.h"

#include "ds-clock-private.h"

#include <string.h>

char *
ds_id_new (DsClock *clock)
{
  guint64 ms;
  guint counter;
  guint8 noise[8];

  g_return_val_if_fail (clock != NULL, NULL);

  ds_clock_next_tick (clock, &ms, &counter);
  ds_random_fill (noise, sizeof noise);
  noise[0] = (guint8) ((noise[0] & 0x3f) | 0x80); /* RFC 9562 variant */
  return g_strdup_printf ("%08x-%04x-7%03x-%02x%02x-%02x%02x%02x%02x%02x%02x", (guint) (ms >> 16),
                          (guint) (ms & 0xffff), counter, noise[0], noise[1], noise[2], noise[3], noise[4], noise[5],
                          noise[6], noise[7]);
}

gboolean
ds_id_is_valid (const char *text)
{
  if (text == NULL || strnlen (text, DS_ID_BUFFER) != DS_ID_BUFFER - 1)
    return FALSE;
  for (guint i = 0; i < DS_ID_BUFFER - 1; i++) {
    char c = text[i];

    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-')
        return FALSE;
    } else if (!g_ascii_isdigit (c) && !(c >= 'a' && c <= 'f')) {
      return FALSE;
    }
  }
  return TRUE;
}
