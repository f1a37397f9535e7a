/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-step-page.h"

#include "ds-fact-flow.h"
#include "ds-failure-card.h"
#include "ds-input-photo.h"
#include "ds-photo-grid.h"
#include "ds-slot-words.h"
#include "ds-step-page-private.h"

#include <glib/gi18n.h>

#define N_INPUTS (DS_ANSWER_COMPUTED + 1)

struct _DsStepPage {
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkLabel *crumb;
  GtkLabel *place;
  GtkWidget *comment_box;
  GtkLabel *comment;
  GtkLabel *old_value;
  GtkLabel *title;
  GtkWidget *state_chip;
  GtkImage *state_icon;
  GtkLabel *state_words;
  GtkWidget *hint_box;
  GtkLabel *hint;
  GtkWidget *hint_button;
  DsFailureCard *failure_card;
  GtkLabel *why;
  GtkWidget *how_expander;
  GtkLabel *how;
  GtkPicture *picture;
  DsFactFlow *facts;
  GtkStack *body;
  GtkBox *attempts;
  DsPhotoGrid *evidence;
  GtkBox *notes;
  GtkWidget *photo_tool;
  GtkWidget *skip_tool;
  GtkWidget *tools;
  GtkWidget *dock_box;
  GtkStack *dock;

  DsVisitSession *session;
  DsStepView *view;
  DsStepInput *inputs[N_INPUTS]; /* made when first needed, then shown again */
  DsStepInput *input;
  char *picture_path;
};

enum { SIGNAL_PASSED, SIGNAL_PHOTO_REMOVED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsStepPage, ds_step_page, ADW_TYPE_BIN)

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

static void
show_head (DsStepPage *self, const DsStepView *view)
{
  g_autofree char *place = g_strdup_printf ("%u / %u", view->position, view->count);
  g_autoptr (GString) crumb = g_string_new (view->zone);
  const char *parts[] = { view->section_title, view->thing_name };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (parts[i] == NULL || parts[i][0] == '\0')
      continue;
    g_string_append (crumb, crumb->len > 0 ? " · " : "");
    g_string_append (crumb, parts[i]);
  }
  gtk_label_set_label (self->crumb, crumb->str);
  gtk_label_set_label (self->place, place);
  gtk_label_set_label (self->title, view->title);
  gtk_widget_set_visible (self->comment_box, view->comment != NULL);
  set_text (self->comment, view->comment);
  if (view->old_value != NULL) {
    g_autofree char *old = g_strdup_printf (_ ("Recorded then: %s"), view->old_value);
    set_text (self->old_value, old);
  } else {
    set_text (self->old_value, NULL);
  }
}

static void
show_state (DsStepPage *self, const DsStepView *view)
{
  DsSlotState state = view->stale ? DS_SLOT_STALE : view->state;

  gtk_widget_set_visible (self->state_chip, state != DS_SLOT_OPEN && state != DS_SLOT_HIDDEN);
  ds_slot_words_set_style (self->state_chip, ds_slot_words_style (state, view->severity));
  gtk_image_set_from_icon_name (self->state_icon, ds_slot_words_icon (state, view->severity));
  gtk_label_set_label (self->state_words, ds_slot_words_state (state, view->severity));
}

static char *
describe_hint (const DsStepView *view)
{
  const char *reason;

  if (view->stale)
    return g_strdup_printf (_ ("Measured too long ago: measure again. It was %s."),
                            view->value_text != NULL ? view->value_text : "—");
  switch (view->state) {
  case DS_SLOT_LOCKED:
    return g_strdup (view->locked_reason != NULL ? view->locked_reason : _ ("Another step comes first."));
  case DS_SLOT_SKIPPED:
    reason = g_strcmp0 (view->skip_reason, "not-applicable") == 0 ? _ ("Not applicable") : _ ("Not tested");
    return g_strdup_printf ("%s: %s", reason, view->skip_note != NULL ? view->skip_note : "");
  case DS_SLOT_OPEN:
  case DS_SLOT_FAILED:
    return g_strdup (view->gate_reason);
  case DS_SLOT_HIDDEN:
  case DS_SLOT_PASSED:
  case DS_SLOT_REMEDIED:
  default:
    return NULL;
  }
}

