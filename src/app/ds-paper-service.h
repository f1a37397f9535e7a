/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-visit-session.h"

G_BEGIN_DECLS

/** DsPaperKind: the papers a visit can give */
typedef enum {
  DS_PAPER_REPORT,
  DS_PAPER_NOTICE,
  DS_PAPER_GUIDE,
} DsPaperKind;

/**
 * ds_paper_service_make_async:
 * @session: a visit that has been started; what is committed now is printed (also before signing)
 * @kind: which paper
 * @guide_id: (nullable): for %DS_PAPER_GUIDE which one; %NULL is the first that fits the order's appliances
 * @language: (nullable): "zh_CN" or "en"; %NULL is the app's
 *
 * Makes the PDF on a thread, as `papers/<visit>-report.pdf` (or -notice, -<guide id>; each language has its own file)
 * in the data folder. The same content gives the same file again.
 */
void ds_paper_service_make_async (DsVisitSession *session, DsPaperKind kind, const char *guide_id,
                                  const char *language, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);

/** ds_paper_service_make_finish: Returns: (transfer full): the PDF's path */
char *ds_paper_service_make_finish (DsVisitSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
