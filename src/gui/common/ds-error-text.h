/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ds-error.h"

G_BEGIN_DECLS

/** DsErrorText: @title says what happened, @advice what is safe and what to do next; both translated, never %NULL */
typedef struct {
  const char *title;
  const char *advice;
} DsErrorText;

/**
 * ds_error_text:
 * @error: an error of any layer
 *
 * The one place where a code becomes words on the screen. Main thread.
 */
DsErrorText ds_error_text (const GError *error);

/**
 * ds_error_line:
 * @error: an error of any layer
 *
 * Returns: (transfer full): one line for a toast: the title, and the error's own words where they are a person's
 *   (a rule that was broken, headquarters' answer)
 */
char *ds_error_line (const GError *error);

G_END_DECLS
