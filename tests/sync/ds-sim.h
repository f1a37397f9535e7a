/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-sync-step.h"

G_BEGIN_DECLS

/*
 * A whole world from one seed: a tablet's outbox, the real sync step, a network that loses, delays and lies, and a
 * headquarters in memory. Time is a number. What must hold is asserted while it runs.
 */
typedef struct _DsSim DsSim;

/**
 * DsSimFaults: chances in a thousand per request, while faults last
 */
typedef struct {
  guint no_network;
  guint cut_before;
  guint cut_after;
  guint error_500;
  guint busy_429;
  guint portal;
  guint wrong_server;
  guint sign_in;
  guint full;
  guint cursor_gone;
  guint mute; /* an answer without a word about some records */
  guint crash; /* the tablet is killed while the request is under way */
  guint gateway_bytes; /* a gateway answers larger requests as a login page would; 0: none */
} DsSimFaults;

typedef struct {
  guint requests;
  guint posts;
  guint uploads;
  guint pulls;
  guint crashes;
  guint64 trace;
  gint64 hazard_latency_ms; /* the longest after faults stopped */
} DsSimReport;

DsSim *ds_sim_new (guint64 seed, const DsSimFaults *faults);
void ds_sim_free (DsSim *self);
/** ds_sim_add_poison: one record that headquarters always fails on with 500 when it is in a request */
void ds_sim_add_poison (DsSim *self);
/** ds_sim_run: @faulty_ms with faults while work comes in, then without, until all is sent or @patience_ms is over; asserts */
void ds_sim_run (DsSim *self, gint64 faulty_ms, gint64 patience_ms, DsSimReport *ret_report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsSim, ds_sim_free)

G_END_DECLS
