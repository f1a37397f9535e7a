/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-failure-card.h"

#include "ds-slot-words.h"

#include <glib/gi18n.h>

struct _DsFailureCard {
  AdwBin parent_instance;
  GtkImage *icon;
  GtkLabel *heading;
  GtkLabel *wrong;
  GtkLabel *consequence;
  GtkBox *remedy_box;
  GtkLabel *remedy;
  GtkButton *photo_button;
  GtkButton *note_button;
  GtkButton *remedy_button;
  GtkButton *leave_button;
  GtkBox *evidence_box;
};

G_DEFINE_FINAL_TYPE (DsFailureCard, ds_failure_card, ADW_TYPE_BIN)

/* The limit that was broken: the one whose severity the failure has. */
static const DsStepLimit *
find_broken_limit (const DsStepView *view)
{
  for (guint i = 0; i < view->limits->len; i++) {
    const DsStepLimit *limit = g_ptr_array_index (view->limits, i);
    if (limit->severity == view->severity)
      return limit;
  }
  return view->limits->len > 0 ? g_ptr_array_index (view->limits, 0) : NULL;
}

static char *
describe_wrong (const DsStepView *view)
{
  const DsStepLimit *limit = find_broken_limit (view);
  const char *value = view->value_text != NULL ? view->value_text : view->value;

  if (view->input == DS_ANSWER_YES_NO)
    value = g_strcmp0 (view->value, "yes") == 0 ? C_ ("answer", "Yes") : C_ ("answer", "No");
  if (value != NULL && limit != NULL)
    return g_strdup_printf (_ ("Measured %s, allowed %s"), value, limit->text);
  if (view->hazard != NULL && value != NULL)
    return g_strdup_printf ("%s\n%s", value, view->hazard);
  return g_strdup (view->hazard != NULL ? view->hazard : value);
}

static const char *
describe_consequence (DsSeverity severity)
{
  switch (severity) {
  case DS_SEVERITY_STOP:
    return _ ("Danger: the further work on this appliance is closed until this is put right and measured again within "
              "limits. No signature opens it. Tell the customer not to use it.");
  case DS_SEVERITY_HAZARD:
    return _ ("Put it right, or it goes on the hazard notice: the customer signs it, with a date to look again.");
  case DS_SEVERITY_ADVICE:
  case DS_SEVERITY_NONE:
  default:
    return _ ("Tell the customer. It is noted in the report; nothing is closed.");
  }
}

static void
show_buttons (DsFailureCard *self, const DsStepView *view)
{
  const char *leave = _ ("Tell the customer and go on");

  if (view->severity == DS_SEVERITY_HAZARD)
    leave = _ ("Leave as hazard…");
  else if (view->severity == DS_SEVERITY_STOP)
    leave = _ ("Leave it stopped…");
  gtk_button_set_label (self->leave_button, leave);
  gtk_button_set_label (self->remedy_button, view->recheck ? _ ("Remedy done: measure again…") : _ ("Remedy done…"));
  gtk_widget_set_visible (GTK_WIDGET (self->remedy_button), !view->remedy_recorded);
  gtk_widget_set_visible (GTK_WIDGET (self->leave_button), !view->remedy_recorded);
  gtk_widget_set_visible (GTK_WIDGET (self->photo_button), view->needs_photo);
  gtk_widget_set_visible (GTK_WIDGET (self->note_button), view->needs_note);
  gtk_widget_set_visible (GTK_WIDGET (self->evidence_box), view->needs_photo || view->needs_note);
}

void
ds_failure_card_show (DsFailureCard *self, const DsStepView *view)
{
  gboolean failed = view->state == DS_SLOT_FAILED;
  g_autofree char *wrong = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), failed);
  if (!failed)
    return;
  wrong = describe_wrong (view);
  ds_slot_words_set_style (GTK_WIDGET (self), ds_slot_words_style (view->state, view->severity));
  gtk_image_set_from_icon_name (self->icon, ds_slot_words_icon (view->state, view->severity));
  gtk_label_set_label (self->heading, view->remedy_recorded ? _ ("Now measure again")
                                                            : ds_slot_words_state (view->state, view->severity));
  gtk_label_set_label (self->wrong, wrong != NULL ? wrong : "");
  gtk_widget_set_visible (GTK_WIDGET (self->wrong), wrong != NULL);
  gtk_label_set_label (self->consequence, view->remedy_recorded ? _ ("The remedy is recorded. Both values are kept.")
                                                                : describe_consequence (view->severity));
  gtk_label_set_label (self->remedy, view->remedy != NULL ? view->remedy : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remedy_box), view->remedy != NULL && !view->remedy_recorded);
  show_buttons (self, view);
}

static void
ds_failure_card_class_init (DsFailureCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/failure-card.ui");
  gtk_widget_class_bind_template_child (widget_class, DsFailureCard, icon);
  gtk_widget_class_bind_template_child (widget_class, DsFailureCard, heading);
  gtk_widget_class_bind_template_child (widget_class, DsFailureCard, wrong);
  gtk_widget_class_bind_template_child (widget_class, DsFailureCard, consequence);
  gtk_widget_class_bind_template_child (widget_class, DsFailureCard, remedy_box);
  gtk_widget_class_bind_template_child (widget_class, DsFailureCard, remedy);
  gtk_widget_class_bind_template_child (widget_class, DsFailureCard, photo_button);
  gtk_widget_class_bind_template_child (widget_class, DsFailureCard, note_button);
  gtk_widget_class_bind_template_child (widget_class, DsFailureCard, remedy_button);
  gtk_widget_class_bind_template_child (widget_class, DsFailureCard, leave_button);
  gtk_widget_class_bind_template_child (widget_class, DsFailureCard, evidence_box);
}

static void
ds_failure_card_init (DsFailureCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
