/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-out.h"

#include "ds-error-text.h"

#include "ds-file.h"

#include <glib/gi18n.h>

/* --- a paper held by several -------------------------------------------------------------------------------------- */

DsSharedPaper *
ds_shared_paper_new (DsPaper *paper, const char *file_name)
{
  DsSharedPaper *self = g_rc_box_new0 (DsSharedPaper);

  self->paper = paper;
  self->file_name = g_strdup (file_name);
  return self;
}

DsSharedPaper *
ds_shared_paper_ref (DsSharedPaper *self)
{
  return g_rc_box_acquire (self);
}

static void
clear_shared_paper (gpointer data)
{
  DsSharedPaper *self = data;

  ds_paper_free (self->paper);
  g_free (self->file_name);
}

void
ds_shared_paper_unref (DsSharedPaper *self)
{
  g_rc_box_release_full (self, clear_shared_paper);
}

/* --- one paper on its way to a file or a printer ------------------------------------------------------------------ */

typedef struct {
  DsSharedPaper *paper;
  GtkWidget *widget; /* weak */
  GtkFileChooserNative *chooser; /* (nullable) */
  GBytes *pdf; /* (nullable) */
  char *path; /* (nullable) */
} Errand;

static Errand *
new_errand (GtkWidget *widget, DsSharedPaper *paper)
{
  Errand *self = g_new0 (Errand, 1);

  self->paper = ds_shared_paper_ref (paper);
  g_set_weak_pointer (&self->widget, widget);
  return self;
}

static void
free_errand (gpointer data)
{
  Errand *self = data;

  g_clear_weak_pointer (&self->widget);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->pdf, g_bytes_unref);
  ds_shared_paper_unref (self->paper);
  g_free (self->path);
  g_free (self);
}

static void
say (Errand *self, const char *line)
{
  if (self->widget != NULL)
    gtk_widget_activate_action (self->widget, "win.toast", "s", line);
}

static void
say_error (Errand *self, const GError *error)
{
  g_autofree char *line = ds_error_line (error);

  say (self, line);
}

static GtkWindow *
find_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* --- saving ------------------------------------------------------------------------------------------------------- */

static void
write_thread_cb (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Errand *errand = task_data;
  gsize size_bytes;
  const void *data = g_bytes_get_data (errand->pdf, &size_bytes);
  GError *error = NULL;

  if (ds_file_write_durable (errand->path, data, size_bytes, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Errand *errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_path_get_basename (errand->path);
  g_autofree char *line = g_strdup_printf (_ ("Saved as %s"), name);

  if (g_task_propagate_boolean (G_TASK (result), &error))
    say (errand, line);
  else
    say_error (errand, error);
  free_errand (errand);
}

static gboolean
prepare_file (Errand *errand, GFile *file)
{
  g_autoptr (GError) error = NULL;

  errand->path = file != NULL ? g_file_get_path (file) : NULL;
  if (errand->path == NULL) {
    say (errand, _ ("Choose a folder on this tablet or on a stick."));
    return FALSE;
  }
  errand->pdf = ds_paper_to_pdf (errand->paper->paper, &error);
  if (errand->pdf == NULL)
    say_error (errand, error);
  return errand->pdf != NULL;
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Errand *errand = user_data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  gtk_native_dialog_hide (dialog);
  if (response == GTK_RESPONSE_ACCEPT && prepare_file (errand, file)) {
    g_autoptr (GTask) task = g_task_new (NULL, NULL, written_cb, errand);
    g_task_set_task_data (task, errand, NULL);
    g_task_run_in_thread (task, write_thread_cb);
    return;
  }
  free_errand (errand);
}

void
ds_paper_out_save (GtkWidget *widget, DsSharedPaper *paper)
{
  Errand *errand = new_errand (widget, paper);
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autoptr (GFile) folder = g_file_new_for_path (documents != NULL ? documents : g_get_home_dir ());
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  errand->chooser = gtk_file_chooser_native_new (ds_paper_get_title (paper->paper), find_window (widget),
                                                 GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save"), _ ("Cancel"));
  gtk_file_filter_set_name (filter, _ ("PDF document"));
  gtk_file_filter_add_mime_type (filter, "application/pdf");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (errand->chooser), filter);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (errand->chooser), folder, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (errand->chooser), paper->file_name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (errand->chooser), TRUE);
  g_signal_connect (errand->chooser, "response", G_CALLBACK (chosen_cb), errand);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (errand->chooser));
}

/* --- printing ----------------------------------------------------------------------------------------------------- */

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer user_data)
{
  Errand *errand = user_data;
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width = gtk_print_context_get_width (context), height = gtk_print_context_get_height (context);
  double scale = MIN (width / DS_PAPER_WIDTH, height / DS_PAPER_HEIGHT);

  /* On other paper than A4 the page shrinks or grows whole, in the middle. */
  cairo_translate (cr, (width - DS_PAPER_WIDTH * scale) / 2, (height - DS_PAPER_HEIGHT * scale) / 2);
  cairo_scale (cr, scale, scale);
  ds_paper_draw_page (errand->paper->paper, cr, (guint) page);
}

static void
printed_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer user_data)
{
  Errand *errand = user_data;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR) {
    g_autoptr (GError) error = NULL;
    g_autofree char *line = NULL;

    gtk_print_operation_get_error (operation, &error);
    line = g_strdup_printf (_ ("It was not printed: %s"), error != NULL ? error->message : "");
    say (errand, line);
  } else if (result == GTK_PRINT_OPERATION_RESULT_APPLY) {
    say (errand, _ ("Given to the printer"));
  }
}

static void
errand_gone_cb (gpointer data, GClosure *closure)
{
  free_errand (data);
}

void
ds_paper_out_print (GtkWidget *widget, DsSharedPaper *paper)
{
  Errand *errand = new_errand (widget, paper);
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr (GtkPaperSize) size = gtk_paper_size_new (GTK_PAPER_NAME_A4);

  gtk_page_setup_set_paper_size (setup, size);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_job_name (operation, ds_paper_get_title (paper->paper));
  gtk_print_operation_set_n_pages (operation, (int) ds_paper_n_pages (paper->paper));
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), errand);
  g_signal_connect_data (operation, "done", G_CALLBACK (printed_cb), errand, errand_gone_cb, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, find_window (widget), NULL);
}
