/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-test.h"

#include "ds-file.h"

#include <glib/gstdio.h>
#include <string.h>

/* Longer than any machine needs, shorter than a person waits. */
#define WAIT_SECONDS 60

DsTestFolder *
ds_test_folder_new (void)
{
  DsTestFolder *self = g_new0 (DsTestFolder, 1);
  g_autoptr (GError) error = NULL;

  self->path = g_dir_make_tmp ("doorstep-test-XXXXXX", &error);
  g_assert_no_error (error);
  return self;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (g_file_test (path, G_FILE_TEST_IS_SYMLINK) || !g_file_test (path, G_FILE_TEST_IS_DIR)) {
    g_remove (path);
    return;
  }
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_rmdir (path);
}

void
ds_test_folder_free (DsTestFolder *self)
{
  if (self == NULL)
    return;
  if (!g_test_failed ())
    remove_tree (self->path);
  g_free (self->path);
  g_free (self);
}

char *
ds_test_folder_file (DsTestFolder *self, const char *name)
{
  return g_build_filename (self->path, name, NULL);
}

DsClock *
ds_test_clock (void)
{
  return ds_clock_new_fake (DS_TEST_WALL_US, DS_TEST_OFFSET_S);
}

static json_t *
parse_or_fail (const char *text)
{
  const DsJsonLimits limits = { 64 * 1024 * 1024, 64 };
  g_autoptr (GError) error = NULL;
  json_t *value = ds_json_parse (text, strlen (text), &limits, &error);

  if (value == NULL)
    g_error ("%s in %s", error->message, text);
  return value;
}

json_t *
ds_test_json (const char *text)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');

  return parse_or_fail (quoted);
}

json_t *
ds_test_json_f (const char *format, ...)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (format), "'", '"');
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  text = g_strdup_vprintf (quoted, arguments);
#pragma GCC diagnostic pop
  va_end (arguments);
  return parse_or_fail (text);
}

guint32
ds_test_seed (void)
{
  const char *given = g_getenv ("DS_TEST_SEED");
  guint32 seed = given != NULL ? (guint32) g_ascii_strtoull (given, NULL, 10) : 20261121;

  g_test_message ("DS_TEST_SEED=%u", seed);
  return seed;
}

static gboolean
give_up_cb (gpointer data)
{
  g_error ("waited %d seconds in vain", WAIT_SECONDS);
  return G_SOURCE_REMOVE;
}

void
ds_test_wait (const gboolean *flag)
{
  GMainContext *context = g_main_context_get_thread_default ();
  GSource *limit = g_timeout_source_new_seconds (WAIT_SECONDS);

  g_source_set_callback (limit, give_up_cb, NULL, NULL);
  g_source_attach (limit, context);
  while (!*flag)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (limit);
  g_source_unref (limit);
}

gboolean
ds_test_file_equals (const char *path, const char *other_path)
{
  g_autoptr (GBytes) a = ds_file_read (path, G_MAXINT32, NULL);
  g_autoptr (GBytes) b = ds_file_read (other_path, G_MAXINT32, NULL);

  return a != NULL && b != NULL && g_bytes_equal (a, b);
}

void
ds_test_assert_error_at (GError **error, DsErrorCode code, const char *where)
{
  if (*error == NULL)
    g_error ("%s: no error, but %s was expected", where, ds_error_code_name (code));
  if (!ds_error_is (*error, code))
    g_error ("%s: expected %s, got %s: %s", where, ds_error_code_name (code),
             ds_error_code_name (ds_error_code_of (*error)), (*error)->message);
  if (strlen ((*error)->message) < 10 || !g_utf8_validate ((*error)->message, -1, NULL))
    g_error ("%s: the message is no sentence: %s", where, (*error)->message);
  g_test_message ("%s", (*error)->message);
  g_clear_error (error);
}
