/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-order-row-private.h"

#define MINUTE_US (60 * G_USEC_PER_SEC)

struct _DsOrderRow {
  GObject parent_instance;

  gint64 rowid;
  DsOrderFacts *facts;
  DsOrderSection section;
  gboolean section_start;
  char *window_text;
  int promise_minutes;
};

enum {
  PROP_ORDER_ID = 1,
  PROP_LOADED,
  PROP_SECTION,
  PROP_SECTION_START,
  PROP_STAGE,
  PROP_WINDOW_TEXT,
  PROP_CUSTOMER,
  PROP_AREA,
  PROP_ADDRESS,
  PROP_SERVICES,
  PROP_KINDS,
  PROP_PROMISE_KIND,
  PROP_PROMISE_MINUTES,
  PROP_IS_RETURN,
  PROP_COMMUNITY,
  PROP_DEMO,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static const char *const no_words[] = { NULL };

G_DEFINE_FINAL_TYPE (DsOrderRow, ds_order_row, G_TYPE_OBJECT)

void
ds_order_facts_free (DsOrderFacts *self)
{
  if (self == NULL)
    return;
  g_free (self->order_id);
  g_free (self->promise_kind);
  g_free (self->customer);
  g_free (self->area);
  g_free (self->address);
  g_strfreev (self->services);
  g_strfreev (self->kinds);
  g_free (self);
}

char *
ds_order_window_text (gint64 start_us, gint64 end_us, gint64 now_us)
{
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_local (start_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_local (end_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);
  g_autofree char *from = NULL, *to = NULL, *day = NULL;
  gboolean today;

  if (start_us == 0 || start == NULL || end == NULL || now == NULL)
    return g_strdup ("");
  from = g_date_time_format (start, "%H:%M");
  to = g_date_time_format (end, "%H:%M");
  today = g_date_time_get_year (start) == g_date_time_get_year (now) &&
          g_date_time_get_day_of_year (start) == g_date_time_get_day_of_year (now);
  day = today ? g_strdup ("") : g_date_time_format (start, "%m-%d ");
  return g_strconcat (day, from, "–", to, NULL);
}

int
ds_order_minutes_left (gint64 due_us, gint64 now_us)
{
  gint64 left_us = due_us - now_us;
  gint64 minutes;

  if (due_us == 0)
    return G_MAXINT;
  minutes = left_us >= 0 ? left_us / MINUTE_US : -((-left_us + MINUTE_US - 1) / MINUTE_US);
  return (int) CLAMP (minutes, G_MININT + 1, G_MAXINT - 1);
}

static void
ds_order_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DsOrderRow *self = DS_ORDER_ROW (object);
  const DsOrderFacts *facts = self->facts;

  switch (id) {
  case PROP_ORDER_ID:
    g_value_set_string (value, ds_order_row_get_order_id (self));
    break;
  case PROP_LOADED:
    g_value_set_boolean (value, facts != NULL);
    break;
  case PROP_SECTION:
    g_value_set_uint (value, self->section);
    break;
  case PROP_SECTION_START:
    g_value_set_boolean (value, self->section_start);
    break;
  case PROP_STAGE:
    g_value_set_uint (value, ds_order_row_get_stage (self));
    break;
  case PROP_WINDOW_TEXT:
    g_value_set_string (value, ds_order_row_get_window_text (self));
    break;
  case PROP_CUSTOMER:
    g_value_set_string (value, ds_order_row_get_customer (self));
    break;
  case PROP_AREA:
    g_value_set_string (value, ds_order_row_get_area (self));
    break;
  case PROP_ADDRESS:
    g_value_set_string (value, ds_order_row_get_address (self));
    break;
  case PROP_SERVICES:
    g_value_set_boxed (value, ds_order_row_get_services (self));
    break;
  case PROP_KINDS:
    g_value_set_boxed (value, ds_order_row_get_kinds (self));
    break;
  case PROP_PROMISE_KIND:
    g_value_set_string (value, ds_order_row_get_promise_kind (self));
    break;
  case PROP_PROMISE_MINUTES:
    g_value_set_int (value, self->promise_minutes);
    break;
  case PROP_IS_RETURN:
    g_value_set_boolean (value, facts != NULL && facts->is_return);
    break;
  case PROP_COMMUNITY:
    g_value_set_boolean (value, facts != NULL && facts->community);
    break;
  case PROP_DEMO:
    g_value_set_boolean (value, facts != NULL && facts->demo);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ds_order_row_finalize (GObject *object)
{
  DsOrderRow *self = DS_ORDER_ROW (object);

  g_clear_pointer (&self->facts, ds_order_facts_free);
  g_clear_pointer (&self->window_text, g_free);
  G_OBJECT_CLASS (ds_order_row_parent_class)->finalize (object);
}

static void
ds_order_row_class_init (DsOrderRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ds_order_row_get_property;
  object_class->finalize = ds_order_row_finalize;
  props[PROP_ORDER_ID] = g_param_spec_string ("order-id", NULL, NULL, NULL, flags);
  props[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  props[PROP_SECTION] = g_param_spec_uint ("section", NULL, NULL, 0, DS_ORDER_N_SECTIONS, 0, flags);
  props[PROP_SECTION_START] = g_param_spec_boolean ("section-start", NULL, NULL, FALSE, flags);
  props[PROP_STAGE] = g_param_spec_uint ("stage", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_WINDOW_TEXT] = g_param_spec_string ("window-text", NULL, NULL, NULL, flags);
  props[PROP_CUSTOMER] = g_param_spec_string ("customer", NULL, NULL, NULL, flags);
  props[PROP_AREA] = g_param_spec_string ("area", NULL, NULL, NULL, flags);
  props[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  props[PROP_SERVICES] = g_param_spec_boxed ("services", NULL, NULL, G_TYPE_STRV, flags);
  props[PROP_KINDS] = g_param_spec_boxed ("kinds", NULL, NULL, G_TYPE_STRV, flags);
  props[PROP_PROMISE_KIND] = g_param_spec_string ("promise-kind", NULL, NULL, NULL, flags);
  props[PROP_PROMISE_MINUTES] = g_param_spec_int ("promise-minutes", NULL, NULL, G_MININT, G_MAXINT, G_MAXINT, flags);
  props[PROP_IS_RETURN] = g_param_spec_boolean ("is-return", NULL, NULL, FALSE, flags);
  props[PROP_COMMUNITY] = g_param_spec_boolean ("community", NULL, NULL, FALSE, flags);
  props[PROP_DEMO] = g_param_spec_boolean ("demo", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ds_order_row_init (DsOrderRow *self)
{
  self->promise_minutes = G_MAXINT;
}

DsOrderRow *
ds_order_row_new (gint64 rowid)
{
  DsOrderRow *self = g_object_new (DS_TYPE_ORDER_ROW, NULL);

  self->rowid = rowid;
  return self;
}

static void
refresh_window (DsOrderRow *self, gint64 now_us)
{
  g_autofree char *text = ds_order_window_text (self->facts->start_us, self->facts->end_us, now_us);

  if (g_strcmp0 (text, self->window_text) == 0)
    return;
  g_free (self->window_text);
  self->window_text = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WINDOW_TEXT]);
}

static void
notify_text (DsOrderRow *self, const char *before, const char *after, guint id)
{
  if (g_strcmp0 (before, after) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

void
ds_order_row_fill (DsOrderRow *self, DsOrderFacts *facts, gint64 now_us)
{
  static const guint plain[] = { PROP_SERVICES, PROP_KINDS, PROP_IS_RETURN, PROP_COMMUNITY, PROP_DEMO };
  g_autoptr (DsOrderFacts) old = self->facts;
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  self->facts = facts;
  if (old == NULL) {
    g_object_notify_by_pspec (object, props[PROP_ORDER_ID]);
    g_object_notify_by_pspec (object, props[PROP_LOADED]);
    for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
      g_object_notify_by_pspec (object, props[plain[i]]);
  }
  else if (!g_strv_equal ((const char *const *) old->services, (const char *const *) facts->services) ||
           !g_strv_equal ((const char *const *) old->kinds, (const char *const *) facts->kinds)) {
    g_object_notify_by_pspec (object, props[PROP_SERVICES]);
    g_object_notify_by_pspec (object, props[PROP_KINDS]);
  }
  notify_text (self, old != NULL ? old->customer : NULL, facts->customer, PROP_CUSTOMER);
  notify_text (self, old != NULL ? old->area : NULL, facts->area, PROP_AREA);
  notify_text (self, old != NULL ? old->address : NULL, facts->address, PROP_ADDRESS);
  notify_text (self, old != NULL ? old->promise_kind : NULL, facts->promise_kind, PROP_PROMISE_KIND);
  if (old == NULL || old->stage != facts->stage)
    g_object_notify_by_pspec (object, props[PROP_STAGE]);
  ds_order_row_tick (self, now_us);
  g_object_thaw_notify (object);
}

void
ds_order_row_set_place (DsOrderRow *self, DsOrderSection section, gboolean section_start)
{
  if (self->section != section) {
    self->section = section;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SECTION]);
  }
  if (self->section_start != section_start) {
    self->section_start = section_start;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SECTION_START]);
  }
}

void
ds_order_row_tick (DsOrderRow *self, gint64 now_us)
{
  int minutes;

  if (self->facts == NULL)
    return;
  refresh_window (self, now_us);
  minutes = ds_order_minutes_left (self->facts->due_us, now_us);
  if (minutes == self->promise_minutes)
    return;
  self->promise_minutes = minutes;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROMISE_MINUTES]);
}

gint64
ds_order_row_get_rowid (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), 0);
  return self->rowid;
}

