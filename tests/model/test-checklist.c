/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-test.h"

#include <string.h>

/* The reader of checklists and guides: what it understands, and each of its sentences. */

#define ONE(step) "{'id':'s','title':T(S),'stage':'work','steps':[" step "]}"
#define STEP(id, more) "{'id':'" id "','title':T(" id ")," more "}"
#define CHECK "'answer':{'type':'check'}"
#define NUMBER(limits) "'answer':{'type':'number','unit':{'ucum':'V','name':T(V)},'decimals':1,'limits':[" limits "]}"

typedef struct {
  const char *sections;
  const char *path;
  const char *words;
} Case;

static const Case cases[] = {
  /* form */
  { ONE (STEP ("a", "'answer':{'type':'chekc'}")), "sections[0].steps[0].answer.type", "use “check”, “yes-no”" },
  { ONE (STEP ("a", CHECK ",'wheen':{}")), "sections[0].steps[0].wheen", "did you mean “when”" },
  { ONE (STEP ("a", "'why':T(w)")), "sections[0].steps[0].answer", "missing" },
  { ONE (STEP ("a b", CHECK)), "sections[0].steps[0].id", "cannot be a name" },
  { ONE (STEP ("a", CHECK) "," STEP ("a", CHECK)), "sections[0].steps[1].id", "already the id of another step" },
  { ONE (STEP ("a", CHECK)) "," ONE (STEP ("b", CHECK)), "sections[1].id", "another section" },
  { ONE (""), "sections[0].steps", "at least 1 member" },
  { "{'id':'s','title':T(S),'stage':'later','steps':[" STEP ("a", CHECK) "]}", "sections[0].stage", "“before”" },
  { ONE ("{'id':'a','title':'A'," CHECK "}"), "sections[0].steps[0].title", "text in both languages" },
  { ONE ("{'id':'a','title':{'en':'A'}," CHECK "}"), "sections[0].steps[0].title.zh_CN", "missing" },
  { ONE ("{'id':'a','title':{'en':' ','zh_CN':'甲'}," CHECK "}"), "sections[0].steps[0].title.en", "empty" },
  { ONE (STEP ("a", CHECK ",'skippable':['maybe']")), "sections[0].steps[0].skippable[0]", "“not-applicable”" },
  { ONE (STEP ("a", CHECK ",'skippable':['not-tested','not-tested']")), "sections[0].steps[0].skippable[1]", "twice" },
  { ONE (STEP ("a", CHECK ",'required':'yes'")), "sections[0].steps[0].required", "true or false" },
  { ONE (STEP ("a", CHECK ",'ages':0")), "sections[0].steps[0].ages", "out of range" },
  { ONE (STEP ("a", CHECK ",'picture':'../a.svg'")), "sections[0].steps[0].picture", "cannot be a name" },
  { ONE (STEP ("a", CHECK ",'gate':{'scope':'house','reason':T(r)}")), "sections[0].steps[0].gate.scope", "“visit”" },
  { ONE (STEP ("a", CHECK ",'basis':['gb']")), "sections[0].steps[0].basis", "no basis “gb”" },
  { ONE (STEP ("a", CHECK ",'fail':{'severity':'stop'}")), "sections[0].steps[0].fail.remedy", "missing" },
  /* answers */
  { ONE (STEP ("a", "'answer':{'type':'choice','options':[{'id':'x','title':T(x)}]}")),
    "sections[0].steps[0].answer.options", "at least 2" },
  { ONE (STEP ("a", "'answer':{'type':'multi','options':[{'id':'x','title':T(x)},{'id':'x','title':T(x)}]}")),
    "sections[0].steps[0].answer.options[1].id", "another option" },
  { ONE (STEP ("a", "'answer':{'type':'multi','min':3,'options':[{'id':'x','title':T(x)}]}")),
    "sections[0].steps[0].answer.min", "only 1 options" },
  { ONE (STEP ("a", "'answer':{'type':'yes-no','failing':'no'}")), "sections[0].steps[0].answer.failing",
    "needs a “fail”" },
  { ONE (STEP ("a", NUMBER ("{'min':5,'severity':'stop'}"))), "sections[0].steps[0].answer.limits[0].min",
    "in quotes" },
  { ONE (STEP ("a", NUMBER ("{'min':'05','severity':'stop'}"))), "sections[0].steps[0].answer.limits[0].min",
    "leading zeros" },
  { ONE (STEP ("a", NUMBER ("{'min':'1e3','severity':'stop'}"))), "sections[0].steps[0].answer.limits[0].min",
    "not a number" },
  { ONE (STEP ("a", NUMBER ("{'min':'5'}"))), "sections[0].steps[0].answer.limits[0].severity", "say how bad" },
  { ONE (STEP ("a", NUMBER ("{'severity':'stop'}"))), "sections[0].steps[0].answer.limits[0]", "at least one of" },
  { ONE (STEP ("a", NUMBER ("{'min':'5','above':'6','severity':'stop'}"))),
    "sections[0].steps[0].answer.limits[0].above", "not both" },
  { ONE (STEP ("a", NUMBER ("{'max':'5','below':'6','severity':'stop'}"))),
    "sections[0].steps[0].answer.limits[0].below", "not both" },
  { ONE (STEP ("a", NUMBER ("{'min':'5','max':'4','severity':'stop'}"))), "sections[0].steps[0].answer.limits[0]",
    "no value can be within" },
  { ONE (STEP ("a", NUMBER ("{'above':'5','max':'5','severity':'stop'}"))), "sections[0].steps[0].answer.limits[0]",
    "no value can be within" },
  { ONE (STEP ("a", "'answer':{'type':'photo','min':3,'max':2,'show':T(x)}")), "sections[0].steps[0].answer.min",
    "more than “max”" },
  { ONE (STEP ("a", "'answer':{'type':'scan','pattern':'[a'}")), "sections[0].steps[0].answer.pattern",
    "not a regular expression" },
  { ONE (STEP ("a", "'answer':{'type':'timer'}")), "sections[0].steps[0].answer.minutes", "missing" },
  /* references */
  { ONE (STEP ("a", CHECK ",'when':{'step':'b','answered':true}")), "sections[0].steps[0].when.step", "no step “b”" },
  { ONE (STEP ("a", CHECK) "," STEP ("b", CHECK ",'when':{'step':'a','is':'yes'}")), "sections[0].steps[1].when.is",
    "only yes-no and choice" },
  { ONE (STEP ("a", "'answer':{'type':'yes-no'}") "," STEP ("b", CHECK ",'when':{'step':'a','is':'maybe'}")),
    "sections[0].steps[1].when.is", "never the answer" },
  { ONE (STEP ("a", "'answer':{'type':'yes-no'}") "," STEP ("b", CHECK ",'when':{'step':'a','within':true}")),
    "sections[0].steps[1].when.within", "no limits" },
  { ONE (STEP ("a", "'answer':{'type':'yes-no'}") "," STEP ("b", CHECK ",'when':{'step':'a','includes':'x'}")),
    "sections[0].steps[1].when.includes", "one answer only" },
  { ONE (STEP ("a", "'answer':{'type':'multi','options':[{'id':'x','title':T(x)}]}") "," STEP (
        "b", CHECK ",'when':{'step':'a','is':'x'}")),
    "sections[0].steps[1].when.is", "use “includes”" },
  { ONE (STEP ("a", "'answer':{'type':'multi','options':[{'id':'x','title':T(x)}]}") "," STEP (
        "b", CHECK ",'when':{'step':'a','includes':'y'}")),
    "sections[0].steps[1].when.includes", "no option of “a”" },
  { ONE (STEP ("a", CHECK) "," STEP ("b", CHECK ",'when':{'step':'a','answered':false}")),
    "sections[0].steps[1].when.answered", "must be true" },
  { ONE (STEP ("a", CHECK) "," STEP ("b", CHECK ",'when':{'step':'a'}")), "sections[0].steps[1].when",
    "exactly one of" },
  { ONE (STEP ("a", CHECK ",'when':{}")), "sections[0].steps[0].when", "begins with" },
  { ONE (STEP ("a", CHECK ",'when':{'fact':'Gas','is':'ng'}")), "sections[0].steps[0].when.fact", "fact's name" },
  { ONE (STEP ("a", CHECK ",'when':{'fact':'gas'}")), "sections[0].steps[0].when", "at least one of" },
  { ONE (STEP ("a", CHECK ",'when':{'all':[]}")), "sections[0].steps[0].when.all", "at least 1" },
  { ONE (STEP ("a", CHECK ",'when':{'not':true}")), "sections[0].steps[0].when.not", "must be a condition" },
  { ONE (STEP ("a", CHECK ",'when':{'step':'a','answered':true}")), "sections[0].steps[0]", "“a” waits for “a”" },
  { ONE (STEP ("a", CHECK ",'when':{'step':'b','answered':true}") "," STEP ("b", CHECK
                                                                            ",'when':{'step':'a','failed':true}")),
    "sections[0].steps[0]", "round in a circle" },
  { "{'id':'s','title':T(S),'stage':'work','when':{'step':'a','answered':true},'steps':[" STEP ("a", CHECK) "]}",
    "sections[0].steps[0]", "round in a circle" },
  { "{'id':'r','title':T(S),'stage':'work','repeat':{'thing':T(t)},'steps':[" STEP ("a", CHECK) "]}," ONE (
        STEP ("b", CHECK ",'when':{'step':'a','answered':true}")),
    "sections[1].steps[0].when.step", "repeated section" },
  { "{'id':'r','title':T(S),'stage':'work','repeat':{'thing':T(t),'min':5,'max':2},'steps':[" STEP ("a", CHECK) "]}",
    "sections[0].repeat.min", "more than “max”" },
  { ONE (STEP ("a", CHECK ",'compare':'a'")), "sections[0].steps[0].compare", "with itself" },
  { ONE (STEP ("a", CHECK) "," STEP ("b", NUMBER ("{'min':'1','severity':'stop'}") ",'compare':'a'")),
    "sections[0].steps[1].compare", "must be alike" },
  { ONE (STEP ("a", CHECK) "," STEP ("c", "'answer':{'type':'computed','unit':{'ucum':'V','name':T(V)},'decimals':1,"
                                          "'expr':{'step':'a'}}")),
    "sections[0].steps[1].answer.expr.step", "no number to reckon with" },
  { ONE (STEP ("c", "'answer':{'type':'computed','unit':{'ucum':'V','name':T(V)},'decimals':1,'expr':{'op':'abs','of':"
                    "[{'number':'1'},{'number':'2'}]}}")),
    "sections[0].steps[0].answer.expr.of", "at most 1" },
  { ONE (STEP ("c", "'answer':{'type':'computed','unit':{'ucum':'V','name':T(V)},'decimals':1,'expr':{'op':'pow','of':"
                    "[{'number':'1'},{'number':'2'}]}}")),
    "sections[0].steps[0].answer.expr.op", "“difference”" },
  { ONE (STEP ("c", "'answer':{'type':'computed','unit':{'ucum':'V','name':T(V)},'decimals':1,'expr':{'number':'1',"
                    "'fact':'x'}}")),
    "sections[0].steps[0].answer.expr", "exactly one of" },
  /* pairs */
  { ONE (STEP ("a", CHECK ",'pair':{'id':'p','role':'open'}")), "sections[0].steps[0].pair.strip", "missing" },
  { ONE (STEP ("a", CHECK ",'pair':{'id':'p','role':'open','strip':T(x)}")), "sections[0].steps[0].pair",
    "never closed" },
  { ONE (STEP ("a", CHECK ",'pair':{'id':'p','role':'close'}")), "sections[0].steps[0].pair", "never opened" },
  { ONE (STEP ("a", CHECK ",'pair':{'id':'p','role':'close'}") "," STEP (
        "b", CHECK ",'pair':{'id':'p','role':'open','strip':T(x)}")),
    "sections[0].steps[0].pair", "before it is opened" },
  { ONE (STEP ("a", CHECK ",'pair':{'id':'p','role':'open','strip':T(x)}") "," STEP (
        "b", CHECK ",'pair':{'id':'p','role':'open','strip':T(x)}")),
    "sections[0].steps[1].pair", "opened twice" },
};

