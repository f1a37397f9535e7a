/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-page.h"

#include "ds-error-text.h"
#include "ds-order-details.h"
#include "ds-outline-list.h"
#include "ds-visit-page-private.h"
#include "ds-visit-strip-bar.h"
#include "ds-wide-bin.h"
#include "ds-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* A second tap so soon after a move would answer a step that nobody has read. */
#define TAP_GUARD_MS 350

struct _DsVisitPage {
  AdwBin parent_instance;

  AdwWindowTitle *title;
  GtkToggleButton *outline_button;
  AdwFlap *flap;
  DsOutlineList *outline;
  DsVisitStripBar *strips;
  GtkStack *stack;
  DsStepPage *step;
  AdwStatusPage *wait_page;
  GtkButton *wait_button;
  GtkBox *bottom;
  GtkButton *undo_button;
  GtkLabel *progress_label;
  GtkProgressBar *progress_bar;
  GtkButton *next_button;

  DsApp *app;
  DsVisitSession *session;
  GCancellable *cancellable;
  char *order_id;
  char *customer; /* (nullable): until the order is loaded */
  guint held_key; /* Enter or space while it is held down */
};

G_DEFINE_FINAL_TYPE (DsVisitPage, ds_visit_page, ADW_TYPE_BIN)

enum { SIGNAL_OPENED, N_SIGNALS };
static guint signals[N_SIGNALS];

DsVisitSession *
ds_visit_page_get_session (DsVisitPage *self)
{
  return self->session;
}

DsStepPage *
ds_visit_page_get_step (DsVisitPage *self)
{
  return self->step;
}

/* --- showing ------------------------------------------------------------------------------------------------------ */

static gboolean
is_last_step (DsVisitPage *self)
{
  return ds_visit_session_get_done (self->session) >= ds_visit_session_get_total (self->session);
}

static void
show_progress (DsVisitPage *self)
{
  guint done = ds_visit_session_get_done (self->session), total = ds_visit_session_get_total (self->session);
  g_autofree char *text = g_strdup_printf ("%u / %u", done, total);
  g_autofree char *undo_what = NULL;
  g_autofree char *undo_text = NULL;

  gtk_label_set_label (self->progress_label, text);
  gtk_progress_bar_set_fraction (self->progress_bar, total > 0 ? (double) done / total : 0);
  g_object_get (self->session, "undo-what", &undo_what, NULL);
  undo_text = undo_what != NULL ? g_strdup_printf (_("Undo: %s"), undo_what) : g_strdup (_("Undo"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->undo_button), undo_text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "visit.undo", ds_visit_session_can_undo (self->session));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "visit.redo", ds_visit_session_can_redo (self->session));
  gtk_button_set_label (self->next_button, is_last_step (self) ? _("To the end") : _("Next"));
}

static void
show_waiting (DsVisitPage *self, DsOrderStage stage)
{
  gboolean parked = stage == DS_ORDER_STAGE_PARKED;

  adw_status_page_set_icon_name (self->wait_page, parked ? "media-playback-pause-symbolic" : "dialog-information-symbolic");
  adw_status_page_set_title (self->wait_page, parked ? _("The visit is parked") : _("The visit has not begun"));
  adw_status_page_set_description (self->wait_page, parked ? _("It goes on at the step where you left it.")
                                                           : _("Start it from the order."));
  gtk_button_set_label (self->wait_button, parked ? _("Resume the visit") : _("Back to the order"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->wait_button), parked ? "visit.resume" : "win.back");
  gtk_stack_set_visible_child_name (self->stack, "wait");
}

static void
show_session (DsVisitPage *self)
{
  DsOrderStage stage = ds_visit_session_get_stage (self->session);
  gboolean at_work = stage == DS_ORDER_STAGE_STARTED;
  gboolean viewing = ds_visit_session_is_read_only (self->session);

  gtk_widget_set_visible (GTK_WIDGET (self->bottom), at_work || viewing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "visit.park", at_work);
  gtk_widget_set_visible (GTK_WIDGET (self->undo_button), at_work);
  show_progress (self);
  if (!at_work && !viewing) {
    show_waiting (self, stage);
    return;
  }
  gtk_stack_set_visible_child_name (self->stack, "step");
  ds_step_page_show (self->step, ds_visit_session_get_current_slot (self->session));
}

static void
show_title (DsVisitPage *self)
{
  const DsStepView *view = ds_step_page_get_view (self->step);
  const char *subtitle = "";

  if (view != NULL)
    subtitle = view->appliance_title != NULL ? view->appliance_title : view->checklist_title;
  adw_window_title_set_title (self->title, self->customer != NULL ? self->customer : _("Visit"));
  adw_window_title_set_subtitle (self->title, subtitle);
}

