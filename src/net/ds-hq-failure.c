/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-answers.h"

#include "ds-text.h"

#include <libsoup/soup.h>
#include <string.h>

/* However long a server wants to be left alone: an hour, then it is asked again. */
#define RETRY_AFTER_MAX_MS (60 * 60 * 1000)
#define PROBLEM_MAX_BYTES (64u * 1024)
#define WORDS_MAX_CHARS 500
#define PORTAL_WORDS                                                                                                 \
  "Something answered that is not headquarters: probably a Wi-Fi login page. Sign in to the Wi-Fi in a browser, or " \
  "use another network. Everything is kept on this tablet."

static const DsJsonLimits PROBLEM_LIMITS = { PROBLEM_MAX_BYTES, 16 };

void
ds_hq_failure_clear (DsHqFailure *self)
{
  g_clear_pointer (&self->slug, g_free);
  g_clear_pointer (&self->words, g_free);
  self->failure_class = DS_HQ_CLASS_NONE;
  self->status = 0;
  self->retry_after_ms = -1;
}

void
ds_hq_failure_copy (const DsHqFailure *self, DsHqFailure *ret_copy)
{
  *ret_copy = *self;
  ret_copy->slug = g_strdup (self->slug);
  ret_copy->words = g_strdup (self->words);
}

const char *
ds_hq_class_name (DsHqClass failure_class)
{
  static const char *const names[] = { "none",     "no-network",   "cut",     "again",   "full",
                                       "portal",   "wrong-server", "sign-in", "refused", "gone",
                                       "protocol", "cancelled",    "local" };

  return (guint) failure_class < G_N_ELEMENTS (names) ? names[failure_class] : "unknown";
}

static gint64
read_retry_after (const DsHttpResponse *response, gint64 wall_us)
{
  const char *text = ds_http_response_get_header (response, "Retry-After");
  guint64 seconds = 0;
  g_autoptr (GDateTime) date = NULL;

  if (text == NULL)
    return -1;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return (gint64) MIN (seconds * 1000, RETRY_AFTER_MAX_MS);
  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return -1;
  return CLAMP (g_date_time_to_unix (date) * 1000 - wall_us / 1000, 0, RETRY_AFTER_MAX_MS);
}

static char *
clean_words (const char *text)
{
  g_autofree char *clean = ds_text_clean (text);

  if (g_utf8_strlen (clean, -1) > WORDS_MAX_CHARS)
    *g_utf8_offset_to_pointer (clean, WORDS_MAX_CHARS) = '\0';
  return *clean != '\0' ? g_steal_pointer (&clean) : NULL;
}

/* Reads a problem+json body as far as it is one; an answer without is described by its status. */
static char *
read_problem (const DsHttpResponse *response, DsHqFailure *failure)
{
  const char *type = ds_http_response_get_header (response, "Content-Type");
  gsize size = 0;
  const char *data = g_bytes_get_data (response->body, &size);
  g_autoptr (DsJson) problem = NULL;
  const char *words = NULL;
  const char *slug = NULL;

  if (type == NULL || !g_str_has_prefix (type, "application/problem+json"))
    return NULL;
  problem = ds_json_parse (data, size, &PROBLEM_LIMITS, NULL);
  if (problem == NULL || !json_is_object (problem))
    return NULL;
  slug = json_string_value (json_object_get (problem, "type"));
  if (slug != NULL && strrchr (slug, '/') != NULL)
    slug = strrchr (slug, '/') + 1;
  failure->slug = g_strdup (slug);
  words = json_string_value (json_object_get (problem, "detail"));
  if (words == NULL)
    words = json_string_value (json_object_get (problem, "title"));
  failure->words = words != NULL ? clean_words (words) : NULL;
  return g_strdup (json_string_value (json_object_get (problem, "retry")));
}

static DsHqClass
classify_status (guint status, const char *retry)
{
  if (status == 401 || g_strcmp0 (retry, "reauth") == 0)
    return DS_HQ_CLASS_SIGN_IN;
  if (status == 507)
    return DS_HQ_CLASS_FULL;
  if (status >= 500 || status == 408 || status == 423 || status == 425 || status == 429 ||
      g_strcmp0 (retry, "after") == 0)
    return DS_HQ_CLASS_AGAIN;
  if (status == 404 || status == 410)
    return DS_HQ_CLASS_GONE;
  if (status >= 400)
    return DS_HQ_CLASS_REFUSED;
  return DS_HQ_CLASS_PROTOCOL;
}

