/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-papers.h"

#include "ds-act.h"
#include "ds-paper-out.h"
#include "ds-paper-view.h"

#include "ds-paper-service.h"

#include <string.h>

typedef struct {
  GtkWidget *widget;
  DsFinishPaperUse use;
  DsFinishPaperDone done;
  char *file_name;
} Bringing;

static void
free_bringing (Bringing *self)
{
  g_object_unref (self->widget);
  g_free (self->file_name);
  g_free (self);
}

static void
use_paper (Bringing *self, DsSharedPaper *paper)
{
  switch (self->use) {
  case DS_FINISH_PAPER_SAVE:
    ds_paper_out_save (self->widget, paper);
    return;
  case DS_FINISH_PAPER_PRINT:
    ds_paper_out_print (self->widget, paper);
    return;
  case DS_FINISH_PAPER_LOOK:
  default:
    ds_paper_view_present (self->widget, paper);
    return;
  }
}

static void
laid_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bringing *self = user_data;
  g_autoptr (GError) error = NULL;
  DsPaper *paper = ds_paper_service_lay_out_finish (DS_VISIT_SESSION (source), result, &error);

  self->done (self->widget);
  if (paper == NULL) {
    ds_act_show_error (self->widget, error);
  } else {
    g_autoptr (DsSharedPaper) shared = ds_shared_paper_new (paper, self->file_name);
    /* The page may have been left while the paper was laid out. */
    if (gtk_widget_get_root (self->widget) != NULL)
      use_paper (self, shared);
  }
  free_bringing (self);
}

static DsPaperKind
find_kind (const char *which)
{
  if (strcmp (which, "notice") == 0)
    return DS_PAPER_NOTICE;
  return strcmp (which, "guide") == 0 ? DS_PAPER_GUIDE : DS_PAPER_REPORT;
}

void
ds_finish_papers_bring (GtkWidget *widget, DsVisitSession *session, DsFinishPaperUse use, const char *which,
                        const char *guide, DsFinishPaperDone done)
{
  Bringing *self = g_new0 (Bringing, 1);

  self->widget = g_object_ref (widget);
  self->use = use;
  self->done = done;
  self->file_name =
      g_strdup_printf ("%s-%s.pdf", ds_visit_session_get_order_id (session), guide != NULL ? guide : which);
  /* An order's id comes from outside and may hold what a file's name may not. */
  g_strdelimit (self->file_name, "/\\", '_');
  ds_paper_service_lay_out_async (session, find_kind (which), guide, NULL, NULL, laid_out_cb, self);
}
