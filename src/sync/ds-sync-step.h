/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * src/sync: what goes when. The step is a pure state machine: events in, actions out; it reads no clock, does
 * no I/O and draws its jitter from a given seed, so a simulator runs the very code that runs on the tablet.
 * The driver carries the actions out against headquarters and the store.
 *
 * Rules kept here: lanes by danger first; every failure has a class and every class a way on; one record or
 * file that fails never stops the others; nothing is given up silently.
 */

#include "ds-hq-client.h"

G_BEGIN_DECLS

/** Lanes, the most urgent first. */
typedef enum {
  DS_SYNC_LANE_HAZARD,
  DS_SYNC_LANE_PROGRESS,
  DS_SYNC_LANE_VISIT,
  DS_SYNC_LANE_SMALL_MEDIA,
  DS_SYNC_LANE_PHOTO,
  DS_SYNC_N_LANES,
} DsSyncLane;

/** Most records and bytes of one request; a larger record travels alone, up to the last. */
#define DS_SYNC_BATCH_RECORDS 200
#define DS_SYNC_BATCH_BYTES (1024u * 1024)
#define DS_SYNC_RECORD_BYTES (8u * 1024 * 1024)

/**
 * DsSyncConfig:
 * @backoff_min_ms: 1 s
 * @backoff_max_ms: 15 min
 * @pull_every_ms: how often to ask for news while all is well, 10 min
 * @uploads: most files under way at once on a fast line, 3
 *
 * Zero takes the value named.
 */
typedef struct {
  gint64 backoff_min_ms;
  gint64 backoff_max_ms;
  gint64 pull_every_ms;
  guint uploads;
} DsSyncConfig;

/**
 * DsSyncItemState:
 * @DS_SYNC_ITEM_QUEUED: waits for its turn or its next try
 * @DS_SYNC_ITEM_SENDING: under way
 * @DS_SYNC_ITEM_HELD: refused for good with headquarters' words; waits for a person
 */
typedef enum {
  DS_SYNC_ITEM_QUEUED,
  DS_SYNC_ITEM_SENDING,
  DS_SYNC_ITEM_HELD,
} DsSyncItemState;

/**
 * DsSyncItem:
 * @key: a record's id, or a medium's SHA-256
 * @lane: media are in the last two lanes
 * @size_bytes: of the record or file
 * @done_bytes: of a file: bytes headquarters has
 * @attempts: failed tries since the last success or reset
 * @not_before_ms: monotonic; no try before this moment
 * @alone: failed alone before, so it travels alone
 * @words: (nullable): the last words about it
 *
 * One thing headquarters lacks. Read-only to users of the step.
 */
typedef struct {
  char *key;
  DsSyncLane lane;
  DsSyncItemState state;
  guint64 size_bytes;
  guint64 done_bytes;
  guint attempts;
  gint64 not_before_ms;
  gboolean alone;
  char *words;
} DsSyncItem;

/**
 * DsSyncLineState:
 * @DS_SYNC_LINE_STOPPED: not started, or told to stop
 * @DS_SYNC_LINE_NOT_ENROLLED: there is no headquarters to speak with
 * @DS_SYNC_LINE_IDLE: headquarters has all that may be sent now
 * @DS_SYNC_LINE_WORKING: requests are under way
 * @DS_SYNC_LINE_WAITING: headquarters cannot now; the next try is set
 * @DS_SYNC_LINE_NO_NETWORK: nobody was reached
 * @DS_SYNC_LINE_PORTAL: a captive portal or proxy answers in headquarters' place
 * @DS_SYNC_LINE_WRONG_SERVER: another headquarters answers
 * @DS_SYNC_LINE_SIGNED_OUT: headquarters does not accept this tablet; everything is kept
 * @DS_SYNC_LINE_SERVER_FULL: headquarters has no room
 * @DS_SYNC_LINE_LOCAL: the tablet's own store fails; see the words
 */
typedef enum {
  DS_SYNC_LINE_STOPPED,
  DS_SYNC_LINE_NOT_ENROLLED,
  DS_SYNC_LINE_IDLE,
  DS_SYNC_LINE_WORKING,
  DS_SYNC_LINE_WAITING,
  DS_SYNC_LINE_NO_NETWORK,
  DS_SYNC_LINE_PORTAL,
  DS_SYNC_LINE_WRONG_SERVER,
  DS_SYNC_LINE_SIGNED_OUT,
  DS_SYNC_LINE_SERVER_FULL,
  DS_SYNC_LINE_LOCAL,
} DsSyncLineState;

typedef enum {
  DS_SYNC_EVENT_START, /* all ENQUEUE events of the stored outbox were given before */
  DS_SYNC_EVENT_TICK, /* time passed */
  DS_SYNC_EVENT_ENQUEUE, /* a new thing to send, or one sent back to the queue */
  DS_SYNC_EVENT_FORGET, /* a thing no longer to be sent (mended, replaced) */
  DS_SYNC_EVENT_FINISHED, /* a request of an action ended */
  DS_SYNC_EVENT_NETWORK, /* a hint that the network changed */
  DS_SYNC_EVENT_ASK, /* the person asks for it now */
  DS_SYNC_EVENT_SIGNED_IN, /* enrolled (again), or no longer */
  DS_SYNC_EVENT_STOP,
} DsSyncEventKind;

/** What headquarters said on one item of a request. */
typedef enum {
  DS_SYNC_VERDICT_STORED, /* has its receipt, committed here */
  DS_SYNC_VERDICT_HELD, /* held at headquarters, with words */
  DS_SYNC_VERDICT_UNCLEAR, /* no proof either way: send again */
} DsSyncVerdictKind;

