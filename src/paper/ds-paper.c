/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper.h"

#include "ds-error.h"
#include "ds-file.h"
#include "ds-paper-private.h"

#include <cairo-pdf.h>

struct _DsPaper {
  DsPaperFlow *flow;
  GArray *placed; /* DsPaperPlaced */
  guint n_pages;
  char *title;
  char *company;
  char *number;
  gint64 made_us;
};

DsPaper *
ds_paper_new (DsPaperFlow *flow, const char *title, const char *company, const char *number, gint64 made_us)
{
  DsPaper *self = g_new0 (DsPaper, 1);
  self->flow = flow;
  self->placed = ds_paper_flow_place (flow, &self->n_pages);
  self->title = g_strdup (title);
  self->company = g_strdup (company);
  self->number = g_strdup (number);
  self->made_us = made_us;
  return self;
}

void
ds_paper_free (DsPaper *self)
{
  if (self == NULL) {
    return;
  }
  g_array_unref (self->placed);
  ds_paper_flow_free (self->flow);
  g_free (self->title);
  g_free (self->company);
  g_free (self->number);
  g_free (self);
}

const char *
ds_paper_get_title (const DsPaper *self)
{
  return self->title;
}

guint
ds_paper_n_pages (const DsPaper *self)
{
  return self->n_pages;
}

static void
draw_line (DsPaper *self, cairo_t *cr, const char *left, const char *right, double y)
{
  DsPaperStyle left_style = ds_paper_tone_style (DS_TONE_MUTED, 8), right_style = left_style;
  right_style.align = PANGO_ALIGN_RIGHT;
  g_autoptr (DsPaperStrip) strip = ds_paper_strip_new (0);
  PangoLayout *layout = ds_paper_flow_layout (self->flow, left, &left_style, DS_FLOW_WIDTH * 0.62);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  ds_paper_strip_add_text (strip, layout, 0, 0, left_style.colour);
  ds_paper_strip_add_text (strip, ds_paper_flow_layout (self->flow, right, &right_style, DS_FLOW_WIDTH * 0.36),
                           DS_FLOW_WIDTH * 0.64, 0, right_style.colour);
  cairo_save (cr);
  cairo_translate (cr, DS_FLOW_LEFT, y);
  ds_paper_strip_draw (strip, cr);
  cairo_restore (cr);
}

static void
draw_rule (cairo_t *cr, double y)
{
  g_autoptr (DsPaperStrip) strip = ds_paper_strip_new (0);
  ds_paper_strip_add_fill (strip, (DsPaperBox){ DS_FLOW_LEFT, y, DS_FLOW_WIDTH, 0.5 }, 0, DS_INK_FAINT);
  ds_paper_strip_draw (strip, cr);
}

static void
draw_frame (DsPaper *self, cairo_t *cr, guint page)
{
  if (page > 0) {
    g_autofree char *head = g_strdup_printf ("%s%s%s", self->company != NULL ? self->company : "",
                                             self->company != NULL ? "  ·  " : "", self->title);
    draw_line (self, cr, head, self->number, 38);
    draw_rule (cr, 53);
  }
  g_autofree char *pages =
      g_strdup_printf (ds_paper_flow_say (self->flow, "Page %u of %u", "第 %u 页 / 共 %u 页"), page + 1, self->n_pages);
  draw_rule (cr, 798);
  draw_line (self, cr, self->number, pages, 802);
}

void
ds_paper_draw_page (DsPaper *self, cairo_t *cr, guint page)
{
  g_return_if_fail (page < self->n_pages);
  draw_frame (self, cr, page);
  for (guint i = 0; i < self->placed->len; i++) {
    const DsPaperPlaced *place = &g_array_index (self->placed, DsPaperPlaced, i);
    if (place->page != page) {
      continue;
    }
    cairo_save (cr);
    cairo_translate (cr, DS_FLOW_LEFT, place->y);
    ds_paper_strip_draw (place->strip, cr);
    cairo_restore (cr);
  }
}

static cairo_status_t
write_bytes_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
ds_paper_to_pdf (DsPaper *self, GError **error)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (write_bytes_cb, bytes, DS_PAPER_WIDTH, DS_PAPER_HEIGHT);
  g_autoptr (GDateTime) made = g_date_time_new_from_unix_utc (self->made_us / G_USEC_PER_SEC);
  g_autofree char *made_text = made != NULL ? g_date_time_format (made, "%Y-%m-%dT%H:%M:%SZ") : NULL;
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, self->number);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Doorstep");
  if (made_text != NULL) {
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, made_text);
  }
  cairo_t *cr = cairo_create (surface);
  for (guint page = 0; page < self->n_pages; page++) {
    ds_paper_draw_page (self, cr, page);
    cairo_show_page (cr);
  }
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS) {
    status = cairo_surface_status (surface);
  }
  cairo_surface_destroy (surface);
  g_autoptr (GBytes) result = g_byte_array_free_to_bytes (bytes);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, DS_PAPER_ERROR, DS_ERROR_FAILED, "The paper “%s” cannot be drawn: %s.", self->title,
                 cairo_status_to_string (status));
    return NULL;
  }
  return g_steal_pointer (&result);
}

gboolean
ds_paper_write_pdf (DsPaper *self, const char *path, GError **error)
{
  g_autoptr (GBytes) pdf = ds_paper_to_pdf (self, error);
  if (pdf == NULL) {
    return FALSE;
  }
  gsize size;
  const void *data = g_bytes_get_data (pdf, &size);
  return ds_file_write_durable (path, data, size, error);
}
