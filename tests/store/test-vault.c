/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-test.h"

#include "ds-vault.h"

#include <string.h>

static void
test_round_trip (void)
{
  g_autoptr (DsVault) vault = ds_vault_new_plain ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (ds_test_seed ());

  g_assert_false (ds_vault_is_encrypting (vault));
  for (guint i = 0; i < 200; i++) {
    guint8 data[300];
    gsize size = (gsize) g_rand_int_range (rand, 0, sizeof data);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GBytes) sealed = NULL;
    g_autoptr (GBytes) opened = NULL;
    g_autoptr (GError) error = NULL;

    for (gsize j = 0; j < size; j++)
      data[j] = (guint8) g_rand_int_range (rand, 0, 256);
    bytes = g_bytes_new (data, size);
    sealed = ds_vault_seal (vault, "test/1", bytes);
    g_assert_cmpint (((const guint8 *) g_bytes_get_data (sealed, NULL))[0], ==, 0);
    opened = ds_vault_open (vault, "test/1", sealed, &error);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (bytes, opened));
  }
}

static void
assert_refused (const void *data, gsize size, DsErrorCode code)
{
  g_autoptr (DsVault) vault = ds_vault_new_plain ();
  g_autoptr (GBytes) sealed = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_vault_open (vault, "order/QX1", sealed, &error));
  g_assert_nonnull (strstr (error->message, "order/QX1"));
  ds_test_assert_error (error, code);
}

static void
test_refuses (void)
{
  assert_refused ("\001secret", 7, DS_ERROR_NEWER);
  assert_refused ("\002what", 5, DS_ERROR_CORRUPT);
  assert_refused ("{}", 2, DS_ERROR_CORRUPT);
  assert_refused (NULL, 0, DS_ERROR_CORRUPT);
}

static void
test_text (void)
{
  g_autoptr (DsVault) vault = ds_vault_new_plain ();
  g_autoptr (GBytes) sealed = ds_vault_seal_text (vault, "t", "王女士");
  g_autoptr (GBytes) empty = ds_vault_seal_text (vault, "t", "");
  g_autoptr (GBytes) nul = g_bytes_new_static ("\0a\0b", 4);
  g_autoptr (GBytes) broken = g_bytes_new_static ("\0\xff", 2);
  g_autofree char *text = NULL;
  g_autofree char *nothing = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (ds_vault_seal_text (vault, "t", NULL));
  text = ds_vault_open_text (vault, "t", sealed, &error);
  g_assert_cmpstr (text, ==, "王女士");
  nothing = ds_vault_open_text (vault, "t", empty, &error);
  g_assert_cmpstr (nothing, ==, "");
  g_assert_null (ds_vault_open_text (vault, "t", nul, &error));
  ds_test_assert_error (error, DS_ERROR_CORRUPT);
  g_assert_null (ds_vault_open_text (vault, "t", broken, &error));
  ds_test_assert_error (error, DS_ERROR_CORRUPT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/vault/round-trip", test_round_trip);
  g_test_add_func ("/vault/refuses", test_refuses);
  g_test_add_func ("/vault/text", test_text);
  return g_test_run ();
}
