/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-strip.h"

typedef enum {
  MARK_FILL,
  MARK_FRAME,
  MARK_TEXT,
  MARK_IMAGE,
  MARK_CURVE,
  MARK_STAR,
} MarkKind;

typedef struct {
  MarkKind kind;
  DsPaperBox box;
  double width; /* radius of corners, or width of the pen */
  gboolean filled;
  guint32 colour;
  PangoLayout *layout;
  cairo_surface_t *image;
  GArray *points;
} Mark;

static void
free_mark (Mark *mark)
{
  g_clear_object (&mark->layout);
  g_clear_pointer (&mark->image, cairo_surface_destroy);
  g_clear_pointer (&mark->points, g_array_unref);
  g_free (mark);
}

static Mark *
add_mark (DsPaperStrip *self, MarkKind kind, DsPaperBox box, guint32 colour)
{
  Mark *mark = g_new0 (Mark, 1);
  mark->kind = kind;
  mark->box = box;
  mark->colour = colour;
  g_ptr_array_add (self->marks, mark);
  return mark;
}

static void
set_colour (cairo_t *cr, guint32 colour)
{
  cairo_set_source_rgb (cr, ((colour >> 16) & 0xff) / 255.0, ((colour >> 8) & 0xff) / 255.0, (colour & 0xff) / 255.0);
}

static void
trace_box (cairo_t *cr, DsPaperBox box, double radius)
{
  double r = MIN (radius, MIN (box.width, box.height) / 2);
  cairo_new_path (cr);
  if (r <= 0) {
    cairo_rectangle (cr, box.x, box.y, box.width, box.height);
    return;
  }
  cairo_arc (cr, box.x + box.width - r, box.y + r, r, -G_PI_2, 0);
  cairo_arc (cr, box.x + box.width - r, box.y + box.height - r, r, 0, G_PI_2);
  cairo_arc (cr, box.x + r, box.y + box.height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, box.x + r, box.y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
draw_image (cairo_t *cr, const Mark *mark)
{
  double width = cairo_image_surface_get_width (mark->image);
  double height = cairo_image_surface_get_height (mark->image);
  if (width < 1 || height < 1) {
    return;
  }
  double scale = MIN (mark->box.width / width, mark->box.height / height);
  cairo_translate (cr, mark->box.x + (mark->box.width - width * scale) / 2,
                   mark->box.y + (mark->box.height - height * scale) / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, mark->image, 0, 0);
  cairo_paint (cr);
}

/* A pen's path is drawn through the middles of its points, so that a fast signature does not look like a polygon. */
static void
draw_curve (cairo_t *cr, const Mark *mark)
{
  guint n = mark->points->len / 2;
  const double *p = (const double *) (gpointer) mark->points->data;
  if (n == 0) {
    return;
  }
  cairo_set_line_width (cr, mark->width);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_move_to (cr, p[0], p[1]);
  double x = p[0], y = p[1];
  for (guint i = 1; i + 1 < n; i++) {
    double to_x = (p[2 * i] + p[2 * i + 2]) / 2, to_y = (p[2 * i + 1] + p[2 * i + 3]) / 2;
    cairo_curve_to (cr, x + (p[2 * i] - x) * 2 / 3, y + (p[2 * i + 1] - y) * 2 / 3, to_x + (p[2 * i] - to_x) * 2 / 3,
                    to_y + (p[2 * i + 1] - to_y) * 2 / 3, to_x, to_y);
    x = to_x;
    y = to_y;
  }
  cairo_line_to (cr, p[2 * n - 2], p[2 * n - 1]);
  cairo_stroke (cr);
}

static void
draw_star (cairo_t *cr, const Mark *mark)
{
  /* Ten corners, every second one on the inner circle of a regular star. */
  static const double corners[10][2] = {
    { 0.500, 0.024 }, { 0.618, 0.363 }, { 0.976, 0.370 }, { 0.690, 0.587 }, { 0.794, 0.929 },
    { 0.500, 0.725 }, { 0.206, 0.929 }, { 0.310, 0.587 }, { 0.024, 0.370 }, { 0.382, 0.363 },
  };
  cairo_new_path (cr);
  for (guint i = 0; i < G_N_ELEMENTS (corners); i++) {
    cairo_line_to (cr, mark->box.x + corners[i][0] * mark->box.width, mark->box.y + corners[i][1] * mark->box.height);
  }
  cairo_close_path (cr);
  if (mark->filled) {
    cairo_fill (cr);
  } else {
    cairo_set_line_width (cr, 0.6);
    cairo_stroke (cr);
  }
}

static void
draw_mark (cairo_t *cr, const Mark *mark)
{
  set_colour (cr, mark->colour);
  switch (mark->kind) {
  case MARK_FILL:
    trace_box (cr, mark->box, mark->width);
    cairo_fill (cr);
    break;
  case MARK_FRAME:
    cairo_set_line_width (cr, 0.5);
    trace_box (cr, mark->box, mark->width);
    cairo_stroke (cr);
    break;
  case MARK_TEXT:
    cairo_move_to (cr, mark->box.x, mark->box.y);
    pango_cairo_show_layout (cr, mark->layout);
    break;
  case MARK_IMAGE:
    draw_image (cr, mark);
    break;
  case MARK_CURVE:
    draw_curve (cr, mark);
    break;
  case MARK_STAR:
    draw_star (cr, mark);
    break;
  default:
    g_assert_not_reached ();
  }
}

DsPaperStrip *
ds_paper_strip_new (double height)
{
  DsPaperStrip *self = g_new0 (DsPaperStrip, 1);
  self->height = height;
  self->marks = g_ptr_array_new_with_free_func ((GDestroyNotify) free_mark);
  return self;
}

void
ds_paper_strip_free (DsPaperStrip *self)
{
  if (self == NULL) {
    return;
  }
  g_ptr_array_unref (self->marks);
  g_free (self);
}

void
ds_paper_strip_add_fill (DsPaperStrip *self, DsPaperBox box, double radius, guint32 colour)
{
  add_mark (self, MARK_FILL, box, colour)->width = radius;
}

void
ds_paper_strip_add_frame (DsPaperStrip *self, DsPaperBox box, double radius, guint32 colour)
{
  add_mark (self, MARK_FRAME, box, colour)->width = radius;
}

void
ds_paper_strip_add_text (DsPaperStrip *self, PangoLayout *layout, double x, double y, guint32 colour)
{
  add_mark (self, MARK_TEXT, (DsPaperBox){ .x = x, .y = y }, colour)->layout = layout;
}

void
ds_paper_strip_add_image (DsPaperStrip *self, cairo_surface_t *image, DsPaperBox box)
{
  add_mark (self, MARK_IMAGE, box, DS_INK_BLACK)->image = image;
}

void
ds_paper_strip_add_curve (DsPaperStrip *self, GArray *points, double width, guint32 colour)
{
  Mark *mark = add_mark (self, MARK_CURVE, (DsPaperBox){ 0 }, colour);
  mark->points = points;
  mark->width = width;
}

void
ds_paper_strip_add_star (DsPaperStrip *self, double x, double y, double size, gboolean filled)
{
  add_mark (self, MARK_STAR, (DsPaperBox){ x, y, size, size }, filled ? DS_INK_WARN : DS_INK_MUTED)->filled = filled;
}

void
ds_paper_strip_draw (const DsPaperStrip *self, cairo_t *cr)
{
  for (guint i = 0; i < self->marks->len; i++) {
    cairo_save (cr);
    draw_mark (cr, g_ptr_array_index (self->marks, i));
    cairo_restore (cr);
  }
}
