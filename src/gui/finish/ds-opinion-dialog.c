/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-opinion-dialog.h"

#include "ds-error-text.h"

#include "ds-entry.h"
#include "ds-opinion.h"
#include "ds-text.h"

#include <glib/gi18n.h>

#define MAX_KINDS 8

struct _DsOpinionDialog {
  AdwWindow parent_instance;

  GtkFlowBox *kinds;
  AdwPreferencesGroup *about;
  AdwComboRow *subtype_row;
  AdwComboRow *department_row;
  GtkSwitch *major_switch;
  GtkTextView *text;
  GtkLabel *problem;
  GtkButton *record_button;

  GtkToggleButton *kind_buttons[MAX_KINDS];
  guint n_kinds;
  guint kind;
  DsApp *app;
  DsVisitSession *session;
  gboolean acting; /* the opinion is being written: further taps are dropped */
};

G_DEFINE_FINAL_TYPE (DsOpinionDialog, ds_opinion_dialog, ADW_TYPE_WINDOW)

static char *
dup_text (DsOpinionDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start, end;
  g_autofree char *raw = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  raw = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  return ds_text_clean (raw);
}

static void
update_button (DsOpinionDialog *self)
{
  g_autofree char *text = dup_text (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->record_button), *text != '\0' && !self->acting);
}

static void
say_problem (DsOpinionDialog *self, const char *words)
{
  gtk_label_set_label (self->problem, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), words != NULL);
}

static const char *
get_kind (DsOpinionDialog *self)
{
  guint n;

  return ds_opinion_kinds (&n)[self->kind].id;
}

/* What is praised needs nobody to answer for it and is never grave. */
static void
show_kind (DsOpinionDialog *self)
{
  for (guint i = 0; i < self->n_kinds; i++)
    gtk_toggle_button_set_active (self->kind_buttons[i], i == self->kind);
  gtk_widget_set_visible (GTK_WIDGET (self->about), g_strcmp0 (get_kind (self), "praise") != 0);
}

static void
kind_cb (DsOpinionDialog *self, GtkToggleButton *button)
{
  for (guint i = 0; i < self->n_kinds; i++)
    if (self->kind_buttons[i] == button)
      self->kind = i;
  show_kind (self);
}

static void
subtype_cb (DsOpinionDialog *self)
{
  guint chosen = adw_combo_row_get_selected (self->subtype_row), n;
  const DsOpinionSubtype *subtypes = ds_opinion_subtypes (&n);
  const DsDepartment *departments;

  if (chosen == 0 || chosen > n)
    return;
  gtk_switch_set_active (self->major_switch, subtypes[chosen - 1].major);
  departments = ds_departments (&n);
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (departments[i].code, subtypes[chosen - 1].department) == 0)
      adw_combo_row_set_selected (self->department_row, i + 1);
}

static void
empty_form (DsOpinionDialog *self)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), "", 0);
  adw_combo_row_set_selected (self->subtype_row, 0);
  adw_combo_row_set_selected (self->department_row, 0);
  gtk_switch_set_active (self->major_switch, FALSE);
  self->kind = 0;
  show_kind (self);
}

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsOpinionDialog) self = DS_OPINION_DIALOG (user_data);
  g_autoptr (GError) error = NULL;

  self->acting = FALSE;
  if (ds_visit_session_act_finish (DS_VISIT_SESSION (source), result, &error)) {
    empty_form (self);
    gtk_window_close (GTK_WINDOW (self));
  } else if (!ds_error_is (error, DS_ERROR_CANCELLED)) {
    g_autofree char *line = ds_error_line (error);
    say_problem (self, line);
  }
  update_button (self);
}

/* Fills what is chosen beside the kind and the words. */
static void
add_about (DsOpinionDialog *self, DsVisitOpinion *opinion)
{
  guint n, subtype = adw_combo_row_get_selected (self->subtype_row);
  guint department = adw_combo_row_get_selected (self->department_row);

  if (subtype > 0)
    opinion->subtype = (char *) ds_opinion_subtypes (&n)[subtype - 1].code;
  if (department > 0)
    opinion->department = (char *) ds_departments (&n)[department - 1].code;
  if (gtk_switch_get_active (self->major_switch))
    opinion->severity = (char *) "major";
}

