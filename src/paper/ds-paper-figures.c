/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-figures.h"

#include "ds-file.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#define PHOTOS_PER_ROW 4
#define PHOTO_GAP 9.0
#define PHOTO_HEIGHT 86.0
/* Pixels of a thumbnail per point on paper: 150 dots an inch are enough to recognise a socket. */
#define PHOTO_DENSITY 2.1
/* No photo of the tablet is larger. */
#define PHOTO_MAX_BYTES (64 * 1024 * 1024)
#define SIGN_HEIGHT 62.0

static PangoLayout *
lay_tone (DsPaperFlow *flow, const char *text, DsPaperTone tone, double size, double width)
{
  DsPaperStyle style = ds_paper_tone_style (tone, size);
  return ds_paper_flow_layout (flow, text, &style, width);
}

void
ds_paper_flow_letterhead (DsPaperFlow *flow, const DsPaperHead *head)
{
  double right_width = 170, left_width = DS_FLOW_WIDTH - right_width - 12;
  DsPaperStrip *strip = ds_paper_strip_new (0);
  DsPaperStyle company_style = { .size = 10.5, .bold = TRUE, .colour = DS_INK_ACCENT };
  DsPaperStyle title_style = { .size = 21, .bold = TRUE, .colour = DS_INK_BLACK };
  DsPaperStyle right_style = { .size = 9, .colour = DS_INK_MUTED, .align = PANGO_ALIGN_RIGHT };
  DsPaperStyle number_style = { .size = 10.5, .bold = TRUE, .colour = DS_INK_BLACK, .align = PANGO_ALIGN_RIGHT };

  PangoLayout *company = ds_paper_flow_layout (flow, head->company, &company_style, left_width);
  PangoLayout *title = ds_paper_flow_layout (flow, head->title, &title_style, left_width);
  double y = ds_paper_layout_height (company) + 1;
  ds_paper_strip_add_text (strip, company, 0, 0, company_style.colour);
  ds_paper_strip_add_text (strip, title, 0, y, title_style.colour);
  y += ds_paper_layout_height (title);
  if (head->subtitle != NULL) {
    PangoLayout *subtitle = lay_tone (flow, head->subtitle, DS_TONE_MUTED, 9.5, left_width);
    ds_paper_strip_add_text (strip, subtitle, 0, y, DS_INK_MUTED);
    y += ds_paper_layout_height (subtitle);
  }

  double right_x = DS_FLOW_WIDTH - right_width, right_y = 0;
  PangoLayout *label =
      ds_paper_flow_layout (flow, ds_paper_flow_say (flow, "Order", "工单号"), &right_style, right_width);
  PangoLayout *number = ds_paper_flow_layout (flow, head->number, &number_style, right_width);
  PangoLayout *date = ds_paper_flow_layout (flow, head->date, &right_style, right_width);
  ds_paper_strip_add_text (strip, label, right_x, right_y, right_style.colour);
  right_y += ds_paper_layout_height (label);
  ds_paper_strip_add_text (strip, number, right_x, right_y, number_style.colour);
  right_y += ds_paper_layout_height (number) + 2;
  ds_paper_strip_add_text (strip, date, right_x, right_y, right_style.colour);
  right_y += ds_paper_layout_height (date);

  y = MAX (y, right_y) + 7;
  ds_paper_strip_add_fill (strip, (DsPaperBox){ 0, y, DS_FLOW_WIDTH, 2 }, 0, DS_INK_ACCENT);
  strip->height = y + 2;
  ds_paper_flow_add (flow, strip);
  ds_paper_flow_space (flow, 8);
}

/* cairo keeps an image in a PDF as it was compressed if it is given the bytes: a report with photos stays small. */
static void
attach_jpeg (cairo_surface_t *surface, GdkPixbuf *pixbuf)
{
  char *buffer = NULL;
  gsize size = 0;
  if (!gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, "jpeg", NULL, "quality", "82", NULL)) {
    return;
  }
  if (cairo_surface_set_mime_data (surface, CAIRO_MIME_TYPE_JPEG, (const guchar *) buffer, size, g_free, buffer) !=
      CAIRO_STATUS_SUCCESS) {
    g_free (buffer);
  }
}

static cairo_surface_t *
make_surface (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf), from_stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guchar *from = gdk_pixbuf_read_pixels (pixbuf);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy (surface);
    return NULL;
  }
  guchar *to = cairo_image_surface_get_data (surface);
  int to_stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < height; y++) {
    const guchar *p = from + (gsize) y * (gsize) from_stride;
    guint32 *q = (guint32 *) (gpointer) (to + (gsize) y * (gsize) to_stride);
    for (int x = 0; x < width; x++, p += channels) {
      q[x] = ((guint32) p[0] << 16) | ((guint32) p[1] << 8) | p[2];
    }
  }
  cairo_surface_mark_dirty (surface);
  attach_jpeg (surface, pixbuf);
  return surface;
}

