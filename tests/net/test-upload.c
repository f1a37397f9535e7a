/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-digest.h"
#include "ds-soup-transport.h"
#include "ds-test-tus.h"
#include "ds-test.h"
#include "ds-upload.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  DsTestTus *tus;
  DsTestFolder *folder;
  DsClock *clock;
  DsHqClient *client;
  char *path;
  char *sha256;
  guint8 *data;
  gsize size;
  char *url; /* as stored by checkpoints */
  guint64 offset;
  guint n_checkpoints;
  guint64 progress;
  DsUploadResult result;
  DsHqFailure failure;
} Fixture;

static void
make_client (Fixture *fixture, gboolean foreign)
{
  g_autoptr (DsTransport) transport = ds_soup_transport_new (NULL, NULL);
  DsHqClientOptions options = {
    .transport = transport, .clock = fixture->clock, .hq = foreign ? NULL : "hq-1", .token = "t", .foreign = foreign
  };

  options.url = ds_test_http_get_url (fixture->tus->http);
  g_clear_object (&fixture->client);
  fixture->client = ds_hq_client_new (&options, NULL);
}

static void
make_file (Fixture *fixture, gsize size)
{
  g_free (fixture->data);
  g_free (fixture->sha256);
  fixture->data = g_malloc (MAX (size, 1));
  fixture->size = size;
  for (gsize i = 0; i < size; i++)
    fixture->data[i] = (guint8) (i * 31 + (i >> 8));
  g_assert_true (g_file_set_contents (fixture->path, (const char *) fixture->data, (gssize) size, NULL));
  ds_sha256_file (fixture->path, &fixture->sha256, NULL, NULL, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->tus = ds_test_tus_new ();
  fixture->folder = ds_test_folder_new ();
  fixture->clock = ds_clock_new_system ();
  fixture->path = ds_test_folder_file (fixture->folder, "photo.jpg");
  make_client (fixture, FALSE);
  make_file (fixture, 1500000);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  ds_test_tus_free (fixture->tus);
  ds_test_folder_free (fixture->folder);
  ds_clock_unref (fixture->clock);
  ds_hq_failure_clear (&fixture->failure);
  g_free (fixture->path);
  g_free (fixture->sha256);
  g_free (fixture->data);
  g_free (fixture->url);
}

static void
checkpoint_cb (const char *url, guint64 offset_bytes, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_free (fixture->url);
  fixture->url = g_strdup (url);
  fixture->offset = offset_bytes;
  fixture->n_checkpoints++;
}

static void
progress_cb (guint64 sent_bytes, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (sent_bytes, <=, fixture->size);
  fixture->progress = sent_bytes;
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static gboolean
run (Fixture *fixture, gboolean sure, guint64 budget, GError **error)
{
  g_autofree char *url = g_strdup (fixture->url);
  DsUploadSpec spec = { .sha256 = fixture->sha256,
                        .type = "image/jpeg",
                        .size_bytes = fixture->size,
                        .read = ds_upload_read_file,
                        .source = fixture->path,
                        .url = url,
                        .offset_bytes = fixture->offset,
                        .offset_is_sure = sure,
                        .budget_bytes = budget,
                        .checkpoint = checkpoint_cb,
                        .progress = progress_cb,
                        .user_data = fixture };
  g_autoptr (GAsyncResult) result = NULL;

  ds_hq_failure_clear (&fixture->failure);
  ds_upload_run_async (fixture->client, &spec, NULL, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return ds_upload_run_finish (fixture->client, result, &fixture->result, &fixture->failure, error);
}

static void
check_whole (Fixture *fixture)
{
  g_assert_true (fixture->result.done);
  g_assert_cmpuint (fixture->result.offset_bytes, ==, fixture->size);
  g_assert_cmpmem (fixture->tus->data->data, fixture->tus->data->len, fixture->data, fixture->size);
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  run (fixture, FALSE, 0, &error);
  g_assert_no_error (error);
  check_whole (fixture);
  g_assert_true (fixture->result.verified);
  g_assert_false (fixture->result.was_there);
  g_assert_cmpuint (fixture->result.sent_bytes, ==, fixture->size);
  g_assert_cmpuint (fixture->tus->body_bytes, ==, fixture->size);
  g_assert_cmpuint (fixture->tus->n_heads, ==, 0);
  g_assert_cmpuint (fixture->tus->n_checksums, >=, 1);
  g_assert_cmpuint (fixture->progress, ==, fixture->size);
  g_assert_true (g_str_has_prefix (fixture->tus->metadata, "sha256 "));
  g_assert_nonnull (strstr (fixture->tus->metadata, ",filetype aW1hZ2UvanBlZw=="));
}

static void
test_small_in_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  make_file (fixture, 5000);
  run (fixture, FALSE, 0, &error);
  g_assert_no_error (error);
  check_whole (fixture);
  g_assert_cmpuint (fixture->tus->n_posts, ==, 1);
  g_assert_cmpuint (fixture->tus->n_patches, ==, 0);
}

static void
test_sizes (Fixture *fixture, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 65535, 65536, 65537, 262144, 262145, 9000000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GError) error = NULL;

    make_client (fixture, FALSE);
    make_file (fixture, sizes[i]);
    g_clear_pointer (&fixture->url, g_free);
    run (fixture, FALSE, 0, &error);
    g_assert_no_error (error);
    check_whole (fixture);
    g_assert_cmpuint (fixture->tus->largest_patch, <=, DS_UPLOAD_MAX_PATCH_BYTES);
  }
}

