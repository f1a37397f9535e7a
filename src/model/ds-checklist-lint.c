/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-checklist-lint.h"

#include "ds-checklist.h"
#include "ds-error.h"
#include "ds-lint-private.h"

#include <string.h>

typedef struct {
  const DsChecklist *list;
  GPtrArray *findings;
} Lint;

static void
free_finding (gpointer data)
{
  DsLintFinding *finding = data;

  g_free (finding->path);
  g_free (finding->message);
  g_free (finding);
}

static void
add_finding (GPtrArray *findings, gboolean error, const char *rule, const char *path, const char *message)
{
  DsLintFinding *finding = g_new0 (DsLintFinding, 1);

  finding->error = error;
  finding->rule = rule;
  finding->path = g_strdup (path);
  finding->message = g_strdup (message);
  g_ptr_array_add (findings, finding);
}

static char *
make_path (const Lint *self, const DsStep *step, const char *below)
{
  return g_strdup_printf ("sections[%u].steps[%u]%s%s", step->section,
                          step->index - self->list->sections[step->section].first_step, *below != '\0' ? "." : "",
                          below);
}

static void warn (const Lint *self, const DsStep *step, const char *below, const char *rule, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

static void
warn (const Lint *self, const DsStep *step, const char *below, const char *rule, const char *format, ...)
{
  g_autofree char *path = make_path (self, step, below);
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  add_finding (self->findings, FALSE, rule, path, message);
}

/* The place of a step in the order of work. */
static gboolean
is_behind (const Lint *self, const DsStep *later, const DsStep *earlier)
{
  DsSectionStage a = self->list->sections[earlier->section].stage;
  DsSectionStage b = self->list->sections[later->section].stage;

  return a != b ? b > a : later->index > earlier->index;
}

/* ------------------------------------------------------------------ what can never be */

static void
lint_dead_step (const Lint *self, const DsStep *step)
{
  const DsSection *section = &self->list->sections[step->section];
  const DsCondition *both[] = { section->when, step->when };

  if (step->when == NULL || ds_reach_can_hold (self->list, both, 2))
    return;
  warn (self, step, "when", "dead-step",
        "“%s” can never be shown: no answers make its condition hold. Mend the condition, or remove the step.",
        step->id);
}

static void
lint_dead_section (const Lint *self, const DsSection *section)
{
  g_autofree char *path = g_strdup_printf ("sections[%u].when", section->index);
  g_autofree char *message = NULL;
  const DsCondition *one[] = { section->when };

  if (section->when == NULL || ds_reach_can_hold (self->list, one, 1))
    return;
  message = g_strdup_printf (
      "The section “%s” can never be shown: no answers make its condition hold. Mend the condition, or remove it.",
      section->id);
  add_finding (self->findings, FALSE, "dead-section", path, message);
}

/* Parts of an `any` that never hold add nothing. */
static void
lint_branches (const Lint *self, const DsStep *step, const DsCondition *condition, const char *path)
{
  const DsSection *section = &self->list->sections[step->section];

  for (guint i = 0; condition != NULL && condition->of != NULL && condition->of[i] != NULL; i++) {
    const DsCondition *both[] = { section->when, condition->of[i] };
    static const char *const names[] = { "all", "any", "not" };
    g_autofree char *below = condition->kind == DS_CONDITION_NOT
                                 ? g_strconcat (path, ".not", NULL)
                                 : g_strdup_printf ("%s.%s[%u]", path, names[condition->kind - DS_CONDITION_ALL], i);

    if (condition->kind == DS_CONDITION_ANY && !ds_reach_can_hold (self->list, both, 2))
      warn (self, step, below, "unreachable-branch",
            "This part of the condition of “%s” can never hold, so it adds nothing. Mend it, or remove it.", step->id);
    lint_branches (self, step, condition->of[i], below);
  }
}

static void
lint_limit_conditions (const Lint *self, const DsStep *step)
{
  for (guint i = 0; i < step->answer.n_limits; i++) {
    const DsLimit *limit = &step->answer.limits[i];
    const DsCondition *all[] = { self->list->sections[step->section].when, step->when, limit->when };
    g_autofree char *below = g_strdup_printf ("answer.limits[%u].when", i);

    if (limit->when != NULL && !ds_reach_can_hold (self->list, all, 3))
      warn (self, step, below, "unreachable-limit",
            "This limit of “%s” never judges: its condition cannot hold when the step is shown.", step->id);
  }
}

/* ------------------------------------------------------------------ gates and references */

typedef struct {
  const Lint *lint;
  const DsStep *gate;
  gboolean *seen;
  const DsStep *found;
} Behind;

static void look_behind (Behind *self, const DsStep *step);

static void
look_behind_cb (const DsCondition *part, gpointer data)
{
  Behind *self = data;

  if (part->step != DS_NONE && part->kind != DS_CONDITION_FACT_IN && part->kind != DS_CONDITION_FACT_RANGE)
    look_behind (self, &self->lint->list->steps[part->step]);
}

static void
look_behind_expression (Behind *self, const DsExpression *expression)
{
  if (expression == NULL)
    return;
  if (expression->kind == DS_EXPRESSION_STEP)
    look_behind (self, &self->lint->list->steps[expression->step]);
  for (guint i = 0; expression->of != NULL && expression->of[i] != NULL; i++)
    look_behind_expression (self, expression->of[i]);
}

static void
look_behind_needs (Behind *self, const DsStep *step)
{
  ds_condition_visit (step->when, look_behind_cb, self);
  ds_condition_visit (self->lint->list->sections[step->section].when, look_behind_cb, self);
  look_behind_expression (self, step->answer.expr);
}

static void
look_behind (Behind *self, const DsStep *step)
{
  gboolean in_scope = self->gate->gate != DS_GATE_SECTION || step->section == self->gate->section;

  if (self->seen[step->index] || self->found != NULL)
    return;
  self->seen[step->index] = TRUE;
  if (in_scope && is_behind (self->lint, step, self->gate)) {
    self->found = step;
    return;
  }
  look_behind_needs (self, step);
}

static void
lint_gate (const Lint *self, const DsStep *step)
{
  g_autofree gboolean *seen = NULL;
  Behind behind = { self, step, NULL, NULL };

  if (step->gate == DS_GATE_NONE)
    return;
  seen = g_new0 (gboolean, self->list->n_steps);
  behind.seen = seen;
  look_behind_needs (&behind, step);
  if (behind.found != NULL)
    warn (self, step, "gate", "self-locking-gate",
          "The gate “%s” waits for “%s”, which it locks itself. Put “%s” before the gate, or narrow the gate's scope.",
          step->id, behind.found->id, behind.found->id);
}

typedef struct {
  const Lint *lint;
  const DsStep *step;
} LookAhead;

static void
look_ahead_cb (const DsCondition *part, gpointer data)
{
  const LookAhead *self = data;
  const DsStep *other;

  if (part->step == DS_NONE || part->kind == DS_CONDITION_FACT_IN || part->kind == DS_CONDITION_FACT_RANGE)
    return;
  other = &self->lint->list->steps[part->step];
  if (is_behind (self->lint, other, self->step))
    warn (self->lint, self->step, "when", "looks-ahead",
          "“%s” appears only after “%s”, which comes later; one has to go back for it. Put it after that step.",
          self->step->id, other->id);
}

static gboolean
hide_closer (const DsConditionSource *source, gconstpointer data)
{
  const DsCondition *const *conditions = data;

  return ds_condition_holds (conditions[0], source) && ds_condition_holds (conditions[1], source) &&
         !(ds_condition_holds (conditions[2], source) && ds_condition_holds (conditions[3], source));
}

static void
lint_pair (const Lint *self, const DsStep *step)
{
  const DsStep *closer;

  if (step->pair_role != DS_PAIR_OPEN)
    return;
  closer = &self->list->steps[step->pair_step];

  const DsCondition *conditions[] = { self->list->sections[step->section].when, step->when,
                                      self->list->sections[closer->section].when, closer->when };

  if ((conditions[2] != NULL || conditions[3] != NULL) &&
      ds_reach_possible (self->list, conditions, 4, hide_closer, conditions))
    warn (
        self, closer, "when", "pair-closer-hidden",
        "“%s” can be hidden while the pair “%s” is open, so that nobody is asked to restore it. Show it whenever “%s” "
        "is shown.",
        closer->id, step->pair, step->id);
  if (!closer->required)
    warn (self, closer, "required", "pair-closer-optional",
          "“%s” closes the pair “%s” but is optional; a pair must be closed.", closer->id, step->pair);
  if (is_behind (self, step, closer))
    warn (self, closer, "pair", "pair-order", "“%s” comes before the step that opens the pair “%s”.", closer->id,
          step->pair);
}

/* ------------------------------------------------------------------ failing answers and limits */

static DsSeverity
find_worst (const DsStep *step)
{
  DsSeverity worst = step->answer.failing != NULL ? step->fail_severity : DS_SEVERITY_NONE;

  for (guint i = 0; i < step->answer.n_limits; i++)
    worst = MAX (worst, step->answer.limits[i].severity);
  for (guint i = 0; i < step->answer.n_options; i++)
    worst = MAX (worst, step->answer.options[i].severity);
  return worst;
}

static void
lint_fail (const Lint *self, const DsStep *step)
{
  DsSeverity worst = find_worst (step);

  if (step->has_fail && !ds_step_can_fail (step))
    warn (self, step, "fail", "fail-without-failing-answer",
          "No answer of “%s” ever fails, so its “fail” is never used. Give it a limit, a failing answer or an option "
          "with a severity, or remove the “fail”.",
          step->id);
  if (worst != DS_SEVERITY_NONE && !step->has_fail)
    warn (self, step, "fail", "failing-answer-without-remedy",
          "An answer of “%s” fails, but nothing says what to do then. Give the step a “fail” with a remedy.", step->id);
  if (worst >= DS_SEVERITY_HAZARD && step->has_fail && step->hazard.en == NULL)
    warn (self, step, "fail.hazard", "fail-without-hazard-text",
          "“%s” can find a %s, but has no line for the hazard notice. Say what the danger is.", step->id,
          ds_severity_name (worst));
}

static gboolean
is_within (const DsBounds *inner, const DsBounds *outer)
{
  if (outer->has_min) {
    int order = inner->has_min ? ds_decimal_compare (inner->min, outer->min) : -1;

    if (order < 0 || (order == 0 && outer->min_exclusive && !inner->min_exclusive))
      return FALSE;
  }
  if (outer->has_max) {
    int order = inner->has_max ? ds_decimal_compare (inner->max, outer->max) : 1;

    if (order > 0 || (order == 0 && outer->max_exclusive && !inner->max_exclusive))
      return FALSE;
  }
  return TRUE;
}

static void
lint_limits (const Lint *self, const DsStep *step)
{
  const DsAnswer *answer = &step->answer;

  for (guint i = 0; i < answer->n_limits; i++) {
    const DsLimit *limit = &answer->limits[i];
    g_autofree char *below = g_strdup_printf ("answer.limits[%u]", i);

    if (limit->n_basis == 0 && step->n_basis == 0)
      warn (self, step, below, "limit-without-source",
            "This limit of “%s” names no source. Give the limit or the step a “basis”; a house rule is one too.",
            step->id);
    for (guint j = 0; j < answer->n_limits; j++)
      if (i != j && answer->limits[j].when == NULL && answer->limits[j].severity >= limit->severity &&
          (answer->limits[j].severity > limit->severity || j < i) &&
          is_within (&answer->limits[j].bounds, &limit->bounds)) {
        warn (self, step, below, "shadowed-limit",
              "This limit of “%s” never counts: limit %u is narrower and at least as severe.", step->id, j);
        break;
      }
  }
}

static void
lint_compare (const Lint *self, const DsStep *step)
{
  const DsStep *before;

  if (step->compare == DS_NONE)
    return;
  before = &self->list->steps[step->compare];
  if (is_behind (self, before, step))
    warn (self, step, "compare", "compare-order",
          "“%s” is the value after the work, but “%s”, the one before it, comes later.", step->id, before->id);
}

/* ------------------------------------------------------------------ texts */

static guint
count_chinese (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    n += g_unichar_get_script (g_utf8_get_char (text)) == G_UNICODE_SCRIPT_HAN;
  return n;
}

static guint
count_letters (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += g_ascii_isalpha (*text) ? 1 : 0;
  return n;
}

static void
lint_text (const Lint *self, const char *path, const DsText *text)
{
  if (text->en == NULL)
    return;
  /* Names of things, such as R32 or Wi-Fi, are the same in both. */
  if (count_letters (text->en) >= 6 && g_str_equal (text->en, text->zh_cn))
    add_finding (self->findings, FALSE, "same-translation", path, "The Chinese text is the English one. Translate it.");
  else if (count_letters (text->zh_cn) >= 6 && count_chinese (text->zh_cn) == 0)
    add_finding (self->findings, FALSE, "no-chinese", path, "The Chinese text has no Chinese character. Translate it.");
  /* An English text may quote what a Chinese label says. */
  else if (count_chinese (text->en) > count_letters (text->en))
    add_finding (self->findings, FALSE, "chinese-in-english", path, "The English text is Chinese. Translate it.");
}

static void
lint_step_text (const Lint *self, const DsStep *step, const char *below, const DsText *text)
{
  g_autofree char *path = make_path (self, step, below);

  lint_text (self, path, text);
}

static void
lint_step_texts (const Lint *self, const DsStep *step)
{
  lint_step_text (self, step, "title", &step->title);
  lint_step_text (self, step, "why", &step->why);
  lint_step_text (self, step, "how", &step->how);
  lint_step_text (self, step, "gate.reason", &step->gate_reason);
  lint_step_text (self, step, "pair.strip", &step->pair_strip);
  lint_step_text (self, step, "fail.hazard", &step->hazard);
  lint_step_text (self, step, "fail.remedy", &step->remedy);
  lint_step_text (self, step, "answer.show", &step->answer.show);
  lint_step_text (self, step, "answer.statement", &step->answer.statement);
  for (guint i = 0; i < step->answer.n_options; i++) {
    g_autofree char *below = g_strdup_printf ("answer.options[%u].title", i);

    lint_step_text (self, step, below, &step->answer.options[i].title);
  }
}

static void
lint_section_texts (const Lint *self, const DsSection *section)
{
  const struct {
    const char *below;
    const DsText *text;
  } texts[] = { { "title", &section->title },
                { "intro", &section->intro },
                { "zone", &section->zone },
                { "repeat.thing", &section->thing } };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *path = g_strdup_printf ("sections[%u].%s", section->index, texts[i].below);

    lint_text (self, path, texts[i].text);
  }
}

