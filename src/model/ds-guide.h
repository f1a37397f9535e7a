/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ds-checklist.h"

G_BEGIN_DECLS

typedef struct {
  DsText text;
  const char *kind; /* "safety", "health", "energy" or "care" */
  gboolean important;
} DsGuideItem;

typedef struct {
  DsText title;
  DsGuideItem *items;
  guint n_items;
} DsGuideSection;

/** DsGuide: one leave-behind guide (`doorstep-guide/1`), immutable, reference counted. Any thread. */
typedef struct {
  gatomicrefcount ref_count;
  const char *id;
  guint version;
  const char **appliances; /* kinds, %NULL-terminated */
  DsText title;
  DsGuideSection *sections;
  guint n_sections;
  DsBasis *basis;
  guint n_basis;
  char sha256[65];
  gpointer arena;
} DsGuide;

/** ds_guide_parse: like ds_checklist_parse(), same limits */
DsGuide *ds_guide_parse (const char *data, gsize size, GPtrArray **ret_problems, GError **error);
DsGuide *ds_guide_ref (DsGuide *self);
void ds_guide_unref (DsGuide *self);

/** ds_guide_is_for: Returns: whether the guide is for appliances of @kind */
gboolean ds_guide_is_for (const DsGuide *self, const char *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsGuide, ds_guide_unref)

G_END_DECLS
