/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-flow.h"

#include <string.h>

#define FONT_FAMILY "Noto Sans CJK SC, Noto Sans, sans-serif"
#define BODY_SIZE 9.5

struct _DsPaperFlow {
  const char *language;
  PangoFontMap *fonts;
  PangoContext *context;
  GPtrArray *strips;
  double pending_space;
};

static const char *
find_language (const char *language)
{
  return language != NULL && g_str_has_prefix (language, "zh") ? "zh_CN" : "en";
}

DsPaperStyle
ds_paper_tone_style (DsPaperTone tone, double size)
{
  DsPaperStyle style = { .size = size, .colour = DS_INK_BLACK, .align = PANGO_ALIGN_LEFT };
  style.bold = tone != DS_TONE_PLAIN && tone != DS_TONE_MUTED;
  if (tone == DS_TONE_MUTED) {
    style.colour = DS_INK_MUTED;
  } else if (tone == DS_TONE_GOOD) {
    style.colour = DS_INK_GOOD;
  } else if (tone == DS_TONE_WARN) {
    style.colour = DS_INK_WARN;
  } else if (tone == DS_TONE_BAD) {
    style.colour = DS_INK_BAD;
  }
  return style;
}

DsPaperFlow *
ds_paper_flow_new (const char *language)
{
  DsPaperFlow *self = g_new0 (DsPaperFlow, 1);
  self->strips = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_paper_strip_free);
  self->fonts = pango_cairo_font_map_new ();
  /* One point of type is one unit of cairo, and metrics do not depend on a screen's pixels: the preview breaks lines
   * where the PDF does. */
  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (self->fonts), 72.0);
  self->context = pango_font_map_create_context (self->fonts);
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (self->context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (self->context, FALSE);
  ds_paper_flow_set_language (self, language);
  return self;
}

void
ds_paper_flow_free (DsPaperFlow *self)
{
  if (self == NULL) {
    return;
  }
  g_ptr_array_unref (self->strips);
  g_object_unref (self->context);
  g_object_unref (self->fonts);
  g_free (self);
}

const char *
ds_paper_flow_language (const DsPaperFlow *self)
{
  return self->language;
}

void
ds_paper_flow_set_language (DsPaperFlow *self, const char *language)
{
  self->language = find_language (language);
  pango_context_set_language (self->context,
                              pango_language_from_string (g_str_equal (self->language, "zh_CN") ? "zh-cn" : "en"));
}

const char *
ds_paper_flow_say (const DsPaperFlow *self, const char *en, const char *zh_cn)
{
  return g_str_equal (self->language, "zh_CN") ? zh_cn : en;
}

PangoLayout *
ds_paper_flow_layout (DsPaperFlow *self, const char *text, const DsPaperStyle *style, double width)
{
  PangoLayout *layout = pango_layout_new (self->context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (FONT_FAMILY);
  pango_font_description_set_absolute_size (font, style->size * PANGO_SCALE);
  pango_font_description_set_weight (font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  /* Noto Sans CJK is generous: its own leading is half as large again as the type. */
  pango_layout_set_line_spacing (layout, 0.92f);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, style->align);
  if (width > 0) {
    pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  }
  /* A serial number that is broken must not gain a hyphen. */
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  if (!g_str_equal (self->language, "zh_CN")) {
    /* Quotes and dots are as wide as a character in the Chinese font; English wants them narrow. */
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("pwid=1"));
  }
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text != NULL ? text : "", -1);
  return layout;
}

