/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enrolment over the real headquarters, and over things that are none. */
#include "ds-app-fixture.h"

#include "ds-enrolment.h"
#include "ds-file.h"
#include "ds-hq-desk.h"
#include "ds-hq-http.h"
#include "ds-hq-status.h"
#include "ds-id.h"
#include "ds-test-http.h"

typedef struct {
  DsTestFolder *folder;
  DsClock *clock;
  DsHqService *service;
  DsHqHttp *http;
} Desk;

typedef struct {
  json_t *request;
  json_t *result;
} DeskJob;

static gboolean
run_desk (DsHqStore *store, gpointer data, GError **error)
{
  DeskJob *job = data;
  DsHqDeskTime time = { DS_TEST_WALL_US, DS_TEST_OFFSET_S };

  job->result = ds_hq_desk_apply (store, &time, job->request, error);
  return job->result != NULL;
}

static json_t *
ask_desk (Desk *self, const char *request)
{
  g_autoptr (DsJson) text = ds_test_json (request);
  DeskJob job = { .request = text };
  g_autoptr (GError) error = NULL;

  ds_hq_writer_run (ds_hq_service_writer (self->service), run_desk, &job, &error);
  g_assert_no_error (error);
  return job.result;
}

static Desk *
desk_new (void)
{
  Desk *self = g_new0 (Desk, 1);
  DsHqIdentity identity = { .name = (char *) "Test" };
  DsHqHttpOptions options = { .listen = "127.0.0.1:0", .threads = 2, .max_connections = 16, .idle_timeout_s = 20 };
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = ds_test_folder_new ();
  self->clock = ds_test_clock ();
  id = ds_id_new (self->clock);
  g_strlcpy (identity.id, id, sizeof identity.id);
  ds_hq_store_create (self->folder->path, &identity, self->clock, &error);
  g_assert_no_error (error);
  self->service = ds_hq_service_new (self->folder->path, self->clock, NULL, NULL, &error);
  g_assert_no_error (error);
  self->http = ds_hq_http_new (self->service, &options, &error);
  g_assert_no_error (error);
  json_decref (ask_desk (self, "{'do':'technician','id':'T001','name':'张三'}"));
  return self;
}

