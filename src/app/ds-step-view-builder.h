/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-clock.h"
#include "ds-step-view.h"

G_BEGIN_DECLS

/** DsKeptInstrument: what the technician entered for one kind of instrument; strings may be "" */
typedef struct {
  char *serial;
  char *calibrated_until;
} DsKeptInstrument;

void ds_kept_instrument_free (DsKeptInstrument *self);

/** ds_calibration_overdue: Returns: whether a calibration "until @date" (nullable, "") does not cover the local day of @now */
gboolean ds_calibration_overdue (const char *date, const DsMoment *now);

/**
 * DsViewContext: what a view needs besides the engine
 * @language: "zh_CN" or "en"
 * @now: this moment
 * @picture_dir: folder of the checklists' pictures
 * @media_dir: folder of the visit's media
 * @thumb_dir: folder of their thumbnails
 * @instruments: (element-type utf8 DsKeptInstrument): by instrument id
 * @drafts: (element-type utf8 utf8): by slot key
 */
typedef struct {
  const char *language;
  DsMoment now;
  const char *picture_dir;
  const char *media_dir;
  const char *thumb_dir;
  GHashTable *instruments;
  GHashTable *drafts;
} DsViewContext;

/** ds_step_view_build: Returns: (transfer full): what to show of @slot */
DsStepView *ds_step_view_build (DsVisit *visit, guint slot, const DsViewContext *context);

/** ds_slot_value_text: Returns: (transfer full) (nullable): a slot's value for reading, computed ones too */
char *ds_slot_value_text (const DsVisit *visit, const DsSlotView *slot, const char *language);

/** ds_timer_remaining_s: Returns: seconds until @minutes after @started are over, by the monotonic clock within one boot, else by wall time; 0 when over */
guint ds_timer_remaining_s (const DsEntry *started, guint minutes, const DsMoment *now);

/** ds_timer_waited_s: Returns: whole seconds since @started, never negative */
gint64 ds_timer_waited_s (const DsEntry *started, const DsMoment *now);

/** ds_thumb_path: Returns: (transfer full): where the thumbnail of a photo stands. It is a copy for the screen, made on this tablet and never sent */
char *ds_thumb_path (const char *thumb_dir, const char *sha256);

G_END_DECLS
