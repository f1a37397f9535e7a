/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-visit-item-private.h"

struct _DsVisitItem {
  GObject parent_instance;

  DsVisitItemFacts *facts;
};

enum {
  PROP_KIND = 1,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_SLOT,
  PROP_JOB,
  PROP_SECTION,
  PROP_THING,
  PROP_STATE,
  PROP_SEVERITY,
  PROP_DONE,
  PROP_TOTAL,
  PROP_STALE,
  PROP_CURRENT,
  PROP_REPEATABLE,
  PROP_CAN_ADD,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (DsVisitItem, ds_visit_item, G_TYPE_OBJECT)

DsVisitItemFacts *
ds_visit_item_facts_new (DsVisitItemKind kind, const char *job)
{
  DsVisitItemFacts *self = g_new0 (DsVisitItemFacts, 1);

  self->kind = kind;
  self->job = g_strdup (job);
  return self;
}

void
ds_visit_item_facts_free (DsVisitItemFacts *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->slot);
  g_free (self->job);
  g_free (self->section);
  g_free (self->thing);
  g_free (self);
}

static void
ds_visit_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const DsVisitItemFacts *facts = DS_VISIT_ITEM (object)->facts;

  switch (id) {
  case PROP_KIND:
    g_value_set_uint (value, facts->kind);
    break;
  case PROP_TITLE:
    g_value_set_string (value, facts->title);
    break;
  case PROP_SUBTITLE:
    g_value_set_string (value, facts->subtitle);
    break;
  case PROP_SLOT:
    g_value_set_string (value, facts->slot);
    break;
  case PROP_JOB:
    g_value_set_string (value, facts->job);
    break;
  case PROP_SECTION:
    g_value_set_string (value, facts->section);
    break;
  case PROP_THING:
    g_value_set_string (value, facts->thing);
    break;
  case PROP_STATE:
    g_value_set_uint (value, facts->state);
    break;
  case PROP_SEVERITY:
    g_value_set_uint (value, facts->severity);
    break;
  case PROP_DONE:
    g_value_set_uint (value, facts->done);
    break;
  case PROP_TOTAL:
    g_value_set_uint (value, facts->total);
    break;
  case PROP_STALE:
    g_value_set_boolean (value, facts->stale);
    break;
  case PROP_CURRENT:
    g_value_set_boolean (value, facts->current);
    break;
  case PROP_REPEATABLE:
    g_value_set_boolean (value, facts->repeatable);
    break;
  case PROP_CAN_ADD:
    g_value_set_boolean (value, facts->can_add);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ds_visit_item_finalize (GObject *object)
{
  g_clear_pointer (&DS_VISIT_ITEM (object)->facts, ds_visit_item_facts_free);
  G_OBJECT_CLASS (ds_visit_item_parent_class)->finalize (object);
}

static void
ds_visit_item_class_init (DsVisitItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ds_visit_item_get_property;
  object_class->finalize = ds_visit_item_finalize;
  props[PROP_KIND] = g_param_spec_uint ("kind", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  props[PROP_SLOT] = g_param_spec_string ("slot", NULL, NULL, NULL, flags);
  props[PROP_JOB] = g_param_spec_string ("job", NULL, NULL, NULL, flags);
  props[PROP_SECTION] = g_param_spec_string ("section", NULL, NULL, NULL, flags);
  props[PROP_THING] = g_param_spec_string ("thing", NULL, NULL, NULL, flags);
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_SEVERITY] = g_param_spec_uint ("severity", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_DONE] = g_param_spec_uint ("done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_STALE] = g_param_spec_boolean ("stale", NULL, NULL, FALSE, flags);
  props[PROP_CURRENT] = g_param_spec_boolean ("current", NULL, NULL, FALSE, flags);
  props[PROP_REPEATABLE] = g_param_spec_boolean ("repeatable", NULL, NULL, FALSE, flags);
  props[PROP_CAN_ADD] = g_param_spec_boolean ("can-add", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ds_visit_item_init (DsVisitItem *self)
{
}

DsVisitItem *
ds_visit_item_new (DsVisitItemFacts *facts)
{
  DsVisitItem *self = g_object_new (DS_TYPE_VISIT_ITEM, NULL);

  self->facts = facts;
  return self;
}

const char *
ds_visit_item_get_key (DsVisitItem *self)
{
  return self->facts->key;
}

static void
notify_if (DsVisitItem *self, gboolean differs, guint id)
{
  if (differs)
    g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

void
ds_visit_item_update (DsVisitItem *self, DsVisitItemFacts *facts)
{
  g_autoptr (DsVisitItemFacts) old = self->facts;

  g_assert (g_strcmp0 (old->key, facts->key) == 0);
  self->facts = facts;
  g_object_freeze_notify (G_OBJECT (self));
  notify_if (self, g_strcmp0 (old->title, facts->title) != 0, PROP_TITLE);
  notify_if (self, g_strcmp0 (old->subtitle, facts->subtitle) != 0, PROP_SUBTITLE);
  notify_if (self, old->state != facts->state, PROP_STATE);
  notify_if (self, old->severity != facts->severity, PROP_SEVERITY);
  notify_if (self, old->done != facts->done, PROP_DONE);
  notify_if (self, old->total != facts->total, PROP_TOTAL);
  notify_if (self, old->stale != facts->stale, PROP_STALE);
  notify_if (self, old->current != facts->current, PROP_CURRENT);
  notify_if (self, old->can_add != facts->can_add, PROP_CAN_ADD);
  g_object_thaw_notify (G_OBJECT (self));
}

void
ds_visit_item_set_current (DsVisitItem *self, gboolean current)
{
  if (self->facts->current == current)
    return;
  self->facts->current = current;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CURRENT]);
}

DsVisitItemKind
ds_visit_item_get_kind (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), 0);
  return self->facts->kind;
}

const char *
ds_visit_item_get_title (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), NULL);
  return self->facts->title;
}

const char *
ds_visit_item_get_subtitle (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), NULL);
  return self->facts->subtitle;
}

const char *
ds_visit_item_get_slot (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), NULL);
  return self->facts->slot;
}

const char *
ds_visit_item_get_job (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), NULL);
  return self->facts->job;
}

const char *
ds_visit_item_get_section (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), NULL);
  return self->facts->section;
}

const char *
ds_visit_item_get_thing (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), NULL);
  return self->facts->thing;
}

DsSlotState
ds_visit_item_get_state (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), 0);
  return self->facts->state;
}

DsSeverity
ds_visit_item_get_severity (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), 0);
  return self->facts->severity;
}

guint
ds_visit_item_get_done (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), 0);
  return self->facts->done;
}

guint
ds_visit_item_get_total (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), 0);
  return self->facts->total;
}

gboolean
ds_visit_item_is_current (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), FALSE);
  return self->facts->current;
}

gboolean
ds_visit_item_is_repeatable (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), FALSE);
  return self->facts->repeatable;
}

gboolean
ds_visit_item_can_add (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), FALSE);
  return self->facts->can_add;
}

gboolean
ds_visit_item_is_stale (DsVisitItem *self)
{
  g_return_val_if_fail (DS_IS_VISIT_ITEM (self), FALSE);
  return self->facts->stale;
}
