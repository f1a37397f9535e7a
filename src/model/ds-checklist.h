/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ds-decimal.h"
#include "ds-json.h"
#include "ds-text.h"

G_BEGIN_DECLS

/** Largest checklist text, most steps, deepest nesting (architecture: no file can use more). */
#define DS_CHECKLIST_MAX_BYTES (1024 * 1024)
#define DS_CHECKLIST_MAX_STEPS 2000
#define DS_CHECKLIST_MAX_DEPTH 16
/** Most things of one repeated section, whatever `repeat.max` says. */
#define DS_CHECKLIST_MAX_THINGS 200
/** "No such index." */
#define DS_NONE G_MAXUINT

/** DsSeverity: how bad a failing answer is, in rising order, so that the larger one is the worse one. */
typedef enum {
  DS_SEVERITY_NONE,
  DS_SEVERITY_ADVICE,
  DS_SEVERITY_HAZARD,
  DS_SEVERITY_STOP,
} DsSeverity;

/** ds_severity_name: Returns: "none", "advice", "hazard" or "stop" */
const char *ds_severity_name (DsSeverity severity);

/** DsSectionStage: the part of the visit a section belongs to; all `before` come first, then `work`, then `after`. */
typedef enum {
  DS_SECTION_BEFORE,
  DS_SECTION_WORK,
  DS_SECTION_AFTER,
} DsSectionStage;

typedef enum {
  DS_ANSWER_CHECK,
  DS_ANSWER_YES_NO,
  DS_ANSWER_CHOICE,
  DS_ANSWER_MULTI,
  DS_ANSWER_NUMBER,
  DS_ANSWER_TEXT,
  DS_ANSWER_PHOTO,
  DS_ANSWER_SCAN,
  DS_ANSWER_TIMER,
  DS_ANSWER_DATE,
  DS_ANSWER_SIGNATURE,
  DS_ANSWER_COMPUTED,
} DsAnswerType;

/** ds_answer_type_name: Returns: the type as written in the format, e.g. "yes-no" */
const char *ds_answer_type_name (DsAnswerType type);

/** DsSkip: why a step has no answer. @DS_SKIP_NOT_TESTED is never a pass. */
typedef enum {
  DS_SKIP_NOT_APPLICABLE = 1 << 0,
  DS_SKIP_NOT_TESTED = 1 << 1,
} DsSkip;

/** ds_skip_name: Returns: "not-applicable" or "not-tested" */
const char *ds_skip_name (DsSkip skip);

typedef enum {
  DS_GATE_NONE,
  DS_GATE_SECTION, /* later steps of the same section, for the same thing */
  DS_GATE_CHECKLIST, /* later steps of the same job */
  DS_GATE_VISIT, /* later steps of all jobs */
} DsGateScope;

typedef enum {
  DS_PAIR_NONE,
  DS_PAIR_OPEN,
  DS_PAIR_CLOSE,
} DsPairRole;

/** DsEvidence: what a failing answer asks for (bits). */
typedef enum {
  DS_EVIDENCE_PHOTO = 1 << 0,
  DS_EVIDENCE_NOTE = 1 << 1,
} DsEvidence;

/*
 * Conditions and expressions, compiled: step ids are resolved to indexes, so nothing is looked up by name later.
 */
typedef enum {
  DS_CONDITION_STEP_IN, /* `is` and `in`: the answer is one of @values */
  DS_CONDITION_STEP_INCLUDES, /* multi: the chosen options include values[0] */
  DS_CONDITION_STEP_WITHIN, /* answered, and within (or, !@expected, out of) its limits */
  DS_CONDITION_STEP_FAILED, /* answered, and failed (or, !@expected, not failed) */
  DS_CONDITION_STEP_ANSWERED,
  DS_CONDITION_FACT_IN, /* the fact is one of @values */
  DS_CONDITION_FACT_RANGE, /* the fact is a decimal within @limit's bounds */
  DS_CONDITION_ALL,
  DS_CONDITION_ANY,
  DS_CONDITION_NOT,
} DsConditionKind;

typedef struct _DsCondition DsCondition;
typedef struct _DsExpression DsExpression;
typedef struct _DsStep DsStep;
typedef struct _DsChecklist DsChecklist;

