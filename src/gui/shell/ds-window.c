/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-window.h"

#include "ds-application.h"
#include "ds-error-text.h"
#include "ds-finish-page.h"
#include "ds-headquarters-page.h"
#include "ds-hq-status.h"
#include "ds-order-page.h"
#include "ds-settings-page.h"
#include "ds-today-page.h"
#include "ds-visit-page.h"
#include "ds-welcome-page.h"
#include "ds-wide-bin.h"

#include <glib/gi18n.h>
#include <string.h>

struct _DsWindow {
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwLeaflet *leaflet;
  GtkWidget *today_pane;
  GtkWidget *order_pane;
  GtkBox *today_slot;
  GtkBox *order_slot;
  AdwStatusPage *trouble_page;

  DsTodayPage *today_page;
  DsOrderPage *order_page;
  DsVisitPage *visit_page;

  DsApp *app;
  GSettings *settings;
  GCancellable *cancellable;
  char *order_id;
  char *visit_order_id;
  char *last_toast;
  char *wanted_place;
  gboolean is_placed; /* a place was gone to: the visit of the last time is not opened over it */
  gboolean wants_finish; /* the visit's last page follows when the visit is open */
  gboolean has_painted;
  guint patience_id; /* runs while the window waits for something to show */
};

/* How long the window waits for the store and its orders before it appears without them. */
#define PATIENCE_MS 300

G_DEFINE_FINAL_TYPE (DsWindow, ds_window, ADW_TYPE_APPLICATION_WINDOW)

/* Places a fresh page under @name; the page that stood there goes, after the stack has moved on. */
static void
show_page (DsWindow *self, const char *name, GtkWidget *page)
{
  GtkWidget *old = gtk_stack_get_child_by_name (self->stack, name);

  if (old != NULL)
    gtk_stack_remove (self->stack, old);
  gtk_stack_add_named (self->stack, page, name);
  gtk_stack_set_visible_child_name (self->stack, name);
}

static void
drop_page (DsWindow *self, const char *name)
{
  GtkWidget *old = gtk_stack_get_child_by_name (self->stack, name);

  if (old != NULL)
    gtk_stack_remove (self->stack, old);
}

static void
drop_visit (DsWindow *self)
{
  self->wants_finish = FALSE;
  drop_page (self, "finish");
  if (self->visit_page != NULL)
    ds_visit_page_close (self->visit_page);
  drop_page (self, "visit");
  self->visit_page = NULL;
  g_clear_pointer (&self->visit_order_id, g_free);
}

static void
folded_cb (DsWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  if (self->today_page == NULL)
    return;
  ds_today_page_set_alone (self->today_page, folded);
  if (self->order_page != NULL)
    ds_order_page_set_alone (self->order_page, folded);
}

static void
make_order_page (DsWindow *self)
{
  if (self->order_page != NULL)
    return;
  self->order_page = ds_order_page_new (self->app);
  gtk_box_append (self->order_slot, GTK_WIDGET (self->order_page));
  folded_cb (self);
}

/* The orders are what a start is for: the page beside them is made when they stand on the screen. */
static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  DsWindow *self = DS_WINDOW (widget);

  if (!self->has_painted) {
    self->has_painted = TRUE;
    return G_SOURCE_CONTINUE;
  }
  make_order_page (self);
  return G_SOURCE_REMOVE;
}

static void
present_when_ready (DsWindow *self)
{
  gboolean is_main = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "main") == 0;

  if (self->patience_id == 0 || (is_main && (self->today_page == NULL || !ds_today_page_is_settled (self->today_page))))
    return;
  g_clear_handle_id (&self->patience_id, g_source_remove);
  gtk_window_present (GTK_WINDOW (self));
}

static gboolean
patience_over_cb (gpointer user_data)
{
  DsWindow *self = DS_WINDOW (user_data);

  self->patience_id = 0;
  gtk_window_present (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

void
ds_window_present_soon (DsWindow *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self))) {
    gtk_window_present (GTK_WINDOW (self));
  } else if (self->patience_id == 0) {
    self->patience_id = g_timeout_add (PATIENCE_MS, patience_over_cb, self);
    present_when_ready (self);
  }
}

