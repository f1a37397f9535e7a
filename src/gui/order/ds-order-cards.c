/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-order-cards.h"

#include "ds-words.h"

#include <glib/gi18n.h>
#include <string.h>

static AdwPreferencesGroup *
add_group (GtkBox *box, const char *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  gtk_box_append (box, GTK_WIDGET (group));
  return group;
}

static AdwActionRow *
add_row (AdwPreferencesGroup *group, const char *title, const char *subtitle)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (row, 0);
  if (subtitle != NULL && *subtitle != '\0') {
    adw_action_row_set_subtitle (row, subtitle);
    adw_action_row_set_subtitle_lines (row, 0);
  }
  adw_preferences_group_add (group, GTK_WIDGET (row));
  return row;
}

static void
add_chip (AdwActionRow *row, const char *text, const char *style)
{
  GtkWidget *chip = gtk_label_new (text);

  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (chip, "ds-chip");
  if (style != NULL)
    gtk_widget_add_css_class (chip, style);
  adw_action_row_add_suffix (row, chip);
}

static void
add_strip (GtkBox *box, const char *text, const char *style)
{
  GtkWidget *strip = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (strip), TRUE);
  gtk_label_set_xalign (GTK_LABEL (strip), 0);
  gtk_widget_add_css_class (strip, "ds-strip");
  gtk_widget_add_css_class (strip, style);
  gtk_widget_add_css_class (strip, "ds-rounded");
  gtk_box_append (box, strip);
}

static void
add_alerts (GtkBox *box, DsOrderDetails *details)
{
  const char *const *missing = ds_order_details_get_missing_checklists (details);
  const char *reason = ds_order_details_get_return_reason (details);
  const char *escalation = ds_order_details_get_escalation (details);

  if (ds_order_details_is_cancelled (details))
    add_strip (box, _("Headquarters has cancelled or reassigned this order. What you recorded is kept and sent."), "hazard");
  if (reason != NULL) {
    g_autofree char *text = g_strdup_printf (_("Headquarters sent this visit back: %s"), reason);
    add_strip (box, text, "hazard");
  }
  if (escalation != NULL) {
    g_autofree char *text = g_strdup_printf (_("Handed to the maker: %s"), escalation);
    add_strip (box, text, "advice");
  }
  if (missing[0] != NULL) {
    g_autofree char *list = g_strjoinv (", ", (char **) missing);
    g_autofree char *text = g_strdup_printf (_("The visit standard is not on this tablet yet: %s. Connect to headquarters before you set off."), list);
    add_strip (box, text, "stop");
  }
}

static char *
describe_way_in (DsOrderDetails *details)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  int floor = ds_order_details_get_floor (details), lift = ds_order_details_get_lift (details);

  if (floor != G_MININT)
    g_ptr_array_add (parts, g_strdup_printf (_("floor %d"), floor));
  if (lift >= 0)
    g_ptr_array_add (parts, g_strdup (lift == 1 ? _("with a lift") : _("no lift")));
  if (ds_order_details_get_access (details) != NULL)
    g_ptr_array_add (parts, g_strdup (ds_order_details_get_access (details)));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (_(", "), (char **) parts->pdata);
}

static void
add_customer (GtkBox *box, DsOrderDetails *details)
{
  AdwPreferencesGroup *group = add_group (box, _("Customer"));
  AdwActionRow *row = add_row (group, ds_order_details_get_customer_name (details),
                               ds_order_details_get_customer_phone (details));
  g_autofree char *way_in = describe_way_in (details);
  g_autofree char *promise = ds_words_promise (ds_order_details_get_promise_minutes (details));

  if (ds_order_details_is_community (details))
    add_chip (row, _("Community"), "advice");
  if (ds_order_details_get_customer_phone2 (details) != NULL)
    add_row (group, _("Other phone"), ds_order_details_get_customer_phone2 (details));
  add_row (group, ds_order_details_get_address (details), way_in);
  row = add_row (group, ds_order_details_get_window_text (details), _("Agreed time"));
  /* A promise counts down to the work's end; what is finished or cancelled has none left to keep. */
  if (*promise != '\0' && ds_order_details_get_stage (details) < DS_ORDER_STAGE_FINISHED)
    add_chip (row, promise, ds_words_promise_style (ds_order_details_get_promise_minutes (details)));
  if (ds_order_details_get_promise_note (details) != NULL)
    add_row (group, _("Promise"), ds_order_details_get_promise_note (details));
  if (ds_order_details_get_request (details) != NULL)
    add_row (group, _("What the customer asks for"), ds_order_details_get_request (details));
  if (ds_order_details_get_customer_notes (details) != NULL)
    add_row (group, _("Notes"), ds_order_details_get_customer_notes (details));
}

