/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-outline-row.h"

#include "ds-slot-words.h"

#include <glib/gi18n.h>

struct _DsOutlineRow {
  AdwBin parent_instance;
  GtkBox *box;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *state;
  GtkButton *add_button;
  DsVisitItem *item;
  gulong handler;
};

G_DEFINE_FINAL_TYPE (DsOutlineRow, ds_outline_row, ADW_TYPE_BIN)

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_state (DsOutlineRow *self, DsVisitItemKind kind)
{
  DsSlotState state = ds_visit_item_is_stale (self->item) ? DS_SLOT_STALE : ds_visit_item_get_state (self->item);
  DsSeverity severity = ds_visit_item_get_severity (self->item);
  g_autofree char *words = NULL;

  if (kind == DS_VISIT_ITEM_STEP)
    words = state == DS_SLOT_OPEN ? g_strdup ("") : g_strdup (ds_slot_words_state (state, severity));
  else
    words = g_strdup_printf ("%u / %u", ds_visit_item_get_done (self->item), ds_visit_item_get_total (self->item));
  gtk_label_set_label (self->state, words);
  gtk_image_set_from_icon_name (self->icon, ds_slot_words_icon (state, severity));
  ds_slot_words_set_style (GTK_WIDGET (self->icon), ds_slot_words_style (state, severity));
  ds_slot_words_set_style (GTK_WIDGET (self->state), ds_slot_words_style (state, severity));
}

static void
show_add (DsOutlineRow *self)
{
  gboolean can_add = ds_visit_item_is_repeatable (self->item) && ds_visit_item_can_add (self->item);

  gtk_widget_set_visible (GTK_WIDGET (self->add_button), can_add);
  if (!can_add)
    return;
  g_autofree char *name = g_strdup_printf (_ ("Add to %s"), ds_visit_item_get_title (self->item));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->add_button), "(ss)", ds_visit_item_get_job (self->item),
                                    ds_visit_item_get_section (self->item));
  ds_slot_words_name (self->add_button, name);
}

static void
refresh (DsOutlineRow *self)
{
  DsVisitItemKind kind = ds_visit_item_get_kind (self->item);
  const char *subtitle = ds_visit_item_get_subtitle (self->item);
  DsSlotState state = ds_visit_item_is_stale (self->item) ? DS_SLOT_STALE : ds_visit_item_get_state (self->item);
  g_autofree char *name = NULL;

  gtk_label_set_label (self->title, ds_visit_item_get_title (self->item));
  gtk_label_set_label (self->subtitle, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle),
                          kind != DS_VISIT_ITEM_STEP && subtitle != NULL && subtitle[0] != '\0');
  show_state (self, kind);
  show_add (self);
  set_class (GTK_WIDGET (self->box), "job", kind == DS_VISIT_ITEM_JOB);
  set_class (GTK_WIDGET (self->box), "section", kind == DS_VISIT_ITEM_SECTION);
  set_class (GTK_WIDGET (self->box), "step", kind == DS_VISIT_ITEM_STEP);
  set_class (GTK_WIDGET (self->box), "current", ds_visit_item_is_current (self->item));
  set_class (GTK_WIDGET (self->box), "locked", state == DS_SLOT_LOCKED);
  name = g_strdup_printf ("%s, %s", ds_visit_item_get_title (self->item),
                          ds_slot_words_state (state, ds_visit_item_get_severity (self->item)));
  ds_slot_words_name (self, name);
}

static void
notify_cb (DsOutlineRow *self)
{
  refresh (self);
}

void
ds_outline_row_set_item (DsOutlineRow *self, DsVisitItem *item)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->handler, self->item);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  self->handler = g_signal_connect_swapped (item, "notify", G_CALLBACK (notify_cb), self);
  refresh (self);
}

static void
ds_outline_row_dispose (GObject *object)
{
  ds_outline_row_set_item (DS_OUTLINE_ROW (object), NULL);
  G_OBJECT_CLASS (ds_outline_row_parent_class)->dispose (object);
}

static void
ds_outline_row_class_init (DsOutlineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_outline_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/outline-row.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, DsOutlineRow, box);
  gtk_widget_class_bind_template_child (widget_class, DsOutlineRow, icon);
  gtk_widget_class_bind_template_child (widget_class, DsOutlineRow, title);
  gtk_widget_class_bind_template_child (widget_class, DsOutlineRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, DsOutlineRow, state);
  gtk_widget_class_bind_template_child (widget_class, DsOutlineRow, add_button);
}

static void
ds_outline_row_init (DsOutlineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
