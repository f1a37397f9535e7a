/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-entry.h"
#include "ds-paper-flow.h"
#include "ds-paper.h"

G_BEGIN_DECLS

/** DsPaperHead: what stands at the top of the first page */
typedef struct {
  const char *company;
  const char *title;
  const char *subtitle; /* (nullable) */
  const char *number; /* order id */
  const char *date;
} DsPaperHead;

/** ds_paper_flow_letterhead: company and title at the left, number and date at the right, a rule below */
void ds_paper_flow_letterhead (DsPaperFlow *flow, const DsPaperHead *head);

/** ds_paper_flow_photos: @photos: (array length=n): thumbnails with captions, four a row; an unreadable file is an empty frame */
void ds_paper_flow_photos (DsPaperFlow *flow, const DsPaperPhoto *photos, guint n);

/** ds_paper_flow_stars: @score of five stars, and the number */
void ds_paper_flow_stars (DsPaperFlow *flow, int score);

/** DsPaperSigner: one of the two fields side by side; without @signature an empty line to sign on */
typedef struct {
  const char *label;
  const char *name; /* (nullable) */
  const DsSignature *signature; /* (nullable): strokes, or a refusal with its reason */
  const char *date; /* (nullable) */
} DsPaperSigner;

/** ds_paper_flow_signatures: both signing fields in one strip, never cut */
void ds_paper_flow_signatures (DsPaperFlow *flow, const DsPaperSigner *left, const DsPaperSigner *right);

G_END_DECLS
