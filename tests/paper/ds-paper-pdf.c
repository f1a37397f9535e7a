/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-pdf.h"

#include "ds-file.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
run_tool (const char *const *command)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  int status = -1;
  if (!g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status, &error)) {
    g_test_message ("%s", error->message);
    return NULL;
  }
  g_assert_true (g_spawn_check_wait_status (status, &error));
  return g_steal_pointer (&output);
}

static void
keep_copy (const char *path, const char *name)
{
  const char *folder = g_getenv ("DS_PAPER_OUT");
  if (folder == NULL) {
    return;
  }
  g_autofree char *copy = g_build_filename (folder, name, NULL);
  g_assert_true (ds_file_copy_durable (path, copy, NULL, NULL, NULL, NULL));
}

DsPaperPdf *
ds_paper_pdf_new (DsPaper *paper, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = g_find_program_in_path ("pdftotext");
  if (found == NULL) {
    return NULL;
  }
  g_autoptr (DsPaperPdf) self = g_new0 (DsPaperPdf, 1);
  self->folder = ds_test_folder_new ();
  self->path = ds_test_folder_file (self->folder, name);
  g_assert_true (ds_paper_write_pdf (paper, self->path, &error));
  g_assert_no_error (error);
  keep_copy (self->path, name);
  const char *text[] = { "pdftotext", "-layout", "-enc", "UTF-8", self->path, "-", NULL };
  const char *fonts[] = { "pdffonts", self->path, NULL };
  self->text = run_tool (text);
  self->fonts = run_tool (fonts);
  const char *list[] = { "pdfimages", "-list", self->path, NULL };
  g_autofree char *images = run_tool (list);
  for (const char *p = images; (p = strstr (p, " jpeg ")) != NULL; p++) {
    self->n_images++;
  }
  for (const char *p = self->text; (p = strchr (p, '\f')) != NULL; p++) {
    self->n_pages++;
  }
  return g_steal_pointer (&self);
}

void
ds_paper_pdf_free (DsPaperPdf *self)
{
  if (self == NULL) {
    return;
  }
  g_clear_pointer (&self->folder, ds_test_folder_free);
  g_free (self->path);
  g_free (self->text);
  g_free (self->fonts);
  g_free (self);
}

static char *
squeeze (const char *text)
{
  GString *result = g_string_new (NULL);
  for (; *text != '\0'; text++) {
    if (!g_ascii_isspace (*text)) {
      g_string_append_c (result, *text);
    }
  }
  return g_string_free (result, FALSE);
}

gboolean
ds_paper_pdf_has (DsPaperPdf *self, const char *word)
{
  g_autofree char *text = squeeze (self->text);
  g_autofree char *wanted = squeeze (word);
  return strstr (text, wanted) != NULL;
}

void
ds_paper_pdf_assert_has (DsPaperPdf *self, const char *const *words)
{
  for (; *words != NULL; words++) {
    if (!ds_paper_pdf_has (self, *words)) {
      g_test_message ("“%s” is missing in:\n%s", *words, self->text);
      g_test_fail ();
    }
  }
}

void
ds_paper_pdf_assert_fonts (DsPaperPdf *self)
{
  g_auto (GStrv) lines = g_strsplit (self->fonts, "\n", -1);
  guint n = 0;
  for (guint i = 2; lines[i] != NULL && *lines[i] != '\0'; i++) {
    /* name, type, encoding, then emb, sub, uni and the object's number and generation */
    g_auto (GStrv) words = g_strsplit_set (lines[i], " ", -1);
    g_autoptr (GPtrArray) filled = g_ptr_array_new ();
    for (guint j = 0; words[j] != NULL; j++) {
      if (*words[j] != '\0') {
        g_ptr_array_add (filled, words[j]);
      }
    }
    g_assert_cmpuint (filled->len, >=, 8);
    g_assert_cmpstr (g_ptr_array_index (filled, filled->len - 5), ==, "yes");
    n++;
  }
  g_assert_cmpuint (n, >, 0);
}
