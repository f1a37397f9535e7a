/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ds-checklist.h"
#include "ds-clock.h"
#include "ds-json.h"

G_BEGIN_DECLS

/** Largest journal entry as JSON (a signature with many points is the largest). */
#define DS_ENTRY_MAX_BYTES (256 * 1024)
/** Most characters of a note, reason, remedy or other text a person writes. */
#define DS_ENTRY_MAX_TEXT 2000

typedef enum {
  DS_ENTRY_STAGE,
  DS_ENTRY_THING,
  DS_ENTRY_ANSWER,
  DS_ENTRY_SKIP,
  DS_ENTRY_NOTE,
  DS_ENTRY_PHOTO,
  DS_ENTRY_REMOVE_PHOTO,
  DS_ENTRY_REMEDY,
  DS_ENTRY_UNDO,
  DS_ENTRY_REDO,
  DS_ENTRY_HAND_OVER,
  DS_ENTRY_OUTCOME,
  DS_ENTRY_OPINION,
  DS_ENTRY_SATISFACTION,
  DS_ENTRY_NOTICE,
  DS_ENTRY_GUIDE,
  DS_ENTRY_SIGN,
  DS_ENTRY_ESCALATE,
  DS_ENTRY_CHECKLIST_UPGRADE,
} DsEntryType;

/** ds_entry_type_name: Returns: the type as written in JSON, e.g. "remove-photo" */
const char *ds_entry_type_name (DsEntryType type);

/** DsVisitStage: how far a visit is. Parked is not a stage but a state of `started`. */
typedef enum {
  DS_STAGE_NONE,
  DS_STAGE_ACCEPTED,
  DS_STAGE_DEPARTED,
  DS_STAGE_ARRIVED,
  DS_STAGE_STARTED,
  DS_STAGE_PARKED,
  DS_STAGE_RESUMED,
  DS_STAGE_FINISHED,
} DsVisitStage;

/** ds_visit_stage_name: Returns: "none", "accepted", … "finished" */
const char *ds_visit_stage_name (DsVisitStage stage);

typedef enum {
  DS_THING_ADD,
  DS_THING_RENAME,
  DS_THING_REMOVE,
} DsThingOp;

typedef enum {
  DS_OUTCOME_OPEN, /* never in an entry: the job is not closed yet */
  DS_OUTCOME_DONE,
  DS_OUTCOME_NOT_DONE,
} DsOutcome;

typedef enum {
  DS_PHOTO_EVIDENCE,
  DS_PHOTO_BEFORE,
  DS_PHOTO_AFTER,
  DS_PHOTO_REMEDY,
} DsPhotoRole;

/** ds_photo_role_name: Returns: "evidence", "before", "after" or "remedy" */
const char *ds_photo_role_name (DsPhotoRole role);

/** DsStrokePoint: a point of a signature in the canvas' units, and milliseconds since its first point. */
typedef struct {
  gint32 x, y, t_ms;
} DsStrokePoint;

/**
 * DsSignature: strokes, or the reason why the customer refused to sign (then there are no strokes).
 * @strokes: (element-type GArray): one array of #DsStrokePoint per stroke
 */
typedef struct {
  char *refused;
  char *name;
  int width, height;
  GPtrArray *strokes;
} DsSignature;

/** ds_signature_new: Returns: (transfer full): an empty signature on a canvas of that size */
DsSignature *ds_signature_new (int width, int height, const char *name);
/** ds_signature_new_refused: Returns: (transfer full): no signature, and why */
DsSignature *ds_signature_new_refused (const char *reason);
/** ds_signature_begin_stroke: the next points belong to a new stroke */
void ds_signature_begin_stroke (DsSignature *self);
/** ds_signature_add_point: adds a point to the present stroke */
void ds_signature_add_point (DsSignature *self, gint32 x, gint32 y, gint32 t_ms);
void ds_signature_free (DsSignature *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsSignature, ds_signature_free)

/** DsValueKind: the shape of an answer. What a string means follows from the step's answer type. */
typedef enum {
  DS_VALUE_NONE,
  DS_VALUE_DONE, /* check */
  DS_VALUE_STRING, /* yes-no, choice, number, text, scan, date, exactly as typed */
  DS_VALUE_STRINGS, /* multi */
  DS_VALUE_STARTED, /* timer was started */
  DS_VALUE_WAITED, /* timer: seconds really waited */
  DS_VALUE_SIGNATURE,
} DsValueKind;

typedef struct {
  DsValueKind kind;
  char *string;
  char **strings;
  gint64 waited_s;
  DsSignature *signature;
} DsValue;

/** ds_value_equal: Returns: whether both say the same, character by character */
gboolean ds_value_equal (const DsValue *a, const DsValue *b);

/**
 * ds_value_to_text:
 * @step: the step it answers
 * @language: "en" or "zh_CN"
 *
 * Returns: (transfer full): the value as a person reads it: option titles, "230.5 V", "yes", "15 min"; "" for none
 */
char *ds_value_to_text (const DsValue *self, const DsStep *step, const char *language);

