/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-test.h"

#include <string.h>

/* The lint: each warning where it belongs, and silence where all is well. */

#define WORK(steps) "{'id':'s','title':{'en':'S','zh_CN':'段'},'stage':'work','steps':[" steps "]}"
#define STEP(id, more) "{'id':'" id "','title':{'en':'X','zh_CN':'步'},'basis':['house']," more "}"
#define CHECK "'answer':{'type':'check'}"
#define YES_NO "'answer':{'type':'yes-no'}"
#define FAIL "'fail':{'severity':'hazard','hazard':{'en':'h','zh_CN':'险'},'remedy':{'en':'r','zh_CN':'改'}}"
#define NUMBER(limits) "'answer':{'type':'number','unit':{'ucum':'V','name':T(V)},'decimals':1,'limits':[" limits "]}"
#define OPEN "'pair':{'id':'p','role':'open','strip':{'en':'O','zh_CN':'开'}}"
#define CLOSE "'pair':{'id':'p','role':'close'}"

static const struct {
  const char *sections;
  const char *rule; /* %NULL: nothing to say */
  const char *path;
} cases[] = {
  { WORK (STEP ("a", YES_NO) "," STEP ("b", CHECK ",'when':{'step':'a','is':'yes'}")), NULL, NULL },
  { WORK (STEP ("a", YES_NO) "," STEP ("b", CHECK ",'when':{'all':[{'step':'a','is':'yes'},{'step':'a','is':'no'}]}")),
    "dead-step", "sections[0].steps[1].when" },
  { WORK (STEP ("a", CHECK) "," STEP ("b", CHECK ",'when':{'step':'a','failed':true}")), "dead-step",
    "sections[0].steps[1].when" },
  /* Only through the branch before it can one see that this one is dead. */
  { WORK (STEP ("a", YES_NO) "," STEP ("b", CHECK ",'when':{'step':'a','is':'yes'}") "," STEP (
        "c", CHECK ",'when':{'all':[{'step':'b','answered':true},{'step':'a','is':'no'}]}")),
    "dead-step", "sections[0].steps[2].when" },
  { WORK (STEP ("a", CHECK ",'when':{'fact':'kind','is':'tv'}")), "dead-step", "sections[0].steps[0].when" },
  { WORK (STEP ("a", CHECK ",'when':{'fact':'kind','is':'ac-split'}")), NULL, NULL },
  { WORK (STEP ("a", CHECK ",'when':{'all':[{'fact':'age_years','above':'8'},{'fact':'age_years','max':'8'}]}")),
    "dead-step", "sections[0].steps[0].when" },
  { WORK (STEP ("a", CHECK ",'when':{'all':[{'fact':'age_years','min':'8'},{'fact':'age_years','max':'8'}]}")), NULL,
    NULL },
  { WORK (STEP ("a", YES_NO) "," STEP ("b",
                                       CHECK ",'when':{'any':[{'step':'a','is':'yes'},{'step':'a','failed':true}]}")),
    "unreachable-branch", "sections[0].steps[1].when.any[1]" },
  { WORK (STEP ("a", YES_NO) "," STEP ("n", NUMBER ("{'max':'5','when':{'step':'a','failed':true}}") "," FAIL)),
    "unreachable-limit", "sections[0].steps[1].answer.limits[0].when" },
  { "{'id':'s','title':{'en':'S','zh_CN':'段'},'stage':'work','when':{'all':[{'fact':'gas','is':'ng'},{'fact':'gas','is':"
    "'lpg'}]},'steps':[" STEP ("a", CHECK) "]}",
    "dead-section", "sections[0].when" },
  { WORK (STEP (
        "g", CHECK
        ",'gate':{'scope':'section','reason':{'en':'r','zh_CN':'因'}},'when':{'step':'a','answered':true}") "," STEP ("a",
                                                                                                                      CHECK)),
    "self-locking-gate", "sections[0].steps[0].gate" },
  { WORK (STEP (
        "g",
        "'answer':{'type':'computed','unit':{'ucum':'V','name':T(V)},'decimals':0,'expr':{'step':'n'}},"
        "'gate':{'scope':'visit','reason':{'en':'r','zh_CN':'因'}}") "," STEP ("n",
                                                                               "'answer':{'type':'number','unit':{'ucum':'V','name':T(V)},'decimals':0}")),
    "self-locking-gate", "sections[0].steps[0].gate" },
  { WORK (STEP ("b", CHECK ",'when':{'step':'a','answered':true}") "," STEP ("a", CHECK)), "looks-ahead",
    "sections[0].steps[0].when" },
  { WORK (STEP ("y", YES_NO) "," STEP ("a", CHECK "," OPEN) "," STEP ("b", CHECK "," CLOSE
                                                                                 ",'when':{'step':'y','is':'yes'}")),
    "pair-closer-hidden", "sections[0].steps[2].when" },
  { WORK (STEP ("y", YES_NO) "," STEP ("a", CHECK "," OPEN ",'when':{'step':'y','is':'yes'}") "," STEP (
        "b", CHECK "," CLOSE ",'when':{'step':'y','is':'yes'}")),
    NULL, NULL },
  { WORK (STEP ("a", CHECK "," OPEN) "," STEP ("b", CHECK "," CLOSE ",'required':false")), "pair-closer-optional",
    "sections[0].steps[1].required" },
  { WORK (STEP ("a", CHECK "," FAIL)), "fail-without-failing-answer", "sections[0].steps[0].fail" },
  { WORK (STEP ("a",
                "'answer':{'type':'choice','options':[{'id':'x','title':{'en':'x','zh_CN':'甲'},'severity':'stop'},"
                "{'id':'y','title':{'en':'y','zh_CN':'乙'}}]}")),
    "failing-answer-without-remedy", "sections[0].steps[0].fail" },
  { WORK (STEP (
        "a", "'answer':{'type':'yes-no','failing':'no'},'fail':{'severity':'stop','remedy':{'en':'r','zh_CN':'改'}}")),
    "fail-without-hazard-text", "sections[0].steps[0].fail.hazard" },
  { WORK ("{'id':'a','title':{'en':'X','zh_CN':'步'}," NUMBER ("{'max':'5'}") "," FAIL "}," STEP ("b", CHECK)),
    "limit-without-source", "sections[0].steps[0].answer.limits[0]" },
  { WORK (STEP ("n", NUMBER ("{'max':'5'},{'max':'9'}") "," FAIL)), "shadowed-limit",
    "sections[0].steps[0].answer.limits[1]" },
  { WORK (STEP ("n", NUMBER ("{'max':'5'},{'max':'9','severity':'stop'}") "," FAIL)), NULL, NULL },
  { WORK (STEP ("a", CHECK ",'compare':'b'") "," STEP ("b", CHECK)), "compare-order", "sections[0].steps[0].compare" },
  { WORK (STEP ("a", CHECK ",'why':{'en':'Because of dust','zh_CN':'Because of dust'}")), "same-translation",
    "sections[0].steps[0].why" },
  { WORK (STEP ("a", CHECK ",'why':{'en':'Because of dust','zh_CN':'Wegen Staub'}")), "no-chinese",
    "sections[0].steps[0].why" },
  { WORK (STEP ("a", CHECK ",'why':{'en':'因为灰尘','zh_CN':'因为灰尘'}")), "chinese-in-english",
    "sections[0].steps[0].why" },
  { WORK ("{'id':'a','title':{'en':'X','zh_CN':'步'}," CHECK "}"), "unused-basis", "basis[0]" },
};

