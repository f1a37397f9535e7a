/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsLintFinding:
 * @error: an error: the file cannot be used; else a warning
 * @rule: stable name of the rule, e.g. "dead-step", "self-locking-gate", "limit-without-source"
 * @path: JSON path, "" for the whole file
 * @message: what is wrong and what would be right, whole sentences
 */
typedef struct {
  gboolean error;
  const char *rule;
  char *path;
  char *message;
} DsLintFinding;

/**
 * ds_checklist_lint:
 * @data: the bytes of a checklist
 * @size: how many
 *
 * All errors of the parser, and, if it parses, what is allowed but surely not meant: steps that can never be
 * shown, branches that cannot be reached, gates that lock what they wait for, identical or missing translations,
 * limits without a source, a basis nobody uses, pairs whose two halves are shown under different conditions,
 * failing answers without a hazard text or remedy. Pure. Any thread.
 *
 * Returns: (transfer full) (element-type DsLintFinding): the findings, errors first, in the file's order; maybe empty
 */
GPtrArray *ds_checklist_lint (const char *data, gsize size);

G_END_DECLS
