/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-slot-words.h"

#include <glib/gi18n.h>

static const char *const STYLES[] = { "pass", "stop", "hazard", "advice", "quiet" };

const char *
ds_slot_words_icon (DsSlotState state, DsSeverity severity)
{
  switch ((int) state) {
  case DS_SLOT_LOCKED:
    return "changes-prevent-symbolic";
  case DS_SLOT_PASSED:
    return "object-select-symbolic";
  case DS_SLOT_REMEDIED:
    return "emblem-ok-symbolic";
  case DS_SLOT_SKIPPED:
    return "action-unavailable-symbolic";
  case DS_SLOT_STALE:
    return "view-refresh-symbolic";
  case DS_SLOT_FAILED:
    if (severity == DS_SEVERITY_STOP)
      return "process-stop-symbolic";
    return severity == DS_SEVERITY_HAZARD ? "dialog-warning-symbolic" : "dialog-information-symbolic";
  case DS_SLOT_HIDDEN:
  case DS_SLOT_OPEN:
  default:
    return "checkbox-symbolic";
  }
}

const char *
ds_slot_words_severity (DsSeverity severity)
{
  switch (severity) {
  case DS_SEVERITY_STOP:
    return C_ ("severity", "Stop");
  case DS_SEVERITY_HAZARD:
    return C_ ("severity", "Hazard");
  case DS_SEVERITY_ADVICE:
    return C_ ("severity", "Advice");
  case DS_SEVERITY_NONE:
  default:
    return "";
  }
}

const char *
ds_slot_words_severity_style (DsSeverity severity)
{
  switch (severity) {
  case DS_SEVERITY_STOP:
    return "stop";
  case DS_SEVERITY_HAZARD:
    return "hazard";
  case DS_SEVERITY_ADVICE:
    return "advice";
  case DS_SEVERITY_NONE:
  default:
    return "";
  }
}

const char *
ds_slot_words_state (DsSlotState state, DsSeverity severity)
{
  switch ((int) state) {
  case DS_SLOT_LOCKED:
    return C_ ("step state", "Locked");
  case DS_SLOT_PASSED:
    return C_ ("step state", "Passed");
  case DS_SLOT_REMEDIED:
    return C_ ("step state", "Put right");
  case DS_SLOT_SKIPPED:
    return C_ ("step state", "Skipped");
  case DS_SLOT_STALE:
    return C_ ("step state", "Measure again");
  case DS_SLOT_FAILED:
    return severity == DS_SEVERITY_NONE ? C_ ("step state", "Not passed") : ds_slot_words_severity (severity);
  case DS_SLOT_HIDDEN:
  case DS_SLOT_OPEN:
  default:
    return C_ ("step state", "To do");
  }
}

const char *
ds_slot_words_style (DsSlotState state, DsSeverity severity)
{
  switch ((int) state) {
  case DS_SLOT_PASSED:
  case DS_SLOT_REMEDIED:
    return "pass";
  case DS_SLOT_STALE:
    return "hazard";
  case DS_SLOT_FAILED:
    return severity == DS_SEVERITY_NONE ? "advice" : ds_slot_words_severity_style (severity);
  case DS_SLOT_LOCKED:
  case DS_SLOT_SKIPPED:
    return "quiet";
  case DS_SLOT_HIDDEN:
  case DS_SLOT_OPEN:
  default:
    return "";
  }
}

void
ds_slot_words_set_style (GtkWidget *widget, const char *style)
{
  for (gsize i = 0; i < G_N_ELEMENTS (STYLES); i++) {
    if (g_str_equal (STYLES[i], style))
      gtk_widget_add_css_class (widget, STYLES[i]);
    else
      gtk_widget_remove_css_class (widget, STYLES[i]);
  }
}

char *
ds_slot_words_clock (gint64 wall_us)
{
  g_autoptr (GDateTime) utc = wall_us > 0 ? g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M") : g_strdup ("");
}

void
ds_slot_words_name (gpointer widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