static void
show_hint (DsStepPage *self, const DsStepView *view)
{
  g_autofree char *hint = describe_hint (view);

  gtk_widget_set_visible (self->hint_box, hint != NULL);
  set_text (self->hint, hint);
  gtk_widget_set_visible (self->hint_button, view->state == DS_SLOT_LOCKED && view->locked_by != NULL);
}

static void
show_explanation (DsStepPage *self, const DsStepView *view)
{
  set_text (self->why, view->why);
  set_text (self->how, view->how);
  gtk_widget_set_visible (self->how_expander, view->how != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), view->picture != NULL);
  if (g_strcmp0 (self->picture_path, view->picture) == 0)
    return;
  g_free (self->picture_path);
  self->picture_path = g_strdup (view->picture);
  gtk_picture_set_filename (self->picture, view->picture);
  gtk_picture_set_alternative_text (self->picture, view->title);
}

static void
clear_box (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static void
add_line (GtkBox *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style[0] != '\0')
    gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
}

static void
add_attempt (DsStepPage *self, const DsStepAttempt *attempt)
{
  g_autofree char *at = ds_slot_words_clock (attempt->at_us);
  g_autofree char *line =
      g_strdup_printf ("%s  %s  %s", at, attempt->value, attempt->failed ? _ ("out of limits") : _ ("within limits"));

  add_line (self->attempts, line, "ds-number");
  if (attempt->remedy != NULL) {
    g_autofree char *remedy = g_strdup_printf (_ ("Remedy: %s"), attempt->remedy);
    add_line (self->attempts, remedy, "ds-quiet");
  }
}

static void
show_past (DsStepPage *self, const DsStepView *view)
{
  const DsStepAttempt *first = view->attempts->len > 0 ? g_ptr_array_index (view->attempts, 0) : NULL;
  /* The one value that stands is shown at the input already. */
  gboolean shown = view->attempts->len > 1 || (first != NULL && first->remedy != NULL);

  clear_box (self->attempts);
  if (shown)
    add_line (self->attempts, _ ("Measured before in this visit"), "ds-strong");
  for (guint i = 0; shown && i < view->attempts->len; i++)
    add_attempt (self, g_ptr_array_index (view->attempts, i));
  gtk_widget_set_visible (GTK_WIDGET (self->attempts), shown);

  clear_box (self->notes);
  for (guint i = 0; i < view->notes->len; i++) {
    const DsStepNote *note = g_ptr_array_index (view->notes, i);
    g_autofree char *at = ds_slot_words_clock (note->at_us);
    g_autofree char *line = g_strdup_printf (_ ("Note, %s: %s"), at, note->text);
    add_line (self->notes, line, "");
  }
  gtk_widget_set_visible (GTK_WIDGET (self->notes), view->notes->len > 0);
}

/* Inputs of a small, known height stay at the bottom under the thumb; the others scroll with the page. */
static gboolean
is_docked (DsAnswerType kind)
{
  switch (kind) {
  case DS_ANSWER_CHECK:
  case DS_ANSWER_YES_NO:
  case DS_ANSWER_NUMBER:
  case DS_ANSWER_TEXT:
  case DS_ANSWER_SCAN:
    return TRUE;
  case DS_ANSWER_CHOICE:
  case DS_ANSWER_MULTI:
  case DS_ANSWER_PHOTO:
  case DS_ANSWER_TIMER:
  case DS_ANSWER_DATE:
  case DS_ANSWER_SIGNATURE:
  case DS_ANSWER_COMPUTED:
  default:
    return FALSE;
  }
}

static DsStepInput *
get_input (DsStepPage *self, DsAnswerType kind)
{
  GtkStack *stack = is_docked (kind) ? self->dock : self->body;

  if (self->inputs[kind] == NULL) {
    self->inputs[kind] = ds_step_input_new_for (kind);
    gtk_stack_add_child (stack, GTK_WIDGET (self->inputs[kind]));
    ds_step_page_connect_input (self, self->inputs[kind]);
  }
  gtk_stack_set_visible_child (stack, GTK_WIDGET (self->inputs[kind]));
  return self->inputs[kind];
}

