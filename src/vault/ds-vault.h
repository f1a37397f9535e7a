/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * src/vault: the one place through which everything about a customer goes on its way to the disk and back.
 * Sealed bytes begin with a format byte: 0x00 plain (all there is today), 0x01 XChaCha20-Poly1305
 * (reserved; refused with a clear error). Callers never look inside.
 */

#include <gio/gio.h>

G_BEGIN_DECLS

/** DsVault: seals and opens; immutable, reference counted, any thread. */
typedef struct _DsVault DsVault;

/** ds_vault_new_plain: Returns: (transfer full): a vault that marks the format but does not encrypt */
DsVault *ds_vault_new_plain (void);
DsVault *ds_vault_ref (DsVault *self);
void ds_vault_unref (DsVault *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsVault, ds_vault_unref)

/** ds_vault_is_encrypting: Returns: whether sealed bytes are unreadable without the key; what Settings says truthfully */
gboolean ds_vault_is_encrypting (DsVault *self);

/**
 * ds_vault_seal:
 * @context: what and whose the bytes are, e.g. "order/QX20261121000101"; bound to the sealed bytes, so that
 *   sealed bytes moved to another row do not open there
 * @bytes: the plain bytes
 *
 * Returns: (transfer full): the sealed bytes
 */
GBytes *ds_vault_seal (DsVault *self, const char *context, GBytes *bytes);

/**
 * ds_vault_open:
 * @error: %DS_ERROR_CORRUPT (empty, or not made by a vault), %DS_ERROR_NEWER (a format of a later version)
 *
 * Returns: (transfer full): the plain bytes
 */
GBytes *ds_vault_open (DsVault *self, const char *context, GBytes *sealed, GError **error);

/** ds_vault_seal_text: (nullable): the same for a text; %NULL gives %NULL */
GBytes *ds_vault_seal_text (DsVault *self, const char *context, const char *text);

/** ds_vault_open_text: Returns: (transfer full): the text; %DS_ERROR_CORRUPT if it is not UTF-8 or holds a NUL */
char *ds_vault_open_text (DsVault *self, const char *context, GBytes *sealed, GError **error);

G_END_DECLS
