/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A DsApp of a test's own: a temporary folder, a clock that stands still, no network. Asynchronous calls are
 * waited for by turning the main loop.
 */

#include "ds-app-private.h"
#include "ds-test.h"
#include "ds-visit-session.h"

G_BEGIN_DECLS

/** The checklist most tests use, and the order that asks for it (two appliances, three jobs). */
#define DS_APP_FIXTURE_ORDER "QX20261121000101"

typedef struct {
  DsTestFolder *folder;
  DsClock *clock;
  DsApp *app;
} DsAppFixture;

/** ds_app_fixture_new: an open, empty store */
DsAppFixture *ds_app_fixture_new (void);
void ds_app_fixture_free (DsAppFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsAppFixture, ds_app_fixture_free)

/** ds_app_fixture_reopen: closes the app and opens the folder anew, as a program that was killed and started again */
void ds_app_fixture_reopen (DsAppFixture *self);

/** ds_app_fixture_fill: puts the test's checklist and its order into the store */
void ds_app_fixture_fill (DsAppFixture *self);

/** DsTestAnswer: where ds_test_answer_cb() puts what came */
typedef struct {
  GAsyncResult *result;
} DsTestAnswer;

void ds_test_answer_cb (GObject *source, GAsyncResult *result, gpointer user_data);
/** ds_test_answer_wait: Returns: (transfer none): the result, once it is there */
GAsyncResult *ds_test_answer_wait (DsTestAnswer *self);
void ds_test_answer_clear (DsTestAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsTestAnswer, ds_test_answer_clear)

/** ds_app_fixture_open_visit: Returns: (transfer full): the visit of @order; fails the test if it does not open */
DsVisitSession *ds_app_fixture_open_visit (DsAppFixture *self, const char *order);

/** ds_test_act_wait: waits for an act; Returns: its outcome */
gboolean ds_test_act_wait (DsVisitSession *session, DsTestAnswer *answer, GError **error);

/** ds_test_act: calls @call, an expression that ends in the arguments ds_test_answer_cb, &answer, and asserts that it went well */
#define ds_test_act(session, call)                                                                                     \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_auto (DsTestAnswer) answer = { 0 };                                                                              \
    g_autoptr (GError) act_error = NULL;                                                                               \
    call;                                                                                                              \
    ds_test_act_wait ((session), &answer, &act_error);                                                                 \
    g_assert_no_error (act_error);                                                                                     \
  }                                                                                                                    \
  G_STMT_END

/** ds_test_act_fails: the same, and asserts that it fails with @error_code and a sentence */
#define ds_test_act_fails(session, call, error_code)                                                                   \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_auto (DsTestAnswer) answer = { 0 };                                                                              \
    GError *act_error = NULL;                                                                                          \
    call;                                                                                                              \
    g_assert_false (ds_test_act_wait ((session), &answer, &act_error));                                                \
    ds_test_assert_error (act_error, (error_code));                                                                    \
  }                                                                                                                    \
  G_STMT_END

/** ds_test_stage, ds_test_answer_slot, ds_test_start: acts used by most tests */
void ds_test_stage (DsVisitSession *session, const char *action);
void ds_test_answer_slot (DsVisitSession *session, const char *slot, const char *value);
void ds_test_start (DsVisitSession *session);

/** ds_test_signature: Returns: (transfer full): a scribble long enough to be one */
DsSignature *ds_test_signature (void);

/** ds_test_count_records: Returns: rows of @kind in the outbox */
guint ds_test_count_records (DsAppFixture *self, const char *kind);

/** ds_test_settle: turns the main loop until nothing is due */
void ds_test_settle (void);

G_END_DECLS
