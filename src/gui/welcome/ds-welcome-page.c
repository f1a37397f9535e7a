/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-welcome-page.h"

#include "ds-enrolment.h"
#include "ds-error-text.h"
#include "ds-look.h"

#include <glib/gi18n.h>
#include <string.h>

struct _DsWelcomePage {
  AdwBin parent_instance;

  GtkButton *back_button;
  GtkButton *language_button;
  AdwEntryRow *url_row;
  AdwEntryRow *code_row;
  GtkLabel *message;
  GtkButton *enrol_button;
  GtkButton *demo_button;
  GtkSpinner *spinner;

  DsApp *app;
  GSettings *settings;
  GCancellable *cancellable;
  gboolean acting;
};

G_DEFINE_FINAL_TYPE (DsWelcomePage, ds_welcome_page, ADW_TYPE_BIN)

static void
set_acting (DsWelcomePage *self, gboolean acting)
{
  self->acting = acting;
  gtk_widget_set_sensitive (GTK_WIDGET (self->enrol_button), !acting);
  gtk_widget_set_sensitive (GTK_WIDGET (self->demo_button), !acting && !ds_app_is_enrolled (self->app));
  gtk_spinner_set_spinning (self->spinner, acting);
}

static void
show_message (DsWelcomePage *self, const GError *error)
{
  gtk_widget_set_visible (GTK_WIDGET (self->message), error != NULL);
  if (error != NULL) {
    DsErrorText text = ds_error_text (error);
    g_autofree char *line = g_strdup_printf ("%s\n%s\n%s", text.title, error->message, text.advice);
    gtk_label_set_text (self->message, line);
  }
}

static void
finish_act (DsWelcomePage *self, gboolean ok, const GError *error)
{
  set_acting (self, FALSE);
  if (ok)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-today", NULL);
  else if (!ds_error_is (error, DS_ERROR_CANCELLED))
    show_message (self, error);
}

static void
enrolled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsWelcomePage) self = DS_WELCOME_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean ok = ds_enrolment_enrol_finish (self->app, result, &error);

  finish_act (self, ok, error);
}

static void
enrol_cb (DsWelcomePage *self)
{
  if (self->acting)
    return;
  set_acting (self, TRUE);
  show_message (self, NULL);
  ds_enrolment_enrol_async (self->app, gtk_editable_get_text (GTK_EDITABLE (self->url_row)),
                            gtk_editable_get_text (GTK_EDITABLE (self->code_row)), self->cancellable, enrolled_cb,
                            g_object_ref (self));
}

static void
demo_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsWelcomePage) self = DS_WELCOME_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean ok = ds_enrolment_try_demo_finish (self->app, result, &error);

  finish_act (self, ok, error);
}

static void
try_demo_cb (DsWelcomePage *self)
{
  if (self->acting)
    return;
  set_acting (self, TRUE);
  show_message (self, NULL);
  ds_enrolment_try_demo_async (self->app, self->cancellable, demo_loaded_cb, g_object_ref (self));
}

static void
switch_language_cb (DsWelcomePage *self)
{
  g_settings_set_string (self->settings, "language", strcmp (ds_look_language (), "zh_CN") == 0 ? "en" : "zh_CN");
}

static void
ds_welcome_page_dispose (GObject *object)
{
  DsWelcomePage *self = DS_WELCOME_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (ds_welcome_page_parent_class)->dispose (object);
}

static void
ds_welcome_page_finalize (GObject *object)
{
  DsWelcomePage *self = DS_WELCOME_PAGE (object);

  g_clear_object (&self->app);
  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (ds_welcome_page_parent_class)->finalize (object);
}

static void
ds_welcome_page_class_init (DsWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_welcome_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ds_welcome_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/welcome/welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DsWelcomePage, back_button);
  gtk_widget_class_bind_template_child (widget_class, DsWelcomePage, language_button);
  gtk_widget_class_bind_template_child (widget_class, DsWelcomePage, url_row);
  gtk_widget_class_bind_template_child (widget_class, DsWelcomePage, code_row);
  gtk_widget_class_bind_template_child (widget_class, DsWelcomePage, message);
  gtk_widget_class_bind_template_child (widget_class, DsWelcomePage, enrol_button);
  gtk_widget_class_bind_template_child (widget_class, DsWelcomePage, demo_button);
  gtk_widget_class_bind_template_child (widget_class, DsWelcomePage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, enrol_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_demo_cb);
  gtk_widget_class_bind_template_callback (widget_class, switch_language_cb);
}

static void
ds_welcome_page_init (DsWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

DsWelcomePage *
ds_welcome_page_new (DsApp *app, GSettings *settings)
{
  DsWelcomePage *self = g_object_new (DS_TYPE_WELCOME_PAGE, NULL);
  const char *url = ds_app_get_hq_url (app);

  self->app = g_object_ref (app);
  self->settings = g_object_ref (settings);
  if (url != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->url_row), url);
  /* The button names the language it leads to, in that language. */
  gtk_button_set_label (self->language_button, strcmp (ds_look_language (), "zh_CN") == 0 ? "English" : "中文");
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), ds_app_is_enrolled (app) || ds_app_is_demo (app));
  gtk_widget_set_visible (GTK_WIDGET (self->demo_button), !ds_app_is_enrolled (app) && !ds_app_is_demo (app));
  return self;
}
