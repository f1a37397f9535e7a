/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-test.h"

#include "ds-digest.h"
#include "ds-file.h"
#include "ds-install.h"
#include "ds-text.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void
test_write_and_read (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "file");
  g_autofree char *part = ds_test_folder_file (folder, "file.part");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  struct stat info;

  g_assert_true (ds_file_write_durable (path, "one", 3, &error));
  g_assert_true (ds_file_write_durable (path, "second", 6, &error));
  bytes = ds_file_read (path, 6, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "second", 6);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_null (ds_file_read (path, 5, &error));
  ds_test_assert_error (error, DS_ERROR_LIMIT);
  g_assert_null (ds_file_read (part, 5, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
}

static void
test_full_disk_keeps_the_old_file (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *path = ds_test_folder_file (folder, "file");
  g_autofree char *part = ds_test_folder_file (folder, "file.part");
  g_autofree char *large = g_strnfill (100000, 'x');
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit before;
  struct rlimit limit;

  g_assert_true (ds_file_write_durable (path, "old", 3, &error));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 50000;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (ds_file_write_durable (path, large, 100000, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  ds_test_assert_error (error, DS_ERROR_FULL);
  bytes = ds_file_read (path, 10, &error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "old", 3);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
}

static void
test_copy (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *source = ds_test_folder_file (folder, "source");
  g_autofree char *path = ds_test_folder_file (folder, "copy");
  g_autofree char *nowhere = ds_test_folder_file (folder, "no/copy");
  g_autofree char *contents = g_strnfill (200000, 'y');
  g_autofree char *sha256 = NULL;
  g_autofree char *of_file = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint64 size = 0;

  g_assert_true (g_file_set_contents (source, contents, 200000, NULL));
  g_assert_true (ds_file_copy_durable (source, path, &sha256, &size, NULL, &error));
  g_assert_cmpuint (size, ==, 200000);
  g_assert_true (ds_test_file_equals (source, path));
  g_assert_true (ds_sha256_file (path, &of_file, &size, NULL, &error));
  g_assert_cmpstr (sha256, ==, of_file);
  g_assert_false (ds_file_copy_durable (source, nowhere, NULL, NULL, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
  g_assert_false (ds_file_copy_durable (nowhere, path, NULL, NULL, NULL, &error));
  ds_test_assert_error (error, DS_ERROR_NOT_FOUND);
  g_cancellable_cancel (cancellable);
  g_assert_false (ds_file_copy_durable (source, path, NULL, NULL, cancellable, &error));
  ds_test_assert_error (error, DS_ERROR_CANCELLED);
  g_assert_true (ds_test_file_equals (source, path));
}

static void
test_folders (void)
{
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *deep = ds_test_folder_file (folder, "a/b/c");
  g_autofree char *file = ds_test_folder_file (folder, "file");
  g_autoptr (GError) error = NULL;

  g_assert_true (ds_file_make_folder (deep, &error));
  g_assert_true (ds_file_make_folder (deep, &error));
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_false (ds_file_make_folder (file, &error));
  ds_test_assert_error (error, DS_ERROR_IO);
  g_assert_cmpuint (ds_file_free_bytes (deep, &error), >, 0);
  g_assert_no_error (error);
}

static void
test_digests (void)
{
  char buffer[DS_SHA256_BUFFER];

  g_assert_cmpstr (ds_sha256 (NULL, 0, buffer), ==, EMPTY_SHA256);
  g_assert_cmpstr (ds_sha256 ("abc", 3, buffer), ==,
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_true (ds_sha256_is_valid (EMPTY_SHA256));
  g_assert_false (ds_sha256_is_valid ("E3B0C44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  g_assert_false (ds_sha256_is_valid ("e3b0"));
  g_assert_false (ds_sha256_is_valid (NULL));
}

static void
test_text_check (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ds_text_check ("王女士\n第二行\t", 100, &error));
  g_assert_false (ds_text_check ("a\001b", 100, &error));
  g_assert_nonnull (strstr (error->message, "U+0001"));
  ds_test_assert_error (error, DS_ERROR_INVALID);
  g_assert_false (ds_text_check ("a\xff", 100, &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
  g_assert_false (ds_text_check ("\xe7\x8e", 100, &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
  g_assert_false (ds_text_check ("王女士", 2, &error));
  ds_test_assert_error (error, DS_ERROR_LIMIT);
  g_assert_true (ds_text_check ("王女士", 3, &error));
}

/* What cleaning leaves always passes the check. */
static void
test_text_clean (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (ds_test_seed ());
  g_autofree char *simple = ds_text_clean ("  e\xcc\x81t\001e\xff \n");

  g_assert_cmpstr (simple, ==, "\xc3\xa9te");
  for (guint i = 0; i < 5000; i++) {
    char text[24] = "";
    g_autofree char *clean = NULL;
    g_autofree char *again = NULL;

    for (guint j = 0; j < sizeof text - 1; j++)
      text[j] = (char) g_rand_int_range (rand, 1, 256);
    clean = ds_text_clean (text);
    g_assert_true (ds_text_check (clean, 100, NULL));
    again = ds_text_clean (clean);
    g_assert_cmpstr (again, ==, clean);
  }
}

static void
test_text_languages (void)
{
  DsText text = { g_strdup ("Clean"), g_strdup ("清洗") };

  g_assert_cmpstr (ds_text_for (&text, "zh_CN"), ==, "清洗");
  g_assert_cmpstr (ds_text_for (&text, "zh"), ==, "清洗");
  g_assert_cmpstr (ds_text_for (&text, "en"), ==, "Clean");
  g_assert_cmpstr (ds_text_for (&text, NULL), ==, "Clean");
  ds_text_clear (&text);
  g_assert_null (text.en);
}

static void
assert_errno (int saved_errno, DsErrorCode code)
{
  g_autoptr (GError) error = NULL;

  ds_error_set_from_errno (&error, DS_DB_ERROR, saved_errno, "/some/file");
  g_assert_true (g_str_has_prefix (error->message, "/some/file: "));
  ds_test_assert_error (error, code);
}

static void
test_errors (void)
{
  g_autoptr (GError) full = g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "x");
  g_autoptr (GError) offline = g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "x");
  g_autoptr (GError) missing = g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOENT, "x");
  g_autoptr (GError) own = g_error_new (DS_STORE_ERROR, DS_ERROR_NEWER, "x");

  assert_errno (ENOSPC, DS_ERROR_FULL);
  assert_errno (EDQUOT, DS_ERROR_FULL);
  assert_errno (EROFS, DS_ERROR_READ_ONLY);
  assert_errno (EACCES, DS_ERROR_READ_ONLY);
  assert_errno (ENOENT, DS_ERROR_NOT_FOUND);
  assert_errno (EIO, DS_ERROR_IO);
  g_assert_cmpint (ds_error_code_of (full), ==, DS_ERROR_FULL);
  g_assert_cmpint (ds_error_code_of (offline), ==, DS_ERROR_OFFLINE);
  g_assert_cmpint (ds_error_code_of (missing), ==, DS_ERROR_NOT_FOUND);
  g_assert_cmpint (ds_error_code_of (own), ==, DS_ERROR_NEWER);
  g_assert_true (ds_error_is (own, DS_ERROR_NEWER));
  g_assert_false (ds_error_is (full, (DsErrorCode) full->code));
  g_assert_false (ds_error_is (NULL, DS_ERROR_FAILED));
  for (int code = 0; code <= DS_ERROR_CANCELLED; code++)
    g_assert_true (code == 0 || !g_str_equal (ds_error_code_name ((DsErrorCode) code), "failed"));
}

static void
test_install (void)
{
  g_autofree char *file = NULL;

  g_assert_true (g_setenv ("DOORSTEP_SHARE_DIR", "/somewhere/share", TRUE));
  file = ds_install_data_file ("checklists/a.json");
  g_assert_cmpstr (file, ==, "/somewhere/share/doorstep/checklists/a.json");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/file/write-and-read", test_write_and_read);
  g_test_add_func ("/base/file/full-disk", test_full_disk_keeps_the_old_file);
  g_test_add_func ("/base/file/copy", test_copy);
  g_test_add_func ("/base/file/folders", test_folders);
  g_test_add_func ("/base/digest", test_digests);
  g_test_add_func ("/base/text/check", test_text_check);
  g_test_add_func ("/base/text/clean", test_text_clean);
  g_test_add_func ("/base/text/languages", test_text_languages);
  g_test_add_func ("/base/error", test_errors);
  g_test_add_func ("/base/install", test_install);
  return g_test_run ();
}
