/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-end.h"

#include "ds-finish-rows.h"
#include "ds-hq-status.h"
#include "ds-slot-words.h"

#include <glib/gi18n.h>

struct _DsFinishEnd {
  DsFinishCard parent_instance;
  GtkImage *icon;
  GtkWidget *where; /* what headquarters has */
  DsHqStatus *status;
};

G_DEFINE_FINAL_TYPE (DsFinishEnd, ds_finish_end, DS_TYPE_FINISH_CARD)

typedef enum {
  WITH_HQ_UNKNOWN,
  WITH_HQ_NO,
  WITH_HQ_HELD,
  WITH_HQ_PARTLY, /* the record is there, photos are not */
  WITH_HQ_ALL,
} WithHq;

static WithHq
judge_item (DsHqItem *item)
{
  switch (ds_hq_item_get_state (item)) {
  case DS_HQ_ITEM_COMPLETE:
    return ds_hq_item_get_media_missing (item) == 0 ? WITH_HQ_ALL : WITH_HQ_PARTLY;
  case DS_HQ_ITEM_STORED:
    return WITH_HQ_PARTLY;
  case DS_HQ_ITEM_HELD:
    return WITH_HQ_HELD;
  case DS_HQ_ITEM_QUEUED:
  case DS_HQ_ITEM_SENDING:
  default:
    return WITH_HQ_NO;
  }
}

/* Only receipts count. A visit that is not among the listed ones any more has long been received, if nothing waits. */
static WithHq
judge_visit (DsFinishEnd *self)
{
  const char *order = ds_visit_session_get_order_id (ds_finish_card_get_session (DS_FINISH_CARD (self)));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->status));
  DsAppLacks lacks;

  for (guint i = 0; i < n; i++) {
    g_autoptr (DsHqItem) item = g_list_model_get_item (G_LIST_MODEL (self->status), i);

    if (g_strcmp0 (ds_hq_item_get_kind (item), "visit") == 0 && g_strcmp0 (ds_hq_item_get_order_id (item), order) == 0)
      return judge_item (item);
  }
  ds_app_get_lacks (ds_finish_card_get_app (DS_FINISH_CARD (self)), &lacks);
  return n > 0 && lacks.visits == 0 ? WITH_HQ_ALL : WITH_HQ_UNKNOWN;
}

static const char *
choose_words (DsFinishEnd *self, WithHq with_hq)
{
  DsApp *app = ds_finish_card_get_app (DS_FINISH_CARD (self));

  if (!ds_app_is_enrolled (app) && ds_app_is_demo (app))
    return _ ("Saved on this tablet. This is the demo: nothing is sent.");
  switch (with_hq) {
  case WITH_HQ_ALL:
    return _ ("Headquarters has it.");
  case WITH_HQ_PARTLY:
    return _ ("Saved on this tablet. Headquarters has the record, but not all photos yet.");
  case WITH_HQ_HELD:
    return _ ("Saved on this tablet. Headquarters did not accept the record; the Headquarters page shows its words.");
  case WITH_HQ_NO:
  case WITH_HQ_UNKNOWN:
  default:
    return _ ("Saved on this tablet. Headquarters has not received it yet.");
  }
}

static void
show_where (DsFinishEnd *self)
{
  WithHq with_hq = self->status != NULL ? judge_visit (self) : WITH_HQ_UNKNOWN;

  gtk_label_set_label (GTK_LABEL (self->where), choose_words (self, with_hq));
  ds_slot_words_set_style (GTK_WIDGET (self->icon), with_hq == WITH_HQ_HELD ? "hazard" : "pass");
}

static void
changed_cb (DsFinishEnd *self)
{
  if (self->status != NULL)
    show_where (self);
}

/* Receipts are followed from the end on; before it there is nothing to follow. */
static void
follow (DsFinishEnd *self)
{
  DsApp *app = ds_finish_card_get_app (DS_FINISH_CARD (self));

  if (self->status != NULL)
    return;
  self->status = ds_hq_status_new (app);
  g_signal_connect_object (self->status, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (app, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static void
ds_finish_end_show_summary (DsFinishCard *card, const DsVisitSummary *summary)
{
  DsFinishEnd *self = DS_FINISH_END (card);

  gtk_widget_set_visible (GTK_WIDGET (self), summary->finished);
  if (!summary->finished)
    return;
  follow (self);
  show_where (self);
}

static void
ds_finish_end_dispose (GObject *object)
{
  g_clear_object (&DS_FINISH_END (object)->status);
  G_OBJECT_CLASS (ds_finish_end_parent_class)->dispose (object);
}

static void
ds_finish_end_class_init (DsFinishEndClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ds_finish_end_dispose;
  DS_FINISH_CARD_CLASS (klass)->show_summary = ds_finish_end_show_summary;
}

static void
add_papers (GtkBox *box)
{
  static const struct {
    const char *label;
    const char *action;
  } BUTTONS[] = {
    { N_ ("Look at the report"), "finish.look" },
    { N_ ("Save the report as PDF"), "finish.save" },
    { N_ ("Print the report"), "finish.print" },
  };
  GtkWidget *flow = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 3);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 8);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 8);
  for (gsize i = 0; i < G_N_ELEMENTS (BUTTONS); i++) {
    GtkWidget *child = gtk_flow_box_child_new ();
    GtkWidget *button = ds_finish_button_new (_ (BUTTONS[i].label), _ (BUTTONS[i].label), BUTTONS[i].action, "report");

    gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), button);
    gtk_widget_set_focusable (child, FALSE);
    gtk_flow_box_append (GTK_FLOW_BOX (flow), child);
  }
  gtk_box_append (box, flow);
}

static void
ds_finish_end_init (DsFinishEnd *self)
{
  GtkBox *box = ds_finish_card_get_box (DS_FINISH_CARD (self));
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);

  ds_finish_card_set_title (DS_FINISH_CARD (self), _ ("The visit is finished"));
  gtk_widget_add_css_class (GTK_WIDGET (box), "ds-card");
  self->icon = GTK_IMAGE (gtk_image_new_from_icon_name ("object-select-symbolic"));
  gtk_image_set_pixel_size (self->icon, 40);
  self->where = ds_finish_text_new (NULL, "ds-big");
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (head), self->where);
  gtk_box_append (box, head);
  add_papers (box);
}
