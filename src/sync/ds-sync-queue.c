/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-sync-queue.h"

typedef enum {
  PLACE_NONE,
  PLACE_READY,
  PLACE_WAITING,
  PLACE_FLYING,
  PLACE_HELD,
} Place;

typedef struct {
  DsSyncItem item; /* first: a DsSyncItem of this queue is an Entry */
  guint64 serial;
  Place place;
  GSequenceIter *iter;
} Entry;

struct _DsSyncQueue {
  GHashTable *entries;
  GSequence *ready[DS_SYNC_N_LANES];
  GSequence *waiting;
  GSequence *flying;
  GSequence *held;
  guint n_flying[DS_SYNC_N_LANES];
  guint64 next_serial;
  DsSyncTotals totals;
};

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->item.key);
  g_free (entry->item.words);
  g_free (entry);
}

static int
compare_ready (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Entry *left = a;
  const Entry *right = b;

  if (left->item.alone != right->item.alone)
    return left->item.alone ? 1 : -1;
  return left->serial < right->serial ? -1 : left->serial > right->serial;
}

static int
compare_waiting (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Entry *left = a;
  const Entry *right = b;

  if (left->item.not_before_ms != right->item.not_before_ms)
    return left->item.not_before_ms < right->item.not_before_ms ? -1 : 1;
  return left->serial < right->serial ? -1 : left->serial > right->serial;
}

static void
count_entry (DsSyncQueue *self, const Entry *entry, int sign)
{
  guint64 left = entry->item.size_bytes - MIN (entry->item.done_bytes, entry->item.size_bytes);
  guint *number = &self->totals.records;

  if (entry->place == PLACE_NONE)
    return;
  if (entry->place == PLACE_HELD)
    number = &self->totals.held;
  else if (entry->item.lane >= DS_SYNC_LANE_SMALL_MEDIA)
    number = &self->totals.media;
  *number += (guint) sign;
  if (entry->place != PLACE_HELD)
    self->totals.bytes += (guint64) sign * left;
  if (entry->place == PLACE_FLYING)
    self->n_flying[entry->item.lane] += (guint) sign;
}

/* The one way between places, so that the counts cannot drift. */
static void
move_entry (DsSyncQueue *self, Entry *entry, Place place)
{
  count_entry (self, entry, -1);
  if (entry->iter != NULL)
    g_sequence_remove (entry->iter);
  entry->iter = NULL;
  entry->place = place;
  switch (place) {
  case PLACE_READY:
    entry->iter = g_sequence_insert_sorted (self->ready[entry->item.lane], entry, compare_ready, NULL);
    break;
  case PLACE_WAITING:
    entry->iter = g_sequence_insert_sorted (self->waiting, entry, compare_waiting, NULL);
    break;
  case PLACE_FLYING:
    entry->iter = g_sequence_append (self->flying, entry);
    break;
  case PLACE_HELD:
    entry->iter = g_sequence_append (self->held, entry);
    break;
  case PLACE_NONE:
  default:
    break;
  }
  count_entry (self, entry, 1);
  entry->item.state =
      place == PLACE_FLYING ? DS_SYNC_ITEM_SENDING : (place == PLACE_HELD ? DS_SYNC_ITEM_HELD : DS_SYNC_ITEM_QUEUED);
}

DsSyncQueue *
ds_sync_queue_new (void)
{
  DsSyncQueue *self = g_new0 (DsSyncQueue, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_entry);
  for (guint i = 0; i < DS_SYNC_N_LANES; i++)
    self->ready[i] = g_sequence_new (NULL);
  self->waiting = g_sequence_new (NULL);
  self->flying = g_sequence_new (NULL);
  self->held = g_sequence_new (NULL);
  return self;
}

void
ds_sync_queue_free (DsSyncQueue *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < DS_SYNC_N_LANES; i++)
    g_sequence_free (self->ready[i]);
  g_sequence_free (self->waiting);
  g_sequence_free (self->flying);
  g_sequence_free (self->held);
  g_hash_table_unref (self->entries);
  g_free (self);
}

static Entry *
find_entry (DsSyncQueue *self, const char *key)
{
  return g_hash_table_lookup (self->entries, key);
}

