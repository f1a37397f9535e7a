/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-decimal.h"

#include "ds-error.h"

#include <string.h>

/* Room for every intermediate value: two 18-digit numbers multiplied, or one raised by 18 digits, stay
 * below 10^36. */
__extension__ typedef __int128 Wide;

#define COEFFICIENT_LIMIT G_GINT64_CONSTANT (1000000000000000000) /* 10^18 */
#define MAX_TEXT_BYTES 64

static Wide
power_of_ten (guint exponent)
{
  Wide value = 1;

  for (guint i = 0; i < exponent; i++)
    value *= 10;
  return value;
}

static Wide
absolute (Wide value)
{
  return value < 0 ? -value : value;
}

/* Zeros at the end of the fraction are given up only where the digits would not fit otherwise. */
static gboolean
narrow (Wide coefficient, guint scale, DsDecimal *ret_value, GError **error)
{
  while (scale > 0 && coefficient % 10 == 0 &&
         (scale > DS_DECIMAL_MAX_DIGITS || absolute (coefficient) >= COEFFICIENT_LIMIT)) {
    coefficient /= 10;
    scale--;
  }
  if (scale > DS_DECIMAL_MAX_DIGITS || absolute (coefficient) >= COEFFICIENT_LIMIT) {
    g_set_error (error, DS_BASE_ERROR, DS_ERROR_LIMIT, "The result needs more than %d digits.", DS_DECIMAL_MAX_DIGITS);
    return FALSE;
  }
  ret_value->coefficient = (gint64) coefficient;
  ret_value->scale = (guint8) scale;
  return TRUE;
}

static void
align (DsDecimal a, DsDecimal b, Wide *ret_a, Wide *ret_b, guint *ret_scale)
{
  guint scale = MAX (a.scale, b.scale);

  *ret_a = (Wide) a.coefficient * power_of_ten (scale - a.scale);
  *ret_b = (Wide) b.coefficient * power_of_ten (scale - b.scale);
  *ret_scale = scale;
}

static Wide
divide_half_away (Wide numerator, Wide denominator)
{
  gboolean negative = (numerator < 0) != (denominator < 0);
  Wide n = absolute (numerator);
  Wide d = absolute (denominator);
  Wide quotient = n / d;
  Wide remainder = n % d;

  if (remainder >= d - remainder)
    quotient++;
  return negative ? -quotient : quotient;
}

static gboolean
refuse_text (const char *text, GError **error)
{
  g_autofree char *shown = g_utf8_make_valid (text, (gssize) strnlen (text, 40));

  g_set_error (error, DS_BASE_ERROR, DS_ERROR_INVALID,
               "“%s” is not a number. Write plain digits with at most one point, as in 12.50 or -3.", shown);
  return FALSE;
}

static gboolean
refuse_digits (GError **error)
{
  g_set_error (error, DS_BASE_ERROR, DS_ERROR_LIMIT, "The number has more than %d digits.", DS_DECIMAL_MAX_DIGITS);
  return FALSE;
}

gboolean
ds_decimal_parse (const char *text, DsDecimal *ret_value, GError **error)
{
  const char *at = text;
  gint64 coefficient = 0;
  guint scale = 0;
  gboolean point = FALSE;
  gboolean negative;

  g_return_val_if_fail (text != NULL && ret_value != NULL, FALSE);

  negative = *at == '-';
  if (*at == '-' || *at == '+')
    at++;
  if (!g_ascii_isdigit (*at))
    return refuse_text (text, error);
  if (strnlen (text, MAX_TEXT_BYTES + 1) > MAX_TEXT_BYTES)
    return refuse_digits (error);
  for (; *at != '\0'; at++) {
    if (*at == '.' && !point && g_ascii_isdigit (at[1])) {
      point = TRUE;
      continue;
    }
    if (!g_ascii_isdigit (*at))
      return refuse_text (text, error);
    coefficient = coefficient * 10 + (*at - '0');
    scale += point ? 1 : 0;
    if (coefficient >= COEFFICIENT_LIMIT || scale > DS_DECIMAL_MAX_DIGITS)
      return refuse_digits (error);
  }
  ret_value->coefficient = negative ? -coefficient : coefficient;
  ret_value->scale = (guint8) scale;
  return TRUE;
}

