/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-store-light.h"

#include "ds-store-private.h"

#include <string.h>

/* The unit separator: refused at every input (ds_text_check()), so that it cannot stand in a name. Fields and,
 * one level below, the elements of a list. */
#define FIELD_SEPARATOR "\x1f"
#define LIST_SEPARATOR "\x1e"
#define N_FIELDS 5

static void
append_field (GString *light, const char *text)
{
  g_string_append (light, text != NULL ? text : "");
  g_string_append (light, FIELD_SEPARATOR);
}

static gboolean
is_in (GPtrArray *list, const char *text)
{
  for (guint i = 0; i < list->len; i++) {
    if (g_strcmp0 (g_ptr_array_index (list, i), text) == 0)
      return TRUE;
  }
  return FALSE;
}

static char *
join_kinds (const DsOrder *order)
{
  g_autoptr (GPtrArray) kinds = g_ptr_array_new ();

  for (guint i = 0; i < order->appliances->len; i++) {
    const DsAppliance *appliance = g_ptr_array_index (order->appliances, i);

    g_ptr_array_add (kinds, appliance->kind);
  }
  g_ptr_array_add (kinds, NULL);
  return g_strjoinv (LIST_SEPARATOR, (char **) kinds->pdata);
}

static char *
join_services (const DsOrder *order)
{
  g_autoptr (GPtrArray) services = g_ptr_array_new ();

  for (guint i = 0; i < order->jobs->len; i++) {
    const DsJob *job = g_ptr_array_index (order->jobs, i);

    if (job->service != NULL && !is_in (services, job->service))
      g_ptr_array_add (services, job->service);
  }
  if (services->len == 0)
    g_ptr_array_add (services, order->service);
  g_ptr_array_add (services, NULL);
  return g_strjoinv (LIST_SEPARATOR, (char **) services->pdata);
}

char *
ds_store_light_write (const DsOrder *order)
{
  GString *light = g_string_new (NULL);
  g_autofree char *kinds = join_kinds (order);
  g_autofree char *services = join_services (order);

  append_field (light, order->customer_name);
  append_field (light, order->area);
  append_field (light, order->address);
  append_field (light, kinds);
  g_string_append (light, services);
  return g_string_free (light, FALSE);
}

static char **
split_list (const char *text)
{
  return *text != '\0' ? g_strsplit (text, LIST_SEPARATOR, -1) : g_new0 (char *, 1);
}

gboolean
ds_store_light_read (const char *light, DsStoreOrder *order, GError **error)
{
  g_auto (GStrv) fields = g_strsplit (light != NULL ? light : "", FIELD_SEPARATOR, -1);

  if (g_strv_length (fields) != N_FIELDS) {
    g_set_error (error, DS_STORE_ERROR, DS_ERROR_CORRUPT,
                 "The row of order %s is damaged. Synchronise, so that headquarters sends it again.", order->id);
    return FALSE;
  }
  order->customer = g_strdup (fields[0]);
  order->area = g_strdup (fields[1]);
  order->address = g_strdup (fields[2]);
  order->kinds = split_list (fields[3]);
  order->services = split_list (fields[4]);
  return TRUE;
}

char *
ds_store_light_fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);

  return g_utf8_casefold (normal != NULL ? normal : "", -1);
}

static void
append_line (GString *lines, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_string_append (lines, text);
  g_string_append_c (lines, '\n');
}

/* "138 1234 5678" is found by its digits, too. */
static void
append_phone (GString *lines, const char *phone)
{
  append_line (lines, phone);
  if (phone == NULL || strpbrk (phone, " -") == NULL)
    return;
  for (const char *at = phone; *at != '\0'; at++) {
    if (g_ascii_isdigit (*at))
      g_string_append_c (lines, *at);
  }
  g_string_append_c (lines, '\n');
}

char *
ds_store_light_haystack (const DsOrder *order)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  append_line (lines, order->id);
  append_line (lines, order->ticket);
  append_line (lines, order->customer_name);
  append_phone (lines, order->phone);
  append_phone (lines, order->phone2);
  append_line (lines, order->address);
  append_line (lines, order->area);
  for (guint i = 0; i < order->appliances->len; i++) {
    const DsAppliance *appliance = g_ptr_array_index (order->appliances, i);

    append_line (lines, appliance->brand);
    append_line (lines, appliance->model);
    append_line (lines, appliance->serial);
    append_line (lines, appliance->serial2);
  }
  return ds_store_light_fold (lines->str);
}
