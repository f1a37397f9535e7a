/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-ink.h"

#define LEAST_POINTS 4

G_DEFINE_BOXED_TYPE (DsSignature, ds_ink, ds_ink_copy, ds_signature_free)

DsSignature *
ds_ink_copy (const DsSignature *ink)
{
  DsSignature *copy;

  if (ink->refused != NULL)
    return ds_signature_new_refused (ink->refused);
  copy = ds_signature_new (ink->width, ink->height, ink->name);
  for (guint i = 0; ink->strokes != NULL && i < ink->strokes->len; i++) {
    const GArray *stroke = g_ptr_array_index (ink->strokes, i);

    ds_signature_begin_stroke (copy);
    for (guint j = 0; j < stroke->len; j++) {
      const DsStrokePoint *point = &g_array_index (stroke, DsStrokePoint, j);
      ds_signature_add_point (copy, point->x, point->y, point->t_ms);
    }
  }
  return copy;
}

guint
ds_ink_count_points (const DsSignature *ink)
{
  guint n = 0;

  for (guint i = 0; ink->strokes != NULL && i < ink->strokes->len; i++)
    n += ((const GArray *) g_ptr_array_index (ink->strokes, i))->len;
  return n;
}

gboolean
ds_ink_is_empty (const DsSignature *ink)
{
  return ink == NULL || ds_ink_count_points (ink) < LEAST_POINTS;
}
