/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-checklist-private.h"

#include <string.h>

static int
compare_edges (gconstpointer a, gconstpointer b)
{
  const DsEdge *left = a;
  const DsEdge *right = b;

  if (left->from != right->from)
    return left->from < right->from ? -1 : 1;
  return left->to < right->to ? -1 : left->to > right->to;
}

/* One edge for each pair of steps, and with it the dependents of each step. */
static void
take_dependents (DsChecklistParse *self)
{
  DsChecklist *list = self->list;
  GArray *edges = self->edges;
  guint *all;
  guint n = 0;

  g_array_sort (edges, compare_edges);
  all = ds_arena_array (self->base.arena, guint, edges->len);
  for (guint i = 0; i < edges->len; i++) {
    const DsEdge *edge = &g_array_index (edges, DsEdge, i);
    DsStep *step = &list->steps[edge->from];

    if (i > 0 && compare_edges (edge, edge - 1) == 0)
      continue;
    if (step->n_dependents == 0)
      step->dependents = &all[n];
    step->n_dependents++;
    all[n++] = edge->to;
  }
}

/* Steps that wait for nothing unresolved come first (Kahn); what is never reached stands on a circle or behind one. */
static guint
rank_steps (DsChecklist *list, guint *waits)
{
  g_autofree guint *queue = g_new (guint, list->n_steps);
  guint head = 0;
  guint tail = 0;

  for (guint i = 0; i < list->n_steps; i++)
    for (guint j = 0; j < list->steps[i].n_dependents; j++)
      waits[list->steps[i].dependents[j]]++;
  for (guint i = 0; i < list->n_steps; i++)
    if (waits[i] == 0)
      queue[tail++] = i;
  while (head < tail) {
    DsStep *step = &list->steps[queue[head]];

    step->rank = head++;
    for (guint j = 0; j < step->n_dependents; j++)
      if (--waits[step->dependents[j]] == 0)
        queue[tail++] = step->dependents[j];
  }
  return head;
}

/* Going back from any unranked step to one it waits for must come round: that is the circle. */
static guint
find_on_circle (const DsChecklist *list, const guint *waits, guint *back)
{
  g_autofree gboolean *seen = g_new0 (gboolean, list->n_steps);
  guint at = 0;

  for (guint i = 0; i < list->n_steps; i++)
    for (guint j = 0; waits[i] > 0 && j < list->steps[i].n_dependents; j++)
      if (waits[list->steps[i].dependents[j]] > 0)
        back[list->steps[i].dependents[j]] = i;
  while (waits[at] == 0)
    at++;
  while (!seen[at]) {
    seen[at] = TRUE;
    at = back[at];
  }
  return at;
}

static void
report_circle (DsChecklistParse *self, const guint *waits)
{
  const DsChecklist *list = self->list;
  g_autofree guint *back = g_new0 (guint, list->n_steps);
  g_autoptr (GString) words = g_string_new (NULL);
  guint start = find_on_circle (list, waits, back);
  guint at = start;
  guint shown = 0;

  do {
    if (shown++ < 8)
      g_string_append_printf (words, "“%s” waits for ", list->steps[at].id);
    at = back[at];
  } while (at != start);
  if (shown > 8)
    g_string_append (words, "… ");
  ds_checklist_push_step (self, &list->steps[start]);
  ds_json_reader_problem (self->base.reader, NULL,
                          "conditions and computed values go round in a circle: %s“%s”; break it at one of them",
                          words->str, list->steps[start].id);
  ds_checklist_pop_step (self);
}

void
ds_checklist_resolve (DsChecklistParse *self)
{
  g_autofree guint *waits = g_new0 (guint, self->list->n_steps);

  take_dependents (self);
  if (rank_steps (self->list, waits) < self->list->n_steps)
    report_circle (self, waits);
}

static void
report_pair (DsChecklistParse *self, const DsStep *step, const char *words)
{
  ds_checklist_push_step (self, step);
  ds_json_reader_problem (self->base.reader, "pair", "the pair “%s” %s", step->pair, words);
  ds_checklist_pop_step (self);
}

static void
join_pair (DsChecklistParse *self, DsStep *first, DsStep *second)
{
  const DsChecklist *list = self->list;
  gboolean repeated = list->sections[first->section].repeated || list->sections[second->section].repeated;

  if (first->pair_role == second->pair_role)
    report_pair (self, second,
                 first->pair_role == DS_PAIR_OPEN ? "is opened twice; use another id"
                                                  : "is closed twice; use another id");
  else if (repeated && first->section != second->section)
    report_pair (self, second,
                 "is opened and closed in different sections of which one is repeated; put both into one");
  else if (first->pair_role == DS_PAIR_CLOSE)
    report_pair (self, first, "is closed before it is opened; put the closing step after the opening one");
  first->pair_step = second->index;
  second->pair_step = first->index;
}

void
ds_checklist_resolve_pairs (DsChecklistParse *self)
{
  DsChecklist *list = self->list;
  g_autoptr (GHashTable) halves = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < list->n_steps; i++) {
    DsStep *step = &list->steps[i];
    DsStep *other = step->pair != NULL ? g_hash_table_lookup (halves, step->pair) : NULL;

    if (step->pair == NULL)
      continue;
    if (other == NULL)
      g_hash_table_insert (halves, (gpointer) step->pair, step);
    else if (other->pair_step != DS_NONE)
      report_pair (self, step, "has more than two steps; a pair is one that opens and one that closes");
    else
      join_pair (self, other, step);
  }
  for (guint i = 0; i < list->n_steps; i++) {
    const DsStep *step = &list->steps[i];

    if (step->pair != NULL && step->pair_step == DS_NONE && g_hash_table_lookup (halves, step->pair) == step)
      report_pair (self, step,
                   step->pair_role == DS_PAIR_OPEN ? "is opened but never closed; add the step that restores it"
                                                   : "is closed but never opened; add the step that opens it");
  }
}