const char *
ds_order_row_get_order_id (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), NULL);
  return self->facts != NULL ? self->facts->order_id : NULL;
}

gboolean
ds_order_row_is_loaded (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), FALSE);
  return self->facts != NULL;
}

DsOrderSection
ds_order_row_get_section (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), 0);
  return self->section;
}

gboolean
ds_order_row_is_section_start (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), FALSE);
  return self->section_start;
}

DsOrderStage
ds_order_row_get_stage (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), 0);
  return self->facts != NULL ? self->facts->stage : DS_ORDER_STAGE_NEW;
}

const char *
ds_order_row_get_window_text (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), NULL);
  return self->window_text != NULL ? self->window_text : "";
}

const char *
ds_order_row_get_customer (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), NULL);
  return self->facts != NULL && self->facts->customer != NULL ? self->facts->customer : "";
}

const char *
ds_order_row_get_area (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), NULL);
  return self->facts != NULL && self->facts->area != NULL ? self->facts->area : "";
}

const char *
ds_order_row_get_address (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), NULL);
  return self->facts != NULL && self->facts->address != NULL ? self->facts->address : "";
}

const char *const *
ds_order_row_get_services (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), NULL);
  return self->facts != NULL && self->facts->services != NULL ? (const char *const *) self->facts->services : no_words;
}

const char *const *
ds_order_row_get_kinds (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), NULL);
  return self->facts != NULL && self->facts->kinds != NULL ? (const char *const *) self->facts->kinds : no_words;
}

const char *
ds_order_row_get_promise_kind (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), NULL);
  return self->facts != NULL && self->facts->promise_kind != NULL ? self->facts->promise_kind : "";
}

int
ds_order_row_get_promise_minutes (DsOrderRow *self)
{
  g_return_val_if_fail (DS_IS_ORDER_ROW (self), G_MAXINT);
  return self->promise_minutes;
}
