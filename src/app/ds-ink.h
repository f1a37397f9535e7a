/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/** Most points of one signature; more are thinned out by the caller or refused. */
#define DS_INK_MAX_POINTS 4000

/**
 * DsInk: a signature as strokes: points in pixels of a pad @width by @height, each with milliseconds since
 * the first touch. A boxed value.
 */
typedef struct _DsInk DsInk;

#define DS_TYPE_INK (ds_ink_get_type ())
GType ds_ink_get_type (void);

/** ds_ink_new: Returns: (transfer full): an empty pad of that size in pixels */
DsInk *ds_ink_new (guint width, guint height);
DsInk *ds_ink_copy (const DsInk *self);
void ds_ink_free (DsInk *self);

/** ds_ink_begin_stroke: the pen touches; ds_ink_add_point() follows */
void ds_ink_begin_stroke (DsInk *self);
/** ds_ink_add_point: points outside the pad are clamped; above %DS_INK_MAX_POINTS they are dropped */
void ds_ink_add_point (DsInk *self, int x, int y, guint t_ms);
void ds_ink_clear (DsInk *self);

/** ds_ink_is_empty: Returns: whether there is too little to be a signature (fewer than 4 points) */
gboolean ds_ink_is_empty (const DsInk *self);
guint ds_ink_get_width (const DsInk *self);
guint ds_ink_get_height (const DsInk *self);
guint ds_ink_n_strokes (const DsInk *self);
guint ds_ink_n_points (const DsInk *self, guint stroke);
void ds_ink_get_point (const DsInk *self, guint stroke, guint point, int *ret_x, int *ret_y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsInk, ds_ink_free)

G_END_DECLS
