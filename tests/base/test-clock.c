/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-test.h"

#include "ds-id.h"

#include <string.h>

#define SECOND_US G_GINT64_CONSTANT (1000000)

static void
assert_format (gint64 wall_us, gint32 offset_s, const char *text)
{
  g_autofree char *found = ds_time_format (wall_us, offset_s);

  g_assert_cmpstr (found, ==, text);
}

static void
test_format (void)
{
  assert_format (0, 0, "1970-01-01T00:00:00.000+00:00");
  assert_format (DS_TEST_WALL_US + 123456, 8 * 3600, "2026-11-21T09:00:00.123+08:00");
  assert_format (-1, 0, "1969-12-31T23:59:59.999+00:00");
  assert_format (0, -5 * 3600 - 1800, "1969-12-31T18:30:00.000-05:30");
  assert_format (951782400 * SECOND_US, 0, "2000-02-29T00:00:00.000+00:00");
  assert_format (G_MAXINT64, 0, "9999-12-31T23:59:59.999+00:00");
  assert_format (G_MININT64, 0, "0001-01-01T00:00:00.000+00:00");
}

static void
test_parse (void)
{
  static const struct {
    const char *text;
    gint64 wall_us;
    gint32 offset_s;
  } cases[] = {
    { "2026-11-21T09:00:00+08:00", DS_TEST_WALL_US, 8 * 3600 },
    { "2026-11-21T01:00:00Z", DS_TEST_WALL_US, 0 },
    { "2026-11-21t01:00:00.5z", DS_TEST_WALL_US + 500000, 0 },
    { "2026-11-20T20:00:00.000001-05:00", DS_TEST_WALL_US + 1, -5 * 3600 },
    { "2000-02-29T00:00:00Z", 951782400 * SECOND_US, 0 },
    { "1969-12-31T23:59:59.999Z", -1000, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 wall_us = 0;
    gint32 offset_s = -1;

    ds_time_parse (cases[i].text, &wall_us, &offset_s, &error);
    g_assert_no_error (error);
    g_assert_cmpint (wall_us, ==, cases[i].wall_us);
    g_assert_cmpint (offset_s, ==, cases[i].offset_s);
  }
}

static void
test_parse_refuses (void)
{
  static const char *const texts[] = { "",
                                       "yesterday",
                                       "2026-11-21",
                                       "2026-11-21T09:00:00",
                                       "2026-11-21 09:00:00Z",
                                       "2026-13-01T00:00:00Z",
                                       "2026-02-29T00:00:00Z",
                                       "1900-02-29T00:00:00Z",
                                       "2026-11-31T00:00:00Z",
                                       "2026-11-21T24:00:00Z",
                                       "2026-11-21T09:60:00Z",
                                       "2026-11-21T09:00:60Z",
                                       "2026-11-21T09:00:00.Z",
                                       "2026-11-21T09:00:00.1234567Z",
                                       "2026-11-21T09:00:00+8:00",
                                       "2026-11-21T09:00:00+08:00x",
                                       "0000-01-01T00:00:00Z",
                                       "2026-11-21T09:00:00+24:00",
                                       "\xff\xfe",
                                       NULL };

  for (guint i = 0; texts[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    gint64 wall_us = 7;

    g_assert_false (ds_time_parse (texts[i], &wall_us, NULL, &error));
    g_assert_cmpint (wall_us, ==, 7);
    ds_test_assert_error (error, DS_ERROR_INVALID);
  }
}

static void
test_parse_is_formats_inverse (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (ds_test_seed ());

  for (guint i = 0; i < 5000; i++) {
    gint64 wall_us =
        ((gint64) g_rand_int_range (rand, G_MININT32, G_MAXINT32) * 60 + g_rand_int_range (rand, 0, 60000)) * 1000;
    gint32 offset_s = g_rand_int_range (rand, -14 * 60, 14 * 60) * 60;
    g_autofree char *text = ds_time_format (wall_us, offset_s);
    g_autoptr (GDateTime) reference = g_date_time_new_from_iso8601 (text, NULL);
    gint64 found_us = 0;
    gint32 found_s = 0;

    g_assert_true (ds_time_parse (text, &found_us, &found_s, NULL));
    g_assert_cmpint (found_us, ==, wall_us);
    g_assert_cmpint (found_s, ==, offset_s);
    if (reference != NULL)
      g_assert_cmpint (g_date_time_to_unix (reference) * SECOND_US + g_date_time_get_microsecond (reference), ==,
                       wall_us);
  }
}

static void
test_clocks (void)
{
  g_autoptr (DsClock) system = ds_clock_new_system ();
  g_autoptr (DsClock) fake = ds_test_clock ();
  DsMoment before, after, rebooted;

  ds_clock_now (system, &before);
  ds_clock_now (system, &after);
  g_assert_cmpint (after.mono_us, >=, before.mono_us);
  g_assert_cmpint (ABS (before.wall_us - g_get_real_time ()), <, 10 * SECOND_US);
  g_assert_true (ds_id_is_valid (before.boot));

  ds_clock_now (fake, &before);
  ds_clock_advance_ms (fake, 1500);
  ds_clock_step_wall_ms (fake, -3600000);
  ds_clock_now (fake, &after);
  g_assert_cmpint (after.mono_us - before.mono_us, ==, 1500000);
  g_assert_cmpint (after.wall_us - before.wall_us, ==, 1500000 - 3600 * SECOND_US);
  g_assert_cmpstr (after.boot, ==, before.boot);
  ds_clock_reboot (fake);
  ds_clock_now (fake, &rebooted);
  g_assert_cmpstr (rebooted.boot, !=, before.boot);
  g_assert_cmpint (rebooted.mono_us, <, after.mono_us);
}

/* Also within one millisecond, and when a person sets the clock back. */
static void
test_ids_increase (void)
{
  g_autoptr (DsClock) clock = ds_test_clock ();
  g_autofree char *last = ds_id_new (clock);

  for (guint i = 0; i < 20000; i++) {
    char *id;

    if (i == 10000)
      ds_clock_step_wall_ms (clock, -86400000);
    id = ds_id_new (clock);
    g_assert_cmpstr (id, >, last);
    g_assert_true (ds_id_is_valid (id));
    g_assert_cmpint (id[14], ==, '7');
    g_assert_nonnull (strchr ("89ab", id[19]));
    g_free (last);
    last = id;
  }
}

static gpointer
make_ids (gpointer data)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 5000; i++)
    g_ptr_array_add (ids, ds_id_new (data));
  return ids;
}

