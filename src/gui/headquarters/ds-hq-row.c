/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-row.h"

#include "ds-words.h"

#include <glib/gi18n.h>

struct _DsHqRow {
  GtkBox parent_instance;

  GtkLabel *kind;
  GtkLabel *title;
  GtkLabel *state;
  GtkLabel *detail;
  GtkLabel *words;
  GtkProgressBar *progress;
  GtkButton *retry;

  DsHqItem *item;
  gulong changed;
};

G_DEFINE_FINAL_TYPE (DsHqRow, ds_hq_row, GTK_TYPE_BOX)

enum { SIGNAL_RETRY, N_SIGNALS };
static guint signals[N_SIGNALS];

static const struct {
  const char *text;
  const char *style;
} STATES[] = {
  [DS_HQ_ITEM_QUEUED] = { N_ ("Waiting to be sent"), NULL },
  [DS_HQ_ITEM_SENDING] = { N_ ("Being sent"), "advice" },
  [DS_HQ_ITEM_HELD] = { N_ ("Refused, kept here"), "stop" },
  [DS_HQ_ITEM_STORED] = { N_ ("Received, photos missing"), "hazard" },
  [DS_HQ_ITEM_COMPLETE] = { N_ ("Headquarters has it"), "pass" },
};

static void
show_state (DsHqRow *self, DsHqItemState state)
{
  gtk_label_set_text (self->state, _(STATES[state].text));
  for (gsize i = 0; i < G_N_ELEMENTS (STATES); i++)
    if (STATES[i].style != NULL)
      gtk_widget_remove_css_class (GTK_WIDGET (self->state), STATES[i].style);
  if (STATES[state].style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->state), STATES[state].style);
}

static char *
describe_attempts (DsHqItem *item)
{
  g_autofree char *size = g_format_size (ds_hq_item_get_bytes_total (item));
  guint attempts = ds_hq_item_get_attempts (item), missing = ds_hq_item_get_media_missing (item);
  g_autoptr (GString) text = g_string_new (size);

  if (missing > 0) {
    g_string_append (text, " · ");
    g_string_append_printf (text, ngettext ("%u photo missing there", "%u photos missing there", missing), missing);
  }
  if (attempts > 0) {
    g_string_append (text, " · ");
    g_string_append_printf (text, ngettext ("%u attempt", "%u attempts", attempts), attempts);
  }
  if (ds_hq_item_get_next_try_us (item) > 0 && ds_hq_item_get_state (item) == DS_HQ_ITEM_QUEUED) {
    g_autofree char *when = ds_words_when (ds_hq_item_get_next_try_us (item));
    g_string_append (text, " · ");
    g_string_append_printf (text, _("next try %s"), when);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_item (DsHqRow *self)
{
  DsHqItem *item = self->item;
  DsHqItemState state = ds_hq_item_get_state (item);
  guint64 total = ds_hq_item_get_bytes_total (item), sent = ds_hq_item_get_bytes_sent (item);
  const char *words = ds_hq_item_get_last_words (item);
  const char *title = ds_hq_item_get_title (item);
  g_autofree char *detail = describe_attempts (item);

  gtk_label_set_text (self->kind, ds_words_record (ds_hq_item_get_kind (item)));
  gtk_label_set_text (self->title, title != NULL ? title : "");
  show_state (self, state);
  gtk_label_set_text (self->detail, detail);
  gtk_label_set_text (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), words != NULL && *words != '\0' && state == DS_HQ_ITEM_HELD);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), sent > 0 && sent < total);
  gtk_progress_bar_set_fraction (self->progress, total > 0 ? (double) sent / (double) total : 0);
  gtk_widget_set_visible (GTK_WIDGET (self->retry), state == DS_HQ_ITEM_HELD);
}

static void
retry_clicked_cb (DsHqRow *self)
{
  if (self->item != NULL)
    g_signal_emit (self, signals[SIGNAL_RETRY], 0, self->item);
}

void
ds_hq_row_bind (DsHqRow *self, DsHqItem *item)
{
  if (self->item != NULL)
    g_signal_handler_disconnect (self->item, self->changed);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  self->changed = g_signal_connect_swapped (item, "notify", G_CALLBACK (show_item), self);
  show_item (self);
}

static void
ds_hq_row_dispose (GObject *object)
{
  ds_hq_row_bind (DS_HQ_ROW (object), NULL);
  G_OBJECT_CLASS (ds_hq_row_parent_class)->dispose (object);
}

static void
ds_hq_row_class_init (DsHqRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ds_hq_row_dispose;
  signals[SIGNAL_RETRY] = g_signal_new ("retry", DS_TYPE_HQ_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                        1, DS_TYPE_HQ_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/headquarters/hq-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DsHqRow, kind);
  gtk_widget_class_bind_template_child (widget_class, DsHqRow, title);
  gtk_widget_class_bind_template_child (widget_class, DsHqRow, state);
  gtk_widget_class_bind_template_child (widget_class, DsHqRow, detail);
  gtk_widget_class_bind_template_child (widget_class, DsHqRow, words);
  gtk_widget_class_bind_template_child (widget_class, DsHqRow, progress);
  gtk_widget_class_bind_template_child (widget_class, DsHqRow, retry);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
}

static void
ds_hq_row_init (DsHqRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DsHqRow *
ds_hq_row_new (void)
{
  return g_object_new (DS_TYPE_HQ_ROW, NULL);
}
