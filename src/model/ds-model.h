/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * src/model: what a visit is. Checklists, orders, journal entries, records and the engine that folds a journal
 * over checklists to the state of a visit. Pure: no files, no network, no clock, no widgets; everything is a
 * function of its arguments. Outside data is validated into errors (domain %DS_MODEL_ERROR), never asserted.
 * Objects are not locked: share only the immutable ones (DsChecklist, DsGuide, DsOrder, DsEntry) between threads.
 *
 * This header includes all of the folder, for those who need most of it.
 */

#include "ds-appliance.h"
#include "ds-checklist-lint.h"
#include "ds-checklist.h"
#include "ds-entry.h"
#include "ds-guide.h"
#include "ds-opinion.h"
#include "ds-order.h"
#include "ds-promise.h"
#include "ds-record.h"
#include "ds-visit.h"
