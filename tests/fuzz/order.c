/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer target: the reader of orders. What is accepted must come back the same. */

#include "ds-model.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsOrder) order = ds_order_parse ((const char *) data, size, &problems, &error);

  g_assert_true ((order == NULL) == (error != NULL));
  g_assert_true ((order == NULL) == (problems != NULL && problems->len > 0));
  if (order != NULL) {
    g_autoptr (DsJson) json = ds_order_to_json (order);
    g_autofree char *line = ds_json_to_line (json, NULL);
    g_autoptr (DsOrder) again = ds_order_parse (line, strlen (line), NULL, NULL);
    g_autoptr (DsJson) json_again = NULL;

    g_assert_nonnull (again);
    json_again = ds_order_to_json (again);
    g_assert_true (json_equal (json, json_again));
    for (guint i = 0; i < order->jobs->len; i++) {
      g_autoptr (GHashTable) facts =
          ds_order_job_facts (order, g_ptr_array_index (order->jobs, i), G_GINT64_CONSTANT (1795222800000000));

      g_assert_nonnull (facts);
    }
  }
  return 0;
}
