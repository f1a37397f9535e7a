/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-today-page.h"

#include "ds-order-list.h"
#include "ds-order-row-widget.h"
#include "ds-words.h"

#include <glib/gi18n.h>

struct _DsTodayPage {
  AdwBin parent_instance;

  AdwHeaderBar *header;
  AdwWindowTitle *title;
  GtkToggleButton *search_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkButton *lacks_button;
  GtkLabel *lacks_label;
  GtkLabel *demo_strip;
  GtkStack *stack;
  GtkListView *list_view;
  AdwStatusPage *empty_page;
  AdwStatusPage *error_page;

  DsApp *app;
  DsOrderList *orders;
  GtkSliceListModel *shown; /* what of the orders has rows yet: the first few, and soon all */
  GtkSingleSelection *selection;
  char *selected;
  gboolean settled;
  guint tick_id;
  guint grow_id;
};

/* A GtkListView makes and measures 200 row widgets before it paints any of them. Six fill a tablet's screen; the others
 * are made after the first frame, a few at a time. */
#define FIRST_ROWS 6
#define ROWS_AT_ONCE 4
#define ROWS_KEPT 200

enum { SIGNAL_SETTLED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DsTodayPage, ds_today_page, ADW_TYPE_BIN)

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  gtk_list_item_set_child (item, GTK_WIDGET (ds_order_row_widget_new ()));
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  ds_order_row_widget_bind (DS_ORDER_ROW_WIDGET (gtk_list_item_get_child (item)),
                            DS_ORDER_ROW (gtk_list_item_get_item (item)));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  ds_order_row_widget_bind (DS_ORDER_ROW_WIDGET (gtk_list_item_get_child (item)), NULL);
}

static void
activate_cb (GtkListView *list, guint position, gpointer user_data)
{
  DsTodayPage *self = DS_TODAY_PAGE (user_data);
  g_autoptr (DsOrderRow) row = g_list_model_get_item (G_LIST_MODEL (self->orders), position);

  if (row != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-order", "s", ds_order_row_get_order_id (row));
}

static void
show_empty_words (DsTodayPage *self)
{
  const char *search = ds_order_list_get_search_text (self->orders);

  if (search != NULL && *search != '\0') {
    adw_status_page_set_icon_name (self->empty_page, "edit-find-symbolic");
    adw_status_page_set_title (self->empty_page, _ ("Nothing found"));
    adw_status_page_set_description (self->empty_page,
                                     _ ("Search looks at names, phones, addresses, models and order numbers."));
  } else {
    adw_status_page_set_icon_name (self->empty_page, "emblem-ok-symbolic");
    adw_status_page_set_title (self->empty_page, _ ("No orders"));
    adw_status_page_set_description (self->empty_page,
                                     _ ("Orders arrive from headquarters when there is a connection."));
  }
}

/* Belongs to no headquarters, and nobody has put orders into it: the first start. */
static gboolean
is_new_tablet (DsTodayPage *self)
{
  const char *search = ds_order_list_get_search_text (self->orders);

  return !ds_app_is_enrolled (self->app) && !ds_app_is_demo (self->app) && (search == NULL || *search == '\0');
}

static gboolean
grow_cb (gpointer user_data)
{
  DsTodayPage *self = DS_TODAY_PAGE (user_data);
  guint size = gtk_slice_list_model_get_size (self->shown) + ROWS_AT_ONCE;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->orders));

  if (size < MIN (n, ROWS_KEPT)) {
    gtk_slice_list_model_set_size (self->shown, size);
    return G_SOURCE_CONTINUE;
  }
  self->grow_id = 0;
  gtk_slice_list_model_set_size (self->shown, G_MAXUINT);
  ds_today_page_select (self, self->selected);
  return G_SOURCE_REMOVE;
}

static void
first_painted_cb (GdkFrameClock *clock, DsTodayPage *self)
{
  if (!ds_today_page_shows_orders (self))
    return;
  g_signal_handlers_disconnect_by_func (clock, first_painted_cb, self);
  if (self->grow_id == 0)
    self->grow_id = g_idle_add (grow_cb, self);
}

