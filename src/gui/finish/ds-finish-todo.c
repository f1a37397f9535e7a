/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-finish-todo.h"

#include "ds-finish-rows.h"

#include <glib/gi18n.h>

struct _DsFinishTodo {
  DsFinishCard parent_instance;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (DsFinishTodo, ds_finish_todo, DS_TYPE_FINISH_CARD)

static const struct {
  const char *what;
  const char *icon;
} ICONS[] = {
  { "pair", "dialog-warning-symbolic" },        { "evidence", "camera-photo-symbolic" },
  { "signature", "document-edit-symbolic" },    { "hazard-notice", "document-edit-symbolic" },
  { "stage", "media-playback-pause-symbolic" },
};

static const char *
find_icon (const char *what)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ICONS); i++)
    if (g_strcmp0 (ICONS[i].what, what) == 0)
      return ICONS[i].icon;
  return "checkbox-symbolic";
}

/* The papers are signed on this page; all else is done at its step. */
static void
add_blocker (DsFinishTodo *self, const DsVisitBlocker *blocker)
{
  DsFinishRow row = ds_finish_rows_add (self->list, blocker->text, NULL);
  GtkWidget *icon = gtk_image_new_from_icon_name (find_icon (blocker->what));
  gboolean here = g_strcmp0 (blocker->what, "signature") == 0 || g_strcmp0 (blocker->what, "hazard-notice") == 0;

  gtk_box_prepend (row.head, icon);
  if (g_strcmp0 (blocker->what, "pair") == 0)
    gtk_widget_add_css_class (icon, "stop");
  if (here)
    ds_finish_row_set_action (&row, "finish.show", blocker->what);
  else
    ds_finish_row_set_action (&row, "finish.go-to", blocker->slot != NULL ? blocker->slot : "");
}

static void
ds_finish_todo_show_summary (DsFinishCard *card, const DsVisitSummary *summary)
{
  DsFinishTodo *self = DS_FINISH_TODO (card);
  int focused = ds_finish_rows_clear (self->list);

  for (guint i = 0; i < summary->blockers->len; i++)
    add_blocker (self, g_ptr_array_index (summary->blockers, i));
  ds_finish_rows_restore (self->list, focused);
  gtk_widget_set_visible (GTK_WIDGET (self), ds_finish_card_is_open (card) && summary->blockers->len > 0);
}

static void
ds_finish_todo_class_init (DsFinishTodoClass *klass)
{
  DS_FINISH_CARD_CLASS (klass)->show_summary = ds_finish_todo_show_summary;
}

static void
ds_finish_todo_init (DsFinishTodo *self)
{
  ds_finish_card_set_title (DS_FINISH_CARD (self), _ ("Still to do"));
  self->list = ds_finish_rows_new ();
  gtk_box_append (ds_finish_card_get_box (DS_FINISH_CARD (self)), GTK_WIDGET (self->list));
}