static void
test_there_already (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->tus->present = fixture->sha256;
  run (fixture, FALSE, 0, &error);
  g_assert_no_error (error);
  g_assert_true (fixture->result.done);
  g_assert_true (fixture->result.was_there);
  g_assert_cmpuint (fixture->result.sent_bytes, ==, 0);
}

/* Cut at every kind of place: each time what arrived is kept, and nothing that arrived is sent twice. */
static void
test_resume_after_cuts (Fixture *fixture, gconstpointer data)
{
  static const gint64 cuts[] = { 1, 8192, 65536, 100000, 200001 };
  guint64 sent = 0;
  guint failures = 0;

  make_file (fixture, 1200000);
  fixture->tus->extensions = "creation";
  for (guint i = 0; i < 40 && !fixture->result.done; i++) {
    g_autoptr (GError) error = NULL;

    if (i < 2 * G_N_ELEMENTS (cuts))
      ds_test_http_cut_body_at (fixture->tus->http, cuts[i % G_N_ELEMENTS (cuts)]);
    if (!run (fixture, FALSE, 0, &error)) {
      ds_test_assert_error (error, DS_ERROR_OFFLINE);
      g_assert_cmpint (fixture->failure.failure_class, ==, DS_HQ_CLASS_CUT);
      failures++;
    }
    sent += fixture->result.sent_bytes;
  }
  check_whole (fixture);
  g_assert_cmpuint (failures, >=, 5);
  g_assert_cmpuint (fixture->tus->body_bytes, ==, fixture->size);
  g_assert_cmpuint (fixture->tus->n_posts, ==, 1);
  g_assert_cmpuint (fixture->tus->n_heads, ==, failures);
  g_test_message ("%" G_GUINT64_FORMAT " bytes went out for %" G_GSIZE_FORMAT, sent, fixture->size);
}

static void
test_answer_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->tus->extensions = "creation";
  g_assert_true (run (fixture, FALSE, 1, NULL));
  fixture->tus->lose_answers = 1;
  g_assert_false (run (fixture, TRUE, 0, &error));
  ds_test_assert_error (error, DS_ERROR_OFFLINE);
  run (fixture, FALSE, 0, &error);
  g_assert_no_error (error);
  check_whole (fixture);
  g_assert_cmpuint (fixture->tus->body_bytes, ==, fixture->size);
}

static void
test_budget (Fixture *fixture, gconstpointer data)
{
  guint rounds = 0;

  make_file (fixture, 3000000);
  do {
    g_autoptr (GError) error = NULL;

    run (fixture, TRUE, 300000, &error);
    g_assert_no_error (error);
    rounds++;
  } while (!fixture->result.done && rounds < 100);
  check_whole (fixture);
  /* In one process the place is known: nobody asks. */
  g_assert_cmpuint (fixture->tus->n_heads, ==, 0);
  g_assert_cmpuint (rounds, >, 1);
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (run (fixture, FALSE, 1, NULL));
  g_assert_false (fixture->result.done);
  fixture->tus->gone = 1;
  run (fixture, FALSE, 0, &error);
  g_assert_no_error (error);
  check_whole (fixture);
  g_assert_cmpuint (fixture->result.started_anew, ==, 1);
  g_assert_cmpuint (fixture->tus->n_posts, ==, 2);
  /* Not for ever. */
  g_clear_pointer (&fixture->url, g_free);
  fixture->tus->extensions = "creation";
  make_client (fixture, FALSE);
  fixture->tus->gone = 100;
  g_assert_false (run (fixture, FALSE, 0, &error));
  g_assert_cmpint (fixture->failure.failure_class, ==, DS_HQ_CLASS_AGAIN);
  g_assert_null (fixture->url);
}

