/* SPDX-License-Identifier: GPL-3.0-or-later */
/* push-tus URL COUNT BYTES: sends COUNT files of random bytes with our uploader to a tus server nobody here wrote, and
 * prints one JSON line with what was sent, how fast, and the SHA-256 of each. */
#include "ds-digest.h"
#include "ds-soup-transport.h"
#include "ds-upload.h"

#include <glib/gstdio.h>
#include <stdio.h>

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static char *
make_file (const char *folder, guint number, gsize size)
{
  g_autofree char *name = g_strdup_printf ("file-%u", number);
  char *path = g_build_filename (folder, name, NULL);
  g_autofree guint32 *data = g_new (guint32, size / 4 + 1);
  g_autoptr (GRand) rand = g_rand_new ();

  for (gsize i = 0; i <= size / 4; i++)
    data[i] = g_rand_int (rand);
  g_assert_true (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
  return path;
}

static gboolean
push_file (DsHqClient *client, const char *path, gsize size, char **ret_sha256, GError **error)
{
  DsUploadSpec spec = {
    .type = "image/jpeg", .size_bytes = size, .read = ds_upload_read_file, .source = (char *) path
  };
  g_autoptr (GAsyncResult) result = NULL;
  DsUploadResult done = { 0 };

  if (!ds_sha256_file (path, ret_sha256, NULL, NULL, error))
    return FALSE;
  spec.sha256 = *ret_sha256;
  ds_upload_run_async (client, &spec, NULL, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return ds_upload_run_finish (client, result, &done, NULL, error) && done.done;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsTransport) transport = ds_soup_transport_new (NULL, NULL);
  g_autoptr (DsClock) clock = ds_clock_new_system ();
  DsHqClientOptions options = { .transport = transport, .clock = clock, .foreign = TRUE };
  g_autoptr (DsHqClient) client = NULL;
  g_autoptr (DsJson) report = json_object ();
  json_t *digests = json_array ();
  g_autofree char *folder = g_dir_make_tmp ("push-tus-XXXXXX", NULL);
  guint count = argc == 4 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 0;
  gsize size = argc == 4 ? g_ascii_strtoull (argv[3], NULL, 10) : 0;
  g_autofree char *line = NULL;
  gint64 spent_us = 0;

  options.url = argc == 4 ? argv[1] : "";
  client = ds_hq_client_new (&options, &error);
  for (guint i = 0; client != NULL && error == NULL && i < count; i++) {
    g_autofree char *path = make_file (folder, i, size);
    g_autofree char *sha256 = NULL;
    gint64 start_us = g_get_monotonic_time ();

    if (push_file (client, path, size, &sha256, &error))
      json_array_append_new (digests, json_string (sha256));
    spent_us += g_get_monotonic_time () - start_us;
    g_unlink (path);
  }
  g_rmdir (folder);
  json_object_set_new (report, "digests", digests);
  json_object_set_new (report, "milliseconds", json_integer (spent_us / 1000));
  if (error != NULL)
    json_object_set_new (report, "error", json_string (error->message));
  line = ds_json_to_line (report, NULL);
  fprintf (stdout, "%s\n", line);
  return error != NULL || json_array_size (digests) != count;
}
