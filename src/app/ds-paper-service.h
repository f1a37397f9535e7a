/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-paper.h"
#include "ds-visit-session.h"

G_BEGIN_DECLS

/** DsPaperKind: the papers a visit can give */
typedef enum {
  DS_PAPER_REPORT,
  DS_PAPER_NOTICE,
  DS_PAPER_GUIDE,
} DsPaperKind;

/**
 * ds_paper_service_lay_out_async:
 * @session: a visit; what is committed now is shown (also before signing)
 * @kind: which paper
 * @guide_id: (nullable): for %DS_PAPER_GUIDE which one; %NULL is all that fit the order's appliances
 * @language: (nullable): "zh_CN" or "en"; %NULL is the app's
 *
 * Lays the paper out on a thread, for the screen and for the printer.
 */
void ds_paper_service_lay_out_async (DsVisitSession *session, DsPaperKind kind, const char *guide_id,
                                     const char *language, GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);

/** ds_paper_service_lay_out_finish: Returns: (transfer full): the pages; %DS_ERROR_NOT_FOUND if no guide fits */
DsPaper *ds_paper_service_lay_out_finish (DsVisitSession *session, GAsyncResult *result, GError **error);

/**
 * ds_paper_service_make_async: the same as a PDF: `papers/<order>-report-zh_CN.pdf` (or -notice-, -guide-) in the data folder;
 * an older one of that name is replaced.
 */
void ds_paper_service_make_async (DsVisitSession *session, DsPaperKind kind, const char *guide_id,
                                  const char *language, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);

/** ds_paper_service_make_finish: Returns: (transfer full): the PDF's path */
char *ds_paper_service_make_finish (DsVisitSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