static void
lint_basis (const Lint *self)
{
  const DsChecklist *list = self->list;
  g_autofree gboolean *used = g_new0 (gboolean, list->n_basis + 1);

  for (guint i = 0; i < list->n_steps; i++) {
    const DsStep *step = &list->steps[i];

    for (guint j = 0; j < step->n_basis; j++)
      used[step->basis[j]] = TRUE;
    for (guint j = 0; j < step->answer.n_limits; j++)
      for (guint k = 0; k < step->answer.limits[j].n_basis; k++)
        used[step->answer.limits[j].basis[k]] = TRUE;
  }
  for (guint i = 0; i < list->n_basis; i++) {
    g_autofree char *path = g_strdup_printf ("basis[%u]", i);
    g_autofree char *message =
        g_strdup_printf ("No step or limit refers to “%s”. Name it where it applies, or remove it.", list->basis[i].id);

    if (!used[i])
      add_finding (self->findings, FALSE, "unused-basis", path, message);
  }
}

static void
lint_step (const Lint *self, const DsStep *step)
{
  LookAhead ahead = { self, step };

  lint_step_texts (self, step);
  lint_dead_step (self, step);
  lint_branches (self, step, step->when, "when");
  lint_limit_conditions (self, step);
  lint_gate (self, step);
  ds_condition_visit (step->when, look_ahead_cb, &ahead);
  lint_pair (self, step);
  lint_fail (self, step);
  lint_limits (self, step);
  lint_compare (self, step);
}

static void
lint_list (const Lint *self)
{
  const DsChecklist *list = self->list;

  lint_text (self, "title", &list->title);
  lint_text (self, "summary", &list->summary);
  for (guint i = 0; i < list->n_bring; i++) {
    g_autofree char *path = g_strdup_printf ("bring[%u].title", i);

    lint_text (self, path, &list->bring[i].title);
  }
  lint_basis (self);
  for (guint i = 0; i < list->n_sections; i++) {
    lint_section_texts (self, &list->sections[i]);
    lint_dead_section (self, &list->sections[i]);
    for (guint j = 0; j < list->sections[i].n_steps; j++)
      lint_step (self, &list->steps[list->sections[i].first_step + j]);
  }
}

GPtrArray *
ds_checklist_lint (const char *data, gsize size)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (free_finding);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (DsChecklist) list = ds_checklist_parse (data, size, &problems, NULL);

  if (list != NULL) {
    Lint lint = { list, findings };

    lint_list (&lint);
    return findings;
  }
  for (guint i = 0; i < problems->len; i++) {
    const DsJsonProblem *problem = g_ptr_array_index (problems, i);

    add_finding (findings, TRUE, "invalid", problem->path, problem->message);
  }
  return findings;
}
