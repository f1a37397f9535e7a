/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-headquarters-page.h"

#include "ds-error-text.h"
#include "ds-hq-row.h"
#include "ds-hq-status.h"
#include "ds-words.h"

#include <glib/gi18n.h>
#include <stdlib.h>

struct _DsHeadquartersPage {
  AdwBin parent_instance;

  AdwWindowTitle *title;
  GtkImage *phase_icon;
  GtkLabel *phase_title;
  GtkLabel *phase_text;
  GtkLabel *lacks;
  GtkLabel *contact;
  GtkLabel *clock;
  GtkLabel *recovery;
  GtkButton *sync_button;
  GtkButton *export_button;
  GtkStack *stack;
  GtkListView *list_view;

  DsApp *app;
  DsHqStatus *status;
  GCancellable *cancellable;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (DsHeadquartersPage, ds_headquarters_page, ADW_TYPE_BIN)

static const struct {
  const char *icon;
  const char *title;
  const char *text;
} PHASES[] = {
  [DS_HQ_PHASE_NOT_ENROLLED] = { "dialog-information-symbolic", N_ ("Not enrolled"),
                                 N_ ("This tablet belongs to no headquarters yet. Enrol it in the settings.") },
  [DS_HQ_PHASE_IDLE] = { "emblem-ok-symbolic", N_ ("In contact"), N_ ("Nothing is waiting for the connection.") },
  [DS_HQ_PHASE_RUNNING] = { "network-transmit-receive-symbolic", N_ ("Sending and receiving"),
                            N_ ("You can go on working; the tablet may also be switched off.") },
  [DS_HQ_PHASE_WAITING] = { "content-loading-symbolic", N_ ("Waiting for the next try"),
                            N_ ("It is tried again by itself. Your work is safe on this tablet.") },
  [DS_HQ_PHASE_OFFLINE] = { "network-offline-symbolic", N_ ("No connection to headquarters"),
                            N_ ("Your work is safe on this tablet. It is sent by itself when there is a connection.") },
  [DS_HQ_PHASE_PORTAL] = { "dialog-warning-symbolic", N_ ("This network is not headquarters"),
                           N_ ("A Wi-Fi login page or another server answered. Log in to the Wi-Fi, or use another network.") },
  [DS_HQ_PHASE_SIGN_IN] = { "dialog-password-symbolic", N_ ("Headquarters does not know this tablet"),
                            N_ ("Everything is kept here. Ask your outlet for a new code and enrol again in the settings.") },
};

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  gtk_list_item_set_activatable (item, FALSE);
}

static void
retried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsHeadquartersPage) self = DS_HEADQUARTERS_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!ds_hq_status_retry_finish (DS_HQ_STATUS (source), result, &error) && !ds_error_is (error, DS_ERROR_CANCELLED)) {
    g_autofree char *line = ds_error_line (error);
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", line);
  }
}

static void
retry_cb (DsHqRow *row, DsHqItem *item, gpointer user_data)
{
  DsHeadquartersPage *self = DS_HEADQUARTERS_PAGE (user_data);

  ds_hq_status_retry_async (self->status, ds_hq_item_get_id (item), self->cancellable, retried_cb, g_object_ref (self));
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  DsHqRow *row = DS_HQ_ROW (gtk_list_item_get_child (item));

  if (row == NULL) {
    row = ds_hq_row_new ();
    g_signal_connect_object (row, "retry", G_CALLBACK (retry_cb), user_data, 0);
    gtk_list_item_set_child (item, GTK_WIDGET (row));
  }
  ds_hq_row_bind (row, DS_HQ_ITEM (gtk_list_item_get_item (item)));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  ds_hq_row_bind (DS_HQ_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
show_lacks (DsHeadquartersPage *self)
{
  DsAppLacks lacks;
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;

  ds_app_get_lacks (self->app, &lacks);
  size = g_format_size (lacks.bytes);
  if (lacks.records == 0 && lacks.photos == 0 && lacks.held == 0)
    text = g_strdup (_("Headquarters has everything from this tablet."));
  else
    text = g_strdup_printf (_("Headquarters lacks: %u visits, %u reports, %u photos (%s). Refused: %u."), lacks.visits,
                            lacks.records, lacks.photos, size, lacks.held);
  gtk_label_set_text (self->lacks, text);
}

static void
show_clock (DsHeadquartersPage *self)
{
  gint64 offset_ms = 0;
  g_autofree char *text = NULL;
  int minutes;

  g_object_get (self->status, "clock-offset-ms", &offset_ms, NULL);
  minutes = (int) (offset_ms / 60000);
  gtk_widget_set_visible (GTK_WIDGET (self->clock), abs (minutes) >= 2);
  text = g_strdup_printf (_("The tablet's clock is off by %d minutes. Set it right in the system settings; the work is not affected."),
                          abs (minutes));
  gtk_label_set_text (self->clock, text);
}

static void
show_status_cb (DsHeadquartersPage *self)
{
  DsHqPhase phase = ds_hq_status_get_phase (self->status);
  const char *words = ds_hq_status_get_last_words (self->status);
  gint64 next_us = ds_hq_status_get_next_try_us (self->status);
  g_autofree char *contact_when = ds_words_when (ds_hq_status_get_last_contact_us (self->status));
  g_autofree char *contact = g_strdup_printf (_("Last contact: %s"), contact_when);
  g_autoptr (GString) text = g_string_new (_(PHASES[phase].text));

  /* Where the tablet knows what is wrong it says so itself; else these are headquarters' own words. */
  if (words != NULL && *words != '\0' && phase == DS_HQ_PHASE_WAITING)
    g_string_append_printf (text, "\n%s", words);
  if (next_us > 0 && phase != DS_HQ_PHASE_RUNNING) {
    g_autofree char *when = ds_words_when (next_us);
    g_string_append_c (text, '\n');
    g_string_append_printf (text, _("Next try: %s"), when);
  }
  gtk_image_set_from_icon_name (self->phase_icon, PHASES[phase].icon);
  gtk_label_set_text (self->phase_title, _(PHASES[phase].title));
  gtk_label_set_text (self->phase_text, text->str);
  gtk_label_set_text (self->contact, contact);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sync_button),
                            phase != DS_HQ_PHASE_RUNNING && phase != DS_HQ_PHASE_NOT_ENROLLED);
  show_lacks (self);
  show_clock (self);
}

