/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-verify.h"

#include "ds-error.h"
#include "ds-hq-media.h"

#include <string.h>

typedef struct {
  DsHqMedia *media;
  json_t *damaged;
  json_t *waiting;
  json_int_t n_records;
  json_int_t n_media;
  json_int_t media_bytes;
} Verify;

static void G_GNUC_PRINTF (2, 3) note_damage (Verify *self, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  json_array_append_new (self->damaged, json_string (text));
}

static gboolean
check_record_cb (gint64 seq, const DsHqRecord *record, gpointer user_data)
{
  Verify *self = user_data;
  char sha256[DS_SHA256_BUFFER];

  self->n_records++;
  ds_sha256 (record->line, record->line_size, sha256);
  if (strcmp (sha256, record->sha256) != 0)
    note_damage (self, "Record %s (sequence %" G_GINT64_FORMAT ") has bytes that hash to %s, not to %s.", record->id,
                 seq, sha256, record->sha256);

  return TRUE;
}

static void
check_medium_cb (const DsHqMedium *medium, gpointer user_data)
{
  Verify *self = user_data;
  g_autofree char *path = ds_hq_media_path (self->media, medium->sha256);
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;
  guint64 size = 0;

  self->n_media++;
  if (!ds_sha256_file (path, &found, &size, NULL, &error))
    note_damage (self, "File %s cannot be read: %s", medium->sha256, error->message);
  else if (strcmp (found, medium->sha256) != 0)
    note_damage (self, "File %s has bytes that hash to %s.", medium->sha256, found);
  else if (size != (guint64) medium->size_bytes)
    note_damage (self, "File %s has %" G_GUINT64_FORMAT " bytes, not %" G_GINT64_FORMAT ".", medium->sha256, size,
                 medium->size_bytes);
  self->media_bytes += (json_int_t) size;
}

static void
note_waiting_cb (const DsHqMedium *medium, gpointer user_data)
{
  Verify *self = user_data;

  json_array_append_new (self->waiting, json_string (medium->sha256));
}

static gboolean
check_all (Verify *self, DsHqStore *store, GError **error)
{
  g_autoptr (GError) damage = NULL;

  if (!ds_hq_store_check (store, &damage)) {
    if (!ds_error_is (damage, DS_ERROR_CORRUPT)) {
      g_propagate_error (error, g_steal_pointer (&damage));
      return FALSE;
    }
    note_damage (self, "The database is damaged: %s", damage->message);
  }

  return ds_hq_store_records (store, 0, check_record_cb, self, error) &&
         ds_hq_store_media (store, FALSE, check_medium_cb, self, error) &&
         ds_hq_store_media (store, TRUE, note_waiting_cb, self, error);
}

DsJson *
ds_hq_verify (const char *folder, DsHqStore *store, GError **error)
{
  g_autoptr (DsHqMedia) media = ds_hq_media_new (folder, error);
  g_autoptr (DsJson) damaged = json_array ();
  g_autoptr (DsJson) waiting = json_array ();
  Verify verify = { .media = media, .damaged = damaged, .waiting = waiting };
  DsHqCounts counts = { 0 };

  if (media == NULL || !check_all (&verify, store, error) || !ds_hq_store_counts (store, &counts, error))
    return NULL;

  return json_pack ("{s:b, s:I, s:I, s:I, s:O, s:O, s:I}", "ok", json_array_size (damaged) == 0, "records",
                    verify.n_records, "media", verify.n_media, "media_bytes", verify.media_bytes, "damaged", damaged,
                    "waiting", waiting, "incomplete_visits", (json_int_t) (counts.visits - counts.complete_visits));
}
