/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-paper.h"

#include "ds-test.h"

G_BEGIN_DECLS

/** DsPaperPdf: a paper as another program sees it */
typedef struct {
  DsTestFolder *folder;
  char *path;
  char *text; /* pdftotext -layout */
  char *fonts; /* pdffonts */
  guint n_pages;
  guint n_images; /* pdfimages, JPEG only */
} DsPaperPdf;

/**
 * ds_paper_pdf_new:
 * @name: the file's name; the variable DS_PAPER_OUT names a folder that keeps a copy, to be looked at
 *
 * Writes the paper and reads it with poppler's tools. Returns: (transfer full) (nullable): %NULL if they are not there
 */
DsPaperPdf *ds_paper_pdf_new (DsPaper *paper, const char *name);
void ds_paper_pdf_free (DsPaperPdf *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsPaperPdf, ds_paper_pdf_free)

/** ds_paper_pdf_assert_has: each of @words (%NULL-terminated) is in the text, spaces and line breaks aside */
void ds_paper_pdf_assert_has (DsPaperPdf *self, const char *const *words);
/** ds_paper_pdf_has: Returns: whether @word is in the text, spaces and line breaks aside */
gboolean ds_paper_pdf_has (DsPaperPdf *self, const char *word);
/** ds_paper_pdf_assert_fonts: every font is embedded, and there is one at least */
void ds_paper_pdf_assert_fonts (DsPaperPdf *self);

G_END_DECLS
