/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-media.h"

#include "ds-error.h"
#include "ds-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct _DsHqMedia {
  char *uploads;
  char *verified;
  GMutex lock;
  GHashTable *writings; /* upload id → the DsHqWriting that may write; borrowed */
};

struct _DsHqWriting {
  DsHqMedia *media;
  char *id;
  int fd;
  guint64 start;
  guint64 offset;
  GChecksum *checksum;
  DsHqTusChecksum expected;
  GMutex lock;
  gboolean lost; /* a newer request took over */
};

static char *
part_path (DsHqMedia *self, const char *id)
{
  g_autofree char *name = g_strconcat (id, ".part", NULL);

  return g_build_filename (self->uploads, name, NULL);
}

/* The newest request wins: the older one most likely hangs on a dead line. What it wrote stays. */
static void
take_over (DsHqMedia *self, const char *id)
{
  DsHqWriting *older = NULL;

  g_mutex_lock (&self->lock);
  older = g_hash_table_lookup (self->writings, id);
  if (older != NULL) {
    g_mutex_lock (&older->lock);
    older->lost = TRUE;
    g_mutex_unlock (&older->lock);
    g_hash_table_remove (self->writings, id);
  }
  g_mutex_unlock (&self->lock);
}

static void
set_lost (GError **error)
{
  g_set_error (error, DS_HQ_ERROR, DS_ERROR_BUSY, "A newer request took over this upload.");
}

DsHqMedia *
ds_hq_media_new (const char *folder, GError **error)
{
  g_autoptr (DsHqMedia) self = g_new0 (DsHqMedia, 1);

  g_mutex_init (&self->lock);
  self->writings = g_hash_table_new (g_str_hash, g_str_equal);
  self->uploads = g_build_filename (folder, "uploads", NULL);
  self->verified = g_build_filename (folder, "media", "sha256", NULL);
  if (!ds_file_make_folder (self->uploads, error) || !ds_file_make_folder (self->verified, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
ds_hq_media_free (DsHqMedia *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->writings);
  g_mutex_clear (&self->lock);
  g_free (self->uploads);
  g_free (self->verified);
  g_free (self);
}

char *
ds_hq_media_path (DsHqMedia *self, const char *sha256)
{
  char prefix[3] = { sha256[0], sha256[1], '\0' };

  return g_build_filename (self->verified, prefix, sha256, NULL);
}

gboolean
ds_hq_media_create (DsHqMedia *self, const char *id, GError **error)
{
  g_autofree char *path = part_path (self, id);
  int fd = open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

  if (fd < 0) {
    ds_error_set_from_errno (error, DS_HQ_ERROR, errno, "An upload's file cannot be made");
    return FALSE;
  }
  close (fd);

  return TRUE;
}

void
ds_hq_media_discard (DsHqMedia *self, const char *id)
{
  g_autofree char *path = part_path (self, id);

  take_over (self, id);
  unlink (path);
}

gboolean
ds_hq_media_offset (DsHqMedia *self, const char *id, guint64 *ret_offset, GError **error)
{
  g_autofree char *path = part_path (self, id);
  struct stat info;

  take_over (self, id);
  if (stat (path, &info) != 0) {
    ds_error_set_from_errno (error, DS_HQ_ERROR, errno, "An upload's file cannot be read");
    return FALSE;
  }
  *ret_offset = (guint64) info.st_size;

  return TRUE;
}

DsHqWriting *
ds_hq_media_begin (DsHqMedia *self, const char *id, guint64 offset, const DsHqTusChecksum *checksum,
                   guint64 *ret_offset, GError **error)
{
  g_autofree char *path = part_path (self, id);
  g_autoptr (DsHqWriting) writing = g_new0 (DsHqWriting, 1);
  struct stat info;

  g_mutex_init (&writing->lock);
  writing->media = self;
  writing->id = g_strdup (id);
  take_over (self, id);
  writing->fd = open (path, O_WRONLY | O_CLOEXEC);
  if (writing->fd < 0 || fstat (writing->fd, &info) != 0) {
    ds_error_set_from_errno (error, DS_HQ_ERROR, errno, "An upload's file cannot be opened");
    return NULL;
  }
  *ret_offset = (guint64) info.st_size;
  if (offset != (guint64) info.st_size) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_STATE, "The upload stands at %" G_GUINT64_FORMAT " bytes.",
                 (guint64) info.st_size);
    return NULL;
  }
  writing->start = writing->offset = offset;
  if (checksum != NULL) {
    writing->expected = *checksum;
    writing->checksum = g_checksum_new (checksum->type);
  }
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->writings, writing->id, writing);
  g_mutex_unlock (&self->lock);

  return g_steal_pointer (&writing);
}

