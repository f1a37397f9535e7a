/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-ctl.h"

G_BEGIN_DECLS

/**
 * DsCtlDemo: how much made-up work to put into a store
 * @n_orders: orders, the finished ones among them
 * @n_finished: finished visits, waiting to be sent
 * @photos_per_visit, @photo_bytes: photos of each finished visit, each a JPEG of exactly that size (1 KB at least)
 */
typedef struct {
  int n_orders;
  int n_finished;
  int photos_per_visit;
  int photo_bytes;
} DsCtlDemo;

/** ds_ctl_demo_fill: through the same record builders as the screens, but many visits in one transaction */
gboolean ds_ctl_demo_fill (DsCtlCall *call, const DsCtlDemo *demo, GError **error);

G_END_DECLS
