/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-parse-private.h"

G_BEGIN_DECLS

/** Most parts of one condition or expression, so that evaluating one stays cheap. */
#define DS_CONDITION_MAX_PARTS 64

/**
 * DsChecklistParse: the work table of one parse.
 * @edges: (element-type DsEdge): who refers to whom
 * @owner_section, @owner_step: where the condition or expression in hand stands; the step is %DS_NONE for a section's own
 * @parts: parts of the condition or expression in hand
 */
typedef struct {
  DsParse base;
  DsChecklist *list;
  GArray *edges;
  guint owner_section;
  guint owner_step;
  guint parts;
} DsChecklistParse;

typedef struct {
  guint from; /* the step that is referred to */
  guint to; /* the step that depends on it */
} DsEdge;

/** ds_checklist_parse_condition: Returns: (nullable): the condition at @key of @object; steps and answers are known by now */
DsCondition *ds_checklist_parse_condition (DsChecklistParse *self, json_t *object, const char *key);

/** ds_checklist_parse_expression: Returns: (nullable): the expression at @key of @object */
DsExpression *ds_checklist_parse_expression (DsChecklistParse *self, json_t *object, const char *key);

/** ds_checklist_parse_bounds: reads min, max, above, below; Returns: whether at least one is there and they make sense */
gboolean ds_checklist_parse_bounds (DsChecklistParse *self, json_t *object, gboolean exclusive_too,
                                    DsBounds *ret_bounds);

/** ds_checklist_parse_answer: reads `answer` of a step but for its references to other steps */
void ds_checklist_parse_answer (DsChecklistParse *self, json_t *object, DsStep *step);

/** ds_checklist_parse_answer_references: reads `expr` and the limits' `when`, once all steps are known */
void ds_checklist_parse_answer_references (DsChecklistParse *self, json_t *object, DsStep *step);

/** ds_checklist_parse_basis_references: reads a list of names of bases; Returns: their indexes, in the arena */
guint *ds_checklist_parse_basis_references (DsChecklistParse *self, json_t *object, guint *ret_n);

/** ds_checklist_find_reference: Returns: index of the step that @key names, if the step in hand may refer to it, else %DS_NONE with a problem */
guint ds_checklist_find_reference (DsChecklistParse *self, json_t *object, const char *key);

/** ds_checklist_resolve: ranks and dependents from the edges; notes a problem for a circle */
void ds_checklist_resolve (DsChecklistParse *self);

/** ds_checklist_resolve_pairs: joins the halves of pairs */
void ds_checklist_resolve_pairs (DsChecklistParse *self);

/** ds_checklist_push_step: goes to the path of a step; ds_checklist_pop_step() comes back */
void ds_checklist_push_step (DsChecklistParse *self, const DsStep *step);
void ds_checklist_pop_step (DsChecklistParse *self);

G_END_DECLS