double
ds_paper_layout_height (PangoLayout *layout)
{
  int height;
  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

double
ds_paper_layout_width (PangoLayout *layout)
{
  int width;
  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

char *
ds_paper_layout_slice (PangoLayout *layout, guint first, guint n)
{
  guint count = (guint) pango_layout_get_line_count (layout);
  const char *text = pango_layout_get_text (layout);
  if (first >= count || n == 0) {
    return g_strdup ("");
  }
  int start = pango_layout_get_line_readonly (layout, (int) first)->start_index;
  gsize end = strlen (text);
  if (first + n < count) {
    end = (gsize) pango_layout_get_line_readonly (layout, (int) (first + n))->start_index;
  }
  return g_strchomp (g_strndup (text + start, end - (gsize) start));
}

void
ds_paper_flow_add (DsPaperFlow *self, DsPaperStrip *strip)
{
  strip->space_before = MAX (strip->space_before, self->pending_space);
  self->pending_space = 0;
  g_ptr_array_add (self->strips, strip);
}

void
ds_paper_flow_space (DsPaperFlow *self, double height)
{
  self->pending_space = MAX (self->pending_space, height);
}

void
ds_paper_flow_heading (DsPaperFlow *self, const char *text)
{
  DsPaperStyle style = { .size = 12.5, .bold = TRUE, .colour = DS_INK_ACCENT };
  PangoLayout *layout = ds_paper_flow_layout (self, text, &style, DS_FLOW_WIDTH - 12);
  double height = ds_paper_layout_height (layout);
  DsPaperStrip *strip = ds_paper_strip_new (height + 5);
  strip->space_before = 15;
  strip->keep_with_next = TRUE;
  ds_paper_strip_add_fill (strip, (DsPaperBox){ 0, height * 0.16, 3.5, height * 0.7 }, 1.2, DS_INK_ACCENT);
  ds_paper_strip_add_text (strip, layout, 10, 0, style.colour);
  ds_paper_flow_add (self, strip);
}

void
ds_paper_flow_subheading (DsPaperFlow *self, const char *text, const char *aside, DsPaperTone aside_tone)
{
  DsPaperStyle style = ds_paper_tone_style (DS_TONE_STRONG, 10);
  DsPaperStyle aside_style = ds_paper_tone_style (aside_tone, 9);
  PangoLayout *right = ds_paper_flow_layout (self, aside, &aside_style, 0);
  double aside_width = MIN (ds_paper_layout_width (right), DS_FLOW_WIDTH / 2);
  pango_layout_set_width (right, (int) ((aside_width + 1) * PANGO_SCALE));
  PangoLayout *left = ds_paper_flow_layout (self, text, &style, DS_FLOW_WIDTH - aside_width - 10);
  DsPaperStrip *strip = ds_paper_strip_new (MAX (ds_paper_layout_height (left), ds_paper_layout_height (right)) + 3);
  strip->space_before = 9;
  strip->keep_with_next = TRUE;
  ds_paper_strip_add_text (strip, left, 0, 0, style.colour);
  ds_paper_strip_add_text (strip, right, DS_FLOW_WIDTH - aside_width, 0.8, aside_style.colour);
  ds_paper_flow_add (self, strip);
}

/* What a box or paragraph needs to lay one of its slices out. */
typedef struct {
  DsPaperStyle style;
  double x, width;
  guint32 panel, bar; /* 0: no box */
} Block;

static void
add_slice (DsPaperFlow *self, const Block *block, const char *text, double above, double below)
{
  PangoLayout *layout = ds_paper_flow_layout (self, text, &block->style, block->width);
  double height = ds_paper_layout_height (layout) + above + below;
  DsPaperStrip *strip = ds_paper_strip_new (height);
  if (block->panel != 0) {
    /* A hair more than the strip, so that no seam shows between two of one box. */
    ds_paper_strip_add_fill (strip, (DsPaperBox){ 0, 0, DS_FLOW_WIDTH, height + 0.2 }, 0, block->panel);
    ds_paper_strip_add_fill (strip, (DsPaperBox){ 0, 0, 3.5, height + 0.2 }, 0, block->bar);
  }
  ds_paper_strip_add_text (strip, layout, block->x, above, block->style.colour);
  ds_paper_flow_add (self, strip);
}

static DsPaperStrip *
last_strip (DsPaperFlow *self)
{
  return g_ptr_array_index (self->strips, self->strips->len - 1);
}

void
ds_paper_flow_keep_last (DsPaperFlow *self)
{
  if (self->strips->len > 0) {
    last_strip (self)->keep_with_next = TRUE;
  }
}

void
ds_paper_flow_release_last (DsPaperFlow *self)
{
  if (self->strips->len > 0) {
    last_strip (self)->keep_with_next = FALSE;
  }
}

/* A short text is one strip. A long one is a strip for each line, of which the first two and the last two stay together. */
static void
add_text (DsPaperFlow *self, const Block *block, const char *text, double above, double below)
{
  g_autoptr (PangoLayout) layout = ds_paper_flow_layout (self, text, &block->style, block->width);
  guint n = (guint) pango_layout_get_line_count (layout);
  if (n <= 6) {
    add_slice (self, block, text, above, below);
    return;
  }
  for (guint i = 0; i < n; i++) {
    g_autofree char *line = ds_paper_layout_slice (layout, i, 1);
    add_slice (self, block, line, i == 0 ? above : 0, i == n - 1 ? below : 0);
    last_strip (self)->keep_with_next = i == 0 || i == n - 2;
  }
}

void
ds_paper_flow_paragraph (DsPaperFlow *self, const char *text, DsPaperTone tone)
{
  Block block = { .style = ds_paper_tone_style (tone, BODY_SIZE), .width = DS_FLOW_WIDTH };
  ds_paper_flow_space (self, 3);
  add_text (self, &block, text, 0, 1);
}

void
ds_paper_flow_callout (DsPaperFlow *self, const char *title, const char *text, DsPaperTone tone)
{
  Block block = { .style = ds_paper_tone_style (tone, 10.5), .x = 13, .width = DS_FLOW_WIDTH - 25 };
  block.panel = DS_INK_PANEL;
  block.bar = DS_INK_ACCENT;
  if (tone == DS_TONE_GOOD) {
    block.panel = DS_INK_GOOD_PANEL;
    block.bar = DS_INK_GOOD;
  } else if (tone == DS_TONE_WARN) {
    block.panel = DS_INK_WARN_PANEL;
    block.bar = DS_INK_WARN;
  } else if (tone == DS_TONE_BAD) {
    block.panel = DS_INK_BAD_PANEL;
    block.bar = DS_INK_BAD;
  }
  ds_paper_flow_space (self, 8);
  gboolean has_text = text != NULL && *text != '\0';
  if (title != NULL) {
    add_text (self, &block, title, 7, has_text ? 1 : 8);
    last_strip (self)->keep_with_next = has_text;
  }
  if (has_text) {
    block.style = ds_paper_tone_style (DS_TONE_PLAIN, BODY_SIZE);
    add_text (self, &block, text, title != NULL ? 1 : 7, 8);
  }
  ds_paper_flow_space (self, 7);
}

/* The height of a strip with those that must stand on the same page. */
static double
measure_chain (DsPaperFlow *self, guint first)
{
  double height = 0;
  for (guint i = first; i < self->strips->len; i++) {
    const DsPaperStrip *strip = g_ptr_array_index (self->strips, i);
    height += strip->height + (i > first ? strip->space_before : 0);
    if (!strip->keep_with_next) {
      break;
    }
  }
  return height;
}

static void
place_strip (GArray *placed, const DsPaperStrip *strip, guint page, double *y)
{
  DsPaperPlaced place = { strip, page, *y };
  g_array_append_val (placed, place);
  *y += strip->height;
}

GArray *
ds_paper_flow_place (DsPaperFlow *self, guint *ret_n_pages)
{
  GArray *placed = g_array_new (FALSE, FALSE, sizeof (DsPaperPlaced));
  guint page = 0;
  double y = DS_FLOW_TOP_FIRST;
  gboolean top = TRUE;
  for (guint i = 0; i < self->strips->len; i++) {
    const DsPaperStrip *strip = g_ptr_array_index (self->strips, i);
    double space = top ? 0 : strip->space_before;
    /* A chain higher than any page cannot be kept together: then at least the strip itself is whole. */
    double needed = MIN (measure_chain (self, i), DS_FLOW_BOTTOM - DS_FLOW_TOP);
    if (!top && y + space + needed > DS_FLOW_BOTTOM) {
      page++;
      y = DS_FLOW_TOP;
      space = 0;
      if (strip->header != NULL && strip->header != strip) {
        place_strip (placed, strip->header, page, &y);
      }
    }
    y += space;
    place_strip (placed, strip, page, &y);
    top = FALSE;
  }
  *ret_n_pages = page + 1;
  return placed;
}