static void
add_warranty_chip (AdwActionRow *row, const DsOrderAppliance *appliance)
{
  g_autofree char *text = NULL;

  if (appliance->warranty_days_left == G_MININT)
    return;
  if (appliance->warranty_days_left < 0) {
    add_chip (row, _("Out of warranty"), NULL);
    return;
  }
  text = g_strdup_printf (ngettext ("Warranty: %d day left", "Warranty: %d days left", appliance->warranty_days_left),
                          appliance->warranty_days_left);
  add_chip (row, text, "pass");
}

static char *
describe_appliance (const DsOrderAppliance *appliance)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (lines, g_strjoin (" ", appliance->brand != NULL ? appliance->brand : "",
                                     appliance->model != NULL ? appliance->model : "", NULL));
  if (appliance->serial != NULL)
    g_ptr_array_add (lines, g_strdup_printf (_("Serial number %s"), appliance->serial));
  if (appliance->age_text != NULL && appliance->safe_life_years > 0)
    g_ptr_array_add (lines, g_strdup_printf (_("%s years in use; safe service life %u years (%s)"), appliance->age_text,
                                             appliance->safe_life_years,
                                             appliance->safe_life_basis != NULL ? appliance->safe_life_basis : ""));
  else if (appliance->age_text != NULL)
    g_ptr_array_add (lines, g_strdup_printf (_("%s years in use"), appliance->age_text));
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static void
add_appliances (GtkBox *box, DsOrderDetails *details)
{
  GPtrArray *appliances = ds_order_details_get_appliances (details);
  AdwPreferencesGroup *group;

  if (appliances->len == 0)
    return;
  group = add_group (box, _("Appliances"));
  for (guint i = 0; i < appliances->len; i++) {
    const DsOrderAppliance *appliance = g_ptr_array_index (appliances, i);
    g_autofree char *text = describe_appliance (appliance);
    const char *kind = ds_words_kind (appliance->kind);
    g_autofree char *title = appliance->location != NULL ? g_strdup_printf ("%s · %s", kind, appliance->location)
                                                         : g_strdup (kind);
    AdwActionRow *row = add_row (group, title, g_strstrip (text));

    if (appliance->past_safe_life)
      add_chip (row, _("Past its safe life"), "hazard");
    add_warranty_chip (row, appliance);
  }
}

static void
add_jobs (GtkBox *box, DsOrderDetails *details)
{
  GPtrArray *jobs = ds_order_details_get_jobs (details);
  AdwPreferencesGroup *group;

  if (jobs->len == 0)
    return;
  group = add_group (box, _("What is to be done"));
  if (ds_order_details_get_ticket (details) != NULL) {
    g_autofree char *text = g_strdup_printf (_("One ticket to the end: %s"), ds_order_details_get_ticket (details));
    adw_preferences_group_set_description (group, text);
  }
  for (guint i = 0; i < jobs->len; i++) {
    const DsOrderJob *job = g_ptr_array_index (jobs, i);
    AdwActionRow *row = add_row (group, job->title, ds_words_service (job->service));
    g_autofree char *steps = g_strdup_printf (ngettext ("%u step", "%u steps", job->steps_total), job->steps_total);

    if (job->missing)
      add_chip (row, _("Not on this tablet"), "stop");
    else
      add_chip (row, steps, NULL);
  }
}

