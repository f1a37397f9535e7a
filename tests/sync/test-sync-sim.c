/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sync step in a world from a seed. Failing seeds print themselves; DS_TEST_SEED=N runs one, DS_TEST_SEEDS=N that many. */
#include "ds-sim.h"

#define FAULTY_MS (90 * 60 * 1000)
#define PATIENCE_MS (2 * 60 * 60 * 1000)
#define DEFAULT_SEEDS 25

static const DsSimFaults MODERATE = { .no_network = 60,
                                      .cut_before = 40,
                                      .cut_after = 60,
                                      .error_500 = 40,
                                      .busy_429 = 20,
                                      .portal = 30,
                                      .wrong_server = 10,
                                      .sign_in = 300,
                                      .full = 40,
                                      .cursor_gone = 700,
                                      .mute = 20,
                                      .crash = 15 };
static const DsSimFaults SEVERE = { .no_network = 300,
                                    .cut_before = 150,
                                    .cut_after = 250,
                                    .error_500 = 150,
                                    .busy_429 = 80,
                                    .portal = 150,
                                    .wrong_server = 40,
                                    .sign_in = 600,
                                    .full = 200,
                                    .cursor_gone = 900,
                                    .mute = 100,
                                    .crash = 60,
                                    .gateway_bytes = 4000 };
static const DsSimFaults NONE = { 0 };

static void
run_seeds (const DsSimFaults *faults, gboolean poison)
{
  const char *one = g_getenv ("DS_TEST_SEED");
  const char *many = g_getenv ("DS_TEST_SEEDS");
  guint64 first = one != NULL ? g_ascii_strtoull (one, NULL, 10) : 1;
  guint64 count = one != NULL ? 1 : (many != NULL ? g_ascii_strtoull (many, NULL, 10) : DEFAULT_SEEDS);

  for (guint64 seed = first; seed < first + count; seed++) {
    g_autoptr (DsSim) sim = ds_sim_new (seed, faults);
    DsSimReport report;

    g_test_message ("seed %" G_GUINT64_FORMAT, seed);
    if (poison)
      ds_sim_add_poison (sim);
    ds_sim_run (sim, FAULTY_MS, PATIENCE_MS, &report);
    g_assert_cmpuint (report.posts, >, 0);
  }
}

static void
test_moderate (void)
{
  run_seeds (&MODERATE, FALSE);
}

static void
test_severe (void)
{
  run_seeds (&SEVERE, FALSE);
}

static void
test_poison (void)
{
  run_seeds (&MODERATE, TRUE);
}

static void
test_quiet (void)
{
  g_autoptr (DsSim) sim = ds_sim_new (1, &NONE);
  DsSimReport report;

  ds_sim_run (sim, FAULTY_MS, PATIENCE_MS, &report);
  /* All well: news every ten minutes and after each question, and no request more than the work needs. */
  g_test_message ("requests %u, posts %u, uploads %u, pulls %u", report.requests, report.posts, report.uploads,
                  report.pulls);
  g_assert_cmpuint (report.requests, <, 1000);
  g_assert_cmpuint (report.crashes, ==, 0);
}

static void
test_same_seed_same_story (void)
{
  DsSimReport first;
  DsSimReport second;
  g_autoptr (DsSim) a = ds_sim_new (42, &SEVERE);
  g_autoptr (DsSim) b = ds_sim_new (42, &SEVERE);

  ds_sim_run (a, FAULTY_MS, PATIENCE_MS, &first);
  ds_sim_run (b, FAULTY_MS, PATIENCE_MS, &second);
  g_assert_cmpuint (first.trace, ==, second.trace);
  g_assert_cmpuint (first.requests, ==, second.requests);
  g_assert_cmpuint (first.crashes, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sync/sim/quiet", test_quiet);
  g_test_add_func ("/sync/sim/same-seed-same-story", test_same_seed_same_story);
  g_test_add_func ("/sync/sim/moderate", test_moderate);
  g_test_add_func ("/sync/sim/severe", test_severe);
  g_test_add_func ("/sync/sim/poison", test_poison);
  return g_test_run ();
}