static void
desk_free (Desk *self)
{
  ds_hq_http_free (self->http);
  ds_hq_service_free (self->service);
  ds_clock_unref (self->clock);
  ds_test_folder_free (self->folder);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static char *
make_code (Desk *self)
{
  g_autoptr (DsJson) made = ask_desk (self, "{'do':'code','technician':'T001'}");

  return g_strdup (json_string_value (json_object_get (made, "code")));
}

static gboolean
enrol (DsAppFixture *fixture, const char *url, const char *code, GError **error)
{
  g_auto (DsTestAnswer) answer = { 0 };

  ds_enrolment_enrol_async (fixture->app, url, code, NULL, ds_test_answer_cb, &answer);
  return ds_enrolment_enrol_finish (fixture->app, ds_test_answer_wait (&answer), error);
}

static void
assert_stranger (DsAppFixture *fixture)
{
  g_assert_false (ds_app_is_enrolled (fixture->app));
  g_assert_false (ds_app_is_busy (fixture->app));
  g_assert_null (ds_app_get_technician_id (fixture->app));
}

static void
test_enrol (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autofree char *code = make_code (desk);
  g_autofree char *typed = g_ascii_strdown (code, -1);
  g_auto (DsTestAnswer) synced = { 0 };
  GError *error = NULL;

  assert_stranger (fixture);
  enrol (fixture, ds_hq_http_url (desk->http), typed, &error);
  g_assert_no_error (error);
  g_assert_true (ds_app_is_enrolled (fixture->app));
  g_assert_cmpstr (ds_app_get_technician_id (fixture->app), ==, "T001");
  g_assert_cmpstr (ds_app_get_technician_name (fixture->app), ==, "张三");
  g_assert_cmpstr (ds_app_get_hq_name (fixture->app), ==, "Test");
  ds_app_fixture_reopen (fixture);
  g_assert_true (ds_app_is_enrolled (fixture->app));
  g_assert_cmpstr (ds_app_get_hq_url (fixture->app), ==, ds_hq_http_url (desk->http));
  /* The token it got is one that headquarters takes. */
  ds_sync_now_async (fixture->app, TRUE, NULL, ds_test_answer_cb, &synced);
  ds_sync_now_finish (fixture->app, ds_test_answer_wait (&synced), NULL, &error);
  g_assert_no_error (error);
}

static void
test_wrong_code (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autofree char *code = make_code (desk);
  GError *error = NULL;

  code[0] = code[0] == 'A' ? 'B' : 'A';
  g_assert_false (enrol (fixture, ds_hq_http_url (desk->http), code, &error));
  ds_test_assert_error (error, DS_ERROR_REFUSED);
  assert_stranger (fixture);
  g_assert_false (enrol (fixture, ds_hq_http_url (desk->http), "ABC", &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
}

static void
test_used_code (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (DsAppFixture) first = ds_app_fixture_new ();
  g_autoptr (DsAppFixture) second = ds_app_fixture_new ();
  g_autofree char *code = make_code (desk);
  GError *error = NULL;

  g_assert_true (enrol (first, ds_hq_http_url (desk->http), code, NULL));
  g_assert_false (enrol (second, ds_hq_http_url (desk->http), code, &error));
  ds_test_assert_error (error, DS_ERROR_REFUSED);
  assert_stranger (second);
}

static void
portal_cb (const DsTestRequest *request, DsTestReply *reply, gpointer user_data)
{
  ds_test_reply_text (reply, 200, "text/html", "<html><body>Welcome to Hotel Wi-Fi</body></html>");
}

static void
test_portal (void)
{
  g_autoptr (DsTestHttp) portal = ds_test_http_new (portal_cb, NULL);
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  GError *error = NULL;

  g_assert_false (enrol (fixture, ds_test_http_get_url (portal), "ABCD-2345", &error));
  ds_test_assert_error (error, DS_ERROR_PORTAL);
  assert_stranger (fixture);
}

static void
test_nobody (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autofree char *url = NULL;
  GError *error = NULL;

  /* A port that was free a moment ago. */
  url = g_strdup_printf ("http://127.0.0.1:%u", g_socket_listener_add_any_inet_port (listener, NULL, NULL));
  g_socket_listener_close (listener);
  g_assert_false (enrol (fixture, url, "ABCD-2345", &error));
  ds_test_assert_error (error, DS_ERROR_OFFLINE);
  assert_stranger (fixture);
}

/* A tablet that works for a headquarters has no demo, and its own work is not mixed with one. */
static void
test_no_demo (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (DsAppFixture) fixture = ds_app_fixture_new ();
  g_autofree char *code = make_code (desk);
  g_auto (DsTestAnswer) tried = { 0 };
  GError *error = NULL;

  g_assert_true (enrol (fixture, ds_hq_http_url (desk->http), code, NULL));
  ds_enrolment_try_demo_async (fixture->app, NULL, ds_test_answer_cb, &tried);
  g_assert_false (ds_enrolment_try_demo_finish (fixture->app, ds_test_answer_wait (&tried), &error));
  ds_test_assert_error (error, DS_ERROR_STATE);
  g_assert_false (ds_app_is_demo (fixture->app));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/app/enrol/enrol", test_enrol);
  g_test_add_func ("/app/enrol/wrong-code", test_wrong_code);
  g_test_add_func ("/app/enrol/used-code", test_used_code);
  g_test_add_func ("/app/enrol/portal", test_portal);
  g_test_add_func ("/app/enrol/nobody", test_nobody);
  g_test_add_func ("/app/enrol/no-demo", test_no_demo);
  return g_test_run ();
}
