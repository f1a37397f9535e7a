/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-fixture.h"

#include "ds-file.h"
#include "ds-id.h"
#include "ds-store-orders.h"
#include "ds-store-outbox.h"
#include "ds-store-private.h"
#include "ds-store-visits.h"

#include <string.h>

static void
open_db (DsStoreFixture *self)
{
  g_autofree char *path = ds_test_folder_file (self->folder, "doorstep.db");
  g_autoptr (GError) error = NULL;
  DsDbSchema schema;

  ds_store_get_schema (&schema);
  self->tx->db = ds_db_open (path, &schema, NULL, &error);
  g_assert_no_error (error);
  ds_db_begin_immediate (self->tx->db, &error);
  g_assert_no_error (error);
}

DsStoreFixture *
ds_store_fixture_new (void)
{
  DsStoreFixture *self = g_new0 (DsStoreFixture, 1);
  g_autoptr (GError) error = NULL;

  self->folder = ds_test_folder_new ();
  self->clock = ds_test_clock ();
  self->vault = ds_vault_new_plain ();
  self->media_folder = ds_test_folder_file (self->folder, "media");
  self->tx = g_new0 (DsStoreTx, 1);
  self->tx->vault = self->vault;
  self->tx->clock = self->clock;
  self->tx->media_folder = self->media_folder;
  ds_file_make_folder (self->media_folder, &error);
  g_assert_no_error (error);
  open_db (self);
  return self;
}

void
ds_store_fixture_free (DsStoreFixture *self)
{
  if (self == NULL)
    return;
  ds_db_rollback (self->tx->db);
  ds_db_close (self->tx->db);
  g_free (self->tx);
  g_free (self->media_folder);
  ds_vault_unref (self->vault);
  ds_clock_unref (self->clock);
  ds_test_folder_free (self->folder);
  g_free (self);
}

void
ds_store_fixture_commit (DsStoreFixture *self)
{
  g_autoptr (GError) error = NULL;

  ds_db_commit (self->tx->db, &error);
  g_assert_no_error (error);
  ds_db_begin_immediate (self->tx->db, &error);
  g_assert_no_error (error);
}

void
ds_store_fixture_reopen (DsStoreFixture *self)
{
  g_autoptr (GError) error = NULL;

  ds_db_commit (self->tx->db, &error);
  g_assert_no_error (error);
  ds_db_close (self->tx->db);
  open_db (self);
}

static char *
make_time (int min)
{
  return ds_time_format (DS_TEST_WALL_US + (gint64) min * 60 * G_USEC_PER_SEC, DS_TEST_OFFSET_S);
}

json_t *
ds_store_test_order (const char *id, int start_min)
{
  g_autofree char *start = make_time (start_min);
  g_autofree char *end = make_time (start_min + 120);

  return ds_test_json_f ("{'id':'%s','revision':1,'service':'cleaning','state':'assigned','technician':'T001',"
                         "'customer':{'name':'王女士','phone':'138 0013 8000'},"
                         "'address':{'line':'北京市大兴区荣华中路 3号楼2单元501室','area':'亦庄·荣华里'},"
                         "'window':{'start':'%s','end':'%s'},"
                         "'appliances':[{'id':'a1','kind':'ac-split','brand':'Haier','model':'KFR-35GW/%s'}],"
                         "'jobs':[{'id':'j1','appliance':'a1','checklist':'ac-split-cleaning','service':'cleaning'},"
                         "{'id':'j2','appliance':null,'checklist':'conduct-12345','service':'conduct'}]}",
                         id, start, end, id);
}

json_t *
ds_store_test_order_full (const char *id, int start_min)
{
  json_t *order = ds_store_test_order (id, start_min);
  g_autofree char *due = make_time (start_min - 60);

  json_object_set_new (order, "ticket", json_string ("YP20261121000007"));
  json_object_set_new (order, "promise", ds_test_json_f ("{'due':'%s','kind':'repair'}", due));
  json_object_set_new (order, "community", json_true ());
  json_object_set_new (order, "return_of",
                       ds_test_json ("{'visit':'01939e7e-0000-7000-8000-000000000001','reason':'blurred photo',"
                                     "'at':'2026-11-20T10:00:00+08:00','steps':[{'job':'j1','step':'E05',"
                                     "'comment':'take it again'}]}"));
  return order;
}

void
ds_store_fixture_put_order (DsStoreFixture *self, const char *id, int start_min)
{
  g_autoptr (DsJson) order = ds_store_test_order (id, start_min);
  g_autoptr (GError) error = NULL;

  ds_store_orders_put (self->tx, order, &error);
  g_assert_no_error (error);
}

char *
ds_store_fixture_add_visit (DsStoreFixture *self, const char *order, int start_min)
{
  g_autoptr (GError) error = NULL;
  char *visit = NULL;

  ds_store_fixture_put_order (self, order, start_min);
  ds_store_visits_create (self->tx, order, &visit, &error);
  g_assert_no_error (error);
  return visit;
}

void
ds_store_fixture_finish (DsStoreFixture *self, const char *visit)
{
  const DsStoreProjection projection = { .stage = "finished", .done = 3, .total = 3 };
  g_autoptr (GError) error = NULL;

  ds_store_visits_project (self->tx, visit, &projection, &error);
  g_assert_no_error (error);
}

char *
ds_store_fixture_enqueue (DsStoreFixture *self, const char *kind, const char *visit, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = ds_id_new (self->clock);
  g_autofree char *line = g_strnfill (MAX (size, 60), '.');
  g_autoptr (GBytes) bytes = NULL;
  DsStoreRecord record = { .id = id, .kind = (char *) kind, .visit = (char *) visit, .made_us = 7 };

  /* Different bytes for each. */
  memcpy (line, id, strlen (id));
  bytes = g_bytes_new (line, strlen (line));
  record.bytes = bytes;
  ds_store_outbox_enqueue (self->tx, &record, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&id);
}

char *
ds_store_fixture_add_photo (DsStoreFixture *self, const char *visit, guint lane, const char *content)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (content, strlen (content));
  g_autofree char *sha256 = NULL;
  g_autofree char *entry = ds_id_new (self->clock);
  DsStoreMedium medium = { .type = (char *) "image/jpeg", .lane = lane, .state = DS_STORE_SEND_LOCAL };
  DsStoreMediumUse use = { .visit = (char *) visit, .entry = entry, .role = (char *) "evidence" };

  ds_store_media_save_bytes (self->media_folder, bytes, "image/jpeg", &sha256, &error);
  g_assert_no_error (error);
  medium.sha256 = use.sha256 = sha256;
  medium.size_bytes = strlen (content);
  ds_store_media_add (self->tx, &medium, &error);
  g_assert_no_error (error);
  ds_store_media_use (self->tx, &use, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&sha256);
}
