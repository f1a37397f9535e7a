/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-view.h"

#include "ds-paper-sheet.h"

#include <glib/gi18n.h>

/* Widths of a page: what fits, then twice and three times that, for reading on a phone. */
#define MAX_ZOOM 3
#define PAGE_WIDTH 860

struct _DsPaperView {
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  AdwToastOverlay *toasts;
  GtkScrolledWindow *scroller;
  AdwClamp *clamp;
  GtkBox *pages;

  DsSharedPaper *paper;
  guint zoom;
};

G_DEFINE_FINAL_TYPE (DsPaperView, ds_paper_view, ADW_TYPE_WINDOW)

static void
show_zoom (DsPaperView *self)
{
  int room = MIN (gtk_widget_get_width (GTK_WIDGET (self->scroller)), PAGE_WIDTH);

  adw_clamp_set_maximum_size (self->clamp, self->zoom > 1 ? G_MAXINT : PAGE_WIDTH);
  gtk_widget_set_size_request (GTK_WIDGET (self->pages), self->zoom > 1 ? room * (int) self->zoom : -1, -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "paper.larger", self->zoom < MAX_ZOOM);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "paper.smaller", self->zoom > 1);
}

static void
larger_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsPaperView *self = DS_PAPER_VIEW (widget);

  self->zoom = MIN (self->zoom + 1, MAX_ZOOM);
  show_zoom (self);
}

static void
smaller_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DsPaperView *self = DS_PAPER_VIEW (widget);

  self->zoom = MAX (self->zoom - 1, 1);
  show_zoom (self);
}

static void
save_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ds_paper_out_save (widget, DS_PAPER_VIEW (widget)->paper);
}

static void
print_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ds_paper_out_print (widget, DS_PAPER_VIEW (widget)->paper);
}

static void
toast_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *line = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);

  adw_toast_overlay_add_toast (DS_PAPER_VIEW (widget)->toasts, adw_toast_new (line));
}

static void
ds_paper_view_finalize (GObject *object)
{
  g_clear_pointer (&DS_PAPER_VIEW (object)->paper, ds_shared_paper_unref);
  G_OBJECT_CLASS (ds_paper_view_parent_class)->finalize (object);
}

static void
ds_paper_view_class_init (DsPaperViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ds_paper_view_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/doorstep/Doorstep/finish/paper-view.ui");
  gtk_widget_class_bind_template_child (widget_class, DsPaperView, title);
  gtk_widget_class_bind_template_child (widget_class, DsPaperView, toasts);
  gtk_widget_class_bind_template_child (widget_class, DsPaperView, scroller);
  gtk_widget_class_bind_template_child (widget_class, DsPaperView, clamp);
  gtk_widget_class_bind_template_child (widget_class, DsPaperView, pages);
  gtk_widget_class_install_action (widget_class, "paper.larger", NULL, larger_cb);
  gtk_widget_class_install_action (widget_class, "paper.smaller", NULL, smaller_cb);
  gtk_widget_class_install_action (widget_class, "paper.save", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "paper.print", NULL, print_cb);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, GDK_CONTROL_MASK, "paper.larger", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, GDK_CONTROL_MASK, "paper.smaller", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "paper.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "paper.print", NULL);
}

static void
ds_paper_view_init (DsPaperView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->zoom = 1;
  show_zoom (self);
}

void
ds_paper_view_present (GtkWidget *widget, DsSharedPaper *paper)
{
  DsPaperView *self = g_object_new (DS_TYPE_PAPER_VIEW, NULL);
  GtkRoot *root = gtk_widget_get_root (widget);
  guint n_pages = ds_paper_n_pages (paper->paper);
  g_autofree char *count = g_strdup_printf (ngettext ("%u page", "%u pages", n_pages), n_pages);

  self->paper = ds_shared_paper_ref (paper);
  adw_window_title_set_title (self->title, ds_paper_get_title (paper->paper));
  adw_window_title_set_subtitle (self->title, count);
  gtk_window_set_title (GTK_WINDOW (self), ds_paper_get_title (paper->paper));
  for (guint i = 0; i < n_pages; i++)
    gtk_box_append (self->pages, ds_paper_sheet_new (paper, i));
  if (GTK_IS_WINDOW (root)) {
    /* As high as the window below, so that it looks like a page of it and fits the screen. */
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
    gtk_window_set_default_size (GTK_WINDOW (self), MIN (gtk_widget_get_width (GTK_WIDGET (root)), PAGE_WIDTH + 60),
                                 gtk_widget_get_height (GTK_WIDGET (root)));
  }
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->scroller));
}