static void
record_cb (DsOpinionDialog *self)
{
  g_autofree char *text = dup_text (self);
  DsVisitOpinion opinion = { .kind = (char *) get_kind (self), .text = text, .severity = (char *) "normal" };
  g_autoptr (GError) error = NULL;

  if (self->acting)
    return;
  if (!ds_text_check (text, DS_ENTRY_MAX_TEXT, &error)) {
    g_autofree char *line = ds_error_line (error);
    say_problem (self, line);
    return;
  }
  if (g_strcmp0 (opinion.kind, "praise") != 0)
    add_about (self, &opinion);
  say_problem (self, NULL);
  self->acting = TRUE;
  update_button (self);
  ds_visit_session_opinion_async (self->session, &opinion, recorded_cb, g_object_ref (self));
}

static void
add_kinds (DsOpinionDialog *self, const char *language)
{
  guint n;
  const DsOpinionKind *kinds = ds_opinion_kinds (&n);

  self->n_kinds = MIN (n, MAX_KINDS);
  for (guint i = 0; i < self->n_kinds; i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (ds_text_for (&kinds[i].title, language));
    GtkWidget *child = gtk_flow_box_child_new ();

    g_signal_connect_swapped (button, "clicked", G_CALLBACK (kind_cb), self);
    gtk_widget_add_css_class (button, "ds-score");
    self->kind_buttons[i] = GTK_TOGGLE_BUTTON (button);
    gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), button);
    gtk_widget_set_focusable (child, FALSE);
    gtk_flow_box_append (self->kinds, child);
  }
  show_kind (self);
}

static void
fill_choices (DsOpinionDialog *self, const char *language)
{
  g_autoptr (GtkStringList) subtypes = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) departments = gtk_string_list_new (NULL);
  guint n_subtypes, n_departments;
  const DsOpinionSubtype *subtype = ds_opinion_subtypes (&n_subtypes);
  const DsDepartment *department = ds_departments (&n_departments);

  gtk_string_list_append (subtypes, _ ("Not chosen"));
  for (guint i = 0; i < n_subtypes; i++)
    gtk_string_list_append (subtypes, ds_text_for (&subtype[i].title, language));
  gtk_string_list_append (departments, _ ("Headquarters decides"));
  for (guint i = 0; i < n_departments; i++)
    gtk_string_list_append (departments, ds_text_for (&department[i].title, language));
  adw_combo_row_set_model (self->subtype_row, G_LIST_MODEL (subtypes));
  adw_combo_row_set_model (self->department_row, G_LIST_MODEL (departments));
  g_signal_connect_swapped (self->subtype_row, "notify::selected", G_CALLBACK (subtype_cb), self);
}

static void
ds_opinion_dialog_finalize (GObject *object)
{
  DsOpinionDialog *self = DS_OPINION_DIALOG (object);

  g_clear_object (&self->app);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ds_opinion_dialog_parent_class)->finalize (object);
}

static void
ds_opinion_dialog_class_init (DsOpinionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_opinion_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/finish/opinion-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DsOpinionDialog, kinds);
  gtk_widget_class_bind_template_child (widget_class, DsOpinionDialog, about);
  gtk_widget_class_bind_template_child (widget_class, DsOpinionDialog, subtype_row);
  gtk_widget_class_bind_template_child (widget_class, DsOpinionDialog, department_row);
  gtk_widget_class_bind_template_child (widget_class, DsOpinionDialog, major_switch);
  gtk_widget_class_bind_template_child (widget_class, DsOpinionDialog, text);
  gtk_widget_class_bind_template_child (widget_class, DsOpinionDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, DsOpinionDialog, record_button);
  gtk_widget_class_bind_template_callback (widget_class, record_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ds_opinion_dialog_init (DsOpinionDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (gtk_text_view_get_buffer (self->text), "changed", G_CALLBACK (update_button), self);
  update_button (self);
}

DsOpinionDialog *
ds_opinion_dialog_new (DsApp *app, DsVisitSession *session)
{
  DsOpinionDialog *self = g_object_new (DS_TYPE_OPINION_DIALOG, NULL);

  self->app = g_object_ref (app);
  self->session = g_object_ref (session);
  add_kinds (self, ds_app_get_language (app));
  fill_choices (self, ds_app_get_language (app));
  return self;
}

void
ds_opinion_dialog_ask (DsOpinionDialog *self, const char *kind)
{
  guint n;
  const DsOpinionKind *kinds = ds_opinion_kinds (&n);

  for (guint i = 0; kind != NULL && i < self->n_kinds; i++)
    if (g_strcmp0 (kinds[i].id, kind) == 0)
      self->kind = i;
  show_kind (self);
  say_problem (self, NULL);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}