/**
 * DsBounds: what is acceptable. @has_min with !@min_exclusive is "min" (value ≥ min), with @min_exclusive "above"
 * (value > min); the same for "max" and "below".
 */
typedef struct {
  gboolean has_min, has_max;
  gboolean min_exclusive, max_exclusive;
  DsDecimal min, max;
} DsBounds;

/** ds_bounds_hold: Returns: whether @value is acceptable */
gboolean ds_bounds_hold (const DsBounds *bounds, DsDecimal value);

struct _DsCondition {
  DsConditionKind kind;
  guint step; /* index of the step in the checklist */
  const char *fact;
  const char **values; /* %NULL-terminated */
  gboolean expected;
  DsBounds bounds;
  DsCondition **of; /* ALL, ANY, NOT: %NULL-terminated */
};

typedef enum {
  DS_EXPRESSION_STEP,
  DS_EXPRESSION_NUMBER,
  DS_EXPRESSION_FACT,
  DS_EXPRESSION_ADD,
  DS_EXPRESSION_SUBTRACT,
  DS_EXPRESSION_MULTIPLY,
  DS_EXPRESSION_DIVIDE,
  DS_EXPRESSION_MIN,
  DS_EXPRESSION_MAX,
  DS_EXPRESSION_ABS,
  DS_EXPRESSION_DIFFERENCE, /* |a − b| */
} DsExpressionKind;

struct _DsExpression {
  DsExpressionKind kind;
  guint step;
  const char *fact;
  DsDecimal number;
  DsExpression **of; /* %NULL-terminated */
};

/** DsLimit: one bound of a measured or computed value. Every limit whose @when holds judges; the worst broken one counts. */
typedef struct {
  DsBounds bounds;
  DsSeverity severity;
  DsCondition *when; /* nullable: always */
  guint *basis; /* indexes into the checklist's basis */
  guint n_basis;
} DsLimit;

typedef struct {
  const char *id;
  DsText title;
  DsSeverity severity; /* %DS_SEVERITY_NONE: a good answer */
} DsOption;

/** DsAnswer: what a step asks for. Only the fields of @type are set. */
typedef struct {
  DsAnswerType type;
  const char *failing; /* yes-no: "yes", "no" or %NULL */
  DsOption *options; /* choice, multi */
  guint n_options;
  guint min, max; /* multi: least chosen; text: most characters (max); photo: how many */
  const char *ucum; /* number, computed: unit code for machines */
  DsText unit; /* number, computed: unit as shown */
  guint decimals;
  DsLimit *limits; /* number, computed */
  guint n_limits;
  gboolean has_plausible;
  DsBounds plausible; /* number: outside it the program asks "really?" */
  DsText show; /* photo: what must be seen */
  const char *pattern; /* scan: regular expression, nullable; a mismatch asks, never blocks */
  guint minutes; /* timer: least waiting time */
  gboolean past; /* date: not after the day of the answer */
  DsText statement; /* signature: what is signed (en is %NULL if none) */
  DsExpression *expr; /* computed */
} DsAnswer;

/**
 * DsStep: one step. Optional texts have %NULL in both languages when absent.
 */
struct _DsStep {
  guint index; /* in the checklist's steps */
  guint section; /* index of its section */
  const char *id;
  DsText title, why, how;
  const char *picture; /* file name, nullable */
  DsAnswer answer;
  DsCondition *when; /* nullable: always; the section's own `when` comes on top */
  gboolean required;
  DsSkip skippable; /* bits; 0: cannot be skipped */
  DsGateScope gate;
  DsText gate_reason;
  DsPairRole pair_role;
  const char *pair; /* pair id, nullable */
  guint pair_step; /* index of the other half, %DS_NONE */
  DsText pair_strip; /* opener: shown on every screen while open */
  const char *instrument; /* instrument id, nullable */
  DsText instrument_name;
  gboolean has_fail;
  DsSeverity fail_severity;
  DsText hazard; /* line of the hazard notice */
  DsText remedy;
  DsEvidence evidence; /* bits */
  gboolean recheck; /* after a remedy the same step is measured again */
  guint ages_minutes; /* 0: never */
  gboolean carry; /* show the last visit's value */
  guint compare; /* index of the "before" step of which this is the "after", %DS_NONE */
  guint *basis; /* indexes into the checklist's basis */
  guint n_basis;
  const char **topics; /* %NULL-terminated, nullable */
  guint rank; /* place in an order in which all it depends on comes earlier */
  guint *dependents; /* indexes of steps whose visibility, limits or value refer to this one */
  guint n_dependents;
};