static void
changed_cb (DsVisitPage *self)
{
  show_session (self);
  show_title (self);
}

static void
moved_cb (DsVisitPage *self)
{
  ds_step_page_show (self->step, ds_visit_session_get_current_slot (self->session));
  ds_outline_list_show_current (self->outline);
  show_title (self);
  show_progress (self);
}

/* --- moving ------------------------------------------------------------------------------------------------------- */

void
ds_visit_page_move_on (DsVisitPage *self)
{
  const char *slot = ds_visit_session_get_current_slot (self->session);
  g_autofree char *before = g_strdup (slot);

  if (!is_last_step (self) && ds_visit_session_next_open (self->session) &&
      g_strcmp0 (before, ds_visit_session_get_current_slot (self->session)) != 0)
    return;
  if (is_last_step (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "visit.finish", NULL);
}

static void
passed_cb (DsVisitPage *self, const char *slot, DsStepPage *step)
{
  if (g_strcmp0 (slot, ds_visit_session_get_current_slot (self->session)) == 0)
    ds_visit_page_move_on (self);
}

static void
next_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsVisitPage *self = DS_VISIT_PAGE (widget);

  if (self->session == NULL || ds_visit_session_is_busy (self->session) || ds_step_page_submit (self->step))
    return;
  if (is_last_step (self) && !ds_visit_session_is_read_only (self->session))
    gtk_widget_activate_action (widget, "visit.finish", NULL);
  else if (!ds_visit_session_next (self->session) && !ds_visit_session_is_busy (self->session))
    gtk_widget_activate_action (widget, "visit.finish", NULL);
}

static void
back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsVisitPage *self = DS_VISIT_PAGE (widget);

  if (self->session != NULL)
    ds_visit_session_back (self->session);
}

static void
finish_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.open-finish", "s", DS_VISIT_PAGE (widget)->order_id);
}

static void
outline_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsVisitPage *self = DS_VISIT_PAGE (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
focus_next_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (DS_VISIT_PAGE (widget)->next_button));
}

static void
go_to (DsVisitPage *self, const char *slot)
{
  if (slot == NULL || self->session == NULL)
    return;
  ds_visit_session_go_to (self->session, slot);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
go_to_lock_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsVisitPage *self = DS_VISIT_PAGE (widget);
  const DsStepView *view = ds_step_page_get_view (self->step);

  if (view != NULL)
    go_to (self, view->locked_by);
}

static void
picked_cb (DsVisitPage *self, const char *slot)
{
  go_to (self, slot);
}

static void
photo_removed_cb (DsVisitPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Photo removed. Undo brings it back."));
}

/* A key that is held down repeats: it must not answer step after step. */
static gboolean
key_captured_cb (DsVisitPage *self, guint keyval, guint keycode, GdkModifierType state, GtkEventControllerKey *keys)
{
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_space)
    return FALSE;
  if (self->held_key == keyval)
    return !GTK_IS_TEXT (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)))) || keyval != GDK_KEY_space;
  self->held_key = keyval;
  return FALSE;
}

static void
key_released_cb (DsVisitPage *self, guint keyval, guint keycode, GdkModifierType state, GtkEventControllerKey *keys)
{
  if (keyval == self->held_key)
    self->held_key = 0;
}

/* The release of a key goes to another window when a dialog came meanwhile. */
static void
focus_left_cb (DsVisitPage *self)
{
  self->held_key = 0;
}

static gboolean
key_pressed_cb (DsVisitPage *self, guint keyval, guint keycode, GdkModifierType state, GtkEventControllerKey *keys)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || (focus != NULL && GTK_IS_EDITABLE (focus)))
    return FALSE;
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    return gtk_widget_activate_action (GTK_WIDGET (self), "visit.next", NULL);
  return self->session != NULL && ds_step_page_take_key (self->step, keyval);
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

