/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-look.h"

#include "ds-config.h"
#include "ds-install.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#define RESOURCE_BASE "/io/github/doorstep/Doorstep/"

struct _DsLook {
  GObject parent_instance;
  GSettings *settings;
  GtkCssProvider *base;
  GtkCssProvider *visit;
  GtkCssProvider *finish;
  GtkCssProvider *dark;
  GtkCssProvider *sun;
  GtkCssProvider *glove;
  int plain_dpi; /* the desktop's own text resolution, in 1024ths of a dot per inch */
};

G_DEFINE_FINAL_TYPE (DsLook, ds_look, G_TYPE_OBJECT)

/* gettext keeps answers it gave; this counter of its own tells it that the language has changed. */
extern int _nl_msg_cat_cntr;

static GtkCssProvider *
load_css (const char *name)
{
  GtkCssProvider *provider = gtk_css_provider_new ();
  g_autofree char *path = g_strconcat (RESOURCE_BASE, name, NULL);

  gtk_css_provider_load_from_resource (provider, path);
  return provider;
}

static void
show_css (GtkCssProvider *provider, gboolean shown, guint priority)
{
  GdkDisplay *display = gdk_display_get_default ();

  gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (provider));
  if (shown)
    gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider), priority);
}

static void
apply_colors (DsLook *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  g_autofree char *scheme = g_settings_get_string (self->settings, "color-scheme");
  gboolean sun = strcmp (scheme, "sun") == 0;

  if (sun || strcmp (scheme, "light") == 0)
    adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  else if (strcmp (scheme, "dark") == 0)
    adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  else
    adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);

  show_css (self->dark, adw_style_manager_get_dark (manager), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  show_css (self->sun, sun, GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 2);
}

static void
apply_sizes (DsLook *self)
{
  double factor = CLAMP (g_settings_get_double (self->settings, "text-size"), 0.8, 2.0);

  show_css (self->glove, g_settings_get_boolean (self->settings, "glove-mode"), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 3);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (self->plain_dpi * factor), NULL);
}

static void
settings_changed_cb (DsLook *self)
{
  apply_colors (self);
  apply_sizes (self);
}

static void
ds_look_finalize (GObject *object)
{
  DsLook *self = DS_LOOK (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->base);
  g_clear_object (&self->visit);
  g_clear_object (&self->finish);
  g_clear_object (&self->dark);
  g_clear_object (&self->sun);
  g_clear_object (&self->glove);
  G_OBJECT_CLASS (ds_look_parent_class)->finalize (object);
}

static void
ds_look_class_init (DsLookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_look_finalize;
}

static void
ds_look_init (DsLook *self)
{
  self->base = load_css ("style.css");
  self->visit = load_css ("visit/visit.css");
  self->finish = load_css ("finish/finish.css");
  self->dark = load_css ("dark.css");
  self->sun = load_css ("sun.css");
  self->glove = load_css ("glove.css");
  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &self->plain_dpi, NULL);
  if (self->plain_dpi <= 0)
    self->plain_dpi = 96 * 1024;
  show_css (self->base, TRUE, GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  show_css (self->visit, TRUE, GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  show_css (self->finish, TRUE, GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

DsLook *
ds_look_new (GSettings *settings)
{
  DsLook *self = g_object_new (DS_TYPE_LOOK, NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (apply_colors), self,
                           G_CONNECT_SWAPPED);
  settings_changed_cb (self);
  return self;
}

GSettings *
ds_look_open_settings (void)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;
  const char *share = ds_install_share_dir ();
  GSettingsSchemaSource *fallback = g_settings_schema_source_get_default ();

  if (share != NULL) {
    g_autofree char *folder = g_build_filename (share, "glib-2.0", "schemas", NULL);
    source = g_settings_schema_source_new_from_directory (folder, fallback, TRUE, NULL);
  }
  if (source == NULL && fallback != NULL)
    source = g_settings_schema_source_ref (fallback);
  if (source == NULL)
    return NULL;
  schema = g_settings_schema_source_lookup (source, DS_APP_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

/* The environment's own wish, read once: later LANGUAGE holds what was chosen here. */
static const char *
guess_system_language (void)
{
  static const char *guess = NULL;
  const char *const *names = g_get_language_names ();

  if (guess != NULL)
    return guess;
  guess = "zh_CN";
  for (gsize i = 0; names[i] != NULL; i++) {
    if (g_str_has_prefix (names[i], "C") || g_str_has_prefix (names[i], "POSIX"))
      continue;
    guess = g_str_has_prefix (names[i], "zh") ? "zh_CN" : "en";
    break;
  }
  return guess;
}

const char *
ds_look_apply_language (GSettings *settings)
{
  g_autofree char *chosen = g_settings_get_string (settings, "language");
  const char *language = guess_system_language ();

  if (strcmp (chosen, "zh_CN") == 0)
    language = "zh_CN";
  else if (strcmp (chosen, "en") == 0)
    language = "en";

  /* The C locale silences gettext whatever LANGUAGE says; C.UTF-8 does not, and every Debian has it. */
  const char *locale = setlocale (LC_MESSAGES, NULL);
  if (locale == NULL || strcmp (locale, "C") == 0 || strcmp (locale, "POSIX") == 0)
    setlocale (LC_ALL, "C.UTF-8");
  g_setenv ("LANGUAGE", language, TRUE);
  _nl_msg_cat_cntr++;
  return language;
}

const char *
ds_look_language (void)
{
  /* Translators: do not translate; the code of the language that this file is in: "zh_CN" or "en" */
  const char *code = _("language-code:en");

  return strcmp (code, "zh_CN") == 0 ? "zh_CN" : "en";
}
