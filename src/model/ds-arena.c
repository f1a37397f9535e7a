/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-arena-private.h"

#include <string.h>

#define CHUNK_BYTES ((gsize) 32 * 1024)
#define ALIGNMENT ((gsize) 16)

struct _DsArena {
  GPtrArray *chunks;
  char *at;
  gsize left;
};

DsArena *
ds_arena_new (void)
{
  DsArena *self = g_new0 (DsArena, 1);

  self->chunks = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
ds_arena_free (DsArena *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->chunks);
  g_free (self);
}

static gpointer
take_bytes (DsArena *self, gsize size, gsize alignment)
{
  gsize padding = (alignment - (gsize) self->at % alignment) % alignment;
  gpointer piece;

  if (padding + size > self->left) {
    gsize chunk = MAX (CHUNK_BYTES, size);
    char *fresh = g_malloc0 (chunk);

    g_ptr_array_add (self->chunks, fresh);
    /* A piece as large as a chunk gets its own; the rest of the present chunk stays in use. */
    if (chunk == size)
      return fresh;
    self->at = fresh;
    self->left = chunk;
    padding = 0;
  }
  piece = self->at + padding;
  self->at += padding + size;
  self->left -= padding + size;
  return piece;
}

gpointer
ds_arena_take (DsArena *self, gsize n, gsize size)
{
  gsize total;

  if (n == 0)
    return NULL;
  if (!g_size_checked_mul (&total, n, size))
    g_assert_not_reached ();
  return take_bytes (self, total, ALIGNMENT);
}

char *
ds_arena_copy (DsArena *self, const char *text)
{
  gsize size;
  char *copy;

  if (text == NULL)
    return NULL;
  size = strlen (text) + 1;
  copy = take_bytes (self, size, 1);
  memcpy (copy, text, size);
  return copy;
}