static void
test_conflict_and_checksum (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->tus->conflicts = 1;
  fixture->tus->refuse_checksum = 1;
  run (fixture, FALSE, 0, &error);
  g_assert_no_error (error);
  check_whole (fixture);
  g_assert_cmpuint (fixture->tus->n_heads, ==, 2);
  g_clear_pointer (&fixture->url, g_free);
  fixture->tus->stuck = TRUE;
  fixture->tus->extensions = "creation";
  make_client (fixture, FALSE);
  g_assert_false (run (fixture, FALSE, 0, &error));
  ds_test_assert_error (error, DS_ERROR_BUSY);
  g_assert_cmpuint (fixture->tus->n_patches, <, 20);
}

static void
test_wrong_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->tus->refuse_file = TRUE;
  g_assert_false (run (fixture, FALSE, 0, &error));
  g_assert_cmpint (fixture->failure.failure_class, ==, DS_HQ_CLASS_REFUSED);
  g_assert_cmpuint (fixture->failure.status, ==, 422);
  g_assert_null (fixture->url);
}

static void
test_other_length (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (run (fixture, FALSE, 1, NULL));
  fixture->tus->length++;
  run (fixture, FALSE, 0, &error);
  g_assert_no_error (error);
  check_whole (fixture);
}

static void
test_file_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (truncate (fixture->path, 1000), ==, 0);
  g_assert_false (run (fixture, FALSE, 0, &error));
  g_assert_cmpint (fixture->failure.failure_class, ==, DS_HQ_CLASS_LOCAL);
  g_clear_error (&error);
  g_unlink (fixture->path);
  g_assert_false (run (fixture, FALSE, 0, &error));
  g_assert_cmpint (fixture->failure.failure_class, ==, DS_HQ_CLASS_LOCAL);
}

static void
test_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->tus->location = "http://127.0.0.1:1/v1/media/7";
  g_assert_false (run (fixture, FALSE, 0, &error));
  ds_test_assert_error (error, DS_ERROR_PROTOCOL);
}

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->tus->is_hq = FALSE;
  g_assert_false (run (fixture, FALSE, 0, &error));
  g_assert_cmpint (fixture->failure.failure_class, ==, DS_HQ_CLASS_PORTAL);
  g_clear_error (&error);
  fixture->tus->extensions = NULL;
  fixture->tus->checksums = NULL;
  make_client (fixture, TRUE);
  run (fixture, FALSE, 0, &error);
  g_assert_no_error (error);
  check_whole (fixture);
  g_assert_false (fixture->result.verified);
  g_assert_cmpuint (fixture->tus->n_checksums, ==, 0);
}

static void
test_portion (void)
{
  DsRate rate = { 0 };

  g_assert_cmpuint (ds_rate_portion (&rate, 4, 1000000, 65536, 8388608), ==, 1000000 - 1000000 % 4096);
  /* Small exchanges measure the round trip only. */
  ds_rate_note (&rate, 500, 1000000);
  g_assert_cmpuint (rate.bytes_per_s, ==, 0);
  ds_rate_note (&rate, 32000, 1000000);
  g_assert_cmpuint (rate.bytes_per_s, ==, 32000);
  g_assert_cmpuint (ds_rate_portion (&rate, 4, 0, 65536, 8388608), ==, 128000 - 128000 % 4096);
  /* A line that got fast is followed in a few requests, and a dead one too. */
  for (guint i = 0; i < 4; i++)
    ds_rate_note (&rate, 8388608, 100000);
  g_assert_cmpuint (ds_rate_portion (&rate, 4, 0, 65536, 8388608), ==, 8388608);
  for (guint i = 0; i < 16; i++)
    ds_rate_note (&rate, 65536, 60000000);
  g_assert_cmpuint (ds_rate_portion (&rate, 4, 0, 65536, 8388608), ==, 65536);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/net/upload/whole", test_whole);
  ADD ("/net/upload/small-in-one", test_small_in_one);
  ADD ("/net/upload/sizes", test_sizes);
  ADD ("/net/upload/there-already", test_there_already);
  ADD ("/net/upload/resume-after-cuts", test_resume_after_cuts);
  ADD ("/net/upload/answer-lost", test_answer_lost);
  ADD ("/net/upload/budget", test_budget);
  ADD ("/net/upload/gone", test_gone);
  ADD ("/net/upload/conflict-and-checksum", test_conflict_and_checksum);
  ADD ("/net/upload/wrong-file", test_wrong_file);
  ADD ("/net/upload/other-length", test_other_length);
  ADD ("/net/upload/file-changed", test_file_changed);
  ADD ("/net/upload/elsewhere", test_elsewhere);
  ADD ("/net/upload/foreign", test_foreign);
  g_test_add_func ("/net/upload/portion", test_portion);
  return g_test_run ();
}