void
ds_sync_queue_put (DsSyncQueue *self, const DsSyncItem *item)
{
  Entry *entry = find_entry (self, item->key);
  gboolean held = item->state == DS_SYNC_ITEM_HELD;

  g_return_if_fail ((guint) item->lane < DS_SYNC_N_LANES);
  if (entry != NULL && entry->place == PLACE_FLYING)
    return;
  if (entry == NULL) {
    entry = g_new0 (Entry, 1);
    entry->serial = self->next_serial++;
    entry->item.key = g_strdup (item->key);
    entry->item.lane = item->lane;
    g_hash_table_insert (self->entries, entry->item.key, entry);
  }
  count_entry (self, entry, -1);
  entry->item.size_bytes = item->size_bytes;
  entry->item.done_bytes = MIN (item->done_bytes, item->size_bytes);
  count_entry (self, entry, 1);
  entry->item.attempts = item->attempts;
  entry->item.alone = item->alone;
  entry->item.not_before_ms = item->not_before_ms;
  g_free (entry->item.words);
  entry->item.words = g_strdup (item->words);
  /* Waiting ones come ready with the next look at the clock. */
  move_entry (self, entry, held ? PLACE_HELD : (item->not_before_ms > 0 ? PLACE_WAITING : PLACE_READY));
}

DsSyncItem *
ds_sync_queue_find (DsSyncQueue *self, const char *key)
{
  return (DsSyncItem *) find_entry (self, key);
}

void
ds_sync_queue_remove (DsSyncQueue *self, const char *key)
{
  Entry *entry = find_entry (self, key);

  if (entry == NULL)
    return;
  move_entry (self, entry, PLACE_NONE);
  g_hash_table_remove (self->entries, key);
}

void
ds_sync_queue_fly (DsSyncQueue *self, DsSyncItem *item)
{
  move_entry (self, (Entry *) item, PLACE_FLYING);
}

void
ds_sync_queue_back (DsSyncQueue *self, DsSyncItem *item, gint64 not_before_ms, gint64 now_ms)
{
  Entry *entry = (Entry *) item;

  /* The key of the sorted place changes: out first. */
  move_entry (self, entry, PLACE_NONE);
  item->not_before_ms = not_before_ms;
  move_entry (self, entry, not_before_ms > now_ms ? PLACE_WAITING : PLACE_READY);
}

void
ds_sync_queue_hold (DsSyncQueue *self, DsSyncItem *item)
{
  move_entry (self, (Entry *) item, PLACE_HELD);
}

void
ds_sync_queue_set_done (DsSyncQueue *self, DsSyncItem *item, guint64 done_bytes)
{
  Entry *entry = (Entry *) item;

  count_entry (self, entry, -1);
  item->done_bytes = MIN (done_bytes, item->size_bytes);
  count_entry (self, entry, 1);
}

static Entry *
peek_first (GSequence *sequence)
{
  GSequenceIter *iter = g_sequence_get_begin_iter (sequence);

  return g_sequence_iter_is_end (iter) ? NULL : g_sequence_get (iter);
}

void
ds_sync_queue_wake (DsSyncQueue *self, gint64 now_ms)
{
  for (Entry *entry = peek_first (self->waiting); entry != NULL && entry->item.not_before_ms <= now_ms;
       entry = peek_first (self->waiting))
    move_entry (self, entry, PLACE_READY);
}

void
ds_sync_queue_wake_all (DsSyncQueue *self)
{
  for (Entry *entry = peek_first (self->waiting); entry != NULL; entry = peek_first (self->waiting)) {
    entry->item.attempts = 0;
    entry->item.not_before_ms = 0;
    move_entry (self, entry, PLACE_READY);
  }
}

DsSyncItem *
ds_sync_queue_first (DsSyncQueue *self, DsSyncLane lane)
{
  return (DsSyncItem *) peek_first (self->ready[lane]);
}

guint
ds_sync_queue_count_ready (DsSyncQueue *self, DsSyncLane lane)
{
  return (guint) g_sequence_get_length (self->ready[lane]);
}

guint
ds_sync_queue_count_flying (DsSyncQueue *self, DsSyncLane lane)
{
  return self->n_flying[lane];
}

gint64
ds_sync_queue_next_wake (DsSyncQueue *self, DsSyncItem **ret_item)
{
  Entry *entry = peek_first (self->waiting);

  if (ret_item != NULL)
    *ret_item = (DsSyncItem *) entry;
  return entry != NULL ? entry->item.not_before_ms : G_MAXINT64;
}

void
ds_sync_queue_get_totals (DsSyncQueue *self, DsSyncTotals *ret_totals)
{
  *ret_totals = self->totals;
}

static void
list_sequence (GSequence *sequence, guint max, GPtrArray *list)
{
  GSequenceIter *iter = g_sequence_get_begin_iter (sequence);

  for (; !g_sequence_iter_is_end (iter) && list->len < max; iter = g_sequence_iter_next (iter))
    g_ptr_array_add (list, g_sequence_get (iter));
}

GPtrArray *
ds_sync_queue_list (DsSyncQueue *self, guint max)
{
  GPtrArray *list = g_ptr_array_new ();

  list_sequence (self->flying, max, list);
  for (guint i = 0; i < DS_SYNC_N_LANES; i++)
    list_sequence (self->ready[i], max, list);
  list_sequence (self->waiting, max, list);
  list_sequence (self->held, max, list);
  return list;
}
