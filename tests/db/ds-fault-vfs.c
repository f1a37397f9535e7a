/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-fault-vfs.h"

#include <errno.h>
#include <sqlite3.h>
#include <string.h>

/* One test, one thread: SQLite's file layer has no place to hand a context through. */
static sqlite3_vfs *system_vfs;
static sqlite3_vfs fault_vfs;
static sqlite3_io_methods fault_methods;
static DsFault armed;
static guint countdown_left;
static guint counted;

typedef struct {
  sqlite3_file base;
  int last_errno;
  sqlite3_file *real; /* right behind */
} FaultFile;

static sqlite3_file *
real_file (sqlite3_file *file)
{
  return ((FaultFile *) file)->real;
}

static gboolean
strikes (gboolean is_sync)
{
  if (armed == DS_FAULT_NONE || is_sync != (armed == DS_FAULT_SYNC))
    return FALSE;
  counted++;
  return countdown_left > 0 && --countdown_left == 0;
}

static int
close_cb (sqlite3_file *file)
{
  return real_file (file)->pMethods->xClose (real_file (file));
}

static int
read_cb (sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
  return real_file (file)->pMethods->xRead (real_file (file), data, size, offset);
}

static int
write_cb (sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
  if (strikes (FALSE)) {
    /* Half of it arrives, as on a real disk. */
    real_file (file)->pMethods->xWrite (real_file (file), data, size / 2, offset);
    ((FaultFile *) file)->last_errno = armed == DS_FAULT_WRITE_FULL ? ENOSPC : EIO;
    return armed == DS_FAULT_WRITE_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  }
  return real_file (file)->pMethods->xWrite (real_file (file), data, size, offset);
}

static int
truncate_cb (sqlite3_file *file, sqlite3_int64 size)
{
  return real_file (file)->pMethods->xTruncate (real_file (file), size);
}

static int
sync_cb (sqlite3_file *file, int flags)
{
  if (strikes (TRUE)) {
    ((FaultFile *) file)->last_errno = EIO;
    return SQLITE_IOERR_FSYNC;
  }
  return real_file (file)->pMethods->xSync (real_file (file), flags);
}

static int
file_size_cb (sqlite3_file *file, sqlite3_int64 *size)
{
  return real_file (file)->pMethods->xFileSize (real_file (file), size);
}

static int
lock_cb (sqlite3_file *file, int level)
{
  return real_file (file)->pMethods->xLock (real_file (file), level);
}

static int
unlock_cb (sqlite3_file *file, int level)
{
  return real_file (file)->pMethods->xUnlock (real_file (file), level);
}

static int
check_reserved_lock_cb (sqlite3_file *file, int *result)
{
  return real_file (file)->pMethods->xCheckReservedLock (real_file (file), result);
}

static int
file_control_cb (sqlite3_file *file, int op, void *data)
{
  if (op == SQLITE_FCNTL_LAST_ERRNO) {
    *(int *) data = ((FaultFile *) file)->last_errno;
    return SQLITE_OK;
  }
  return real_file (file)->pMethods->xFileControl (real_file (file), op, data);
}

static int
sector_size_cb (sqlite3_file *file)
{
  return real_file (file)->pMethods->xSectorSize (real_file (file));
}

static int
characteristics_cb (sqlite3_file *file)
{
  return real_file (file)->pMethods->xDeviceCharacteristics (real_file (file));
}

static int
shm_map_cb (sqlite3_file *file, int page, int size, int extend, void volatile **result)
{
  return real_file (file)->pMethods->xShmMap (real_file (file), page, size, extend, result);
}

static int
shm_lock_cb (sqlite3_file *file, int offset, int n, int flags)
{
  return real_file (file)->pMethods->xShmLock (real_file (file), offset, n, flags);
}

static void
shm_barrier_cb (sqlite3_file *file)
{
  real_file (file)->pMethods->xShmBarrier (real_file (file));
}

static int
shm_unmap_cb (sqlite3_file *file, int remove)
{
  return real_file (file)->pMethods->xShmUnmap (real_file (file), remove);
}

static int
open_cb (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
  FaultFile *self = (FaultFile *) file;
  int result;

  self->last_errno = 0;
  self->real = (sqlite3_file *) (self + 1);
  result = system_vfs->xOpen (system_vfs, name, self->real, flags, ret_flags);
  self->base.pMethods = self->real->pMethods != NULL ? &fault_methods : NULL;
  return result;
}

void
ds_fault_vfs_install (void)
{
  system_vfs = sqlite3_vfs_find (NULL);
  fault_vfs = *system_vfs;
  fault_vfs.zName = "fault";
  fault_vfs.szOsFile = (int) sizeof (FaultFile) + system_vfs->szOsFile;
  fault_vfs.xOpen = open_cb;
  fault_methods = (sqlite3_io_methods){
    .iVersion = 2,
    .xClose = close_cb,
    .xRead = read_cb,
    .xWrite = write_cb,
    .xTruncate = truncate_cb,
    .xSync = sync_cb,
    .xFileSize = file_size_cb,
    .xLock = lock_cb,
    .xUnlock = unlock_cb,
    .xCheckReservedLock = check_reserved_lock_cb,
    .xFileControl = file_control_cb,
    .xSectorSize = sector_size_cb,
    .xDeviceCharacteristics = characteristics_cb,
    .xShmMap = shm_map_cb,
    .xShmLock = shm_lock_cb,
    .xShmBarrier = shm_barrier_cb,
    .xShmUnmap = shm_unmap_cb,
  };
  g_assert (sqlite3_vfs_register (&fault_vfs, 1) == SQLITE_OK);
}

void
ds_fault_vfs_arm (DsFault fault, guint countdown)
{
  armed = fault;
  countdown_left = countdown;
  counted = 0;
}

guint
ds_fault_vfs_count (void)
{
  return counted;
}
