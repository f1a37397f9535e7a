/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ctl-act.h"

#include "ds-ctl-photo.h"

#include <string.h>

const char DS_CTL_ACTIONS_HELP[] =
  "Actions, one JSON object a line; \"order\" may be left out when it is the one before. A step is named by \"slot\"\n"
  "(\"j1/E05\", in a repeated section \"j1/E05/客厅\": the thing by its name or UUID).\n"
  "  {\"do\":\"stage\",\"order\":O,\"action\":\"accept|depart|arrive|start|park|resume\",\"reason\":…}\n"
  "  {\"do\":\"answer\",\"slot\":S,\"value\":\"230.5\",\"confirmed\":true}   check \"done\", yes-no \"yes\"/\"no\", choice id, multi \"a,b\"\n"
  "  {\"do\":\"sign-slot\",\"slot\":S,\"name\":N} or {…,\"refused\":REASON}\n"
  "  {\"do\":\"timer\",\"slot\":S,\"start\":true|false}      {\"do\":\"wait\",\"seconds\":N}  moves this run's clock ahead\n"
  "  {\"do\":\"skip\",\"slot\":S,\"reason\":\"not-applicable|not-tested\",\"note\":TEXT}\n"
  "  {\"do\":\"note\",\"slot\":S,\"text\":TEXT}              {\"do\":\"remedy\",\"slot\":S,\"text\":TEXT}\n"
  "  {\"do\":\"photo\",\"slot\":S,\"role\":\"evidence|before|after|remedy\",\"file\":PATH} or {…,\"generate\":{\"bytes\":N,\"seed\":N}}\n"
  "  {\"do\":\"remove-photo\",\"entry\":UUID}              {\"do\":\"undo\"}   {\"do\":\"redo\"}\n"
  "  {\"do\":\"thing\",\"op\":\"add\",\"job\":J,\"section\":S,\"name\":N}   rename and remove: also \"thing\"\n"
  "  {\"do\":\"hand-over\",\"job\":J,\"pair\":P,\"thing\":T,\"reason\":TEXT}\n"
  "  {\"do\":\"outcome\",\"job\":J,\"outcome\":\"done|not-done\",\"reason\":TEXT}\n"
  "  {\"do\":\"opinion\",\"kind\":\"complaint|suggestion|inquiry|praise|request\",\"subtype\":…,\"department\":…,\"severity\":\"normal|major\",\"text\":TEXT}\n"
  "  {\"do\":\"satisfaction\",\"score\":1-5,\"comment\":TEXT}  {\"do\":\"guide\",\"guides\":[ID…]}\n"
  "  {\"do\":\"notice\",\"name\":N,\"follow-up\":\"2026-12-01\"} or {…,\"refused\":REASON}\n"
  "  {\"do\":\"sign\",\"name\":N} or {\"do\":\"sign\",\"refused\":REASON}     {\"do\":\"escalate\",\"reason\":TEXT}\n"
  "  {\"do\":\"finish\"}\n"
  "Each answers with one line after its commit: {\"ok\":true,\"seq\":N} or {\"ok\":false,\"error\":TEXT,\"code\":CODE}.";

/* An action's members, read once; absent ones are NULL. */
typedef struct {
  json_t *json;
  DsVisitSession *session;
  const char *slot;
  GAsyncResult *answer;
} Act;

typedef struct {
  const char *name;
  gboolean needs_slot;
  gboolean (*run) (Act *act, GError **error);
} ActKind;

static const char *
get_string (const Act *act, const char *key)
{
  return json_string_value (json_object_get (act->json, key));
}

static gboolean
require (const Act *act, const char *key, const char **ret_value, GError **error)
{
  const char *value = get_string (act, key);

  if (value == NULL) {
    g_set_error (error, DS_APP_ERROR, DS_ERROR_INVALID, "“%s” needs a text “%s”", get_string (act, "do"), key);
    return FALSE;
  }
  *ret_value = value;
  return TRUE;
}

