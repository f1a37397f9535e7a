/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** DsArena: memory that is taken piece by piece and given back as a whole, for immutable things with many small parts. */
typedef struct _DsArena DsArena;

/** ds_arena_new: Returns: (transfer full): an empty arena */
DsArena *ds_arena_new (void);
/** ds_arena_free: gives back all that was taken */
void ds_arena_free (DsArena *self);
/** ds_arena_take: Returns: @n × @size zeroed bytes, aligned for any type; %NULL if that is nothing */
gpointer ds_arena_take (DsArena *self, gsize n, gsize size);
/** ds_arena_copy: Returns: a copy of @text; %NULL for %NULL */
char *ds_arena_copy (DsArena *self, const char *text);

#define ds_arena_array(arena, type, n) ((type *) ds_arena_take ((arena), (n), sizeof (type)))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsArena, ds_arena_free)

G_END_DECLS
