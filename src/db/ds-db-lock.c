/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-db-lock.h"

#include "ds-error.h"
#include "ds-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PID_TEXT_BYTES 32

struct _DsDbLock {
  int fd;
};

/* An open-file-description lock: also a second opening in the same process is refused, and closing some
 * other descriptor of the file does not drop it, as it would with POSIX locks. */
static gboolean
take_lock (int fd)
{
  struct flock wish = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return fcntl (fd, F_OFD_SETLK, &wish) == 0;
}

static void
refuse (int fd, const char *path, GError **error)
{
  char text[PID_TEXT_BYTES] = "";
  gssize got = pread (fd, text, sizeof text - 1, 0);
  gint64 pid = got > 0 ? g_ascii_strtoll (text, NULL, 10) : 0;

  if (pid > 0)
    g_set_error (error, DS_DB_ERROR, DS_ERROR_BUSY,
                 "The program with process id %" G_GINT64_FORMAT " is using this data (%s). Close it, then try again.",
                 pid, path);
  else
    g_set_error (error, DS_DB_ERROR, DS_ERROR_BUSY,
                 "Another program is using this data (%s). Close it, then try again.", path);
}

/* Only for the sentence above; the lock holds without it, so a full disk does no harm. */
static void
write_pid (int fd)
{
  char text[PID_TEXT_BYTES];
  int length = g_snprintf (text, sizeof text, "%d\n", (int) getpid ());

  if (ftruncate (fd, 0) == 0 && pwrite (fd, text, (gsize) length, 0) != length)
    g_debug ("The process id could not be written to the lock.");
}

DsDbLock *
ds_db_lock_new (const char *path, GError **error)
{
  DsDbLock *self;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    ds_error_set_from_errno (error, DS_DB_ERROR, errno, path);
    return NULL;
  }
  if (!take_lock (fd)) {
    int saved_errno = errno;

    if (saved_errno == EAGAIN || saved_errno == EACCES)
      refuse (fd, path, error);
    else
      ds_error_set_from_errno (error, DS_DB_ERROR, saved_errno, path);
    close (fd);
    return NULL;
  }
  write_pid (fd);
  self = g_new0 (DsDbLock, 1);
  self->fd = fd;
  return self;
}

void
ds_db_lock_free (DsDbLock *self)
{
  if (self == NULL)
    return;
  close (self->fd);
  g_free (self);
}
