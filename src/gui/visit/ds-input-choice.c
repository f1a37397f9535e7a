/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-input-choice.h"

#include "ds-slot-words.h"

#include <glib/gi18n.h>

/* An option's row is kept and shown again for the next step; only missing rows are made. */
typedef struct {
  GtkToggleButton *button;
  GtkLabel *title;
  GtkLabel *mark;
  GtkImage *tick;
} OptionRow;

struct _DsInputChoice {
  DsStepInput parent_instance;
  GtkBox *box;
  GtkButton *record_button;
  GtkLabel *hint;
  GArray *rows; /* OptionRow */
  GPtrArray *ids; /* of the options shown */
  char *recorded; /* nullable */
  guint least;
  gboolean several;
  gboolean touched; /* Next does not record "none of these" by mistake: something must have been tapped */
};

G_DEFINE_FINAL_TYPE (DsInputChoice, ds_input_choice, DS_TYPE_STEP_INPUT)

static OptionRow *
get_row (DsInputChoice *self, guint index)
{
  return &g_array_index (self->rows, OptionRow, index);
}

/* The options picked now, in the checklist's order, joined with ",". */
static char *
describe_selection (DsInputChoice *self, guint *ret_n)
{
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < self->ids->len; i++) {
    if (!gtk_toggle_button_get_active (get_row (self, i)->button))
      continue;
    if (n++ > 0)
      g_string_append_c (text, ',');
    g_string_append (text, g_ptr_array_index (self->ids, i));
  }
  *ret_n = n;
  return g_string_free (text, FALSE);
}

static gboolean
is_recordable (DsInputChoice *self)
{
  guint n;
  g_autofree char *selection = describe_selection (self, &n);

  return self->several && n >= self->least && g_strcmp0 (selection, self->recorded) != 0;
}

static void
update_ticks (DsInputChoice *self)
{
  for (guint i = 0; i < self->ids->len; i++) {
    OptionRow *row = get_row (self, i);
    gboolean active = gtk_toggle_button_get_active (row->button);
    const char *icon = active ? "checkbox-checked-symbolic" : "checkbox-symbolic";
    if (!self->several)
      icon = active ? "radio-checked-symbolic" : "radio-symbolic";
    gtk_image_set_from_icon_name (row->tick, icon);
  }
  gtk_widget_set_sensitive (GTK_WIDGET (self->record_button), is_recordable (self));
}

static void
option_clicked_cb (DsInputChoice *self, GtkToggleButton *button)
{
  if (self->several) {
    self->touched = TRUE;
    update_ticks (self);
    return;
  }
  for (guint i = 0; i < self->ids->len; i++) {
    OptionRow *row = get_row (self, i);
    gtk_toggle_button_set_active (row->button, row->button == button);
  }
  update_ticks (self);
  for (guint i = 0; i < self->ids->len; i++)
    if (get_row (self, i)->button == button)
      ds_step_input_say_answer (DS_STEP_INPUT (self), g_ptr_array_index (self->ids, i));
}

static void
add_row (DsInputChoice *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  OptionRow row = {
    .button = GTK_TOGGLE_BUTTON (gtk_toggle_button_new ()),
    .title = GTK_LABEL (gtk_label_new (NULL)),
    .mark = GTK_LABEL (gtk_label_new (NULL)),
    .tick = GTK_IMAGE (gtk_image_new ()),
  };

  gtk_label_set_wrap (row.title, TRUE);
  gtk_label_set_wrap_mode (row.title, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (row.title, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (row.title), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (row.mark), "ds-chip");
  gtk_widget_set_valign (GTK_WIDGET (row.mark), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (row.tick));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (row.title));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (row.mark));
  gtk_button_set_child (GTK_BUTTON (row.button), content);
  gtk_widget_add_css_class (GTK_WIDGET (row.button), "ds-option");
  g_signal_connect_object (row.button, "clicked", G_CALLBACK (option_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->box, GTK_WIDGET (row.button));
  g_array_append_val (self->rows, row);
}

static void
show_option (DsInputChoice *self, guint index, const DsStepOption *option, gboolean selected)
{
  OptionRow *row = get_row (self, index);
  const char *severity = ds_slot_words_severity (option->severity);

  gtk_label_set_label (row->title, option->title != NULL ? option->title : option->id);
  gtk_label_set_label (row->mark, severity);
  gtk_widget_set_visible (GTK_WIDGET (row->mark), severity[0] != '\0');
  ds_slot_words_set_style (GTK_WIDGET (row->mark), ds_slot_words_severity_style (option->severity));
  gtk_toggle_button_set_active (row->button, selected);
  gtk_widget_set_visible (GTK_WIDGET (row->button), TRUE);
  ds_slot_words_name (row->button, gtk_label_get_label (row->title));
}