/** DsMedia: a file that belongs to the visit, named by its content. */
typedef struct {
  char *sha256;
  gint64 size_bytes;
  char *type; /* "image/jpeg" */
  int width, height;
} DsMedia;

/**
 * DsEntry:
 *
 * One journal entry. Make it with ds_entry_new() or ds_entry_parse(), fill the fields of its type (all strings are
 * owned: g_strdup them), and change it no more once it was given away. Which fields a type uses:
 *
 * - stage: @stage, @text (reason, nullable), @facts (job id → facts, at `started`, nullable)
 * - thing: @job, @section, @thing, @thing_op, @name (add, rename)
 * - answer: @job, @step, @thing?, @value, @instrument_id?, @instrument_serial?, @calibrated_until?, @confirmed
 * - skip: @job, @step, @thing?, @skip, @text (the reason)
 * - note: @job?, @step?, @thing?, @text
 * - photo: @job?, @step?, @thing?, @role, @media
 * - remove-photo, undo, redo: @target (id of the entry)
 * - remedy: @job, @step, @thing?, @text
 * - hand-over: @job, @pair, @thing?, @text
 * - outcome: @job, @outcome, @text (nullable unless not done)
 * - opinion: @opinion (UUID), @opinion_kind, @subtype?, @department?, @major, @text
 * - satisfaction: @score, @text?
 * - notice: @value (signature), @follow_up ("YYYY-MM-DD")
 * - guide: @guides, @explained
 * - sign: @value (signature)
 * - escalate: @text
 * - checklist-upgrade: @job, @from, @to (SHA-256)
 */
typedef struct {
  gatomicrefcount ref_count;
  guint64 seq; /* 1…; 0 until the journal gave one */
  char *id; /* UUIDv7 */
  char *at; /* RFC 3339 as written */
  gint64 wall_us; /* of @at */
  gint32 offset_s; /* of @at */
  gint64 mono_ms;
  char *boot;
  char *who;
  DsEntryType type;

  char *job, *section, *step, *thing;
  char *text, *name, *target, *pair;
  DsVisitStage stage;
  GHashTable *facts; /* (element-type utf8 GHashTable): job id → (utf8 → utf8) */
  DsThingOp thing_op;
  DsValue value;
  char *instrument_id, *instrument_serial, *calibrated_until;
  gboolean confirmed;
  DsSkip skip;
  DsPhotoRole role;
  DsMedia media;
  DsOutcome outcome;
  char *opinion, *opinion_kind, *subtype, *department;
  gboolean major;
  int score;
  char *follow_up;
  char **guides;
  gboolean explained;
  char *from, *to;
} DsEntry;

/** ds_entry_new: Returns: (transfer full): an entry of @type with @id (UUIDv7), the moment @now and @who did it; its own fields are empty */
DsEntry *ds_entry_new (DsEntryType type, const char *id, const DsMoment *now, const char *who);

/** ds_entry_set_target: sets @job, @step and @thing (copies; each nullable) */
void ds_entry_set_target (DsEntry *self, const char *job, const char *step, const char *thing);

/** ds_entry_set_string: the value of yes-no, choice, number, text, scan and date */
void ds_entry_set_string (DsEntry *self, const char *value);
/** ds_entry_set_strings: the value of multi */
void ds_entry_set_strings (DsEntry *self, const char *const *values);
/** ds_entry_set_done: the value of check */
void ds_entry_set_done (DsEntry *self);
/** ds_entry_set_timer_started: the timer of the step starts now */
void ds_entry_set_timer_started (DsEntry *self);
/** ds_entry_set_waited: the timer ended after that time */
void ds_entry_set_waited (DsEntry *self, gint64 waited_s);
/** ds_entry_set_signature: @signature: (transfer full): value of a signature step, of `notice` and of `sign` */
void ds_entry_set_signature (DsEntry *self, DsSignature *signature);
/** ds_entry_set_fact: at `started`: notes a fact of a job */
void ds_entry_set_fact (DsEntry *self, const char *job, const char *fact, const char *value);

/**
 * ds_entry_parse:
 * @error: %DS_ERROR_INVALID with path and what would be right, or %DS_ERROR_LIMIT
 *
 * Checks the form only; whether the entry fits the visit is ds_visit_check()'s question.
 */
DsEntry *ds_entry_parse (const char *data, gsize size, GError **error);

/** ds_entry_from_json: the same from a parsed value, which is not changed nor kept */
DsEntry *ds_entry_from_json (json_t *value, GError **error);

/** ds_entry_to_json: Returns: (transfer full): the entry as JSON; parsing it again gives an equal entry */
DsJson *ds_entry_to_json (const DsEntry *self);

/** ds_entry_to_line: Returns: (transfer full): the entry as one line of JSON */
char *ds_entry_to_line (const DsEntry *self);

/** ds_entry_moment: fills @ret_moment from the entry's times */
void ds_entry_moment (const DsEntry *self, DsMoment *ret_moment);

DsEntry *ds_entry_ref (DsEntry *self);
void ds_entry_unref (DsEntry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsEntry, ds_entry_unref)

G_END_DECLS
