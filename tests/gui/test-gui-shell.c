/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: templates, names for assistive tools, moving between the screens, what is said when the store does not open. */
#include "ds-gui-fixture.h"

#include "ds-finish-page.h"
#include "ds-headquarters-page.h"
#include "ds-look.h"
#include "ds-order-page.h"
#include "ds-settings-page.h"
#include "ds-today-page.h"
#include "ds-visit-page.h"
#include "ds-welcome-page.h"

#define RESOURCES "/io/github/doorstep/Doorstep"

/* --- templates ------------------------------------------------------------------------------------------- */

static char *
read_template_class (const char *path)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
  const char *text = g_bytes_get_data (bytes, NULL);
  const char *found = strstr (text, "<template class=\"");
  const char *end;

  if (found == NULL)
    return NULL;
  found += strlen ("<template class=\"");
  end = strchr (found, '"');
  return g_strndup (found, (gsize) (end - found));
}

static void
instantiate (const char *class_name)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  GType type = gtk_builder_get_type_from_name (builder, class_name);
  GtkWidget *widget;

  if (type == G_TYPE_INVALID)
    g_error ("No type %s in the program", class_name);
  widget = g_object_ref_sink (g_object_new (type, NULL));
  g_assert_true (GTK_IS_WIDGET (widget));
  if (GTK_IS_WINDOW (widget))
    gtk_window_destroy (GTK_WINDOW (widget));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (G_OBJECT (widget)->ref_count != 1)
    g_error ("%s is held %u times by others", class_name, G_OBJECT (widget)->ref_count - 1);
  g_assert_finalize_object (widget);
}

static guint
instantiate_folder (const char *folder)
{
  g_auto (GStrv) names = g_resources_enumerate_children (folder, 0, NULL);
  guint n = 0;

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    g_autofree char *path = g_strconcat (folder, "/", names[i], NULL);
    g_autofree char *class_name = NULL;

    if (g_str_has_suffix (path, "/")) {
      path[strlen (path) - 1] = '\0';
      n += instantiate_folder (path);
      continue;
    }
    class_name = g_str_has_suffix (path, ".ui") ? read_template_class (path) : NULL;
    if (class_name == NULL)
      continue;
    g_test_message ("%s", class_name);
    instantiate (class_name);
    n++;
  }
  return n;
}

/* Each template of the program, whoever wrote it: its children and callbacks are there, and it goes when it is let go. */
static void
test_templates (void)
{
  g_assert_cmpuint (instantiate_folder (RESOURCES), >=, 20);
}

/* --- accessible names ------------------------------------------------------------------------------------ */

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) ||
         GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_TEXT (widget) || GTK_IS_TEXT_VIEW (widget) ||
         GTK_IS_SWITCH (widget) || GTK_IS_SCALE (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_SPIN_BUTTON (widget) ||
         GTK_IS_LIST_VIEW (widget) || ADW_IS_ENTRY_ROW (widget) || GTK_IS_CALENDAR (widget);
}

/* What a control of the toolkit is made of is the toolkit's to name. */
static gboolean
is_whole (GtkWidget *widget)
{
  return GTK_IS_MENU_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget) ||
         ADW_IS_ENTRY_ROW (widget) || GTK_IS_WINDOW_CONTROLS (widget) || GTK_IS_SPIN_BUTTON (widget) ||
         ADW_IS_COMBO_ROW (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_CALENDAR (widget);
}

static gboolean
has_name (GtkWidget *widget)
{
  g_autofree char *name = ds_gui_name (widget);

  if (name != NULL && *name != '\0')
    return TRUE;
  return ADW_IS_PREFERENCES_ROW (widget) && *adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)) != '\0';
}

static char *
describe_way (GtkWidget *widget)
{
  g_autoptr (GString) way = g_string_new (NULL);

  for (GtkWidget *at = widget; at != NULL; at = gtk_widget_get_parent (at)) {
    const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (at));
    g_string_prepend (way, " > ");
    g_string_prepend (way, id != NULL ? id : G_OBJECT_TYPE_NAME (at));
  }
  g_string_append (way, G_OBJECT_TYPE_NAME (widget));
  return g_string_free (g_steal_pointer (&way), FALSE);
}

