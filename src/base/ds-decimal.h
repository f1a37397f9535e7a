/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Most digits a decimal may have, both sides of the point together. */
#define DS_DECIMAL_MAX_DIGITS 18
/** Longest text of a decimal with sign, point and final NUL. */
#define DS_DECIMAL_BUFFER 24

/**
 * DsDecimal:
 * @coefficient: the digits as a whole number, with the sign
 * @scale: how many of them stand behind the point, 0 to %DS_DECIMAL_MAX_DIGITS
 *
 * An exact decimal as a person typed it: 0.30 is {30, 2} and stays "0.30". Measured values and
 * limits are never a double: a value of 0.3 is not above a limit of 0.3. A plain value type.
 */
typedef struct {
  gint64 coefficient;
  guint8 scale;
} DsDecimal;

/**
 * ds_decimal_parse:
 * @text: the text, plain digits with an optional sign and point ("-12.50"); no exponent, no
 *   spaces, no grouping
 * @ret_value: (out): the value; untouched on failure
 * @error: %DS_ERROR_INVALID or %DS_ERROR_LIMIT (too many digits)
 *
 * Returns: whether @text is a decimal
 */
gboolean ds_decimal_parse (const char *text, DsDecimal *ret_value, GError **error);

/** ds_decimal_from_int: Returns: @value with no digits behind the point */
DsDecimal ds_decimal_from_int (gint64 value);

/**
 * ds_decimal_format:
 * @value: a decimal
 * @buffer: (array fixed-size=24): room for %DS_DECIMAL_BUFFER bytes
 *
 * Returns: @buffer, holding @value with exactly its own digits
 */
const char *ds_decimal_format (DsDecimal value, char buffer[DS_DECIMAL_BUFFER]);

/** ds_decimal_compare: Returns: negative, 0 or positive, as @a is below, equal to or above @b; 0.30 equals 0.3 */
int ds_decimal_compare (DsDecimal a, DsDecimal b);

/**
 * ds_decimal_add:
 * ds_decimal_subtract:
 * ds_decimal_multiply:
 *
 * Exact. Returns: %FALSE with %DS_ERROR_LIMIT if the result needs more than 18 digits
 */
gboolean ds_decimal_add (DsDecimal a, DsDecimal b, DsDecimal *ret_value, GError **error);
gboolean ds_decimal_subtract (DsDecimal a, DsDecimal b, DsDecimal *ret_value, GError **error);
gboolean ds_decimal_multiply (DsDecimal a, DsDecimal b, DsDecimal *ret_value, GError **error);

/**
 * ds_decimal_divide:
 * @scale: how many digits behind the point the quotient gets, rounded half away from zero
 * @error: %DS_ERROR_INVALID on division by zero, %DS_ERROR_LIMIT on overflow
 */
gboolean ds_decimal_divide (DsDecimal a, DsDecimal b, guint scale, DsDecimal *ret_value, GError **error);

/** ds_decimal_round: Returns: @value rounded half away from zero to @scale digits behind the point (never fails when reducing; extends with zeros where they fit) */
DsDecimal ds_decimal_round (DsDecimal value, guint scale);

/** ds_decimal_abs: Returns: the value without its sign */
DsDecimal ds_decimal_abs (DsDecimal value);

G_END_DECLS