static void
show_input (DsStepPage *self, const DsStepView *view)
{
  gboolean usable = view->state != DS_SLOT_LOCKED && !ds_visit_session_is_read_only (self->session);
  gboolean docked = is_docked (view->input);

  self->input = get_input (self, view->input);
  ds_step_input_show (self->input, self->session, view);
  gtk_widget_set_sensitive (GTK_WIDGET (self->input), usable);
  gtk_widget_set_visible (self->dock_box, docked && view->state != DS_SLOT_LOCKED);
  gtk_widget_set_visible (GTK_WIDGET (self->body), !docked);
}

static void
show_tools (DsStepPage *self, const DsStepView *view)
{
  gboolean read_only = ds_visit_session_is_read_only (self->session);
  gboolean locked = view->state == DS_SLOT_LOCKED;
  gboolean is_photo_step = view->input == DS_ANSWER_PHOTO;

  ds_photo_grid_show (self->evidence, view->photos, !read_only && !is_photo_step);
  gtk_widget_set_visible (GTK_WIDGET (self->evidence), !is_photo_step && view->photos->len > 0);
  gtk_widget_set_visible (self->photo_tool, !is_photo_step && view->photos->len == 0);
  gtk_widget_set_visible (self->skip_tool, (view->can_skip_not_applicable || view->can_skip_not_tested) && !locked);
  gtk_widget_set_visible (self->tools, !read_only);
}

void
ds_step_page_show (DsStepPage *self, const char *slot)
{
  g_autoptr (DsStepView) view = slot != NULL ? ds_visit_session_dup_step (self->session, slot) : NULL;
  gboolean moved = view != NULL && (self->view == NULL || g_strcmp0 (self->view->slot, view->slot) != 0);
  gboolean failed_now;

  if (view == NULL)
    return;
  failed_now = view->state == DS_SLOT_FAILED && (self->view == NULL || self->view->state != DS_SLOT_FAILED);
  g_clear_pointer (&self->view, ds_step_view_free);
  self->view = g_steal_pointer (&view);
  show_head (self, self->view);
  show_state (self, self->view);
  show_hint (self, self->view);
  ds_failure_card_show (self->failure_card, self->view);
  show_explanation (self, self->view);
  ds_fact_flow_show (self->facts, self->view);
  show_past (self, self->view);
  show_input (self, self->view);
  show_tools (self, self->view);
  if (moved || failed_now)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  if (moved)
    ds_step_page_take_focus (self);
}

void
ds_step_page_refresh (DsStepPage *self)
{
  if (self->view == NULL)
    return;
  g_autofree char *slot = g_strdup (self->view->slot);
  ds_step_page_show (self, slot);
}

void
ds_step_page_take_focus (DsStepPage *self)
{
  gboolean usable = self->input != NULL && gtk_widget_is_sensitive (GTK_WIDGET (self->input));

  /* With nothing to type, Next has the keyboard. */
  if (!usable || !ds_step_input_take_focus (self->input))
    gtk_widget_activate_action (GTK_WIDGET (self), "visit.focus-next", NULL);
}

gboolean
ds_step_page_submit (DsStepPage *self)
{
  return self->input != NULL && self->view->state != DS_SLOT_LOCKED && ds_step_input_submit (self->input);
}

gboolean
ds_step_page_take_key (DsStepPage *self, guint keyval)
{
  return self->input != NULL && ds_step_input_take_key (self->input, keyval);
}

const DsStepView *
ds_step_page_get_view (DsStepPage *self)
{
  return self->view;
}

DsVisitSession *
ds_step_page_get_session (DsStepPage *self)
{
  return self->session;
}

void
ds_step_page_say_passed (DsStepPage *self, const char *slot)
{
  g_signal_emit (self, signals[SIGNAL_PASSED], 0, slot);
}

void
ds_step_page_say_photo_removed (DsStepPage *self)
{
  g_signal_emit (self, signals[SIGNAL_PHOTO_REMOVED], 0);
}

void
ds_step_page_add_photo (DsStepPage *self)
{
  /* At a photo step the photo is the answer, not evidence beside it. */
  if (DS_IS_INPUT_PHOTO (self->input))
    ds_input_photo_choose (DS_INPUT_PHOTO (self->input));
  else
    ds_photo_grid_choose (self->evidence);
}