/* A plain signature: what a hand leaves in two strokes; or the refusal that the action names. */
static DsSignature *
make_signature (const Act *act)
{
  const char *refused = get_string (act, "refused");
  DsSignature *signature;

  if (refused != NULL)
    return ds_signature_new_refused (refused);
  signature = ds_signature_new (600, 200, get_string (act, "name"));
  for (int stroke = 0; stroke < 2; stroke++) {
    ds_signature_begin_stroke (signature);
    for (int i = 0; i < 24; i++)
      ds_signature_add_point (signature, 40 + stroke * 260 + i * 9, 100 + ((i * 37) % 60) - 30, stroke * 900 + i * 16);
  }
  return signature;
}

static gboolean
finish_act (Act *act, GError **error)
{
  g_autoptr (GAsyncResult) result = ds_ctl_wait (&act->answer);

  return ds_visit_session_act_finish (act->session, result, error);
}

static gboolean
do_stage (Act *act, GError **error)
{
  const char *action;

  if (!require (act, "action", &action, error))
    return FALSE;
  ds_visit_session_stage_async (act->session, action, get_string (act, "reason"), NULL, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_answer (Act *act, GError **error)
{
  const char *value;

  if (!require (act, "value", &value, error))
    return FALSE;
  ds_visit_session_answer_async (act->session, act->slot, value, json_is_true (json_object_get (act->json, "confirmed")),
                                 NULL, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_sign_slot (Act *act, GError **error)
{
  g_autoptr (DsSignature) signature = make_signature (act);

  ds_visit_session_sign_slot_async (act->session, act->slot, g_steal_pointer (&signature), ds_ctl_answer_cb,
                                    &act->answer);
  return finish_act (act, error);
}

static gboolean
do_timer (Act *act, GError **error)
{
  ds_visit_session_timer_async (act->session, act->slot, json_is_true (json_object_get (act->json, "start")),
                                ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_skip (Act *act, GError **error)
{
  const char *reason, *note;

  if (!require (act, "reason", &reason, error) || !require (act, "note", &note, error))
    return FALSE;
  ds_visit_session_skip_async (act->session, act->slot, reason, note, NULL, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_note (Act *act, GError **error)
{
  const char *text;

  if (!require (act, "text", &text, error))
    return FALSE;
  ds_visit_session_note_async (act->session, act->slot, text, NULL, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_remedy (Act *act, GError **error)
{
  const char *text;

  if (!require (act, "text", &text, error))
    return FALSE;
  ds_visit_session_remedy_async (act->session, act->slot, text, NULL, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_photo (Act *act, GError **error)
{
  const char *file = get_string (act, "file"), *role = get_string (act, "role");
  json_t *generate = json_object_get (act->json, "generate");

  role = role != NULL ? role : "evidence";
  if (file != NULL) {
    ds_visit_session_add_photo_async (act->session, act->slot, role, file, NULL, ds_ctl_answer_cb, &act->answer);
  } else if (json_is_object (generate)) {
    g_autoptr (GBytes) bytes = ds_ctl_photo_make ((gsize) json_integer_value (json_object_get (generate, "bytes")),
                                                  (guint32) json_integer_value (json_object_get (generate, "seed")), error);
    if (bytes == NULL)
      return FALSE;
    ds_visit_session_add_photo_bytes_async (act->session, act->slot, role, bytes, NULL, ds_ctl_answer_cb, &act->answer);
  } else {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_INVALID, "“photo” needs “file” or “generate”");
    return FALSE;
  }
  return finish_act (act, error);
}

static gboolean
do_remove_photo (Act *act, GError **error)
{
  const char *entry;

  if (!require (act, "entry", &entry, error))
    return FALSE;
  ds_visit_session_remove_photo_async (act->session, entry, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_undo (Act *act, GError **error)
{
  ds_visit_session_undo_async (act->session, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_redo (Act *act, GError **error)
{
  ds_visit_session_redo_async (act->session, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_thing (Act *act, GError **error)
{
  const char *op, *job, *section, *name = get_string (act, "name"), *thing = get_string (act, "thing");

  if (!require (act, "op", &op, error) || !require (act, "job", &job, error) ||
      !require (act, "section", &section, error))
    return FALSE;
  if (strcmp (op, "add") == 0 && name != NULL)
    ds_visit_session_add_thing_async (act->session, job, section, name, ds_ctl_answer_cb, &act->answer);
  else if (strcmp (op, "rename") == 0 && name != NULL && thing != NULL)
    ds_visit_session_rename_thing_async (act->session, job, thing, name, ds_ctl_answer_cb, &act->answer);
  else if (strcmp (op, "remove") == 0 && thing != NULL)
    ds_visit_session_remove_thing_async (act->session, job, thing, ds_ctl_answer_cb, &act->answer);
  else {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_INVALID,
                         "“thing” is “add” with “name”, “rename” with “thing” and “name”, or “remove” with “thing”");
    return FALSE;
  }
  return finish_act (act, error);
}

static gboolean
do_hand_over (Act *act, GError **error)
{
  const char *job, *pair, *reason;
  DsVisitStrip strip = { 0 };

  if (!require (act, "job", &job, error) || !require (act, "pair", &pair, error) ||
      !require (act, "reason", &reason, error))
    return FALSE;
  strip.job = (char *) job;
  strip.pair = (char *) pair;
  strip.thing = (char *) get_string (act, "thing");
  ds_visit_session_hand_over_async (act->session, &strip, reason, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_outcome (Act *act, GError **error)
{
  const char *job, *outcome;

  if (!require (act, "job", &job, error) || !require (act, "outcome", &outcome, error))
    return FALSE;
  ds_visit_session_outcome_async (act->session, job, outcome, get_string (act, "reason"), ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_opinion (Act *act, GError **error)
{
  const char *kind, *text;
  DsVisitOpinion opinion = { 0 };

  if (!require (act, "kind", &kind, error) || !require (act, "text", &text, error))
    return FALSE;
  opinion.kind = (char *) kind;
  opinion.text = (char *) text;
  opinion.subtype = (char *) get_string (act, "subtype");
  opinion.department = (char *) get_string (act, "department");
  opinion.severity = (char *) (get_string (act, "severity") != NULL ? get_string (act, "severity") : "normal");
  ds_visit_session_opinion_async (act->session, &opinion, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_satisfaction (Act *act, GError **error)
{
  json_int_t score = json_integer_value (json_object_get (act->json, "score"));

  if (score < 1 || score > 5) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_INVALID, "“satisfaction” needs a “score” from 1 to 5");
    return FALSE;
  }
  ds_visit_session_satisfaction_async (act->session, (guint) score, get_string (act, "comment"), ds_ctl_answer_cb,
                                       &act->answer);
  return finish_act (act, error);
}

static gboolean
do_notice (Act *act, GError **error)
{
  const char *follow_up;
  g_autoptr (DsSignature) signature = make_signature (act);

  if (!require (act, "follow-up", &follow_up, error))
    return FALSE;
  ds_visit_session_notice_async (act->session, g_steal_pointer (&signature), follow_up, ds_ctl_answer_cb,
                                 &act->answer);
  return finish_act (act, error);
}

static gboolean
do_guide (Act *act, GError **error)
{
  json_t *guides = json_object_get (act->json, "guides"), *value;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  size_t index;

  json_array_foreach (guides, index, value)
    if (json_is_string (value))
      g_ptr_array_add (ids, (char *) json_string_value (value));
  g_ptr_array_add (ids, NULL);
  ds_visit_session_guide_async (act->session, (const char *const *) ids->pdata, TRUE, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_sign (Act *act, GError **error)
{
  g_autoptr (DsSignature) signature = make_signature (act);

  ds_visit_session_sign_async (act->session, g_steal_pointer (&signature), ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_escalate (Act *act, GError **error)
{
  const char *reason;

  if (!require (act, "reason", &reason, error))
    return FALSE;
  ds_visit_session_escalate_async (act->session, reason, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_finish (Act *act, GError **error)
{
  ds_visit_session_finish_async (act->session, NULL, ds_ctl_answer_cb, &act->answer);
  return finish_act (act, error);
}

static gboolean
do_wait (Act *act, GError **error)
{
  json_int_t seconds = json_integer_value (json_object_get (act->json, "seconds"));

  if (seconds < 0 || seconds > 24 * 60 * 60) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_INVALID, "“wait” needs “seconds”, at most a day");
    return FALSE;
  }
  ds_clock_advance_ms (ds_app_get_clock (ds_visit_session_get_app (act->session)), seconds * 1000);
  return TRUE;
}

static const ActKind KINDS[] = {
  { "stage", FALSE, do_stage },
  { "answer", TRUE, do_answer },
  { "sign-slot", TRUE, do_sign_slot },
  { "timer", TRUE, do_timer },
  { "wait", FALSE, do_wait },
  { "skip", TRUE, do_skip },
  { "note", FALSE, do_note },
  { "remedy", TRUE, do_remedy },
  { "photo", FALSE, do_photo },
  { "remove-photo", FALSE, do_remove_photo },
  { "undo", FALSE, do_undo },
  { "redo", FALSE, do_redo },
  { "thing", FALSE, do_thing },
  { "hand-over", FALSE, do_hand_over },
  { "outcome", FALSE, do_outcome },
  { "opinion", FALSE, do_opinion },
  { "satisfaction", FALSE, do_satisfaction },
  { "notice", FALSE, do_notice },
  { "guide", FALSE, do_guide },
  { "sign", FALSE, do_sign },
  { "escalate", FALSE, do_escalate },
  { "finish", FALSE, do_finish },
};

static const ActKind *
find_kind (const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (KINDS); i++)
    if (strcmp (KINDS[i].name, name) == 0)
      return &KINDS[i];
  return NULL;
}

static gboolean
open_session (DsCtlPlayer *self, const char *order_id, GError **error)
{
  GAsyncResult *answer = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (order_id == NULL && self->session == NULL) {
    g_set_error_literal (error, DS_APP_ERROR, DS_ERROR_INVALID, "the first action must name its “order”");
    return FALSE;
  }
  if (order_id == NULL || (self->session != NULL && g_strcmp0 (self->order_id, order_id) == 0))
    return TRUE;
  ds_ctl_player_clear (self);
  ds_visit_session_open_async (self->call->app, order_id, NULL, ds_ctl_answer_cb, &answer);
  result = ds_ctl_wait (&answer);
  self->session = ds_visit_session_open_finish (result, error);
  self->order_id = g_strdup (order_id);
  return self->session != NULL;
}

/* "j1/E05/客厅" names the thing as a person did; the session wants its UUID. */
static char *
resolve_slot (DsVisitSession *session, const char *slot)
{
  g_auto (GStrv) parts = g_strsplit (slot, "/", 3);
  GListModel *outline = ds_visit_session_get_outline (session);
  guint n = g_list_model_get_n_items (outline);

  if (g_strv_length (parts) < 3)
    return g_strdup (slot);
  for (guint i = 0; i < n; i++) {
    g_autoptr (DsVisitItem) item = g_list_model_get_item (outline, i);
    g_autoptr (DsStepView) view = NULL;

    if (ds_visit_item_get_slot (item) == NULL || g_strcmp0 (ds_visit_item_get_job (item), parts[0]) != 0)
      continue;
    view = ds_visit_session_dup_step (session, ds_visit_item_get_slot (item));
    if (view != NULL && g_strcmp0 (view->step, parts[1]) == 0 && g_strcmp0 (view->thing_name, parts[2]) == 0)
      return g_strdup (view->slot);
  }
  return g_strdup (slot);
}

gboolean
ds_ctl_player_act (DsCtlPlayer *self, json_t *action, guint *ret_seq, GError **error)
{
  Act act = { .json = action };
  const char *name = json_string_value (json_object_get (action, "do"));
  const ActKind *kind = find_kind (name);
  g_autofree char *slot = NULL;

  if (kind == NULL) {
    g_set_error (error, DS_APP_ERROR, DS_ERROR_INVALID, "there is no action “%s”; see “doorstepctl play-actions”",
                 name != NULL ? name : "");
    return FALSE;
  }
  if (!open_session (self, json_string_value (json_object_get (action, "order")), error))
    return FALSE;
  act.session = self->session;
  if (get_string (&act, "slot") != NULL)
    slot = resolve_slot (self->session, get_string (&act, "slot"));
  act.slot = slot;
  if (kind->needs_slot && slot == NULL) {
    g_set_error (error, DS_APP_ERROR, DS_ERROR_INVALID, "“%s” needs a “slot”, e.g. \"j1/E05\"", name);
    return FALSE;
  }
  if (!kind->run (&act, error))
    return FALSE;
  *ret_seq = ds_visit_session_get_seq (self->session);
  return TRUE;
}

void
ds_ctl_player_clear (DsCtlPlayer *self)
{
  if (self->session != NULL)
    ds_visit_session_close (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->order_id, g_free);
}
