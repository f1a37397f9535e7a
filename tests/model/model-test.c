/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-test.h"

#include "ds-id.h"

#include <string.h>

char *
model_expand (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("T\\(([^)]*)\\)", 0, 0, NULL);
  g_autofree char *texts = g_regex_replace (regex, text, -1, 0, "{'en':'\\1','zh_CN':'\\1甲'}", 0, NULL);

  return g_strdelimit (g_steal_pointer (&texts), "'", '"');
}

char *
model_list_text (const char *id, const char *sections)
{
  g_autofree char *text = g_strdup_printf (
      "{'format':'doorstep-checklist/1','id':'%s','version':1,'service':'%s','appliances':['ac-split'],'title':T(List),"
      "'basis':[{'id':'house','standard':'House rule','confidence':'house'}],"
      "'bring':[{'id':'mat','title':T(Mat),'quantity':'1','kind':'tool'},"
      "{'id':'filter','title':T(Filter),'quantity':'1.5','unit':T(pc),'kind':'material'}],'sections':[%s]}",
      id, g_str_has_prefix (id, "conduct") ? "conduct" : "cleaning", sections);

  return model_expand (text);
}

DsChecklist *
model_list (const char *id, const char *sections)
{
  g_autofree char *text = model_list_text (id, sections);
  g_autoptr (GError) error = NULL;
  DsChecklist *list = ds_checklist_parse (text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return list;
}

DsOrder *
model_order (const char *jobs)
{
  g_auto (GStrv) words = g_strsplit (jobs, " ", -1);
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;
  DsOrder *order;

  for (guint i = 0; words[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (words[i], ":", 2);

    g_string_append_printf (list, "%s{'id':'%s','appliance':%s%s%s,'checklist':'list','service':'cleaning'}",
                            i > 0 ? "," : "", parts[0], *parts[1] == '-' ? "" : "'",
                            *parts[1] == '-' ? "null" : parts[1], *parts[1] == '-' ? "" : "'");
  }
  text = g_strdup_printf ("{'id':'QX1','revision':1,'service':'cleaning','state':'assigned','technician':'T001',"
                          "'customer':{'name':'王女士'},'address':{'line':'亦庄'},"
                          "'window':{'start':'2026-11-21T09:00:00+08:00','end':'2026-11-21T11:00:00+08:00'},"
                          "'appliances':[{'id':'a1','kind':'ac-split','purchased':'2016-05-01','facts':{'gas':'ng'}},"
                          "{'id':'a2','kind':'washer'}],'jobs':[%s]}",
                          list->str);
  json = model_expand (text);
  order = ds_order_parse (json, strlen (json), NULL, &error);
  g_assert_no_error (error);
  return order;
}

Model *
model_new (const char *jobs, DsChecklist **lists)
{
  Model *self = g_new0 (Model, 1);
  g_autofree DsVisitJob *with = NULL;
  g_autoptr (GError) error = NULL;

  self->clock = ds_test_clock ();
  self->order = model_order (jobs);
  self->change = ds_visit_change_new ();
  with = g_new0 (DsVisitJob, self->order->jobs->len);
  for (guint i = 0; i < self->order->jobs->len; i++)
    with[i] = (DsVisitJob){ ((DsJob *) g_ptr_array_index (self->order->jobs, i))->id, lists[i], NULL };
  self->visit = ds_visit_new (self->order, with, self->order->jobs->len, &error);
  g_assert_no_error (error);
  return self;
}

Model *
model_new_one (const char *sections)
{
  g_autoptr (DsChecklist) list = model_list ("list", sections);
  Model *self = model_new ("j1:a1", &list);

  model_start (self);
  return self;
}

void
model_free (Model *self)
{
  ds_visit_free (self->visit);
  ds_visit_change_free (self->change);
  ds_order_unref (self->order);
  ds_clock_unref (self->clock);
  ds_entry_unref (self->last);
  g_free (self);
}

DsEntry *
model_entry (Model *self, DsEntryType type, const char *job, const char *step, const char *thing)
{
  g_autofree char *id = ds_id_new (self->clock);
  DsMoment now;
  DsEntry *entry;

  ds_clock_now (self->clock, &now);
  entry = ds_entry_new (type, id, &now, "T001");
  ds_entry_set_target (entry, job, step, thing);
  return entry;
}

void
model_apply (Model *self, DsEntry *entry)
{
  g_autoptr (GError) error = NULL;

  entry->seq = ds_visit_n_entries (self->visit) + 1;
  ds_visit_apply (self->visit, entry, self->change, &error);
  g_assert_no_error (error);
  g_clear_pointer (&self->last, ds_entry_unref);
  self->last = entry;
}

void
model_refuse (Model *self, DsEntry *entry, DsErrorCode code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = ds_visit_digest (self->visit);
  g_autofree char *after = NULL;

  g_assert_false (ds_visit_check (self->visit, entry, &error));
  g_assert_error (error, DS_MODEL_ERROR, (int) code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not contain “%s”", error->message, words);
  ds_test_assert_error (error, code);
  g_assert_false (ds_visit_apply (self->visit, entry, self->change, NULL));
  after = ds_visit_digest (self->visit);
  g_assert_cmpstr (before, ==, after);
  ds_entry_unref (entry);
}

static DsEntry *
make_at (Model *self, DsEntryType type, const char *address)
{
  g_auto (GStrv) parts = g_strsplit (address != NULL ? address : "", "/", 3);
  guint n = g_strv_length (parts);

  return model_entry (self, type, n > 0 ? parts[0] : NULL, n > 1 ? parts[1] : NULL, n > 2 ? parts[2] : NULL);
}

DsEntry *
model_answer_entry (Model *self, const char *address, const char *value)
{
  DsEntry *entry = make_at (self, DS_ENTRY_ANSWER, address);

  if (g_str_equal (value, "true"))
    ds_entry_set_done (entry);
  else if (g_str_equal (value, "started"))
    ds_entry_set_timer_started (entry);
  else if (g_str_has_prefix (value, "waited "))
    ds_entry_set_waited (entry, g_ascii_strtoll (value + 7, NULL, 10));
  else if (g_str_equal (value, "signature")) {
    DsSignature *signature = ds_signature_new (300, 100, "王");

    ds_signature_add_point (signature, 1, 2, 0);
    ds_entry_set_signature (entry, signature);
  } else if (value[0] == '[') {
    g_autofree char *inner = g_strndup (value + 1, strlen (value) - 2);
    g_auto (GStrv) ids = g_strsplit (inner, ",", -1);

    ds_entry_set_strings (entry, (const char *const *) ids);
  } else
    ds_entry_set_string (entry, value);
  return entry;
}

void
model_answer (Model *self, const char *address, const char *value)
{
  model_apply (self, model_answer_entry (self, address, value));
}

void
model_skip (Model *self, const char *address, DsSkip skip)
{
  DsEntry *entry = make_at (self, DS_ENTRY_SKIP, address);

  entry->skip = skip;
  entry->text = g_strdup ("no access");
  model_apply (self, entry);
}

void
model_remedy (Model *self, const char *address)
{
  DsEntry *entry = make_at (self, DS_ENTRY_REMEDY, address);

  entry->text = g_strdup ("tightened");
  model_apply (self, entry);
}

void
model_note (Model *self, const char *address)
{
  DsEntry *entry = make_at (self, DS_ENTRY_NOTE, address);

  entry->text = g_strdup ("seen");
  model_apply (self, entry);
}

DsEntry *
model_photo_entry (Model *self, const char *address)
{
  DsEntry *entry = make_at (self, DS_ENTRY_PHOTO, address);

  entry->role = DS_PHOTO_EVIDENCE;
  entry->media = (DsMedia){ g_compute_checksum_for_string (G_CHECKSUM_SHA256, entry->id, -1), 1234,
                            g_strdup ("image/jpeg"), 640, 480 };
  return entry;
}

void
model_photo (Model *self, const char *address)
{
  model_apply (self, model_photo_entry (self, address));
}

void
model_stage (Model *self, DsVisitStage stage)
{
  DsEntry *entry = model_entry (self, DS_ENTRY_STAGE, NULL, NULL, NULL);

  entry->stage = stage;
  model_apply (self, entry);
}

void
model_start (Model *self)
{
  model_stage (self, DS_STAGE_ACCEPTED);
  model_stage (self, DS_STAGE_DEPARTED);
  model_stage (self, DS_STAGE_ARRIVED);
  model_stage (self, DS_STAGE_STARTED);
}

DsEntry *
model_sign_entry (Model *self, DsEntryType type)
{
  DsEntry *entry = model_entry (self, type, NULL, NULL, NULL);
  DsSignature *signature = ds_signature_new (300, 100, NULL);

  ds_signature_add_point (signature, 10, 20, 0);
  ds_signature_add_point (signature, 11, 22, 15);
  ds_entry_set_signature (entry, signature);
  if (type == DS_ENTRY_NOTICE)
    entry->follow_up = g_strdup ("2026-11-28");
  return entry;
}

void
model_sign (Model *self, DsEntryType type)
{
  model_apply (self, model_sign_entry (self, type));
}

DsEntry *
model_thing_entry (Model *self, const char *section, DsThingOp op, const char *thing, const char *name)
{
  DsEntry *entry = model_entry (self, DS_ENTRY_THING, "j1", NULL, thing);

  entry->section = g_strdup (section);
  entry->thing_op = op;
  entry->name = g_strdup (name);
  return entry;
}

char *
model_add_thing (Model *self, const char *section, const char *name)
{
  char *thing = ds_id_new (self->clock);

  model_apply (self, model_thing_entry (self, section, DS_THING_ADD, thing, name));
  return thing;
}

static void
apply_reference (Model *self, DsEntryType type, const DsEntry *target)
{
  DsEntry *entry = model_entry (self, type, NULL, NULL, NULL);

  g_assert_nonnull (target);
  entry->target = g_strdup (target->id);
  model_apply (self, entry);
}

void
model_undo (Model *self)
{
  apply_reference (self, DS_ENTRY_UNDO, ds_visit_undo_candidate (self->visit));
}

void
model_redo (Model *self)
{
  apply_reference (self, DS_ENTRY_REDO, ds_visit_redo_candidate (self->visit));
}

guint
model_slot (Model *self, const char *address)
{
  g_auto (GStrv) parts = g_strsplit (address, "/", 3);
  guint slot = ds_visit_find (self->visit, parts[0], parts[1], parts[2]);

  g_assert_cmpuint (slot, !=, DS_NONE);
  return slot;
}

const char *
model_state (Model *self, const char *address)
{
  return ds_slot_state_name (ds_visit_slot_state (self->visit, model_slot (self, address)));
}

char *
model_blocks (Model *self)
{
  static const char *const names[] = { "stage", "open",   "locked", "recheck", "stale",        "evidence",
                                       "pair",  "things", "notice", "sign",    "sign-outdated" };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) reasons = NULL;
  DsMoment now;

  ds_clock_now (self->clock, &now);
  reasons = ds_visit_blocks (self->visit, &now);
  for (guint i = 0; i < reasons->len; i++) {
    const DsBlockReason *reason = &g_array_index (reasons, DsBlockReason, i);
    g_autofree char *en = ds_visit_block_text (self->visit, reason, "en");
    g_autofree char *zh = ds_visit_block_text (self->visit, reason, "zh_CN");

    g_assert_null (strchr (en, '%'));
    g_assert_null (strchr (zh, '%'));
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", names[reason->kind]);
    if (reason->kind == DS_BLOCK_STEPS_OPEN || reason->kind == DS_BLOCK_STEPS_LOCKED)
      g_string_append_printf (text, ":%u", reason->n);
  }
  return g_strdup (text->str);
}
