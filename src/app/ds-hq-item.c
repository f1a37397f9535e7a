/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-item-private.h"

struct _DsHqItem {
  GObject parent_instance;

  DsHqItemFacts *facts;
};

enum {
  PROP_ID = 1,
  PROP_KIND,
  PROP_TITLE,
  PROP_DETAIL,
  PROP_ORDER_ID,
  PROP_STATE,
  PROP_BYTES_TOTAL,
  PROP_BYTES_SENT,
  PROP_ATTEMPTS,
  PROP_LAST_WORDS,
  PROP_NEXT_TRY_US,
  PROP_MADE_AT_US,
  PROP_MEDIA_MISSING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (DsHqItem, ds_hq_item, G_TYPE_OBJECT)

void
ds_hq_item_facts_free (DsHqItemFacts *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->kind);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->order_id);
  g_free (self->last_words);
  g_free (self);
}

static void
ds_hq_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const DsHqItemFacts *facts = DS_HQ_ITEM (object)->facts;

  switch (id) {
  case PROP_ID:
    g_value_set_string (value, facts->id);
    break;
  case PROP_KIND:
    g_value_set_string (value, facts->kind);
    break;
  case PROP_TITLE:
    g_value_set_string (value, facts->title);
    break;
  case PROP_DETAIL:
    g_value_set_string (value, facts->detail);
    break;
  case PROP_ORDER_ID:
    g_value_set_string (value, facts->order_id);
    break;
  case PROP_STATE:
    g_value_set_uint (value, facts->state);
    break;
  case PROP_BYTES_TOTAL:
    g_value_set_uint64 (value, facts->bytes_total);
    break;
  case PROP_BYTES_SENT:
    g_value_set_uint64 (value, facts->bytes_sent);
    break;
  case PROP_ATTEMPTS:
    g_value_set_uint (value, facts->attempts);
    break;
  case PROP_LAST_WORDS:
    g_value_set_string (value, facts->last_words);
    break;
  case PROP_NEXT_TRY_US:
    g_value_set_int64 (value, facts->next_try_us);
    break;
  case PROP_MADE_AT_US:
    g_value_set_int64 (value, facts->made_at_us);
    break;
  case PROP_MEDIA_MISSING:
    g_value_set_uint (value, facts->media_missing);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ds_hq_item_finalize (GObject *object)
{
  g_clear_pointer (&DS_HQ_ITEM (object)->facts, ds_hq_item_facts_free);
  G_OBJECT_CLASS (ds_hq_item_parent_class)->finalize (object);
}

static void
ds_hq_item_class_init (DsHqItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ds_hq_item_get_property;
  object_class->finalize = ds_hq_item_finalize;
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  props[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  props[PROP_ORDER_ID] = g_param_spec_string ("order-id", NULL, NULL, NULL, flags);
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_BYTES_TOTAL] = g_param_spec_uint64 ("bytes-total", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  props[PROP_BYTES_SENT] = g_param_spec_uint64 ("bytes-sent", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  props[PROP_ATTEMPTS] = g_param_spec_uint ("attempts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_LAST_WORDS] = g_param_spec_string ("last-words", NULL, NULL, NULL, flags);
  props[PROP_NEXT_TRY_US] = g_param_spec_int64 ("next-try-us", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  props[PROP_MADE_AT_US] = g_param_spec_int64 ("made-at-us", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  props[PROP_MEDIA_MISSING] = g_param_spec_uint ("media-missing", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ds_hq_item_init (DsHqItem *self)
{
}

DsHqItem *
ds_hq_item_new (DsHqItemFacts *facts)
{
  DsHqItem *self = g_object_new (DS_TYPE_HQ_ITEM, NULL);

  self->facts = facts;
  return self;
}

static void
notify_if (DsHqItem *self, gboolean differs, guint id)
{
  if (differs)
    g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

void
ds_hq_item_update (DsHqItem *self, DsHqItemFacts *facts)
{
  DsHqItemFacts *old = self->facts;

  self->facts = facts;
  g_object_freeze_notify (G_OBJECT (self));
  notify_if (self, g_strcmp0 (old->title, facts->title) != 0, PROP_TITLE);
  notify_if (self, g_strcmp0 (old->detail, facts->detail) != 0, PROP_DETAIL);
  notify_if (self, old->state != facts->state, PROP_STATE);
  notify_if (self, old->bytes_sent != facts->bytes_sent, PROP_BYTES_SENT);
  notify_if (self, old->attempts != facts->attempts, PROP_ATTEMPTS);
  notify_if (self, g_strcmp0 (old->last_words, facts->last_words) != 0, PROP_LAST_WORDS);
  notify_if (self, old->next_try_us != facts->next_try_us, PROP_NEXT_TRY_US);
  notify_if (self, old->media_missing != facts->media_missing, PROP_MEDIA_MISSING);
  g_object_thaw_notify (G_OBJECT (self));
  ds_hq_item_facts_free (old);
}

void
ds_hq_item_set_progress (DsHqItem *self, DsHqItemState state, guint64 bytes_sent)
{
  if (self->facts->state != state) {
    self->facts->state = state;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  }
  if (self->facts->bytes_sent != bytes_sent) {
    self->facts->bytes_sent = bytes_sent;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BYTES_SENT]);
  }
}

const char *
ds_hq_item_get_id (DsHqItem *self)
{
  g_return_val_if_fail (DS_IS_HQ_ITEM (self), NULL);
  return self->facts->id;
}

const char *
ds_hq_item_get_kind (DsHqItem *self)
{
  g_return_val_if_fail (DS_IS_HQ_ITEM (self), NULL);
  return self->facts->kind;
}

const char *
ds_hq_item_get_title (DsHqItem *self)
{
  g_return_val_if_fail (DS_IS_HQ_ITEM (self), NULL);
  return self->facts->title;
}

const char *
ds_hq_item_get_detail (DsHqItem *self)
{
  g_return_val_if_fail (DS_IS_HQ_ITEM (self), NULL);
  return self->facts->detail;
}

const char *
ds_hq_item_get_order_id (DsHqItem *self)
{
  g_return_val_if_fail (DS_IS_HQ_ITEM (self), NULL);
  return self->facts->order_id;
}

DsHqItemState
ds_hq_item_get_state (DsHqItem *self)
{
  g_return_val_if_fail (DS_IS_HQ_ITEM (self), 0);
  return self->facts->state;
}

guint64
ds_hq_item_get_bytes_total (DsHqItem *self)
{
  g_return_val_if_fail (DS_IS_HQ_ITEM (self), 0);
  return self->facts->bytes_total;
}

guint64
ds_hq_item_get_bytes_sent (DsHqItem *self)
{
  g_return_val_if_fail (DS_IS_HQ_ITEM (self), 0);
  return self->facts->bytes_sent;
}

guint
ds_hq_item_get_attempts (DsHqItem *self)
{
  g_return_val_if_fail (DS_IS_HQ_ITEM (self), 0);
  return self->facts->attempts;
}

const char *
ds_hq_item_get_last_words (DsHqItem *self)
{
  g_return_val_if_fail (DS_IS_HQ_ITEM (self), NULL);
  return self->facts->last_words;
}

gint64
ds_hq_item_get_next_try_us (DsHqItem *self)
{
  g_return_val_if_fail (DS_IS_HQ_ITEM (self), 0);
  return self->facts->next_try_us;
}

guint
ds_hq_item_get_media_missing (DsHqItem *self)
{
  g_return_val_if_fail (DS_IS_HQ_ITEM (self), 0);
  return self->facts->media_missing;
}
