/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-fixture.h"

#include "ds-file.h"
#include "ds-id.h"

#define SHA "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const char order_text[] =
    "{'id':'QX20261121000107','revision':1,'ticket':'YP20261121000007','service':'cleaning','state':'assigned',"
    "'technician':'T001','crew':['T002'],'outlet':'亦庄网点',"
    "'customer':{'name':'王女士','phone':'13800000000'},"
    "'address':{'line':'北京市大兴区亦庄镇荣华里3号楼2单元501室','area':'亦庄·荣华里','floor':5,'lift':true},"
    "'window':{'start':'2026-11-21T09:00:00+08:00','end':'2026-11-21T11:00:00+08:00'},"
    "'request':'空调吹风有异味,顺便检查家里插座。',"
    "'appliances':[{'id':'a1','kind':'ac-split','brand':'Haier','model':'KFR-35GW/03JDM81A','serial':'AA9RK0E00N8JK4C10023',"
    "'serial2':'AA9RK1E00W8JK4C10023','purchased':'2019-05-01','warranty_until':'2025-05-01','location':'主卧',"
    "'facts':{'refrigerant':'R32','power_kw':'1.0'}}],"
    "'jobs':[%s{'id':'j1','appliance':'a1','checklist':'ac-split-cleaning','service':'cleaning'},"
    "{'id':'j2','appliance':null,'checklist':'conduct-12345','service':'conduct'}]}";

static const char inspection_text[] =
    "{'id':'j0','appliance':null,'checklist':'inspection-household-electrical','service':'inspection'},";

static GBytes *
read_data (const char *folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_strdup_printf ("%s.json", name);
  g_autofree char *path = g_build_filename (g_getenv ("DS_SOURCE_DIR"), "data", folder, file, NULL);
  GBytes *bytes = ds_file_read (path, 4 * 1024 * 1024, &error);
  g_assert_no_error (error);
  return bytes;
}

static DsChecklist *
read_checklist (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_data ("checklists", name);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  DsChecklist *checklist = ds_checklist_parse (data, size, NULL, &error);
  g_assert_no_error (error);
  return checklist;
}

static DsGuide *
read_guide (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_data ("guides", name);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  DsGuide *guide = ds_guide_parse (data, size, NULL, &error);
  g_assert_no_error (error);
  return guide;
}

static DsEntry *
make_entry (DsPaperFixture *self, DsEntryType type)
{
  DsMoment now;
  ds_clock_advance_ms (self->clock, 20 * 1000);
  ds_clock_now (self->clock, &now);
  g_autofree char *id = ds_id_new (self->clock);
  return ds_entry_new (type, id, &now, "T001");
}

/* Takes @entry. */
static void
apply (DsPaperFixture *self, DsEntry *entry)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsEntry) owned = entry;
  if (!ds_visit_apply (self->visit, owned, NULL, &error)) {
    g_autofree char *line = ds_entry_to_line (owned);
    g_error ("%s: %s", line, error->message);
  }
}

static void
reach (DsPaperFixture *self, DsVisitStage stage)
{
  DsEntry *entry = make_entry (self, DS_ENTRY_STAGE);
  ds_clock_advance_ms (self->clock, 8 * 60 * 1000);
  entry->stage = stage;
  apply (self, entry);
}

