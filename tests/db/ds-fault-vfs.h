/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** DsFault: what fails */
typedef enum {
  DS_FAULT_NONE,
  DS_FAULT_WRITE_EIO, /* the disk refuses a write */
  DS_FAULT_WRITE_FULL, /* no room for it */
  DS_FAULT_SYNC, /* fsync fails */
} DsFault;

/** ds_fault_vfs_install: makes a layer over the system's files the default for every connection opened from now on */
void ds_fault_vfs_install (void);

/** ds_fault_vfs_arm: the @countdown-th operation of @fault's kind from now fails, once; 0 counts only */
void ds_fault_vfs_arm (DsFault fault, guint countdown);

/** ds_fault_vfs_count: Returns: operations of the armed kind since ds_fault_vfs_arm() */
guint ds_fault_vfs_count (void);

G_END_DECLS
