/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-order-row-widget.h"

#include "ds-words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _DsOrderRowWidget {
  GtkBox parent_instance;

  GtkLabel *heading;
  GtkBox *card;
  GtkLabel *window;
  GtkLabel *customer;
  GtkLabel *services;
  GtkLabel *kinds;
  GtkLabel *promise;
  GtkLabel *state;
  GtkLabel *mark;

  DsOrderRow *row;
  gulong changed;
};

G_DEFINE_FINAL_TYPE (DsOrderRowWidget, ds_order_row_widget, GTK_TYPE_BOX)

static void
set_only_class (GtkWidget *widget, const char *const *classes, const char *wanted)
{
  for (gsize i = 0; classes[i] != NULL; i++)
    gtk_widget_remove_css_class (widget, classes[i]);
  if (wanted != NULL)
    gtk_widget_add_css_class (widget, wanted);
}

static const char *
get_mark (DsOrderRow *row)
{
  gboolean is_return, community, demo;

  g_object_get (row, "is-return", &is_return, "community", &community, "demo", &demo, NULL);
  if (is_return)
    return _("Returned by headquarters");
  if (community)
    return _("Community");
  return demo ? _("Demo") : NULL;
}

static void
show_label (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
show_heading (DsOrderRowWidget *self)
{
  static const char *const STYLES[] = { "overdue", NULL };
  DsOrderSection section = ds_order_row_get_section (self->row);

  gtk_widget_set_visible (GTK_WIDGET (self->heading), ds_order_row_is_section_start (self->row));
  gtk_label_set_text (self->heading, ds_words_section (section));
  set_only_class (GTK_WIDGET (self->heading), STYLES, section == DS_ORDER_SECTION_OVERDUE ? "overdue" : NULL);
}

static void
show_promise (DsOrderRowWidget *self)
{
  static const char *const STYLES[] = { "overdue", "hazard", "pass", NULL };
  DsOrderSection section = ds_order_row_get_section (self->row);
  int minutes = ds_order_row_get_promise_minutes (self->row);
  gboolean shown = section < DS_ORDER_SECTION_WAITING && minutes != G_MAXINT;
  g_autofree char *text = ds_words_promise (minutes);

  show_label (self->promise, shown ? text : NULL);
  set_only_class (GTK_WIDGET (self->promise), STYLES, ds_words_promise_style (minutes));
}

/* Conduct goes with every visit: it is named only where nothing else is to be done. */
static char *
describe_services (DsOrderRow *row, const char *separator)
{
  const char *const *services = ds_order_row_get_services (row);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (gsize i = 0; services != NULL && services[i] != NULL; i++)
    if (strcmp (services[i], "conduct") != 0)
      g_ptr_array_add (kept, (char *) services[i]);
  if (kept->len == 0)
    return ds_words_join (services, ds_words_service, separator);
  g_ptr_array_add (kept, NULL);
  return ds_words_join ((const char *const *) kept->pdata, ds_words_service, separator);
}

static void
show_row (DsOrderRowWidget *self)
{
  static const char *const STYLES[] = { "overdue", "now", NULL };
  DsOrderRow *row = self->row;
  DsOrderSection section = ds_order_row_get_section (row);
  g_autofree char *services = describe_services (row, " + ");
  g_autofree char *kinds = ds_words_join (ds_order_row_get_kinds (row), ds_words_kind, _(", "));
  g_autofree char *who = NULL;
  DsOrderStage stage = ds_order_row_get_stage (row);

  show_heading (self);
  who = g_strdup_printf ("%s  ·  %s", ds_order_row_get_customer (row), ds_order_row_get_area (row));
  gtk_label_set_text (self->window, ds_order_row_get_window_text (row));
  gtk_label_set_text (self->customer, ds_order_row_is_loaded (row) ? who : "");
  gtk_label_set_text (self->services, services);
  show_label (self->kinds, kinds);
  show_promise (self);
  show_label (self->state, stage == DS_ORDER_STAGE_NEW ? NULL : ds_words_stage (stage));
  show_label (self->mark, get_mark (row));
  set_only_class (GTK_WIDGET (self->card), STYLES,
                  section == DS_ORDER_SECTION_OVERDUE ? "overdue" : section == DS_ORDER_SECTION_NOW ? "now" : NULL);
  g_autofree char *sentence = ds_order_row_widget_describe (row);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
}

char *
ds_order_row_widget_describe (DsOrderRow *row)
{
  g_autofree char *services = describe_services (row, ", ");
  g_autofree char *kinds = ds_words_join (ds_order_row_get_kinds (row), ds_words_kind, ", ");
  g_autofree char *promise = ds_words_promise (ds_order_row_get_promise_minutes (row));

  return g_strjoin (", ", ds_order_row_get_order_id (row), ds_words_section (ds_order_row_get_section (row)),
                    ds_order_row_get_window_text (row), ds_order_row_get_customer (row), ds_order_row_get_area (row),
                    services, kinds, ds_words_stage (ds_order_row_get_stage (row)),
                    *promise != '\0' ? promise : NULL, NULL);
}

void
ds_order_row_widget_bind (DsOrderRowWidget *self, DsOrderRow *row)
{
  if (self->row != NULL)
    g_signal_handler_disconnect (self->row, self->changed);
  g_set_object (&self->row, row);
  if (row == NULL)
    return;
  self->changed = g_signal_connect_swapped (row, "notify", G_CALLBACK (show_row), self);
  show_row (self);
}

static void
ds_order_row_widget_dispose (GObject *object)
{
  DsOrderRowWidget *self = DS_ORDER_ROW_WIDGET (object);

  ds_order_row_widget_bind (self, NULL);
  G_OBJECT_CLASS (ds_order_row_widget_parent_class)->dispose (object);
}

static void
ds_order_row_widget_class_init (DsOrderRowWidgetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_order_row_widget_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/today/order-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DsOrderRowWidget, heading);
  gtk_widget_class_bind_template_child (widget_class, DsOrderRowWidget, card);
  gtk_widget_class_bind_template_child (widget_class, DsOrderRowWidget, window);
  gtk_widget_class_bind_template_child (widget_class, DsOrderRowWidget, customer);
  gtk_widget_class_bind_template_child (widget_class, DsOrderRowWidget, services);
  gtk_widget_class_bind_template_child (widget_class, DsOrderRowWidget, kinds);
  gtk_widget_class_bind_template_child (widget_class, DsOrderRowWidget, promise);
  gtk_widget_class_bind_template_child (widget_class, DsOrderRowWidget, state);
  gtk_widget_class_bind_template_child (widget_class, DsOrderRowWidget, mark);
}

static void
ds_order_row_widget_init (DsOrderRowWidget *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DsOrderRowWidget *
ds_order_row_widget_new (void)
{
  return g_object_new (DS_TYPE_ORDER_ROW_WIDGET, NULL);
}
