/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-page.h"

struct _DsFinishPage {
  AdwBin parent_instance;

  DsApp *app;
  DsVisitSession *session;
};

G_DEFINE_FINAL_TYPE (DsFinishPage, ds_finish_page, ADW_TYPE_BIN)

static void
ds_finish_page_finalize (GObject *object)
{
  DsFinishPage *self = DS_FINISH_PAGE (object);

  g_clear_object (&self->app);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ds_finish_page_parent_class)->finalize (object);
}

static void
ds_finish_page_class_init (DsFinishPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ds_finish_page_finalize;
}

static void
ds_finish_page_init (DsFinishPage *self)
{
}

DsFinishPage *
ds_finish_page_new (DsApp *app, DsVisitSession *session)
{
  DsFinishPage *self = g_object_new (DS_TYPE_FINISH_PAGE, NULL);

  self->app = g_object_ref (app);
  self->session = g_object_ref (session);
  return self;
}
