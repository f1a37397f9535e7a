/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-paper-strip.h"

G_BEGIN_DECLS

/** The room for text on a page, in points. */
#define DS_FLOW_LEFT 46.0
#define DS_FLOW_WIDTH 503.0
#define DS_FLOW_TOP_FIRST 40.0
#define DS_FLOW_TOP 66.0
#define DS_FLOW_BOTTOM 788.0
/** A row or text higher than this is cut between lines, since it might fit no page. */
#define DS_FLOW_MAX_STRIP 240.0

/** DsPaperStyle: how a text looks. @size in points. */
typedef struct {
  double size;
  gboolean bold;
  guint32 colour;
  PangoAlignment align;
} DsPaperStyle;

/** DsPaperTone: what a text or box says at a glance. */
typedef enum {
  DS_TONE_PLAIN,
  DS_TONE_MUTED,
  DS_TONE_STRONG,
  DS_TONE_GOOD,
  DS_TONE_WARN,
  DS_TONE_BAD,
} DsPaperTone;

/** ds_paper_tone_style: Returns: the style of body text in @tone */
DsPaperStyle ds_paper_tone_style (DsPaperTone tone, double size);

/** DsPaperFlow: gathers strips from top to bottom and then breaks them into pages. */
typedef struct _DsPaperFlow DsPaperFlow;

/** DsPaperPlaced: a strip on a page */
typedef struct {
  const DsPaperStrip *strip;
  guint page;
  double y;
} DsPaperPlaced;

/** ds_paper_flow_new: Returns: (transfer full): an empty flow in @language ("zh_CN" or "en"), with fonts of its own, so usable on any one thread */
DsPaperFlow *ds_paper_flow_new (const char *language);
void ds_paper_flow_free (DsPaperFlow *self);

/** ds_paper_flow_language: Returns: (transfer none): "zh_CN" or "en" */
const char *ds_paper_flow_language (const DsPaperFlow *self);
/** ds_paper_flow_set_language: from here on, words are in @language */
void ds_paper_flow_set_language (DsPaperFlow *self, const char *language);
/** ds_paper_flow_say: Returns: (transfer none): the one of both in the flow's language */
const char *ds_paper_flow_say (const DsPaperFlow *self, const char *en, const char *zh_cn) G_GNUC_FORMAT (2)
    G_GNUC_FORMAT (3);

/** ds_paper_flow_layout: Returns: (transfer full): @text in @style, wrapped at @width points (0: not) */
PangoLayout *ds_paper_flow_layout (DsPaperFlow *self, const char *text, const DsPaperStyle *style, double width);
/** ds_paper_layout_height: Returns: the layout's height in points */
double ds_paper_layout_height (PangoLayout *layout);
/** ds_paper_layout_width: Returns: the layout's width in points */
double ds_paper_layout_width (PangoLayout *layout);
/** ds_paper_layout_slice: Returns: (transfer full): the text of the lines from @first, @n of them; "" past the end */
char *ds_paper_layout_slice (PangoLayout *layout, guint first, guint n);

/** ds_paper_flow_add: @strip: (transfer full): puts a strip below the others */
void ds_paper_flow_add (DsPaperFlow *self, DsPaperStrip *strip);
/** ds_paper_flow_heading: a heading of a part, never the last on a page */
void ds_paper_flow_heading (DsPaperFlow *self, const char *text);
/** ds_paper_flow_subheading: a smaller one, with @aside (nullable) at the right */
void ds_paper_flow_subheading (DsPaperFlow *self, const char *text, const char *aside, DsPaperTone aside_tone);
/** ds_paper_flow_paragraph: text over the whole width; a long one may be cut between lines */
void ds_paper_flow_paragraph (DsPaperFlow *self, const char *text, DsPaperTone tone);
/** ds_paper_flow_callout: text in a coloured box with a bold @title (nullable) */
void ds_paper_flow_callout (DsPaperFlow *self, const char *title, const char *text, DsPaperTone tone);
/** ds_paper_flow_keep_last: what was added last stays on the page of what comes next */
void ds_paper_flow_keep_last (DsPaperFlow *self);
/** ds_paper_flow_release_last: takes that back */
void ds_paper_flow_release_last (DsPaperFlow *self);
/** ds_paper_flow_space: empty space, dropped at the top of a page */
void ds_paper_flow_space (DsPaperFlow *self, double height);

/**
 * ds_paper_flow_place:
 * @ret_n_pages: (out): how many pages, at least 1
 *
 * Breaks the strips into pages: none is cut, a heading stays with what follows, a table's head is repeated.
 *
 * Returns: (transfer full) (element-type DsPaperPlaced): where each strip stands, in order of pages; it borrows the
 *   strips of the flow
 */
GArray *ds_paper_flow_place (DsPaperFlow *self, guint *ret_n_pages);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsPaperFlow, ds_paper_flow_free)

G_END_DECLS