typedef struct {
  const char *key;
  DsSyncVerdictKind kind;
  const char *words;
} DsSyncVerdict;

/**
 * DsSyncEvent:
 * @now_ms: monotonic, of every event
 * @item: for ENQUEUE: key, lane, size_bytes, done_bytes, state (QUEUED or HELD), words; for FORGET: key
 * @request: for FINISHED: the action's number
 * @failure: for FINISHED: (nullable): %NULL when the request as a whole went well
 * @verdicts: for FINISHED of POST: (array length=n_verdicts)
 * @bytes: for FINISHED: body bytes that went out
 * @done_bytes: for FINISHED of UPLOAD: how far the file is at headquarters now
 * @complete: for FINISHED of UPLOAD: headquarters has all of it
 * @more: for FINISHED of PULL and RECEIPTS: there are more pages
 * @rate_bytes_per_s: the measured rate, 0 unknown
 * @metered: for START, NETWORK: bytes cost money here
 * @signed_in: for START and SIGNED_IN: there is an enrolment
 * @incomplete: for START and FINISHED: visits at headquarters still lack media, so receipts are worth asking for
 * @all_lanes: for ASK: photos too, although the line is metered
 */
typedef struct {
  DsSyncEventKind kind;
  gint64 now_ms;
  const DsSyncItem *item;
  guint64 request;
  const DsHqFailure *failure;
  const DsSyncVerdict *verdicts;
  gsize n_verdicts;
  guint64 bytes;
  guint64 done_bytes;
  gboolean complete;
  gboolean more;
  guint64 rate_bytes_per_s;
  gboolean metered;
  gboolean signed_in;
  gboolean incomplete;
  gboolean all_lanes;
} DsSyncEvent;

typedef enum {
  DS_SYNC_ACTION_PING, /* is headquarters there, and what is its time */
  DS_SYNC_ACTION_POST, /* send the records @keys in one request */
  DS_SYNC_ACTION_PULL, /* ask for one page of changes; @anew: from the beginning, into a shadow */
  DS_SYNC_ACTION_RECEIPTS, /* ask for one page of receipts */
  DS_SYNC_ACTION_UPLOAD, /* send about @budget_bytes of the medium @keys[0] */
  DS_SYNC_ACTION_CANCEL, /* give up @request; a FINISHED follows */
  DS_SYNC_ACTION_WAKE, /* send a TICK at @at_ms; replaces the wake before; -1: none is needed */
} DsSyncActionKind;

/** DsSyncAction: one thing to do; owned by the array the step filled */
typedef struct {
  DsSyncActionKind kind;
  guint64 request;
  GPtrArray *keys;
  guint64 budget_bytes;
  gboolean anew;
  gint64 at_ms;
} DsSyncAction;

/**
 * DsSyncTotals: what headquarters lacks, kept up to date with each event
 * @records, @media, @held: counts (held ones are not among the others)
 * @bytes: bytes of records and media still to send
 * @waits_for_unmetered: photos wait because the line is metered
 * @is_pulling: a pull or receipts are under way
 */
typedef struct {
  guint records;
  guint media;
  guint held;
  guint64 bytes;
  gboolean waits_for_unmetered;
  gboolean is_pulling;
} DsSyncTotals;

/** DsSyncStep: the state of the machine. Not thread-safe; no globals: any number may run in one process. */
typedef struct _DsSyncStep DsSyncStep;

/** ds_sync_step_new: Returns: (transfer full): a stopped machine; @config may be %NULL */
DsSyncStep *ds_sync_step_new (const DsSyncConfig *config, guint64 seed);
void ds_sync_step_free (DsSyncStep *self);

/** ds_sync_step_handle: Returns: (transfer full) (element-type DsSyncAction): what to do now; the same events from the same seed give the same actions */
GPtrArray *ds_sync_step_handle (DsSyncStep *self, const DsSyncEvent *event);

DsSyncLineState ds_sync_step_get_line (DsSyncStep *self);
/** ds_sync_step_get_words: Returns: (transfer none) (nullable): the last words about the line as a whole */
const char *ds_sync_step_get_words (DsSyncStep *self);
/** ds_sync_step_get_next_try_ms: Returns: monotonic moment of the next try, or -1 */
gint64 ds_sync_step_get_next_try_ms (DsSyncStep *self);
guint ds_sync_step_get_attempts (DsSyncStep *self);
void ds_sync_step_get_totals (DsSyncStep *self, DsSyncTotals *ret_totals);
/** ds_sync_step_is_settled: Returns: whether nothing is under way, so nothing can be done before the next event; @ret_clean: (out) (optional): and nothing is left to send, to pull or to ask about but held things */
gboolean ds_sync_step_is_settled (DsSyncStep *self, gboolean *ret_clean);
/** ds_sync_step_get_item: Returns: (transfer none) (nullable): the item, or %NULL when headquarters has it */
const DsSyncItem *ds_sync_step_get_item (DsSyncStep *self, const char *key);
/** ds_sync_step_list_items: Returns: (transfer container) (element-type DsSyncItem): at most @max items in the order they would go */
GPtrArray *ds_sync_step_list_items (DsSyncStep *self, guint max);

/** ds_sync_line_name: Returns: a stable machine name, "signed-out" */
const char *ds_sync_line_name (DsSyncLineState line);
void ds_sync_action_free (DsSyncAction *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsSyncStep, ds_sync_step_free)

G_END_DECLS
