/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * src/paper: what the customer gets on paper. A DsPaper is a laid out document: the screen shows its pages, the
 * printer prints them and the PDF holds them, all from one layout. It reads the model and changes nothing.
 */

#include <cairo.h>

#include "ds-guide.h"
#include "ds-order.h"
#include "ds-visit.h"

G_BEGIN_DECLS

/** A4 in PostScript points (1/72 inch). */
#define DS_PAPER_WIDTH 595.276
#define DS_PAPER_HEIGHT 841.890

/**
 * DsPaperPhoto:
 * @path: an image file (JPEG or PNG); one that cannot be read is counted, and shown as an empty frame
 * @caption: (nullable): what it shows
 */
typedef struct {
  const char *path;
  const char *caption;
} DsPaperPhoto;

/**
 * DsPaperInput:
 * @language: "zh_CN" or "en"
 * @order: the visit's order
 * @visit: (nullable): the visit; only the guide does without
 * @company: (nullable): who serves, e.g. the company's name; headquarters' name is taken if %NULL
 * @headquarters: (nullable): headquarters' name
 * @technician: (nullable): the technician's name; the order's technician id is shown beside it
 * @phone: (nullable): where the customer can call
 * @photos: (array length=n_photos) (nullable): thumbnails of the report
 * @guides: (array length=n_guides) (nullable): titles of the guides that were handed over (report), or the one to
 *   print (guide)
 *
 * All a paper needs. Borrowed for the call of ds_paper_new_…() only: a paper keeps nothing of it.
 */
typedef struct {
  const char *language;
  const DsOrder *order;
  DsVisit *visit;
  const char *company;
  const char *headquarters;
  const char *technician;
  const char *phone;
  const DsPaperPhoto *photos;
  guint n_photos;
  DsGuide *const *guides;
  guint n_guides;
} DsPaperInput;

/** DsPaper: a laid out document of A4 pages. Not locked: one thread at a time, any thread. */
typedef struct _DsPaper DsPaper;

/**
 * ds_paper_new_report:
 * @input: with order and visit
 *
 * The visit report: order and customer, appliances, times, results of each job, measured values with limit and
 * source, what was out of limits and remedied with both values, what was skipped and why, hazards, photos, opinions,
 * satisfaction, guides, signature or refusal. House rules are marked as such.
 *
 * Returns: (transfer full): the report; it can also be made before the visit is signed
 */
DsPaper *ds_paper_new_report (const DsPaperInput *input);

/**
 * ds_paper_new_notice:
 * @input: with order and visit
 *
 * The hazard notice in both languages, @input's first: per hazard the place, what was measured and what is required,
 * the remedy, the follow-up date, and the customer's signature or refusal. Text: appliance service facts §0.2.
 *
 * Returns: (transfer full): the notice; a visit without an open hazard gives a notice that says so
 */
DsPaper *ds_paper_new_notice (const DsPaperInput *input);

/**
 * ds_paper_new_guide:
 * @input: with order and at least one guide
 *
 * The booklet that stays with the customer (《安全健康节能使用指南》): a chapter for each guide, with the order's
 * appliances that it is for and their safe service life.
 *
 * Returns: (transfer full): the booklet
 */
DsPaper *ds_paper_new_guide (const DsPaperInput *input);

void ds_paper_free (DsPaper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsPaper, ds_paper_free)

/** ds_paper_get_title: Returns: (transfer none): the document's title in its language, for the window and the print job */
const char *ds_paper_get_title (const DsPaper *self);

/** ds_paper_n_pages: Returns: how many pages, at least 1 */
guint ds_paper_n_pages (const DsPaper *self);

/**
 * ds_paper_draw_page:
 * @cr: where to draw; the unit is the point, the page's corner is the origin. Scale before for a screen
 * @page: 0 to ds_paper_n_pages() − 1
 *
 * Draws one page in black and colours on whatever is there: paint white first on a screen.
 */
void ds_paper_draw_page (DsPaper *self, cairo_t *cr, guint page);

/**
 * ds_paper_to_pdf:
 * @error: %DS_PAPER_ERROR with %DS_ERROR_FAILED
 *
 * Returns: (transfer full): the document as PDF with embedded fonts; the same content gives the same bytes
 */
GBytes *ds_paper_to_pdf (DsPaper *self, GError **error);

/**
 * ds_paper_write_pdf:
 * @path: the file to write
 * @error: %DS_ERROR_FULL, %DS_ERROR_READ_ONLY or %DS_ERROR_IO from writing, as ds_file_write_durable()
 *
 * Writes the PDF whole or not at all.
 */
gboolean ds_paper_write_pdf (DsPaper *self, const char *path, GError **error);

G_END_DECLS