static void
follow_session (DsVisitPage *self)
{
  ds_visit_session_set_tap_guard (self->session, TAP_GUARD_MS);
  ds_step_page_set_session (self->step, self->session);
  ds_outline_list_set_session (self->outline, self->session);
  ds_visit_strip_bar_set_session (self->strips, self->session);
  g_signal_connect_object (self->session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
  ds_outline_list_show_current (self->outline);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsVisitPage) self = DS_VISIT_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  self->session = ds_visit_session_open_finish (result, &error);
  if (self->session != NULL) {
    follow_session (self);
    g_signal_emit (self, signals[SIGNAL_OPENED], 0);
  } else if (!ds_error_is (error, DS_ERROR_CANCELLED)) {
    DsErrorText text = ds_error_text (error);
    adw_status_page_set_icon_name (self->wait_page, "dialog-warning-symbolic");
    adw_status_page_set_title (self->wait_page, text.title);
    adw_status_page_set_description (self->wait_page, text.advice);
    gtk_button_set_label (self->wait_button, _("Back to the order"));
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->wait_button), "win.back");
    gtk_stack_set_visible_child_name (self->stack, "wait");
  }
}

static void
details_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsVisitPage) self = DS_VISIT_PAGE (user_data);
  g_autoptr (DsOrderDetails) details = ds_order_details_load_finish (result, NULL);

  /* Without it the title is plain; what is wrong is said where the visit is opened. */
  if (details == NULL)
    return;
  g_free (self->customer);
  self->customer = g_strdup (ds_order_details_get_customer_name (details));
  show_title (self);
}

void
ds_visit_page_close (DsVisitPage *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->session != NULL)
    ds_visit_session_close (self->session);
}

/* Also when the window closes: a word that is half typed is kept without a question. */
static void
ds_visit_page_unmap (GtkWidget *widget)
{
  DsVisitPage *self = DS_VISIT_PAGE (widget);

  if (self->session != NULL)
    ds_visit_session_keep_drafts (self->session);
  GTK_WIDGET_CLASS (ds_visit_page_parent_class)->unmap (widget);
}

static void
ds_visit_page_finalize (GObject *object)
{
  DsVisitPage *self = DS_VISIT_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->app);
  g_clear_pointer (&self->order_id, g_free);
  g_clear_pointer (&self->customer, g_free);
  G_OBJECT_CLASS (ds_visit_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (klass, "/io/github/doorstep/Doorstep/visit/visit-page.ui");
  gtk_widget_class_bind_template_child (klass, DsVisitPage, title);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, outline_button);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, flap);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, outline);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, strips);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, stack);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, step);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, wait_page);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, wait_button);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, bottom);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, undo_button);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, progress_label);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, progress_bar);
  gtk_widget_class_bind_template_child (klass, DsVisitPage, next_button);
  gtk_widget_class_bind_template_callback (klass, picked_cb);
  gtk_widget_class_bind_template_callback (klass, passed_cb);
  gtk_widget_class_bind_template_callback (klass, photo_removed_cb);
  gtk_widget_class_bind_template_callback (klass, key_pressed_cb);
  gtk_widget_class_bind_template_callback (klass, key_captured_cb);
  gtk_widget_class_bind_template_callback (klass, key_released_cb);
  gtk_widget_class_bind_template_callback (klass, focus_left_cb);
}

static void
ds_visit_page_class_init (DsVisitPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_visit_page_finalize;
  widget_class->unmap = ds_visit_page_unmap;
  signals[SIGNAL_OPENED] = g_signal_new ("opened", DS_TYPE_VISIT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (DS_TYPE_OUTLINE_LIST);
  g_type_ensure (DS_TYPE_STEP_PAGE);
  g_type_ensure (DS_TYPE_VISIT_STRIP_BAR);
  g_type_ensure (DS_TYPE_WIDE_BIN);
  bind_children (widget_class);
  ds_visit_page_install_acts (widget_class);
  gtk_widget_class_install_action (widget_class, "visit.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "visit.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "visit.finish", NULL, finish_cb);
  gtk_widget_class_install_action (widget_class, "visit.outline", NULL, outline_cb);
  gtk_widget_class_install_action (widget_class, "visit.focus-next", NULL, focus_next_cb);
  gtk_widget_class_install_action (widget_class, "visit.go-to-lock", NULL, go_to_lock_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, GDK_ALT_MASK, "visit.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "visit.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "visit.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "visit.park", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "visit.paste", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, 0, "visit.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, 0, "visit.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "visit.outline", NULL);
}

static void
ds_visit_page_init (DsVisitPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

DsVisitPage *
ds_visit_page_new (DsApp *app, const char *order_id)
{
  DsVisitPage *self = g_object_new (DS_TYPE_VISIT_PAGE, NULL);

  self->app = g_object_ref (app);
  self->order_id = g_strdup (order_id);
  g_signal_connect_object (self->strips, "go-to", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  ds_visit_session_open_async (app, order_id, self->cancellable, opened_cb, g_object_ref (self));
  ds_order_details_load_async (app, order_id, self->cancellable, details_cb, g_object_ref (self));
  return self;
}