static gboolean
write_all (DsHqWriting *self, const char *data, gsize size, GError **error)
{
  while (size > 0) {
    ssize_t n = pwrite (self->fd, data, size, (off_t) self->offset);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0) {
      ds_error_set_from_errno (error, DS_HQ_ERROR, n < 0 ? errno : EIO, "An upload's file cannot be written");
      return FALSE;
    }
    if (self->checksum != NULL)
      g_checksum_update (self->checksum, (const guchar *) data, n);
    self->offset += (guint64) n;
    data += n;
    size -= (gsize) n;
  }

  return TRUE;
}

gboolean
ds_hq_writing_data (DsHqWriting *self, const char *data, gsize size, GError **error)
{
  gboolean done = FALSE;

  g_mutex_lock (&self->lock);
  if (self->lost)
    set_lost (error);
  else
    done = write_all (self, data, size, error);
  g_mutex_unlock (&self->lock);

  return done;
}

static gboolean
checksum_matches (DsHqWriting *self)
{
  guint8 digest[64];
  gsize size = sizeof digest;

  if (self->checksum == NULL)
    return TRUE;
  g_checksum_get_digest (self->checksum, digest, &size);

  return size == self->expected.digest_size && memcmp (digest, self->expected.digest, size) == 0;
}

/* With the lock held. */
static gboolean
judge_chunk (DsHqWriting *self, GError **error)
{
  if (self->lost) {
    set_lost (error);
    return FALSE;
  }
  if (checksum_matches (self))
    return TRUE;
  if (ftruncate (self->fd, (off_t) self->start) != 0) {
    ds_error_set_from_errno (error, DS_HQ_ERROR, errno, "A wrong piece of an upload cannot be cut off");
    return FALSE;
  }
  g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "The bytes do not have the checksum they were announced with.");

  return FALSE;
}

gboolean
ds_hq_writing_end (DsHqWriting *self, guint64 *ret_offset, GError **error)
{
  gboolean good = FALSE;

  g_mutex_lock (&self->lock);
  good = judge_chunk (self, error);
  g_mutex_unlock (&self->lock);
  if (!good)
    return FALSE;
  if (self->offset > self->start && fdatasync (self->fd) != 0) {
    ds_error_set_from_errno (error, DS_HQ_ERROR, errno, "An upload's bytes cannot be made durable");
    return FALSE;
  }
  *ret_offset = self->offset;

  return TRUE;
}

void
ds_hq_writing_free (DsHqWriting *self)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->media->lock);
  if (g_hash_table_lookup (self->media->writings, self->id) == self)
    g_hash_table_remove (self->media->writings, self->id);
  g_mutex_unlock (&self->media->lock);
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->checksum, g_checksum_free);
  g_mutex_clear (&self->lock);
  g_free (self->id);
  g_free (self);
}

/* Moves the part to its place so that it lasts: the folder's new name first, then the file's. */
static gboolean
move_to_place (DsHqMedia *self, const char *part, const char *sha256, GError **error)
{
  g_autofree char *path = ds_hq_media_path (self, sha256);
  g_autofree char *folder = g_path_get_dirname (path);
  gboolean is_new = !g_file_test (folder, G_FILE_TEST_IS_DIR);

  if (is_new && (!ds_file_make_folder (folder, error) || !ds_file_sync_folder (self->verified, error)))
    return FALSE;
  if (rename (part, path) != 0) {
    ds_error_set_from_errno (error, DS_HQ_ERROR, errno, "A verified file cannot be moved to its place");
    return FALSE;
  }

  return ds_file_sync_folder (folder, error);
}

gboolean
ds_hq_media_adopt (DsHqMedia *self, const char *id, const char *sha256, GError **error)
{
  g_autofree char *part = part_path (self, id);
  g_autofree char *path = ds_hq_media_path (self, sha256);
  g_autofree char *found = NULL;
  g_autoptr (GError) local_error = NULL;

  if (!ds_sha256_file (part, &found, NULL, NULL, &local_error)) {
    /* Moved already, by a request before this one or before a crash: only verified files ever get there. */
    if (ds_error_code_of (local_error) == DS_ERROR_NOT_FOUND && g_file_test (path, G_FILE_TEST_IS_REGULAR))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (strcmp (found, sha256) != 0) {
    ds_hq_media_discard (self, id);
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "The file's bytes hash to %s, not to the announced %s.", found,
                 sha256);
    return FALSE;
  }

  return move_to_place (self, part, sha256, error);
}
