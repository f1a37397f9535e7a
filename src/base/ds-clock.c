/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-clock.h"

#include "ds-clock-private.h"
#include "ds-error.h"
#include "ds-id.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* 9999-12-31T23:59:59.999999Z and 0001-01-01T00:00:00Z: what four digits of a year can say. */
#define WALL_MAX_US (G_GINT64_CONSTANT (253402300799999999))
#define WALL_MIN_US (G_GINT64_CONSTANT (-62135596800000000))
#define TICK_MS_MAX ((G_GUINT64_CONSTANT (1) << 48) - 1)
#define TICK_COUNTER_MAX 0xfffu

struct _DsClock {
  gatomicrefcount refs;
  gboolean fake;
  gboolean follows; /* the machine's clocks, moved by what `moment` holds */
  GMutex mutex; /* guards everything below */
  DsMoment moment; /* a fake clock's reading; of a system clock only the boot id */
  guint64 tick_ms;
  guint tick_counter;
};

void
ds_random_fill (void *data, gsize size)
{
  guint8 *at = data;

  while (size > 0) {
    gssize got = getrandom (at, size, 0);

    if (got < 0) {
      /* Only EINTR can happen: the calls are small and the generator is in every kernel we support. */
      g_assert (errno == EINTR);
      continue;
    }
    at += got;
    size -= (gsize) got;
  }
}

static void
make_boot_id (char boot[37])
{
  guint8 raw[16];

  ds_random_fill (raw, sizeof raw);
  raw[6] = (guint8) ((raw[6] & 0x0f) | 0x40);
  raw[8] = (guint8) ((raw[8] & 0x3f) | 0x80);
  g_snprintf (boot, 37, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", raw[0], raw[1], raw[2],
              raw[3], raw[4], raw[5], raw[6], raw[7], raw[8], raw[9], raw[10], raw[11], raw[12], raw[13], raw[14],
              raw[15]);
}

/* Where the kernel does not tell its boot id (some sandboxes), each start of the program counts as a boot:
 * monotonic times are then compared less often, never wrongly. */