static guint
check_names (GtkWidget *root, GString *nameless)
{
  guint n = 0;

  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return 0;
  if (is_control (root)) {
    n++;
    if (!has_name (root)) {
      g_autofree char *way = describe_way (root);
      g_string_append_printf (nameless, "\n%s", way);
    }
  }
  if (is_whole (root))
    return n;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += check_names (child, nameless);
  return n;
}

static void
check_window (DsGuiFixture *fixture, guint at_least)
{
  g_autoptr (GString) nameless = g_string_new (NULL);
  guint n = check_names (GTK_WIDGET (fixture->window), nameless);

  if (nameless->len > 0)
    g_error ("Controls without a name on %s:%s", ds_gui_stack_page (fixture->window), nameless->str);
  g_assert_cmpuint (n, >=, at_least);
}

static void
start_visit (DsGuiFixture *fixture)
{
  static const char *const actions[] = { "Accept the order", "Set off", "I have arrived", "Start the visit" };
  GtkWidget *order;

  ds_gui_act (fixture->window, "win.open-order", DS_GUI_ORDER);
  order = ds_gui_page (fixture->window, DS_TYPE_ORDER_PAGE);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    GtkButton *next = GTK_BUTTON (ds_gui_child (order, "next_button"));

    ds_gui_wait (g_strcmp0 (gtk_button_get_label (next), actions[i]) == 0 &&
                 gtk_widget_is_sensitive (GTK_WIDGET (next)));
    ds_gui_click (GTK_WIDGET (next));
  }
  ds_gui_wait (g_strcmp0 (ds_gui_stack_page (fixture->window), "visit") == 0);
  ds_gui_wait (ds_visit_page_get_session (DS_VISIT_PAGE (ds_gui_page (fixture->window, DS_TYPE_VISIT_PAGE))) != NULL);
}

static void
test_names (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);

  check_window (fixture, 3);
  ds_gui_act (fixture->window, "win.show-headquarters", NULL);
  check_window (fixture, 3);
  ds_gui_act (fixture->window, "win.show-settings", NULL);
  ds_gui_settle (fixture->app);
  check_window (fixture, 3);
  ds_gui_act (fixture->window, "win.show-welcome", NULL);
  check_window (fixture, 3);
  ds_gui_act (fixture->window, "win.show-today", NULL);
  start_visit (fixture);
  ds_gui_settle (fixture->app);
  check_window (fixture, 3);
  ds_gui_act (fixture->window, "win.open-finish", DS_GUI_ORDER);
  ds_gui_settle (fixture->app);
  g_assert_cmpstr (ds_gui_stack_page (fixture->window), ==, "finish");
  check_window (fixture, 3);
}

/* --- moving ---------------------------------------------------------------------------------------------- */

#define assert_at(fixture, name) g_assert_cmpstr (ds_gui_stack_page ((fixture)->window), ==, (name))

static void
test_moves (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkWidget *leaflet = ds_gui_child (GTK_WIDGET (fixture->window), "leaflet");
  GtkWidget *today_pane = ds_gui_child (GTK_WIDGET (fixture->window), "today_pane");
  GtkWidget *order_pane = ds_gui_child (GTK_WIDGET (fixture->window), "order_pane");

  assert_at (fixture, "main");
  g_assert_true (adw_leaflet_get_visible_child (ADW_LEAFLET (leaflet)) == today_pane);
  ds_gui_act (fixture->window, "win.open-order", DS_GUI_ORDER);
  assert_at (fixture, "main");
  g_assert_true (adw_leaflet_get_visible_child (ADW_LEAFLET (leaflet)) == order_pane);
  ds_gui_act (fixture->window, "win.back", NULL);
  g_assert_true (adw_leaflet_get_visible_child (ADW_LEAFLET (leaflet)) == today_pane);
  ds_gui_act (fixture->window, "win.show-headquarters", NULL);
  assert_at (fixture, "headquarters");
  ds_gui_act (fixture->window, "win.back", NULL);
  assert_at (fixture, "main");
  ds_gui_act (fixture->window, "win.show-settings", NULL);
  assert_at (fixture, "settings");
  ds_gui_act (fixture->window, "win.show-welcome", NULL);
  ds_gui_wait (g_strcmp0 (ds_gui_stack_page (fixture->window), "welcome") == 0);
  ds_gui_act (fixture->window, "win.back", NULL);
  assert_at (fixture, "main");
  ds_gui_act (fixture->window, "win.open-visit", DS_GUI_ORDER);
  assert_at (fixture, "visit");
  ds_gui_act (fixture->window, "win.back", NULL);
  assert_at (fixture, "main");
  g_assert_true (adw_leaflet_get_visible_child (ADW_LEAFLET (leaflet)) == order_pane);
  ds_gui_act (fixture->window, "win.open-visit", DS_GUI_ORDER);
  ds_gui_act (fixture->window, "win.show-today", NULL);
  assert_at (fixture, "main");
  /* An order that is not there: the page says so and nothing falls. */
  ds_gui_act (fixture->window, "win.open-order", "no-such-order");
  ds_gui_wait (ds_gui_has_words (ds_gui_page (fixture->window, DS_TYPE_ORDER_PAGE), "It is no longer there"));
}

