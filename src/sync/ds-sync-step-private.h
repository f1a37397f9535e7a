/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-sync-backoff.h"
#include "ds-sync-queue.h"
#include "ds-sync-step.h"

G_BEGIN_DECLS

/* The state of the step, shared by its three files: events (ds-sync-step.c), what goes now (ds-sync-plan.c), what an
 * answer changes (ds-sync-answer.c). */

/* What headquarters does may fail apart: records may go while media have no room. */
typedef enum {
  DS_SYNC_CHANNEL_RECORDS,
  DS_SYNC_CHANNEL_NEWS,
  DS_SYNC_CHANNEL_MEDIA,
  DS_SYNC_N_CHANNELS,
} DsSyncChannel;

typedef struct {
  DsSyncBackoff backoff;
  gboolean is_full;
  char *words;
} DsSyncChannelState;

typedef struct {
  DsSyncActionKind kind;
  GPtrArray *keys;
  guint epoch;
} DsSyncRequest;

struct _DsSyncStep {
  DsSyncConfig config;
  DsSyncRandom random;
  DsSyncQueue *queue;
  GHashTable *requests;
  guint n_requests[DS_SYNC_ACTION_WAKE];
  guint64 next_request;
  gint64 now_ms;

  gboolean is_started;
  gboolean is_signed_in;
  /* The line to headquarters as a whole. A failure is counted once for all requests that were under way. */
  DsSyncLineState trouble;
  DsSyncBackoff line;
  gint64 hold_until_ms;
  guint epoch;
  gboolean is_proven;
  char *words;

  DsSyncChannelState channels[DS_SYNC_N_CHANNELS];
  guint batch_limit;
  guint64 rate_bytes_per_s;
  gint64 pull_due_ms;
  gint64 hinted_ms;
  gboolean pulls_anew;
  gboolean wants_receipts;
  gboolean receipts_anew;
  gboolean is_incomplete;
  gboolean is_metered;
  gboolean photos_asked;
  gint64 told_wake_ms;
};

void ds_sync_request_free (gpointer data);
/** ds_sync_step_set_words: replaces *@words by a copy of @text (nullable) */
void ds_sync_step_set_words (char **words, const char *text);
/** ds_sync_step_may_send_photos: Returns: whether the line is free of charge, or the person asked all the same */
gboolean ds_sync_step_may_send_photos (DsSyncStep *self);

/** ds_sync_step_plan: starts all that may start now */
void ds_sync_step_plan (DsSyncStep *self, GPtrArray *actions);
/** ds_sync_step_find_wake: Returns: the next moment something can start by itself, or -1 */
gint64 ds_sync_step_find_wake (DsSyncStep *self);
/** ds_sync_step_tell_wake: adds a WAKE action if that moment changed */
void ds_sync_step_tell_wake (DsSyncStep *self, GPtrArray *actions);
/** ds_sync_step_cancel: asks for requests under way to be given up */
void ds_sync_step_cancel (DsSyncStep *self, gboolean uploads_too, GPtrArray *actions);
void ds_sync_step_take_finished (DsSyncStep *self, const DsSyncEvent *event, GPtrArray *actions);

G_END_DECLS
