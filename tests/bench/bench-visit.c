/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * bench-visit: what a technician waits for, with a checklist of 2,000 steps: an answer until it is committed and
 * shown, against a bare SQLite commit with synchronous=FULL of a row of the same size in the same folder at the same
 * time; opening a visit whose journal has 1,000 entries; moving to the next step.
 */

#include "ds-bench-visit.h"

#include <sqlite3.h>

#define STEPS 2000
#define ANSWERS 1000
#define OPENINGS 9
#define MOVES 500

typedef struct {
  sqlite3 *db;
  sqlite3_stmt *insert;
  GBytes *row;
} Floor;

static gsize
measure_row (DsAppFixture *fixture)
{
  g_autofree char *path = ds_test_folder_file (fixture->folder, "doorstep.db");
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  gsize size;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT avg (length (id) + length (line)) FROM journal", -1, &stmt, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  size = (gsize) sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return size;
}

static void
open_floor (Floor *self, DsAppFixture *fixture)
{
  g_autofree char *path = ds_test_folder_file (fixture->folder, "floor.db");
  gsize size = measure_row (fixture);

  self->row = g_bytes_new_take (g_malloc0 (size), size);
  g_assert_cmpint (sqlite3_open (path, &self->db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (self->db,
                                 "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                 "CREATE TABLE rows (row INTEGER PRIMARY KEY, line BLOB NOT NULL) STRICT",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (self->db, "INSERT INTO rows (line) VALUES (?1)", -1, &self->insert, NULL), ==,
                   SQLITE_OK);
}

static void
commit_floor (Floor *self, DsBenchTimes *times)
{
  gint64 begin = ds_bench_now_ns ();

  sqlite3_bind_blob (self->insert, 1, g_bytes_get_data (self->row, NULL), (int) g_bytes_get_size (self->row),
                     SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (self->insert), ==, SQLITE_DONE);
  sqlite3_reset (self->insert);
  ds_bench_times_add (times, ds_bench_now_ns () - begin);
}

static void
close_floor (Floor *self)
{
  sqlite3_finalize (self->insert);
  sqlite3_close (self->db);
  g_bytes_unref (self->row);
}

/* One of each in turn, so that a busy moment of the disk meets both. */
static void
bench_answers (DsAppFixture *fixture, DsVisitSession *session)
{
  g_autoptr (DsBenchTimes) answers = ds_bench_times_new ();
  g_autoptr (DsBenchTimes) commits = ds_bench_times_new ();
  Floor floor = { 0 };

  ds_bench_answer (session, NULL);
  open_floor (&floor, fixture);
  for (guint i = 1; i < ANSWERS; i++) {
    commit_floor (&floor, commits);
    ds_bench_answer (session, answers);
  }
  close_floor (&floor);
  ds_bench_report_floor ("answer_committed_and_shown", answers, commits, "ms", 2.0);
}

static void
bench_moves (DsVisitSession *session)
{
  g_autoptr (DsBenchTimes) moves = ds_bench_times_new ();

  for (guint i = 0; i < MOVES; i++) {
    gint64 begin = ds_bench_now_ns ();
    g_autoptr (DsStepView) view = NULL;

    g_assert_true (i % 2 == 0 ? ds_visit_session_back (session) : ds_visit_session_next (session));
    view = ds_visit_session_dup_step (session, ds_visit_session_get_current_slot (session));
    ds_bench_times_add (moves, ds_bench_now_ns () - begin);
    ds_test_settle ();
  }
  ds_bench_report_limit ("checklist_2000_next_step", moves, "ms", 16);
}

static void
bench_openings (DsAppFixture *fixture)
{
  g_autoptr (DsBenchTimes) first = ds_bench_times_new ();
  g_autoptr (DsBenchTimes) again = ds_bench_times_new ();

  for (guint i = 0; i < OPENINGS; i++) {
    ds_app_fixture_reopen (fixture);
    for (guint j = 0; j < 2; j++) {
      gint64 begin = ds_bench_now_ns ();
      g_autoptr (DsVisitSession) session = ds_app_fixture_open_visit (fixture, DS_BENCH_ORDER);

      ds_bench_times_add (j == 0 ? first : again, ds_bench_now_ns () - begin);
      g_assert_cmpuint (ds_visit_session_get_seq (session), >=, ANSWERS);
      ds_test_settle ();
    }
  }
  ds_bench_report_limit ("checklist_2000_open_visit", first, "ms", 150);
  ds_bench_report_limit ("checklist_2000_open_visit_again", again, "ms", 150);
}

int
main (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsVisitSession) session = NULL;

  ds_bench_fill (fixture->app, STEPS);
  session = ds_app_fixture_open_visit (fixture, DS_BENCH_ORDER);
  ds_test_start (session);
  bench_answers (fixture, session);
  bench_moves (session);
  g_clear_object (&session);
  bench_openings (fixture);
  return 0;
}
