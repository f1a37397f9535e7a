/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-order-page.h"

#include "ds-error-text.h"
#include "ds-order-cards.h"
#include "ds-order-details.h"
#include "ds-visit-session.h"
#include "ds-words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _DsOrderPage {
  AdwBin parent_instance;

  AdwWindowTitle *title;
  GtkButton *back_button;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkBox *cards;
  GtkBox *bottom;
  GtkButton *next_button;
  GtkButton *finish_button;
  GtkLabel *next_hint;
  AdwStatusPage *error_page;

  DsApp *app;
  char *order_id;
  char *next_action;
  GCancellable *loading;
  char *acting; /* (nullable): the act that is being written: further taps are dropped */
  gboolean blocked; /* what the next act needs is not on the tablet */
  guint guard_id; /* runs while a tap may be the second one of a double tap */
};

/* The second tap of a double tap comes when the next act stands on the button already: nobody has read that. */
#define TAP_GUARD_MS 400

G_DEFINE_FINAL_TYPE (DsOrderPage, ds_order_page, ADW_TYPE_BIN)

static const struct {
  const char *action;
  const char *label;
  const char *hint;
} NEXT[] = {
  { "accept", N_ ("Accept the order"), N_ ("Headquarters learns that you take it.") },
  { "depart", N_ ("Set off"), N_ ("Check what to bring first.") },
  { "arrive", N_ ("I have arrived"), N_ ("Knock, greet, show your card.") },
  { "start", N_ ("Start the visit"), N_ ("Begins with the first step.") },
  { "continue", N_ ("Continue the visit"), NULL },
  { "resume", N_ ("Resume the visit"), N_ ("It is parked at the step where you left it.") },
  { "view", N_ ("Look at the visit"), NULL },
};

static void
show_next (DsOrderPage *self, const char *action)
{
  gtk_widget_set_visible (GTK_WIDGET (self->bottom), action != NULL);
  g_free (self->next_action);
  self->next_action = g_strdup (action);
  for (gsize i = 0; action != NULL && i < G_N_ELEMENTS (NEXT); i++) {
    if (strcmp (NEXT[i].action, action) != 0)
      continue;
    gtk_button_set_label (self->next_button, _ (NEXT[i].label));
    gtk_label_set_text (self->next_hint, NEXT[i].hint != NULL ? _ (NEXT[i].hint) : "");
    gtk_widget_set_visible (GTK_WIDGET (self->next_hint), NEXT[i].hint != NULL);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->finish_button), g_strcmp0 (action, "view") == 0);
}

static void
show_sensitive (DsOrderPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->next_button),
                            !self->blocked && self->acting == NULL && self->guard_id == 0);
}

static gboolean
guard_over_cb (gpointer user_data)
{
  DsOrderPage *self = DS_ORDER_PAGE (user_data);

  self->guard_id = 0;
  show_sensitive (self);
  return G_SOURCE_REMOVE;
}

static void
show_details (DsOrderPage *self, DsOrderDetails *details)
{
  const char *action = ds_order_details_get_next_action (details);
  DsOrderStage stage = ds_order_details_get_stage (details);

  adw_window_title_set_title (self->title, ds_order_details_get_customer_name (details));
  adw_window_title_set_subtitle (self->title, ds_words_stage (stage));
  ds_order_cards_fill (self->cards, details);
  show_next (self, action);
  self->blocked = ds_order_details_get_missing_checklists (details)[0] != NULL && g_strcmp0 (action, "start") == 0;
  show_sensitive (self);
  gtk_stack_set_visible_child_name (self->stack, "order");
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsOrderPage) self = DS_ORDER_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsOrderDetails) details = ds_order_details_load_finish (result, &error);

  if (details != NULL) {
    if (g_strcmp0 (ds_order_details_get_order_id (details), self->order_id) == 0)
      show_details (self, details);
  } else if (ds_error_code_of (error) != DS_ERROR_CANCELLED) {
    DsErrorText text = ds_error_text (error);
    adw_status_page_set_title (self->error_page, text.title);
    adw_status_page_set_description (self->error_page, text.advice);
    gtk_widget_set_visible (GTK_WIDGET (self->bottom), FALSE);
    gtk_stack_set_visible_child_name (self->stack, "error");
  }
}

static void
load_order (DsOrderPage *self)
{
  if (self->order_id == NULL)
    return;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  ds_order_details_load_async (self->app, self->order_id, self->loading, loaded_cb, g_object_ref (self));
}

static void
app_changed_cb (DsOrderPage *self, guint flags)
{
  if ((flags & (DS_APP_CHANGE_ORDERS | DS_APP_CHANGE_CONTENT)) != 0)
    load_order (self);
}

