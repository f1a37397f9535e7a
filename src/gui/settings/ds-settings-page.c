/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-settings-page.h"

#include "ds-enrolment.h"
#include "ds-error-text.h"
#include "ds-settings.h"

#include <glib/gi18n.h>
#include <string.h>

struct _DsSettingsPage {
  AdwBin parent_instance;

  AdwActionRow *who_row;
  AdwActionRow *hq_row;
  GtkButton *enrol_button;
  GtkButton *forget_demo_button;
  AdwComboRow *language_row;
  AdwComboRow *scheme_row;
  GtkScale *text_scale;
  GtkSwitch *glove_switch;
  GtkSwitch *metered_switch;
  AdwPreferencesGroup *instruments_group;
  AdwActionRow *folder_row;

  DsApp *app;
  DsSettings *kept;
  GSettings *settings;
  GPtrArray *instrument_rows;
  gboolean showing; /* values are being shown: their change is not the person's */
};

G_DEFINE_FINAL_TYPE (DsSettingsPage, ds_settings_page, ADW_TYPE_BIN)

static const char *const LANGUAGES[] = { "system", "zh_CN", "en" };
static const char *const SCHEMES[] = { "system", "light", "dark", "sun" };

/* One choice row over a string key: its position is the string's place in @values. */
static guint
find_value (const char *const *values, guint n_values, const char *value)
{
  for (guint i = 0; i < n_values; i++)
    if (strcmp (values[i], value) == 0)
      return i;
  return 0;
}

static void
language_chosen_cb (DsSettingsPage *self)
{
  if (!self->showing)
    g_settings_set_string (self->settings, "language", LANGUAGES[adw_combo_row_get_selected (self->language_row)]);
}

static void
scheme_chosen_cb (DsSettingsPage *self)
{
  if (!self->showing)
    g_settings_set_string (self->settings, "color-scheme", SCHEMES[adw_combo_row_get_selected (self->scheme_row)]);
}

static void
show_look (DsSettingsPage *self)
{
  g_autofree char *language = g_settings_get_string (self->settings, "language");
  g_autofree char *scheme = g_settings_get_string (self->settings, "color-scheme");

  self->showing = TRUE;
  adw_combo_row_set_selected (self->language_row, find_value (LANGUAGES, G_N_ELEMENTS (LANGUAGES), language));
  adw_combo_row_set_selected (self->scheme_row, find_value (SCHEMES, G_N_ELEMENTS (SCHEMES), scheme));
  self->showing = FALSE;
}

static void
show_who (DsSettingsPage *self)
{
  const char *name = ds_app_get_technician_name (self->app);
  const char *hq = ds_app_get_hq_name (self->app);
  const char *url = ds_app_get_hq_url (self->app);

  adw_action_row_set_subtitle (self->who_row, name != NULL ? name : _("nobody yet"));
  if (ds_app_is_demo (self->app))
    adw_action_row_set_subtitle (self->hq_row, _("Demo: nothing is sent"));
  else if (hq != NULL) {
    g_autofree char *text = g_strdup_printf ("%s\n%s", hq, url != NULL ? url : "");
    adw_action_row_set_subtitle (self->hq_row, text);
  } else
    adw_action_row_set_subtitle (self->hq_row, _("none yet"));
  gtk_widget_set_visible (GTK_WIDGET (self->forget_demo_button), ds_app_is_demo (self->app));
  gtk_button_set_label (self->enrol_button, ds_app_is_enrolled (self->app) ? _("Enrol again") : _("Enrol"));
}

static void
report (DsSettingsPage *self, const GError *error)
{
  if (error != NULL && !ds_error_is (error, DS_ERROR_CANCELLED)) {
    g_autofree char *line = ds_error_line (error);
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", line);
  }
}

static void
instrument_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsSettingsPage) self = DS_SETTINGS_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  ds_settings_set_finish (DS_SETTINGS (source), result, &error);
  report (self, error);
}

static void
instrument_applied_cb (AdwEntryRow *row, gpointer user_data)
{
  DsSettingsPage *self = DS_SETTINGS_PAGE (user_data);
  GtkWidget *expander = gtk_widget_get_ancestor (GTK_WIDGET (row), ADW_TYPE_EXPANDER_ROW);
  const char *id = gtk_widget_get_name (expander);
  AdwEntryRow *serial = NULL, *until = NULL;

  for (guint i = 0; i < self->instrument_rows->len; i += 3)
    if (g_ptr_array_index (self->instrument_rows, i) == (gpointer) expander) {
      serial = g_ptr_array_index (self->instrument_rows, i + 1);
      until = g_ptr_array_index (self->instrument_rows, i + 2);
    }
  if (serial != NULL)
    ds_settings_set_instrument_async (self->kept, id, gtk_editable_get_text (GTK_EDITABLE (serial)),
                                      gtk_editable_get_text (GTK_EDITABLE (until)), instrument_saved_cb,
                                      g_object_ref (self));
}

static GtkWidget *
make_entry (DsSettingsPage *self, AdwExpanderRow *expander, const char *title, const char *text)
{
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (entry), TRUE);
  g_signal_connect_object (entry, "apply", G_CALLBACK (instrument_applied_cb), self, 0);
  adw_expander_row_add_row (expander, entry);
  g_ptr_array_add (self->instrument_rows, entry);
  return entry;
}