static DsSignature *
make_signature (gboolean refuse)
{
  if (refuse) {
    return ds_signature_new_refused ("用户表示由家人稍后确认");
  }
  DsSignature *signature = ds_signature_new (600, 200, "王女士");
  static const int strokes[][12] = {
    { 60, 50, 100, 46, 150, 44, 190, 42, -1 },      { 70, 92, 110, 90, 150, 88, 180, 86, -1 },
    { 124, 46, 122, 80, 122, 110, 120, 140, -1 },   { 50, 146, 100, 142, 160, 140, 210, 136, -1 },
    { 300, 40, 280, 80, 262, 120, 240, 150, -1 },   { 262, 90, 320, 84, 360, 80, 350, 120, 300, 150, -1 },
    { 270, 100, 310, 130, 340, 150, 372, 160, -1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (strokes); i++) {
    ds_signature_begin_stroke (signature);
    for (guint j = 0; j + 1 < 12 && strokes[i][j] >= 0; j += 2) {
      ds_signature_add_point (signature, strokes[i][j], strokes[i][j + 1], (gint32) (i * 300 + j * 20));
    }
  }
  return signature;
}

/* Tries the bounds of all limits and a few plain numbers; returns the first that is judged as wanted. */
static char *
find_number (DsPaperFixture *self, const DsSlotView *view, DsSeverity wanted)
{
  static const char *const plain[] = { "220", "25", "1",   "0",   "5", "10", "50",
                                       "100", "2",  "500", "0.5", "8", "14", "1000" };
  const DsAnswer *answer = &view->step->answer;
  g_autoptr (GPtrArray) tries = g_ptr_array_new_with_free_func (g_free);
  if (g_strcmp0 (answer->ucum, "V") == 0) {
    /* The mains, so that voltages agree with each other. */
    g_ptr_array_add (tries, g_strdup ("220"));
  }
  for (guint i = 0; i < answer->n_limits; i++) {
    const DsBounds *bounds = &answer->limits[i].bounds;
    DsDecimal ends[2] = { bounds->min, bounds->max };
    gboolean has[2] = { bounds->has_min, bounds->has_max };
    for (guint end = 0; end < 2; end++) {
      for (int step = -2; has[end] && step <= 2; step++) {
        char buffer[DS_DECIMAL_BUFFER];
        DsDecimal moved = ends[end];
        moved.coefficient += step;
        g_ptr_array_add (tries, g_strdup (ds_decimal_format (ds_decimal_round (moved, answer->decimals), buffer)));
      }
    }
  }
  if (answer->has_plausible && wanted == DS_SEVERITY_NONE) {
    /* Near the lower end of what is plausible: no load, current or temperature that breaks a sum. */
    char buffer[DS_DECIMAL_BUFFER];
    DsDecimal value;
    if (ds_decimal_add (answer->plausible.min, ds_decimal_from_int (5), &value, NULL)) {
      g_ptr_array_add (tries, g_strdup (ds_decimal_format (ds_decimal_round (value, answer->decimals), buffer)));
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++) {
    g_ptr_array_add (tries, g_strdup (plain[i]));
  }
  for (guint i = 0; i < tries->len; i++) {
    const char *text = g_ptr_array_index (tries, i);
    if (*text == '-') {
      continue;
    }
    if (ds_visit_judge (self->visit, view->slot, text, NULL) == wanted) {
      return g_strdup (text);
    }
  }
  return NULL;
}

static const char *
find_option (const DsStep *step)
{
  for (guint i = 0; i < step->answer.n_options; i++) {
    if (step->answer.options[i].severity == DS_SEVERITY_NONE) {
      return step->answer.options[i].id;
    }
  }
  return step->answer.options[0].id;
}

/* As many of the good options as must be chosen. */
static void
set_good_options (DsEntry *entry, const DsStep *step)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  for (guint i = 0; i < step->answer.n_options && chosen->len < MAX (1, step->answer.min); i++) {
    if (step->answer.options[i].severity == DS_SEVERITY_NONE) {
      g_ptr_array_add (chosen, (gpointer) step->answer.options[i].id);
    }
  }
  g_ptr_array_add (chosen, NULL);
  ds_entry_set_strings (entry, (const char *const *) (gpointer) chosen->pdata);
}

static void
set_good_value (DsPaperFixture *self, DsEntry *entry, const DsSlotView *view)
{
  const DsStep *step = view->step;
  g_autofree char *number = NULL;
  switch (step->answer.type) {
  case DS_ANSWER_CHECK:
    ds_entry_set_done (entry);
    break;
  case DS_ANSWER_YES_NO:
    ds_entry_set_string (entry, g_strcmp0 (step->answer.failing, "yes") == 0 ? "no" : "yes");
    break;
  case DS_ANSWER_CHOICE:
    ds_entry_set_string (entry, find_option (step));
    break;
  case DS_ANSWER_MULTI:
    set_good_options (entry, step);
    break;
  case DS_ANSWER_NUMBER:
    number = find_number (self, view, DS_SEVERITY_NONE);
    ds_entry_set_string (entry, number != NULL ? number : "1");
    entry->confirmed = TRUE;
    break;
  case DS_ANSWER_SCAN:
    ds_entry_set_string (entry, "AA9RK0E00N8JK4C10023");
    entry->confirmed = TRUE;
    break;
  case DS_ANSWER_DATE:
    ds_entry_set_string (entry, "2026-10-01");
    break;
  case DS_ANSWER_SIGNATURE:
    ds_entry_set_signature (entry, make_signature (FALSE));
    break;
  case DS_ANSWER_TIMER:
    ds_entry_set_waited (entry, (gint64) step->answer.minutes * 60 + 5);
    break;
  case DS_ANSWER_TEXT:
  case DS_ANSWER_PHOTO:
  case DS_ANSWER_COMPUTED:
  default:
    ds_entry_set_string (entry, "中性清洗剂 20260901");
    break;
  }
}

static void
add_photo (DsPaperFixture *self, const DsSlotView *view, DsPhotoRole role)
{
  DsEntry *photo = make_entry (self, DS_ENTRY_PHOTO);
  const DsJob *job = ds_visit_job (self->visit, view->job);
  ds_entry_set_target (photo, job->id, view->step->id, view->thing);
  photo->role = role;
  photo->media = (DsMedia){ g_strdup (SHA), 1234, g_strdup ("image/jpeg"), 1600, 1200 };
  apply (self, photo);
}

static void
answer_number (DsPaperFixture *self, const DsSlotView *view, const char *number)
{
  DsEntry *entry = make_entry (self, DS_ENTRY_ANSWER);
  ds_entry_set_target (entry, ds_visit_job (self->visit, view->job)->id, view->step->id, view->thing);
  ds_entry_set_string (entry, number);
  entry->confirmed = TRUE;
  apply (self, entry);
}

/* What a failing answer asks for. */
static void
add_evidence (DsPaperFixture *self, const DsSlotView *view)
{
  if (view->step->evidence & DS_EVIDENCE_PHOTO) {
    add_photo (self, view, DS_PHOTO_EVIDENCE);
  }
  if (view->step->evidence & DS_EVIDENCE_NOTE) {
    DsEntry *note = make_entry (self, DS_ENTRY_NOTE);
    ds_entry_set_target (note, ds_visit_job (self->visit, view->job)->id, view->step->id, view->thing);
    note->text = g_strdup ("现场情况已拍照");
    apply (self, note);
  }
}

/* Returns whether the slot was answered as failing: put right afterwards, or left. */
static gboolean
fail_number (DsPaperFixture *self, const DsSlotView *view, gboolean put_right)
{
  static const DsSeverity severities[] = { DS_SEVERITY_HAZARD, DS_SEVERITY_STOP, DS_SEVERITY_ADVICE };
  g_autofree char *bad = NULL;
  /* What is left out of limits is a hazard; what is put right may have been anything. */
  for (guint i = 0; bad == NULL && i < (put_right ? G_N_ELEMENTS (severities) : 1); i++) {
    bad = find_number (self, view, severities[i]);
  }
  g_autofree char *good = find_number (self, view, DS_SEVERITY_NONE);
  if (bad == NULL || good == NULL) {
    return FALSE;
  }
  answer_number (self, view, bad);
  add_evidence (self, view);
  if (put_right) {
    DsEntry *remedy = make_entry (self, DS_ENTRY_REMEDY);
    ds_entry_set_target (remedy, ds_visit_job (self->visit, view->job)->id, view->step->id, view->thing);
    remedy->text = g_strdup ("紧固接线端子，更换插座面板后复测");
    apply (self, remedy);
    answer_number (self, view, good);
  }
  return TRUE;
}

static gboolean
misbehave (DsPaperFixture *self, const DsPaperFixtureSetup *setup, const DsSlotView *view)
{
  if (self->n_skipped < setup->n_skip && (view->step->skippable & DS_SKIP_NOT_TESTED)) {
    DsEntry *entry = make_entry (self, DS_ENTRY_SKIP);
    ds_entry_set_target (entry, ds_visit_job (self->visit, view->job)->id, view->step->id, view->thing);
    entry->skip = DS_SKIP_NOT_TESTED;
    entry->text = g_strdup ("柜体遮挡，用户不同意移动");
    apply (self, entry);
    self->n_skipped++;
    return TRUE;
  }
  if (view->step->answer.type != DS_ANSWER_NUMBER || view->step->gate != DS_GATE_NONE) {
    return FALSE;
  }
  if (self->n_remedied < setup->n_remedy && fail_number (self, view, TRUE)) {
    self->n_remedied++;
    return TRUE;
  }
  if (self->n_failed < setup->n_hazard && fail_number (self, view, FALSE)) {
    self->n_failed++;
    return TRUE;
  }
  return FALSE;
}

static void
answer_slot (DsPaperFixture *self, const DsPaperFixtureSetup *setup, guint slot)
{
  DsSlotView view;
  ds_visit_view (self->visit, slot, &view);
  if (view.step->answer.type == DS_ANSWER_PHOTO) {
    for (guint i = 0; i < MAX (1, view.step->answer.min); i++) {
      add_photo (self, &view, DS_PHOTO_EVIDENCE);
    }
    return;
  }
  if (misbehave (self, setup, &view)) {
    return;
  }
  if (view.step->answer.type == DS_ANSWER_TIMER) {
    DsEntry *start = make_entry (self, DS_ENTRY_ANSWER);
    ds_entry_set_target (start, ds_visit_job (self->visit, view.job)->id, view.step->id, view.thing);
    ds_entry_set_timer_started (start);
    apply (self, start);
    ds_clock_advance_ms (self->clock, ((gint64) view.step->answer.minutes * 60 + 5) * 1000);
    ds_visit_view (self->visit, slot, &view);
  }
  DsEntry *entry = make_entry (self, DS_ENTRY_ANSWER);
  ds_entry_set_target (entry, ds_visit_job (self->visit, view.job)->id, view.step->id, view.thing);
  set_good_value (self, entry, &view);
  apply (self, entry);
}

static void
add_things (DsPaperFixture *self, guint n_things)
{
  static const char *const names[] = { "客厅", "主卧", "次卧", "厨房", "卫生间", "阳台" };
  for (guint job = 0; job < ds_visit_n_jobs (self->visit); job++) {
    DsChecklist *checklist = ds_visit_job_checklist (self->visit, job);
    for (guint section = 0; section < checklist->n_sections; section++) {
      for (guint i = 0; checklist->sections[section].repeated && i < n_things; i++) {
        DsEntry *entry = make_entry (self, DS_ENTRY_THING);
        entry->job = g_strdup (ds_visit_job (self->visit, job)->id);
        entry->section = g_strdup (checklist->sections[section].id);
        entry->thing = ds_id_new (self->clock);
        entry->thing_op = DS_THING_ADD;
        entry->name = g_strdup_printf ("%s%u", names[i % G_N_ELEMENTS (names)], i / (guint) G_N_ELEMENTS (names) + 1);
        apply (self, entry);
      }
    }
  }
}

static void
add_talk (DsPaperFixture *self)
{
  DsEntry *opinion = make_entry (self, DS_ENTRY_OPINION);
  opinion->opinion = ds_id_new (self->clock);
  opinion->opinion_kind = g_strdup ("suggestion");
  opinion->department = g_strdup ("SV");
  opinion->text = g_strdup ("希望清洗前能提前半小时打电话。");
  apply (self, opinion);
  DsEntry *satisfaction = make_entry (self, DS_ENTRY_SATISFACTION);
  satisfaction->score = 4;
  satisfaction->text = g_strdup ("师傅很细心。");
  apply (self, satisfaction);
  DsEntry *guide = make_entry (self, DS_ENTRY_GUIDE);
  const char *ids[] = { "guide-ac", NULL };
  guide->guides = g_strdupv ((char **) ids);
  guide->explained = TRUE;
  apply (self, guide);
}

static void
add_signatures (DsPaperFixture *self, gboolean refuse)
{
  if (ds_visit_notice_needed (self->visit)) {
    DsEntry *notice = make_entry (self, DS_ENTRY_NOTICE);
    ds_entry_set_signature (notice, make_signature (refuse));
    notice->follow_up = g_strdup ("2026-11-28");
    apply (self, notice);
  }
  DsEntry *sign = make_entry (self, DS_ENTRY_SIGN);
  ds_entry_set_signature (sign, make_signature (refuse));
  apply (self, sign);
}

static void
make_visit (DsPaperFixture *self, const DsPaperFixtureSetup *setup)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf (order_text, setup->whole_home ? inspection_text : "");
  g_autoptr (DsJson) json = ds_test_json (text);
  self->order = ds_order_from_json (json, NULL, &error);
  g_assert_no_error (error);
  DsVisitJob jobs[3];
  guint n_jobs = self->order->jobs->len;
  for (guint i = 0; i < n_jobs; i++) {
    const DsJob *job = g_ptr_array_index (self->order->jobs, i);
    g_ptr_array_add (self->checklists, read_checklist (job->checklist));
    jobs[i] = (DsVisitJob){ job->id, g_ptr_array_index (self->checklists, i), NULL };
  }
  self->visit = ds_visit_new (self->order, jobs, n_jobs, &error);
  g_assert_no_error (error);
}

