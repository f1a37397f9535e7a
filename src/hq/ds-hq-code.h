/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ds-digest.h"

G_BEGIN_DECLS

/** How long an enrolment code holds. */
#define DS_HQ_CODE_LIFE_S 600
/** Characters of a code with its dash, and the final NUL. */
#define DS_HQ_CODE_BUFFER 10
/** Characters of a token, 256 bits in hexadecimal, and the final NUL. */
#define DS_HQ_TOKEN_BUFFER 65

/** ds_hq_code_new: makes a code such as "ABCD-2345": 40 random bits without letters and digits that look alike */
void ds_hq_code_new (char code[DS_HQ_CODE_BUFFER]);

/** ds_hq_code_digest: the SHA-256 under which a code is kept; case, spaces and dashes do not matter; Returns: %FALSE if @code cannot be one */
gboolean ds_hq_code_digest (const char *code, char sha256[DS_SHA256_BUFFER]);

/** ds_hq_token_new: makes a token and the SHA-256 under which it is kept */
void ds_hq_token_new (char token[DS_HQ_TOKEN_BUFFER], char sha256[DS_SHA256_BUFFER]);

G_END_DECLS
