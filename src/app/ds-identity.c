/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-identity.h"

#include "ds-store-meta.h"

void
ds_identity_free (DsIdentity *self)
{
  if (self == NULL)
    return;
  g_free (self->device);
  g_free (self->technician_id);
  g_free (self->technician_name);
  g_free (self->hq_id);
  g_free (self->hq_name);
  g_free (self->hq_url);
  g_free (self->token);
  g_free (self->demo);
  g_free (self);
}

static gboolean
read_identity (DsStoreTx *tx, gpointer data, GError **error)
{
  DsIdentity *self = data;
  const struct {
    const char *key;
    char **value;
  } wanted[] = {
    { DS_STORE_META_TECHNICIAN_ID, &self->technician_id }, { DS_STORE_META_TECHNICIAN_NAME, &self->technician_name },
    { DS_STORE_META_HQ_ID, &self->hq_id },                 { DS_STORE_META_HQ_NAME, &self->hq_name },
    { DS_STORE_META_HQ_URL, &self->hq_url },               { DS_STORE_META_TOKEN, &self->token },
    { DS_IDENTITY_META_DEMO, &self->demo },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++) {
    if (!ds_store_meta_get (tx, wanted[i].key, wanted[i].value, error))
      return FALSE;
  }
  if (self->write ? !ds_store_meta_get_device (tx, &self->device, error)
                  : !ds_store_meta_get (tx, DS_STORE_META_DEVICE, &self->device, error))
    return FALSE;
  return ds_store_meta_get_int64 (tx, DS_STORE_META_CLOCK_OFFSET_MS, G_MININT64, &self->offset_ms, error) &&
         ds_store_outbox_count (tx, &self->counts, error);
}

DsIdentity *
ds_identity_load (DsStore *store, GError **error)
{
  g_autoptr (DsIdentity) identity = g_new0 (DsIdentity, 1);
  DsStoreJob job = { .run = read_identity, .data = identity };

  identity->offset_ms = G_MININT64;
  identity->write = !ds_store_is_read_only (store);
  job.write = identity->write;
  if (!ds_store_run_sync (store, &job, NULL, error))
    return NULL;
  return g_steal_pointer (&identity);
}

gboolean
ds_identity_is_enrolled (const DsIdentity *self)
{
  return self != NULL && self->token != NULL && self->hq_url != NULL;
}