static void
items_changed_cb (DsHeadquartersPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->status));

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsHeadquartersPage) self = DS_HEADQUARTERS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  guint n_records, n_files;

  if (ds_app_export_finish (self->app, result, &n_records, &n_files, &error))
    line = g_strdup_printf (_("Written: %u records, %u files. Hand the stick to your outlet."), n_records, n_files);
  else
    line = ds_error_line (error);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", line);
}

static void
folder_chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  DsHeadquartersPage *self = DS_HEADQUARTERS_PAGE (user_data);

  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    ds_app_export_async (self->app, g_file_peek_path (folder), self->cancellable, exported_cb, g_object_ref (self));
  }
  g_clear_object (&self->chooser);
}

static void
export_clicked_cb (DsHeadquartersPage *self)
{
  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("Where to write everything"),
                                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("Write here"), _("Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (folder_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
ds_headquarters_page_dispose (GObject *object)
{
  DsHeadquartersPage *self = DS_HEADQUARTERS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (ds_headquarters_page_parent_class)->dispose (object);
}

static void
ds_headquarters_page_finalize (GObject *object)
{
  DsHeadquartersPage *self = DS_HEADQUARTERS_PAGE (object);

  g_clear_object (&self->status);
  g_clear_object (&self->app);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (ds_headquarters_page_parent_class)->finalize (object);
}

static void
ds_headquarters_page_class_init (DsHeadquartersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_headquarters_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ds_headquarters_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/doorstep/Doorstep/headquarters/headquarters-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DsHeadquartersPage, title);
  gtk_widget_class_bind_template_child (widget_class, DsHeadquartersPage, phase_icon);
  gtk_widget_class_bind_template_child (widget_class, DsHeadquartersPage, phase_title);
  gtk_widget_class_bind_template_child (widget_class, DsHeadquartersPage, phase_text);
  gtk_widget_class_bind_template_child (widget_class, DsHeadquartersPage, lacks);
  gtk_widget_class_bind_template_child (widget_class, DsHeadquartersPage, contact);
  gtk_widget_class_bind_template_child (widget_class, DsHeadquartersPage, clock);
  gtk_widget_class_bind_template_child (widget_class, DsHeadquartersPage, recovery);
  gtk_widget_class_bind_template_child (widget_class, DsHeadquartersPage, sync_button);
  gtk_widget_class_bind_template_child (widget_class, DsHeadquartersPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, DsHeadquartersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DsHeadquartersPage, list_view);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked_cb);
}

static void
ds_headquarters_page_init (DsHeadquartersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

DsHeadquartersPage *
ds_headquarters_page_new (DsApp *app)
{
  DsHeadquartersPage *self = g_object_new (DS_TYPE_HEADQUARTERS_PAGE, NULL);
  g_autoptr (GtkNoSelection) selection = NULL;
  const char *report = ds_app_get_recovery_report (app);
  const char *name = ds_app_get_hq_name (app);

  self->app = g_object_ref (app);
  self->status = ds_hq_status_new (app);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->status)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->status, "notify", G_CALLBACK (show_status_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->status, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (app, "changed", G_CALLBACK (show_status_cb), self, G_CONNECT_SWAPPED);
  adw_window_title_set_subtitle (self->title, name != NULL ? name : "");
  gtk_widget_set_visible (GTK_WIDGET (self->recovery), report != NULL);
  gtk_label_set_text (self->recovery, report != NULL ? report : "");
  show_status_cb (self);
  items_changed_cb (self);
  return self;
}
