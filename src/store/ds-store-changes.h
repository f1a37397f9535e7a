/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-json.h"
#include "ds-store.h"

G_BEGIN_DECLS

/**
 * DsStoreChangesPage: one answer to GET /v1/changes
 * @changes: a JSON array: {"op":"put","kind","id","revision","value"} or {"op":"remove","kind","id"}
 * @cursor: where to go on
 * @more: whether there are more pages now
 */
typedef struct {
  json_t *changes;
  const char *cursor;
  gboolean more;
} DsStoreChangesPage;

/** DsStoreChangesResult: @refused: changes that break the contract: kept with the reason, they do not stop the others; @swapped: a shadow took the place of the old state */
typedef struct {
  guint applied;
  guint refused;
  gboolean swapped;
} DsStoreChangesResult;

/** ds_store_changes_get_cursor: @ret_cursor: (out) (transfer full) (nullable): what to ask with; %NULL: from the beginning; @ret_anew: (out) (optional): a shadow is being filled */
gboolean ds_store_changes_get_cursor (DsStoreTx *tx, char **ret_cursor, gboolean *ret_anew, GError **error);

/** ds_store_changes_start_anew: headquarters does not know our cursor (410): forget it and fill a shadow from the beginning. What is here stays in use until the last page swaps it. Outbox and visits are never touched */
gboolean ds_store_changes_start_anew (DsStoreTx *tx, GError **error);

/** ds_store_changes_apply: one page and its cursor in this one transaction. While a shadow is being filled the page goes there, and the last page swaps: orders headquarters no longer names go (those with work on them stay, marked) */
gboolean ds_store_changes_apply (DsStoreTx *tx, const DsStoreChangesPage *page, DsStoreChangesResult *ret_result,
                                 GError **error);

/** DsStoreFact: the last word of headquarters on something: @kind: "opinion-state", "visit-flag"; @value_json: its value */
typedef struct {
  char *kind;
  char *id;
  gint64 revision;
  char *value_json;
} DsStoreFact;

void ds_store_fact_free (DsStoreFact *self);

/** ds_store_changes_list_facts: @ret_facts: (out) (transfer full) (element-type DsStoreFact): of @kind, by id */
gboolean ds_store_changes_list_facts (DsStoreTx *tx, const char *kind, GPtrArray **ret_facts, GError **error);

/** DsStoreRefusal: a change of headquarters' that could not be taken, and why */
typedef struct {
  char *kind;
  char *id;
  char *words;
  gint64 at_us;
} DsStoreRefusal;

void ds_store_refusal_free (DsStoreRefusal *self);

/** ds_store_changes_list_refused: @ret_refusals: (out) (transfer full) (element-type DsStoreRefusal); a later valid change of the same thing takes it off */
gboolean ds_store_changes_list_refused (DsStoreTx *tx, GPtrArray **ret_refusals, GError **error);

G_END_DECLS
