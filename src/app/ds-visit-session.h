/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-app.h"
#include "ds-order-row.h"
#include "ds-step-view.h"
#include "ds-visit-summary.h"

G_BEGIN_DECLS

/**
 * DsVisitSession: one visit, open on a screen: the rules engine over the journal in the store.
 *
 * Each act is asynchronous and is one transaction: the journal entry, the visit's projection and every outbox row it
 * causes. When the finish function says %TRUE it is on the disk; only then "changed" is emitted and getters
 * show it. An act the rules do not allow fails and changes nothing.
 *
 * One act at a time: while one is being written ("busy"), a further one is dropped: it finishes with
 * %DS_ERROR_CANCELLED, which is never shown. So a double tap moves exactly one step.
 *
 * All acts finish through ds_visit_session_act_finish(), but where another is named. Errors of acts:
 * %DS_ERROR_STATE (not allowed now; the message says what must come first), %DS_ERROR_INVALID (the value; the
 * message says what would be right), %DS_ERROR_FULL, %DS_ERROR_READ_ONLY, %DS_ERROR_IO, %DS_ERROR_CANCELLED.
 *
 * Properties (read-only, notified): "busy" boolean; "stage" guint (#DsOrderStage); "current-slot" string (nullable); "can-undo",
 *  "can-redo" boolean; "undo-what" string (nullable: title of the step or act that undo takes back); "done", "total" guint (required
 *  visible steps of the visit); "parked" boolean; "read-only" boolean (finished, or opened for viewing);
 *  "strip-text" string (nullable: all open pairs as one text).
 * Signals:
 *  "changed" (char **slots): these slots changed (empty array: only the visit as a whole did). Emitted once per act,
 *            after the outline and the properties are up to date.
 *  "moved": the current slot changed.
 */
#define DS_TYPE_VISIT_SESSION (ds_visit_session_get_type ())
G_DECLARE_FINAL_TYPE (DsVisitSession, ds_visit_session, DS, VISIT_SESSION, GObject)

/* --- opening --------------------------------------------------------------------------------------------- */

/**
 * ds_visit_session_open_async:
 * @order_id: the order; its visit is made when it is accepted, not before
 *
 * Opens the order's visit, also one that was interrupted, at the step it was at. A finished visit opens read-only.
 * Errors: %DS_ERROR_NOT_FOUND, %DS_ERROR_CORRUPT.
 */