static gboolean
has_problem (GPtrArray *problems, const char *path, const char *words)
{
  for (guint i = 0; i < problems->len; i++) {
    const DsJsonProblem *problem = g_ptr_array_index (problems, i);

    if (g_str_equal (problem->path, path) && strstr (problem->message, words) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
assert_refused (const char *text, const char *path, const char *words)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  DsChecklist *list = ds_checklist_parse (text, strlen (text), &problems, &error);

  g_assert_null (list);
  g_assert_nonnull (error);
  g_assert_nonnull (problems);
  if (!has_problem (problems, path, words)) {
    for (guint i = 0; i < problems->len; i++) {
      const DsJsonProblem *problem = g_ptr_array_index (problems, i);

      g_test_message ("found: %s: %s", problem->path, problem->message);
    }
    g_error ("not found: %s: %s", path, words);
  }
}

static void
test_sentences (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = model_list_text ("list", cases[i].sections);

    assert_refused (text, cases[i].path, cases[i].words);
  }
}

static void
test_top (void)
{
  static const struct {
    const char *from, *to, *path, *words;
  } changes[] = {
    { "doorstep-checklist/1", "doorstep-checklist/2", "format", "not understood" },
    { "\"version\":1", "\"version\":0", "version", "out of range" },
    { "\"service\":\"cleaning\"", "\"service\":\"polishing\"", "service", "no service" },
    { "[\"ac-split\"]", "[\"toaster\"]", "appliances", "no kind of appliance" },
    { "[\"ac-split\"]", "[]", "appliances", "at least 1" },
    { "\"confidence\":\"house\"", "\"confidence\":\"low\"", "basis[0].confidence", "“house”" },
    { "\"quantity\":\"1\"", "\"quantity\":\"0\"", "bring[0].quantity", "more than 0" },
    { "\"id\":\"filter\"", "\"id\":\"mat\"", "bring[1].id", "already in the list" },
    { "\"sections\":[", "\"sections\":[[]],\"x\":[", "x", "not known here" },
  };
  g_autofree char *good = model_list_text ("list", ONE (STEP ("a", CHECK)));

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (GString) text = g_string_new (good);

    g_assert_cmpuint (g_string_replace (text, changes[i].from, changes[i].to, 1), ==, 1);
    assert_refused (text->str, changes[i].path, changes[i].words);
  }
  assert_refused ("", "", "empty");
  assert_refused ("[]", "", "one JSON object");
  assert_refused ("{\"format\":\"doorstep-checklist/1\"", "", "Line 1");
  assert_refused ("{\"a\":1,\"a\":2}", "", "duplicate");
}

