/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-guide.h"

#include "ds-digest.h"
#include "ds-parse-private.h"

#define MAX_SECTIONS 100
#define MAX_ITEMS 200

static void
parse_item (DsParse *self, json_t *object, DsGuideItem *item)
{
  static const char *const known[] = { "text", "kind", "important", NULL };
  static const char *const kinds[] = { "safety", "health", "energy", "care", NULL };

  ds_parse_text (self, object, "text", TRUE, &item->text);
  item->kind = kinds[ds_parse_word (self, object, "kind", TRUE, kinds, 3)];
  item->important = ds_json_reader_boolean (self->reader, object, "important", FALSE);
  ds_json_reader_finish_object (self->reader, object, known);
}

static void
parse_section (DsParse *self, json_t *object, DsGuideSection *section)
{
  static const char *const known[] = { "title", "items", NULL };
  json_t *items;

  ds_parse_text (self, object, "title", TRUE, &section->title);
  items = ds_parse_array (self, object, "items", TRUE, (DsParseRange){ 1, MAX_ITEMS }, &section->n_items);
  section->items = ds_arena_array (self->arena, DsGuideItem, section->n_items);
  ds_json_reader_push_member (self->reader, "items");
  for (guint i = 0; i < section->n_items; i++) {
    ds_json_reader_push_index (self->reader, i);
    parse_item (self, json_array_get (items, i), &section->items[i]);
    ds_json_reader_pop (self->reader);
  }
  ds_json_reader_pop (self->reader);
  ds_json_reader_finish_object (self->reader, object, known);
}

static void
parse_guide (DsParse *self, json_t *object, DsGuide *guide)
{
  static const char *const known[] = { "format", "id", "version", "appliances", "title", "sections", "basis", NULL };
  json_t *sections;

  ds_parse_format (self, object, "doorstep-guide/1");
  guide->id = ds_parse_id (self, object, "id", TRUE);
  guide->version = ds_parse_integer (self, object, "version", 1, 1000000, -1);
  guide->appliances = ds_parse_appliances (self, object);
  ds_parse_text (self, object, "title", TRUE, &guide->title);
  sections = ds_parse_array (self, object, "sections", TRUE, (DsParseRange){ 1, MAX_SECTIONS }, &guide->n_sections);
  guide->sections = ds_arena_array (self->arena, DsGuideSection, guide->n_sections);
  ds_json_reader_push_member (self->reader, "sections");
  for (guint i = 0; i < guide->n_sections; i++) {
    ds_json_reader_push_index (self->reader, i);
    parse_section (self, json_array_get (sections, i), &guide->sections[i]);
    ds_json_reader_pop (self->reader);
  }
  ds_json_reader_pop (self->reader);
  guide->basis = ds_parse_basis (self, object, &guide->n_basis);
  ds_json_reader_finish_object (self->reader, object, known);
}

DsGuide *
ds_guide_parse (const char *data, gsize size, GPtrArray **ret_problems, GError **error)
{
  g_autoptr (DsJsonReader) reader = ds_json_reader_new (DS_PARSE_MAX_PROBLEMS);
  g_autoptr (GError) problem = NULL;
  g_autoptr (DsJson) value = ds_parse_load (reader, data, size, &DS_JSON_LIMITS_CHECKLIST, &problem);
  g_autoptr (DsGuide) guide = NULL;

  if (value != NULL) {
    DsParse parse;

    guide = g_new0 (DsGuide, 1);
    g_atomic_ref_count_init (&guide->ref_count);
    guide->arena = ds_arena_new ();
    ds_sha256 (data, size, guide->sha256);
    parse = (DsParse){ reader, guide->arena };
    parse_guide (&parse, value, guide);
  }
  if (!ds_parse_finish (reader, ret_problems, &problem)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return NULL;
  }
  return g_steal_pointer (&guide);
}

DsGuide *
ds_guide_ref (DsGuide *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ds_guide_unref (DsGuide *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  ds_arena_free (self->arena);
  g_free (self);
}

gboolean
ds_guide_is_for (const DsGuide *self, const char *kind)
{
  return g_strv_contains (self->appliances, kind);
}
