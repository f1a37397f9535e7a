/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real driver, store and headquarters with an unreliable world between them, from seeds. DS_TEST_SEED=N runs one. */
#include "ds-fault-transport.h"
#include "ds-pair.h"
#include "ds-soup-transport.h"
#include "ds-sync-backoff.h"

#define SEEDS 4
#define VISITS 5
#define FAULTY_MS 1500

static gboolean
over_cb (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_REMOVE;
}

static void
live_for (guint ms)
{
  gboolean is_over = FALSE;

  g_timeout_add (ms, over_cb, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

static void
run_seed (guint64 seed)
{
  g_autoptr (DsPair) pair = ds_pair_new ();
  g_autoptr (DsTransport) soup = ds_soup_transport_new (NULL, NULL);
  g_autoptr (DsFaultTransport) transport = ds_fault_transport_new (soup, seed, 400, pair->hq);
  DsSyncRandom random = { seed };
  g_autoptr (GError) error = NULL;
  DsSyncSummary summary;
  DsHqCounts counts;
  guint spent_ms = 0;
  guint made = 0;
  gint64 start_us = 0;

  ds_pair_start_tablet (pair, DS_TRANSPORT (transport));
  while (spent_ms < FAULTY_MS || made < VISITS) {
    guint ms = (guint) (ds_sync_random_next (&random) % 120);

    if (made < VISITS && ds_sync_random_next (&random) % 2 == 0) {
      g_free (ds_pair_add_visit (pair, 3, 1 + ds_sync_random_next (&random) % 400000));
      made++;
    }
    if (ds_sync_random_next (&random) % 8 == 0) {
      ds_pair_stop_tablet (pair);
      ds_pair_start_tablet (pair, DS_TRANSPORT (transport));
    }
    live_for (ms);
    spent_ms += ms;
  }
  ds_fault_transport_heal (transport);
  start_us = g_get_monotonic_time ();
  ds_pair_sync (pair, 30000, &summary, &error);
  g_assert_no_error (error);
  g_test_message ("all is there %" G_GINT64_FORMAT " ms after the faults stopped",
                  (g_get_monotonic_time () - start_us) / 1000);
  ds_pair_count_hq (pair, &counts);
  g_assert_cmpint (counts.records, ==, VISITS);
  g_assert_cmpint (counts.complete_visits, ==, VISITS);
  g_assert_cmpint (counts.media_files, ==, VISITS * 3);
  g_assert_cmpint (counts.held, ==, 0);
  g_assert_cmpuint (summary.left_records + summary.left_media + summary.held, ==, 0);
  g_test_message ("seed %" G_GUINT64_FORMAT ": %u faults, %u false receipts, %d duplicates told", seed,
                  ds_fault_transport_count_faults (transport), ds_fault_transport_count_lies (transport),
                  (int) counts.duplicates);
  g_assert_cmpuint (ds_fault_transport_count_faults (transport), >, 0);
}

static void
test_faults (void)
{
  const char *one = g_getenv ("DS_TEST_SEED");
  guint64 first = one != NULL ? g_ascii_strtoull (one, NULL, 10) : 1;

  for (guint64 seed = first; seed < first + (one != NULL ? 1 : SEEDS); seed++)
    run_seed (seed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sync/faults", test_faults);
  return g_test_run ();
}
