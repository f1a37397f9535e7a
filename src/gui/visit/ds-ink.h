/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "ds-entry.h"

G_BEGIN_DECLS

/** Most points of one signature; what is written beyond them is not kept. */
#define DS_INK_MAX_POINTS 4000

/* A signature as a boxed value, so that signals can carry it. */
#define DS_TYPE_INK (ds_ink_get_type ())
GType ds_ink_get_type (void);

/** ds_ink_copy: Returns: (transfer full): the same strokes, name or refusal */
DsSignature *ds_ink_copy (const DsSignature *ink);

/** ds_ink_count_points: Returns: points of all strokes */
guint ds_ink_count_points (const DsSignature *ink);

/** ds_ink_is_empty: Returns: whether @ink (nullable) is too little to be a signature (fewer than 4 points) */
gboolean ds_ink_is_empty (const DsSignature *ink);

G_END_DECLS
