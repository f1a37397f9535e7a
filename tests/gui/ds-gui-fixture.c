/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-gui-fixture.h"

#include "ds-enrolment.h"
#include "ds-install.h"
#include "ds-look.h"
#include "ds-store-journal.h"
#include "ds-store-visits.h"

/*
 * GTK 4.8 warns so when the display takes the focus away at an unlucky moment, as one without a window manager may; it
 * names no fault of ours. Every other warning stays fatal.
 */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") &&
        g_strrstr (fields[i].value, "did not receive a focus-out event") != NULL)
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

int
ds_gui_run (int argc, char **argv, void (*add_tests) (void))
{
  static const char *const folders[] = { "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME" };
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();

  /* Not G_TEST_OPTION_ISOLATE_DIRS: it hides the desktop's icons, file types and schemas too. */
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    g_setenv (folders[i], folder->path, TRUE);
  ds_install_setup_locale ();
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  adw_init ();
  /* A frame that takes longer than the next one is away would keep the main loop from ever being idle. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  add_tests ();
  return g_test_run ();
}

GSettings *
ds_gui_settings (void)
{
  GSettings *settings = ds_look_open_settings ();
  g_auto (GStrv) keys = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;

  g_assert_nonnull (settings);
  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (settings, keys[i]);
  g_settings_set_string (settings, "language", "en");
  ds_look_apply_language (settings);
  return settings;
}

DsApp *
ds_gui_app_new (const char *folder)
{
  DsAppOptions options = { .data_dir = folder, .no_network = TRUE };
  DsApp *app = ds_app_new (&options);
  g_autoptr (GError) error = NULL;

  ds_app_set_language (app, ds_look_language ());
  ds_app_open (app, NULL, &error);
  g_assert_no_error (error);
  return app;
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

void
ds_gui_load_demo (DsApp *app)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ds_enrolment_try_demo_async (app, NULL, result_cb, &result);
  ds_gui_wait (result != NULL);
  ds_enrolment_try_demo_finish (app, result, &error);
  g_assert_no_error (error);
}

/* One for all tests of a program, because it is never shut down: nothing runs it. */
static AdwApplication *
get_application (void)
{
  g_autoptr (GError) error = NULL;
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    return g_object_ref (ADW_APPLICATION (application));
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "io.github.doorstep.Test", "flags",
                              G_APPLICATION_NON_UNIQUE, NULL);
  g_application_register (application, NULL, &error);
  g_assert_no_error (error);
  g_application_set_default (application);
  return g_object_ref (ADW_APPLICATION (application));
}

DsGuiFixture *
ds_gui_fixture_new (gboolean demo)
{
  DsGuiFixture *self = g_new0 (DsGuiFixture, 1);

  self->folder = ds_test_folder_new ();
  self->settings = ds_gui_settings ();
  self->application = get_application ();
  self->app = ds_gui_app_new (self->folder->path);
  if (demo)
    ds_gui_load_demo (self->app);
  ds_gui_fixture_open_window (self);
  if (demo)
    ds_gui_wait (ds_window_shows_orders (self->window));
  return self;
}

/* What still holds @object after its time is a leak that no tool tells, because the holder is alive too. */
static void
assert_gone (GWeakRef *weak)
{
  g_autoptr (GObject) object = g_weak_ref_get (weak);

  if (object != NULL)
    g_error ("%s is alive with %u references", G_OBJECT_TYPE_NAME (object), object->ref_count - 1);
  g_weak_ref_clear (weak);
}

static void
turn_while_due (void)
{
  gint64 end_us = g_get_monotonic_time () + G_USEC_PER_SEC;

  while (g_main_context_iteration (NULL, FALSE) && g_get_monotonic_time () < end_us)
    ;
}

static void
drop_window (DsGuiFixture *self)
{
  GWeakRef window;

  if (self->window == NULL)
    return;
  g_weak_ref_init (&window, self->window);
  gtk_window_destroy (GTK_WINDOW (self->window));
  self->window = NULL;
  ds_gui_settle (self->app);
  assert_gone (&window);
}

void
ds_gui_fixture_open_window (DsGuiFixture *self)
{
  drop_window (self);
  self->window = ds_window_new ((DsApplication *) self->application, self->app, self->settings);
  ds_window_store_opened (self->window, NULL);
  gtk_window_present (GTK_WINDOW (self->window));
}

