/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-guard.h"

#include <string.h>

static gboolean
header_is (const DsHqHeader *header, const char *name)
{
  return header->name_size == strlen (name) && g_ascii_strncasecmp (header->name, name, header->name_size) == 0;
}

static DsHqAnswer *
refuse (guint status, const char *detail)
{
  DsHqAnswer *answer = ds_hq_answer_new_problem (status, DS_HQ_PROBLEM_FRAMING, "%s", detail);

  ds_hq_answer_set_close (answer);

  return answer;
}

/* A header name is a token (RFC 9110, 5.6.2): a space before the colon makes two readers see two names. */
static gboolean
is_token (const char *text, gsize size)
{
  if (size == 0)
    return FALSE;
  for (gsize i = 0; i < size; i++) {
    char c = text[i];

    if (!g_ascii_isalnum (c) && (c == '\0' || strchr ("!#$%&'*+-.^_`|~", c) == NULL))
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_clean_value (const char *text, gsize size)
{
  for (gsize i = 0; i < size; i++) {
    guchar c = (guchar) text[i];

    if ((c < 0x20 && c != '\t') || c == 0x7f)
      return FALSE;
  }

  return TRUE;
}

/* Content-Length is 1*DIGIT: no sign, no list, no space inside. 15 digits are more than any body. */
static gboolean
parse_length (const DsHqHeader *header, guint64 *ret_length)
{
  guint64 length = 0;

  if (header->value_size == 0 || header->value_size > 15)
    return FALSE;
  for (gsize i = 0; i < header->value_size; i++) {
    if (!g_ascii_isdigit (header->value[i]))
      return FALSE;
    length = length * 10 + (guint64) (header->value[i] - '0');
  }
  *ret_length = length;

  return TRUE;
}

static gboolean
method_carries_body (const char *method)
{
  return strcmp (method, "POST") == 0 || strcmp (method, "PATCH") == 0 || strcmp (method, "PUT") == 0;
}

static DsHqAnswer *
check_length_against_method (const char *method, const DsHqFraming *framing)
{
  if (method_carries_body (method) && !framing->has_length)
    return refuse (411, "A POST or PATCH must say its length with Content-Length.");
  if (!method_carries_body (method) && framing->length_bytes > 0)
    return refuse (400, "Only POST and PATCH may carry a body.");

  return NULL;
}

DsHqAnswer *
ds_hq_guard_check (const char *method, const DsHqHeader *headers, guint n_headers, DsHqFraming *ret_framing)
{
  DsHqFraming framing = { 0 };
  guint n_hosts = 0;
  DsHqAnswer *refusal = NULL;

  if (n_headers > DS_HQ_MAX_HEADERS)
    return refuse (431, "A request may have at most 64 headers.");

  for (guint i = 0; i < n_headers; i++) {
    const DsHqHeader *header = &headers[i];

    if (!is_token (header->name, header->name_size))
      return refuse (400, "A header's name has a character that may not stand there.");
    if (!is_clean_value (header->value, header->value_size))
      return refuse (400, "A header's value has a control character.");
    if (header_is (header, "Transfer-Encoding"))
      return refuse (411, "Transfer-Encoding is not accepted; say the length with Content-Length.");
    if (header_is (header, "Content-Length")) {
      if (framing.has_length)
        return refuse (400, "Content-Length was given more than once.");
      if (!parse_length (header, &framing.length_bytes))
        return refuse (400, "Content-Length must be plain digits.");
      framing.has_length = TRUE;
    }
    if (header_is (header, "Host"))
      n_hosts++;
    if (header_is (header, "Expect"))
      framing.expects_continue = TRUE;
  }
  if (n_hosts != 1)
    return refuse (400, "A request must name its Host exactly once.");

  refusal = check_length_against_method (method, &framing);
  if (refusal != NULL)
    return refusal;
  *ret_framing = framing;

  return NULL;
}

const char *
ds_hq_header_find (const DsHqHeader *headers, guint n_headers, const char *name)
{
  for (guint i = 0; i < n_headers; i++) {
    if (header_is (&headers[i], name))
      return headers[i].value;
  }

  return NULL;
}
