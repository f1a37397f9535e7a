/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-application.h"

#include "ds-config.h"
#include "ds-error-text.h"
#include "ds-first-frame.h"
#include "ds-install.h"
#include "ds-look.h"
#include "ds-window.h"

#include <glib/gi18n.h>

struct _DsApplication {
  AdwApplication parent_instance;
  GSettings *settings;
  DsLook *look;
  DsApp *app;
  GCancellable *cancellable;
  GError *open_error;
  gboolean opening;
  gboolean has_painted;
  gboolean first_frame; /* for benchmarks: quit after the first frame with rows */
  guint replace_id; /* a window in the new language will take the old one's place */
  char *data_dir;
};

G_DEFINE_FINAL_TYPE (DsApplication, ds_application, ADW_TYPE_APPLICATION)

/* Not the active window: that may be a dialog. */
static DsWindow *
get_window (DsApplication *self)
{
  for (GList *at = gtk_application_get_windows (GTK_APPLICATION (self)); at != NULL; at = at->next)
    if (DS_IS_WINDOW (at->data))
      return DS_WINDOW (at->data);
  return NULL;
}

static void
open_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DsApplication *self = DS_APPLICATION (user_data);

  self->opening = FALSE;
  g_clear_error (&self->open_error);
  ds_app_open_finish (self->app, result, &self->open_error);
  if (get_window (self) != NULL)
    ds_window_store_opened (get_window (self), self->open_error);
  g_object_unref (self);
}

/* The store is opened on its worker while GTK is still starting: the first frame can show real rows. */
static void
begin_open (DsApplication *self)
{
  DsAppOptions options = { .data_dir = self->data_dir };

  g_clear_object (&self->app);
  self->app = ds_app_new (&options);
  ds_app_set_language (self->app, ds_look_language ());
  self->opening = TRUE;
  ds_app_open_async (self->app, self->cancellable, open_done_cb, g_object_ref (self));
}

static gboolean
window_shows_orders (gpointer user_data)
{
  DsWindow *window = get_window (DS_APPLICATION (user_data));

  return window != NULL && ds_window_shows_orders (window);
}

/* A program that runs in place finds its icon beside itself; an installed one finds it anyway. */
static void
add_icons (void)
{
  const char *share = ds_install_share_dir ();
  g_autofree char *icons = share != NULL ? g_build_filename (share, "icons", NULL) : NULL;

  if (icons != NULL)
    gtk_icon_theme_add_search_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), icons);
  gtk_window_set_default_icon_name (DS_APP_ID);
}

/* The icon is drawn from an SVG in several sizes, which takes longer than the orders do. */
static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  DsApplication *self = DS_APPLICATION (user_data);

  if (!self->has_painted) {
    self->has_painted = TRUE;
    return G_SOURCE_CONTINUE;
  }
  add_icons ();
  return G_SOURCE_REMOVE;
}

/* Were its resource named as GTK expects, GTK would make it with each window, for a key that is seldom hit. */
static void
show_help_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/io/github/doorstep/Doorstep/shell/help-overlay.ui");
  GtkWindow *help = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (help, GTK_WINDOW (user_data));
  gtk_window_present (help);
}

static void
present_window (DsApplication *self)
{
  const GActionEntry help[] = { { .name = "show-help-overlay", .activate = show_help_cb } };
  DsWindow *window = get_window (self);

  if (window == NULL) {
    window = ds_window_new (self, self->app, self->settings);
    g_action_map_add_action_entries (G_ACTION_MAP (window), help, G_N_ELEMENTS (help), window);
    if (!self->opening)
      ds_window_store_opened (window, self->open_error);
    if (self->first_frame)
      ds_first_frame_watch (GTK_WINDOW (window), window_shows_orders, self);
    if (!self->has_painted)
      gtk_widget_add_tick_callback (GTK_WIDGET (window), frame_cb, self, NULL);
  }
  ds_window_present_soon (window);
}