static void
test_ids_are_unique_among_threads (void)
{
  g_autoptr (DsClock) clock = ds_test_clock ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *all[4];
  GThread *threads[4];

  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("ids", make_ids, clock);
  for (guint i = 0; i < 4; i++)
    all[i] = g_thread_join (threads[i]);
  for (guint i = 0; i < 4; i++) {
    for (guint j = 0; j < all[i]->len; j++)
      g_assert_true (g_hash_table_add (seen, g_ptr_array_index (all[i], j)));
  }
  for (guint i = 0; i < 4; i++)
    g_ptr_array_unref (all[i]);
}

static void
test_id_is_valid (void)
{
  g_assert_true (ds_id_is_valid ("01939e7e-0000-7000-8000-00000000000f"));
  g_assert_false (ds_id_is_valid ("01939E7E-0000-7000-8000-00000000000f"));
  g_assert_false (ds_id_is_valid ("01939e7e-0000-7000-8000-00000000000"));
  g_assert_false (ds_id_is_valid ("01939e7e-0000-7000-8000-00000000000ff"));
  g_assert_false (ds_id_is_valid ("01939e7e00000-7000-8000-00000000000f"));
  g_assert_false (ds_id_is_valid (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/time/format", test_format);
  g_test_add_func ("/base/time/parse", test_parse);
  g_test_add_func ("/base/time/parse-refuses", test_parse_refuses);
  g_test_add_func ("/base/time/inverse", test_parse_is_formats_inverse);
  g_test_add_func ("/base/clock", test_clocks);
  g_test_add_func ("/base/id/increase", test_ids_increase);
  g_test_add_func ("/base/id/threads", test_ids_are_unique_among_threads);
  g_test_add_func ("/base/id/valid", test_id_is_valid);
  return g_test_run ();
}