void
ds_step_page_paste_photo (DsStepPage *self)
{
  if (DS_IS_INPUT_PHOTO (self->input))
    ds_input_photo_paste (DS_INPUT_PHOTO (self->input));
  else
    ds_photo_grid_paste (self->evidence);
}

static void
photo_file_cb (DsStepPage *self, const char *path)
{
  ds_step_page_photo_file (self, path);
}

static void
photo_bytes_cb (DsStepPage *self, GBytes *bytes)
{
  ds_step_page_photo_bytes (self, bytes);
}

static void
photo_remove_cb (DsStepPage *self, const char *entry)
{
  ds_step_page_photo_remove (self, entry);
}

void
ds_step_page_set_session (DsStepPage *self, DsVisitSession *session)
{
  g_set_object (&self->session, session);
}

static void
ds_step_page_finalize (GObject *object)
{
  DsStepPage *self = DS_STEP_PAGE (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->view, ds_step_view_free);
  g_clear_pointer (&self->picture_path, g_free);
  G_OBJECT_CLASS (ds_step_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, DsStepPage, scroller);
  gtk_widget_class_bind_template_child (klass, DsStepPage, crumb);
  gtk_widget_class_bind_template_child (klass, DsStepPage, place);
  gtk_widget_class_bind_template_child (klass, DsStepPage, comment_box);
  gtk_widget_class_bind_template_child (klass, DsStepPage, comment);
  gtk_widget_class_bind_template_child (klass, DsStepPage, old_value);
  gtk_widget_class_bind_template_child (klass, DsStepPage, title);
  gtk_widget_class_bind_template_child (klass, DsStepPage, state_chip);
  gtk_widget_class_bind_template_child (klass, DsStepPage, state_icon);
  gtk_widget_class_bind_template_child (klass, DsStepPage, state_words);
  gtk_widget_class_bind_template_child (klass, DsStepPage, hint_box);
  gtk_widget_class_bind_template_child (klass, DsStepPage, hint);
  gtk_widget_class_bind_template_child (klass, DsStepPage, hint_button);
  gtk_widget_class_bind_template_child (klass, DsStepPage, failure_card);
  gtk_widget_class_bind_template_child (klass, DsStepPage, why);
  gtk_widget_class_bind_template_child (klass, DsStepPage, how_expander);
  gtk_widget_class_bind_template_child (klass, DsStepPage, how);
  gtk_widget_class_bind_template_child (klass, DsStepPage, picture);
  gtk_widget_class_bind_template_child (klass, DsStepPage, facts);
  gtk_widget_class_bind_template_child (klass, DsStepPage, body);
  gtk_widget_class_bind_template_child (klass, DsStepPage, attempts);
  gtk_widget_class_bind_template_child (klass, DsStepPage, evidence);
  gtk_widget_class_bind_template_child (klass, DsStepPage, notes);
  gtk_widget_class_bind_template_child (klass, DsStepPage, photo_tool);
  gtk_widget_class_bind_template_child (klass, DsStepPage, skip_tool);
  gtk_widget_class_bind_template_child (klass, DsStepPage, tools);
  gtk_widget_class_bind_template_child (klass, DsStepPage, dock_box);
  gtk_widget_class_bind_template_child (klass, DsStepPage, dock);
  gtk_widget_class_bind_template_callback (klass, photo_file_cb);
  gtk_widget_class_bind_template_callback (klass, photo_bytes_cb);
  gtk_widget_class_bind_template_callback (klass, photo_remove_cb);
}

static void
ds_step_page_class_init (DsStepPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_step_page_finalize;
  signals[SIGNAL_PASSED] =
      g_signal_new ("passed", DS_TYPE_STEP_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_PHOTO_REMOVED] =
      g_signal_new ("photo-removed", DS_TYPE_STEP_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (DS_TYPE_FAILURE_CARD);
  g_type_ensure (DS_TYPE_FACT_FLOW);
  g_type_ensure (DS_TYPE_PHOTO_GRID);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/step-page.ui");
  bind_children (widget_class);
}

static void
ds_step_page_init (DsStepPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