void
ds_gui_fixture_free (DsGuiFixture *self)
{
  GWeakRef app;

  drop_window (self);
  g_weak_ref_init (&app, self->app);
  ds_app_close (self->app);
  turn_while_due ();
  g_clear_object (&self->app);
  assert_gone (&app);
  g_object_unref (self->application);
  g_object_unref (self->settings);
  ds_test_folder_free (self->folder);
  g_free (self);
}

gboolean
ds_gui_give_up_cb (gpointer where)
{
  g_error ("Waited too long at %s", (const char *) where);
  return G_SOURCE_REMOVE;
}

static gboolean
run_nothing (DsStoreTx *tx, gpointer data, GError **error)
{
  return TRUE;
}

void
ds_gui_settle (DsApp *app)
{
  DsStoreJob job = { .run = run_nothing };

  /* The store's thread works in order: after two empty jobs what was asked, and what its answer asked, is answered. */
  for (guint i = 0; i < 2; i++) {
    g_assert_true (ds_store_run_sync (ds_app_get_store (app), &job, NULL, NULL));
    turn_while_due ();
  }
  ds_gui_wait (!ds_app_is_busy (app));
}

const char *
ds_gui_stack_page (DsWindow *window)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (ds_gui_child (GTK_WIDGET (window), "stack")));
}

GtkWidget *
ds_gui_page (DsWindow *window, GType type)
{
  GtkWidget *page = ds_gui_find (GTK_WIDGET (window), type);

  if (page == NULL)
    g_error ("There is no %s in the window", g_type_name (type));
  return page;
}

GtkWidget *
ds_gui_find (GtkWidget *root, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = ds_gui_find (child, type);
    if (found != NULL)
      return found;
  }
  return NULL;
}

GtkWidget *
ds_gui_child (GtkWidget *widget, const char *id)
{
  GObject *child = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), id);

  if (child == NULL)
    g_error ("%s has no child %s", G_OBJECT_TYPE_NAME (widget), id);
  return GTK_WIDGET (child);
}

gboolean
ds_gui_has_words (GtkWidget *root, const char *words)
{
  if (!gtk_widget_get_visible (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), words) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (ds_gui_has_words (child, words))
      return TRUE;
  return FALSE;
}

const char *
ds_gui_label (GtkWidget *widget, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (ds_gui_child (widget, id)));
}

GtkWidget *
ds_gui_row (GtkWidget *root, const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (root) &&
      g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = ds_gui_row (child, title);
    if (found != NULL)
      return found;
  }
  return NULL;
}

GtkWidget *
ds_gui_button (GtkWidget *root, const char *label)
{
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = ds_gui_button (child, label);
    if (found != NULL)
      return found;
  }
  return NULL;
}

void
ds_gui_click (GtkWidget *button)
{
  g_assert_true (GTK_IS_BUTTON (button));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

void
ds_gui_act (DsWindow *window, const char *action, const char *target)
{
  g_autoptr (GVariant) parameter = target != NULL ? g_variant_ref_sink (g_variant_new_string (target)) : NULL;

  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (window), action, parameter));
}

char *
ds_gui_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  if (gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL))
    /* Only a check that fails tells the value. */
    return gtk_test_accessible_check_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "\001");
  if (gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return g_strdup ("(labelled by another)");
  return NULL;
}

typedef struct {
  const char *order;
  guint n;
} CountEntries;

static gboolean
run_count_entries (DsStoreTx *tx, gpointer data, GError **error)
{
  CountEntries *count = data;
  g_autoptr (DsStoreVisit) visit = NULL;

  if (!ds_store_visits_find (tx, count->order, &visit, error))
    return FALSE;
  return visit == NULL || ds_store_journal_last_seq (tx, visit->id, &count->n, error);
}

guint
ds_gui_count_entries (DsApp *app, const char *order)
{
  CountEntries count = { order, 0 };
  DsStoreJob job = { .run = run_count_entries, .data = &count };
  g_autoptr (GError) error = NULL;

  ds_store_run_sync (ds_app_get_store (app), &job, NULL, &error);
  g_assert_no_error (error);
  return count.n;
}