void ds_visit_session_open_async (DsApp *app, const char *order_id, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
/** ds_visit_session_open_finish: Returns: (transfer full): the session */
DsVisitSession *ds_visit_session_open_finish (GAsyncResult *result, GError **error);

const char *ds_visit_session_get_order_id (DsVisitSession *self);
/** ds_visit_session_get_visit_id: Returns: (nullable): %NULL until accepted */
const char *ds_visit_session_get_visit_id (DsVisitSession *self);
DsApp *ds_visit_session_get_app (DsVisitSession *self);

/* --- looking (no disk access, cheap) --------------------------------------------------------------------- */

/** ds_visit_session_get_outline: Returns: (transfer none): a #GListModel of #DsVisitItem: jobs, sections and visible steps in order; changes with one items-changed per act */
GListModel *ds_visit_session_get_outline (DsVisitSession *self);

/** ds_visit_session_dup_step: Returns: (transfer full) (nullable): what to show of @slot, or %NULL if there is no such slot */
DsStepView *ds_visit_session_dup_step (DsVisitSession *self, const char *slot);

/** ds_visit_session_dup_summary: Returns: (transfer full): what the Finish screen shows */
DsVisitSummary *ds_visit_session_dup_summary (DsVisitSession *self);

/** ds_visit_session_dup_strips: Returns: (transfer full) (element-type DsVisitStrip): open pairs */
GPtrArray *ds_visit_session_dup_strips (DsVisitSession *self);

/** ds_visit_session_dup_thing_suggestions: Returns: (transfer full): names to offer for the next thing of a repeated section */
char **ds_visit_session_dup_thing_suggestions (DsVisitSession *self, const char *job, const char *section);

const char *ds_visit_session_get_current_slot (DsVisitSession *self);
DsOrderStage ds_visit_session_get_stage (DsVisitSession *self);
gboolean ds_visit_session_is_busy (DsVisitSession *self);
gboolean ds_visit_session_is_read_only (DsVisitSession *self);
gboolean ds_visit_session_can_undo (DsVisitSession *self);
gboolean ds_visit_session_can_redo (DsVisitSession *self);
guint ds_visit_session_get_done (DsVisitSession *self);
guint ds_visit_session_get_total (DsVisitSession *self);
/** ds_visit_session_get_seq: Returns: the last committed journal entry's number, 0 when there is none */
guint ds_visit_session_get_seq (DsVisitSession *self);

/* --- moving ---------------------------------------------------------------------------------------------- */

/**
 * ds_visit_session_go_to:
 * ds_visit_session_next:
 * ds_visit_session_back:
 *
 * Show another step. At once; the place is kept in the store behind it, so that after kill -9 the same step is open.
 * next: the following visible step; next_open: the following one that still is to be done (wraps around).
 * Returns: whether it moved (%FALSE at the end, while an act is being written, or if there is no such slot)
 */
gboolean ds_visit_session_go_to (DsVisitSession *self, const char *slot);
gboolean ds_visit_session_next (DsVisitSession *self);
gboolean ds_visit_session_next_open (DsVisitSession *self);
gboolean ds_visit_session_back (DsVisitSession *self);

/** ds_visit_session_set_draft: keeps half-typed text of a slot in the store (debounced, about 300 ms; ds_visit_session_close() flushes). %NULL or "" forgets it; answering forgets it too */
void ds_visit_session_set_draft (DsVisitSession *self, const char *slot, const char *text);

/** ds_visit_session_keep_drafts: writes half-typed text at once: the screen goes, perhaps with the program */
void ds_visit_session_keep_drafts (DsVisitSession *self);

/** ds_visit_session_close: the screen is left by intent: drafts are flushed, and the visit is not opened by itself at the next start */
void ds_visit_session_close (DsVisitSession *self);

/**
 * ds_visit_session_set_tap_guard:
 * @guard_ms: 0, the default, is off; a screen sets about 350
 *
 * The second tap of a double tap may come after the first one was committed and the next step is already shown, where it
 * would answer what nobody read. For @guard_ms after each move answers, skips and moves are dropped (moves return %FALSE).
 */
void ds_visit_session_set_tap_guard (DsVisitSession *self, guint guard_ms);

/** ds_visit_session_get_missing_checklists: Returns: (transfer none) (element-type utf8): ids of the checklists that are not on the tablet; with any the visit cannot start */
GPtrArray *ds_visit_session_get_missing_checklists (DsVisitSession *self);

/* --- acts ------------------------------------------------------------------------------------------------ */

/** ds_visit_session_act_finish: Returns: whether the act is committed */
gboolean ds_visit_session_act_finish (DsVisitSession *self, GAsyncResult *result, GError **error);

/**
 * ds_visit_session_stage_async:
 * @action: "accept", "depart", "arrive", "start", "park", "resume"
 * @reason: (nullable): for "park": why
 *
 * Stages come in order; each sends a progress record (lane 1). At "start" the checklists in force are pinned, the appliance facts
 * (age among them) recorded, and the first step shown. "start" fails with %DS_ERROR_NOT_FOUND if a checklist is missing.
 */
void ds_visit_session_stage_async (DsVisitSession *self, const char *action, const char *reason,
                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/** DsAnswerVerdict: @DS_VERDICT_CONFIRM: possible but unlikely (outside plausible, or the pattern does not match): ask once, then answer with @confirmed */
typedef enum {
  DS_VERDICT_OK,
  DS_VERDICT_EMPTY,
  DS_VERDICT_CONFIRM,
  DS_VERDICT_INVALID,
} DsAnswerVerdict;

/**
 * ds_visit_session_check_answer:
 * @value: as for ds_visit_session_answer_async()
 * @ret_severity: (out) (optional): how bad this value would be against the limits in force (live feedback while typing)
 * @ret_message: (out) (optional) (transfer full): English words for INVALID and CONFIRM
 *
 * Cheap; changes nothing.
 */
DsAnswerVerdict ds_visit_session_check_answer (DsVisitSession *self, const char *slot, const char *value,
                                               DsSeverity *ret_severity, char **ret_message);

/**
 * ds_visit_session_answer_async:
 * @value: check "done"; yes-no "yes" or "no"; choice the option's id; multi ids joined with "," (sorted by the checklist's order, "" is none);
 *   number as typed ("230.5"; a decimal comma and full-width digits are accepted and turned into plain ones); text; scan; date "2026-11-21"
 * @confirmed: the person confirmed an implausible value or a pattern mismatch
 *
 * Without @confirmed a value that needs it fails with %DS_ERROR_STATE. A failing value with a hazard or stop severity puts the
 * hazard record (lane 0) in the outbox in the same transaction; a good one after a remedy the "remedied" record.
 * The technician's instrument and its calibration date are attached by itself.
 */
void ds_visit_session_answer_async (DsVisitSession *self, const char *slot, const char *value, gboolean confirmed,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/** ds_visit_session_sign_slot_async: answers a signature step. @signature: (transfer full): strokes, or a refusal with its reason */
void ds_visit_session_sign_slot_async (DsVisitSession *self, const char *slot, DsSignature *signature,
                                       GAsyncReadyCallback callback, gpointer user_data);

/** ds_visit_session_timer_async: @start: starts the timer step, else finishes it with the time really waited; finishing early fails with %DS_ERROR_STATE. The start survives restarts */
void ds_visit_session_timer_async (DsVisitSession *self, const char *slot, gboolean start, GAsyncReadyCallback callback,
                                   gpointer user_data);

/** ds_visit_session_skip_async: @reason "not-applicable" or "not-tested"; @note: why, required (not blank) */
void ds_visit_session_skip_async (DsVisitSession *self, const char *slot, const char *reason, const char *note,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/** ds_visit_session_note_async: @slot (nullable): %NULL is a note about the visit */
void ds_visit_session_note_async (DsVisitSession *self, const char *slot, const char *text, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);

/**
 * ds_visit_session_add_photo_async:
 * ds_visit_session_add_photo_bytes_async:
 * @slot: (nullable): %NULL is a photo of the visit
 * @role: "evidence", "before", "after", "remedy"
 *
 * Verifies on a thread that it is a real image, turns it upright, scales it to at most 2048 pixels on the long side,
 * encodes it anew as JPEG without metadata (at most about 600 KB with small text legible), makes the thumbnail, writes
 * both durably, and only then the entry. %DS_ERROR_INVALID if it is no image; %DS_ERROR_LIMIT above 64 MiB or 100 megapixels.
 */
void ds_visit_session_add_photo_async (DsVisitSession *self, const char *slot, const char *role, const char *path,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void ds_visit_session_add_photo_bytes_async (DsVisitSession *self, const char *slot, const char *role, GBytes *bytes,
                                             GCancellable *cancellable, GAsyncReadyCallback callback,
                                             gpointer user_data);

/** ds_visit_session_remove_photo_async: @entry: DsStepPhoto.entry. The file stays on the tablet (undo brings it back) */
void ds_visit_session_remove_photo_async (DsVisitSession *self, const char *entry, GAsyncReadyCallback callback,
                                          gpointer user_data);

/** ds_visit_session_remedy_async: what was done about the failure; then the same step is answered again */
void ds_visit_session_remedy_async (DsVisitSession *self, const char *slot, const char *text, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);

/** Each takes back, or brings back, the entry that ds_visit_undo_candidate() or ds_visit_redo_candidate() names */
void ds_visit_session_undo_async (DsVisitSession *self, GAsyncReadyCallback callback, gpointer user_data);
void ds_visit_session_redo_async (DsVisitSession *self, GAsyncReadyCallback callback, gpointer user_data);

/** ds_visit_session_hand_over_async: an open pair stays open, handed over with a reason. Of @strip its job, pair and thing count */
void ds_visit_session_hand_over_async (DsVisitSession *self, const DsVisitStrip *strip, const char *reason,
                                       GAsyncReadyCallback callback, gpointer user_data);

/** ds_visit_session_add_thing_async: one more thing of a repeated section; moves to its first step */
void ds_visit_session_add_thing_async (DsVisitSession *self, const char *job, const char *section, const char *name,
                                       GAsyncReadyCallback callback, gpointer user_data);
/** ds_visit_session_rename_thing_async: @thing: its UUID */
void ds_visit_session_rename_thing_async (DsVisitSession *self, const char *job, const char *thing, const char *name,
                                          GAsyncReadyCallback callback, gpointer user_data);
/** ds_visit_session_remove_thing_async: @thing: its UUID; undo brings it back with all its answers */
void ds_visit_session_remove_thing_async (DsVisitSession *self, const char *job, const char *thing,
                                          GAsyncReadyCallback callback, gpointer user_data);

/** ds_visit_session_outcome_async: @outcome "done" or "not-done"; @reason: required for "not-done" */
void ds_visit_session_outcome_async (DsVisitSession *self, const char *job, const char *outcome, const char *reason,
                                     GAsyncReadyCallback callback, gpointer user_data);

/** ds_visit_session_opinion_async: @kind, @subtype (nullable), @department (nullable), @severity as in DsVisitOpinion. Puts an opinion record in the outbox at "finish" */
void ds_visit_session_opinion_async (DsVisitSession *self, const DsVisitOpinion *opinion, GAsyncReadyCallback callback,
                                     gpointer user_data);

/** ds_visit_session_satisfaction_async: @score 1 to 5; @comment (nullable) */
void ds_visit_session_satisfaction_async (DsVisitSession *self, guint score, const char *comment,
                                          GAsyncReadyCallback callback, gpointer user_data);

/** ds_visit_session_notice_async: the hazard notice. @signature: (transfer full): strokes, or a refusal with its reason; @follow_up "2026-12-01" */
void ds_visit_session_notice_async (DsVisitSession *self, DsSignature *signature, const char *follow_up,
                                    GAsyncReadyCallback callback, gpointer user_data);

/** ds_visit_session_guide_async: these guides were handed over (and explained) */
void ds_visit_session_guide_async (DsVisitSession *self, const char *const *guide_ids, gboolean explained,
                                   GAsyncReadyCallback callback, gpointer user_data);

/** ds_visit_session_sign_async: the visit report. @signature: (transfer full): strokes, or a refusal with its reason */
void ds_visit_session_sign_async (DsVisitSession *self, DsSignature *signature, GAsyncReadyCallback callback,
                                  gpointer user_data);

/** ds_visit_session_escalate_async: what the store cannot solve goes to the maker */
void ds_visit_session_escalate_async (DsVisitSession *self, const char *reason, GAsyncReadyCallback callback,
                                      gpointer user_data);

/**
 * ds_visit_session_finish_async:
 *
 * Finishes the visit: the "finished" entry, the visit record with the whole journal, result and manifest of media, opinion
 * and progress records, all in one transaction; then the sealed file. Fails with %DS_ERROR_STATE while
 * DsVisitSummary.blockers is not empty. Afterwards the session is read-only.
 */
void ds_visit_session_finish_async (DsVisitSession *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);

G_END_DECLS