static char *
make_many (guint n, gboolean chain)
{
  g_autoptr (GString) text = g_string_new ("{'id':'s','title':T(S),'stage':'work','steps':[");

  for (guint i = 0; i < n; i++) {
    g_string_append_printf (text, "%s{'id':'s%u','title':T(t)," CHECK, i > 0 ? "," : "", i);
    if (chain && i > 0)
      g_string_append_printf (text, ",'when':{'step':'s%u','answered':true}", i - 1);
    g_string_append_c (text, '}');
  }
  g_string_append (text, "]}");
  return model_list_text ("list", text->str);
}

static void
test_limits (void)
{
  g_autofree char *right = make_many (DS_CHECKLIST_MAX_STEPS, TRUE);
  g_autofree char *many = make_many (DS_CHECKLIST_MAX_STEPS + 1, FALSE);
  g_autofree char *large = g_strnfill (DS_CHECKLIST_MAX_BYTES + 1, ' ');
  g_autoptr (GString) deep =
      g_string_new ("{'id':'s','title':T(S),'stage':'work','steps':[{'id':'a','title':T(t)," CHECK ",'when':");
  g_autoptr (GError) error = NULL;
  g_autoptr (DsChecklist) list = ds_checklist_parse (right, strlen (right), NULL, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (list->n_steps, ==, DS_CHECKLIST_MAX_STEPS);
  g_assert_cmpuint (list->steps[1999].rank, ==, 1999);
  assert_refused (many, "sections", "at most 2000");
  assert_refused (large, "", "at most 1048576");
  for (guint i = 0; i < 12; i++)
    g_string_append (deep, "{'not':");
  g_string_append (deep, "{'fact':'a','is':'b'}");
  for (guint i = 0; i < 12; i++)
    g_string_append_c (deep, '}');
  g_string_append (deep, "}]}");
  text = model_list_text ("list", deep->str);
  assert_refused (text, "", "deeper than 16");
}

static void
test_model (void)
{
  g_autofree char *text = model_list_text (
      "list",
      ONE (STEP (
          "a",
          "'answer':{'type':'yes-no','failing':'no'},'fail':{'severity':'hazard','remedy':T(r),"
          "'evidence':['note']},'basis':['house'],'topics':['x']") "," STEP ("b",
                                                                             NUMBER (
                                                                                 "{'min':'1.50','max':'2','severity':'stop','basis':['house']}") ",'when':{'any':[{'step':"
                                                                                                                                                 "'a','is':'yes'},{'fact':'gas','in':['ng']}]},'ages':60,'carry':true,'required':false")));
  g_autoptr (GError) error = NULL;
  g_autoptr (DsChecklist) list = ds_checklist_parse (text, strlen (text), NULL, &error);
  const DsStep *a, *b;
  g_autofree char *bounds = NULL;
  g_autofree char *sha = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *basis = NULL;

  g_assert_no_error (error);
  a = &list->steps[0];
  b = &list->steps[1];
  g_assert_cmpstr (list->sha256, ==, sha);
  g_assert_cmpstr (ds_text_for (&list->title, "zh_CN"), ==, "List甲");
  g_assert_true (a->required && a->recheck && !b->required && b->carry);
  g_assert_cmpint (a->evidence, ==, DS_EVIDENCE_NOTE);
  g_assert_cmpuint (b->ages_minutes, ==, 60);
  g_assert_cmpuint (a->n_dependents, ==, 1);
  g_assert_cmpuint (a->dependents[0], ==, 1);
  g_assert_cmpuint (a->rank, <, b->rank);
  g_assert_cmpuint (ds_checklist_find_step (list, "b"), ==, 1);
  g_assert_cmpuint (ds_checklist_find_step (list, "nix"), ==, DS_NONE);
  g_assert_cmpuint (ds_checklist_find_section (list, "s"), ==, 0);
  bounds = ds_bounds_to_text (&b->answer.limits[0].bounds, "V");
  g_assert_cmpstr (bounds, ==, "1.50 – 2 V");
  basis = ds_basis_to_text (&list->basis[0]);
  g_assert_cmpstr (basis, ==, "House rule");
  g_assert_true (ds_step_can_fail (a));
}

static void
test_bounds_text (void)
{
  static const struct {
    DsBounds bounds;
    const char *text;
  } texts[] = {
    { { TRUE, FALSE, FALSE, FALSE, { 2, 0 }, { 0, 0 } }, "≥ 2 MΩ" },
    { { TRUE, FALSE, TRUE, FALSE, { 0, 0 }, { 0, 0 } }, "> 0 MΩ" },
    { { FALSE, TRUE, FALSE, FALSE, { 0, 0 }, { 40, 1 } }, "≤ 4.0 MΩ" },
    { { FALSE, TRUE, FALSE, TRUE, { 0, 0 }, { 4, 0 } }, "< 4 MΩ" },
    { { TRUE, TRUE, TRUE, FALSE, { 1, 0 }, { 4, 0 } }, "> 1, ≤ 4 MΩ" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *text = ds_bounds_to_text (&texts[i].bounds, "MΩ");

    g_assert_cmpstr (text, ==, texts[i].text);
  }
}

static void
test_guide (void)
{
  g_autofree char *good =
      model_expand ("{'format':'doorstep-guide/1','id':'g','version':2,'appliances':['tv'],'title':T(G),"
                    "'sections':[{'title':T(S),'items':[{'text':T(t),'kind':'care'}]}]}");
  g_autofree char *bad =
      model_expand ("{'format':'doorstep-guide/1','id':'g','version':2,'appliances':['tv'],'title':T(G),"
                    "'sections':[{'title':T(S),'items':[{'text':T(t),'kind':'fun'}]}]}");
  g_autoptr (DsGuide) guide = ds_guide_parse (good, strlen (good), NULL, NULL);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (guide);
  g_assert_true (ds_guide_is_for (guide, "tv"));
  g_assert_false (ds_guide_is_for (guide, "hood"));
  g_assert_null (ds_guide_parse (bad, strlen (bad), &problems, &error));
  g_assert_error (error, DS_MODEL_ERROR, DS_ERROR_INVALID);
  g_assert_true (has_problem (problems, "sections[0].items[0].kind", "“energy”"));
}

/* What is shipped is accepted, and its warnings are known ones. */
static void
test_shipped (void)
{
  static const char *const folders[] = { "checklists", "guides" };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (g_getenv ("DS_SOURCE_DIR"), "data", folders[i], NULL);
    g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
    const char *name;

    while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;
      gsize size;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      g_assert_true (g_file_get_contents (file, &text, &size, NULL));
      if (i == 0)
        ds_checklist_unref (ds_checklist_parse (text, size, NULL, &error));
      else
        ds_guide_unref (ds_guide_parse (text, size, NULL, &error));
      g_assert_no_error (error);
      n++;
    }
  }
  g_assert_cmpuint (n, >=, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/checklist/sentences", test_sentences);
  g_test_add_func ("/checklist/top", test_top);
  g_test_add_func ("/checklist/limits", test_limits);
  g_test_add_func ("/checklist/model", test_model);
  g_test_add_func ("/checklist/bounds-text", test_bounds_text);
  g_test_add_func ("/checklist/guide", test_guide);
  g_test_add_func ("/checklist/shipped", test_shipped);
  return g_test_run ();
}