static void
test_visit_and_finish (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkWidget *visit;

  start_visit (fixture);
  visit = ds_gui_page (fixture->window, DS_TYPE_VISIT_PAGE);
  ds_gui_act (fixture->window, "win.open-visit", DS_GUI_ORDER);
  g_assert_true (ds_gui_page (fixture->window, DS_TYPE_VISIT_PAGE) == visit);
  ds_gui_act (fixture->window, "win.open-finish", DS_GUI_ORDER);
  assert_at (fixture, "finish");
  ds_gui_act (fixture->window, "win.back", NULL);
  assert_at (fixture, "visit");
  g_assert_true (ds_gui_page (fixture->window, DS_TYPE_VISIT_PAGE) == visit);
  ds_gui_act (fixture->window, "win.back", NULL);
  assert_at (fixture, "main");
  g_assert_null (ds_gui_find (GTK_WIDGET (fixture->window), DS_TYPE_VISIT_PAGE));
}

/* The order page's “Report” opens the visit and its last page at once, before the visit was read. */
static void
test_finish_at_once (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);

  start_visit (fixture);
  ds_gui_act (fixture->window, "win.back", NULL);
  assert_at (fixture, "main");
  ds_gui_act (fixture->window, "win.open-finish", DS_GUI_ORDER);
  ds_gui_wait (g_strcmp0 (ds_gui_stack_page (fixture->window), "finish") == 0);
}

/* Without an order and without a headquarters the first start stays where it is. */
static void
test_first_start (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (FALSE);

  ds_gui_wait (g_strcmp0 (ds_gui_stack_page (fixture->window), "welcome") == 0);
  ds_gui_act (fixture->window, "win.back", NULL);
  assert_at (fixture, "welcome");
  check_window (fixture, 3);
  g_assert_false (
      gtk_widget_get_visible (ds_gui_child (ds_gui_page (fixture->window, DS_TYPE_WELCOME_PAGE), "back_button")));
}

static void
test_places (void)
{
  static const char *const places[] = { "headquarters", "settings", "main", "visit:" DS_GUI_ORDER,
                                        "order:" DS_GUI_ORDER };
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *place = NULL;

    ds_window_go_to_place (fixture->window, places[i]);
    place = ds_window_describe_place (fixture->window);
    g_assert_cmpstr (place, ==, places[i]);
  }
  ds_window_go_to_place (fixture->window, "a screen of a later version");
  assert_at (fixture, "main");
}

/* --- a store that does not open -------------------------------------------------------------------------- */

