/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ink.h"

#include "ds-ink-json.h"

/* Fewer points than this are a slip of the finger, not a signature. */
#define MIN_POINTS 4
#define MAX_PAD_PX 10000

typedef struct {
  int x;
  int y;
  guint t_ms;
} InkPoint;

struct _DsInk {
  guint width;
  guint height;
  guint n_points;
  GPtrArray *strokes; /* GArray of InkPoint */
};

G_DEFINE_BOXED_TYPE (DsInk, ds_ink, ds_ink_copy, ds_ink_free)

static void
free_stroke (gpointer stroke)
{
  g_array_unref (stroke);
}

DsInk *
ds_ink_new (guint width, guint height)
{
  DsInk *self = g_new0 (DsInk, 1);

  self->width = CLAMP (width, 1, MAX_PAD_PX);
  self->height = CLAMP (height, 1, MAX_PAD_PX);
  self->strokes = g_ptr_array_new_with_free_func (free_stroke);
  return self;
}

DsInk *
ds_ink_copy (const DsInk *self)
{
  DsInk *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = ds_ink_new (self->width, self->height);
  for (guint i = 0; i < self->strokes->len; i++)
    g_ptr_array_add (copy->strokes, g_array_copy (g_ptr_array_index (self->strokes, i)));
  copy->n_points = self->n_points;
  return copy;
}

void
ds_ink_free (DsInk *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->strokes);
  g_free (self);
}

void
ds_ink_begin_stroke (DsInk *self)
{
  g_return_if_fail (self != NULL);
  g_ptr_array_add (self->strokes, g_array_new (FALSE, FALSE, sizeof (InkPoint)));
}

void
ds_ink_add_point (DsInk *self, int x, int y, guint t_ms)
{
  InkPoint point;

  g_return_if_fail (self != NULL);
  if (self->n_points >= DS_INK_MAX_POINTS)
    return;
  if (self->strokes->len == 0)
    ds_ink_begin_stroke (self);
  point = (InkPoint){ CLAMP (x, 0, (int) self->width), CLAMP (y, 0, (int) self->height), t_ms };
  g_array_append_val ((GArray *) g_ptr_array_index (self->strokes, self->strokes->len - 1), point);
  self->n_points++;
}

void
ds_ink_clear (DsInk *self)
{
  g_return_if_fail (self != NULL);
  g_ptr_array_set_size (self->strokes, 0);
  self->n_points = 0;
}

gboolean
ds_ink_is_empty (const DsInk *self)
{
  g_return_val_if_fail (self != NULL, TRUE);
  return self->n_points < MIN_POINTS;
}

guint
ds_ink_get_width (const DsInk *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->width;
}

guint
ds_ink_get_height (const DsInk *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->height;
}

guint
ds_ink_n_strokes (const DsInk *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->strokes->len;
}

guint
ds_ink_n_points (const DsInk *self, guint stroke)
{
  g_return_val_if_fail (self != NULL && stroke < self->strokes->len, 0);
  return ((GArray *) g_ptr_array_index (self->strokes, stroke))->len;
}

void
ds_ink_get_point (const DsInk *self, guint stroke, guint point, int *ret_x, int *ret_y)
{
  const InkPoint *found;

  g_return_if_fail (self != NULL && point < ds_ink_n_points (self, stroke));
  found = &g_array_index ((GArray *) g_ptr_array_index (self->strokes, stroke), InkPoint, point);
  *ret_x = found->x;
  *ret_y = found->y;
}

DsJson *
ds_ink_to_json (const DsInk *self, const char *name)
{
  json_t *value = json_object ();
  json_t *strokes = json_array ();

  if (name != NULL && *name != '\0')
    json_object_set_new (value, "name", json_string (name));
  for (guint i = 0; i < self->strokes->len; i++) {
    GArray *points = g_ptr_array_index (self->strokes, i);
    json_t *stroke = json_array ();

    for (guint j = 0; j < points->len; j++) {
      const InkPoint *p = &g_array_index (points, InkPoint, j);

      json_array_append_new (stroke, json_pack ("[iiI]", p->x, p->y, (json_int_t) p->t_ms));
    }
    if (points->len > 0)
      json_array_append_new (strokes, stroke);
    else
      json_decref (stroke);
  }
  json_object_set_new (value, "strokes", strokes);
  json_object_set_new (value, "width", json_integer (self->width));
  json_object_set_new (value, "height", json_integer (self->height));
  return value;
}

static void
add_stroke_from_json (DsInk *ink, json_t *stroke)
{
  json_t *point;
  size_t i;

  ds_ink_begin_stroke (ink);
  json_array_foreach (stroke, i, point)
    {
      json_int_t t_ms = json_integer_value (json_array_get (point, 2));

      ds_ink_add_point (ink, (int) json_integer_value (json_array_get (point, 0)),
                        (int) json_integer_value (json_array_get (point, 1)), (guint) CLAMP (t_ms, 0, G_MAXINT));
    }
}

DsInk *
ds_ink_from_json (json_t *value)
{
  json_t *strokes = json_object_get (value, "strokes");
  json_t *stroke;
  size_t i;
  DsInk *ink;

  if (!json_is_array (strokes))
    return NULL;
  ink = ds_ink_new ((guint) CLAMP (json_integer_value (json_object_get (value, "width")), 1, MAX_PAD_PX),
                    (guint) CLAMP (json_integer_value (json_object_get (value, "height")), 1, MAX_PAD_PX));
  json_array_foreach (strokes, i, stroke)
    add_stroke_from_json (ink, stroke);
  return ink;
}