DsPaperFixture *
ds_paper_fixture_new (const DsPaperFixtureSetup *setup)
{
  DsPaperFixture *self = g_new0 (DsPaperFixture, 1);
  self->clock = ds_test_clock ();
  self->checklists = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_checklist_unref);
  self->guides = g_ptr_array_new_with_free_func ((GDestroyNotify) ds_guide_unref);
  g_ptr_array_add (self->guides, read_guide ("guide-ac"));
  g_ptr_array_add (self->guides, read_guide ("guide-general"));
  make_visit (self, setup);
  reach (self, DS_STAGE_ACCEPTED);
  reach (self, DS_STAGE_DEPARTED);
  reach (self, DS_STAGE_ARRIVED);
  reach (self, DS_STAGE_STARTED);
  add_things (self, setup->n_things);
  guint slot;
  while ((slot = ds_visit_next_open (self->visit, DS_NONE)) != DS_NONE) {
    guint before = ds_visit_n_entries (self->visit);
    answer_slot (self, setup, slot);
    g_assert_cmpuint (ds_visit_n_entries (self->visit), >, before);
  }
  if (setup->talk) {
    add_talk (self);
  }
  if (setup->sign || setup->refuse) {
    add_signatures (self, setup->refuse);
  }
  return self;
}

void
ds_paper_fixture_free (DsPaperFixture *self)
{
  if (self == NULL) {
    return;
  }
  ds_visit_free (self->visit);
  ds_order_unref (self->order);
  g_ptr_array_unref (self->checklists);
  g_ptr_array_unref (self->guides);
  ds_clock_unref (self->clock);
  g_free (self);
}

DsPaperInput
ds_paper_fixture_input (DsPaperFixture *self, const char *language)
{
  return (DsPaperInput){
    .language = language,
    .order = self->order,
    .visit = self->visit,
    .company = "北京亦庄星级服务中心",
    .headquarters = "北京总部",
    .technician = "李师傅",
    .phone = "400-000-0000",
    .guides = (DsGuide *const *) (gpointer) self->guides->pdata,
    .n_guides = self->guides->len,
  };
}