static void
make_main_pages (DsWindow *self)
{
  if (self->today_page != NULL)
    return;
  self->today_page = ds_today_page_new (self->app);
  g_signal_connect_object (self->today_page, "settled", G_CALLBACK (present_when_ready), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->today_slot, GTK_WIDGET (self->today_page));
  gtk_widget_add_tick_callback (GTK_WIDGET (self), frame_cb, NULL, NULL);
  folded_cb (self);
}

static void
show_today_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsWindow *self = DS_WINDOW (widget);

  make_main_pages (self);
  gtk_stack_set_visible_child_name (self->stack, "main");
  adw_leaflet_set_visible_child (self->leaflet, self->today_pane);
  drop_visit (self);
  drop_page (self, "headquarters");
  drop_page (self, "settings");
  drop_page (self, "welcome");
}

static void
open_order_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsWindow *self = DS_WINDOW (widget);
  const char *order_id = g_variant_get_string (parameter, NULL);

  make_main_pages (self);
  make_order_page (self);
  g_free (self->order_id);
  self->order_id = g_strdup (order_id);
  ds_order_page_set_order (self->order_page, order_id);
  ds_today_page_select (self->today_page, order_id);
  gtk_stack_set_visible_child_name (self->stack, "main");
  adw_leaflet_set_visible_child (self->leaflet, self->order_pane);
  drop_visit (self);
}

static void
visit_opened_cb (DsWindow *self)
{
  DsVisitSession *session = ds_visit_page_get_session (self->visit_page);

  if (self->wants_finish && session != NULL)
    show_page (self, "finish", GTK_WIDGET (ds_finish_page_new (self->app, session)));
  self->wants_finish = FALSE;
}

static void
open_visit_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsWindow *self = DS_WINDOW (widget);
  const char *order_id = g_variant_get_string (parameter, NULL);

  self->wants_finish = FALSE;
  if (self->visit_page != NULL && g_strcmp0 (self->visit_order_id, order_id) == 0) {
    gtk_stack_set_visible_child_name (self->stack, "visit");
    drop_page (self, "finish");
    return;
  }
  drop_visit (self);
  self->visit_order_id = g_strdup (order_id);
  self->visit_page = ds_visit_page_new (self->app, order_id);
  g_signal_connect_object (self->visit_page, "opened", G_CALLBACK (visit_opened_cb), self, G_CONNECT_SWAPPED);
  show_page (self, "visit", GTK_WIDGET (self->visit_page));
}

static void
open_finish_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsWindow *self = DS_WINDOW (widget);

  gtk_widget_activate_action_variant (widget, "win.open-visit", parameter);
  self->wants_finish = TRUE;
  if (ds_visit_page_get_session (self->visit_page) != NULL)
    visit_opened_cb (self);
}

static void
show_headquarters_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsWindow *self = DS_WINDOW (widget);

  show_page (self, "headquarters", GTK_WIDGET (ds_headquarters_page_new (self->app)));
}

static void
show_settings_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsWindow *self = DS_WINDOW (widget);

  show_page (self, "settings", GTK_WIDGET (ds_settings_page_new (self->app, self->settings)));
}

static void
show_welcome_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsWindow *self = DS_WINDOW (widget);

  /* Each change of an empty list asks for it: the one that is there, and what was typed in it, stays. */
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "welcome") == 0)
    return;
  show_page (self, "welcome", GTK_WIDGET (ds_welcome_page_new (self->app, self->settings)));
}

/* Today has nothing to show, and belongs to nobody. What is shown over it (a report on a damaged store) stays. */
static void
first_start_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsWindow *self = DS_WINDOW (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "main") == 0)
    gtk_widget_activate_action (widget, "win.show-welcome", NULL);
}

/* One step back: finish to visit, visit to its order, order to the list, all else to Today. */
static void
back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsWindow *self = DS_WINDOW (widget);
  const char *name = gtk_stack_get_visible_child_name (self->stack);

  if (g_strcmp0 (name, "finish") == 0) {
    gtk_stack_set_visible_child_name (self->stack, "visit");
    drop_page (self, "finish");
  } else if (g_strcmp0 (name, "visit") == 0) {
    g_autofree char *order_id = g_strdup (self->visit_order_id);
    gtk_widget_activate_action (widget, "win.open-order", "s", order_id);
  } else if (g_strcmp0 (name, "main") == 0) {
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  } else if (g_strcmp0 (name, "welcome") != 0 || ds_app_is_enrolled (self->app) || ds_app_is_demo (self->app)) {
    gtk_widget_activate_action (widget, "win.show-today", NULL);
  }
}

