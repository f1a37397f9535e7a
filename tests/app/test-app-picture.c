/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Photos: only real ones, upright, small, without metadata; and the Headquarters screen's list of what is to be sent. */
#include "ds-app-fixture.h"

#include "ds-hq-status.h"
#include "ds-picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

static GBytes *
encode (GdkPixbuf *pixbuf, const char *type)
{
  char *buffer = NULL;
  gsize size = 0;
  g_autoptr (GError) error = NULL;

  gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, type, &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (buffer, size);
}

static GdkPixbuf *
decode (GBytes *bytes)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("jpeg", NULL);

  g_assert_true (gdk_pixbuf_loader_write_bytes (loader, bytes, NULL));
  g_assert_true (gdk_pixbuf_loader_close (loader, NULL));
  return g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));
}

/* Puts an EXIF block with orientation 6 (turn right) and a place name behind the JPEG's first marker. */
static GBytes *
add_exif (GBytes *jpeg)
{
  static const guint8 exif[] = {
    0xff, 0xe1, 0x00, 0x2e, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0,
    0,    1,    0,    6,    0,   0,   0,   0,   0, 0, 'S', 'E', 'C', 'R', 'E', 'T', 'P', 'L', 'A', 'C', 'E', '!', 0, 0,
  };
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);
  g_autoptr (GByteArray) all = g_byte_array_new ();

  g_byte_array_append (all, data, 2);
  g_byte_array_append (all, exif, 0x2e + 2);
  g_byte_array_append (all, data + 2, (guint) size - 2);
  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

static gboolean
contains (GBytes *bytes, const char *text)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return memmem (data, size, text, strlen (text)) != NULL;
}

static void
test_metadata (void)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 400, 100);
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) tagged = NULL;
  g_autoptr (DsPicture) picture = NULL;
  g_autoptr (GError) error = NULL;

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  plain = encode (pixbuf, "jpeg");
  tagged = add_exif (plain);
  g_assert_true (contains (tagged, "SECRETPLACE"));
  picture = ds_picture_prepare (tagged, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (picture->width, ==, 100);
  g_assert_cmpuint (picture->height, ==, 400);
  g_assert_false (contains (picture->jpeg, "SECRETPLACE"));
  g_assert_false (contains (picture->jpeg, "Exif"));
}

static void
test_sizes (void)
{
  g_autoptr (GdkPixbuf) large = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 4000, 3000);
  g_autoptr (GdkPixbuf) small = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 20, 10);
  g_autoptr (GBytes) large_png = NULL;
  g_autoptr (GBytes) small_png = NULL;
  g_autoptr (DsPicture) kept = NULL;
  g_autoptr (DsPicture) tiny = NULL;
  g_autoptr (GdkPixbuf) thumb = NULL;

  gdk_pixbuf_fill (large, 0x00000000);
  gdk_pixbuf_fill (small, 0xffffffff);
  large_png = encode (large, "png");
  small_png = encode (small, "png");
  kept = ds_picture_prepare (large_png, NULL, NULL);
  g_assert_nonnull (kept);
  g_assert_cmpuint (kept->width, ==, DS_PICTURE_MAX_SIDE_PX);
  g_assert_cmpuint (kept->height, ==, 1536);
  g_assert_cmpuint (g_bytes_get_size (kept->jpeg), <=, DS_PICTURE_MAX_BYTES);
  thumb = decode (kept->thumb);
  g_assert_cmpint (gdk_pixbuf_get_width (thumb), ==, DS_PICTURE_THUMB_SIDE_PX);
  tiny = ds_picture_prepare (small_png, NULL, NULL);
  g_assert_nonnull (tiny);
  g_assert_cmpuint (tiny->width, ==, 20);
}

static void
test_no_pictures (void)
{
  /* The last one is a PNG that says it has 40,000 times 40,000 pixels. */
  static const struct {
    const char *bytes;
    gsize size;
    DsErrorCode code;
  } bad[] = {
    { "", 0, DS_ERROR_INVALID },
    { "\xff\xd8\xff\xe0", 4, DS_ERROR_INVALID },
    { "GIF89a\1\0\1\0\0\0\0;", 14, DS_ERROR_INVALID },
    { "<svg width='9' height='9'/>", 27, DS_ERROR_INVALID },
    { "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x9c\x40\0\0\x9c\x40\x08\2\0\0\0\0\0\0\0", 33, DS_ERROR_LIMIT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (bad[i].bytes, bad[i].size);
    GError *error = NULL;

    g_assert_null (ds_picture_prepare (bytes, NULL, &error));
    g_assert_true (ds_error_is (error, bad[i].code) || ds_error_is (error, DS_ERROR_INVALID));
    g_clear_error (&error);
  }
}

/* Any cut of a real photo gives a photo or a sentence, never a crash. */
static void
test_cut (void)
{
  g_autoptr (GBytes) whole = ds_picture_generate (3, 4000);
  gsize size = g_bytes_get_size (whole);

  for (gsize i = 0; i < size; i += 1 + size / 60) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, i);
    g_autoptr (GError) error = NULL;
    g_autoptr (DsPicture) picture = ds_picture_prepare (part, NULL, &error);

    g_assert_true ((picture != NULL) != (error != NULL));
  }
}

static void
wait_items (DsHqStatus *status, guint n)
{
  while (g_list_model_get_n_items (G_LIST_MODEL (status)) != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
emitted_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
test_hq_status (void)
{
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autoptr (DsHqStatus) status = NULL;
  g_autoptr (DsVisitSession) session = NULL;
  g_autoptr (DsHqItem) item = NULL;
  guint emissions = 0;

  ds_app_fixture_fill (fixture);
  ds_test_settle ();
  status = ds_hq_status_new (fixture->app);
  g_assert_cmpint (ds_hq_status_get_phase (status), ==, DS_HQ_PHASE_NOT_ENROLLED);
  g_signal_connect (status, "items-changed", G_CALLBACK (emitted_cb), &emissions);
  session = ds_app_fixture_open_visit (fixture, DS_APP_FIXTURE_ORDER);
  ds_test_stage (session, "accept");
  wait_items (status, 1);
  ds_test_stage (session, "depart");
  wait_items (status, 2);
  g_assert_cmpuint (emissions, ==, 2);
  item = g_list_model_get_item (G_LIST_MODEL (status), 0);
  g_assert_cmpstr (ds_hq_item_get_kind (item), ==, "progress");
  g_assert_cmpint (ds_hq_item_get_state (item), ==, DS_HQ_ITEM_QUEUED);
  g_assert_cmpstr (ds_hq_item_get_title (item), ==, "王女士 · 亦庄·荷香里");
  g_assert_cmpuint (ds_hq_item_get_bytes_total (item), >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/app/picture/metadata", test_metadata);
  g_test_add_func ("/app/picture/sizes", test_sizes);
  g_test_add_func ("/app/picture/none", test_no_pictures);
  g_test_add_func ("/app/picture/cut", test_cut);
  g_test_add_func ("/app/hq-status", test_hq_status);
  return g_test_run ();
}