static void
ds_input_choice_show_step (DsStepInput *input, const DsStepView *view)
{
  DsInputChoice *self = DS_INPUT_CHOICE (input);
  gboolean again = ds_step_input_get_standing_value (view) == NULL;

  g_ptr_array_set_size (self->ids, 0);
  g_free (self->recorded);
  self->recorded = again ? NULL : g_strdup (view->value);
  self->least = view->multi_min;
  self->touched = FALSE;
  while (self->rows->len < view->options->len)
    add_row (self);
  for (guint i = 0; i < view->options->len; i++) {
    const DsStepOption *option = g_ptr_array_index (view->options, i);
    g_ptr_array_add (self->ids, g_strdup (option->id));
    show_option (self, i, option, option->selected && !again);
  }
  for (guint i = view->options->len; i < self->rows->len; i++)
    gtk_widget_set_visible (GTK_WIDGET (get_row (self, i)->button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->record_button), self->several);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), self->several && view->multi_min > 0);
  if (view->multi_min > 0) {
    g_autofree char *hint =
        g_strdup_printf (ngettext ("Choose at least %u", "Choose at least %u", view->multi_min), view->multi_min);
    gtk_label_set_label (self->hint, hint);
  }
  update_ticks (self);
}

static gboolean
ds_input_choice_submit (DsStepInput *input)
{
  DsInputChoice *self = DS_INPUT_CHOICE (input);
  guint n;
  g_autofree char *selection = describe_selection (self, &n);

  if (!self->touched || !is_recordable (self))
    return FALSE;
  ds_step_input_say_answer (input, selection);
  return TRUE;
}

static void
record_cb (DsInputChoice *self)
{
  self->touched = TRUE;
  ds_step_input_submit (DS_STEP_INPUT (self));
}

/* The digits 1 to 9 pick an option, as on a remote control. */
static gboolean
ds_input_choice_take_key (DsStepInput *input, guint keyval)
{
  DsInputChoice *self = DS_INPUT_CHOICE (input);
  guint index = keyval - GDK_KEY_1;

  if (keyval < GDK_KEY_1 || keyval > GDK_KEY_9 || index >= self->ids->len)
    return FALSE;
  GtkToggleButton *button = get_row (self, index)->button;
  gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
  option_clicked_cb (self, button);
  return TRUE;
}

static gboolean
ds_input_choice_take_focus (DsStepInput *input)
{
  DsInputChoice *self = DS_INPUT_CHOICE (input);

  for (guint i = 0; i < self->ids->len; i++)
    if (gtk_toggle_button_get_active (get_row (self, i)->button))
      return gtk_widget_grab_focus (GTK_WIDGET (get_row (self, i)->button));
  return self->ids->len > 0 && gtk_widget_grab_focus (GTK_WIDGET (get_row (self, 0)->button));
}

static void
ds_input_choice_finalize (GObject *object)
{
  DsInputChoice *self = DS_INPUT_CHOICE (object);

  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->recorded, g_free);
  G_OBJECT_CLASS (ds_input_choice_parent_class)->finalize (object);
}

static void
ds_input_choice_class_init (DsInputChoiceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  DsStepInputClass *input_class = DS_STEP_INPUT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_input_choice_finalize;
  input_class->show_step = ds_input_choice_show_step;
  input_class->take_focus = ds_input_choice_take_focus;
  input_class->submit = ds_input_choice_submit;
  input_class->take_key = ds_input_choice_take_key;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/input-choice.ui");
  gtk_widget_class_bind_template_child (widget_class, DsInputChoice, box);
  gtk_widget_class_bind_template_child (widget_class, DsInputChoice, record_button);
  gtk_widget_class_bind_template_child (widget_class, DsInputChoice, hint);
  gtk_widget_class_bind_template_callback (widget_class, record_cb);
}

static void
ds_input_choice_init (DsInputChoice *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (OptionRow));
  self->ids = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

DsStepInput *
ds_input_choice_new (gboolean several)
{
  DsInputChoice *self = g_object_new (DS_TYPE_INPUT_CHOICE, NULL);

  self->several = several;
  return DS_STEP_INPUT (self);
}