/* Told by the first bytes: the system's table of file types may be missing on a small tablet. */
static const char *
find_image_type (GBytes *bytes)
{
  gsize size;
  const guchar *data = g_bytes_get_data (bytes, &size);
  if (size > 3 && data[0] == 0xff && data[1] == 0xd8 && data[2] == 0xff) {
    return "jpeg";
  }
  return size > 4 && memcmp (data, "\x89PNG", 4) == 0 ? "png" : NULL;
}

/* Decoding to the size of the thumbnail takes a fraction of the time and memory of the whole photo. */
static void
prepare_size_cb (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  double scale = MAX ((double) width, (double) height) / *(const double *) user_data;
  if (scale > 1) {
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int) (width / scale)), MAX (1, (int) (height / scale)));
  }
}

static GdkPixbuf *
decode_photo (GBytes *bytes, double longest)
{
  const char *type = find_image_type (bytes);
  g_autoptr (GdkPixbufLoader) loader = type != NULL ? gdk_pixbuf_loader_new_with_type (type, NULL) : NULL;
  if (loader == NULL) {
    return NULL;
  }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (prepare_size_cb), &longest);
  gboolean written = gdk_pixbuf_loader_write_bytes (loader, bytes, NULL);
  gboolean closed = gdk_pixbuf_loader_close (loader, NULL);
  GdkPixbuf *pixbuf = written && closed ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  return pixbuf != NULL ? gdk_pixbuf_apply_embedded_orientation (pixbuf) : NULL;
}

static cairo_surface_t *
load_photo (const char *path, double longest)
{
  g_autoptr (GBytes) bytes = path != NULL ? ds_file_read (path, PHOTO_MAX_BYTES, NULL) : NULL;
  g_autoptr (GdkPixbuf) pixbuf = bytes != NULL ? decode_photo (bytes, longest * PHOTO_DENSITY) : NULL;
  return pixbuf != NULL ? make_surface (pixbuf) : NULL;
}

static double
add_photo (DsPaperFlow *flow, DsPaperStrip *strip, const DsPaperPhoto *photo, double x, double width)
{
  DsPaperBox box = { x, 0, width, PHOTO_HEIGHT };
  ds_paper_strip_add_fill (strip, box, 2, DS_INK_PANEL);
  cairo_surface_t *image = load_photo (photo->path, width);
  if (image != NULL) {
    ds_paper_strip_add_image (strip, image, box);
  } else {
    const char *words = ds_paper_flow_say (flow, "Photo not on this tablet", "照片不在本机");
    ds_paper_strip_add_text (strip, lay_tone (flow, words, DS_TONE_MUTED, 8, width - 10), x + 5, PHOTO_HEIGHT / 2 - 8,
                             DS_INK_MUTED);
  }
  ds_paper_strip_add_frame (strip, box, 2, DS_INK_FAINT);
  PangoLayout *caption = lay_tone (flow, photo->caption, DS_TONE_MUTED, 7.6, width);
  pango_layout_set_height (caption, -2);
  pango_layout_set_ellipsize (caption, PANGO_ELLIPSIZE_END);
  double height = ds_paper_layout_height (caption);
  ds_paper_strip_add_text (strip, caption, x, PHOTO_HEIGHT + 2, DS_INK_MUTED);
  return PHOTO_HEIGHT + 2 + height;
}

void
ds_paper_flow_photos (DsPaperFlow *flow, const DsPaperPhoto *photos, guint n)
{
  double width = (DS_FLOW_WIDTH - (PHOTOS_PER_ROW - 1) * PHOTO_GAP) / PHOTOS_PER_ROW;
  for (guint first = 0; first < n; first += PHOTOS_PER_ROW) {
    DsPaperStrip *strip = ds_paper_strip_new (0);
    strip->space_before = 6;
    for (guint i = first; i < MIN (n, first + PHOTOS_PER_ROW); i++) {
      double height = add_photo (flow, strip, &photos[i], (i - first) * (width + PHOTO_GAP), width);
      strip->height = MAX (strip->height, height);
    }
    ds_paper_flow_add (flow, strip);
  }
}

void
ds_paper_flow_stars (DsPaperFlow *flow, int score)
{
  DsPaperStrip *strip = ds_paper_strip_new (20);
  strip->space_before = 4;
  for (int i = 0; i < 5; i++) {
    ds_paper_strip_add_star (strip, i * 19.0, 1, 16, i < score);
  }
  g_autofree char *words = g_strdup_printf (ds_paper_flow_say (flow, "%d of 5", "%d 分（满分 5 分）"), score);
  ds_paper_strip_add_text (strip, lay_tone (flow, words, DS_TONE_STRONG, 10, 0), 103, 1.5, DS_INK_BLACK);
  ds_paper_flow_add (flow, strip);
}

