/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-db-private.h"

#include "ds-error.h"

#include <errno.h>

/* SQLite says IOERR or CANTOPEN; what the caller can do about it depends on what the system said. */
static DsErrorCode
map_system_errno (int saved_errno)
{
  switch (saved_errno) {
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return DS_ERROR_FULL;
  case EROFS:
  case EACCES:
  case EPERM:
    return DS_ERROR_READ_ONLY;
  default:
    return DS_ERROR_IO;
  }
}

static DsErrorCode
map_result (int result, int saved_errno)
{
  switch (result & 0xff) {
  case SQLITE_FULL:
    return DS_ERROR_FULL;
  case SQLITE_IOERR:
    return result == SQLITE_IOERR_FSYNC || result == SQLITE_IOERR_DIR_FSYNC ? DS_ERROR_IO
                                                                            : map_system_errno (saved_errno);
  case SQLITE_CANTOPEN:
    return saved_errno == ENOENT ? DS_ERROR_NOT_FOUND : map_system_errno (saved_errno);
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
  case SQLITE_FORMAT:
    return DS_ERROR_CORRUPT;
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return DS_ERROR_READ_ONLY;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return DS_ERROR_BUSY;
  case SQLITE_INTERRUPT:
    return DS_ERROR_CANCELLED;
  case SQLITE_CONSTRAINT:
  case SQLITE_MISMATCH:
    return DS_ERROR_INVALID;
  case SQLITE_TOOBIG:
  case SQLITE_NOMEM:
    return DS_ERROR_LIMIT;
  default:
    return DS_ERROR_FAILED;
  }
}

static const char *
advise (DsErrorCode code)
{
  switch (code) {
  case DS_ERROR_FULL:
    return "The disk is full. Nothing was changed; free some space, then try again.";
  case DS_ERROR_IO:
    return "The disk failed. Nothing more is written; close the program, start it again and check the disk.";
  case DS_ERROR_CORRUPT:
    return "The stored data is damaged. Keep the file; tell support before going on.";
  case DS_ERROR_READ_ONLY:
    return "The data cannot be written. Give this user the right to write to its folder.";
  case DS_ERROR_BUSY:
    return "Another program is using the data. Close it, then try again.";
  case DS_ERROR_CANCELLED:
    return "Given up on request.";
  case DS_ERROR_INVALID:
    return "The database refused a value that breaks its rules.";
  case DS_ERROR_LIMIT:
    return "A value is too large for the database.";
  case DS_ERROR_NOT_FOUND:
    return "The data file does not exist.";
  default:
    return "The database refused the request.";
  }
}

static int
ask_file (sqlite3_file *file)
{
  int saved_errno = 0;

  if (file == NULL || file->pMethods == NULL ||
      file->pMethods->xFileControl (file, SQLITE_FCNTL_LAST_ERRNO, &saved_errno) != SQLITE_OK)
    return 0;
  return saved_errno;
}

/* What the system said. sqlite3_system_errno() reads errno too late to be sure; the files of the connection
 * remember better: the log, then the database. */
static int
find_errno (sqlite3 *handle)
{
  sqlite3_file *file = NULL;
  int saved_errno = sqlite3_system_errno (handle);

  if (saved_errno == 0 && sqlite3_file_control (handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) == SQLITE_OK)
    saved_errno = ask_file (file);
  if (saved_errno == 0 && sqlite3_file_control (handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK)
    saved_errno = ask_file (file);
  return saved_errno;
}

void
ds_db_set_error (sqlite3 *handle, int result, const char *path, GError **error)
{
  int saved_errno = handle != NULL ? find_errno (handle) : errno;
  DsErrorCode code = map_result (result, saved_errno);
  const char *words = handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (result);

  /* SQLite has only a message for a header that names a schema format it does not know. */
  if (code == DS_ERROR_FAILED && g_strcmp0 (words, "unsupported file format") == 0)
    code = DS_ERROR_CORRUPT;

  g_set_error (error, DS_DB_ERROR, (int) code, "%s (%s: %s)", advise (code), path, words);
}

gboolean
ds_db_fail (DsDb *self, int result, GError **error)
{
  int saved_errno = find_errno (self->handle);
  gboolean io = (result & 0xff) == SQLITE_IOERR;

  if (io && !self->read_only && map_result (result, saved_errno) == DS_ERROR_IO)
    self->broken = TRUE;
  ds_db_set_error (self->handle, result, self->path, error);
  return FALSE;
}
