/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-order.h"

G_BEGIN_DECLS

/** ds_order_alloc: Returns: (transfer full): an order with empty lists */
DsOrder *ds_order_alloc (void);

/** ds_order_new_appliance, _new_job, _new_last_value, _new_returned: add an empty one to the order; Returns: (transfer none) */
DsAppliance *ds_order_new_appliance (DsOrder *self);
DsJob *ds_order_new_job (DsOrder *self);
DsLastValue *ds_order_new_last_value (DsOrder *self);
DsReturnedStep *ds_order_new_returned (DsOrder *self);

G_END_DECLS
