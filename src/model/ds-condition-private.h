/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-checklist.h"

G_BEGIN_DECLS

/** DsStepFact: what a condition or expression may ask about a step. Strings are borrowed. */
typedef struct {
  gboolean answered;
  gboolean failed;
  const char *string; /* nullable */
  const char *const *strings; /* nullable: multi */
  gboolean has_number;
  DsDecimal number;
} DsStepFact;

/**
 * DsConditionSource: where a condition gets its facts from.
 * @step: fills @ret_fact for the step; a step that is not asked is not answered
 * @fact: Returns: (nullable): a fact of the appliance
 */
typedef struct _DsConditionSource DsConditionSource;
struct _DsConditionSource {
  void (*step) (const DsConditionSource *self, guint step, DsStepFact *ret_fact);
  const char *(*fact) (const DsConditionSource *self, const char *name);
};

/** ds_condition_holds: Returns: whether @self (nullable: always) holds */
gboolean ds_condition_holds (const DsCondition *self, const DsConditionSource *source);

/** ds_expression_value: Returns: whether there is a value: all steps answered, no division by zero, no overflow */
gboolean ds_expression_value (const DsExpression *self, const DsConditionSource *source, DsDecimal *ret_value);

G_END_DECLS
