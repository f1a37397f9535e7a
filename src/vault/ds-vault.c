/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-vault.h"

#include "ds-error.h"

#include <string.h>

#define FORMAT_PLAIN 0x00
#define FORMAT_XCHACHA20_POLY1305 0x01

struct _DsVault {
  gatomicrefcount refs;
};

DsVault *
ds_vault_new_plain (void)
{
  DsVault *self = g_new0 (DsVault, 1);

  g_atomic_ref_count_init (&self->refs);
  return self;
}

DsVault *
ds_vault_ref (DsVault *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
ds_vault_unref (DsVault *self)
{
  if (self != NULL && g_atomic_ref_count_dec (&self->refs))
    g_free (self);
}

gboolean
ds_vault_is_encrypting (DsVault *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return FALSE;
}

static GBytes *
seal_data (const void *data, gsize size)
{
  guint8 *sealed = g_malloc (size + 1);

  sealed[0] = FORMAT_PLAIN;
  if (size > 0)
    memcpy (sealed + 1, data, size);
  return g_bytes_new_take (sealed, size + 1);
}

GBytes *
ds_vault_seal (DsVault *self, const char *context, GBytes *bytes)
{
  gsize size;
  const void *data;

  g_return_val_if_fail (self != NULL && context != NULL && bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  return seal_data (data, size);
}

GBytes *
ds_vault_open (DsVault *self, const char *context, GBytes *sealed, GError **error)
{
  gsize size;
  const guint8 *data;

  g_return_val_if_fail (self != NULL && context != NULL && sealed != NULL, NULL);

  data = g_bytes_get_data (sealed, &size);
  if (size > 0 && data[0] == FORMAT_PLAIN)
    return g_bytes_new_from_bytes (sealed, 1, size - 1);
  if (size > 0 && data[0] == FORMAT_XCHACHA20_POLY1305)
    g_set_error (error, DS_VAULT_ERROR, DS_ERROR_NEWER,
                 "%s is encrypted, which this version cannot open. Install the newer version.", context);
  else
    g_set_error (error, DS_VAULT_ERROR, DS_ERROR_CORRUPT,
                 "%s cannot be opened: its stored bytes are damaged. Tell support before going on.", context);
  return NULL;
}

GBytes *
ds_vault_seal_text (DsVault *self, const char *context, const char *text)
{
  g_return_val_if_fail (self != NULL && context != NULL, NULL);

  return text != NULL ? seal_data (text, strlen (text)) : NULL;
}

char *
ds_vault_open_text (DsVault *self, const char *context, GBytes *sealed, GError **error)
{
  g_autoptr (GBytes) plain = ds_vault_open (self, context, sealed, error);
  const char *data;
  gsize size;

  if (plain == NULL)
    return NULL;
  data = g_bytes_get_data (plain, &size);
  /* With a length, a NUL inside makes it invalid. */
  if (!g_utf8_validate_len (data != NULL ? data : "", size, NULL)) {
    g_set_error (error, DS_VAULT_ERROR, DS_ERROR_CORRUPT,
                 "%s is not a text: its stored bytes are damaged. Tell support before going on.", context);
    return NULL;
  }
  return g_strndup (data != NULL ? data : "", size);
}
