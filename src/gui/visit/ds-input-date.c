/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-input-date.h"

#include <glib/gi18n.h>

struct _DsInputDate {
  DsStepInput parent_instance;
  GtkCalendar *calendar;
  GtkLabel *chosen;
  GtkButton *record_button;
  char *recorded; /* nullable */
  gboolean touched;
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (DsInputDate, ds_input_date, DS_TYPE_STEP_INPUT)

static char *
dup_value (DsInputDate *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);

  return g_date_time_format (date, "%Y-%m-%d");
}

static void
update (DsInputDate *self)
{
  g_autofree char *value = dup_value (self);
  gboolean known = self->touched || self->recorded != NULL;

  gtk_label_set_label (self->chosen, known ? value : _ ("No day chosen yet"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->record_button),
                            g_strcmp0 (value, self->recorded) != 0 &&
                                ds_step_input_check (DS_STEP_INPUT (self), value, NULL) != DS_VERDICT_INVALID);
}

static void
day_cb (DsInputDate *self)
{
  if (self->showing)
    return;
  self->touched = TRUE;
  update (self);
}

static gboolean
ds_input_date_submit (DsStepInput *input)
{
  DsInputDate *self = DS_INPUT_DATE (input);
  g_autofree char *value = dup_value (self);

  if (!self->touched || g_strcmp0 (value, self->recorded) == 0)
    return FALSE;
  ds_step_input_say_answer (input, value);
  return TRUE;
}

static void
record_cb (DsInputDate *self)
{
  self->touched = TRUE;
  ds_step_input_submit (DS_STEP_INPUT (self));
}

static GDateTime *
parse_day (const char *text)
{
  g_autofree char *full = g_strconcat (text, "T12:00:00", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  return g_date_time_new_from_iso8601 (full, zone);
}

static void
ds_input_date_show_step (DsStepInput *input, const DsStepView *view)
{
  DsInputDate *self = DS_INPUT_DATE (input);
  const char *standing = ds_step_input_get_standing_value (view);
  g_autoptr (GDateTime) day = standing != NULL ? parse_day (standing) : NULL;

  g_free (self->recorded);
  self->recorded = g_strdup (standing);
  self->touched = FALSE;
  self->showing = TRUE;
  if (day == NULL)
    day = g_date_time_new_now_local ();
  gtk_calendar_select_day (self->calendar, day);
  self->showing = FALSE;
  update (self);
}

static gboolean
ds_input_date_take_focus (DsStepInput *input)
{
  return gtk_widget_grab_focus (GTK_WIDGET (DS_INPUT_DATE (input)->calendar));
}

static void
ds_input_date_finalize (GObject *object)
{
  g_clear_pointer (&DS_INPUT_DATE (object)->recorded, g_free);
  G_OBJECT_CLASS (ds_input_date_parent_class)->finalize (object);
}

static void
ds_input_date_class_init (DsInputDateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  DsStepInputClass *input_class = DS_STEP_INPUT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_input_date_finalize;
  input_class->show_step = ds_input_date_show_step;
  input_class->take_focus = ds_input_date_take_focus;
  input_class->submit = ds_input_date_submit;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/visit/input-date.ui");
  gtk_widget_class_bind_template_child (widget_class, DsInputDate, calendar);
  gtk_widget_class_bind_template_child (widget_class, DsInputDate, chosen);
  gtk_widget_class_bind_template_child (widget_class, DsInputDate, record_button);
  gtk_widget_class_bind_template_callback (widget_class, day_cb);
  gtk_widget_class_bind_template_callback (widget_class, record_cb);
}

static void
ds_input_date_init (DsInputDate *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
