/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-transport.h"

G_BEGIN_DECLS

/* A transport with an unreliable world between: it wraps a real one and, from a seed, loses requests and answers, doubles
 * them, answers in headquarters' place, and damages receipts. */
#define DS_TYPE_FAULT_TRANSPORT (ds_fault_transport_get_type ())
G_DECLARE_FINAL_TYPE (DsFaultTransport, ds_fault_transport, DS, FAULT_TRANSPORT, GObject)

/** ds_fault_transport_new: @chance: in a thousand, how many requests meet a fault; @hq: the id a lying answer carries */
DsFaultTransport *ds_fault_transport_new (DsTransport *inner, guint64 seed, guint chance, const char *hq);
/** ds_fault_transport_heal: from now on all is well */
void ds_fault_transport_heal (DsFaultTransport *self);
/** ds_fault_transport_lie_once: the next answer about records carries receipts over other bytes */
void ds_fault_transport_lie_once (DsFaultTransport *self);
guint ds_fault_transport_count_faults (DsFaultTransport *self);
guint ds_fault_transport_count_lies (DsFaultTransport *self);

G_END_DECLS