static void
list_view_realized_cb (DsTodayPage *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->list_view));

  if (gtk_slice_list_model_get_size (self->shown) != G_MAXUINT)
    g_signal_connect_object (clock, "after-paint", G_CALLBACK (first_painted_cb), self, 0);
}

/* The first answer of the store, whatever it is. Rows need not wait for a second query. */
static void
settle (DsTodayPage *self)
{
  gboolean has_rows = g_list_model_get_n_items (G_LIST_MODEL (self->orders)) > 0;

  if (self->settled || (!has_rows && ds_order_list_is_loading (self->orders)))
    return;
  self->settled = TRUE;
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

static void
list_changed_cb (DsTodayPage *self)
{
  g_autofree char *error = NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->orders));

  g_object_get (self->orders, "error", &error, NULL);
  if (error != NULL) {
    adw_status_page_set_icon_name (self->error_page, "dialog-warning-symbolic");
    adw_status_page_set_description (self->error_page, error);
    gtk_stack_set_visible_child_name (self->stack, "error");
  } else if (n > 0) {
    gtk_stack_set_visible_child_name (self->stack, "list");
    ds_today_page_select (self, self->selected);
  } else if (!ds_order_list_is_loading (self->orders)) {
    if (is_new_tablet (self))
      gtk_widget_activate_action (GTK_WIDGET (self), "win.first-start", NULL);
    show_empty_words (self);
    gtk_stack_set_visible_child_name (self->stack, "empty");
  }
  settle (self);
}

static void
show_counts_cb (DsTodayPage *self)
{
  guint overdue = ds_order_list_get_section_count (self->orders, DS_ORDER_SECTION_OVERDUE);
  guint today = ds_order_list_get_section_count (self->orders, DS_ORDER_SECTION_NOW) +
                ds_order_list_get_section_count (self->orders, DS_ORDER_SECTION_TODAY);
  g_autofree char *text = NULL;

  if (overdue > 0)
    text = g_strdup_printf (_ ("%u overdue, %u today"), overdue, today);
  else
    text = g_strdup_printf (ngettext ("%u order today", "%u orders today", today), today);
  adw_window_title_set_subtitle (self->title, text);
}

/* What headquarters lacks, in numbers; "has everything" only while that is so. */
static char *
describe_lacks (const DsAppLacks *lacks)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (lacks->held > 0) {
    g_string_append_printf (text, ngettext ("%u record refused", "%u records refused", lacks->held), lacks->held);
    g_string_append (text, _ (", "));
  }
  if (lacks->visits > 0) {
    g_string_append_printf (text, ngettext ("%u visit", "%u visits", lacks->visits), lacks->visits);
    g_string_append (text, _ (", "));
  }
  if (lacks->photos > 0) {
    g_string_append_printf (text, ngettext ("%u photo", "%u photos", lacks->photos), lacks->photos);
    g_string_append (text, _ (", "));
  }
  if (text->len == 0 && lacks->records > 0) {
    g_string_append_printf (text, ngettext ("%u report", "%u reports", lacks->records), lacks->records);
    g_string_append (text, _ (", "));
  }
  if (text->len == 0)
    return g_strdup (_ ("Headquarters has everything"));
  g_string_truncate (text, text->len - strlen (_ (", ")));
  /* Translators: "3 visits, 14 photos to send" */
  return g_strdup_printf (_ ("%s to send"), text->str);
}

static void
show_lacks (DsTodayPage *self)
{
  DsAppLacks lacks;

  ds_app_get_lacks (self->app, &lacks);
  gtk_widget_set_visible (GTK_WIDGET (self->demo_strip), ds_app_is_demo (self->app));
  g_autofree char *text = describe_lacks (&lacks);
  gtk_label_set_text (self->lacks_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->lacks_button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_remove_css_class (GTK_WIDGET (self->lacks_button), "ds-waiting");
  if (lacks.records > 0 || lacks.photos > 0 || lacks.held > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->lacks_button), "ds-waiting");
}

static void
app_changed_cb (DsTodayPage *self, guint flags)
{
  if ((flags & (DS_APP_CHANGE_OUTBOX | DS_APP_CHANGE_ENROLMENT | DS_APP_CHANGE_SYNC)) != 0)
    show_lacks (self);
}