static void
read_boot_id (char boot[37])
{
  int fd = open ("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  gssize got = -1;

  if (fd >= 0) {
    got = read (fd, boot, 36);
    close (fd);
    boot[36] = '\0';
  }
  if (got != 36 || !ds_id_is_valid (boot))
    make_boot_id (boot);
}

DsClock *
ds_clock_new_system (void)
{
  DsClock *self = g_new0 (DsClock, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  read_boot_id (self->moment.boot);
  return self;
}

DsClock *
ds_clock_new_fake (gint64 wall_us, gint32 offset_s)
{
  DsClock *self = g_new0 (DsClock, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  self->fake = TRUE;
  self->moment.wall_us = wall_us;
  self->moment.offset_s = offset_s;
  self->moment.mono_us = G_USEC_PER_SEC;
  make_boot_id (self->moment.boot);
  return self;
}

DsClock *
ds_clock_new_rehearsal (void)
{
  DsClock *self = ds_clock_new_system ();

  self->fake = TRUE;
  self->follows = TRUE;
  return self;
}

DsClock *
ds_clock_ref (DsClock *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
ds_clock_unref (DsClock *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static void
read_system (DsClock *self, DsMoment *ret_moment)
{
  struct timespec wall;
  struct timespec boot;
  struct tm local;

  clock_gettime (CLOCK_REALTIME, &wall);
  clock_gettime (CLOCK_BOOTTIME, &boot);
  ret_moment->wall_us = (gint64) wall.tv_sec * G_USEC_PER_SEC + wall.tv_nsec / 1000;
  ret_moment->mono_us = (gint64) boot.tv_sec * G_USEC_PER_SEC + boot.tv_nsec / 1000;
  ret_moment->offset_s = localtime_r (&wall.tv_sec, &local) != NULL ? (gint32) local.tm_gmtoff : 0;
  memcpy (ret_moment->boot, self->moment.boot, sizeof ret_moment->boot);
}

void
ds_clock_now (DsClock *self, DsMoment *ret_moment)
{
  g_return_if_fail (self != NULL && ret_moment != NULL);

  if (!self->fake) {
    read_system (self, ret_moment);
    return;
  }
  g_mutex_lock (&self->mutex);
  if (self->follows) {
    read_system (self, ret_moment);
    ret_moment->wall_us += self->moment.wall_us;
    ret_moment->mono_us += self->moment.mono_us;
  } else {
    *ret_moment = self->moment;
  }
  g_mutex_unlock (&self->mutex);
}

void
ds_clock_advance_ms (DsClock *self, gint64 ms)
{
  g_return_if_fail (self != NULL && self->fake);

  g_mutex_lock (&self->mutex);
  self->moment.wall_us += ms * 1000;
  self->moment.mono_us += ms * 1000;
  g_mutex_unlock (&self->mutex);
}

void
ds_clock_step_wall_ms (DsClock *self, gint64 ms)
{
  g_return_if_fail (self != NULL && self->fake);

  g_mutex_lock (&self->mutex);
  self->moment.wall_us += ms * 1000;
  g_mutex_unlock (&self->mutex);
}

void
ds_clock_reboot (DsClock *self)
{
  g_return_if_fail (self != NULL && self->fake);

  g_mutex_lock (&self->mutex);
  make_boot_id (self->moment.boot);
  self->moment.mono_us = G_USEC_PER_SEC;
  g_mutex_unlock (&self->mutex);
}

void
ds_clock_next_tick (DsClock *self, guint64 *ret_ms, guint *ret_counter)
{
  DsMoment moment;
  guint64 now_ms;
  guint16 noise;

  ds_clock_now (self, &moment);
  ds_random_fill (&noise, sizeof noise);
  now_ms = moment.wall_us < 0 ? 0 : MIN ((guint64) moment.wall_us / 1000, TICK_MS_MAX);

  g_mutex_lock (&self->mutex);
  if (now_ms > self->tick_ms) {
    self->tick_ms = now_ms;
    /* RFC 9562, 6.2 method 1: start low, so that the counter has room within one millisecond. */
    self->tick_counter = noise & 0x7ffu;
  } else if (self->tick_counter < TICK_COUNTER_MAX) {
    self->tick_counter++;
  } else {
    self->tick_ms++;
    self->tick_counter = noise & 0x7ffu;
  }
  *ret_ms = self->tick_ms;
  *ret_counter = self->tick_counter;
  g_mutex_unlock (&self->mutex);
}

/* Days since 1970-01-01 of a proleptic Gregorian date, and back: Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms", days_from_civil and civil_from_days. */
static gint64
count_days (int year, int month, int day)
{
  gint64 y = month <= 2 ? year - 1 : year;
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

static void
split_days (gint64 days, int *ret_year, int *ret_month, int *ret_day)
{
  gint64 z = days + 719468;
  gint64 era = (z >= 0 ? z : z - 146096) / 146097;
  gint64 day_of_era = z - era * 146097;
  gint64 year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 shifted = (5 * day_of_year + 2) / 153;

  *ret_day = (int) (day_of_year - (153 * shifted + 2) / 5 + 1);
  *ret_month = (int) (shifted < 10 ? shifted + 3 : shifted - 9);
  *ret_year = (int) (year_of_era + era * 400 + (*ret_month <= 2 ? 1 : 0));
}

char *
ds_time_format (gint64 wall_us, gint32 offset_s)
{
  gint32 offset_min = CLAMP (offset_s / 60, -23 * 60 - 59, 23 * 60 + 59);
  gint64 local_us = CLAMP (wall_us, WALL_MIN_US, WALL_MAX_US) + (gint64) offset_min * 60 * G_USEC_PER_SEC;
  gint64 seconds;
  gint64 days;
  int ms;
  int rest;
  int year, month, day;

  local_us = CLAMP (local_us, WALL_MIN_US, WALL_MAX_US);
  seconds = local_us / G_USEC_PER_SEC - (local_us % G_USEC_PER_SEC < 0 ? 1 : 0);
  ms = (int) ((local_us - seconds * G_USEC_PER_SEC) / 1000);
  days = seconds / 86400 - (seconds % 86400 < 0 ? 1 : 0);
  rest = (int) (seconds - days * 86400);
  split_days (days, &year, &month, &day);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03d%c%02d:%02d", year, month, day, rest / 3600,
                          rest / 60 % 60, rest % 60, ms, offset_min < 0 ? '-' : '+', ABS (offset_min) / 60,
                          ABS (offset_min) % 60);
}

/* Reads exactly @count digits; -1 if there are others. */
static int
read_digits (const char **at, guint count)
{
  int value = 0;

  for (guint i = 0; i < count; i++) {
    if (!g_ascii_isdigit (**at))
      return -1;
    value = value * 10 + (**at - '0');
    (*at)++;
  }
  return value;
}

static gboolean
skip_char (const char **at, char wanted)
{
  if (g_ascii_toupper (**at) != wanted)
    return FALSE;
  (*at)++;
  return TRUE;
}

static int
count_month_days (int year, int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

  return month == 2 && leap ? 29 : days[month - 1];
}

static gboolean
read_date (const char **at, gint64 *ret_days)
{
  int year = read_digits (at, 4);
  int month;
  int day;

  if (year < 1 || !skip_char (at, '-'))
    return FALSE;
  month = read_digits (at, 2);
  if (month < 1 || month > 12 || !skip_char (at, '-'))
    return FALSE;
  day = read_digits (at, 2);
  if (day < 1 || day > count_month_days (year, month))
    return FALSE;
  *ret_days = count_days (year, month, day);
  return TRUE;
}

static gboolean
read_clock_time (const char **at, gint64 *ret_us)
{
  int hour = read_digits (at, 2);
  int minute;
  int second;
  gint64 fraction = 0;

  if (hour < 0 || hour > 23 || !skip_char (at, ':'))
    return FALSE;
  minute = read_digits (at, 2);
  if (minute < 0 || minute > 59 || !skip_char (at, ':'))
    return FALSE;
  second = read_digits (at, 2);
  if (second < 0 || second > 59)
    return FALSE;
  if (skip_char (at, '.')) {
    gint64 unit = 100000;

    if (!g_ascii_isdigit (**at))
      return FALSE;
    for (; g_ascii_isdigit (**at); (*at)++, unit /= 10) {
      if (unit == 0)
        return FALSE;
      fraction += (**at - '0') * unit;
    }
  }
  *ret_us = ((gint64) hour * 3600 + minute * 60 + second) * G_USEC_PER_SEC + fraction;
  return TRUE;
}

static gboolean
read_offset (const char **at, gint32 *ret_offset_s)
{
  int sign;
  int hour;
  int minute;

  if (skip_char (at, 'Z')) {
    *ret_offset_s = 0;
    return TRUE;
  }
  if (**at != '+' && **at != '-')
    return FALSE;
  sign = **at == '-' ? -1 : 1;
  (*at)++;
  hour = read_digits (at, 2);
  if (hour < 0 || hour > 23 || !skip_char (at, ':'))
    return FALSE;
  minute = read_digits (at, 2);
  if (minute < 0 || minute > 59)
    return FALSE;
  *ret_offset_s = sign * (hour * 3600 + minute * 60);
  return TRUE;
}

gboolean
ds_time_parse (const char *text, gint64 *ret_wall_us, gint32 *ret_offset_s, GError **error)
{
  const char *at = text;
  gint64 days = 0;
  gint64 day_us = 0;
  gint32 offset_s = 0;

  g_return_val_if_fail (text != NULL && ret_wall_us != NULL, FALSE);

  if (!read_date (&at, &days) || !skip_char (&at, 'T') || !read_clock_time (&at, &day_us) ||
      !read_offset (&at, &offset_s) || *at != '\0') {
    g_autofree char *shown = g_utf8_make_valid (text, (gssize) strnlen (text, 40));

    g_set_error (error, DS_BASE_ERROR, DS_ERROR_INVALID,
                 "“%s” is not a time. Write it as 2026-11-21T14:30:05+08:00 (date, T, time, offset or Z).", shown);
    return FALSE;
  }
  *ret_wall_us = days * 86400 * G_USEC_PER_SEC + day_us - (gint64) offset_s * G_USEC_PER_SEC;
  if (ret_offset_s != NULL)
    *ret_offset_s = offset_s;
  return TRUE;
}
