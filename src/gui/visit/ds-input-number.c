/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-input-number.h"

#include "ds-keypad.h"
#include "ds-slot-words.h"

#include <glib/gi18n.h>

struct _DsInputNumber {
  DsStepInput parent_instance;
  GtkEntry *entry;
  GtkLabel *unit;
  GtkLabel *feedback;
  GtkRevealer *keys;
  DsKeypad *keypad;
  GtkButton *change_button;
  char *recorded; /* nullable */
  char *plausible; /* nullable */
  guint decimals;
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (DsInputNumber, ds_input_number, DS_TYPE_STEP_INPUT)

static const char *
get_text (DsInputNumber *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static gboolean
has_new_value (DsInputNumber *self)
{
  return get_text (self)[0] != '\0' && g_strcmp0 (get_text (self), self->recorded) != 0;
}

static void
say_feedback (DsInputNumber *self, const char *style, const char *text)
{
  gtk_label_set_label (self->feedback, text);
  ds_slot_words_set_style (GTK_WIDGET (self->feedback), style);
  gtk_widget_set_opacity (GTK_WIDGET (self->feedback), text[0] != '\0' ? 1 : 0);
}

/* What the typed value would be worth, before it is recorded. */
static void
update_feedback (DsInputNumber *self)
{
  DsSeverity severity = DS_SEVERITY_NONE;
  DsAnswerVerdict verdict = ds_step_input_check (DS_STEP_INPUT (self), get_text (self), &severity);
  g_autofree char *words = NULL;

  ds_keypad_set_record_sensitive (self->keypad, has_new_value (self) && verdict != DS_VERDICT_INVALID);
  if (verdict == DS_VERDICT_INVALID && self->decimals > 0) {
    words = g_strdup_printf (_ ("A number with at most %u digits after the point"), self->decimals);
    say_feedback (self, "advice", words);
  } else if (verdict == DS_VERDICT_INVALID) {
    say_feedback (self, "advice", _ ("A whole number"));
  } else if (verdict == DS_VERDICT_EMPTY || !has_new_value (self)) {
    say_feedback (self, "", "");
  } else if (verdict == DS_VERDICT_CONFIRM) {
    words = self->plausible != NULL ? g_strdup_printf (_ ("Unlikely: usually %s"), self->plausible) : NULL;
    say_feedback (self, "hazard", words != NULL ? words : _ ("Unlikely value"));
  } else if (severity != DS_SEVERITY_NONE) {
    words = g_strdup_printf (_ ("%s: out of limits"), ds_slot_words_severity (severity));
    say_feedback (self, ds_slot_words_severity_style (severity), words);
  } else {
    say_feedback (self, "pass", _ ("Within limits"));
  }
}

static void
set_editing (DsInputNumber *self, gboolean editing)
{
  gtk_revealer_set_reveal_child (self->keys, editing);
  gtk_widget_set_visible (GTK_WIDGET (self->feedback), editing);
  gtk_widget_set_visible (GTK_WIDGET (self->change_button), !editing);
}

static void
changed_cb (DsInputNumber *self)
{
  if (self->showing)
    return;
  if (has_new_value (self))
    set_editing (self, TRUE);
  update_feedback (self);
  ds_step_input_say_draft (DS_STEP_INPUT (self), has_new_value (self) ? get_text (self) : NULL);
}

static gboolean
ds_input_number_submit (DsStepInput *input)
{
  DsInputNumber *self = DS_INPUT_NUMBER (input);

  if (!has_new_value (self))
    return FALSE;
  ds_step_input_say_answer (input, get_text (self));
  return TRUE;
}

static void
enter_cb (DsInputNumber *self)
{
  ds_step_input_enter (DS_STEP_INPUT (self));
}

static void
record_cb (DsInputNumber *self)
{
  ds_step_input_submit (DS_STEP_INPUT (self));
}

static void
change_cb (DsInputNumber *self)
{
  set_editing (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* The limit stays in sight where the eye is, also when the page above has no room for it. */
static void
show_placeholder (DsInputNumber *self, const DsStepView *view)
{
  const DsStepLimit *limit = view->limits->len > 0 ? g_ptr_array_index (view->limits, 0) : NULL;

  gtk_entry_set_placeholder_text (self->entry, limit != NULL ? limit->text : NULL);
}

static void
ds_input_number_show_step (DsStepInput *input, const DsStepView *view)
{
  DsInputNumber *self = DS_INPUT_NUMBER (input);
  const char *standing = ds_step_input_get_standing_value (view);
  gboolean has_draft = view->draft != NULL && view->draft[0] != '\0';
  const char *text = has_draft ? view->draft : standing;
  g_autofree char *name = NULL;

  g_free (self->recorded);
  self->recorded = g_strdup (standing);
  g_free (self->plausible);
  self->plausible = g_strdup (view->plausible);
  self->decimals = view->decimals;
  self->showing = TRUE;
  if (g_strcmp0 (get_text (self), text != NULL ? text : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->showing = FALSE;
  gtk_label_set_label (self->unit, view->unit != NULL ? view->unit : "");
  gtk_widget_set_visible (GTK_WIDGET (self->unit), view->unit != NULL && view->unit[0] != '\0');
  ds_keypad_set_point (self->keypad, view->decimals > 0);
  name = view->unit != NULL && view->unit[0] != '\0' ? g_strdup_printf (_ ("Measured value in %s"), view->unit)
                                                     : g_strdup (_ ("Measured value"));
  ds_slot_words_name (self->entry, name);
  show_placeholder (self, view);
  set_editing (self, standing == NULL || has_draft);
  update_feedback (self);
}

static gboolean
ds_input_number_take_focus (DsStepInput *input)
{
  return gtk_entry_grab_focus_without_selecting (DS_INPUT_NUMBER (input)->entry);
}

static gboolean
ds_input_number_take_key (DsStepInput *input, guint keyval)
{
  DsInputNumber *self = DS_INPUT_NUMBER (input);
  gunichar letter = gdk_keyval_to_unicode (keyval);

  if (letter == ',')
    letter = '.';
  if (!(letter >= '0' && letter <= '9') && letter != '.' && letter != '-')
    return FALSE;
  gtk_entry_grab_focus_without_selecting (self->entry);
  /* A recorded value is replaced, not lengthened. */
  if (!gtk_revealer_get_reveal_child (self->keys))
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  ds_keypad_type (self->keypad, (char) letter);
  return TRUE;
}

static void
ds_input_number_finalize (GObject *object)
{
  DsInputNumber *self = DS_INPUT_NUMBER (object);

  g_clear_pointer (&self->recorded, g_free);
  g_clear_pointer (&self->plausible, g_free);
  G_OBJECT_CLASS (ds_input_number_parent_class)->finalize (object);
}

static void
ds_input_number_class_init (DsInputNumberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  DsStepInputClass *input_class = DS_STEP_INPUT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_input_number_finalize;
  input_class->show_step = ds_input_number_show_step;
  input_class->take_focus = ds_input_number_take_focus;
  input_class->submit = ds_input_number_submit;
  input_class->take_key = ds_input_number_take_key;
  g_type_ensure (DS_TYPE_KEYPAD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/input-number.ui");
  gtk_widget_class_bind_template_child (widget_class, DsInputNumber, entry);
  gtk_widget_class_bind_template_child (widget_class, DsInputNumber, unit);
  gtk_widget_class_bind_template_child (widget_class, DsInputNumber, feedback);
  gtk_widget_class_bind_template_child (widget_class, DsInputNumber, keys);
  gtk_widget_class_bind_template_child (widget_class, DsInputNumber, keypad);
  gtk_widget_class_bind_template_child (widget_class, DsInputNumber, change_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, record_cb);
  gtk_widget_class_bind_template_callback (widget_class, change_cb);
}

static void
ds_input_number_init (DsInputNumber *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ds_keypad_set_editable (self->keypad, GTK_EDITABLE (self->entry));
}
