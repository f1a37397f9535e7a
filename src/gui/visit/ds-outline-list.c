/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-outline-list.h"

#include "ds-act.h"
#include "ds-ask.h"
#include "ds-outline-row.h"

#include <glib/gi18n.h>

struct _DsOutlineList {
  AdwBin parent_instance;
  GtkListView *list;
  DsVisitSession *session;
  char *asked_job;
  char *asked_section;
  guint tick;
  guint frames;
};

G_DEFINE_FINAL_TYPE (DsOutlineList, ds_outline_list, ADW_TYPE_BIN)

static guint picked_signal;

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  gtk_list_item_set_child (item, g_object_new (DS_TYPE_OUTLINE_ROW, NULL));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  DsVisitItem *row = gtk_list_item_get_item (item);
  DsVisitItemKind kind = ds_visit_item_get_kind (row);

  gtk_list_item_set_activatable (item, kind == DS_VISIT_ITEM_STEP);
  ds_outline_row_set_item (DS_OUTLINE_ROW (gtk_list_item_get_child (item)), row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  ds_outline_row_set_item (DS_OUTLINE_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
activate_cb (DsOutlineList *self, guint position, GtkListView *list)
{
  g_autoptr (DsVisitItem) item = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (list)), position);

  if (item != NULL && ds_visit_item_get_slot (item) != NULL)
    g_signal_emit (self, picked_signal, 0, ds_visit_item_get_slot (item));
}

static void
named_cb (GtkWidget *widget, const char *choice, const char *text, gpointer user_data)
{
  DsOutlineList *self = DS_OUTLINE_LIST (widget);

  ds_visit_session_add_thing_async (self->session, self->asked_job, self->asked_section, text, ds_act_done_cb,
                                    ds_act_new (widget));
}

static void
add_thing_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsOutlineList *self = DS_OUTLINE_LIST (widget);
  const char *job, *section;
  g_auto (GStrv) suggestions = NULL;

  g_variant_get (parameter, "(&s&s)", &job, &section);
  g_free (self->asked_job);
  g_free (self->asked_section);
  self->asked_job = g_strdup (job);
  self->asked_section = g_strdup (section);
  suggestions = ds_visit_session_dup_thing_suggestions (self->session, job, section);
  const DsAsk ask = {
    .heading = _ ("Add one more"),
    .body = _ ("Give it a name that the customer understands."),
    .label = _ ("Name or place"),
    .text = suggestions != NULL ? suggestions[0] : NULL,
    .accept = _ ("Add"),
    .suggestions = (const char *const *) suggestions,
    .required = TRUE,
  };
  ds_ask (widget, &ask, named_cb, NULL);
}

static void
scroll_to_current (DsOutlineList *self)
{
  GListModel *model = ds_visit_session_get_outline (self->session);
  const char *slot = ds_visit_session_get_current_slot (self->session);

  if (slot == NULL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (DsVisitItem) item = g_list_model_get_item (model, i);
    if (g_strcmp0 (ds_visit_item_get_slot (item), slot) != 0)
      continue;
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", i);
    return;
  }
}

/* The list knows its rows' heights only once it has been laid out: the frame after the next one is early enough. */
static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  DsOutlineList *self = DS_OUTLINE_LIST (widget);

  if (++self->frames < 2)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  scroll_to_current (self);
  return G_SOURCE_REMOVE;
}

void
ds_outline_list_show_current (DsOutlineList *self)
{
  self->frames = 0;
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
}

void
ds_outline_list_set_session (DsOutlineList *self, DsVisitSession *session)
{
  GtkNoSelection *selection;

  g_return_if_fail (self->session == NULL);
  self->session = g_object_ref (session);
  selection = gtk_no_selection_new (g_object_ref (ds_visit_session_get_outline (session)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

static void
ds_outline_list_finalize (GObject *object)
{
  DsOutlineList *self = DS_OUTLINE_LIST (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->asked_job, g_free);
  g_clear_pointer (&self->asked_section, g_free);
  G_OBJECT_CLASS (ds_outline_list_parent_class)->finalize (object);
}

static void
ds_outline_list_class_init (DsOutlineListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_outline_list_finalize;
  picked_signal = g_signal_new ("picked", DS_TYPE_OUTLINE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/outline-list.ui");
  gtk_widget_class_bind_template_child (widget_class, DsOutlineList, list);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_install_action (widget_class, "outline.add-thing", "(ss)", add_thing_cb);
}

static void
ds_outline_list_init (DsOutlineList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