static gboolean
replace_window_cb (gpointer user_data)
{
  DsApplication *self = DS_APPLICATION (user_data);
  DsWindow *window = get_window (self);

  self->replace_id = 0;
  if (window == NULL)
    return G_SOURCE_REMOVE;
  /* Templates translate when they are made, so a window in the new language takes the old one's place. */
  g_autofree char *place = ds_window_describe_place (window);
  g_application_hold (G_APPLICATION (self));
  gtk_window_destroy (GTK_WINDOW (window));
  present_window (self);
  ds_window_go_to_place (get_window (self), place);
  g_application_release (G_APPLICATION (self));
  return G_SOURCE_REMOVE;
}

static void
language_changed_cb (DsApplication *self)
{
  g_autofree char *before = g_strdup (ds_look_language ());

  ds_look_apply_language (self->settings);
  if (g_str_equal (before, ds_look_language ()))
    return;
  ds_app_set_language (self->app, ds_look_language ());
  /* Later: the row that was chosen in is a part of the window that goes, and still at work. */
  if (self->replace_id == 0)
    self->replace_id = g_idle_add_full (G_PRIORITY_DEFAULT, replace_window_cb, self, NULL);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DsApplication *self = DS_APPLICATION (user_data);

  adw_show_about_window (GTK_WINDOW (get_window (self)),
                         "application-name", _("Doorstep"),
                         "application-icon", DS_APP_ID,
                         "version", DS_VERSION,
                         "developer-name", _("The Doorstep developers"),
                         "comments", _("Leads a service technician through the visit, with or without a network."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         NULL);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DsWindow *window = get_window (DS_APPLICATION (user_data));

  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
}

static void
ds_application_startup (GApplication *application)
{
  DsApplication *self = DS_APPLICATION (application);
  const GActionEntry entries[] = { { .name = "about", .activate = about_cb }, { .name = "quit", .activate = quit_cb } };

  self->settings = ds_look_open_settings ();
  if (self->settings == NULL)
    g_error ("The settings schema %s is not installed: install Doorstep again.", DS_APP_ID);
  ds_look_apply_language (self->settings);
  begin_open (self);

  G_APPLICATION_CLASS (ds_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  self->look = ds_look_new (self->settings);
  g_signal_connect_object (self->settings, "changed::language", G_CALLBACK (language_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  ds_window_set_accels (GTK_APPLICATION (self));
}

static void
ds_application_activate (GApplication *application)
{
  present_window (DS_APPLICATION (application));
}

static void
ds_application_shutdown (GApplication *application)
{
  DsApplication *self = DS_APPLICATION (application);

  g_clear_handle_id (&self->replace_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->app != NULL)
    ds_app_close (self->app);
  G_APPLICATION_CLASS (ds_application_parent_class)->shutdown (application);
}

static int
ds_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  DsApplication *self = DS_APPLICATION (application);

  if (g_variant_dict_contains (options, "version")) {
    /* lint-allow(banned): this is what --version asks for */
    g_print ("doorstep %s\n", DS_VERSION);
    return 0;
  }
  self->first_frame = g_variant_dict_contains (options, "first-frame");
  g_variant_dict_lookup (options, "data", "^ay", &self->data_dir);
  return -1;
}

static void
ds_application_finalize (GObject *object)
{
  DsApplication *self = DS_APPLICATION (object);

  g_clear_handle_id (&self->replace_id, g_source_remove);
  g_clear_object (&self->look);
  g_clear_object (&self->settings);
  g_clear_object (&self->app);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->open_error);
  g_clear_pointer (&self->data_dir, g_free);
  G_OBJECT_CLASS (ds_application_parent_class)->finalize (object);
}

static void
ds_application_class_init (DsApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = ds_application_finalize;
  application_class->startup = ds_application_startup;
  application_class->activate = ds_application_activate;
  application_class->shutdown = ds_application_shutdown;
  application_class->handle_local_options = ds_application_handle_local_options;
}

static void
ds_application_init (DsApplication *self)
{
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Keep the tablet's data in this folder"), N_ ("DIR") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
    { "first-frame", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  self->cancellable = g_cancellable_new ();
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

DsApplication *
ds_application_new (void)
{
  /* Not unique: two data folders are two tablets; the store's lock keeps two programs out of one folder. */
  return g_object_new (DS_TYPE_APPLICATION, "application-id", DS_APP_ID, "flags", G_APPLICATION_NON_UNIQUE, NULL);
}
