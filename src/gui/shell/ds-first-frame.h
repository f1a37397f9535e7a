/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ds_first_frame_watch:
 * @window: the application's window, not yet shown
 * @ready: whether what the person waits for is in the frame
 * @user_data: for @ready
 *
 * For `doorstep --first-frame`, which benchmarks start: after the first frame painted with @ready true, prints one line
 * `first-frame MICROSECONDS KILOBYTES` (monotonic clock; the process's peak resident memory) on standard output and
 * quits the application. Main thread.
 */
void ds_first_frame_watch (GtkWindow *window, gboolean (*ready) (gpointer user_data), gpointer user_data);

G_END_DECLS
