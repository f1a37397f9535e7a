/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer target: the reader of checklists and guides, the lint, and a visit over what was accepted. */

#include "ds-model.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const char order_text[] =
    "{\"id\":\"F1\",\"revision\":1,\"service\":\"cleaning\",\"state\":\"assigned\",\"technician\":\"T1\",\"customer\":"
    "{\"name\":\"N\"},\"address\":{\"line\":\"L\"},\"window\":{\"start\":\"2026-11-21T09:00:00+08:00\",\"end\":"
    "\"2026-11-21T11:00:00+08:00\"},\"appliances\":[{\"id\":\"a1\",\"kind\":\"ac-split\"}],\"jobs\":[{\"id\":\"j1\","
    "\"appliance\":\"a1\",\"checklist\":\"c\",\"service\":\"cleaning\"}]}";

static void
start (DsVisit *visit, guint *seq)
{
  const DsMoment now = { 0, 0, 1000000, "00000000-0000-7000-8000-000000000000" };

  for (DsVisitStage stage = DS_STAGE_ACCEPTED; stage <= DS_STAGE_STARTED; stage++) {
    g_autofree char *id = g_strdup_printf ("00000000-0000-7000-8000-%012x", ++*seq);
    g_autoptr (DsEntry) entry = ds_entry_new (DS_ENTRY_STAGE, id, &now, "T1");

    entry->stage = stage;
    g_assert_true (ds_visit_apply (visit, entry, NULL, NULL));
  }
}

static void
answer (DsVisit *visit, guint slot, guint *seq)
{
  static const char *const values[] = { "yes", "no", "1", "999", "-5.5", "2026-01-01", "x" };
  const DsMoment now = { 0, 0, 1000000, "00000000-0000-7000-8000-000000000000" };
  DsSlotView view;

  ds_visit_view (visit, slot, &view);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autofree char *id = g_strdup_printf ("00000000-0000-7000-8000-%012x", ++*seq);
    g_autoptr (DsEntry) entry = ds_entry_new (DS_ENTRY_ANSWER, id, &now, "T1");

    ds_entry_set_target (entry, "j1", view.step->id, NULL);
    if (view.step->answer.type == DS_ANSWER_CHECK)
      ds_entry_set_done (entry);
    else
      ds_entry_set_string (entry, view.step->answer.n_options > 0 ? view.step->answer.options[0].id : values[i]);
    entry->confirmed = TRUE;
    ds_visit_apply (visit, entry, NULL, NULL);
  }
}

static void
visit_list (DsChecklist *list)
{
  g_autoptr (DsOrder) order = ds_order_parse (order_text, strlen (order_text), NULL, NULL);
  DsVisitJob job = { "j1", list, NULL };
  g_autoptr (DsVisit) visit = ds_visit_new (order, &job, 1, NULL);
  g_autoptr (GArray) reasons = NULL;
  g_autofree char *digest = NULL;
  guint seq = 0;

  start (visit, &seq);
  for (guint i = 0; i < MIN (ds_visit_n_slots (visit), 50); i++)
    answer (visit, ds_visit_slot_at (visit, i), &seq);
  reasons = ds_visit_blocks (visit, NULL);
  digest = ds_visit_digest (visit);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (DsChecklist) list = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (DsGuide) guide = NULL;
  g_autoptr (GError) error = NULL;

  list = ds_checklist_parse ((const char *) data, size, &problems, &error);
  /* Refused means: in words, and with the places. */
  g_assert_true ((list == NULL) == (error != NULL));
  g_assert_true ((list == NULL) == (problems != NULL && problems->len > 0));
  guide = ds_guide_parse ((const char *) data, size, NULL, NULL);
  if (list == NULL)
    return 0;
  findings = ds_checklist_lint ((const char *) data, size);
  visit_list (list);
  return 0;
}
