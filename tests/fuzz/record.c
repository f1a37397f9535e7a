/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer target: the readers of records and journal entries. What is accepted must come back the same. */

#include "ds-model.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) record_error = NULL;
  g_autoptr (DsEntry) entry = ds_entry_parse ((const char *) data, size, &error);
  g_autoptr (DsRecord) record = ds_record_parse ((const char *) data, size, &record_error);

  g_assert_true ((entry == NULL) == (error != NULL));
  g_assert_true ((record == NULL) == (record_error != NULL));
  if (entry != NULL) {
    g_autofree char *line = ds_entry_to_line (entry);
    g_autoptr (DsEntry) again = ds_entry_parse (line, strlen (line), NULL);
    g_autofree char *twice = NULL;

    g_assert_nonnull (again);
    twice = ds_entry_to_line (again);
    g_assert_cmpstr (line, ==, twice);
  }
  return 0;
}
