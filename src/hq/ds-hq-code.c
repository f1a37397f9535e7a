/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-code.h"

#include <sodium.h>
#include <string.h>

/* 32 signs: no I, O, 0, 1, which look alike on a slip of paper. */
#define SIGNS "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
#define CODE_SIGNS 8

void
ds_hq_code_new (char code[DS_HQ_CODE_BUFFER])
{
  char *out = code;

  for (guint i = 0; i < CODE_SIGNS; i++) {
    if (i == CODE_SIGNS / 2)
      *out++ = '-';
    *out++ = SIGNS[randombytes_uniform (32)];
  }
  *out = '\0';
}

gboolean
ds_hq_code_digest (const char *code, char sha256[DS_SHA256_BUFFER])
{
  char plain[CODE_SIGNS];
  guint n = 0;

  for (const char *p = code; *p != '\0'; p++) {
    char sign = g_ascii_toupper (*p);

    if (sign == ' ' || sign == '-')
      continue;
    if (n == CODE_SIGNS || strchr (SIGNS, sign) == NULL)
      return FALSE;
    plain[n++] = sign;
  }
  if (n != CODE_SIGNS)
    return FALSE;
  ds_sha256 (plain, n, sha256);

  return TRUE;
}

void
ds_hq_token_new (char token[DS_HQ_TOKEN_BUFFER], char sha256[DS_SHA256_BUFFER])
{
  guint8 bytes[32];

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2hex (token, DS_HQ_TOKEN_BUFFER, bytes, sizeof bytes);
  sodium_memzero (bytes, sizeof bytes);
  ds_sha256 (token, DS_HQ_TOKEN_BUFFER - 1, sha256);
}
