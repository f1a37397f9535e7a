/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-input-text.h"

#include "ds-slot-words.h"

#include <glib/gi18n.h>

struct _DsInputText {
  DsStepInput parent_instance;
  GtkEntry *entry;
  GtkLabel *feedback;
  GtkButton *record_button;
  char *recorded; /* nullable */
  gboolean scan;
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (DsInputText, ds_input_text, DS_TYPE_STEP_INPUT)

/* A serial number has no spaces and no small letters, however it was typed. */
static char *
dup_value (DsInputText *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  GString *value;

  if (!self->scan)
    return g_steal_pointer (&stripped);
  value = g_string_new (NULL);
  for (const char *at = stripped; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isspace (g_utf8_get_char (at)))
      g_string_append_unichar (value, g_unichar_toupper (g_utf8_get_char (at)));
  return g_string_free (value, FALSE);
}

static gboolean
has_new_value (DsInputText *self)
{
  g_autofree char *value = dup_value (self);

  return value[0] != '\0' && g_strcmp0 (value, self->recorded) != 0;
}

static void
update_feedback (DsInputText *self)
{
  g_autofree char *value = dup_value (self);
  gboolean fresh = has_new_value (self);
  DsAnswerVerdict verdict = ds_step_input_check (DS_STEP_INPUT (self), value, NULL);
  const char *words = "";

  if (fresh && verdict == DS_VERDICT_CONFIRM)
    words = _ ("This does not look like a serial number of this make. Compare it letter by letter.");
  else if (fresh && verdict == DS_VERDICT_INVALID)
    words = _ ("This cannot be recorded: it is too long or has characters that cannot be kept.");
  gtk_label_set_label (self->feedback, words);
  gtk_widget_set_visible (GTK_WIDGET (self->feedback), words[0] != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->record_button), fresh && verdict != DS_VERDICT_INVALID);
}

static void
changed_cb (DsInputText *self)
{
  if (self->showing)
    return;
  update_feedback (self);
  ds_step_input_say_draft (DS_STEP_INPUT (self),
                           has_new_value (self) ? gtk_editable_get_text (GTK_EDITABLE (self->entry)) : NULL);
}

static gboolean
ds_input_text_submit (DsStepInput *input)
{
  DsInputText *self = DS_INPUT_TEXT (input);
  g_autofree char *value = dup_value (self);

  if (!has_new_value (self))
    return FALSE;
  ds_step_input_say_answer (input, value);
  return TRUE;
}

static void
enter_cb (DsInputText *self)
{
  ds_step_input_enter (DS_STEP_INPUT (self));
}

static void
record_cb (DsInputText *self)
{
  ds_step_input_submit (DS_STEP_INPUT (self));
}

static void
ds_input_text_show_step (DsStepInput *input, const DsStepView *view)
{
  DsInputText *self = DS_INPUT_TEXT (input);
  const char *standing = ds_step_input_get_standing_value (view);
  const char *text = view->draft != NULL && view->draft[0] != '\0' ? view->draft : standing;

  if (text == NULL)
    text = "";
  g_free (self->recorded);
  self->recorded = g_strdup (standing);
  self->showing = TRUE;
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text) != 0) {
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
    gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  }
  self->showing = FALSE;
  gtk_entry_set_max_length (self->entry, (int) MIN (view->max_chars, 4000));
  update_feedback (self);
}

static gboolean
ds_input_text_take_focus (DsStepInput *input)
{
  return gtk_entry_grab_focus_without_selecting (DS_INPUT_TEXT (input)->entry);
}

static void
ds_input_text_finalize (GObject *object)
{
  g_clear_pointer (&DS_INPUT_TEXT (object)->recorded, g_free);
  G_OBJECT_CLASS (ds_input_text_parent_class)->finalize (object);
}

static void
ds_input_text_class_init (DsInputTextClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  DsStepInputClass *input_class = DS_STEP_INPUT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_input_text_finalize;
  input_class->show_step = ds_input_text_show_step;
  input_class->take_focus = ds_input_text_take_focus;
  input_class->submit = ds_input_text_submit;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/input-text.ui");
  gtk_widget_class_bind_template_child (widget_class, DsInputText, entry);
  gtk_widget_class_bind_template_child (widget_class, DsInputText, feedback);
  gtk_widget_class_bind_template_child (widget_class, DsInputText, record_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, record_cb);
}

static void
ds_input_text_init (DsInputText *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DsStepInput *
ds_input_text_new (gboolean scan)
{
  DsInputText *self = g_object_new (DS_TYPE_INPUT_TEXT, NULL);

  self->scan = scan;
  gtk_entry_set_placeholder_text (self->entry, scan ? _ ("Serial number under the bar code") : _ ("Write here"));
  ds_slot_words_name (self->entry, scan ? _ ("Serial number") : _ ("Answer"));
  gtk_entry_set_input_hints (self->entry, scan ? GTK_INPUT_HINT_UPPERCASE_CHARS | GTK_INPUT_HINT_NO_SPELLCHECK
                                               : GTK_INPUT_HINT_NONE);
  return DS_STEP_INPUT (self);
}