static void
add_bring (GtkBox *box, DsOrderDetails *details)
{
  static const char *const KINDS[] = { "tool", "material", "document" };
  GPtrArray *bring = ds_order_details_get_bring (details);
  AdwPreferencesGroup *group;

  if (bring->len == 0)
    return;
  group = add_group (box, _("What to bring"));
  for (guint k = 0; k < G_N_ELEMENTS (KINDS); k++) {
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < bring->len; i++) {
      const DsOrderBring *item = g_ptr_array_index (bring, i);
      if (g_strcmp0 (item->kind, KINDS[k]) != 0)
        continue;
      g_string_append_printf (text, "%s%s × %s%s", text->len > 0 ? "\n" : "", item->title, item->quantity,
                              item->unit != NULL ? item->unit : "");
    }
    if (text->len > 0)
      add_row (group, ds_words_bring_kind (KINDS[k]), text->str);
  }
}

static void
add_comments (GtkBox *box, DsOrderDetails *details)
{
  GPtrArray *comments = ds_order_details_get_comments (details);
  AdwPreferencesGroup *group;

  if (comments->len == 0)
    return;
  group = add_group (box, _("Steps to do again"));
  for (guint i = 0; i < comments->len; i++) {
    const DsOrderComment *comment = g_ptr_array_index (comments, i);
    AdwActionRow *row = add_row (group, comment->label, comment->comment);
    if (comment->old_value != NULL)
      add_chip (row, comment->old_value, NULL);
  }
}

static void
add_last_visit (GtkBox *box, DsOrderDetails *details)
{
  GPtrArray *readings = ds_order_details_get_readings (details);
  g_autofree char *when = ds_words_when (ds_order_details_get_last_visit_us (details));
  AdwPreferencesGroup *group;

  if (readings->len == 0)
    return;
  group = add_group (box, _("Last visit's readings"));
  adw_preferences_group_set_description (group, when);
  for (guint i = 0; i < readings->len; i++) {
    const DsOrderReading *reading = g_ptr_array_index (readings, i);
    g_autofree char *where = g_strjoin (" ", reading->appliance != NULL ? reading->appliance : "",
                                        reading->thing != NULL ? reading->thing : "", NULL);
    g_autofree char *value = g_strdup_printf ("%s %s", reading->value, reading->unit != NULL ? reading->unit : "");
    AdwActionRow *row = add_row (group, reading->label, g_strstrip (where));

    add_chip (row, g_strstrip (value), NULL);
  }
}

static void
add_people (GtkBox *box, DsOrderDetails *details)
{
  const char *const *crew = ds_order_details_get_crew (details);
  GPtrArray *history = ds_order_details_get_history (details);
  AdwPreferencesGroup *group = add_group (box, _("Order"));

  add_row (group, _("Order number"), ds_order_details_get_order_id (details));
  if (ds_order_details_get_outlet (details) != NULL)
    add_row (group, _("Service outlet"), ds_order_details_get_outlet (details));
  if (crew[0] != NULL) {
    g_autofree char *names = g_strjoinv (_(", "), (char **) crew);
    add_row (group, _("Crew"), names);
  }
  for (guint i = 0; i < history->len; i++) {
    const DsOrderHistory *item = g_ptr_array_index (history, i);
    g_autofree char *when = ds_words_when (item->at_us);
    g_autofree char *line = item->note != NULL && *item->note != '\0' ? g_strdup_printf ("%s · %s", when, item->note)
                                                                      : g_strdup (when);
    add_row (group, ds_words_stage_name (item->what), line);
  }
}

void
ds_order_cards_fill (GtkBox *box, DsOrderDetails *details)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  add_alerts (box, details);
  add_comments (box, details);
  add_customer (box, details);
  add_jobs (box, details);
  add_appliances (box, details);
  add_bring (box, details);
  add_last_visit (box, details);
  add_people (box, details);
}
