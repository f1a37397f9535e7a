/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-ctl.h"

G_BEGIN_DECLS

/**
 * ds_ctl_example_print:
 * @order_id: an order that is not finished
 *
 * Prints a script for `play` that completes the order: made by running the rules engine in memory, with values that lie
 * within limits wherever there are any. The store is only read.
 */
gboolean ds_ctl_example_print (DsCtlCall *call, const char *order_id, GError **error);

G_END_DECLS