static void
report_act (DsOrderPage *self, const GError *error)
{
  g_clear_pointer (&self->acting, g_free);
  g_clear_handle_id (&self->guard_id, g_source_remove);
  self->guard_id = g_timeout_add (TAP_GUARD_MS, guard_over_cb, self);
  show_sensitive (self);
  if (error != NULL && !ds_error_is (error, DS_ERROR_CANCELLED)) {
    g_autofree char *line = ds_error_line (error);
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", line);
  }
}

static void
stage_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsOrderPage) self = DS_ORDER_PAGE (user_data);
  DsVisitSession *session = DS_VISIT_SESSION (source);
  g_autoptr (GError) error = NULL;
  gboolean ok = ds_visit_session_act_finish (session, result, &error);
  g_autofree char *order_id = g_strdup (ds_visit_session_get_order_id (session));
  /* Another order may have been chosen meanwhile: that one stays. */
  gboolean into_visit = ok && g_strcmp0 (order_id, self->order_id) == 0 &&
                        (g_strcmp0 (self->acting, "start") == 0 || g_strcmp0 (self->acting, "resume") == 0);

  if (!into_visit)
    ds_visit_session_close (session);
  report_act (self, error);
  if (into_visit)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-visit", "s", order_id);
  else
    load_order (self);
}

static void
session_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsOrderPage) self = DS_ORDER_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsVisitSession) session = ds_visit_session_open_finish (result, &error);

  if (session == NULL) {
    report_act (self, error);
    return;
  }
  ds_visit_session_stage_async (session, self->acting, NULL, NULL, stage_done_cb, g_object_ref (self));
}

static void
next_clicked_cb (DsOrderPage *self)
{
  if (self->acting != NULL || self->guard_id != 0 || self->next_action == NULL)
    return;
  if (strcmp (self->next_action, "continue") == 0 || strcmp (self->next_action, "view") == 0) {
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-visit", "s", self->order_id);
    return;
  }
  self->acting = g_strdup (self->next_action);
  show_sensitive (self);
  ds_visit_session_open_async (self->app, self->order_id, NULL, session_opened_cb, g_object_ref (self));
}

static void
finish_clicked_cb (DsOrderPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-finish", "s", self->order_id);
}

static void
ds_order_page_dispose (GObject *object)
{
  DsOrderPage *self = DS_ORDER_PAGE (object);

  g_cancellable_cancel (self->loading);
  g_clear_handle_id (&self->guard_id, g_source_remove);
  G_OBJECT_CLASS (ds_order_page_parent_class)->dispose (object);
}

static void
ds_order_page_finalize (GObject *object)
{
  DsOrderPage *self = DS_ORDER_PAGE (object);

  g_clear_object (&self->loading);
  g_clear_object (&self->app);
  g_clear_pointer (&self->order_id, g_free);
  g_clear_pointer (&self->next_action, g_free);
  g_clear_pointer (&self->acting, g_free);
  G_OBJECT_CLASS (ds_order_page_parent_class)->finalize (object);
}

static void
ds_order_page_class_init (DsOrderPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_order_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ds_order_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/order/order-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DsOrderPage, title);
  gtk_widget_class_bind_template_child (widget_class, DsOrderPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, DsOrderPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DsOrderPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, DsOrderPage, cards);
  gtk_widget_class_bind_template_child (widget_class, DsOrderPage, bottom);
  gtk_widget_class_bind_template_child (widget_class, DsOrderPage, next_button);
  gtk_widget_class_bind_template_child (widget_class, DsOrderPage, finish_button);
  gtk_widget_class_bind_template_child (widget_class, DsOrderPage, next_hint);
  gtk_widget_class_bind_template_child (widget_class, DsOrderPage, error_page);
  gtk_widget_class_bind_template_callback (widget_class, next_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, finish_clicked_cb);
}

static void
ds_order_page_init (DsOrderPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DsOrderPage *
ds_order_page_new (DsApp *app)
{
  DsOrderPage *self = g_object_new (DS_TYPE_ORDER_PAGE, NULL);

  self->app = g_object_ref (app);
  g_signal_connect_object (app, "changed", G_CALLBACK (app_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
ds_order_page_set_order (DsOrderPage *self, const char *order_id)
{
  if (g_strcmp0 (self->order_id, order_id) != 0) {
    g_free (self->order_id);
    self->order_id = g_strdup (order_id);
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  }
  load_order (self);
}

void
ds_order_page_set_alone (DsOrderPage *self, gboolean alone)
{
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), alone);
}
