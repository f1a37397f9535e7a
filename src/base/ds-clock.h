/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsMoment:
 * @wall_us: microseconds since 1970 UTC, by the device's clock, which may be wrong
 * @offset_s: the local zone's offset from UTC in seconds at that moment
 * @mono_us: monotonic microseconds since boot (CLOCK_BOOTTIME), only comparable within @boot
 * @boot: the boot's id (36 characters)
 *
 * One reading of the clocks. Nothing is ordered or decided by @wall_us alone.
 */
typedef struct {
  gint64 wall_us;
  gint32 offset_s;
  gint64 mono_us;
  char boot[37];
} DsMoment;

/** DsClock: where the time comes from; reference counted, thread-safe. */
typedef struct _DsClock DsClock;

/** ds_clock_new_system: Returns: (transfer full): the machine's clocks */
DsClock *ds_clock_new_system (void);

/** ds_clock_new_fake: Returns: (transfer full): a clock for tests that stands still until ds_clock_advance_ms() */
DsClock *ds_clock_new_fake (gint64 wall_us, gint32 offset_s);

/**
 * ds_clock_new_rehearsal:
 *
 * The machine's clocks, moved ahead by ds_clock_advance_ms(): a script that is played need not really wait through the
 * timers of a visit. Never used by the application.
 *
 * Returns: (transfer full): the clock
 */
DsClock *ds_clock_new_rehearsal (void);

DsClock *ds_clock_ref (DsClock *self);
void ds_clock_unref (DsClock *self);

/** ds_clock_now: fills @ret_moment with this moment */
void ds_clock_now (DsClock *self, DsMoment *ret_moment);

/** ds_clock_advance_ms: moves a fake clock's wall and monotonic time */
void ds_clock_advance_ms (DsClock *self, gint64 ms);

/** ds_clock_step_wall_ms: moves only a fake clock's wall time, as a person setting the clock does */
void ds_clock_step_wall_ms (DsClock *self, gint64 ms);

/** ds_clock_reboot: gives a fake clock a new boot id and a monotonic time near zero */
void ds_clock_reboot (DsClock *self);

/** ds_time_format: Returns: (transfer full): RFC 3339 with milliseconds and offset, "2026-11-21T14:30:05.123+08:00" */
char *ds_time_format (gint64 wall_us, gint32 offset_s);

/**
 * ds_time_parse:
 * @text: RFC 3339, fraction of up to 6 digits optional, offset or Z required
 * @ret_wall_us: (out): microseconds since 1970 UTC
 * @ret_offset_s: (out) (optional): the offset written in @text
 * @error: %DS_ERROR_INVALID
 */
gboolean ds_time_parse (const char *text, gint64 *ret_wall_us, gint32 *ret_offset_s, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsClock, ds_clock_unref)

G_END_DECLS