typedef struct {
  guint index;
  const char *id;
  DsText title, intro, zone;
  DsSectionStage stage;
  gboolean repeated;
  DsText thing; /* what is repeated: "socket" */
  guint min_things, max_things;
  DsText *suggestions;
  guint n_suggestions;
  DsCondition *when; /* nullable */
  guint first_step, n_steps;
} DsSection;

typedef struct {
  const char *id;
  const char *standard;
  const char *clause; /* nullable */
  const char *edition; /* nullable */
  const char *confidence; /* "high", "medium" or "house" */
  DsText note;
} DsBasis;

typedef struct {
  const char *id;
  DsText title;
  DsDecimal quantity;
  DsText unit;
  const char *kind; /* "tool", "material" or "document" */
} DsBringItem;

/**
 * DsChecklist: one checklist, immutable and reference counted; read the fields, change none. Any thread.
 */
struct _DsChecklist {
  gatomicrefcount ref_count;
  const char *id;
  guint version;
  const char *service;
  const char **appliances; /* kinds, %NULL-terminated */
  DsText title, summary;
  DsBasis *basis;
  guint n_basis;
  const char **certificates; /* %NULL-terminated, maybe empty */
  DsBringItem *bring;
  guint n_bring;
  DsSection *sections;
  guint n_sections;
  DsStep *steps; /* of all sections, in order */
  guint n_steps;
  char sha256[65]; /* of the exact bytes that were parsed */
  gsize size_bytes;
  GHashTable *step_index; /* id → index + 1; use ds_checklist_find_step() */
  gpointer arena; /* owns all of the above */
};

/**
 * ds_checklist_parse:
 * @data: UTF-8 text of the format `doorstep-checklist/1`
 * @size: its bytes
 * @ret_problems: (out) (optional) (transfer full) (element-type DsJsonProblem): on failure all problems found
 *   (at most 50): JSON path and what would be right; %NULL on success
 * @error: %DS_ERROR_INVALID with the first problem, or %DS_ERROR_LIMIT
 *
 * Parses and resolves: references between steps become indexes, a cycle in `when`, limits and computed
 * values is an error. Never crashes and stays within the limits whatever the bytes. Any thread.
 *
 * Returns: (transfer full) (nullable): the checklist
 */
DsChecklist *ds_checklist_parse (const char *data, gsize size, GPtrArray **ret_problems, GError **error);

DsChecklist *ds_checklist_ref (DsChecklist *self);
void ds_checklist_unref (DsChecklist *self);

/** ds_checklist_find_step: Returns: the index of the step @id, or %DS_NONE */
guint ds_checklist_find_step (const DsChecklist *self, const char *id);

/** ds_checklist_find_section: Returns: the index of the section @id, or %DS_NONE */
guint ds_checklist_find_section (const DsChecklist *self, const char *id);

/** ds_step_find_option: Returns: the option @id of a choice or multi step, or %NULL */
const DsOption *ds_step_find_option (const DsStep *self, const char *id);

/** ds_step_can_fail: Returns: whether some answer of this step is a failing one */
gboolean ds_step_can_fail (const DsStep *self);

/**
 * ds_bounds_to_text:
 * @unit: (nullable): the unit as shown
 *
 * Returns: (transfer full): "198.0 – 235.4 V", "≥ 2 MΩ", "> 0 V", "≤ 4 Ω"
 */
char *ds_bounds_to_text (const DsBounds *self, const char *unit);

/** ds_basis_to_text: Returns: (transfer full): "GB/T 12325-2008 4.3", without the clause if there is none */
char *ds_basis_to_text (const DsBasis *self);

/** ds_service_is_valid: Returns: whether @service is one of the services of the format */
gboolean ds_service_is_valid (const char *service);

/** ds_service_title: Returns: (nullable): the service's name in both languages */
const DsText *ds_service_title (const char *service);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsChecklist, ds_checklist_unref)

G_END_DECLS
