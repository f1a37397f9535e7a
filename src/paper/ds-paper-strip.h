/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/** Colours, as 0xRRGGBB. Chosen to stay apart on a black and white printer too. */
#define DS_INK_BLACK 0x1b1f24
#define DS_INK_MUTED 0x5b6470
#define DS_INK_FAINT 0xd5dae1
#define DS_INK_PANEL 0xf3f6fa
#define DS_INK_ACCENT 0x1a5fa8
#define DS_INK_GOOD 0x1c7c3c
#define DS_INK_WARN 0x9a5b00
#define DS_INK_BAD 0xb3141e
#define DS_INK_WARN_PANEL 0xfff4df
#define DS_INK_BAD_PANEL 0xfdeced
#define DS_INK_GOOD_PANEL 0xe9f6ec
#define DS_INK_WHITE 0xffffff

/**
 * DsPaperStrip: a horizontal strip of a page that is never cut: a table row, a heading, a line of a long text. It
 * holds what to draw, relative to its own top left corner, in points.
 * @height: its height
 * @space_before: empty space above it, dropped at the top of a page
 * @keep_with_next: it may not be the last of a page
 * @header: (nullable): the strip of a table's head, to be repeated when the table goes on on the next page
 */
typedef struct _DsPaperStrip DsPaperStrip;
struct _DsPaperStrip {
  double height;
  double space_before;
  gboolean keep_with_next;
  const DsPaperStrip *header;
  GPtrArray *marks;
};

/** ds_paper_strip_new: Returns: (transfer full): an empty strip */
DsPaperStrip *ds_paper_strip_new (double height);
void ds_paper_strip_free (DsPaperStrip *self);

/** DsPaperBox: a rectangle in a strip, in points */
typedef struct {
  double x, y, width, height;
} DsPaperBox;

/** ds_paper_strip_add_fill: a filled rectangle with rounded corners of @radius */
void ds_paper_strip_add_fill (DsPaperStrip *self, DsPaperBox box, double radius, guint32 colour);
/** ds_paper_strip_add_frame: a rectangle's outline, half a point wide */
void ds_paper_strip_add_frame (DsPaperStrip *self, DsPaperBox box, double radius, guint32 colour);
/** ds_paper_strip_add_text: @layout: (transfer full): at @x, @y */
void ds_paper_strip_add_text (DsPaperStrip *self, PangoLayout *layout, double x, double y, guint32 colour);
/** ds_paper_strip_add_image: @image: (transfer full): an image surface, fitted into @box and centred */
void ds_paper_strip_add_image (DsPaperStrip *self, cairo_surface_t *image, DsPaperBox box);
/** ds_paper_strip_add_curve: @points: (transfer full) (element-type double): x, y, x, y … of one line drawn with a round pen */
void ds_paper_strip_add_curve (DsPaperStrip *self, GArray *points, double width, guint32 colour);
/** ds_paper_strip_add_star: a five-pointed star, filled or only its outline, in a square of @size */
void ds_paper_strip_add_star (DsPaperStrip *self, double x, double y, double size, gboolean filled);

/** ds_paper_strip_draw: draws the strip with its corner at the origin of @cr */
void ds_paper_strip_draw (const DsPaperStrip *self, cairo_t *cr);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsPaperStrip, ds_paper_strip_free)

G_END_DECLS