static void
add_instrument (DsSettingsPage *self, DsOwnInstrument *instrument)
{
  AdwExpanderRow *row = ADW_EXPANDER_ROW (adw_expander_row_new ());
  const char *until = ds_own_instrument_get_calibrated_until (instrument);
  const char *serial = ds_own_instrument_get_serial (instrument);
  g_autofree char *subtitle = NULL;

  if (serial == NULL || *serial == '\0')
    subtitle = g_strdup (_("Not entered: measurements with it are marked"));
  else if (ds_own_instrument_is_overdue (instrument))
    subtitle = g_strdup_printf (_("%s, calibration overdue (%s)"), serial, until);
  else
    subtitle = g_strdup_printf (_("%s, calibrated until %s"), serial, until);
  gtk_widget_set_name (GTK_WIDGET (row), ds_own_instrument_get_id (instrument));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ds_own_instrument_get_name (instrument));
  adw_expander_row_set_subtitle (row, subtitle);
  g_ptr_array_add (self->instrument_rows, row);
  make_entry (self, row, _("Serial number"), serial);
  make_entry (self, row, _("Calibrated until (2027-01-31)"), until);
  adw_preferences_group_add (self->instruments_group, GTK_WIDGET (row));
}

static void
show_instruments_cb (DsSettingsPage *self)
{
  GListModel *instruments = ds_settings_get_instruments (self->kept);
  guint n = g_list_model_get_n_items (instruments);

  for (guint i = 0; i < self->instrument_rows->len; i += 3)
    adw_preferences_group_remove (self->instruments_group, g_ptr_array_index (self->instrument_rows, i));
  g_ptr_array_set_size (self->instrument_rows, 0);
  for (guint i = 0; i < n; i++) {
    g_autoptr (DsOwnInstrument) instrument = g_list_model_get_item (instruments, i);
    add_instrument (self, instrument);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->instruments_group), n > 0);
  self->showing = TRUE;
  gtk_switch_set_active (self->metered_switch, ds_settings_get_flag (self->kept, "sync-on-metered"));
  self->showing = FALSE;
}

static void
metered_changed_cb (DsSettingsPage *self)
{
  if (!self->showing)
    ds_settings_set_flag_async (self->kept, "sync-on-metered", gtk_switch_get_active (self->metered_switch),
                                instrument_saved_cb, g_object_ref (self));
}

static void
demo_forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DsSettingsPage) self = DS_SETTINGS_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (ds_enrolment_forget_demo_finish (self->app, result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-welcome", NULL);
  report (self, error);
}

static void
forget_demo_cb (DsSettingsPage *self)
{
  ds_enrolment_forget_demo_async (self->app, NULL, demo_forgotten_cb, g_object_ref (self));
}

static void
ds_settings_page_finalize (GObject *object)
{
  DsSettingsPage *self = DS_SETTINGS_PAGE (object);

  g_clear_pointer (&self->instrument_rows, g_ptr_array_unref);
  g_clear_object (&self->kept);
  g_clear_object (&self->app);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (ds_settings_page_parent_class)->finalize (object);
}

static void
ds_settings_page_class_init (DsSettingsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_settings_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/settings/settings-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DsSettingsPage, who_row);
  gtk_widget_class_bind_template_child (widget_class, DsSettingsPage, hq_row);
  gtk_widget_class_bind_template_child (widget_class, DsSettingsPage, enrol_button);
  gtk_widget_class_bind_template_child (widget_class, DsSettingsPage, forget_demo_button);
  gtk_widget_class_bind_template_child (widget_class, DsSettingsPage, language_row);
  gtk_widget_class_bind_template_child (widget_class, DsSettingsPage, scheme_row);
  gtk_widget_class_bind_template_child (widget_class, DsSettingsPage, text_scale);
  gtk_widget_class_bind_template_child (widget_class, DsSettingsPage, glove_switch);
  gtk_widget_class_bind_template_child (widget_class, DsSettingsPage, metered_switch);
  gtk_widget_class_bind_template_child (widget_class, DsSettingsPage, instruments_group);
  gtk_widget_class_bind_template_child (widget_class, DsSettingsPage, folder_row);
  gtk_widget_class_bind_template_callback (widget_class, language_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, scheme_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, metered_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_demo_cb);
}

static void
ds_settings_page_init (DsSettingsPage *self)
{
  self->instrument_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

DsSettingsPage *
ds_settings_page_new (DsApp *app, GSettings *settings)
{
  DsSettingsPage *self = g_object_new (DS_TYPE_SETTINGS_PAGE, NULL);

  self->app = g_object_ref (app);
  self->settings = g_object_ref (settings);
  self->kept = ds_settings_new (app);
  g_signal_connect_object (self->kept, "loaded", G_CALLBACK (show_instruments_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (app, "changed", G_CALLBACK (show_who), self, G_CONNECT_SWAPPED);
  g_settings_bind (settings, "text-size", gtk_range_get_adjustment (GTK_RANGE (self->text_scale)), "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "glove-mode", self->glove_switch, "active", G_SETTINGS_BIND_DEFAULT);
  adw_action_row_set_subtitle (self->folder_row, ds_app_get_data_dir (app));
  show_look (self);
  show_who (self);
  show_instruments_cb (self);
  return self;
}