static void
search_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsWindow *self = DS_WINDOW (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "main") == 0 && self->today_page != NULL) {
    adw_leaflet_set_visible_child (self->leaflet, self->today_pane);
    ds_today_page_focus_search (self->today_page);
  }
}

static void
sync_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsWindow) self = DS_WINDOW (user_data);
  g_autoptr (GError) error = NULL;

  if (ds_sync_now_finish (self->app, result, NULL, &error)) {
    ds_window_toast (self, _ ("Headquarters has answered"));
  } else if (!ds_error_is (error, DS_ERROR_CANCELLED)) {
    g_autofree char *line = ds_error_line (error);
    ds_window_toast (self, line);
  }
}

static void
sync_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsWindow *self = DS_WINDOW (widget);

  ds_sync_now_async (self->app, FALSE, self->cancellable, sync_done_cb, g_object_ref (self));
}

static void
toast_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ds_window_toast (DS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
retry_open_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_application_quit (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (widget))));
}

static void
resumable_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsWindow) self = DS_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *order_id = ds_app_find_resumable_finish (self->app, result, &error);
  g_autofree char *place = g_steal_pointer (&self->wanted_place);

  if (place != NULL)
    ds_window_go_to_place (self, place);
  else if (order_id != NULL && !self->is_placed)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-visit", "s", order_id);
}

void
ds_window_store_opened (DsWindow *self, const GError *error)
{
  if (error != NULL) {
    DsErrorText text = ds_error_text (error);
    g_autofree char *body = g_markup_printf_escaped ("%s\n\n<small>%s</small>", text.advice, error->message);
    adw_status_page_set_icon_name (self->trouble_page, "dialog-warning-symbolic");
    adw_status_page_set_title (self->trouble_page, text.title);
    adw_status_page_set_description (self->trouble_page, body);
    gtk_stack_set_visible_child_name (self->stack, "trouble");
    present_when_ready (self);
    return;
  }
  make_main_pages (self);
  gtk_stack_set_visible_child_name (self->stack, "main");
  if (ds_app_get_recovery_report (self->app) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-headquarters", NULL);
  present_when_ready (self);
  ds_app_find_resumable_async (self->app, self->cancellable, resumable_cb, g_object_ref (self));
}

gboolean
ds_window_shows_orders (DsWindow *self)
{
  return self->today_page != NULL && ds_today_page_shows_orders (self->today_page);
}

char *
ds_window_describe_place (DsWindow *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->stack);

  if (g_strcmp0 (name, "visit") == 0 || g_strcmp0 (name, "finish") == 0)
    return g_strdup_printf ("visit:%s", self->visit_order_id);
  if (g_strcmp0 (name, "main") == 0 && self->order_id != NULL &&
      adw_leaflet_get_visible_child (self->leaflet) == self->order_pane)
    return g_strdup_printf ("order:%s", self->order_id);
  return g_strdup (name);
}

void
ds_window_go_to_place (DsWindow *self, const char *place)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->is_placed = TRUE;
  if (!ds_app_is_open (self->app)) {
    g_free (self->wanted_place);
    self->wanted_place = g_strdup (place);
  } else if (g_str_has_prefix (place, "visit:")) {
    gtk_widget_activate_action (widget, "win.open-visit", "s", place + strlen ("visit:"));
  } else if (g_str_has_prefix (place, "order:")) {
    gtk_widget_activate_action (widget, "win.open-order", "s", place + strlen ("order:"));
  } else if (g_str_equal (place, "headquarters")) {
    gtk_widget_activate_action (widget, "win.show-headquarters", NULL);
  } else if (g_str_equal (place, "settings")) {
    gtk_widget_activate_action (widget, "win.show-settings", NULL);
  } else if (g_str_equal (place, "welcome")) {
    gtk_widget_activate_action (widget, "win.show-welcome", NULL);
  } else {
    gtk_widget_activate_action (widget, "win.show-today", NULL);
  }
}

