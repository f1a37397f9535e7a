/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** DsAskChoice: one of several kinds of answer above the text */
typedef struct {
  const char *id;
  const char *label;
} DsAskChoice;

/**
 * DsAsk: one question in a small dialog: a text, perhaps with a choice above it. All strings are translated already.
 * @body, @label (of the text field), @text (already in it): nullable; without @label there is no text field
 * @accept: the button that says yes
 * @required: the text must not be blank
 * @destructive: @accept takes something away
 * @choices, @n_choices: the first is chosen at the beginning
 * @suggestions: (nullable): %NULL-terminated texts to tap instead of typing
 */
typedef struct {
  const char *heading;
  const char *body;
  const char *label;
  const char *text;
  const char *accept;
  const DsAskChoice *choices;
  gsize n_choices;
  const char *const *suggestions;
  gboolean required;
  gboolean destructive;
} DsAsk;

/** DsAskFunc: the answer. @choice is %NULL without choices; @text is stripped, "" without a field. Not called when the person thought better of it or @widget has gone */
typedef void (*DsAskFunc) (GtkWidget *widget, const char *choice, const char *text, gpointer user_data);

/** ds_ask: asks over the window of @widget; @user_data must live as long as @widget */
void ds_ask (GtkWidget *widget, const DsAsk *ask, DsAskFunc func, gpointer user_data);

G_END_DECLS
