/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ds-visit.h"

G_BEGIN_DECLS

/** A record larger than this travels to no headquarters. */
#define DS_RECORD_MAX_BYTES (8 * 1024 * 1024)

typedef enum {
  DS_RECORD_VISIT,
  DS_RECORD_HAZARD,
  DS_RECORD_PROGRESS,
  DS_RECORD_OPINION,
  DS_RECORD_DEVICE,
  DS_RECORD_TRAINING,
} DsRecordKind;

/** ds_record_kind_name: Returns: "visit", "hazard", … */
const char *ds_record_kind_name (DsRecordKind kind);

/**
 * DsRecordHead: who made a record, where and when; the caller fills it.
 * @hq_offset_known: whether @hq_offset_ms (headquarters' clock minus this device's) was ever measured
 * @replaces: (nullable): id of the record that this one corrects
 */
typedef struct {
  const char *id;
  const char *device;
  const char *technician;
  DsMoment made_at;
  gboolean hq_offset_known;
  gint64 hq_offset_ms;
  const char *replaces;
} DsRecordHead;

/**
 * ds_record_new_visit:
 * @visit_id: the visit's UUID
 *
 * The whole finished visit: pinned checklists, journal, result, manifest of media.
 *
 * Returns: (transfer full): one line of JSON without line break; its SHA-256 is the record's identity
 */
char *ds_record_new_visit (const DsRecordHead *head, const DsVisit *visit, const char *visit_id);

/** ds_record_new_progress: a stage was reached at the time of @entry (a stage entry) */
char *ds_record_new_progress (const DsRecordHead *head, const char *order, const char *visit_id, const DsEntry *entry);

/** ds_record_new_hazard: a stop or hazard at @slot of @visit was found, or, if it is so now, remedied; Returns: (nullable): %NULL if the slot is no hazard */
char *ds_record_new_hazard (const DsRecordHead *head, const DsVisit *visit, const char *visit_id, guint slot);

/** ds_record_new_opinion: @entry is the opinion entry */
char *ds_record_new_opinion (const DsRecordHead *head, const char *order, const char *visit_id, const DsEntry *entry);

/** ds_record_new: any kind from a body; @body: (transfer none). Returns: (transfer full): the line */
char *ds_record_new (const DsRecordHead *head, DsRecordKind kind, json_t *body);

/** DsRecordMedia: one file of a visit's manifest. */
typedef struct {
  char *sha256;
  gint64 size_bytes;
  char *type;
} DsRecordMedia;

/** DsRecord: a record as read. @body is the JSON body; @order, @visit are taken from it where the kind has them. */
typedef struct {
  char *id;
  DsRecordKind kind;
  char *device, *technician;
  gint64 made_at_us;
  gint32 made_at_offset_s;
  char *made_at;
  gint64 mono_ms;
  char *boot;
  gboolean hq_offset_known;
  gint64 hq_offset_ms;
  char *replaces;
  char *order, *visit;
  GPtrArray *manifest; /* (element-type DsRecordMedia): visit records; never %NULL */
  json_t *body;
  char sha256[65]; /* of the exact bytes */
} DsRecord;

/**
 * ds_record_parse:
 * @data: one line without its line break
 * @error: %DS_ERROR_INVALID (path and what would be right) or %DS_ERROR_LIMIT; an unknown kind is %DS_ERROR_NOT_FOUND
 *
 * Checks the whole form, the journal's entries too. Any thread.
 */
DsRecord *ds_record_parse (const char *data, gsize size, GError **error);
void ds_record_free (DsRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsRecord, ds_record_free)

G_END_DECLS
