/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * tests/support: what every test needs. It knows base only, so that each layer's tests can use it.
 */

#include "ds-clock.h"
#include "ds-error.h"
#include "ds-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** 2026-11-21T09:00:00+08:00, the moment fake clocks begin at */
#define DS_TEST_WALL_US (G_GINT64_CONSTANT (1795222800) * G_USEC_PER_SEC)
#define DS_TEST_OFFSET_S (8 * 3600)

/** DsTestFolder: a new folder of its own; removed with all in it when freed, unless the test failed */
typedef struct {
  char *path;
} DsTestFolder;

DsTestFolder *ds_test_folder_new (void);
void ds_test_folder_free (DsTestFolder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsTestFolder, ds_test_folder_free)

/** ds_test_folder_file: Returns: (transfer full): the path of @name in it */
char *ds_test_folder_file (DsTestFolder *self, const char *name);

/** ds_test_clock: Returns: (transfer full): a fake clock at %DS_TEST_WALL_US */
DsClock *ds_test_clock (void);

/** ds_test_json: Returns: (transfer full): the value of a JSON text in which ' stands for "; fails the test if it is none */
json_t *ds_test_json (const char *text);

/** ds_test_json_f: the same with printf arguments, put in after the ' were replaced */
json_t *ds_test_json_f (const char *format, ...) G_GNUC_PRINTF (1, 2);

/** ds_test_seed: Returns: the seed of random tests: the variable DS_TEST_SEED, else a fixed one; printed, so that a failure can be run again */
guint32 ds_test_seed (void);

/** ds_test_wait: turns the thread's default main context until *@flag is set; fails the test after a long while */
void ds_test_wait (const gboolean *flag);

/** ds_test_file_equals: Returns: whether the two files have the same bytes */
gboolean ds_test_file_equals (const char *path, const char *other_path);

/** ds_test_assert_error: the error is of one of our domains with @error_code and its message reads as a sentence; clears it */
#define ds_test_assert_error(error, error_code) ds_test_assert_error_at (&(error), (error_code), G_STRLOC)
void ds_test_assert_error_at (GError **error, DsErrorCode code, const char *where);

G_END_DECLS