static void
toast_dismissed_cb (DsWindow *self)
{
  g_clear_pointer (&self->last_toast, g_free);
}

void
ds_window_toast (DsWindow *self, const char *line)
{
  AdwToast *toast;
  g_autofree char *escaped = g_markup_escape_text (line, -1);

  if (g_strcmp0 (self->last_toast, line) == 0)
    return;
  g_free (self->last_toast);
  self->last_toast = g_strdup (line);
  toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, 6);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
save_size_cb (DsWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
}

static void
ds_window_dispose (GObject *object)
{
  DsWindow *self = DS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->patience_id, g_source_remove);
  G_OBJECT_CLASS (ds_window_parent_class)->dispose (object);
}

static void
ds_window_finalize (GObject *object)
{
  DsWindow *self = DS_WINDOW (object);

  g_clear_object (&self->app);
  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->order_id, g_free);
  g_clear_pointer (&self->visit_order_id, g_free);
  g_clear_pointer (&self->last_toast, g_free);
  g_clear_pointer (&self->wanted_place, g_free);
  G_OBJECT_CLASS (ds_window_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.show-today", NULL, show_today_cb);
  gtk_widget_class_install_action (klass, "win.show-headquarters", NULL, show_headquarters_cb);
  gtk_widget_class_install_action (klass, "win.show-settings", NULL, show_settings_cb);
  gtk_widget_class_install_action (klass, "win.show-welcome", NULL, show_welcome_cb);
  gtk_widget_class_install_action (klass, "win.first-start", NULL, first_start_cb);
  gtk_widget_class_install_action (klass, "win.open-order", "s", open_order_cb);
  gtk_widget_class_install_action (klass, "win.open-visit", "s", open_visit_cb);
  gtk_widget_class_install_action (klass, "win.open-finish", "s", open_finish_cb);
  gtk_widget_class_install_action (klass, "win.back", NULL, back_cb);
  gtk_widget_class_install_action (klass, "win.search", NULL, search_cb);
  gtk_widget_class_install_action (klass, "win.sync", NULL, sync_cb);
  gtk_widget_class_install_action (klass, "win.toast", "s", toast_cb);
  gtk_widget_class_install_action (klass, "win.leave", NULL, retry_open_cb);
}

static void
ds_window_class_init (DsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = ds_window_finalize;
  g_type_ensure (DS_TYPE_WIDE_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/shell/window.ui");
  gtk_widget_class_bind_template_child (widget_class, DsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, today_pane);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, order_pane);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, today_slot);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, order_slot);
  gtk_widget_class_bind_template_child (widget_class, DsWindow, trouble_page);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  install_actions (widget_class);
}

static void
ds_window_init (DsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

DsWindow *
ds_window_new (DsApplication *application, DsApp *app, GSettings *settings)
{
  DsWindow *self = g_object_new (DS_TYPE_WINDOW, "application", application, NULL);

  self->app = g_object_ref (app);
  self->settings = g_object_ref (settings);
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  g_signal_connect (self, "notify::default-width", G_CALLBACK (save_size_cb), NULL);
  g_signal_connect (self, "notify::default-height", G_CALLBACK (save_size_cb), NULL);
  return self;
}

void
ds_window_set_accels (GtkApplication *application)
{
  static const struct {
    const char *action;
    const char *keys[3];
  } ACCELS[] = {
    { "win.back", { "<Alt>Left", "Escape", NULL } },
    { "win.search", { "<Control>f", NULL } },
    { "win.sync", { "<Control>r", NULL } },
    { "win.show-today", { "<Control>1", NULL } },
    { "win.show-headquarters", { "<Control>2", NULL } },
    { "win.show-settings", { "<Control>comma", NULL } },
    { "win.show-help-overlay", { "<Control>question", "F1", NULL } },
    { "app.quit", { "<Control>q", NULL } },
    { "window.close", { "<Control>w", NULL } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ACCELS); i++)
    gtk_application_set_accels_for_action (application, ACCELS[i].action, ACCELS[i].keys);
}