static char *
join_findings (GPtrArray *findings)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++) {
    const DsLintFinding *finding = g_ptr_array_index (findings, i);

    g_assert_true (strlen (finding->message) > 10);
    g_string_append_printf (all, "%s%s@%s", i > 0 ? " " : "", finding->rule, finding->path);
  }
  return g_strdup (all->str);
}

static void
test_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = model_list_text ("list", cases[i].sections);
    g_autoptr (GPtrArray) findings = ds_checklist_lint (text, strlen (text));
    g_autofree char *found = join_findings (findings);
    g_autofree char *expected =
        cases[i].rule != NULL ? g_strdup_printf ("%s@%s", cases[i].rule, cases[i].path) : g_strdup ("");

    g_test_message ("case %u", i);
    if (cases[i].rule == NULL)
      g_assert_cmpstr (found, ==, "");
    else if (strstr (found, expected) == NULL)
      g_error ("case %u: “%s” is not in “%s”", i, expected, found);
  }
}

static void
test_errors (void)
{
  g_autofree char *text = model_list_text ("list", WORK (STEP ("a", "'answer':{'type':'chekc'}")));
  g_autoptr (GPtrArray) findings = ds_checklist_lint (text, strlen (text));
  const DsLintFinding *finding;

  g_assert_cmpuint (findings->len, ==, 1);
  finding = g_ptr_array_index (findings, 0);
  g_assert_true (finding->error);
  g_assert_cmpstr (finding->rule, ==, "invalid");
  g_assert_cmpstr (finding->path, ==, "sections[0].steps[0].answer.type");
}

/* Many answers to try: the lint gives the benefit of the doubt and comes to an end. */
static void
test_many_answers (void)
{
  g_autoptr (GString) text = g_string_new ("{'id':'s','title':{'en':'S','zh_CN':'段'},'stage':'work','steps':[");
  g_autofree char *list = NULL;
  g_autofree char *found = NULL;
  g_autoptr (GPtrArray) findings = NULL;

  for (guint i = 0; i < 40; i++)
    g_string_append_printf (text, STEP ("s%u", YES_NO) ",", i);
  g_string_append (text, STEP ("z", CHECK ",'when':{'all':["));
  g_string_truncate (text, text->len - 1);
  for (guint i = 0; i < 40; i++)
    g_string_append_printf (text, "%s{'step':'s%u','is':'yes'}", i > 0 ? "," : "", i);
  g_string_append (text, "]}}]}");
  list = model_list_text ("list", text->str);
  findings = ds_checklist_lint (list, strlen (list));
  found = join_findings (findings);
  g_assert_cmpstr (found, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/lint/rules", test_rules);
  g_test_add_func ("/lint/errors", test_errors);
  g_test_add_func ("/lint/many-answers", test_many_answers);
  return g_test_run ();
}