DsDecimal
ds_decimal_from_int (gint64 value)
{
  g_return_val_if_fail (value < COEFFICIENT_LIMIT && value > -COEFFICIENT_LIMIT, ((DsDecimal){ 0, 0 }));
  return (DsDecimal){ value, 0 };
}

const char *
ds_decimal_format (DsDecimal value, char buffer[DS_DECIMAL_BUFFER])
{
  char digits[DS_DECIMAL_BUFFER];
  guint64 rest = value.coefficient < 0 ? (guint64) 0 - (guint64) value.coefficient : (guint64) value.coefficient;
  guint count = 0;
  guint out = 0;

  g_return_val_if_fail (value.scale <= DS_DECIMAL_MAX_DIGITS, "0");

  /* Backwards, with at least one digit before the point. */
  while (rest > 0 || count <= value.scale) {
    digits[count++] = (char) ('0' + rest % 10);
    rest /= 10;
  }
  if (value.coefficient < 0)
    buffer[out++] = '-';
  while (count > 0) {
    if (count == value.scale)
      buffer[out++] = '.';
    buffer[out++] = digits[--count];
  }
  buffer[out] = '\0';
  return buffer;
}

int
ds_decimal_compare (DsDecimal a, DsDecimal b)
{
  Wide wide_a, wide_b;
  guint scale;

  align (a, b, &wide_a, &wide_b, &scale);
  return wide_a < wide_b ? -1 : wide_a > wide_b ? 1 : 0;
}

gboolean
ds_decimal_add (DsDecimal a, DsDecimal b, DsDecimal *ret_value, GError **error)
{
  Wide wide_a, wide_b;
  guint scale;

  align (a, b, &wide_a, &wide_b, &scale);
  return narrow (wide_a + wide_b, scale, ret_value, error);
}

gboolean
ds_decimal_subtract (DsDecimal a, DsDecimal b, DsDecimal *ret_value, GError **error)
{
  Wide wide_a, wide_b;
  guint scale;

  align (a, b, &wide_a, &wide_b, &scale);
  return narrow (wide_a - wide_b, scale, ret_value, error);
}

gboolean
ds_decimal_multiply (DsDecimal a, DsDecimal b, DsDecimal *ret_value, GError **error)
{
  return narrow ((Wide) a.coefficient * b.coefficient, (guint) a.scale + b.scale, ret_value, error);
}

gboolean
ds_decimal_divide (DsDecimal a, DsDecimal b, guint scale, DsDecimal *ret_value, GError **error)
{
  int shift;
  Wide numerator = a.coefficient;
  Wide denominator = b.coefficient;

  if (b.coefficient == 0) {
    g_set_error_literal (error, DS_BASE_ERROR, DS_ERROR_INVALID, "A number cannot be divided by zero.");
    return FALSE;
  }
  if (scale > DS_DECIMAL_MAX_DIGITS)
    return refuse_digits (error);

  shift = (int) scale + b.scale - a.scale;
  if (shift < 0)
    denominator *= power_of_ten ((guint) -shift);
  /* Beyond 128 bits the quotient is far beyond 18 digits, for the divisor has at most 18. */
  else if (__builtin_mul_overflow (numerator, power_of_ten ((guint) shift), &numerator))
    return refuse_digits (error);
  return narrow (divide_half_away (numerator, denominator), scale, ret_value, error);
}

DsDecimal
ds_decimal_round (DsDecimal value, guint scale)
{
  if (scale < value.scale) {
    Wide unit = power_of_ten (value.scale - scale);

    value.coefficient = (gint64) divide_half_away (value.coefficient, unit);
    value.scale = (guint8) scale;
    return value;
  }
  while (value.scale < MIN (scale, DS_DECIMAL_MAX_DIGITS) &&
         absolute ((Wide) value.coefficient * 10) < COEFFICIENT_LIMIT) {
    value.coefficient *= 10;
    value.scale++;
  }
  return value;
}

DsDecimal
ds_decimal_abs (DsDecimal value)
{
  if (value.coefficient < 0)
    value.coefficient = -value.coefficient;
  return value;
}
