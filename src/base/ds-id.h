/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-clock.h"

G_BEGIN_DECLS

/** Bytes of a UUID as text, with the final NUL. */
#define DS_ID_BUFFER 37

/**
 * ds_id_new:
 * @clock: where the millisecond part comes from
 *
 * Makes a UUIDv7 (RFC 9562): sorted by time, unique without a network. Ids made with one clock (a process has one)
 * are strictly increasing, also when the clock steps back. Thread-safe.
 *
 * Returns: (transfer full): 36 characters, lower case
 */
char *ds_id_new (DsClock *clock);

/** ds_id_is_valid: Returns: whether @text is a UUID in lower-case text form (any version) */
gboolean ds_id_is_valid (const char *text);

G_END_DECLS