static void
search_changed_cb (DsTodayPage *self)
{
  ds_order_list_set_search_text (self->orders, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static gboolean
tick_cb (gpointer user_data)
{
  DsTodayPage *self = DS_TODAY_PAGE (user_data);

  ds_order_list_tick (self->orders);
  return G_SOURCE_CONTINUE;
}

static void
ds_today_page_dispose (GObject *object)
{
  DsTodayPage *self = DS_TODAY_PAGE (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->grow_id, g_source_remove);
  G_OBJECT_CLASS (ds_today_page_parent_class)->dispose (object);
}

static void
ds_today_page_finalize (GObject *object)
{
  DsTodayPage *self = DS_TODAY_PAGE (object);

  g_clear_object (&self->orders);
  g_clear_object (&self->selection);
  g_clear_object (&self->shown);
  g_clear_object (&self->app);
  g_clear_pointer (&self->selected, g_free);
  G_OBJECT_CLASS (ds_today_page_parent_class)->finalize (object);
}

static void
ds_today_page_class_init (DsTodayPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_today_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ds_today_page_finalize;
  signals[SIGNAL_SETTLED] =
      g_signal_new ("settled", DS_TYPE_TODAY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/today/today-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DsTodayPage, header);
  gtk_widget_class_bind_template_child (widget_class, DsTodayPage, title);
  gtk_widget_class_bind_template_child (widget_class, DsTodayPage, search_button);
  gtk_widget_class_bind_template_child (widget_class, DsTodayPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, DsTodayPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DsTodayPage, lacks_button);
  gtk_widget_class_bind_template_child (widget_class, DsTodayPage, lacks_label);
  gtk_widget_class_bind_template_child (widget_class, DsTodayPage, demo_strip);
  gtk_widget_class_bind_template_child (widget_class, DsTodayPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DsTodayPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, DsTodayPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, DsTodayPage, error_page);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}

static void
ds_today_page_init (DsTodayPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
}

DsTodayPage *
ds_today_page_new (DsApp *app)
{
  /* The list before the widgets: the store reads the orders while they are made. */
  g_autoptr (DsOrderList) orders = ds_order_list_new (app);
  DsTodayPage *self = g_object_new (DS_TYPE_TODAY_PAGE, NULL);

  self->app = g_object_ref (app);
  self->orders = g_steal_pointer (&orders);
  self->shown = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->orders)), 0, FIRST_ROWS);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->shown)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->orders, "items-changed", G_CALLBACK (list_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->orders, "notify::loading", G_CALLBACK (list_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->orders, "notify::error", G_CALLBACK (list_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->orders, "sections-changed", G_CALLBACK (show_counts_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (app, "changed", G_CALLBACK (app_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_view, "realize", G_CALLBACK (list_view_realized_cb), self, G_CONNECT_SWAPPED);
  self->tick_id = g_timeout_add_seconds (60, tick_cb, self);
  list_changed_cb (self);
  show_counts_cb (self);
  show_lacks (self);
  return self;
}

void
ds_today_page_focus_search (DsTodayPage *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
ds_today_page_select (DsTodayPage *self, const char *order_id)
{
  guint position = GTK_INVALID_LIST_POSITION;

  if (order_id != self->selected) {
    g_free (self->selected);
    self->selected = g_strdup (order_id);
  }
  if (order_id == NULL || !ds_order_list_find (self->orders, order_id, &position))
    position = GTK_INVALID_LIST_POSITION;
  gtk_single_selection_set_selected (self->selection, position);
}

void
ds_today_page_set_alone (DsTodayPage *self, gboolean alone)
{
  adw_header_bar_set_show_end_title_buttons (self->header, alone);
}

gboolean
ds_today_page_shows_orders (DsTodayPage *self)
{
  g_autoptr (DsOrderRow) first = NULL;

  if (g_list_model_get_n_items (G_LIST_MODEL (self->orders)) == 0)
    return FALSE;
  first = g_list_model_get_item (G_LIST_MODEL (self->orders), 0);
  return ds_order_row_is_loaded (first) && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "list") == 0;
}

gboolean
ds_today_page_is_settled (DsTodayPage *self)
{
  return self->settled;
}