/* The strokes keep their proportions and are made no larger than three times, so that a dot stays a dot. */
static void
add_strokes (DsPaperStrip *strip, const DsSignature *signature, DsPaperBox box)
{
  int left = G_MAXINT, top = G_MAXINT, right = G_MININT, bottom = G_MININT;
  for (guint i = 0; i < signature->strokes->len; i++) {
    GArray *stroke = g_ptr_array_index (signature->strokes, i);
    for (guint j = 0; j < stroke->len; j++) {
      const DsStrokePoint *point = &g_array_index (stroke, DsStrokePoint, j);
      left = MIN (left, point->x);
      right = MAX (right, point->x);
      top = MIN (top, point->y);
      bottom = MAX (bottom, point->y);
    }
  }
  double width = MAX (1.0, (double) right - left), height = MAX (1.0, (double) bottom - top);
  double scale = MIN (3.0, MIN (box.width / width, box.height / height));
  double x0 = box.x + (box.width - width * scale) / 2, y0 = box.y + (box.height - height * scale) / 2;
  for (guint i = 0; i < signature->strokes->len; i++) {
    GArray *stroke = g_ptr_array_index (signature->strokes, i);
    GArray *points = g_array_sized_new (FALSE, FALSE, sizeof (double), stroke->len * 2);
    for (guint j = 0; j < stroke->len; j++) {
      const DsStrokePoint *point = &g_array_index (stroke, DsStrokePoint, j);
      double xy[2] = { x0 + ((double) point->x - left) * scale, y0 + ((double) point->y - top) * scale };
      g_array_append_vals (points, xy, 2);
    }
    ds_paper_strip_add_curve (strip, points, 1.3, 0x10285a);
  }
}

static double
add_signer (DsPaperFlow *flow, DsPaperStrip *strip, const DsPaperSigner *signer, double x, double width)
{
  DsPaperBox box = { x, 0, width, SIGN_HEIGHT };
  PangoLayout *label = lay_tone (flow, signer->label, DS_TONE_MUTED, 8.6, width);
  box.y = ds_paper_layout_height (label) + 3;
  ds_paper_strip_add_text (strip, label, x, 0, DS_INK_MUTED);
  const DsSignature *signature = signer->signature;
  if (signature != NULL && signature->refused != NULL) {
    g_autofree char *words = g_strdup_printf (
        ds_paper_flow_say (flow, "Signature refused.\nReason: %s", "用户拒绝签字。\n原因：%s"), signature->refused);
    PangoLayout *refusal = lay_tone (flow, words, DS_TONE_WARN, 9, width - 16);
    pango_layout_set_height (refusal, (int) (170 * PANGO_SCALE));
    pango_layout_set_ellipsize (refusal, PANGO_ELLIPSIZE_END);
    box.height = MAX (box.height, ds_paper_layout_height (refusal) + 14);
    ds_paper_strip_add_fill (strip, box, 2, DS_INK_WARN_PANEL);
    ds_paper_strip_add_text (strip, refusal, x + 8, box.y + 7, DS_INK_WARN);
  } else if (signature != NULL && signature->strokes != NULL) {
    add_strokes (strip, signature, (DsPaperBox){ x + 8, box.y + 6, width - 16, SIGN_HEIGHT - 12 });
  }
  ds_paper_strip_add_frame (strip, box, 2, DS_INK_FAINT);
  ds_paper_strip_add_fill (strip, (DsPaperBox){ x, box.y + box.height - 0.8, width, 0.8 }, 0, DS_INK_BLACK);
  double y = box.y + box.height + 3;
  g_autofree char *below = g_strdup_printf ("%s%s%s", signer->name != NULL ? signer->name : "",
                                            signer->name != NULL && signer->date != NULL ? "  ·  " : "",
                                            signer->date != NULL ? signer->date : "");
  PangoLayout *name = lay_tone (flow, below, DS_TONE_PLAIN, 9, width);
  ds_paper_strip_add_text (strip, name, x, y, DS_INK_BLACK);
  return y + ds_paper_layout_height (name);
}

void
ds_paper_flow_signatures (DsPaperFlow *flow, const DsPaperSigner *left, const DsPaperSigner *right)
{
  double width = (DS_FLOW_WIDTH - 26) / 2;
  DsPaperStrip *strip = ds_paper_strip_new (0);
  strip->space_before = 8;
  strip->height = add_signer (flow, strip, left, 0, width);
  strip->height = MAX (strip->height, add_signer (flow, strip, right, width + 26, width));
  ds_paper_flow_add (flow, strip);
}
