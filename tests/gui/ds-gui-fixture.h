/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The real window over a real store in a temporary folder. What is asynchronous is waited for by turning the main loop;
 * widgets are found by the ids of their templates and by the words on them, as a person finds them.
 */

#include <adwaita.h>

#include "ds-app-private.h"
#include "ds-test.h"
#include "ds-visit-session.h"
#include "ds-window.h"

G_BEGIN_DECLS

/** An order of the demo that nobody has accepted yet */
#define DS_GUI_ORDER "QX20261121000102"

typedef struct {
  DsTestFolder *folder;
  GSettings *settings;
  AdwApplication *application;
  DsApp *app;
  DsWindow *window;
} DsGuiFixture;

/** ds_gui_run: main() of each of these tests: a person's folders are a temporary one. Returns: the exit status */
int ds_gui_run (int argc, char **argv, void (*add_tests) (void));

/** ds_gui_settings: Returns: (transfer full): the look settings, all at their defaults but the language, which is English */
GSettings *ds_gui_settings (void);

/** ds_gui_app_new: Returns: (transfer full): an open app over @folder, without a network */
DsApp *ds_gui_app_new (const char *folder);

/** ds_gui_load_demo: puts the demo into @app */
void ds_gui_load_demo (DsApp *app);

/** ds_gui_fixture_new: a window over a store; with @demo the twelve orders of the demo are in it and Today shows them */
DsGuiFixture *ds_gui_fixture_new (gboolean demo);

/** ds_gui_fixture_open_window: a window over the fixture's app, in place of the one it has */
void ds_gui_fixture_open_window (DsGuiFixture *self);

/** ds_gui_fixture_free: destroys the window and sees that it is finalized, closes the app and sees the same of it */
void ds_gui_fixture_free (DsGuiFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsGuiFixture, ds_gui_fixture_free)

/** ds_gui_wait: turns the main loop until @condition holds; fails the test after a long while */
#define ds_gui_wait(condition)                                                                          \
  G_STMT_START                                                                                          \
  {                                                                                                     \
    guint guard = g_timeout_add_seconds (40, ds_gui_give_up_cb, (gpointer) (G_STRLOC ": " #condition)); \
    while (!(condition))                                                                                \
      g_main_context_iteration (NULL, TRUE);                                                            \
    g_source_remove (guard);                                                                            \
  }                                                                                                     \
  G_STMT_END
gboolean ds_gui_give_up_cb (gpointer where);

/** ds_gui_settle: turns the main loop until nothing is due and no use case runs */
void ds_gui_settle (DsApp *app);

/** ds_gui_stack_page: Returns: (transfer none): the name of the page that the window shows */
const char *ds_gui_stack_page (DsWindow *window);

/** ds_gui_page: Returns: (transfer none): the widget of @type in the window; fails the test if there is none */
GtkWidget *ds_gui_page (DsWindow *window, GType type);

/** ds_gui_find: Returns: (transfer none) (nullable): the first widget of @type in the tree of @root */
GtkWidget *ds_gui_find (GtkWidget *root, GType type);

/** ds_gui_child: Returns: (transfer none): a template's child by its id; fails the test if there is none */
GtkWidget *ds_gui_child (GtkWidget *widget, const char *id);

/** ds_gui_has_words: Returns: whether a label of @root that is not hidden holds @words */
gboolean ds_gui_has_words (GtkWidget *root, const char *words);

/** ds_gui_label: Returns: (transfer none): the text of the label that is @widget's template child @id */
const char *ds_gui_label (GtkWidget *widget, const char *id);

/** ds_gui_row: Returns: (transfer none) (nullable): the row of a preferences page that has @title */
GtkWidget *ds_gui_row (GtkWidget *root, const char *title);

/** ds_gui_button: Returns: (transfer none) (nullable): the button with @label */
GtkWidget *ds_gui_button (GtkWidget *root, const char *label);

/** ds_gui_click: presses a button that can be pressed */
void ds_gui_click (GtkWidget *button);

/** ds_gui_act: activates one of the window's actions; @target (nullable) is its string */
void ds_gui_act (DsWindow *window, const char *action, const char *target);

/** ds_gui_name: Returns: (transfer full) (nullable): the accessible name as the widget gives it to assistive tools */
char *ds_gui_name (GtkWidget *widget);

/** ds_gui_count_entries: Returns: how many journal entries the visit of @order has */
guint ds_gui_count_entries (DsApp *app, const char *order);

G_END_DECLS
