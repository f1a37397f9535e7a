/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-step-input.h"

#include "ds-input-check.h"
#include "ds-input-choice.h"
#include "ds-input-computed.h"
#include "ds-input-date.h"
#include "ds-input-number.h"
#include "ds-input-photo.h"
#include "ds-input-signature.h"
#include "ds-input-text.h"
#include "ds-input-timer.h"
#include "ds-input-yes-no.h"

typedef struct {
  DsVisitSession *session;
  char *slot;
} DsStepInputPrivate;

enum {
  SIGNAL_ANSWER,
  SIGNAL_DRAFT,
  SIGNAL_SIGN,
  SIGNAL_TIMER,
  SIGNAL_PHOTO_FILE,
  SIGNAL_PHOTO_BYTES,
  SIGNAL_PHOTO_REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DsStepInput, ds_step_input, ADW_TYPE_BIN)

static DsStepInputPrivate *
get_private (DsStepInput *self)
{
  return ds_step_input_get_instance_private (self);
}

static void
ds_step_input_finalize (GObject *object)
{
  DsStepInputPrivate *priv = get_private (DS_STEP_INPUT (object));

  g_clear_object (&priv->session);
  g_clear_pointer (&priv->slot, g_free);
  G_OBJECT_CLASS (ds_step_input_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, guint n_args, GType first)
{
  return g_signal_new (name, DS_TYPE_STEP_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, n_args, first);
}

static void
ds_step_input_class_init (DsStepInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_step_input_finalize;
  signals[SIGNAL_ANSWER] = add_signal ("answer", 1, G_TYPE_STRING);
  signals[SIGNAL_DRAFT] = add_signal ("draft", 1, G_TYPE_STRING);
  signals[SIGNAL_TIMER] = add_signal ("timer", 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_PHOTO_FILE] = add_signal ("photo-file", 1, G_TYPE_STRING);
  signals[SIGNAL_PHOTO_BYTES] = add_signal ("photo-bytes", 1, G_TYPE_BYTES);
  signals[SIGNAL_PHOTO_REMOVE] = add_signal ("photo-remove", 1, G_TYPE_STRING);
  signals[SIGNAL_SIGN] =
      g_signal_new ("sign", DS_TYPE_STEP_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, DS_TYPE_INK);
}

static void
ds_step_input_init (DsStepInput *self)
{
}

DsStepInput *
ds_step_input_new_for (DsAnswerType kind)
{
  switch (kind) {
  case DS_ANSWER_CHECK:
    return g_object_new (DS_TYPE_INPUT_CHECK, NULL);
  case DS_ANSWER_YES_NO:
    return g_object_new (DS_TYPE_INPUT_YES_NO, NULL);
  case DS_ANSWER_CHOICE:
  case DS_ANSWER_MULTI:
    return ds_input_choice_new (kind == DS_ANSWER_MULTI);
  case DS_ANSWER_NUMBER:
    return g_object_new (DS_TYPE_INPUT_NUMBER, NULL);
  case DS_ANSWER_TEXT:
  case DS_ANSWER_SCAN:
    return ds_input_text_new (kind == DS_ANSWER_SCAN);
  case DS_ANSWER_PHOTO:
    return g_object_new (DS_TYPE_INPUT_PHOTO, NULL);
  case DS_ANSWER_TIMER:
    return g_object_new (DS_TYPE_INPUT_TIMER, NULL);
  case DS_ANSWER_DATE:
    return g_object_new (DS_TYPE_INPUT_DATE, NULL);
  case DS_ANSWER_SIGNATURE:
    return g_object_new (DS_TYPE_INPUT_SIGNATURE, NULL);
  case DS_ANSWER_COMPUTED:
  default:
    return g_object_new (DS_TYPE_INPUT_COMPUTED, NULL);
  }
}

void
ds_step_input_show (DsStepInput *self, DsVisitSession *session, const DsStepView *view)
{
  DsStepInputPrivate *priv = get_private (self);
  char *old = priv->slot;

  g_set_object (&priv->session, session);
  priv->slot = g_strdup (view->slot);
  g_free (old);
  DS_STEP_INPUT_GET_CLASS (self)->show_step (self, view);
}

gboolean
ds_step_input_take_focus (DsStepInput *self)
{
  DsStepInputClass *klass = DS_STEP_INPUT_GET_CLASS (self);

  if (klass->take_focus != NULL)
    return klass->take_focus (self);
  return gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

gboolean
ds_step_input_submit (DsStepInput *self)
{
  DsStepInputClass *klass = DS_STEP_INPUT_GET_CLASS (self);

  return klass->submit != NULL && gtk_widget_is_sensitive (GTK_WIDGET (self)) && klass->submit (self);
}

gboolean
ds_step_input_take_key (DsStepInput *self, guint keyval)
{
  DsStepInputClass *klass = DS_STEP_INPUT_GET_CLASS (self);

  return klass->take_key != NULL && gtk_widget_is_sensitive (GTK_WIDGET (self)) && klass->take_key (self, keyval);
}

const char *
ds_step_input_get_standing_value (const DsStepView *view)
{
  return view->stale || view->remedy_recorded ? NULL : view->value;
}

void
ds_step_input_say_answer (DsStepInput *self, const char *value)
{
  g_signal_emit (self, signals[SIGNAL_ANSWER], 0, value);
}

void
ds_step_input_say_draft (DsStepInput *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_DRAFT], 0, text);
}

void
ds_step_input_say_sign (DsStepInput *self, const DsSignature *signature)
{
  g_signal_emit (self, signals[SIGNAL_SIGN], 0, signature);
}

void
ds_step_input_say_timer (DsStepInput *self, gboolean start)
{
  g_signal_emit (self, signals[SIGNAL_TIMER], 0, start);
}

void
ds_step_input_enter (DsStepInput *self)
{
  if (!ds_step_input_submit (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "visit.next", NULL);
}

DsAnswerVerdict
ds_step_input_check (DsStepInput *self, const char *value, DsSeverity *ret_severity)
{
  DsStepInputPrivate *priv = get_private (self);

  if (priv->session == NULL || priv->slot == NULL)
    return value[0] == '\0' ? DS_VERDICT_EMPTY : DS_VERDICT_OK;
  return ds_visit_session_check_answer (priv->session, priv->slot, value, ret_severity, NULL);
}

const char *
ds_step_input_get_slot (DsStepInput *self)
{
  return get_private (self)->slot;
}
