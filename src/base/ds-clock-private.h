/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-clock.h"

G_BEGIN_DECLS

/**
 * ds_clock_next_tick:
 *
 * The moving part of a UUIDv7: milliseconds (48 bits) and a counter (12 bits) that together grow with every
 * call, also within one millisecond and when the wall clock steps back. Thread-safe.
 */
void ds_clock_next_tick (DsClock *self, guint64 *ret_ms, guint *ret_counter);

/** ds_random_fill: fills @size bytes from the kernel's generator */
void ds_random_fill (void *data, gsize size);

G_END_DECLS