static void
test_trouble (void)
{
  static const struct {
    DsErrorCode code;
    const char *title;
    const char *advice;
  } expected[] = {
    { DS_ERROR_BUSY, "Doorstep is already open", "Another window or program is using this tablet" },
    { DS_ERROR_NEWER, "This data was made by a newer Doorstep", "Install the newer version" },
    { DS_ERROR_CORRUPT, "Stored data is damaged", "The damaged file is kept, not deleted" },
    { DS_ERROR_FULL, "The tablet's storage is full", "Free some space" },
    { DS_ERROR_READ_ONLY, "The data folder cannot be written", "Ask support" },
    { DS_ERROR_IO, "The tablet's storage reported a fault", "stopped writing to protect" },
  };
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (FALSE);
  AdwStatusPage *page = ADW_STATUS_PAGE (ds_gui_child (GTK_WIDGET (fixture->window), "trouble_page"));

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autoptr (GError) error =
        g_error_new (DS_STORE_ERROR, (int) expected[i].code, "The words <of> the store & its %s.", "file");

    ds_window_store_opened (fixture->window, error);
    assert_at (fixture, "trouble");
    g_assert_cmpstr (adw_status_page_get_title (page), ==, expected[i].title);
    g_assert_nonnull (strstr (adw_status_page_get_description (page), expected[i].advice));
    /* The store's own words stand below, as text and not as markup. */
    g_assert_true (ds_gui_has_words (GTK_WIDGET (page), "The words <of> the store & its file."));
    check_window (fixture, 1);
  }
}

/* --- toasts and the end ---------------------------------------------------------------------------------- */

static void
test_toasts (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);

  ds_gui_act (fixture->window, "win.toast", "Wire < 2.5 mm² & hot");
  ds_gui_wait (ds_gui_has_words (GTK_WIDGET (fixture->window), "Wire < 2.5 mm² & hot"));
  ds_window_toast (fixture->window, "Wire < 2.5 mm² & hot");
  ds_window_toast (fixture->window, "Another");
}

static void
note_gone_cb (gpointer data, GObject *where)
{
  --*(guint *) data;
}

/* Each page goes when it is left, with its models; the fixture's end sees to the window and the app. */
static void
test_lifetimes (void)
{
  static const struct {
    const char *action;
    const char *target;
  } visited[] = {
    { "win.show-headquarters", NULL }, { "win.show-settings", NULL },      { "win.show-welcome", NULL },
    { "win.show-settings", NULL },     { "win.open-visit", DS_GUI_ORDER }, { "win.open-finish", DS_GUI_ORDER },
  };
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);
  GtkWidget *stack = ds_gui_child (GTK_WIDGET (fixture->window), "stack");
  guint alive = 0;

  start_visit (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (visited); i++) {
    ds_gui_act (fixture->window, visited[i].action, visited[i].target);
    g_object_weak_ref (G_OBJECT (gtk_stack_get_visible_child (GTK_STACK (stack))), note_gone_cb, &alive);
    alive++;
  }
  ds_gui_act (fixture->window, "win.show-today", NULL);
  ds_gui_settle (fixture->app);
  ds_gui_wait (alive == 0);
}

/* Left while its answer is still under way: the answer comes to nobody. */
static void
test_left_at_once (void)
{
  g_autoptr (DsGuiFixture) fixture = ds_gui_fixture_new (TRUE);

  for (guint i = 0; i < 3; i++) {
    ds_gui_act (fixture->window, "win.open-visit", DS_GUI_ORDER);
    ds_gui_act (fixture->window, "win.show-settings", NULL);
    ds_gui_act (fixture->window, "win.show-headquarters", NULL);
    ds_gui_act (fixture->window, "win.open-order", DS_GUI_ORDER);
    ds_gui_act (fixture->window, "win.show-today", NULL);
  }
  ds_gui_act (fixture->window, "win.open-visit", DS_GUI_ORDER);
  ds_gui_fixture_open_window (fixture);
  ds_gui_wait (ds_window_shows_orders (fixture->window));
}

static void
add_tests (void)
{
  g_test_add_func ("/gui/shell/templates", test_templates);
  g_test_add_func ("/gui/shell/names", test_names);
  g_test_add_func ("/gui/shell/moves", test_moves);
  g_test_add_func ("/gui/shell/visit-and-finish", test_visit_and_finish);
  g_test_add_func ("/gui/shell/finish-at-once", test_finish_at_once);
  g_test_add_func ("/gui/shell/first-start", test_first_start);
  g_test_add_func ("/gui/shell/places", test_places);
  g_test_add_func ("/gui/shell/trouble", test_trouble);
  g_test_add_func ("/gui/shell/toasts", test_toasts);
  g_test_add_func ("/gui/shell/lifetimes", test_lifetimes);
  g_test_add_func ("/gui/shell/left-at-once", test_left_at_once);
}

int
main (int argc, char **argv)
{
  return ds_gui_run (argc, argv, add_tests);
}
