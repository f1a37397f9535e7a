/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A visit to print: the shipped checklists, answered step by step with good values but for what a test wants to fail.
 */

#include "ds-guide.h"
#include "ds-paper.h"
#include "ds-visit.h"

#include "ds-test.h"

G_BEGIN_DECLS

/** DsPaperFixture: the visit and what it is made of; @n_remedied, @n_failed, @n_skipped: what really came of the setup */
typedef struct {
  DsOrder *order;
  DsVisit *visit;
  DsClock *clock;
  GPtrArray *checklists; /* DsChecklist */
  GPtrArray *guides; /* DsGuide */
  guint n_remedied;
  guint n_failed;
  guint n_skipped;
} DsPaperFixture;

/** DsPaperFixtureSetup: what the visit is like. Zeroed: one air conditioner, every answer good, not signed. */
typedef struct {
  gboolean whole_home; /* the electrical inspection too, with @n_things of each repeated section */
  guint n_things;
  guint n_remedy; /* so many measured values fail first and are put right */
  guint n_hazard; /* so many measured values stay out of limits with severity hazard */
  guint n_skip; /* so many skippable steps are skipped */
  gboolean sign; /* customer signs report (and notice) */
  gboolean refuse; /* customer refuses both */
  gboolean talk; /* opinions, satisfaction, guide, photos */
} DsPaperFixtureSetup;

/** ds_paper_fixture_new: Returns: (transfer full): a visit as @setup says; fails the test if the engine refuses an entry */
DsPaperFixture *ds_paper_fixture_new (const DsPaperFixtureSetup *setup);
void ds_paper_fixture_free (DsPaperFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsPaperFixture, ds_paper_fixture_free)

/** ds_paper_fixture_input: what a paper needs of it, in @language */
DsPaperInput ds_paper_fixture_input (DsPaperFixture *self, const char *language);

G_END_DECLS
