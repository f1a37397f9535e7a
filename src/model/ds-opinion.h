/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ds-text.h"

G_BEGIN_DECLS

/*
 * The taxonomy of opinions (complaint, suggestion, inquiry, praise, request), their subtypes and the departments that
 * answer for them. Source: appliance service facts §7.1 and §7.2 (five subtypes of a public rule, the others in-house).
 */

typedef struct {
  const char *id;
  DsText title;
} DsOpinionKind;

typedef struct {
  const char *code; /* "V1" */
  DsText title;
  const char *department; /* default responsible department's code */
  gboolean major; /* safety of a person: report within 30 minutes */
} DsOpinionSubtype;

typedef struct {
  const char *code; /* "SV" */
  DsText title;
} DsDepartment;

/** Each Returns: (array length=ret_n) (transfer none): all of them, in the order of a list to choose from */
const DsOpinionKind *ds_opinion_kinds (guint *ret_n);
const DsOpinionSubtype *ds_opinion_subtypes (guint *ret_n);
const DsDepartment *ds_departments (guint *ret_n);

/** Returns: (nullable): the one with that id or code */
const DsOpinionKind *ds_opinion_kind_find (const char *id);
const DsOpinionSubtype *ds_opinion_subtype_find (const char *code);
const DsDepartment *ds_department_find (const char *code);

G_END_DECLS
