/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-desk.h"

#include "ds-error.h"
#include "ds-hq-code.h"
#include "ds-order.h"
#include "ds-text.h"

#include <string.h>

typedef DsJson *(*Apply) (DsHqStore *store, const DsHqDeskTime *time, const json_t *request, GError **error);

static const char *
text_of (const json_t *request, const char *key)
{
  const char *text = json_string_value (json_object_get (request, key));

  return text != NULL ? text : "";
}

static gboolean
id_is_valid (const char *id)
{
  gsize n = strlen (id);

  if (n == 0 || n > DS_HQ_ID_MAX_CHARS || !g_ascii_isalnum (id[0]))
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    if (!g_ascii_isalnum (id[i]) && strchr ("._-", id[i]) == NULL)
      return FALSE;
  }

  return TRUE;
}

static gboolean
check_name (const char *what, const char *name, GError **error)
{
  g_autofree char *clean = g_strstrip (g_strdup (name));

  if (*clean == '\0') {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "The %s is empty.", what);
    return FALSE;
  }

  return ds_text_check (name, DS_HQ_NAME_MAX_CHARS, error);
}

static DsJson *
apply_technician (DsHqStore *store, const DsHqDeskTime *time, const json_t *request, GError **error)
{
  const char *outlet = json_string_value (json_object_get (request, "outlet"));
  DsHqTechnician technician = {
    .id = (char *) text_of (request, "id"),
    .name = (char *) text_of (request, "name"),
    .outlet = (char *) outlet,
  };

  if (!id_is_valid (technician.id)) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID,
                 "\"%s\" is no technician's id. Use up to 64 letters, digits, dots, dashes, such as T001.",
                 technician.id);
    return NULL;
  }
  if (!check_name ("technician's name", technician.name, error) ||
      (outlet != NULL && !check_name ("outlet", outlet, error)) ||
      !ds_hq_store_put_technician (store, &technician, time->now_us, error))
    return NULL;

  return json_object ();
}

static DsJson *
apply_code (DsHqStore *store, const DsHqDeskTime *time, const json_t *request, GError **error)
{
  const char *id = text_of (request, "technician");
  gint64 expires_us = time->now_us + DS_HQ_CODE_LIFE_S * (gint64) G_USEC_PER_SEC;
  g_auto (DsHqTechnician) technician = { 0 };
  g_autofree char *expires = NULL;
  char code[DS_HQ_CODE_BUFFER], sha256[DS_SHA256_BUFFER];

  if (!ds_hq_store_get_technician (store, id, &technician, error))
    return NULL;
  ds_hq_code_new (code);
  g_assert (ds_hq_code_digest (code, sha256));
  if (!ds_hq_store_put_code (store, sha256, id, expires_us, error))
    return NULL;
  expires = ds_time_format (expires_us, time->offset_s);

  return json_pack ("{s:s, s:s}", "code", code, "expires", expires);
}

/* --- orders --- */