static gboolean
fill_without_mark (guint status, DsHqFailure *failure)
{
  /* A gateway in front of headquarters says so itself when headquarters is down. */
  if (status >= 500 || status == 408 || status == 429) {
    failure->failure_class = DS_HQ_CLASS_AGAIN;
    failure->words = g_strdup_printf ("Headquarters is not available: a server on the way answered %u.", status);
    return FALSE;
  }
  failure->failure_class = DS_HQ_CLASS_PORTAL;
  failure->words = g_strdup (PORTAL_WORDS);
  return FALSE;
}

gboolean
ds_hq_failure_from_response (const DsHttpResponse *response, const char *hq, gboolean foreign, gint64 wall_us,
                             DsHqFailure *ret_failure)
{
  const char *mark = ds_http_response_get_header (response, "Doorstep-HQ");
  DsHqFailure failure = { .status = response->status };
  g_autofree char *retry = NULL;

  failure.retry_after_ms = read_retry_after (response, wall_us);
  if (!foreign && mark == NULL) {
    fill_without_mark (response->status, &failure);
    *ret_failure = failure;
    return FALSE;
  }
  if (!foreign && hq != NULL && !g_str_equal (mark, hq)) {
    failure.failure_class = DS_HQ_CLASS_WRONG_SERVER;
    failure.words = g_strdup ("The wrong server answers: it is a headquarters, but not the one this tablet was "
                              "enrolled at. Check the address with the service point; everything is kept here.");
    *ret_failure = failure;
    return FALSE;
  }
  if (response->status >= 200 && response->status < 300)
    return TRUE;
  retry = read_problem (response, &failure);
  failure.failure_class = classify_status (response->status, retry);
  if (failure.words == NULL && response->status >= 300 && response->status < 400)
    failure.words = g_strdup ("Headquarters' address redirects elsewhere, which is refused. Check the address.");
  if (failure.words == NULL)
    failure.words = g_strdup_printf ("Headquarters answered %u without a reason.", response->status);
  *ret_failure = failure;
  return FALSE;
}

void
ds_hq_failure_from_error (const GError *error, gboolean was_sent, DsHqFailure *ret_failure)
{
  DsHqFailure failure = { .retry_after_ms = -1 };

  switch (ds_error_code_of (error)) {
  case DS_ERROR_OFFLINE:
    failure.failure_class = was_sent ? DS_HQ_CLASS_CUT : DS_HQ_CLASS_NO_NETWORK;
    break;
  case DS_ERROR_PORTAL:
    failure.failure_class = DS_HQ_CLASS_PORTAL;
    break;
  case DS_ERROR_CANCELLED:
    failure.failure_class = DS_HQ_CLASS_CANCELLED;
    break;
  case DS_ERROR_LIMIT:
  case DS_ERROR_PROTOCOL:
    failure.failure_class = DS_HQ_CLASS_PROTOCOL;
    break;
  case DS_ERROR_AUTH:
    failure.failure_class = DS_HQ_CLASS_SIGN_IN;
    break;
  case DS_ERROR_REFUSED:
    failure.failure_class = DS_HQ_CLASS_REFUSED;
    break;
  default:
    failure.failure_class = DS_HQ_CLASS_LOCAL;
    break;
  }
  failure.words = g_strdup (error->message);
  *ret_failure = failure;
}

void
ds_hq_failure_to_error (const DsHqFailure *self, GError **error)
{
  static const DsErrorCode codes[] = {
    [DS_HQ_CLASS_NONE] = DS_ERROR_FAILED,
    [DS_HQ_CLASS_NO_NETWORK] = DS_ERROR_OFFLINE,
    [DS_HQ_CLASS_CUT] = DS_ERROR_OFFLINE,
    [DS_HQ_CLASS_AGAIN] = DS_ERROR_BUSY,
    [DS_HQ_CLASS_FULL] = DS_ERROR_FULL,
    [DS_HQ_CLASS_PORTAL] = DS_ERROR_PORTAL,
    [DS_HQ_CLASS_WRONG_SERVER] = DS_ERROR_PORTAL,
    [DS_HQ_CLASS_SIGN_IN] = DS_ERROR_AUTH,
    [DS_HQ_CLASS_REFUSED] = DS_ERROR_REFUSED,
    [DS_HQ_CLASS_GONE] = DS_ERROR_NOT_FOUND,
    [DS_HQ_CLASS_PROTOCOL] = DS_ERROR_PROTOCOL,
    [DS_HQ_CLASS_CANCELLED] = DS_ERROR_CANCELLED,
    [DS_HQ_CLASS_LOCAL] = DS_ERROR_IO,
  };

  g_set_error (error, DS_NET_ERROR, (int) codes[self->failure_class], "%s",
               self->words != NULL ? self->words : "The request failed.");
}
