/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-stage.h"

DsOrderStage
ds_order_stage_from_visit (DsVisitStage stage, gboolean cancelled)
{
  switch (stage) {
  case DS_STAGE_ACCEPTED:
    return DS_ORDER_STAGE_ACCEPTED;
  case DS_STAGE_DEPARTED:
    return DS_ORDER_STAGE_DEPARTED;
  case DS_STAGE_ARRIVED:
    return DS_ORDER_STAGE_ARRIVED;
  case DS_STAGE_STARTED:
  case DS_STAGE_RESUMED:
    return DS_ORDER_STAGE_STARTED;
  case DS_STAGE_PARKED:
    return DS_ORDER_STAGE_PARKED;
  case DS_STAGE_FINISHED:
    return DS_ORDER_STAGE_FINISHED;
  case DS_STAGE_NONE:
  default:
    return cancelled ? DS_ORDER_STAGE_CANCELLED : DS_ORDER_STAGE_NEW;
  }
}