/* An order without a revision takes the one it has when nothing else changed, else the next. */
static gboolean
give_revision (DsHqStore *store, json_t *value, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *old_text = NULL;
  g_autoptr (DsJson) old = NULL;
  json_int_t revision = 1;

  if (json_object_get (value, "revision") != NULL)
    return TRUE;
  old_text = ds_hq_store_get_order (store, text_of (value, "id"), &local_error);
  if (old_text == NULL && !ds_error_is (local_error, DS_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (old_text != NULL) {
    old = ds_json_parse (old_text, strlen (old_text), &DS_JSON_LIMITS_RECORD, error);
    if (old == NULL)
      return FALSE;
    revision = json_integer_value (json_object_get (old, "revision"));
    json_object_set_new (value, "revision", json_integer (revision));
    if (!json_equal (old, value))
      revision++;
  }
  json_object_set_new (value, "revision", json_integer (revision));

  return TRUE;
}

static DsHqOrder *
make_row (const DsOrder *order)
{
  DsHqOrder *row = g_new0 (DsHqOrder, 1);
  g_autoptr (DsJson) plain = ds_order_to_json (order);
  g_autoptr (GPtrArray) people = g_ptr_array_new ();

  row->id = g_strdup (order->id);
  row->revision = order->revision;
  row->technician = g_strdup (order->technician);
  row->service = g_strdup (order->service);
  row->cancelled = order->cancelled;
  g_ptr_array_add (people, g_strdup (order->technician));
  for (guint i = 0; order->crew != NULL && order->crew[i] != NULL; i++)
    g_ptr_array_add (people, g_strdup (order->crew[i]));
  g_ptr_array_add (people, NULL);
  row->people = (char **) g_ptr_array_free (g_steal_pointer (&people), FALSE);
  row->text = ds_json_to_line (plain, NULL);

  return row;
}

static gboolean
check_people (DsHqStore *store, const DsHqOrder *row, GError **error)
{
  for (guint i = 0; row->people[i] != NULL; i++) {
    g_auto (DsHqTechnician) technician = { 0 };

    if (!ds_hq_store_get_technician (store, row->people[i], &technician, error)) {
      g_prefix_error (error, "Order %s: ", row->id);
      return FALSE;
    }
  }

  return TRUE;
}

/* A checklist that is not published is no error: it may be on its way. The tablet could not work by it, though. */
static gboolean
note_unpublished (DsHqStore *store, const DsOrder *order, json_t *unpublished, GError **error)
{
  for (guint i = 0; i < order->jobs->len; i++) {
    const DsJob *job = g_ptr_array_index (order->jobs, i);
    gboolean has = FALSE;

    if (!ds_hq_store_has_content (store, "checklist", job->checklist, &has, error))
      return FALSE;
    if (!has)
      json_object_set_new (unpublished, job->checklist, json_true ());
  }

  return TRUE;
}

static gboolean
put_order (DsHqStore *store, const DsHqDeskTime *time, json_t *value, json_t *unpublished, gboolean *ret_changed,
           GError **error)
{
  g_autoptr (DsOrder) order = NULL;
  g_autoptr (DsHqOrder) row = NULL;

  if (!give_revision (store, value, error))
    return FALSE;
  order = ds_order_from_json (value, NULL, error);
  if (order == NULL) {
    g_prefix_error (error, "Order %s: ", text_of (value, "id"));
    return FALSE;
  }
  row = make_row (order);

  return check_people (store, row, error) && note_unpublished (store, order, unpublished, error) &&
         ds_hq_store_put_order (store, row, time->now_us, ret_changed, error);
}

static DsJson *
apply_orders (DsHqStore *store, const DsHqDeskTime *time, const json_t *request, GError **error)
{
  g_autoptr (DsJson) unpublished = json_object ();
  g_autoptr (DsJson) names = json_array ();
  json_t *orders = json_object_get (request, "orders");
  json_t *value = NULL;
  const char *name = NULL;
  guint n_new = 0, n_unchanged = 0;
  size_t i = 0;

  json_array_foreach (orders, i, value) {
    gboolean changed = FALSE;

    if (!put_order (store, time, value, unpublished, &changed, error))
      return NULL;
    n_new += changed;
    n_unchanged += !changed;
  }
  json_object_foreach (unpublished, name, value)
    json_array_append_new (names, json_string (name));

  return json_pack ("{s:i, s:i, s:O}", "new", n_new, "unchanged", n_unchanged, "unpublished", names);
}

/* --- content, tablets, opinions --- */

static DsJson *
apply_content (DsHqStore *store, const DsHqDeskTime *time, const json_t *request, GError **error)
{
  json_t *items = json_object_get (request, "items");
  json_t *item = NULL;
  guint n_new = 0, n_unchanged = 0;
  size_t i = 0;

  json_array_foreach (items, i, item) {
    gboolean changed = FALSE;
    DsHqContent content = {
      .kind = text_of (item, "kind"),
      .id = text_of (item, "id"),
      .version = json_integer_value (json_object_get (item, "version")),
      .text = text_of (item, "text"),
      .text_size = json_string_length (json_object_get (item, "text")),
    };

    if (!ds_hq_store_put_content (store, &content, time->now_us, &changed, error))
      return NULL;
    n_new += changed;
    n_unchanged += !changed;
  }

  return json_pack ("{s:i, s:i}", "new", n_new, "unchanged", n_unchanged);
}

static DsJson *
apply_revoke (DsHqStore *store, const DsHqDeskTime *time, const json_t *request, GError **error)
{
  if (!ds_hq_store_revoke (store, text_of (request, "device"), time->now_us, error))
    return NULL;

  return json_object ();
}

static DsJson *
apply_opinion (DsHqStore *store, const DsHqDeskTime *time, const json_t *request, GError **error)
{
  const char *note = json_string_value (json_object_get (request, "note"));

  if (note != NULL && !check_name ("note", note, error))
    return NULL;
  if (!ds_hq_store_set_opinion (store, text_of (request, "id"), text_of (request, "state"), note, time->now_us, error))
    return NULL;

  return json_object ();
}

static const struct {
  const char *name;
  Apply apply;
} works[] = {
  { "technician", apply_technician }, { "code", apply_code },     { "orders", apply_orders },
  { "content", apply_content },       { "revoke", apply_revoke }, { "opinion", apply_opinion },
};

const char *
ds_hq_desk_name (const json_t *request)
{
  const char *name = text_of (request, "do");

  for (guint i = 0; i < G_N_ELEMENTS (works); i++) {
    if (strcmp (works[i].name, name) == 0)
      return works[i].name;
  }

  return "unknown";
}

DsJson *
ds_hq_desk_apply (DsHqStore *store, const DsHqDeskTime *time, const json_t *request, GError **error)
{
  const char *name = text_of (request, "do");

  for (guint i = 0; i < G_N_ELEMENTS (works); i++) {
    if (strcmp (works[i].name, name) == 0)
      return works[i].apply (store, time, request, error);
  }
  g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "The desk cannot do \"%s\".", name);

  return NULL;
}
