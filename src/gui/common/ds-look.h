/* SPDX-License-Identifier: GPL-3.0-or-later */
/* common/: what every screen shares: look, words for errors, small widgets. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define DS_TYPE_LOOK (ds_look_get_type ())
G_DECLARE_FINAL_TYPE (DsLook, ds_look, DS, LOOK, GObject)

/**
 * ds_look_new:
 * @settings: the look settings (schema io.github.doorstep.Doorstep)
 *
 * Keeps the display's style in step with the settings: light, dark, sun mode, glove mode, text size.
 * Main thread.
 *
 * Returns: (transfer full): a look; it undoes nothing when freed
 */
DsLook *ds_look_new (GSettings *settings);

/**
 * ds_look_open_settings:
 *
 * Finds the schema beside a program that runs in place, else among the installed ones.
 *
 * Returns: (transfer full) (nullable): the settings, %NULL if the schema is nowhere (a broken installation)
 */
GSettings *ds_look_open_settings (void);

/**
 * ds_look_apply_language:
 * @settings: the look settings
 *
 * Makes gettext answer in the chosen language from now on; widgets made before keep their texts. With
 * "system" the locale decides, and a locale that names no language means Chinese: the users' own.
 *
 * Returns: (transfer none): the language of content and papers: "zh_CN" or "en"
 */
const char *ds_look_apply_language (GSettings *settings);

/** ds_look_language: Returns: (transfer none): the language that the texts are in now: "zh_CN" or "en" */
const char *ds_look_language (void);

G_END_DECLS
